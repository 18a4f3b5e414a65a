import type { ComparableRecords } from '../compile/comparable-records.ts';
import { branchesOf } from '../compile/expression-list.ts';
import { decodedValues, type PlainValue } from '../kernel/compare/decoded-values.ts';
import type { BlockSize } from '../kernel/block/block-program.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import type { Expression } from '../model/expression.ts';
import type { CandidatePairs } from './block-records.ts';
import { rulesOr } from './specifications.ts';

/** What the records of a block have in common. */
export interface BlockValue {
  readonly of: Expression;
  /** Null where the records of the block share several elements of their lists, so that which of them made it is not clear. */
  readonly value: PlainValue | null;
}

/**
 * Tells what the records of a block have in common: values of the data, for internal use.
 *
 * @param records - the records.
 * @param rules - they were blocked by.
 * @param candidates - of {@link blockRecords} for both.
 * @param size - the block, as `largestBlocks` lists it.
 * @returns one value a term of the rule.
 * @remarks O(terms), and O(elements) of all left members where lists are exploded.
 */
export function blockValues(
  { table: { columns }, expressions, unit }: ComparableRecords, rules: readonly BlockingRule[], { program }: CandidatePairs, { branch, block }: Pick<BlockSize, 'branch' | 'block'>,
): readonly BlockValue[] {
  const { starts, records } = program.branches[branch]!.leftMembers;
  const members = records.subarray(starts[block], starts[block + 1]);
  return rulesOr(rules).flatMap(branchesOf)[branch]!.on.map(({ of, explode = false }) => {
    const { codes, dictionary } = columns[expressions.indexOf(of)]!;
    if (!explode || (dictionary.kind !== 'texts' && dictionary.kind !== 'numbers')) return { of, value: decodedValues(dictionary, unit, true)(codes[members[0]!]!) };
    const valueOf = decodedValues(dictionary, unit, true);
    const lists = Array.from(members, (member) => new Set(valueOf(codes[member]!) as readonly (string | number | null)[]));
    const shared = [...lists[0]!].filter((element) => element !== null && lists.every((list) => list.has(element)));
    return { of, value: shared.length === 1 ? shared[0]! : null };
  });
}
