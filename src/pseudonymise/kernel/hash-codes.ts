import { CODE_BYTES, type KeyedHasher } from '../../keyed/index.ts';
import type { CanonicalValues } from './canonical-values.ts';

/**
 * Gives the codes of a column: the first bytes of the keyed hash of each value.
 *
 * @param hasher - hashes under the sub-key.
 * @param values - the values in their form.
 * @param width - bytes of a code, from 1 to 32. A shorter code is the beginning of a longer one.
 * @returns Uint8Array(width · rows), zeros for a row without value.
 * @throws {TypeError} if the hasher was wiped.
 * @remarks O(rows + bytes). Codes of up to 16 bytes come from the column kernel, longer ones message by message.
 */
export function hashCodes(hasher: KeyedHasher, { offsets, bytes, valid, rows }: CanonicalValues, width: number): Uint8Array {
  if (width > CODE_BYTES) return longCodes(hasher, offsets, bytes, valid, rows, width);
  const codes = new Uint8Array(CODE_BYTES * rows);
  hasher.hashColumn(offsets, bytes, valid, rows, codes);
  if (width === CODE_BYTES) return codes;
  for (let row = 1; row < rows; row++) codes.copyWithin(width * row, CODE_BYTES * row, CODE_BYTES * row + width);
  return codes.slice(0, width * rows);
}

function longCodes(hasher: KeyedHasher, offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array, rows: number, width: number): Uint8Array {
  const codes = new Uint8Array(width * rows);
  for (let row = 0; row < rows; row++) {
    if ((valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    codes.set(hasher.hash(bytes.subarray(offsets[row]!, offsets[row + 1]!)).subarray(0, width), width * row);
  }
  return codes;
}
