import { costOf, secondaryOf } from './optimal.ts';
import { mendPattern } from './optimal-cover.ts';
import { demandsOf } from './optimal-demands.ts';
import { sharesOf } from './optimal-search.ts';
import type { SuppressionMethod } from './problem.ts';

/**
 * Makes a method that mends the patterns of another one, whatever it looks at: where an interval is too narrow more cells are withheld,
 * and then those that no interval needs are published again, the dearest first.
 *
 * @param method - a method that leaves something to be desired, such as Gaussian elimination, which does not look at intervals.
 * @returns the method. Its patterns meet all demands that can be met, and no cell of them can be published again; the bound is that of
 *   the first method. Without a solver it gives what the first one does.
 * @remarks A few small linear programs for each demand and each cell; on the whole system only for demands that were not met. Cells that the
 *   first method withheld for other reasons, such as singletons, do not stay: put those into the problem.
 */
export function mended(method: SuppressionMethod): SuppressionMethod {
  return (problem, context) => {
    const { solver, seconds, now } = context;
    const end = now() + 1000 * seconds;
    const found = method(problem, context);
    if (solver === null) return found;
    const start = sharesOf(problem.states, (cell) => found.secondary[cell]!);
    const { shares, uncovered } = mendPattern(problem, demandsOf(problem), start, solver, () => now() >= end);
    return { secondary: secondaryOf(problem, shares), cost: costOf(problem, shares), bound: found.bound, uncovered };
  };
}
