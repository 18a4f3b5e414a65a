// pages: 16 to 65536
/**
 * Distinct keys with dense numbers by first appearance, for tables that outgrow the processor's caches: byte strings,
 * or keys of whole 32-bit words. Twin of `group/byte-slots.ts` and `group/word-table.ts`, which say what it must do.
 *
 * The owner lays out the memory from `HEAP` on (slots, starts of the strings, keys) and tells it with `place`; it writes
 * a chunk into the regions below, calls `numberStrings` or `numberWords`, and reads the numbers. A call stops early
 * when a new key finds no room: the owner then makes room, and calls again for the rest.
 */

/** Rows that one call accepts. */
export const ROWS_CAPACITY: i32 = 8192;
/** Bytes of keys that one call accepts. */
export const BYTES_CAPACITY: i32 = 524288;

/** Bytes that a load or store may touch beyond a key. */
const SLACK: u32 = 8;
/** Rows hashed, then read ahead, then looked up together. */
const RUN: u32 = 512;
/** Slots looked at in vain, and equal hashes of different keys, in one search: chance gives fewer. */
const MAX_PROBES: u32 = 256;
const MAX_FALSE_MATCHES: u32 = 8;

// Regions, in bytes from the start of the memory.
/** `ROWS_CAPACITY + 1` offsets of 32 bits, as Arrow keeps them. */
export const OFFSETS: usize = 2048;
/** Validity bits; room for a first bit that does not start a byte. */
export const VALIDITY: usize = OFFSETS + 4 * (ROWS_CAPACITY + 1) + 60;
/** Receives 32 bits per row: the number of its key, −1 for null. */
export const NUMBERS: usize = VALIDITY + ROWS_CAPACITY / 8 + 64;
/** The keys of the chunk: strings, or words. */
export const KEYS: usize = NUMBERS + 4 * ROWS_CAPACITY;
const HASHES: usize = KEYS + BYTES_CAPACITY + 64;
const FOUND: usize = HASHES + 4 * RUN;
/** First byte of the memory that the owner lays out, a multiple of 64. */
export const HEAP: usize = FOUND + 4 * RUN + 64;

/** Pairs (hash, number + 1) of 32 bits; number + 1 is 0 in an empty slot. */
let slots: usize = 0;
/** Slots − 1; slots are a power of 2. */
let mask: u32 = 0;
/** Keys beyond which the slots are too full. */
let limit: u32 = 0;
/** Offsets of the stored strings, one more than strings; room for `limit + 1`. */
let starts: usize = 0;
/** Stored keys. */
let keys: usize = 0;
/** Bytes of keys that fit, without the slack. */
let room: u32 = 0;
let size: u32 = 0;
let used: u32 = 0;
let keyed: bool = false;
let seed0: u64 = 0;
let seed1: u64 = 0;
/** Keeps the reads that only warm the cache from being removed. */
let warmed: u64 = 0;

/** Tells where the memory lies. */
export function place(slotsAt: usize, slotCount: u32, startsAt: usize, keysAt: usize, keysRoom: u32): void {
  slots = slotsAt;
  mask = slotCount - 1;
  limit = (slotCount >> 3) * 5;
  starts = startsAt;
  keys = keysAt;
  room = keysRoom;
}

/** Sets the keys of the hash that serves under attack. */
export function seed(low: u32, high: u32): void {
  seed0 = (<u64>high << 32) | low;
  seed1 = seed0 ^ 0x9e3779b97f4a7c15;
}

/** Number of keys. */
export function keyCount(): u32 {
  return size;
}

/** Bytes of the stored keys. */
export function keyBytes(): u32 {
  return used;
}

/** Whether the keyed hash serves. */
export function isKeyed(): bool {
  return keyed;
}

@inline
function mix(hash: u64, word: u64): u64 {
  const mixed = (hash ^ word) * 0x9e3779b97f4a7c15;
  return mixed ^ (mixed >> 32);
}

@inline
function finish(hash: u64): u32 {
  return <u32>((hash * 0xd6e8feb86659fd93) >> 32);
}

/** First `length` bytes at `at`, up to 8, moved to the top: what lies beyond them falls out. */
@inline
function firstBytes(at: usize, length: u32): u64 {
  return length === 0 ? 0 : load<u64>(at) << (64 - (length << 3));
}

@inline
function quickHash(at: usize, length: u32): u32 {
  let hash: u64 = length;
  if (length <= 8) return finish(mix(hash, firstBytes(at, length)));
  const last = at + length - 8;
  for (; at < last; at += 8) hash = mix(hash, load<u64>(at));
  return finish(mix(hash, load<u64>(last)));
}

let v0: u64 = 0;
let v1: u64 = 0;
let v2: u64 = 0;
let v3: u64 = 0;

function round(): void {
  v0 += v1;
  v1 = rotl(v1, 13) ^ v0;
  v0 = rotl(v0, 32);
  v2 += v3;
  v3 = rotl(v3, 16) ^ v2;
  v0 += v3;
  v3 = rotl(v3, 21) ^ v0;
  v2 += v1;
  v1 = rotl(v1, 17) ^ v2;
  v2 = rotl(v2, 32);
}

/** SipHash-1-3, cut to 32 bits. */
function keyedHash(at: usize, length: u32): u32 {
  v0 = seed0 ^ 0x736f6d6570736575;
  v1 = seed1 ^ 0x646f72616e646f6d;
  v2 = seed0 ^ 0x6c7967656e657261;
  v3 = seed1 ^ 0x7465646279746573;
  const rest = length & 7;
  const end = at + length - rest;
  for (; at < end; at += 8) {
    const word = load<u64>(at);
    v3 ^= word;
    round();
    v0 ^= word;
  }
  const last = (rest === 0 ? 0 : firstBytes(at, rest) >> (64 - (rest << 3))) | (<u64>length << 56);
  v3 ^= last;
  round();
  v0 ^= last;
  v2 ^= 0xff;
  round();
  round();
  round();
  return <u32>(v0 ^ v1 ^ v2 ^ v3);
}

@inline
function hashOf(at: usize, length: u32): u32 {
  return keyed ? keyedHash(at, length) : quickHash(at, length);
}

@inline
function slotAt(index: u32): usize {
  return slots + (<usize>index << 3);
}

@inline
function startOf(number: u32): u32 {
  return load<u32>(starts + (<usize>number << 2));
}

@inline
function sameBytes(left: usize, right: usize, length: u32): bool {
  if (length <= 8) return firstBytes(left, length) === firstBytes(right, length);
  // The last word first: identifiers and codes differ there.
  const last = length - 8;
  if (load<u64>(left + last) !== load<u64>(right + last)) return false;
  for (let at: u32 = 0; at < last; at += 8) {
    if (load<u64>(left + at) !== load<u64>(right + at)) return false;
  }
  return true;
}

/** Copies whole words: what lies beyond the key is overwritten by the next one. */
@inline
function copyKey(to: usize, from: usize, length: u32): void {
  for (let at: u32 = 0; at < length; at += 8) store<u64>(to + at, load<u64>(from + at));
}

@inline
function isNull(row: u32, firstBit: i32): bool {
  if (firstBit < 0) return false;
  const bit = row + firstBit;
  return ((load<u8>(VALIDITY + (bit >> 3)) >> <u8>(bit & 7)) & 1) === 0;
}

/** Reads the slots that a run leads to, then notes the keys they point to where the hash is the same. */
@inline
function readAhead(rows: u32): void {
  let sum: u64 = 0;
  for (let row: u32 = 0; row < rows; row++) sum ^= load<u64>(slotAt(load<u32>(HASHES + (row << 2)) & mask));
  for (let row: u32 = 0; row < rows; row++) {
    const hash = load<u32>(HASHES + (row << 2));
    const slot = load<u64>(slotAt(hash & mask));
    store<u32>(FOUND + (row << 2), <u32>slot === hash ? <u32>(slot >> 32) : 0);
  }
  warmed ^= sum;
}

/**
 * Numbers the strings of rows `from` to `rows`; row `i` lies at `KEYS + offset[i] − base`.
 * Returns the row reached, or −1 when offsets descend; `firstBit` is the bit of row 0, −1 without nulls.
 */
export function numberStrings(from: u32, rows: u32, base: u32, firstBit: i32): i32 {
  const total = load<u32>(OFFSETS + (rows << 2)) - base;
  while (from < rows) {
    const to = min(rows, from + RUN);
    let end = load<u32>(OFFSETS + (from << 2)) - base;
    for (let row = from; row < to; row++) {
      const start = end;
      end = load<u32>(OFFSETS + (row << 2) + 4) - base;
      if (end < start || end > total) return -1;
      store<u32>(HASHES + ((row - from) << 2), hashOf(KEYS + start, end - start));
    }
    readAhead(to - from);
    let sum: u64 = 0;
    for (let row: u32 = 0; row < to - from; row++) {
      const number = load<u32>(FOUND + (row << 2));
      store<u32>(FOUND + (row << 2), startOf(number === 0 ? 0 : number - 1));
    }
    for (let row: u32 = 0; row < to - from; row++) sum ^= load<u64>(keys + load<u32>(FOUND + (row << 2)));
    warmed ^= sum;
    const reached = findStrings(from, to, base, firstBit);
    // A change of the hash ends a run early; a lack of room ends the call.
    if (reached < to && !changed) return reached;
    changed = false;
    from = reached;
  }
  return rows;
}

let changed: bool = false;

function findStrings(from: u32, to: u32, base: u32, firstBit: i32): u32 {
  let end = load<u32>(OFFSETS + (from << 2)) - base;
  for (let row = from; row < to; row++) {
    const start = end;
    end = load<u32>(OFFSETS + (row << 2) + 4) - base;
    if (isNull(row, firstBit)) {
      store<i32>(NUMBERS + (row << 2), -1);
      continue;
    }
    const length = end - start;
    const at = KEYS + start;
    const hash = load<u32>(HASHES + ((row - from) << 2));
    let index = hash & mask;
    let probes: u32 = 0;
    let falseMatches: u32 = 0;
    let next: u32 = 0;
    for (;;) {
      const slot = load<u64>(slotAt(index));
      next = <u32>(slot >> 32);
      if (next === 0) break;
      if (<u32>slot === hash) {
        const stored = startOf(next - 1);
        if (startOf(next) - stored === length && sameBytes(keys + stored, at, length)) break;
        falseMatches++;
      }
      probes++;
      index = (index + 1) & mask;
    }
    if (next === 0) {
      if (size >= limit || length > room - used) return row;
      copyKey(keys + used, at, length);
      used += length;
      next = ++size;
      store<u32>(starts + (<usize>size << 2), used);
      store<u64>(slotAt(index), (<u64>next << 32) | hash);
    }
    store<u32>(NUMBERS + (row << 2), next - 1);
    if (!keyed && (probes > MAX_PROBES || falseMatches > MAX_FALSE_MATCHES)) {
      keyed = true;
      memory.fill(slots, 0, (<usize>mask + 1) << 3);
      for (let number: u32 = 0; number < size; number++) {
        insert(keyedHash(keys + startOf(number), startOf(number + 1) - startOf(number)), number + 1);
      }
      changed = true;
      return row + 1;
    }
  }
  return to;
}

/** Finds the string of `length` bytes at `KEYS`; −1 if it is not stored. */
export function findString(length: u32): i32 {
  const hash = hashOf(KEYS, length);
  let index = hash & mask;
  let slot = load<u64>(slotAt(index));
  while (slot >> 32 !== 0) {
    const number = <u32>(slot >> 32) - 1;
    const stored = startOf(number);
    if (<u32>slot === hash && startOf(number + 1) - stored === length && sameBytes(keys + stored, KEYS, length)) return number;
    index = (index + 1) & mask;
    slot = load<u64>(slotAt(index));
  }
  return -1;
}

@inline
function wordsHash(at: usize, width: u32): u32 {
  if (keyed) return keyedHash(at, width << 2);
  if (width === 1) return finish(mix(0, load<u32>(at)));
  if (width === 2) return finish(mix(0, load<u64>(at)));
  let hash: u64 = 0;
  for (let word: u32 = 0; word + 1 < width; word += 2) hash = mix(hash, load<u64>(at + (word << 2)));
  if (width & 1) hash = mix(hash, load<u32>(at + (width << 2) - 4));
  return finish(hash);
}

@inline
function sameWords(left: usize, right: usize, width: u32): bool {
  if (width === 1) return load<u32>(left) === load<u32>(right);
  if (width === 2) return load<u64>(left) === load<u64>(right);
  for (let word: u32 = 0; word < width; word++) {
    if (load<u32>(left + (word << 2)) !== load<u32>(right + (word << 2))) return false;
  }
  return true;
}

@inline
function wordsAt(number: u32, width: u32): usize {
  return keys + ((<usize>number * width) << 2);
}

/** Numbers the keys of `width` words of rows `from` to `rows`. Returns the row reached. */
export function numberWords(width: u32, from: u32, rows: u32, firstBit: i32): i32 {
  while (from < rows) {
    const to = min(rows, from + RUN);
    for (let row = from; row < to; row++) {
      store<u32>(HASHES + ((row - from) << 2), wordsHash(KEYS + ((row * width) << 2), width));
    }
    readAhead(to - from);
    let sum: u32 = 0;
    for (let row: u32 = 0; row < to - from; row++) {
      const number = load<u32>(FOUND + (row << 2));
      sum ^= load<u32>(wordsAt(number === 0 ? 0 : number - 1, width));
    }
    warmed ^= sum;
    const reached = findWords(width, from, to, firstBit);
    if (reached < to && !changed) return reached;
    changed = false;
    from = reached;
  }
  return rows;
}

function findWords(width: u32, from: u32, to: u32, firstBit: i32): u32 {
  for (let row = from; row < to; row++) {
    if (isNull(row, firstBit)) {
      store<i32>(NUMBERS + (row << 2), -1);
      continue;
    }
    const at = KEYS + ((row * width) << 2);
    const hash = load<u32>(HASHES + ((row - from) << 2));
    let index = hash & mask;
    let probes: u32 = 0;
    let falseMatches: u32 = 0;
    let next: u32 = 0;
    for (;;) {
      const slot = load<u64>(slotAt(index));
      next = <u32>(slot >> 32);
      if (next === 0) break;
      if (<u32>slot === hash) {
        if (sameWords(wordsAt(next - 1, width), at, width)) break;
        falseMatches++;
      }
      probes++;
      index = (index + 1) & mask;
    }
    if (next === 0) {
      if (size >= limit || (width << 2) > room - used) return row;
      copyKey(keys + used, at, width << 2);
      used += width << 2;
      next = ++size;
      store<u64>(slotAt(index), (<u64>next << 32) | hash);
    }
    store<u32>(NUMBERS + (row << 2), next - 1);
    if (!keyed && (probes > MAX_PROBES || falseMatches > MAX_FALSE_MATCHES)) {
      keyed = true;
      memory.fill(slots, 0, (<usize>mask + 1) << 3);
      for (let number: u32 = 0; number < size; number++) insert(keyedHash(wordsAt(number, width), width << 2), number + 1);
      changed = true;
      return row + 1;
    }
  }
  return to;
}

@inline
function insert(hash: u32, next: u32): void {
  let index = hash & mask;
  while (load<u64>(slotAt(index)) >> 32 !== 0) index = (index + 1) & mask;
  store<u64>(slotAt(index), (<u64>next << 32) | hash);
}

/** Fills the slots, which have just been placed, from a copy of the slots before. */
export function rehash(from: usize, slotCount: u32): void {
  memory.fill(slots, 0, (<usize>mask + 1) << 3);
  for (const end = from + (<usize>slotCount << 3); from < end; from += 8) {
    const slot = load<u64>(from);
    if (slot >> 32 !== 0) insert(<u32>slot, <u32>(slot >> 32));
  }
}
