/**
 * The typed-array views that every step works on. One batch is one record of such columns; Arrow objects stay in
 * `arrow.ts`. Views are immutable: a step that changes a column makes a new one.
 */

/** Validity bits of a column: bit `i` (least significant first) is 1 when row `i` has a value; `null` means no nulls. */
export type Validity = Uint8Array | null;

/** Text as UTF-8 bytes: row `i` is `bytes[offsets[i] … offsets[i + 1])`. `offsets` need not start at 0. */
export interface TextColumn {
  readonly kind: 'text';
  readonly rows: number;
  readonly valid: Validity;
  /** Int32Array(rows + 1), ascending. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Text as codes into a dictionary without nulls; codes of two batches are not comparable. Null rows have any code. */
export interface CodedColumn {
  readonly kind: 'coded';
  readonly rows: number;
  readonly valid: Validity;
  /** Int32Array(rows), each in [0, dictionary.rows). */
  readonly codes: Int32Array;
  readonly dictionary: TextColumn;
}

/** Whole numbers of 32 bits. */
export interface Int32Column {
  readonly kind: 'int32';
  readonly rows: number;
  readonly valid: Validity;
  readonly values: Int32Array;
}

/** Whole numbers of 64 bits. */
export interface Int64Column {
  readonly kind: 'int64';
  readonly rows: number;
  readonly valid: Validity;
  readonly values: BigInt64Array;
}

/** Double-precision numbers; NaN is a value, not a null. */
export interface Float64Column {
  readonly kind: 'float64';
  readonly rows: number;
  readonly valid: Validity;
  readonly values: Float64Array;
}

/** Truth values, one bit a row, least significant bit first. */
export interface BoolColumn {
  readonly kind: 'bool';
  readonly rows: number;
  readonly valid: Validity;
  readonly bits: Uint8Array;
}

/** Calendar days since 1970-01-01. */
export interface DateColumn {
  readonly kind: 'date';
  readonly rows: number;
  readonly valid: Validity;
  readonly days: Int32Array;
}

/** Instants in microseconds since 1970-01-01T00:00:00 (UTC, or local time without zone). */
export interface TimestampColumn {
  readonly kind: 'timestamp';
  readonly rows: number;
  readonly valid: Validity;
  readonly micros: BigInt64Array;
}

/** Exact decimals: the unscaled 128-bit integer of row `i` is `limbs[4i … 4i + 4)`, little-endian two's complement. */
export interface DecimalColumn {
  readonly kind: 'decimal';
  readonly rows: number;
  readonly valid: Validity;
  readonly precision: number;
  readonly scale: number;
  readonly limbs: Uint32Array;
}

/** Byte strings of one width: row `i` is `bytes[width·i … width·(i + 1))`. */
export interface BinaryColumn {
  readonly kind: 'binary';
  readonly rows: number;
  readonly valid: Validity;
  readonly width: number;
  readonly bytes: Uint8Array;
}

/** One column of a batch. */
export type Column =
  | TextColumn
  | CodedColumn
  | Int32Column
  | Int64Column
  | Float64Column
  | BoolColumn
  | DateColumn
  | TimestampColumn
  | DecimalColumn
  | BinaryColumn;

/** Lists of one type: row `i` is `elements[offsets[i] … offsets[i + 1])`. No {@link Column}: most steps work on no lists. */
export interface ListColumn {
  readonly kind: 'list';
  readonly rows: number;
  readonly valid: Validity;
  /** Int32Array(rows + 1), ascending; need not start at 0. */
  readonly offsets: Int32Array;
  readonly elements: Column;
}

/**
 * Tells whether a row has a value.
 *
 * @param valid - validity bits, or `null` for none missing.
 * @param row - a row of the column.
 * @returns whether it has a value.
 */
export function isValid(valid: Validity, row: number): boolean {
  return valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0;
}

/**
 * Makes validity bits, all null; set bits with {@link setValid}.
 *
 * @param rows - rows of the column.
 * @returns Uint8Array(⌈rows / 8⌉) of zeros.
 */
export function noneValid(rows: number): Uint8Array {
  return new Uint8Array((rows + 7) >> 3);
}

/**
 * Makes validity bits, all present.
 *
 * @param rows - rows of the column.
 * @returns Uint8Array(⌈rows / 8⌉); bits past the last row are 0.
 * @example
 * allValid(10); // => [255, 3]
 */
export function allValid(rows: number): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3).fill(0xff);
  if ((rows & 7) !== 0) bits[bits.length - 1] = (1 << (rows & 7)) - 1;
  return bits;
}

/**
 * Marks a row as present.
 *
 * @param bits - validity bits, changed in place.
 * @param row - a row they cover.
 */
export function setValid(bits: Uint8Array, row: number): void {
  bits[row >> 3]! |= 1 << (row & 7);
}

/**
 * Marks a row as null.
 *
 * @param bits - validity bits, changed in place.
 * @param row - a row they cover.
 */
export function setNull(bits: Uint8Array, row: number): void {
  bits[row >> 3]! &= ~(1 << (row & 7));
}

/**
 * Counts the null rows.
 *
 * @param valid - validity bits, or `null` for none missing.
 * @param rows - rows of the column.
 * @returns the number of rows in [0, rows] without a value.
 * @example
 * countNulls(Uint8Array.of(0b101), 4); // => 2
 */
export function countNulls(valid: Validity, rows: number): number {
  if (valid === null) return 0;
  let present = 0;
  const whole = rows >> 3;
  for (let index = 0; index < whole; index++) {
    let byte = valid[index]!;
    byte = byte - ((byte >> 1) & 0x55);
    byte = (byte & 0x33) + ((byte >> 2) & 0x33);
    present += (byte + (byte >> 4)) & 0x0f;
  }
  for (let row = whole << 3; row < rows; row++) if (isValid(valid, row)) present++;
  return rows - present;
}

/**
 * Copies the bits `[start, start + rows)` of a bitmap so that they start at bit 0; bits past the end are 0.
 *
 * @param bits - a bitmap, least significant bit first.
 * @param start - first bit to copy.
 * @param rows - bits to copy.
 * @returns a new Uint8Array(⌈rows / 8⌉).
 * @example
 * shiftBits(Uint8Array.of(0b1100, 0b1), 2, 7); // => [67]
 */
export function shiftBits(bits: Uint8Array, start: number, rows: number): Uint8Array {
  const out = new Uint8Array((rows + 7) >> 3);
  const shift = start & 7;
  const from = start >> 3;
  for (let index = 0; index < out.length; index++) {
    const low = bits[from + index]! >> shift;
    const high = shift === 0 ? 0 : (bits[from + index + 1] ?? 0) << (8 - shift);
    out[index] = low | high;
  }
  if ((rows & 7) !== 0) out[out.length - 1]! &= (1 << (rows & 7)) - 1;
  return out;
}

/**
 * Turns a dictionary column into plain text, row by row.
 *
 * @param column - text, as bytes or as codes.
 * @returns the same rows as bytes; null rows are empty.
 * @throws {RangeError} if the result would exceed 2 GiB, the limit of 32-bit offsets.
 * @remarks O(rows + bytes); a plain column is returned as it is.
 */
export function plainText(column: TextColumn | CodedColumn): TextColumn {
  if (column.kind === 'text') return column;
  const { rows, valid, codes, dictionary } = column;
  const offsets = new Int32Array(rows + 1);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if (isValid(valid, row)) total += dictionary.offsets[codes[row]! + 1]! - dictionary.offsets[codes[row]!]!;
    if (total > 0x7fffffff) throw new RangeError('text column: expected at most 2 GiB in a batch');
    offsets[row + 1] = total;
  }
  const bytes = new Uint8Array(total);
  for (let row = 0; row < rows; row++) {
    let at = offsets[row]!;
    const end = offsets[row + 1]!;
    for (let from = dictionary.offsets[codes[row]!]!; at < end; ) bytes[at++] = dictionary.bytes[from++]!;
  }
  return { kind: 'text', rows, valid, offsets, bytes };
}
