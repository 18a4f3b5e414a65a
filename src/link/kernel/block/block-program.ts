import type { ArrayMaker } from '../records/array-maker.ts';
import type { RecordTable } from '../records.ts';
import { countBranchPairs } from './count-pairs.ts';
import { makeBranch, type BranchSpecification, type MadeBranch } from './make-branch.ts';
import { pairsOfSet, setOfBlock, type BlockBranch, type BlockProgram, type PairScope, type PairTest } from './program.ts';

/** A program, and the blocks it left out. */
export interface BlockedRecords {
  readonly program: BlockProgram;
  /** One per branch: the blocks that were too large; null where none was. */
  readonly capped: readonly (BlockBranch | null)[];
}

/**
 * Groups records by every branch.
 *
 * @param table - the records.
 * @param scope - which pairs are allowed.
 * @param rules - number of rules.
 * @param branches - what records must have in common, in the order of their rules.
 * @param arrays - makes the arrays that stay.
 * @returns the program.
 * @remarks Time O(records × terms); memory as in {@link makeBranch}, for each branch.
 */
export function makeBlockProgram(table: RecordTable, scope: PairScope, rules: number, branches: readonly BranchSpecification[], arrays: ArrayMaker): BlockedRecords {
  return joinBranches(table, scope, rules, branches.map((branch) => makeBranch(table, scope, branch, arrays)));
}

/**
 * Puts branches together that were made one by one.
 *
 * @param table - the records.
 * @param scope - which pairs are allowed.
 * @param rules - number of rules.
 * @param made - the branches, in the order of their rules.
 * @returns the program.
 */
export function joinBranches(table: Pick<RecordTable, 'records' | 'sourceStarts'>, scope: PairScope, rules: number, made: readonly MadeBranch[]): BlockedRecords {
  return {
    program: { records: table.records, sourceStarts: table.sourceStarts, scope, rules, branches: made.map(({ kept }) => kept) },
    capped: made.map(({ capped }) => capped),
  };
}

/** Pairs that are no candidates because a block was too large. */
export interface LostPairs {
  readonly rule: number;
  /** Blocks left out by the rule. */
  readonly blocks: number;
  /** Pairs that only those blocks would have given; a pair that several rules lost is counted with the first. */
  readonly pairs: number;
  readonly isExact: boolean;
}

/**
 * Counts what caps lose.
 *
 * @param blocked - the records in their blocks.
 * @param tests - one a branch; null to leave tests aside, which gives a bound from above where there are any.
 * @returns one entry a rule with a block that was too large.
 * @remarks As a count of pairs: the blocks that were too large stand behind all others, as branches of their own.
 */
export function countLostPairs({ program, capped }: BlockedRecords, tests: readonly (PairTest | null)[] | null): LostPairs[] {
  const lost = new Map<number, LostPairs>();
  const branches = [...program.branches];
  const testOf = tests === null ? null : [...tests];
  capped.forEach((branch, index) => {
    if (branch === null) return;
    branches.push(branch);
    testOf?.push(tests![index] ?? null);
    const { pairs, isExact } = countBranchPairs({ ...program, branches }, branches.length - 1, testOf);
    const known = lost.get(branch.rule) ?? { rule: branch.rule, blocks: 0, pairs: 0, isExact: true };
    lost.set(branch.rule, { rule: branch.rule, blocks: known.blocks + branch.blocks, pairs: known.pairs + pairs, isExact: known.isExact && isExact });
  });
  return [...lost.values()];
}

/** A block and its size. */
export interface BlockSize {
  readonly rule: number;
  readonly branch: number;
  readonly block: number;
  readonly leftRecords: number;
  readonly rightRecords: number;
  readonly pairs: number;
}

/**
 * Finds the blocks with the most pairs.
 *
 * @param program - the blocks.
 * @param count - how many.
 * @returns at most as many, the largest first; of equal ones, the first.
 * @remarks O(blocks), and O(members) where sides or sources differ.
 */
export function largestBlocks(program: BlockProgram, count: number): BlockSize[] {
  const largest: BlockSize[] = [];
  if (count < 1) return largest;
  program.branches.forEach(({ rule, blocks, leftMembers, rightMembers }, branch) => {
    for (let block = 0; block < blocks; block++) {
      const pairs = pairsOfSet(program, setOfBlock(leftMembers, rightMembers, block));
      if (largest.length === count && pairs <= largest.at(-1)!.pairs) continue;
      const place = largest.findIndex((other) => other.pairs < pairs);
      const size = { rule, branch, block, leftRecords: membersOf(leftMembers.starts, block), rightRecords: membersOf(rightMembers.starts, block), pairs };
      largest.splice(place < 0 ? largest.length : place, 0, size);
      if (largest.length > count) largest.pop();
    }
  });
  return largest;
}

function membersOf(starts: Uint32Array, block: number): number {
  return starts[block + 1]! - starts[block]!;
}
