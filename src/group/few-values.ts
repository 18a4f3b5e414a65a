/**
 * The index of a byte dictionary while it is small: each slot holds the ends of its string, so that a row of a column
 * with few values is coded without leaving the nearest cache. Two times faster than the large index there.
 */
import { appendBytes, MASK_HIGH, MASK_LOW } from './byte-store.ts';
import type { ByteStore } from './byte-store.ts';

const SLOTS = 2048;
const MAX_VALUES: number = SLOTS / 2;
/** Longer searches mean bad luck or bad will: the large index serves then. */
const MAX_STEPS = 64;

/**
 * Makes an empty index.
 *
 * @returns Int32Array of 2,048 slots of 8 places: its length with the top bit set, or 0 when empty, code, first eight bytes, last eight.
 */
export function makeFewValues(): Int32Array {
  return new Int32Array(8 * SLOTS);
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
 * @returns the first row that is not coded: `to`, or less when the caller must change to the large index.
 */
export function encodeFew(
  few: Int32Array, store: ByteStore, offsets: Int32Array, shift: number, view: DataView, valid: Uint8Array | null,
  from: number, to: number, codes: Int32Array,
): number {
  const mask = few.length - 8;
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
    // matters more here than a perfect spread; the top bits are the best mixed.
    if (length <= 8) {
      first0 &= MASK_LOW[length]!;
      first1 &= MASK_HIGH[length]!;
      const spread = Math.imul(first1 ^ length, 0x85ebca6b);
      at = (Math.imul(first0 ^ spread ^ (spread >>> 15), 0x9e3779b1) >>> 18) & mask;
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
      const spread = Math.imul(first1, 0x85ebca6b) ^ Math.imul(last1 ^ length, 0xc2b2ae35);
      at = (Math.imul(first0 ^ last0 ^ spread ^ (spread >>> 15), 0x9e3779b1) >>> 18) & mask;
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
      if (store.size >= MAX_VALUES || steps > MAX_STEPS) return row;
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
