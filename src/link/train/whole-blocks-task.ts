import type { Task } from '../../core/workers/parallel.ts';
import type { BranchSpecification } from '../kernel/block/make-branch.ts';
import type { BlockMembers } from '../kernel/block/program.ts';
import { SHARED_ARRAYS } from '../kernel/records/array-maker.ts';
import type { RecordTable } from '../kernel/records.ts';
import { wholeBlocks } from '../kernel/train/whole-blocks.ts';

/** Groups the records by a rule that gives whole blocks on a thread. Nothing here is secret. */
export const wholeBlocksTask: Task<RecordTable, BranchSpecification, BlockMembers> = Object.freeze({
  name: 'link/whole-blocks',
  start: (table: RecordTable) => ({ run: (specification: BranchSpecification) => wholeBlocks(table, specification, SHARED_ARRAYS), wipe: () => undefined }),
});
