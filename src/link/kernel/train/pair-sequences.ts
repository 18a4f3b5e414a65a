/**
 * Fills in the places of the next pairs.
 *
 * @param lefts - receives the one place of each pair.
 * @param rights - receives the other.
 * @param most - pairs at most.
 * @returns how many were filled in; 0 when every pair was given.
 */
export type PairSequence = (lefts: Uint32Array, rights: Uint32Array, most: number) => number;

/**
 * Gives all pairs among so many things, each once, so that whenever it is stopped every thing was in about as many pairs as another, and the
 * places of a pair lie close together.
 *
 * Among things in random order the first pairs are a sample of all. What a thing has of its own cancels out of it where all are in equally many: a
 * share found in them varies at most as one of as many pairs that are drawn independently.
 *
 * @param things - number of things.
 * @returns the sequence: neighbours first, then those two places apart, and so on around the circle.
 * @remarks O(1) memory. The numbers of pairs of two things differ by two at most.
 * @see Lee 1990, U-Statistics: Theory and Practice, section 4.3: incomplete statistics of balanced designs.
 * @example
 * const [lefts, rights] = [new Uint32Array(6), new Uint32Array(6)];
 * pairsWithin(4)(lefts, rights, 6); // => 6
 * [lefts, rights]; // => [[0, 2, 1, 3, 0, 1], [1, 3, 2, 0, 2, 3]]
 */
export function pairsWithin(things: number): PairSequence {
  let apart = 1;
  // Runs of `apart` things in turn: every other run and what follows it are all things once. The runs that were left out come afterwards.
  let start = 0;
  let place = 0;
  return (lefts, rights, most) => {
    let filled = 0;
    while (filled < most && 2 * apart <= things) {
      const end = Math.min(start + apart, things);
      const run = Math.min(end - place, most - filled);
      for (let pair = 0; pair < run; pair++) {
        const right = place + pair + apart;
        lefts[filled + pair] = place + pair;
        rights[filled + pair] = right < things ? right : right - things;
      }
      filled += run;
      place += run;
      if (place < end) break;
      start += 2 * apart;
      const isFirstHalf = (start / apart) % 2 === 0;
      if (start >= things) start = isFirstHalf && 2 * apart < things ? apart : 0;
      if (start === 0) apart++;
      place = start;
    }
    return filled;
  };
}

/**
 * Gives all pairs of a thing of one kind and a thing of another, each once, as {@link pairsWithin} gives those of one kind.
 *
 * @param lefts - things of the one kind.
 * @param rights - things of the other.
 * @returns the sequence.
 * @remarks O(1) memory. The numbers of pairs of two things of one kind differ by one at most.
 * @example
 * const places = [new Uint32Array(6), new Uint32Array(6)] as const;
 * pairsAcross(3, 2)(...places, 6); // => 6
 * places; // => [[0, 1, 2, 0, 1, 2], [0, 1, 0, 1, 0, 1]]
 */
export function pairsAcross(lefts: number, rights: number): PairSequence {
  let [left, right] = [0, 0];
  let given = 0;
  return (leftPlaces, rightPlaces, most) => {
    const run = Math.min(most, lefts * rights - given);
    for (let pair = 0; pair < run; pair++) {
      leftPlaces[pair] = left;
      rightPlaces[pair] = right;
      if (++right === rights) right = 0;
      if (++left < lefts) continue;
      left = 0;
      // Both are where they once were together: the next round puts them one place apart.
      if ((given + pair + 1) % rights === 0 && ++right === rights) right = 0;
    }
    given += run;
    return run;
  };
}
