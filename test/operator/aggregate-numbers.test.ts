// Numbers on their way into cells: absolute values, doubles, weights, record keys, decimals of every width.
import { describe, expect, test } from 'vitest';
import { absoluteReader, asDoubles, recordKeysOf, weigh, weightsOf } from '../../src/aggregate/contributions.ts';
import { addRecordKeys, emptyRecordKeys, mergeRecordKeys, settledKeys } from '../../src/aggregate/record-keys.ts';
import { aggregate, type StatisticRequest } from '../../src/aggregate/index.ts';
import { valueSums } from '../../src/aggregate/value-sums.ts';
import type { ColumnType } from '../../src/core/column-type.ts';
import { pipe } from '../../src/core/operator.ts';
import type { DataType } from 'apache-arrow';
import { columnOfValues, rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const columnOf = (type: ColumnType, values: readonly Value[]): ReturnType<typeof columnOfValues> =>
  columnOfValues(schemaOf({ x: { type, role: 'measure' } }).fields[0]!.type as DataType, values);

describe('absolute values', () => {
  test.each<[ColumnType, Value[], (number | bigint)[]]>([
    ['int32', [-(2 ** 31), 5], [2 ** 31, 5]],
    ['float64', [-0.5, -0, NaN, -Infinity], [0.5, 0, NaN, Infinity]],
    ['int64', [-3n, 2n ** 53n - 1n, -(2n ** 53n), -(2n ** 63n), 0n], [3, 2 ** 53 - 1, 2n ** 53n, 2n ** 63n, 0]],
    ['decimal(38,0)', [-1n, 2n ** 53n - 1n, -(2n ** 53n), 10n ** 38n - 1n, -(2n ** 64n), 2n ** 32n], [1, 2 ** 53 - 1, 2n ** 53n, 10n ** 38n - 1n, 2n ** 64n, 2 ** 32]],
  ])('of %s are numbers where they are exact, big integers beyond', (type, values, expected) => {
    const read = absoluteReader(columnOf(type, values));
    expect(values.map((_, row) => read(row))).toEqual(expected);
  });
  test('of texts there are none', () => {
    expect(() => absoluteReader(columnOf('utf8', ['a']))).toThrow(TypeError);
    expect(() => asDoubles(columnOf('bool', [true]))).toThrow(TypeError);
  });
});

describe('doubles', () => {
  test('are the nearest to the value; decimals are scaled; null rows are 0', () => {
    expect([...asDoubles(columnOf('decimal(12,2)', [1050n, -1n, null])).values]).toEqual([10.5, -0.01, 0]);
    expect([...asDoubles(columnOf('int64', [2n ** 53n + 1n, null])).values]).toEqual([2 ** 53, 0]);
    expect([...asDoubles(columnOf('int32', [-7])).values]).toEqual([-7]);
    expect([...asDoubles(columnOf('float64', [0.1])).values]).toEqual([0.1]);
  });
  test('are weighted with one rounding', () => {
    expect([...weigh(asDoubles(columnOf('float64', [0.1, 3])), weightsOf(columnOf('float64', [3, 0.5]), 'w', 0)).values]).toEqual([0.1 * 3, 1.5]);
  });
});

describe('weights and record keys', () => {
  test.each([
    ['float64', [1, NaN]], ['float64', [1, Infinity]], ['float64', [1, -1]], ['int32', [0, -1]],
  ] as const)('a weight of %s in %j that is none is refused', (type, values) => {
    expect(() => weightsOf(columnOf(type, values), 'w', 10)).toThrow('column w, row 12: expected weights of at least 0 [DATA_VALUE_RANGE]');
  });
  test('record keys are whole numbers below 10⁸', () => {
    expect([...recordKeysOf(columnOf('int32', [0, 99_999_999]), 'k', 0)]).toEqual([0, 99_999_999]);
    expect(() => recordKeysOf(columnOf('int32', [-1]), 'k', 0)).toThrow('expected record keys from 0 to 99999999');
    expect(() => recordKeysOf(columnOf('int64', [1n]), 'k', 0)).toThrow(TypeError);
  });
  test('an entity keeps its record key over batches and merges, or is told', () => {
    const [left, right] = [emptyRecordKeys(), emptyRecordKeys()];
    addRecordKeys(left, 2, Int32Array.of(0, 1, 0), Int32Array.of(5, 6, 5), 3);
    addRecordKeys(right, 3, Int32Array.of(2, 0), Int32Array.of(6, 7), 2);
    // There entity 2 is entity 1 here; entity 1 there was never met.
    mergeRecordKeys(left, 3, Int32Array.of(2, 0, 1), right.ofEntity);
    expect([...settledKeys(left, 3, 'k')]).toEqual([5, 6, 7]);
    addRecordKeys(left, 3, Int32Array.of(1), Int32Array.of(8), 1);
    expect(() => settledKeys(left, 3, 'k')).toThrow('1 entities have several record keys');
    const third = emptyRecordKeys();
    mergeRecordKeys(third, 3, Int32Array.of(0, 1, 2), left.ofEntity);
    expect(() => settledKeys(third, 3, 'k')).toThrow('DATA_INVALID');
  });
});

describe('decimals', () => {
  const WIDTHS: readonly (readonly [ColumnType, bigint])[] = [['decimal(9,2)', 10n ** 9n - 1n], ['decimal(10,2)', 10n ** 10n - 1n], ['decimal(18,0)', 10n ** 18n - 1n], ['decimal(19,0)', 10n ** 19n - 1n], ['decimal(38,3)', 10n ** 38n - 1n]];
  test.each(WIDTHS)('of %s add up exactly at both ends', async (type, largest) => {
    const schema = schemaOf({ d: { type: 'int32', role: 'attribute' }, x: { type, role: 'measure' } });
    const values = [largest, -largest, largest, null, -1n, -largest, 7n, largest - 30n];
    const rows = values.map((value): Row => [0, value]);
    const statistics: StatisticRequest[] = [{ kind: 'sum', of: 'x' }, { kind: 'largest', of: 'x', count: 2 }, { kind: 'min', of: 'x' }, { kind: 'max', of: 'x' }];
    const [cell] = await rowsOf(pipe(tableOf(schema, rows, [2, 5]), aggregate({ dimensions: ['d'], entity: null, statistics })));
    const present = values.filter((value) => value !== null);
    expect(cell).toEqual([0, 8n, present.reduce((sum, value) => sum + value, 0n), 7n, largest, largest, -largest, largest]);
  });
  test('beyond their declared digits are refused, unless the row is null', () => {
    const sums = valueSums({ name: 'decimal', precision: 9, scale: 0 }, false);
    sums.grow(1);
    for (const wide of [2n ** 31n, -(2n ** 31n) - 1n, 2n ** 64n, 2n ** 96n]) {
      const column = columnOf('decimal(38,0)', [wide, 1n]);
      expect(() => sums.add(new Int32Array(2), column, 2)).toThrow('1 decimals have more digits than their column declares [DATA_VALUE_RANGE]');
      expect(() => sums.add(new Int32Array(2), { ...column, valid: Uint8Array.of(0b10) }, 2)).not.toThrow();
    }
    const wider = valueSums({ name: 'decimal', precision: 18, scale: 0 }, false);
    wider.grow(1);
    expect(() => wider.add(new Int32Array(1), columnOf('decimal(38,0)', [2n ** 63n]), 1)).toThrow('DATA_VALUE_RANGE');
    wider.add(new Int32Array(1), columnOf('decimal(38,0)', [-(2n ** 63n)]), 1);
    expect(wider.reader()(0)).toBe(-(2n ** 63n));
  });
});
