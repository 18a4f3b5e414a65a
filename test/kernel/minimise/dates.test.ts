import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { completedYears } from '../../../src/minimise/kernel/completed-years.ts';
import { truncateDays } from '../../../src/minimise/kernel/truncate-days.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const text = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10);
const days = fc.integer({ min: -200_000, max: 200_000 });

describe('truncateDays', () => {
  test.each([
    ['2024-03-17', 'month', '2024-03-01'],
    ['2024-03-17', 'quarter', '2024-01-01'],
    ['2024-12-31', 'quarter', '2024-10-01'],
    ['2024-03-17', 'year', '2024-01-01'],
    ['1969-12-31', 'month', '1969-12-01'],
    ['1900-02-28', 'quarter', '1900-01-01'],
    ['2024-01-01', 'year', '2024-01-01'],
  ] as const)('%s to its %s is %s', (from, to, start) => {
    expect(text(truncateDays(Int32Array.of(day(from)), null, to).days[0]!)).toBe(start);
  });

  test('the platform calendar gives the same period', () => {
    fc.assert(fc.property(days, fc.constantFrom('month', 'quarter', 'year'), (value, to) => {
      const date = new Date(value * 86_400_000);
      const month = to === 'month' ? date.getUTCMonth() : to === 'quarter' ? 3 * Math.floor(date.getUTCMonth() / 3) : 0;
      expect(truncateDays(Int32Array.of(value), null, to).days[0]).toBe(Date.UTC(date.getUTCFullYear(), month, 1) / 86_400_000);
    }), { numRuns: 2000 });
  });

  test('twice is once, and changed rows are counted', () => {
    fc.assert(fc.property(fc.array(days), fc.constantFrom('month', 'quarter', 'year'), (values, to) => {
      const once = truncateDays(Int32Array.from(values), null, to);
      expect(truncateDays(once.days, null, to)).toEqual({ days: once.days, changedCount: 0 });
      expect(once.changedCount).toBe(values.filter((value, row) => value !== once.days[row]).length);
    }));
  });

  test('no date stays behind a null', () => {
    expect(truncateDays(Int32Array.of(19_000, 19_001), Uint8Array.of(0b10), 'year')).toEqual({ days: Int32Array.of(0, 18_993), changedCount: 1 });
  });
});

describe('completedYears', () => {
  // Python 3.11: a.year - b.year - ((a.month, a.day) < (b.month, b.day)).
  test.each([
    ['2000-02-29', '2023-02-28', 22],
    ['2000-02-29', '2023-03-01', 23],
    ['2000-02-29', '2024-02-29', 24],
    ['1950-12-31', '2024-12-30', 73],
    ['1950-12-31', '2024-12-31', 74],
    ['2024-01-01', '2024-01-01', 0],
    ['1900-03-01', '2024-02-29', 123],
  ])('from %s to %s there are %i', (birth, at, years) => {
    expect(completedYears(Int32Array.of(day(birth)), null, Int32Array.of(day(at)), null).years[0]).toBe(years);
  });

  test('the birthday of that age has come, and the next has not', () => {
    fc.assert(fc.property(days, fc.nat(50_000), (birth, later) => {
      const { years } = completedYears(Int32Array.of(birth), null, Int32Array.of(birth + later), null);
      const born = new Date(birth * 86_400_000);
      const birthday = (age: number): number => Date.UTC(born.getUTCFullYear() + age, born.getUTCMonth(), born.getUTCDate()) / 86_400_000;
      expect(birthday(years[0]!)).toBeLessThanOrEqual(birth + later);
      expect(birthday(years[0]! + 1)).toBeGreaterThan(birth + later);
    }), { numRuns: 2000 });
  });

  test('missing dates and births after the date are null and counted apart', () => {
    const result = completedYears(Int32Array.of(0, 0, 400, 0), Uint8Array.of(0b1101), Int32Array.of(366, 366, 366, 366), Uint8Array.of(0b0111));
    expect(result).toEqual({ years: Int32Array.of(1, 0, 0, 0), valid: Uint8Array.of(0b0001), missingCount: 2, beforeBirthCount: 1 });
  });

  test('a single row with a missing date has no age', () => {
    expect(completedYears(Int32Array.of(0), null, Int32Array.of(366), Uint8Array.of(0))).toEqual({ years: Int32Array.of(0), valid: Uint8Array.of(0), missingCount: 1, beforeBirthCount: 0 });
  });

  test('one date serves all rows, and any other number of dates is refused', () => {
    expect([...completedYears(Int32Array.of(0, -366), null, Int32Array.of(365), null).years]).toEqual([1, 2]);
    expect(() => completedYears(Int32Array.of(0, 1, 2), null, Int32Array.of(1, 2), null)).toThrow('atDays: expected 1 or 3 dates, got 2');
  });
});
