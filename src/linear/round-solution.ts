import type { LinearProgram } from './solver.ts';

/** Choices tried before the search gives up. */
const MAX_CHOICES = 5000;

/** Distance from a whole number within which a value is taken for it. */
const NEAR = 1e-6;

/**
 * Rounds a solution of equations with factors 1 and −1 to a solution in whole numbers, each value to one of its two neighbours.
 *
 * @param program - the equations; right sides are whole numbers.
 * @param rowsOf - the rows of each column.
 * @param solution - Float64Array(columns): the solution.
 * @param first - the column that is rounded first.
 * @param up - whether that is tried upwards first.
 * @returns the rounded solution, or `null` when there is none or the search was given up.
 * @remarks O(columns + entries) where choices follow from each other, as they mostly do: the values between whole numbers that a simplex method
 *   ends at form short cycles.
 * @example
 * // x − y = 0 at (½, ½): both go up, or both down.
 * const program = { rowStarts: Int32Array.of(0, 2), rowColumns: Int32Array.of(0, 1), rowValues: Float64Array.of(1, -1), rowLower: new Float64Array(1) };
 * [...roundSolution(program, [[0], [0]], Float64Array.of(0.5, 0.5), 0, true)]; // => [1, 1]
 */
export function roundSolution(program: Pick<LinearProgram, 'rowStarts' | 'rowColumns' | 'rowValues' | 'rowLower'>, rowsOf: readonly (readonly number[])[], solution: Float64Array, first: number, up: boolean): Float64Array | null {
  const { rowStarts, rowColumns, rowValues, rowLower } = program;
  const rounded = solution.map((value) => (Math.abs(value - Math.round(value)) <= NEAR ? Math.round(value) : Math.floor(value)));
  const isOpen = Uint8Array.from(solution, (value) => Number(Math.abs(value - Math.round(value)) > NEAR));
  const open = Array.from(isOpen.keys()).filter((column) => isOpen[column] === 1);
  /** What is missing in each row, and by how much its open columns can lower or raise it. */
  const missing = Float64Array.from(rowLower);
  const falls = new Int32Array(missing.length);
  const rises = new Int32Array(missing.length);
  for (let row = 0; row < missing.length; row++) {
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) {
      const column = rowColumns[at]!;
      missing[row]! -= rowValues[at]! * rounded[column]!;
      if (isOpen[column] === 1) (rowValues[at]! > 0 ? rises : falls)[row]!++;
    }
  }
  const signAt = (row: number, column: number): number => {
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) if (rowColumns[at] === column) return rowValues[at]!;
    return 0;
  };
  const chosen: number[] = [];
  const steps: number[] = [];

  /** Sets a column, back when `by` is −1; tells whether its rows can still be fulfilled. */
  function set(column: number, step: number, by: 1 | -1): boolean {
    isOpen[column] = by === 1 ? 0 : 1;
    rounded[column]! += by * step;
    let isPossible = true;
    for (const row of rowsOf[column]!) {
      const sign = signAt(row, column);
      (sign > 0 ? rises : falls)[row]! -= by;
      missing[row]! -= by * step * sign;
      if (missing[row]! > rises[row]! || -missing[row]! > falls[row]!) isPossible = false;
    }
    return isPossible;
  }

  function undo(length: number): void {
    while (chosen.length > length) set(chosen.pop()!, steps.pop()!, -1);
  }

  /** Sets a column and whatever follows; tells whether nothing contradicts. */
  function choose(column: number, step: number): boolean {
    const waiting: (readonly [column: number, step: number])[] = [[column, step]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (isOpen[next[0]] === 0) continue;
      chosen.push(next[0]);
      steps.push(next[1]);
      if (!set(next[0], next[1], 1)) return false;
      for (const row of rowsOf[next[0]]!) {
        const isAtTop = missing[row] === rises[row];
        if (!isAtTop && missing[row] !== -falls[row]!) continue;
        for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) {
          if (isOpen[rowColumns[at]!] === 1) waiting.push([rowColumns[at]!, Number(isAtTop === rowValues[at]! > 0)]);
        }
      }
    }
    return true;
  }

  let choices = 0;
  function search(): boolean {
    const column = isOpen[first] === 1 ? first : open.find((other) => isOpen[other] === 1);
    if (column === undefined) return true;
    const before = chosen.length;
    const preferred = Number(column === first ? up : solution[column]! - Math.floor(solution[column]!) > 0.5);
    for (const step of [preferred, 1 - preferred]) {
      if (choices++ > MAX_CHOICES) return false;
      if (choose(column, step) && search()) return true;
      undo(before);
    }
    return false;
  }

  return search() ? rounded : null;
}
