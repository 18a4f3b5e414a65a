// Bounds of ready comparisons go from most agreement to least: a level behind a looser one would take no pair.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlanError } from '../../../src/core/errors.ts';
import { absoluteDifferenceComparison, cosineComparison, jaroWinklerComparison, levenshteinComparison, nameComparison, percentageDifferenceComparison } from '../../../src/link/comparisons/index.ts';

const pathsOf = (attempt: () => unknown): string[] => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
};

describe('bounds', () => {
  test.each([
    ['jaroWinkler', (atLeast: number[]) => jaroWinklerComparison({ of: 'name', atLeast })],
    ['name', (atLeast: number[]) => nameComparison({ of: 'name', atLeast })],
    ['cosine', (atLeast: number[]) => cosineComparison({ of: 'vector', atLeast })],
  ] as const)('of similarities of %s fall, and never stand twice', (_, make) => {
    expect(pathsOf(() => make([0.7, 0.9]))).toEqual(['atLeast']);
    expect(pathsOf(() => make([0.9, 0.9]))).toEqual(['atLeast']);
    expect(pathsOf(() => make([0.9, 0.7]))).toEqual([]);
  });
  test.each([
    ['levenshtein', (atMost: number[]) => levenshteinComparison({ of: 'name', atMost }), 'atMost'],
    ['absoluteDifference', (atMost: number[]) => absoluteDifferenceComparison({ of: 'age', atMost }), 'atMost'],
    ['percentageDifference', (below: number[]) => percentageDifferenceComparison({ of: 'age', below }), 'below'],
  ] as const)('of distances of %s rise, and never stand twice', (_, make, path) => {
    expect(pathsOf(() => make([2, 1]))).toEqual([path]);
    expect(pathsOf(() => make([1, 1]))).toEqual([path]);
    expect(pathsOf(() => make([0.1, 0.2]))).toEqual([]);
  });
  test('are accepted in one order of any distinct numbers only', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 6 }), (numbers) => {
      const shares = numbers.map((number) => number / 100);
      const isFalling = shares.every((share, index) => index === 0 || share < shares[index - 1]!);
      expect(pathsOf(() => jaroWinklerComparison({ of: 'name', atLeast: shares })).length === 0).toBe(isFalling);
      expect(pathsOf(() => jaroWinklerComparison({ of: 'name', atLeast: [...shares].sort((left, right) => right - left) }))).toEqual([]);
    }));
  });
});
