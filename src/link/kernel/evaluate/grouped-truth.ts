import { ratesOf } from './accuracy.ts';
import { TRUTH } from './bits-counts.ts';
import { effectiveTrials } from '../train/effective-trials.ts';
import { shareInterval, type Interval } from './interval.ts';

/** Rates at one cut, with what they would be without each group. */
export interface CutIntervals {
  readonly bits: number;
  readonly precision: Interval | null;
  readonly recall: Interval | null;
  readonly f1: Interval | null;
}

/** Counts, at a few cuts, links that touch each group of records, so that each group can be left out again. */
export interface GroupedTruth {
  /** Float64Array(groups): matches that touch each group, among the pairs added so far, whatever their weight. */
  readonly scoredMatches: Float64Array;
  /** Adds scored pairs: weights, {@link TRUTH} of each, and the groups of both records. */
  add(bits: Float64Array, truths: Uint8Array, leftGroups: Uint8Array, rightGroups: Uint8Array, pairs: number): void;
  /**
   * Works out the intervals.
   *
   * @param matches - all matches there are, scored or not.
   * @param matchesOfGroup - Float64Array(groups): those of them that touch each group.
   * @returns one entry per cut.
   */
  intervals(matches: number, matchesOfGroup: Float64Array): CutIntervals[];
}

/**
 * Starts counting for intervals by a delete-a-group jackknife over records or persons. Pairs share records, so resampling
 * pairs as if they were independent would make intervals too narrow.
 *
 * @param cuts - cuts in bits.
 * @param groups - groups of records, from 2 to 256.
 * @returns counters at zero.
 * @remarks O(pairs × cuts); 16 bytes per cut and group.
 */
export function groupedTruth(cuts: readonly number[], groups: number): GroupedTruth {
  const scoredMatches = new Float64Array(groups);
  const found = cuts.map(() => ({ matches: 0, links: 0, matchesOf: new Float64Array(groups), linksOf: new Float64Array(groups) }));
  return {
    scoredMatches,
    add(bits, truths, leftGroups, rightGroups, pairs) {
      for (let pair = 0; pair < pairs; pair++) {
        if (truths[pair] === TRUTH.UNKNOWN) continue;
        const isMatch = truths[pair] === TRUTH.MATCH ? 1 : 0;
        const left = leftGroups[pair]!;
        const right = rightGroups[pair]!;
        scoredMatches[left]! += isMatch;
        if (left !== right) scoredMatches[right]! += isMatch;
        for (let cut = 0; cut < cuts.length; cut++) {
          if (!(bits[pair]! >= cuts[cut]!)) continue;
          const { matchesOf, linksOf } = found[cut]!;
          found[cut]!.links++;
          found[cut]!.matches += isMatch;
          linksOf[left]!++;
          matchesOf[left]! += isMatch;
          if (left === right) continue;
          linksOf[right]!++;
          matchesOf[right]! += isMatch;
        }
      }
    },
    intervals: (matches, matchesOfGroup) => found.map((at, cut) => {
      const rates = (truePositives: number, links: number, all: number): Record<'precision' | 'recall' | 'f1', number> => {
        const { precision, recall, f1 } = ratesOf({ truePositives, falsePositives: links - truePositives, falseNegatives: all - truePositives, trueNegatives: 0 });
        return { precision: links === 0 ? NaN : precision, recall: recall ?? NaN, f1: f1 ?? NaN };
      };
      const whole = rates(at.matches, at.links, matches);
      const without = Array.from({ length: groups }, (_, group) => rates(at.matches - at.matchesOf[group]!, at.links - at.linksOf[group]!, matches - matchesOfGroup[group]!));
      const trials = { precision: effectiveTrials(at.links, [...at.linksOf]), recall: effectiveTrials(matches, [...matchesOfGroup]) };
      // F1 is 1 where all links and all matches are right, and nearer to 1 than the worse of the two.
      const trialsOf = (rate: keyof typeof whole): number => (rate === 'f1' ? Math.min(trials.precision, trials.recall) : trials[rate]);
      const interval = (rate: keyof typeof whole): Interval | null => shareInterval(whole[rate], without.map((rates) => rates[rate]), trialsOf(rate));
      return { bits: cuts[cut]!, precision: interval('precision'), recall: interval('recall'), f1: interval('f1') };
    }),
  };
}
