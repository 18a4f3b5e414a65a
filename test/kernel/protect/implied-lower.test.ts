import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellSystem } from '../../../src/linear/index.ts';
import { impliedLower } from '../../../src/protect/kernel/implied-lower.ts';

const line = { parents: Int32Array.of(-1, 0, 0, 0) };
const places = Int32Array.from({ length: 16 }, (_, place) => place);
/** Three by three with totals: place 4 r + c, totals at r = 0 and c = 0. */
const TABLE = cellSystem(16, [{ trees: [line, line], cells: places, nodes: [places.map((place) => Math.floor(place / 4)), places.map((place) => place % 4)] }]);

describe('what follows for totals from what is known of their parts', () => {
  test('goes up level by level, whatever the order of the relations', () => {
    const tower = { cells: 5, starts: Int32Array.of(0, 3, 6), members: Int32Array.of(0, 1, 2, 1, 3, 4) };
    expect([...impliedLower(tower, Float64Array.of(0, 0, 1, 1, 1))]).toEqual([3, 2, 1, 1, 1]);
  });

  test('never takes away what is known of a cell by itself, and leaves the bounds it was given as they are', () => {
    const lower = Float64Array.of(9, 1, 1);
    expect([...impliedLower({ cells: 3, starts: Int32Array.of(0, 3), members: Int32Array.of(0, 1, 2) }, lower)]).toEqual([9, 1, 1]);
    expect([...lower]).toEqual([9, 1, 1]);
  });

  test('is never above a table that keeps to the bounds, and is reached by the smallest one', () => {
    fc.assert(fc.property(fc.array(fc.nat(3), { minLength: 9, maxLength: 9 }), fc.array(fc.nat(5), { minLength: 9, maxLength: 9 }), (bounds, more) => {
      const lower = new Float64Array(16);
      const smallest = new Float64Array(16);
      const larger = new Float64Array(16);
      for (let row = 1; row < 4; row++) {
        for (let column = 1; column < 4; column++) {
          const inner = 3 * (row - 1) + column - 1;
          lower[4 * row + column] = bounds[inner]!;
          for (const cell of [0, column, 4 * row, 4 * row + column]) {
            smallest[cell]! += bounds[inner]!;
            larger[cell]! += bounds[inner]! + more[inner]!;
          }
        }
      }
      const implied = impliedLower(TABLE, lower);
      expect([...implied]).toEqual([...smallest]);
      implied.forEach((bound, cell) => {
        expect(larger[cell]!).toBeGreaterThanOrEqual(bound);
      });
    }));
  });
});
