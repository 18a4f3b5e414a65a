// How sources are read: once each, closed when something goes wrong, and never further than needed.
import type { RecordBatch } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { fromAsyncIterable, type Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { attach } from '../../src/link/attach.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import { rowsOf } from '../small-tables.ts';
import { decodeRecords, oneColumn, recordsOf, schemaOf, tableOf, type Row } from './records-of.ts';

const value: Expression = { column: 'value' };

/** A table that counts what is done with it, and may fail after some batches. */
function watched(table: Dataset, failAfter = Infinity): { readonly dataset: Dataset; readonly seen: { opened: number; batches: number; closed: number } } {
  const seen = { opened: 0, batches: 0, closed: 0 };
  async function* read(signal?: AbortSignal): AsyncIterable<RecordBatch> {
    seen.opened++;
    try {
      for await (const batch of table.open(signal)) {
        if (seen.batches === failAfter) throw new Error('the disk is gone');
        signal?.throwIfAborted();
        seen.batches++;
        yield batch;
      }
    } finally {
      seen.closed++;
    }
  }
  return { dataset: fromAsyncIterable(table.schema, read), seen };
}

const PEOPLE = schemaOf({ id: { type: 'int32', role: 'technical' }, value: { type: 'utf8', role: 'attribute' } });
const people = (rows: readonly Row[], cuts: readonly number[] = []): Dataset => tableOf(PEOPLE, rows, cuts);

describe('reading sources', () => {
  test('opens each once, reads it to its end, and closes it', async () => {
    const one = watched(people([[1, 'a'], [2, 'b'], [3, 'c']], [1, 2]));
    const two = watched(people([[1, 'a']]));
    await recordsOf({ one: one.dataset, two: two.dataset }, [value, { column: 'value', derive: [{ op: 'upper' }] }, { list: [value, value] }]);
    expect([one.seen, two.seen]).toEqual([{ opened: 1, batches: 3, closed: 1 }, { opened: 1, batches: 1, closed: 1 }]);
  });

  test('a source that fails midway fails the whole with its own error, closed, and later sources are not opened', async () => {
    const one = watched(people([[1, 'a'], [2, 'b'], [3, 'c']], [1, 2]), 1);
    const two = watched(people([[1, 'a']]));
    await expect(recordsOf({ one: one.dataset, two: two.dataset }, [value])).rejects.toThrow('the disk is gone');
    expect([one.seen.closed, two.seen.opened]).toEqual([1, 0]);
  });

  test('a row without key stops the reading where it stands', async () => {
    const one = watched(people([[1, 'a'], [null, 'b'], [3, 'c']], [1, 2]));
    await expect(recordsOf({ one: one.dataset }, [value])).rejects.toMatchObject({ code: 'DATA_NULL', detail: { firstRow: 2 } });
    expect(one.seen).toEqual({ opened: 1, batches: 2, closed: 1 });
  });

  test('what is wrong with the plan is said before anything is read', async () => {
    const one = watched(people([[1, 'a']]));
    await expect(recordsOf({ one: one.dataset }, [{ column: 'valeu' }])).rejects.toMatchObject({ name: 'PlanError' });
    expect(one.seen.opened).toBe(0);
  });

  test('an abort between batches closes the source', async () => {
    const stop = new AbortController();
    const inner = watched(people([[1, 'a'], [2, 'b'], [3, 'c']], [1, 2]));
    async function* aborting(signal?: AbortSignal): AsyncIterable<RecordBatch> {
      for await (const batch of inner.dataset.open(signal)) {
        yield batch;
        stop.abort();
      }
    }
    await expect(recordsOf({ one: fromAsyncIterable(PEOPLE, aborting) }, [value], { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(inner.seen).toMatchObject({ batches: 1, closed: 1 });
  });

  test('a limit of memory is felt before the source ends', async () => {
    const rows = Array.from({ length: 1000 }, (_, row): Row => [row, `value ${row}`]);
    const one = watched(people(rows, Array.from({ length: 99 }, (_, part) => 10 * (part + 1))));
    await expect(recordsOf({ one: one.dataset }, [value], { context: { spill: null, maxMemoryBytes: 3000 } })).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT', detail: { source: 'one' } });
    expect(one.seen.batches).toBeLessThan(99);
    expect(one.seen.closed).toBe(1);
  });
});

describe('one column of several types', () => {
  test('numbers of every type are compared by what they are', async () => {
    const { table } = await recordsOf({
      a: oneColumn([1, 2], 'int32'), b: oneColumn([2n, 3n], 'int64'), c: oneColumn([1, 3.5], 'float64'), d: oneColumn([100n, 350n], 'decimal(9,2)'),
    }, [value]);
    expect([...table.columns[0]!.codes]).toEqual([1, 2, 2, 3, 1, 4, 1, 4]);
  });

  test('a day is the midnight it begins with', async () => {
    const { table } = await recordsOf({ a: oneColumn([0, 1], 'date'), b: oneColumn([86_400_000_000n, 1n], 'timestamp') }, [value]);
    expect([...table.columns[0]!.codes]).toEqual([1, 2, 2, 3]);
  });

  test('truth values are the texts that are written for them', async () => {
    const { table } = await recordsOf({ a: oneColumn([true, false, null], 'bool'), b: oneColumn(['false', 'true', 'True']) }, [value]);
    expect([...table.columns[0]!.codes]).toEqual([1, 2, 0, 2, 1, 3]);
  });

  test('a number too wide is named by source and row, in whichever source it stands', async () => {
    await expect(recordsOf({ a: oneColumn([1, 2], 'int32'), b: oneColumn([2n, 2n ** 60n], 'int64') }, [value])).rejects.toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { source: 'b', column: 'value', firstRow: 2 } });
    await expect(recordsOf({ a: oneColumn([10n ** 15n], 'decimal(20,2)') }, [value])).rejects.toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { source: 'a', firstRow: 1 } });
    await expect(recordsOf({ a: oneColumn([10n ** 15n - 1n, 1n - 10n ** 15n], 'decimal(20,2)') }, [value])).resolves.toMatchObject({ table: { records: 2 } });
  });

  test('text beside numbers is refused before reading', async () => {
    await expect(recordsOf({ a: oneColumn(['1']), b: oneColumn([1], 'int32') }, [value])).rejects.toMatchObject({ problems: [{ code: 'PLAN_COLUMN_TYPE', message: 'column "value": expected text as in the first source, got number' }] });
  });
});

test('row keys of any whole number are ordered by value, and 64 bits are told apart to the last', async () => {
  const keys = [5n, -1n, 2n ** 62n + 1n, 2n ** 62n, -(2n ** 63n), 0n, 2n ** 63n - 1n];
  const schema = schemaOf({ id: { type: 'int64', role: 'technical' }, value: { type: 'utf8', role: 'attribute' } });
  const records = await recordsOf({ x: tableOf(schema, keys.map((key) => [key, String(key)]), [2, 5]) }, [value]);
  expect(decodeRecords(records).map(([, key]) => key)).toEqual(keys.toSorted((left, right) => (left < right ? -1 : 1)));
});

describe('attaching', () => {
  const CLUSTERS = schemaOf({ source: { type: 'utf8', role: 'attribute' }, rowKey: { type: 'int32', role: 'technical' }, cluster: { type: 'utf8', role: 'entity' } });
  const connected = (rows: Dataset, linked: Dataset): Dataset => attach({ rowKey: 'id' }).connect({ rows, linked }, { fold: IN_MEMORY })['rows']!;
  const clusters = tableOf(CLUSTERS, [['x', 2, 'B'], ['x', 1, 'A']], [1]);

  test('who stops early closes the rows, and does not read them to the end', async () => {
    const rows = watched(people([[1, 'a'], [2, 'b'], [3, 'c']], [1, 2]));
    const reader = connected(rows.dataset, clusters).open()[Symbol.asyncIterator]();
    expect((await reader.next()).value).toMatchObject({ numRows: 1 });
    await reader.return?.();
    expect(rows.seen).toEqual({ opened: 1, batches: 1, closed: 1 });
  });

  test('a reading that failed is forgotten: the next one starts afresh', async () => {
    let attempts = 0;
    async function* flaky(signal?: AbortSignal): AsyncIterable<RecordBatch> {
      if (attempts++ === 0) throw new Error('the disk is gone');
      yield* clusters.open(signal);
    }
    const table = connected(people([[1, 'a'], [3, 'c']]), fromAsyncIterable(CLUSTERS, flaky));
    await expect(rowsOf(table)).rejects.toThrow('the disk is gone');
    expect(await rowsOf(table)).toEqual([[1, 'a', 'A'], [3, 'c', null]]);
  });

  test('readers at the same time share one reading of the other table', async () => {
    const linked = watched(clusters);
    const table = connected(people([[1, 'a'], [2, 'b']]), linked.dataset);
    const [one, other] = await Promise.all([rowsOf(table), rowsOf(table)]);
    expect(one).toEqual([[1, 'a', 'A'], [2, 'b', 'B']]);
    expect(other).toEqual(one);
    expect(linked.seen).toEqual({ opened: 1, batches: 2, closed: 1 });
  });

  test('rows that repeat in different batches are found out', async () => {
    await expect(rowsOf(connected(people([[1, 'a'], [2, 'b'], [1, 'c']], [1, 2]), clusters))).rejects.toMatchObject({ code: 'DATA_DUPLICATE_KEY', detail: { column: 'id', firstRow: 3 } });
  });
});
