/** Distinct byte strings, one after the other, in the Arrow layout: the memory of a dictionary. */
import { growInt32, nextCapacity } from './resize.ts';

/** Bytes readable after any string, so that a string shorter than eight bytes is read as two words and masked. */
export const SLACK_BYTES = 8;

const MAX_BYTES = 2 ** 31 - 1;

/** Stored strings. Mutable: hot loops read its fields into locals and read them again after an append. */
export interface ByteStore {
  size: number;
  /** String `i` is `bytes[offsets[i] … offsets[i + 1])`; longer than `size + 1`. */
  offsets: Int32Array;
  bytes: Uint8Array;
  /** The same bytes, for unaligned words. */
  view: DataView;
}

/**
 * Makes an empty store.
 *
 * @returns the store, of 2 KiB.
 */
export function makeByteStore(): ByteStore {
  const bytes = new Uint8Array(1024);
  return { size: 0, offsets: new Int32Array(256), bytes, view: viewOf(bytes) };
}

/**
 * Makes a store of strings that lie elsewhere.
 *
 * @param offsets - Int32Array(size + 1) from 0 up.
 * @param strings - the strings, one after the other.
 * @returns a store with a copy of them.
 */
export function byteStoreOf(offsets: Int32Array, strings: Uint8Array): ByteStore {
  const bytes = new Uint8Array(strings.length + SLACK_BYTES);
  bytes.set(strings);
  return { size: offsets.length - 1, offsets: offsets.slice(), bytes, view: viewOf(bytes) };
}

/**
 * Makes a DataView over the bytes of an array.
 *
 * @param bytes - any byte array.
 * @returns a view of the same memory.
 */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Appends a string.
 *
 * @param store - store, changed.
 * @param view - memory that holds the string, with {@link SLACK_BYTES} readable bytes after its start.
 * @param start - position of its first byte.
 * @param length - its length in bytes.
 * @returns its number.
 * @throws {RangeError} if the length is negative, or the stored strings would exceed 2³¹ − 1 bytes.
 */
export function appendBytes(store: ByteStore, view: DataView, start: number, length: number): number {
  const number = store.size;
  const at = store.offsets[number]!;
  if (length < 0 || number + 2 > store.offsets.length || at + length + SLACK_BYTES > store.bytes.length) {
    reserve(store, at, length);
  }
  const to = store.view;
  let done = 0;
  // Whole words: up to seven bytes after the end are overwritten by the next string.
  do {
    to.setInt32(at + done, view.getInt32(start + done, true), true);
    to.setInt32(at + done + 4, view.getInt32(start + done + 4, true), true);
    done += 8;
  } while (done + 8 <= length);
  if (done < length) {
    to.setInt32(at + length - 8, view.getInt32(start + length - 8, true), true);
    to.setInt32(at + length - 4, view.getInt32(start + length - 4, true), true);
  }
  store.offsets[number + 1] = at + length;
  store.size = number + 1;
  return number;
}

function reserve(store: ByteStore, at: number, length: number): void {
  if (length < 0) throw new RangeError('offsets: expected ascending offsets');
  if (at + length > MAX_BYTES) throw new RangeError('bytes: expected at most 2147483647 bytes of distinct values');
  store.offsets = growInt32(store.offsets, store.size + 2);
  if (at + length + SLACK_BYTES <= store.bytes.length) return;
  const grown = new Uint8Array(nextCapacity(store.bytes.length, at + length + SLACK_BYTES, 1));
  grown.set(store.bytes.subarray(0, at));
  store.bytes = grown;
  store.view = viewOf(grown);
}

/** Keeps the first `length` bytes of a little-endian word, for lengths 0 to 8. */
export const MASK_LOW: Int32Array = Int32Array.of(0, 0xff, 0xffff, 0xffffff, -1, -1, -1, -1, -1);
/** Keeps bytes 5 to `length` of a string in its second word, for lengths 0 to 8. */
export const MASK_HIGH: Int32Array = Int32Array.of(0, 0, 0, 0, 0, 0xff, 0xffff, 0xffffff, -1);

/**
 * Compares the stored string at `at` with another of the same length.
 *
 * @param stored - view of a store.
 * @param at - position of the stored string.
 * @param view - memory of the other string, with {@link SLACK_BYTES} readable bytes after its start.
 * @param start - position of the other string.
 * @param length - length of both.
 * @returns whether they are equal.
 */
export function equalBytes(stored: DataView, at: number, view: DataView, start: number, length: number): boolean {
  if (length <= 8) {
    return ((stored.getInt32(at, true) ^ view.getInt32(start, true)) & MASK_LOW[length]!) === 0
      && ((stored.getInt32(at + 4, true) ^ view.getInt32(start + 4, true)) & MASK_HIGH[length]!) === 0;
  }
  // The last word first: identifiers and codes differ there.
  if (stored.getInt32(at + length - 4, true) !== view.getInt32(start + length - 4, true)) return false;
  for (let done = 0; done < length - 4; done += 4) {
    if (stored.getInt32(at + done, true) !== view.getInt32(start + done, true)) return false;
  }
  return true;
}
