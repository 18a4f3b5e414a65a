import { CELL_FLAG_BITS, FAULT_NULL, FAULT_TYPE, markRowFault } from './cells.ts';
import { NO_DATE } from './civil.ts';
import { createColumnRows, finishRows, markNull, reserveRows, rewindRows } from './column-rows.ts';
import { fixedDays, readDateParts, type DateFormat, type DateParts } from './date-format.ts';
import { skipSpaces, trimSpaces } from './digits.ts';
import { isNullMarker, type NullMarkers } from './null-markers.ts';
import type { CellParser, ParserOptions } from './parser.ts';

/**
 * Makes a parser of calendar days; spaces around count for nothing.
 *
 * @param options - nullability and batch size.
 * @param markers - what a missing value looks like.
 * @param format - how days are written, without time.
 * @returns a parser of one column.
 */
export function dateParser(options: ParserOptions, markers: NullMarkers, format: DateFormat): CellParser {
  const column = createColumnRows(new Int32Array(0), 1, options.maxRows);
  const parts: DateParts = { days: 0, seconds: 0 };
  return {
    parse(block, field, firstRow) {
      const { bytes, cells, rows } = block;
      reserveRows(column, firstRow + rows);
      const { values } = column;
      const stride = 2 * block.fields;
      const isQuick = !markers.lookLikeValues;
      for (let row = 0, cell = 2 * field; row < rows; row++, cell += stride) {
        const start = cells[cell]!;
        const length = cells[cell + 1]! >>> CELL_FLAG_BITS;
        const end = start + length;
        if (isQuick && length === format.length) {
          const days = fixedDays(format, bytes, start);
          if (days !== NO_DATE) {
            values[firstRow + row] = days;
            continue;
          }
        }
        const from = skipSpaces(bytes, start, end);
        const last = trimSpaces(bytes, from, end);
        if (isNullMarker(markers, bytes, from, last)) {
          if (options.nullable) markNull(column, firstRow + row);
          else markRowFault(block, row, field, FAULT_NULL);
        } else if (readDateParts(format, bytes, from, last, parts) === last) values[firstRow + row] = parts.days;
        else markRowFault(block, row, field, FAULT_TYPE);
      }
    },
    rewind: (from, to) => { rewindRows(column, from, to); },
    finish: (rows) => {
      const { values, valid } = finishRows(column, rows);
      return { kind: 'date', rows, valid, days: values };
    },
    textBytes: () => 0,
  };
}
