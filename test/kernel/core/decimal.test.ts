import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalText, parseDecimal, powerOfTen, readLimbs, rescale, writeLimbs } from '../../../src/core/predicate/decimal.ts';

const read = (text: string, scale: number): bigint | null => parseDecimal(new TextEncoder().encode(`9${text}9`), 1, text.length + 1, scale);

describe('decimal numbers', () => {
  test.each<[string, number, bigint | null]>([
    ['0', 0, 0n], ['-0', 2, 0n], ['12.5', 2, 1250n], ['+12.50', 2, 1250n], ['12.500', 2, 1250n], ['12.501', 2, null],
    ['000000000000000000000000000001', 0, 1n], ['123456789012345678901234567890.12', 2, 12345678901234567890123456789012n],
    ['', 0, null], ['-', 0, null], ['.', 0, null], ['1.', 1, null], ['.1', 1, null], ['1.2.3', 3, null], ['1,2', 1, null], ['1e3', 0, null], ['１', 0, null], [' 1', 0, null],
    ['1'.repeat(77), 0, null],
  ])('%s with %i decimals', (text, scale, expected) => {
    expect(read(text, scale)).toBe(expected);
  });

  test('what is written is read back, at any length and scale', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.integer({ min: 0, max: 38 }), (unscaled, scale) => {
      const text = decimalText(unscaled, scale);
      expect(read(text, scale)).toBe(unscaled);
      expect(text).toMatch(scale === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${scale}}$`));
    }));
  });

  test('changing the decimals loses nothing, or says so', () => {
    expect(rescale(1250n, 2, 4)).toBe(125_000n);
    expect(rescale(1250n, 2, 1)).toBe(125n);
    expect(rescale(1250n, 2, 0)).toBeNull();
    expect(rescale(-1200n, 2, 0)).toBe(-12n);
    expect(powerOfTen(76)).toBe(10n ** 76n);
  });

  test('128-bit integers survive their limbs, signs included', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }), (value) => {
      const limbs = new Uint32Array(8).fill(0xffffffff);
      writeLimbs(limbs, 1, value);
      expect(readLimbs(limbs, 1)).toBe(value);
      expect(readLimbs(limbs, 0)).toBe(-1n);
    }));
    const limbs = new Uint32Array(4);
    writeLimbs(limbs, 0, 1n + (2n << 32n) + (3n << 64n) + (4n << 96n));
    expect([...limbs]).toEqual([1, 2, 3, 4]);
  });
});
