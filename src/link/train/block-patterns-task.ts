import type { Task } from '../../core/workers/parallel.ts';
import { comparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import type { RawCounts } from '../kernel/score/pattern-tally.ts';
import { countBlocks, type CountedBlockPart, type CountedBlocks, type LaidOutRuns } from '../kernel/train/count-blocks.ts';
import type { AgreementSetup } from './agreement-task.ts';

/** What every thread is told before it counts the patterns of blocks. */
export interface BlockPatternsSetup extends Pick<AgreementSetup, 'records' | 'comparisons'> {
  readonly laidOut: LaidOutRuns;
  readonly counted: readonly CountedBlocks[];
}

/** Counts the patterns of parts of whole blocks on a thread. */
export const blockPatternsTask: Task<BlockPatternsSetup, CountedBlockPart, RawCounts> = Object.freeze({
  name: 'link/count-blocks',
  start({ records, comparisons, laidOut, counted }: BlockPatternsSetup) {
    const kernels = comparisons.map(({ program, single }) => comparisonKernel(program, records.table, records.unit, {}, true, single));
    // Nothing here is secret.
    return { run: countBlocks(records, kernels, laidOut, counted), wipe: () => undefined };
  },
});
