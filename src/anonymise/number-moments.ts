import type { RecordBatch, Schema } from 'apache-arrow';
import { columnOf } from '../core/arrow.ts';
import { isValid } from '../core/column.ts';
import { doubleReader } from '../core/double-reader.ts';
import { DataError } from '../core/errors.ts';
import { exactSums, type ExactSums } from '../group/index.ts';

/** Sums of columns and of their products, exact while rows are read. Mutable: each batch adds its own. */
export interface MomentState {
  /** Rows without a missing value among the columns. */
  rows: number;
  readonly sums: ExactSums;
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** Means and covariances of columns, over the rows that have a value in each. */
export interface Moments {
  readonly rows: number;
  readonly means: readonly number[];
  /** Float64Array(columns × columns), of a sample: divided by rows − 1. */
  readonly covariances: Float64Array;
}

/** Beyond this ratio of mean to standard deviation, squares of doubles do not tell the variance. */
const MAX_MEAN_RATIO = 1e6;

/**
 * Starts the sums of columns.
 *
 * @param columns - how many there are.
 * @returns a neutral state.
 */
export function momentState(columns: number): MomentState {
  const sums = exactSums();
  sums.grow(columns + (columns * (columns + 1)) / 2);
  return { rows: 0, sums, least: new Float64Array(columns).fill(Infinity), most: new Float64Array(columns).fill(-Infinity) };
}

/**
 * Reads columns of numbers of a batch.
 *
 * @param input - schema of the rows.
 * @param names - the columns.
 * @param batch - a batch of it.
 * @param firstRow - rows before it.
 * @returns by column, Float64Array(rows); NaN for a missing value.
 * @throws {DataError} `DATA_VALUE_RANGE` for a value that is no finite number.
 */
export function readNumbers(input: Schema, names: readonly string[], batch: RecordBatch, firstRow: number): Float64Array[] {
  return names.map((name) => {
    const column = columnOf(batch, input.fields.findIndex((field) => field.name === name));
    const read = doubleReader(column);
    const numbers = new Float64Array(column.rows);
    for (let row = 0; row < column.rows; row++) {
      const isPresent = isValid(column.valid, row);
      numbers[row] = isPresent ? read(row) : NaN;
      if (isPresent && !Number.isFinite(numbers[row])) {
        throw new DataError('DATA_VALUE_RANGE', 'expected finite numbers; make others null, or drop their rows', { column: name, firstRow: firstRow + row + 1 });
      }
    }
    return numbers;
  });
}

/**
 * Adds rows to sums.
 *
 * @param state - the sums, changed.
 * @param columns - by column, Float64Array(rows); NaN for a missing value. A row that misses one does not count.
 */
export function addMoments(state: MomentState, columns: readonly Float64Array[]): void {
  const kept = Int32Array.from(columns[0]!.keys()).filter((row) => columns.every((column) => !Number.isNaN(column[row]!)));
  const present = columns.map((column) => Float64Array.from(kept, (row) => column[row]!));
  state.rows += kept.length;
  let group = 0;
  const add = (values: Float64Array): void => {
    state.sums.add(new Int32Array(kept.length).fill(group++), values, null, kept.length);
  };
  present.forEach((values, place) => {
    add(values);
    for (const value of values) {
      if (value < state.least[place]!) state.least[place] = value;
      if (value > state.most[place]!) state.most[place] = value;
    }
  });
  present.forEach((values, place) => {
    for (let other = 0; other <= place; other++) add(values.map((value, row) => value * present[other]![row]!));
  });
}

/**
 * Joins two states.
 *
 * @param left - receives the other's sums.
 * @param right - of as many columns.
 * @returns `left`.
 */
export function mergeMoments(left: MomentState, right: MomentState): MomentState {
  left.rows += right.rows;
  left.sums.merge(right.sums, Int32Array.from({ length: right.sums.groups }, (_, group) => group));
  right.least.forEach((value, place) => (left.least[place] = Math.min(left.least[place]!, value)));
  right.most.forEach((value, place) => (left.most[place] = Math.max(left.most[place]!, value)));
  return left;
}

/**
 * Works out means and covariances.
 *
 * @param state - the sums.
 * @param names - the columns, for messages.
 * @returns the moments; a column of one value has variance 0, and so has every column of fewer than two rows.
 * @throws {DataError} `DATA_VALUE_RANGE` for a column whose values differ by less than a millionth of their mean: doubles do not tell its variance.
 * @remarks The relative error of a variance is about 10⁻¹⁶ times the squared ratio of mean to standard deviation: at most 10⁻⁴.
 */
export function momentsOf({ rows, sums, least, most }: MomentState, names: readonly string[]): Moments {
  const size = names.length;
  const rounded = sums.result();
  const means = names.map((_, place) => (rows === 0 ? 0 : rounded[place]! / rows));
  const covariances = new Float64Array(size * size);
  let group = size;
  for (let place = 0; place < size; place++) {
    for (let other = 0; other <= place; other++) {
      const isConstant = rows < 2 || least[place] === most[place] || least[other] === most[other];
      const covariance = isConstant ? 0 : (rounded[group]! - rounded[place]! * means[other]!) / (rows - 1);
      covariances[place * size + other] = covariance;
      covariances[other * size + place] = covariance;
      group++;
    }
    const variance = covariances[place * size + place]!;
    if (rows > 1 && least[place] !== most[place] && !(variance * MAX_MEAN_RATIO ** 2 > means[place]! ** 2)) {
      throw new DataError('DATA_VALUE_RANGE', 'the values differ by too little beside their size; subtract an origin first', { column: names[place]! });
    }
  }
  return { rows, means, covariances };
}
