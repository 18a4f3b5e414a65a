import type { BlockProgram, PairTest } from './program.ts';
import { firstShared } from './visit-pairs.ts';

/**
 * Counts the rules that give a pair, whichever of them comes first.
 *
 * @param program - the blocks.
 * @param tests - one a branch; null where it is not tested.
 * @param left - ordinal of the left record, below that of the right one.
 * @param right - ordinal of the right record.
 * @returns how many; 0 for a pair that is no candidate. Of a rule of several branches one is enough.
 * @remarks O(branches), and O(elements) where a rule has lists.
 */
export function countGivingRules({ branches }: BlockProgram, tests: readonly (PairTest | null)[], left: number, right: number): number {
  let count = 0;
  let last = -1;
  for (let index = 0; index < branches.length; index++) {
    const { rule, leftIds, rightIds } = branches[index]!;
    if (rule === last || firstShared(leftIds, left, rightIds, right) === 0) continue;
    const test = tests[index] ?? null;
    if (test !== null && !test(left, right)) continue;
    count++;
    last = rule;
  }
  return count;
}
