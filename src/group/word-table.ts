/** Distinct keys of one or more 32-bit words with dense numbers: the table under numbers, fixed-width bytes, tuples and pairs. */
import { compiledKeys } from './compiled-keys.ts';
import type { CompiledKeys } from './compiled-keys.ts';
import { growInt32 } from './resize.ts';
import { growSlots, LARGE_PLACES, makeSlots, MAX_FALSE_MATCHES, MAX_PROBES, readAhead, RUN_ROWS } from './slots.ts';
import type { Slots } from './slots.ts';
import { finishHash, keyedHash, mixWord } from './word-hash.ts';

/** Distinct keys. Mutable: hot loops read its fields into locals. */
export interface WordTable {
  readonly slots: Slots;
  /** Words per key, at least 1. */
  readonly width: number;
  readonly seed: number;
  /** Whether the keyed hash serves, after a run of rows that looked like an attack. */
  keyed: boolean;
  size: number;
  /** Key `i` is `keys[i × width … (i + 1) × width)`; longer than that. Empty while the kernel holds the keys. */
  keys: Int32Array;
  /** The kernel that holds a large table; `null` while it is small, or where the kernel cannot. */
  compiled: CompiledKeys | null;
  /** Whether the kernel was tried and had no room. */
  refused: boolean;
}

/** Wider keys are few, and do not fit the kernel's input together. */
const MAX_COMPILED_WIDTH = 256;

const hashes = new Int32Array(RUN_ROWS);
const found = new Int32Array(RUN_ROWS);
/** Where the reads that only warm the cache leave their sum, so that no compiler removes them. */
const warmed = new Int32Array(1);

/**
 * Makes an empty table.
 *
 * @param width - words per key, at least 1.
 * @param seed - int32 of the keyed hash.
 * @returns the table; it takes 4 × width bytes and 13 to 26 bytes of index per key, growing by doubling.
 */
export function makeWordTable(width: number, seed: number): WordTable {
  return { slots: makeSlots(256), width, seed, keyed: false, size: 0, keys: new Int32Array(64 * width), compiled: null, refused: width > MAX_COMPILED_WIDTH };
}

/**
 * Tells the memory of a table.
 *
 * @param table - the table.
 * @returns bytes held.
 */
export function wordTableBytes(table: WordTable): number {
  return table.slots.pairs.byteLength + table.keys.byteLength + (table.compiled?.byteLength ?? 0);
}

/**
 * Shows the keys of a table.
 *
 * @param table - the table.
 * @returns Int32Array of size × width or longer, a view to use before the next `numberKeys`, which may detach it.
 */
export function keysOf(table: WordTable): Int32Array {
  if (table.compiled === null) return table.keys;
  const keys = table.compiled.keys();
  return new Int32Array(keys.buffer, keys.byteOffset, keys.length / 4);
}

/**
 * Numbers the keys of rows `from` to `to`, adding keys not seen before.
 *
 * @param table - the table, changed.
 * @param words - keys one after the other; the key of row `i` is at `(i − base) × width`.
 * @param base - row of the first key in `words`.
 * @param valid - validity bits by row, or `null`; a null row gets −1 and its key is not looked at.
 * @param from - first row.
 * @param to - row after the last.
 * @param numbers - Int32Array, receives each row's number.
 */
export function numberKeys(
  table: WordTable, words: Int32Array, base: number, valid: Uint8Array | null, from: number, to: number, numbers: Int32Array,
): void {
  let row = from;
  if (table.compiled === null && !table.refused && table.slots.pairs.length > LARGE_PLACES) enterKernel(table);
  if (table.compiled !== null) {
    row = table.compiled.numberWords(table.width, words, base, valid, from, to, numbers);
    table.size = table.compiled.size;
    if (row < to) leaveKernel(table, table.compiled);
  }
  if (row < to) numberInScript(table, words, base, valid, row, to, numbers);
}

function enterKernel(table: WordTable): void {
  table.refused = true;
  const compiled = compiledKeys(false, table.seed);
  if (compiled === null) return;
  const numbers = new Int32Array(table.size);
  if (compiled.numberWords(table.width, table.keys, 0, null, 0, table.size, numbers) < table.size) return;
  table.compiled = compiled;
  table.keys = new Int32Array(0);
  Object.assign(table.slots, makeSlots(8));
}

function leaveKernel(table: WordTable, compiled: CompiledKeys): void {
  table.keys = keysOf(table).slice();
  table.compiled = null;
  table.keyed = compiled.keyed;
  while (table.slots.limit < table.size) growSlots(table.slots);
  fillSlots(table);
}

function numberInScript(
  table: WordTable, words: Int32Array, base: number, valid: Uint8Array | null, from: number, to: number, numbers: Int32Array,
): void {
  const { width, slots } = table;
  for (let row = from; row < to;) {
    const rows = Math.min(RUN_ROWS, to - row);
    hashKeys(table, words, (row - base) * width, rows);
    if (slots.pairs.length > LARGE_PLACES) {
      readAhead(slots, hashes, rows, found);
      warmed[0]! ^= touchKeys(table, rows);
    }
    // The quick hash of a single word is invertible: equal hashes are equal keys, and the key need not be read.
    row = width === 1 && !table.keyed
      ? lookUpSingle(table, words, base, valid, row, row + rows, numbers)
      : lookUp(table, words, base, valid, row, row + rows, numbers);
  }
}

function hashKeys(table: WordTable, words: Int32Array, at: number, rows: number): void {
  const { width, seed } = table;
  if (table.keyed) {
    const view = new DataView(words.buffer, words.byteOffset, words.byteLength);
    for (let row = 0; row < rows; row++) hashes[row] = keyedHash(view, 4 * (at + row * width), width, 0, 4 * width, seed);
  } else if (width === 1) {
    for (let row = 0; row < rows; row++) hashes[row] = finishHash(mixWord(seed, words[at + row]!));
  } else if (width === 2) {
    for (let row = 0; row < rows; row++) {
      hashes[row] = finishHash(mixWord(mixWord(seed, words[at + 2 * row]!), words[at + 2 * row + 1]!));
    }
  } else {
    for (let row = 0; row < rows; row++) {
      let hash = seed;
      for (let word = 0; word < width; word++) hash = mixWord(hash, words[at + row * width + word]!);
      hashes[row] = finishHash(hash);
    }
  }
}

/** Reads the keys that a run of rows seems to lead to. */
function touchKeys(table: WordTable, rows: number): number {
  const { keys, width } = table;
  if (width === 1) return 0;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const number = found[row]!;
    if (number !== 0) sum ^= keys[(number - 1) * width]!;
  }
  return sum;
}

function lookUpSingle(
  table: WordTable, words: Int32Array, base: number, valid: Uint8Array | null, from: number, to: number, numbers: Int32Array,
): number {
  const slots = table.slots;
  let { pairs, mask } = slots;
  for (let row = from; row < to; row++) {
    if (valid !== null && ((valid[row >> 3]! >> (row & 7)) & 1) === 0) {
      numbers[row] = -1;
      continue;
    }
    const hash = hashes[row - from]!;
    let at = (hash << 1) & mask;
    let next = pairs[at + 1]!;
    let probes = 0;
    while (next !== 0 && pairs[at]! !== hash) {
      probes++;
      at = (at + 2) & mask;
      next = pairs[at + 1]!;
    }
    if (next === 0) {
      next = addKey(table, words, row - base, at, hash);
      pairs = slots.pairs;
      mask = slots.mask;
    }
    numbers[row] = next - 1;
    if (probes > MAX_PROBES) {
      changeHash(table);
      return row + 1;
    }
  }
  return to;
}

function lookUp(
  table: WordTable, words: Int32Array, base: number, valid: Uint8Array | null, from: number, to: number, numbers: Int32Array,
): number {
  const { slots, width } = table;
  let { pairs, mask } = slots;
  let keys = table.keys;
  for (let row = from; row < to; row++) {
    if (valid !== null && ((valid[row >> 3]! >> (row & 7)) & 1) === 0) {
      numbers[row] = -1;
      continue;
    }
    const key = (row - base) * width;
    const hash = hashes[row - from]!;
    let at = (hash << 1) & mask;
    let next = pairs[at + 1]!;
    let probes = 0;
    let falseMatches = 0;
    while (next !== 0) {
      if (pairs[at]! === hash) {
        let word = 0;
        const stored = (next - 1) * width;
        while (word < width && keys[stored + word]! === words[key + word]!) word++;
        if (word === width) break;
        falseMatches++;
      }
      probes++;
      at = (at + 2) & mask;
      next = pairs[at + 1]!;
    }
    if (next === 0) {
      next = addKey(table, words, row - base, at, hash);
      pairs = slots.pairs;
      mask = slots.mask;
      keys = table.keys;
    }
    numbers[row] = next - 1;
    if ((probes > MAX_PROBES || falseMatches > MAX_FALSE_MATCHES) && !table.keyed) {
      changeHash(table);
      return row + 1;
    }
  }
  return to;
}

/** Stores a key at an empty slot and returns its number + 1. */
function addKey(table: WordTable, words: Int32Array, row: number, at: number, hash: number): number {
  const { slots, width } = table;
  const number = table.size;
  if ((number + 1) * width > table.keys.length) table.keys = growInt32(table.keys, (number + 1) * width);
  for (let word = 0; word < width; word++) table.keys[number * width + word] = words[row * width + word]!;
  slots.pairs[at] = hash;
  slots.pairs[at + 1] = number + 1;
  table.size = number + 1;
  if (table.size > slots.limit) growSlots(slots);
  return number + 1;
}

function changeHash(table: WordTable): void {
  table.keyed = true;
  fillSlots(table);
}

/** Enters every key into the slots anew. */
function fillSlots(table: WordTable): void {
  const { slots } = table;
  slots.pairs.fill(0);
  for (let from = 0; from < table.size; from += RUN_ROWS) {
    const rows = Math.min(RUN_ROWS, table.size - from);
    hashKeys(table, table.keys, from * table.width, rows);
    for (let row = 0; row < rows; row++) {
      let at = (hashes[row]! << 1) & slots.mask;
      while (slots.pairs[at + 1]! !== 0) at = (at + 2) & slots.mask;
      slots.pairs[at] = hashes[row]!;
      slots.pairs[at + 1] = from + row + 1;
    }
  }
}
