// Columns made on threads: the oracle is the calling thread, which other tests hold to naive lines.
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { Field, List, Table, Utf8, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromArrowTable, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import type { Parallel } from '../../src/core/workers/parallel.ts';
import { workerPool, type WorkerPool } from '../../src/core/workers/node/index.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { LinkageRecords, PrepareOptions } from '../../src/link/records/prepare-records.ts';
import { bundle, type Script } from '../child.ts';
import { decodeRecords, recordsOf, schemaOf, tableOf, type Row } from './records-of.ts';
import { threads } from './threads-in-name.ts';

const PEOPLE = schemaOf({
  id: { type: 'utf8', role: 'technical' }, name: { type: 'utf8', role: 'directIdentifier' }, city: { type: 'utf8', role: 'quasiIdentifier' },
  born: { type: 'date', role: 'quasiIdentifier' }, weight: { type: 'float64', role: 'measure' }, alive: { type: 'bool', role: 'attribute' },
}, ['city']);
const COLUMNS = ['name', 'city', 'born', 'weight', 'alive'] as const;
const EXPRESSIONS: readonly Expression[] = [
  ...COLUMNS.map((column) => ({ column })), { column: 'born', derive: [{ op: 'year' }] }, { column: 'name', derive: [{ op: 'upper' }, { op: 'qGrams', q: 2 }] },
];
const TOGETHER: Expression = { concat: [{ column: 'name' }, { column: 'city' }], separator: ' ' };

const onThreads = (parallel: Parallel, more: Partial<PrepareOptions> = {}): Partial<PrepareOptions> => ({ context: { ...IN_MEMORY, parallel }, threadsFrom: 0, ...more });

/** Whether two tables are the same to the last code; typed arrays of shared memory are compared by what they hold. */
function expectSame(actual: LinkageRecords, expected: LinkageRecords): void {
  expect(isDeepStrictEqual(actual.table, expected.table)).toBe(true);
  expect(decodeRecords(actual)).toEqual(decodeRecords(expected));
}

const someRow = fc.tuple(
  fc.option(fc.string({ unit: 'binary', maxLength: 4 }).map((text) => text.toWellFormed())), fc.option(fc.constantFrom('Paris', 'Lyon', '')), fc.option(fc.constantFrom('1970-01-01', '1969-12-31', '2024-02-29')),
  fc.option(fc.constantFrom(NaN, -0, 0, 1.5, -7)), fc.option(fc.boolean()),
);
const someRows = fc.array(someRow, { maxLength: 25 }).chain((rows) => fc.shuffledSubarray(rows.map((_, index) => `k${index}`), { minLength: rows.length })
  .map((keys) => rows.map((row, index): Row => [keys[index]!, ...row])));

describe('columns made on threads', () => {
  test('are those of the calling thread, whatever the rows, their order, the batches and the number of threads', async () => {
    await fc.assert(fc.asyncProperty(someRows, someRows, fc.array(fc.nat(12), { maxLength: 6 }), fc.integer({ min: 1, max: 4 }), fc.boolean(), async (one, two, cuts, workers, isTogether) => {
      const expressions = isTogether ? [...EXPRESSIONS, TOGETHER] : EXPRESSIONS;
      const sources = { one: tableOf(PEOPLE, one, cuts), two: tableOf(PEOPLE, two) };
      const parallel = threads(workers);
      expectSame(await recordsOf(sources, expressions, onThreads(parallel)), await recordsOf(sources, expressions));
      // Without a row they are not worth it.
      expect(parallel.closed).toEqual(one.length + two.length === 0 ? [] : ['link/columns']);
    }), { numRuns: 60 });
  });

  test('are made from the rows on from which they are worth it, and the rows that waited are among them', async () => {
    const rows = Array.from({ length: 20 }, (_, row): Row => [`k${String(row).padStart(2, '0')}`, `n${row % 7}`, 'Paris', null, row, true]);
    const people = tableOf(PEOPLE, rows, [3, 6, 9, 9, 12]);
    const expected = await recordsOf({ people }, EXPRESSIONS);
    for (const [threadsFrom, isAsked] of [[1, true], [7, true], [20, true], [21, false]] as const) {
      const parallel = threads(2);
      expectSame(await recordsOf({ people }, EXPRESSIONS, onThreads(parallel, { threadsFrom })), expected);
      expect(parallel.closed).toEqual(isAsked ? ['link/columns'] : []);
    }
  });

  test('sources without rows, and such as have a column in another type, take part', async () => {
    const whole = schemaOf({ id: { type: 'int32', role: 'technical' }, value: { type: 'int32', role: 'measure' } });
    const broken = schemaOf({ id: { type: 'int32', role: 'technical' }, value: { type: 'float64', role: 'measure' } });
    const sources = { one: tableOf(whole, [[1, 5]]), two: tableOf(broken, [[1, 5], [2, 0.5], [3, NaN]]), zero: fromBatches(whole, []) };
    expectSame(await recordsOf(sources, [{ column: 'value' }], onThreads(threads(3))), await recordsOf(sources, [{ column: 'value' }]));
  });

  test('lists of texts are made there too', async () => {
    const type = new List(new Field('item', new Utf8(), true));
    const values = [['a', 'b'], null, [], ['b', null], ['é']];
    const people: Dataset = fromArrowTable(new Table({ id: vectorFromArray(values.map((_, row) => `k${row}`), new Utf8()), value: vectorFromArray(values, type) }));
    const expressions: readonly Expression[] = [{ column: 'value' }, { column: 'value', derive: [{ op: 'length' }] }];
    expectSame(await recordsOf({ people }, expressions, onThreads(threads(2))), await recordsOf({ people }, expressions));
  });

  test('what has nothing in common goes to several threads, the largest part alone', async () => {
    const rows = Array.from({ length: 50 }, (_, row): Row => [`k${row}`, `a name that is long ${row}`, 'Paris', null, null, null]);
    const parallel = threads(2);
    await recordsOf({ people: tableOf(PEOPLE, rows) }, EXPRESSIONS, onThreads(parallel));
    // Once with the rows, once to work out, once to lay out: the names on the first, four columns on the second.
    expect([0, 1].map((thread) => parallel.asked.filter((one) => one === thread).length)).toEqual([3, 12]);
  });

  test('dictionaries that expressions share are shared on this side too, and everything lies in shared memory', async () => {
    const rows: readonly Row[] = [['a', 'Anne', 'Anne', null, 1, true], ['b', 'Zoé', 'Paris', '2024-02-29', 2, false]];
    const upper: Expression = { column: 'name', derive: [{ op: 'split', separator: ' ' }] };
    const list = collectExpressions({ blocking: [{ on: [{ of: { column: 'name' }, against: { column: 'city' } }, { of: upper, against: { column: 'city' }, explode: true }] }], comparisons: [] });
    const { table: { columns, sourceStarts } } = await recordsOf({ people: tableOf(PEOPLE, rows) }, [], onThreads(threads(2), { expressions: list }));
    const [names, cities, parts] = [{ column: 'name' }, { column: 'city' }, upper].map((expression) => columns[list.indexOf(expression)]!);
    expect(names!.dictionary).toBe(cities!.dictionary);
    expect(parts!.dictionary.kind === 'texts' && parts!.dictionary.texts).toBe(names!.dictionary);
    const arrays = columns.flatMap(({ codes, counts, dictionary }) => [codes, counts, ...Object.values(dictionary).filter((part) => ArrayBuffer.isView(part))]);
    expect([sourceStarts, ...arrays].every(({ buffer }) => buffer instanceof SharedArrayBuffer)).toBe(true);
  });
});

describe('what is refused on threads', () => {
  const NUMBERS = schemaOf({ id: { type: 'int32', role: 'technical' }, one: { type: 'int64', role: 'measure' }, two: { type: 'int64', role: 'measure' } });
  const big = 2n ** 60n;

  test('a number that doubles cannot hold: the first of them, with the words of the calling thread', async () => {
    const sources = { a: tableOf(NUMBERS, [[1, 1n, 1n]]), b: tableOf(NUMBERS, [[1, 1n, 1n], [2, 1n, big], [3, big, 1n]], [1, 2]) };
    for (const order of [['one', 'two'], ['two', 'one']]) {
      const expressions = order.map((column) => ({ column }));
      const refusal = await recordsOf(sources, expressions).catch((error: unknown) => error as Error);
      const parallel = threads(2);
      await expect(recordsOf(sources, expressions, onThreads(parallel))).rejects.toEqual(refusal);
      expect(refusal).toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { source: 'b', column: order[0], firstRow: order[0] === 'one' ? 3 : 2 } });
      expect(parallel.closed).toEqual(['link/columns']);
    }
  });

  test('more than the memory allowed for what is made: the same bytes as alone', async () => {
    const rows = Array.from({ length: 5000 }, (_, row): Row => [`k${row}`, `Name ${row % 9}`, ['Paris', 'Lyon'][row % 2]!, null, null, null]);
    const starts = ['name', 'city'].flatMap((column) => Array.from({ length: 12 }, (_, length): Expression => ({ column, derive: [{ op: 'slice', from: 1, length: length + 1 }] })));
    const context = { ...IN_MEMORY, maxMemoryBytes: 300_000 };
    const refused = await recordsOf({ people: tableOf(PEOPLE, rows) }, starts, { context }).catch((error: unknown) => error as Error);
    expect(refused).toMatchObject({ code: 'DATA_MEMORY_LIMIT', message: expect.stringMatching(/^5000 records need \d+ bytes/) as string });
    await expect(recordsOf({ people: tableOf(PEOPLE, rows) }, starts, { context: { ...context, parallel: threads(2) }, threadsFrom: 0 })).rejects.toEqual(refused);
  });

  test('more than the memory allowed while rows come, before all have come', async () => {
    const rows = Array.from({ length: 4000 }, (_, row): Row => [`k${row}`, `n${row}`, null, null, null, null]);
    const { schema, open } = tableOf(PEOPLE, rows, Array.from({ length: 39 }, (_, cut) => 100 * (cut + 1)));
    let read = 0;
    const people: Dataset = { schema, async *open(signal) { for await (const batch of open(signal)) { read += batch.numRows; yield batch; } } };
    const parallel = threads(2);
    await expect(recordsOf({ people }, EXPRESSIONS, { context: { ...IN_MEMORY, maxMemoryBytes: 100_000, parallel }, threadsFrom: 0 })).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
    expect(read).toBeLessThan(4000);
    expect(parallel.closed).toEqual(['link/columns']);
  });

  test('a thread that fails, a reading that is aborted: the work is closed, and nothing is left to fail later', async () => {
    const rows = Array.from({ length: 10 }, (_, row): Row => [`k${row}`, 'n', null, null, null, null]);
    const parallel = threads(2);
    const failing: Parallel = {
      ...parallel,
      open: (task, setup) => ({ ...parallel.open(task, setup), run: () => Promise.reject(new Error('a worker thread ended before its work was done')) }),
    };
    await expect(recordsOf({ people: tableOf(PEOPLE, rows, [1, 2, 3, 4, 5, 6]) }, EXPRESSIONS, onThreads(failing))).rejects.toThrow('a worker thread ended');
    expect(parallel.closed).toEqual(['link/columns']);
    const aborted = threads(2);
    await expect(recordsOf({ people: tableOf(PEOPLE, rows) }, EXPRESSIONS, onThreads(aborted, { signal: AbortSignal.abort() }))).rejects.toMatchObject({ name: 'AbortError' });
    expect(aborted.closed).toEqual([]);
  });
});

describe('on real threads', () => {
  let script: Script;
  const pools: WorkerPool[] = [];
  beforeAll(async () => {
    script = await bundle('../src/worker.ts');
    for (const workers of [1, 2, 3]) pools.push(workerPool({ workers, entry: pathToFileURL(script.path) }));
  });
  afterAll(async () => {
    for (const pool of pools) await pool.close();
    await script.remove();
  });

  test('the same table, in order and out of order, twice on the same pool', async () => {
    const rows = Array.from({ length: 3000 }, (_, row): Row => [`k${(row * 7919) % 3000}`, row % 9 === 0 ? null : `Élodie ${row % 500}`, ['Paris', 'Lyon', null][row % 3]!, '2024-02-29', row / 8, row % 2 === 0]);
    const ordered = [...rows].sort(([left], [right]) => (left! < right! ? -1 : 1));
    const expected = await recordsOf({ people: tableOf(PEOPLE, ordered) }, EXPRESSIONS);
    for (const pool of [...pools, pools[1]!]) {
      for (const given of [ordered, rows]) expectSame(await recordsOf({ people: tableOf(PEOPLE, given, [700, 1400, 2100]) }, EXPRESSIONS, onThreads(pool)), expected);
    }
  });
});
