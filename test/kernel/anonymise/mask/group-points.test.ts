import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entityUnits, groupPoints, weightedUnits } from '../../../../src/anonymise/kernel/mask/group-points.ts';

const squared = (left: readonly number[], right: readonly number[]): number => left.reduce((sum, value, axis) => sum + (value - right[axis]!) ** 2, 0);
const centreOf = (points: readonly (readonly number[])[]): number[] => points[0]!.map((_, axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length);

/** MDAV as the paper tells it, on lists: every step sorts all points that remain. */
function plainGroups(points: readonly (readonly number[])[], k: number): number[] {
  let left = [...points.keys()];
  const groupOf = new Array<number>(points.length).fill(-1);
  let groups = 0;
  const sortedFrom = (from: readonly number[]): number[] => left.toSorted((one, other) => squared(points[one]!, from) - squared(points[other]!, from) || one - other);
  const farthestFrom = (from: readonly number[]): number => {
    const sorted = sortedFrom(from);
    const most = squared(points[sorted.at(-1)!]!, from);
    return sorted.find((point) => squared(points[point]!, from) === most)!;
  };
  const make = (members: readonly number[]): void => {
    for (const point of members) groupOf[point] = groups;
    left = left.filter((point) => !members.includes(point));
    groups++;
  };
  while (left.length >= 3 * k) {
    const first = farthestFrom(centreOf(left.map((point) => points[point]!)));
    make(sortedFrom(points[first]!).slice(0, k));
    make(sortedFrom(points[farthestFrom(points[first]!)]!).slice(0, k));
  }
  if (left.length >= 2 * k) make(sortedFrom(points[farthestFrom(centreOf(left.map((point) => points[point]!)))]!).slice(0, k));
  if (left.length > 0) make(left);
  return groupOf;
}

/** Distinct points: on a coarse grid, with many equal distances, or scattered. */
const cloud = fc.integer({ min: 1, max: 3 }).chain((dimensions) => {
  const point = (most: number): fc.Arbitrary<number[]> => fc.array(fc.integer({ min: -most, max: most }).map((value) => value / 8), { minLength: dimensions, maxLength: dimensions });
  const points = (most: number): fc.Arbitrary<number[][]> => fc.uniqueArray(point(most), { minLength: 1, maxLength: 60, selector: String });
  return fc.record({ dimensions: fc.constant(dimensions), points: fc.oneof(points(4), points(4000)) });
});
const sizes = (groupOf: Int32Array, weights: readonly number[]): number[] => {
  const sums: number[] = [];
  groupOf.forEach((group, point) => (sums[group] = (sums[group] ?? 0) + weights[point]!));
  return sums;
};

describe('groups of points by maximum distance to average vector', () => {
  test('are those of the plain procedure', () => {
    fc.assert(fc.property(cloud, fc.integer({ min: 1, max: 6 }), ({ dimensions, points }, k) => {
      const weights = points.map(() => 1);
      const { groupOf } = groupPoints(Float64Array.from(points.flat()), dimensions, weights, weightedUnits(weights), k);
      expect([...groupOf]).toEqual(plainGroups(points, k));
    }), { numRuns: 1000 });
  });
  test('have at least k and fewer than 2k points, where there are k', () => {
    fc.assert(fc.property(cloud, fc.integer({ min: 1, max: 6 }), ({ dimensions, points }, k) => {
      const weights = points.map(() => 1);
      const { groupOf, groups } = groupPoints(Float64Array.from(points.flat()), dimensions, weights, weightedUnits(weights), k);
      if (points.length < k) expect(groups).toBe(1);
      else for (const size of sizes(groupOf, weights)) expect([size >= k, size < 2 * k]).toEqual([true, true]);
    }), { numRuns: 300 });
  });
  test('have at least k units where points stand for several', () => {
    fc.assert(fc.property(cloud, fc.integer({ min: 1, max: 9 }), fc.infiniteStream(fc.integer({ min: 1, max: 12 })), ({ dimensions, points }, k, stream) => {
      const weights = points.map(() => stream.next().value as number);
      const { groupOf } = groupPoints(Float64Array.from(points.flat()), dimensions, weights, weightedUnits(weights), k);
      const all = weights.reduce((sum, weight) => sum + weight, 0);
      for (const size of sizes(groupOf, weights)) expect(size).toBeGreaterThanOrEqual(Math.min(all, k));
    }), { numRuns: 300 });
  });
  test('have at least k entities, each counted once in a group', () => {
    const persons = fc.uniqueArray(fc.nat(15), { minLength: 1, maxLength: 3 });
    fc.assert(fc.property(cloud, fc.integer({ min: 1, max: 5 }), fc.infiniteStream(persons), ({ dimensions, points }, k, stream) => {
      const ofPoint = points.map(() => stream.next().value as number[]);
      const starts = Int32Array.from([0, ...ofPoint.map((_, point) => ofPoint.slice(0, point + 1).flat().length)]);
      const rows = ofPoint.map((list) => list.length);
      const { groupOf, groups } = groupPoints(Float64Array.from(points.flat()), dimensions, rows, entityUnits(starts, Int32Array.from(ofPoint.flat())), k);
      const all = new Set(ofPoint.flat()).size;
      for (let group = 0; group < groups; group++) {
        expect(new Set(ofPoint.filter((_, point) => groupOf[point] === group).flat()).size).toBeGreaterThanOrEqual(Math.min(all, k));
      }
    }), { numRuns: 300 });
  });
  test('of the eight points of a line are two, and a heavy point is a group by itself', () => {
    expect([...groupPoints(Float64Array.of(1, 2, 3, 4, 11, 12, 13, 14), 1, new Array(8).fill(1), weightedUnits(new Array<number>(8).fill(1)), 4).groupOf]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect([...groupPoints(Float64Array.of(0, 1, 2), 1, [9, 1, 1], weightedUnits([9, 1, 1]), 3).groupOf]).toEqual([0, 0, 0]);
    expect([...groupPoints(Float64Array.of(0, 1, 9, 10), 1, [9, 1, 5, 1], weightedUnits([9, 1, 5, 1]), 3).groupOf]).toEqual([1, 1, 0, 0]);
  });
  test('of no point are none', () => {
    expect(groupPoints(new Float64Array(0), 1, [], weightedUnits([]), 3)).toEqual({ groupOf: new Int32Array(0), groups: 0 });
    expect(entityUnits(Int32Array.of(0), new Int32Array(0)).remaining).toBe(0);
  });
});
