import { setTimeout as tick } from 'node:timers/promises';
import { tableFromArrays } from 'apache-arrow';
import type { DataType, RecordBatch, Table } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf, makeBatch } from '../../../src/core/arrow.ts';
import { BATCH_ROWS, collect, fromArrowTable, fromAsyncIterable, fromBatches, once, rebatch, watchRows, type Dataset, type StoredRows } from '../../../src/core/dataset.ts';
import { DataError } from '../../../src/core/errors.ts';
import { markRowKey, roleOf } from '../../../src/core/field.ts';
import { foldDataset, IN_MEMORY, type Fold } from '../../../src/core/fold.ts';
import { collectRejects, REJECTS_SCHEMA, rejectsSchema, textColumn } from '../../../src/core/rejects.ts';
import { columnOfValues, rowsOf, schemaOf, tableOf, type Row } from '../../small-tables.ts';
import { naiveValues } from './naive-columns.ts';

const schema = schemaOf({ id: { type: 'int32', role: 'technical' }, name: { type: 'utf8', role: 'attribute' }, region: { type: 'utf8', role: 'attribute' }, in: { type: 'bool', role: 'attribute' } }, ['region']);
const stopAfterOne = async (dataset: Dataset): Promise<void> => {
  const reader = dataset.open()[Symbol.asyncIterator]();
  expect((await reader.next()).done).toBe(false);
  await reader.return?.();
};
const numbered = (count: number): Row[] => Array.from({ length: count }, (_, row) => [row, row % 5 === 0 ? null : `n${row}`, ['Ain', 'Lot'][row % 2]!, row % 3 === 0]);

const rows = numbered(37);
const cuts = fc.array(fc.nat(37), { maxLength: 8 });

describe('a dataset of batches', () => {
  test('starts at row 0 at every opening, several at once', async () => {
    const dataset = tableOf(schema, rows, [10, 10, 30]);
    const [first, second] = await Promise.all([rowsOf(dataset), rowsOf(dataset)]);
    expect(first).toEqual(rows);
    expect(second).toEqual(rows);
    expect(await rowsOf(dataset)).toEqual(rows);
  });
  test('may have no rows, or only batches of none', async () => {
    expect(await collect(fromBatches(schema, []))).toEqual([]);
    expect(await rowsOf(tableOf(schema, [], [0, 0]))).toEqual([]);
  });
  test('of an Arrow table has its batches', async () => {
    const table = tableFromArrays({ x: Int32Array.of(1, 2, 3) });
    const dataset = fromArrowTable(table.concat(table) as Table);
    expect(dataset.schema).toBe(table.schema);
    expect((await collect(dataset)).map((batch) => naiveValues(columnsOf(batch)[0]!))).toEqual([[1, 2, 3], [1, 2, 3]]);
  });
  test('made of a function calls it at every opening, with the signal', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const source = tableOf(schema, rows);
    const dataset = fromAsyncIterable(schema, (signal) => {
      signals.push(signal);
      return source.open(signal);
    });
    const { signal } = new AbortController();
    await collect(dataset);
    await collect(dataset, signal);
    expect(signals).toEqual([undefined, signal]);
  });
  test('stops when told to, between batches', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const batch of tableOf(schema, rows, [10, 20]).open(controller.signal)) {
        seen.push(batch.numRows);
        controller.abort(new Error('enough'));
      }
    };
    await expect(read()).rejects.toThrow('enough');
    expect(seen).toEqual([10]);
  });
});

describe('a source that can be read once', () => {
  test('throws at the second opening, before anything is read of it', async () => {
    const dataset = once(schema, await collect(tableOf(schema, rows, [10])));
    expect(await rowsOf(dataset)).toEqual(rows);
    expect(() => dataset.open()).toThrow(DataError);
    expect(() => dataset.open()).toThrow('the source can be read only once, and this needs a second pass; save it to a file first [DATA_READ_TWICE]');
  });
  test('throws at the second opening even if the first read nothing', async () => {
    const dataset = once(schema, []);
    dataset.open();
    await expect(async () => collect(dataset)).rejects.toThrow('DATA_READ_TWICE');
  });
  test('is closed when the reader stops early, and when it is told to', async () => {
    let closed = 0;
    const batches = await collect(tableOf(schema, rows, [10]));
    const source = async function* (): AsyncIterable<RecordBatch> {
      try {
        for (const batch of batches) yield await Promise.resolve(batch);
      } finally {
        closed++;
      }
    };
    await stopAfterOne(once(schema, source()));
    expect(closed).toBe(1);
    await expect(collect(once(schema, source()), AbortSignal.abort())).rejects.toThrow('aborted');
    expect(closed).toBe(2);
  });
});

describe('a rebatched dataset', () => {
  test('has the same rows in batches of the wanted size, wherever the source was cut', async () => {
    await fc.assert(fc.asyncProperty(cuts, fc.integer({ min: 1, max: 45 }), async (places, batchRows) => {
      const dataset = rebatch(tableOf(schema, rows, places), batchRows);
      expect(await rowsOf(dataset)).toEqual(rows);
      const sizes = (await collect(dataset)).map((batch) => batch.numRows);
      expect(sizes.slice(0, -1).every((size) => size === batchRows)).toBe(true);
      expect(sizes.at(-1)).toBe(37 % batchRows === 0 ? batchRows : 37 % batchRows);
    }), { numRuns: 150 });
  });
  test('of no rows has no batch', async () => {
    expect(await collect(rebatch(tableOf(schema, [], [0, 0])))).toEqual([]);
  });
  test('passes a batch of the right size on as it is', async () => {
    const batches = await collect(tableOf(schema, rows.slice(0, 20), [10]));
    expect(await collect(rebatch(fromBatches(schema, batches), 10))).toEqual(batches);
  });
  test('has batches of 65,536 rows unless told otherwise', () => {
    expect(BATCH_ROWS).toBe(65_536);
  });
  test.each([[0], [-5], [2.5]])('of %s rows is refused rather than endless', (batchRows) => {
    expect(() => rebatch(tableOf(schema, rows), batchRows)).toThrow(new RangeError(`batchRows: expected an integer from 1 up, got ${batchRows}`));
  });
});

describe('a fold over a dataset', () => {
  const sumOfIds: Fold<{ sum: number; first: number[] }, number> = {
    init: () => ({ sum: 0, first: [] }),
    add(state, batch, firstRow) {
      for (const id of naiveValues(columnsOf(batch)[0]!)) state.sum += id as number;
      state.first.push(firstRow);
    },
    merge: (left, right) => ({ sum: left.sum + right.sum, first: [...left.first, ...right.first] }),
    finish: ({ sum }) => sum,
    bytes: ({ first }) => 8 * first.length,
  };

  test('sees every row once, with the number of rows before each batch, and no empty batch', async () => {
    let state: { first: number[] } | undefined;
    const watching: typeof sumOfIds = { ...sumOfIds, init: (context) => (state = sumOfIds.init(context)) as ReturnType<typeof sumOfIds.init> };
    expect(await foldDataset(tableOf(schema, rows, [0, 10, 10, 30]), watching)).toBe((36 * 37) / 2);
    expect(state!.first).toEqual([0, 10, 30]);
    expect(await foldDataset(tableOf(schema, []), sumOfIds)).toBe(0);
  });
  test('waits for what it adds, batch after batch', async () => {
    const log: string[] = [];
    const slow: Fold<null, null> = {
      init: () => null,
      async add(_, batch) {
        log.push(`in ${batch.numRows}`);
        await tick(1);
        log.push(`out ${batch.numRows}`);
      },
      merge: () => null, finish: () => null, bytes: () => 0,
    };
    await foldDataset(tableOf(schema, rows, [10]), slow);
    expect(log).toEqual(['in 10', 'out 10', 'in 27', 'out 27']);
  });
  test('is refused when its state outgrows the limit', async () => {
    const limited = foldDataset(tableOf(schema, rows, [10, 20, 30]), sumOfIds, { ...IN_MEMORY, maxMemoryBytes: 16 });
    await expect(limited).rejects.toThrow('the state outgrew 16 bytes; raise maxMemoryBytes or group by fewer distinct values [DATA_MEMORY_LIMIT]');
  });
});

describe('rejected rows', () => {
  const named = schemaOf({ stay: { type: 'utf8', role: 'technical' }, nir: { type: 'utf8', role: 'directIdentifier' } });
  const batch = columnsBatch([['a', 'x'], ['b', null], ['c', 'y']]);
  function columnsBatch(rows: readonly Row[]): RecordBatch {
    return makeBatch(named, named.fields.map(({ type }, index) => columnOfValues(type as DataType, rows.map((row) => row[index]!))), rows.length);
  }

  test('are given as a table of number, column and code, once, in the order of their rows', () => {
    const collector = collectRejects(named);
    expect(collector.take(batch, 2)).toBeNull();
    collector.sink(5, 'né', 'null');
    collector.sink(3, 'nir', 'checksum');
    collector.sink(5, 'nir', 'length');
    const rejects = collector.take(batch, 2)!;
    expect(rejects.schema).toEqual(REJECTS_SCHEMA);
    expect(columnsOf(rejects).map(naiveValues)).toEqual([[3n, 5n, 5n], ['nir', 'né', 'nir'], ['checksum', 'null', 'length']]);
    expect(collector.take(batch, 2)).toBeNull();
  });
  test('carry the key of their row, under its own role, where the input declares one', () => {
    const keyed = markRowKey(named, 'stay');
    expect(rejectsSchema(keyed).fields.map((field) => [field.name, roleOf(field)])).toEqual([['row', 'technical'], ['rowKey', 'technical'], ['column', 'technical'], ['code', 'technical']]);
    const collector = collectRejects(keyed);
    collector.sink(2 ** 40 + 3, 'nir', 'key');
    collector.sink(2 ** 40 + 1, 'nir', 'key');
    expect(columnsOf(collector.take(batch, 2 ** 40)!).map(naiveValues)).toEqual([[2n ** 40n + 1n, 2n ** 40n + 3n], ['a', 'c'], ['nir', 'nir'], ['key', 'key']]);
  });
  test('have no key when the input declares none, or a column that is not there', () => {
    expect(rejectsSchema(named)).toEqual(REJECTS_SCHEMA);
    expect(rejectsSchema(markRowKey(named, undefined))).toEqual(REJECTS_SCHEMA);
    expect(rejectsSchema(markRowKey(named, 'gone'))).toEqual(REJECTS_SCHEMA);
  });
  test('are text columns made of strings, nulls among them', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 20 }), (values) => {
      expect(naiveValues(textColumn(values) as never)).toEqual(values);
    }));
  });
});

describe('a watched dataset', () => {
  const watched = (dataset: Dataset): { readonly dataset: Dataset; readonly seen: (number | string)[] } => {
    const seen: (number | string)[] = [];
    return { seen, dataset: watchRows(dataset, () => {
      seen.push('start');
      return { rows: (count) => seen.push(count), end: () => seen.push('end') };
    }) };
  };

  test('gives the same rows, and tells of each reading from its start to its end', async () => {
    const { dataset, seen } = watched(tableOf(schema, rows, [10, 0, 27]));
    expect(dataset.stored).toBeUndefined();
    expect(await rowsOf(dataset)).toEqual(rows);
    expect(seen).toEqual(['start', 0, 10, 17, 10, 'end']);
    await stopAfterOne(dataset);
    expect(seen.slice(6)).toEqual(['start', 0]);
  });

  test('tells of rows that come as their file keeps them, too', async () => {
    const groups: readonly StoredRows[] = [{ rows: 3, columns: [] }, { rows: 4, columns: null }];
    async function* stored(): AsyncGenerator<StoredRows> {
      for (const group of groups) yield await Promise.resolve(group);
    }
    const { dataset, seen } = watched({ ...tableOf(schema, rows), stored });
    const given: StoredRows[] = [];
    for await (const group of dataset.stored!()) given.push(group);
    expect(given).toEqual(groups);
    expect(seen).toEqual(['start', 3, 4, 'end']);
  });
});
