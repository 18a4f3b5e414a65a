import type { FoldContext } from '../../core/fold.ts';
import type { CandidatePairs } from '../block/block-records.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { isRegisteredTest, testProgramsOf } from '../compile/test-program.ts';
import type { ComparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import { shareComparisons } from '../kernel/compare/level-finder.ts';
import { packCodes } from '../kernel/compare/packed-codes.ts';
import { orderPatterns, type CountedPatterns } from '../kernel/score/order-patterns.ts';
import { countRanges, type PairSetting } from '../kernel/score/pair-work.ts';
import { patternCounter, type CountingRules } from '../kernel/score/pattern-counter.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import { countingTask } from './pair-tasks.ts';
import { rangesOf, rangeWork, runRanges } from './run-ranges.ts';

/** What is counted, and where. */
export interface CountOptions {
  /** Whether patterns are told apart by how frequent the values are that records agree on. */
  readonly termFrequencies: boolean;
  /** Uint8Array(records): the group that each record is left out with; counts are then given for each group too. */
  readonly groups?: Uint8Array;
  /** Number of groups; one more than the highest unless said. */
  readonly groupCount?: number;
  /** Threads, where there are any; they need records in shared memory to be of use. */
  readonly context?: FoldContext;
  /** The rules that gave the pairs: threads need their conditions; without them, pairs on conditions are counted on the calling thread. */
  readonly rules?: readonly BlockingRule[];
  readonly signal?: AbortSignal;
  /** Is told how many pairs of blocks are done, of how many. */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Counts the agreement patterns of candidate pairs, by blocking rule.
 *
 * @param records - the records.
 * @param candidates - the pairs.
 * @param comparisons - kernels of {@link compileComparisons} for the same records.
 * @param options - see {@link CountOptions}.
 * @returns counts by rule, patterns ordered by levels, then by frequency factor; and, by rule and group, counts of the pairs that
 *   touch a record of the group. They depend on neither input order nor threads.
 * @remarks Passes: 1 over the pairs, which are not held. Memory: per pattern 4 bytes a comparison and 8 a rule, times 1 + groups.
 *   Where a registered measure decides, all work is done on the calling thread.
 */
export async function countPatterns(
  records: ComparableRecords, candidates: CandidatePairs, comparisons: readonly ComparisonKernel[], options: CountOptions,
): Promise<CountedPatterns> {
  const { table, unit, expressions } = records;
  const { termFrequencies, groups, context, signal, onProgress } = options;
  const rules: CountingRules = {
    rules: candidates.rules, termFrequencies,
    groups: groups === undefined ? null : { groups: options.groupCount ?? groups.reduce((most, group) => Math.max(most, group + 1), 0), groupOf: groups },
  };
  const packed = packCodes(table, comparisons.map(({ single }) => single));
  const total = patternCounter({ table, comparisons, packed }, rules);
  const hasConditions = candidates.tests.some((test) => test !== null);
  const tests = hasConditions && options.rules !== undefined ? testProgramsOf(options.rules, expressions) : candidates.tests.map(() => null);
  const areSent = !hasConditions || (options.rules !== undefined && tests.every((test) => test === null || !isRegisteredTest(test)));
  const setting: PairSetting = { table, unit, comparisons: comparisons.map(({ program }) => program), packed, blocks: candidates.program, tests };
  const isPortable = areSent && comparisons.every((comparison) => !comparison.isRegistered);
  const work = rangeWork(
    context?.parallel, isPortable,
    (parallel) => parallel.open(countingTask, { setting: { ...setting, shared: shareComparisons(comparisons, packed, null, parallel.workers) }, rules }),
    () => countRanges({ table, comparisons, packed, blocks: candidates.program, tests: candidates.tests }, rules),
  );
  const ranges = rangesOf(candidates);
  let next = 0;
  let pairs = 0;
  for await (const { done } of runRanges(ranges, work, signal)) {
    total.merge(done);
    pairs += ranges[next++]!.pairs;
    onProgress?.(pairs, candidates.totalBlockPairs);
  }
  return orderPatterns(total.raw(), comparisons, table, rules);
}
