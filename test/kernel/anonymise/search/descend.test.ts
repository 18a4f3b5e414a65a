// A descent towards a good node, on small lattices whose nodes hold from somewhere up and have any loss.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { descend, type DescentNode } from '../../../../src/anonymise/kernel/search/descend.ts';

/** A lattice, where a node holds when it is above one of some nodes, and its loss is a weighted sum of levels with a grain of its own. */
const lattices = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }).chain((heights) => fc.record({
  heights: fc.constant(Int32Array.from(heights)),
  least: fc.array(fc.tuple(...heights.map((height) => fc.nat(height - 1))), { maxLength: 4 }),
  weights: fc.tuple(...heights.map(() => fc.integer({ min: 1, max: 9 }))),
  grain: fc.integer({ min: 1, max: 97 }),
}));
type Lattice = typeof lattices extends fc.Arbitrary<infer One> ? One : never;

const isAbove = (levels: Int32Array, least: readonly number[]): boolean => least.every((level, column) => levels[column]! >= level);
function lossOf({ least, weights, grain }: Lattice, levels: Int32Array): number {
  if (!least.some((one) => isAbove(levels, one))) return Infinity;
  const height = levels.reduce((sum, level, column) => sum + level * weights[column]!, 0);
  return height + ((height * grain) % 7) / 2;
}

/** Descends, and lists what was looked at; no more than so many. */
function looks(lattice: Lattice, most: number): Int32Array[] {
  const seen: Int32Array[] = [];
  descend(lattice.heights, (levels): DescentNode | null => {
    if (seen.length >= most) return null;
    seen.push(levels);
    return { levels, loss: lossOf(lattice, levels) };
  });
  return seen;
}

describe('a descent', () => {
  test('begins at the top, stays in the lattice, and comes to an end', () => {
    fc.assert(fc.property(lattices, (lattice) => {
      const seen = looks(lattice, 100_000);
      expect(seen.length).toBeLessThan(100_000);
      expect([...seen[0]!]).toEqual([...lattice.heights].map((height) => height - 1));
      for (const levels of seen) for (const [column, level] of levels.entries()) expect(level >= 0 && level < lattice.heights[column]!).toBe(true);
    }));
  });

  test('ends where no level can be lowered, nor two raised, for less loss', () => {
    fc.assert(fc.property(lattices, (lattice) => {
      const seen = looks(lattice, 100_000);
      const least = Math.min(...seen.map((levels) => lossOf(lattice, levels)));
      if (least === Infinity) return;
      const best = seen.find((levels) => lossOf(lattice, levels) === least)!;
      for (let column = 0; column < best.length; column++) {
        if (best[column]! > 0) expect(lossOf(lattice, best.with(column, best[column]! - 1))).toBeGreaterThanOrEqual(least);
        for (let other = 0; other < best.length; other++) {
          if (other === column) continue;
          const raised = best.map((level, place) => (place === column || place === other ? Math.min(level + 1, lattice.heights[place]! - 1) : level));
          expect(lossOf(lattice, raised)).toBeGreaterThanOrEqual(least);
        }
      }
    }));
  });

  test('follows the least loss to the only node below which nothing holds', () => {
    fc.assert(fc.property(lattices, ({ least: _, ...rest }) => {
      const least = [[...rest.heights].map((height) => Math.floor(height / 2))];
      const lattice: Lattice = { ...rest, least, grain: 7 };
      const seen = looks(lattice, 100_000);
      expect(seen.map((levels) => [...levels])).toContainEqual(least[0]);
    }));
  });

  test('looks at no more than it is let, and at nothing below a top that fails', () => {
    fc.assert(fc.property(lattices, fc.nat(30), (lattice, most) => {
      expect(looks(lattice, most).length).toBeLessThanOrEqual(most);
      expect(looks({ ...lattice, least: [] }, most + 1).length).toBe(1);
    }));
  });
});
