import type { LinearSolver } from '../../../linear/index.ts';
import { openViews } from './optimal-bound.ts';
import { cellsOf, coverDemands, dropSuperfluous, type LeanPattern } from './optimal-cover.ts';
import type { Cut } from './optimal-cuts.ts';
import { demandsOf, type Demand } from './optimal-demands.ts';
import { addCut, openMaster, relax, type Relaxation, type View } from './optimal-relaxation.ts';
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
  const { shares, bound, uncovered } = searchPattern(problem, demandsOf(problem), solver, { isWhole: true, secondsLeft: () => (end - now()) / 1000 });
  return { secondary: secondaryOf(problem, shares), cost: costOf(problem, shares), bound, uncovered };
}

/** How far to go. */
export interface SearchEffort {
  /** Whether to go on to whole choices, and to a proof; otherwise what is chosen in part guides to a good pattern. */
  readonly isWhole: boolean;
  readonly secondsLeft: () => number;
}

/** A pattern with what is known of it. */
export interface FoundPattern extends LeanPattern {
  readonly bound: number;
  /** Primary cells with a demand that no pattern meets, ascending. */
  readonly uncovered: Int32Array;
}

/**
 * Looks for a cheap pattern.
 *
 * @param problem - the problem.
 * @param demands - its demands.
 * @param solver - the solver.
 * @param effort - how far to go.
 * @returns the best pattern found.
 */
export function searchPattern(problem: SuppressionProblem, demands: readonly Demand[], solver: LinearSolver, effort: SearchEffort): FoundPattern {
  const search = openSearch(problem, demands, solver);
  const parts = problem.layouts.length === 0 ? [] : openViews(problem, solver);
  const found = choose(search, parts.length > 1 ? parts : [], solver, effort);
  for (const view of [search, ...parts.map((part) => part.search)]) view.attacker.close();
  return found;
}

/**
 * Adds up what a pattern costs.
 *
 * @param problem - the problem.
 * @param shares - Float64Array(cells): 1 for withheld cells.
 * @returns the cost of open cells among them.
 */
export function costOf({ states, costs }: SuppressionProblem, shares: Float64Array): number {
  return shares.reduce((sum, share, cell) => (states[cell] === CELL.open && share === 1 ? sum + costs[cell]! : sum), 0);
}

/**
 * Marks the open cells that a pattern withholds.
 *
 * @param problem - the problem.
 * @param shares - Float64Array(cells): 1 for withheld cells.
 * @returns Uint8Array(cells).
 */
export function secondaryOf({ states }: SuppressionProblem, shares: Float64Array): Uint8Array {
  return Uint8Array.from(states, (state, cell) => (state === CELL.open ? shares[cell]! : 0));
}

/** Shares from which on a relaxed choice is rounded up. */
const ROUNDINGS = [0.5, 1e-6, Infinity] as const;
/** Rounds with little gain that a relaxed choice waits for more, before a search of whole choices and without one. */
const PATIENCE = { whole: 8, part: 3 } as const;
/** Part of a cost below which two costs are one. */
const SAME_COST = 1e-9;

function choose(search: Search, parts: readonly View[], solver: LinearSolver, { isWhole, secondsLeft }: SearchEffort): FoundPattern {
  const { problem } = search;
  const { states, costs, system: { cells } } = problem;
  const isLate = (): boolean => secondsLeft() <= 0;
  const whole = { search, cells: Int32Array.from(states.keys()) };
  const relaxation = relax(problem, [parts, [whole]], solver, isWhole ? PATIENCE.whole : PATIENCE.part, isLate);
  const cuts: Cut[] = [...relaxation.cuts];
  let best: LeanPattern = { shares: sharesOf(states, () => 1), movements: new Float64Array(cells) };
  let cost = Infinity;
  const unmet = new Set<Demand>();
  const mend = (start: Float64Array, guide: Float64Array): void => {
    const demands = search.demands.filter((demand) => !unmet.has(demand));
    const covered = coverDemands({ ...search, demands }, start, guide, (cut) => cuts.push(cut), isLate);
    for (const demand of covered.unmet) unmet.add(demand);
    const pattern = dropSuperfluous(problem, demands, covered.shares, solver, isLate);
    const total = costOf(problem, pattern.shares);
    if (total >= cost) return;
    best = pattern;
    cost = total;
  };
  // Where all costs are whole, so are those of better patterns.
  const step = costs.every((price) => Number.isInteger(price)) ? 1 : 0;
  const isProven = (least: number): boolean => least >= cost - step + (step === 0 ? -SAME_COST * cost : 1e-6);
  let { bound } = relaxation;
  for (const least of ROUNDINGS) {
    if (cost === Infinity || !(isLate() || isProven(bound))) mend(sharesOf(states, (cell) => (relaxation.shares[cell]! >= least ? 1 : 0)), relaxation.shares);
  }
  if (isWhole && !isProven(bound)) {
    const master = openMaster(problem, cuts, solver, true);
    fixDearCells(problem, relaxation, (rise) => isProven(relaxation.bound + rise), (cell) => { master.setBounds(cell, 0, 0); });
    while (!isProven(bound) && !isLate()) {
      const result = master.run({ seconds: secondsLeft() });
      bound = result.status === 'infeasible' ? cost : Math.max(bound, result.bound);
      if (result.values.length === 0 || isProven(bound)) break;
      const chosen = result.values.map((share) => Math.round(share));
      const before = cuts.length;
      mend(sharesOf(states, (cell) => chosen[cell]!), chosen);
      if (cuts.length === before) break;
      for (const cut of cuts.slice(before)) addCut(master, cut);
    }
    master.close();
  }
  return { ...best, uncovered: cellsOf([...unmet]), bound: isProven(bound) ? cost : Math.max(0, step === 0 ? bound : Math.ceil(bound - 1e-6)) };
}

/** Leaves out cells that no better pattern withholds, by how much the bound rises with each. */
function fixDearCells({ states }: SuppressionProblem, { shares, reducedCosts }: Relaxation, isTooDear: (rise: number) => boolean, leaveOut: (cell: number) => void): void {
  states.forEach((state, cell) => {
    if (state === CELL.open && shares[cell]! === 0 && isTooDear(reducedCosts[cell]!)) leaveOut(cell);
  });
}
