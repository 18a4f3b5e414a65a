import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pointTree } from '../../../../src/anonymise/kernel/mask/point-tree.ts';

/** Points on a coarse grid, so that many are equally far. */
const cloud = fc.integer({ min: 1, max: 3 }).chain((dimensions) => fc.record({
  dimensions: fc.constant(dimensions),
  points: fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: dimensions, maxLength: dimensions }), { maxLength: 60 }),
  removed: fc.array(fc.nat(59), { maxLength: 40 }),
  from: fc.array(fc.integer({ min: -4, max: 4 }).map((value) => value / 2), { minLength: dimensions, maxLength: dimensions }),
}));

const squared = (left: readonly number[], right: readonly number[]): number => left.reduce((sum, value, axis) => sum + (value - right[axis]!) ** 2, 0);

describe('a tree of points', () => {
  test('finds what comparing with every remaining point finds, ties by the lowest number', () => {
    fc.assert(fc.property(cloud, ({ dimensions, points, removed, from }) => {
      const tree = pointTree(Float64Array.from(points.flat()), dimensions);
      const left = new Set(points.keys());
      for (const point of removed) {
        if (!left.delete(point)) continue;
        tree.remove(point);
      }
      const place = Float64Array.from(from);
      const byDistance = [...left].map((point) => [point, squared(points[point]!, from)] as const).sort((one, other) => one[1] - other[1] || one[0] - other[0]);
      expect(tree.size).toBe(left.size);
      const visited: (readonly [number, number])[] = [];
      tree.nearest(place, (point, distance) => visited.push([point, distance]) > 0);
      expect(visited).toEqual(byDistance);
      const most = byDistance.at(-1)?.[1];
      expect(tree.farthest(place)).toBe(byDistance.find(([, distance]) => distance === most)?.[0] ?? -1);
      const radius = byDistance[byDistance.length >> 1]?.[1] ?? 1;
      const nearer = byDistance.filter(([, distance]) => distance < radius).length;
      expect(tree.countWithin(place, radius, Infinity)).toEqual({ nearer, equal: byDistance.filter(([, distance]) => distance === radius).length });
      expect(tree.countWithin(place, radius, 3).nearer).toBeGreaterThanOrEqual(Math.min(3, nearer));
    }), { numRuns: 400 });
  });
  test('stops when told to', () => {
    const tree = pointTree(Float64Array.from({ length: 100 }, (_, point) => point), 1);
    const visited: number[] = [];
    tree.nearest(Float64Array.of(50), (point) => visited.push(point) < 3);
    expect(visited).toEqual([50, 49, 51]);
  });
  test('of no point finds none, and refuses half a point', () => {
    const tree = pointTree(new Float64Array(0), 2);
    expect([tree.size, tree.farthest(Float64Array.of(0, 0))]).toEqual([0, -1]);
    expect(() => pointTree(new Float64Array(3), 2)).toThrow(RangeError);
  });
});
