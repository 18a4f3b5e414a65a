import type { MessageHasher } from './column-hasher.ts';
import type { Midstates } from './midstates.ts';
import { BLOCK_BYTES, compressBlock, loadBlock, SCHEDULE_WORDS, STATE_WORDS } from './sha256-block.ts';

/**
 * Makes a hasher of messages from midstates: HMAC-SHA-256.
 *
 * @param states - read at every message, and overwritten when the hasher is wiped.
 * @returns the hasher; it holds 320 bytes of scratch.
 */
export function scalarHasher(states: Midstates): MessageHasher {
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
      states.inner.fill(0);
      states.outer.fill(0);
      schedule.fill(0);
      state.fill(0);
    },
  };
}
