/**
 * BLAKE3's compression function on plain numbers, for keyed messages of one block: what a column kernel is held to, and
 * what takes its place where there is none.
 */

/** Bytes of a block. */
export const BLAKE3_BLOCK_BYTES = 64;
/** Words of a key. */
export const BLAKE3_KEY_WORDS = 8;

/** KEYED_HASH, ROOT, CHUNK_END and CHUNK_START: the block is the whole message. */
const FLAGS = 16 | 8 | 2 | 1;

const INITIAL_STATE = Int32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a);

/** Which word of the block takes the place of each before the next round. */
const PERMUTATION = Uint8Array.of(2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8);

const ROUNDS = 7;

/** The words of the block in the order in which the rounds take them. */
const SCHEDULE = new Uint8Array(16 * ROUNDS);
for (let index = 0; index < SCHEDULE.length; index++) SCHEDULE[index] = index < 16 ? index : SCHEDULE[index - 16 - (index & 15) + PERMUTATION[index & 15]!]!;

/**
 * Reads a key as words.
 *
 * @param subKey - Uint8Array(32); left as it is.
 * @returns Int32Array(8).
 */
export function loadKeyWords(subKey: Uint8Array): Int32Array {
  const words = new Int32Array(BLAKE3_KEY_WORDS);
  for (let index = 0; index < 4 * BLAKE3_KEY_WORDS; index++) words[index >> 2]! |= subKey[index]! << (8 * (index & 3));
  return words;
}

/**
 * Hashes a message of at most one block.
 *
 * @param words - the key, Int32Array(8).
 * @param bytes - holds the message.
 * @param start - its first byte.
 * @param end - one past its last byte; at most `start + 64`.
 * @param scratch - Int32Array(32), overwritten: the state, then the block.
 * @param out - receives the code.
 * @param at - where its first byte goes.
 * @param length - bytes of it, a multiple of 4 up to 32.
 * @see BLAKE3, one function, fast everywhere (2020), section 2.2.
 */
export function hashBlock(words: Int32Array, bytes: Uint8Array, start: number, end: number, scratch: Int32Array, out: Uint8Array, at: number, length: number): void {
  scratch.set(words);
  scratch.set(INITIAL_STATE, 8);
  scratch[12] = 0;
  scratch[13] = 0;
  scratch[14] = end - start;
  scratch[15] = FLAGS;
  scratch.fill(0, 16);
  for (let index = start; index < end; index++) scratch[16 + ((index - start) >> 2)]! |= bytes[index]! << (8 * ((index - start) & 3));
  for (let step = 0; step < 16 * ROUNDS; step += 16) {
    for (let column = 0; column < 4; column++) mix(scratch, column, 4 + column, 8 + column, 12 + column, step + 2 * column);
    for (let diagonal = 0; diagonal < 4; diagonal++) {
      mix(scratch, diagonal, 4 + ((diagonal + 1) & 3), 8 + ((diagonal + 2) & 3), 12 + ((diagonal + 3) & 3), step + 8 + 2 * diagonal);
    }
  }
  for (let index = 0, to = at; index < length >> 2; index++) {
    const word = scratch[index]! ^ scratch[index + 8]!;
    out[to++] = word;
    out[to++] = word >>> 8;
    out[to++] = word >>> 16;
    out[to++] = word >>> 24;
  }
}

// Mixes two words of the block into four of the state.
function mix(scratch: Int32Array, a: number, b: number, c: number, d: number, step: number): void {
  scratch[a]! += scratch[b]! + scratch[16 + SCHEDULE[step]!]!;
  scratch[d] = rotateRight(scratch[d]! ^ scratch[a]!, 16);
  scratch[c]! += scratch[d]!;
  scratch[b] = rotateRight(scratch[b]! ^ scratch[c]!, 12);
  scratch[a]! += scratch[b]! + scratch[16 + SCHEDULE[step + 1]!]!;
  scratch[d] = rotateRight(scratch[d]! ^ scratch[a]!, 8);
  scratch[c]! += scratch[d]!;
  scratch[b] = rotateRight(scratch[b]! ^ scratch[c]!, 7);
}

function rotateRight(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
