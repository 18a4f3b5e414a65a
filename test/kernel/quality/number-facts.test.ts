import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, makeMonthCounts, mergeMonths, monthAtRank, yearCounts, type MonthCounts } from '../../../src/quality/kernel/month-counts.ts';
import { niceBins } from '../../../src/quality/kernel/nice-bins.ts';
import { addNumbers, makeNumberFacts, mergeNumberFacts, type NumberFacts } from '../../../src/quality/kernel/number-facts.ts';
import { quantileSketch } from '../../../src/quality/kernel/quantile-sketch.ts';
import { dayAndTime, decimalText } from '../../../src/quality/kernel/value-text.ts';
import { daysOfInstants, doublesOfInt128, doublesOfInt64, int128At } from '../../../src/quality/kernel/whole-numbers.ts';

const limbsOf = (values: readonly bigint[]): Uint32Array => new Uint32Array(new BigUint64Array(values.flatMap((value) => [BigInt.asUintN(64, value), BigInt.asUintN(64, value >> 64n)])).buffer);
/** Days of a date by the platform's own calendar. */
const day = (text: string): number => Math.round(Date.parse(`${text}T00:00:00Z`) / 86_400_000);

function factsOf(values: readonly bigint[]): NumberFacts {
  const facts = makeNumberFacts(2, 0.01);
  addNumbers(facts, Float64Array.from(values, Number), null, values.length, (row) => values[row]!);
  return facts;
}
const plain = ({ moments, quantiles, ...facts }: NumberFacts): unknown => ({ ...facts, count: moments.count, sums: [...moments.sums.result()], buckets: quantiles.buckets() });

describe('facts about numbers', () => {
  const big = fc.oneof(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.bigInt({ min: 2n ** 60n, max: 2n ** 60n + 300n }), fc.bigInt({ min: -2n, max: 2n }), fc.constantFrom(99900n, 999900n, 999n));
  const lists = fc.array(big, { maxLength: 30 });

  test('do not depend on order, cuts or merges', () => {
    fc.assert(fc.property(lists, lists, (one, two) => {
      const merged = factsOf(two);
      mergeNumberFacts(merged, factsOf(one));
      expect(plain(merged)).toEqual(plain(factsOf([...one, ...two])));
      expect(plain(factsOf([...one, ...two].reverse()))).toEqual(plain(merged));
    }));
  });

  test('know the extremes exactly, where doubles no longer can', () => {
    fc.assert(fc.property(fc.array(big, { minLength: 1, maxLength: 30 }), (values) => {
      const sorted = [...values].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
      expect([factsOf(values).leastWhole, factsOf(values).greatestWhole]).toEqual([sorted[0], sorted.at(-1)]);
    }));
  });

  test('count zeros, negatives, infinities, what is no number, and nines', () => {
    const facts = makeNumberFacts(0, 0.01);
    addNumbers(facts, Float64Array.of(0, -0, -1, NaN, Infinity, -Infinity, 999, 9999, 99, 998, 9_999_999, 999.5), null, 12, null);
    expect(facts).toMatchObject({ zeros: 2, negatives: 2, notNumbers: 1, infinities: 2, nines: 3, least: -1, greatest: 9_999_999 });
    expect(Object.is(factsOf([0n]).least, 0)).toBe(true);
  });
});

describe('whole numbers become the nearest doubles', () => {
  test('of 64 and of 128 bits', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n })), { maxLength: 20 }), (values) => {
      const out = new Float64Array(values.length);
      doublesOfInt64(new Int32Array(BigInt64Array.from(values).buffer), values.length, out);
      expect([...out]).toEqual(values.map(Number));
    }));
    fc.assert(fc.property(fc.array(fc.oneof(fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }), fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n })), { maxLength: 20 }), (values) => {
      const limbs = limbsOf(values);
      const out = new Float64Array(values.length);
      doublesOfInt128(limbs, values.length, out);
      expect([...out]).toEqual(values.map(Number));
      expect(values.map((_, row) => int128At(limbs, row))).toEqual(values);
    }));
  });

  test('instants fall on their day, in the last microsecond too', () => {
    const micros = [0n, -1n, 86_400_000_000n - 1n, 86_400_000_000n, BigInt(day('2250-01-01')) * 86_400_000_000n - 1n, BigInt(day('9999-12-31')) * 86_400_000_000n - 1n, -(2n ** 62n)];
    const days = new Int32Array(micros.length);
    daysOfInstants(BigInt64Array.from(micros), micros.length, days);
    expect([...days]).toEqual([0, -1, 0, 1, day('2250-01-01') - 1, day('9999-12-31') - 1, -53_375_996]);
  });
});

describe('values are written', () => {
  test('decimals with their mark', () => {
    expect([[5n, 2], [-5n, 2], [12345n, 2], [-12345n, 0], [0n, 3], [-100n, 2]].map(([value, scale]) => decimalText(value as bigint, scale as number)))
      .toEqual(['0.05', '-0.05', '123.45', '-12345', '0.000', '-1.00']);
  });
  test('instants as day and time', () => {
    expect(dayAndTime(86_400_000_000n + 3_661_000_000n)).toEqual({ day: 1, time: 'T01:01:01' });
    expect(dayAndTime(-1n)).toEqual({ day: -1, time: 'T23:59:59.999999' });
  });
});

describe('dates by month', () => {
  const monthsOf = (days: readonly number[]): MonthCounts => {
    const months = makeMonthCounts();
    addDays(months, Int32Array.from(days), null, null, days.length);
    return months;
  };
  const lists = fc.array(fc.oneof(fc.integer({ min: day('0001-01-01'), max: day('9999-12-31') }), fc.integer({ min: -40_000, max: 40_000 }), fc.integer()), { maxLength: 30 });
  const plainMonths = (months: MonthCounts): unknown => [months.count, months.outOfRange, months.newYearDays, months.placeholders, yearCounts(months), Array.from({ length: months.count }, (_, rank) => monthAtRank(months, rank + 1))];

  test('do not depend on order, cuts or merges', () => {
    fc.assert(fc.property(lists, lists, (one, two) => {
      const merged = monthsOf(two);
      mergeMonths(merged, monthsOf(one));
      expect(plainMonths(merged)).toEqual(plainMonths(monthsOf([...one, ...two])));
      expect(plainMonths(monthsOf([...one, ...two].reverse()))).toEqual(plainMonths(merged));
    }));
  });

  test('take no more memory however often they merge, on either side', () => {
    let months = monthsOf([0, 400]);
    for (let merges = 0; merges < 100; merges++) {
      const next = monthsOf([200]);
      mergeMonths(next, months);
      months = next;
    }
    expect(months.count).toBe(102);
    expect(months.counts.length).toBeLessThanOrEqual(3 * 120 + 14);
  });

  test('are those of the platform calendar', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -100_000, max: 100_000 }), { minLength: 1, maxLength: 30 }), (days) => {
      const months = days.map((value) => new Date(value * 86_400_000)).map((date) => 12 * date.getUTCFullYear() + date.getUTCMonth()).sort((left, right) => left - right);
      expect(months.map((_, index) => monthAtRank(monthsOf(days), index + 1))).toEqual(months);
    }));
  });

  test('count what is suspect: first of Januaries, placeholders, years beyond the calendar', () => {
    const months = monthsOf([day('1900-01-01'), day('2024-01-01'), day('2024-01-02'), day('9999-12-31'), day('1970-01-01'), day('0001-01-01') - 1, day('9999-12-31') + 1]);
    expect(months).toMatchObject({ count: 5, newYearDays: 3, placeholders: 2, outOfRange: 2 });
    expect(monthAtRank(makeMonthCounts(), 1)).toBe(-1);
  });

  test('leave out nulls and take weights', () => {
    const months = makeMonthCounts();
    addDays(months, Int32Array.of(0, 1, 40), Uint8Array.of(0b101), null, 3);
    addDays(months, Int32Array.of(0), null, Float64Array.of(5), 1);
    expect(yearCounts(months)).toEqual([{ year: 1970, rows: 7 }]);
  });
});

describe('bins with round bounds', () => {
  const binsOf = (values: readonly number[], minCount = 1, unit = 1): ReturnType<typeof niceBins> => {
    const sketch = quantileSketch(0.001);
    sketch.add(Float64Array.from(values), null, values.length);
    return niceBins(sketch, unit, minCount);
  };

  test('adjoin, ascend, hold every number, and each has enough of them', () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (values, minCount) => {
      const bins = binsOf(values, minCount);
      if (values.length < minCount || values.length === 0) {
        expect(bins).toEqual([]);
        return;
      }
      expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(values.length);
      expect([bins[0]!.from, bins.at(-1)!.to]).toEqual([null, null]);
      bins.forEach(({ from, to, rows }, index) => {
        expect(rows).toBeGreaterThanOrEqual(minCount);
        if (index > 0) expect(from).toBe(bins[index - 1]!.to);
        if (from !== null && to !== null) expect(from).toBeLessThan(to);
      });
    }));
  });

  test('are of 1, 2 or 5 times a power of ten, in the unit of the column', () => {
    const bins = binsOf(Array.from({ length: 1000 }, (_, index) => index), 1, 100);
    expect(bins.slice(0, 3).map(({ from, to }) => [from, to])).toEqual([[null, 1], [1, 2], [2, 3]]);
    expect(binsOf([7, 7, 7])).toEqual([{ from: null, to: null, rows: 3 }]);
    expect(binsOf([0, Infinity, -Infinity])).toEqual([{ from: null, to: null, rows: 1 }]);
  });
});
