import type { DataType, Field, RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnTypeOf, makeBatch, makeField, makeSchema } from '../core/arrow.ts';
import { BATCH_ROWS } from '../core/dataset.ts';
import { refusePlan } from '../core/errors.ts';
import { cellTableOf, changeField, checkAll, findColumn, METADATA, roleOf, type CellTable, type Statistic } from '../core/field.ts';
import type { ReduceOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { sliceColumn } from '../core/slice.ts';
import { cellFold } from './cell-fold.ts';
import type { CellRecipe, CellState } from './cell-state.ts';
import type { AggregatedCells } from './finish-cells.ts';
import { groupingSets } from './kernel/grouping-sets.ts';
import { checkTables, tableOptions, tableShape, totalledDimensions, type TableOptions } from './linked-tables.ts';
import { checkStatistics, isNullable, resolveStatistics, statisticRequest, statisticType, type StatisticRequest } from './statistics.ts';

/** Options of {@link aggregate}. */
export interface AggregateOptions extends TableOptions {
  /** What is known of each cell, in the order of the columns. */
  readonly statistics: readonly StatisticRequest[];
  /**
   * Column that tells contributors apart (persons, firms). `null` says that every row is one; it must be said when the
   * rows have a column of the role `entity`.
   */
  readonly entity?: string | null;
  /** Column of weights, at least 0: sums and means become those of w · x, as doubles; counts stay unweighted. */
  readonly weight?: string;
  /** Adds the combinations that do not occur of the values that do; more than `maxCells` cells of tables are an error. */
  readonly zeroCells?: { readonly maxCells: number };
}

/** Checks {@link AggregateOptions}. */
export const aggregateOptions: OptionsSchema<AggregateOptions> = z.strictObject({
  ...tableOptions,
  statistics: z.array(statisticRequest).readonly(),
  entity: columnName.nullable().exactOptional(),
  weight: columnName.exactOptional(),
  zeroCells: z.strictObject({ maxCells: z.int().min(1) }).exactOptional(),
});

/**
 * Counts and sums rows by combinations of values.
 *
 * One row for each combination that occurs; combinations that do not occur are absent. A null is a value of its own.
 * A dimension `d` among the margins gets a column `dTotal`: true where the cell unites all values of `d`, which is then
 * null; so a total and a missing value stay apart. Margins unite entities and add exact sums; entity counts are never
 * added. Rows leave in the order of their values (text by bytes), null after every value, total after null.
 *
 * A hierarchy is a run of dimensions: a cell of a coarser level has the finer ones totalled, as in ROLLUP. A value of a finer
 * level belongs to one value of each coarser level, a missing one to any. Of several tables, a cell belongs to those whose
 * missing dimensions are all totalled in it; a cell that belongs to none is a joint cell: it ties the tables together for
 * whoever protects them, and is never published.
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
 * Rules need more, which never becomes public: `absoluteSum` is Σ|x|; `largest` the largest contributions of entities (or rows),
 * a column for each rank; `onlyEntity` the number of the one entity of a cell, equal numbers in a column being one entity, by the
 * rank of its value; `cellKey` the sum of the record keys modulo 10⁸, each entity once. With weights, a contribution of weight w
 * counts as w contributions, an entity's with the mean weight of its parts. A zero cell has counts and sums of 0, and no other
 * figure.
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
  const margins = totalledDimensions(checked);
  const recipeFor = (input: Schema): Recipe => {
    const nullable = (column: string): boolean => input.fields.find(({ name }) => name === column)?.nullable !== false;
    return {
      dimensions: checked.dimensions, margins, hierarchies: checked.hierarchies ?? [], maxCells: checked.zeroCells?.maxCells ?? null, entity,
      weight: checked.weight ?? null, statistics: resolveStatistics(checked.statistics, entity !== null, nullable),
    };
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
      return cellSchema(input, checked, recipe);
    },
    fold: (input) => cellFold(input, { ...recipeFor(input), sets: groupingSets(tableShape(checked)) }),
    table: (cells, output) => cellBatches(cells, output),
    findings: ({ rows, cells, marginCells, zeroCells, jointCells }) => ({
      rows, cells, marginCells, unit: entity === null ? 'rows' : 'entities',
      ...(checked.zeroCells === undefined ? {} : { zeroCells }),
      ...(checked.tables === undefined ? {} : { jointCells }),
    }),
  };
}

/** What is folded, before it is worked out which margins there are. */
type Recipe = Omit<CellRecipe, 'sets'>;

function checkRecipe(input: Schema, options: AggregateOptions, recipe: Recipe): void {
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
    () => checkTables(options),
    ...recipe.margins.map((name) => () => once(`${name}Total`, 'margins')),
    () => {
      if (recipe.entity !== null) findColumn(input, recipe.entity, 'entity');
      else if (options.entity === undefined && declared !== undefined) refusePlan('PLAN_MISSING', 'entity', `expected the column that tells contributors apart, such as "${declared.name}", or null to count rows`);
    },
    () => checkStatistics(input, recipe.statistics, recipe),
    ...recipe.statistics.map(({ name, path }) => () => once(name, path)),
  ]);
}

function cellSchema(input: Schema, options: AggregateOptions, { dimensions, margins, entity, weight, statistics }: Recipe): Schema {
  const fieldOf = (name: string): Field => input.fields.find((field) => field.name === name)!;
  const plain = dimensions.map((name) => {
    const field = fieldOf(name);
    const type = columnTypeOf(field.type as DataType)!;
    return changeField(field, { type: arrowType(type), nullable: field.nullable || margins.includes(name) });
  });
  const markers = margins.map((name) => makeField(`${name}Total`, arrowType('bool'), false, new Map([[METADATA.role, 'attribute']])));
  const kinds = { weighted: weight !== null, hasZeroCells: options.zeroCells !== undefined };
  const figures = statistics.map((statistic) => {
    const { kind, of, rank, name } = statistic;
    const described: Statistic = { kind, ...(of === null ? {} : { of }), ...(rank === undefined ? {} : { rank }) };
    const metadata = new Map([[METADATA.role, 'cell'], [METADATA.statistic, JSON.stringify(described)]]);
    return makeField(name, arrowType(statisticType(input, statistic, kinds.weighted)), isNullable(input, statistic, kinds), metadata);
  });
  const nameOf = (kind: string): string | null => statistics.find((statistic) => statistic.kind === kind && statistic.of === null)?.name ?? null;
  const { hierarchies, tables } = options;
  const table: CellTable = {
    dimensions, margins, ...(hierarchies === undefined ? {} : { hierarchies }), ...(tables === undefined ? {} : { tables }),
    rowCount: nameOf('rows')!, entityCount: entity === null ? null : nameOf('entities'), protection: null,
  };
  return makeSchema([...plain, ...markers, ...figures], new Map([[METADATA.table, JSON.stringify(table)]]));
}

function* cellBatches({ columns, cells, marginCells }: AggregatedCells, output: Schema): Iterable<RecordBatch> {
  const all = cells + marginCells;
  for (let from = 0; from < all; from += BATCH_ROWS) {
    const rows = Math.min(BATCH_ROWS, all - from);
    yield makeBatch(output, columns.map((column) => sliceColumn(column, from, rows)), rows);
  }
}
