import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { markRowKey, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import type { Findings } from '../../src/core/operator.ts';
import { attach, type AttachOptions } from '../../src/link/attach.ts';
import { rowsOf, type Value } from '../small-tables.ts';
import { schemaOf, tableOf, type Row } from './records-of.ts';

const ROWS = markRowKey(schemaOf({ id: { type: 'utf8', role: 'technical' }, name: { type: 'utf8', role: 'directIdentifier' } }), 'id');
const CLUSTERS = schemaOf({ source: { type: 'utf8', role: 'attribute' }, rowKey: { type: 'utf8', role: 'technical' }, cluster: { type: 'utf8', role: 'entity' } }, ['source']);
const LINKS = schemaOf({
  leftSource: { type: 'utf8', role: 'attribute' }, leftRowKey: { type: 'utf8', role: 'technical' }, rightSource: { type: 'utf8', role: 'attribute' }, rightRowKey: { type: 'utf8', role: 'pseudonym' },
  matchWeightBits: { type: 'float64', role: 'attribute' },
});

const attached = (rows: Dataset, linked: Dataset, options: AttachOptions = {}, onFindings?: (findings: Findings) => void): Dataset =>
  attach(options).connect({ rows, linked }, { fold: IN_MEMORY, ...(onFindings === undefined ? {} : { onFindings }) })['rows']!;

describe('attach', () => {
  const rows = tableOf(ROWS, [['b', 'Zoé'], ['a', 'Anne'], ['c', null]], [1]);

  test('brings the clusters of a source to its rows, in their order', async () => {
    const clusters = tableOf(CLUSTERS, [['x', 'a', 'x:a'], ['y', 'a', 'y:a'], ['x', 'b', 'x:a'], ['y', 'c', 'x:a']], [2]);
    const findings: Findings[] = [];
    expect(await rowsOf(attached(rows, clusters, { source: 'x' }, (found) => findings.push(found)))).toEqual([['b', 'Zoé', 'x:a'], ['a', 'Anne', 'x:a'], ['c', null, null]]);
    expect(findings).toEqual([{ rowsIn: 3, attached: 2 }]);
  });

  test('with one source its name may be left out; the column may be renamed', async () => {
    const clusters = tableOf(CLUSTERS, [['x', 'c', 'c']]);
    const table = attached(rows, clusters, { take: { cluster: 'person' } });
    expect(table.schema.fields.map((field) => [field.name, roleOf(field)])).toEqual([['id', 'technical'], ['name', 'directIdentifier'], ['person', 'entity']]);
    expect(await rowsOf(table)).toEqual([['b', 'Zoé', null], ['a', 'Anne', null], ['c', null, 'c']]);
  });

  test('brings the other record of a link, from either side', async () => {
    const links = tableOf(LINKS, [['x', 'a', 'y', '7', 12.5], ['w', '3', 'x', 'b', 2]]);
    expect(await rowsOf(attached(rows, links, { source: 'x' }))).toEqual([['b', 'Zoé', '3', 2], ['a', 'Anne', '7', 12.5], ['c', null, null, null]]);
    expect(await rowsOf(attached(rows, links, { source: 'x', take: { source: 'from', matchWeightBits: 'bits' } }))).toEqual([['b', 'Zoé', 'w', 2], ['a', 'Anne', 'y', 12.5], ['c', null, null, null]]);
  });

  test('empty tables on either side are legal', async () => {
    expect(await rowsOf(attached(rows, fromBatches(CLUSTERS, [])))).toEqual([['b', 'Zoé', null], ['a', 'Anne', null], ['c', null, null]]);
    expect(await rowsOf(attached(fromBatches(ROWS, []), tableOf(CLUSTERS, [['x', 'a', 'a']])))).toEqual([]);
    expect(await rowsOf(attached(rows, tableOf(CLUSTERS, [['x', 'a', 'a']]), { source: 'unknown' }))).toEqual([['b', 'Zoé', null], ['a', 'Anne', null], ['c', null, null]]);
  });

  test('the other table is read once, however often the rows are', async () => {
    let openings = 0;
    const clusters = tableOf(CLUSTERS, [['x', 'a', 'a']]);
    const counted: Dataset = { schema: CLUSTERS, open: (signal) => { openings++; return clusters.open(signal); } };
    const table = attached(rows, counted);
    await rowsOf(table);
    await rowsOf(table);
    expect(openings).toBe(1);
  });

  test.each<[what: string, rows: Dataset, linked: Dataset, options: AttachOptions, code: string]>([
    ['a row without key', tableOf(ROWS, [['a', 'Zoé'], [null, 'Zoé']]), tableOf(CLUSTERS, []), {}, 'DATA_NULL'],
    ['two rows of one record', tableOf(ROWS, [['a', 'Zoé'], ['a', 'Zoé']]), tableOf(CLUSTERS, [['x', 'a', 'a']]), {}, 'DATA_DUPLICATE_KEY'],
    ['two clusters of one record', rows, tableOf(CLUSTERS, [['x', 'a', 'a'], ['x', 'a', 'b']]), {}, 'DATA_DUPLICATE_KEY'],
    ['two links of one record', rows, tableOf(LINKS, [['x', 'a', 'y', 'a', 1], ['y', 'b', 'x', 'a', 1]]), { source: 'x' }, 'DATA_DUPLICATE_KEY'],
    ['several sources and none named', rows, tableOf(LINKS, [['x', 'a', 'y', 'a', 1]]), {}, 'DATA_INVALID'],
    ['a linked record without key', rows, tableOf(CLUSTERS, [['x', null, 'a']]), {}, 'DATA_NULL'],
  ])('%s is refused, without a value', async (_, table, linked, options, code) => {
    const error: unknown = await rowsOf(attached(table, linked, options)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('Zoé');
  });

  test('tables that do not fit are problems of the plan, all at once', () => {
    const problemsOf = (run: () => unknown): readonly { readonly code: string; readonly path: string }[] => {
      try {
        run();
      } catch (error) {
        return (error as { problems: [] }).problems;
      }
      return [];
    };
    const noKey = schemaOf({ id: { type: 'int32', role: 'technical' }, cluster: { type: 'utf8', role: 'entity' } });
    expect(problemsOf(() => attach().outputSchemas({ rows: noKey, linked: CLUSTERS }))).toMatchObject([{ code: 'PLAN_MISSING', path: 'rowKey' }, { code: 'PLAN_COLUMN_EXISTS', path: 'take' }]);
    expect(problemsOf(() => attach({ rowKey: 'id', take: { clusters: 'c' } }).outputSchemas({ rows: noKey, linked: CLUSTERS }))).toMatchObject([{ code: 'PLAN_COLUMN_TYPE', path: 'rowKey' }, { code: 'PLAN_UNKNOWN_COLUMN', path: 'take' }]);
    expect(problemsOf(() => attach().outputSchemas({ rows: ROWS, linked: ROWS }))).toMatchObject([{ code: 'PLAN_UNKNOWN_COLUMN' }, { code: 'PLAN_UNKNOWN_COLUMN' }, { code: 'PLAN_COLUMN_EXISTS' }, { code: 'PLAN_COLUMN_EXISTS' }]);
    expect(problemsOf(() => attach({ clusters: 'x' } as never))).toMatchObject([{ code: 'PLAN_UNKNOWN_OPTION', path: 'clusters' }]);
  });

  test('an early break, and an error of either table, close what was opened', async () => {
    const closed: string[] = [];
    const watched = (name: string, dataset: Dataset, failsAfter = Infinity): Dataset => ({
      schema: dataset.schema,
      async *open(signal) {
        try {
          let batches = 0;
          for await (const batch of dataset.open(signal)) {
            if (batches++ === failsAfter) throw new RangeError(name);
            yield batch;
          }
        } finally {
          closed.push(name);
        }
      },
    });
    const clusters = tableOf(CLUSTERS, [['x', 'a', 'a'], ['x', 'b', 'a']], [1]);
    const reading = attached(watched('rows', rows), watched('linked', clusters)).open()[Symbol.asyncIterator]();
    expect((await reading.next()).value?.numRows).toBe(1);
    await reading.return?.();
    expect(closed).toEqual(['linked', 'rows']);
    await expect(rowsOf(attached(watched('rows', rows, 1), clusters))).rejects.toThrow('rows');
    await expect(rowsOf(attached(rows, watched('linked', clusters, 1)))).rejects.toThrow('linked');
    expect(closed).toEqual(['linked', 'rows', 'rows', 'linked']);
  });

  test('after a failed reading of the other table the next opening reads it again', async () => {
    let attempts = 0;
    const clusters = tableOf(CLUSTERS, [['x', 'a', 'a']]);
    const flaky: Dataset = {
      schema: CLUSTERS,
      open(signal) {
        if (attempts++ === 0) throw new RangeError('busy');
        return clusters.open(signal);
      },
    };
    const table = attached(rows, flaky);
    await expect(rowsOf(table)).rejects.toThrow('busy');
    expect((await rowsOf(table)).map(([, , cluster]) => cluster)).toEqual([null, 'a', null]);
  });

  test('an aborted reading ends with its reason', async () => {
    const reading = attached(rows, tableOf(CLUSTERS, [['x', 'a', 'a']])).open(AbortSignal.abort(new RangeError('enough')));
    await expect(reading[Symbol.asyncIterator]().next()).rejects.toThrow('enough');
  });

  test('keys of bytes and of numbers are found as well', async () => {
    for (const [type, keys] of [['binary(2)', ['00ff', 'ff00', '0000']], ['int64', [-1n, 2n ** 60n, 0n]], ['int32', [7, -7, 0]]] as const) {
      const table = tableOf(schemaOf({ id: { type, role: 'technical' } }), keys.map((key) => [key]));
      const clusters = tableOf(schemaOf({ source: { type: 'utf8', role: 'attribute' }, rowKey: { type, role: 'technical' }, cluster: { type: 'utf8', role: 'entity' } }), [['x', keys[1], 'second'], ['x', keys[0], 'first']]);
      expect(await rowsOf(attached(table, clusters, { rowKey: 'id' }))).toEqual([[keys[0], 'first'], [keys[1], 'second'], [keys[2], null]]);
    }
  });

  test('rows get what a Map gives them, whatever the batches', async () => {
    const someKeys = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 3 }), { maxLength: 20 });
    await fc.assert(fc.asyncProperty(someKeys, someKeys, fc.array(fc.nat(20), { maxLength: 3 }), fc.array(fc.nat(20), { maxLength: 3 }), async (keys, linked, cuts, otherCuts) => {
      const clusterOf = new Map(linked.map((key, index): [Value, Value] => [key, `c${index >> 1}`]));
      const table = attached(tableOf(ROWS, keys.map((key): Row => [key, null]), cuts), tableOf(CLUSTERS, [...clusterOf].map(([key, cluster]): Row => ['x', key, cluster]), otherCuts));
      expect(await rowsOf(table)).toEqual(keys.map((key) => [key, null, clusterOf.get(key) ?? null]));
    }), { numRuns: 50 });
  });
});
