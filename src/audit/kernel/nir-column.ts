import { findNir, looksLikeCip13, looksLikeNir, looksLikeNirNumber } from '../../identifiers/index.ts';

/** How many values of a column look like a NIR. */
export interface NirCounts {
  /** Values that are not null. */
  values: number;
  /** 15 characters with a right key and plausible parts, as the whole value or inside a longer text. */
  withKey: number;
  /** 13 plausible characters. */
  withoutKey: number;
}

/** Share of 13-character look-alikes from which a column is taken for NIRs without key. */
export const NIR_WITHOUT_KEY_SHARE = 0.2;

/** Fewest 13-character look-alikes that count: one product code in a thousand rows is chance. */
export const NIR_WITHOUT_KEY_COUNT = 3;

/** Characters of a NIR with its key. */
const WIDTH_WITH_KEY = 15;

/**
 * Counts the values of a text column that look like a NIR.
 *
 * @param offsets - Int32Array(rows + 1) into `bytes`.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, or `null`.
 * @param rows - rows to read.
 * @param otherwise - whether the column is declared to hold another 13-digit identifier (CIP13), whose values are then
 *   not counted.
 * @param counts - updated in place.
 */
export function countNirText(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number, otherwise: boolean, counts: NirCounts): void {
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    counts.values++;
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    const likeness = looksLikeNir(bytes, start, end);
    if (likeness === 13) {
      if (!otherwise && !looksLikeCip13(bytes, start, end)) counts.withoutKey++;
    } else if (likeness === 15 || (end - start > WIDTH_WITH_KEY && findNir(bytes, start, end) >= 0)) counts.withKey++;
  }
}

/**
 * Counts the whole numbers that look like a NIR stored as a number.
 *
 * @param values - numbers; 64-bit integers are given as doubles, exact below 2⁵³.
 * @param valid - validity bits, or `null`.
 * @param otherwise - whether the column is declared to hold another 13-digit identifier.
 * @param counts - updated in place.
 */
export function countNirNumbers(values: Float64Array, valid: Uint8Array | null, otherwise: boolean, counts: NirCounts): void {
  for (let row = 0; row < values.length; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    counts.values++;
    const likeness = looksLikeNirNumber(values[row]!);
    if (likeness === 15) counts.withKey++;
    else if (likeness === 13 && !otherwise) counts.withoutKey++;
  }
}

/**
 * Decides whether a column holds NIRs.
 *
 * Text: one value with key is enough. Numbers reach the key by chance about once in 130, so they are judged by share.
 *
 * @param counts - what was counted.
 * @param numeric - whether the values were numbers.
 * @returns whether the column must not be published.
 * @example
 * holdsNirs({ values: 1000, withKey: 1, withoutKey: 0 }, false); // => true
 * holdsNirs({ values: 1000, withKey: 8, withoutKey: 0 }, true); // => false
 */
export function holdsNirs(counts: NirCounts, numeric: boolean): boolean {
  const many = (count: number): boolean => count >= NIR_WITHOUT_KEY_COUNT && count >= NIR_WITHOUT_KEY_SHARE * counts.values;
  return numeric ? many(counts.withKey) || many(counts.withoutKey) : counts.withKey > 0 || many(counts.withoutKey);
}
