import type { DataType, Field, RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnTypeOf, makeBatch, makeField, makeSchema } from '../core/arrow.ts';
import type { ColumnType } from '../core/column-type.ts';
import { BATCH_ROWS } from '../core/dataset.ts';
import { refusePlan } from '../core/errors.ts';
import { cellTableOf, changeField, checkAll, findColumn, METADATA, roleOf, type CellTable, type Statistic } from '../core/field.ts';
import type { ReduceOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { sliceColumn } from '../core/slice.ts';
import { cellFold } from './cell-fold.ts';
import type { CellRecipe, CellState } from './cell-state.ts';
import type { AggregatedCells } from './finish-cells.ts';
import { checkStatistics, resolveStatistics, statisticRequest, typeOf, type ResolvedStatistic, type StatisticRequest } from './statistics.ts';

/** Options of {@link aggregate}. */
export interface AggregateOptions {
  /** Columns whose combinations of values make cells. */
  readonly dimensions: readonly string[];
  /** What is known of each cell, in the order of the columns. */
  readonly statistics: readonly StatisticRequest[];
  /**
   * Column that tells contributors apart (persons, firms). `null` says that every row is one; it must be said when the
   * rows have a column of the role `entity`.
   */
  readonly entity?: string | null;
  /** Dimensions that also get a total, in every combination; none when omitted. */
  readonly margins?: readonly string[];
}

const names = z.array(columnName).refine((list) => new Set(list).size === list.length, { message: 'expected every column once' });

/** Checks {@link AggregateOptions}. */
export const aggregateOptions: OptionsSchema<AggregateOptions> = z.strictObject({
  dimensions: names.min(1).max(64).readonly(),
  statistics: z.array(statisticRequest).readonly(),
  entity: columnName.nullable().exactOptional(),
  margins: names.max(20).readonly().exactOptional(),
});

/**
 * Counts and sums rows by combinations of values.
 *
 * One row for each combination that occurs; combinations that do not occur are absent. A null is a value of its own.
 * A dimension `d` among the margins gets a column `dTotal`: true where the cell unites all values of `d`, which is then
 * null; so a total and a missing value stay apart. Margins unite entities and add exact sums; entity counts are never
 * added. Rows leave in the order of their values (text by bytes), null after every value, total after null.
 *
 * Statistics, null when no row of the cell has a value: `sum` of int32 or int64 is an int64 or an error, of a decimal
 * a decimal(38, scale) or an error, of a float64 the double nearest to the exact sum (NaN with a NaN or both
 * infinities; one infinity stays). `mean` is the sum divided by its number of values, rounded once for whole numbers and
 * decimals; that number is always a column too, and so, unless the column is declared without nulls, is the number of
 * contributors behind a sum or mean. `min` and `max` are values of single rows: NaN counts as largest; they
 * never become public. `largestShare` is the share of the largest contributor in Σ|x|, by the sum of |x| of each entity
 * or, without entities, of each row; 1 when all contributions are zero, NaN when the total is not finite. The row count
 * is always there, and with an entity column the number of entities.
 *
 * Passes: 1. Memory: the cells; with an entity column the pairs of cell and entity, which beyond half the limit are
 * written to the spill store by hash of the entity and read back one of 64 parts at a time. Order: that of the values,
 * never of the input. Schema: dimensions keep type and role (dictionary text becomes plain), statistics have the role
 * `cell`, and the table says that its rows are unprotected cells. Findings: rows, cells, margins. Reveals: everything
 * about small cells; protect the table before it leaves.
 *
 * @param options - see {@link AggregateOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on rows that do not fit them or are cells already.
 * @example
 * aggregate({
 *   dimensions: ['hospital', 'month'], margins: ['month'], entity: 'person',
 *   statistics: [{ kind: 'rows', into: 'stays' }, { kind: 'entities', into: 'persons' }, { kind: 'sum', of: 'cost' }],
 * });
 */
export function aggregate(options: AggregateOptions): ReduceOperator<CellState, AggregatedCells> {
  const checked = checkOptions(aggregateOptions, options);
  const entity = checked.entity ?? null;
  // Margins in the order of the dimensions, however they were listed.
  const margins = checked.dimensions.filter((name) => checked.margins?.includes(name) === true);
  const recipeFor = (input: Schema): CellRecipe => {
    const nullable = (column: string): boolean => input.fields.find(({ name }) => name === column)?.nullable !== false;
    return { dimensions: checked.dimensions, margins, entity, statistics: resolveStatistics(checked.statistics, entity !== null, nullable) };
  };
  return {
    kind: 'reduce',
    name: 'aggregate',
    memory: entity === null
      ? { grows: 'cells', formula: `about ${40 + 40 * checked.statistics.length} bytes per cell and margin, beside the distinct values` }
      : { grows: 'cell×entity', formula: '25 to 60 bytes per pair of cell and entity, beside the cells; spills by hash of the entity' },
    outputSchema(input) {
      const recipe = recipeFor(input);
      checkRecipe(input, checked, recipe);
      return cellSchema(input, recipe);
    },
    fold: (input) => cellFold(input, recipeFor(input)),
    table: (cells, output) => cellBatches(cells, output),
    findings: ({ rows, cells, marginCells }) => ({ rows, cells, marginCells, unit: entity === null ? 'rows' : 'entities' }),
  };
}

function checkRecipe(input: Schema, options: AggregateOptions, recipe: CellRecipe): void {
  const declared = input.fields.find((field) => roleOf(field) === 'entity');
  const seen = new Set<string>();
  const once = (name: string, path: string): void => {
    if (seen.has(name)) refusePlan('PLAN_COLUMN_EXISTS', path, `another column is already called "${name}"`);
    seen.add(name);
  };
  checkAll([
    () => {
      if (cellTableOf(input) !== null) refusePlan('PLAN_OP_ORDER', '', 'the rows are cells already; aggregate the rows they came from');
    },
    ...options.dimensions.map((name, index) => () => {
      findColumn(input, name, `dimensions[${index}]`);
      once(name, `dimensions[${index}]`);
    }),
    ...(options.margins ?? []).map((name, index) => () => {
      if (!options.dimensions.includes(name)) refusePlan('PLAN_UNKNOWN_COLUMN', `margins[${index}]`, `"${name}" is not among the dimensions`);
      once(`${name}Total`, `margins[${index}]`);
    }),
    () => {
      if (recipe.entity !== null) findColumn(input, recipe.entity, 'entity');
      else if (options.entity === undefined && declared !== undefined) refusePlan('PLAN_MISSING', 'entity', `expected the column that tells contributors apart, such as "${declared.name}", or null to count rows`);
    },
    () => checkStatistics(input, recipe.statistics, recipe.entity !== null),
    ...recipe.statistics.map(({ name, path }) => () => once(name, path)),
  ]);
}

function cellSchema(input: Schema, { dimensions, margins, entity, statistics }: CellRecipe): Schema {
  const fieldOf = (name: string): Field => input.fields.find((field) => field.name === name)!;
  const plain = dimensions.map((name) => {
    const field = fieldOf(name);
    const type = columnTypeOf(field.type as DataType)!;
    return changeField(field, { type: arrowType(type), nullable: field.nullable || margins.includes(name) });
  });
  const markers = margins.map((name) => makeField(`${name}Total`, arrowType('bool'), false, new Map([[METADATA.role, 'attribute']])));
  const figures = statistics.map((statistic) => {
    const { kind, of, name } = statistic;
    const described: Statistic = of === null ? { kind } : { kind, of };
    // A cell has at least one row, so a figure about a column that is never missing is never missing.
    const nullable = !['rows', 'entities', 'contributors'].includes(kind) && (of === null || fieldOf(of).nullable);
    return makeField(name, arrowType(statisticType(input, statistic)), nullable, new Map([[METADATA.role, 'cell'], [METADATA.statistic, JSON.stringify(described)]]));
  });
  const nameOf = (kind: string): string | null => statistics.find((statistic) => statistic.kind === kind && statistic.of === null)?.name ?? null;
  const table: CellTable = { dimensions, margins, rowCount: nameOf('rows')!, entityCount: entity === null ? null : nameOf('entities'), protection: null };
  return makeSchema([...plain, ...markers, ...figures], new Map([[METADATA.table, JSON.stringify(table)]]));
}

function statisticType(input: Schema, { kind, of }: ResolvedStatistic): ColumnType {
  if (of === null || kind === 'rows' || kind === 'contributors') return 'int64';
  if (kind === 'mean' || kind === 'largestShare') return 'float64';
  const { name, scale, precision } = typeOf(input, of);
  if (kind === 'sum') return name === 'float64' ? 'float64' : name === 'decimal' ? `decimal(38,${scale!})` : 'int64';
  return name === 'decimal' ? `decimal(${precision!},${scale!})` : (name as ColumnType);
}

function* cellBatches({ columns, cells, marginCells }: AggregatedCells, output: Schema): Iterable<RecordBatch> {
  const all = cells + marginCells;
  for (let from = 0; from < all; from += BATCH_ROWS) {
    const rows = Math.min(BATCH_ROWS, all - from);
    yield makeBatch(output, columns.map((column) => sliceColumn(column, from, rows)), rows);
  }
}
