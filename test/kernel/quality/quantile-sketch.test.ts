import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantileSketch, rankOf, RELATIVE_ERRORS } from '../../../src/quality/kernel/quantile-sketch.ts';

const sketchOf = (values: readonly number[], relativeError = 0.01): ReturnType<typeof quantileSketch> => {
  const sketch = quantileSketch(relativeError);
  sketch.add(Float64Array.from(values), null, values.length);
  return sketch;
};
/** Ten naive lines: the number at a rank of the sorted list. */
const trueQuantile = (values: readonly number[], rank: number): number => [...values].sort((left, right) => left - right)[rank - 1]!;

const normal = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => value === 0 || Math.abs(value) >= 2 ** -1022);
const near = fc.oneof(normal, fc.integer({ min: -1000, max: 1000 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }).filter((value) => value === 0 || Math.abs(value) >= 2 ** -1022));
const lists = fc.array(near, { minLength: 1, maxLength: 60 });
const moderate = fc.array(fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ noNaN: true, min: 1e-3, max: 1e6 })), { minLength: 1, maxLength: 60 });
const errors = (least: number): fc.Arbitrary<number> => fc.double({ noNaN: true, min: least, max: RELATIVE_ERRORS.most });
/** Numbers and an error: the finest sketch of every magnitude holds 128 MiB, so that few are. */
const asked = fc.oneof(
  { weight: 16, arbitrary: fc.tuple(lists, errors(2 ** -8)) },
  { weight: 8, arbitrary: fc.tuple(moderate, errors(RELATIVE_ERRORS.least)) },
  { weight: 1, arbitrary: fc.tuple(lists, errors(RELATIVE_ERRORS.least)) },
);
const shares = fc.constantFrom(0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 1);

describe('a sketch of quantiles', () => {
  test('every quantile lies within the stated relative error of the true one', () => {
    fc.assert(fc.property(asked, shares, ([values, error], share) => {
      const sketch = sketchOf(values, error);
      expect(sketch.relativeError).toBeLessThanOrEqual(error);
      const truth = trueQuantile(values, Math.max(1, [...Array(values.length + 1).keys()].find((rank) => rank / values.length >= share)!));
      expect(Math.abs(sketch.quantile(share) - truth)).toBeLessThanOrEqual(sketch.relativeError * Math.abs(truth));
    }), { numRuns: 500 });
  });

  test('at a bound of a bucket, too: powers of two and their neighbours', () => {
    for (let exponent = -1022; exponent <= 1023; exponent += 31) {
      for (const factor of [1, 1 - 2 ** -53, 1 + 2 ** -52, 1 + 2 ** -7, 2 - 2 ** -52]) {
        const value = factor * 2 ** exponent;
        if (value < 2 ** -1022) continue;
        for (const signed of [value, -value]) {
          const sketch = sketchOf([signed]);
          expect(Math.abs(sketch.quantile(0.5) - signed) / value).toBeLessThanOrEqual(sketch.relativeError);
        }
      }
    }
  });

  test('no order and no cut changes a bucket', () => {
    fc.assert(fc.property(lists, lists, lists, (one, two, three) => {
      const all = sketchOf([...one, ...two, ...three]).buckets();
      const merged = sketchOf(three);
      const second = sketchOf(two);
      second.merge(sketchOf(one));
      merged.merge(second);
      expect(merged.buckets()).toEqual(all);
      expect(sketchOf([...three, ...one, ...two].reverse()).buckets()).toEqual(all);
      merged.merge(quantileSketch(0.01));
      expect(merged.buckets()).toEqual(all);
    }));
  });

  test('a weight is as many numbers', () => {
    fc.assert(fc.property(fc.array(fc.tuple(near, fc.nat(5)), { maxLength: 20 }), (pairs) => {
      const sketch = quantileSketch(0.01);
      sketch.add(Float64Array.from(pairs, ([value]) => value), Float64Array.from(pairs, ([, weight]) => weight), pairs.length);
      expect(sketch.buckets()).toEqual(sketchOf(pairs.flatMap(([value, weight]) => Array<number>(weight).fill(value))).buckets());
      expect(sketch.count).toBe(pairs.reduce((sum, [, weight]) => sum + weight, 0));
    }));
  });

  test('buckets hold what they count, ascend and do not overlap', () => {
    fc.assert(fc.property(lists, (values) => {
      const buckets = sketchOf(values).buckets();
      expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
      buckets.forEach(({ from, to, middle }, index) => {
        expect(from <= middle && middle <= to).toBe(true);
        if (index > 0) expect(buckets[index - 1]!.to).toBeLessThanOrEqual(from);
      });
      for (const value of values) expect(buckets.some(({ from, to }) => from <= value && value <= to)).toBe(true);
    }));
  });

  test('NaN is left out, zeros are one, tiny magnitudes are 0, infinities stay', () => {
    const sketch = sketchOf([NaN, -0, 0, 5e-324, Infinity, -Infinity]);
    expect(sketch.count).toBe(5);
    expect([0, 0.2, 0.21, 0.8, 0.81, 1].map((share) => sketch.quantile(share))).toEqual([-Infinity, -Infinity, 0, 0, Infinity, Infinity]);
    expect(Object.is(sketchOf([-0]).quantile(0.5), 0)).toBe(true);
  });

  test('an empty sketch has no quantile', () => {
    expect(quantileSketch(0.01).quantile(0.5)).toBeNaN();
    expect(quantileSketch(0.01).buckets()).toEqual([]);
  });

  test('memory is bounded by the buckets there are, whatever the numbers', () => {
    const sketch = quantileSketch(0.01);
    for (let exponent = -1022; exponent <= 1023; exponent++) sketch.add(Float64Array.of(2 ** exponent, -(2 ** -exponent)), null, 2);
    expect(sketch.byteLength).toBeLessThanOrEqual(2 * 8 * 64 * 2046 * 2);
  });

  test('a rank is whole where the share of the count is whole', () => {
    expect(rankOf(0.07, 100)).toBe(7);
    expect(rankOf(0.5, 7)).toBe(4);
    expect(rankOf(0, 10)).toBe(1);
    expect(rankOf(1, 10)).toBe(10);
  });

  test('wrong errors and shares are refused', () => {
    expect(() => quantileSketch(0)).toThrow(/relativeError: expected/);
    expect(() => quantileSketch(NaN)).toThrow(RangeError);
    expect(() => sketchOf([1]).quantile(1.1)).toThrow(/share: expected/);
    expect(() => { sketchOf([1]).merge(quantileSketch(0.1)); }).toThrow(/relative error/);
  });
});
