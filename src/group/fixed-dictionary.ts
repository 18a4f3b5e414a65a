import { checkRows } from './check-rows.ts';
import { RUN_ROWS } from './slots.ts';
import { packSnapshot, unpackSnapshot } from './snapshot.ts';
import { keysOf, makeWordTable, numberKeys, wordTableBytes } from './word-table.ts';

/** Distinct byte strings of one width with dense codes 0 … size − 1 in the order of their first appearance. */
export interface FixedDictionary {
  /** Distinct strings so far. */
  readonly size: number;
  /** Bytes per string. */
  readonly width: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Codes the rows of a fixed-width column, adding strings not seen before.
   *
   * @param bytes - row `i` is `bytes[i × width … (i + 1) × width)`.
   * @param valid - validity bits, or `null` when no row is null.
   * @param rows - number of rows.
   * @param codes - Int32Array(rows) or longer; receives each row's code, −1 for null.
   * @throws {RangeError} if an array is too short.
   */
  encode(bytes: Uint8Array, valid: Uint8Array | null, rows: number, codes: Int32Array): void;
  /**
   * Shows the strings, one after the other, by code.
   *
   * @returns Uint8Array(size × width), which the next `encode` may outdate.
   */
  bytes(): Uint8Array;
  /**
   * Packs the state into bytes.
   *
   * @returns bytes for {@link restoreFixedDictionary}.
   */
  snapshot(): Uint8Array;
}

const KIND = 2;

/**
 * Makes an empty dictionary of byte strings of one width: pseudonyms, digests.
 *
 * @param width - bytes per string, at least 1.
 * @param seed - int32 of the keyed hash that serves once the input looks built to collide. It changes time only.
 * @returns the dictionary.
 * @throws {RangeError} if `width` is no integer from 1 up.
 * @remarks Time O(bytes); memory `width`, rounded up to 4, and 13 to 26 bytes of index per distinct string.
 */
export function fixedDictionary(width: number, seed = 0): FixedDictionary {
  if (!Number.isSafeInteger(width) || width < 1) throw new RangeError(`width: expected an integer from 1 up, got ${width}`);
  const words = Math.ceil(width / 4);
  const table = makeWordTable(words, seed);
  const scratch = new Int32Array(RUN_ROWS * words);
  const scratchBytes = new Uint8Array(scratch.buffer);

  function bytes(): Uint8Array {
    const keys = keysOf(table);
    const stored = new Uint8Array(keys.buffer, keys.byteOffset, 4 * words * table.size);
    if (width % 4 === 0) return stored;
    const packed = new Uint8Array(width * table.size);
    for (let code = 0; code < table.size; code++) packed.set(stored.subarray(4 * words * code, 4 * words * code + width), width * code);
    return packed;
  }

  return {
    get size(): number {
      return table.size;
    },
    width,
    get byteLength(): number {
      return wordTableBytes(table) + scratch.byteLength;
    },
    encode(column, valid, rows, codes): void {
      checkRows(rows, valid, codes, 'codes');
      if (column.length < rows * width) throw new RangeError(`bytes: expected at least ${rows * width} bytes, got ${column.length}`);
      if (width % 4 === 0 && column.byteOffset % 4 === 0) {
        numberKeys(table, new Int32Array(column.buffer, column.byteOffset, rows * words), 0, valid, 0, rows, codes);
        return;
      }
      for (let from = 0; from < rows; from += RUN_ROWS) {
        const run = Math.min(RUN_ROWS, rows - from);
        if (width % 4 === 0) scratchBytes.set(column.subarray(from * width, (from + run) * width));
        else copyPadded(column, from * width, width, run, scratchBytes, 4 * words);
        numberKeys(table, scratch, from, valid, from, from + run, codes);
      }
    },
    bytes,
    snapshot: () => packSnapshot(KIND, [width, table.size], [bytes()]),
  };
}

/** Copies strings to a stride with zeros between them, which every copy leaves as they are. */
function copyPadded(from: Uint8Array, at: number, width: number, rows: number, to: Uint8Array, stride: number): void {
  for (let row = 0; row < rows; row++) {
    for (let byte = 0; byte < width; byte++) to[row * stride + byte] = from[at + row * width + byte]!;
  }
}

/**
 * Makes a dictionary from a snapshot.
 *
 * @param snapshot - what `snapshot()` of a {@link FixedDictionary} returned.
 * @param seed - as in {@link fixedDictionary}.
 * @returns a dictionary with the same codes.
 * @throws {RangeError} if the bytes are no such snapshot.
 */
export function restoreFixedDictionary(snapshot: Uint8Array, seed = 0): FixedDictionary {
  const { numbers: [width, size], parts: [bytes] } = unpackSnapshot(KIND, snapshot, 2, 1);
  const dictionary = fixedDictionary(width!, seed);
  dictionary.encode(bytes!, null, size!, new Int32Array(size!));
  return dictionary;
}
