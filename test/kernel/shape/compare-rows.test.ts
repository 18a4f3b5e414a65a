import fc from 'fast-check';
import type { DataType } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import type { ColumnType } from '../../../src/core/column-type.ts';
import type { Column } from '../../../src/core/column.ts';
import { compareBy, sortPrefixes, type SortColumn } from '../../../src/shape/compare-rows.ts';
import { columnOfValues, schemaOf, type Value } from '../../small-tables.ts';

/** Values of each type, ascending. */
const ASCENDING: Readonly<Record<string, readonly Value[]>> = {
  utf8: ['', '\u0000', 'a', 'a\u0000', 'abcdef', 'abcdefg', 'abcdeg', 'é', '𝒶'],
  int32: [-2147483648, -1, 0, 2147483647],
  int64: [-(2n ** 63n), -(2n ** 62n) - 1n, -(2n ** 62n), -1n, 0n, 1n, 2047n, 2048n, 2n ** 63n - 1n],
  float64: [-Infinity, -1e300, -1, 0, 5e-324, 1, Infinity, NaN],
  bool: [false, true],
  date: [-719_162, -1, 0, 20_000],
  timestamp: [-(2n ** 60n), -2048n, -1n, 0n, 2047n, 2n ** 60n],
  'decimal(38,2)': [-(10n ** 37n), -(2n ** 64n), -(2n ** 32n), -1n, 0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 96n, 10n ** 37n],
  'binary(2)': ['0000', '00ff', '0100', 'ff00'],
};

function column(type: string, values: readonly Value[]): Column {
  return columnOfValues(schemaOf({ value: { type: type as ColumnType, role: 'attribute' } }).fields[0]!.type as DataType, values);
}

const directions = fc.record({ direction: fc.constantFrom('ascending' as const, 'descending' as const), nulls: fc.constantFrom('first' as const, 'last' as const) });

describe.each(Object.keys(ASCENDING))('comparing rows by %s', (type) => {
  const values = ASCENDING[type]!;

  test('goes by the meaning of the values', () => {
    const ascending = column(type, values);
    const compare = compareBy([{ column: 'value' }], [0]);
    for (let left = 0; left < values.length; left++) {
      for (let right = 0; right < values.length; right++) expect(Math.sign(compare([ascending], left, [ascending], right))).toBe(Math.sign(left - right));
    }
  });

  test('the starts of the values never contradict the values', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.constantFrom(...values)), { minLength: 2, maxLength: 20 }), directions, (list, order) => {
      const held = column(type, list);
      const by: SortColumn = { column: 'value', ...order };
      const prefixes = sortPrefixes(held, by);
      const compare = compareBy([by], [0]);
      list.forEach((_, left) => list.forEach((_unused, right) => {
        if (prefixes[left]! < prefixes[right]!) expect(compare([held], left, [held], right)).toBeLessThan(0);
      }));
    }), { numRuns: 60 });
  });

  test('nulls go where they are sent, whatever the direction', () => {
    const held = column(type, [null, values[0]!, null]);
    for (const direction of ['ascending', 'descending'] as const) {
      expect(compareBy([{ column: 'value', direction, nulls: 'first' }], [0])([held], 0, [held], 1)).toBeLessThan(0);
      expect(compareBy([{ column: 'value', direction, nulls: 'last' }], [0])([held], 0, [held], 1)).toBeGreaterThan(0);
      expect(compareBy([{ column: 'value', direction }], [0])([held], 0, [held], 2)).toBe(0);
    }
  });
});

describe('comparing rows by several columns', () => {
  const table = [column('int32', [1, 1, null, 0]), column('utf8', ['b', 'a', 'a', 'z'])];
  test('the first decides, the next break ties', () => {
    const compare = compareBy([{ column: 'n' }, { column: 't', direction: 'descending' }], [0, 1]);
    const order = [0, 1, 2, 3].sort((left, right) => compare(table, left, table, right));
    expect(order).toEqual([3, 0, 1, 2]);
  });
  test('rows of two tables compare with each other', () => {
    const other = [column('int32', [1]), column('utf8', ['aa'])];
    const compare = compareBy([{ column: 'n' }, { column: 't' }], [0, 1]);
    expect(compare(table, 0, other, 0)).toBeGreaterThan(0);
    expect(compare(table, 1, other, 0)).toBeLessThan(0);
  });
  test('dictionary codes are no order', () => {
    const coded = columnOfValues(schemaOf({ t: { type: 'utf8', role: 'attribute' } }, ['t']).fields[0]!.type as DataType, ['a', 'b']);
    expect(() => compareBy([{ column: 't' }], [0])([coded], 0, [coded], 1)).toThrow(TypeError);
  });
});
