import { noneValid, setValid, type Column } from '../core/column.ts';
import { DataError } from '../core/errors.ts';
import { groupCounts, orderTuples, pairTable, rankOf, type ColumnCoder, type GroupCounts } from '../group/index.ts';
import type { CellRecipe, CellState } from './cell-state.ts';
import { contributorPartitions, type ContributorPairs } from './contributor-state.ts';
import { marginCells, type MarginCells } from './kernel/margin-cells.ts';
import { quotient } from './kernel/quotient.ts';
import { anyExtremes, growMeasure, measureState, mergeMeasure, type AnyExtremes, type Dominance, type MeasureNeeds, type MeasureState } from './measure-state.ts';
import type { ResolvedStatistic } from './statistics.ts';
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
  /** Int32Array: the rows of the columns in the order in which they leave. */
  readonly order: Int32Array;
}

/** Figures that need to know who contributes; arrays by cell. */
interface ContributorFigures {
  readonly entities: Float64Array;
  /** By measure; `null` where not wanted. */
  readonly contributors: readonly (Float64Array | null)[];
  readonly dominance: readonly (Dominance | null)[];
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
  const columns = [
    ...recipe.dimensions.map((_, place) => dimensionColumn(state.coders[place]!, all, place)),
    ...recipe.margins.map((name) => totalColumn(all, recipe.dimensions.indexOf(name), valueCounts)),
    ...recipe.statistics.map((statistic) => statisticColumn(statistic, rows, united, figures, measures)),
  ];
  const read = state.rows.counts().reduce((sum, count) => sum + count, 0);
  return { rows: read, cells, marginCells: all.size - cells, columns, order: outputOrder(state.coders, all) };
}

function unitedCounts(counts: GroupCounts, size: number, levels: readonly Int32Array[]): Float64Array {
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
    present: present.map((counts) => {
      if (counts === null) return null;
      const all = groupCounts();
      all.grow(united.size);
      all.merge(counts, pairMap);
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
    present[place]!.counts().forEach((count, pair) => {
      if (count > 0) counts[cellOf[pair]!]!++;
    });
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

function dimensionColumn(coder: ColumnCoder, all: MarginCells, place: number): Column {
  const { size } = coder;
  return coder.gather(all.codes[place]!.map((code) => (code === size ? -1 : code)));
}

function totalColumn(all: MarginCells, place: number, valueCounts: readonly number[]): Column {
  const bits = noneValid(all.size);
  all.codes[place]!.forEach((code, cell) => {
    if (code === valueCounts[place]) setValid(bits, cell);
  });
  return { kind: 'bool', rows: all.size, valid: null, bits };
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

function statisticColumn(
  { kind, of }: ResolvedStatistic, rows: Float64Array, united: readonly MeasureState[], figures: ContributorFigures | null, measures: readonly MeasureNeeds[],
): Column {
  if (kind === 'entities') return countColumn(figures!.entities);
  if (of === null) return countColumn(rows);
  const place = measures.findIndex(({ name }) => name === of);
  const measure = united[place]!;
  const needs = measures[place]!;
  const present = measure.present.counts();
  switch (kind) {
    case 'rows':
      return countColumn(present);
    case 'contributors':
      return countColumn(figures === null ? present : figures.contributors[place]!);
    case 'sum':
      return sumColumn(needs, measure, present);
    case 'mean':
      return meanColumn(needs, measure, present);
    case 'largestShare':
      return shareColumn(figures === null ? measure.dominance! : figures.dominance[place]!, present);
    default:
      return extremeColumn(needs, kind === 'min' ? measure.min! : measure.max!, present.length);
  }
}

function countColumn(counts: Float64Array): Column {
  return { kind: 'int64', rows: counts.length, valid: null, values: BigInt64Array.from(counts, BigInt) };
}

/** Marks the cells that have a value; a statistic of no value is null. */
function presence(present: Float64Array): Uint8Array | null {
  if (!present.includes(0)) return null;
  const valid = noneValid(present.length);
  present.forEach((count, cell) => {
    if (count > 0) setValid(valid, cell);
  });
  return valid;
}

const DECIMAL_LIMIT = 10n ** 38n;

function sumColumn({ name, type }: MeasureNeeds, measure: MeasureState, present: Float64Array): Column {
  const read = measure.sums!.reader();
  const base = { rows: present.length, valid: presence(present) };
  if (type.name === 'float64') return { ...base, kind: 'float64', values: Float64Array.from(present, (count, cell) => (count > 0 ? (read(cell) as number) : 0)) };
  const sums = Array.from(present, (_, cell) => read(cell) as bigint);
  const fits = type.name === 'decimal' ? (sum: bigint): boolean => sum < DECIMAL_LIMIT && sum > -DECIMAL_LIMIT : (sum: bigint): boolean => BigInt.asIntN(64, sum) === sum;
  const rowCount = sums.filter((sum) => !fits(sum)).length;
  if (rowCount > 0) throw new DataError('DATA_OVERFLOW', `${rowCount} sums do not fit ${type.name === 'decimal' ? '38 digits' : '64 bits'}`, { column: name });
  if (type.name !== 'decimal') return { ...base, kind: 'int64', values: BigInt64Array.from(sums) };
  return { ...base, kind: 'decimal', precision: 38, scale: type.scale!, limbs: limbsOf(sums) };
}

function limbsOf(values: readonly bigint[]): Uint32Array {
  const limbs = new Uint32Array(4 * values.length);
  values.forEach((value, index) => {
    let rest = BigInt.asUintN(128, value);
    for (let limb = 0; limb < 4; limb++, rest >>= 32n) limbs[4 * index + limb] = Number(rest & 0xffffffffn);
  });
  return limbs;
}

function meanColumn({ type }: MeasureNeeds, measure: MeasureState, present: Float64Array): Column {
  const read = measure.sums!.reader();
  const unit = type.name === 'decimal' ? 10n ** BigInt(type.scale!) : 1n;
  const values = Float64Array.from(present, (count, cell) => {
    if (count === 0) return 0;
    const sum = read(cell);
    return typeof sum === 'number' ? sum / count : quotient(sum, BigInt(count) * unit);
  });
  return { kind: 'float64', rows: present.length, valid: presence(present), values };
}

function shareColumn({ totals, largest }: Dominance, present: Float64Array): Column {
  const read = totals.reader();
  const values = Float64Array.from(present, (count, cell) => (count === 0 ? 0 : shareOf(largest.of.value(cell)!, read(cell))));
  return { kind: 'float64', rows: present.length, valid: presence(present), values };
}

/** When all contributions are zero, each contributor who sees the total knows all others: the share is 1. */
function shareOf(largest: bigint | number, total: bigint | number): number {
  if (typeof total === 'number') return total === 0 ? 1 : Number(largest) / total;
  return total === 0n ? 1 : quotient(BigInt(largest), total);
}

function extremeColumn({ type }: MeasureNeeds, extremes: AnyExtremes, rows: number): Column {
  const values = Array.from({ length: rows }, (_, cell) => extremes.of.value(cell));
  const valid = values.includes(null) ? noneValid(rows) : null;
  if (valid !== null) values.forEach((value, cell) => value !== null && setValid(valid, cell));
  const base = { rows, valid };
  const number = (cell: number): number => Number(values[cell] ?? 0);
  const big = (cell: number): bigint => BigInt(values[cell] ?? 0n);
  switch (type.name) {
    case 'int32':
      return { ...base, kind: 'int32', values: new Int32Array(rows).map((_, cell) => number(cell)) };
    case 'date':
      return { ...base, kind: 'date', days: new Int32Array(rows).map((_, cell) => number(cell)) };
    case 'float64':
      return { ...base, kind: 'float64', values: new Float64Array(rows).map((_, cell) => number(cell)) };
    case 'timestamp':
      return { ...base, kind: 'timestamp', micros: new BigInt64Array(rows).map((_, cell) => big(cell)) };
    case 'decimal':
      return { ...base, kind: 'decimal', precision: type.precision!, scale: type.scale!, limbs: limbsOf(values.map((_, cell) => big(cell))) };
    default:
      return { ...base, kind: 'int64', values: new BigInt64Array(rows).map((_, cell) => big(cell)) };
  }
}
