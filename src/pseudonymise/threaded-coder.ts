import { plainText } from '../core/column.ts';
import { sliceColumn } from '../core/slice.ts';
import type { Parallel } from '../core/workers/parallel.ts';
import { sharedSpace, type SharedSpace } from '../core/workers/shared-space.ts';
import type { ValueCoder, ValueReading } from './code-values.ts';
import { codingTask } from './coding-task.ts';
import { joinValues, type CodedValues } from './kernel/coded-values.ts';
import type { PortableCoder } from './policies/policy.ts';

/** Fewest rows that are worth a message to a thread. */
const MIN_PART_ROWS = 4096;

/** While threads code a batch, the next ones wait at their doors. */
const BATCHES_AHEAD = 2;

/**
 * Makes a coder whose batches are cut into as many parts as there are threads, coded there and put together in order.
 *
 * Values go through memory that all threads see, one for each batch at work, overwritten at the end; codes come back without
 * being copied but once.
 *
 * @param parallel - the threads.
 * @param reading - how values are read.
 * @param portable - how codes are made, and the sub-key.
 * @returns the coder.
 * @remarks Holds three batches of values, and what the threads make of them.
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
    ahead: BATCHES_AHEAD,
    async code(parts) {
      const { rows } = parts[0]!;
      const space = takeSpace();
      try {
        const columns = space.share(parts.map((column) => (column.kind === 'coded' ? plainText(column) : column)));
        // Every part is waited for, whatever becomes of the others: they read the same memory.
        const outcomes = await Promise.allSettled(rowRanges(rows, parallel.workers).map(({ from, count }) => task.run(columns.map((column) => sliceColumn(column, from, count)))));
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

// Cuts rows into ranges as even as multiples of 8 allow.
function rowRanges(rows: number, most: number): { readonly from: number; readonly count: number }[] {
  const ranges = Math.max(1, Math.min(most, Math.floor(rows / MIN_PART_ROWS)));
  const step = Math.ceil(rows / ranges / 8) * 8;
  return Array.from({ length: ranges }, (_, index) => ({ from: Math.min(rows, index * step), count: Math.min(step, Math.max(0, rows - index * step)) }));
}
