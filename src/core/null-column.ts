import type { DataType } from 'apache-arrow';
import { columnTypeOf } from './arrow.ts';
import { noneValid, type Column, type TextColumn } from './column.ts';
import { parseColumnType } from './column-type.ts';

/**
 * Makes a column of nulls.
 *
 * @param type - a type that the steps work on.
 * @param rows - rows of the column.
 * @returns a column of that type without values; dictionary text has an empty dictionary.
 * @throws {TypeError} for any other type.
 */
export function nullColumn(type: DataType, rows: number): Column {
  const name = columnTypeOf(type);
  const parts = name === null ? null : parseColumnType(name);
  const valid = noneValid(rows);
  const text: TextColumn = { kind: 'text', rows, valid, offsets: new Int32Array(rows + 1), bytes: new Uint8Array(0) };
  switch (parts?.name) {
    case 'utf8':
      if (!('dictionary' in type)) return text;
      return { kind: 'coded', rows, valid, codes: new Int32Array(rows), dictionary: { ...text, rows: 0, valid: null, offsets: new Int32Array(1) } };
    case 'int32':
      return { kind: 'int32', rows, valid, values: new Int32Array(rows) };
    case 'int64':
      return { kind: 'int64', rows, valid, values: new BigInt64Array(rows) };
    case 'float64':
      return { kind: 'float64', rows, valid, values: new Float64Array(rows) };
    case 'bool':
      return { kind: 'bool', rows, valid, bits: noneValid(rows) };
    case 'date':
      return { kind: 'date', rows, valid, days: new Int32Array(rows) };
    case 'timestamp':
      return { kind: 'timestamp', rows, valid, micros: new BigInt64Array(rows) };
    case 'decimal':
      return { kind: 'decimal', rows, valid, precision: parts.precision!, scale: parts.scale!, limbs: new Uint32Array(4 * rows) };
    case 'binary':
      return { kind: 'binary', rows, valid, width: parts.width!, bytes: new Uint8Array(parts.width! * rows) };
    default:
      throw new TypeError('type: expected a type that the steps work on');
  }
}
