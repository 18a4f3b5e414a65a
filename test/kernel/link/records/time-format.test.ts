import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTimeFormat, readTime } from '../../../../src/link/kernel/records/time-format.ts';

const read = (format: string, text: string): number => readTime(compileTimeFormat(format)!, text);

describe('formats of times', () => {
  test.each(['', 'dd/MM', '%m-%d', '%Q', '%', '%Y%', 'yyyy', 'YYYY-MM-DD', 'yyyy-MM-dd mm', '%Y%constructor'])('%j is refused', (format) => {
    expect(compileTimeFormat(format)).toBeNull();
  });

  test('two digits of a year mean 1969 to 2068', () => {
    for (const [text, year] of [['00', 2000], ['68', 2068], ['69', 1969], ['99', 1999]] as const) {
      expect(read('%y', text)).toBe(Date.UTC(year, 0, 1) / 1000);
      expect(read('dd/MM/yy', `01/01/${text}`)).toBe(Date.UTC(year, 0, 1) / 1000);
    }
  });

  test('a date that is written is read', () => {
    fc.assert(fc.property(fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }), (date) => {
      const iso = date.toISOString();
      const seconds = Math.floor(date.getTime() / 1000);
      expect(read('%Y-%m-%dT%H:%M:%S', iso.slice(0, 19))).toBe(seconds);
      expect(read('%FT%T.%f', iso.slice(0, 23))).toBeCloseTo(date.getTime() / 1000, 3);
      expect(read('yyyy-MM-dd\'T\'HH:mm:ss', iso.slice(0, 19))).toBe(seconds);
      expect(read('yyyy-MM-dd', iso.slice(0, 10))).toBe(Math.floor(seconds / 86_400) * 86_400);
    }));
  });

  test('any text is a time or none', () => {
    const formats = ['%Y-%m-%d', '%d %b %Y', 'd MMM yyyy', '%Y%m%d%H%M%S', '%y/%B'].map((format) => compileTimeFormat(format)!);
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-/ .:janfévTé😀') }), (text) => {
      for (const format of formats) {
        const seconds = readTime(format, text);
        expect(Number.isNaN(seconds) || Number.isFinite(seconds)).toBe(true);
      }
    }));
  });
});
