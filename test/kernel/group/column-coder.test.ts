import fc from 'fast-check';
import type { DataType } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import type { ColumnType } from '../../../src/core/column-type.ts';
import type { Column } from '../../../src/core/column.ts';
import { columnCoder, restoreColumnCoder, type CodableColumn } from '../../../src/group/index.ts';
import { columnOfValues, schemaOf, valuesOf, type Value } from '../../small-tables.ts';

const VALUES: Readonly<Record<string, readonly Value[]>> = {
  // Each list in the ascending order that `order` must find.
  utf8: ['', 'a', 'ab', 'abcdefghijklmnop', 'b', 'é', '𝒶'],
  int32: [-2147483648, -1, 0, 5, 2147483647],
  int64: [-(2n ** 63n), -1n, 0n, 2n ** 40n, 2n ** 63n - 1n],
  float64: [-Infinity, -1.5, 0, 1e-300, Infinity, NaN],
  bool: [false, true],
  date: [-719_162, 0, 19_000],
  timestamp: [-1n, 0n, 2n ** 50n],
  'decimal(38,4)': [-(10n ** 37n), -256n, -1n, 0n, 1n, 255n, 256n, 2n ** 64n, 10n ** 37n],
  'binary(3)': ['000000', '00ff00', '010000', 'ff0000'],
};

function column(type: string, values: readonly Value[], coded = false): Column {
  const schema = schemaOf({ value: { type: type as ColumnType, role: 'attribute' } }, coded ? ['value'] : []);
  return columnOfValues(schema.fields[0]!.type as DataType, values);
}

function codesOf(coder: ReturnType<typeof columnCoder>, values: Column): number[] {
  const codes = new Int32Array(values.rows);
  coder.encode(values, codes);
  return [...codes];
}

const batches = (type: string): fc.Arbitrary<Value[][]> => fc.array(fc.array(fc.option(fc.constantFrom(...VALUES[type]!)), { maxLength: 12 }), { maxLength: 4 });

describe.each(Object.keys(VALUES))('coding a column of %s', (type) => {
  test('equal values have equal codes in every batch, nulls none, and codes give the values back', () => {
    fc.assert(fc.property(batches(type), fc.boolean(), (lists, coded) => {
      const coder = columnCoder();
      const codes = lists.flatMap((list) => codesOf(coder, column(type, list, coded && type === 'utf8')));
      const flat = lists.flat();
      flat.forEach((value, row) => {
        expect(codes[row]! < 0).toBe(value === null);
        flat.forEach((other, otherRow) => expect(codes[row] === codes[otherRow]).toBe(Object.is(value, other)));
      });
      if (type !== 'bool') expect(coder.size).toBe(new Set(flat.filter((value) => value !== null)).size);
      if (flat.length > 0) expect(valuesOf(coder.gather(Int32Array.from(codes)) as Column)).toEqual(flat);
      expect(coder.all()).toEqual(coder.gather(Int32Array.from({ length: coder.size }, (_, code) => code)));
    }), { numRuns: 40 });
  });

  test('values are ordered by what they mean, whatever the order of their codes', () => {
    fc.assert(fc.property(fc.shuffledSubarray([...VALUES[type]!], { minLength: 1 }), (values) => {
      const coder = columnCoder();
      codesOf(coder, column(type, values));
      const expected = VALUES[type]!.filter((value) => type === 'bool' || values.some((other) => Object.is(other, value)));
      expect(valuesOf(coder.gather(coder.order()) as Column)).toEqual(expected);
    }), { numRuns: 30 });
  });

  test('absorbing another coder maps its codes; a snapshot keeps codes and goes on', () => {
    fc.assert(fc.property(batches(type), batches(type), (mine, theirs) => {
      const coder = columnCoder();
      const other = columnCoder();
      mine.forEach((list) => codesOf(coder, column(type, list)));
      const codes = theirs.map((list) => codesOf(other, column(type, list)));
      const restored = restoreColumnCoder(other.snapshot());
      expect(restored.size).toBe(other.size);
      const map = coder.absorb(restored);
      theirs.forEach((list, batch) => {
        expect(codesOf(coder, column(type, list))).toEqual(codes[batch]!.map((code) => (code < 0 ? -1 : map[code]!)));
        expect(codesOf(restored, column(type, list))).toEqual(codes[batch]);
      });
    }), { numRuns: 30 });
  });
});

describe('coding', () => {
  test('unused entries of a dictionary never enter', () => {
    const coder = columnCoder();
    const { dictionary } = column('utf8', ['used', 'unused', 'null'], true) as Extract<CodableColumn, { kind: 'coded' }>;
    const batch: CodableColumn = { kind: 'coded', rows: 2, valid: Uint8Array.of(0b01), codes: Int32Array.of(0, 2), dictionary };
    const codes = new Int32Array(2);
    coder.encode(batch, codes);
    expect([...codes]).toEqual([0, -1]);
    expect(coder.size).toBe(1);
    coder.encode({ ...batch, valid: null }, codes);
    expect([...codes]).toEqual([0, 1]);
  });
  test('−0 is 0 and every NaN is one value', () => {
    expect(codesOf(columnCoder(), column('float64', [0, -0, NaN, Number.NaN]))).toEqual([0, 0, 1, 1]);
  });
  test('columns of two kinds, widths or scales are not mixed', () => {
    const mixed: readonly (readonly [string, string])[] = [['int32', 'date'], ['binary(3)', 'binary(4)'], ['decimal(9,2)', 'decimal(9,3)'], ['utf8', 'bool'], ['bool', 'int32'], ['int64', 'timestamp']];
    for (const [first, second] of mixed) {
      const coder = columnCoder();
      codesOf(coder, column(first, [null]));
      expect(() => codesOf(coder, column(second, [null]))).toThrow(TypeError);
    }
  });
  test('a coder that saw nothing is empty', () => {
    const coder = columnCoder();
    expect([coder.size, coder.byteLength, coder.order().length, coder.absorb(columnCoder()).length]).toEqual([0, 0, 0, 0]);
    expect(restoreColumnCoder(coder.snapshot()).size).toBe(0);
  });
});
