// Bounds on a measure as breakpoints: what a number reaches, held against the bounds themselves.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakpointsOf, bucketOf, bucketsWithin, UNKNOWN_BUCKET } from '../../../../src/link/kernel/compare/breakpoints.ts';
import type { BoundProgram } from '../../../../src/link/kernel/compare/program.ts';

const number = fc.oneof(fc.constantFrom(-1, -0, 0, 0.5, 0.7, 0.7000000000000001, 1, 2), fc.constantFrom(Infinity, -Infinity), fc.double({ noNaN: true }));
const someBound: fc.Arbitrary<BoundProgram> = fc.tuple(fc.constantFrom('atLeast', 'atMost', 'above', 'below'), number).map(([kind, at]) => ({ [kind]: at }));

function holds({ atLeast, atMost, above, below }: BoundProgram, value: number): boolean {
  if (atLeast !== undefined) return value >= atLeast;
  if (atMost !== undefined) return value <= atMost;
  return above === undefined ? value < below! : value > above;
}

describe('breakpoints', () => {
  test('of a floor and of the ceiling that it leaves are one', () => {
    expect(breakpointsOf([{ atLeast: 0.7 }, { below: 0.7 }])).toEqual([{ at: 0.7, isInclusive: true }]);
    expect(breakpointsOf([{ above: 0.7 }, { atMost: 0.7 }])).toEqual([{ at: 0.7, isInclusive: false }]);
  });

  test('at one number are two where one bound takes the number in and the other leaves it out: first the one it has reached', () => {
    expect(breakpointsOf([{ above: 2 }, { atLeast: 2 }, { atMost: 1 }])).toEqual([{ at: 1, isInclusive: false }, { at: 2, isInclusive: true }, { at: 2, isInclusive: false }]);
  });

  test('of no bound are none, and every number has reached as many', () => {
    expect(breakpointsOf([])).toEqual([]);
    expect([bucketOf(-Infinity, []), bucketOf(3, []), bucketOf(NaN, [])]).toEqual([0, 0, UNKNOWN_BUCKET]);
  });

  test('are counted by what has reached them', () => {
    const points = breakpointsOf([{ atLeast: 1 }, { above: 1 }, { atLeast: 3 }]);
    expect([0.999, 1, 1.001, 3, Infinity].map((value) => bucketOf(value, points))).toEqual([0, 1, 2, 3, 3]);
  });

  test('rise, each once, in whatever order bounds come', () => {
    fc.assert(fc.property(fc.array(someBound, { maxLength: 8 }), (bounds) => {
      const points = breakpointsOf(bounds);
      points.slice(1).forEach(({ at, isInclusive }, index) => {
        const before = points[index]!;
        expect(at > before.at || (at === before.at && before.isInclusive && !isInclusive)).toBe(true);
      });
      // −0 and 0 are one place; which of them stands for it is the order's.
      const placesOf = (found: typeof points): typeof points => found.map(({ at, isInclusive }) => ({ at: at + 0, isInclusive }));
      expect(placesOf(breakpointsOf([...bounds].reverse()))).toEqual(placesOf(points));
    }));
  });

  test('tell of every number and bound what the bound says of the number', () => {
    fc.assert(fc.property(fc.array(someBound, { minLength: 1, maxLength: 8 }), number, fc.boolean(), (bounds, drawn, isOnBound) => {
      const value = isOnBound ? Object.values(bounds[0]!)[0] as number : drawn;
      const points = breakpointsOf(bounds);
      const bucket = bucketOf(value, points);
      for (const bound of bounds) {
        const within = bucketsWithin(bound, points);
        expect(within.length).toBe(points.length + 1);
        expect(within[bucket]).toBe(holds(bound, value));
      }
    }), { numRuns: 400 });
  });

  test('leave no number at all no bucket of theirs', () => {
    expect(bucketOf(NaN, breakpointsOf([{ below: Infinity }, { atLeast: 0 }]))).toBe(UNKNOWN_BUCKET);
  });
});
