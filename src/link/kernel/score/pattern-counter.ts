import { levelFinder, type LevelFinder } from '../compare/level-finder.ts';
import { patternTally, TALLY_PAIRS, type CountingRules, type RawCounts } from './pattern-tally.ts';
import type { WeighingSetting } from './weigher.ts';

/** Counts patterns of pairs, chunk by chunk. Its state is the only memory held, and can be merged. */
export interface PatternCounter {
  /** Adds pairs. */
  add(lefts: Uint32Array, rights: Uint32Array, rules: Uint8Array, pairs: number): void;
  /** Adds what another counter of the same comparisons counted. */
  merge(other: RawCounts): void;
  /** Hands over what was counted. */
  raw(): RawCounts;
}

/**
 * Readies what counters find levels with, for several counters one after the other.
 *
 * @param setting - records and comparisons.
 * @returns what finds levels.
 */
export function patternFinder({ comparisons, packed, shared = null }: WeighingSetting): LevelFinder {
  return levelFinder(comparisons, packed, TALLY_PAIRS, null, shared);
}

/**
 * Makes a counter.
 *
 * @param setting - records and comparisons.
 * @param rules - what is counted.
 * @param ready - what finds levels, of {@link patternFinder}; made when the first pairs come unless given.
 * @returns the counter, empty.
 * @remarks As {@link patternTally}.
 */
export function patternCounter(setting: WeighingSetting, rules: CountingRules, ready: LevelFinder | null = null): PatternCounter {
  const tally = patternTally(setting, rules);
  const asked = rules.asked ?? setting.comparisons.map((_, index) => index);
  const levels = new Uint8Array(setting.comparisons.length * TALLY_PAIRS);
  const ofAsked = asked.map((index) => levels.subarray(index * TALLY_PAIRS, (index + 1) * TALLY_PAIRS));
  let finder = ready;
  return {
    add(lefts, rights, ruleOf, pairs) {
      finder ??= patternFinder(setting);
      for (let from = 0; from < pairs; from += TALLY_PAIRS) {
        const to = Math.min(from + TALLY_PAIRS, pairs);
        const [runLefts, runRights] = [lefts.subarray(from, to), rights.subarray(from, to)];
        finder.find(runLefts, runRights, to - from, null, levels, asked);
        tally.add(ofAsked, to - from, runLefts, runRights, ruleOf.subarray(from, to));
      }
    },
    merge: tally.merge,
    raw: tally.raw,
  };
}
