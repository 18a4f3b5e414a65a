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
  /** Starts to share rows with threads; where it is missing, the calling thread adds all. */
  share?(parallel: Parallel): SharedFold<State>;
}

/** The part of a fold that threads do. */
export interface SharedFold<State> {
  /** Hands a batch to a thread, unless all have enough to do; tells whether one has it. */
  offer(batch: RecordBatch, firstRow: number): boolean;
  /** Tells the bytes that threads hold. */
  bytes(): number;
  /** Waits for the threads and joins what they have to a state, which it may consume. */
  join(state: State): Promise<State>;
  /** Gives back what threads hold. Never rejects; may be called twice. */
  close(): Promise<void>;
}

/** A fold while rows come. */
export interface FoldRun<Result> {
  /**
   * Adds a batch: a thread does, or the calling thread where none has time.
   *
   * @throws {DataError} `DATA_MEMORY_LIMIT` when the state, that of threads included, outgrows the limit.
   */
  add(batch: RecordBatch, firstRow: number): void | Promise<void>;
  /** Gives the result of all rows. */
  finish(): Promise<Result>;
  /** Gives back what the fold holds, finished or not; may be called twice. */
  close(): Promise<void>;
}

/** Rows from which threads have a share: what fewer take is less than it takes to start threads and to join their states. */
const THREADS_FROM_ROW = 2 ** 19;

/**
 * Starts a fold.
 *
 * @param fold - what to measure.
 * @param context - memory limit, and threads where there are any.
 * @param threadsFrom - the row from which threads have a share.
 * @returns the fold, in which nothing is yet. Whoever has it closes it.
 */
export function startFold<State, Result>(fold: Fold<State, Result>, context: FoldContext, threadsFrom: number = THREADS_FROM_ROW): FoldRun<Result> {
  const { parallel, maxMemoryBytes } = context;
  let state = fold.init(context);
  let shared: SharedFold<State> | null = null;

  function refuseMemory(): void {
    if (fold.bytes(state) + (shared?.bytes() ?? 0) <= maxMemoryBytes) return;
    throw new DataError('DATA_MEMORY_LIMIT', `the state outgrew ${maxMemoryBytes} bytes; raise maxMemoryBytes or group by fewer distinct values`);
  }

  return {
    add(batch, firstRow) {
      if (batch.numRows === 0) return undefined;
      if (parallel !== undefined && firstRow >= threadsFrom) shared ??= fold.share?.(parallel) ?? null;
      const pending = shared?.offer(batch, firstRow) === true ? undefined : fold.add(state, batch, firstRow);
      if (pending === undefined) refuseMemory();
      return pending?.then(refuseMemory);
    },
    async finish() {
      if (shared !== null) state = await shared.join(state);
      return fold.finish(state);
    },
    async close() {
      await shared?.close();
    },
  };
}

/**
 * Folds a whole dataset in one pass.
 *
 * @param dataset - what to read.
 * @param fold - what to measure.
 * @param context - spill store, memory limit and threads.
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
  const run = startFold(fold, context);
  try {
    let firstRow = 0;
    for await (const batch of dataset.open(signal)) {
      const pending = run.add(batch, firstRow);
      if (pending !== undefined) await pending;
      firstRow += batch.numRows;
    }
    return await run.finish();
  } finally {
    await run.close();
  }
}

/** A fold and the schema it expects, for operators that make one per input. */
export type FoldFor<State, Result> = (input: Schema) => Fold<State, Result>;
