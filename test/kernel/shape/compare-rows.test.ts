import type { DataType } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { compareBy } from '../../../src/shape/compare-rows.ts';
import { columnOfValues, schemaOf } from '../../small-tables.ts';
import { ASCENDING, column } from './ascending-values.ts';

describe.each(Object.keys(ASCENDING))('comparing rows by %s', (type) => {
  const values = ASCENDING[type]!;

  test('goes by the meaning of the values', () => {
    const ascending = column(type, values);
    const compare = compareBy([{ column: 'value' }], [0]);
    for (let left = 0; left < values.length; left++) {
      for (let right = 0; right < values.length; right++) expect(Math.sign(compare([ascending], left, [ascending], right))).toBe(Math.sign(left - right));
    }
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
