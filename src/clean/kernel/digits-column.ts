/** Whole numbers written out as text. */
export interface DigitsColumn {
  /** Int32Array(rows + 1) from 0. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

const MAX_DIGITS = 20;

/**
 * Writes whole numbers as decimal text, for identifiers that were stored as integers.
 *
 * @param values - Int32Array(rows) or BigInt64Array(rows); values of null rows are not looked at.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param minDigits - digits that numbers from 0 up have at least, zeros in front; from 1 to 20.
 * @returns the digits of every row, a minus sign before negative numbers; null rows are empty.
 * @remarks O(rows) time; allocates 4 bytes a row and the digits.
 */
export function digitsColumn(values: Int32Array | BigInt64Array, valid: Uint8Array | null, minDigits = 1): DigitsColumn {
  const rows = values.length;
  const offsets = new Int32Array(rows + 1);
  const bytes = new Uint8Array(rows * MAX_DIGITS);
  const words = values instanceof Int32Array ? null : new Int32Array(values.buffer, values.byteOffset, 2 * rows);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      const high = words === null ? 0 : words[2 * row + 1]!;
      // Within ±2⁵³ a double is exact, and far cheaper than a BigInt.
      if (high >= -0x200000 && high < 0x200000) {
        const value = words === null ? (values as Int32Array)[row]! : high * 4_294_967_296 + (words[2 * row]! >>> 0);
        at = writeNumber(bytes, at, value, minDigits);
      } else for (const digit of String(values[row]!).padStart(values[row]! < 0 ? 0 : minDigits, '0')) bytes[at++] = digit.charCodeAt(0);
    }
    offsets[row + 1] = at;
  }
  return { offsets, bytes: bytes.subarray(0, at) };
}

function writeNumber(bytes: Uint8Array, start: number, value: number, minDigits: number): number {
  let rest = Math.abs(value);
  let at = start;
  if (value < 0) bytes[at++] = 0x2d;
  let width = 1;
  for (let limit = 10; rest >= limit; limit *= 10) width++;
  if (value >= 0 && width < minDigits) width = minDigits;
  for (let index = at + width - 1; index >= at; index--) {
    const tenth = Math.floor(rest / 10);
    bytes[index] = 48 + (rest - 10 * tenth);
    rest = tenth;
  }
  return at + width;
}
