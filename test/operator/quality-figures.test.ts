// Checks of whole tables against naive lines: figures, fences, and rows that a condition leaves out.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnType } from '../../src/core/column-type.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { checkQuality, measureQuality, type CheckFigures, type QualityCheck } from '../../src/quality/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const schemaOfType = (type: ColumnType): ReturnType<typeof schemaOf> =>
  schemaOf({ value: { type, role: 'measure' }, counts: { type: 'bool', role: 'attribute' } });
const rowsOfValues = (value: fc.Arbitrary<Value>): fc.Arbitrary<Row[]> =>
  fc.array(fc.tuple(fc.option(value, { nil: null, freq: 5 }), fc.constantFrom(true, true, false)), { maxLength: 40 });
const where = { column: 'counts', equals: true } as const;
const present = (rows: readonly Row[]): Exclude<Value, null>[] => rows.filter(([value, counts]) => value !== null && counts === true).map(([value]) => value!);

/** What one check measures on rows of one column, cut into two batches. */
async function measureOne(type: ColumnType, rows: readonly Row[], check: QualityCheck): Promise<{ tested: number; failing: number; figures: CheckFigures | null }> {
  const { checks } = await measureQuality(tableOf(schemaOfType(type), rows, [7]), [check]);
  return checks[0]!;
}

/** The numbers of the rows that fail. */
async function failingOne(type: ColumnType, rows: readonly Row[], check: QualityCheck): Promise<number[]> {
  const ports = checkQuality({ checks: [check], stopOn: 'never' }).connect({ rows: tableOf(schemaOfType(type), rows, [7]) }, { fold: IN_MEMORY });
  return (await rowsOf(ports['failures']!)).map(([row]) => Number(row));
}

describe('mean', () => {
  const mean: QualityCheck = { check: 'mean', column: 'value', min: 0, where };
  test.each<[ColumnType, fc.Arbitrary<Value>, (value: Exclude<Value, null>) => number]>([
    ['int32', fc.integer(), Number],
    ['int64', fc.bigInt({ min: -(2n ** 52n), max: 2n ** 52n }), Number],
    ['float64', fc.constantFrom(1e300, -1e300, 0.1, 3, -0), Number],
    ['decimal(9,2)', fc.bigInt({ min: -99_999n, max: 99_999n }), (value) => Number(value) / 100],
  ])('of %s is the exact sum rounded once, by the number of values', async (type, value, asNumber) => {
    await fc.assert(fc.asyncProperty(rowsOfValues(value), async (rows) => {
      const numbers = present(rows).map(asNumber);
      // Sorted so that large numbers of opposite sign cancel before anything small is lost.
      const large = numbers.filter((one) => Math.abs(one) === 1e300).reduce((sum, one) => sum + Math.sign(one), 0);
      const small = numbers.filter((one) => Math.abs(one) !== 1e300).reduce((sum, one) => sum + one, 0);
      const wanted = (large === 0 ? small : large * 1e300) / numbers.length;
      const { tested, figures } = await measureOne(type, rows, mean);
      expect(tested).toBe(numbers.length);
      const { value: found } = figures as { readonly value: number | null };
      if (numbers.length === 0) expect(found).toBeNull();
      else expect(Math.abs(found! - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
    }));
  });

  test('is none with a NaN or an infinity among the rows that count', async () => {
    expect((await measureOne('float64', [[NaN, true], [1, true]], mean)).figures).toEqual({ value: null });
    expect((await measureOne('float64', [[Infinity, true], [1, true]], mean)).figures).toEqual({ value: null });
    expect((await measureOne('float64', [[NaN, false], [1, true]], mean)).figures).toEqual({ value: 1 });
  });
});

describe('freshness', () => {
  test.each<[ColumnType, (day: number) => Value]>([
    ['date', (day) => day],
    ['timestamp', (day) => BigInt(day) * 86_400_000_000n + 86_399_999_999n],
  ])('of %s counts days back from the day of reference, and later rows apart', async (type, valueOf) => {
    const reference = Date.parse('2024-03-01') / 86_400_000;
    await fc.assert(fc.asyncProperty(rowsOfValues(fc.integer({ min: -5, max: 5 })), fc.nat(4), async (offsets, maxAgeDays) => {
      const rows = offsets.map(([offset, counts]): Row => [offset === null ? null : valueOf(reference + (offset as number)), counts!]);
      const days = present(offsets) as number[];
      const { tested, figures } = await measureOne(type, rows, { check: 'freshness', column: 'value', asOf: '2024-03-01', maxAgeDays, where });
      expect(tested).toBe(days.length);
      expect(figures).toEqual({ recent: days.filter((offset) => offset <= 0 && -offset <= maxAgeDays).length, later: days.filter((offset) => offset > 0).length });
    }));
  });

  test('knows days before 1970', async () => {
    const rows: Row[] = [[-1, true], [-2, true]];
    expect((await measureOne('date', rows, { check: 'freshness', column: 'value', asOf: '1969-12-31', maxAgeDays: 0 })).figures).toEqual({ recent: 1, later: 0 });
    const instants: Row[] = [[-1n, true], [-86_400_000_001n, true]];
    expect((await measureOne('timestamp', instants, { check: 'freshness', column: 'value', asOf: '1969-12-31', maxAgeDays: 0 })).figures).toEqual({ recent: 1, later: 0 });
  });
});

describe('distribution', () => {
  test.each<[ColumnType, readonly Exclude<Value, null>[], readonly (string | number | boolean)[]]>([
    ['utf8', ['a', 'b', 'é', ''], ['a', 'é', '']],
    ['int32', [1, 2, 3], [3, 1]],
    ['bool', [true, false], [false]],
    ['date', [0, 1], ['1970-01-02']],
    ['decimal(9,2)', [100n, 250n], ['2.50', 1]],
  ])('of %s counts each expected value, and all others together', async (type, values, expected) => {
    const cellOf = (value: string | number | boolean): Value => {
      if (type === 'date') return Date.parse(value as string) / 86_400_000;
      return type === 'decimal(9,2)' ? BigInt(Math.round(Number(value) * 100)) : value;
    };
    await fc.assert(fc.asyncProperty(rowsOfValues(fc.constantFrom(...values)), async (rows) => {
      const counted = present(rows);
      const counts = expected.map((value) => counted.filter((one) => one === cellOf(value)).length);
      const check: QualityCheck = { check: 'distribution', column: 'value', expected: expected.map((value) => ({ value, share: 0.1 })), distance: 'totalVariation', maxDistance: 1, where };
      const { tested, figures } = await measureOne(type, rows, check);
      expect(tested).toBe(counted.length);
      expect(figures).toEqual({ counts, other: counted.length - counts.reduce((sum, count) => sum + count, 0) });
    }));
  });
});

describe('quantile', () => {
  test('is within its error of the number of that rank', async () => {
    await fc.assert(fc.asyncProperty(rowsOfValues(fc.integer({ min: -1_000_000, max: 1_000_000 })), fc.constantFrom(0, 0.1, 0.5, 0.9, 1), async (rows, share) => {
      const numbers = (present(rows) as number[]).sort((left, right) => left - right);
      const { figures } = await measureOne('int32', rows, { check: 'quantile', column: 'value', share, min: 0, relativeError: 0.01, where });
      const { value } = figures as { readonly value: number | null };
      if (numbers.length === 0) expect(value).toBeNull();
      else {
        const wanted = numbers[Math.max(0, Math.ceil(share * numbers.length - 1e-9) - 1)]!;
        expect(Math.abs(value! - wanted)).toBeLessThanOrEqual(0.01 * Math.abs(wanted));
      }
    }));
  });
});

describe('outliers', () => {
  const ERROR = 0.001;
  /** The fences of the exact quartiles, moved out (or in, when negative) by what the sketch may err. */
  function fences(numbers: readonly number[], factor: number, margin: number): readonly [low: number, high: number] {
    const sorted = [...numbers].sort((left, right) => left - right);
    const quartile = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
    const [first, third] = [quartile(0.25), quartile(0.75)];
    const slack = margin * (1 + 2 * factor) * ERROR * (Math.abs(first) + Math.abs(third)) + margin * ERROR * Math.max(...numbers.map(Math.abs));
    return [first - factor * (third - first) - slack, third + factor * (third - first) + slack];
  }

  test.each<[ColumnType, fc.Arbitrary<Value>]>([
    ['int32', fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -50, max: 50 }) }, { weight: 1, arbitrary: fc.integer({ min: -9999, max: 9999 }) })],
    ['float64', fc.oneof({ weight: 5, arbitrary: fc.double({ min: 1, max: 2, noNaN: true }) }, { weight: 1, arbitrary: fc.constantFrom(-100, 0, 5e-324, 1e6, NaN) })],
  ])('of %s lie beyond the fences of the quartiles, but for the error of the sketch; the rows are those counted', async (type, value) => {
    await fc.assert(fc.asyncProperty(rowsOfValues(value), fc.constantFrom(0.5, 1.5, 3), async (rows, factor) => {
      const check: QualityCheck = { check: 'outliers', column: 'value', factor, relativeError: ERROR, where };
      const measured = await measureOne(type, rows, check);
      const failing = await failingOne(type, rows, check);
      expect(failing.length).toBe(measured.failing);
      const numbers = (present(rows) as number[]).filter((one) => !Number.isNaN(one));
      expect(measured.tested).toBe(numbers.length);
      if (numbers.length === 0) return;
      const [outerLow, outerHigh] = fences(numbers, factor, 2);
      const [innerLow, innerHigh] = fences(numbers, factor, -2);
      rows.forEach(([one, counts], place) => {
        if (one === null || counts === false || Number.isNaN(one)) return;
        const number = one as number;
        if (number < outerLow || number > outerHigh) expect(failing).toContain(place + 1);
        if (number > innerLow && number < innerHigh) expect(failing).not.toContain(place + 1);
      });
    }));
  });

  test('infinite quartiles tell nothing of any number', async () => {
    const rows: Row[] = [[Infinity, true], [Infinity, true], [Infinity, true], [1, true]];
    expect((await measureOne('float64', rows, { check: 'outliers', column: 'value', factor: 1.5 })).failing).toBe(0);
  });

  test('numbers that are all the same have no outlier; one other is one', async () => {
    const same: Row[] = Array.from({ length: 9 }, () => [5n, true]);
    expect(await failingOne('int64', same, { check: 'outliers', column: 'value', factor: 1.5 })).toEqual([]);
    expect(await failingOne('int64', [...same, [6n, true], [-6n, true]], { check: 'outliers', column: 'value', factor: 1.5 })).toEqual([10, 11]);
  });
});
