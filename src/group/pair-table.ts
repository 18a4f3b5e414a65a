import { checkRows } from './check-rows.ts';
import { RUN_ROWS } from './slots.ts';
import { packSnapshot, unpackSnapshot } from './snapshot.ts';
import { keysOf, makeWordTable, numberKeys, wordTableBytes } from './word-table.ts';

/** Distinct pairs of codes, such as (cell, entity), with dense numbers 0 … size − 1 in the order of first appearance. */
export interface PairTable {
  /** Distinct pairs so far. */
  readonly size: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Numbers the pairs of a batch, adding pairs not seen before. What is accumulated per pair (rows, sums of a
   * contributor within a cell) takes these numbers as its groups.
   *
   * @param left - Int32Array(rows) or longer; −1 for none.
   * @param right - Int32Array(rows) or longer; −1 for none.
   * @param rows - number of rows.
   * @param pairOf - Int32Array(rows) or longer; receives the number of each row's pair, −1 where either side is none.
   * @throws {RangeError} if an array is too short, or a code is below −1.
   */
  assign(left: Int32Array, right: Int32Array, rows: number, pairOf: Int32Array): void;
  /**
   * Lists the first codes by pair.
   *
   * @returns Int32Array(size), a copy.
   */
  left(): Int32Array;
  /**
   * Lists the second codes by pair.
   *
   * @returns Int32Array(size), a copy.
   */
  right(): Int32Array;
  /**
   * Counts the distinct second codes of each first code: entities per cell, never rows.
   *
   * @param lefts - number of first codes; all in the table are below it.
   * @returns Int32Array(lefts).
   * @throws {RangeError} if a first code is not below `lefts`.
   */
  countByLeft(lefts: number): Int32Array;
  /**
   * Packs the state into bytes.
   *
   * @returns bytes for {@link restorePairTable}.
   */
  snapshot(): Uint8Array;
}

const KIND = 5;

/**
 * Makes an empty table of pairs.
 *
 * @param seed - int32 of the keyed hash that serves once the input looks built to collide. It changes time only.
 * @returns the table.
 * @remarks Time O(rows); memory 8 bytes, and 13 to 26 bytes of index, per distinct pair, whatever the number of rows.
 *   To merge two tables of comparable codes, assign the sides of one to the other: the numbers received are the map.
 *   Merging cells is assigning with the merged cells: entities unite, their counts are never added.
 * @example
 * const pairs = pairTable();
 * pairs.assign(Int32Array.of(0, 0, 0, 1), Int32Array.of(7, 7, 8, 7), 4, new Int32Array(4));
 * pairs.countByLeft(2); // => 2, 1
 */
export function pairTable(seed = 0): PairTable {
  const table = makeWordTable(2, seed);
  const words = new Int32Array(2 * RUN_ROWS);
  const whole = new Uint8Array(RUN_ROWS / 8);

  function side(offset: number): Int32Array {
    const codes = new Int32Array(table.size);
    const keys = keysOf(table);
    for (let pair = 0; pair < codes.length; pair++) codes[pair] = keys[2 * pair + offset]!;
    return codes;
  }

  return {
    get size(): number {
      return table.size;
    },
    get byteLength(): number {
      return wordTableBytes(table) + words.byteLength + whole.byteLength;
    },
    assign(left, right, rows, pairOf): void {
      checkRows(rows, null, left, 'left');
      checkRows(rows, null, right, 'right');
      checkRows(rows, null, pairOf, 'pairOf');
      for (let from = 0; from < rows; from += RUN_ROWS) {
        const run = Math.min(RUN_ROWS, rows - from);
        const lowest = interleave(left, right, from, run, words);
        if (lowest < -1) throw new RangeError('left and right: expected codes from -1 up');
        if (lowest === -1) markWhole(words, run, whole);
        numberKeys(table, words, 0, lowest === -1 ? whole : null, 0, run, pairOf.subarray(from, from + run));
      }
    },
    left: () => side(0),
    right: () => side(1),
    countByLeft(lefts): Int32Array {
      const counts = new Int32Array(lefts);
      const keys = keysOf(table);
      for (let pair = 0; pair < table.size; pair++) {
        const left = keys[2 * pair]!;
        if (left >= lefts) throw new RangeError(`lefts: expected more than every first code, got ${lefts}`);
        counts[left]!++;
      }
      return counts;
    },
    snapshot: () => packSnapshot(KIND, [table.size], [side(0), side(1)]),
  };
}

/** Puts the sides of a run next to each other and returns the lowest code. */
function interleave(left: Int32Array, right: Int32Array, from: number, rows: number, words: Int32Array): number {
  let lowest = 0;
  for (let row = 0; row < rows; row++) {
    const first = left[from + row]!;
    const second = right[from + row]!;
    if (first < lowest) lowest = first;
    if (second < lowest) lowest = second;
    words[2 * row] = first;
    words[2 * row + 1] = second;
  }
  return lowest;
}

function markWhole(words: Int32Array, rows: number, whole: Uint8Array): void {
  whole.fill(0);
  for (let row = 0; row < rows; row++) {
    if ((words[2 * row]! | words[2 * row + 1]!) >= 0) whole[row >> 3]! |= 1 << (row & 7);
  }
}

/**
 * Makes a table from a snapshot.
 *
 * @param snapshot - what `snapshot()` of a {@link PairTable} returned.
 * @param seed - as in {@link pairTable}.
 * @returns a table with the same numbers.
 * @throws {RangeError} if the bytes are no such snapshot.
 */
export function restorePairTable(snapshot: Uint8Array, seed = 0): PairTable {
  const { numbers: [size], parts: [left, right] } = unpackSnapshot(KIND, snapshot, 1, 2);
  const table = pairTable(seed);
  const lefts = new Int32Array(left!.buffer as ArrayBuffer);
  table.assign(lefts, new Int32Array(right!.buffer as ArrayBuffer), size!, new Int32Array(size!));
  return table;
}
