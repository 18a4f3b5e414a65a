import type { ComparisonKernel } from './comparison-kernel.ts';
import { gatherPacked, gatherRepeated, type PackedCodes } from './packed-codes.ts';
import { RUN_PAIRS } from './rung.ts';

/** Finds the levels of pairs in all comparisons. */
export interface LevelFinder {
  /**
   * Finds levels.
   *
   * @param lefts - ordinals of the left records.
   * @param rights - ordinals of the right records.
   * @param pairs - number of pairs.
   * @param out - receives the level of pair `i` in comparison `c` at `c · plane + i`.
   * @param plane - distance between two comparisons.
   */
  find(lefts: Uint32Array, rights: Uint32Array, pairs: number, out: Uint8Array, plane: number): void;
}

/**
 * Readies the finding of levels in all comparisons.
 *
 * @param comparisons - the comparisons.
 * @param packed - the codes they go by.
 * @returns what finds levels; not re-entrant.
 */
export function levelFinder(comparisons: readonly ComparisonKernel[], packed: PackedCodes): LevelFinder {
  const scratch = (): Uint32Array => new Uint32Array(RUN_PAIRS);
  const lefts = packed.columns.map(scratch);
  const rights = packed.columns.map(scratch);
  const placesOf = comparisons.map(({ single }) => (single === null ? null : { left: packed.columns.indexOf(single.left), right: packed.columns.indexOf(single.right) }));
  const leftPlaces = new Set(placesOf.flatMap((places) => (places === null ? [] : [places.left])));
  const rightPlaces = new Set(placesOf.flatMap((places) => (places === null ? [] : [places.right])));
  return {
    find(ofLeft, ofRight, pairs, out, plane) {
      for (let from = 0; from < pairs; from += RUN_PAIRS) {
        const run = Math.min(RUN_PAIRS, pairs - from);
        for (const place of leftPlaces) gatherRepeated(packed, place, ofLeft, from, run, lefts[place]!);
        for (const place of rightPlaces) gatherPacked(packed, place, ofRight, from, run, rights[place]!);
        comparisons.forEach((comparison, index) => {
          const places = placesOf[index]!;
          if (places !== null) comparison.levelsOfCodes(lefts[places.left]!, rights[places.right]!, run, out, index * plane + from, 1);
        });
      }
      comparisons.forEach((comparison, index) => {
        if (placesOf[index] === null) comparison.levelsOf(ofLeft, ofRight, pairs, out, index * plane, 1);
      });
    },
  };
}
