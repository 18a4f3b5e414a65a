import type { CodedColumn, Column, DateColumn, TimestampColumn, Validity } from '../../core/column.ts';
import { isValid } from '../../core/column.ts';
import type { ColumnTypeParts } from '../../core/column-type.ts';
import { sliceColumn, takeRows } from '../../core/slice.ts';
import { distinctSketch, type DistinctSketch } from '../kernel/distinct-sketch.ts';
import { addDays, makeMonthCounts, mergeMonths, type MonthCounts } from '../kernel/month-counts.ts';
import { addNumbers, makeNumberFacts, mergeNumberFacts, type NumberFacts } from '../kernel/number-facts.ts';
import { addTexts, makeTextFacts, mergeTextFacts, type TextFacts } from '../kernel/text-facts.ts';
import { hashTexts, hashWords, unifyDoubles } from '../kernel/value-hash.ts';
import { valueSample, type ValueSample } from '../kernel/value-sample.ts';
import { daysOfInstants, doublesOfInt128, doublesOfInt64, int128At } from '../kernel/whole-numbers.ts';

/** What is known of a column however many values it has: its memory does not grow with them. */
export interface ColumnSketch {
  readonly distinct: DistinctSketch;
  /** Of texts and whole numbers, which may be identifiers. */
  readonly sample: ValueSample | null;
  readonly texts: TextFacts | null;
  readonly numbers: NumberFacts | null;
  readonly dates: DateFacts | null;
}

/** Dates by month, and their extremes in days or microseconds. */
export interface DateFacts {
  readonly months: MonthCounts;
  least: bigint | number | null;
  greatest: bigint | number | null;
}

/** Values looked at to tell an identifier: a share of 0.95 is then known to 0.007. */
const SAMPLE_VALUES = 1024;

/** Bytes kept of a text in the sample: more than the longest identifier has, so that letters and reports take no room. */
const SAMPLE_BYTES = 512;

/** Rows handled at a time, so that what is made of them stays in the nearest caches. */
const RUN_ROWS = 8192;

const BYTES_PER_FACTS = 2048;

/**
 * Makes the sketch of a column.
 *
 * @param type - its type.
 * @param relativeError - of the quantiles.
 * @returns an empty sketch.
 */
export function makeSketch({ name, scale }: ColumnTypeParts, relativeError: number): ColumnSketch {
  const isWhole = name === 'int32' || name === 'int64';
  const isNumber = isWhole || name === 'float64' || name === 'decimal';
  const isDate = name === 'date' || name === 'timestamp';
  return {
    distinct: distinctSketch(),
    sample: name === 'utf8' || isWhole ? valueSample(SAMPLE_VALUES) : null,
    texts: name === 'utf8' ? makeTextFacts() : null,
    numbers: isNumber ? makeNumberFacts(scale ?? 0, relativeError) : null,
    dates: isDate ? { months: makeMonthCounts(), least: null, greatest: null } : null,
  };
}

/**
 * Adds values.
 *
 * @param sketch - changed.
 * @param column - a column of the sketch's type; nulls are left out.
 * @param weights - Float64Array(rows): how often each value occurs, for a column without nulls; `null` for once.
 * @remarks O(rows + bytes); of coded texts each used entry is looked at once.
 */
export function addToSketch(sketch: ColumnSketch, column: Column, weights: Float64Array | null): void {
  if (column.kind === 'coded') {
    const { entries, counts } = usedEntries(column);
    addToSketch(sketch, takeRows(column.dictionary, entries), counts);
    return;
  }
  for (let from = 0; from < column.rows; from += RUN_ROWS) {
    const rows = Math.min(RUN_ROWS, column.rows - from);
    addRun(sketch, rows === column.rows ? column : sliceColumn(column, from, rows) as typeof column, weights === null ? null : weights.subarray(from, from + rows));
  }
}

/** Lists the entries of the dictionary that rows point at, and how many rows do. */
function usedEntries({ codes, valid, rows, dictionary }: CodedColumn): { entries: Int32Array; counts: Float64Array } {
  const counts = new Float64Array(dictionary.rows);
  const entries = new Int32Array(Math.min(rows, dictionary.rows));
  let used = 0;
  for (let row = 0; row < rows; row++) {
    if (!isValid(valid, row)) continue;
    const code = codes[row]!;
    if (counts[code] === 0) entries[used++] = code;
    counts[code]!++;
  }
  const found = entries.subarray(0, used);
  return { entries: found, counts: Float64Array.from(found, (entry) => counts[entry]!) };
}

const hashes = new Int32Array(2 * RUN_ROWS);
const doubles = new Float64Array(RUN_ROWS);
const present = new Float64Array(RUN_ROWS);
const rowsPresent = new Int32Array(RUN_ROWS);
const days = new Int32Array(RUN_ROWS);
const encoder = new TextEncoder();

function addRun(sketch: ColumnSketch, column: Exclude<Column, CodedColumn>, weights: Float64Array | null): void {
  const { rows, valid } = column;
  const { distinct, sample, texts, dates } = sketch;
  hashColumn(column);
  distinct.add(hashes, valid, rows);
  switch (column.kind) {
    case 'text': {
      const { offsets, bytes } = column;
      sample!.offer(hashes, valid, rows, (row) => bytes.slice(offsets[row], Math.min(offsets[row + 1]!, offsets[row]! + SAMPLE_BYTES)));
      addTexts(texts!, offsets, bytes, valid, weights, rows);
      break;
    }
    case 'int32':
    case 'int64':
      sample!.offer(hashes, valid, rows, (row) => encoder.encode(String(column.values[row])));
      addNumberRun(sketch, column, weights);
      break;
    case 'decimal':
    case 'float64':
      addNumberRun(sketch, column, weights);
      break;
    case 'date':
    case 'timestamp':
      addDateRun(dates!, column, weights);
      break;
    default:
  }
}

function hashColumn(column: Exclude<Column, CodedColumn>): void {
  const { rows } = column;
  const wordsOf = (values: Int32Array | BigInt64Array | Float64Array | Uint32Array): Int32Array => new Int32Array(values.buffer, values.byteOffset, values.byteLength / 4);
  switch (column.kind) {
    case 'text':
      hashTexts(column.offsets, column.bytes, rows, hashes);
      break;
    case 'int32':
      hashWords(column.values, 1, rows, hashes);
      break;
    case 'date':
      hashWords(column.days, 1, rows, hashes);
      break;
    case 'int64':
      hashWords(wordsOf(column.values), 2, rows, hashes);
      break;
    case 'timestamp':
      hashWords(wordsOf(column.micros), 2, rows, hashes);
      break;
    case 'decimal':
      hashWords(wordsOf(column.limbs), 4, rows, hashes);
      break;
    case 'float64':
      unifyDoubles(column.values, rows, doubles);
      hashWords(wordsOf(doubles), 2, rows, hashes);
      break;
    case 'binary':
      hashTexts(new Int32Array(rows + 1).map((_, row) => column.width * row), column.bytes, rows, hashes);
      break;
    case 'bool':
      hashWords(new Int32Array(rows).map((_, row) => (isValid(column.bits, row) ? 1 : 0)), 1, rows, hashes);
  }
}

type NumberColumn = Extract<Column, { readonly kind: 'int32' | 'int64' | 'decimal' | 'float64' }>;

function addNumberRun({ numbers }: ColumnSketch, column: NumberColumn, weights: Float64Array | null): void {
  const { rows, valid } = column;
  toDoubles(column);
  if (valid === null) {
    addNumbers(numbers!, doubles, weights, rows, wholesOf(column, null));
    return;
  }
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if (!isValid(valid, row)) continue;
    present[count] = doubles[row]!;
    rowsPresent[count++] = row;
  }
  addNumbers(numbers!, present, null, count, wholesOf(column, rowsPresent));
}

function toDoubles(column: NumberColumn): void {
  const { rows } = column;
  switch (column.kind) {
    case 'int32':
      for (let row = 0; row < rows; row++) doubles[row] = column.values[row]!;
      break;
    case 'float64':
      doubles.set(column.values.subarray(0, rows));
      break;
    case 'int64':
      doublesOfInt64(new Int32Array(column.values.buffer, column.values.byteOffset, 2 * rows), rows, doubles);
      break;
    case 'decimal':
      doublesOfInt128(column.limbs, rows, doubles);
  }
}

/** Reads numbers that doubles may not hold, by their place among the rows with a value. */
function wholesOf(column: NumberColumn, rowOf: Int32Array | null): ((row: number) => bigint) | null {
  if (column.kind === 'int64') return (row) => column.values[rowOf === null ? row : rowOf[row]!]!;
  return column.kind === 'decimal' ? (row) => int128At(column.limbs, rowOf === null ? row : rowOf[row]!) : null;
}

function addDateRun(dates: DateFacts, column: DateColumn | TimestampColumn, weights: Float64Array | null): void {
  const { rows, valid } = column;
  if (column.kind === 'timestamp') daysOfInstants(column.micros, rows, days);
  addDays(dates.months, column.kind === 'date' ? column.days : days, valid, weights, rows);
  widenExtremes(dates, column.kind === 'date' ? column.days : column.micros, valid, rows);
}

function widenExtremes(dates: DateFacts, values: Int32Array | BigInt64Array, valid: Validity, rows: number): void {
  let { least, greatest } = dates;
  for (let row = 0; row < rows; row++) {
    if (!isValid(valid, row)) continue;
    const value = values[row]!;
    if (least === null || value < least) least = value;
    if (greatest === null || value > greatest) greatest = value;
  }
  dates.least = least;
  dates.greatest = greatest;
}

/**
 * Adds what another sketch knows: the result is that of adding all values to one.
 *
 * @param sketch - changed.
 * @param other - of a column of the same type; consumed.
 */
export function mergeSketch(sketch: ColumnSketch, other: ColumnSketch): void {
  sketch.distinct.merge(other.distinct);
  sketch.sample?.merge(other.sample!);
  if (sketch.texts !== null) mergeTextFacts(sketch.texts, other.texts!);
  if (sketch.numbers !== null) mergeNumberFacts(sketch.numbers, other.numbers!);
  if (sketch.dates === null) return;
  const { months, least, greatest } = other.dates!;
  mergeMonths(sketch.dates.months, months);
  if (sketch.dates.least === null || (least !== null && least < sketch.dates.least)) sketch.dates.least = least;
  if (sketch.dates.greatest === null || (greatest !== null && greatest > sketch.dates.greatest)) sketch.dates.greatest = greatest;
}

/**
 * Tells the memory of a sketch.
 *
 * @param sketch - the sketch.
 * @returns bytes held.
 */
export function sketchBytes({ distinct, sample, texts, numbers, dates }: ColumnSketch): number {
  return BYTES_PER_FACTS + distinct.byteLength + (sample?.byteLength ?? 0) + (texts?.shapes.dictionary.byteLength ?? 0) + (texts?.shapes.counts.byteLength ?? 0)
    + (numbers?.quantiles.byteLength ?? 0) + (numbers?.moments.sums.byteLength ?? 0) + (dates?.months.counts.byteLength ?? 0);
}
