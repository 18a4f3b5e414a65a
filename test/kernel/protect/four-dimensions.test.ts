// Counts of four dimensions with totals. What a single unsafe cell costs there is known beside all programs: it moves only with a
// combination that is a product over the dimensions, and the shortest of those are hypercubes of sixteen corners.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadSolver, type TableLayout } from '../../../src/linear/index.ts';
import { CELL, type SuppressionProblem } from '../../../src/protect/kernel/suppress/problem.ts';
import { methodsFor } from '../../../src/protect/suppression-methods.ts';
import { crossed, star, summed } from '../linear/small-systems.ts';
import { chosen, problemOf, unhurried, unsafeByProgram } from './suppress-problems.ts';

const solver = await loadSolver();
const MANY = process.env['A423_MANY_CASES'] !== undefined;
const layout: TableLayout = crossed(star(2), star(2), star(2), star(2));

/** Dimensions whose totals may be withheld; all four take the proof some seconds. */
const OPEN = MANY ? 4 : 2;

/** Counts of which each costs much the same: then no combination of more than sixteen cells is cheaper than one of sixteen. */
const problems: fc.Arbitrary<SuppressionProblem> = fc.record({
  counts: fc.array(fc.integer({ min: 11, max: 60 }), { minLength: 81, maxLength: 81 }),
  prices: fc.array(fc.integer({ min: 100, max: 120 }), { minLength: 81, maxLength: 81 }),
  unsafe: fc.constantFrom(...Array.from(layout.cells).filter((cell) => layout.nodes.every((column) => column[cell]! > 0))),
}).map(({ counts, prices, unsafe }) => problemOf([layout], summed(layout, (cell) => (cell === unsafe ? 4 : counts[cell]!)), {
  states: Uint8Array.from(counts, (_, cell) => (cell === unsafe ? CELL.primary : layout.nodes.some((column, dimension) => dimension >= OPEN && column[cell] === 0) ? CELL.frozen : CELL.open)), costs: Float64Array.from(prices), integers: true,
}));

/** The hypercubes with a corner: in each dimension, the other corners are beside it, or in its total where that may be withheld. */
function hypercubes(corner: number): number[][] {
  const own = layout.nodes.map((column) => column[corner]!);
  return Array.from({ length: 2 ** OPEN }, (_, choice) => {
    const others = own.map((node, dimension) => ((choice >>> dimension) & 1 ? 0 : 3 - node));
    return Array.from(layout.cells).filter((cell) => layout.nodes.every((column, dimension) => column[cell] === own[dimension] || column[cell] === others[dimension]));
  });
}

describe('suppression in tables of four dimensions', () => {
  test('covers one unsafe cell by the cheapest of its hypercubes, and proves that nothing is cheaper', () => {
    fc.assert(fc.property(problems, (problem) => {
      const unsafe = problem.states.indexOf(CELL.primary);
      const cheapest = Math.min(...hypercubes(unsafe).map((cells) => cells.reduce((sum, cell) => sum + (cell === unsafe ? 0 : problem.costs[cell]!), 0)));
      const pattern = methodsFor('optimal', problem, 'publish').first(problem, unhurried(solver));
      expect([pattern.cost, pattern.bound]).toEqual([cheapest, cheapest]);
      expect(hypercubes(unsafe)).toContainEqual([...chosen(pattern), unsafe].sort((a, b) => a - b));
    }), { numRuns: MANY ? 20 : 1 });
  }, 60_000);

  test.each(['gauss', 'modular'] as const)('%s leaves no cell certain, and withholds fifteen more cells at least', (method) => {
    fc.assert(fc.property(problems, (problem) => {
      const pattern = methodsFor(method, problem, 'publish').first(problem, unhurried(solver));
      expect(unsafeByProgram(problem, pattern.secondary, solver)).toEqual([]);
      expect(chosen(pattern).length).toBeGreaterThanOrEqual(15);
    }), { numRuns: MANY ? 20 : 1 });
  }, 60_000);

  test.each(['modular', 'optimal'] as const)('%s covers many unsafe cells of counts with a hierarchy in one of the dimensions', (method) => {
    const deep = crossed(Int32Array.of(-1, 0, 0, 1, 1, 2, 2), star(2), star(2), star(2));
    const values = summed(deep, (cell) => (cell * 7919) % 23 + 1);
    const problem = problemOf([deep], values, { states: Uint8Array.from(values, (value) => (value < 5 ? CELL.primary : CELL.open)), integers: true, lower: values.map(() => 1) });
    expect(problem.states.filter((state) => state === CELL.primary).length).toBeGreaterThan(2);
    const pattern = methodsFor(method, problem, 'publish').first(problem, unhurried(solver));
    expect(pattern.uncovered).toHaveLength(0);
    expect(unsafeByProgram(problem, pattern.secondary, solver)).toEqual([]);
  }, 60_000);
});
