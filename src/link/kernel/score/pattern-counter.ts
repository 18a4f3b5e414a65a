import { levelFinder, type LevelFinder } from '../compare/level-finder.ts';
import { patternTally, TALLY_PAIRS } from './pattern-tally.ts';
import type { WeighingSetting } from './weigher.ts';

/** Groups of records that are left out in turn, to see how far an estimate rests on any of them. */
export interface LeftOutGroups {
  readonly groups: number;
  /** Uint8Array(records). */
  readonly groupOf: Uint8Array;
}

/** What is counted. */
export interface CountingRules {
  /** Blocking rules. */
  readonly rules: number;
  /** Whether patterns are told apart by how frequent the values are that records agree on. */
  readonly termFrequencies: boolean;
  readonly groups: LeftOutGroups | null;
  /** Comparisons whose levels make a pattern, rising; all unless given. */
  readonly asked?: readonly number[];
}

/** Counts of patterns, in no order; what threads hand over. */
export interface RawCounts {
  /** Per comparison that is asked, Int32Array(patterns): level; then, where frequencies count, records with the value, −1 for none. */
  readonly columns: readonly Int32Array[];
  /** Per rule, and in it for all pairs and then for each group: Float64Array(patterns or fewer); what is missing is 0. */
  readonly counts: readonly Float64Array[];
}

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
