/**
 * SHA-256's compression function on plain numbers: what a column kernel needs and the reference library keeps to
 * itself, since it starts every message from a saved state.
 */

const ROUND_CONSTANTS = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);

const INITIAL_STATE = Int32Array.of(
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
);

/** Words of a state. */
export const STATE_WORDS = 8;
/** Words of a schedule: 16 of the block, 48 that {@link compressBlock} works out. */
export const SCHEDULE_WORDS = 64;
/** Bytes of a block. */
export const BLOCK_BYTES = 64;

/**
 * Makes the state SHA-256 starts from.
 *
 * @returns Int32Array(8).
 */
export function initialState(): Int32Array {
  return INITIAL_STATE.slice();
}

/**
 * Compresses one block into a state.
 *
 * @param state - Int32Array(8), changed in place.
 * @param schedule - Int32Array(64): the block's 16 big-endian words first; the rest is scratch.
 * @see FIPS 180-4, section 6.2.2.
 */
export function compressBlock(state: Int32Array, schedule: Int32Array): void {
  for (let t = 16; t < SCHEDULE_WORDS; t++) {
    const x = schedule[t - 15]!;
    const y = schedule[t - 2]!;
    const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    schedule[t] = (schedule[t - 16]! + sigma0 + schedule[t - 7]! + sigma1) | 0;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let t = 0; t < SCHEDULE_WORDS; t++) {
    const sigma1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const input = (h + sigma1 + (g ^ (e & (f ^ g))) + ROUND_CONSTANTS[t]! + schedule[t]!) | 0;
    const sigma0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const majority = (a & b) ^ (c & (a ^ b));
    h = g;
    g = f;
    f = e;
    e = (d + input) | 0;
    d = c;
    c = b;
    b = a;
    a = (input + sigma0 + majority) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

/**
 * Puts 64 bytes of a message, its padding included, into the first 16 words of a schedule.
 *
 * @param bytes - holds the message.
 * @param from - first byte of this block; may lie behind the message's end.
 * @param end - one past the message's last byte.
 * @param schedule - Int32Array(64), receives words 0 to 15; the length is not put in.
 */
export function loadBlock(bytes: Uint8Array, from: number, end: number, schedule: Int32Array): void {
  if (end - from >= BLOCK_BYTES) {
    for (let t = 0, at = from; t < 16; t++, at += 4) {
      schedule[t] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    }
    return;
  }
  let t = 0;
  let at = from;
  for (; at + 4 <= end; t++, at += 4) {
    schedule[t] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
  if (at <= end) {
    // The one bit that ends the message follows its last byte at once.
    let word = 0x80 << (24 - 8 * (end - at));
    for (let index = 0; at + index < end; index++) word |= bytes[at + index]! << (24 - 8 * index);
    schedule[t++] = word;
  }
  while (t < 16) schedule[t++] = 0;
}
