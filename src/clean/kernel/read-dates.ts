import { DATE_FIELDS, daysInMonth, daysOfDate, readIsoDate, skipSpace, spaceWidth, trimSpace } from '../../text/index.ts';
import { readMonthName } from './month-names.ts';

/** Reasons for a date by code. */
export const DATE_REASONS: readonly string[] = Object.freeze([
  'ok', 'null', 'empty', 'format', 'impossible', 'partial', 'placeholder', 'early', 'late', 'ambiguous',
]);

const OK = 0;
const MISSING = 1;
const EMPTY = 2;
const FORMAT = 3;
const IMPOSSIBLE = 4;
const PARTIAL = 5;
const PLACEHOLDER = 6;
const EARLY = 7;
const LATE = 8;
const AMBIGUOUS = 9;

/** How the dates of a column are written, and which of them are accepted. */
export interface DateReading {
  /** Tokens of each format, in the order in which they are tried; at most 32. */
  readonly formats: readonly Int32Array[];
  /** First of the hundred years that `yy` means. */
  readonly twoDigitYearStart: number;
  /** Days that stand for a missing date. */
  readonly placeholders: Int32Array;
  /** Days from the first to the last accepted; the infinities for no bound. */
  readonly earliest: number;
  readonly latest: number;
  /** Uint8Array(DATE_REASONS.length): 1 for the reasons with which a date is accepted; `partial` makes it the first day. */
  readonly accepted: Uint8Array;
}

/** Dates that were read. */
export interface ReadDates {
  /** Int32Array(rows): days since 1970-01-01; 0 where no date was accepted. */
  readonly days: Int32Array;
  /** Validity bits, least significant bit first: 1 where a date was accepted. */
  readonly valid: Uint8Array;
  /** Uint8Array(rows): codes into {@link DATE_REASONS}. */
  readonly reasons: Uint8Array;
  /** Uint8Array(rows): 1 where a date was accepted that was not written as `yyyy-MM-dd`. */
  readonly isChanged: Uint8Array;
  /** Uint32Array(rows): bit `i` where the accepted date was read by format `i`. */
  readonly formats: Uint32Array;
}

/** A date taken apart while it is read. */
interface DateParts {
  year: number;
  month: number;
  day: number;
}

const { year: YEAR, month: MONTH, day: DAY, hour: HOUR, shortMonth: SHORT_MONTH, shortDay: SHORT_DAY, shortYear: SHORT_YEAR, monthName: MONTH_NAME } = DATE_FIELDS;
const DIGIT_0 = 48;

/** Marks that stand between the parts of a date, each in place of any other. */
const SEPARATOR = new Uint8Array(256);
for (const mark of ' \t/-._,') SEPARATOR[mark.charCodeAt(0)] = 1;

/**
 * Reads a column of dates.
 *
 * The first format that gives a date of the calendar decides. Between the parts of a date, space and `/ - . _ ,` stand for
 * each other, any number of them. A date without day, or without day and month (`00`), is partial; `00/00/0000`,
 * `99/99/9999` and the given placeholders stand for a missing date. A date that a later format reads as another one is
 * accepted and called ambiguous: the order of the formats is the author's word.
 *
 * @param reading - formats and limits.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the dates and what is wrong with the others.
 * @remarks O(formats · bytes) time; allocates 10⅛ bytes a row, nothing per value.
 */
export function readDates(reading: DateReading, offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): ReadDates {
  const { formats: wanted, accepted, twoDigitYearStart } = reading;
  const dates = noDates(rows);
  const parts: DateParts = { year: 0, month: 0, day: 0 };
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) {
      dates.reasons[row] = MISSING;
      continue;
    }
    const end = trimSpace(bytes, offsets[row]!, offsets[row + 1]!);
    const start = skipSpace(bytes, offsets[row]!, end);
    let found = start === end ? EMPTY : FORMAT;
    let format = 0;
    let day = 0;
    for (let index = 0; index < wanted.length && start < end; index++) {
      if (!readParts(wanted[index]!, twoDigitYearStart, bytes, start, end, parts)) continue;
      const reason = judgeParts(parts);
      const isDate = found === OK || found === AMBIGUOUS;
      if (isDate && (reason !== OK || daysOfDate(parts.year, parts.month, parts.day) === day)) continue;
      // Of several failures the one that says most is told: nothing there, a part of a date, none of the calendar.
      if (isDate) found = AMBIGUOUS;
      else if (reason === OK || reason > found) {
        found = reason;
        format = index;
        day = reason === OK || reason === PARTIAL ? daysOfDate(parts.year, Math.max(parts.month, 1), Math.max(parts.day, 1)) : 0;
      }
    }
    if (found === OK || found === AMBIGUOUS || (found === PARTIAL && accepted[PARTIAL] === 1)) {
      const limit = judgeDay(reading, day);
      if (limit !== OK) found = limit;
    }
    dates.reasons[row] = found;
    if (accepted[found] === 0) continue;
    accept(dates, row, day);
    dates.formats[row] = 1 << format;
    if (readIsoDate(bytes, offsets[row]!, offsets[row + 1]!) !== day) dates.isChanged[row] = 1;
  }
  return dates;
}

/**
 * Judges dates that have been read already.
 *
 * @param reading - placeholders and bounds; its formats play no part.
 * @param days - Int32Array(rows): days since 1970-01-01.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @returns the accepted dates and what is wrong with the others.
 */
export function judgeDates(reading: DateReading, days: Int32Array, valid: Uint8Array | null): ReadDates {
  const dates = noDates(days.length);
  for (let row = 0; row < days.length; row++) {
    const isMissing = valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0;
    const reason = isMissing ? MISSING : judgeDay(reading, days[row]!);
    dates.reasons[row] = reason;
    if (!isMissing && reading.accepted[reason] === 1) accept(dates, row, days[row]!);
  }
  return dates;
}

function noDates(rows: number): ReadDates {
  return {
    days: new Int32Array(rows),
    valid: new Uint8Array((rows + 7) >> 3),
    reasons: new Uint8Array(rows),
    isChanged: new Uint8Array(rows),
    formats: new Uint32Array(rows),
  };
}

function accept({ days, valid }: ReadDates, row: number, day: number): void {
  days[row] = day;
  valid[row >> 3]! |= 1 << (row & 7);
}

function judgeDay({ placeholders, earliest, latest }: DateReading, day: number): number {
  if (placeholders.includes(day)) return PLACEHOLDER;
  return day < earliest ? EARLY : day > latest ? LATE : OK;
}

/** Tells whether the parts of a date are one of the calendar; a year of two digits has got its century. */
function judgeParts({ year, month, day }: DateParts): number {
  if ((day === 0 && month === 0 && year === 0) || (day === 99 && month === 99)) return PLACEHOLDER;
  if (year < 1 || month > 12) return IMPOSSIBLE;
  if (day === 0) return PARTIAL;
  return month === 0 || day > daysInMonth(year, month) ? IMPOSSIBLE : OK;
}

/** Reads the parts of a date as a format writes them; tells whether the text is of that form from end to end. */
function readParts(tokens: Int32Array, twoDigitYearStart: number, bytes: Uint8Array, start: number, end: number, parts: DateParts): boolean {
  let at = start;
  let shortYear = -1;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token >= 0) {
      if (SEPARATOR[token] === 1) {
        const next = skipSeparators(bytes, at, end);
        // Separators that follow each other in the format have been stepped over together.
        if (next === at && (index === 0 || tokens[index - 1]! < 0 || SEPARATOR[tokens[index - 1]!] === 0)) return false;
        at = next;
      } else if (at < end && bytes[at] === token) at++;
      else return false;
      continue;
    }
    if (token === MONTH_NAME) {
      const read = readMonthName(bytes, at, end);
      if (read < 0) return false;
      parts.month = read % 16;
      at = Math.floor(read / 16);
      continue;
    }
    const isShort = token === SHORT_DAY || token === SHORT_MONTH;
    const width = token === YEAR ? 4 : isShort && !(at + 1 < end && isDigit(bytes[at + 1]!)) ? 1 : 2;
    if (at + width > end) return false;
    let value = 0;
    for (const stop = at + width; at < stop; at++) {
      if (!isDigit(bytes[at]!)) return false;
      value = 10 * value + bytes[at]! - DIGIT_0;
    }
    if (token === YEAR) parts.year = value;
    else if (token === SHORT_YEAR) shortYear = value;
    else if (token === MONTH || token === SHORT_MONTH) parts.month = value;
    else if (token === DAY || token === SHORT_DAY) {
      parts.day = value;
      // « 1er janvier »
      if (value === 1 && at + 1 < end && (bytes[at]! | 0x20) === 0x65 && (bytes[at + 1]! | 0x20) === 0x72) at += 2;
    } else if (value > (token === HOUR ? 23 : 59)) return false;
  }
  // Zeros in all places are no date, whatever century `00` would be of.
  if (shortYear === 0 && parts.day === 0 && parts.month === 0) parts.year = 0;
  else if (shortYear >= 0) parts.year = twoDigitYearStart + ((((shortYear - twoDigitYearStart) % 100) + 100) % 100);
  return at === end;
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte <= DIGIT_0 + 9;
}

function skipSeparators(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    if (SEPARATOR[bytes[at]!] === 1) at++;
    else {
      const width = spaceWidth(bytes, at, end);
      if (width === 0) return at;
      at += width;
    }
  }
  return at;
}
