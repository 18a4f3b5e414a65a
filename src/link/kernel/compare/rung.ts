import type { TextDictionary } from '../records.ts';
import type { Breakpoint } from './breakpoints.ts';
import type { CodeMeasure } from './measure-of.ts';
import type { ShortTextMeasure } from './short-text-measure.ts';
import type { TextFilter } from './text-filter.ts';

/** No level of a rung holds. One more than it has bit 8, and one more than a level has not: pairs are counted without branches. */
export const NEXT = 255;

/** Pairs that are worked on together: their codes and places stay in the nearest cache. */
export const RUN_PAIRS = 1024;

/** Pairs at certain places of two arrays, and where their levels go. */
export interface PairRun {
  readonly lefts: Uint32Array;
  readonly rights: Uint32Array;
  /** Uint16Array: the places of the pairs that are still open come first. */
  readonly places: Uint16Array;
  /** Receives the level of the pair at place `p` at `at + p`; holds the last level where none is settled yet. */
  readonly levels: Uint8Array;
  readonly at: number;
}

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
   * @param run - pairs; its places become those of the pairs that no level of the rung holds for.
   * @param pairs - number of places.
   * @returns how many are left; any number from the last rung, which leaves the places as they are.
   */
  sift(run: PairRun, pairs: number): number;
}

/** What a rung does, as data: for a kernel that does the same many pairs at once. */
export type RungPlan =
  | { readonly kind: 'equal'; readonly level: number; readonly leftCodes: CodesOf; readonly rightCodes: CodesOf }
  | ({ readonly kind: 'numbers'; readonly leftNumbers: Float64Array; readonly rightNumbers: Float64Array } & BoundedPlan)
  | ({ readonly kind: 'texts'; readonly texts: TextDictionary; readonly measure: ShortTextMeasure; readonly filter: TextFilter; /** The filter of the breakpoints from one on. */ readonly filterFrom: (point: number) => TextFilter; readonly exactly: CodeMeasure } & BoundedPlan);

/** Levels that bound one measure. */
export interface BoundedPlan {
  /** Breakpoints of the bounds, rising. */
  readonly points: readonly Breakpoint[];
  /** Uint8Array: the level by breakpoints reached and by `UNKNOWN_BUCKET`, or {@link NEXT}. */
  readonly levels: Uint8Array;
  readonly leftCodes: CodesOf;
  readonly rightCodes: CodesOf;
}

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
    sift({ lefts, rights, places, levels, at }, pairs) {
      let rest = 0;
      for (let index = 0; index < pairs; index++) {
        const place = places[index]!;
        const level = levelOf(lefts[place]!, rights[place]!);
        if (level === 255) places[rest++] = place;
        else levels[at + place] = level;
      }
      return rest;
    },
  };
}
