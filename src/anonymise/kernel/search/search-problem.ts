import type { ClassTable } from '../classes.ts';
import type { ColumnLevels } from '../column-levels.ts';
import type { ClassJudge } from '../models/class-judge.ts';

/** How the loss of a generalisation is measured; each is documented where it is computed. */
export interface UtilityMetric {
  readonly metric: 'loss' | 'precision' | 'entropy' | 'discernibility' | 'averageClassSize' | 'height';
  /** Of `loss`: how the columns' losses become one; the geometric mean when omitted. */
  readonly aggregate?: 'geometricMean' | 'arithmeticMean' | 'sum' | 'max' | 'rank';
  /** Of `loss`: from 0 (only generalisation counts) to 1 (only suppression does); both count alike at ½, when omitted. */
  readonly suppressionWeight?: number;
  /** Whether suppressed rows cost nothing (precision, entropy, discernibility): for comparison with other programs only. */
  readonly ignoresSuppression?: boolean;
}

/** Which levels to choose so that the models hold and least is lost. */
export interface SearchProblem {
  /** The distinct combinations at level 0. */
  readonly classes: ClassTable;
  /** One per quasi-identifier. */
  readonly columns: readonly ColumnLevels[];
  readonly judges: readonly ClassJudge[];
  /** Most rows that may be suppressed, from 0 up. */
  readonly maxSuppressedRows: number;
  readonly metric: UtilityMetric;
  /** Float64Array(columns): how much each column's loss matters; all alike when `null`. */
  readonly columnWeights: Float64Array | null;
  /** Largest lattice that is searched to the proven optimum; a larger one is searched best first. */
  readonly maxNodes: number;
  /** Most nodes that a best-first search judges. */
  readonly maxChecks: number;
}

/** What a search found. */
export interface SearchResult {
  /** Int32Array(columns): the level of each column; `null` when no node satisfies the models. */
  readonly levels: Int32Array | null;
  /** Loss of that node; NaN without one. */
  readonly loss: number;
  /** A loss that no node can be below: equal to `loss` when the optimum is proven. */
  readonly bound: number;
  /** Rows in classes that fail there. */
  readonly suppressedRows: number;
  /** Nodes of the lattice, and how many of them were judged. */
  readonly nodes: number;
  readonly checks: number;
  /** The nodes that were the best so far, in the order they were found. */
  readonly path: readonly { readonly levels: Int32Array; readonly loss: number; readonly suppressedRows: number; readonly checks: number }[];
}
