import type { ComponentRows } from './distance-program.ts';
import type { LinearProgram } from './solver.ts';

/** Distance from a whole number within which what the solver gives is taken for it, before it is checked. */
const NEAR = 1e-6;

/**
 * Tells whether a value of the solver stands for a whole number.
 *
 * @param value - the value.
 * @returns whether it is next to one.
 */
export function isNearWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) <= NEAR;
}

/**
 * Takes a move apart into moves that no row connects: each of them is one by itself.
 *
 * @param rows - rows whose right sides are 0.
 * @param rowsOf - the rows of each column.
 * @param found - Float64Array(columns): how far each column moved.
 * @returns the columns of each part; those that did not move are in none.
 * @example
 * const rows = { rowStarts: Int32Array.of(0, 2, 4), rowColumns: Int32Array.of(0, 1, 2, 3), rowValues: Float64Array.of(1, 1, 1, 1) };
 * separateMoves(rows, [[0], [0], [1], [1]], Float64Array.of(1, -1, 2, -2)); // => [[0, 1], [2, 3]]
 */
export function separateMoves({ rowStarts, rowColumns }: ComponentRows, rowsOf: readonly (readonly number[])[], found: Float64Array): number[][] {
  const isSeen = Uint8Array.from(found, (value) => Number(Math.abs(value) <= NEAR));
  const parts: number[][] = [];
  isSeen.forEach((mark, first) => {
    if (isSeen[first] === 1 || mark === 1) return;
    const part = [first];
    isSeen[first] = 1;
    for (const place of part) {
      for (const row of rowsOf[place]!) {
        for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) {
          const other = rowColumns[at]!;
          if (isSeen[other] === 1) continue;
          isSeen[other] = 1;
          part.push(other);
        }
      }
    }
    parts.push(part);
  });
  return parts;
}

/**
 * Keeps some columns of a program, the others being 0, and the rows they are in.
 *
 * @param program - a program whose right sides are 0.
 * @param kept - the columns, each once.
 * @returns the smaller program; its columns are places in `kept`.
 */
export function withColumns({ costs, lower, upper, rowStarts, rowColumns, rowValues }: LinearProgram, kept: readonly number[]): LinearProgram {
  const placeOf = new Map(kept.map((column, place) => [column, place]));
  const starts = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (let row = 0; row + 1 < rowStarts.length; row++) {
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) {
      const place = placeOf.get(rowColumns[at]!);
      if (place === undefined) continue;
      columns.push(place);
      values.push(rowValues[at]!);
    }
    if (columns.length > starts.at(-1)!) starts.push(columns.length);
  }
  const sides = new Float64Array(starts.length - 1);
  const pick = (from: Float64Array): Float64Array => Float64Array.from(kept, (column) => from[column]!);
  return {
    columns: kept.length, costs: pick(costs), lower: pick(lower), upper: pick(upper),
    rowStarts: Int32Array.from(starts), rowColumns: Int32Array.from(columns), rowValues: Float64Array.from(values), rowLower: sides, rowUpper: sides,
  };
}
