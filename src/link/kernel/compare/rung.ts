/** No level of a rung holds. */
export const NEXT = 255;

/**
 * One or several levels that are decided together. What a left and a right are (records, or values of the deciding columns) is the
 * maker's affair; rungs are not re-entrant.
 */
export interface Rung {
  /**
   * Finds the level of one pair.
   *
   * @param left - a left.
   * @param right - a right.
   * @returns the level, or {@link NEXT}.
   */
  levelOf(left: number, right: number): number;
  /**
   * Finds the levels of many pairs.
   *
   * @param lefts - lefts.
   * @param rights - rights.
   * @param places - where in these arrays the pairs are; receives, at its start, those that no level of the rung holds for.
   * @param pairs - number of pairs, at most {@link RUN_PAIRS}.
   * @param levels - receives the levels of the others, each at its place.
   * @returns how many are left.
   */
  sift(lefts: Uint32Array, rights: Uint32Array, places: Uint16Array, pairs: number, levels: Uint8Array): number;
}

/** Pairs that are worked on together: their codes and places stay in the nearest cache. */
export const RUN_PAIRS = 1024;

/** Codes of one column by left or right; null where lefts or rights are these codes themselves. */
export type CodesOf = Uint32Array | null;

/**
 * Makes a rung of what decides pairs one by one.
 *
 * @param levelOf - finds the level of one pair, or {@link NEXT}.
 * @returns the rung.
 */
export function rungOf(levelOf: (left: number, right: number) => number): Rung {
  return {
    levelOf,
    sift(lefts, rights, places, pairs, levels) {
      let rest = 0;
      for (let index = 0; index < pairs; index++) {
        const place = places[index]!;
        const level = levelOf(lefts[place]!, rights[place]!);
        levels[place] = level;
        places[rest] = place;
        rest += Number(level === NEXT);
      }
      return rest;
    },
  };
}
