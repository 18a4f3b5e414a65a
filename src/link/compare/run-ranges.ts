import type { OpenTask, Parallel } from '../../core/workers/parallel.ts';
import type { CandidatePairs } from '../block/block-records.ts';
import type { PairRange } from '../kernel/block/program.ts';

/** Pairs of a part: some hundredths of a second of work, and few enough to be held when all are kept. */
const PART_PAIRS = 1 << 19;

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

/**
 * Has ranges worked on, here or by threads, and gives the results in order.
 *
 * @param ranges - parts of the pairs.
 * @param work - does a part on this thread, or opens the task of the threads that do.
 * @param signal - aborts between two parts.
 * @yields the result of each range.
 * @remarks Holds the results of one part more than there are threads.
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
  const atWork: Promise<Done>[] = [];
  try {
    for (const range of ranges) {
      signal?.throwIfAborted();
      const done = task.run(range);
      // A failure waits until its part is due; until then it is not unhandled.
      done.catch(() => undefined);
      atWork.push(done);
      if (atWork.length > work.workers) yield await atWork.shift()!;
    }
    while (atWork.length > 0) {
      signal?.throwIfAborted();
      yield await atWork.shift()!;
    }
  } finally {
    await task.close();
  }
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
