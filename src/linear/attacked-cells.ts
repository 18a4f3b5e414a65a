import type { CellSystem } from './cell-system.ts';
import type { LinearSolver } from './solver.ts';

/** What an attacker sees of a cell. */
export const SEEN: Readonly<{ published: 0; withheld: 1; hidden: 2 }> = Object.freeze({
  /** Its value. */
  published: 0,
  /** That it is there; its value is to stay unknown. */
  withheld: 1,
  /** Nothing, and it needs no protection: a cell that joins the published tables to one system. */
  hidden: 2,
});

/** Tables as somebody sees them who wants to know what was withheld. All arrays have one place per cell. */
export interface AttackedCells {
  readonly system: CellSystem;
  /** Uint8Array: {@link SEEN}. */
  readonly seen: Uint8Array;
  /** Float64Array: published values, and the true ones of all other cells; NaN for those where the auditor does not know them either. */
  readonly values: Float64Array;
  /** Float64Array: what everybody knows of a value that is not published: not below `lower`, not above `upper` (may be infinite). */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /**
   * Float64Array each, for withheld cells, 0 elsewhere: an attacker's interval must reach `below` under the value and
   * `above` over it, and be `width` wide. All 0: it must only be wider than nothing. Below and above need the true value.
   */
  readonly required: { readonly below: Float64Array; readonly above: Float64Array; readonly width: Float64Array };
  /** Int32Array: the only unit of a cell, by number, where it has one; −1 elsewhere. Absent: nobody attacks from inside. */
  readonly onlyUnit?: Int32Array;
  /** Uint8Array: 1 for withheld cells that may not be certain to such a unit either. Absent: all. */
  readonly insideToo?: Uint8Array;
  /**
   * Uint8Array: 1 for withheld cells that an attack found safe while no more was withheld than now. They still are: what more is
   * withheld leaves every attacker all the tables that were possible for him before. Absent: none.
   */
  readonly settled?: Uint8Array;
  /** Whether values are whole numbers. */
  readonly integers: boolean;
}

/** How {@link attackTable} goes about it. */
export interface AttackOptions {
  /** `null`: what bounds and elimination show, and nothing more; what they do not decide is undecided. */
  readonly solver: LinearSolver | null;
  /** `protection` stops at each cell as soon as what is required is seen; `intervals` finds both ends of every interval. */
  readonly mode: 'protection' | 'intervals';
  /** Whether units that are alone in a cell attack too, each knowing its own values, or pairs of them that share a relation. */
  readonly insiders?: 'none' | 'single' | 'pairs';
  /** Seconds after which what is left is undecided. */
  readonly seconds?: number;
  /** Milliseconds that passed since some moment; needed with `seconds`. */
  readonly now?: () => number;
}

/** What an attack found, as numbers of cells, ascending. */
export interface AttackReport {
  /** Whether nothing was found and nothing is undecided. */
  readonly passed: boolean;
  /** Withheld cells whose value is certain. */
  readonly exact: Int32Array;
  /** Other withheld cells whose interval is narrower than required. */
  readonly narrow: Int32Array;
  /** Withheld cells whose value is certain to a unit that is alone in another cell. */
  readonly insider: Int32Array;
  /** Withheld cells of which the time or the solver did not suffice to tell; they are to be treated as unsafe. */
  readonly undecided: Int32Array;
  /** Relations that no values can fulfil: published cells do not add up, or a bound is wrong. Nothing else is told then. */
  readonly contradictions: Int32Array;
  /** Float64Array(cells) each: the interval of every cell that is not published, its value elsewhere; `null` unless asked for. */
  readonly intervals: { readonly lower: Float64Array; readonly upper: Float64Array } | null;
  /** What the attack was made of. */
  readonly effort: AttackEffort;
}

/** Sizes of an attack, for reports. */
export interface AttackEffort {
  readonly unknown: number;
  readonly components: number;
  readonly largestComponent: number;
  /** Linear programs that were solved, whole-number ones, and units that attacked. */
  readonly programs: number;
  readonly wholePrograms: number;
  readonly insiders: number;
}
