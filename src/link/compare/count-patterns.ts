import type { FoldContext } from '../../core/fold.ts';
import type { Parallel } from '../../core/workers/parallel.ts';
import type { CandidatePairs } from '../block/block-records.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { isRegisteredTest, testProgramsOf } from '../compile/test-program.ts';
import type { LevelMemory } from '../kernel/compare/compiled-levels.ts';
import type { ComparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import { shareComparisons } from '../kernel/compare/level-finder.ts';
import { codesToPack, packCodes, type PackedCodes } from '../kernel/compare/packed-codes.ts';
import type { TestProgram } from '../kernel/compare/program.ts';
import { orderPatterns, type CountedPatterns } from '../kernel/score/order-patterns.ts';
import { countRanges } from '../kernel/score/pair-work.ts';
import { patternCounter } from '../kernel/score/pattern-counter.ts';
import type { CountingRules } from '../kernel/score/pattern-tally.ts';
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
  /** Is told how many pairs of blocks are done, of how many; and, of several counts, which one has them. */
  readonly onProgress?: (done: number, of: number, count: number) => void;
}

/** How several sets of pairs are counted. */
export type CountSurroundings = Omit<CountOptions, 'rules'>;

/** Candidate pairs whose patterns are counted by themselves. */
export interface PatternCount {
  readonly candidates: CandidatePairs;
  /** As of {@link CountOptions}. */
  readonly rules?: readonly BlockingRule[];
  /** Places of the comparisons that make the patterns, rising. */
  readonly asked: readonly number[];
}

/** Comparisons, ready for whatever pairs. */
export interface LaidOutComparisons {
  readonly comparisons: readonly ComparisonKernel[];
  /** The codes that comparisons go by. */
  readonly packed: PackedCodes;
  /** Codes and values where all threads see them; null where each lays them out itself. Good for one call. */
  readonly shared: LevelMemory | null;
}

/**
 * Lays out what is compared.
 *
 * @param records - the records.
 * @param comparisons - kernels of {@link compileComparisons} for the same records.
 * @param parallel - the threads that will count, if any: then all is laid out here, once for them.
 * @returns the comparisons, good for one call of {@link countPatternsApart}.
 * @remarks O(records × comparisons), and O(symbols) with threads. It needs no pairs: threads can make the blocks meanwhile.
 */
export function layOutComparisons({ table }: Pick<ComparableRecords, 'table'>, comparisons: readonly ComparisonKernel[], parallel: Parallel | undefined): LaidOutComparisons {
  const sides = comparisons.map(({ single }) => single);
  const shared = parallel === undefined || comparisons.some(({ isRegistered }) => isRegistered) ? null : shareComparisons(comparisons, codesToPack(table, sides), null, parallel.workers);
  return { comparisons, packed: shared?.packed ?? packCodes(table, sides), shared };
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
  records: ComparableRecords, candidates: CandidatePairs, comparisons: readonly ComparisonKernel[], { rules, ...options }: CountOptions,
): Promise<CountedPatterns> {
  const laidOut = layOutComparisons(records, comparisons, options.context?.parallel);
  const [counted] = await countPatternsApart(records, [{ candidates, asked: comparisons.map((_, index) => index), ...(rules === undefined ? {} : { rules }) }], laidOut, options);
  return counted!;
}

/**
 * Counts the agreement patterns of several sets of candidate pairs, each over comparisons of its own. They are worked on as one: threads ready the
 * comparisons once, and go on with the next set while the last parts of one are still at work.
 *
 * @param records - the records.
 * @param counts - the pairs of each, and what makes their patterns.
 * @param laidOut - of {@link layOutComparisons} for the same records and threads.
 * @param options - see {@link CountSurroundings}.
 * @returns what {@link countPatterns} gives of each.
 * @remarks As {@link countPatterns}, for all sets at once.
 */
export async function countPatternsApart(
  records: ComparableRecords, counts: readonly PatternCount[], { comparisons, packed, shared }: LaidOutComparisons, options: CountSurroundings,
): Promise<readonly CountedPatterns[]> {
  const { table, unit } = records;
  const { context, signal, onProgress } = options;
  const ready = counts.map((count) => ({ ...count, counting: countingRules(count, options), tests: testsOf(count, records), ranges: rangesOf(count.candidates) }));
  const work = rangeWork(
    context?.parallel, comparisons.every(({ isRegistered }) => !isRegistered) && ready.every(({ tests }) => tests !== null),
    (parallel) => parallel.open(countingTask, {
      setting: { table, unit, comparisons: comparisons.map(({ program }) => program), packed, shared },
      pairs: ready.map(({ candidates, tests, counting }) => ({ blocks: candidates.program, tests: tests!, rules: counting })),
    }),
    () => countRanges({ table, comparisons, packed }, ready.map(({ candidates: { program, tests }, counting }) => ({ blocks: program, tests, rules: counting }))),
  );
  const totals = ready.map(({ counting }) => patternCounter({ table, comparisons, packed }, counting));
  const pairs = ready.map(() => 0);
  const parts = ready.flatMap(({ ranges }, of) => ranges.map((range) => ({ of, range })));
  let next = 0;
  for await (const done of runRanges(parts, work, signal)) {
    const { of, range } = parts[next++]!;
    totals[of]!.merge(done);
    pairs[of]! += range.pairs;
    onProgress?.(pairs[of]!, ready[of]!.candidates.totalBlockPairs, of);
  }
  return totals.map((total, of) => orderPatterns(total.raw(), ready[of]!.asked.map((index) => comparisons[index]!), table, ready[of]!.counting));
}

function countingRules({ candidates, asked }: PatternCount, { termFrequencies, groups, groupCount }: CountSurroundings): CountingRules {
  return {
    rules: candidates.rules, termFrequencies, asked,
    groups: groups === undefined ? null : { groups: groupCount ?? groups.reduce((most, group) => Math.max(most, group + 1), 0), groupOf: groups },
  };
}

/** The conditions of pairs as data; null where a thread cannot be sent them. */
function testsOf({ candidates: { tests }, rules }: PatternCount, { expressions }: ComparableRecords): readonly (TestProgram | null)[] | null {
  if (tests.every((test) => test === null)) return tests.map(() => null);
  const programs = rules === undefined ? null : testProgramsOf(rules, expressions);
  return programs?.every((test) => test === null || !isRegisteredTest(test)) === true ? programs : null;
}
