import type { LinearSolver } from '../../../linear/index.ts';
import { problemOfSubTable, subTables, type SubTable } from './modular-subtables.ts';
import { costOf, searchPattern, secondaryOf } from './optimal.ts';
import { mendPattern } from './optimal-cover.ts';
import { demandsOf } from './optimal-demands.ts';
import { sharesOf } from './optimal-search.ts';
import { CELL, type SuppressionContext, type SuppressionPattern, type SuppressionProblem } from './problem.ts';

/**
 * Suppresses table by table: takes hierarchies apart into sub-tables, solves these from the top down, and lets each know what was decided
 * above. A cell that was withheld above is guarded below, by as much as it moves there; one that was published stays so unless all
 * else is dearer: then the tables above are solved again. At last the attacker gets the whole: what gives way is covered, and what
 * nothing needs is published.
 *
 * @param problem - the problem.
 * @param context - the solver, which is needed, and the time.
 * @returns the pattern, with no bound.
 * @throws {RangeError} if there is no solver.
 * @remarks Time goes with the number of sub-tables and what a middling one takes; a sub-table is solved again only when a cell of it
 *   changed. The same pattern for the same problem, unless time runs out.
 * @see de Wolf, HiTaS: a heuristic approach to cell suppression in hierarchical tables, Inference Control in Statistical Databases (2002).
 */
export function modularSuppression(problem: SuppressionProblem, { solver, seconds, now }: SuppressionContext): SuppressionPattern {
  if (solver === null) throw new RangeError('modular suppression needs a solver');
  const end = now() + 1000 * seconds;
  const secondsLeft = (): number => (end - now()) / 1000;
  const start = sharesOf(problem.states, () => 0);
  const chosen = chooseByTable(problem, solver, secondsLeft);
  chosen.forEach((mark, cell) => { if (mark === 1) start[cell] = 1; });
  const { shares, uncovered } = mendPattern(problem, demandsOf(problem), start, solver, () => secondsLeft() <= 0);
  return { secondary: secondaryOf(problem, shares), cost: costOf(problem, shares), bound: 0, uncovered };
}

/** What a cell costs that was published above, in costs of its own. */
const PUBLISHED_ABOVE = 3;
/** Times a sub-table is solved because a withheld cell must move further than before; new withheld cells always count. */
const MOST_TURNS = 4;
/** Sub-tables with no more open cells than this are solved to the end. */
const MOST_WHOLE = 60;

function chooseByTable(problem: SuppressionProblem, solver: LinearSolver, secondsLeft: () => number): Uint8Array {
  const { states, costs, required } = problem;
  const tables = subTables(problem);
  const tablesOf: number[][] = Array.from(states, () => []);
  tables.forEach(({ cells }, table) => { for (const cell of cells) tablesOf[cell]!.push(table); });
  const withheld = new Uint8Array(states.length);
  const movements = new Float64Array(states.length);
  const isDecided = new Uint8Array(states.length);
  const isWaiting = new Uint8Array(tables.length).fill(1);
  const turns = new Int32Array(tables.length);
  const solve = ({ cells }: SubTable, local: SuppressionProblem): void => {
    const open = local.states.reduce((count, state) => count + Number(state === CELL.open), 0);
    const found = searchPattern(local, demandsOf(local), solver, { isWhole: open <= MOST_WHOLE, secondsLeft });
    cells.forEach((cell, place) => {
      isDecided[cell] = 1;
      if (states[cell] !== CELL.open || found.shares[place] !== 1) return;
      const isNew = withheld[cell] === 0;
      const isFurther = found.movements[place]! > movements[cell]! * (1 + 1e-6);
      withheld[cell] = 1;
      if (isFurther) movements[cell] = found.movements[place]!;
      for (const other of tablesOf[cell]!) if (isNew || (isFurther && turns[other]! < MOST_TURNS)) isWaiting[other] = 1;
    });
  };
  for (let table = isWaiting.indexOf(1); table >= 0; table = isWaiting.indexOf(1)) {
    isWaiting[table] = 0;
    if (secondsLeft() <= 0) continue;
    turns[table]! += 1;
    const { cells } = tables[table]!;
    if (!cells.some((cell) => states[cell] === CELL.primary || withheld[cell] === 1)) {
      for (const cell of cells) isDecided[cell] = 1;
      continue;
    }
    const local = problemOfSubTable(problem, tables[table]!);
    const guarded = (amounts: Float64Array): Float64Array => Float64Array.from(cells, (cell) => (withheld[cell] === 1 ? movements[cell]! : amounts[cell]!));
    solve(tables[table]!, {
      ...local,
      states: Uint8Array.from(cells, (cell) => (withheld[cell] === 1 ? CELL.primary : states[cell]!)),
      costs: Float64Array.from(cells, (cell) => (isDecided[cell] === 1 ? PUBLISHED_ABOVE : 1) * costs[cell]!),
      required: { ...local.required, below: guarded(required.below), above: guarded(required.above) },
    });
    isWaiting[table] = 0;
  }
  return withheld;
}
