import { noneValid, setValid, type Column } from '../core/column.ts';
import { DataError } from '../core/errors.ts';
import { quotient } from './kernel/quotient.ts';
import type { AnyExtremes, Dominance, MeasureNeeds, MeasureState } from './measure-state.ts';
import type { ResolvedStatistic } from './statistics.ts';
import type { ValueSums } from './value-sums.ts';

/** Figures that need to know who contributes; arrays by cell. */
export interface ContributorFigures {
  readonly entities: Float64Array;
  /** By measure; `null` where not wanted. */
  readonly contributors: readonly (Float64Array | null)[];
  readonly dominance: readonly (Dominance | null)[];
}

/** Everything known of the cells, by cell. */
export interface CellFigures {
  /** Rows of each cell. */
  readonly rows: Float64Array;
  readonly measures: readonly MeasureNeeds[];
  /** By measure. */
  readonly united: readonly MeasureState[];
  /** `null` when rows are the contributors. */
  readonly figures: ContributorFigures | null;
}

/**
 * Lays a statistic out as a column.
 *
 * @param statistic - which one.
 * @param cells - what is known of the cells.
 * @param order - Int32Array: the cell of each row.
 * @returns a column of `order.length` rows; null where no row of the cell has a value.
 * @throws {DataError} `DATA_OVERFLOW` when a sum fits neither its 64 bits nor its 38 digits.
 */
export function statisticColumn(statistic: ResolvedStatistic, cells: CellFigures, order: Int32Array): Column {
  const { kind, of } = statistic;
  const { figures } = cells;
  if (kind === 'entities') return countColumn(figures!.entities, order);
  if (of === null) return countColumn(cells.rows, order);
  const place = cells.measures.findIndex(({ name }) => name === of);
  const measure = cells.united[place]!;
  const needs = cells.measures[place]!;
  const missing = measure.missing.counts();
  const present = cells.rows.map((count, cell) => count - missing[cell]!);
  switch (kind) {
    case 'rows':
      return countColumn(present, order);
    case 'contributors':
      return countColumn(figures === null ? present : figures.contributors[place]!, order);
    case 'sum':
      return sumColumn(needs, measure.sums!, present, order);
    case 'mean':
      return meanColumn(needs, measure.sums!, present, order);
    case 'largestShare':
      return shareColumn(figures === null ? measure.dominance! : figures.dominance[place]!, present, order);
    default:
      return extremeColumn(needs, kind === 'min' ? measure.min! : measure.max!, order);
  }
}

/** Whole numbers below 2⁵³ as 64-bit integers, in two halves: a big integer each would cost more than all else here. */
function countColumn(counts: Float64Array, order: Int32Array): Column {
  const rows = order.length;
  const values = new BigInt64Array(rows);
  const halves = new Int32Array(values.buffer);
  for (let row = 0; row < rows; row++) {
    const count = counts[order[row]!]!;
    halves[2 * row] = count | 0;
    halves[2 * row + 1] = Math.floor(count / 2 ** 32);
  }
  return { kind: 'int64', rows, valid: null, values };
}

/** Marks the cells that have a value. */
function presence(present: Float64Array, order: Int32Array): Uint8Array | null {
  const valid = noneValid(order.length);
  let missing = 0;
  for (let row = 0; row < order.length; row++) {
    if (present[order[row]!]! > 0) setValid(valid, row);
    else missing++;
  }
  return missing === 0 ? null : valid;
}

const DECIMAL_LIMIT = 10n ** 38n;

function sumColumn({ name, type }: MeasureNeeds, sums: ValueSums, present: Float64Array, order: Int32Array): Column {
  const rows = order.length;
  const base = { rows, valid: presence(present, order) };
  if (type.name === 'float64') {
    const read = sums.reader();
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) if (present[order[row]!]! > 0) values[row] = read(order[row]!) as number;
    return { ...base, kind: 'float64', values };
  }
  const limbs = type.name === 'decimal' ? 4 : 2;
  const { words, unfit } = sums.words(limbs);
  const tooLarge = type.name === 'decimal' ? unfit + beyondDigits(sums, present.length) : unfit;
  if (tooLarge > 0) throw new DataError('DATA_OVERFLOW', `${tooLarge} sums do not fit ${limbs === 4 ? '38 digits' : '64 bits'}`, { column: name });
  const ordered = new Int32Array(limbs * rows);
  for (let row = 0; row < rows; row++) for (let limb = 0; limb < limbs; limb++) ordered[limbs * row + limb] = words[limbs * order[row]! + limb]!;
  if (limbs === 2) return { ...base, kind: 'int64', values: new BigInt64Array(ordered.buffer) };
  return { ...base, kind: 'decimal', precision: 38, scale: type.scale!, limbs: new Uint32Array(ordered.buffer) };
}

/** Counts the sums that fit 128 bits but not 38 digits. */
function beyondDigits(sums: ValueSums, groups: number): number {
  const read = sums.reader();
  let beyond = 0;
  for (let group = 0; group < groups; group++) {
    const sum = read(group);
    if (typeof sum === 'bigint' && (sum >= DECIMAL_LIMIT || sum <= -DECIMAL_LIMIT) && BigInt.asIntN(128, sum) === sum) beyond++;
  }
  return beyond;
}

function meanColumn({ type }: MeasureNeeds, sums: ValueSums, present: Float64Array, order: Int32Array): Column {
  const read = sums.reader();
  const unit = type.name === 'decimal' ? 10n ** BigInt(type.scale!) : 1n;
  const whole = type.name === 'int32' || type.name === 'int64' || type.name === 'float64';
  const values = new Float64Array(order.length);
  for (let row = 0; row < values.length; row++) {
    const count = present[order[row]!]!;
    if (count === 0) continue;
    const sum = read(order[row]!);
    values[row] = typeof sum === 'number' && whole ? sum / count : quotient(BigInt(sum), BigInt(count) * unit);
  }
  return { kind: 'float64', rows: values.length, valid: presence(present, order), values };
}

function shareColumn({ totals, largest }: Dominance, present: Float64Array, order: Int32Array): Column {
  const read = totals.reader();
  const values = new Float64Array(order.length);
  for (let row = 0; row < values.length; row++) {
    const cell = order[row]!;
    if (present[cell]! > 0) values[row] = shareOf(largest.of.value(cell)!, read(cell));
  }
  return { kind: 'float64', rows: values.length, valid: presence(present, order), values };
}

/** When all contributions are zero, each contributor who sees the total knows all others: the share is 1. */
function shareOf(largest: bigint | number, total: bigint | number): number {
  if (typeof total === 'number') return total === 0 ? 1 : Number(largest) / total;
  return quotient(BigInt(largest), total);
}

function extremeColumn({ type }: MeasureNeeds, extremes: AnyExtremes, order: Int32Array): Column {
  const rows = order.length;
  const values = Array.from(order, (cell) => extremes.of.value(cell));
  const valid = values.includes(null) ? noneValid(rows) : null;
  if (valid !== null) values.forEach((value, row) => value !== null && setValid(valid, row));
  const base = { rows, valid };
  const number = (row: number): number => Number(values[row] ?? 0);
  const big = (row: number): bigint => BigInt(values[row] ?? 0n);
  switch (type.name) {
    case 'int32':
      return { ...base, kind: 'int32', values: new Int32Array(rows).map((_, row) => number(row)) };
    case 'date':
      return { ...base, kind: 'date', days: new Int32Array(rows).map((_, row) => number(row)) };
    case 'float64':
      return { ...base, kind: 'float64', values: new Float64Array(rows).map((_, row) => number(row)) };
    case 'timestamp':
      return { ...base, kind: 'timestamp', micros: new BigInt64Array(rows).map((_, row) => big(row)) };
    case 'decimal':
      return { ...base, kind: 'decimal', precision: type.precision!, scale: type.scale!, limbs: limbsOf(values.map((_, row) => big(row))) };
    default:
      return { ...base, kind: 'int64', values: new BigInt64Array(rows).map((_, row) => big(row)) };
  }
}

function limbsOf(values: readonly bigint[]): Uint32Array {
  const limbs = new Uint32Array(4 * values.length);
  values.forEach((value, index) => {
    let rest = BigInt.asUintN(128, value);
    for (let limb = 0; limb < 4; limb++, rest >>= 32n) limbs[4 * index + limb] = Number(rest & 0xffffffffn);
  });
  return limbs;
}
