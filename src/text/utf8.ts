/**
 * Checks that texts are UTF-8 once, where they enter. Kernels of the house report a fault as the number of the first row
 * concerned, from 0, and -1 when there is none; rows without value are never at fault.
 */

/** Validity bits, least significant first; `null` when every row has a value. */
export type Bits = Uint8Array | null;

/**
 * Tells whether a row has a value.
 *
 * @param valid - validity bits, or `null`.
 * @param row - the row, from 0.
 * @returns true when the row is present.
 */
export function hasValue(valid: Bits, row: number): boolean {
  return valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0;
}

/**
 * Finds the first text that is not UTF-8.
 *
 * @param ends - Int32Array(rows + 1), checked: ascending and inside `bytes`.
 * @param bytes - the texts' bytes.
 * @param rows - number of texts.
 * @param valid - validity bits.
 * @returns the row, or -1.
 * @remarks One pass over the bytes, four at a time while they are ASCII; rows are looked at one by one only where a byte
 *   above 127 stands.
 */
export function firstRowNotUtf8(ends: Int32Array, bytes: Uint8Array, rows: number, valid: Bits): number {
  const start = ends[0]!;
  const end = ends[rows]!;
  if (isAscii(bytes, start, end)) return -1;
  for (let row = 0; row < rows; row++) if (!isUtf8(bytes, ends[row]!, ends[row + 1]!) && hasValue(valid, row)) return row;
  return -1;
}

/**
 * Tells whether bytes are ASCII.
 *
 * @param bytes - any bytes.
 * @param start - first byte.
 * @param end - one past the last byte.
 * @returns true for none.
 * @remarks Four bytes at a time: made for many.
 */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  for (; at < end && ((bytes.byteOffset + at) & 3) !== 0; at++) if (bytes[at]! > 127) return false;
  const words = (end - at) >> 2;
  if (words > 0) {
    const view = new Int32Array(bytes.buffer, bytes.byteOffset + at, words);
    for (let index = 0; index < words; ) {
      // A block at a time: the loop without exit inside is what the compiler makes fast.
      const stop = Math.min(words, index + 1024);
      let seen = 0;
      for (; index < stop; index++) seen |= view[index]!;
      if ((seen & 0x80808080) !== 0) return false;
    }
  }
  for (at += 4 * words; at < end; at++) if (bytes[at]! > 127) return false;
  return true;
}

/**
 * Tells whether bytes are well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
 *
 * @param bytes - any bytes.
 * @param start - first byte.
 * @param end - one past the last byte.
 * @returns true for the empty text, too.
 * @see The Unicode Standard, table 3-7.
 */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const lead = bytes[at++]!;
    if (lead < 0x80) continue;
    if (lead < 0xc2 || lead > 0xf4) return false;
    const more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    if (at + more > end) return false;
    const second = bytes[at]!;
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) return false;
    for (let index = 1; index < more; index++) if ((bytes[at + index]! & 0xc0) !== 0x80) return false;
    at += more;
  }
  return true;
}
