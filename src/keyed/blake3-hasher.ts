import { blake3 } from '@noble/hashes/blake3.js';
import { blake3Wasm } from '../wasm/index.ts';
import { BLAKE3_BLOCK_BYTES, BLAKE3_KEY_WORDS, hashBlock, loadKeyWords } from './blake3-block.ts';
import { columnHasher, type HashKernel, type KeyedHasher, type MessageHasher } from './column-hasher.ts';
import { vectorHasher } from './vector-hasher.ts';

const BLAKE3_KEY_BYTES: number = 4 * BLAKE3_KEY_WORDS;

/**
 * Makes a hasher of messages under one sub-key: keyed BLAKE3, whose codes cost a quarter of those of {@link keyedHasher} where
 * messages fit one block of 64 bytes.
 *
 * @param subKey - Uint8Array(32); read at once and not kept, so the caller can overwrite it.
 * @param kernel - `auto`, or `scalar` to leave the vector kernel out; the codes are the same.
 * @returns the hasher; its owner calls `wipe()` when done.
 * @throws {RangeError} if the sub-key is not 32 bytes.
 * @remarks Memory as for {@link keyedHasher}. A message of more than 64 bytes goes through the reference implementation, at
 *   the speed of one.
 * @see BLAKE3, one function, fast everywhere (2020), section 2.3.
 * @example
 * const hasher = blake3Hasher(new TextEncoder().encode('whats the Elvish word for friend'));
 * hasher.hash(new Uint8Array(0)).subarray(0, 4); // => Uint8Array [146, 178, 183, 86]
 * hasher.wipe();
 */
export function blake3Hasher(subKey: Uint8Array, kernel: HashKernel = 'auto'): KeyedHasher {
  if (subKey.length !== BLAKE3_KEY_BYTES) throw new RangeError(`subKey: expected ${BLAKE3_KEY_BYTES} bytes, got ${subKey.length}`);
  const words = loadKeyWords(subKey);
  return columnHasher(messageHasher(subKey.slice(), words), () => (kernel === 'scalar' ? null : vectorHasher(blake3Wasm, [words])));
}

function messageHasher(subKey: Uint8Array, words: Int32Array): MessageHasher {
  const scratch = new Int32Array(32);
  return {
    hashInto(bytes, start, end, out, at, length) {
      if (end - start <= BLAKE3_BLOCK_BYTES) hashBlock(words, bytes, start, end, scratch, out, at, length);
      else out.set(blake3(bytes.subarray(start, end), { key: subKey, dkLen: length }), at);
    },
    wipe() {
      subKey.fill(0);
      words.fill(0);
      scratch.fill(0);
    },
  };
}
