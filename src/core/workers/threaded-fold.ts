import type { Column } from '../column.ts';
import { parcelOpener, parcelPacker, type Parcel } from './column-parcels.ts';
import type { Parallel, Task } from './parallel.ts';
import { sharedSpace } from './shared-space.ts';

/** The share of a fold that one thread has; shares are added up in any order. */
export interface FoldShare<Given> {
  /** Adds rows; the columns lie in memory that is used again afterwards. */
  add(columns: readonly Column[], rows: number): void;
  /** Tells the bytes held. */
  bytes(): number;
  /** Gives what was gathered, as plain data and typed arrays. It is the share's no more. */
  give(): Given;
}

/** What every thread is told before it folds. The arrays lie in shared memory, with a place for each thread. */
export interface FoldSetup<Setup> {
  readonly setup: Setup;
  /** Int32Array(threads): batches that each has folded. */
  readonly done: Int32Array;
  /** Float64Array(threads): bytes that each holds. */
  readonly held: Float64Array;
}

/** What a thread is asked for: rows to add, or `null` for what it gathered. */
export interface FoldPart {
  readonly thread: number;
  readonly batch: { readonly rows: number; readonly parcels: readonly Parcel[] } | null;
}

/** A task whose threads fold rows, each for itself; answers what was gathered, or `null` to rows. */
export type FoldTask<Setup, Given> = Task<FoldSetup<Setup>, FoldPart, Given | null>;

/**
 * Makes the task of a fold, for the registry of threads.
 *
 * @param name - the name there.
 * @param start - starts an empty share.
 * @returns the task. Nothing in it is secret.
 */
export function foldTask<Setup, Given>(name: string, start: (setup: Setup) => FoldShare<Given>): FoldTask<Setup, Given> {
  return Object.freeze({
    name,
    start({ setup, done, held }: FoldSetup<Setup>) {
      const opener = parcelOpener();
      let share: FoldShare<Given> | null = start(setup);
      return {
        run({ thread, batch }: FoldPart): Given | null {
          if (share === null) throw new TypeError('share: expected one that was not given');
          if (batch === null) {
            const given = share.give();
            share = null;
            return given;
          }
          share.add(opener.open(batch.parcels) as Column[], batch.rows);
          held[thread] = share.bytes();
          // Said last: the batch's memory may be used again from here on.
          Atomics.add(done, thread, 1);
          return null;
        },
        wipe() {
          share = null;
        },
      };
    },
  });
}

/** The part of a fold that threads do. */
export interface ThreadedFold<Given> {
  /**
   * Hands rows to the thread that has least to do, unless all have enough.
   *
   * @param columns - gives the columns that the shares read; they are copied.
   * @param rows - rows of each.
   * @returns whether a thread has the rows.
   * @throws {Error} that of a thread that has failed.
   */
  offer(columns: () => readonly Column[], rows: number): boolean;
  /** Tells the bytes that threads hold. */
  bytes(): number;
  /** Waits for all rows, and gives what each thread gathered; rejects when one has failed. */
  give(): Promise<readonly Given[]>;
  /** Closes the task, and overwrites the rows in shared memory. Never rejects; may be called twice. */
  close(): Promise<void>;
}

/** Batches that one thread may have at once: one at work, one that waits. */
const BATCHES_PER_THREAD = 2;

/**
 * Shares the work of a fold with threads: each folds whole batches for itself, and gives what it gathered at the end.
 *
 * How far threads are is read from shared memory, not heard in messages: the calling thread never waits for them while there are rows that it
 * can fold itself.
 *
 * @param parallel - the threads.
 * @param task - what they do.
 * @param setup - what they are told before.
 * @returns the fold, in which nothing is yet. Whoever has it closes it.
 * @remarks The calling thread copies rows into shared memory, two batches for each thread. A dictionary is copied once for each thread as
 *   long as it stays the same. Every thread holds the state of its rows.
 */
export function threadedFold<Setup, Given>(parallel: Parallel, task: FoldTask<Setup, Given>, setup: Setup): ThreadedFold<Given> {
  const threads = Array.from({ length: parallel.workers }, () => ({ sent: 0, packer: parcelPacker(), spaces: Array.from({ length: BATCHES_PER_THREAD }, sharedSpace) }));
  const done = new Int32Array(new SharedArrayBuffer(4 * threads.length));
  const held = new Float64Array(new SharedArrayBuffer(8 * threads.length));
  const opened = parallel.open(task, { setup, done, held });
  const pending = new Set<Promise<void>>();
  let fault: { readonly error: unknown } | null = null;

  /** Asks a thread to fold a batch. */
  function send(thread: number, rows: number, parcels: readonly Parcel[]): void {
    const folded = opened.run({ thread, batch: { rows, parcels } }, thread).then(() => { pending.delete(folded); });
    pending.add(folded);
    folded.catch((error: unknown) => { fault ??= { error }; });
  }

  return {
    offer(columns, rows) {
      if (fault !== null) throw fault.error;
      const waiting = threads.map(({ sent }, thread) => sent - Atomics.load(done, thread));
      const least = waiting.indexOf(Math.min(...waiting));
      if (waiting[least]! >= BATCHES_PER_THREAD) return false;
      const { packer, spaces, sent } = threads[least]!;
      const parcels = packer.pack(spaces[sent % BATCHES_PER_THREAD]!, columns());
      threads[least]!.sent++;
      send(least, rows, parcels);
      return true;
    },
    bytes: () => held.reduce((sum, bytes) => sum + bytes, 0),
    async give() {
      await Promise.all(pending);
      const given = await Promise.all(threads.map((_, thread) => opened.run({ thread, batch: null }, thread)));
      return given.map((own) => own!);
    },
    async close() {
      await opened.close();
      for (const { spaces } of threads) for (const space of spaces) space.wipe();
    },
  };
}
