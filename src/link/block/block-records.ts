import { DataError } from '../../core/errors.ts';
import type { Parallel } from '../../core/workers/parallel.ts';
import { compileTest, type RegisteredMeasures } from '../compare/compile-comparisons.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { branchesOf } from '../compile/expression-list.ts';
import { countLostPairs, joinBranches, largestBlocks, makeBlockProgram, type BlockedRecords, type BlockSize, type LostPairs } from '../kernel/block/block-program.ts';
import { countBranchPairs } from '../kernel/block/count-pairs.ts';
import { makeBranch, type BranchSpecification, type MadeBranch } from '../kernel/block/make-branch.ts';
import { cartesianPairs, type BlockProgram, type PairRange, type PairScope, type PairTest } from '../kernel/block/program.ts';
import { splitPairs } from '../kernel/block/split-pairs.ts';
import type { PairVisitor } from '../kernel/block/pair-chunk.ts';
import { visitPairs } from '../kernel/block/visit-pairs.ts';
import { OWN_ARRAYS, SHARED_ARRAYS, type ArrayMaker } from '../kernel/records/array-maker.ts';
import type { RecordTable } from '../kernel/records.ts';
import { onlyCodesOf, withoutTexts } from '../kernel/records/light-table.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import type { LinkType } from '../model/model.ts';
import { blockingTask } from './block-task.ts';
import { rulesOr, specificationsOf } from './specifications.ts';

/** How records are blocked. */
export interface BlockOptions {
  /** Runs with more pairs are refused before any pair is looked at. */
  readonly maxPairs?: number;
  /** Measures that conditions of rules name and the caller brings. */
  readonly registered?: RegisteredMeasures;
  /** Counts evaluate the conditions of rules, which takes a visit of the pairs they decide on; else they are bounds from above. */
  readonly countsConditions?: boolean;
}

/** The pairs that blocking gives, as a stream that can be started anywhere; they are never held. */
export interface CandidatePairs {
  readonly rules: number;
  /** The blocks as plain data, for threads. */
  readonly program: BlockProgram;
  /** The condition of each branch of the program; null where it has none. */
  readonly tests: readonly (PairTest | null)[];
  /** Float64Array(rules): pairs of the blocks of each rule, those included that share several of its blocks or that an earlier rule gives. */
  readonly blockPairs: Float64Array;
  /** Their sum: what a visit goes through. */
  readonly totalBlockPairs: number;
  /** Float64Array(rules): pairs that each rule gives and no earlier one; bounds from above where `isExact` is false. Counted when first asked for. */
  readonly pairsOfRule: Float64Array;
  /** Their sum. */
  readonly totalPairs: number;
  /** False where a condition decides on pairs and was not evaluated. */
  readonly isExact: boolean;
  /** All pairs there are, without blocking. */
  readonly cartesianPairs: number;
  /** What blocks that were too large would have given besides. Counted when first asked for. */
  readonly lost: readonly LostPairs[];
  /** The blocks with the most pairs, the largest first. */
  largestBlocks(count: number): readonly BlockSize[];
  /** Cuts the pairs, in their order, into at most `count` ranges of about as many. */
  parts(count: number): readonly PairRange[];
  /** Visits the pairs of a range, or all: each once, under the first rule that gives it, left ordinal below right. */
  visit(range: PairRange | null, chunkPairs: number, each: PairVisitor): void;
}

/**
 * Blocks records: groups those that agree on the terms of a rule, and counts and streams the pairs within groups.
 *
 * A pair belongs to the first rule that actually gives it: one that did not leave the block out, and whose condition the
 * pair meets. Of `link`, only pairs of two sources are given. The order of the pairs is that of rules, branches, blocks
 * by their first record, left and right record; it depends on neither input order nor batches.
 *
 * @param records - the records.
 * @param rules - in order; none: every pair.
 * @param linkType - which pairs are looked for.
 * @param options - see {@link BlockOptions}.
 * @returns the pairs, ready to be counted and visited.
 * @throws {PlanError} as {@link specificationsOf}, and `PLAN_COLUMN_TYPE` or `PLAN_MISSING` for a condition.
 * @throws {DataError} `DATA_PAIR_LIMIT` if there are more pairs than allowed.
 * @remarks Time O(records × terms). Memory class `records`: 8 bytes a record and branch, twice that where the sides of a
 *   term differ; with lists, 8 bytes a record and element. Nothing grows with pairs.
 * @see https://github.com/moj-analytical-services/splink (`blocking.py`): the same pairs under the same `match_key`, the rule's
 *   index; caps are ours, and what a rule leaves out by its cap, a later one may give.
 */
export function blockRecords(records: ComparableRecords, rules: readonly BlockingRule[], linkType: LinkType, options: BlockOptions = {}): CandidatePairs {
  const { table } = records;
  const { branches, tests, used } = branchesAndTests(records, rules, options);
  return candidatesFrom(makeBlockProgram(table, scopeOf(linkType), used.length, branches, arraysLike(table)), tests, options);
}

/**
 * Blocks records as {@link blockRecords} does, the branches of the rules on several threads where there are any.
 *
 * @param records - the records, in memory that threads share.
 * @param rules - in order; none: every pair.
 * @param linkType - which pairs are looked for.
 * @param options - see {@link BlockOptions}.
 * @param parallel - the threads, if there are any.
 * @returns the same pairs, ready to be counted and visited.
 * @throws {PlanError} as {@link blockRecords}.
 * @throws {DataError} as {@link blockRecords}.
 * @remarks As {@link blockRecords}; each thread needs as much besides, while it works, as the branch it makes.
 */
export async function blockRecordsTogether(
  records: ComparableRecords, rules: readonly BlockingRule[], linkType: LinkType, options: BlockOptions, parallel: Parallel | undefined,
): Promise<CandidatePairs> {
  const [candidates] = await blockRecordsApart(records, [rules], linkType, options, parallel);
  return candidates!;
}

/**
 * Blocks records by several sets of rules, each as {@link blockRecords} does and as if the others were not there; all branches on several threads
 * where there are any.
 *
 * @param records - the records, in memory that threads share.
 * @param sets - rules in order; of an empty set: every pair.
 * @param linkType - which pairs are looked for.
 * @param options - see {@link BlockOptions}.
 * @param parallel - the threads, if there are any. They are asked before this returns.
 * @returns the pairs of each set.
 * @throws {PlanError} as {@link blockRecords}.
 * @throws {DataError} as {@link blockRecords}.
 * @remarks As {@link blockRecordsTogether}, for all sets at once.
 */
export async function blockRecordsApart(
  records: ComparableRecords, sets: readonly (readonly BlockingRule[])[], linkType: LinkType, options: BlockOptions, parallel: Parallel | undefined,
): Promise<readonly CandidatePairs[]> {
  const { table } = records;
  const scope = scopeOf(linkType);
  const ready = sets.map((rules) => branchesAndTests(records, rules, options));
  const made = await makeBranches(table, scope, ready.flatMap(({ branches }) => branches), parallel);
  let next = 0;
  return ready.map(({ branches, tests, used }) => candidatesFrom(joinBranches(table, scope, used.length, made.slice(next, next += branches.length)), tests, options));
}

/** Makes branches on threads, where there are several of either. */
async function makeBranches(table: RecordTable, scope: PairScope, branches: readonly BranchSpecification[], parallel: Parallel | undefined): Promise<readonly MadeBranch[]> {
  if (parallel === undefined || branches.length < 2) return branches.map((branch) => makeBranch(table, scope, branch, arraysLike(table)));
  // Blocks are of equal codes, whatever these stand for; what threads have not can be let go of meanwhile.
  const used = new Set(branches.flatMap(({ terms }) => terms.flatMap(({ left, right }) => [left, right])));
  const task = parallel.open(blockingTask, { table: withoutTexts(onlyCodesOf(table, used)), scope });
  try {
    return await Promise.all(branches.map((branch) => task.run(branch)));
  } finally {
    await task.close();
  }
}

interface BranchesAndTests {
  readonly used: readonly BlockingRule[];
  readonly branches: readonly BranchSpecification[];
  readonly tests: readonly (PairTest | null)[];
}

function branchesAndTests(records: ComparableRecords, rules: readonly BlockingRule[], { registered }: BlockOptions): BranchesAndTests {
  const used = rulesOr(rules);
  const branches = specificationsOf(used, records);
  const tests = used.flatMap((rule) => branchesOf(rule).map(({ where }) => where === undefined ? null : compileTest(where, records, registered)));
  return { used, branches, tests };
}

const scopeOf = (linkType: LinkType): PairScope => (linkType === 'link' ? 'acrossSources' : 'all');

function candidatesFrom(blocked: BlockedRecords, tests: readonly (PairTest | null)[], { maxPairs = Infinity, countsConditions = false }: BlockOptions): CandidatePairs {
  const countingTests = countsConditions ? tests : null;
  const { program } = blocked;
  const blockPairs = new Float64Array(program.rules);
  for (const { rule, pairs } of program.branches) blockPairs[rule]! += pairs;
  let pairsOfRule: Float64Array | null = null;
  let lost: readonly LostPairs[] | null = null;
  const candidates: CandidatePairs = {
    rules: program.rules, program, tests, blockPairs, totalBlockPairs: sum(blockPairs),
    get pairsOfRule() {
      return pairsOfRule ??= countPairs(program, countingTests, maxPairs);
    },
    get totalPairs() {
      return sum(candidates.pairsOfRule);
    },
    isExact: countingTests !== null || tests.every((test) => test === null),
    cartesianPairs: cartesianPairs(program),
    get lost() {
      return lost ??= countLostPairs(blocked, countingTests);
    },
    largestBlocks: (count) => largestBlocks(program, count),
    parts: (count) => splitPairs(program, count),
    visit(range, chunkPairs, each) {
      visitPairs(program, tests, range, chunkPairs, each);
    },
  };
  // Counting takes a while; where all blocks together have few pairs it is not needed.
  if (candidates.totalBlockPairs > maxPairs) pairsOfRule = countPairs(program, countingTests, maxPairs);
  return candidates;
}

/** Makes arrays where those of the records are. */
function arraysLike({ sourceStarts }: RecordTable): ArrayMaker {
  return typeof SharedArrayBuffer !== 'undefined' && (sourceStarts.buffer as ArrayBufferLike) instanceof SharedArrayBuffer ? SHARED_ARRAYS : OWN_ARRAYS;
}

function countPairs(program: BlockProgram, tests: readonly (PairTest | null)[] | null, maxPairs: number): Float64Array {
  const pairsOfRule = new Float64Array(program.rules);
  let total = 0;
  program.branches.forEach(({ rule }, index) => {
    const { pairs } = countBranchPairs(program, index, tests, maxPairs - total);
    pairsOfRule[rule]! += pairs;
    total += pairs;
    if (total > maxPairs) throw new DataError('DATA_PAIR_LIMIT', `blocking gives ${tests === null && program.branches.some(({ isTested }) => isTested) ? 'up to' : 'at least'} ${total} pairs, expected at most ${maxPairs}`);
  });
  return pairsOfRule;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
