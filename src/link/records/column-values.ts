import { plainText, type Column } from '../../core/column.ts';
import { decimalText, readLimbs } from '../../core/predicate/decimal.ts';
import { encodeBase32Column } from '../../keyed/index.ts';
import { distinctNumbers, distinctTexts, distinctTimes, type Derived, type Renumbered } from '../kernel/records/values.ts';

/** Seconds of a day. */
const DAY = 86_400;
const PSEUDONYM_WIDTH = 16;

/**
 * Reads distinct values of a column as linkage sees them: text, numbers or times.
 *
 * Truth values become the texts `true` and `false`, byte strings text as a CSV file has it, dates and instants seconds
 * since 1970-01-01T00:00:00. NaN, which equals nothing, becomes null; −0 becomes 0.
 *
 * @param column - distinct values, none of them null; texts start at offset 0.
 * @param isPseudonym - whether byte strings of 16 bytes are written in base32, or else in hexadecimal digits.
 * @returns the values, and which of them each row became.
 */
export function valuesOfColumn(column: Column, isPseudonym: boolean): Renumbered {
  switch (column.kind) {
    case 'text':
    case 'coded': {
      const { rows, offsets, bytes } = plainText(column);
      return { values: { kind: 'text', size: rows, offsets, bytes }, codeOf: null };
    }
    case 'bool':
      return textsOf(Array.from({ length: column.rows }, (_, row) => ((column.bits[row >> 3]! >> (row & 7)) & 1) === 1 ? 'true' : 'false'));
    case 'date':
      return distinctTimes(Float64Array.from(column.days, (day) => day * DAY), true);
    case 'timestamp':
      return distinctTimes(Float64Array.from({ length: column.rows }, (_, row) => Number(column.micros[row]!) / 1e6), false);
    case 'binary': {
      if (!isPseudonym || column.width !== PSEUDONYM_WIDTH) return textsOf(Array.from({ length: column.rows }, (_, row) => hexadecimal(column.bytes.subarray(column.width * row, column.width * (row + 1)))));
      const { offsets, bytes } = encodeBase32Column(column.bytes, null, column.rows);
      return distinctTexts(offsets, bytes, null, column.rows);
    }
    default:
      return distinctNumbers(numbersOfColumn(column));
  }
}

/**
 * Reads a column of numbers as doubles.
 *
 * @param column - whole numbers, doubles or decimals.
 * @returns Float64Array(rows); what null rows hold means nothing.
 * @throws {TypeError} for a column of another kind.
 */
export function numbersOfColumn(column: Column): Float64Array {
  switch (column.kind) {
    case 'int32':
    case 'float64':
      return Float64Array.from(column.values);
    case 'int64':
      return Float64Array.from({ length: column.rows }, (_, row) => Number(column.values[row]!));
    case 'decimal':
      return Float64Array.from({ length: column.rows }, (_, row) => Number(decimalText(readLimbs(column.limbs, row), column.scale)));
    default:
      throw new TypeError(`column: expected numbers, got ${column.kind}`);
  }
}

/** The most that decimals may have for doubles to tell them apart. */
const DECIMAL_LIMIT = 10n ** 15n;

/**
 * Finds a number that doubles cannot tell from its neighbours.
 *
 * @param column - any column.
 * @returns the first row with a whole number beyond 2⁵³ or a decimal of more than 15 digits; −1 when there is none.
 */
export function firstInexact(column: Column): number {
  for (let row = 0; row < column.rows; row++) if (isInexact(column, row)) return row;
  return -1;
}

/**
 * Tells whether doubles cannot tell a number from its neighbours.
 *
 * @param column - any column.
 * @param row - a row that is not null.
 * @returns true for a whole number beyond 2⁵³ and a decimal of more than 15 digits.
 */
export function isInexact(column: Column, row: number): boolean {
  if (column.kind === 'int64') return !Number.isSafeInteger(Number(column.values[row]!));
  if (column.kind !== 'decimal') return false;
  const unscaled = readLimbs(column.limbs, row);
  return unscaled >= DECIMAL_LIMIT || unscaled <= -DECIMAL_LIMIT;
}

/** Of ASCII texts, lengths in characters are lengths in bytes. */
function textsOf(texts: readonly string[]): Derived {
  const offsets = new Int32Array(texts.length + 1);
  texts.forEach((text, row) => (offsets[row + 1] = offsets[row]! + text.length));
  return distinctTexts(offsets, new TextEncoder().encode(texts.join('')), null, texts.length);
}

function hexadecimal(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
