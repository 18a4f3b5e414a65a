import type { Dictionary, RecordTable } from '../records.ts';
import { blockPart, listedBlocks } from './listed-blocks.ts';
import type { BlockIds, BlockMembers } from './program.ts';
import { groupByCode, makeGroups, makeSplitScratch, oneGroup, splitRecords } from './split-records.ts';
import { tupleNumbers } from './tuple-numbers.ts';

/** One thing that both records must have in common, by the numbers of its columns in the table. */
export interface TermColumns {
  readonly left: number;
  readonly right: number;
  /** Of lists: one element in common is enough. */
  readonly explode: boolean;
}

/** Records that have something in common, on the left and on the right: the same objects where the terms have one side. */
export interface SidedMembers {
  readonly lefts: BlockMembers;
  readonly rights: BlockMembers;
}

/**
 * Groups the records that agree on all terms.
 *
 * @param table - the records.
 * @param terms - what they must have in common; none: all records are one group.
 * @returns groups with records on both sides; in no order but that those with one first record are in the order of the
 *   elements of its lists.
 * @throws {RangeError} if two sides of a term have different dictionaries.
 * @remarks O(records × terms): groups are split term by term, the one with most values first, so that most records drop
 *   out early. With lists, O(combinations × terms).
 */
export function groupRecords(table: RecordTable, terms: readonly TermColumns[]): SidedMembers {
  for (const { left, right, explode } of terms) {
    if (!haveOneDictionary(table.columns[left]!.dictionary, table.columns[right]!.dictionary, explode)) throw new RangeError('against: expected a column with the same dictionary');
  }
  return terms.some(({ explode }) => explode) ? listedGroups(table, terms) : plainGroups(table, terms);
}

/**
 * Tells whether codes of two columns stand for the same values.
 *
 * @param left - of one column.
 * @param right - of another one.
 * @param explode - compares elements of lists: with each other, or with texts.
 * @returns whether equal codes are equal values.
 */
export function haveOneDictionary(left: Dictionary, right: Dictionary, explode: boolean): boolean {
  return explode ? elementsOf(left) === elementsOf(right) : left === right;
}

function elementsOf(dictionary: Dictionary): Dictionary {
  return dictionary.kind === 'texts' ? dictionary.texts : dictionary;
}

function plainGroups({ records, columns }: RecordTable, terms: readonly TermColumns[]): SidedMembers {
  const isSymmetric = terms.every(({ left, right }) => left === right);
  const valuesOf = (column: number): number => columns[column]!.dictionary.size;
  const bySize = terms.toSorted((one, other) => valuesOf(other.left) - valuesOf(one.left));
  const isCounted = isSymmetric && bySize.length > 0;
  let groups = isCounted ? groupByCode(columns[bySize[0]!.left]!) : oneGroup(records);
  for (const { left, right } of isCounted ? bySize.slice(1) : bySize) {
    const split = makeGroups(lengthOf(groups.leftEnds, groups.size), isSymmetric ? null : lengthOf(groups.rightEnds, groups.size));
    const scratch = makeSplitScratch(valuesOf(left), isSymmetric);
    for (let group = 0; group < groups.size; group++) {
      splitRecords({
        lefts: groups.lefts, leftStart: startOf(groups.leftEnds, group), leftEnd: groups.leftEnds[group]!,
        rights: groups.rights, rightStart: startOf(groups.rightEnds, group), rightEnd: groups.rightEnds[group]!,
      }, columns[left]!.codes, columns[right]!.codes, scratch, split);
    }
    groups = split;
  }
  const lefts = membersOf(groups.lefts, groups.leftEnds, groups.size);
  return { lefts, rights: isSymmetric ? lefts : membersOf(groups.rights, groups.rightEnds, groups.size) };
}

function startOf(ends: Uint32Array, group: number): number {
  return group === 0 ? 0 : ends[group - 1]!;
}

function lengthOf(ends: Uint32Array, groups: number): number {
  return startOf(ends, groups);
}

function membersOf(records: Uint32Array, ends: Uint32Array, groups: number): BlockMembers {
  const starts = new Uint32Array(groups + 1);
  starts.set(ends.subarray(0, groups), 1);
  return { starts, records };
}

function listedGroups({ records, columns }: RecordTable, terms: readonly TermColumns[]): SidedMembers {
  const parts = terms.map(({ left, explode }) => blockPart(columns[left]!, explode));
  const numbers = tupleNumbers(parts.map(({ size }) => size));
  // Blocks are numbered as left records come, those of one record as the elements of its lists.
  const leftIds = listedBlocks(parts, records, numbers);
  if (terms.every(({ left, right }) => left === right)) {
    const members = sortByBlock(leftIds, records, numbers.size);
    return { lefts: members, rights: members };
  }
  const rightIds = listedBlocks(terms.map(({ right, explode }) => blockPart(columns[right]!, explode)), records, numbers);
  return { lefts: sortByBlock(leftIds, records, numbers.size), rights: sortByBlock(rightIds, records, numbers.size) };
}

/**
 * Sorts records by block, by counting.
 *
 * @param ids - blocks of each record, 0 for none.
 * @param records - number of records.
 * @param blocks - highest number of a block.
 * @returns the records of each block.
 */
export function sortByBlock({ offsets, ids }: BlockIds, records: number, blocks: number): BlockMembers {
  const next = new Uint32Array(blocks + 2);
  for (let index = 0; index < ids.length; index++) next[ids[index]! + 1]!++;
  // Records without block come first, before the start of all blocks.
  for (let block = 1; block < next.length; block++) next[block]! += next[block - 1]!;
  const starts = next.slice(1);
  const sorted = new Uint32Array(ids.length);
  for (let record = 0; record < records; record++) {
    const end = offsets === null ? record + 1 : offsets[record + 1]!;
    for (let index = offsets === null ? record : offsets[record]!; index < end; index++) sorted[next[ids[index]!]!++] = record;
  }
  return { starts, records: sorted };
}
