import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cumulativeRows, drawTransition, invariantMatrix } from '../../../../src/anonymise/kernel/mask/transition-matrix.ts';

const share = fc.integer({ min: 0, max: 20 }).map((step) => step / 20);
const frequencies = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 12 });

/** P, Q and R as sdcMicro's description tells them, by matrix products. */
function plainMatrix(counts: readonly number[], keep: number, alpha: number): number[][] {
  const size = counts.length;
  const each = (make: (from: number, to: number) => number): number[][] => counts.map((_, from) => counts.map((__, to) => make(from, to)));
  const first = each((from, to) => (from === to ? (size === 1 ? 1 : keep) : (1 - keep) / (size - 1)));
  const second = each((from, to) => {
    const sum = counts.reduce((total, count, other) => total + first[other]![from]! * count, 0);
    return sum === 0 ? 0 : (first[to]![from]! * counts[to]!) / sum;
  });
  return each((from, to) => alpha * counts.reduce((sum, _, between) => sum + first[from]![between]! * second[between]![to]!, 0) + (from === to ? 1 - alpha : 0));
}

describe('the invariant matrix', () => {
  test('is the product of the two steps', () => {
    fc.assert(fc.property(frequencies, share, share, (counts, keep, alpha) => {
      const matrix = invariantMatrix(counts, keep, alpha);
      plainMatrix(counts, keep, alpha).flat().forEach((probability, place) => {
        expect(Math.abs(matrix[place]! - probability)).toBeLessThan(1e-12);
      });
    }), { numRuns: 300 });
  });
  test('has rows of probabilities, and leaves the frequencies as they are', () => {
    fc.assert(fc.property(frequencies, share, share, (counts, keep, alpha) => {
      const size = counts.length;
      const matrix = invariantMatrix(counts, keep, alpha);
      counts.forEach((count, place) => {
        const row = matrix.subarray(place * size, (place + 1) * size);
        expect(row.every((probability) => probability >= 0 && probability <= 1 + 1e-12)).toBe(true);
        expect(row.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 10);
        expect(counts.reduce((sum, other, from) => sum + other * matrix[from * size + place]!, 0) / count).toBeCloseTo(1, 9);
      });
    }), { numRuns: 300 });
  });
  test('has no probability below 0 where two values only change places, twice', () => {
    const matrix = invariantMatrix([1, 310], 0, 0.05);
    [1, 0, 0, 1].forEach((probability, place) => {
      expect(matrix[place]).toBeGreaterThanOrEqual(0);
      expect(matrix[place]).toBeCloseTo(probability, 12);
    });
  });
  test('changes nothing at alpha 0 or when all is kept, and a single value never', () => {
    expect([...invariantMatrix([3, 5], 0.2, 0)]).toEqual([1, 0, 0, 1]);
    expect([...invariantMatrix([3, 5], 1, 1)]).toEqual([1, 0, 0, 1]);
    expect([...invariantMatrix([3], 0, 1)]).toEqual([1]);
    expect(invariantMatrix([], 0, 1)).toHaveLength(0);
  });
});

describe('a drawn transition', () => {
  test('is the first value whose sum is above the fraction, and never one of probability zero', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 8 }), fc.nat(999), (weights, step) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      if (total === 0) return;
      const size = weights.length;
      const row = weights.map((weight) => weight / total);
      const sums = cumulativeRows(Float64Array.from(Array.from({ length: size }, () => row).flat()), size);
      const drawn = drawTransition(sums, size, size - 1, step / 1000);
      expect(weights[drawn]).toBeGreaterThan(0);
      let sum = 0;
      const naive = row.findIndex((probability) => (sum += probability) > step / 1000);
      expect(drawn).toBe(naive < 0 ? weights.findLastIndex((weight) => weight > 0) : naive);
    }), { numRuns: 500 });
  });
});
