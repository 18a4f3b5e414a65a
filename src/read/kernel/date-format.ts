import { DATE_FIELDS, dateTokens } from '../../text/index.ts';
import { daysOf, NO_DATE } from './civil.ts';
import { DIGIT_0 } from './digits.ts';

/**
 * How dates and times are written: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss` are digits in full width, `M` and `d` one or two
 * digits; anything else stands for itself.
 */
export interface DateFormat {
  /** Tokens in order: a literal byte, or a negative field. */
  readonly tokens: Int32Array;
  /** Bytes of every text of this format, or −1 when they vary. */
  readonly length: number;
  /** Whether it says the time too. */
  readonly hasTime: boolean;
  /** Where year, month and day stand in a date of fixed length without time; −1 elsewhere. */
  readonly yearAt: number;
  readonly monthAt: number;
  readonly dayAt: number;
}

/** A moment taken apart while it is read. */
export interface DateParts {
  days: number;
  /** Seconds since midnight. */
  seconds: number;
}

const { year: YEAR, month: MONTH, day: DAY, hour: HOUR, minute: MINUTE, shortMonth: SHORT_MONTH, shortDay: SHORT_DAY } = DATE_FIELDS;

/**
 * Reads a date format from its text.
 *
 * @param text - for example `dd/MM/yyyy` or `yyyyMMdd HH:mm`; a text between `'` stands for itself.
 * @returns the format, or `null` when {@link dateTokens} refuses it, and where it asks for years of two digits or names of
 *   months: reading those is cleaning.
 */
export function parseDateFormat(text: string): DateFormat | null {
  const tokens = dateTokens(text);
  if (tokens === null || tokens.includes(DATE_FIELDS.shortYear) || tokens.includes(DATE_FIELDS.monthName)) return null;
  const isVarying = tokens.includes(SHORT_MONTH) || tokens.includes(SHORT_DAY);
  const hasTime = tokens.includes(HOUR);
  const widthBefore = (end: number): number => tokens.slice(0, end).reduce((sum, token) => sum + widthOf(token), 0);
  const at = (field: number): number => isVarying || hasTime ? -1 : widthBefore(tokens.indexOf(field));
  return Object.freeze({
    tokens,
    length: isVarying ? -1 : widthBefore(tokens.length),
    hasTime,
    yearAt: at(YEAR),
    monthAt: at(MONTH),
    dayAt: at(DAY),
  });
}

function widthOf(token: number): number {
  return token >= 0 ? 1 : token === YEAR ? 4 : 2;
}

/**
 * Reads a date of fixed length whose bytes are all there.
 *
 * @param format - of fixed length, without time.
 * @param bytes - ASCII.
 * @param start - first byte of the date.
 * @returns days since 1970-01-01, or {@link NO_DATE}.
 */
export function fixedDays(format: DateFormat, bytes: Uint8Array, start: number): number {
  const { tokens } = format;
  const yearAt = start + format.yearAt;
  const monthAt = start + format.monthAt;
  const dayAt = start + format.dayAt;
  let at = start;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token >= 0) {
      if (bytes[at++] !== token) return NO_DATE;
    } else at += token === YEAR ? 4 : 2;
  }
  const thousands = bytes[yearAt]! - DIGIT_0;
  const hundreds = bytes[yearAt + 1]! - DIGIT_0;
  const tens = bytes[yearAt + 2]! - DIGIT_0;
  const units = bytes[yearAt + 3]! - DIGIT_0;
  const monthTens = bytes[monthAt]! - DIGIT_0;
  const monthUnits = bytes[monthAt + 1]! - DIGIT_0;
  const dayTens = bytes[dayAt]! - DIGIT_0;
  const dayUnits = bytes[dayAt + 1]! - DIGIT_0;
  // One comparison for all digits: a number outside 0 to 9, or 9 less it, has a high bit.
  const wrong = thousands | hundreds | tens | units | monthTens | monthUnits | dayTens | dayUnits
    | (9 - thousands) | (9 - hundreds) | (9 - tens) | (9 - units) | (9 - monthTens) | (9 - monthUnits) | (9 - dayTens) | (9 - dayUnits);
  if (wrong < 0) return NO_DATE;
  return daysOf(thousands * 1000 + hundreds * 100 + tens * 10 + units, monthTens * 10 + monthUnits, dayTens * 10 + dayUnits);
}

/**
 * Reads two digits.
 *
 * @param bytes - ASCII.
 * @param at - the first of them.
 * @returns a number from 0 to 99, or −1.
 */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - DIGIT_0;
  const units = bytes[at + 1]! - DIGIT_0;
  return tens >>> 0 <= 9 && units >>> 0 <= 9 ? tens * 10 + units : -1;
}

/**
 * Reads the date, and the time if the format has one, at the start of a text.
 *
 * @param format - how it is written.
 * @param bytes - ASCII.
 * @param start - first byte.
 * @param end - one past the last byte of the cell.
 * @param out - receives days since 1970-01-01 and seconds since midnight.
 * @returns one past the last byte read, or −1 when the text does not begin with an existing date.
 */
export function readDateParts(format: DateFormat, bytes: Uint8Array, start: number, end: number, out: DateParts): number {
  const { tokens } = format;
  let at = start;
  let year = 0;
  let month = 0;
  let day = 0;
  let hour = 0;
  let minute = 0;
  let second = 0;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token >= 0) {
      if (at >= end || bytes[at] !== token) return -1;
      at++;
      continue;
    }
    let value: number;
    if (token === YEAR) {
      if (at + 4 > end) return -1;
      const century = twoDigits(bytes, at);
      const rest = twoDigits(bytes, at + 2);
      if (century < 0 || rest < 0) return -1;
      year = century * 100 + rest;
      at += 4;
      continue;
    }
    if (at + 2 <= end && (value = twoDigits(bytes, at)) >= 0) at += 2;
    else if ((token === SHORT_MONTH || token === SHORT_DAY) && at < end && (value = bytes[at]! - DIGIT_0) >>> 0 <= 9) at++;
    else return -1;
    if (token === MONTH || token === SHORT_MONTH) month = value;
    else if (token === DAY || token === SHORT_DAY) day = value;
    else if (token === HOUR) hour = value;
    else if (token === MINUTE) minute = value;
    else second = value;
  }
  if (hour > 23 || minute > 59 || second > 59) return -1;
  const days = daysOf(year, month, day);
  if (days === NO_DATE) return -1;
  out.days = days;
  out.seconds = hour * 3600 + minute * 60 + second;
  return at;
}
