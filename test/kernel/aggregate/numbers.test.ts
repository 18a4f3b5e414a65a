import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { absoluteLimbs, absoluteWidth } from '../../../src/aggregate/kernel/absolute-limbs.ts';
import { bigExtremes, numberExtremes } from '../../../src/aggregate/kernel/extremes.ts';
import { quotient } from '../../../src/aggregate/kernel/quotient.ts';

describe('quotient', () => {
  test('small numbers divide as the platform divides', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 2 ** 31 }), (numerator, denominator) => {
      expect(quotient(BigInt(numerator), BigInt(denominator))).toBe(numerator / denominator);
    }));
  });
  test('no double is nearer to the exact quotient', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.bigInt({ min: 1n, max: 10n ** 40n }), (numerator, denominator) => {
      const result = quotient(numerator, denominator);
      // Doubles as exact fractions over 2^1074: distance from the result and from its two neighbours.
      const exact = (value: number): bigint => {
        const bits = new DataView(new ArrayBuffer(8));
        bits.setFloat64(0, value);
        const exponent = (bits.getUint16(0) >> 4) & 0x7ff;
        const fraction = (bits.getBigUint64(0) & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n);
        const magnitude = fraction << BigInt(Math.max(exponent, 1) - 1);
        return value < 0 ? -magnitude : magnitude;
      };
      const distance = (value: number): bigint => {
        const difference = exact(value) * denominator - (numerator << 1074n);
        return difference < 0n ? -difference : difference;
      };
      const step = Math.max(Math.abs(result) * Number.EPSILON, Number.MIN_VALUE);
      expect(distance(result) <= distance(result + step)).toBe(true);
      expect(distance(result) <= distance(result - step)).toBe(true);
    }), { numRuns: 300 });
  });
  test('halves go to the even neighbour, and a remainder beyond every bit breaks the tie', () => {
    const base = 2n ** 60n;
    expect(quotient(base + 128n, 1n)).toBe(2 ** 60);
    expect(quotient((base + 128n) * 10n ** 30n + 1n, 10n ** 30n)).toBe(2 ** 60 + 256);
    expect(quotient(base + 384n, 1n)).toBe(2 ** 60 + 512);
    expect(quotient(0n, 10n ** 30n)).toBe(0);
    expect(quotient(-1n, 10n ** 300n)).toBe(-1e-300);
  });
  test('divides by nothing but positive numbers', () => {
    expect(() => quotient(1n, 0n)).toThrow(RangeError);
    expect(() => quotient(1n, -1n)).toThrow(RangeError);
  });
});

describe('absolute values', () => {
  const limbsOf = (value: bigint, limbs: number): number[] => Array.from({ length: limbs }, (_, limb) => Number(BigInt.asIntN(32, value >> BigInt(32 * limb))));
  const valueOf = (limbs: readonly number[]): bigint => limbs.reduceRight((sum, limb, index) => (sum << 32n) | (index === limbs.length - 1 ? BigInt(limb) : BigInt(limb >>> 0)), 0n);
  test.each([[1, 32n], [2, 64n]] as const)('of %i limbs, the smallest included', (limbs, bits) => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.bigInt({ min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n }), fc.constant(-(2n ** (bits - 1n))), fc.constant(0n))), (values) => {
      const out = absoluteLimbs(Int32Array.from(values.flatMap((value) => limbsOf(value, limbs))), limbs, values.length);
      const width = absoluteWidth(limbs);
      expect(values.map((_, row) => valueOf([...out.subarray(row * width, (row + 1) * width)]))).toEqual(values.map((value) => (value < 0n ? -value : value)));
    }));
  });
  test('of decimals of 38 digits, in their own four limbs', () => {
    const values = [-(10n ** 38n - 1n), 10n ** 38n - 1n, -1n, -(2n ** 96n)];
    const out = absoluteLimbs(Int32Array.from(values.flatMap((value) => limbsOf(value, 4))), 4, values.length);
    expect(values.map((_, row) => valueOf([...out.subarray(row * 4, row * 4 + 4)]))).toEqual([10n ** 38n - 1n, 10n ** 38n - 1n, 1n, 2n ** 96n]);
  });
});

describe('extremes', () => {
  const value = fc.constantFrom(-Infinity, -1, 0, 0.5, 7, Infinity, NaN);
  test('−0 is 0, whichever came first', () => {
    for (const values of [[0, -0], [-0, 0], [-0]]) {
      const max = numberExtremes('max');
      max.grow(1);
      values.forEach((number) => max.add(0, number));
      expect(max.value(0)).toBe(0);
    }
  });
  test('of doubles: NaN is larger than every number, in any order', () => {
    const rank = (number: number): number => (Number.isNaN(number) ? Infinity : number);
    fc.assert(fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const [min, max] = [numberExtremes('min'), numberExtremes('max')];
      for (const extremes of [min, max]) {
        extremes.grow(2);
        values.forEach((number) => extremes.add(1, number));
        expect(extremes.value(0)).toBeNull();
      }
      const numbers = values.filter((number) => !Number.isNaN(number));
      expect(min.value(1)).toBe(numbers.length === 0 ? NaN : Math.min(...numbers.map(rank)));
      expect(max.value(1)).toBe(numbers.length < values.length ? NaN : Math.max(...values));
    }));
  });
  test('of big integers', () => {
    const [min, max] = [bigExtremes('min'), bigExtremes('max')];
    for (const extremes of [min, max]) {
      extremes.grow(1);
      [5n, -(2n ** 100n), 2n ** 100n].forEach((number) => extremes.add(0, number));
      extremes.grow(1000);
      expect([extremes.groups, extremes.value(999)]).toEqual([1000, null]);
    }
    expect([min.value(0), max.value(0)]).toEqual([-(2n ** 100n), 2n ** 100n]);
  });
  test('grow without losing what they hold', () => {
    const max = numberExtremes('max');
    max.grow(1);
    max.add(0, 3);
    max.grow(100_000);
    expect([max.value(0), max.value(99_999), max.byteLength >= 900_000]).toEqual([3, null, true]);
  });
});
