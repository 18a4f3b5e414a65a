import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinColumns, sliceColumn, takeRows } from '../../../src/core/slice.ts';
import type { Column, TextColumn } from '../../../src/core/column.ts';
import { codedColumn, KINDS, kindAndValues, naiveColumn, naiveValues, valuesOf, type NaiveValues } from './naive-columns.ts';

/** Values cut at the given places. */
function cut(values: NaiveValues, places: readonly number[]): NaiveValues[] {
  const ends = [0, ...places.map((place) => Math.min(place, values.length)).sort((left, right) => left - right), values.length];
  return ends.slice(1).map((end, index) => values.slice(ends[index], end));
}

const places = fc.array(fc.nat(40), { maxLength: 5 });

describe('a slice', () => {
  test('has the values of its range, for every kind', () => {
    fc.assert(fc.property(kindAndValues, fc.nat(40), fc.nat(40), ({ kind, values }, from, length) => {
      const start = Math.min(from, values.length);
      const rows = Math.min(length, values.length - start);
      expect(naiveValues(sliceColumn(naiveColumn(kind, values), start, rows))).toEqual(values.slice(start, start + rows));
    }), { numRuns: 400 });
  });
  test('of a slice is a slice', () => {
    fc.assert(fc.property(kindAndValues, fc.nat(40), fc.nat(40), ({ kind, values }, first, second) => {
      const outer = Math.min(first, values.length);
      const inner = Math.min(second, values.length - outer);
      const column = sliceColumn(naiveColumn(kind, values), outer, values.length - outer);
      expect(naiveValues(sliceColumn(column, inner, column.rows - inner))).toEqual(values.slice(outer + inner));
    }), { numRuns: 200 });
  });
  test.each(KINDS.map((kind) => [kind]))('of no rows is legal (%s)', (kind) => {
    expect(naiveValues(sliceColumn(naiveColumn(kind, []), 0, 0))).toEqual([]);
  });
  test('leaves the column it was taken from as it was', () => {
    fc.assert(fc.property(kindAndValues, ({ kind, values }) => {
      const column = naiveColumn(kind, values);
      sliceColumn(column, values.length >> 1, values.length - (values.length >> 1));
      expect(naiveValues(column)).toEqual(values);
    }));
  });
});

describe('columns end to end', () => {
  test('have the values of the parts, for every kind and wherever they are cut', () => {
    fc.assert(fc.property(kindAndValues, places, ({ kind, values }, cuts) => {
      const parts = cut(values, cuts).map((part) => naiveColumn(kind, part));
      expect(naiveValues(joinColumns(parts))).toEqual(values);
    }), { numRuns: 400 });
  });
  test('undo slicing', () => {
    fc.assert(fc.property(kindAndValues, places, ({ kind, values }, cuts) => {
      const column = naiveColumn(kind, values);
      const lengths = cut(values, cuts).map((part) => part.length);
      const parts = lengths.map((length, index) => sliceColumn(column, lengths.slice(0, index).reduce((sum, other) => sum + other, 0), length));
      expect(naiveValues(joinColumns(parts))).toEqual(values);
    }), { numRuns: 400 });
  });
  test('share a dictionary that is common, and only that', () => {
    const column = codedColumn(['a', 'b', null, 'a']);
    const joined = joinColumns([sliceColumn(column, 0, 2), sliceColumn(column, 2, 2)]);
    expect(joined.kind === 'coded' && joined.dictionary).toBe(column.dictionary);
    expect(naiveValues(joined)).toEqual(['a', 'b', null, 'a']);
  });
  test('keep the texts of dictionaries that differ', () => {
    expect(naiveValues(joinColumns([codedColumn(['a', null, 'b']), codedColumn([]), codedColumn(['b', 'c', null])]))).toEqual(['a', null, 'b', 'b', 'c', null]);
  });
  test('of one part are that part', () => {
    const column = naiveColumn('int32', [1, null]);
    expect(joinColumns([column])).toBe(column);
  });
  test('need a part', () => {
    expect(() => joinColumns([])).toThrow('parts: expected at least one column');
  });
  test('share no memory with the parts', () => {
    const parts: Column[] = [naiveColumn('int32', [1]), naiveColumn('int32', [2])];
    const joined = joinColumns(parts);
    if (parts[0]!.kind === 'int32') parts[0].values[0] = 9;
    expect(naiveValues(joined)).toEqual([1, 2]);
  });
  test('are refused beyond 2 GiB of text before memory is asked for', () => {
    const half: TextColumn = { kind: 'text', rows: 1, valid: null, offsets: Int32Array.of(0, 2 ** 30), bytes: new Uint8Array(0) };
    expect(() => joinColumns([half, half])).toThrow('text column: expected at most 2 GiB in a batch');
  });
});

describe('chosen rows', () => {
  test('are copied in the order asked for, −1 as null, for every kind', () => {
    fc.assert(fc.property(kindAndValues, fc.array(fc.integer({ min: -1, max: 39 }), { maxLength: 30 }), ({ kind, values }, wanted) => {
      const indexes = wanted.map((row) => (row < values.length ? row : -1));
      expect(naiveValues(takeRows(naiveColumn(kind, values), Int32Array.from(indexes)))).toEqual(indexes.map((row) => (row < 0 ? null : values[row])));
    }), { numRuns: 400 });
  });
  test('may be most rows in their order, for every kind, nulls and long texts among them', () => {
    fc.assert(fc.property(kindAndValues, fc.uniqueArray(fc.nat(39), { maxLength: 4 }), ({ kind, values }, left) => {
      const long = kind === 'text' ? values.map((value) => (value === null ? null : (value as string).repeat(9))) : values;
      const indexes = long.map((_, row) => row).filter((row) => !left.includes(row));
      expect(naiveValues(takeRows(naiveColumn(kind, long), Int32Array.from(indexes)))).toEqual(indexes.map((row) => long[row]));
    }), { numRuns: 400 });
  });
  test('of a slice are rows of the slice', () => {
    fc.assert(fc.property(kindAndValues, fc.nat(40), ({ kind, values }, from) => {
      const start = Math.min(from, values.length);
      const column = sliceColumn(naiveColumn(kind, values), start, values.length - start);
      const reversed = Int32Array.from({ length: column.rows }, (_, row) => column.rows - 1 - row);
      expect(naiveValues(takeRows(column, reversed))).toEqual(values.slice(start).reverse());
    }), { numRuns: 200 });
  });
  test('have no validity bits when none is null', () => {
    expect(takeRows(naiveColumn('int32', [1, null, 3]), Int32Array.of(0, 2)).valid).toBeNull();
  });
  test('leave no bytes of a text behind a null', () => {
    fc.assert(fc.property(valuesOf('text'), (values) => {
      const taken = takeRows(naiveColumn('text', values), Int32Array.from(values, (_, row) => row)) as TextColumn;
      expect(taken.bytes.length).toBe(new TextEncoder().encode(values.filter((value) => value !== null).join('')).length);
    }));
  });
  test('of no column row are nulls, whatever the kind', () => {
    for (const kind of KINDS) expect(naiveValues(takeRows(naiveColumn(kind, []), Int32Array.of(-1, -1)))).toEqual([null, null]);
  });
  test('are refused beyond 2 GiB of text before memory is asked for', () => {
    const large: TextColumn = { kind: 'text', rows: 1, valid: null, offsets: Int32Array.of(0, 2 ** 30), bytes: new Uint8Array(0) };
    expect(() => takeRows(large, Int32Array.of(0, 0))).toThrow('text column: expected at most 2 GiB in a batch');
  });
});
