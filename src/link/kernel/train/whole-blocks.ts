import { groupRecords } from '../block/group-records.ts';
import type { BranchSpecification } from '../block/make-branch.ts';
import type { BlockMembers } from '../block/program.ts';
import type { ArrayMaker } from '../records/array-maker.ts';
import type { RecordTable } from '../records.ts';

/**
 * Groups records into blocks, all pairs of which will be looked at.
 *
 * @param table - the records.
 * @param specification - what records must have in common, the same on both sides; blocks with more records than it allows are left out.
 * @param arrays - makes the arrays that stay.
 * @returns the blocks of two and more records, in no order.
 * @throws {RangeError} as {@link groupRecords}.
 * @remarks O(records × terms). Memory 4 bytes a record and a block stay: which blocks a record is in is not noted.
 */
export function wholeBlocks(table: RecordTable, { terms, maxBlockRecords }: Pick<BranchSpecification, 'terms' | 'maxBlockRecords'>, arrays: ArrayMaker): BlockMembers {
  const { lefts: { starts, records } } = groupRecords(table, terms);
  const most = maxBlockRecords ?? Infinity;
  const sizeOf = (block: number): number => starts[block + 1]! - starts[block]!;
  const isKept = (block: number): boolean => sizeOf(block) > 1 && sizeOf(block) <= most;
  const all = starts.length - 1;
  let [blocks, total] = [0, 0];
  for (let block = 0; block < all; block++) {
    if (!isKept(block)) continue;
    blocks++;
    total += sizeOf(block);
  }
  const kept = { starts: arrays.words(blocks + 1), records: arrays.words(total) };
  // Blocks that follow each other are copied at once.
  for (let block = 0, next = 0; block < all; block++) {
    const first = block;
    const at = kept.starts[next]!;
    for (; block < all && isKept(block); block++, next++) kept.starts[next + 1] = at + starts[block + 1]! - starts[first]!;
    if (block > first) kept.records.set(records.subarray(starts[first], starts[block]), at);
  }
  return kept;
}
