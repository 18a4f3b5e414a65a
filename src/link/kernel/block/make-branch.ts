import type { ArrayMaker } from '../records/array-maker.ts';
import type { RecordTable } from '../records.ts';
import { groupRecords, type SidedMembers, type TermColumns } from './group-records.ts';
import { pairsOfSet, setOfBlock, type BlockBranch, type BlockIds, type BlockMembers, type PairScope } from './program.ts';

/** What makes one branch. */
export interface BranchSpecification {
  readonly rule: number;
  readonly terms: readonly TermColumns[];
  /** Blocks with more records are left out; null for no limit. */
  readonly maxBlockRecords: number | null;
  readonly isTested: boolean;
}

/** A branch, and the blocks that were too large for it. */
export interface MadeBranch {
  readonly kept: BlockBranch;
  /** Null where no block was too large. */
  readonly capped: BlockBranch | null;
}

/**
 * Groups records into blocks.
 *
 * @param table - the records.
 * @param scope - which pairs are allowed.
 * @param specification - what records must have in common.
 * @param arrays - makes the arrays that stay.
 * @returns the blocks that give at least one pair, and those that would but are too large.
 * @throws {RangeError} as {@link groupRecords}.
 * @remarks O(records × terms). Memory 8 bytes a record, 4 where one term decides, and 4 a block stay, twice that where the sides differ.
 */
export function makeBranch(table: RecordTable, scope: PairScope, { rule, terms, maxBlockRecords, isTested }: BranchSpecification, arrays: ArrayMaker): MadeBranch {
  const groups = groupRecords(table, terms);
  const context = { scope, sourceStarts: table.sourceStarts };
  const isListed = terms.some(({ explode }) => explode);
  // Where one term decides, and no block is left out, its codes tell blocks apart.
  const isOfCodes = terms.length === 1 && !isListed && maxBlockRecords === null;
  const idsOfSide = (members: BlockMembers, side: 'left' | 'right'): BlockIds =>
    isOfCodes ? { offsets: null, ids: table.columns[terms[0]![side]]!.codes, column: terms[0]![side] } : idsOf(members, table.records, isListed, arrays);
  const branchOf = (chosen: Uint32Array, pairs: number): BlockBranch => {
    const leftMembers = chosenMembers(groups.lefts, chosen, arrays);
    const leftIds = idsOfSide(leftMembers, 'left');
    const isSymmetric = groups.lefts === groups.rights;
    const rightMembers = isSymmetric ? leftMembers : chosenMembers(groups.rights, chosen, arrays);
    const rightIds = isSymmetric ? leftIds : idsOfSide(rightMembers, 'right');
    return { rule, blocks: chosen.length, leftIds, rightIds, leftMembers, rightMembers, pairs, isTested };
  };

  const size = groups.lefts.starts.length - 1;
  const kept = new Uint32Array(size);
  const capped: number[] = [];
  let keptBlocks = 0;
  let keptPairs = 0;
  let cappedPairs = 0;
  for (const group of inOrder(groups.lefts, table.records)) {
    const pairs = pairsOfSet(context, setOfBlock(groups.lefts, groups.rights, group));
    if (pairs === 0) continue;
    if (maxBlockRecords !== null && recordsOfGroup(groups, group) > maxBlockRecords) {
      capped.push(group);
      cappedPairs += pairs;
    } else {
      kept[keptBlocks++] = group;
      keptPairs += pairs;
    }
  }
  return { kept: branchOf(kept.subarray(0, keptBlocks), keptPairs), capped: capped.length === 0 ? null : branchOf(Uint32Array.from(capped), cappedPairs) };
}

/** Orders groups by their first record; those with the same one stay in their order. */
function inOrder({ starts, records: members }: BlockMembers, records: number): Uint32Array {
  const next = new Uint32Array(records + 1);
  for (let group = 0; group + 1 < starts.length; group++) if (starts[group] !== starts[group + 1]) next[members[starts[group]!]! + 1]!++;
  for (let record = 1; record <= records; record++) next[record]! += next[record - 1]!;
  const order = new Uint32Array(next[records]!);
  for (let group = 0; group + 1 < starts.length; group++) if (starts[group] !== starts[group + 1]) order[next[members[starts[group]!]!]!++] = group;
  return order;
}

/**
 * Counts the records that are in a group on either side.
 *
 * @param groups - the groups.
 * @param group - one of them.
 * @returns the records, each once.
 */
export function recordsOfGroup({ lefts, rights }: SidedMembers, group: number): number {
  const leftEnd = lefts.starts[group + 1]!;
  let left = lefts.starts[group]!;
  if (lefts === rights) return leftEnd - left;
  const rightEnd = rights.starts[group + 1]!;
  let right = rights.starts[group]!;
  let records = leftEnd - left + rightEnd - right;
  while (left < leftEnd && right < rightEnd) {
    const ofLeft = lefts.records[left]!;
    const ofRight = rights.records[right]!;
    if (ofLeft === ofRight) records--;
    if (ofLeft <= ofRight) left++;
    if (ofRight <= ofLeft) right++;
  }
  return records;
}

/** Gathers the members of chosen groups, in their order. */
function chosenMembers({ starts, records }: BlockMembers, chosen: Uint32Array, arrays: ArrayMaker): BlockMembers {
  const chosenStarts = arrays.words(chosen.length + 1);
  for (let block = 0; block < chosen.length; block++) chosenStarts[block + 1] = chosenStarts[block]! + starts[chosen[block]! + 1]! - starts[chosen[block]!]!;
  const members = arrays.words(chosenStarts[chosen.length]!);
  let filled = 0;
  for (let block = 0; block < chosen.length; block++) {
    const end = starts[chosen[block]! + 1]!;
    for (let index = starts[chosen[block]!]!; index < end; index++) members[filled++] = records[index]!;
  }
  return { starts: chosenStarts, records: members };
}

/** Turns members into the blocks of each record. */
function idsOf({ starts, records: members }: BlockMembers, records: number, isListed: boolean, arrays: ArrayMaker): BlockIds {
  if (!isListed) {
    const ids = arrays.words(records);
    for (let block = 0; block + 1 < starts.length; block++) {
      for (let index = starts[block]!; index < starts[block + 1]!; index++) ids[members[index]!] = block + 1;
    }
    return { offsets: null, ids };
  }
  const offsets = arrays.words(records + 1);
  for (let index = 0; index < members.length; index++) offsets[members[index]! + 1]!++;
  for (let record = 1; record <= records; record++) offsets[record]! += offsets[record - 1]!;
  const next = offsets.slice(0, records);
  const ids = arrays.words(members.length);
  for (let block = 0; block + 1 < starts.length; block++) {
    for (let index = starts[block]!; index < starts[block + 1]!; index++) ids[next[members[index]!]!++] = block + 1;
  }
  return { offsets, ids };
}
