// pages: 6
/**
 * Keyed BLAKE3 of many short messages at once: four messages side by side in the four 32-bit lanes of a vector.
 *
 * The owner writes the key and a chunk of an Arrow column into the regions below, calls `hashRows`, reads 16 bytes per
 * row, and hashes the rows left out itself: those whose message exceeds one block. Nothing is allocated and nothing
 * grows; whatever derives from the secret or from a message lives between `SECRET` and `END`, which `wipe` overwrites.
 *
 * Source of the algorithm: BLAKE3, one function, fast everywhere (2020), sections 2.1 to 2.3.
 */

/** Rows that one call accepts, a multiple of 8. */
export const ROWS_CAPACITY: i32 = 4096;
/** Message bytes that one call accepts. */
export const BYTES_CAPACITY: i32 = 262144;

// Regions, in bytes from the start of the memory; the compiler places the constants below the first of them.
/** The key: 8 words of 32 bits, as numbers; room for as many again, which stay unused. */
export const SECRET: usize = 2048;
/** `ROWS_CAPACITY + 1` offsets of 32 bits, as Arrow keeps them. */
export const OFFSETS: usize = SECRET + 64;
/** Validity bits; room for a first bit that does not start a byte. */
export const VALIDITY: usize = OFFSETS + 4 * (ROWS_CAPACITY + 1) + 60;
/** 16 bytes per row. */
export const CODES: usize = VALIDITY + ROWS_CAPACITY / 8 + 64;
/** Message bytes, followed by 64 bytes that a load may touch and a mask removes. */
export const BYTES: usize = CODES + 16 * ROWS_CAPACITY;
/** Rows left out, 32 bits each. */
export const LEFT_ROWS: usize = BYTES + BYTES_CAPACITY + 64;
/** Sixteen vectors: the words of the block of each lane. */
const BLOCK: usize = LEFT_ROWS + 4 * ROWS_CAPACITY;
const END: usize = BLOCK + 256;

/** Bytes of a block. */
const BLOCK_BYTES: i32 = 64;
/** A keyed message that starts, ends and is the root in one block: KEYED_HASH, ROOT, CHUNK_END, CHUNK_START. */
const FLAGS: i32 = 16 | 8 | 2 | 1;

/** Where the words of the block lie, 16 bytes apart, in the order in which the seven rounds take them. */
const SCHEDULE = memory.data<u8>([
  0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x80, 0x90, 0xa0, 0xb0, 0xc0, 0xd0, 0xe0, 0xf0,
  0x20, 0x60, 0x30, 0xa0, 0x70, 0x00, 0x40, 0xd0, 0x10, 0xb0, 0xc0, 0x50, 0x90, 0xe0, 0xf0, 0x80,
  0x30, 0x40, 0xa0, 0xc0, 0xd0, 0x20, 0x70, 0xe0, 0x60, 0x50, 0x90, 0x00, 0xb0, 0xf0, 0x80, 0x10,
  0xa0, 0x70, 0xc0, 0x90, 0xe0, 0x30, 0xd0, 0xf0, 0x40, 0x00, 0xb0, 0x20, 0x50, 0x80, 0x10, 0x60,
  0xc0, 0xd0, 0x90, 0xb0, 0xf0, 0xa0, 0xe0, 0x80, 0x70, 0x20, 0x50, 0x30, 0x00, 0x10, 0x60, 0x40,
  0x90, 0xe0, 0xb0, 0x50, 0x80, 0xc0, 0xf0, 0x10, 0xd0, 0x30, 0x00, 0xa0, 0x20, 0x60, 0x40, 0x70,
  0xb0, 0xf0, 0x50, 0x00, 0x10, 0x90, 0x80, 0x60, 0xe0, 0xa0, 0x20, 0xc0, 0x30, 0x40, 0x70, 0xd0,
], 16);

/** A window that starts 64 − length bytes into it keeps the bytes of a message and removes those behind it. */
const KEEP = memory.data<u64>([-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0], 16);

// @ts-ignore: decorator
@inline function rotateRight(x: v128, n: i32): v128 {
  return v128.or(i32x4.shr_u(x, n), i32x4.shl(x, 32 - n));
}

// @ts-ignore: decorator
@inline function rotate16(x: v128): v128 {
  return i8x16.shuffle(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

// @ts-ignore: decorator
@inline function rotate8(x: v128): v128 {
  return i8x16.shuffle(x, x, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
}

/** Adds three vectors, the last one a word of the block. */
// @ts-ignore: decorator
@inline function take(a: v128, b: v128, word: usize): v128 {
  return i32x4.add(i32x4.add(a, b), v128.load(BLOCK + <usize>load<u8>(word)));
}

/** Writes the first 16 bytes of four keyed hashes; the block holds a message of at most 64 bytes in each lane. */
function compress(lengths: v128, code0: usize, code1: usize, code2: usize, code3: usize): void {
  let v0 = v128.load32_splat(SECRET), v1 = v128.load32_splat(SECRET, 4), v2 = v128.load32_splat(SECRET, 8), v3 = v128.load32_splat(SECRET, 12);
  let v4 = v128.load32_splat(SECRET, 16), v5 = v128.load32_splat(SECRET, 20), v6 = v128.load32_splat(SECRET, 24), v7 = v128.load32_splat(SECRET, 28);
  let v8 = i32x4.splat(0x6a09e667), v9 = i32x4.splat(0xbb67ae85), v10 = i32x4.splat(0x3c6ef372), v11 = i32x4.splat(0xa54ff53a);
  let v12 = i32x4.splat(0), v13 = i32x4.splat(0), v14 = lengths, v15 = i32x4.splat(FLAGS);
  for (let w = SCHEDULE; w < SCHEDULE + 112; w += 16) {
    // Columns.
    v0 = take(v0, v4, w); v1 = take(v1, v5, w + 2); v2 = take(v2, v6, w + 4); v3 = take(v3, v7, w + 6);
    v12 = rotate16(v128.xor(v12, v0)); v13 = rotate16(v128.xor(v13, v1)); v14 = rotate16(v128.xor(v14, v2)); v15 = rotate16(v128.xor(v15, v3));
    v8 = i32x4.add(v8, v12); v9 = i32x4.add(v9, v13); v10 = i32x4.add(v10, v14); v11 = i32x4.add(v11, v15);
    v4 = rotateRight(v128.xor(v4, v8), 12); v5 = rotateRight(v128.xor(v5, v9), 12); v6 = rotateRight(v128.xor(v6, v10), 12); v7 = rotateRight(v128.xor(v7, v11), 12);
    v0 = take(v0, v4, w + 1); v1 = take(v1, v5, w + 3); v2 = take(v2, v6, w + 5); v3 = take(v3, v7, w + 7);
    v12 = rotate8(v128.xor(v12, v0)); v13 = rotate8(v128.xor(v13, v1)); v14 = rotate8(v128.xor(v14, v2)); v15 = rotate8(v128.xor(v15, v3));
    v8 = i32x4.add(v8, v12); v9 = i32x4.add(v9, v13); v10 = i32x4.add(v10, v14); v11 = i32x4.add(v11, v15);
    v4 = rotateRight(v128.xor(v4, v8), 7); v5 = rotateRight(v128.xor(v5, v9), 7); v6 = rotateRight(v128.xor(v6, v10), 7); v7 = rotateRight(v128.xor(v7, v11), 7);
    // Diagonals.
    v0 = take(v0, v5, w + 8); v1 = take(v1, v6, w + 10); v2 = take(v2, v7, w + 12); v3 = take(v3, v4, w + 14);
    v15 = rotate16(v128.xor(v15, v0)); v12 = rotate16(v128.xor(v12, v1)); v13 = rotate16(v128.xor(v13, v2)); v14 = rotate16(v128.xor(v14, v3));
    v10 = i32x4.add(v10, v15); v11 = i32x4.add(v11, v12); v8 = i32x4.add(v8, v13); v9 = i32x4.add(v9, v14);
    v5 = rotateRight(v128.xor(v5, v10), 12); v6 = rotateRight(v128.xor(v6, v11), 12); v7 = rotateRight(v128.xor(v7, v8), 12); v4 = rotateRight(v128.xor(v4, v9), 12);
    v0 = take(v0, v5, w + 9); v1 = take(v1, v6, w + 11); v2 = take(v2, v7, w + 13); v3 = take(v3, v4, w + 15);
    v15 = rotate8(v128.xor(v15, v0)); v12 = rotate8(v128.xor(v12, v1)); v13 = rotate8(v128.xor(v13, v2)); v14 = rotate8(v128.xor(v14, v3));
    v10 = i32x4.add(v10, v15); v11 = i32x4.add(v11, v12); v8 = i32x4.add(v8, v13); v9 = i32x4.add(v9, v14);
    v5 = rotateRight(v128.xor(v5, v10), 7); v6 = rotateRight(v128.xor(v6, v11), 7); v7 = rotateRight(v128.xor(v7, v8), 7); v4 = rotateRight(v128.xor(v4, v9), 7);
  }
  const w0 = v128.xor(v0, v8), w1 = v128.xor(v1, v9), w2 = v128.xor(v2, v10), w3 = v128.xor(v3, v11);
  const low01 = i32x4.shuffle(w0, w1, 0, 4, 1, 5), high01 = i32x4.shuffle(w0, w1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(w2, w3, 0, 4, 1, 5), high23 = i32x4.shuffle(w2, w3, 2, 6, 3, 7);
  v128.store(code0, i64x2.shuffle(low01, low23, 0, 2));
  v128.store(code1, i64x2.shuffle(low01, low23, 1, 3));
  v128.store(code2, i64x2.shuffle(high01, high23, 0, 2));
  v128.store(code3, i64x2.shuffle(high01, high23, 1, 3));
}

/** Loads 16 bytes of a message of at most 64 bytes, from byte `at` on, with zeros behind it. */
// @ts-ignore: decorator
@inline function padded(from: usize, length: usize, at: usize): v128 {
  return v128.and(v128.load(from + at), v128.load(KEEP + at + 64 - length));
}

/** Turns 16 bytes of each of four messages into four words of the block, from byte `at` on. */
// @ts-ignore: decorator
@inline function setWords(at: usize, row0: v128, row1: v128, row2: v128, row3: v128): void {
  const low01 = i32x4.shuffle(row0, row1, 0, 4, 1, 5), high01 = i32x4.shuffle(row0, row1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(row2, row3, 0, 4, 1, 5), high23 = i32x4.shuffle(row2, row3, 2, 6, 3, 7);
  const words = BLOCK + (at << 2);
  v128.store(words, i64x2.shuffle(low01, low23, 0, 2));
  v128.store(words, i64x2.shuffle(low01, low23, 1, 3), 16);
  v128.store(words, i64x2.shuffle(high01, high23, 0, 2), 32);
  v128.store(words, i64x2.shuffle(high01, high23, 1, 3), 48);
}

// Of four messages hashed together: address, length, and address of the code.
let from0: usize = 0, from1: usize = 0, from2: usize = 0, from3: usize = 0;
let length0: usize = 0, length1: usize = 0, length2: usize = 0, length3: usize = 0;
let code0: usize = 0, code1: usize = 0, code2: usize = 0, code3: usize = 0;

function hashFour(): void {
  const longest = max(max(length0, length1), max(length2, length3));
  const zero = i32x4.splat(0);
  for (let at: usize = 0; at < 64; at += 16) {
    if (at < longest) setWords(at, padded(from0, length0, at), padded(from1, length1, at), padded(from2, length2, at), padded(from3, length3, at));
    else setWords(at, zero, zero, zero, zero);
  }
  let lengths = i32x4.splat(<i32>length0);
  lengths = i32x4.replace_lane(lengths, 1, <i32>length1);
  lengths = i32x4.replace_lane(lengths, 2, <i32>length2);
  lengths = i32x4.replace_lane(lengths, 3, <i32>length3);
  compress(lengths, code0, code1, code2, code3);
}

/**
 * Hashes the rows of the chunk and returns how many were left out; their numbers are in `LEFT_ROWS`, in order.
 *
 * `base` is the offset of the first message byte held in `BYTES`; `firstBit` the bit of `VALIDITY` that belongs to
 * row 0, or −1 when every row is valid. A null row gets 16 zero bytes.
 */
export function hashRows(rows: i32, base: i32, firstBit: i32): i32 {
  let lanes: i32 = 0, leftRows: i32 = 0;
  let first = load<i32>(OFFSETS);
  for (let row: i32 = 0; row < rows; row++) {
    const last = load<i32>(OFFSETS + ((<usize>row) << 2), 4);
    const from = BYTES + <usize>(first - base);
    const length = last - first;
    const code = CODES + ((<usize>row) << 4);
    first = last;
    if (firstBit >= 0) {
      const bit = firstBit + row;
      if (((load<u8>(VALIDITY + <usize>(bit >> 3)) >> <u8>(bit & 7)) & 1) == 0) {
        v128.store(code, i32x4.splat(0));
        continue;
      }
    }
    if (length > BLOCK_BYTES) {
      store<i32>(LEFT_ROWS + ((<usize>leftRows) << 2), row);
      leftRows++;
    } else if (lanes == 0) {
      // The other lanes repeat this message until they get their own, so that a last group is always complete.
      from0 = from1 = from2 = from3 = from;
      length0 = length1 = length2 = length3 = <usize>length;
      code0 = code1 = code2 = code3 = code;
      lanes = 1;
    } else if (lanes == 1) {
      from1 = from;
      length1 = <usize>length;
      code1 = code;
      lanes = 2;
    } else if (lanes == 2) {
      from2 = from;
      length2 = <usize>length;
      code2 = code;
      lanes = 3;
    } else {
      from3 = from;
      length3 = <usize>length;
      code3 = code;
      hashFour();
      lanes = 0;
    }
  }
  if (lanes > 0) hashFour();
  return leftRows;
}

/** Overwrites the key, the messages, the codes and every intermediate value. */
export function wipe(): void {
  memory.fill(SECRET, 0, END - SECRET);
}
