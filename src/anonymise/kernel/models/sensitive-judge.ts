import type { ClassTable, SensitiveCounts } from '../classes.ts';
import type { ClassJudge, Monotone } from './class-judge.ts';
import { greatestOf, leastOf } from './extremes.ts';

/** What a model of a sensitive column says of one class. */
export interface SensitiveModel {
  /** Place of the column among the sensitive ones of the classes. */
  readonly place: number;
  readonly minSize: number;
  readonly monotone: Monotone;
  /** Readies the figure of each class that has rows. */
  readonly figures: (counts: SensitiveCounts, classes: ClassTable) => (index: number) => number;
  /** Whether a class of that figure fails. */
  readonly fails: (figure: number) => boolean;
  /** Which figure of all classes is the strictest parameter that holds for them. */
  readonly strictest: 'least' | 'greatest';
}

/** Merging classes mixes their values: what is a mean of theirs, or further from a limit than the worst of them, keeps holding. */
export const MIXTURE: Monotone = Object.freeze({ generalisation: true, suppression: false });

/**
 * Makes a judge of a model that looks at the values of one sensitive column, class by class.
 *
 * @param model - the model.
 * @returns the judge; classes without rows hold.
 * @throws {RangeError} while judging, if the classes have no such column.
 */
export function sensitiveJudge({ place, minSize, monotone, figures, fails, strictest }: SensitiveModel): ClassJudge {
  const ready = (classes: ClassTable): ((index: number) => number) => {
    const counts = classes.sensitive[place];
    if (counts === undefined) throw new RangeError(`place: expected one of ${classes.sensitive.length} sensitive columns, got ${place}`);
    return figures(counts, classes);
  };
  return {
    minSize,
    monotone,
    judge(classes, failing) {
      const { rowsOf } = classes;
      const figureOf = ready(classes);
      for (let index = 0; index < rowsOf.length; index++) {
        if (failing[index] === 0 && rowsOf[index]! > 0 && fails(figureOf(index))) failing[index] = 1;
      }
    },
    attained: (classes) => (strictest === 'least' ? leastOf : greatestOf)(classes.rowsOf, ready(classes)),
  };
}

/** How the values of a class lie in the whole table: what belief about them is compared with. */
export interface ValueShares {
  /**
   * Units with each value in the whole table, and units of the table. A unit that has two values counts in the share of each, so
   * that shares of persons may add up to more than 1.
   */
  readonly totals: Uint32Array;
  readonly units: number;
}

/**
 * Gives what shares in the whole table are made of, rows that were dropped from the classes included.
 *
 * @param counts - values of the column.
 * @param classes - the classes.
 * @returns totals and units.
 */
export function sharesOfTable({ totals }: SensitiveCounts, { entities }: ClassTable): ValueShares {
  return { totals, units: entities === null ? sumOf(totals) : entities.entityCount };
}

/**
 * Adds counts up.
 *
 * @param counts - Uint32Array.
 * @returns their sum, exact below 2⁵³.
 */
export function sumOf(counts: Uint32Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
