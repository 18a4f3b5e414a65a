import type { Links } from './links.ts';
import { flatten, joinSets, singletons } from './union-find.ts';

/** Connected components of records at one or several cuts, while links stream by. */
export interface Components {
  /** Adds records, each a cluster of its own, until there are so many. */
  grow(records: number): void;
  /** Joins what links join, at each cut that they reach. */
  add(links: Links): void;
  /**
   * Tells the clusters at a cut.
   *
   * @param index - which of the cuts, in the order they were given.
   * @returns Uint32Array(records): the least record of each record's cluster; of links added later it knows nothing.
   */
  clusterOf(index: number): Uint32Array;
}

/**
 * Starts finding connected components: records are in one cluster when a chain of links, each at or above the cut, leads
 * from one to the other.
 *
 * @param records - number of records; links name ordinals below it.
 * @param cuts - least weights in bits, in any order.
 * @param start - Uint32Array(records), clusters there are from the start, by their least record; none unless given.
 * @returns the components, so far without links.
 * @throws {RangeError} if a cut is NaN.
 * @remarks The order of the links does not matter. O(links) in practice: once two records are together at a high cut, lower
 *   cuts are not looked at. Memory 4 bytes per record and cut, whatever the number of links.
 * @see Tarjan and van Leeuwen 1984, https://doi.org/10.1145/62.2160: path halving.
 * @example
 * const found = components(4, [10, 0]);
 * found.add({ left: Uint32Array.of(0, 2), right: Uint32Array.of(1, 3), bits: Float64Array.of(12, 3) });
 * found.clusterOf(0); // => [0, 0, 2, 3]
 * found.clusterOf(1); // => [0, 0, 2, 2]
 */
export function components(records: number, cuts: readonly number[], start?: Uint32Array): Components {
  if (cuts.some(Number.isNaN)) throw new RangeError('cuts: expected numbers, got NaN');
  const descending = cuts.map((_, index) => index).sort((left, right) => cuts[right]! - cuts[left]! || left - right);
  const least = descending.map((index) => cuts[index]!);
  let sets = descending.map(() => start?.slice() ?? singletons(records));
  let size = records;
  return {
    grow(needed) {
      if (needed > (sets[0]?.length ?? 0)) sets = sets.map((parents) => grown(parents, 2 * needed));
      size = Math.max(size, needed);
    },
    add({ left, right, bits }) {
      for (let link = 0; link < left.length; link++) {
        for (let cut = 0; cut < least.length; cut++) {
          // What is together at a higher cut is together at this one.
          if (bits[link]! >= least[cut]! && !joinSets(sets[cut]!, left[link]!, right[link]!)) break;
        }
      }
    },
    clusterOf: (index) => flatten(sets[descending.indexOf(index)]!.slice(0, size)),
  };
}

function grown(parents: Uint32Array, records: number): Uint32Array {
  const larger = singletons(records);
  larger.set(parents);
  return larger;
}
