// pages: 6
/**
 * HMAC-SHA-256 of many messages at once: four messages side by side in the four 32-bit lanes of a vector.
 *
 * The owner writes the two midstates and a chunk of an Arrow column into the regions below, calls `hashRows`, and
 * reads 16 bytes per row. Nothing is allocated and nothing grows; whatever derives from the secret or from a message
 * lives between `SECRET` and `END`, which `wipe` overwrites.
 *
 * Source of the algorithm: FIPS 180-4 (SHA-256) and RFC 2104 (HMAC).
 */

/** Rows that one call accepts, a multiple of 8. */
export const ROWS_CAPACITY: i32 = 4096;
/** Message bytes that one call accepts. */
export const BYTES_CAPACITY: i32 = 262144;

// Regions, in bytes from the start of the memory; the compiler places the constants below the first of them.
/** Inner then outer midstate: 16 words of 32 bits, as numbers. */
export const SECRET: usize = 2048;
/** `ROWS_CAPACITY + 1` offsets of 32 bits, as Arrow keeps them. */
export const OFFSETS: usize = SECRET + 64;
/** Validity bits; room for a first bit that does not start a byte. */
export const VALIDITY: usize = OFFSETS + 4 * (ROWS_CAPACITY + 1) + 60;
/** 16 bytes per row. */
export const CODES: usize = VALIDITY + ROWS_CAPACITY / 8 + 64;
/** Message bytes, followed by 64 bytes that a load may touch and a mask removes. */
export const BYTES: usize = CODES + 16 * ROWS_CAPACITY;
/** Rows of the chunk whose message needs several blocks. */
const LONG_ROWS: usize = BYTES + BYTES_CAPACITY + 64;
/** Sixteen vectors: the message schedule, as a ring. */
const SCHEDULE: usize = LONG_ROWS + 4 * ROWS_CAPACITY;
/** Eight vectors: the chaining value of each lane. */
const CHAIN: usize = SCHEDULE + 256;
/** Eight vectors: inner digests that wait until four of them are there. */
const WAITING: usize = CHAIN + 128;
/** Eight vectors: the chaining values of the outer hash. */
const OUTER: usize = WAITING + 128;
/** Four blocks of 64 bytes, one per lane. */
const BLOCKS: usize = OUTER + 128;
/** Per lane: row or −1 when idle, address of the next byte, bytes left, length; 32 bits each. */
const LANES: usize = BLOCKS + 256;
/** Where a lane without a message writes its code. */
const SINK: usize = LANES + 64;
const END: usize = SINK + 16;

const ROUND_CONSTANTS = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
], 16);

// A window that starts 64 − length bytes into one of these keeps the bytes of a message and removes those behind it,
// or sets the padding bit right behind it.
const KEEP = memory.data<u64>([-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0], 16);
const PADDING = memory.data<u64>([0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0], 16);

// @ts-ignore: decorator
@inline function rotateRight(x: v128, n: i32): v128 {
  return v128.or(i32x4.shr_u(x, n), i32x4.shl(x, 32 - n));
}

// @ts-ignore: decorator
@inline function word(t: usize): v128 {
  return v128.load(SCHEDULE + ((t & 15) << 4));
}

// @ts-ignore: decorator
@inline function setWord(t: usize, value: v128): void {
  v128.store(SCHEDULE + ((t & 15) << 4), value);
}

/** Replaces word `t` of the ring by the one sixteen places further. */
// @ts-ignore: decorator
@inline function expand(t: usize): void {
  const x = word(t + 1), y = word(t + 14);
  const sigma0 = v128.xor(rotateRight(x, 7), v128.xor(rotateRight(x, 18), i32x4.shr_u(x, 3)));
  const sigma1 = v128.xor(rotateRight(y, 17), v128.xor(rotateRight(y, 19), i32x4.shr_u(y, 10)));
  setWord(t, i32x4.add(i32x4.add(word(t), sigma0), i32x4.add(word(t + 9), sigma1)));
}

/** First half of a round: what is added to `d`. */
// @ts-ignore: decorator
@inline function input(h: v128, e: v128, f: v128, g: v128, k: usize, t: usize): v128 {
  const sigma = v128.xor(rotateRight(e, 6), v128.xor(rotateRight(e, 11), rotateRight(e, 25)));
  const choice = v128.xor(g, v128.and(e, v128.xor(f, g)));
  const constant = v128.load32_splat(k + (t << 2));
  return i32x4.add(i32x4.add(i32x4.add(constant, word(t)), i32x4.add(h, choice)), sigma);
}

/** Second half of a round: what is added to the input. */
// @ts-ignore: decorator
@inline function mix(a: v128, b: v128, c: v128): v128 {
  const sigma = v128.xor(rotateRight(a, 2), v128.xor(rotateRight(a, 13), rotateRight(a, 22)));
  const majority = v128.xor(b, v128.and(v128.xor(a, b), v128.xor(b, c)));
  return i32x4.add(sigma, majority);
}

/** Compresses the block held in the schedule into the chaining values of all four lanes. */
function compress(chain: usize): void {
  let a = v128.load(chain), b = v128.load(chain, 16), c = v128.load(chain, 32), d = v128.load(chain, 48);
  let e = v128.load(chain, 64), f = v128.load(chain, 80), g = v128.load(chain, 96), h = v128.load(chain, 112);
  let k: usize = ROUND_CONSTANTS;
  h = input(h, e, f, g, k, 0); d = i32x4.add(d, h); h = i32x4.add(h, mix(a, b, c));
  g = input(g, d, e, f, k, 1); c = i32x4.add(c, g); g = i32x4.add(g, mix(h, a, b));
  f = input(f, c, d, e, k, 2); b = i32x4.add(b, f); f = i32x4.add(f, mix(g, h, a));
  e = input(e, b, c, d, k, 3); a = i32x4.add(a, e); e = i32x4.add(e, mix(f, g, h));
  d = input(d, a, b, c, k, 4); h = i32x4.add(h, d); d = i32x4.add(d, mix(e, f, g));
  c = input(c, h, a, b, k, 5); g = i32x4.add(g, c); c = i32x4.add(c, mix(d, e, f));
  b = input(b, g, h, a, k, 6); f = i32x4.add(f, b); b = i32x4.add(b, mix(c, d, e));
  a = input(a, f, g, h, k, 7); e = i32x4.add(e, a); a = i32x4.add(a, mix(b, c, d));
  h = input(h, e, f, g, k, 8); d = i32x4.add(d, h); h = i32x4.add(h, mix(a, b, c));
  g = input(g, d, e, f, k, 9); c = i32x4.add(c, g); g = i32x4.add(g, mix(h, a, b));
  f = input(f, c, d, e, k, 10); b = i32x4.add(b, f); f = i32x4.add(f, mix(g, h, a));
  e = input(e, b, c, d, k, 11); a = i32x4.add(a, e); e = i32x4.add(e, mix(f, g, h));
  d = input(d, a, b, c, k, 12); h = i32x4.add(h, d); d = i32x4.add(d, mix(e, f, g));
  c = input(c, h, a, b, k, 13); g = i32x4.add(g, c); c = i32x4.add(c, mix(d, e, f));
  b = input(b, g, h, a, k, 14); f = i32x4.add(f, b); b = i32x4.add(b, mix(c, d, e));
  a = input(a, f, g, h, k, 15); e = i32x4.add(e, a); a = i32x4.add(a, mix(b, c, d));
  // Expanding the schedule between the rounds keeps more of the vector units busy than doing it ahead of them.
  for (let pass = 0; pass < 3; pass++) {
    k += 64;
    expand(0); h = input(h, e, f, g, k, 0); d = i32x4.add(d, h); h = i32x4.add(h, mix(a, b, c));
    expand(1); g = input(g, d, e, f, k, 1); c = i32x4.add(c, g); g = i32x4.add(g, mix(h, a, b));
    expand(2); f = input(f, c, d, e, k, 2); b = i32x4.add(b, f); f = i32x4.add(f, mix(g, h, a));
    expand(3); e = input(e, b, c, d, k, 3); a = i32x4.add(a, e); e = i32x4.add(e, mix(f, g, h));
    expand(4); d = input(d, a, b, c, k, 4); h = i32x4.add(h, d); d = i32x4.add(d, mix(e, f, g));
    expand(5); c = input(c, h, a, b, k, 5); g = i32x4.add(g, c); c = i32x4.add(c, mix(d, e, f));
    expand(6); b = input(b, g, h, a, k, 6); f = i32x4.add(f, b); b = i32x4.add(b, mix(c, d, e));
    expand(7); a = input(a, f, g, h, k, 7); e = i32x4.add(e, a); a = i32x4.add(a, mix(b, c, d));
    expand(8); h = input(h, e, f, g, k, 8); d = i32x4.add(d, h); h = i32x4.add(h, mix(a, b, c));
    expand(9); g = input(g, d, e, f, k, 9); c = i32x4.add(c, g); g = i32x4.add(g, mix(h, a, b));
    expand(10); f = input(f, c, d, e, k, 10); b = i32x4.add(b, f); f = i32x4.add(f, mix(g, h, a));
    expand(11); e = input(e, b, c, d, k, 11); a = i32x4.add(a, e); e = i32x4.add(e, mix(f, g, h));
    expand(12); d = input(d, a, b, c, k, 12); h = i32x4.add(h, d); d = i32x4.add(d, mix(e, f, g));
    expand(13); c = input(c, h, a, b, k, 13); g = i32x4.add(g, c); c = i32x4.add(c, mix(d, e, f));
    expand(14); b = input(b, g, h, a, k, 14); f = i32x4.add(f, b); b = i32x4.add(b, mix(c, d, e));
    expand(15); a = input(a, f, g, h, k, 15); e = i32x4.add(e, a); a = i32x4.add(a, mix(b, c, d));
  }
  v128.store(chain, i32x4.add(v128.load(chain), a));
  v128.store(chain, i32x4.add(v128.load(chain, 16), b), 16);
  v128.store(chain, i32x4.add(v128.load(chain, 32), c), 32);
  v128.store(chain, i32x4.add(v128.load(chain, 48), d), 48);
  v128.store(chain, i32x4.add(v128.load(chain, 64), e), 64);
  v128.store(chain, i32x4.add(v128.load(chain, 80), f), 80);
  v128.store(chain, i32x4.add(v128.load(chain, 96), g), 96);
  v128.store(chain, i32x4.add(v128.load(chain, 112), h), 112);
}

/** Starts every lane from a midstate. */
function start(chain: usize, midstate: usize): void {
  for (let i: usize = 0; i < 8; i++) v128.store(chain + (i << 4), v128.load32_splat(midstate + (i << 2)));
}

// @ts-ignore: decorator
@inline function swapBytes(x: v128): v128 {
  return i8x16.shuffle(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** Turns 16 bytes of each of four messages into four schedule words, from word `t` on. */
// @ts-ignore: decorator
@inline function setWords(t: usize, row0: v128, row1: v128, row2: v128, row3: v128): void {
  const low01 = i32x4.shuffle(row0, row1, 0, 4, 1, 5), high01 = i32x4.shuffle(row0, row1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(row2, row3, 0, 4, 1, 5), high23 = i32x4.shuffle(row2, row3, 2, 6, 3, 7);
  setWord(t, swapBytes(i64x2.shuffle(low01, low23, 0, 2)));
  setWord(t + 1, swapBytes(i64x2.shuffle(low01, low23, 1, 3)));
  setWord(t + 2, swapBytes(i64x2.shuffle(high01, high23, 0, 2)));
  setWord(t + 3, swapBytes(i64x2.shuffle(high01, high23, 1, 3)));
}

/** Loads 16 bytes of a message of at most 63 bytes, from byte `at` on, with its padding bit and zeros behind it. */
// @ts-ignore: decorator
@inline function padded(from: usize, length: usize, at: usize): v128 {
  const window = at + 64 - length;
  return v128.or(v128.and(v128.load(from + at), v128.load(KEEP + window)), v128.load(PADDING + window));
}

// Of four messages hashed together: address, length, and address of the code.
let from0: usize = 0, from1: usize = 0, from2: usize = 0, from3: usize = 0;
let length0: usize = 0, length1: usize = 0, length2: usize = 0, length3: usize = 0;
let code0: usize = SINK, code1: usize = SINK, code2: usize = SINK, code3: usize = SINK;

/** Applies the outer hash to four inner digests and writes the first 16 bytes of each. */
function finish(digests: usize): void {
  const zero = i32x4.splat(0);
  for (let t: usize = 0; t < 8; t++) setWord(t, v128.load(digests + (t << 4)));
  setWord(8, i32x4.splat(0x80000000));
  for (let t: usize = 9; t < 15; t++) setWord(t, zero);
  setWord(15, i32x4.splat((64 + 32) * 8));
  start(OUTER, SECRET + 32);
  compress(OUTER);
  const w0 = swapBytes(v128.load(OUTER)), w1 = swapBytes(v128.load(OUTER, 16));
  const w2 = swapBytes(v128.load(OUTER, 32)), w3 = swapBytes(v128.load(OUTER, 48));
  const low01 = i32x4.shuffle(w0, w1, 0, 4, 1, 5), high01 = i32x4.shuffle(w0, w1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(w2, w3, 0, 4, 1, 5), high23 = i32x4.shuffle(w2, w3, 2, 6, 3, 7);
  v128.store(code0, i64x2.shuffle(low01, low23, 0, 2));
  v128.store(code1, i64x2.shuffle(low01, low23, 1, 3));
  v128.store(code2, i64x2.shuffle(high01, high23, 0, 2));
  v128.store(code3, i64x2.shuffle(high01, high23, 1, 3));
}

/** Hashes four messages of at most 55 bytes, which fit one block each. */
function hashFour(): void {
  const longest = max(max(length0, length1), max(length2, length3));
  for (let at: usize = 0; at <= longest; at += 16) {
    setWords(
      at >> 2,
      padded(from0, length0, at),
      padded(from1, length1, at),
      padded(from2, length2, at),
      padded(from3, length3, at),
    );
  }
  const zero = i32x4.splat(0);
  for (let t: usize = ((longest >> 4) + 1) << 2; t < 15; t++) setWord(t, zero);
  let bits = i32x4.splat((64 + <i32>length0) << 3);
  bits = i32x4.replace_lane(bits, 1, (64 + <i32>length1) << 3);
  bits = i32x4.replace_lane(bits, 2, (64 + <i32>length2) << 3);
  bits = i32x4.replace_lane(bits, 3, (64 + <i32>length3) << 3);
  setWord(15, bits);
  start(CHAIN, SECRET);
  compress(CHAIN);
  finish(CHAIN);
}

/** Puts the next block of a message in place; `left` is −1 when only the length is still to come. */
function fillBlock(block: usize, from: usize, left: i32, length: i32): void {
  if (left >= 64) {
    memory.copy(block, from, 64);
    return;
  }
  if (left >= 0) {
    for (let at: usize = 0; at < 64; at += 16) v128.store(block + at, padded(from, <usize>left, at));
  } else {
    memory.fill(block, 0, 64);
  }
  if (left <= 55) store<u32>(block + 60, bswap<u32>((64 + length) << 3));
}

/** Gives a lane the next message. */
function take(lane: usize, row: i32, base: i32): void {
  const at = LANES + (lane << 4);
  const offset = OFFSETS + ((<usize>row) << 2);
  const first = load<i32>(offset);
  const length = load<i32>(offset, 4) - first;
  store<i32>(at, row);
  store<i32>(at, <i32>BYTES + first - base, 4);
  store<i32>(at, length, 8);
  store<i32>(at, length, 12);
  for (let i: usize = 0; i < 8; i++) {
    store<i32>(CHAIN + (i << 4) + (lane << 2), load<i32>(SECRET + (i << 2)));
  }
}

/** Moves the inner digest of a lane to the place `waiting`, which will write the code of `row`. */
function park(lane: usize, row: i32, waiting: i32): void {
  for (let i: usize = 0; i < 8; i++) {
    store<i32>(WAITING + (i << 4) + ((<usize>waiting) << 2), load<i32>(CHAIN + (i << 4) + (lane << 2)));
  }
  const code = CODES + ((<usize>row) << 4);
  if (waiting == 0) {
    code0 = code;
    code1 = code2 = code3 = SINK;
  } else if (waiting == 1) code1 = code;
  else if (waiting == 2) code2 = code;
  else code3 = code;
}

/**
 * Hashes the messages of several blocks: a lane whose message ends takes the next one at once, so that all lanes stay
 * busy whatever the lengths.
 */
function hashLongRows(longRows: i32, base: i32): void {
  let next: i32 = 0, busy: i32 = 0, waiting: i32 = 0;
  for (let lane: usize = 0; lane < 4; lane++) store<i32>(LANES + (lane << 4), -1);
  while (true) {
    for (let lane: usize = 0; lane < 4; lane++) {
      const at = LANES + (lane << 4);
      if (load<i32>(at) < 0 && next < longRows) {
        take(lane, load<i32>(LONG_ROWS + ((<usize>next) << 2)), base);
        next++;
        busy++;
      }
      if (load<i32>(at) >= 0) {
        fillBlock(BLOCKS + (lane << 6), <usize>load<i32>(at, 4), load<i32>(at, 8), load<i32>(at, 12));
      }
    }
    if (busy == 0) break;
    for (let at: usize = 0; at < 64; at += 16) {
      const block = BLOCKS + at;
      setWords(at >> 2, v128.load(block), v128.load(block, 64), v128.load(block, 128), v128.load(block, 192));
    }
    compress(CHAIN);
    for (let lane: usize = 0; lane < 4; lane++) {
      const at = LANES + (lane << 4);
      const row = load<i32>(at);
      if (row < 0) continue;
      const left = load<i32>(at, 8);
      if (left > 55) {
        store<i32>(at, load<i32>(at, 4) + 64, 4);
        store<i32>(at, left >= 64 ? left - 64 : -1, 8);
        continue;
      }
      park(lane, row, waiting);
      store<i32>(at, -1);
      busy--;
      waiting++;
      if (waiting == 4) {
        finish(WAITING);
        waiting = 0;
      }
    }
  }
  if (waiting > 0) finish(WAITING);
}

/**
 * Hashes the rows of the chunk and returns how many were left out: none.
 *
 * `base` is the offset of the first message byte held in `BYTES`; `firstBit` the bit of `VALIDITY` that belongs to
 * row 0, or −1 when every row is valid. A null row gets 16 zero bytes.
 */
export function hashRows(rows: i32, base: i32, firstBit: i32): i32 {
  let lanes: i32 = 0, longRows: i32 = 0;
  let first = load<i32>(OFFSETS);
  for (let row: i32 = 0; row < rows; row++) {
    const last = load<i32>(OFFSETS + ((<usize>row) << 2), 4);
    const from = BYTES + <usize>(first - base);
    const length = <usize>(last - first);
    const code = CODES + ((<usize>row) << 4);
    first = last;
    if (firstBit >= 0) {
      const bit = firstBit + row;
      if (((load<u8>(VALIDITY + <usize>(bit >> 3)) >> <u8>(bit & 7)) & 1) == 0) {
        v128.store(code, i32x4.splat(0));
        continue;
      }
    }
    if (length > 55) {
      store<i32>(LONG_ROWS + ((<usize>longRows) << 2), row);
      longRows++;
    } else if (lanes == 0) {
      // The other lanes repeat this message until they get their own, so that a last group is always complete.
      from0 = from1 = from2 = from3 = from;
      length0 = length1 = length2 = length3 = length;
      code0 = code1 = code2 = code3 = code;
      lanes = 1;
    } else if (lanes == 1) {
      from1 = from;
      length1 = length;
      code1 = code;
      lanes = 2;
    } else if (lanes == 2) {
      from2 = from;
      length2 = length;
      code2 = code;
      lanes = 3;
    } else {
      from3 = from;
      length3 = length;
      code3 = code;
      hashFour();
      lanes = 0;
    }
  }
  if (lanes > 0) hashFour();
  if (longRows > 0) hashLongRows(longRows, base);
  return 0;
}

/** Overwrites the midstates, the messages, the codes and every intermediate value. */
export function wipe(): void {
  memory.fill(SECRET, 0, END - SECRET);
}
