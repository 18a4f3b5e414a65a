// Parts of pairs on threads: asked for while others are at work, given in order, and never held without bound.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OpenTask } from '../../src/core/workers/parallel.ts';
import { runRanges, type RangeWork } from '../../src/link/compare/run-ranges.ts';

/** Threads whose parts end when a test says so. */
interface HeldThreads {
  readonly work: RangeWork<number, Uint8Array>;
  /** Parts asked for and not ended, in the order in which they were asked. */
  readonly atWork: number[];
  readonly closed: () => number;
  /** Ends a part with an answer of so many bytes, or with a fault. */
  end(part: number, answer: number | Error): Promise<void>;
}

function heldThreads(workers: number): HeldThreads {
  const atWork: number[] = [];
  const ends = new Map<number, { readonly resolve: (done: Uint8Array) => void; readonly reject: (error: Error) => void }>();
  let closed = 0;
  const task: OpenTask<number, Uint8Array> = {
    run(part) {
      atWork.push(part);
      return new Promise((resolve, reject) => { ends.set(part, { resolve, reject }); });
    },
    close: () => Promise.resolve(void closed++),
  };
  return {
    work: { kind: 'threads', workers, open: () => task },
    atWork,
    closed: () => closed,
    async end(part, answer) {
      atWork.splice(atWork.indexOf(part), 1);
      if (answer instanceof Error) ends.get(part)!.reject(answer);
      else ends.get(part)!.resolve(new Uint8Array(answer).fill(part));
      await new Promise((done) => { setImmediate(done); });
    },
  };
}

const parts = (count: number): number[] => Array.from({ length: count }, (_, part) => part);
/** Reads on in the background; what was read so far, and whether it is over. */
function reader(results: AsyncIterable<Uint8Array>): { readonly read: number[]; readonly over: Promise<string> } {
  const read: number[] = [];
  const over = (async () => {
    for await (const result of results) read.push(result[0] ?? -1);
    return 'done';
  })().catch((error: unknown) => (error as Error).message);
  return { read, over };
}

describe('parts on threads', () => {
  test('are given in order, each once, in whatever order they end', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 4 }), fc.infiniteStream(fc.nat()), async (count, workers, choices) => {
      const threads = heldThreads(workers);
      const { read, over } = reader(runRanges(parts(count), threads.work));
      for (let ended = 0; ended < count; ended++) {
        while (threads.atWork.length === 0) await new Promise((done) => { setImmediate(done); });
        expect(threads.atWork.length).toBeLessThanOrEqual((count - ended > 8 * workers ? 4 : 1) * workers + 3 * workers);
        const { value } = choices.next() as { readonly value: number };
        await threads.end(threads.atWork[value % threads.atWork.length]!, 1);
      }
      expect([await over, read, threads.closed()]).toEqual(['done', parts(count), 1]);
    }), { numRuns: 100 });
  });

  test('are asked for as others end, though the first is late and nobody reads', async () => {
    const threads = heldThreads(1);
    const results = runRanges(parts(40), threads.work);
    const first = results.next();
    await Promise.resolve();
    expect(threads.atWork).toEqual([0, 1, 2, 3]);
    for (const part of [1, 2, 3, 4, 5, 6]) await threads.end(part, 100);
    expect(threads.atWork).toEqual([0, 7, 8, 9]);
    await threads.end(0, 100);
    expect((await first).value).toEqual(new Uint8Array(100));
    // The reader is busy with the first result; threads go on.
    for (const part of [7, 8]) await threads.end(part, 100);
    expect(threads.atWork).toEqual([9, 10, 11, 12]);
    await results.return(undefined);
    expect(threads.closed()).toBe(1);
  });

  test('are asked for one at a time at the end, so that threads end together', async () => {
    const threads = heldThreads(2);
    const { over } = reader(runRanges(parts(18), threads.work));
    await Promise.resolve();
    expect(threads.atWork).toEqual([0, 1]);
    await threads.end(1, 1);
    expect(threads.atWork).toEqual([0, 2]);
    while (threads.atWork.length > 0) await threads.end(threads.atWork[0]!, 1);
    expect(await over).toBe('done');
  });

  test('wait where results of 16 MiB wait for an earlier one, and go on when these were read', async () => {
    const threads = heldThreads(1);
    const { read, over } = reader(runRanges(parts(20), threads.work));
    await Promise.resolve();
    await threads.end(1, 2 ** 24 - 1);
    expect(threads.atWork).toEqual([0, 2, 3, 4]);
    await threads.end(2, 1);
    await threads.end(3, 0);
    expect(threads.atWork).toEqual([0, 4]);
    await threads.end(0, 1);
    expect([read, threads.atWork]).toEqual([[0, 1, 2, -1], [4, 5, 6, 7]]);
    while (threads.atWork.length > 0) await threads.end(threads.atWork.at(-1)!, 0);
    expect(await over).toBe('done');
  });

  test('behind one that failed are asked for no more; those before it are given, then its fault', async () => {
    const threads = heldThreads(1);
    const { read, over } = reader(runRanges(parts(20), threads.work));
    await Promise.resolve();
    await threads.end(1, new RangeError('the second'));
    for (const part of [2, 3]) await threads.end(part, 1);
    expect(threads.atWork).toEqual([0]);
    await threads.end(0, 1);
    expect(await over).toBe('the second');
    expect([read, threads.atWork, threads.closed()]).toEqual([[0], [], 1]);
  });

  test('end between two where the work is aborted, and the task is closed', async () => {
    const threads = heldThreads(1);
    const controller = new AbortController();
    const { read, over } = reader(runRanges(parts(9), threads.work, controller.signal));
    await Promise.resolve();
    await threads.end(0, 1);
    controller.abort(new RangeError('aborted'));
    await threads.end(1, 1);
    expect([await over, read, threads.closed()]).toEqual(['aborted', [0, 1], 1]);
  });

  test('are done one after the other where there are no threads', async () => {
    const done: number[] = [];
    const work: RangeWork<number, Uint8Array> = { kind: 'here', ready: () => (part) => Uint8Array.of(done.push(part)) };
    const results = runRanges(parts(3), work);
    await results.next();
    expect(done).toEqual([0]);
    await results.next();
    expect(done).toEqual([0, 1]);
  });
});
