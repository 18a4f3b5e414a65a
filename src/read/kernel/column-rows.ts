/** A numeric column under construction; change it through the functions of this file. */
export interface ColumnRows<Values extends FixedValues> {
  /** `width` entries a row; rows not yet written are 0, and so are nulls. */
  values: Values;
  /** Validity bits, 1 unless a row was marked as null. */
  valid: Uint8Array;
  /** Rows marked as null. */
  nulls: number;
  /** Entries of one row. */
  readonly width: number;
  /** Rows the column may take at most. */
  readonly maxRows: number;
}

/** The arrays that hold values of one width. */
export type FixedValues = Int32Array | Float64Array | BigInt64Array | Uint32Array | Uint8Array;

/** What a finished column is made of. */
export interface FinishedRows<Values extends FixedValues> {
  readonly values: Values;
  /** Validity bits, or `null` when no row is null. */
  readonly valid: Uint8Array | null;
}

const FIRST_ROWS = 1024;

/**
 * Starts a column.
 *
 * @param empty - an array of the kind wanted; its contents do not matter.
 * @param width - entries of one row.
 * @param maxRows - rows the column may take at most.
 * @returns a column of no rows.
 */
export function createColumnRows<Values extends FixedValues>(empty: Values, width: number, maxRows: number): ColumnRows<Values> {
  const rows = Math.min(FIRST_ROWS, maxRows);
  return { values: another(empty, rows * width), valid: allOnes(rows), nulls: 0, width, maxRows };
}

/**
 * Makes room for rows.
 *
 * @param column - the column.
 * @param rows - rows it must hold in all.
 */
export function reserveRows<Values extends FixedValues>(column: ColumnRows<Values>, rows: number): void {
  const held = column.values.length / column.width;
  if (rows <= held) return;
  const larger = Math.min(column.maxRows, Math.max(rows, 2 * held));
  const values = another(column.values, larger * column.width);
  (values as unknown as { set(from: unknown): void }).set(column.values);
  const valid = allOnes(larger);
  valid.set(column.valid);
  column.values = values;
  column.valid = valid;
}

/**
 * Marks a row as null; its value stays 0.
 *
 * @param column - the column.
 * @param row - a row not yet marked.
 */
export function markNull(column: ColumnRows<FixedValues>, row: number): void {
  column.valid[row >> 3]! &= ~(1 << (row & 7));
  column.nulls++;
}

/**
 * Undoes rows: values become 0 again, and nothing is null.
 *
 * @param column - the column.
 * @param from - first row.
 * @param to - one past the last row.
 */
export function rewindRows(column: ColumnRows<FixedValues>, from: number, to: number): void {
  const { valid, values, width } = column;
  for (let row = from; row < to; row++) {
    if ((valid[row >> 3]! & (1 << (row & 7))) !== 0) continue;
    valid[row >> 3]! |= 1 << (row & 7);
    column.nulls--;
  }
  (values as unknown as { fill(value: unknown, from: number, to: number): void }).fill(values instanceof BigInt64Array ? 0n : 0, from * width, to * width);
}

/**
 * Hands out a column and starts the next.
 *
 * @param column - the column; it has no rows afterwards.
 * @param rows - rows written.
 * @returns arrays of exactly so many rows, which nobody changes any more.
 */
export function finishRows<Values extends FixedValues>(column: ColumnRows<Values>, rows: number): FinishedRows<Values> {
  const { values, width, maxRows } = column;
  const valid = finishValidity(column.valid, column.nulls, rows);
  const held = rows * width;
  column.values = another(values, Math.min(maxRows, Math.max(FIRST_ROWS, rows)) * width);
  column.valid = allOnes(column.values.length / width);
  column.nulls = 0;
  return { values: (values.length === held ? values : values.slice(0, held)) as Values, valid };
}

/**
 * Cuts validity bits to a number of rows.
 *
 * @param valid - bits, 1 unless null.
 * @param nulls - rows that are null.
 * @param rows - rows in all.
 * @returns Uint8Array(⌈rows / 8⌉) with zeros past the end, or `null` when nothing is null.
 */
export function finishValidity(valid: Uint8Array, nulls: number, rows: number): Uint8Array | null {
  if (nulls === 0) return null;
  const bits = valid.slice(0, (rows + 7) >> 3);
  if ((rows & 7) !== 0) bits[bits.length - 1]! &= (1 << (rows & 7)) - 1;
  return bits;
}

/**
 * Makes bits that are all 1.
 *
 * @param rows - bits wanted.
 * @returns Uint8Array(⌈rows / 8⌉).
 */
export function allOnes(rows: number): Uint8Array {
  return new Uint8Array((rows + 7) >> 3).fill(0xff);
}

function another<Values extends FixedValues>(like: Values, length: number): Values {
  return new (like.constructor as new (length: number) => Values)(length);
}
