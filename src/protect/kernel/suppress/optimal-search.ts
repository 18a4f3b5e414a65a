import type { LinearSolver } from '../../../linear/index.ts';
import { openAttacker, type Attacker, type Push } from './optimal-attacker.ts';
import { cutMaker, shortfall, type Cut, type CutMaker } from './optimal-cuts.ts';
import type { Demand } from './optimal-demands.ts';
import { CELL, type SuppressionProblem } from './problem.ts';

/** A problem with all that asks of it whether cells that are withheld, wholly or in part, meet its demands. */
export interface Search {
  readonly problem: SuppressionProblem;
  readonly demands: readonly Demand[];
  readonly attacker: Attacker;
  readonly maker: CutMaker;
}

/** What became of a demand. */
export interface Answer {
  readonly isMet: boolean;
  /** Where it is not met, a cut that the shares miss; `null` if none was found. */
  readonly cut: Cut | null;
  readonly pushes: readonly Push[];
}

/** Part of a demand that the rounding of a solver may hide. */
const TOLERANCE = 1e-7;
/** Shares miss a cut by more than this. */
export const LEAST_SHORTFALL = 1e-6;
/** Cells move by at most one amount, as in tables of two dimensions they need, or else by so many. */
const MOVES = [1, 1e5] as const;

/**
 * Asks whether a demand is met.
 *
 * @param search - the attacker and the maker of cuts.
 * @param demand - the demand.
 * @param shares - Float64Array(cells): 1 for withheld cells, 0 for published ones, or in between.
 * @returns whether it is, and a cut where it is not.
 */
export function answer({ attacker, maker }: Pick<Search, 'attacker' | 'maker'>, demand: Demand, shares: Float64Array): Answer {
  const { cell, direction, amount } = demand;
  let pushes: readonly Push[] = [];
  for (const most of MOVES) {
    pushes = direction === 0
      ? [attacker.push(cell, 1, amount, shares, most), attacker.push(cell, -1, amount, shares, most)]
      : [attacker.push(cell, direction, amount, shares, most)];
    if (pushes.reduce((sum, { reach }) => sum + reach, 0) >= 1 - TOLERANCE) return { isMet: true, cut: null, pushes };
    const cut = maker.capacity(demand, pushes);
    if (cut !== null && shortfall(cut, shares) > LEAST_SHORTFALL) return { isMet: false, cut, pushes };
  }
  return { isMet: false, cut: null, pushes };
}

/**
 * Gives every cell that is withheld anyway the share 1, and all others a share of their own.
 *
 * @param states - Uint8Array(cells): {@link CELL}.
 * @param shareOf - share of an open cell.
 * @returns Float64Array(cells); 0 for frozen cells.
 */
export function sharesOf(states: Uint8Array, shareOf: (cell: number) => number): Float64Array {
  return Float64Array.from(states, (state, cell) => (state === CELL.open ? shareOf(cell) : state === CELL.frozen ? 0 : 1));
}

/** Remembers how far cells moved in whole patterns that only grow: what was once reached stays in reach. */
export interface Reached {
  note(demand: Demand, pushes: readonly Push[]): void;
  meets(demand: Demand): boolean;
}

/**
 * Starts with nothing reached.
 *
 * @param cells - number of cells.
 * @returns the memory.
 */
export function reachedNothing(cells: number): Reached {
  const rises = new Float64Array(cells);
  const falls = new Float64Array(cells);
  return {
    note({ amount }, pushes) {
      for (const push of pushes) {
        push.cells.forEach((cell, place) => {
          const distance = push.movements[place]! * amount;
          if (distance > rises[cell]!) rises[cell] = distance;
          else if (-distance > falls[cell]!) falls[cell] = -distance;
        });
      }
    },
    meets({ cell, direction, amount }) {
      const reach = (direction === -1 ? 0 : rises[cell]!) + (direction === 1 ? 0 : falls[cell]!);
      return reach >= amount * (1 - TOLERANCE);
    },
  };
}

/**
 * Opens the search.
 *
 * @param problem - the problem.
 * @param demands - its demands.
 * @param solver - the solver.
 * @returns the search; its attacker is to be closed.
 */
export function openSearch(problem: SuppressionProblem, demands: readonly Demand[], solver: LinearSolver): Search {
  const attacker = openAttacker(problem, problem.states.map((state) => (state === CELL.frozen ? 0 : 1)), solver);
  return { problem, demands, attacker, maker: cutMaker(problem) };
}
