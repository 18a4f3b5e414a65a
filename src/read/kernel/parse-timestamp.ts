import { CELL_FLAG_BITS, FAULT_NULL, FAULT_TYPE, markRowFault } from './cells.ts';
import { createColumnRows, finishRows, markNull, reserveRows, rewindRows } from './column-rows.ts';
import { fixedDays, readDateParts, twoDigits, type DateFormat, type DateParts } from './date-format.ts';
import { DIGIT_0, MINUS, PLUS, skipSpaces, SPACE, trimSpaces, writeWords } from './digits.ts';
import { isNullMarker, type NullMarkers } from './null-markers.ts';
import type { CellParser, ParserOptions } from './parser.ts';

const COLON = 58;
const COMMA = 44;
const DOT = 46;
const LETTER_T = 84;
const LETTER_Z = 90;

/** Seconds up to which microseconds are exact doubles. */
const EXACT_SECONDS = 9_007_199_000;

/** A moment under way: the date's parts, and what the time adds. */
interface Moment extends DateParts {
  micros: number;
}

/**
 * Makes a parser of instants in microseconds.
 *
 * When the format says no time, the date may be followed by `T` or a space and `HH:mm`, `HH:mm:ss` or
 * `HH:mm:ss.ffffff`, and that by `Z` or an offset such as `+02:00`, which is taken off; a date alone is its midnight.
 * Digits beyond microseconds must be zeros. Spaces around count for nothing.
 *
 * @param options - nullability and batch size.
 * @param markers - what a missing value looks like.
 * @param format - how the date, or date and time, are written.
 * @returns a parser of one column.
 */
export function timestampParser(options: ParserOptions, markers: NullMarkers, format: DateFormat): CellParser {
  const column = createColumnRows(new BigInt64Array(0), 1, options.maxRows);
  const moment: Moment = { days: 0, seconds: 0, micros: 0 };
  return {
    parse(block, field, firstRow) {
      const { bytes, cells, rows } = block;
      reserveRows(column, firstRow + rows);
      const { values } = column;
      const words = new Int32Array(values.buffer);
      const stride = 2 * block.fields;
      // A date of fixed length, `T` or a space, and HH:mm:ss is what nearly every cell holds.
      const usualLength = markers.lookLikeValues || format.yearAt < 0 ? -1 : format.length + 9;
      for (let row = 0, cell = 2 * field; row < rows; row++, cell += stride) {
        const start = cells[cell]!;
        const length = cells[cell + 1]! >>> CELL_FLAG_BITS;
        const end = start + length;
        if (length === usualLength) {
          const days = fixedDays(format, bytes, start);
          const second = secondOfDay(bytes, end - 9);
          if (days > -100_000 && days < 100_000 && second >= 0) {
            writeWords(words, 2 * (firstRow + row), (days * 86_400 + second) * 1_000_000);
            continue;
          }
        }
        const from = skipSpaces(bytes, start, end);
        const last = trimSpaces(bytes, from, end);
        if (isNullMarker(markers, bytes, from, last)) {
          if (options.nullable) markNull(column, firstRow + row);
          else markRowFault(block, row, field, FAULT_NULL);
          continue;
        }
        moment.micros = 0;
        const at = readDateParts(format, bytes, from, last, moment);
        if (at < 0 || (at < last && (format.hasTime || !readTime(bytes, at, last, moment)))) {
          markRowFault(block, row, field, FAULT_TYPE);
          continue;
        }
        const seconds = moment.days * 86_400 + moment.seconds;
        if (seconds > -EXACT_SECONDS && seconds < EXACT_SECONDS) writeWords(words, 2 * (firstRow + row), seconds * 1_000_000 + moment.micros);
        else values[firstRow + row] = BigInt(seconds) * 1_000_000n + BigInt(moment.micros);
      }
    },
    rewind: (from, to) => { rewindRows(column, from, to); },
    finish: (rows) => {
      const { values, valid } = finishRows(column, rows);
      return { kind: 'timestamp', rows, valid, micros: values };
    },
    textBytes: () => 0,
  };
}

// Reads `T` or a space and HH:mm:ss; −1 for anything else.
function secondOfDay(bytes: Uint8Array, at: number): number {
  if ((bytes[at] !== LETTER_T && bytes[at] !== SPACE) || bytes[at + 3] !== COLON || bytes[at + 6] !== COLON) return -1;
  const hour = twoDigits(bytes, at + 1);
  const minute = twoDigits(bytes, at + 4);
  const second = twoDigits(bytes, at + 7);
  return hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 ? -1 : hour * 3600 + minute * 60 + second;
}

// Reads the time after a date; tells whether `[start, end)` is one in full.
function readTime(bytes: Uint8Array, start: number, end: number, moment: Moment): boolean {
  let at = start;
  if (bytes[at] !== LETTER_T && bytes[at] !== SPACE) return false;
  if (at + 6 > end || bytes[at + 3] !== COLON) return false;
  const hour = twoDigits(bytes, at + 1);
  const minute = twoDigits(bytes, at + 4);
  at += 6;
  let second = 0;
  if (at < end && bytes[at] === COLON) {
    if (at + 3 > end) return false;
    second = twoDigits(bytes, at + 1);
    at += 3;
    if (at < end && (bytes[at] === DOT || bytes[at] === COMMA)) {
      const first = ++at;
      let unit = 100_000;
      for (; at < end; at++) {
        const digit = bytes[at]! - DIGIT_0;
        if (digit >>> 0 > 9) break;
        if (unit < 1 && digit > 0) return false;
        moment.micros += digit * Math.floor(unit);
        unit /= 10;
      }
      if (at === first) return false;
    }
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return false;
  moment.seconds = hour * 3600 + minute * 60 + second;
  return at === end || readZone(bytes, at, end, moment);
}

// Reads `Z` or an offset of hours and minutes and takes it off.
function readZone(bytes: Uint8Array, start: number, end: number, moment: Moment): boolean {
  const sign = bytes[start];
  if (sign === LETTER_Z) return end === start + 1;
  if ((sign !== PLUS && sign !== MINUS) || end < start + 3) return false;
  const hours = twoDigits(bytes, start + 1);
  const at = bytes[start + 3] === COLON && start + 3 < end ? start + 4 : start + 3;
  if (end !== start + 3 && end !== at + 2) return false;
  const minutes = end === start + 3 ? 0 : twoDigits(bytes, at);
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return false;
  const offset = hours * 3600 + minutes * 60;
  moment.seconds += sign === MINUS ? offset : -offset;
  return true;
}
