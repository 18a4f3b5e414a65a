import type { Midstates } from './midstates.ts';
import { BLOCK_BYTES, compressBlock, loadBlock, SCHEDULE_WORDS, STATE_WORDS } from './sha256-block.ts';

/** HMAC-SHA-256 of one message after the other: the oracle of the vector kernel, and its stand-in where there is none. */
export interface ScalarHasher {
  /** Hashes `bytes[start … end)`; writes the first `length` bytes of the code, a multiple of 4 up to 32, to `out[at …)`. */
  hashInto(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number, length: number): void;
  /** Overwrites the intermediate values; the midstates are their owner's to overwrite. */
  wipe(): void;
}

/**
 * Makes a hasher from midstates.
 *
 * @param states - read at every message; once they are overwritten the codes are worthless.
 * @returns the hasher; it holds 320 bytes of scratch.
 */
export function scalarHasher(states: Midstates): ScalarHasher {
  const schedule = new Int32Array(SCHEDULE_WORDS);
  const state = new Int32Array(STATE_WORDS);
  return {
    hashInto(bytes, start, end, out, at, length) {
      state.set(states.inner);
      let from = start;
      for (; end - from >= BLOCK_BYTES; from += BLOCK_BYTES) {
        loadBlock(bytes, from, end, schedule);
        compressBlock(state, schedule);
      }
      loadBlock(bytes, from, end, schedule);
      if (end - from > 55) {
        compressBlock(state, schedule);
        schedule.fill(0, 0, 16);
      }
      // The length in bits counts the padded key; lengths of half a gigabyte and more need the upper word.
      const hashed = BLOCK_BYTES + end - start;
      schedule[14] = Math.floor(hashed / 0x20000000);
      schedule[15] = hashed << 3;
      compressBlock(state, schedule);
      schedule.set(state);
      schedule[8] = 0x80000000;
      schedule.fill(0, 9, 15);
      schedule[15] = (BLOCK_BYTES + 32) * 8;
      state.set(states.outer);
      compressBlock(state, schedule);
      for (let index = 0, to = at; index < length >> 2; index++) {
        const word = state[index]!;
        out[to++] = word >>> 24;
        out[to++] = word >>> 16;
        out[to++] = word >>> 8;
        out[to++] = word;
      }
    },
    wipe() {
      schedule.fill(0);
      state.fill(0);
    },
  };
}
