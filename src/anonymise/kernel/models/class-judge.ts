import type { ClassTable } from '../classes.ts';

/** What keeps holding when classes are merged. Only what is true may prune a search. */
export interface Monotone {
  /** Whether classes that hold, merged, hold: a table in which no class fails has none that fails at any coarser levels. */
  readonly generalisation: boolean;
  /**
   * Whether a class that holds, merged with any other, even one that fails, holds: coarser levels then never have more rows to
   * suppress.
   */
  readonly suppression: boolean;
}

/** Every class that holds keeps holding. */
export const ALWAYS: Monotone = Object.freeze({ generalisation: true, suppression: true });

/** Nothing is promised. */
export const NEVER: Monotone = Object.freeze({ generalisation: false, suppression: false });

/** A privacy model made ready: it says which classes it refuses. */
export interface ClassJudge {
  /** Units that a class must have before the model can hold; 1 where it says nothing of sizes. */
  readonly minSize: number;
  readonly monotone: Monotone;
  /**
   * Marks the classes that the model refuses. A class of the population without a row that fails cannot be suppressed: the
   * whole of the classes then fails.
   *
   * @param classes - all classes; shares of the whole table are those of `totals`, suppressed rows included.
   * @param failing - Uint8Array(classes): set to 1 for a class that fails; what is 1 already may be skipped and stays.
   */
  judge(classes: ClassTable, failing: Uint8Array): void;
  /**
   * Tells whether the rows that are kept satisfy what the model asks of all of them together, such as an average risk; absent
   * where it asks nothing.
   */
  holdsForKept?(classes: ClassTable, failing: Uint8Array): boolean;
  /**
   * Works out the strictest parameter that holds for every class with a row (the smallest k or l, the largest t, α, β or δ).
   *
   * @returns the figure; `null` without rows, Infinity where no parameter would hold.
   */
  attained(classes: ClassTable): number | null;
}
