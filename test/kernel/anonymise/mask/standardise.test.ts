import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standardise } from '../../../../src/anonymise/kernel/mask/standardise.ts';

describe('standardised coordinates', () => {
  test('have mean 0 and variance 1 over the rows, within their rounding', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 5 })), { minLength: 2, maxLength: 40 }), (list) => {
      const rows = list.map(([, count]) => count);
      const { coordinates, deviations } = standardise([Float64Array.from(list, ([value]) => value)], rows);
      if (deviations[0] === 0) return void expect([...coordinates].every((value) => value === 0)).toBe(true);
      const all = list.flatMap(([, count], point) => new Array<number>(count).fill(coordinates[point]!));
      const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
      expect(Math.abs(mean)).toBeLessThan(1e-6);
      expect(Math.abs(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (all.length - 1) - 1)).toBeLessThan(1e-4);
    }), { numRuns: 300 });
  });
  test('are multiples of a power of two, so that their sums are the same in any order', () => {
    const values = Float64Array.from({ length: 1000 }, (_, point) => Math.sin(point) * 1e5);
    const { coordinates } = standardise([values], new Array(1000).fill(1));
    expect(coordinates.every((value) => Number.isInteger(value * 2 ** 20))).toBe(true);
    const forwards = coordinates.reduce((sum, value) => sum + value, 0);
    expect(coordinates.reduceRight((sum, value) => sum + value, 0)).toBe(forwards);
  });
  test('keep small differences of large numbers', () => {
    const { means, deviations } = standardise([Float64Array.of(1e15, 1e15 + 2)], [1, 1]);
    expect([means[0], deviations[0]]).toEqual([1e15 + 1, Math.SQRT2]);
  });
  test('are coarser where there are many rows, and nothing where there are none', () => {
    const { coordinates } = standardise([Float64Array.of(0, 1)], [2 ** 30, 1]);
    expect(Number.isInteger(coordinates[1]! * 2 ** 8)).toBe(true);
    expect(standardise([new Float64Array(0)], []).coordinates).toHaveLength(0);
    expect(standardise([Float64Array.of(7)], [1])).toMatchObject({ means: [7], deviations: [0] });
  });
});
