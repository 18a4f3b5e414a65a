import type { LinearSolver, SolverModel } from '../../../linear/index.ts';
import { isHopeless, roundedCut, shortfall, type Cut } from './optimal-cuts.ts';
import type { Demand } from './optimal-demands.ts';
import { answer, type Search } from './optimal-search.ts';
import { CELL, type SuppressionProblem } from './problem.ts';

/** A search on a part of the cells and relations of a problem, or on all: what holds back there holds back in the whole. */
export interface View {
  readonly search: Search;
  /** Int32Array: the cells of the problem, by the numbers that the search gives them. */
  readonly cells: Int32Array;
}

/** The best shares when cells may be withheld in part. */
export interface Relaxation {
  /** Float64Array(cells). */
  readonly shares: Float64Array;
  /** Cost of the shares: no pattern costs less. */
  readonly bound: number;
  readonly cuts: readonly Cut[];
  /** Float64Array(cells): by how much the bound rises at least when a cell with share 0 is withheld. */
  readonly reducedCosts: Float64Array;
}

const LEAST_SHORTFALL = 1e-4;
/** Bridge cuts are sought when demands give fewer cuts than this in a round. */
const FEW_CUTS = 30;
/** A round that gains less than this part of the bound is slow. */
const LEAST_GAIN = 2e-4;

/**
 * Finds the cheapest shares under cuts, and cuts that they miss, in turn, until none is found.
 *
 * @param problem - the problem.
 * @param stages - where cuts are sought: in the views of the first stage until these give no more, then in the next ones.
 * @param solver - the solver.
 * @param patience - slow rounds in a row after which a stage has given enough.
 * @param isLate - whether time has run out.
 * @returns the last shares with all cuts.
 * @remarks In a round, a linear program for each demand that was missed in the last one; all of them when none was.
 */
export function relax(problem: SuppressionProblem, stages: readonly (readonly View[])[], solver: LinearSolver, patience: number, isLate: () => boolean): Relaxation {
  const cuts: Cut[] = [];
  const known = new Set<string>();
  const master = openMaster(problem, cuts, solver, false);
  let result = master.run();
  for (const views of stages) {
    const askers = views.map((view) => cutAsker(view));
    let slow = 0;
    while (!isLate() && slow < patience) {
      const shares = result.values.map((share, cell) => (problem.states[cell] === CELL.primary || problem.states[cell] === CELL.hidden ? 1 : share));
      const found: Cut[] = [];
      const add = (cut: Cut): boolean => {
        if (shortfall(cut, shares) < LEAST_SHORTFALL) return false;
        const name = `${cut.least} ${cut.cells.join()} ${Array.from(cut.weights, (weight) => weight.toFixed(6)).join()}`;
        if (known.has(name)) return false;
        known.add(name);
        found.push(cut);
        return true;
      };
      const isFull = askers.reduce((all, { ask }) => ask(shares, add) && all, true);
      if (found.length < FEW_CUTS) for (const { askBridges } of askers) askBridges(shares, add);
      if (found.length === 0 && isFull) break;
      if (found.length === 0) continue;
      for (const cut of found) addCut(master, cut);
      cuts.push(...found);
      const before = result.objective;
      result = master.run();
      slow = result.objective - before < LEAST_GAIN * result.objective ? slow + 1 : 0;
    }
  }
  master.close();
  const reducedCosts = Float64Array.from(problem.costs);
  cuts.forEach(({ cells, weights }, row) => {
    const dual = result.duals[row];
    if (dual !== undefined) cells.forEach((cell, at) => { reducedCosts[cell]! -= dual * weights[at]!; });
  });
  return { shares: result.values, bound: result.objective, cuts, reducedCosts };
}

/** Asks a view for cuts that shares miss. */
interface CutAsker {
  /** Asks the demands that were missed last time, or all when none was, and tells whether it asked all. */
  ask(shares: Float64Array, add: (cut: Cut) => boolean): boolean;
  askBridges(shares: Float64Array, add: (cut: Cut) => boolean): void;
}

function cutAsker({ search, cells }: View): CutAsker {
  const { problem: { states }, attacker, maker } = search;
  let { demands } = search;
  let active = demands;
  const local = (shares: Float64Array): Float64Array => Float64Array.from(cells, (cell) => shares[cell]!);
  const whole = (cut: Cut): Cut => ({ ...cut, cells: cut.cells.map((cell) => cells[cell]!) });
  return {
    ask(shares, add) {
      const own = local(shares);
      const isFull = active === demands;
      const hopeless = new Set<Demand>();
      const missed = active.filter((demand) => {
        const { cut } = answer(search, demand, own);
        if (cut === null) return false;
        if (isHopeless(cut)) hopeless.add(demand);
        return !hopeless.has(demand) && add(whole(roundedCut(cut, own)));
      });
      if (hopeless.size > 0) demands = demands.filter((demand) => !hopeless.has(demand));
      active = missed.length === 0 ? demands : missed;
      return isFull;
    },
    askBridges(shares, add) {
      const own = local(shares);
      own.forEach((share, cell) => {
        if (states[cell] !== CELL.open || share < LEAST_SHORTFALL) return;
        const push = attacker.cross(cell, own);
        const cut = push.reach < share - LEAST_SHORTFALL ? maker.bridge(cell, push) : null;
        if (cut !== null) add(whole(cut));
      });
    },
  };
}

/**
 * Opens the program of the cheapest shares under cuts; cells that are no choice have the share 0 at no cost.
 *
 * @param problem - the problem.
 * @param cuts - the first cuts.
 * @param solver - the solver.
 * @param isWhole - whether shares are 0 or 1.
 * @returns the program, with one column per cell and one row per cut.
 */
export function openMaster({ states, costs }: SuppressionProblem, cuts: readonly Cut[], solver: LinearSolver, isWhole: boolean): SolverModel {
  const isOpen = states.map((state) => (state === CELL.open ? 1 : 0));
  const rowStarts = new Int32Array(cuts.length + 1);
  cuts.forEach(({ cells }, row) => { rowStarts[row + 1] = rowStarts[row]! + cells.length; });
  return solver.open({
    columns: states.length,
    costs: costs.map((cost, cell) => cost * isOpen[cell]!),
    lower: new Float64Array(states.length),
    upper: Float64Array.from(isOpen),
    ...(isWhole ? { integers: isOpen } : {}),
    rowStarts,
    rowColumns: Int32Array.from(cuts.flatMap(({ cells }) => [...cells])),
    rowValues: Float64Array.from(cuts.flatMap(({ weights }) => [...weights])),
    rowLower: Float64Array.from(cuts, ({ least }) => least),
    rowUpper: new Float64Array(cuts.length).fill(Infinity),
  });
}

/**
 * Adds a cut to the program.
 *
 * @param master - the program.
 * @param cut - the cut.
 */
export function addCut(master: SolverModel, { cells, weights, least }: Cut): void {
  master.addRow(cells, weights, least, Infinity);
}
