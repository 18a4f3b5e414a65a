import type { Symbols } from './symbols.ts';

/**
 * Tells whether two texts are the same.
 *
 * @param left - where the one text is.
 * @param leftStart - its first symbol.
 * @param leftEnd - one past its last symbol.
 * @param right - where the other is.
 * @param rightStart - its first symbol.
 * @param rightEnd - one past its last symbol.
 * @returns 1 when they have the same symbols in the same order, else 0.
 */
export function sameSymbols(left: Symbols, leftStart: number, leftEnd: number, right: Symbols, rightStart: number, rightEnd: number): 0 | 1 {
  if (leftEnd - leftStart !== rightEnd - rightStart) return 0;
  for (let index = leftStart, other = rightStart; index < leftEnd; index++, other++) if (left[index] !== right[other]) return 0;
  return 1;
}
