import { isValid, plainText, type CodedColumn, type Column, type TextColumn } from './column.ts';
import { dateText, timestampText } from './predicate/calendar.ts';
import { decimalText, readLimbs } from './predicate/decimal.ts';

/**
 * Writes the values of a column as text, as a cast to text does.
 *
 * @param column - a column of any type.
 * @returns a text per row, `null` for a missing value. Dates beyond the years 1 to 9999 are numbers of days, instants of
 *   microseconds.
 * @remarks O(rows + bytes) time and memory.
 */
export function textOfValues(column: Column): (string | null)[] {
  const write = writerOf(column);
  return Array.from({ length: column.rows }, (_, row) => (isValid(column.valid, row) ? write(row) : null));
}

function writerOf(column: Column): (row: number) => string {
  switch (column.kind) {
    case 'text':
    case 'coded':
      return textReader(column);
    case 'int32':
    case 'int64':
    case 'float64':
      return (row) => String(column.values[row]!);
    case 'bool':
      return (row) => (isValid(column.bits, row) ? 'true' : 'false');
    case 'date':
      return (row) => dateText(column.days[row]!) ?? String(column.days[row]!);
    case 'timestamp':
      return (row) => timestampText(column.micros[row]!) ?? String(column.micros[row]!);
    case 'decimal':
      return (row) => decimalText(readLimbs(column.limbs, row), column.scale);
    case 'binary':
      return (row) => Array.from(column.bytes.subarray(column.width * row, column.width * (row + 1)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

function textReader(column: TextColumn | CodedColumn): (row: number) => string {
  const { rows, offsets, bytes } = plainText(column);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const start = offsets[0]!;
  const all = decoder.decode(bytes.subarray(start, offsets[rows]));
  // Where characters are bytes, one text is cut; elsewhere each value is decoded.
  if (all.length === offsets[rows]! - start) return (row) => all.slice(offsets[row]! - start, offsets[row + 1]! - start);
  return (row) => decoder.decode(bytes.subarray(offsets[row], offsets[row + 1]));
}
