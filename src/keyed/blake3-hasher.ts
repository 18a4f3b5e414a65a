import { blake3 } from '@noble/hashes/blake3.js';
import { CODE_BYTES, type KeyedHasher } from './keyed-hasher.ts';

/** Bytes of a key of BLAKE3. */
const BLAKE3_KEY_BYTES = 32;

/**
 * Makes a hasher of messages under one sub-key: keyed BLAKE3.
 *
 * @param subKey - Uint8Array(32); read at once and not kept.
 * @returns the hasher; its owner calls `wipe()` when done.
 * @throws {RangeError} if the sub-key is not 32 bytes.
 * @see BLAKE3, one function, fast everywhere (2020), section 2.3.
 */
export function blake3Hasher(subKey: Uint8Array): KeyedHasher {
  if (subKey.length !== BLAKE3_KEY_BYTES) throw new RangeError(`subKey: expected ${BLAKE3_KEY_BYTES} bytes, got ${subKey.length}`);
  const key = subKey.slice();
  let wiped = false;
  function hash(message: Uint8Array): Uint8Array {
    if (wiped) throw new TypeError('hasher: expected one that was not wiped');
    return blake3(message, { key });
  }
  return {
    hashColumn(offsets, bytes, valid, rows, out) {
      if (wiped) throw new TypeError('hasher: expected one that was not wiped');
      for (let row = 0; row < rows; row++) {
        const at = CODE_BYTES * row;
        if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) out.fill(0, at, at + CODE_BYTES);
        else out.set(hash(bytes.subarray(offsets[row]!, offsets[row + 1]!)).subarray(0, CODE_BYTES), at);
      }
    },
    hash,
    wipe() {
      wiped = true;
      key.fill(0);
    },
  };
}
