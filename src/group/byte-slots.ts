/**
 * The index of a large byte dictionary where the kernel cannot serve, and the plain statement of what the kernel does:
 * a run of rows is hashed, read ahead, then looked up.
 */
import { appendBytes, equalBytes, MASK_HIGH, MASK_LOW } from './byte-store.ts';
import type { ByteStore } from './byte-store.ts';
import { growSlots, LARGE_PLACES, makeSlots, MAX_FALSE_MATCHES, MAX_PROBES, readAhead, RUN_ROWS } from './slots.ts';
import type { Slots } from './slots.ts';
import { finishHash, keyedHash, mixWord } from './word-hash.ts';

/** Index over a {@link ByteStore}. */
export interface ByteSlots {
  readonly slots: Slots;
  readonly seed: number;
  /** Whether the keyed hash serves, after a run of rows that looked like an attack. */
  keyed: boolean;
}

const hashes = new Int32Array(RUN_ROWS);
const found = new Int32Array(RUN_ROWS);

/**
 * Indexes the strings of a store.
 *
 * @param store - the strings.
 * @param seed - int32, of the keyed hash.
 * @param keyed - whether to start with the keyed hash.
 * @returns the index.
 */
export function indexBytes(store: ByteStore, seed: number, keyed: boolean): ByteSlots {
  const slots = makeSlots(4096);
  while (slots.limit <= store.size) growSlots(slots);
  const index: ByteSlots = { slots, seed, keyed };
  for (let from = 0; from < store.size; from += RUN_ROWS) {
    const rows = Math.min(RUN_ROWS, store.size - from);
    hashRows(index, store.offsets, 0, store.view, from, rows);
    for (let row = 0; row < rows; row++) {
      let at = (hashes[row]! << 1) & slots.mask;
      while (slots.pairs[at + 1]! !== 0) at = (at + 2) & slots.mask;
      slots.pairs[at] = hashes[row]!;
      slots.pairs[at + 1] = from + row + 1;
    }
  }
  return index;
}

/** Hashes one string. */
function hashOne(view: DataView, start: number, length: number): number {
  let hash = mixWord(length, view.getInt32(start, true) & MASK_LOW[length < 8 ? length : 8]!);
  hash = mixWord(hash, view.getInt32(start + 4, true) & MASK_HIGH[length < 8 ? length : 8]!);
  if (length > 8) {
    const end = start + length;
    for (let at = start + 8; at < end - 4; at += 4) hash = mixWord(hash, view.getInt32(at, true));
    hash = mixWord(hash, view.getInt32(end - 4, true));
  }
  return finishHash(hash);
}

function keyedOne(view: DataView, start: number, length: number, seed: number): number {
  const whole = length >> 2;
  let last = 0;
  for (let at = length - 1; at >= 4 * whole; at--) last = (last << 8) | view.getUint8(start + at);
  return keyedHash(view, start, whole, last, length, seed);
}

function hashRows(index: ByteSlots, offsets: Int32Array, shift: number, view: DataView, from: number, rows: number): void {
  let end = offsets[from]! - shift;
  if (index.keyed) {
    for (let row = 0; row < rows; row++) {
      const start = end;
      end = offsets[from + row + 1]! - shift;
      hashes[row] = keyedOne(view, start, end - start, index.seed);
    }
    return;
  }
  for (let row = 0; row < rows; row++) {
    const start = end;
    end = offsets[from + row + 1]! - shift;
    hashes[row] = hashOne(view, start, end - start);
  }
}

/** Reads the stored strings that a run of rows seems to lead to. */
function touchStored(store: ByteStore, rows: number): number {
  const offsets = store.offsets;
  const view = store.view;
  for (let row = 0; row < rows; row++) {
    const code = found[row]!;
    if (code !== 0) found[row] = offsets[code - 1]!;
  }
  let sum = 0;
  for (let row = 0; row < rows; row++) sum ^= view.getInt32(found[row]!, true);
  return sum;
}

/** Where the reads that only warm the cache leave their sum, so that no compiler removes them. */
const warmed = new Int32Array(1);

/**
 * Codes rows `from` to `to`, appending strings not seen before.
 *
 * @param index - index over `store`; changed.
 * @param store - strings; changed.
 * @param offsets - Int32Array, ascending; row `i` is `view[offsets[i] − shift … offsets[i + 1] − shift)`.
 * @param shift - subtracted from every offset.
 * @param view - memory, with eight readable bytes after the start of every string.
 * @param valid - validity bits or `null`; a null row gets −1.
 * @param from - first row.
 * @param to - row after the last.
 * @param codes - Int32Array, receives the codes.
 */
export function encodeLarge(
  index: ByteSlots, store: ByteStore, offsets: Int32Array, shift: number, view: DataView, valid: Uint8Array | null,
  from: number, to: number, codes: Int32Array,
): void {
  for (let at = from; at < to;) {
    const rows = Math.min(RUN_ROWS, to - at);
    hashRows(index, offsets, shift, view, at, rows);
    if (index.slots.pairs.length > LARGE_PLACES) {
      readAhead(index.slots, hashes, rows, found);
      warmed[0]! ^= touchStored(store, rows);
    }
    at = lookUp(index, store, offsets, shift, view, valid, at, at + rows, codes);
  }
}

/** Looks up one hashed run; stops early, telling where, when it had to change the hash. */
function lookUp(
  index: ByteSlots, store: ByteStore, offsets: Int32Array, shift: number, view: DataView, valid: Uint8Array | null,
  from: number, to: number, codes: Int32Array,
): number {
  const slots = index.slots;
  let pairs = slots.pairs;
  let mask = slots.mask;
  let starts = store.offsets;
  let stored = store.view;
  let end = offsets[from]! - shift;
  for (let row = from; row < to; row++) {
    const start = end;
    end = offsets[row + 1]! - shift;
    if (valid !== null && ((valid[row >> 3]! >> (row & 7)) & 1) === 0) {
      codes[row] = -1;
      continue;
    }
    const length = end - start;
    const hash = hashes[row - from]!;
    let at = (hash << 1) & mask;
    let code = -1;
    let probes = 0;
    let falseMatches = 0;
    for (;;) {
      const next = pairs[at + 1]!;
      if (next === 0) break;
      if (pairs[at]! === hash) {
        const place = starts[next - 1]!;
        if (starts[next]! - place === length && equalBytes(stored, place, view, start, length)) {
          code = next - 1;
          break;
        }
        falseMatches++;
      }
      probes++;
      at = (at + 2) & mask;
    }
    if (code < 0) {
      code = appendBytes(store, view, start, length);
      pairs[at] = hash;
      pairs[at + 1] = code + 1;
      if (code + 1 > slots.limit) growSlots(slots);
      pairs = slots.pairs;
      mask = slots.mask;
      starts = store.offsets;
      stored = store.view;
    }
    codes[row] = code;
    if ((probes > MAX_PROBES || falseMatches > MAX_FALSE_MATCHES) && !index.keyed) {
      index.keyed = true;
      const rebuilt = indexBytes(store, index.seed, true);
      slots.pairs = rebuilt.slots.pairs;
      slots.mask = rebuilt.slots.mask;
      slots.limit = rebuilt.slots.limit;
      return row + 1;
    }
  }
  return to;
}

/**
 * Finds the code of a string.
 *
 * @param index - index over `store`.
 * @param store - strings.
 * @param view - memory, with eight readable bytes after `start`.
 * @param start - position of the string.
 * @param length - its length in bytes.
 * @returns its code, or −1 if it is not stored.
 */
export function findLarge(index: ByteSlots, store: ByteStore, view: DataView, start: number, length: number): number {
  const { pairs, mask } = index.slots;
  const hash = index.keyed ? keyedOne(view, start, length, index.seed) : hashOne(view, start, length);
  for (let at = (hash << 1) & mask; pairs[at + 1]! !== 0; at = (at + 2) & mask) {
    const code = pairs[at + 1]! - 1;
    const place = store.offsets[code]!;
    if (pairs[at]! === hash && store.offsets[code + 1]! - place === length
      && equalBytes(store.view, place, view, start, length)) return code;
  }
  return -1;
}
