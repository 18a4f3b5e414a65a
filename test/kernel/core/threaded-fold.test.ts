// The machinery of folds on threads, with a sum in place of classes: every batch is folded once, by whoever has it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Column, TextColumn } from '../../../src/core/column.ts';
import { textColumn } from '../../../src/core/rejects.ts';
import { foldTask, threadedFold, type FoldPart } from '../../../src/core/workers/threaded-fold.ts';
import { pretendedThreads } from '../../pretended-threads.ts';

interface Sum {
  readonly rows: number;
  readonly sum: number;
}

/** Adds up whole numbers, each times a factor; 10 bytes a row. */
const sumTask = foldTask('test/sum', (factor: number) => {
  let [rows, sum] = [0, 0];
  return {
    add([column]: readonly Column[], count) {
      rows += count;
      if (column?.kind === 'int32') for (const value of column.values) sum += factor * value;
    },
    bytes: () => 10 * rows,
    give: (): Sum => ({ rows, sum }),
  };
});

const numbers = (...values: readonly number[]): readonly Column[] => [{ kind: 'int32', rows: values.length, valid: null, values: Int32Array.from(values) }];
const total = (given: readonly Sum[]): Sum => given.reduce((left, right) => ({ rows: left.rows + right.rows, sum: left.sum + right.sum }), { rows: 0, sum: 0 });
const isRows = (part: unknown): boolean => (part as FoldPart).batch !== null;

describe('a fold that threads have a share in', () => {
  test('folds every batch once: those that threads took, and not those that they had no time for', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 5 }), { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), fc.boolean(), async (batches, workers, isLazy) => {
      const threads = pretendedThreads(workers, { isLazy });
      const fold = threadedFold(threads, sumTask, 3);
      const taken: number[][] = [];
      for (const batch of batches) if (fold.offer(() => numbers(...batch), batch.length)) taken.push(batch);
      const given = await fold.give();
      await fold.close();
      expect(given).toHaveLength(workers);
      expect(total(given)).toEqual({ rows: taken.flat().length, sum: 3 * taken.flat().reduce((sum, value) => sum + value, 0) });
      // Threads that work at once take all; those that wait have two batches each.
      expect(taken.length).toBe(isLazy ? Math.min(batches.length, 2 * workers) : batches.length);
    }), { numRuns: 60 });
  });

  test('gives batches to the threads in turn, and asks a full one for nothing', () => {
    const threads = pretendedThreads(3, { isLazy: true });
    const fold = threadedFold(threads, sumTask, 1);
    const offers = Array.from({ length: 8 }, (_, index) => fold.offer(() => numbers(index), 1));
    expect(offers).toEqual([true, true, true, true, true, true, false, false]);
    expect(threads.asked).toEqual([0, 1, 2, 0, 1, 2]);
  });

  test('does not look at the columns of a batch that it does not take', () => {
    const fold = threadedFold(pretendedThreads(1, { isLazy: true }), sumTask, 1);
    const looked: number[] = [];
    for (let index = 0; index < 4; index++) {
      fold.offer(() => {
        looked.push(index);
        return numbers(index);
      }, 1);
    }
    expect(looked).toEqual([0, 1]);
  });

  test('may use the memory of a batch again once its thread is done, so that what was sent before may change', async () => {
    const threads = pretendedThreads(1);
    const fold = threadedFold(threads, sumTask, 1);
    for (let index = 0; index < 50; index++) expect(fold.offer(() => numbers(index, index), 2)).toBe(true);
    expect(total(await fold.give())).toEqual({ rows: 100, sum: 2450 });
    const buffers = new Set(threads.parts.filter(isRows).map((part) => ((part as FoldPart).batch!.parcels[0] as { readonly column: Extract<Column, { readonly kind: 'int32' }> }).column.values.buffer.byteLength));
    expect(buffers).toEqual(new Set([8]));
  });

  test('tells the bytes that threads hold', async () => {
    const fold = threadedFold(pretendedThreads(2), sumTask, 1);
    expect(fold.bytes()).toBe(0);
    fold.offer(() => numbers(1, 2), 2);
    fold.offer(() => numbers(1, 2, 3), 3);
    expect(fold.bytes()).toBe(50);
    await fold.give();
  });

  test('sends a dictionary once to each thread, as long as it stays the same', async () => {
    const threads = pretendedThreads(2);
    const fold = threadedFold(threads, sumTask, 1);
    const dictionary = textColumn(['Lyon', 'Nantes']) as TextColumn;
    const coded = (): readonly Column[] => [{ kind: 'coded', rows: 2, valid: null, codes: Int32Array.of(0, 1), dictionary }];
    for (let index = 0; index < 6; index++) fold.offer(coded, 2);
    const sent = threads.parts.filter((part) => (part as { readonly batch: { readonly parcels: readonly { readonly dictionary: unknown }[] } }).batch.parcels[0]!.dictionary !== null);
    expect(sent).toHaveLength(new Set(threads.asked).size);
    expect(total(await fold.give()).rows).toBe(12);
  });

  test('fails with the error of the thread that failed: the next offer as soon as it is known, and in any case the end', async () => {
    const fold = threadedFold(pretendedThreads(2, { fails: [0] }), sumTask, 1);
    expect(fold.offer(() => numbers(1), 1)).toBe(true);
    await new Promise((done) => { setImmediate(done); });
    expect(() => fold.offer(() => numbers(1), 1)).toThrow('a worker thread broke down');
    await expect(fold.give()).rejects.toThrow('a worker thread broke down');
    await fold.close();
    const late = threadedFold(pretendedThreads(1, { fails: [1] }), sumTask, 1);
    late.offer(() => numbers(1), 1);
    await expect(late.give()).rejects.toThrow('a worker thread broke down');
  });

  test('closes its task, twice if it must, and leaves nothing of the rows in shared memory', async () => {
    const threads = pretendedThreads(1);
    const fold = threadedFold(threads, sumTask, 1);
    fold.offer(() => numbers(4711), 1);
    const { batch } = threads.parts[0] as FoldPart;
    const { values } = (batch!.parcels[0] as { readonly column: Extract<Column, { readonly kind: 'int32' }> }).column;
    expect([...values]).toEqual([4711]);
    await fold.close();
    await fold.close();
    expect([...values]).toEqual([0]);
    expect(threads.closed).toContain('test/sum');
  });
});

describe('the task of a fold', () => {
  test('gives its share once; nothing can be added or given afterwards', () => {
    const runner = sumTask.start({ setup: 2, done: new Int32Array(1), held: new Float64Array(1) }, new Uint8Array());
    const batch = { rows: 1, parcels: [{ kind: 'plain', column: numbers(5)[0]! }] } as const;
    expect(runner.run({ thread: 0, batch })).toBe(null);
    expect(runner.run({ thread: 0, batch: null })).toEqual({ rows: 1, sum: 10 });
    expect(() => runner.run({ thread: 0, batch })).toThrow('share: expected one that was not given');
    expect(() => runner.run({ thread: 0, batch: null })).toThrow(TypeError);
  });

  test('counts a batch as done when it was folded, not when it failed', () => {
    const [done, held] = [new Int32Array(2), new Float64Array(2)];
    const failing = foldTask('test/fails', () => ({ add: (_: readonly Column[], rows: number) => { if (rows > 1) throw new RangeError('rows: expected one'); }, bytes: () => 7, give: () => 0 }));
    const runner = failing.start({ setup: null, done, held }, new Uint8Array());
    expect(runner.run({ thread: 1, batch: { rows: 1, parcels: [] } })).toBe(null);
    expect(() => runner.run({ thread: 1, batch: { rows: 2, parcels: [] } })).toThrow(RangeError);
    expect([[...done], [...held]]).toEqual([[0, 1], [0, 7]]);
    runner.wipe();
    expect(() => runner.run({ thread: 1, batch: null })).toThrow(TypeError);
  });
});
