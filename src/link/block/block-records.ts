import { DataError, PlanError, type Problem } from '../../core/errors.ts';
import { branchesOf, type ExpressionList } from '../compile/expression-list.ts';
import { countLostPairs, largestBlocks, makeBlockProgram, type BlockSize, type LostPairs } from '../kernel/block/block-program.ts';
import { countBranchPairs } from '../kernel/block/count-pairs.ts';
import type { Allocate, BranchSpecification } from '../kernel/block/make-branch.ts';
import { cartesianPairs, type BlockProgram, type PairRange, type PairTest } from '../kernel/block/program.ts';
import { splitPairs } from '../kernel/block/split-pairs.ts';
import { visitPairs, type PairVisitor } from '../kernel/block/visit-pairs.ts';
import type { RecordTable } from '../kernel/records.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import type { Condition } from '../model/condition.ts';
import type { LinkType } from '../model/model.ts';

/** Records made ready, as far as blocking looks at them. */
export interface BlockableRecords {
  readonly table: RecordTable;
  readonly expressions: Pick<ExpressionList, 'indexOf'>;
}

/** How records are blocked. */
export interface BlockOptions {
  /** Runs with more pairs are refused before any pair is looked at. */
  readonly maxPairs?: number;
  /** Compiles the condition of a branch; needed where there is one. */
  readonly testOf?: (condition: Condition) => PairTest;
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
  /** Float64Array(rules): pairs that each rule gives and no earlier one; a bound from above where `isExact` is false. Counted when first asked for. */
  readonly pairsOfRule: Float64Array;
  /** Their sum. */
  readonly totalPairs: number;
  /** False where a condition decides on pairs, which is not evaluated before they are visited. */
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

/** Rules are numbered in one byte. */
const MAX_RULES = 255;

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
 * @param options - a limit, and what compiles conditions.
 * @returns the pairs, counted and ready to be visited.
 * @throws {PlanError} `PLAN_COLUMN_TYPE` if an exploded term is no list, `PLAN_OUT_OF_RANGE` for more than 255 rules.
 * @throws {DataError} `DATA_PAIR_LIMIT` if there are more pairs than allowed.
 * @remarks Time O(records × terms). Memory class `records`: 8 bytes a record and branch, twice that where the sides of a
 *   term differ; with lists, 8 bytes a record and element. Nothing grows with pairs.
 * @see ../shared/reference/linkage.md, §1.1 and §7.7: the semantics are Splink's, save that caps count (its `match_key` is the rule's index).
 */
export function blockRecords(records: BlockableRecords, rules: readonly BlockingRule[], linkType: LinkType, options: BlockOptions = {}): CandidatePairs {
  const { table, expressions } = records;
  const used: readonly BlockingRule[] = rules.length === 0 ? [{ on: [] }] : rules;
  if (used.length > MAX_RULES) throw new PlanError([{ code: 'PLAN_OUT_OF_RANGE', path: 'blocking', message: `expected at most ${MAX_RULES} rules, got ${used.length}` }]);
  const branches = specificationsOf(used, table, expressions);
  const tests = used.flatMap((rule) => branchesOf(rule).map(({ where }) => where === undefined ? null : compiled(where, options)));
  const scope = linkType === 'link' ? 'acrossSources' : 'all';
  const blocked = makeBlockProgram(table, scope, used.length, branches, allocatorOf(table));
  const { program } = blocked;

  const blockPairs = new Float64Array(used.length);
  for (const { rule, pairs } of program.branches) blockPairs[rule]! += pairs;
  let pairsOfRule: Float64Array | null = null;
  let lost: readonly LostPairs[] | null = null;
  const candidates: CandidatePairs = {
    rules: used.length, program, tests, blockPairs, totalBlockPairs: sum(blockPairs),
    get pairsOfRule() {
      return pairsOfRule ??= countPairs(program, used.length, null);
    },
    get totalPairs() {
      return sum(candidates.pairsOfRule);
    },
    isExact: tests.every((test) => test === null),
    cartesianPairs: cartesianPairs(program),
    get lost() {
      return lost ??= countLostPairs(blocked, null);
    },
    largestBlocks: (count) => largestBlocks(program, count),
    parts: (count) => splitPairs(program, count),
    visit(range, chunkPairs, each) {
      visitPairs(program, tests, range, chunkPairs, each);
    },
  };
  refuseMany(candidates, options.maxPairs ?? Infinity);
  return candidates;
}

function compiled(where: Condition, { testOf }: BlockOptions): PairTest {
  if (testOf === undefined) throw new TypeError('testOf: expected a function, since a rule has a condition');
  return testOf(where);
}

function specificationsOf(rules: readonly BlockingRule[], { columns }: RecordTable, expressions: Pick<ExpressionList, 'indexOf'>): BranchSpecification[] {
  const problems: Problem[] = [];
  const specifications = rules.flatMap((rule, ruleIndex) => branchesOf(rule).map(({ on, where, maxBlockRecords }, branchIndex): BranchSpecification => {
    const path = `blocking[${ruleIndex}]${'any' in rule ? `.any[${branchIndex}]` : ''}`;
    const terms = on.map(({ of, against, explode = false }, index) => {
      const left = expressions.indexOf(of);
      const right = against === undefined ? left : expressions.indexOf(against);
      const kinds = [columns[left]!.dictionary.kind, columns[right]!.dictionary.kind];
      if (explode && !kinds.every((kind) => kind === 'texts' || kind === 'numbers')) {
        problems.push({ code: 'PLAN_COLUMN_TYPE', path: `${path}.on[${index}]`, message: 'expected lists, since one element in common is to be enough' });
      } else if (kinds[0] !== kinds[1]) {
        problems.push({ code: 'PLAN_COLUMN_TYPE', path: `${path}.on[${index}]`, message: `expected two sides of one kind, got ${kinds.join(' and ')}` });
      }
      return { left, right, explode };
    });
    return { rule: ruleIndex, terms, maxBlockRecords: maxBlockRecords ?? null, isTested: where !== undefined };
  }));
  if (problems.length > 0) throw new PlanError(problems);
  return specifications;
}

/** Makes arrays where those of the records are: in shared memory, or on the heap. */
function allocatorOf({ sourceStarts }: RecordTable): Allocate {
  const isShared = typeof SharedArrayBuffer !== 'undefined' && (sourceStarts.buffer as ArrayBufferLike) instanceof SharedArrayBuffer;
  return (length) => isShared ? new Uint32Array(new SharedArrayBuffer(4 * length)) : new Uint32Array(length);
}

function countPairs(program: BlockProgram, rules: number, tests: readonly (PairTest | null)[] | null): Float64Array {
  const pairsOfRule = new Float64Array(rules);
  program.branches.forEach(({ rule }, index) => {
    pairsOfRule[rule]! += countBranchPairs(program, index, tests).pairs;
  });
  return pairsOfRule;
}

function refuseMany(candidates: CandidatePairs, maxPairs: number): void {
  // Counting takes a while; where all blocks together have few pairs it is not needed.
  if (candidates.totalBlockPairs <= maxPairs || candidates.totalPairs <= maxPairs) return;
  const most = candidates.isExact ? '' : 'up to ';
  throw new DataError('DATA_PAIR_LIMIT', `blocking gives ${most}${candidates.totalPairs} pairs, expected at most ${maxPairs}`);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
