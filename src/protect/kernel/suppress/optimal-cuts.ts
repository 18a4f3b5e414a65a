import type { Push } from './optimal-attacker.ts';
import type { Demand } from './optimal-demands.ts';
import { CELL, type SuppressionProblem } from './problem.ts';

/** An inequality that every good pattern satisfies: Σ weight · share ≥ least. */
export interface Cut {
  /** Open cells, ascending. */
  readonly cells: Int32Array;
  readonly weights: Float64Array;
  readonly least: number;
}

/**
 * Tells by how much shares miss a cut.
 *
 * @param cut - the cut.
 * @param shares - Float64Array(cells).
 * @returns the missing amount; not above 0 when the cut is satisfied.
 */
export function shortfall({ cells, weights, least }: Cut, shares: Float64Array): number {
  let sum = least;
  for (let at = 0; at < cells.length; at++) sum -= weights[at]! * shares[cells[at]!]!;
  return sum;
}

/**
 * Tells whether no shares at all satisfy a cut: its demand is one that nothing meets.
 *
 * @param cut - the cut.
 * @returns whether the weights together miss what is needed.
 */
export function isHopeless({ weights, least }: Cut): boolean {
  return weights.reduce((sum, weight) => sum + weight, 0) < least - LEAST_REST;
}

/** Makes cuts of what holds an attacker's cells back. */
export interface CutMaker {
  /**
   * The capacity cut of a demand, from one push for a direction or two for a width: the cells that hold back must make up what cells
   * that are withheld anyway do not. Weights are parts of that rest, at most 1. `null` when there is no rest.
   */
  capacity(demand: Demand, pushes: readonly Push[]): Cut | null;
  /** The bridge cut of a cell: withholding it serves only where one of the others is withheld. `null` when cells withheld anyway let it move. */
  bridge(cell: number, push: Push): Cut | null;
}

/** Dual values are small fractions but for the rounding of a solver. */
const DENOMINATOR = 12;
const ROUNDING = 1e-7;
/** Sums of such fractions that are this small are 0. */
const NOTHING = 1e-11;
/** Rests below this share of a demand are rounding. */
const LEAST_REST = 1e-6;

/**
 * Prepares the making of cuts.
 *
 * Whatever dual values are taken, the cut holds for every safe pattern (weak duality): rounding them costs strength, never truth.
 *
 * @param problem - the problem.
 * @returns the maker; it keeps arrays of one place per cell.
 * @remarks A cut costs O(members of the relations with a dual value).
 * @see Fischetti and Salazar-González, Solving the cell suppression problem on tabular data with linear constraints, Management Science 47 (2001).
 */
export function cutMaker({ system: { cells: count, starts, members }, states, values, lower, upper }: SuppressionProblem): CutMaker {
  const pull = new Float64Array(count);
  const isTouched = new Uint8Array(count);
  let touched: number[] = [];
  const touch = (cell: number, amount: number): void => {
    pull[cell]! += amount;
    if (isTouched[cell] === 1) return;
    isTouched[cell] = 1;
    touched.push(cell);
  };
  /** Calls back for the cells that hold back, with the strength of each: above 0 they must fall, below 0 rise. */
  const eachPull = (cell: number, direction: number, { relations, duals }: Push, use: (cell: number, strength: number) => void): void => {
    touch(cell, -direction);
    relations.forEach((relation, row) => {
      const dual = rounded(duals[row]!);
      if (dual === 0) return;
      for (let at = starts[relation]!; at < starts[relation + 1]!; at++) touch(members[at]!, at === starts[relation] ? dual : -dual);
    });
    for (const other of touched) {
      if (Math.abs(pull[other]!) > NOTHING) use(other, pull[other]!);
      pull[other] = 0;
      isTouched[other] = 0;
    }
    touched = [];
  };
  return {
    capacity({ cell, direction, amount }, pushes) {
      const capacities = new Map<number, number>();
      let rest = 1;
      pushes.forEach((push, index) => {
        eachPull(cell, direction === 0 ? 1 - 2 * index : direction, push, (other, strength) => {
          const room = strength > 0 ? values[other]! - lower[other]! : upper[other]! - values[other]!;
          if (!(room > 0)) return;
          const capacity = Math.abs(strength) * (room / amount);
          if (states[other] === CELL.primary || states[other] === CELL.hidden) rest -= capacity;
          else if (states[other] === CELL.open) capacities.set(other, (capacities.get(other) ?? 0) + capacity);
        });
      });
      if (!(rest > LEAST_REST)) return null;
      return makeCut([...capacities].map(([other, capacity]) => [other, Math.min(1, capacity / rest)]), 1);
    },
    bridge(cell, push) {
      const weights = new Map<number, number>([[cell, -1]]);
      let isLoose = false;
      eachPull(cell, 1, push, (other) => {
        if (other === cell || states[other] === CELL.primary || states[other] === CELL.hidden) isLoose = true;
        else if (states[other] === CELL.open) weights.set(other, 1);
      });
      return isLoose ? null : makeCut([...weights], 0);
    },
  };
}

function rounded(dual: number): number {
  const fraction = Math.round(dual * DENOMINATOR) / DENOMINATOR;
  return Math.abs(fraction - dual) < ROUNDING ? fraction : dual;
}

function makeCut(weights: [cell: number, weight: number][], least: number): Cut {
  weights.sort(([first], [second]) => first - second);
  return { cells: Int32Array.from(weights, ([cell]) => cell), weights: Float64Array.from(weights, ([, weight]) => weight), least };
}

/**
 * Strengthens a capacity cut by rounding: cells come whole, so that several small ones must stand in for one large.
 *
 * @param cut - a cut with weights in (0, 1] and `least` 1.
 * @param shares - Float64Array(cells): the point the cut is to exclude.
 * @returns the rounded cut that these shares miss most, or the cut itself when none is better.
 * @remarks O(different weights × cells of the cut).
 * @see Nemhauser and Wolsey, Integer and Combinatorial Optimization (1988), II.1.7: mixed-integer rounding.
 */
export function roundedCut(cut: Cut, shares: Float64Array): Cut {
  const divisors = new Set(Array.from(cut.weights, (weight) => Math.round(weight * 1e9) / 1e9).filter((weight) => weight < 1 && weight > 1e-3));
  let best = cut;
  let most = shortfall(cut, shares);
  for (const divisor of divisors) {
    const whole = Math.floor(1 / divisor + 1e-9);
    const part = 1 / divisor - whole;
    if (part < 1e-3) continue;
    const weights = cut.weights.map((weight) => {
      const floor = Math.floor(weight / divisor + 1e-9);
      return Math.min(1, (floor + Math.min(1, Math.max(0, weight / divisor - floor) / part)) / (whole + 1));
    });
    const candidate = { cells: cut.cells, weights, least: 1 };
    const missing = shortfall(candidate, shares);
    if (missing <= most + 1e-9) continue;
    most = missing;
    best = candidate;
  }
  return best;
}
