import { openAttacker, type Push } from './optimal-attacker.ts';
import { cutMaker, shortfall, type Cut } from './optimal-cuts.ts';
import type { Demand } from './optimal-demands.ts';
import { answer, LEAST_SHORTFALL, reachedNothing, sharesOf, type Search } from './optimal-search.ts';
import { CELL, type SuppressionProblem } from './problem.ts';
import type { LinearSolver } from '../../../linear/index.ts';

/**
 * Withholds more cells until every demand is met: cut by cut, the cells that make up most of what is missing for their cost.
 *
 * @param search - the problem.
 * @param start - Float64Array(cells): cells withheld at first, 0 or 1.
 * @param guide - Float64Array(cells) in [0, 1]: cells with a large share are taken as if they were cheaper.
 * @param found - is given every cut on the way.
 * @param isLate - whether time has run out: whole cuts are taken then, to end soon.
 * @returns Float64Array(cells): a safe pattern, 0 or 1.
 * @remarks A linear program for each demand and each cut that it misses.
 */
export function coverDemands(search: Search, start: Float64Array, guide: Float64Array, found: (cut: Cut) => void, isLate: () => boolean): Float64Array {
  const { problem: { system: { cells }, states, costs }, demands } = search;
  const shares = start.slice();
  const reached = reachedNothing(cells);
  for (const demand of demands) {
    while (!reached.meets(demand)) {
      const { isMet, cut, pushes } = answer(search, demand, shares);
      if (isMet) {
        reached.note(demand, pushes);
        break;
      }
      if (cut === null) {
        // No inequality says what is missing: take what some movement needs.
        for (const cell of movedCells(answer(search, demand, sharesOf(states, () => 1)).pushes, states)) shares[cell] = 1;
        break;
      }
      found(cut);
      if (isLate()) for (const cell of cut.cells) shares[cell] = 1;
      else satisfy(cut, shares, (cell) => costs[cell]! * (GUIDED - guide[cell]!));
    }
  }
  return shares;
}

/** A share of 1 makes a cell a hundred times as cheap as a share of 0. */
const GUIDED = 1.01;

function satisfy(cut: Cut, shares: Float64Array, priceOf: (cell: number) => number): void {
  let missing = shortfall(cut, shares);
  while (missing > LEAST_SHORTFALL) {
    let best = -1;
    let least = Infinity;
    cut.cells.forEach((cell, at) => {
      if (shares[cell] === 1) return;
      const price = priceOf(cell) / Math.min(missing, cut.weights[at]!);
      if (price >= least) return;
      least = price;
      best = at;
    });
    if (best < 0) return;
    shares[cut.cells[best]!] = 1;
    missing -= cut.weights[best]!;
  }
}

/** What keeps a demand met: a movement, by the cells that take part in it. */
interface Witness {
  readonly demand: Demand;
  cells: Int32Array;
}

/**
 * Publishes again what need not be withheld, the dearest cells first: one cell after another is left out, and the demands that used
 * it are asked again. No cell of the result can be left out, and no primary cell can be narrowed down further than before: a demand
 * that is not met at first keeps the part of it that is.
 *
 * @param problem - the problem.
 * @param demands - what is to be kept.
 * @param shares - Float64Array(cells): the pattern, 0 or 1.
 * @param solver - the solver.
 * @param isLate - whether time has run out: the rest stays withheld then.
 * @returns Float64Array(cells): the pattern that is left.
 * @remarks A linear program for each pair of a cell and a demand that uses it, on withheld cells only, part by part.
 */
export function dropSuperfluous(problem: SuppressionProblem, demands: readonly Demand[], shares: Float64Array, solver: LinearSolver, isLate: () => boolean): Float64Array {
  const { states, costs, system: { cells } } = problem;
  const attacker = openAttacker(problem, Uint8Array.from(shares, (share) => (share > 0 ? 1 : 0)), solver);
  const search = { attacker, maker: cutMaker(problem) };
  const left = shares.slice();
  const users: Set<Witness>[] = Array.from({ length: cells }, () => new Set());
  const keep = (witness: Witness, pushes: readonly Push[]): void => {
    for (const cell of witness.cells) users[cell]!.delete(witness);
    witness.cells = movedCells(pushes, states);
    for (const cell of witness.cells) users[cell]!.add(witness);
  };
  for (const wanted of demands) {
    let demand = wanted;
    let { isMet, pushes } = answer(search, demand, left);
    if (!isMet) {
      const amount = wanted.amount * pushes.reduce((sum, { reach }) => sum + reach, 0) * KEPT;
      if (!(amount > wanted.amount * LEAST_PART)) continue;
      demand = { ...wanted, amount };
      ({ isMet, pushes } = answer(search, demand, left));
    }
    keep({ demand, cells: new Int32Array(0) }, pushes);
  }
  const secondary = Array.from(left.keys()).filter((cell) => states[cell] === CELL.open && left[cell] === 1);
  secondary.sort((first, second) => costs[second]! - costs[first]! || first - second);
  for (const cell of secondary) {
    if (isLate()) break;
    left[cell] = 0;
    for (const witness of [...users[cell]!]) {
      const { isMet, pushes } = answer(search, witness.demand, left);
      if (!isMet) {
        left[cell] = 1;
        break;
      }
      keep(witness, pushes);
    }
  }
  attacker.close();
  return left;
}

/** What of a reach is kept, to be found again in spite of rounding; and reaches that are nothing. */
const KEPT = 1 - 1e-6;
const LEAST_PART = 1e-6;
const LEAST_MOVEMENT = 1e-9;

function movedCells(pushes: readonly Push[], states: Uint8Array): Int32Array {
  const moved = new Set<number>();
  for (const { cells, movements } of pushes) {
    cells.forEach((cell, place) => {
      if (states[cell] === CELL.open && Math.abs(movements[place]!) > LEAST_MOVEMENT) moved.add(cell);
    });
  }
  return Int32Array.from(moved);
}

/**
 * Leaves out of a pattern, whatever found it, the cells that nothing needs.
 *
 * @param problem - the problem.
 * @param demands - its demands.
 * @param secondary - Uint8Array(cells): 1 for the cells that the pattern withholds.
 * @param solver - the solver.
 * @param isLate - whether time has run out.
 * @returns Uint8Array(cells): the cells that stay withheld.
 */
export function cleanUp(problem: SuppressionProblem, demands: readonly Demand[], secondary: Uint8Array, solver: LinearSolver, isLate: () => boolean): Uint8Array {
  const { states } = problem;
  const left = dropSuperfluous(problem, demands, sharesOf(states, (cell) => secondary[cell]!), solver, isLate);
  return Uint8Array.from(states, (state, cell) => (state === CELL.open ? left[cell]! : 0));
}
