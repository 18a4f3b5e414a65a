import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ordinalsOf, rowKeysAt, sourcesAt } from '../../src/link/records/find-records.ts';
import { columnOfValues, valuesOf, type Value } from '../small-tables.ts';
import { arrowType, codedTextType } from '../../src/core/arrow.ts';
import { recordsOf, schemaOf, tableOf } from './records-of.ts';

const text = (values: readonly Value[]) => columnOfValues(arrowType('utf8'), values);
const KEYS = schemaOf({ id: { type: 'utf8', role: 'technical' } });
const NUMBERS = schemaOf({ id: { type: 'int32', role: 'technical' } });

describe('ordinalsOf', () => {
  test('finds records by source and key, and gives their names back', async () => {
    const records = await recordsOf({ y: tableOf(KEYS, [['a'], ['c']]), x: tableOf(KEYS, [['b'], ['a']]) }, []);
    const sources = columnOfValues(codedTextType(), ['y', 'x', 'x', 'z', null, 'y']);
    expect([...ordinalsOf(records, sources, text(['c', 'a', 'c', 'a', 'a', null]))]).toEqual([3, 0, -1, -1, -1, -1]);
    expect(valuesOf(rowKeysAt(records, Uint32Array.of(3, 0, 1)))).toEqual(['c', 'a', 'b']);
    expect(valuesOf(sourcesAt(records, Uint32Array.of(3, 0, 1)))).toEqual(['y', 'x', 'x']);
  });

  test('whole numbers of either width are the same key', async () => {
    const records = await recordsOf({ x: tableOf(NUMBERS, [[5], [-1]]) }, []);
    expect([...ordinalsOf(records, null, columnOfValues(arrowType('int64'), [-1n, 5n, 2n ** 40n]))]).toEqual([0, 1, -1]);
  });

  test('a source without rows is passed over', async () => {
    const records = await recordsOf({ a: tableOf(KEYS, []), b: tableOf(KEYS, [['k']]), c: tableOf(KEYS, []) }, []);
    expect([...ordinalsOf(records, text(['a', 'b', 'c']), text(['k', 'k', 'k']))]).toEqual([-1, 0, -1]);
    expect(valuesOf(sourcesAt(records, Int32Array.of(0)))).toEqual(['b']);
  });

  test('keys of another type, and several sources without names, are refused', async () => {
    const records = await recordsOf({ x: tableOf(NUMBERS, [[1]]), y: tableOf(NUMBERS, [[1]]) }, []);
    expect(() => ordinalsOf(records, null, columnOfValues(arrowType('int32'), [1]))).toThrow('DATA_COLUMN_MISSING');
    expect(() => ordinalsOf(records, text(['x']), text(['1']))).toThrow('DATA_COLUMN_TYPE');
    expect(() => ordinalsOf(records, columnOfValues(arrowType('int32'), [1]), columnOfValues(arrowType('int32'), [1]))).toThrow('DATA_COLUMN_TYPE');
  });

  test('every record is found again, and nothing else', async () => {
    const someKeys = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 4 }), { maxLength: 40 });
    await fc.assert(fc.asyncProperty(someKeys, someKeys, async (keys, others) => {
      const records = await recordsOf({ x: tableOf(KEYS, keys.map((key) => [key])) }, []);
      const all = [...keys, ...others];
      const found = ordinalsOf(records, null, text(all));
      const named = valuesOf(records.rowKeys);
      expect([...found]).toEqual(all.map((key) => named.indexOf(key)));
    }), { numRuns: 50 });
  });
});
