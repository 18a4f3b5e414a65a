import { noneValid, setValid, type Column } from '../core/column.ts';
import { groupCounts, orderTuples, pairTable, rankOf, type ColumnCoder, type GroupCounts } from '../group/index.ts';
import type { CellRecipe, CellState } from './cell-state.ts';
import { contributorPartitions, type ContributorPairs } from './contributor-state.ts';
import { marginCells, type MarginCells } from './kernel/margin-cells.ts';
import { pairFlags } from './kernel/pair-flags.ts';
import { anyExtremes, growMeasure, measureState, mergeMeasure, type AnyExtremes, type MeasureNeeds, type MeasureState } from './measure-state.ts';
import { statisticColumn, type ContributorFigures } from './statistic-column.ts';
import { valueSums } from './value-sums.ts';

/** Cells and margins with their statistics, in the order of the output. */
export interface AggregatedCells {
  /** Rows read. */
  readonly rows: number;
  /** Cells, and margins of them. */
  readonly cells: number;
  readonly marginCells: number;
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
 * @throws {DataError} `DATA_OVERFLOW` when a sum fits neither its 64 bits nor its 38 digits.
 */
export async function finishCells(state: CellState, recipe: CellRecipe, measures: readonly MeasureNeeds[]): Promise<AggregatedCells> {
  const cells = state.cells.size;
  const valueCounts = state.coders.map(({ size }) => size);
  const codes = recipe.dimensions.map((_, place) => state.cells.column(place));
  const all = marginCells(codes, valueCounts, recipe.margins.map((name) => recipe.dimensions.indexOf(name)));
  const own = new Int32Array(cells).map((_, cell) => cell);
  const levels = [own, ...all.parents];
  const rows = unitedCounts(state.rows, all.size, levels);
  const united = state.measures.map((measure, place) => unitedMeasure(measure, measures[place]!, state.contributors === null, all.size, levels));
  const figures = state.contributors === null ? null : await contributorFigures(contributorPartitions(state.contributors, measures), measures, all.size, levels);
  const order = outputOrder(state.coders, all);
  const columns = [
    ...recipe.dimensions.map((_, place) => dimensionColumn(state.coders[place]!, all, place, order)),
    ...recipe.margins.map((name) => totalColumn(all, recipe.dimensions.indexOf(name), valueCounts, order)),
    ...recipe.statistics.map((statistic) => statisticColumn(statistic, { rows, united, figures, measures }, order)),
  ];
  const read = state.rows.counts().reduce((sum, count) => sum + count, 0);
  return { rows: read, cells, marginCells: all.size - cells, columns };
}

function unitedCounts(counts: GroupCounts, size: number, levels: readonly Int32Array[]): Float64Array {
  if (levels.length === 1) return counts.counts();
  const all = groupCounts();
  all.grow(size);
  for (const level of levels) all.merge(counts, level);
  return all.counts();
}

function unitedMeasure(measure: MeasureState, needs: MeasureNeeds, byRow: boolean, size: number, levels: readonly Int32Array[]): MeasureState {
  if (levels.length === 1) return measure;
  const all = measureState(needs, byRow);
  growMeasure(all, size);
  for (const level of levels) mergeMeasure(all, measure, level);
  return all;
}

async function contributorFigures(
  partitions: AsyncIterable<ContributorPairs>, measures: readonly MeasureNeeds[], size: number, levels: readonly Int32Array[],
): Promise<ContributorFigures> {
  const figures: ContributorFigures = {
    entities: new Float64Array(size),
    contributors: measures.map(({ contributors }) => (contributors ? new Float64Array(size) : null)),
    dominance: measures.map(({ largest, type }) => {
      if (!largest) return null;
      const made = { totals: valueSums(type, true), largest: anyExtremes(type, 'max') };
      made.totals.grow(size);
      made.largest.of.grow(size);
      return made;
    }),
  };
  for await (const partition of partitions) {
    addPairs(figures, partition);
    for (const level of levels.slice(1)) addPairs(figures, unitedPairs(partition, level));
  }
  return figures;
}

/** Lets the entities of cells be those of their margins: their union, never their counts added. */
function unitedPairs({ entities, pairs, absolute, present }: ContributorPairs, level: Int32Array): ContributorPairs {
  const united = pairTable();
  const pairMap = new Int32Array(pairs.size);
  united.assign(pairs.left().map((cell) => level[cell]!), pairs.right(), pairs.size, pairMap);
  return {
    entities,
    pairs: united,
    absolute: absolute.map((sums) => {
      const all = sums?.empty() ?? null;
      all?.grow(united.size);
      all?.merge(sums!, pairMap);
      return all;
    }),
    present: present.map((flags) => {
      if (flags === null) return null;
      const all = pairFlags();
      all.merge(flags, pairMap, pairs.size, 0, united.size);
      return all;
    }),
  };
}

/** Adds what each entity contributes to each cell. */
function addPairs(figures: ContributorFigures, { pairs, absolute, present }: ContributorPairs): void {
  const cellOf = pairs.left();
  for (const cell of cellOf) figures.entities[cell]!++;
  figures.contributors.forEach((counts, place) => {
    if (counts === null) return;
    const flags = present[place]!;
    if (flags.complete) for (const cell of cellOf) counts[cell]!++;
    else for (let pair = 0; pair < cellOf.length; pair++) if (flags.has(pair)) counts[cellOf[pair]!]!++;
  });
  figures.dominance.forEach((dominance, place) => {
    if (dominance === null) return;
    const sums = absolute[place]!;
    const read = sums.reader();
    cellOf.forEach((cell, pair) => addTo(dominance.largest, cell, read(pair)));
    dominance.totals.merge(sums, cellOf);
  });
}

/** Sums of 32-bit numbers are big integers though their extremes are doubles. */
function addTo(extremes: AnyExtremes, group: number, value: bigint | number): void {
  if (extremes.real) extremes.of.add(group, Number(value));
  else extremes.of.add(group, BigInt(value));
}

function dimensionColumn(coder: ColumnCoder, all: MarginCells, place: number, order: Int32Array): Column {
  const { size } = coder;
  const codes = all.codes[place]!;
  const ordered = new Int32Array(order.length);
  for (let row = 0; row < order.length; row++) {
    const code = codes[order[row]!]!;
    ordered[row] = code === size ? -1 : code;
  }
  return coder.gather(ordered);
}

function totalColumn(all: MarginCells, place: number, valueCounts: readonly number[], order: Int32Array): Column {
  const bits = noneValid(order.length);
  const codes = all.codes[place]!;
  for (let row = 0; row < order.length; row++) if (codes[order[row]!] === valueCounts[place]) setValid(bits, row);
  return { kind: 'bool', rows: order.length, valid: null, bits };
}

/** Ranks value, then null, then total, dimension by dimension. */
function outputOrder(coders: readonly ColumnCoder[], all: MarginCells): Int32Array {
  const columns = coders.map((coder, place) => {
    const { size } = coder;
    const ranks = rankOf(coder.order());
    return all.codes[place]!.map((code) => (code < 0 ? size : code === size ? size + 1 : ranks[code]!));
  });
  return orderTuples(columns, columns.map(() => null), all.size);
}
