import { noneValid, setValid, type Column } from '../core/column.ts';
import { DataError } from '../core/errors.ts';
import { groupCounts, orderTuples, rankOf, type ColumnCoder, type GroupCounts } from '../group/index.ts';
import type { CellRecipe, CellState } from './cell-state.ts';
import { contributorFigures, numberAlone, type ContributorFigures } from './contributor-figures.ts';
import { contributorPartitions } from './contributor-state.ts';
import { runsOf } from './kernel/grouping-sets.ts';
import { marginCells, type CellLevel, type MarginCells } from './kernel/margin-cells.ts';
import { straddlingValues } from './kernel/nested-values.ts';
import { onlyCells } from './kernel/only-cells.ts';
import { combinationCount, occurringValues, type ZeroCells } from './kernel/zero-cells.ts';
import { growMeasure, measureState, mergeMeasure, type MeasureNeeds, type MeasureState } from './measure-state.ts';
import { presentRows, statisticColumn } from './statistic-column.ts';
import type { ValueSums } from './value-sums.ts';

/** Cells and margins with their statistics, in the order of the output. */
export interface AggregatedCells {
  /** Rows read. */
  readonly rows: number;
  /** Cells over all dimensions, and margins of them. */
  readonly cells: number;
  readonly marginCells: number;
  /** Cells of either kind that have no rows. */
  readonly zeroCells: number;
  /** Cells of either kind that belong to no table. */
  readonly jointCells: number;
  /** Dimensions, markers of totals, statistics: one column each, of `cells + marginCells` rows. */
  readonly columns: readonly Column[];
}

/**
 * Adds margins and works out every statistic.
 *
 * @param state - consumed.
 * @param recipe - what was folded.
 * @param measures - what is wanted of each column.
 * @returns the cells, ordered by the values of their dimensions: value, then null, then total.
 * @throws {DataError} `DATA_OVERFLOW` when a sum fits neither its 64 bits nor its 38 digits; `DATA_INVALID` when values do not
 *   nest, or an entity has several record keys; `DATA_MEMORY_LIMIT` when there would be more cells than declared.
 */
export async function finishCells(state: CellState, recipe: CellRecipe, measures: readonly MeasureNeeds[]): Promise<AggregatedCells> {
  const valueCounts = state.coders.map(({ size }) => size);
  const codes = recipe.dimensions.map((_, place) => state.cells.column(place));
  const runs = recipe.hierarchies.map((run) => run.map((name) => recipe.dimensions.indexOf(name)));
  refuseStraddling(recipe, runs, codes, valueCounts);
  const zeroCells = recipe.maxCells === null ? null : allowedZeroCells(recipe, recipe.maxCells, runs, codes);
  const all = marginCells(codes, valueCounts, recipe.sets, zeroCells);
  const cells = state.cells.size;
  const byRow = state.contributors === null;
  const rows = rollUp<GroupCounts>(all, cells, state.rows, grown, (into, from, groupOf) => into.merge(from, groupOf)).counts();
  const weights = state.weights === null ? null
    : rollUp<ValueSums>(all, cells, state.weights, (size) => grownSums(state.weights!, size), (into, from, groupOf) => into.merge(from, groupOf));
  const united = state.measures.map((measure, place) => rollUp<MeasureState>(all, cells, measure, (size) => grownMeasure(measures[place]!, byRow, size), mergeMeasure));
  const { levels, size } = all;
  const figures = state.contributors === null ? null : await contributorFigures(contributorPartitions(state.contributors, measures), measures, {
    size, levels, onlyEntities: recipe.statistics.some(({ kind }) => kind === 'onlyEntity'),
  });
  const order = outputOrder(state.coders, all);
  const onlyEntities = (measure: number | null): Int32Array => {
    if (figures !== null) return onlyEntitiesOf(figures, measure);
    return onlyCells(measure === null ? rows : presentRows(rows, united[measure]!), levels, rankOf(order));
  };
  const dimensions = recipe.dimensions.map((_, place) => dimensionColumns(state.coders[place]!, all.codes[place]!, order));
  const columns = [
    ...dimensions.map(({ values }) => values),
    ...recipe.margins.map((name) => dimensions[recipe.dimensions.indexOf(name)]!.totals),
    ...recipe.statistics.map((statistic) => statisticColumn(statistic, { rows, weights, united, figures, measures, onlyEntities }, order)),
  ];
  const read = state.rows.counts().reduce((sum, count) => sum + count, 0);
  return {
    rows: read, cells: levels[0]!.size, marginCells: size - levels[0]!.size, zeroCells: rows.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0),
    jointCells: levels.reduce((sum, level, index) => sum + (recipe.sets[index]!.published ? 0 : level.size), 0), columns,
  };
}

function refuseStraddling(recipe: CellRecipe, runs: readonly (readonly number[])[], codes: readonly Int32Array[], valueCounts: readonly number[]): void {
  for (const run of runs) {
    for (const [place, dimension] of run.entries()) {
      if (place === 0) continue;
      const values = straddlingValues(run.slice(0, place).map((coarser) => codes[coarser]!), codes[dimension]!, valueCounts[dimension]!);
      if (values === 0) continue;
      const coarser = run.slice(0, place).map((level) => `"${recipe.dimensions[level]!}"`).join(', ');
      throw new DataError('DATA_INVALID', `${values} values lie under several values of ${coarser}: the columns do not nest`, { column: recipe.dimensions[dimension]! });
    }
  }
}

function allowedZeroCells({ dimensions, sets }: CellRecipe, maxCells: number, hierarchies: readonly (readonly number[])[], codes: readonly Int32Array[]): ZeroCells {
  const values = occurringValues(codes, runsOf({ dimensions: dimensions.length, hierarchies }));
  const wanted = sets.reduce((sum, { totalled, published }) => sum + (published ? combinationCount(values, totalled) : 0), 0);
  if (wanted > maxCells) throw new DataError('DATA_MEMORY_LIMIT', `the table has ${wanted} cells with those that do not occur, more than zeroCells.maxCells allows`);
  return values;
}

/** Unites a state level by level, each from the level it is made of, into one state over all cells. */
function rollUp<State>(
  { levels, size }: MarginCells, cells: number, given: State, make: (groups: number) => State, merge: (into: State, from: State, groupOf: Int32Array, groups: number) => void,
): State {
  if (levels.length === 1 && size === cells) return given;
  const all = make(size);
  const states: State[] = [];
  for (const level of levels) {
    const own = level.finer < 0 ? given : make(level.size);
    if (level.finer >= 0) merge(own, states[level.finer]!, level.parents, level.size);
    states.push(own);
    merge(all, own, placesOf(level), size);
  }
  return all;
}

function placesOf({ start, size }: CellLevel): Int32Array {
  return new Int32Array(size).map((_, cell) => start + cell);
}

function grown(size: number): GroupCounts {
  const made = groupCounts();
  made.grow(size);
  return made;
}

function grownSums(sums: ValueSums, size: number): ValueSums {
  const made = sums.empty();
  made.grow(size);
  return made;
}

function grownMeasure(needs: MeasureNeeds, byRow: boolean, size: number): MeasureState {
  const made = measureState(needs, byRow);
  growMeasure(made, size);
  return made;
}

function onlyEntitiesOf({ alone, contributors, entities }: ContributorFigures, measure: number | null): Int32Array {
  return measure === null ? numberAlone(alone.at(-1)!, entities) : numberAlone(alone[measure]!, contributors[measure]!);
}

/** Lays a dimension out: its values, null where it is totalled, and where that is. */
function dimensionColumns(coder: ColumnCoder, codes: Int32Array, order: Int32Array): { readonly values: Column; readonly totals: Column } {
  const { size } = coder;
  const rows = order.length;
  const ordered = new Int32Array(rows);
  const bits = noneValid(rows);
  for (let row = 0; row < rows; row++) {
    const code = codes[order[row]!]!;
    ordered[row] = code === size ? -1 : code;
    if (code === size) setValid(bits, row);
  }
  return { values: coder.gather(ordered), totals: { kind: 'bool', rows, valid: null, bits } };
}

/** Ranks value, then null, then total, dimension by dimension. */
function outputOrder(coders: readonly ColumnCoder[], all: MarginCells): Int32Array {
  const columns = coders.map((coder, place) => {
    const { size } = coder;
    // By code + 1: null has the code −1, a total the number of values.
    const placeOf = new Int32Array(size + 2);
    placeOf.set(rankOf(coder.order()), 1);
    placeOf[0] = size;
    placeOf[size + 1] = size + 1;
    const codes = all.codes[place]!;
    const places = new Int32Array(all.size);
    for (let cell = 0; cell < places.length; cell++) places[cell] = placeOf[codes[cell]! + 1]!;
    return places;
  });
  return orderTuples(columns, columns.map(() => null), all.size);
}
