import { plainText } from '../core/column.ts';
import { BATCH_ROWS } from '../core/dataset.ts';
import { sliceColumn } from '../core/slice.ts';
import type { Parallel } from '../core/workers/parallel.ts';
import { sharedSpace, type SharedSpace } from '../core/workers/shared-space.ts';
import type { ValueCoder, ValueReading } from './code-values.ts';
import { codingTask } from './coding-task.ts';
import { joinValues, type CodedValues } from './kernel/coded-values.ts';
import type { PortableCoder } from './policies/policy.ts';

/** Most rows of a part. Batches of the usual size go to one thread whole: nothing has to be put together. */
const PART_ROWS = BATCH_ROWS;

/**
 * Makes a coder whose batches are coded by threads, several at once; larger batches are cut, and put together in order.
 *
 * Values go through memory that all threads see, one for each batch at work, overwritten at the end; codes are handed over
 * without being copied.
 *
 * @param parallel - the threads.
 * @param reading - how values are read.
 * @param portable - how codes are made, and the sub-key.
 * @returns the coder.
 * @remarks Holds the values of one batch more than there are threads.
 */
export function threadedCoder(parallel: Parallel, reading: ValueReading, { recipe, secret }: PortableCoder): ValueCoder {
  const task = parallel.open(codingTask, { reading, recipe }, secret);
  const spaces = new Set<SharedSpace>();
  const free: SharedSpace[] = [];

  function takeSpace(): SharedSpace {
    const space = free.pop() ?? sharedSpace();
    spaces.add(space);
    return space;
  }

  return {
    ahead: parallel.workers,
    async code(parts) {
      const { rows } = parts[0]!;
      const space = takeSpace();
      try {
        const columns = space.share(parts.map((column) => (column.kind === 'coded' ? plainText(column) : column)));
        // Every part is waited for, whatever becomes of the others: they read the same memory.
        const outcomes = await Promise.allSettled(rowRanges(rows).map(({ from, count }) => task.run(columns.map((column) => sliceColumn(column, from, count)))));
        return joinValues(outcomes.map(valueOf));
      } finally {
        free.push(space);
      }
    },
    async close() {
      await task.close();
      for (const space of spaces) space.wipe();
    },
  };
}

function valueOf(outcome: PromiseSettledResult<CodedValues>): CodedValues {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

function rowRanges(rows: number): { readonly from: number; readonly count: number }[] {
  const ranges = Math.max(1, Math.ceil(rows / PART_ROWS));
  return Array.from({ length: ranges }, (_, index) => ({ from: index * PART_ROWS, count: Math.min(PART_ROWS, rows - index * PART_ROWS) }));
}
