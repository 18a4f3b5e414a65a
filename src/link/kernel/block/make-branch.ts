import type { RecordColumn, RecordTable } from '../records.ts';
import { blockIds, elementPart, wholePart, type BlockPart } from './block-ids.ts';
import { pairsOfSet, setOfBlock, type BlockBranch, type BlockIds, type BlockMembers, type PairScope } from './program.ts';
import { tupleNumbers } from './tuple-numbers.ts';

/** One thing that both records must have in common, by the numbers of its columns in the table. */
export interface TermColumns {
  readonly left: number;
  readonly right: number;
  /** Of lists: one element in common is enough. */
  readonly explode: boolean;
}

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

/** Where the arrays of a branch are made: on the heap, or in memory that threads share. */
export type Allocate = (length: number) => Uint32Array<ArrayBufferLike>;

/**
 * Groups records into blocks.
 *
 * @param table - the records.
 * @param scope - which pairs are allowed.
 * @param specification - what records must have in common.
 * @param allocate - makes the arrays that stay.
 * @returns the blocks that give at least one pair, and those that would but are too large.
 * @throws {RangeError} if an exploded column holds no lists, or two sides of a term have different dictionaries.
 * @remarks Time O(records × terms). Memory 8 bytes a record and 4 a block stay, twice that where the sides differ.
 */
export function makeBranch(table: RecordTable, scope: PairScope, specification: BranchSpecification, allocate: Allocate): MadeBranch {
  const { records } = table;
  const { terms } = specification;
  const isSymmetric = terms.every(({ left, right }) => left === right);
  const lefts = terms.map((term) => partOf(table.columns[term.left]!, term.explode, isSymmetric && terms.length > 1));
  const numbers = tupleNumbers(lefts.map(({ size }) => size));
  const leftIds = blockIds(lefts, records, numbers);
  const rightIds = isSymmetric ? leftIds : blockIds(rightParts(table, terms), records, numbers);
  const blocks = terms.length === 0 ? 1 : numbers.size;
  const leftMembers = membersOf(leftIds, records, blocks);
  const rightMembers = isSymmetric ? leftMembers : membersOf(rightIds, records, blocks);

  const context = { scope, sourceStarts: table.sourceStarts };
  const fate = new Uint8Array(blocks);
  const pairs = [0, 0, 0];
  for (let block = 0; block < blocks; block++) {
    const given = pairsOfSet(context, setOfBlock(leftMembers, rightMembers, block));
    if (given === 0) continue;
    const isLarge = specification.maxBlockRecords !== null && recordsOfBlock(leftMembers, rightMembers, block) > specification.maxBlockRecords;
    fate[block] = isLarge ? CAPPED : KEPT;
    pairs[fate[block]!]! += given;
  }
  const branchOf = (wanted: number): BlockBranch => {
    const newIds = new Uint32Array(blocks + 1);
    let size = 0;
    for (let block = 0; block < blocks; block++) if (fate[block] === wanted) newIds[block + 1] = ++size;
    const left = { ids: renumbered(leftIds, newIds, allocate), members: membersKept(leftMembers, newIds, size, allocate) };
    const right = isSymmetric ? left : { ids: renumbered(rightIds, newIds, allocate), members: membersKept(rightMembers, newIds, size, allocate) };
    return {
      rule: specification.rule, blocks: size, leftIds: left.ids, rightIds: right.ids, leftMembers: left.members, rightMembers: right.members,
      pairs: pairs[wanted]!, isTested: specification.isTested,
    };
  };
  return { kept: branchOf(KEPT), capped: pairs[CAPPED] === 0 ? null : branchOf(CAPPED) };
}

const KEPT = 1;
const CAPPED = 2;

function partOf(column: RecordColumn, explode: boolean, leavesSingles: boolean): BlockPart {
  if (!explode) return wholePart(column, leavesSingles);
  const part = elementPart(column);
  if (part === null) throw new RangeError('explode: expected a column of lists');
  return part;
}

function rightParts(table: RecordTable, terms: readonly TermColumns[]): BlockPart[] {
  return terms.map(({ left, right, explode }) => {
    const [ofLeft, ofRight] = [table.columns[left]!, table.columns[right]!];
    if (ofLeft.dictionary !== ofRight.dictionary) throw new RangeError('against: expected a column with the same dictionary');
    return partOf(ofRight, explode, false);
  });
}

/** Sorts records by block, by counting. */
function membersOf({ offsets, ids }: BlockIds, records: number, blocks: number): BlockMembers {
  const starts = new Uint32Array(blocks + 1);
  for (let index = 0; index < ids.length; index++) if (ids[index] !== 0) starts[ids[index]!]!++;
  for (let block = 1; block <= blocks; block++) starts[block]! += starts[block - 1]!;
  const members = new Uint32Array(starts[blocks]!);
  // Starts move to the ends while records are placed; the end of a block is the start of the next.
  const next = starts.slice(0, blocks);
  for (let record = 0; record < records; record++) {
    const from = offsets === null ? record : offsets[record]!;
    const to = offsets === null ? record + 1 : offsets[record + 1]!;
    for (let index = from; index < to; index++) if (ids[index] !== 0) members[next[ids[index]! - 1]!++] = record;
  }
  return { starts, records: members };
}

/** Counts the records that are in a block on either side. */
function recordsOfBlock(lefts: BlockMembers, rights: BlockMembers, block: number): number {
  const leftEnd = lefts.starts[block + 1]!;
  let left = lefts.starts[block]!;
  if (lefts === rights) return leftEnd - left;
  const rightEnd = rights.starts[block + 1]!;
  let right = rights.starts[block]!;
  let records = leftEnd - left + rightEnd - right;
  while (left < leftEnd && right < rightEnd) {
    const [ofLeft, ofRight] = [lefts.records[left]!, rights.records[right]!];
    if (ofLeft === ofRight) records--;
    if (ofLeft <= ofRight) left++;
    if (ofRight <= ofLeft) right++;
  }
  return records;
}

function renumbered({ offsets, ids }: BlockIds, newIds: Uint32Array, allocate: Allocate): BlockIds {
  if (offsets === null) {
    const kept = allocate(ids.length);
    for (let record = 0; record < ids.length; record++) kept[record] = newIds[ids[record]!]!;
    return { offsets, ids: kept };
  }
  let length = 0;
  for (let index = 0; index < ids.length; index++) if (newIds[ids[index]!] !== 0) length++;
  const kept = allocate(length);
  const keptOffsets = allocate(offsets.length);
  let filled = 0;
  for (let record = 0; record + 1 < offsets.length; record++) {
    for (let index = offsets[record]!; index < offsets[record + 1]!; index++) {
      const id = newIds[ids[index]!]!;
      if (id !== 0) kept[filled++] = id;
    }
    keptOffsets[record + 1] = filled;
  }
  return { offsets: keptOffsets, ids: kept };
}

function membersKept({ starts, records }: BlockMembers, newIds: Uint32Array, size: number, allocate: Allocate): BlockMembers {
  const keptStarts = allocate(size + 1);
  let length = 0;
  for (let block = 0; block + 1 < starts.length; block++) {
    if (newIds[block + 1] === 0) continue;
    length += starts[block + 1]! - starts[block]!;
    keptStarts[newIds[block + 1]!] = length;
  }
  const kept = allocate(length);
  let filled = 0;
  for (let block = 0; block + 1 < starts.length; block++) {
    if (newIds[block + 1] === 0) continue;
    for (let index = starts[block]!; index < starts[block + 1]!; index++) kept[filled++] = records[index]!;
  }
  return { starts: keptStarts, records: kept };
}
