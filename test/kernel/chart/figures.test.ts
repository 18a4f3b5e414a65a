// Figures as people read them: exact where they say so, never nothing or all where it is neither.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatEstimate, formatNumber, formatShare, LANGUAGES } from '../../../src/chart/index.ts';

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

describe('an estimate', () => {
  test.each<[number, number, boolean, string]>([
    [2.0155, 0.0078, true, '2'], [2.0157, 0.0078, false, '2.016'], [8.06202, 0.0078, true, '8'], [401.904, 0.0078, false, '401.9'], [10144.31, 0.0078, true, '10,140'], [-3.02, 0.01, true, '-3'], [0, 0.01, true, '0'], [-0, 0.01, false, '0'],
    [1234.5678, 0.25, false, '1,200'], [1234.5678, 0, false, '1,234.57'],
  ])('of %d within %d reads as its error leaves it', (value, relativeError, isWhole, text) => {
    expect(formatEstimate(value, relativeError, isWhole)).toBe(text);
  });

  test('of a whole number near enough is that number', () => {
    fc.assert(fc.property(fc.integer({ min: -40, max: 40 }), fc.double({ min: -1, max: 1, noNaN: true }), (value, part) => {
      expect(formatEstimate(value * (1 + 0.0095 * part), 0.0095, true)).toBe(formatNumber(value));
    }));
  });
});
