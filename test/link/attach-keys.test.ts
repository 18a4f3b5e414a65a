import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnType } from '../../src/core/column-type.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { attach, type AttachOptions } from '../../src/link/attach.ts';
import { rowsOf, type Value } from '../small-tables.ts';
import { schemaOf, tableOf, type Row } from './records-of.ts';

const peopleOf = (type: ColumnType, keys: readonly Value[], cuts: readonly number[] = []): Dataset => tableOf(schemaOf({ id: { type, role: 'technical' } }), keys.map((key): Row => [key]), cuts);
const clustersOf = (type: ColumnType, rows: readonly Row[], cuts: readonly number[] = []): Dataset => tableOf(schemaOf({ source: { type: 'utf8', role: 'attribute' }, rowKey: { type, role: 'technical' }, cluster: { type: 'utf8', role: 'entity' } }, ['source']), rows, cuts);
const linksOf = (rows: readonly Row[], cuts: readonly number[] = []): Dataset => tableOf(schemaOf({
  leftSource: { type: 'utf8', role: 'attribute' }, leftRowKey: { type: 'int32', role: 'technical' }, rightSource: { type: 'utf8', role: 'attribute' }, rightRowKey: { type: 'int32', role: 'technical' }, matchWeightBits: { type: 'float64', role: 'attribute' },
}), rows, cuts);
const attached = (rows: Dataset, linked: Dataset, options: AttachOptions = {}): Promise<Value[][]> => rowsOf(attach({ rowKey: 'id', ...options }).connect({ rows, linked }, { fold: IN_MEMORY })['rows']!);

describe('keys of every type', () => {
  test.each<[type: ColumnType, keys: Value[]]>([
    ['utf8', ['b', '', 'é', '😀', 'ab', 'a']],
    ['int32', [5, -1, 0, 2 ** 31 - 1, -(2 ** 31)]],
    ['int64', [2n ** 53n + 1n, 2n ** 53n, -1n, 0n, -(2n ** 63n)]],
    ['binary(2)', ['00ff', 'ff00', '0000', 'ffff', '0100']],
  ])('%s', async (type, keys) => {
    const clusters = clustersOf(type, keys.slice(1).toReversed().map((key, index): Row => ['x', key, `c${index}`]), [1, 3]);
    const expected = keys.map((key, index) => [key, index === 0 ? null : `c${keys.length - 1 - index}`]);
    expect(await attached(peopleOf(type, keys, [2]), clusters)).toEqual(expected);
  });

  test('keys of two types are refused before anything is read', () => {
    expect(() => attach({ rowKey: 'id' }).outputSchemas({ rows: peopleOf('int32', []).schema, linked: clustersOf('int64', []).schema })).toThrow(/rowKey: expected one type on both sides, got int32 and int64/);
  });
});

describe('links', () => {
  const someLinks = fc.uniqueArray(fc.tuple(fc.nat(9), fc.nat(9), fc.integer({ min: -5, max: 20 })), { maxLength: 6, selector: ([left]) => left })
    .map((links) => links.filter(([, right], index) => links.findIndex(([, other]) => other === right) === index));

  test('one to one between two sources bring each side the other, whatever the order and the batches', async () => {
    await fc.assert(fc.asyncProperty(someLinks, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), fc.array(fc.nat(6), { maxLength: 3 }), async (links, turned, cuts) => {
      const table = linksOf(links.map(([left, right, bits], index): Row => (turned[index] === true ? ['y', right, 'x', left, bits] : ['x', left, 'y', right, bits])), cuts);
      const keys = Array.from({ length: 10 }, (_, key) => key);
      const [ofX, ofY] = [new Map(links.map(([left, right, bits]) => [left, [right, bits]])), new Map(links.map(([left, right, bits]) => [right, [left, bits]]))];
      expect(await attached(peopleOf('int32', keys, cuts), table, { source: 'x' })).toEqual(keys.map((key) => [key, ...(ofX.get(key) ?? [null, null])]));
      expect(await attached(peopleOf('int32', keys), table, { source: 'y' })).toEqual(keys.map((key) => [key, ...(ofY.get(key) ?? [null, null])]));
    }), { numRuns: 60 });
  });

  test('within one source a record may be left or right, but not both', async () => {
    const rows = peopleOf('int32', [1, 2, 3, 4]);
    expect(await attached(rows, linksOf([['x', 1, 'x', 2, 7], ['x', 4, 'x', 3, 5]]))).toEqual([[1, 2, 7], [2, 1, 7], [3, 4, 5], [4, 3, 5]]);
    await expect(attached(rows, linksOf([['x', 1, 'x', 2, 7], ['x', 2, 'x', 3, 5]]))).rejects.toMatchObject({ code: 'DATA_DUPLICATE_KEY', detail: { source: 'linked', rowCount: 1 } });
  });

  test('a new name that is taken, twice or by the rows, is refused', () => {
    const schemas = { rows: peopleOf('int32', []).schema, linked: linksOf([]).schema };
    expect(() => attach({ rowKey: 'id', take: { matchWeightBits: 'id' } }).outputSchemas(schemas)).toThrow(/there is already a column "id"/);
    expect(() => attach({ rowKey: 'id', take: { matchWeightBits: 'a', rowKey: 'a' } }).outputSchemas(schemas)).toThrow(/there is already a column "a"/);
    expect(() => attach({ rowKey: 'id', take: {} })).toThrow(/at least one column/);
  });
});
