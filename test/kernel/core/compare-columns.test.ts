import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DataType } from 'apache-arrow';
import { arrowType, codedTextType } from '../../../src/core/arrow.ts';
import type { ColumnType } from '../../../src/core/column-type.ts';
import { COMPARATORS, markCompared, type Comparator } from '../../../src/core/predicate/compare-columns.ts';
import { filter } from '../../../src/shape/index.ts';
import { pipe } from '../../../src/core/operator.ts';
import { columnOfValues, rowsOf, schemaOf, tableOf, type Value } from '../../small-tables.ts';

const OPERATORS: Readonly<Record<Comparator, (left: Exclude<Value, null>, right: Exclude<Value, null>) => boolean>> = {
  equal: (left, right) => left === right,
  notEqual: (left, right) => left !== right,
  below: (left, right) => left < right,
  atMost: (left, right) => left <= right,
  above: (left, right) => left > right,
  atLeast: (left, right) => left >= right,
};
const VALUES: Readonly<Record<string, readonly Exclude<Value, null>[]>> = {
  // Below the surrogates, JavaScript's order of strings is that of UTF-8.
  utf8: ['', 'a', 'ab', 'b', 'é'],
  int32: [-(2 ** 31), -1, 0, 2 ** 31 - 1],
  int64: [-(2n ** 63n), -1n, 0n, 2n ** 63n - 1n],
  float64: [-Infinity, -1.5, 0, 1e300, Infinity],
  bool: [false, true],
  date: [-40_000, 0, 19_000],
  timestamp: [-1n, 0n, 2n ** 60n],
  'decimal(38,2)': [-(10n ** 37n), -1n, 0n, 10n ** 37n],
  'binary(2)': ['0000', '00ff', 'ff00'],
};

describe('markCompared', () => {
  test.each(Object.keys(VALUES))('columns of %s compare as their values do; a null compares with nothing', (type) => {
    const value = fc.option(fc.constantFrom(...VALUES[type]!), { nil: null });
    fc.assert(fc.property(fc.array(fc.tuple(value, value), { maxLength: 20 }), (pairs) => {
      const [left, right] = [0, 1].map((side) => columnOfValues(arrowType(type as ColumnType), pairs.map((pair) => pair[side]!)));
      for (const comparator of COMPARATORS) {
        const wanted = pairs.map(([a, b]) => (a !== null && b !== null && OPERATORS[comparator](a, b) ? 1 : 0));
        expect([...markCompared(left!, comparator, right!)], comparator).toEqual(wanted);
      }
    }));
  });

  test('coded text compares with plain text', () => {
    const coded = columnOfValues(codedTextType() as DataType, ['b', null, 'a', 'b']);
    const plain = columnOfValues(arrowType('utf8'), ['b', 'b', 'b', 'a']);
    expect([...markCompared(coded, 'equal', plain)]).toEqual([1, 0, 0, 0]);
    expect([...markCompared(plain, 'below', coded)]).toEqual([0, 0, 0, 1]);
    expect(() => markCompared(coded, 'equal', columnOfValues(arrowType('int32'), [1, 2, 3, 4]))).toThrow(TypeError);
  });

  test('NaN compares with nothing, not even itself; −0 equals 0; infinities compare', () => {
    const left = columnOfValues(arrowType('float64'), [NaN, -0, 1, Infinity]);
    const right = columnOfValues(arrowType('float64'), [NaN, 0, NaN, Infinity]);
    for (const comparator of COMPARATORS) {
      const wanted = [0, Number(OPERATORS[comparator](0, 0)), 0, Number(OPERATORS[comparator](1, 1))];
      expect([...markCompared(left, comparator, right)], comparator).toEqual(wanted);
    }
  });
});

describe('a condition on two columns', () => {
  const schema = schemaOf({ admitted: { type: 'date', role: 'attribute' }, discharged: { type: 'date', role: 'attribute' }, cost: { type: 'int32', role: 'measure' } });

  test('keeps the rows in which it holds; with a null it does not, and its opposite does', async () => {
    const rows = [[1, 2, 0], [2, 1, 0], [1, null, 0]];
    const where = { column: 'admitted', compare: 'atMost', to: 'discharged' } as const;
    expect(await rowsOf(pipe(tableOf(schema, rows), filter({ where })))).toEqual([rows[0]]);
    expect(await rowsOf(pipe(tableOf(schema, rows), filter({ where: { not: where } })))).toEqual([rows[1], rows[2]]);
  });

  test('is refused for unknown columns and for another type', () => {
    expect(() => filter({ where: { column: 'cost', compare: 'above', to: 'admitted' } }).outputSchema(schema)).toThrow(/where\.to: .*PLAN_COLUMN_TYPE/);
    expect(() => filter({ where: { column: 'cost', compare: 'above', to: 'costs' } }).outputSchema(schema)).toThrow(/where\.to: .*PLAN_UNKNOWN_COLUMN/);
  });
});
