import { SIV_BYTES, type SealingCipher } from '../../keyed/index.ts';
import type { CanonicalValues } from './canonical-values.ts';
import type { ByteStrings } from './encode-codes.ts';

/**
 * Seals the values of a column, each by itself: equal values give equal bytes.
 *
 * @param cipher - seals under the sub-key.
 * @param values - the values in their form.
 * @returns 16 bytes more than each value; a row without value is empty.
 * @throws {TypeError} if the cipher was wiped.
 * @throws {RangeError} if the result exceeds 2 GiB.
 * @remarks O(rows + bytes), about 400,000 short values a second: the cipher, not the column, decides.
 */
export function sealValues(cipher: SealingCipher, { offsets, bytes, valid, rows }: CanonicalValues): ByteStrings {
  const outOffsets = new Int32Array(rows + 1);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if ((valid[row >> 3]! & (1 << (row & 7))) !== 0) total += SIV_BYTES + offsets[row + 1]! - offsets[row]!;
    if (total > 0x7fffffff) throw new RangeError('sealed column: expected at most 2 GiB in a batch');
    outOffsets[row + 1] = total;
  }
  const out = new Uint8Array(total);
  for (let row = 0; row < rows; row++) {
    if (outOffsets[row + 1]! === outOffsets[row]!) continue;
    out.set(cipher.seal(bytes.subarray(offsets[row]!, offsets[row + 1]!)), outOffsets[row]!);
  }
  return { offsets: outOffsets, bytes: out };
}

/**
 * Puts byte strings of one width where their rows are.
 *
 * @param strings - byte strings of `width` bytes, and empty ones.
 * @param rows - their number.
 * @param width - bytes of each that is not empty.
 * @returns Uint8Array(width · rows), zeros for an empty one.
 * @throws {RangeError} if one has another width.
 */
export function spreadStrings({ offsets, bytes }: ByteStrings, rows: number, width: number): Uint8Array {
  if (bytes.length === width * rows && offsets[rows] === bytes.length) return bytes;
  const out = new Uint8Array(width * rows);
  for (let row = 0; row < rows; row++) {
    const length = offsets[row + 1]! - offsets[row]!;
    if (length === 0) continue;
    if (length !== width) throw new RangeError(`codes: expected ${width} bytes, got ${length}`);
    out.set(bytes.subarray(offsets[row]!, offsets[row + 1]!), width * row);
  }
  return out;
}
