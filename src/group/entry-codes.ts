import { checkRows } from './check-rows.ts';

/** The codes of a column that names entries of a dictionary: row `i` has the code `codeOf[entries[i]]`. */
export interface EntryCodes {
  /** Int32Array(rows) or longer, each an entry of the dictionary; null rows have any. */
  readonly entries: Int32Array;
  /** Int32Array(entries): the code of each entry that a row has; what others have does not matter. */
  readonly codeOf: Int32Array;
  /** Validity bits; `null` when no row is null. */
  readonly valid: Uint8Array | null;
}

/** Codes of a column: one per row, −1 for null, or through a dictionary. */
export type RowCodes = Int32Array | EntryCodes;

/**
 * Checks that codes cover the rows.
 *
 * @param codes - the codes.
 * @param rows - number of rows.
 * @param name - what to call them.
 * @throws {RangeError} if an array is too short.
 */
export function checkRowCodes(codes: RowCodes, rows: number, name: string): void {
  if (codes instanceof Int32Array) checkRows(rows, null, codes, name);
  else checkRows(rows, codes.valid, codes.entries, name);
}

/**
 * Works out the bits that codes + 1 need.
 *
 * @param codes - the codes; those that are none are left for others to refuse.
 * @param rows - number of rows.
 * @returns from 1 to 31.
 * @remarks O(rows), or O(entries) with a dictionary: entries that no row has may cost a bit.
 */
export function bitsOfCodes(codes: RowCodes, rows: number): number {
  let seen = 1;
  if (codes instanceof Int32Array) for (let row = 0; row < rows; row++) seen |= codes[row]! + 1;
  else for (const code of codes.codeOf) seen |= Math.max(code, -1) + 1;
  return seen < 0 ? 31 : 32 - Math.clz32(seen);
}

/**
 * Packs one column of a run of rows into words.
 *
 * @param codes - codes by row; code + 1 goes into the words.
 * @param from - first row of the run.
 * @param rows - length of the run.
 * @param packed - Int32Array, receives the words.
 * @param words - words per row.
 * @param word - which of them takes the column.
 * @param shift - its lowest bit there; at 0 the word is overwritten.
 * @returns the union of the bits of all codes + 1.
 */
export function packCodes(codes: Int32Array, from: number, rows: number, packed: Int32Array, words: number, word: number, shift: number): number {
  let seen = 0;
  // The first column of a word overwrites what the last run left there.
  if (shift === 0) {
    for (let row = 0, at = word; row < rows; row++, at += words) {
      const code = (codes[from + row]! + 1) | 0;
      seen |= code;
      packed[at] = code;
    }
  } else {
    for (let row = 0, at = word; row < rows; row++, at += words) {
      const code = (codes[from + row]! + 1) | 0;
      seen |= code;
      packed[at]! |= code << shift;
    }
  }
  return seen;
}

/**
 * Packs one column of a run of rows into words, through a dictionary: one look-up a row and no array of codes.
 *
 * @param codes - entries by row.
 * @param shifted - Int32Array(entries): (code + 1) << shift of each entry.
 * @param from - first row of the run.
 * @param rows - length of the run.
 * @param packed - Int32Array, receives the words.
 * @param words - words per row.
 * @param word - which of them takes the column.
 * @param overwrites - whether the word holds what the last run left there.
 */
export function packEntries(
  { entries, valid }: EntryCodes, shifted: Int32Array, from: number, rows: number, packed: Int32Array, words: number, word: number, overwrites: boolean,
): void {
  if (valid !== null) {
    for (let row = 0, at = word; row < rows; row++, at += words) {
      const bit = from + row;
      const packedCode = ((valid[bit >> 3]! >> (bit & 7)) & 1) === 0 ? 0 : shifted[entries[bit]!]!;
      packed[at] = overwrites ? packedCode : packed[at]! | packedCode;
    }
  } else if (overwrites) {
    for (let row = 0, at = word; row < rows; row++, at += words) packed[at] = shifted[entries[from + row]!]!;
  } else {
    for (let row = 0, at = word; row < rows; row++, at += words) packed[at]! |= shifted[entries[from + row]!]!;
  }
}

/**
 * Packs two columns of a run of rows into the same word at once: a third faster than one after the other.
 *
 * @param first - entries of the first column by row, none of them null.
 * @param shiftedFirst - its codes, as `shiftCodes` gives them.
 * @param second - entries of the second.
 * @param shiftedSecond - its codes.
 * @param from - first row of the run.
 * @param rows - length of the run.
 * @param packed - Int32Array, receives the words.
 * @param words - words per row.
 * @param word - which of them takes the columns.
 * @param overwrites - whether the word holds what the last run left there.
 */
export function packTwoEntries(
  first: Int32Array, shiftedFirst: Int32Array, second: Int32Array, shiftedSecond: Int32Array, from: number, rows: number, packed: Int32Array, words: number, word: number, overwrites: boolean,
): void {
  if (overwrites) {
    for (let row = from, at = word; row < from + rows; row++, at += words) packed[at] = shiftedFirst[first[row]!]! | shiftedSecond[second[row]!]!;
  } else {
    for (let row = from, at = word; row < from + rows; row++, at += words) packed[at]! |= shiftedFirst[first[row]!]! | shiftedSecond[second[row]!]!;
  }
}

/**
 * Shifts the codes of entries to where they lie in a word.
 *
 * @param codeOf - Int32Array(entries); codes below −1 are those of entries that no row has.
 * @param shift - lowest bit.
 * @returns Int32Array(entries): (code + 1) << shift.
 */
export function shiftCodes(codeOf: Int32Array, shift: number): Int32Array {
  return codeOf.map((code) => (Math.max(code, -1) + 1) << shift);
}
