import type { ClassTable } from '../classes.ts';

/** A privacy model made ready: it says which classes it refuses. */
export interface ClassJudge {
  /** Units that a class must have before the model can hold; 1 where it says nothing of sizes. */
  readonly minSize: number;
  /**
   * Whether what holds keeps holding when classes are merged (`generalisation`), and whether suppressing the classes that fail
   * never makes another fail (`suppression`). Only what is true here may prune a search.
   */
  readonly monotone: { readonly generalisation: boolean; readonly suppression: boolean };
  /**
   * Marks the classes that the model refuses.
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
   * @returns the figure; `null` without rows.
   */
  attained(classes: ClassTable): number | null;
}
