import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSolver, type LinearSolver } from '../../../src/linear/index.ts';
import { mended } from '../../../src/protect/kernel/suppress/optimal-mended.ts';
import { optimalSuppression } from '../../../src/protect/kernel/suppress/optimal.ts';
import { CELL, type SuppressionMethod } from '../../../src/protect/kernel/suppress/problem.ts';
import { chosen, flatProblems, unhurried, unsafeByFlow } from './suppress-problems.ts';

let solver: LinearSolver;
beforeAll(async () => { solver = await loadSolver(); });

/** Methods that know nothing: one withholds all it may, one nothing, one every other cell. */
const guess = (takes: (cell: number) => boolean): SuppressionMethod => ({ states, costs }) => {
  const secondary = Uint8Array.from(states, (state, cell) => (state === CELL.open && takes(cell) ? 1 : 0));
  return { secondary, cost: secondary.reduce((sum, mark, cell) => sum + mark * costs[cell]!, 0), bound: 0, uncovered: new Int32Array(0) };
};
const GUESSES = { all: guess(() => true), none: guess(() => false), half: guess((cell) => cell % 2 === 0) };

describe('a mended method', () => {
  test.each(Object.entries(GUESSES))('is safe, starting from %s of the cells, and names the cells that nothing covers', (_, method) => {
    fc.assert(fc.property(flatProblems, (problem) => {
      const pattern = mended(method)(problem, unhurried(solver));
      const most = guess(() => true)(problem, unhurried(null));
      expect([...pattern.uncovered]).toEqual(unsafeByFlow(problem, 4, most.secondary));
      expect(unsafeByFlow(problem, 4, pattern.secondary)).toEqual([...pattern.uncovered]);
    }), { numRuns: 15 });
  }, 180_000);

  test('asks nothing once time has run out, and gives the pattern as far as it was mended', () => {
    fc.assert(fc.property(flatProblems, fc.integer({ min: 0, max: 12 }), (problem, ticks) => {
      let clock = 0;
      let late = 0;
      const counted: LinearSolver = {
        name: 'counted',
        open(program) {
          const model = solver.open(program);
          return { ...model, run: (options) => {
            if (clock > ticks) late++;
            return model.run(options);
          } };
        },
      };
      const { secondary, uncovered } = mended(GUESSES.none)(problem, { solver: counted, seconds: ticks / 1000, now: () => clock++ });
      // A demand that was begun is ended: some cuts, each of a few programs.
      expect(late).toBeLessThan(60);
      for (const cell of uncovered) expect(problem.states[cell]).toBe(CELL.primary);
      if (ticks === 0) expect(secondary).toEqual(new Uint8Array(problem.states.length));
    }), { numRuns: 20 });
  }, 60_000);

  test.each(Object.entries(GUESSES))('withholds no cell that could be published, starting from %s of the cells', (_, method) => {
    fc.assert(fc.property(flatProblems, (problem) => {
      const pattern = mended(method)(problem, unhurried(solver));
      if (pattern.uncovered.length > 0) return;
      for (const cell of chosen(pattern)) {
        const less = pattern.secondary.slice();
        less[cell] = 0;
        expect(unsafeByFlow(problem, 4, less)).not.toEqual([]);
      }
    }), { numRuns: 10 });
  }, 180_000);

  test('adds up its cost, which is not below the optimum', () => {
    fc.assert(fc.property(flatProblems, (problem) => {
      const pattern = mended(GUESSES.half)(problem, unhurried(solver));
      expect(pattern.cost).toBeCloseTo(chosen(pattern).reduce((sum, cell) => sum + problem.costs[cell]!, 0), 6);
      const optimum = optimalSuppression(problem, unhurried(solver));
      if (optimum.uncovered.length === 0) expect(pattern.cost).toBeGreaterThanOrEqual(optimum.cost - 1e-6);
    }), { numRuns: 10 });
  }, 180_000);

  test('leaves an optimal pattern that covers everything as it is', () => {
    fc.assert(fc.property(flatProblems, (problem) => {
      const optimum = optimalSuppression(problem, unhurried(solver));
      // A demand that nothing meets is worked on anew: what half covers it may be another pattern.
      fc.pre(optimum.uncovered.length === 0);
      expect(mended(() => optimum)(problem, unhurried(solver))).toEqual(optimum);
    }), { numRuns: 10 });
  }, 180_000);

  test('gives the first pattern where there is no solver', () => {
    const [problem] = fc.sample(flatProblems, { numRuns: 1, seed: 1 });
    expect(mended(GUESSES.half)(problem!, unhurried(null))).toEqual(GUESSES.half(problem!, unhurried(null)));
  });
});
