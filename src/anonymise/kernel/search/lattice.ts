import type { ColumnLevels } from '../column-levels.ts';

/** The nodes of a lattice: every choice of a level for each column, numbered. */
export interface Lattice {
  /** Levels of each column. */
  readonly heights: Int32Array;
  /** What a level more of each column adds to a node's number. */
  readonly strides: Float64Array;
  /** Number of nodes; a double, exact up to 2⁵³. */
  readonly nodes: number;
}

/**
 * Numbers the nodes of a lattice: all levels 0 is node 0, and the numbers of a column's neighbours differ by its stride. Numbers
 * ascend as level vectors do lexicographically.
 *
 * @param columns - the levels of each column.
 * @returns the lattice.
 * @example
 * const { nodes, strides } = latticeOf([{ codes: [new Int32Array(1), new Int32Array(1)] }, { codes: [new Int32Array(1)] }] as never);
 * [nodes, ...strides]; // => [2, 1, 1]
 */
export function latticeOf(columns: readonly ColumnLevels[]): Lattice {
  const heights = Int32Array.from(columns, ({ codes }) => codes.length);
  const strides = new Float64Array(columns.length);
  let nodes = 1;
  for (let column = columns.length - 1; column >= 0; column--) {
    strides[column] = nodes;
    nodes *= heights[column]!;
  }
  return { heights, strides, nodes };
}

/**
 * Lists the levels of a node.
 *
 * @param lattice - the lattice.
 * @param node - a node's number.
 * @param levels - Int32Array(columns) that receives them; a new one when omitted.
 * @returns the levels.
 */
export function levelsOf({ heights, strides }: Lattice, node: number, levels: Int32Array = new Int32Array(heights.length)): Int32Array {
  let rest = node;
  for (let column = 0; column < heights.length; column++) {
    const level = Math.floor(rest / strides[column]!);
    levels[column] = level;
    rest -= level * strides[column]!;
  }
  return levels;
}

/**
 * Tells whether no level of a node is above that of another.
 *
 * @param low - Int32Array(columns).
 * @param high - Int32Array(columns).
 * @returns whether `high` is `low` or one of its successors.
 */
export function isBelow(low: Int32Array, high: Int32Array): boolean {
  for (let column = 0; column < low.length; column++) if (low[column]! > high[column]!) return false;
  return true;
}
