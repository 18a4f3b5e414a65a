import type { NoiseRow, NoiseTable } from './noise-table.ts';

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
