/** How far pairs may fall behind one that is at the best level of every comparison, in whole numbers of any unit. */
export interface LevelLosses {
  /** By comparison, Int32Array(levels): what a level loses at least, from 0 for the best one to {@link MOST_LOSS}. */
  readonly losses: readonly Int32Array[];
  /** What a pair may lose in all; below 0 where no pair can be kept. */
  readonly mostLoss: number;
  /** By comparison and level, what it loses that two records agree on one value or another; null, or none, where that is the same for all. */
  readonly ofValues?: readonly (readonly (ValueLoss | null)[])[];
}

/** What it loses that two records agree on a value. */
export interface ValueLoss {
  /** The column they agree in. */
  readonly column: number;
  /** Its highest code. */
  readonly values: number;
  /** The loss by code of the value; not less than that of the level, nor more than {@link MOST_LOSS}. */
  readonly lossOf: (code: number) => number;
}

/** Losses of 64 comparisons, as many as a model has, add up to 2³⁰ at most. */
export const MOST_LOSS: number = 2 ** 24;

/** No sum of losses is greater. */
export const NO_LIMIT: number = 2 ** 30;
