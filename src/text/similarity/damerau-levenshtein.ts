import { commonPrefix, commonSuffix } from './common-affixes.ts';
import { osa } from './osa.ts';
import { SYMBOL_TABLE } from './symbol-table.ts';
import type { Symbols } from './symbols.ts';
import { UNBOUNDED, type DistanceKernel } from './text-kernel.ts';

/**
 * Counts the insertions, deletions, replacements and swaps of two neighbouring symbols that make one text of the other, at
 * least and in any order: the distance of Damerau and Levenshtein without restriction, a metric. What was swapped may be
 * parted afterwards: `ca` to `abc` is 2.
 *
 * @remarks The distance is at most that of {@link osa} and at least two thirds of it, since parting a swap by g symbols
 *   costs g + 1 here and g + 2 there at most. Up to 2 the two are equal, so the bits of that kernel decide most pairs; the
 *   rest take O(d · longer) time within a largest distance d.
 * @see Zhao and Sahni 2019, String correction using the Damerau–Levenshtein distance,
 *   https://doi.org/10.1186/s12859-019-2819-0: where the gap of a swap is 1 on one side, and rows that suffice.
 */
export const damerauLevenshtein: DistanceKernel = makeDamerauLevenshtein();

function makeDamerauLevenshtein(): DistanceKernel {
  // The last line of the left text, from 1 on, with a symbol.
  const lastLine = SYMBOL_TABLE;
  // Two rows of the table of distances, and for each place the cost of a swap that ends there. Place −1 is entry 0.
  let row = new Int32Array(0);
  let above = new Int32Array(0);
  let swapFrom = new Int32Array(0);

  return (left, leftStart, leftEnd, right, rightStart, rightEnd, atMost = UNBOUNDED) => {
    const restrictedMost = Math.min(atMost + (atMost >> 1), UNBOUNDED);
    const restricted = osa(left, leftStart, leftEnd, right, rightStart, rightEnd, restrictedMost);
    if (restricted <= 2 || restricted > restrictedMost) return restricted;
    // Is it less? Never less than the lengths differ by.
    const less = Math.min(atMost, restricted - 1);
    if (Math.abs(leftEnd - leftStart - rightEnd + rightStart) > less) return restricted;
    const prefix = commonPrefix(left, leftStart, leftEnd, right, rightStart, rightEnd);
    const suffix = commonSuffix(left, leftStart + prefix, leftEnd, right, rightStart + prefix, rightEnd);
    const distance = byRows(left, leftStart + prefix, leftEnd - suffix, right, rightStart + prefix, rightEnd - suffix, less);
    return distance <= less ? distance : restricted;
  };

  function byRows(left: Symbols, leftStart: number, leftEnd: number, right: Symbols, rightStart: number, rightEnd: number, atMost: number): number {
    const height = leftEnd - leftStart;
    const width = rightEnd - rightStart;
    // Places further from the diagonal than the distance allows cost too much; `beyond` stands for them.
    const beyond = height + width + 1;
    prepare(width, beyond);
    let distance = beyond;
    for (let line = 1; line <= height; line++) {
      const spare = row;
      row = above;
      above = spare;
      const symbol = left[leftStart + line - 1]!;
      const from = Math.max(1, line - atMost);
      const to = Math.min(width, line + atMost);
      // The row holds the distances of two lines before until they are written over.
      let twoAbove = row[from]!;
      row[from] = from === 1 ? line : beyond;
      let least = row[from]!;
      let lastPlace = -1;
      let swapBefore = beyond;
      for (let place = from; place <= to; place++) {
        const other = right[rightStart + place - 1]!;
        let cost = Math.min(above[place]! + (other === symbol ? 0 : 1), above[place + 1]! + 1, row[place]! + 1);
        if (other === symbol) {
          lastPlace = place;
          swapFrom[place] = above[place - 1]!;
          swapBefore = twoAbove;
        } else if (place - lastPlace === 1) {
          cost = Math.min(cost, swapFrom[place]! + line - lastLine[other]!);
        } else if (line - lastLine[other]! === 1) {
          cost = Math.min(cost, swapBefore + place - lastPlace);
        }
        twoAbove = row[place + 1]!;
        row[place + 1] = cost;
        if (cost < least) least = cost;
      }
      lastLine[symbol] = line;
      distance = row[width + 1]!;
      // A swap passes over rows, but the rows it passes over cost no more than the swap.
      if (least > atMost) {
        distance = beyond;
        break;
      }
    }
    for (let index = leftStart; index < leftEnd; index++) lastLine[left[index]!] = 0;
    return distance;
  }

  /** Writes the row of the empty left text, and that nothing is known of swaps and of the row above it. */
  function prepare(width: number, beyond: number): void {
    if (row.length < width + 2) {
      row = new Int32Array(2 * width + 2);
      above = new Int32Array(2 * width + 2);
      swapFrom = new Int32Array(2 * width + 2);
    }
    above.fill(beyond, 0, width + 2);
    swapFrom.fill(beyond, 0, width + 2);
    for (let place = 0; place <= width; place++) row[place + 1] = place;
    row[0] = beyond;
  }
}
