/**
 * The index of a byte dictionary while it is small: each slot holds the ends of its string, so that a row of a column
 * with few values is coded without leaving the nearest cache. Two times faster than the large index there.
 */
import { appendBytes, MASK_HIGH, MASK_LOW } from './byte-store.ts';
import type { ByteStore } from './byte-store.ts';

/** Int32 places of a slot. */
const WIDTH = 8;
const FIRST_PLACES: number = 32 * WIDTH;
/** Beyond as many places the index leaves the nearest cache. */
const MAX_PLACES: number = 2048 * WIDTH;
/** Growing is rare, and a column that has more than a few values has many. */
const GROWTH = 8;
/** Longer searches mean bad luck or bad will: the large index serves then. */
const MAX_STEPS = 64;

/**
 * Makes an empty index.
 *
 * @returns Int32Array of 32 slots of 8 places: its length with the top bit set, or 0 when empty, code, first eight bytes, last eight.
 */
export function makeFewValues(): Int32Array {
  return new Int32Array(FIRST_PLACES);
}

/**
 * Makes a larger index of the same strings.
 *
 * @param few - the index.
 * @returns one of eight times as many slots; null where it would have more than 2,048.
 */
export function growFewValues(few: Int32Array): Int32Array | null {
  if (few.length * GROWTH > MAX_PLACES) return null;
  const grown = new Int32Array(few.length * GROWTH);
  const mask = grown.length - WIDTH;
  for (let from = 0; from < few.length; from += WIDTH) {
    if (few[from] === 0) continue;
    const length = few[from]! & 0x7fffffff;
    let at = length <= 8 ? shortPlace(few[from + 2]!, few[from + 3]!, length) & mask : longPlace(few[from + 2]!, few[from + 3]!, few[from + 4]!, few[from + 5]!, length) & mask;
    while (grown[at] !== 0) at = (at + WIDTH) & mask;
    grown.set(few.subarray(from, from + WIDTH), at);
  }
  return grown;
}

/** Where the search for a string of at most eight bytes starts. The top bits are the best mixed. */
function shortPlace(first0: number, first1: number, length: number): number {
  const spread = Math.imul(first1 ^ length, 0x85ebca6b);
  return Math.imul(first0 ^ spread ^ (spread >>> 15), 0x9e3779b1) >>> 18;
}

/** Where the search for a longer string starts. */
function longPlace(first0: number, first1: number, last0: number, last1: number, length: number): number {
  const spread = Math.imul(first1, 0x85ebca6b) ^ Math.imul(last1 ^ length, 0xc2b2ae35);
  return Math.imul(first0 ^ last0 ^ spread ^ (spread >>> 15), 0x9e3779b1) >>> 18;
}

/**
 * Codes rows `from` to `to`, appending strings not seen before, until the index is full.
 *
 * @param few - index over `store`; changed.
 * @param store - strings; changed.
 * @param offsets - Int32Array, ascending; row `i` is `view[offsets[i] − shift … offsets[i + 1] − shift)`.
 * @param shift - subtracted from every offset.
 * @param view - memory, with eight readable bytes after the start of every string.
 * @param valid - validity bits or `null`; a null row gets −1.
 * @param from - first row.
 * @param to - row after the last.
 * @param codes - Int32Array, receives the codes.
 * @returns the first row that is not coded: `to`, or less when the caller must change to a larger index.
 */
export function encodeFew(
  few: Int32Array, store: ByteStore, offsets: Int32Array, shift: number, view: DataView, valid: Uint8Array | null,
  from: number, to: number, codes: Int32Array,
): number {
  const mask = few.length - 8;
  const mostValues = few.length >> 4;
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
    const tag = length | 0x80000000;
    let first0 = view.getInt32(start, true);
    let first1 = view.getInt32(start + 4, true);
    let code = -1;
    let steps = 0;
    let at: number;
    // Two copies of one search: up to eight bytes it compares half as much. A short chain of dependent operations
    // matters more here than a perfect spread.
    if (length <= 8) {
      first0 &= MASK_LOW[length]!;
      first1 &= MASK_HIGH[length]!;
      at = shortPlace(first0, first1, length) & mask;
      while (few[at]! !== 0) {
        if (few[at + 2]! === first0 && few[at + 3]! === first1 && few[at]! === tag) {
          code = few[at + 1]!;
          break;
        }
        steps++;
        at = (at + 8) & mask;
      }
    } else {
      const last0 = view.getInt32(end - 8, true);
      const last1 = view.getInt32(end - 4, true);
      at = longPlace(first0, first1, last0, last1, length) & mask;
      while (few[at]! !== 0) {
        if (few[at + 2]! === first0 && few[at + 3]! === first1 && few[at + 4]! === last0 && few[at + 5]! === last1
          && few[at]! === tag && (length <= 16 || equalMiddle(stored, starts[few[at + 1]!]!, view, start, length))) {
          code = few[at + 1]!;
          break;
        }
        steps++;
        at = (at + 8) & mask;
      }
    }
    if (code < 0) {
      if (store.size >= mostValues || steps > MAX_STEPS) return row;
      code = appendBytes(store, view, start, length);
      starts = store.offsets;
      stored = store.view;
      few[at] = tag;
      few[at + 1] = code;
      few[at + 2] = first0;
      few[at + 3] = first1;
      if (length > 8) {
        few[at + 4] = view.getInt32(end - 8, true);
        few[at + 5] = view.getInt32(end - 4, true);
      }
    }
    codes[row] = code;
  }
  return to;
}

/** Compares what lies between the first and the last eight bytes. */
function equalMiddle(stored: DataView, at: number, view: DataView, start: number, length: number): boolean {
  for (let done = 8; done < length - 8; done += 4) {
    if (stored.getInt32(at + done, true) !== view.getInt32(start + done, true)) return false;
  }
  return true;
}
