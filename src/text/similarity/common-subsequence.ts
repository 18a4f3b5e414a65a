import { patternWords } from './pattern-words.ts';
import { SYMBOL_TABLE } from './symbol-table.ts';
import type { Symbols } from './symbols.ts';
import type { CountKernel } from './text-kernel.ts';

/**
 * Counts the symbols of the longest common subsequence: those that can be kept, in order, when others are left out of
 * both texts.
 *
 * @remarks O(⌈shorter / 32⌉ · longer) time.
 * @see Hyyrö 2004, Bit-parallel LCS-length computation revisited.
 */
export const commonSubsequence: CountKernel = makeCommonSubsequence();

function makeCommonSubsequence(): CountKernel {
  const pattern = patternWords();
  // A bit of the column falls where the subsequence becomes longer.
  let column = new Int32Array(0);

  return (left, leftStart, leftEnd, right, rightStart, rightEnd) => leftEnd - leftStart <= rightEnd - rightStart
    ? count(left, leftStart, leftEnd, right, rightStart, rightEnd)
    : count(right, rightStart, rightEnd, left, leftStart, leftEnd);

  function count(short: Symbols, shortStart: number, shortEnd: number, long: Symbols, longStart: number, longEnd: number): number {
    const words = pattern.note(short, shortStart, shortEnd);
    const bits = pattern.bits();
    if (column.length < words) column = new Int32Array(2 * words);
    column.fill(-1, 0, words);
    for (let index = longStart; index < longEnd; index++) {
      const first = SYMBOL_TABLE[long[index]!]! * words;
      let carry = 0;
      for (let word = 0; word < words; word++) {
        const before = column[word]!;
        const same = before & bits[first + word]!;
        const sum = (before >>> 0) + (same >>> 0) + carry;
        carry = sum > 0xffffffff ? 1 : 0;
        column[word] = sum | (before - same);
      }
    }
    pattern.forget(short, shortStart, shortEnd);
    let length = 0;
    for (let place = 0; place < shortEnd - shortStart; place++) length += (~column[place >> 5]! >>> (place & 31)) & 1;
    return length;
  }
}
