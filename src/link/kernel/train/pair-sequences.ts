/** Pairs of places, one after the other: (left, right), (left + 1, right + 1) and so on. */
export interface PairRun {
  readonly left: number;
  readonly right: number;
  readonly pairs: number;
}

/**
 * Gives the next pairs.
 *
 * @param most - pairs at most, at least 1.
 * @returns the pairs, fewer where a run ends; `null` when every pair was given.
 */
export type PairSequence = (most: number) => PairRun | null;

/**
 * Gives all pairs among so many things, each once, so that whenever it is stopped every thing was in about as many pairs as another.
 *
 * Among things in random order the first pairs are a sample of all. What a thing has of its own cancels out of it where all are in equally many: a
 * share found in them varies at most as one of as many pairs that are drawn independently.
 *
 * @param things - number of things.
 * @returns the sequence: neighbours first, then those two places apart, and so on around the circle.
 * @remarks O(1) memory. The numbers of pairs of two things differ by two at most.
 * @see Lee 1990, U-Statistics: Theory and Practice, section 4.3: incomplete statistics of balanced designs.
 * @example
 * const next = pairsWithin(4);
 * [next(6), next(6), next(6), next(6)]; // => [{ left: 0, right: 1, pairs: 3 }, { left: 3, right: 0, pairs: 1 }, { left: 0, right: 2, pairs: 2 }, null]
 */
export function pairsWithin(things: number): PairSequence {
  let apart = 1;
  let left = 0;
  return (most) => {
    if (2 * apart > things) return null;
    // Half way round, each pair would come twice.
    const end = 2 * apart === things ? apart : things;
    const isAround = left >= things - apart;
    const run = { left, right: isAround ? left + apart - things : left + apart, pairs: Math.min(most, (isAround ? end : things - apart) - left) };
    left += run.pairs;
    if (left === end) [apart, left] = [apart + 1, 0];
    return run;
  };
}

/**
 * Gives all pairs of a thing of one kind and a thing of another, each once, as {@link pairsWithin} gives those of one kind.
 *
 * @param lefts - things of the one kind.
 * @param rights - things of the other.
 * @returns the sequence; places are told apart by side.
 * @remarks O(1) memory. The numbers of pairs of two things of one kind differ by one at most.
 * @example
 * const next = pairsAcross(3, 2);
 * [next(6), next(6), next(1)]; // => [{ left: 0, right: 0, pairs: 2 }, { left: 2, right: 0, pairs: 1 }, { left: 0, right: 1, pairs: 1 }]
 */
export function pairsAcross(lefts: number, rights: number): PairSequence {
  let [left, right] = [0, 0];
  let given = 0;
  return (most) => {
    const pairs = Math.min(most, lefts - left, rights - right, lefts * rights - given);
    if (pairs <= 0) return null;
    const run = { left, right, pairs };
    given += pairs;
    left = (left + pairs) % lefts;
    right = (right + pairs) % rights;
    // Both are where they once were together: the next round puts them one place apart.
    if (left === 0 && given % rights === 0) right = (right + 1) % rights;
    return run;
  };
}

/**
 * Gives all pairs of things of one set, for many sets of as many things: the first things of all sets stand first, side by side, then the second ones,
 * and so on.
 *
 * @param things - things of a set.
 * @param sets - number of sets.
 * @returns the sequence: one pair of every set, then the next one of every set.
 * @remarks O(1) memory.
 * @example
 * const next = pairsBeside(3, 5);
 * [next(9), next(4), next(4)]; // => [{ left: 0, right: 5, pairs: 5 }, { left: 0, right: 10, pairs: 4 }, { left: 4, right: 14, pairs: 1 }]
 */
export function pairsBeside(things: number, sets: number): PairSequence {
  let [one, other, given] = [0, 1, 0];
  return (most) => {
    if (other >= things) return null;
    const run = { left: one * sets + given, right: other * sets + given, pairs: Math.min(most, sets - given) };
    given += run.pairs;
    if (given === sets) [other, given] = [other + 1, 0];
    if (other === things) [one, other] = [one + 1, one + 2];
    return run;
  };
}
