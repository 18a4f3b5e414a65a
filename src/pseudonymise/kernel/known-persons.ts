import { byteDictionary } from '../../group/index.ts';
import { CODE_BYTES } from '../../keyed/index.ts';

/** The persons of a crosswalk, found by the code that this run would draw for them. */
export interface KnownPersons {
  readonly size: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Adds persons.
   *
   * @param drawn - Uint8Array(16 · rows): what this run draws for each.
   * @param codes - Uint8Array(16 · rows): the code each has.
   * @param rows - their number.
   * @returns the first row whose person was there before, −1 when there is none.
   * @throws {RangeError} if there are more than 134 million.
   */
  add(drawn: Uint8Array, codes: Uint8Array, rows: number): number;
  /**
   * Finds a person.
   *
   * @param drawn - holds what this run draws.
   * @param row - its row, so that it is `drawn[16 · row … 16 · row + 16)`.
   * @returns the person's number in the order of adding, or −1.
   */
  find(drawn: Uint8Array, row: number): number;
  /**
   * Puts the codes that persons have in the place of those drawn for them.
   *
   * @param drawn - Uint8Array(16 · rows), changed in place.
   * @param valid - validity bits of the rows, least significant bit first.
   * @param rows - their number.
   */
  replace(drawn: Uint8Array, valid: Uint8Array, rows: number): void;
}

/**
 * Makes an empty set of known persons.
 *
 * @returns the set.
 * @remarks O(1) a person; at most 62 bytes for each, and up to twice as much while it grows.
 */
export function knownPersons(): KnownPersons {
  const index = byteDictionary();
  let codesOf = new Uint8Array(0);

  const find = (drawn: Uint8Array, row: number): number => (index.size === 0 ? -1 : index.find(drawn, CODE_BYTES * row, CODE_BYTES * (row + 1)));

  return {
    get size(): number {
      return index.size;
    },
    get byteLength(): number {
      return index.byteLength + codesOf.byteLength;
    },
    add(drawn, codes, rows) {
      const before = index.size;
      const places = new Int32Array(rows);
      index.encode(codeOffsets(rows), drawn, null, rows, places);
      const doubled = places.findIndex((place, row) => place !== before + row);
      if (doubled >= 0) return doubled;
      const needed = CODE_BYTES * (before + rows);
      if (needed > codesOf.length) {
        const larger = new Uint8Array(Math.max(needed, Math.ceil(1.5 * codesOf.length)));
        larger.set(codesOf);
        codesOf = larger;
      }
      codesOf.set(codes.subarray(0, CODE_BYTES * rows), CODE_BYTES * before);
      return -1;
    },
    find,
    replace(drawn, valid, rows) {
      if (index.size === 0) return;
      for (let row = 0; row < rows; row++) {
        if ((valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
        const person = find(drawn, row);
        if (person >= 0) for (let at = CODE_BYTES * row, from = CODE_BYTES * person, end = at + CODE_BYTES; at < end; ) drawn[at++] = codesOf[from++]!;
      }
    },
  };
}

/**
 * Gives the offsets of codes that follow each other.
 *
 * @param rows - their number.
 * @returns Int32Array(rows + 1).
 */
export function codeOffsets(rows: number): Int32Array {
  const offsets = new Int32Array(rows + 1);
  for (let row = 1; row <= rows; row++) offsets[row] = CODE_BYTES * row;
  return offsets;
}
