import type { Field, Schema } from 'apache-arrow';
import { arrowType, makeSchema } from '../core/arrow.ts';
import type { ColumnType } from '../core/column-type.ts';
import { refusePlan } from '../core/errors.ts';
import { changeField, checkAll, findColumn, METADATA, roleOf } from '../core/field.ts';
import type { ValueReading } from './code-values.ts';
import type { PseudonymDescription } from './description.ts';
import type { CompositeSettings, PseudonymPart, SingleSettings } from './options.ts';
import { compositeForm, formOf, PROFILES, type ValueForm } from './profile.ts';

/** Marks the place of the codes among the output's columns. */
export const CODES = -1;

/** Where the parts are and how the output is laid out. */
export interface PseudonymLayout {
  readonly schema: Schema;
  /** Index of each part's column in the input. */
  readonly sources: readonly number[];
  /** For each output column, the input column it is, or {@link CODES}. */
  readonly outputs: readonly number[];
  /** What the column of codes says of itself. */
  readonly description: PseudonymDescription;
}

/**
 * Lists the parts of the settings; a single column is one part.
 *
 * @param settings - checked options.
 * @returns the parts in order.
 */
export function partsOf(settings: SingleSettings | CompositeSettings): readonly PseudonymPart[] {
  return 'columns' in settings ? settings.columns : [{ column: settings.column, profile: settings.profile }];
}

/**
 * Tells how the values of the settings are read.
 *
 * @param settings - checked options.
 * @returns the reading; `plausibility` where no level was said.
 */
export function readingOf(settings: SingleSettings | CompositeSettings): ValueReading {
  const { level = 'plausibility' } = settings;
  const profiles = partsOf(settings).map(({ profile }) => profile);
  return { profiles, level, onMissingPart: 'columns' in settings ? settings.onMissingPart : null };
}

/**
 * Tells the form of the values to be coded: those of a column, or composites.
 *
 * @param settings - checked options.
 * @returns the form, whose name enters the key.
 */
export function valueFormOf(settings: SingleSettings | CompositeSettings): ValueForm {
  return 'columns' in settings ? compositeForm(settings.columns.map(({ profile }) => profile)) : formOf(settings.profile);
}

/**
 * Puts the settings on a schema.
 *
 * A single column gives way to its codes. Of a composite's columns, those that name a person by themselves (roles
 * `directIdentifier` and `entity`) go, and the codes take the place of the first of them; the others stay as they are,
 * and the codes stand at the end if all stay.
 *
 * @param input - the input's schema.
 * @param settings - checked options.
 * @param type - column type of the codes.
 * @param description - what the codes say of themselves.
 * @returns the output's schema and where each column comes from.
 * @throws {PlanError} with every problem: a column that is unknown, of another type, named twice or already
 *   pseudonymised, or a name that is taken.
 */
export function layOutPseudonym(input: Schema, settings: SingleSettings | CompositeSettings, type: ColumnType, description: PseudonymDescription): PseudonymLayout {
  const parts = partsOf(settings);
  const isComposite = 'columns' in settings;
  const sources: number[] = [];
  checkAll(parts.map(({ column, profile }, index) => () => {
    const path = isComposite ? `columns[${index}].column` : 'column';
    const source = findColumn(input, column, path);
    if (roleOf(input.fields[source]!) === 'pseudonym') {
      refusePlan('PLAN_ALREADY_PSEUDONYMISED', path, `column "${column}" already holds pseudonyms`);
    }
    findColumn(input, column, path, PROFILES[profile].types);
    if (sources.includes(source)) refusePlan('PLAN_DUPLICATE_NAME', path, `column "${column}" is named twice`);
    sources.push(source);
  }));
  const leaving = sources.filter((source) => !isComposite || ['directIdentifier', 'entity'].includes(roleOf(input.fields[source]!)));
  const name = settings.into ?? parts[0]!.column;
  if (input.fields.some((field, index) => field.name === name && !leaving.includes(index))) {
    refusePlan('PLAN_COLUMN_EXISTS', 'into', `there is a column "${name}" already`);
  }
  const place = leaving.length === 0 ? input.fields.length : Math.min(...leaving);
  const outputs: number[] = [];
  for (let index = 0; index <= input.fields.length; index++) {
    if (index === place) outputs.push(CODES);
    if (index < input.fields.length && !leaving.includes(index)) outputs.push(index);
  }
  const sourceFields = sources.map((source) => input.fields[source]!);
  const codes = codeField(sourceFields[0]!, name, isNullable(sourceFields, settings), type, description);
  const schema = makeSchema(outputs.map((index) => (index === CODES ? codes : input.fields[index]!)), input.metadata);
  return { schema, sources, outputs, description };
}

/**
 * Makes the field of a column of codes.
 *
 * @param source - the field the codes come from.
 * @param name - the column's name.
 * @param nullable - whether rows may be without code.
 * @param type - column type of the codes.
 * @param description - what the codes say of themselves.
 * @returns a field of role `pseudonym`, declared as no identifier.
 */
export function codeField(source: Field, name: string, nullable: boolean, type: ColumnType, description: PseudonymDescription): Field {
  const metadata = { [METADATA.role]: 'pseudonym', [METADATA.identifier]: null, [METADATA.pseudonym]: JSON.stringify(description) };
  return changeField(source, { name, type: arrowType(type), nullable, metadata });
}

function isNullable(sources: readonly Field[], settings: SingleSettings | CompositeSettings): boolean {
  const nullableParts = sources.filter((field) => field.nullable).length;
  const needsAll = !('columns' in settings) || settings.onMissingPart === 'null';
  return settings.onInvalid === 'null' || (needsAll ? nullableParts > 0 : nullableParts === sources.length);
}
