import { sha256 } from '@noble/hashes/sha2.js';
import { BLOCK_BYTES, compressBlock, initialState, loadBlock, SCHEDULE_WORDS } from './sha256-block.ts';

/** Fewest bytes of a key: 128 bits. */
const MIN_KEY_BYTES = 16;

/** The states of HMAC's two hashes once each has taken in the padded key; as secret as the key itself. */
export interface Midstates {
  /** Int32Array(8). */
  readonly inner: Int32Array;
  /** Int32Array(8). */
  readonly outer: Int32Array;
}

/**
 * Takes a key in, once for all messages.
 *
 * @param subKey - Uint8Array of at least 16 bytes; not kept.
 * @returns both midstates.
 * @throws {RangeError} if the key is shorter.
 * @see RFC 2104, section 4, which recommends keeping these intermediate results.
 */
export function midstates(subKey: Uint8Array): Midstates {
  if (subKey.length < MIN_KEY_BYTES) {
    throw new RangeError(`subKey: expected at least ${MIN_KEY_BYTES} bytes, got ${subKey.length}`);
  }
  const block = new Uint8Array(BLOCK_BYTES);
  if (subKey.length > BLOCK_BYTES) {
    const digest = sha256(subKey);
    block.set(digest);
    digest.fill(0);
  } else block.set(subKey);
  const schedule = new Int32Array(SCHEDULE_WORDS);
  const inner = absorb(block, 0x36, schedule);
  const outer = absorb(block, 0x5c, schedule);
  block.fill(0);
  schedule.fill(0);
  return { inner, outer };
}

function absorb(block: Uint8Array, pad: number, schedule: Int32Array): Int32Array {
  for (let index = 0; index < BLOCK_BYTES; index++) block[index]! ^= pad;
  const state = initialState();
  loadBlock(block, 0, BLOCK_BYTES, schedule);
  compressBlock(state, schedule);
  for (let index = 0; index < BLOCK_BYTES; index++) block[index]! ^= pad;
  return state;
}
