import type { Task, TaskRunner } from '../../core/workers/parallel.ts';
import type { PairRange } from '../kernel/block/program.ts';
import { countRanges, readySetting, scoreRanges, type PairSetting, type PartDone } from '../kernel/score/pair-work.ts';
import type { ScoredPairs, ScoringRules } from '../kernel/score/pair-scorer.ts';
import type { CountingRules, RawCounts } from '../kernel/score/pattern-counter.ts';

/** What every thread is told before it scores pairs. */
export interface ScoringSetup {
  readonly setting: PairSetting;
  readonly rules: ScoringRules;
}

/** What every thread is told before it counts patterns. */
export interface CountingSetup {
  readonly setting: PairSetting;
  readonly rules: CountingRules;
}

/** Scores ranges of candidate pairs on a thread. */
export const scoringTask: Task<ScoringSetup, PairRange, PartDone<ScoredPairs>> = Object.freeze({
  name: 'link/score',
  start: ({ setting, rules }: ScoringSetup) => runner(scoreRanges(readySetting(setting), rules)),
});

/** Counts the patterns of ranges of candidate pairs on a thread. */
export const countingTask: Task<CountingSetup, PairRange, PartDone<RawCounts>> = Object.freeze({
  name: 'link/count',
  start: ({ setting, rules }: CountingSetup) => runner(countRanges(readySetting(setting), rules)),
});

/** Nothing here is secret: a thread that forgets its kernels has wiped all there is. */
function runner<Done>(run: (range: PairRange) => Done): TaskRunner<PairRange, Done> {
  return { run, wipe: () => undefined };
}
