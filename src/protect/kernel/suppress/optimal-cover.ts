import { openAttacker, type Push } from './optimal-attacker.ts';
import { cutMaker, isHopeless, shortfall, type Cut } from './optimal-cuts.ts';
import type { Demand } from './optimal-demands.ts';
import { answer, LEAST_SHORTFALL, openSearch, reachedNothing, sharesOf, type Search } from './optimal-search.ts';
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
 * @returns the pattern, and the demands that nothing meets, because frozen cells or bounds stand in the way.
 * @remarks A linear program for each demand and each cut that it misses.
 */
export function coverDemands(search: Omit<Search, 'demands'> & { readonly demands: Iterable<Demand> }, start: Float64Array, guide: Float64Array, found: (cut: Cut) => void, isLate: () => boolean): { readonly shares: Float64Array; readonly unmet: readonly Demand[] } {
  const { problem: { system: { cells }, states, costs }, demands } = search;
  const shares = start.slice();
  const reached = reachedNothing(cells);
  const unmet: Demand[] = [];
  for (const demand of demands) {
    while (!reached.meets(demand)) {
      const { isMet, cut, pushes } = answer(search, demand, shares);
      if (isMet) {
        reached.note(demand, pushes);
        break;
      }
      if (cut === null) {
        // No inequality says what is missing: take what some movement needs.
        const most = answer(search, demand, sharesOf(states, () => 1));
        if (!most.isMet) unmet.push(demand);
        else for (const cell of movedCells(most.pushes, states, 1).keys()) shares[cell] = 1;
        break;
      }
      if (isHopeless(cut)) {
        unmet.push(demand);
        break;
      }
      found(cut);
      if (isLate()) for (const cell of cut.cells) shares[cell] = 1;
      else satisfy(cut, shares, (cell) => costs[cell]! * (GUIDED - guide[cell]!));
    }
  }
  return { shares, unmet };
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

/** What keeps a demand met: open cells that move, and how far. */
interface Witness {
  readonly demand: Demand;
  movements: ReadonlyMap<number, number>;
}

/** A pattern in which no cell can be left out. */
export interface LeanPattern {
  /** Float64Array(cells): 0 or 1. */
  readonly shares: Float64Array;
  /** Float64Array(cells): how far open cells move at most where demands need them to. */
  readonly movements: Float64Array;
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
 * @returns the pattern that is left.
 * @remarks A linear program for each pair of a cell and a demand that uses it, on withheld cells only, part by part.
 */
export function dropSuperfluous(problem: SuppressionProblem, demands: readonly Demand[], shares: Float64Array, solver: LinearSolver, isLate: () => boolean): LeanPattern {
  const { states, costs, system: { cells } } = problem;
  const attacker = openAttacker(problem, Uint8Array.from(shares, (share) => (share > 0 ? 1 : 0)), solver);
  const search = { attacker, maker: cutMaker(problem) };
  const left = shares.slice();
  const users: Set<Witness>[] = Array.from({ length: cells }, () => new Set());
  const keep = (witness: Witness, pushes: readonly Push[], amount: number): void => {
    for (const cell of witness.movements.keys()) users[cell]!.delete(witness);
    witness.movements = movedCells(pushes, states, amount);
    for (const cell of witness.movements.keys()) users[cell]!.add(witness);
  };
  for (const wanted of demands) {
    if (isLate()) {
      attacker.close();
      return { shares: left, movements: new Float64Array(cells) };
    }
    let demand = wanted;
    let { isMet, pushes } = answer(search, demand, left);
    if (!isMet) {
      const amount = wanted.amount * pushes.reduce((sum, { reach }) => sum + reach, 0) * KEPT;
      if (!(amount > wanted.amount * LEAST_PART)) continue;
      demand = { ...wanted, amount };
      ({ isMet, pushes } = answer(search, demand, left));
    }
    keep({ demand, movements: new Map() }, pushes, demand.amount);
  }
  const secondary = Array.from(left.keys()).filter((cell) => states[cell] === CELL.open && left[cell] === 1);
  secondary.sort((first, second) => costs[second]! - costs[first]! || first - second);
  for (const cell of secondary) {
    if (isLate()) break;
    left[cell] = 0;
    const seen: [push: Push, amount: number][] = [];
    for (const witness of [...users[cell]!]) {
      // One movement often serves several demands.
      const shared = seen.find(([push, amount]) => serves(push, amount, witness.demand));
      if (shared !== undefined) {
        keep(witness, [shared[0]], shared[1]);
        continue;
      }
      const { isMet, pushes } = answer(search, witness.demand, left);
      if (!isMet) {
        left[cell] = 1;
        break;
      }
      keep(witness, pushes, witness.demand.amount);
      for (const push of pushes) seen.push([push, witness.demand.amount]);
    }
  }
  attacker.close();
  const movements = Float64Array.from(users, (witnesses, cell) => Math.max(0, ...Array.from(witnesses, (witness) => witness.movements.get(cell)!)));
  return { shares: left, movements };
}

/** What of a reach is kept, to be found again in spite of rounding; and reaches that are nothing. */
const KEPT = 1 - 1e-6;
const LEAST_PART = 1e-6;
const LEAST_MOVEMENT = 1e-9;

/** Tells whether a movement that was found for one demand meets another one. */
function serves({ cells, movements }: Push, amount: number, demand: Demand): boolean {
  const place = cells.indexOf(demand.cell);
  if (place < 0) return false;
  const movement = movements[place]! * amount;
  return (demand.direction === 0 ? Math.abs(movement) : movement * demand.direction) >= demand.amount;
}

function movedCells(pushes: readonly Push[], states: Uint8Array, amount: number): Map<number, number> {
  const moved = new Map<number, number>();
  for (const { cells, movements } of pushes) {
    cells.forEach((cell, place) => {
      const movement = Math.abs(movements[place]!);
      if (states[cell] === CELL.open && movement > LEAST_MOVEMENT) moved.set(cell, Math.max(moved.get(cell) ?? 0, movement * amount));
    });
  }
  return moved;
}

/**
 * Lists the cells of demands.
 *
 * @param demands - the demands.
 * @returns the cells, ascending, each one once.
 */
export function cellsOf(demands: readonly Demand[]): Int32Array {
  return Int32Array.from(new Set(demands.map(({ cell }) => cell))).sort();
}

/**
 * Withholds more cells where a pattern, whatever found it, leaves demands unmet, and then leaves out those that nothing needs.
 *
 * @param problem - the problem.
 * @param demands - its demands.
 * @param start - Float64Array(cells): the pattern, 0 or 1.
 * @param solver - the solver.
 * @param isLate - whether time has run out.
 * @returns the pattern, and the cells whose demands nothing meets, ascending. Demands that there was no time to look at may be unmet: only an
 *   attack tells.
 * @remarks Demands that withheld cells meet among themselves cost a small linear program each; only the others one on the whole system.
 */
export function mendPattern(problem: SuppressionProblem, demands: readonly Demand[], start: Float64Array, solver: LinearSolver, isLate: () => boolean): LeanPattern & { readonly uncovered: Int32Array } {
  const attacker = openAttacker(problem, Uint8Array.from(start, (share) => (share > 0 ? 1 : 0)), solver);
  const within = { attacker, maker: cutMaker(problem) };
  const reached = reachedNothing(problem.system.cells);
  const unmet: Demand[] = [];
  for (const demand of inTime(demands, isLate)) {
    if (reached.meets(demand)) continue;
    const { isMet, pushes } = answer(within, demand, start);
    if (isMet) reached.note(demand, pushes);
    else unmet.push(demand);
  }
  attacker.close();
  let shares = start;
  let uncovered: Int32Array = new Int32Array(0);
  if (unmet.length > 0) {
    const search = openSearch(problem, unmet, solver);
    const covered = coverDemands({ ...search, demands: inTime(unmet, isLate) }, start, start, () => undefined, isLate);
    ({ shares } = covered);
    uncovered = cellsOf(covered.unmet);
    search.attacker.close();
  }
  return { ...dropSuperfluous(problem, demands, shares, solver, isLate), uncovered };
}

function* inTime(demands: readonly Demand[], isLate: () => boolean): Generator<Demand> {
  for (const demand of demands) {
    if (isLate()) return;
    yield demand;
  }
}
