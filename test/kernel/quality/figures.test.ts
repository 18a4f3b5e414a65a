// Figures as people read them: exact where they say so, never nothing or all where it is neither.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatNumber, formatShare, LANGUAGES } from '../../../src/quality/figures.ts';

describe('a number', () => {
  test.each<[number, string, string]>([
    [0, '0', '0'], [-0, '0', '0'], [7, '7', '7'], [999, '999', '999'], [1000, '1,000', '1\u202F000'], [-1234567, '-1,234,567', '-1\u202F234\u202F567'], [0.5, '0.5', '0,5'], [1 / 3, '0.333333', '0,333333'],
    [1234.5678, '1,234.57', '1\u202F234,57'], [123456.7, '123,457', '123\u202F457'], [9007199254740991, '9,007,199,254,740,991', '9\u202F007\u202F199\u202F254\u202F740\u202F991'], [1e-7, '1e-7', '1e-7'], [NaN, 'NaN', 'NaN'], [Infinity, '∞', '∞'], [-Infinity, '−∞', '−∞'],
  ])('%d reads %s in English', (value, english, french) => {
    expect([formatNumber(value), formatNumber(value, 'fr')]).toEqual([english, french]);
  });

  test('that is whole is read exactly, as the platform groups it', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => {
      expect(formatNumber(value)).toBe((value + 0).toLocaleString('en-GB'));
      expect(Number(formatNumber(value, 'fr').replaceAll('\u202F', ''))).toBe(value + 0);
    }));
  });

  test('is within six digits of what it was, and always one line', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const read = Number(formatNumber(value).replaceAll(',', ''));
      expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-5);
      expect(formatNumber(value)).toMatch(/^[-\d.,e+]+$/);
    }));
  });
});

describe('a share', () => {
  test.each<[number, string, string]>([
    [0, '0%', '0\u202F%'], [1, '100%', '100\u202F%'], [0.5, '50%', '50\u202F%'], [0.1234, '12.34%', '12,34\u202F%'], [0.00004, '<0.01%', '<0,01\u202F%'], [0.00006, '0.01%', '0,01\u202F%'], [0.99999, '>99.99%', '>99,99\u202F%'], [0.9999, '99.99%', '99,99\u202F%'],
  ])('%d reads %s in English', (share, english, french) => {
    expect([formatShare(share), formatShare(share, 'fr')]).toEqual([english, french]);
  });

  test('of some is never none and never all', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }), fc.constantFrom(...LANGUAGES), (share, language) => {
      expect(['0%', '100%', '0\u202F%', '100\u202F%']).not.toContain(formatShare(share, language));
    }));
  });
});
