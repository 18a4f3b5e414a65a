import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnRows } from '../../../src/linear/distance-program.ts';
import { roundSolution } from '../../../src/linear/round-solution.ts';

/** Equations with factors 1 and −1, written as lists of signed columns, from 1. */
function equations(rows: readonly (readonly number[])[], sides: readonly number[]): Parameters<typeof roundSolution>[0] {
  const rowStarts = [0];
  for (const row of rows) rowStarts.push(rowStarts.at(-1)! + row.length);
  return {
    rowStarts: Int32Array.from(rowStarts),
    rowColumns: Int32Array.from(rows.flat(), (column) => Math.abs(column) - 1),
    rowValues: Float64Array.from(rows.flat(), Math.sign),
    rowLower: Float64Array.from(sides),
  };
}

function round(rows: readonly (readonly number[])[], sides: readonly number[], solution: readonly number[], first = 0, up = true): number[] | null {
  const program = equations(rows, sides);
  const rounded = roundSolution(program, columnRows(solution.length, program), Float64Array.from(solution), first, up);
  return rounded === null ? null : [...rounded];
}

describe('rounding a solution', () => {
  test('leaves whole numbers as they are', () => {
    expect(round([[1, 2, -3]], [0], [1, 2, 3])).toEqual([1, 2, 3]);
    expect(round([], [], [])).toEqual([]);
  });

  test('takes the side that is asked for, and what follows from it', () => {
    expect(round([[1, 2], [2, 3], [3, 4], [4, 1]], [1, 1, 1, 1], [0.5, 0.5, 0.5, 0.5])).toEqual([1, 0, 1, 0]);
    expect(round([[1, 2], [2, 3], [3, 4], [4, 1]], [1, 1, 1, 1], [0.5, 0.5, 0.5, 0.5], 0, false)).toEqual([0, 1, 0, 1]);
  });

  test('turns back from a choice that leads nowhere', () => {
    // x is y and z, of which one is up and the other down.
    expect(round([[1, -2], [1, -3], [2, 3]], [0, 0, 1], [0.5, 0.5, 0.5])).toBeNull();
    expect(round([[1, -2], [2, 3]], [0, 1], [0.5, 0.5, 0.5])).toEqual([1, 1, 0]);
  });

  test('tells that there is none: of three, each two cannot be one together', () => {
    expect(round([[1, 2], [2, 3], [1, 3]], [1, 1, 1], [0.5, 0.5, 0.5])).toBeNull();
  });

  test('gives solutions only, each value next to its own; finds one where trying all neighbours does', () => {
    const row = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 4 }).chain((columns) => fc.tuple(...columns.map((column) => fc.constantFrom(column, -column))));
    fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 6, maxLength: 6 }), fc.boolean(), (rows, halves, up) => {
      const solution = halves.map((half) => half / 2);
      const sum = (row: readonly number[], point: readonly number[]): number => row.reduce((total, column) => total + Math.sign(column) * point[Math.abs(column) - 1]!, 0);
      const sides = rows.map((each) => sum(each, solution));
      fc.pre(sides.every(Number.isInteger));
      const rounded = round(rows, sides, solution, 0, up);
      const isAny = Array.from({ length: 64 }, (_, bits) => solution.map((value, at) => ((bits >> at) & 1 ? Math.ceil(value) : Math.floor(value))))
        .some((point) => rows.every((each, at) => sum(each, point) === sides[at]));
      expect(rounded !== null).toBe(isAny);
      if (rounded === null) return;
      rows.forEach((each, at) => {
        expect(sum(each, rounded)).toBe(sides[at]);
      });
      rounded.forEach((value, at) => {
        expect(Math.abs(value - solution[at]!)).toBeLessThan(1);
      });
    }), { numRuns: 1000 });
  });
});
