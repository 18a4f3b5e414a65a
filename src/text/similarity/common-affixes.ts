import type { Symbols } from './symbols.ts';

/**
 * Counts the symbols that two texts begin with alike.
 *
 * @param left - where the one text is.
 * @param leftStart - its first symbol.
 * @param leftEnd - one past its last symbol.
 * @param right - where the other is.
 * @param rightStart - its first symbol.
 * @param rightEnd - one past its last symbol.
 * @returns how many symbols, at most the length of the shorter.
 */
export function commonPrefix(left: Symbols, leftStart: number, leftEnd: number, right: Symbols, rightStart: number, rightEnd: number): number {
  const most = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  let count = 0;
  while (count < most && left[leftStart + count] === right[rightStart + count]) count++;
  return count;
}

/**
 * Counts the symbols that two texts end with alike.
 *
 * @param left - where the one text is.
 * @param leftStart - its first symbol.
 * @param leftEnd - one past its last symbol.
 * @param right - where the other is.
 * @param rightStart - its first symbol.
 * @param rightEnd - one past its last symbol.
 * @returns how many symbols, at most the length of the shorter.
 */
export function commonSuffix(left: Symbols, leftStart: number, leftEnd: number, right: Symbols, rightStart: number, rightEnd: number): number {
  const most = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  let count = 0;
  while (count < most && left[leftEnd - 1 - count] === right[rightEnd - 1 - count]) count++;
  return count;
}
