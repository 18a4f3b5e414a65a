import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMoments, makeMoments, meanOf, mergeMoments, standardDeviationOf, type Moments } from '../../../src/quality/kernel/moments.ts';

const momentsOf = (values: readonly number[]): Moments => {
  const moments = makeMoments();
  addMoments(moments, Float64Array.from(values), null, values.length);
  return moments;
};
const figures = (moments: Moments): unknown => [moments.count, moments.vast, meanOf(moments), standardDeviationOf(moments)];

/** The variance of whole numbers as a quotient of big integers, rounded once. */
function trueDeviation(values: readonly number[]): number {
  const count = BigInt(values.length);
  const sum = values.reduce((total, value) => total + BigInt(value), 0n);
  const squares = values.reduce((total, value) => total + BigInt(value) ** 2n, 0n);
  const scaled = ((count * squares - sum * sum) << 120n) / (count * count);
  return Math.sqrt(Number(scaled)) / 2 ** 60;
}

const lists = fc.array(fc.double({ noDefaultInfinity: false }), { maxLength: 40 });

describe('mean and standard deviation', () => {
  test('of whole numbers are those of big integers, however far from zero', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 50 }), fc.constantFrom(0, 1e6, 1e9, 2 ** 52), (offsets, base) => {
      const values = offsets.map((offset) => base + offset);
      const moments = momentsOf(values);
      const truth = trueDeviation(values);
      expect(Math.abs(standardDeviationOf(moments)! - truth)).toBeLessThanOrEqual(1e-9 * truth);
      expect(meanOf(moments)).toBe(Number(values.reduce((sum, value) => sum + BigInt(value), 0n)) / values.length);
    }));
  });

  test('of published data: NIST StRD NumAcc4, whose mean and deviation are 10,000,000.2 and 0.1', () => {
    // 1,001 values: 10,000,000.2 once, then 10,000,000.1 and 10,000,000.3 in turn; the certified deviation divides by n − 1.
    const values = [10_000_000.2, ...Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 ? 10_000_000.1 : 10_000_000.3))];
    const moments = momentsOf(values);
    expect(meanOf(moments)).toBeCloseTo(10_000_000.2, 8);
    expect(standardDeviationOf(moments)! * Math.sqrt(1001 / 1000)).toBeCloseTo(0.1, 8);
  });

  test('do not depend on order, cuts or merges', () => {
    fc.assert(fc.property(lists, lists, lists, (one, two, three) => {
      const all = figures(momentsOf([...one, ...two, ...three]));
      const merged = momentsOf(three);
      const second = momentsOf(two);
      mergeMoments(second, momentsOf(one));
      mergeMoments(merged, second);
      expect(figures(merged)).toEqual(all);
      expect(figures(momentsOf([...two, ...three, ...one].reverse()))).toEqual(all);
    }));
  });

  test('take a weight for as many numbers', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double(), fc.nat(6)), { maxLength: 20 }), (pairs) => {
      const weighted = makeMoments();
      addMoments(weighted, Float64Array.from(pairs, ([value]) => value), Float64Array.from(pairs, ([, weight]) => weight), pairs.length);
      expect(figures(weighted)).toEqual(figures(momentsOf(pairs.flatMap(([value, weight]) => Array<number>(weight).fill(value)))));
    }));
  });

  test('leave out NaN and infinities; are unknown without a number, and with a number too large to be squared', () => {
    expect(figures(momentsOf([NaN, Infinity, -Infinity, 3, 5]))).toEqual([2, 0, 4, 1]);
    expect(figures(momentsOf([]))).toEqual([0, 0, null, null]);
    expect(figures(momentsOf([1, 1e300]))).toEqual([1, 1, null, null]);
  });

  test('of equal numbers: no deviation at all', () => {
    fc.assert(fc.property(fc.double({ min: -1e100, max: 1e100, noNaN: true }), fc.integer({ min: 1, max: 30 }), (value, count) => {
      expect(standardDeviationOf(momentsOf(Array<number>(count).fill(value)))!).toBeLessThanOrEqual(1e-11 * Math.abs(value));
    }));
  });
});
