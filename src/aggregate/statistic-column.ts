import { noneValid, setValid, type Column } from '../core/column.ts';
import type { ColumnTypeParts } from '../core/column-type.ts';
import { DataError } from '../core/errors.ts';
import { writeLimbs } from '../core/predicate/decimal.ts';
import type { ContributorFigures } from './contributor-figures.ts';
import { RECORD_KEYS } from './contributions.ts';
import type { Contribution, LargestContributions } from './kernel/largest-contributions.ts';
import { quotient } from './kernel/quotient.ts';
import type { MeasureNeeds, MeasureState } from './measure-state.ts';
import type { ResolvedStatistic } from './statistics.ts';
import type { ValueSums } from './value-sums.ts';

/** Everything known of the cells, by cell. */
export interface CellFigures {
  /** Rows of each cell. */
  readonly rows: Float64Array;
  /** Sum of their weights; `null` where nothing is weighted. */
  readonly weights: ValueSums | null;
  readonly measures: readonly MeasureNeeds[];
  /** By measure. */
  readonly united: readonly MeasureState[];
  /** `null` when rows are the contributors. */
  readonly figures: ContributorFigures | null;
  /** Numbers of only contributors; −1 where there are none or several. `null` stands for any contributor, a measure for one with a value. */
  readonly onlyEntities: (measure: number | null) => Int32Array;
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
  const { kind, of, rank } = statistic;
  const { figures } = cells;
  if (kind === 'entities') return countColumn(figures!.entities, order);
  if (kind === 'weight') return realColumn(cells.weights!.reader() as (cell: number) => number, order);
  const place = of === null ? -1 : cells.measures.findIndex(({ name }) => name === of);
  if (kind === 'onlyEntity') return numberColumn(cells.onlyEntities(place < 0 ? null : place), order);
  if (of === null) return countColumn(cells.rows, order);
  const measure = cells.united[place]!;
  const needs = cells.measures[place]!;
  const largest = figures === null ? measure.largest : figures.largest[place]!;
  const present = presentRows(cells.rows, measure);
  switch (kind) {
    case 'rows':
      return countColumn(present, order);
    case 'contributors':
      return countColumn(figures === null ? present : figures.contributors[place]!, order);
    case 'sum':
      return sumColumn(needs, measure.sums!, cells.rows, present, order);
    case 'absoluteSum':
      return sumColumn(needs, measure.absolute!, cells.rows, present, order);
    case 'mean':
      return meanColumn(needs, measure, present, order);
    case 'largestShare':
      return shareColumn(measure.absolute!, largest!, present, order);
    case 'largest':
      return valueColumn(addedType(needs.sumType), order, (cell) => largest!.at(cell, rank!), needs.name);
    case 'cellKey':
      return keyColumn(figures === null ? (cell) => Number(measure.cellKeys!.value(cell) % BigInt(RECORD_KEYS)) : (cell) => figures.cellKeys![cell]!, order);
    default:
      return valueColumn(needs.type, order, (cell) => (kind === 'min' ? measure.min! : measure.max!).of.value(cell), needs.name);
  }
}

/**
 * Counts the rows that have a value.
 *
 * @param rows - Float64Array(cells): rows of each cell.
 * @param measure - the column.
 * @returns Float64Array(cells).
 */
export function presentRows(rows: Float64Array, { missing }: MeasureState): Float64Array {
  if (missing.groups === 0) return rows;
  const present = rows.slice();
  missing.counts().forEach((count, cell) => (present[cell]! -= count));
  return present;
}

/** Sums and contributions of whole numbers have 64 bits, of decimals 38 digits. */
function addedType(type: ColumnTypeParts): ColumnTypeParts {
  return type.name === 'float64' ? type : type.name === 'decimal' ? { ...type, precision: 38 } : { name: 'int64' };
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

/** Numbers from 0 up; −1 is null. */
function numberColumn(numbers: Int32Array, order: Int32Array): Column {
  const valid = noneValid(order.length);
  const values = new BigInt64Array(order.length);
  order.forEach((cell, row) => {
    if (numbers[cell]! < 0) return;
    setValid(valid, row);
    values[row] = BigInt(numbers[cell]!);
  });
  return { kind: 'int64', rows: order.length, valid, values };
}

function realColumn(read: (cell: number) => number, order: Int32Array): Column {
  return { kind: 'float64', rows: order.length, valid: null, values: Float64Array.from(order, read) };
}

function keyColumn(read: (cell: number) => number, order: Int32Array): Column {
  return { kind: 'int32', rows: order.length, valid: null, values: Int32Array.from(order, read) };
}

/** Marks the cells that have a value; where rows are given, those without rows too. */
function presence(present: Float64Array, order: Int32Array, rowsOf?: Float64Array): Uint8Array | null {
  const valid = noneValid(order.length);
  let missing = 0;
  for (let row = 0; row < order.length; row++) {
    const cell = order[row]!;
    if (present[cell]! > 0 || rowsOf?.[cell] === 0) setValid(valid, row);
    else missing++;
  }
  return missing === 0 ? null : valid;
}

const DECIMAL_LIMIT = 10n ** 38n;
const INTEGER_LIMIT = 2n ** 63n;

/** A cell without rows has the empty sum, 0; one whose rows have no value has none. */
function sumColumn({ name, sumType }: MeasureNeeds, sums: ValueSums, rowsOf: Float64Array, present: Float64Array, order: Int32Array): Column {
  const rows = order.length;
  const base = { rows, valid: presence(present, order, rowsOf) };
  if (sumType.name === 'float64') {
    const read = sums.reader();
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) if (present[order[row]!]! > 0) values[row] = read(order[row]!) as number;
    return { ...base, kind: 'float64', values };
  }
  const isDecimal = sumType.name === 'decimal';
  const small = sums.words(2);
  if (small.unfit > 0 && !isDecimal) throw overflow(small.unfit, false, name);
  const tooLarge = small.unfit > 0 ? sums.words(4).unfit + beyondDigits(sums, present.length) : 0;
  if (tooLarge > 0) throw overflow(tooLarge, true, name);
  if (!isDecimal) return { ...base, kind: 'int64', values: new BigInt64Array(takeWords(small.words, 2, 2, order).buffer as ArrayBuffer) };
  const words = small.unfit > 0 ? takeWords(sums.words(4).words, 4, 4, order) : takeWords(small.words, 2, 4, order);
  return { ...base, kind: 'decimal', precision: 38, scale: sumType.scale!, limbs: new Uint32Array(words.buffer) };
}

/** Brings whole numbers into the order of the rows, widened by their sign. */
function takeWords(words: Int32Array, from: 2 | 4, to: 2 | 4, order: Int32Array): Int32Array {
  const taken = new Int32Array(to * order.length);
  const widens = from < to;
  for (let row = 0, into = 0; row < order.length; row++, into += to) {
    const at = from * order[row]!;
    for (let word = 0; word < from; word++) taken[into + word] = words[at + word]!;
    if (!widens) continue;
    const sign = words[at + 1]! >> 31;
    taken[into + 2] = sign;
    taken[into + 3] = sign;
  }
  return taken;
}

function overflow(sums: number, decimal: boolean, column: string): DataError {
  return new DataError('DATA_OVERFLOW', `${sums} sums do not fit ${decimal ? '38 digits' : '64 bits'}`, { column });
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

function meanColumn({ sumType }: MeasureNeeds, { sums, weights }: MeasureState, present: Float64Array, order: Int32Array): Column {
  const read = sums!.reader();
  const weightOf = weights?.reader() as ((cell: number) => number) | undefined;
  const divisors = weightOf === undefined ? present : present.map((_, cell) => weightOf(cell));
  const unit = sumType.name === 'decimal' ? 10n ** BigInt(sumType.scale!) : 1n;
  const whole = sumType.name !== 'decimal';
  const values = new Float64Array(order.length);
  for (let row = 0; row < values.length; row++) {
    const divisor = divisors[order[row]!]!;
    if (divisor === 0) continue;
    const sum = read(order[row]!);
    values[row] = typeof sum === 'number' && whole ? sum / divisor : quotient(BigInt(sum), BigInt(divisor) * unit);
  }
  return { kind: 'float64', rows: values.length, valid: presence(divisors, order), values };
}

function shareColumn(totals: ValueSums, largest: LargestContributions, present: Float64Array, order: Int32Array): Column {
  const read = totals.reader();
  const values = new Float64Array(order.length);
  const shown = present.map((count, cell) => (count > 0 && largest.at(cell, 1) !== null ? 1 : 0));
  for (let row = 0; row < values.length; row++) {
    const cell = order[row]!;
    if (shown[cell] === 1) values[row] = shareOf(largest.at(cell, 1)!, read(cell));
  }
  return { kind: 'float64', rows: values.length, valid: presence(shown, order), values };
}

/** When all contributions are zero, each contributor who sees the total knows all others: the share is 1. */
function shareOf(largest: Contribution, total: bigint | number): number {
  if (typeof total === 'number') return total === 0 ? 1 : Number(largest) / total;
  return quotient(BigInt(largest), total);
}

/** Lays values of one type out; those beyond the type are an error. */
function valueColumn(type: ColumnTypeParts, order: Int32Array, read: (cell: number) => Contribution | null, name: string): Column {
  const rows = order.length;
  const values = Array.from(order, read);
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
      refuseBeyond(values, DECIMAL_LIMIT, true, name);
      return { ...base, kind: 'decimal', precision: type.precision!, scale: type.scale!, limbs: limbsOf(values.map((_, row) => big(row))) };
    default:
      refuseBeyond(values, INTEGER_LIMIT, false, name);
      return { ...base, kind: 'int64', values: new BigInt64Array(rows).map((_, row) => big(row)) };
  }
}

function refuseBeyond(values: readonly (Contribution | null)[], limit: bigint, decimal: boolean, name: string): void {
  const beyond = values.reduce<number>((count, value) => count + (value !== null && value >= limit ? 1 : 0), 0);
  if (beyond > 0) throw overflow(beyond, decimal, name);
}

function limbsOf(values: readonly bigint[]): Uint32Array {
  const limbs = new Uint32Array(4 * values.length);
  values.forEach((value, row) => {
    writeLimbs(limbs, row, value);
  });
  return limbs;
}
