import { isValid, type Column } from '../../core/column.ts';
import { doubleReader } from '../../core/double-reader.ts';

/** Column types that hold numbers. */
export const NUMBER_TYPES: readonly string[] = Object.freeze(['int32', 'int64', 'float64', 'decimal']);

/**
 * Leaves out what JSON cannot hold.
 *
 * @param value - any double.
 * @returns the value; `null` for NaN and infinities.
 */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/**
 * Reads the numbers of a column as doubles.
 *
 * @param column - numbers of any type.
 * @param selected - 1 where the row counts; `null` for all.
 * @returns the numbers, NaN where there is none or the row does not count; `present` is −1 there and 0 elsewhere.
 */
export function numbersOf(column: Column, selected: Uint8Array | null): { readonly numbers: Float64Array; readonly present: Int32Array } {
  const numbers = new Float64Array(column.rows);
  const present = new Int32Array(column.rows);
  const at = doubleReader(column);
  for (let row = 0; row < column.rows; row++) {
    if (isValid(column.valid, row) && selected?.[row] !== 0) numbers[row] = at(row);
    else {
      numbers[row] = NaN;
      present[row] = -1;
    }
  }
  return { numbers, present };
}
