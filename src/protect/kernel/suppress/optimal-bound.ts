import type { LinearSolver } from '../../../linear/index.ts';
import { problemOfSubTable, subTables } from './modular-subtables.ts';
import { demandsOf } from './optimal-demands.ts';
import { relax, type View } from './optimal-relaxation.ts';
import { openSearch } from './optimal-search.ts';
import type { SuppressionContext, SuppressionProblem } from './problem.ts';

/** Rounds with little gain that the bound waits for more. */
const PATIENCE = 3;

/**
 * Works out what no pattern can cost less than, from sub-tables only: what an attacker may not learn from a part of the relations he
 * may not learn from all of them. It tells how far a pattern of any method may be from the best.
 *
 * @param problem - the problem.
 * @param context - the solver, and the time; when it runs out, what was found by then is given.
 * @returns the bound; 0 without a solver.
 * @remarks For tables of thousands of cells, where the optimum is out of reach. Some rounds of one small linear program for each demand and
 *   sub-table, and one of all cells a round.
 */
export function lowerBound(problem: SuppressionProblem, { solver, seconds, now }: SuppressionContext): number {
  if (solver === null) return 0;
  const end = now() + 1000 * seconds;
  const views = openViews(problem, solver);
  const { bound } = relax(problem, [views], solver, PATIENCE, () => now() >= end);
  for (const { search } of views) search.attacker.close();
  return bound;
}

/**
 * Opens a view of each sub-table: their programs are small, and give most of the cuts.
 *
 * @param problem - the problem.
 * @param solver - the solver.
 * @returns the views, whose attackers are to be closed.
 */
export function openViews(problem: SuppressionProblem, solver: LinearSolver): View[] {
  return subTables(problem).map((table) => {
    const local = problemOfSubTable(problem, table);
    return { cells: table.cells, search: openSearch(local, demandsOf(local), solver) };
  });
}
