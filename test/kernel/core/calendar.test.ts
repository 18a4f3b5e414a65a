import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateText, dayNumber, parseDate, parseTimestamp, timestampText } from '../../../src/core/predicate/calendar.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const day = (text: string): number => parseDate(bytes(text), 0, text.length);
const instant = (text: string): bigint | null => parseTimestamp(bytes(`#${text}#`), 1, text.length + 1);

describe('days since 1970-01-01', () => {
  test('every day of the years 1 to 9999 is the one the platform knows, and there are no others', () => {
    // The platform's own calendar (ECMAScript Date, proleptic Gregorian) is the independent program here.
    for (let number = -719_162; number <= 2_932_896; number += 1009) {
      const date = new Date(number * 86_400_000);
      expect(dayNumber(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(number);
      expect(dateText(number)).toBe(date.toISOString().slice(0, 10));
    }
    expect(dateText(-719_163)).toBeNull();
    expect(dateText(2_932_897)).toBeNull();
  });

  test.each([
    [2023, 2, 29], [1900, 2, 29], [2024, 2, 30], [2024, 4, 31], [2024, 0, 1], [2024, 13, 1], [2024, 1, 0], [2024, 1, 32], [0, 1, 1], [10_000, 1, 1],
  ])('%i-%i-%i is no date', (year, month, dayOfMonth) => {
    expect(dayNumber(year, month, dayOfMonth)).toBeNaN();
  });

  test('a date is read in one form only', () => {
    expect(day('2000-02-29')).toBe(11_016);
    for (const text of ['', '2000-2-29', '29/02/2000', '2000-02-29 ', '+2000-2-9', '2000-02-2x', '20000-2-29', '２０００']) expect(day(text)).toBeNaN();
  });
});

describe('instants', () => {
  test.each<[string, bigint | null]>([
    ['1970-01-01', 0n],
    ['1970-01-01T00:01', 60_000_000n],
    ['1970-01-01 23:59:59', 86_399_000_000n],
    ['1970-01-01T00:00:00.000001', 1n],
    ['1970-01-01T00:00:00.1', 100_000n],
    ['1970-01-01T00:00:00.1234567', null],
    ['1970-01-01T00:00:60', null],
    ['1970-01-01T00:60', null],
    ['1970-01-01T0:00', null],
    ['1970-01-01T00:00:', null],
    ['1970-01-01T00-00', null],
    ['1970-01-01T00:00:00,5', null],
    ['1970-01-01T00:00:00+01:00', null],
    ['1970-02-30T00:00', null],
  ])('%s', (text, expected) => {
    expect(instant(text)).toBe(expected);
  });

  test('what is written is read back, and agrees with the platform to the millisecond', () => {
    fc.assert(fc.property(fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }), (micros) => {
      const text = timestampText(micros)!;
      expect(instant(text)).toBe(micros);
      const floor = (micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n;
      expect(new Date(Number(floor)).toISOString().slice(0, 19)).toBe(text.slice(0, 19));
    }));
  });
});
