/**
 * Pairs ranks that lie near each other: each rank from the lowest on, unless it has a partner, gets one drawn evenly from those without partner
 * among the ranks that follow it in its window.
 *
 * @param fractions - by rank, drawn evenly from [0, 1); those of ranks that get a partner from before are not used.
 * @param window - how far apart partners may be, in ranks; at least 0.
 * @returns Int32Array(ranks): the partner of each rank, the rank itself where none was left.
 * @remarks O(n log n): the m-th free rank is found in a tree of counts.
 * @see Moore 1996, Controlled data-swapping techniques for masking public use microdata sets, US Bureau of the Census.
 * @example
 * swapWithinWindow(Float64Array.of(0, 0.9, 0, 0), 2); // => Int32Array [1, 0, 3, 2]
 */
export function swapWithinWindow(fractions: Float64Array, window: number): Int32Array {
  const ranks = fractions.length;
  const partners = Int32Array.from(fractions.keys());
  const isPaired = new Uint8Array(ranks);
  const free = freeRanks(ranks);
  for (let rank = 0; rank < ranks; rank++) {
    if (isPaired[rank] === 1) continue;
    free.take(rank);
    // Every rank before is paired or was left alone, and is no longer free.
    const choices = free.countUpTo(Math.min(ranks - 1, rank + window));
    if (choices === 0) continue;
    const partner = free.find(Math.min(choices - 1, Math.floor(fractions[rank]! * choices)));
    free.take(partner);
    isPaired[partner] = 1;
    partners[rank] = partner;
    partners[partner] = rank;
  }
  return partners;
}

/** Ranks that are free, as a Fenwick tree. */
interface FreeRanks {
  take(rank: number): void;
  /** Counts the free ranks from 0 to `rank`. */
  countUpTo(rank: number): number;
  /** Finds the free rank that has so many free ones before it. */
  find(before: number): number;
}

function freeRanks(ranks: number): FreeRanks {
  const counts = new Int32Array(ranks + 1);
  for (let place = 1; place <= ranks; place++) counts[place] = place & -place;
  const highest = ranks === 0 ? 0 : 2 ** Math.floor(Math.log2(ranks));
  return {
    take(rank) {
      for (let place = rank + 1; place <= ranks; place += place & -place) counts[place]!--;
    },
    countUpTo(rank) {
      let sum = 0;
      for (let place = rank + 1; place > 0; place -= place & -place) sum += counts[place]!;
      return sum;
    },
    find(before) {
      let place = 0;
      let left = before;
      for (let step = highest; step > 0; step >>= 1) {
        if (place + step <= ranks && counts[place + step]! <= left) {
          place += step;
          left -= counts[place]!;
        }
      }
      return place;
    },
  };
}
