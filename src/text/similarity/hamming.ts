import type { Symbols } from './symbols.ts';

/**
 * Counts the places at which two texts differ; where one is longer, all of its further places do.
 *
 * @param left - where the one text is.
 * @param leftStart - its first symbol.
 * @param leftEnd - one past its last symbol.
 * @param right - where the other is.
 * @param rightStart - its first symbol.
 * @param rightEnd - one past its last symbol.
 * @returns how many places.
 * @see Hamming 1950, Error detecting and error correcting codes, https://doi.org/10.1002/j.1538-7305.1950.tb00463.x, which
 *   speaks of equal lengths only.
 */
export function hamming(left: Symbols, leftStart: number, leftEnd: number, right: Symbols, rightStart: number, rightEnd: number): number {
  const shorter = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  let count = Math.max(leftEnd - leftStart, rightEnd - rightStart) - shorter;
  for (let place = 0; place < shorter; place++) if (left[leftStart + place] !== right[rightStart + place]) count++;
  return count;
}
