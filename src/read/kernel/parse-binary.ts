import { decodeBase32Column } from '../../keyed/index.ts';
import { CELL_FLAG_BITS, FAULT_NULL, FAULT_TYPE, markRowFault } from './cells.ts';
import { createColumnRows, finishRows, markNull, reserveRows, rewindRows } from './column-rows.ts';
import { skipSpaces, trimSpaces } from './digits.ts';
import { isNullMarker, type NullMarkers } from './null-markers.ts';
import type { CellParser, ParserOptions } from './parser.ts';

/** How byte strings are written: pairs of hexadecimal digits, or 16 bytes in base32. */
export type BinaryForm = 'hex' | 'base32';

/**
 * Makes a parser of byte strings of one width; spaces around count for nothing.
 *
 * @param options - nullability and batch size.
 * @param markers - what a missing value looks like.
 * @param width - bytes of every value.
 * @param form - how they are written; `base32` only with a width of 16.
 * @returns a parser of one column.
 * @throws {RangeError} if the form does not fit the width.
 */
export function binaryParser(options: ParserOptions, markers: NullMarkers, width: number, form: BinaryForm): CellParser {
  if (form === 'base32' && width !== 16) throw new RangeError(`width: expected 16 bytes in base32, got ${width}`);
  const column = createColumnRows(new Uint8Array(0), width, options.maxRows);
  const ends = new Int32Array(2);
  const readBase32 = (bytes: Uint8Array, start: number, end: number, at: number): boolean => {
    ends[0] = start;
    ends[1] = end;
    const decoded = decodeBase32Column(ends, bytes, null, 1);
    if (decoded.invalidCount > 0) return false;
    column.values.set(decoded.codes, at);
    return true;
  };
  const readHex = (bytes: Uint8Array, start: number, end: number, at: number): boolean => {
    if (end - start !== 2 * width) return false;
    for (let index = 0; index < width; index++) {
      const high = hexDigit(bytes[start + 2 * index]!);
      const low = hexDigit(bytes[start + 2 * index + 1]!);
      if (high < 0 || low < 0) return false;
      column.values[at + index] = high * 16 + low;
    }
    return true;
  };
  const read = form === 'hex' ? readHex : readBase32;
  return {
    parse(block, field, firstRow) {
      const { bytes, cells, rows } = block;
      reserveRows(column, firstRow + rows);
      const stride = 2 * block.fields;
      for (let row = 0, cell = 2 * field; row < rows; row++, cell += stride) {
        const start = cells[cell]!;
        const end = start + (cells[cell + 1]! >>> CELL_FLAG_BITS);
        const from = skipSpaces(bytes, start, end);
        const last = trimSpaces(bytes, from, end);
        if (isNullMarker(markers, bytes, from, last)) {
          if (options.nullable) markNull(column, firstRow + row);
          else markRowFault(block, row, field, FAULT_NULL);
        } else if (!read(bytes, from, last, width * (firstRow + row))) markRowFault(block, row, field, FAULT_TYPE);
      }
    },
    rewind: (from, to) => { rewindRows(column, from, to); },
    finish: (rows) => {
      const { values, valid } = finishRows(column, rows);
      return { kind: 'binary', rows, valid, width, bytes: values };
    },
    textBytes: () => 0,
  };
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 0x20;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
