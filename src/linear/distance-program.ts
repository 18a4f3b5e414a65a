import type { Component } from './components.ts';
import type { LinearProgram } from './solver.ts';

/** The rows of a component, its cells by place, without costs and bounds. */
export type ComponentRows = Pick<LinearProgram, 'rowStarts' | 'rowColumns' | 'rowValues'>;

/**
 * Writes the rows of a component in compressed form.
 *
 * @param component - cells and rows.
 * @returns the rows; columns are places of cells.
 */
export function componentRows({ cells, rows }: Component): ComponentRows {
  const rowStarts = new Int32Array(rows.length + 1);
  rows.forEach((row, at) => {
    rowStarts[at + 1] = rowStarts[at]! + row.cells.length;
  });
  const rowColumns = new Int32Array(rowStarts[rows.length]!);
  const rowValues = new Float64Array(rowColumns.length);
  const placeOf = new Map(Array.from(cells, (cell, place) => [cell, place]));
  rows.forEach((row, at) => {
    rowColumns.set(row.cells.map((cell) => placeOf.get(cell)!), rowStarts[at]!);
    rowValues.set(row.signs, rowStarts[at]!);
  });
  return { rowStarts, rowColumns, rowValues };
}

/**
 * Lists the rows of each column.
 *
 * @param columns - number of columns.
 * @param rows - rows in compressed form.
 * @returns the rows of each column, ascending.
 */
export function columnRows(columns: number, { rowStarts, rowColumns }: ComponentRows): number[][] {
  const rowsOf: number[][] = Array.from({ length: columns }, () => []);
  for (let row = 0; row + 1 < rowStarts.length; row++) for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) rowsOf[rowColumns[at]!]!.push(row);
  return rowsOf;
}

/**
 * Checks a solution in whole numbers, exactly.
 *
 * @param rows - rows in compressed form.
 * @param sides - Float64Array(rows): what each row must be.
 * @param lower - Float64Array(columns): lower bounds.
 * @param upper - Float64Array(columns): upper bounds.
 * @param solution - Float64Array(columns): whole numbers.
 * @returns whether every row and every bound holds.
 */
export function isSolution({ rowStarts, rowColumns, rowValues }: ComponentRows, sides: Float64Array, lower: Float64Array, upper: Float64Array, solution: Float64Array): boolean {
  for (let column = 0; column < solution.length; column++) if (!(solution[column]! >= lower[column]! && solution[column]! <= upper[column]!)) return false;
  for (let row = 0; row + 1 < rowStarts.length; row++) {
    let sum = 0;
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) sum += rowValues[at]! * solution[rowColumns[at]!]!;
    if (sum !== sides[row]) return false;
  }
  return true;
}

/**
 * Writes the program of moves away from a solution, as short as can be: it costs each cell its distance.
 *
 * @param rows - rows of a component; their right sides are 0 for distances.
 * @param below - Float64Array(cells) ≤ 0: how far each can fall.
 * @param above - Float64Array(cells) ≥ 0: how far each can rise.
 * @returns the program; columns are the distances up, then those down.
 */
export function movingProgram({ rowStarts, rowColumns, rowValues }: ComponentRows, below: Float64Array, above: Float64Array): LinearProgram {
  const size = below.length;
  const columns = new Int32Array(2 * rowColumns.length);
  const values = new Float64Array(columns.length);
  rowColumns.forEach((column, at) => {
    columns[2 * at] = column;
    columns[2 * at + 1] = size + column;
    values[2 * at] = rowValues[at]!;
    values[2 * at + 1] = -rowValues[at]!;
  });
  const sides = new Float64Array(rowStarts.length - 1);
  const upper = new Float64Array(2 * size);
  upper.set(above);
  upper.set(below.map((bound) => -bound), size);
  return { columns: 2 * size, costs: new Float64Array(2 * size).fill(1), lower: new Float64Array(2 * size), upper, rowStarts: rowStarts.map((start) => 2 * start), rowColumns: columns, rowValues: values, rowLower: sides, rowUpper: sides };
}
