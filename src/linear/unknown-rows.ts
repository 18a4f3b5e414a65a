import { relationCount, type CellSystem } from './cell-system.ts';

/** What a relation says of the cells whose value is not known: the sum of their values, each with its sign, is `side`. */
export interface UnknownRow {
  /** The relation it comes from. */
  readonly relation: number;
  /** Int32Array: cells by number, ascending. */
  readonly cells: Int32Array;
  /** Int8Array: −1 for the total, 1 for a part. */
  readonly signs: Int8Array;
  readonly side: number;
}

/**
 * Puts known values into the relations of a system.
 *
 * @param system - the system.
 * @param isKnown - Uint8Array(cells): 1 where the value is known.
 * @param values - Float64Array(cells): values, read where they are known.
 * @returns one row per relation, also for those all of whose cells are known: these say that `side` is 0.
 * @remarks O(members).
 */
export function unknownRows(system: CellSystem, isKnown: Uint8Array, values: Float64Array): UnknownRow[] {
  return Array.from({ length: relationCount(system) }, (_, relation) => {
    const members = system.members.subarray(system.starts[relation], system.starts[relation + 1]);
    let side = 0;
    members.forEach((cell, at) => {
      if (isKnown[cell] === 1) side += at === 0 ? values[cell]! : -values[cell]!;
    });
    const cells = members.filter((cell) => isKnown[cell] === 0).sort();
    return { relation, cells, signs: Int8Array.from(cells, (cell) => (cell === members[0] ? -1 : 1)), side };
  });
}

/**
 * Draws what follows for the bounds of cells from one row after the other, again and again until nothing changes.
 *
 * @param rows - the rows.
 * @param lower - Float64Array(cells): lower bounds, raised.
 * @param upper - Float64Array(cells): upper bounds, lowered.
 * @param tolerance - changes below this are none; distance by which bounds may cross. 0 for whole numbers.
 * @returns rows that no values within the bounds can fulfil; empty as a rule.
 * @remarks O(cells of the rows) a round, {@link ROUNDS} rounds at most: bounds that creep are left to linear programs. All that
 *   is drawn holds, not all that holds is drawn.
 */
export function tightenBounds(rows: readonly UnknownRow[], lower: Float64Array, upper: Float64Array, tolerance: number): UnknownRow[] {
  const rowsOf = new Map<number, number[]>();
  rows.forEach(({ cells }, row) => {
    for (const cell of cells) {
      const known = rowsOf.get(cell);
      if (known === undefined) rowsOf.set(cell, [row]);
      else known.push(row);
    }
  });
  let waiting = new Set(rows.keys());
  for (let round = 0; round < ROUNDS && waiting.size > 0; round++) {
    const next = new Set<number>();
    for (const row of waiting) {
      for (const cell of tightenRow(rows[row]!, lower, upper, tolerance)) for (const other of rowsOf.get(cell)!) next.add(other);
    }
    waiting = next;
  }
  return rows.filter((row) => !canHold(row, lower, upper, tolerance));
}

const ROUNDS = 30;

/** Sums of the least and of the most the cells of a row can be, infinite ones counted apart. */
interface Reach {
  least: number;
  most: number;
  endlessBelow: number;
  endlessAbove: number;
}

function reachOf({ cells, signs }: UnknownRow, lower: Float64Array, upper: Float64Array): Reach {
  const reach: Reach = { least: 0, most: 0, endlessBelow: 0, endlessAbove: 0 };
  cells.forEach((cell, at) => {
    const low = signs[at] === 1 ? lower[cell]! : -upper[cell]!;
    const high = signs[at] === 1 ? upper[cell]! : -lower[cell]!;
    if (low === -Infinity) reach.endlessBelow++;
    else reach.least += low;
    if (high === Infinity) reach.endlessAbove++;
    else reach.most += high;
  });
  return reach;
}

function canHold(row: UnknownRow, lower: Float64Array, upper: Float64Array, tolerance: number): boolean {
  const { least, most, endlessBelow, endlessAbove } = reachOf(row, lower, upper);
  // Rounding of sums and the slack of each bound add up over the cells.
  const slack = tolerance * (row.cells.length + 1);
  return row.cells.every((cell) => lower[cell]! <= upper[cell]! + slack) && (endlessBelow > 0 || least <= row.side + slack) && (endlessAbove > 0 || most >= row.side - slack);
}

/** Tightens the bounds of the cells of a row; gives those that changed. */
function tightenRow(row: UnknownRow, lower: Float64Array, upper: Float64Array, tolerance: number): number[] {
  const { cells, signs, side } = row;
  const { least, most, endlessBelow, endlessAbove } = reachOf(row, lower, upper);
  const changed: number[] = [];
  cells.forEach((cell, at) => {
    const low = signs[at] === 1 ? lower[cell]! : -upper[cell]!;
    const high = signs[at] === 1 ? upper[cell]! : -lower[cell]!;
    const mostOfOthers = endlessAbove - Number(high === Infinity) > 0 ? Infinity : high === Infinity ? most : most - high;
    const leastOfOthers = endlessBelow - Number(low === -Infinity) > 0 ? -Infinity : low === -Infinity ? least : least - low;
    const newLow = side - mostOfOthers;
    const newHigh = side - leastOfOthers;
    const raises = newLow > low + tolerance;
    const lowers = newHigh < high - tolerance;
    // Adding 0 makes no difference but for −0.
    if (raises) (signs[at] === 1 ? lower : upper)[cell] = signs[at]! * newLow + 0;
    if (lowers) (signs[at] === 1 ? upper : lower)[cell] = signs[at]! * newHigh + 0;
    if (raises || lowers) changed.push(cell);
  });
  return changed;
}
