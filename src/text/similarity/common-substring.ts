import type { Symbols } from './symbols.ts';
import type { CountKernel } from './text-kernel.ts';

/**
 * Counts the symbols of the longest common substring: those that stand side by side in both texts.
 *
 * @remarks O(shorter · longer) time.
 */
export const commonSubstring: CountKernel = makeCommonSubstring();

function makeCommonSubstring(): CountKernel {
  // For each place of the shorter text, how long the common piece is that ends there and at the place of the other text.
  let lengths = new Int32Array(0);

  return (left, leftStart, leftEnd, right, rightStart, rightEnd) => leftEnd - leftStart <= rightEnd - rightStart
    ? count(left, leftStart, leftEnd, right, rightStart, rightEnd)
    : count(right, rightStart, rightEnd, left, leftStart, leftEnd);

  function count(short: Symbols, shortStart: number, shortEnd: number, long: Symbols, longStart: number, longEnd: number): number {
    const width = shortEnd - shortStart;
    if (lengths.length < width) lengths = new Int32Array(2 * width);
    lengths.fill(0, 0, width);
    let longest = 0;
    for (let index = longStart; index < longEnd; index++) {
      const symbol = long[index]!;
      // From the end, so that the place before still tells of the symbol before.
      for (let place = width - 1; place >= 0; place--) {
        const length = short[shortStart + place] !== symbol ? 0 : place === 0 ? 1 : lengths[place - 1]! + 1;
        lengths[place] = length;
        if (length > longest) longest = length;
      }
    }
    return longest;
  }
}
