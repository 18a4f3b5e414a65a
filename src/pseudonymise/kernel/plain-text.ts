import { createTextWriter, dayOf, endRow, finishText, monthOf, packedDateOf, reserve, yearOf } from '../../text/index.ts';
import type { TextBytes, TextWriter } from '../../text/index.ts';

/** Days from 0000-01-01 to 9999-12-31, the dates that four digits of year can write. */
const FIRST_DAY = -719_528;
const LAST_DAY = 2_932_896;

/** Most characters of a whole number of 64 bits. */
const WHOLE_CHARACTERS = 20;

const DIGIT_0 = 48;
const MINUS = 45;

const encoder = new TextEncoder();

/**
 * Writes whole numbers as decimal text: no leading zeros, `-` in front of negative ones.
 *
 * @param values - the numbers, of 32 or 64 bits.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the texts; a null row is empty.
 * @throws {RangeError} if the result exceeds 2 GiB.
 */
export function wholeNumberText(values: Int32Array | BigInt64Array, valid: Uint8Array | null, rows: number): TextBytes {
  const writer = createTextWriter(rows, rows * 8);
  const halves = values instanceof Int32Array ? null : new Int32Array(values.buffer, values.byteOffset, 2 * rows);
  for (let row = 0; row < rows; row++) {
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      reserve(writer, WHOLE_CHARACTERS);
      const number = halves === null ? (values as Int32Array)[row]! : halves[2 * row + 1]! * 2 ** 32 + (halves[2 * row]! >>> 0);
      if (Number.isSafeInteger(number)) writeWhole(writer, number);
      else {
        const digits = encoder.encode(String((values as BigInt64Array)[row]!));
        writer.bytes.set(digits, writer.at);
        writer.at += digits.length;
      }
    }
    endRow(writer);
  }
  return finishText(writer);
}

function writeWhole(writer: TextWriter, number: number): void {
  const { bytes } = writer;
  let rest = Math.abs(number);
  if (number < 0) bytes[writer.at++] = MINUS;
  let digits = 1;
  for (let next = rest; next >= 10; next = Math.floor(next / 10)) digits++;
  for (let at = writer.at + digits - 1; at >= writer.at; at--) {
    const tenth = Math.floor(rest / 10);
    bytes[at] = DIGIT_0 + (rest - 10 * tenth);
    rest = tenth;
  }
  writer.at += digits;
}

/**
 * Writes dates as `YYYY-MM-DD`.
 *
 * @param days - days since 1970-01-01.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the texts; a null row, and a date outside the years 0 to 9999, is empty.
 */
export function dateText(days: Int32Array, valid: Uint8Array | null, rows: number): TextBytes {
  const writer = createTextWriter(rows, rows * 10);
  for (let row = 0; row < rows; row++) {
    const day = days[row]!;
    if ((valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) && day >= FIRST_DAY && day <= LAST_DAY) {
      reserve(writer, 10);
      const packed = packedDateOf(day);
      writeDigits(writer, yearOf(packed), 4);
      writer.bytes[writer.at++] = MINUS;
      writeDigits(writer, monthOf(packed), 2);
      writer.bytes[writer.at++] = MINUS;
      writeDigits(writer, dayOf(packed), 2);
    }
    endRow(writer);
  }
  return finishText(writer);
}

function writeDigits(writer: TextWriter, number: number, digits: number): void {
  let rest = number;
  for (let at = writer.at + digits - 1; at >= writer.at; at--) {
    writer.bytes[at] = DIGIT_0 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  writer.at += digits;
}
