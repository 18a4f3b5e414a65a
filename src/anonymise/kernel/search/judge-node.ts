import type { ClassTable } from '../classes.ts';
import type { ClassJudge } from '../models/class-judge.ts';
import type { SearchProblem } from './search-problem.ts';

/** What the judges say of a node. */
export interface NodeVerdict {
  /** Whether the models hold when the failing classes are suppressed, and no more rows are than may be. */
  readonly holds: boolean;
  /** Uint8Array(classes): 1 for a class that fails; meaningful where the node holds. */
  readonly failing: Uint8Array;
  /** Rows in failing classes, as far as they were judged. */
  readonly suppressedRows: number;
  /** Rows in classes with too few units: there are as many at least at every node below. */
  readonly inSmall: number;
  /** Whether every node below fails as well. */
  readonly failsBelow: boolean;
}

/** Judges nodes. */
export interface NodeJudge {
  /** Units that a kept class has at least, from 1 up. */
  readonly minSize: number;
  /** Judges the classes of a node. */
  judge(classes: ClassTable): NodeVerdict;
}

/**
 * Makes the judge of nodes from those of classes.
 *
 * A class fails that has fewer units than a model needs, or that a model refuses. The node holds when no more rows than may be
 * suppressed are in such classes, none of them is without rows (what is not in the file cannot be suppressed), and the models
 * hold for the rows kept together.
 *
 * Below a node that fails, all fail where its classes are too small: classes below are parts of them. For other reasons they do
 * when models that hold keep holding as classes merge, and, where rows may be suppressed, when they do so class by class.
 *
 * @param problem - judges and the limit.
 * @returns the judge. It stops at sizes when too many rows are in classes too small.
 */
export function nodeJudge({ judges, maxSuppressedRows }: Pick<SearchProblem, 'judges' | 'maxSuppressedRows'>): NodeJudge {
  const minSize = judges.reduce((most, judge) => Math.max(most, judge.minSize), 1);
  const monotone = judges.every((judge) => isMonotone(judge, maxSuppressedRows));
  return {
    minSize,
    judge(classes) {
      const failing = new Uint8Array(classes.rowsOf.length);
      const inSmall = markSmall(classes, minSize, failing);
      if (inSmall > maxSuppressedRows) return { holds: false, failing, suppressedRows: inSmall, inSmall, failsBelow: true };
      for (const judge of judges) judge.judge(classes, failing);
      const suppressedRows = rowsIn(classes.rowsOf, failing);
      const holds = suppressedRows <= maxSuppressedRows && judges.every((judge) => judge.holdsForKept?.(classes, failing) ?? true);
      return { holds, failing, suppressedRows, inSmall, failsBelow: !holds && monotone };
    },
  };
}

function isMonotone({ monotone, holdsForKept }: ClassJudge, maxSuppressedRows: number): boolean {
  return monotone.generalisation && (maxSuppressedRows === 0 || (monotone.suppression && holdsForKept === undefined));
}

/** Marks classes of rows with fewer units than `minSize`; returns the rows in them. */
function markSmall({ sizes, rowsOf }: ClassTable, minSize: number, failing: Uint8Array): number {
  let rows = 0;
  for (let index = 0; index < sizes.length; index++) {
    if (sizes[index]! >= minSize || rowsOf[index] === 0) continue;
    failing[index] = 1;
    rows += rowsOf[index]!;
  }
  return rows;
}

/** Counts rows of failing classes; infinitely many where one of them has none, since it cannot be suppressed. */
function rowsIn(rowsOf: Uint32Array, failing: Uint8Array): number {
  let rows = 0;
  for (let index = 0; index < rowsOf.length; index++) {
    if (failing[index] === 0) continue;
    if (rowsOf[index] === 0) return Infinity;
    rows += rowsOf[index]!;
  }
  return rows;
}
