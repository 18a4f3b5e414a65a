import { CELL_FLAG_BITS, FAULT_NULL, FAULT_TYPE, markRowFault, type CellBlock } from './cells.ts';
import { createColumnRows, finishRows, markNull, reserveRows, rewindRows } from './column-rows.ts';
import { MOST_LOW_DIGITS, scaledDouble } from './decimal-to-double.ts';
import { DIGIT_0, MINUS, PLUS, POWERS_OF_TEN, skipSpaces, trimSpaces } from './digits.ts';
import { isNullMarker, type NullMarkers } from './null-markers.ts';
import type { CellParser, ParserOptions } from './parser.ts';

const DOT = 46;

/**
 * Makes a parser of double-precision numbers: an optional sign, digits with at most one decimal mark, an optional
 * exponent, or `NaN`, `Infinity`, `inf`; spaces around count for nothing. Every value is correctly rounded.
 *
 * @param options - nullability and batch size.
 * @param markers - what a missing value looks like.
 * @param decimalMark - byte of the decimal mark; no other is accepted.
 * @returns a parser of one column.
 */
export function float64Parser(options: ParserOptions, markers: NullMarkers, decimalMark: number): CellParser {
  const column = createColumnRows(new Float64Array(0), 1, options.maxRows);
  const slow = (block: CellBlock, row: number, field: number, to: number, start: number, end: number): void => {
    const { bytes } = block;
    const from = skipSpaces(bytes, start, end);
    const last = trimSpaces(bytes, from, end);
    if (isNullMarker(markers, bytes, from, last)) {
      if (options.nullable) markNull(column, to);
      else markRowFault(block, row, field, FAULT_NULL);
    } else if (isNumber(bytes, from, last, decimalMark)) column.values[to] = readNumber(bytes, from, last, decimalMark);
    else {
      const named = namedNumber(bytes, from, last);
      if (named === 0) markRowFault(block, row, field, FAULT_TYPE);
      else column.values[to] = named;
    }
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
        const length = end - at;
        // Up to 15 digits make an exact integer, and dividing it by an exact power of ten rounds once.
        if (length > 0 && length <= 16 && isQuick) {
          let value = 0;
          let digit = 0;
          for (; at < end; at++) {
            digit = bytes[at]! - DIGIT_0;
            if (digit >>> 0 > 9) break;
            value = value * 10 + digit;
          }
          if (at === end && length <= 15) {
            values[firstRow + row] = isNegative ? -value : value;
            continue;
          }
          if (at < end && bytes[at] === decimalMark && length > 1) {
            const decimals = end - ++at;
            for (; at < end; at++) {
              digit = bytes[at]! - DIGIT_0;
              if (digit >>> 0 > 9) break;
              value = value * 10 + digit;
            }
            if (at === end) {
              value /= POWERS_OF_TEN[decimals]!;
              values[firstRow + row] = isNegative ? -value : value;
              continue;
            }
          }
        }
        slow(block, row, field, firstRow + row, start, end);
      }
    },
    rewind: (from, to) => { rewindRows(column, from, to); },
    finish: (rows) => ({ kind: 'float64', rows, ...finishRows(column, rows) }),
    textBytes: () => 0,
  };
}

// Tells whether a text is a number in digits.
function isNumber(bytes: Uint8Array, start: number, end: number, decimalMark: number): boolean {
  let at = start;
  if (bytes[at] === MINUS || bytes[at] === PLUS) at++;
  const whole = skipDigits(bytes, at, end);
  let digits = whole - at;
  at = whole;
  if (at < end && bytes[at] === decimalMark) {
    const decimals = skipDigits(bytes, ++at, end);
    digits += decimals - at;
    at = decimals;
  }
  if (digits === 0) return false;
  if (at < end && (bytes[at]! | 0x20) === 0x65) {
    at++;
    if (at < end && (bytes[at] === MINUS || bytes[at] === PLUS)) at++;
    const exponent = skipDigits(bytes, at, end);
    if (exponent === at) return false;
    at = exponent;
  }
  return at === end;
}

function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at]! - DIGIT_0) >>> 0 <= 9) at++;
  return at;
}

// Reads a number whose form has been checked.
function readNumber(bytes: Uint8Array, start: number, end: number, decimalMark: number): number {
  let high = 0;
  let low = 0;
  let significant = 0;
  let power = 0;
  let isFraction = false;
  let isLong = false;
  let at = start;
  const isNegative = bytes[at] === MINUS;
  if (isNegative || bytes[at] === PLUS) at++;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === decimalMark) {
      isFraction = true;
      continue;
    }
    const digit = byte - DIGIT_0;
    if (digit >>> 0 > 9) break;
    if (significant >= 15 + MOST_LOW_DIGITS) {
      isLong ||= digit > 0;
      if (!isFraction) power++;
      continue;
    }
    if (significant < 15) high = high * 10 + digit;
    else low = low * 10 + digit;
    if (significant > 0 || digit > 0) significant++;
    if (isFraction) power--;
  }
  if (at < end) {
    const isSmall = bytes[at + 1] === MINUS;
    if (isSmall || bytes[at + 1] === PLUS) at++;
    let exponent = 0;
    for (at++; at < end && exponent < 100_000; at++) exponent = exponent * 10 + (bytes[at]! - DIGIT_0);
    power += isSmall ? -exponent : exponent;
  }
  if (high === 0) return isNegative ? -0 : 0;
  const value = isLong || power < -22 || power > 22 ? NaN : scaledDouble(high, low, Math.max(0, significant - 15), power);
  if (Number.isNaN(value)) return Number(asciiText(bytes, start, end, decimalMark));
  return isNegative ? -value : value;
}

// The one place where a number becomes a string: more than 23 digits, far exponents, and near ties.
function asciiText(bytes: Uint8Array, start: number, end: number, decimalMark: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] === decimalMark ? DOT : bytes[at]!);
  return text;
}

const NAMED: readonly (readonly [string, number])[] = [['nan', NaN], ['inf', Infinity], ['infinity', Infinity]];

// Reads NaN and the infinities, in any case; 0 for anything else.
function namedNumber(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS;
  const from = start < end && (isNegative || bytes[start] === PLUS) ? start + 1 : start;
  for (const [name, value] of NAMED) {
    if (end - from !== name.length) continue;
    let index = 0;
    while (index < name.length && (bytes[from + index]! | 0x20) === name.charCodeAt(index)) index++;
    if (index === name.length) return isNegative ? -value : value;
  }
  return 0;
}
