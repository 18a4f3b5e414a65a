/**
 * The proleptic Gregorian calendar as numbers: days and microseconds since 1970-01-01, read from and written as ISO 8601.
 */

const DAYS_BEFORE: readonly number[] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** Microseconds of a day. */
export const DAY_MICROS = 86_400_000_000n;

/**
 * Counts the days from 1970-01-01 to a date.
 *
 * @param year - from 1 to 9999.
 * @param month - from 1 to 12.
 * @param day - day of the month, from 1.
 * @returns days since 1970-01-01, or NaN when there is no such date.
 */
export function dayNumber(year: number, month: number, day: number): number {
  if (!(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1)) return NaN;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  if (day > length) return NaN;
  const before = year - 1;
  const years = 365 * before + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  return years + DAYS_BEFORE[month - 1]! + (leap && month > 2 ? 1 : 0) + day - 719_163;
}

/**
 * Reads a date in the form `YYYY-MM-DD`.
 *
 * @param bytes - text.
 * @param start - first byte.
 * @param end - byte after the last.
 * @returns days since 1970-01-01, or NaN.
 */
export function parseDate(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 10 || bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return NaN;
  return dayNumber(digits(bytes, start, 4), digits(bytes, start + 5, 2), digits(bytes, start + 8, 2));
}

/**
 * Reads an instant in the form `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM`, `YYYY-MM-DDTHH:MM:SS` or with up to six decimals of a
 * second; a space may stand for the `T`. A zone is not accepted: instants are local time without zone.
 *
 * @param bytes - text.
 * @param start - first byte.
 * @param end - byte after the last.
 * @returns microseconds since 1970-01-01T00:00:00, or `null`.
 */
export function parseTimestamp(bytes: Uint8Array, start: number, end: number): bigint | null {
  const day = parseDate(bytes, start, Math.min(end, start + 10));
  if (Number.isNaN(day)) return null;
  if (end === start + 10) return BigInt(day) * DAY_MICROS;
  const seconds = end - start >= 19;
  if (end - start !== 16 && !seconds) return null;
  if ((bytes[start + 10] !== 0x54 && bytes[start + 10] !== 0x20) || bytes[start + 13] !== 0x3a) return null;
  const hour = digits(bytes, start + 11, 2);
  const minute = digits(bytes, start + 14, 2);
  if (seconds && bytes[start + 16] !== 0x3a) return null;
  const second = seconds ? digits(bytes, start + 17, 2) : 0;
  const fraction = end > start + 19 ? microsOf(bytes, start + 19, end) : 0;
  if (!(hour < 24 && minute < 60 && second < 60) || Number.isNaN(fraction)) return null;
  return BigInt(day) * DAY_MICROS + BigInt(((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction);
}

/** Reads `.` and one to six decimals as microseconds, or NaN. */
function microsOf(bytes: Uint8Array, start: number, end: number): number {
  const places = end - start - 1;
  return bytes[start] === 0x2e && places >= 1 && places <= 6 ? digits(bytes, start + 1, places) * 10 ** (6 - places) : NaN;
}

function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index++) {
    const digit = bytes[index]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = 10 * value + digit;
  }
  return value;
}

/**
 * Writes a date as `YYYY-MM-DD`.
 *
 * @param days - days since 1970-01-01.
 * @returns the text, or `null` outside the years 1 to 9999.
 */
export function dateText(days: number): string | null {
  // Years start in March here, so that the leap day is the last day of the year.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (year < 1 || year > 9999) return null;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/**
 * Writes an instant as `YYYY-MM-DDTHH:MM:SS`, with six decimals when it has a fraction of a second.
 *
 * @param micros - microseconds since 1970-01-01T00:00:00.
 * @returns the text, or `null` outside the years 1 to 9999.
 */
export function timestampText(micros: bigint): string | null {
  const within = ((micros % DAY_MICROS) + DAY_MICROS) % DAY_MICROS;
  const date = dateText(Number((micros - within) / DAY_MICROS));
  if (date === null) return null;
  const seconds = Math.floor(Number(within) / 1_000_000);
  const fraction = Number(within) - seconds * 1_000_000;
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `${date}T${time}${fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`}`;
}
