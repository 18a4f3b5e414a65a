import type { OpenTask, Parallel } from '../../core/workers/parallel.ts';
import type { CandidatePairs } from '../block/block-records.ts';
import type { PairRange } from '../kernel/block/program.ts';

/** Pairs of a part: a hundredth of a second of work, and few enough to be held when all are kept. */
const PART_PAIRS = 1 << 18;

/** Parts of a run at most, whatever the number of pairs. */
const MAX_PARTS = 1 << 16;

/**
 * Cuts candidate pairs into the parts that are worked on at once.
 *
 * @param candidates - the pairs.
 * @returns ranges in the order of the pairs; they do not depend on threads.
 */
export function rangesOf(candidates: Pick<CandidatePairs, 'parts' | 'totalBlockPairs'>): readonly PairRange[] {
  return candidates.parts(Math.max(1, Math.min(MAX_PARTS, Math.ceil(candidates.totalBlockPairs / PART_PAIRS))));
}

/** Parts that a thread is asked for at once, so that it need not wait for the next where this one is busy. */
const PARTS_OF_THREAD = 4;

/** From so many parts a thread on before the end, each is asked for one at a time, so that they end together: parts take unlike times. */
const LAST_PARTS_OF_THREAD = 8;

/** Bytes of results that may wait for an earlier one before no more parts are asked for. */
const WAITING_BYTES = 1 << 24;

/**
 * Has ranges worked on, here or by threads, and gives the results in order.
 *
 * @param ranges - parts of the pairs.
 * @param work - does a part on this thread, or opens the task of the threads that do.
 * @param signal - aborts between two parts.
 * @yields the result of each range.
 * @remarks Threads are asked for parts as they end others, whatever the reader of the results does meanwhile. Holds the results of four
 *   parts a thread, and beyond these those that wait for their turn: up to 16 MiB.
 */
export async function* runRanges<Range, Done>(ranges: readonly Range[], work: RangeWork<Range, Done>, signal?: AbortSignal): AsyncGenerator<Done> {
  if (work.kind === 'here') {
    const run = work.ready();
    for (const range of ranges) {
      signal?.throwIfAborted();
      yield run(range);
    }
    return;
  }
  const task = work.open();
  const results = new Map<number, Promise<Done>>();
  let asked = 0;
  let atWork = 0;
  let waitingBytes = 0;
  let isOver = false;
  const atOnce = (): number => (ranges.length - asked > LAST_PARTS_OF_THREAD * work.workers ? PARTS_OF_THREAD : 1);
  const askForMore = (): void => {
    while (!isOver && asked < ranges.length && atWork < atOnce() * work.workers && waitingBytes < WAITING_BYTES) {
      atWork++;
      const result = task.run(ranges[asked]!);
      results.set(asked++, result);
      // A failure is told when its part is due; no part is asked for behind it.
      result.then((done) => {
        atWork--;
        waitingBytes += bytesOf(done);
        askForMore();
      }, () => (isOver = true));
    }
  };
  try {
    for (let range = 0; range < ranges.length; range++) {
      signal?.throwIfAborted();
      askForMore();
      const done = await results.get(range)!;
      results.delete(range);
      waitingBytes -= bytesOf(done);
      yield done;
    }
  } finally {
    isOver = true;
    await task.close();
  }
}

/** Adds up the arrays of a result, without those within others. */
function bytesOf(result: unknown): number {
  if (ArrayBuffer.isView(result)) return result.byteLength;
  return typeof result === 'object' && result !== null ? Object.values(result).reduce<number>((sum, member) => sum + bytesOf(member), 0) : 0;
}

/** Who works on ranges. */
export type RangeWork<Range, Done> =
  | { readonly kind: 'here'; readonly ready: () => (range: Range) => Done }
  | { readonly kind: 'threads'; readonly workers: number; readonly open: () => OpenTask<Range, Done> };

/**
 * Chooses who works on ranges: threads where there are any and nothing of the work is a function of the caller's.
 *
 * @param parallel - the threads, if there are any.
 * @param isPortable - whether the work is plain data.
 * @param open - opens the task of the threads.
 * @param ready - readies the work on this thread.
 * @returns the work.
 */
export function rangeWork<Range, Done>(
  parallel: Parallel | undefined, isPortable: boolean, open: (parallel: Parallel) => OpenTask<Range, Done>, ready: () => (range: Range) => Done,
): RangeWork<Range, Done> {
  return parallel === undefined || !isPortable ? { kind: 'here', ready } : { kind: 'threads', workers: parallel.workers, open: () => open(parallel) };
}
