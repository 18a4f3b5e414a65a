import { indexBytes, encodeLarge, findLarge } from './byte-slots.ts';
import type { ByteSlots } from './byte-slots.ts';
import { byteStoreOf, makeByteStore, SLACK_BYTES, viewOf } from './byte-store.ts';
import { checkRows } from './check-rows.ts';
import { compiledKeys } from './compiled-keys.ts';
import type { CompiledKeys } from './compiled-keys.ts';
import { encodeFew, growFewValues, makeFewValues } from './few-values.ts';
import { packSnapshot, unpackSnapshot } from './snapshot.ts';

/** Distinct byte strings with dense codes 0 … size − 1 in the order of their first appearance. */
export interface ByteDictionary {
  /** Distinct strings so far. */
  readonly size: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Codes the rows of a text or binary column, adding strings not seen before.
   *
   * @param offsets - Int32Array(rows + 1), ascending; need not start at 0.
   * @param bytes - row `i` is `bytes[offsets[i] … offsets[i + 1])`.
   * @param valid - validity bits, or `null` when no row is null.
   * @param rows - number of rows.
   * @param codes - Int32Array(rows) or longer; receives each row's code, −1 for null.
   * @throws {RangeError} if an array is too short, offsets descend, or the distinct strings exceed 2³¹ − 1 bytes.
   */
  encode(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number, codes: Int32Array): void;
  /**
   * Finds the code of `bytes[start … end)`.
   *
   * @returns the code, or −1 if the string was never seen.
   * @throws {RangeError} if the range does not lie in `bytes`.
   */
  find(bytes: Uint8Array, start: number, end: number): number;
  /**
   * Shows where each string lies in {@link ByteDictionary.bytes}.
   *
   * @returns Int32Array(size + 1), a view to use before the next `encode`, which may detach it.
   */
  offsets(): Int32Array;
  /**
   * Shows the strings, one after the other, by code.
   *
   * @returns a view to use before the next `encode`, which may detach it.
   */
  bytes(): Uint8Array;
  /**
   * Packs the state into bytes.
   *
   * @returns bytes for {@link restoreByteDictionary}.
   */
  snapshot(): Uint8Array;
}

const KIND = 1;

/**
 * Makes an empty dictionary of byte strings.
 *
 * Equality is of bytes: no normalisation, no collation. The empty string is a value; null is none and has code −1.
 *
 * @param seed - int32 of the keyed hash that serves once the input looks built to collide; secret (and random) where
 *   the input is hostile. It changes time only, never a code.
 * @returns the dictionary.
 * @remarks Time O(bytes), hostile inputs included. Memory: the distinct strings, 4 bytes and 13 to 26 bytes of index
 *   for each, growing by doubling; 1 to 64 KiB of index below 1,024 strings, and beyond that a WebAssembly instance of 1 MiB
 *   or more (where there is none, and beyond 4 GiB, arrays of the same size). No `Map`, whose limit is 16.7 million.
 *   To merge two dictionaries, encode the strings of one into the other: the codes received are the map from old to
 *   new. The same unifies the dictionaries of Arrow batches; see {@link gatherCodes}.
 * @example
 * const dictionary = byteDictionary();
 * const codes = new Int32Array(3);
 * dictionary.encode(Int32Array.of(0, 1, 2, 3), new TextEncoder().encode('FMF'), null, 3, codes); // codes: 0, 1, 0
 */
export function byteDictionary(seed = 0): ByteDictionary {
  // One of three holds the strings: few values at first, then the kernel, and the script where the kernel cannot.
  let store = makeByteStore();
  let few: Int32Array | null = makeFewValues();
  let compiled: CompiledKeys | null = null;
  let index: ByteSlots | null = null;
  /** Strings in the index; fewer than in the store while only `find` uses it. */
  let indexed = 0;

  function outgrowFew(): void {
    few = null;
    index = null;
    compiled = compiledKeys(true, seed);
    if (compiled === null || compiled.numberStrings(store.offsets, store.bytes, null, 0, store.size, new Int32Array(store.size)) < store.size) {
      compiled = null;
      index = indexBytes(store, seed, false);
    } else {
      store = makeByteStore();
    }
  }

  function leaveKernel(kernel: CompiledKeys): void {
    store = byteStoreOf(kernel.starts(), kernel.keys());
    index = indexBytes(store, seed, kernel.keyed);
    compiled = null;
  }

  /** Codes rows `from` to `to` in the script, and returns the row where few values have become many. */
  function encodeRows(
    offsets: Int32Array, shift: number, view: DataView, valid: Uint8Array | null, from: number, to: number,
    codes: Int32Array,
  ): number {
    for (let reached = from; few !== null; ) {
      reached = encodeFew(few, store, offsets, shift, view, valid, reached, to, codes);
      const grown: Int32Array | null = reached < to ? growFewValues(few) : null;
      if (grown === null) return reached;
      few = grown;
    }
    encodeLarge(index!, store, offsets, shift, view, valid, from, to, codes);
    return to;
  }

  function encodeScript(
    offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, from: number, to: number, codes: Int32Array,
  ): number {
    // Strings are read by eight bytes at least: the last few are coded from a copy with room after it.
    let safe = to;
    while (safe > from && offsets[safe - 1]! + SLACK_BYTES > bytes.length) safe--;
    const reached = encodeRows(offsets, 0, viewOf(bytes), valid, from, safe, codes);
    if (reached < safe || safe === to) return reached;
    const shift = offsets[safe]!;
    return encodeRows(offsets, shift, withSlack(bytes, shift, offsets[to]!), valid, safe, to, codes);
  }

  const sizeNow = (): number => compiled?.size ?? store.size;
  const offsets = (): Int32Array => compiled?.starts() ?? store.offsets.subarray(0, store.size + 1);
  const bytes = (): Uint8Array => compiled?.keys() ?? store.bytes.subarray(0, store.offsets[store.size]!);

  return {
    get size(): number {
      return sizeNow();
    },
    get byteLength(): number {
      return store.bytes.byteLength + store.offsets.byteLength + (few?.byteLength ?? 0)
        + (index?.slots.pairs.byteLength ?? 0) + (compiled?.byteLength ?? 0);
    },
    encode(offsets, bytes, valid, rows, codes): void {
      checkColumn(offsets, bytes, valid, rows, codes);
      if (rows === 0) return;
      let next = 0;
      if (compiled === null) {
        next = encodeScript(offsets, bytes, valid, 0, rows, codes);
        if (next < rows) outgrowFew();
      }
      if (next < rows && compiled !== null) {
        next = compiled.numberStrings(offsets, bytes, valid, next, rows, codes);
        if (next < rows) leaveKernel(compiled);
      }
      if (next < rows) encodeScript(offsets, bytes, valid, next, rows, codes);
    },
    find(bytes, start, end): number {
      if (!(start >= 0 && start <= end && end <= bytes.length)) throw new RangeError('start: expected a range inside the bytes');
      if (compiled !== null) return compiled.findString(bytes, start, end);
      if (index === null || (few !== null && indexed !== store.size)) {
        index = indexBytes(store, seed, false);
        indexed = store.size;
      }
      return findLarge(index, store, withSlack(bytes, start, end), 0, end - start);
    },
    offsets,
    bytes,
    snapshot: () => packSnapshot(KIND, [sizeNow()], [offsets(), bytes()]),
  };
}

function withSlack(bytes: Uint8Array, start: number, end: number): DataView {
  const copy = new Uint8Array(end - start + SLACK_BYTES);
  copy.set(bytes.subarray(start, end));
  return viewOf(copy);
}

function checkColumn(
  offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number, codes: Int32Array,
): void {
  checkRows(rows, valid, codes, 'codes');
  // A column without rows may have no offsets at all.
  if (rows === 0) return;
  if (offsets.length < rows + 1) throw new RangeError(`offsets: expected at least ${rows + 1} offsets, got ${offsets.length}`);
  if (offsets[0]! < 0 || offsets[rows]! > bytes.length) throw new RangeError('offsets: expected offsets inside the bytes');
}

/**
 * Makes a dictionary from a snapshot.
 *
 * @param snapshot - what `snapshot()` of a {@link ByteDictionary} returned.
 * @param seed - as in {@link byteDictionary}.
 * @returns a dictionary with the same codes.
 * @throws {RangeError} if the bytes are no such snapshot.
 */
export function restoreByteDictionary(snapshot: Uint8Array, seed = 0): ByteDictionary {
  const { numbers: [size], parts: [offsets, bytes] } = unpackSnapshot(KIND, snapshot, 1, 2);
  const dictionary = byteDictionary(seed);
  dictionary.encode(new Int32Array(offsets!.buffer as ArrayBuffer), bytes!, null, size!, new Int32Array(size!));
  return dictionary;
}
