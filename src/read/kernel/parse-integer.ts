import { CELL_FLAG_BITS, FAULT_NULL, FAULT_RANGE, FAULT_TYPE, markRowFault, type CellBlock } from './cells.ts';
import { createColumnRows, finishRows, markNull, reserveRows, rewindRows } from './column-rows.ts';
import { bigFromDigits, DIGIT_0, MINUS, PLUS, skipSpaces, trimSpaces, writeWords } from './digits.ts';
import { isNullMarker, type NullMarkers } from './null-markers.ts';
import type { CellParser, ParserOptions } from './parser.ts';

const INT64_MAX = 9223372036854775807n;

/**
 * Makes a parser of 32-bit whole numbers: an optional sign, then digits; spaces around count for nothing.
 *
 * @param options - nullability and batch size.
 * @param markers - what a missing value looks like.
 * @returns a parser of one column.
 */
export function int32Parser(options: ParserOptions, markers: NullMarkers): CellParser {
  const column = createColumnRows(new Int32Array(0), 1, options.maxRows);
  const slow = (block: CellBlock, row: number, field: number, to: number, start: number, end: number): void => {
    const from = skipSpaces(block.bytes, start, end);
    const last = trimSpaces(block.bytes, from, end);
    const value = wholeNumber(block.bytes, from, last, markers);
    if (typeof value === 'bigint') {
      if (value >= -2147483648n && value <= 2147483647n) column.values[to] = Number(value);
      else markRowFault(block, row, field, FAULT_RANGE);
    } else if (value !== FAULT_NULL) markRowFault(block, row, field, value);
    else if (options.nullable) markNull(column, to);
    else markRowFault(block, row, field, FAULT_NULL);
  };
  return {
    parse(block, field, firstRow) {
      const { bytes, cells, rows } = block;
      reserveRows(column, firstRow + rows);
      const { values } = column;
      const stride = 2 * block.fields;
      const isQuick = !markers.lookLikeValues;
      for (let row = 0, cell = 2 * field; row < rows; row++, cell += stride) {
        const start = cells[cell]!;
        const end = start + (cells[cell + 1]! >>> CELL_FLAG_BITS);
        let at = start;
        const isNegative = bytes[at] === MINUS;
        if (isNegative) at++;
        const digits = end - at;
        if (digits > 0 && digits <= 9 && isQuick) {
          let value = 0;
          for (; at < end; at++) {
            const digit = bytes[at]! - DIGIT_0;
            if (digit >>> 0 > 9) break;
            value = value * 10 + digit;
          }
          if (at === end) {
            values[firstRow + row] = isNegative ? -value : value;
            continue;
          }
        }
        slow(block, row, field, firstRow + row, start, end);
      }
    },
    rewind: (from, to) => { rewindRows(column, from, to); },
    finish: (rows) => ({ kind: 'int32', rows, ...finishRows(column, rows) }),
    textBytes: () => 0,
  };
}

/**
 * Makes a parser of 64-bit whole numbers, exact over their whole range.
 *
 * @param options - nullability and batch size.
 * @param markers - what a missing value looks like.
 * @returns a parser of one column.
 */
export function int64Parser(options: ParserOptions, markers: NullMarkers): CellParser {
  const column = createColumnRows(new BigInt64Array(0), 1, options.maxRows);
  const slow = (block: CellBlock, row: number, field: number, to: number, start: number, end: number): void => {
    const from = skipSpaces(block.bytes, start, end);
    const last = trimSpaces(block.bytes, from, end);
    const value = wholeNumber(block.bytes, from, last, markers);
    if (typeof value === 'bigint') {
      if (value >= -INT64_MAX - 1n && value <= INT64_MAX) column.values[to] = value;
      else markRowFault(block, row, field, FAULT_RANGE);
    } else if (value !== FAULT_NULL) markRowFault(block, row, field, value);
    else if (options.nullable) markNull(column, to);
    else markRowFault(block, row, field, FAULT_NULL);
  };
  return {
    parse(block, field, firstRow) {
      const { bytes, cells, rows } = block;
      reserveRows(column, firstRow + rows);
      const words = new Int32Array(column.values.buffer);
      const stride = 2 * block.fields;
      const isQuick = !markers.lookLikeValues;
      for (let row = 0, cell = 2 * field; row < rows; row++, cell += stride) {
        const start = cells[cell]!;
        const end = start + (cells[cell + 1]! >>> CELL_FLAG_BITS);
        let at = start;
        const isNegative = bytes[at] === MINUS;
        if (isNegative) at++;
        const digits = end - at;
        if (digits > 0 && digits <= 15 && isQuick) {
          let value = 0;
          for (; at < end; at++) {
            const digit = bytes[at]! - DIGIT_0;
            if (digit >>> 0 > 9) break;
            value = value * 10 + digit;
          }
          if (at === end) {
            writeWords(words, 2 * (firstRow + row), isNegative ? -value : value);
            continue;
          }
        }
        slow(block, row, field, firstRow + row, start, end);
      }
    },
    rewind: (from, to) => { rewindRows(column, from, to); },
    finish: (rows) => ({ kind: 'int64', rows, ...finishRows(column, rows) }),
    textBytes: () => 0,
  };
}

// Reads a sign and digits: the number, or why there is none. Beyond 400 digits a number is out of every range.
function wholeNumber(bytes: Uint8Array, start: number, end: number, markers: NullMarkers): bigint | typeof FAULT_NULL | typeof FAULT_TYPE | typeof FAULT_RANGE {
  if (isNullMarker(markers, bytes, start, end)) return FAULT_NULL;
  let at = start;
  const sign = bytes[at];
  if (at < end && (sign === MINUS || sign === PLUS)) at++;
  if (at === end) return FAULT_TYPE;
  for (let index = at; index < end; index++) if ((bytes[index]! - DIGIT_0) >>> 0 > 9) return FAULT_TYPE;
  while (at < end && bytes[at] === DIGIT_0) at++;
  if (end - at > 19) return FAULT_RANGE;
  const value = bigFromDigits(bytes, at, end);
  return sign === MINUS ? -value : value;
}
