import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareBy, type SortColumn } from '../../../src/shape/compare-rows.ts';
import { orderRows } from '../../../src/shape/order-rows.ts';
import { ASCENDING, column } from './ascending-values.ts';

const TYPES = Object.keys(ASCENDING);
const order = fc.record({ direction: fc.constantFrom('ascending' as const, 'descending' as const), nulls: fc.constantFrom('first' as const, 'last' as const) }, { requiredKeys: [] });

/** One to four columns of any types, and how each takes part. */
const tables = fc.tuple(fc.array(fc.tuple(fc.constantFrom(...TYPES), order), { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 30 }), fc.infiniteStream(fc.nat()))
  .map(([shape, rows, random]) => {
    const valueOf = (type: string): (typeof ASCENDING)[string][number] => {
      const place = (random.next().value as number) % (ASCENDING[type]!.length + 1);
      return ASCENDING[type]![place] ?? null;
    };
    return {
      rows,
      columns: shape.map(([type]) => column(type, Array.from({ length: rows }, () => valueOf(type)))),
      by: shape.map(([, how], index): SortColumn => ({ column: `c${index}`, ...how })),
    };
  });

describe('the order of rows', () => {
  test('is that of comparing them two by two, those that tie staying as they were', () => {
    fc.assert(fc.property(tables, ({ rows, columns, by }) => {
      const indexes = by.map((_, index) => index);
      const compare = compareBy(by, indexes);
      const expected = Array.from({ length: rows }, (_, row) => row).sort((left, right) => compare(columns, left, columns, right) || left - right);
      expect([...orderRows(columns, by, indexes, rows)]).toEqual(expected);
    }), { numRuns: 400 });
  });

  test.each(TYPES)('of one column of %s is that of its values', (type) => {
    const values = ASCENDING[type]!;
    const shuffled = values.map((_, place) => (place * 7 + 3) % values.length);
    const distinct = [...new Set(shuffled)];
    const held = column(type, distinct.map((place) => values[place]!));
    expect([...orderRows([held], [{ column: 'value' }], [0], distinct.length)].map((row) => distinct[row])).toEqual(distinct.toSorted((left, right) => left - right));
    expect([...orderRows([held], [{ column: 'value', direction: 'descending' }], [0], distinct.length)].map((row) => distinct[row])).toEqual(distinct.toSorted((left, right) => right - left));
  });

  test('puts rows without a value first or last, whatever the direction', () => {
    const held = column('utf8', ['b', null, 'a', null]);
    const ordered = (how: Omit<SortColumn, 'column'>): number[] => [...orderRows([held], [{ column: 'value', ...how }], [0], 4)];
    expect(ordered({})).toEqual([2, 0, 1, 3]);
    expect(ordered({ direction: 'descending' })).toEqual([0, 2, 1, 3]);
    expect(ordered({ nulls: 'first' })).toEqual([1, 3, 2, 0]);
    expect(ordered({ direction: 'descending', nulls: 'first' })).toEqual([1, 3, 0, 2]);
  });

  test('is theirs where no row has a value, and nothing where there are no rows', () => {
    expect([...orderRows([column('int32', [null, null, null])], [{ column: 'value' }], [0], 3)]).toEqual([0, 1, 2]);
    expect([...orderRows([column('int32', [])], [{ column: 'value' }], [0], 0)]).toEqual([]);
  });

  test('looks at the columns named, in their order, and at no other', () => {
    const columns = [column('int32', [1, 0, 1]), column('utf8', ['x', 'y', 'w']), column('int32', [2, 1, 0])];
    expect([...orderRows(columns, [{ column: 'a' }, { column: 't' }], [0, 1], 3)]).toEqual([1, 2, 0]);
    expect([...orderRows(columns, [{ column: 't' }, { column: 'a' }], [1, 0], 3)]).toEqual([2, 0, 1]);
  });
});
