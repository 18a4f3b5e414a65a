import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, daysInMonth, daysOfDate, formatIsoDate, monthOf, packedDateOf, parseIsoDate, readIsoDate, yearOf } from '../../../src/text/index.ts';

// Days counted with Python 3.11, datetime.date.
const known: readonly (readonly [text: string, days: number])[] = [
  ['0001-01-01', -719162], ['1582-10-15', -141427], ['1900-02-28', -25509], ['1900-03-01', -25508], ['1969-12-31', -1], ['1970-01-01', 0],
  ['2000-02-29', 11016], ['2024-02-29', 19782], ['2100-02-28', 47540], ['2100-03-01', 47541], ['9999-12-31', 2932896],
];

test.each(known)('%s is day %i', (text, days) => {
  expect(parseIsoDate(text)).toBe(days);
  expect(formatIsoDate(days)).toBe(text);
});

describe('laws', () => {
  test('every day is the one the platform calendar says', () => {
    fc.assert(fc.property(fc.integer({ min: -719162, max: 2932896 }), (days) => {
      const date = new Date(days * 86_400_000);
      const packed = packedDateOf(days);
      expect([yearOf(packed), monthOf(packed), dayOf(packed)]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
      expect(daysOfDate(yearOf(packed), monthOf(packed), dayOf(packed))).toBe(days);
      expect(daysInMonth(yearOf(packed), monthOf(packed))).toBe(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate() || 31);
      expect(parseIsoDate(formatIsoDate(days))).toBe(days);
    }), { numRuns: 5000 });
  });

  test('years far from ours count on, and packed dates are in the order of the days', () => {
    fc.assert(fc.property(fc.integer({ min: -70_000_000, max: 70_000_000 }), fc.integer({ min: 1, max: 500 }), (days, step) => {
      const packed = packedDateOf(days);
      expect(daysOfDate(yearOf(packed), monthOf(packed), dayOf(packed))).toBe(days);
      expect(packedDateOf(days + step)).toBeGreaterThan(packed);
    }), { numRuns: 2000 });
  });
});

test.each(['2023-02-29', '2024-13-01', '2024-00-10', '2024-01-00', '2024-01-32', '2024-1-01', '24-01-01', '2024/01/01', '2024-01-01T00', '', 'YYYY-MM-DD', '1900-02-29', '-024-01-01'])('%j is no date', (text) => {
  expect(parseIsoDate(text)).toBeNull();
});

test('any bytes give a day or NaN', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), (bytes) => {
    const days = readIsoDate(bytes, 0, 10);
    expect(Number.isNaN(days) || Number.isInteger(days)).toBe(true);
  }));
});
