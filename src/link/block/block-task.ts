import type { Task } from '../../core/workers/parallel.ts';
import { makeBranch, type BranchSpecification, type MadeBranch } from '../kernel/block/make-branch.ts';
import type { PairScope } from '../kernel/block/program.ts';
import { SHARED_ARRAYS } from '../kernel/records/array-maker.ts';
import type { RecordTable } from '../kernel/records.ts';

/** What every thread is told before it groups records. */
export interface BlockingSetup {
  readonly table: RecordTable;
  readonly scope: PairScope;
}

/** Groups the records by one branch of a rule on a thread. Nothing here is secret. */
export const blockingTask: Task<BlockingSetup, BranchSpecification, MadeBranch> = Object.freeze({
  name: 'link/block',
  start: ({ table, scope }: BlockingSetup) => ({ run: (branch: BranchSpecification) => makeBranch(table, scope, branch, SHARED_ARRAYS), wipe: () => undefined }),
});
