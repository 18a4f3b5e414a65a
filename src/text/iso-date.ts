/**
 * Calendar dates as days since 1970-01-01, in the proleptic Gregorian calendar, with whole-number arithmetic only.
 *
 * @see ISO 8601-1:2019.
 */

const MONTH_LENGTHS = Uint8Array.of(0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);
const DAYS_IN_400_YEARS = 146_097;

/**
 * Tells the length of a month.
 *
 * @param year - any year.
 * @param month - from 1 to 12.
 * @returns its days, from 28 to 31.
 */
export function daysInMonth(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : MONTH_LENGTHS[month]!;
}

/**
 * Counts the days from 1970-01-01 to a date.
 *
 * @param year - from −200,000 to 200,000.
 * @param month - from 1 to 12.
 * @param day - from 1 to the length of the month; not checked.
 * @returns days, negative before 1970.
 */
export function daysOfDate(year: number, month: number, day: number): number {
  // Years that start in March: the leap day is the last, and months before it have lengths in a fixed pattern.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_IN_400_YEARS + dayOfEra - 719_468;
}

/**
 * Finds the date of a day, packed in one number so that loops allocate nothing: `year · 512 + month · 32 + day`. Take it
 * apart with {@link yearOf}, {@link monthOf} and {@link dayOf}.
 *
 * @param days - days since 1970-01-01, a 32-bit integer.
 * @returns the packed date; packed dates compare as dates do.
 */
export function packedDateOf(days: number): number {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / DAYS_IN_400_YEARS);
  const dayOfEra = shifted - era * DAYS_IN_400_YEARS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0)) * 512 + month * 32 + day;
}

/**
 * Takes the year out of a packed date.
 *
 * @param packed - from {@link packedDateOf}.
 * @returns the year.
 */
export function yearOf(packed: number): number {
  return Math.floor(packed / 512);
}

/**
 * Takes the month out of a packed date.
 *
 * @param packed - from {@link packedDateOf}.
 * @returns the month, from 1 to 12.
 */
export function monthOf(packed: number): number {
  return (packed >> 5) & 15;
}

/**
 * Takes the day of the month out of a packed date.
 *
 * @param packed - from {@link packedDateOf}.
 * @returns the day, from 1 to 31.
 */
export function dayOf(packed: number): number {
  return packed & 31;
}

/**
 * Reads a date written `YYYY-MM-DD`.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @returns days since 1970-01-01, or `NaN` when the text is anything else, a day that does not exist included.
 */
export function readIsoDate(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 10 || bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return Number.NaN;
  const year = digitsAt(bytes, start, 4);
  const month = digitsAt(bytes, start + 5, 2);
  const day = digitsAt(bytes, start + 8, 2);
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return Number.NaN;
  return daysOfDate(year, month, day);
}

function digitsAt(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let index = start; index < start + count; index++) {
    const digit = bytes[index]! - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Reads a date written `YYYY-MM-DD`.
 *
 * @param text - the date.
 * @returns days since 1970-01-01, or `null` when the text is anything else.
 */
export function parseIsoDate(text: string): number | null {
  const bytes = new TextEncoder().encode(text);
  const days = readIsoDate(bytes, 0, bytes.length);
  return Number.isNaN(days) ? null : days;
}

/**
 * Writes a date as `YYYY-MM-DD`.
 *
 * @param days - days since 1970-01-01, of a year from 0 to 9999.
 * @returns ten characters.
 */
export function formatIsoDate(days: number): string {
  const packed = packedDateOf(days);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(yearOf(packed)).padStart(4, '0')}-${two(monthOf(packed))}-${two(dayOf(packed))}`;
}
