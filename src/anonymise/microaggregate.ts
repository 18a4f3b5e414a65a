import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import { DataError, ProtectionError, refusePlan } from '../core/errors.ts';
import { checkAll, findColumn, markMasked, roleOf } from '../core/field.ts';
import { doubleReader } from '../core/double-reader.ts';
import { columnOfNumbers } from '../core/number-column.ts';
import type { Findings, LearnOperator, Session } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { orderTuples, rankOf, tupleTable, type CodableColumn, type ColumnCoder, type TupleTable } from '../group/index.ts';
import { classFold, type Classes, type ClassState } from './class-fold.ts';
import { entityUnits, groupPoints, weightedUnits, type PointUnits } from './kernel/mask/group-points.ts';
import { groupValues, type GroupValue } from './kernel/mask/replace-by-group.ts';
import { standardise } from './kernel/mask/standardise.ts';

/** Options of {@link microaggregate}. */
export interface MicroaggregateOptions {
  /** Columns of numbers whose values are grouped together; at most 20. */
  readonly columns: readonly string[];
  /** Least units of a group: rows, or persons with an entity column. */
  readonly k: number;
  /** Column that tells persons apart, each of whom counts once in a group; `null` counts rows, and must be said when there is an entity. */
  readonly entity?: string | null;
  /** What stands for a group: the mean when omitted. */
  readonly replacement?: GroupValue;
  /** Columns within whose combinations groups are made; they are left as they are. */
  readonly strata?: readonly string[];
}

/** Columns that are grouped together at most. */
const MAX_COLUMNS = 20;
/** Distinct combinations of values within one stratum, beyond which the step refuses. */
const MAX_POINTS = 1_000_000;

/** Checks {@link MicroaggregateOptions}. */
export const microaggregateOptions: OptionsSchema<MicroaggregateOptions> = z
  .strictObject({
    columns: z.array(columnName).min(1).max(MAX_COLUMNS).readonly(),
    k: z.int().min(2).max(1_000_000),
    entity: columnName.nullable().exactOptional(),
    replacement: z.enum(['mean', 'median', 'mode']).exactOptional(),
    strata: z.array(columnName).min(1).readonly().exactOptional(),
  })
  .refine(({ columns, strata = [] }) => new Set([...columns, ...strata]).size === columns.length + strata.length, { path: ['columns'], message: 'expected every column once, here or in strata' });

/** What stands for each combination of values. */
export interface Microaggregation {
  readonly coders: readonly ColumnCoder[];
  readonly table: TupleTable;
  /** By column a number per combination, NaN for a missing value. */
  readonly values: readonly Float64Array[];
  readonly findings: Findings;
}

const NUMBERS = ['int32', 'int64', 'float64', 'decimal'];

/**
 * Replaces numbers by those of a group: at least k units with values near each other get the same ones (MDAV).
 *
 * Values are compared in standard deviations of their column. Rows of the same values stay in one group, so that the result depends on no order of
 * rows and nothing is needed to tell them apart; where all combinations differ, the groups are those of plain MDAV and have k to
 * 2k − 1 units. Missing values stay missing: rows are grouped with those that miss the same columns.
 *
 * Passes: 2. Memory: 100 to 200 bytes per distinct combination of values, with an entity column 20 more for each pair of combination and person.
 * Order: kept. Schema: types and roles stay; whole numbers and decimals are rounded to the nearest, so that a column that is cast to float64
 * before keeps means exactly. The columns are marked as masked. Findings: groups, the k that holds, and by column the share of its variance that is
 * lost within groups (`lossShare`, 0 to 1).
 *
 * Reveals: of these columns together every combination is that of k units; of the same beside other columns nothing is said. A mean of k
 * says about where they lie, and that of an extreme group that somebody is extreme: code tops and bottoms before.
 *
 * @param options - see {@link MicroaggregateOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on rows without such columns.
 * @throws {ProtectionError} `PROTECTION_K_ANONYMITY` when a stratum, or the rows of it that miss the same columns, are fewer than k units.
 * @throws {DataError} while it runs: `DATA_VALUE_RANGE` for values that are no finite numbers; `DATA_MEMORY_LIMIT` for more than a million
 *   different combinations in a stratum; `DATA_NULL` for a row without entity; `DATA_CHANGED` if the second pass brings other rows.
 * @remarks 100,000 different combinations take 0.4 s in one column, 0.6 s in two, 1.3 s in three, 8 s in five.
 * @see Domingo-Ferrer and Torra 2005, https://doi.org/10.1007/s10618-005-0007-5.
 * @example
 * microaggregate({ columns: ['age', 'stayDays'], k: 5, entity: null, strata: ['sex'] });
 */
export function microaggregate(options: MicroaggregateOptions): LearnOperator<ClassState, Classes, Microaggregation> {
  const checked = checkOptions(microaggregateOptions, options);
  const { columns, strata = [], entity = null } = checked;
  return {
    kind: 'learn',
    name: 'microaggregate',
    notes: ['A group has k units in these columns alone. Beside other columns a row may still be the only one of its kind: measure linkage with measureMasking.'],
    memory: { grows: typeof checked.entity === 'string' ? 'cell×entity' : 'groups', formula: '100 to 200 bytes per distinct combination of values' },
    outputSchema: (input) => groupedSchema(input, checked),
    fold: (input) => classFold(input, { quasiIdentifiers: [...strata, ...columns], entity, refuseNulls: false }),
    decide: (classes) => decide(classes, checked),
    start: (input, decision) => session(input, checked, decision),
  };
}

function groupedSchema(input: Schema, { columns, strata = [], entity, k, replacement = 'mean' }: MicroaggregateOptions): Schema {
  const declared = input.fields.find((field) => roleOf(field) === 'entity');
  checkAll([
    ...columns.map((name, index) => () => void findColumn(input, name, `columns[${index}]`, NUMBERS)),
    ...strata.map((name, index) => () => void findColumn(input, name, `strata[${index}]`)),
    () => {
      if (typeof entity === 'string') findColumn(input, entity, 'entity');
      else if (entity === undefined && declared !== undefined) refusePlan('PLAN_MISSING', 'entity', `expected the column that tells persons apart, such as "${declared.name}", or null to count rows`);
    },
  ]);
  return makeSchema(input.fields.map((field) => (columns.includes(field.name) ? markMasked(field, { method: 'microaggregate', k, replacement }) : field)), input.metadata);
}

/** The distinct combinations in the order of their values. */
interface Points {
  readonly rows: Float64Array;
  /** By column a number per combination, NaN for a missing value. */
  readonly values: readonly Float64Array[];
  readonly coordinates: readonly Float64Array[];
  readonly units: (members: Int32Array) => PointUnits;
}

function decide(classes: Classes, options: MicroaggregateOptions): Microaggregation {
  const { columns, strata = [], k, replacement = 'mean' } = options;
  const codes = classes.codes();
  const order = orderTuples(codes, classes.coders.map((coder) => rankOf(coder.order())), classes.rowsOf.length);
  const points = pointsOf(classes, codes.slice(strata.length), order, options);
  const parts = partsOf(codes.slice(0, strata.length).map((column) => order.map((met) => column[met]!)), points.values);
  const replaced = columns.map(() => new Float64Array(order.length).fill(NaN));
  const tally = { groups: 0, least: Infinity, most: 0, within: columns.map(() => 0) };
  const short = parts.filter((members) => points.units(members).remaining < k).length;
  if (short > 0) {
    throw new ProtectionError('PROTECTION_K_ANONYMITY', `${short} of ${parts.length} groups of rows that share strata and missing columns have fewer than ${k} rows or persons; declare coarser strata, or fill or drop missing values`);
  }
  for (const members of parts) groupPart(members, points, k, replacement, replaced, tally);
  const table = tupleTable(codes.length);
  table.assign(codes, order.length, new Int32Array(order.length));
  const values = replaced.map((ordered) => {
    const byMet = new Float64Array(order.length);
    order.forEach((met, place) => (byMet[met] = ordered[place]!));
    return byMet;
  });
  const lossShare = columns.map((name, axis) => [name, shareOf(tally.within[axis]!, spread(points.values[axis]!, points.rows))] as const);
  const findings: Findings = {
    columns: [...columns], k, unit: classes.entities === null ? 'rows' : 'entities', rows: classes.rows, combinations: order.length, strata: parts.length,
    groups: tally.groups, kReached: tally.groups === 0 ? null : tally.least, largestGroup: tally.most, lossShare: Object.fromEntries(lossShare),
  };
  return { coders: classes.coders, table, values, findings };
}

function pointsOf(classes: Classes, codes: readonly Int32Array[], order: Int32Array, { columns, strata = [] }: MicroaggregateOptions): Points {
  const { rowsOf, entities } = classes;
  const rows = Float64Array.from(order, (met) => rowsOf[met]!);
  const values = codes.map((column, axis) => {
    const numbers = numbersOf(classes.coders[strata.length + axis]!.gather(Int32Array.from(order, (met) => column[met]!)));
    const faulty = numbers.reduce((sum, value, place) => (Number.isFinite(value) || column[order[place]!]! < 0 ? sum : sum + rows[place]!), 0);
    if (faulty > 0) throw new DataError('DATA_VALUE_RANGE', 'expected finite numbers; make others null, or drop their rows', { column: columns[axis]!, rowCount: faulty });
    return numbers;
  });
  return {
    rows,
    values,
    coordinates: values.map((column) => standardColumn(column, rows)),
    units(members) {
      if (entities === null) return weightedUnits(Float64Array.from(members, (place) => rows[place]!));
      const lists = Array.from(members, (place) => entities.entities.subarray(entities.starts[order[place]!], entities.starts[order[place]! + 1]));
      const starts = new Int32Array(lists.length + 1);
      lists.forEach((list, index) => (starts[index + 1] = starts[index]! + list.length));
      const all = new Int32Array(starts.at(-1)!);
      lists.forEach((list, index) => {
        all.set(list, starts[index]);
      });
      return entityUnits(starts, all);
    },
  };
}

/** Numbers of a column, NaN for a missing value. */
function numbersOf(column: CodableColumn): Float64Array {
  if (column.rows === 0) return new Float64Array(0);
  const read = doubleReader(column as Column);
  return Float64Array.from({ length: column.rows }, (_, row) => (column.valid === null || (column.valid[row >> 3]! & (1 << (row & 7))) !== 0 ? read(row) : NaN));
}

/** Coordinates of one column; 0 for a missing value, which no part asks for. */
function standardColumn(values: Float64Array, rows: Float64Array): Float64Array {
  const present = Int32Array.from(values.keys()).filter((place) => !Number.isNaN(values[place]!));
  const { coordinates } = standardise([Float64Array.from(present, (place) => values[place]!)], Float64Array.from(present, (place) => rows[place]!));
  const all = new Float64Array(values.length);
  present.forEach((place, index) => (all[place] = coordinates[index]!));
  return all;
}

/** The places of combinations that share their strata and miss the same columns. */
function partsOf(strata: readonly Int32Array[], values: readonly Float64Array[]): Int32Array[] {
  const points = values[0]!.length;
  const pattern = Int32Array.from({ length: points }, (_, place) => values.reduce((bits, column, axis) => (Number.isNaN(column[place]!) ? bits : bits | (1 << axis)), 0));
  const table = tupleTable(strata.length + 1);
  const partOf = new Int32Array(points);
  table.assign([...strata, pattern], points, partOf);
  const parts: number[][] = Array.from({ length: table.size }, () => []);
  partOf.forEach((part, place) => parts[part]!.push(place));
  return parts.map((places) => Int32Array.from(places));
}

/** Sums over all parts. Mutable: each part adds its own. */
interface Tally {
  groups: number;
  least: number;
  most: number;
  /** By column, squares of the distances between values and what stands for them. */
  readonly within: number[];
}

function groupPart(members: Int32Array, points: Points, k: number, replacement: GroupValue, replaced: readonly Float64Array[], tally: Tally): void {
  const present = points.values.flatMap((column, axis) => (Number.isNaN(column[members[0]!]!) ? [] : [axis]));
  if (members.length > MAX_POINTS) throw new DataError('DATA_MEMORY_LIMIT', `more than ${MAX_POINTS} different combinations in a stratum; declare strata, or round the values first`);
  const rows = Float64Array.from(members, (place) => points.rows[place]!);
  const coordinates = new Float64Array(members.length * present.length);
  present.forEach((axis, index) => {
    members.forEach((place, member) => (coordinates[member * present.length + index] = points.coordinates[axis]![place]!));
  });
  // Where every column is missing, all rows are alike already.
  const { groupOf, groups } = present.length === 0 ? { groupOf: new Int32Array(members.length), groups: 1 } : groupPoints(coordinates, present.length, rows, points.units(members), k);
  for (const axis of present) {
    const values = Float64Array.from(members, (place) => points.values[axis]![place]!);
    const stands = groupValues(values, rows, groupOf, groups, replacement);
    members.forEach((place, member) => (replaced[axis]![place] = stands[groupOf[member]!]!));
    tally.within[axis]! += squaresBetween(values, Float64Array.from(groupOf, (group) => stands[group]!), rows);
  }
  tally.groups += groups;
  for (const size of groupSizes(points.units(members), groupOf, groups)) {
    tally.least = Math.min(tally.least, size);
    tally.most = Math.max(tally.most, size);
  }
}

/** Units of each group. */
function groupSizes(units: PointUnits, groupOf: Int32Array, groups: number): Float64Array {
  const sizes = new Float64Array(groups);
  const byGroup = Int32Array.from(groupOf.keys()).sort((left, right) => groupOf[left]! - groupOf[right]!);
  let open = -1;
  for (const member of byGroup) {
    if (groupOf[member] !== open) units.open();
    open = groupOf[member]!;
    sizes[open] = units.take(member);
  }
  return sizes;
}

function squaresBetween(left: Float64Array, right: Float64Array, rows: Float64Array): number {
  return left.reduce((sum, value, place) => (Number.isNaN(value) ? sum : sum + rows[place]! * (value - right[place]!) ** 2), 0);
}

/** Squares of the distances from the mean. */
function spread(values: Float64Array, rows: Float64Array): number {
  const weight = values.reduce((sum, value, place) => (Number.isNaN(value) ? sum : sum + rows[place]!), 0);
  const mean = values.reduce((sum, value, place) => (Number.isNaN(value) ? sum : sum + (rows[place]! / weight) * value), 0);
  return squaresBetween(values, values.map(() => mean), rows);
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function session(input: Schema, options: MicroaggregateOptions, { coders, table, values, findings }: Microaggregation): Session {
  const { columns, strata = [] } = options;
  const output = groupedSchema(input, options);
  const indexes = [...strata, ...columns].map((name) => input.fields.findIndex((field) => field.name === name));
  return {
    apply(batch: RecordBatch, firstRow: number) {
      const rows = batch.numRows;
      const made = columnsOf(batch);
      const codes = indexes.map((index, place) => {
        const coded = new Int32Array(rows);
        coders[place]!.encode(made[index]!, coded);
        return coded;
      });
      const pointOf = new Int32Array(rows);
      table.assign(codes, rows, pointOf);
      const foreign = pointOf.findIndex((point) => point >= values[0]!.length);
      if (foreign >= 0) throw new DataError('DATA_CHANGED', 'rows came that were not there when the table was measured', { firstRow: firstRow + foreign + 1 });
      indexes.slice(strata.length).forEach((index, axis) => {
        made[index] = columnOfNumbers(made[index]!, Float64Array.from(pointOf, (point) => values[axis]![point]!));
      });
      return makeBatch(output, made, rows);
    },
    finish: () => findings,
  };
}
