import { createTextWriter, DATE_PLACEHOLDERS, endRow, finishText, parseIsoDate, readIsoDate } from '../../text/index.ts';
import { REASON_MISSING, type CanonicalValues } from './canonical-values.ts';

/** Reasons of the profile `date/v1`, by code. */
export const DATE_PROFILE_REASONS: readonly string[] = Object.freeze(['ok', 'null', 'empty', 'form', 'placeholder']);

const EMPTY = 2;
const FORM = 3;
const PLACEHOLDER = 4;
const DATE_BYTES = 10;

const PLACEHOLDER_DAYS: ReadonlySet<number> = new Set(DATE_PLACEHOLDERS.map(({ date }) => parseIsoDate(date)!));

/**
 * Brings dates to the form of the profile `date/v1`: `YYYY-MM-DD` with white space of ASCII allowed around it. A text that is
 * anything else, or names a day that does not exist, is no value: a birth date of which only the year is known is none. Neither
 * is a day that stands for a missing one (1900-01-01, 9999-12-31 and the others of `DATE_PLACEHOLDERS`).
 *
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the dates, ten characters each.
 * @throws {RangeError} if `offsets` is too short.
 * @remarks O(rows + bytes); allocates 15⅛ bytes a row.
 * @see ISO 8601-1:2019, calendar date in the extended format.
 */
export function canonicalDateColumn(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): CanonicalValues {
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const writer = createTextWriter(rows, rows * DATE_BYTES);
  const outValid = new Uint8Array((rows + 7) >> 3);
  const reasons = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) reasons[row] = REASON_MISSING;
    else {
      let start = offsets[row]!;
      let end = offsets[row + 1]!;
      while (start < end && isSpace(bytes[start]!)) start++;
      while (end > start && isSpace(bytes[end - 1]!)) end--;
      const day = start === end ? NaN : readIsoDate(bytes, start, end);
      if (start === end) reasons[row] = EMPTY;
      else if (Number.isNaN(day)) reasons[row] = FORM;
      else if (PLACEHOLDER_DAYS.has(day)) reasons[row] = PLACEHOLDER;
      else {
        for (let index = start; index < end; index++) writer.bytes[writer.at++] = bytes[index]!;
        outValid[row >> 3]! |= 1 << (row & 7);
      }
    }
    endRow(writer);
  }
  return { rows, ...finishText(writer), valid: outValid, reasons };
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
