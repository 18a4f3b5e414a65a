import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSolver, type LinearSolver } from '../../../src/linear/index.ts';
import { lowerBound } from '../../../src/protect/kernel/suppress/optimal-bound.ts';
import { optimalSuppression } from '../../../src/protect/kernel/suppress/optimal.ts';
import { CELL, type SuppressionProblem } from '../../../src/protect/kernel/suppress/problem.ts';
import { chosen, flatProblems, flatTable, flatValues, problemOf, unhurried, unsafeByFlow, unsafeByProgram } from './suppress-problems.ts';

let solver: LinearSolver;
beforeAll(async () => { solver = await loadSolver(); });

const statesWith = (cells: number, primary: readonly number[], state: number = CELL.primary): Uint8Array => Uint8Array.from({ length: cells }, (_, cell) => (primary.includes(cell) ? state : CELL.open));

/** The least cost of a safe pattern, by trying all of them from the cheapest on; `null` when none is safe. */
function leastCost(problem: SuppressionProblem): number | null {
  const open = [...problem.states.keys()].filter((cell) => problem.states[cell] === CELL.open);
  const costs = new Float64Array(2 ** open.length);
  for (let mask = 1; mask < costs.length; mask++) costs[mask] = costs[mask & (mask - 1)]! + problem.costs[open[31 - Math.clz32(mask & -mask)]!]!;
  const cheapest = [...costs.keys()].sort((a, b) => costs[a]! - costs[b]!);
  const isSafe = (mask: number): boolean => {
    const secondary = new Uint8Array(problem.states.length);
    open.forEach((cell, bit) => { secondary[cell] = (mask >> bit) & 1; });
    return unsafeByFlow(problem, 4, secondary).length === 0;
  };
  if (!isSafe(costs.length - 1)) return null;
  return costs[cheapest.find(isSafe)!]!;
}

describe('optimal suppression', () => {
  test('costs as little as the cheapest of all patterns that flows call safe, and proves it', () => {
    fc.assert(fc.property(flatProblems, (problem) => {
      const pattern = optimalSuppression(problem, unhurried(solver));
      const least = leastCost(problem);
      expect(pattern.uncovered.length > 0).toBe(least === null);
      if (least === null) return;
      expect(unsafeByFlow(problem, 4, pattern.secondary)).toEqual([]);
      expect(pattern.cost).toBeCloseTo(least, 6);
      expect(pattern.bound).toBeCloseTo(pattern.cost, 6);
    }), { numRuns: 25 });
  }, 180_000);

  test('a pattern that lacks any one of its cells is unsafe', () => {
    fc.assert(fc.property(flatProblems, (problem) => {
      const pattern = optimalSuppression(problem, unhurried(solver));
      if (pattern.uncovered.length > 0) return;
      for (const cell of chosen(pattern)) {
        const less = pattern.secondary.slice();
        less[cell] = 0;
        expect(unsafeByFlow(problem, 4, less)).not.toEqual([]);
      }
    }), { numRuns: 15 });
  }, 180_000);

  test('the cost does not fall as intervals must be wider', () => {
    fc.assert(fc.property(flatProblems, fc.double({ min: 1, max: 2, noNaN: true }), (problem, factor) => {
      const { required: { below, above, width } } = problem;
      const wider = (amounts: Float64Array): Float64Array => amounts.map((amount) => amount * factor);
      const tight = { ...problem, required: { below: wider(below), above: wider(above), width: wider(width) } };
      const [before, after] = [problem, tight].map((each) => optimalSuppression(each, unhurried(solver)));
      if (after!.uncovered.length > 0) return;
      expect(after!.cost).toBeGreaterThanOrEqual(before!.cost - 1e-6);
    }), { numRuns: 15 });
  }, 180_000);

  test('the same problem has the same pattern', () => {
    fc.assert(fc.property(flatProblems, (problem) => {
      expect(optimalSuppression(problem, unhurried(solver))).toEqual(optimalSuppression(problem, unhurried(solver)));
    }), { numRuns: 10 });
  }, 180_000);

  test('the table of regions by sex that τ-ARGUS solves with its free solver gets the same three cells', () => {
    // checkTauArgus @d5dbee1, inst/tests/Batch/ex1: A|female is unsafe by 1 on either side.
    const values = flatValues(5, 3, [895, 137, 753, 973, 569, 486, 540, 793]);
    const states = statesWith(15, [5]);
    const one = values.map((_, cell) => (cell === 5 ? 1 : 0));
    const pattern = optimalSuppression(problemOf([flatTable(5, 3)], values, { states, required: { below: one, above: one, width: one } }), unhurried(solver));
    expect(chosen(pattern)).toEqual([4, 10, 11]);
    expect(pattern).toMatchObject({ cost: 895 + 569 + 486, bound: 895 + 569 + 486 });
  });

  test('one cell more repairs the table in which two withheld cells in each line hide nothing', () => {
    // sdcTable @6393dfb, tests/testthat/test-simpleheuristic.R: w|b can be worked out.
    const inner = [30, 47, 64, 89, 90, 124, 5, 31, 92, 100, 59, 85, 800, 991, 651, 685];
    const values = flatValues(5, 5, inner);
    const states = statesWith(25, [6, 7, 8, 11, 13, 17, 19, 22, 24]);
    const problem = problemOf([flatTable(5, 5)], values, { states, integers: true });
    expect(unsafeByFlow(problem, 5, new Uint8Array(25))).toEqual([7]);
    const pattern = optimalSuppression(problem, unhurried(solver));
    expect(chosen(pattern)).toHaveLength(1);
    expect(unsafeByFlow(problem, 5, pattern.secondary)).toEqual([]);
  });

  test('cells that are withheld anyway cover others at no cost, whatever they are', () => {
    const values = flatValues(3, 3, [5, 6, 7, 8]);
    const states = statesWith(9, [5, 7, 8], CELL.hidden);
    states[4] = CELL.primary;
    const problem = problemOf([flatTable(3, 3)], values, { states });
    expect(optimalSuppression(problem, unhurried(solver))).toMatchObject({ cost: 0, bound: 0, secondary: new Uint8Array(9), uncovered: new Int32Array(0) });
  });

  test('primary cells that frozen ones make unsafe are told, and the others covered all the same', () => {
    const values = flatValues(4, 4, [5, 6, 7, 8, 9, 10, 11, 12, 13]);
    const states = statesWith(16, [5, 15]);
    for (const cell of [0, 1, 4, 6, 7, 9, 13]) states[cell] = CELL.frozen;
    const problem = problemOf([flatTable(4, 4)], values, { states });
    const pattern = optimalSuppression(problem, unhurried(solver));
    expect([...pattern.uncovered]).toEqual([5]);
    expect(unsafeByFlow(problem, 4, pattern.secondary)).toEqual([5]);
    expect(chosen(pattern)).not.toEqual([]);
  });

  test('nothing is withheld where no cell is unsafe, and in a table of no cells', () => {
    const problem = problemOf([flatTable(3, 3)], flatValues(3, 3, [1, 2, 3, 4]));
    expect(optimalSuppression(problem, unhurried(solver))).toMatchObject({ cost: 0, bound: 0, secondary: new Uint8Array(9) });
    expect(optimalSuppression(problemOf([], new Float64Array(0)), unhurried(solver))).toMatchObject({ cost: 0, bound: 0, secondary: new Uint8Array(0) });
  });

  test('a primary cell that adds up with no other needs no cover', () => {
    const problem = problemOf([], Float64Array.of(7), { states: Uint8Array.of(CELL.primary) });
    expect(optimalSuppression(problem, unhurried(solver))).toMatchObject({ cost: 0, uncovered: new Int32Array(0) });
  });

  test('when time runs out the pattern is safe all the same, and the bound below its cost', () => {
    const inner = Array.from({ length: 100 }, (_, place) => 1 + (place * 37) % 91);
    const values = flatValues(11, 11, inner);
    const states = statesWith(121, [...values.keys()].filter((cell) => cell > 11 && cell % 11 > 0 && values[cell]! < 12));
    const required = values.map((value, cell) => (states[cell] === CELL.primary ? value : 0));
    const problem = problemOf([flatTable(11, 11)], values, { states, required: { below: required, above: required, width: required } });
    let clock = 0;
    const pattern = optimalSuppression(problem, { solver, seconds: 0.001, now: () => clock++ });
    expect(unsafeByFlow(problem, 11, pattern.secondary)).toEqual([]);
    expect(pattern.bound).toBeLessThan(pattern.cost);
  });

  test('in a table of three dimensions no primary cell is left unsafe', () => {
    const star = { parents: Int32Array.of(-1, 0, 0, 0) };
    const cells = Int32Array.from({ length: 64 }, (_, cell) => cell);
    const layout = { trees: [star, star, star], cells, nodes: [cells.map((cell) => cell >> 4), cells.map((cell) => (cell >> 2) & 3), cells.map((cell) => cell & 3)] };
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 27, maxLength: 27 }), (inner) => {
      const values = new Float64Array(64);
      inner.forEach((value, place) => {
        const at = [Math.floor(place / 9), Math.floor(place / 3) % 3, place % 3].map((node) => [0, node + 1]);
        for (const a of at[0]!) for (const b of at[1]!) for (const c of at[2]!) values[a * 16 + b * 4 + c]! += value;
      });
      const states = Uint8Array.from(values, (value) => (value > 0 && value < 5 ? CELL.primary : CELL.open));
      const problem = problemOf([layout], values, { states, integers: true, required: { below: new Float64Array(64), above: values.map((_, cell) => (states[cell] === CELL.primary ? 5 : 0)), width: new Float64Array(64) } });
      const pattern = optimalSuppression(problem, unhurried(solver));
      expect(unsafeByProgram(problem, pattern.secondary, solver)).toEqual([...pattern.uncovered]);
      expect(pattern.bound).toBe(pattern.cost);
    }), { numRuns: 5 });
  }, 180_000);

  test('no pattern costs less than the bound from sub-tables', () => {
    fc.assert(fc.property(flatProblems, (problem) => {
      const pattern = optimalSuppression(problem, unhurried(solver));
      if (pattern.uncovered.length === 0) expect(lowerBound(problem, unhurried(solver))).toBeLessThanOrEqual(pattern.cost + 1e-6);
    }), { numRuns: 10 });
    expect(lowerBound(problemOf([], new Float64Array(0)), unhurried(null))).toBe(0);
  }, 180_000);

  test('refuses to go without a solver', () => {
    expect(() => optimalSuppression(problemOf([], new Float64Array(0)), unhurried(null))).toThrow(RangeError);
  });
});
