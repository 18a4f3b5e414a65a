import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrowType } from '../../src/core/arrow.ts';
import type { ColumnType } from '../../src/core/column-type.ts';
import { columnOfNumbers } from '../../src/core/number-column.ts';
import { columnOfValues, valuesOf, type Value } from '../small-tables.ts';

const like = (type: ColumnType, values: readonly number[]): Value[] => valuesOf(columnOfNumbers(columnOfValues(arrowType(type), []), Float64Array.from(values)));

describe('a column of numbers like another', () => {
  test('rounds whole numbers and decimals, and leaves doubles', () => {
    expect(like('int32', [1.4, 1.6, -2.4])).toEqual([1, 2, -2]);
    expect(like('int64', [2 ** 40 + 0.4, -3.6])).toEqual([1_099_511_627_776n, -4n]);
    expect(like('float64', [0.1, -0.25])).toEqual([0.1, -0.25]);
    expect(like('decimal(12,2)', [12.345, -0.014, 1e12])).toEqual([1235n, -1n, 100_000_000_000_000n]);
    expect(like('decimal(38,0)', [-1, 2 ** 70])).toEqual([-1n, 2n ** 70n]);
  });
  test('has null where there is no number, and zero under it', () => {
    for (const type of ['int32', 'int64', 'float64', 'decimal(5,1)'] as const) {
      const column = columnOfNumbers(columnOfValues(arrowType(type), []), Float64Array.of(1, NaN, 3));
      expect(valuesOf(column)[1]).toBeNull();
      expect(valuesOf({ ...column, valid: null })[1]).toEqual(type === 'float64' || type === 'int32' ? 0 : 0n);
      expect(columnOfNumbers(column, Float64Array.of(1)).valid).toBeNull();
    }
  });
  test('gives decimals back that were read', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -(2 ** 50), max: 2 ** 50 })), (unscaled) => {
      expect(like('decimal(38,3)', unscaled.map((value) => value / 1000))).toEqual(unscaled.map(BigInt));
    }));
  });
  test('is refused for what is no number', () => {
    expect(() => columnOfNumbers(columnOfValues(arrowType('utf8'), []), new Float64Array(0))).toThrow(/expected numbers, got text/);
    expect(() => columnOfNumbers(columnOfValues(arrowType('date'), []), new Float64Array(0))).toThrow(TypeError);
  });
});
