import type { DataType, Field, Schema } from 'apache-arrow';
import { arrowType, makeSchema } from '../core/arrow.ts';
import { refusePlan } from '../core/errors.ts';
import { changeField, checkAll, findColumn, METADATA, roleOf } from '../core/field.ts';
import type { PseudonymPart, PseudonymSettings } from './options.ts';
import { PROFILES } from './profile.ts';

/** Marks the place of the codes among the output's columns. */
export const CODES = -1;

/** Where the parts are and how the output is laid out. */
export interface PseudonymLayout {
  readonly schema: Schema;
  /** Index of each part's column in the input. */
  readonly sources: readonly number[];
  /** For each output column, the input column it is, or {@link CODES}. */
  readonly outputs: readonly number[];
}

/**
 * Lists the parts of the settings; a single column is one part.
 *
 * @param settings - checked options.
 * @returns the parts in order.
 */
export function partsOf(settings: PseudonymSettings): readonly PseudonymPart[] {
  return 'columns' in settings ? settings.columns : [{ column: settings.column, profile: settings.profile }];
}

/**
 * Names the normalisation of the parts together, as it enters the key.
 *
 * @param settings - checked options.
 * @returns the profile of a single column, or `composite/v1(…)` with the profiles of the parts in order.
 */
export function profileName(settings: PseudonymSettings): string {
  return 'columns' in settings ? `composite/v1(${settings.columns.map(({ profile }) => profile).join(',')})` : settings.profile;
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
 * @param description - value of the field metadata `a423:pseudonym`.
 * @returns the output's schema and where each column comes from.
 * @throws {PlanError} with every problem: a column that is unknown, of another type, named twice or already
 *   pseudonymised, or a name that is taken.
 */
export function layOutPseudonym(input: Schema, settings: PseudonymSettings, description: string): PseudonymLayout {
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
  const codes = codeField(sources.map((source) => input.fields[source]!), name, settings, description);
  const schema = makeSchema(outputs.map((index) => (index === CODES ? codes : input.fields[index]!)), input.metadata);
  return { schema, sources, outputs };
}

function codeField(sources: readonly Field[], name: string, settings: PseudonymSettings, description: string): Field {
  const nullableParts = sources.filter((field) => field.nullable).length;
  const needsAll = !('columns' in settings) || settings.onMissingPart === 'null';
  const nullable = settings.onInvalid === 'null' || (needsAll ? nullableParts > 0 : nullableParts === sources.length);
  const type: DataType = arrowType('binary(16)');
  const metadata = { [METADATA.role]: 'pseudonym', [METADATA.identifier]: null, [METADATA.pseudonym]: description };
  return changeField(sources[0]!, { name, type, nullable, metadata });
}
