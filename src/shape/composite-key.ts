import { isValid, noneValid, setValid, type Column, type TextColumn } from '../core/column.ts';

/**
 * Writes the key columns of each row as one byte string, so that equal strings mean equal keys.
 *
 * @param columns - plain text, whole numbers, truth values, dates, instants, decimals or binary; at least one.
 * @param rows - rows of each.
 * @returns a text column of the joined keys; a row with a null in any column is null. One text column is returned as
 *   it is; otherwise each part has a fixed width or is preceded by its length.
 * @throws {RangeError} if the keys of a batch exceed 2 GiB.
 * @throws {TypeError} for dictionary text and float64.
 */
export function compositeKeys(columns: readonly Column[], rows: number): TextColumn {
  const only = columns.length === 1 ? columns[0]! : null;
  if (only?.kind === 'text') return only;
  const offsets = new Int32Array(rows + 1);
  const valid = noneValid(rows);
  let nulls = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if (columns.every((column) => isValid(column.valid, row))) {
      setValid(valid, row);
      for (const column of columns) total += widthAt(column, row);
      if (total > 0x7fffffff) throw new RangeError('key columns: expected at most 2 GiB in a batch');
    } else {
      nulls++;
    }
    offsets[row + 1] = total;
  }
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < rows; row++) {
    let at = offsets[row]!;
    if (at === offsets[row + 1]) continue;
    for (const column of columns) at = writeAt(column, row, bytes, view, at);
  }
  return { kind: 'text', rows, valid: nulls === 0 ? null : valid, offsets, bytes };
}

function widthAt(column: Column, row: number): number {
  switch (column.kind) {
    case 'text':
      return 4 + column.offsets[row + 1]! - column.offsets[row]!;
    case 'bool':
      return 1;
    case 'int32':
    case 'date':
      return 4;
    case 'int64':
    case 'timestamp':
      return 8;
    case 'decimal':
      return 16;
    case 'binary':
      return column.width;
    default:
      throw new TypeError(`key columns: expected a type with exact equality, got ${column.kind}`);
  }
}

function writeAt(column: Column, row: number, bytes: Uint8Array, view: DataView, at: number): number {
  switch (column.kind) {
    case 'text': {
      const value = column.bytes.subarray(column.offsets[row]!, column.offsets[row + 1]!);
      view.setUint32(at, value.length, true);
      bytes.set(value, at + 4);
      return at + 4 + value.length;
    }
    case 'bool':
      bytes[at] = isValid(column.bits, row) ? 1 : 0;
      return at + 1;
    case 'int32':
      view.setInt32(at, column.values[row]!, true);
      return at + 4;
    case 'date':
      view.setInt32(at, column.days[row]!, true);
      return at + 4;
    case 'int64':
      view.setBigInt64(at, column.values[row]!, true);
      return at + 8;
    case 'timestamp':
      view.setBigInt64(at, column.micros[row]!, true);
      return at + 8;
    case 'decimal':
      for (let limb = 0; limb < 4; limb++) view.setUint32(at + 4 * limb, column.limbs[4 * row + limb]!, true);
      return at + 16;
    case 'binary':
      bytes.set(column.bytes.subarray(column.width * row, column.width * (row + 1)), at);
      return at + column.width;
    default:
      throw new TypeError(`key columns: expected a type with exact equality, got ${column.kind}`);
  }
}
