import type { LinearSolver } from '../../../linear/index.ts';
import { coverDemands, dropSuperfluous } from './optimal-cover.ts';
import type { Cut } from './optimal-cuts.ts';
import { demandsOf } from './optimal-demands.ts';
import { addCut, openMaster, relax, type Relaxation } from './optimal-relaxation.ts';
import { openSearch, sharesOf, type Search } from './optimal-search.ts';
import { CELL, type SuppressionContext, type SuppressionPattern, type SuppressionProblem } from './problem.ts';

/**
 * Finds the cheapest pattern, or, when time runs out, the best one it met with a bound that says how far it may be from that.
 *
 * A master program chooses cells under cuts; for each demand of a primary cell, an attacker's program tells whether the choice meets
 * it, or which cells hold the attacker back: these make the next cut. At first cells may be chosen in part, which gives most cuts
 * and a bound. Then they come whole: each choice is mended to a safe pattern, whose mending gives more cuts, and whose cost closes
 * the search from above.
 *
 * @param problem - the problem.
 * @param context - the solver, which is needed, and the time.
 * @returns the pattern. It is safe for what demands say of real numbers; no cell of it can be published again.
 * @throws {RangeError} if there is no solver.
 * @remarks Tables of some hundred cells take seconds; larger ones rarely end in time. The same pattern for the same problem, unless
 *   time runs out.
 * @see Fischetti and Salazar-González, Solving the cell suppression problem on tabular data with linear constraints, Management Science 47 (2001).
 */
export function optimalSuppression(problem: SuppressionProblem, { solver, seconds, now }: SuppressionContext): SuppressionPattern {
  if (solver === null) throw new RangeError('optimal suppression needs a solver');
  const end = now() + 1000 * seconds;
  const secondsLeft = (): number => (end - now()) / 1000;
  const { search, uncovered } = openSearch(problem, demandsOf(problem), solver);
  const { shares, bound } = search.demands.length === 0 ? nothingToDo(problem) : choose(search, solver, secondsLeft);
  search.attacker.close();
  return {
    secondary: Uint8Array.from(problem.states, (state, cell) => (state === CELL.open ? shares[cell]! : 0)),
    cost: costOf(problem, shares),
    bound,
    uncovered,
  };
}

interface Choice {
  /** Float64Array(cells): 0 or 1. */
  readonly shares: Float64Array;
  readonly bound: number;
}

function nothingToDo({ states }: SuppressionProblem): Choice {
  return { shares: sharesOf(states, () => 0), bound: 0 };
}

function costOf({ states, costs }: SuppressionProblem, shares: Float64Array): number {
  return shares.reduce((sum, share, cell) => (states[cell] === CELL.open && share === 1 ? sum + costs[cell]! : sum), 0);
}

/** Shares at which a relaxed choice is rounded up. */
const ROUNDINGS = [0.5, 1e-6, Infinity] as const;
/** Part of a cost below which two costs are one. */
const SAME_COST = 1e-9;

function choose(search: Search, solver: LinearSolver, secondsLeft: () => number): Choice {
  const { problem, demands } = search;
  const { states, costs } = problem;
  const isLate = (): boolean => secondsLeft() <= 0;
  const relaxation = relax(search, solver, isLate);
  const cuts: Cut[] = [...relaxation.cuts];
  let best = { shares: sharesOf(states, () => 1), cost: Infinity };
  const mend = (start: Float64Array, guide: Float64Array): number => {
    const before = cuts.length;
    const shares = dropSuperfluous(problem, demands, coverDemands(search, start, guide, (cut) => cuts.push(cut), isLate), solver, isLate);
    const cost = costOf(problem, shares);
    if (cost < best.cost) best = { shares, cost };
    return cuts.length - before;
  };
  for (const least of ROUNDINGS) {
    if (best.cost === Infinity || !isLate()) mend(sharesOf(states, (cell) => (relaxation.shares[cell]! >= least ? 1 : 0)), relaxation.shares);
  }
  // Where all costs are whole, so are those of better patterns.
  const step = costs.every((cost) => Number.isInteger(cost)) ? 1 : 0;
  const isProven = (bound: number): boolean => bound > best.cost - step + (step === 0 ? -SAME_COST * best.cost : 1e-6);
  let bound = relaxation.bound;
  const master = openMaster(problem, cuts, solver, true);
  fixDearCells(problem, relaxation, (cell) => isProven(relaxation.bound + relaxation.reducedCosts[cell]!), (cell) => { master.setBounds(cell, 0, 0); });
  const openCells = Int32Array.from([...states.keys()].filter((cell) => states[cell] === CELL.open));
  const prices = Float64Array.from(openCells, (cell) => costs[cell]!);
  let cutoff = Infinity;
  while (!isProven(bound) && !isLate()) {
    if (best.cost < cutoff) { cutoff = best.cost; master.addRow(openCells, prices, -Infinity, cutoff - step); }
    const result = master.run({ seconds: secondsLeft() });
    if (result.status === 'infeasible') {
      bound = best.cost;
      break;
    }
    bound = Math.max(bound, result.bound);
    if (result.values.length === 0 || isProven(bound)) break;
    const chosen = result.values.map((share) => Math.round(share));
    const before = cuts.length;
    const added = mend(sharesOf(states, (cell) => chosen[cell]!), chosen);
    for (const cut of cuts.slice(before)) addCut(master, cut);
    if (added === 0) break;
  }
  master.close();
  return { shares: best.shares, bound: isProven(bound) ? best.cost : Math.max(0, step === 0 ? bound : Math.ceil(bound - 1e-6)) };
}

/** Leaves out cells that no better pattern withholds. */
function fixDearCells({ states }: SuppressionProblem, { shares }: Relaxation, isTooDear: (cell: number) => boolean, leaveOut: (cell: number) => void): void {
  states.forEach((state, cell) => {
    if (state === CELL.open && shares[cell]! === 0 && isTooDear(cell)) leaveOut(cell);
  });
}
