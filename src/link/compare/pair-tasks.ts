import type { Task, TaskRunner } from '../../core/workers/parallel.ts';
import type { PairRange } from '../kernel/block/program.ts';
import { countRanges, readyComparisons, readySetting, readyTests, scoreRanges, type ComparisonSetting, type CountedPairs, type CountedRange, type PairSetting, type PartDone } from '../kernel/score/pair-work.ts';
import type { ScoredPairs, ScoringRules } from '../kernel/score/pair-scorer.ts';
import type { RawCounts } from '../kernel/score/pattern-tally.ts';

/** What every thread is told before it scores pairs. */
export interface ScoringSetup {
  readonly setting: PairSetting;
  readonly rules: ScoringRules;
}

/** What every thread is told before it counts patterns. */
export interface CountingSetup {
  readonly setting: ComparisonSetting;
  /** The pairs of each count. */
  readonly pairs: readonly CountedPairs[];
}

/** Scores ranges of candidate pairs on a thread. */
export const scoringTask: Task<ScoringSetup, PairRange, PartDone<ScoredPairs>> = Object.freeze({
  name: 'link/score',
  start: ({ setting, rules }: ScoringSetup) => runner(scoreRanges(readySetting(setting), rules)),
});

/** Counts the patterns of ranges of candidate pairs on a thread. */
export const countingTask: Task<CountingSetup, CountedRange, RawCounts> = Object.freeze({
  name: 'link/count',
  start: ({ setting, pairs }: CountingSetup) => runner(countRanges(readyComparisons(setting), pairs.map((of) => ({ ...of, tests: readyTests(of.tests, setting) })))),
});

/** Nothing here is secret: a thread that forgets its kernels has wiped all there is. */
function runner<Part, Done>(run: (part: Part) => Done): TaskRunner<Part, Done> {
  return { run, wipe: () => undefined };
}
