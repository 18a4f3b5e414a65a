import { visitPairs } from '../block/visit-pairs.ts';
import type { BlockProgram, PairRange, PairTest } from '../block/program.ts';
import { comparisonKernel, type CacheUse, type ComparisonKernel } from '../compare/comparison-kernel.ts';
import type { RegisteredMeasure } from '../compare/compared-table.ts';
import type { ComparisonProgram, TestProgram } from '../compare/program.ts';
import type { LevelMemory } from '../compare/compiled-levels.ts';
import { shareComparisons } from '../compare/level-finder.ts';
import { testKernel } from '../compare/test-kernel.ts';
import type { RecordTable } from '../records.ts';
import type { CodesToPack, PackedCodes } from '../compare/packed-codes.ts';
import { levelLosses } from './level-losses.ts';
import { CHUNK_PAIRS, pairScorer, type ScoredPairs, type ScoringRules } from './pair-scorer.ts';
import { patternCounter, patternFinder } from './pattern-counter.ts';
import type { CountingRules, RawCounts } from './pattern-tally.ts';
import type { WeighingSetting } from './weigher.ts';

/** All there is to compare pairs. Plain data: a thread can be sent it, its arrays may lie in shared memory. */
export interface ComparisonSetting {
  readonly table: RecordTable;
  /** What a symbol of a text is. */
  readonly unit: 'codePoint' | 'byte';
  readonly comparisons: readonly ComparisonProgram[];
  /** The codes that comparisons go by. */
  readonly packed: PackedCodes;
  /** What is compared, laid out once for all threads; null, or none, where each lays it out itself. */
  readonly shared?: LevelMemory | null;
}

/** Pairs that blocks give. Plain data until the tests are made ready. */
export interface BlockedPairs<Test = TestProgram> {
  readonly blocks: BlockProgram;
  /** By branch of the blocks: what its pairs must pass besides; null where nothing. */
  readonly tests: readonly (Test | null)[];
}

/** All there is to compare candidate pairs. */
export interface PairSetting extends ComparisonSetting, BlockedPairs {}

/** A setting, made ready on one thread. */
export interface ReadySetting extends WeighingSetting, BlockedPairs<PairTest> {}

/** Candidate pairs, and how their patterns are counted. */
export interface CountedPairs<Test = TestProgram> extends BlockedPairs<Test> {
  readonly rules: CountingRules;
}

/** A range of some of the pairs whose patterns are counted. */
export interface CountedRange {
  /** Which of them. */
  readonly of: number;
  readonly range: PairRange;
}

/** What a part of the work gave, and what the caches did for it. */
export interface PartDone<Done> {
  readonly done: Done;
  readonly cache: CacheUse;
}

/**
 * Makes a setting ready.
 *
 * @param setting - plain data.
 * @param registered - measures the caller brought, by name.
 * @returns kernels on this thread.
 */
export function readySetting(setting: PairSetting, registered: Readonly<Record<string, RegisteredMeasure>> = {}): ReadySetting {
  return { ...readyComparisons(setting, registered), blocks: setting.blocks, tests: readyTests(setting.tests, setting, registered) };
}

/**
 * Makes comparisons ready.
 *
 * @param setting - plain data.
 * @param registered - measures the caller brought, by name.
 * @returns kernels on this thread.
 */
export function readyComparisons({ table, unit, comparisons, packed, shared = null }: ComparisonSetting, registered: Readonly<Record<string, RegisteredMeasure>> = {}): WeighingSetting {
  return { table, comparisons: comparisons.map((program, index) => comparisonKernel(program, table, unit, registered, true, packed.sides[index])), packed, shared };
}

/**
 * Makes the tests of pairs ready.
 *
 * @param tests - plain data; null where there is none.
 * @param setting - the records.
 * @param registered - measures the caller brought, by name.
 * @returns kernels on this thread.
 */
export function readyTests(
  tests: readonly (TestProgram | null)[], { table, unit }: Pick<ComparisonSetting, 'table' | 'unit'>, registered: Readonly<Record<string, RegisteredMeasure>> = {},
): readonly (PairTest | null)[] {
  return tests.map((test) => (test === null ? null : testKernel(test, table, unit, registered)));
}

/**
 * Lays out what scoring compares, once for several threads.
 *
 * @param setting - what is compared.
 * @param codes - the codes that comparisons go by.
 * @param rules - how pairs will be scored.
 * @param threads - how many will.
 * @returns memory for the setting of these threads; null where nothing is compiled.
 * @remarks As long as one thread would take by itself.
 */
export function shareScoring(
  { table, unit, comparisons }: Omit<ComparisonSetting, 'packed' | 'shared'>, codes: CodesToPack, { weights, minBits }: Pick<ScoringRules, 'weights' | 'minBits'>, threads: number,
): LevelMemory | null {
  const kernels = comparisons.map((program, index) => comparisonKernel(program, table, unit, {}, true, codes.sides[index]));
  return shareComparisons(kernels, codes, levelLosses(weights, comparisons, table, minBits), threads);
}

/**
 * Readies the scoring of ranges of pairs.
 *
 * @param setting - what is compared.
 * @param rules - how pairs are scored.
 * @returns scores the pairs of one range, in their order.
 */
export function scoreRanges(setting: ReadySetting, rules: ScoringRules): (range: PairRange) => PartDone<ScoredPairs> {
  const { comparisons, blocks, tests } = setting;
  const scorer = pairScorer(setting, rules);
  return (range) => {
    const before = cacheUseOf(comparisons);
    visitPairs(blocks, tests, range, CHUNK_PAIRS, (lefts, rights, ruleOf, pairs) => {
      scorer.add(lefts, rights, ruleOf, pairs);
      return true;
    }, scorer.screening);
    return { done: scorer.take(), cache: cacheUseSince(before, comparisons) };
  };
}

/**
 * Readies the counting of patterns in ranges of pairs.
 *
 * @param setting - what is compared.
 * @param pairs - the pairs, and what of them is counted.
 * @returns counts the patterns of one range.
 */
export function countRanges(setting: WeighingSetting, pairs: readonly CountedPairs<PairTest>[]): (part: CountedRange) => RawCounts {
  const finder = patternFinder(setting);
  return ({ of, range }) => {
    const { blocks, tests, rules } = pairs[of]!;
    const counter = patternCounter(setting, rules, finder);
    visitPairs(blocks, tests, range, CHUNK_PAIRS, (lefts, rights, ruleOf, count) => {
      counter.add(lefts, rights, ruleOf, count);
      return true;
    });
    return counter.raw();
  };
}

function cacheUseOf(comparisons: readonly ComparisonKernel[]): CacheUse {
  const uses = comparisons.map((comparison) => comparison.cacheUse());
  const sum = (member: keyof CacheUse): number => uses.reduce((total, use) => total + use[member], 0);
  return { looks: sum('looks'), hits: sum('hits'), bytes: sum('bytes') };
}

function cacheUseSince(before: CacheUse, comparisons: readonly ComparisonKernel[]): CacheUse {
  const now = cacheUseOf(comparisons);
  return { looks: now.looks - before.looks, hits: now.hits - before.hits, bytes: now.bytes };
}
