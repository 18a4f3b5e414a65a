import type { RecordBatch, Schema } from 'apache-arrow';
import type { Dataset } from './dataset.ts';
import { DataError } from './errors.ts';
import type { Parallel } from './workers/parallel.ts';

/** A place for state that does not fit memory: named append-only streams, encrypted where they touch a disk. */
export interface SpillStore {
  /** Appends bytes to the stream `name`. */
  append(name: string, bytes: Uint8Array): Promise<void>;
  /** Reads a stream back from its start, in pieces of any size; an unknown name is empty. */
  read(name: string): AsyncIterable<Uint8Array>;
  /** Forgets a stream. */
  remove(name: string): Promise<void>;
}

/** What a fold may use. */
export interface FoldContext {
  /** Where state goes beyond `maxMemoryBytes`; `null` when there is no such place. */
  readonly spill: SpillStore | null;
  /** Bytes of state to hold in memory before spilling or refusing. */
  readonly maxMemoryBytes: number;
  /** Threads that take part in the work; absent where there are none. Results are the same. */
  readonly parallel?: Parallel;
}

/** A context without spill, for code and tests. */
export const IN_MEMORY: FoldContext = Object.freeze({ spill: null, maxMemoryBytes: 2 ** 31 });

/**
 * A commutative monoid over batches; the state is the only memory held. The result does not depend on the order of
 * the rows, on how they are cut into batches, or on how partial states are merged.
 */
export interface Fold<State, Result> {
  /** Makes the neutral state. */
  init(context: FoldContext): State;
  /** Adds a batch; `firstRow` is the number of rows before it. May change and consume `state`. */
  add(state: State, batch: RecordBatch, firstRow: number): void | Promise<void>;
  /** Joins two states; may consume both. */
  merge(left: State, right: State): State;
  /** Turns the state into the result. */
  finish(state: State): Result | Promise<Result>;
  /** Tells the bytes the state holds. */
  bytes(state: State): number;
}

/**
 * Folds a whole dataset in one pass.
 *
 * @param dataset - what to read.
 * @param fold - what to measure.
 * @param context - spill store and memory limit.
 * @param signal - aborts the reading.
 * @returns the fold's result.
 * @throws {DataError} `DATA_MEMORY_LIMIT` when the state outgrows the limit and cannot spill.
 */
export async function foldDataset<State, Result>(
  dataset: Dataset,
  fold: Fold<State, Result>,
  context: FoldContext = IN_MEMORY,
  signal?: AbortSignal,
): Promise<Result> {
  const state = fold.init(context);
  let firstRow = 0;
  for await (const batch of dataset.open(signal)) {
    if (batch.numRows === 0) continue;
    const pending = fold.add(state, batch, firstRow);
    if (pending !== undefined) await pending;
    firstRow += batch.numRows;
    if (fold.bytes(state) > context.maxMemoryBytes) {
      throw new DataError('DATA_MEMORY_LIMIT', `the state outgrew ${context.maxMemoryBytes} bytes; raise maxMemoryBytes or group by fewer distinct values`);
    }
  }
  return fold.finish(state);
}

/** A fold and the schema it expects, for operators that make one per input. */
export type FoldFor<State, Result> = (input: Schema) => Fold<State, Result>;
