import type { ClassTable } from '../classes.ts';

/** A node of the lattice that was judged: its levels, its classes, and which of them are suppressed. */
export interface JudgedNode {
  /** Int32Array(columns): the level of each column. */
  readonly levels: Int32Array;
  /** The classes at these levels. */
  readonly classes: ClassTable;
  /** Uint8Array(classes): 1 for a class whose rows are suppressed. */
  readonly failing: Uint8Array;
  readonly suppressedRows: number;
}

/**
 * A utility metric made ready for a table. It tells the loss of a judged node, and bounds that hold for whatever lies above a
 * node, so that a search need not look there.
 */
export interface Metric {
  /** Whether the loss is told by the levels alone, whatever is suppressed; then {@link Metric.boundOfLevels} is the loss. */
  readonly ofLevelsOnly: boolean;
  /**
   * Bounds the loss from below by levels alone.
   *
   * @param levels - the level of each column.
   * @returns a loss, in the form of {@link Metric.lossOf}, that neither this node nor any successor is below, whatever is
   *   suppressed. It never falls as a level rises.
   */
  boundOfLevels(levels: Int32Array): readonly number[];
  /**
   * Bounds the loss from below by what is suppressed; absent where that alone says little.
   *
   * @param rows - rows that are suppressed at least.
   * @returns a loss that no node which suppresses as many is below.
   */
  boundOfSuppressed?(rows: number): number;
  /**
   * Bounds the loss from below by the classes of a node; absent where they tell no more than the levels.
   *
   * @param classes - the classes of a node.
   * @param minSize - units that a kept class has at least.
   * @returns a loss that neither this node nor any successor is below, whatever is suppressed.
   */
  boundOfClasses?(classes: ClassTable, minSize: number): number;
  /**
   * Measures the loss.
   *
   * @returns the loss; after it, where the metric has more to say, what is compared when losses are equal.
   */
  lossOf(node: JudgedNode): readonly number[];
}

/**
 * Compares losses.
 *
 * @param one - a loss, and what is compared when losses are equal.
 * @param other - another of the same metric.
 * @returns a negative number, zero or a positive number, as `one` is less, equal or more.
 */
export function compareLosses(one: readonly number[], other: readonly number[]): number {
  for (const [place, part] of one.entries()) if (part !== other[place]) return part - other[place]!;
  return 0;
}

/**
 * Rounds a loss, so that losses which are equal do not differ by how they were added up.
 *
 * @param loss - a loss from 0 up.
 * @param parts - in how many parts one is divided.
 * @returns the nearest multiple of a part. What was no more than another loss still is not.
 */
export function rounded(loss: number, parts: number): number {
  return Math.round(loss * parts) / parts;
}
