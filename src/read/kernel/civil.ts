/** Answer of {@link daysOf} for a date that does not exist. */
export const NO_DATE = -0x80000000;

const LAST_YEAR = 9999;

/** Days from 1970-01-01 to the first of January of each year, one year more than can be asked for. */
const YEAR_STARTS = new Int32Array(LAST_YEAR + 2);
for (let year = 1, start = -719162; year <= LAST_YEAR + 1; year++) {
  YEAR_STARTS[year] = start;
  start += year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 366 : 365;
}

/** Days before each month, and its length; index 1 is January of a common year, 17 January of a leap year. */
const MONTH_STARTS = new Int32Array(32);
const MONTH_LENGTHS = new Int32Array(32);
for (const [base, february] of [[0, 28], [16, 29]] as const) {
  [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].reduce((start, length, index) => {
    MONTH_STARTS[base + index + 1] = start;
    MONTH_LENGTHS[base + index + 1] = length;
    return start + length;
  }, 0);
}

/**
 * Counts the days from 1970-01-01 to a date of the Gregorian calendar, carried back before its adoption.
 *
 * @param year - from 1 to 9999.
 * @param month - from 1 to 12.
 * @param day - day of the month.
 * @returns days, negative before 1970, or {@link NO_DATE}.
 */
export function daysOf(year: number, month: number, day: number): number {
  if (year < 1 || year > LAST_YEAR || month < 1 || month > 12) return NO_DATE;
  const start = YEAR_STARTS[year]!;
  const entry = month + (YEAR_STARTS[year + 1]! - start === 366 ? 16 : 0);
  return day < 1 || day > MONTH_LENGTHS[entry]! ? NO_DATE : start + MONTH_STARTS[entry]! + day - 1;
}
