/** Whole numbers written out as text. */
export interface DigitsColumn {
  /** Int32Array(rows + 1) from 0. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Most bytes of a number: 19 digits and a sign, or as many digits as are asked for. */
const MAX_BYTES = 22;

const encoder = new TextEncoder();

/**
 * Writes whole numbers as decimal text, for identifiers that were stored as integers.
 *
 * @param values - Int32Array(rows) or BigInt64Array(rows); values of null rows are not looked at.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param minDigits - digits that numbers from 0 up have at least, zeros in front; from 1 to 20.
 * @param minus - what stands before negative numbers; identifiers take `-` for a separator, and `−` (U+2212) for none.
 * @returns the digits of every row; null rows are empty.
 * @remarks O(rows) time; allocates 4 bytes a row and the digits.
 */
export function digitsColumn(values: Int32Array | BigInt64Array, valid: Uint8Array | null, minDigits = 1, minus: '-' | '\u2212' = '-'): DigitsColumn {
  const rows = values.length;
  const offsets = new Int32Array(rows + 1);
  const bytes = new Uint8Array(rows * MAX_BYTES);
  const words = values instanceof Int32Array ? null : new Int32Array(values.buffer, values.byteOffset, 2 * rows);
  const sign = encoder.encode(minus);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      const high = words === null ? 0 : words[2 * row + 1]!;
      // Within ±2⁵³ a double is exact, and far cheaper than a BigInt.
      if (high >= -0x200000 && high < 0x200000) {
        const value = words === null ? (values as Int32Array)[row]! : high * 4_294_967_296 + (words[2 * row]! >>> 0);
        at = writeNumber(bytes, at, value, minDigits, sign);
      } else {
        const digits = encoder.encode(values[row]! < 0 ? String(values[row]!).replace('-', minus) : String(values[row]!).padStart(minDigits, '0'));
        bytes.set(digits, at);
        at += digits.length;
      }
    }
    offsets[row + 1] = at;
  }
  return { offsets, bytes: bytes.subarray(0, at) };
}

function writeNumber(bytes: Uint8Array, start: number, value: number, minDigits: number, sign: Uint8Array): number {
  let rest = Math.abs(value);
  let at = start;
  if (value < 0) for (const byte of sign) bytes[at++] = byte;
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
