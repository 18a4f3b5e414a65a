import { plainText, type Column } from './column.ts';

/** Values as byte strings: row `i` is `bytes[offsets[i] … offsets[i + 1])`. */
export interface ByteRows {
  /** Int32Array(rows + 1). */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Bytes of a whole number. */
const NUMBER_BYTES = 8;

/**
 * Writes whole numbers as bytes: 8 each, little-endian two's complement, so that a number has the same bytes whatever the
 * width of its column.
 *
 * @param values - Int32Array(rows) or BigInt64Array(rows).
 * @returns the rows.
 * @example
 * wholeNumberBytes(Int32Array.of(-2)).bytes; // => Uint8Array [254, 255, 255, 255, 255, 255, 255, 255]
 */
export function wholeNumberBytes(values: Int32Array | BigInt64Array): ByteRows {
  const rows = values.length;
  const bytes = new Uint8Array(NUMBER_BYTES * rows);
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < rows; row++) view.setBigInt64(NUMBER_BYTES * row, BigInt(values[row]!), true);
  return { offsets: evenOffsets(rows, NUMBER_BYTES), bytes };
}

/**
 * Gives the offsets of byte strings of one width.
 *
 * @param rows - how many there are.
 * @param width - bytes of each.
 * @returns Int32Array(rows + 1).
 * @example
 * evenOffsets(2, 16); // => Int32Array [0, 16, 32]
 */
export function evenOffsets(rows: number, width: number): Int32Array {
  return Int32Array.from({ length: rows + 1 }, (_, row) => width * row);
}

/** Types of the columns that can tell units apart. */
export const UNIT_TYPES: readonly string[] = Object.freeze(['utf8', 'int32', 'int64', 'date', 'binary']);

/**
 * Writes the units of a column as byte strings, as they are: the same unit must be written the same way everywhere.
 *
 * @param column - text, whole numbers, dates or bytes.
 * @returns the rows; what stands for a null row means nothing.
 * @throws {TypeError} for another kind.
 * @remarks O(bytes); plain text and bytes are not copied.
 */
export function unitBytes(column: Column): ByteRows {
  switch (column.kind) {
    case 'text':
    case 'coded':
      return plainText(column);
    case 'int32':
    case 'int64':
      return wholeNumberBytes(column.values);
    case 'date':
      return wholeNumberBytes(column.days);
    case 'binary':
      return { offsets: evenOffsets(column.rows, column.width), bytes: column.bytes };
    default:
      throw new TypeError(`column: expected text, whole numbers, dates or bytes, got ${column.kind}`);
  }
}
