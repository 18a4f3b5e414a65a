// A comparison of a test tells levels of records; counting asks about places among some of them.
import type { PairLevels } from '../../../../src/link/kernel/train/pair-levels.ts';

/** Has a comparison asked about records, whichever of them are looked at. */
export function byRecords(comparison: Omit<PairLevels, 'among'>): PairLevels {
  return {
    ...comparison,
    among: (some) => (lefts, rights, pairs, out) => {
      const ordinals = (places: Uint32Array): Uint32Array => places.slice(0, pairs).map((place) => some[place]!);
      comparison.levelsOf(ordinals(lefts), ordinals(rights), pairs, out, 0, 1);
    },
  };
}
