import { commonPrefix, commonSuffix } from './common-affixes.ts';
import { WORD } from './pattern-words.ts';
import { SYMBOL_TABLE } from './symbol-table.ts';
import type { Symbols } from './symbols.ts';
import { UNBOUNDED, type DistanceKernel } from './text-kernel.ts';

/**
 * Counts insertions, deletions, replacements and swaps of two neighbouring symbols that make one text of the other, at
 * least, when no symbol is touched twice: the distance of optimal string alignment, or restricted Damerau–Levenshtein.
 * It is no metric: `ca` to `ac` and `ac` to `abc` are 1 each, `ca` to `abc` is 3.
 *
 * @remarks O(longer) time for texts whose differing part is at most 32 symbols on one side, else O(shorter · longer), or
 *   O(atMost · longer) within a largest distance.
 * @see Hyyrö 2003, A bit-vector algorithm for computing Levenshtein and Damerau edit distances.
 */
export const osa: DistanceKernel = makeOsa();

function makeOsa(): DistanceKernel {
  const table = SYMBOL_TABLE;
  // Three rows of the table of distances, one entry more than the text is long.
  let row = new Int32Array(0);
  let above = new Int32Array(0);
  let twoAbove = new Int32Array(0);

  return (left, leftStart, leftEnd, right, rightStart, rightEnd, atMost = UNBOUNDED) => {
    const prefix = commonPrefix(left, leftStart, leftEnd, right, rightStart, rightEnd);
    const suffix = commonSuffix(left, leftStart + prefix, leftEnd, right, rightStart + prefix, rightEnd);
    const leftLength = leftEnd - leftStart - prefix - suffix;
    const rightLength = rightEnd - rightStart - prefix - suffix;
    const longer = Math.max(leftLength, rightLength);
    const shorter = Math.min(leftLength, rightLength);
    if (shorter === 0 || longer === 1) return longer;
    const from = leftStart + prefix;
    const other = rightStart + prefix;
    if (longer === 2 && shorter === 2 && left[from] === right[other + 1] && left[from + 1] === right[other]) return 1;
    // Both begin and end otherwise, and are not one swap apart.
    if (atMost < 2 || longer - shorter > atMost) return Math.max(2, longer - shorter);
    const isLeftShorter = leftLength === shorter;
    const distance = shorter <= WORD ? byWord : byRows;
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
    let kept = 0;
    let sameBefore = 0;
    for (let index = longStart; index < longEnd; index++) {
      const same = table[long[index]!]!;
      const swapped = ((~kept & same) << 1) & sameBefore;
      kept = (((same & rise) + rise) ^ rise) | same | fall | swapped;
      const more = fall | ~(kept | rise);
      const less = kept & rise;
      distance += ((more >>> last) & 1) - ((less >>> last) & 1);
      const moreBefore = (more << 1) | 1;
      rise = (less << 1) | ~(kept | moreBefore);
      fall = kept & moreBefore;
      sameBefore = same;
      // Each further symbol can bring the distance down by one.
      if (distance - (longEnd - 1 - index) > atMost) break;
    }
    for (let index = shortStart; index < shortEnd; index++) table[short[index]!] = 0;
    return distance;
  }

  function byRows(short: Symbols, shortStart: number, shortEnd: number, long: Symbols, longStart: number, longEnd: number, atMost: number): number {
    const width = shortEnd - shortStart;
    const height = longEnd - longStart;
    if (row.length <= width) {
      row = new Int32Array(2 * width);
      above = new Int32Array(2 * width);
      twoAbove = new Int32Array(2 * width);
    }
    // Places further from the diagonal than the distance allows cost too much; `beyond` stands for them.
    const band = Math.min(atMost, height);
    const beyond = height + 1;
    for (let place = 0; place <= width; place++) above[place] = place <= band ? place : beyond;
    for (let line = 1; line <= height; line++) {
      const from = Math.max(1, line - band);
      const to = Math.min(width, line + band);
      const symbol = long[longStart + line - 1]!;
      const symbolBefore = line > 1 ? long[longStart + line - 2]! : -1;
      row[from - 1] = from === 1 ? line : beyond;
      let least = row[from - 1]!;
      for (let place = from; place <= to; place++) {
        const other = short[shortStart + place - 1]!;
        let cost = Math.min(above[place - 1]! + (other === symbol ? 0 : 1), above[place]! + 1, row[place - 1]! + 1);
        if (place > 1 && other === symbolBefore && short[shortStart + place - 2]! === symbol) cost = Math.min(cost, twoAbove[place - 2]! + 1);
        row[place] = cost;
        if (cost < least) least = cost;
      }
      if (to < width) row[to + 1] = beyond;
      // A swap passes over a row, but the row it passes over costs no more than the swap.
      if (least > atMost) return least;
      const spare = twoAbove;
      twoAbove = above;
      above = row;
      row = spare;
    }
    return above[width]!;
  }
}
