import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { makeBatch } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import { doubleReader } from '../core/double-reader.ts';
import { ProtectionError } from '../core/errors.ts';
import { checkAll } from '../core/field.ts';
import type { Findings, Json, LearnOperator, Session } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { textOfValues } from '../core/text-of-values.ts';
import { classFold, type Classes, type ClassState } from './class-fold.ts';
import { checkGeneralisation, columnLevels, rowsOfValues } from './column-levels.ts';
import { columnGeneralisation, type ColumnGeneralisation } from './generalisation.ts';
import { SUPPRESSED } from './hierarchy-of.ts';
import { checkModels, judgesOf } from './judges-of.ts';
import { classRisk } from './kernel/class-risk.ts';
import { classTable, type ClassValues } from './kernel/class-table.ts';
import { codeLabels, inMetOrder, writtenClasses, type WrittenColumn } from './kernel/label-classes.ts';
import { widthOfNumbers, widthOfSteps, type Axis } from './kernel/mondrian/axis.ts';
import { cutParts, type Parts } from './kernel/mondrian/cut-parts.ts';
import { hierarchyAxis, partLabels, type AxisLabels } from './kernel/mondrian/part-labels.ts';
import { partWidths } from './kernel/mondrian/part-widths.ts';
import { labelledSchema, labelRows } from './label-rows.ts';
import { checkCriterion } from './measure-k-anonymity.ts';
import { modelFindings } from './model-findings.ts';
import { privacyModelSchema, sensitiveColumns, type PrivacyModel } from './privacy-model.ts';

/** Options of {@link mondrian}. */
export interface MondrianOptions {
  /** Columns that identify in combination, and along which rows are cut. */
  readonly quasiIdentifiers: readonly string[];
  /** Models that every class must satisfy; one of them is k-anonymity. */
  readonly models: readonly PrivacyModel[];
  /** `strict`: rows alike in a column that is cut stay together. `relaxed`: they may be shared, which makes smaller classes whose values overlap. */
  readonly cuts: 'strict' | 'relaxed';
  /** Column that tells persons apart; `null` says that every row is a person. It must be said where the rows have a column of the role `entity`. */
  readonly entity?: string | null;
  /** Whether a missing value is a value of its own, or stops the step. */
  readonly nullMatching: 'own-class' | 'error';
  /** Hierarchies by column: their order is cut along, and their nodes are written. */
  readonly hierarchies?: Readonly<Record<string, ColumnGeneralisation>>;
}

/** Checks {@link MondrianOptions}. */
export const mondrianOptions: OptionsSchema<MondrianOptions> = z
  .strictObject({
    quasiIdentifiers: z.array(columnName).min(1).refine((names) => new Set(names).size === names.length, { message: 'expected every column once' }).readonly(),
    models: z.array(privacyModelSchema).min(1).readonly(),
    cuts: z.enum(['strict', 'relaxed']),
    entity: columnName.nullable().exactOptional(),
    nullMatching: z.enum(['own-class', 'error']),
    hierarchies: z.record(columnName, columnGeneralisation).exactOptional(),
  })
  .superRefine(({ quasiIdentifiers, models, hierarchies = {} }, context) => {
    const refuse = (path: PropertyKey[], message: string): void => { context.addIssue({ code: 'custom', path, message }); };
    if (!models.some(({ model }) => model === 'kAnonymity')) refuse(['models'], 'expected kAnonymity among the models, since the others do not say how small a class may be');
    models.forEach(({ model }, index) => {
      if (model === 'averageRisk') refuse(['models', index], 'expected a model of single classes; an average of all says nothing of where to cut');
    });
    for (const name of Object.keys(hierarchies)) if (!quasiIdentifiers.includes(name)) refuse(['hierarchies', name], 'expected one of the quasi-identifiers');
  });

/** The classes that rows were cut into, and what is written for them. */
export interface CutRows {
  readonly measured: Classes;
  readonly written: readonly WrittenColumn[];
  readonly findings: Findings;
}

const NUMBERS: readonly string[] = ['int32', 'int64', 'float64', 'decimal', 'date', 'timestamp'];

/**
 * Cuts rows into classes by their quasi-identifiers, each class as small as the models allow, and writes the range of each
 * in place of its values (Mondrian).
 *
 * The whole is cut at the median of the column in which its values lie widest apart, and so is each half, as long as both halves
 * satisfy every model. Numbers, dates and instants are cut along their size and written `[a, b]`; texts and truth values along their
 * hierarchy and written as a node of it, or in the order of their bytes and written `{a, b}`. A single value is written as it is; a missing one
 * comes last, stays null where the class has no other, and else is written `or missing`.
 *
 * Rows alike in all quasi-identifiers stay together, so that the result does not depend on the order of the rows. Of columns equally
 * wide, the first is cut; relaxed, combinations at the median go to the left in the order of the other columns, the widest first.
 *
 * What is written is judged once more, classes being the rows that read alike. Relaxed classes may overlap: a person may fit several;
 * each of them satisfies the models.
 *
 * Passes: 2. Memory: some 100 bytes for each distinct combination, times its persons and sensitive values. Order: kept, which may tell
 * who is who: sort afterwards. Schema: quasi-identifiers become text, by dictionary. Findings: classes, share of each column's detail
 * that is lost (NCP), what models attain, class sizes and risks before and after. Reveals: who is in a class is one of k; ranges reach to
 * values that occur, so that somebody in the class has the first and somebody the last.
 *
 * @param options - see {@link MondrianOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on rows without such columns.
 * @throws {ProtectionError} `PROTECTION_PRIVACY_MODEL` when all rows together do not satisfy the models.
 * @throws {DataError} while it runs: `DATA_NULL` for a row without entity, or a missing quasi-identifier under `error`; `DATA_INVALID` for values that
 *   a hierarchy does not have; `DATA_CHANGED` if the second pass brings other rows.
 * @remarks A million rows of 7 columns take about 7 seconds strictly, 9 relaxed.
 * @see LeFevre, DeWitt and Ramakrishnan 2006, Mondrian Multidimensional K-Anonymity, https://doi.org/10.1109/ICDE.2006.101.
 * @example
 * mondrian({ quasiIdentifiers: ['age', 'commune'], models: [{ model: 'kAnonymity', k: 11 }], cuts: 'strict', nullMatching: 'own-class', entity: 'person' });
 */
export function mondrian(options: MondrianOptions): LearnOperator<ClassState, Classes, CutRows> {
  const checked = checkOptions(mondrianOptions, options);
  const { quasiIdentifiers, models, entity = null, nullMatching } = checked;
  const columns = { quasiIdentifiers, sensitive: sensitiveColumns(models), entity, refuseNulls: nullMatching === 'error' };
  return {
    kind: 'learn',
    name: 'mondrian',
    memory: { grows: entity === null ? 'groups' : 'cell×entity', formula: '100 bytes per distinct combination, times persons and sensitive values' },
    outputSchema: (input) => cutSchema(input, checked),
    fold: (input) => classFold(input, columns),
    decide: (measured) => decide(measured, checked),
    start: (input, cut) => session(input, checked, cut),
  };
}

function cutSchema(input: Schema, options: MondrianOptions): Schema {
  const { quasiIdentifiers, models, hierarchies = {} } = options;
  checkAll([
    () => { checkCriterion(input, options); },
    () => { checkModels(input, models, quasiIdentifiers, false); },
    ...Object.entries(hierarchies).map(([name, hierarchy]) => () => { checkGeneralisation(input, name, hierarchy, `hierarchies.${name}`); }),
  ]);
  return labelledSchema(input, quasiIdentifiers);
}

function session(input: Schema, options: MondrianOptions, { measured, written, findings }: CutRows): Session {
  const output = cutSchema(input, options);
  const label = labelRows(input, options.quasiIdentifiers, measured, written);
  return {
    apply: (batch, firstRow) => makeBatch(output, label(batch, firstRow).columns, batch.numRows),
    finish: () => findings,
  };
}

function decide(measured: Classes, options: MondrianOptions): CutRows {
  const { quasiIdentifiers, models, cuts, hierarchies = {} } = options;
  const valued = classTable(measured);
  const { table: before } = valued;
  const lines = quasiIdentifiers.map((name, place) => lineOf(name, valued.quasiIdentifiers[place]!, before.codes[place]!, before.rowsOf, hierarchies[name]));
  const axes = lines.map(({ axis }) => axis);
  const judges = judgesOf(models, valued);
  const parts = cutParts({ classes: before, axes, judges, isStrict: cuts === 'strict' });
  const labels = lines.map(({ axis, labels: how }) => labelsByClass(partLabels(axis, how, parts), parts));
  // The classes that a reader sees: parts that read alike are one.
  const after = writtenClasses(before, labels, { roundOf: new Int32Array(before.rowsOf.length) }).table;
  const failing = new Uint8Array(after.rowsOf.length);
  for (const judge of judges) judge.judge(after, failing);
  if (failing.includes(1)) throw new ProtectionError('PROTECTION_PRIVACY_MODEL', 'all rows together do not satisfy the models, and cutting them makes no class that does', { rowCount: measured.rows });
  const lost = partWidths(before.rowsOf, axes, parts);
  const k = Math.max(1, ...judges.map(({ minSize }) => minSize));
  const findings: Findings = {
    quasiIdentifiers: [...quasiIdentifiers], cuts, unit: before.entities === null ? 'rows' : 'entities', rows: measured.rows, parts: parts.size,
    columns: Object.fromEntries(quasiIdentifiers.map((name, column) => [name, { lost: lost[column]! }])),
    lost: lost.reduce((sum, share) => sum + share, 0) / lost.length,
    models: modelFindings(models, judges, after),
    before: classRisk(before.sizes, before.rowsOf, k, null) as unknown as Json,
    after: classRisk(after.sizes, after.rowsOf, k, null) as unknown as Json,
  };
  return { measured, written: labels.map((column) => ({ ...column, codes: inMetOrder(column.codes, valued.metAs, measured.rowsOf.length) })), findings };
}

/** A column laid out on a line, and how its parts are written. */
interface Line {
  readonly axis: Axis;
  readonly labels: AxisLabels;
}

function lineOf(column: string, { values }: ClassValues, codes: Int32Array, rowsOf: Uint32Array, hierarchy: ColumnGeneralisation | undefined): Line {
  if (hierarchy !== undefined) {
    const { placeOf, width, nodeOf } = hierarchyAxis(columnLevels(hierarchy, { column, values, counts: rowsOfValues(codes, rowsOf, values.rows) }), SUPPRESSED);
    return { axis: { places: codes.map((code) => placeOf[code]!), width }, labels: { kind: 'node', nodeOf } };
  }
  const names = textOfValues(values);
  if (!NUMBERS.includes(values.kind)) return { axis: { places: codes, width: widthOfSteps(values.rows) }, labels: { kind: 'set', names } };
  const numberAt = numbersOf(values);
  const positions = Float64Array.from(names, (name, row) => (name === null ? NaN : numberAt(row)));
  return { axis: { places: codes, width: widthOfNumbers(positions) }, labels: { kind: 'interval', names, apart: ['NaN'] } };
}

function numbersOf(values: Column): (row: number) => number {
  if (values.kind === 'date') return (row) => values.days[row]!;
  return values.kind === 'timestamp' ? (row) => Number(values.micros[row]!) : doubleReader(values);
}

/** What is written of each class: the label of its part. */
function labelsByClass(labels: readonly (string | null)[], { partOf }: Parts): WrittenColumn {
  const coded = codeLabels(labels);
  return { labels: coded.labels, codes: partOf.map((part) => coded.codes[part]!) };
}
