import type { NoiseRow, NoiseTable } from './noise-table.ts';

/** Number of cell keys: they are integers from 0 to below, eight decimal digits, and add up modulo it. */
export const CELL_KEYS: number = 100_000_000;

/**
 * Moves the first digit of a cell key to its end.
 *
 * @param cellKey - an integer in [0, 10⁸).
 * @returns the key with its eight digits rotated.
 * @example
 * rotateCellKey(12345678); // => 23456781
 */
export function rotateCellKey(cellKey: number): number {
  return (cellKey % (CELL_KEYS / 10)) * 10 + Math.floor(cellKey / (CELL_KEYS / 10));
}

/**
 * Gives another cell key of the same set of records, for another statistic of it: whoever knows the noise of one learns
 * nothing of the other's. All keys stay equally likely.
 *
 * @param cellKey - an integer in [0, 10⁸).
 * @param purpose - what the key is for, such as `sum of cost`; the same words always give the same key.
 * @returns an integer in [0, 10⁸).
 * @remarks k ↦ (a · k + b) mod 10⁸ in four rounds of halves of 10⁴, so that no product leaves the integers.
 */
export function separateCellKey(cellKey: number, purpose: string): number {
  const half = 10_000;
  let seed = 0x811c9dc5;
  for (let index = 0; index < purpose.length; index++) seed = Math.imul(seed ^ purpose.charCodeAt(index), 0x01000193) >>> 0;
  let left = Math.floor(cellKey / half);
  let right = cellKey % half;
  for (let round = 0; round < 4; round++) {
    const mixed = mix((right ^ Math.imul(seed, 2 * round + 1)) >>> 0);
    [left, right] = [right, (left + (mixed % half)) % half];
  }
  return left * half + right;
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/**
 * Reads the noise of a cell key off one row.
 *
 * @param row - noise for cells of one size.
 * @param cellKey - an integer in [0, 10⁸).
 * @returns what is added.
 */
export function deviationOf({ deviations, upperKeys }: NoiseRow, cellKey: number): number {
  let index = 0;
  while (cellKey >= upperKeys[index]!) index++;
  return deviations[index]!;
}

/**
 * Reads the noise of a magnitude, between two rows in proportion.
 *
 * @param table - noise by size.
 * @param size - the value in units of its noise, from 0 up; beyond the last row, that row.
 * @param cellKey - an integer in [0, 10⁸).
 * @returns what is added, in units of the noise.
 */
export function interpolatedDeviation(table: NoiseTable, size: number, cellKey: number): number {
  const above = table.findIndex((row) => row.size > size);
  if (above < 0) return deviationOf(table.at(-1)!, cellKey);
  const low = table[above - 1]!;
  const low0 = deviationOf(low, cellKey);
  if (low.size === size) return low0;
  const high = table[above]!;
  const share = (size - low.size) / (high.size - low.size);
  return (1 - share) * low0 + share * deviationOf(high, cellKey);
}
