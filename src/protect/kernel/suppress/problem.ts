import type { CellSystem, LinearSolver, TableLayout } from '../../../linear/index.ts';

/** State of a cell before secondary suppression. */
export const CELL: Readonly<{ open: 0; primary: 1; frozen: 2; hidden: 3 }> = Object.freeze({
  /** Published unless another cell needs its cover. */
  open: 0,
  /** Withheld by a rule. */
  primary: 1,
  /** Published whatever happens. */
  frozen: 2,
  /** Never published and in need of no protection: a cell below the published tables that makes them one system. */
  hidden: 3,
});

/** Cells to withhold are to be chosen so that what rules withhold cannot be worked out. All arrays have one place per cell. */
export interface SuppressionProblem {
  readonly system: CellSystem;
  /** The tables the system was made of, for methods that go from table to table. */
  readonly layouts: readonly TableLayout[];
  /** Float64Array: the value that is to be protected. */
  readonly values: Float64Array;
  /** Uint8Array: {@link CELL}. */
  readonly states: Uint8Array;
  /** Float64Array ≥ 0: what withholding an open cell costs. */
  readonly costs: Float64Array;
  /** Float64Array: what everybody knows of the value: not below `lower`, not above `upper` (may be infinite). */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /**
   * Float64Array each, for primary cells, 0 elsewhere: an attacker's interval must reach `below` under the value and
   * `above` over it, and be `width` wide. All 0: it must only be wider than nothing.
   */
  readonly required: { readonly below: Float64Array; readonly above: Float64Array; readonly width: Float64Array };
  /** Float64Array: units behind each cell, unweighted; for cells that one unit knows. */
  readonly units: Float64Array;
  /** Int32Array: the only unit of a cell, by number, where it has one; −1 elsewhere. Equal numbers are one unit. */
  readonly onlyUnit: Int32Array;
  /** Whether values are whole numbers. */
  readonly integers: boolean;
}

/** What a method may use. */
export interface SuppressionContext {
  /** `null` for methods that do without. */
  readonly solver: LinearSolver | null;
  /** Seconds a method may look for something better; the best found is given. */
  readonly seconds: number;
  /** Milliseconds that passed since some moment: kernels know no clock. */
  readonly now: () => number;
}

/** Cells that are withheld to cover others. */
export interface SuppressionPattern {
  /** Uint8Array(cells): 1 where a cell is withheld that no rule withholds. */
  readonly secondary: Uint8Array;
  /** Sum of the costs of these. */
  readonly cost: number;
  /** What no pattern can cost less than; 0 where the method proves nothing. */
  readonly bound: number;
  /** Primary cells for which the method found no cover, ascending: frozen cells stand in the way. */
  readonly uncovered: Int32Array;
}

/** A method of secondary suppression: pure, the same pattern for the same problem whatever the machine, unless time runs out. */
export type SuppressionMethod = (problem: SuppressionProblem, context: SuppressionContext) => SuppressionPattern;
