import { commonPrefix, commonSuffix } from './common-affixes.ts';
import { patternWords, WORD } from './pattern-words.ts';
import { SYMBOL_TABLE } from './symbol-table.ts';
import type { Symbols } from './symbols.ts';
import { UNBOUNDED, type DistanceKernel } from './text-kernel.ts';

/**
 * Counts the insertions, deletions and replacements of a symbol that make one text of the other, at least: the distance
 * of Levenshtein.
 *
 * @remarks O(⌈shorter / 32⌉ · longer) time; what the texts begin and end with alike is set aside first, and a distance of
 *   at most 1 is decided by that alone.
 * @see Myers 1999, https://doi.org/10.1145/316542.316550, and Hyyrö 2003, A bit-vector algorithm for computing Levenshtein
 *   and Damerau edit distances: a column of the table of distances as the bits of its differences.
 */
export const levenshtein: DistanceKernel = makeLevenshtein();

function makeLevenshtein(): DistanceKernel {
  const table = SYMBOL_TABLE;
  const pattern = patternWords();
  // The bits of a column that is longer than a word: where it rises and where it falls from one place to the next.
  let rises = new Int32Array(0);
  let falls = new Int32Array(0);

  return (left, leftStart, leftEnd, right, rightStart, rightEnd, atMost = UNBOUNDED) => {
    const prefix = commonPrefix(left, leftStart, leftEnd, right, rightStart, rightEnd);
    const suffix = commonSuffix(left, leftStart + prefix, leftEnd, right, rightStart + prefix, rightEnd);
    const leftLength = leftEnd - leftStart - prefix - suffix;
    const rightLength = rightEnd - rightStart - prefix - suffix;
    const longer = Math.max(leftLength, rightLength);
    const shorter = Math.min(leftLength, rightLength);
    if (shorter === 0 || longer === 1) return longer;
    // Both begin and end otherwise.
    if (atMost < 2 || longer - shorter > atMost) return Math.max(2, longer - shorter);
    const isLeftShorter = leftLength === shorter;
    const from = leftStart + prefix;
    const other = rightStart + prefix;
    const distance = shorter <= WORD ? byWord : byWords;
    return isLeftShorter
      ? distance(left, from, from + leftLength, right, other, other + rightLength, atMost)
      : distance(right, other, other + rightLength, left, from, from + leftLength, atMost);
  };

  function byWord(short: Symbols, shortStart: number, shortEnd: number, long: Symbols, longStart: number, longEnd: number, atMost: number): number {
    for (let index = shortStart, bit = 1; index < shortEnd; index++, bit <<= 1) table[short[index]!]! |= bit;
    const last = shortEnd - shortStart - 1;
    let distance = last + 1;
    let rise = -1;
    let fall = 0;
    for (let index = longStart; index < longEnd; index++) {
      const same = table[long[index]!]!;
      const kept = (((same & rise) + rise) ^ rise) | same | fall;
      const more = fall | ~(kept | rise);
      const less = kept & rise;
      distance += ((more >>> last) & 1) - ((less >>> last) & 1);
      const moreBefore = (more << 1) | 1;
      rise = (less << 1) | ~(kept | moreBefore);
      fall = kept & moreBefore;
      // Each further symbol can bring the distance down by one.
      if (distance - (longEnd - 1 - index) > atMost) break;
    }
    for (let index = shortStart; index < shortEnd; index++) table[short[index]!] = 0;
    return distance;
  }

  function byWords(short: Symbols, shortStart: number, shortEnd: number, long: Symbols, longStart: number, longEnd: number, atMost: number): number {
    const words = pattern.note(short, shortStart, shortEnd);
    const bits = pattern.bits();
    if (rises.length < words) {
      rises = new Int32Array(2 * words);
      falls = new Int32Array(2 * words);
    }
    rises.fill(-1, 0, words);
    falls.fill(0, 0, words);
    const last = (shortEnd - shortStart - 1) & 31;
    let distance = shortEnd - shortStart;
    for (let index = longStart; index < longEnd; index++) {
      const first = table[long[index]!]! * words;
      // What the place above the word's first gives down to it.
      let moreAbove = 1;
      let lessAbove = 0;
      for (let word = 0; word < words; word++) {
        const rise = rises[word]!;
        const fall = falls[word]!;
        const same = bits[first + word]! | lessAbove;
        const kept = (((same & rise) + rise) ^ rise) | same | fall;
        const more = fall | ~(kept | rise);
        const less = kept & rise;
        if (word === words - 1) distance += ((more >>> last) & 1) - ((less >>> last) & 1);
        const moreBefore = (more << 1) | moreAbove;
        rises[word] = (less << 1) | lessAbove | ~(kept | moreBefore);
        falls[word] = kept & moreBefore;
        moreAbove = more >>> 31;
        lessAbove = less >>> 31;
      }
      if (distance - (longEnd - 1 - index) > atMost) break;
    }
    pattern.forget(short, shortStart, shortEnd);
    return distance;
  }
}
