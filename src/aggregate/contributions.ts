import { isValid, type Column, type Float64Column } from '../core/column.ts';
import { doubleReader } from '../core/double-reader.ts';
import { DataError } from '../core/errors.ts';
import { readLimbs } from '../core/predicate/decimal.ts';
import type { Contribution } from './kernel/largest-contributions.ts';

/**
 * Reads the absolute values of a column.
 *
 * @param column - int32, int64, decimal or float64.
 * @returns a reader by row: numbers where they are exact, else big integers; decimals unscaled.
 * @throws {TypeError} for another kind.
 */
export function absoluteReader(column: Column): (row: number) => Contribution {
  switch (column.kind) {
    case 'int32':
    case 'float64':
      return (row) => Math.abs(column.values[row]!);
    case 'int64': {
      const halves = new Int32Array(column.values.buffer, column.values.byteOffset, 2 * column.rows);
      return (row) => absolute(halves[2 * row + 1]! * 2 ** 32 + (halves[2 * row]! >>> 0), () => column.values[row]!);
    }
    case 'decimal': {
      const { limbs } = column;
      return (row) => absolute(limbsAsNumber(limbs, row), () => readLimbs(limbs, row));
    }
    default:
      throw new TypeError(`column: expected numbers, got ${column.kind}`);
  }
}

function absolute(near: number, exact: () => bigint): Contribution {
  if (Number.isSafeInteger(near)) return Math.abs(near);
  const value = exact();
  return value < 0n ? -value : value;
}

/** Exact where the result is a safe integer: then the upper limbs only repeat the sign. */
function limbsAsNumber(limbs: Uint32Array, row: number): number {
  const high = limbs[4 * row + 1]! | 0;
  const sign = high >> 31;
  return (limbs[4 * row + 2]! | 0) === sign && (limbs[4 * row + 3]! | 0) === sign ? high * 2 ** 32 + limbs[4 * row]! : NaN;
}

/**
 * Turns numbers into doubles; decimals are scaled, so that 1050 hundredths are 10.5.
 *
 * @param column - int32, int64, decimal or float64.
 * @returns the doubles nearest to the values; null rows are 0.
 * @throws {TypeError} for another kind.
 */
export function asDoubles(column: Column): Float64Column {
  const { rows, valid } = column;
  const values = new Float64Array(rows);
  const read = doubleReader(column);
  for (let row = 0; row < rows; row++) if (isValid(valid, row)) values[row] = read(row);
  return { kind: 'float64', rows, valid, values };
}

/**
 * Reads the weights of a batch.
 *
 * @param column - int32, int64, decimal or float64.
 * @param name - its name, for errors.
 * @param firstRow - rows before the batch.
 * @returns the weights as doubles; none is missing.
 * @throws {DataError} `DATA_NULL` for a row without a weight, `DATA_VALUE_RANGE` for a weight below 0 or not finite.
 */
export function weightsOf(column: Column, name: string, firstRow: number): Float64Column {
  const weights = asDoubles(column);
  refuseRows(column, (row) => !isValid(column.valid, row), 'DATA_NULL', 'a row without a weight cannot be weighted; drop such rows first', name, firstRow);
  refuseRows(column, (row) => !(weights.values[row]! >= 0 && weights.values[row]! < Infinity), 'DATA_VALUE_RANGE', 'expected weights of at least 0', name, firstRow);
  return weights;
}

/** Record keys are whole numbers below this. */
export const RECORD_KEYS = 100_000_000;

/**
 * Checks the record keys of a batch.
 *
 * @param column - record keys.
 * @param name - name of the column, for errors.
 * @param firstRow - rows before the batch.
 * @returns the keys.
 * @throws {DataError} `DATA_NULL` for a row without a key, `DATA_VALUE_RANGE` for a key outside [0, 10⁸).
 */
export function recordKeysOf(column: Column, name: string, firstRow: number): Int32Array {
  if (column.kind !== 'int32') throw new TypeError(`column: expected int32, got ${column.kind}`);
  const { values } = column;
  refuseRows(column, (row) => !isValid(column.valid, row), 'DATA_NULL', 'a row without a record key would escape perturbation', name, firstRow);
  refuseRows(column, (row) => !(values[row]! >= 0 && values[row]! < RECORD_KEYS), 'DATA_VALUE_RANGE', `expected record keys from 0 to ${RECORD_KEYS - 1}`, name, firstRow);
  return values;
}

function refuseRows(
  { rows }: Column, isWrong: (row: number) => boolean, code: 'DATA_NULL' | 'DATA_VALUE_RANGE', message: string, column: string, firstRow: number,
): void {
  let rowCount = 0;
  let first = -1;
  for (let row = 0; row < rows; row++) {
    if (!isWrong(row)) continue;
    if (first < 0) first = row;
    rowCount++;
  }
  if (rowCount > 0) throw new DataError(code, message, { column, rowCount, firstRow: firstRow + first + 1 });
}

/**
 * Weights values.
 *
 * @param values - Float64 column.
 * @param weights - weights of its rows.
 * @returns each value times its weight, rounded once.
 */
export function weigh(values: Float64Column, weights: Float64Column): Float64Column {
  return { ...values, values: values.values.map((value, row) => value * weights.values[row]!) };
}
