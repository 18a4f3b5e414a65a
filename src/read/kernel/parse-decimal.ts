import { CELL_FLAG_BITS, FAULT_NULL, FAULT_RANGE, FAULT_TYPE, markRowFault, type CellBlock } from './cells.ts';
import { createColumnRows, finishRows, markNull, reserveRows, rewindRows } from './column-rows.ts';
import { bigFromDigits, DIGIT_0, MINUS, PLUS, POWERS_OF_TEN, skipSpaces, trimSpaces } from './digits.ts';
import { isNullMarker, type NullMarkers } from './null-markers.ts';
import type { CellParser, ParserOptions } from './parser.ts';

/**
 * Makes a parser of exact decimals: an optional sign, digits with at most one decimal mark; spaces around count for
 * nothing. More decimals than the scale are out of range unless they are zeros.
 *
 * @param options - nullability and batch size.
 * @param markers - what a missing value looks like.
 * @param decimalMark - byte of the decimal mark; no other is accepted.
 * @param precision - significant digits, from 1 to 38.
 * @param scale - digits after the decimal mark, from 0 to `precision`.
 * @returns a parser of one column.
 */
export function decimalParser(options: ParserOptions, markers: NullMarkers, decimalMark: number, precision: number, scale: number): CellParser {
  const column = createColumnRows(new Uint32Array(0), 4, options.maxRows);
  const largest = 10n ** BigInt(precision) - 1n;
  const mostWhole = precision - scale;
  const slow = (block: CellBlock, row: number, field: number, to: number, start: number, end: number): void => {
    const { bytes } = block;
    let at = skipSpaces(bytes, start, end);
    let last = trimSpaces(bytes, at, end);
    if (isNullMarker(markers, bytes, at, last)) {
      if (options.nullable) markNull(column, to);
      else markRowFault(block, row, field, FAULT_NULL);
      return;
    }
    const isNegative = bytes[at] === MINUS;
    if (at < last && (isNegative || bytes[at] === PLUS)) at++;
    let mark = last;
    for (let index = at; index < last; index++) {
      if ((bytes[index]! - DIGIT_0) >>> 0 <= 9) continue;
      if (mark < last || bytes[index] !== decimalMark) {
        markRowFault(block, row, field, FAULT_TYPE);
        return;
      }
      mark = index;
    }
    if (at === last || (mark === at && mark + 1 === last)) {
      markRowFault(block, row, field, FAULT_TYPE);
      return;
    }
    while (at < mark && bytes[at] === DIGIT_0) at++;
    while (last > mark + 1 + scale && bytes[last - 1] === DIGIT_0) last--;
    const decimals = Math.max(0, last - mark - 1);
    if (decimals > scale || mark - at > 38) {
      markRowFault(block, row, field, FAULT_RANGE);
      return;
    }
    const whole = bigFromDigits(bytes, at, mark) * 10n ** BigInt(decimals) + bigFromDigits(bytes, last - decimals, last);
    const unscaled = whole * 10n ** BigInt(scale - decimals);
    if (unscaled > largest) markRowFault(block, row, field, FAULT_RANGE);
    else writeLimbs(column.values, 4 * to, isNegative ? -unscaled : unscaled);
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
        const first = at;
        let value = 0;
        for (; at < end; at++) {
          const digit = bytes[at]! - DIGIT_0;
          if (digit >>> 0 > 9) break;
          value = value * 10 + digit;
        }
        const whole = at - first;
        let decimals = 0;
        if (at < end && bytes[at] === decimalMark) {
          const mark = at++;
          for (; at < end; at++) {
            const digit = bytes[at]! - DIGIT_0;
            if (digit >>> 0 > 9) break;
            value = value * 10 + digit;
          }
          decimals = at - mark - 1;
        }
        // At most 15 digits, zeros up to the scale included: the number and its product are exact doubles.
        if (at === end && whole > 0 && whole <= mostWhole && decimals <= scale && whole + scale <= 15 && isQuick) {
          value *= POWERS_OF_TEN[scale - decimals]!;
          if (isNegative) value = -value;
          const high = Math.floor(value / 4294967296);
          const to = 4 * (firstRow + row);
          values[to] = value - high * 4294967296;
          values[to + 1] = high;
          if (high < 0) {
            values[to + 2] = 0xffffffff;
            values[to + 3] = 0xffffffff;
          }
          continue;
        }
        slow(block, row, field, firstRow + row, start, end);
      }
    },
    rewind: (from, to) => { rewindRows(column, from, to); },
    finish: (rows) => {
      const { values, valid } = finishRows(column, rows);
      return { kind: 'decimal', rows, valid, precision, scale, limbs: values };
    },
    textBytes: () => 0,
  };
}

// Writes a 128-bit integer as four words, low word first.
function writeLimbs(limbs: Uint32Array, at: number, value: bigint): void {
  let rest = BigInt.asUintN(128, value);
  for (let index = 0; index < 4; index++) {
    limbs[at + index] = Number(rest & 0xffffffffn);
    rest >>= 32n;
  }
}
