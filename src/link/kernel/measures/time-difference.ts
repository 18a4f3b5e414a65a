/** Seconds of a unit of time. A year is 365.25 days, a month a twelfth of it, as in Splink. */
export const SECONDS_PER: Readonly<Record<'second' | 'minute' | 'hour' | 'day' | 'month' | 'year', number>> = Object.freeze({
  second: 1, minute: 60, hour: 3600, day: 86_400, month: 2_629_800, year: 31_557_600,
});

/**
 * Measures how far two instants are apart, whatever the calendar.
 *
 * @param left - seconds since 1970-01-01T00:00:00.
 * @param right - the same of the other.
 * @returns seconds, at least 0; NaN where either is NaN.
 * @example
 * timeDifference(0, 31 * SECONDS_PER.day) <= SECONDS_PER.month; // => false
 */
export function timeDifference(left: number, right: number): number {
  return Math.abs(left - right);
}
