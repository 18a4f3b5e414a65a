import { daysOfDate, monthOf, packedDateOf, yearOf } from '../../text/index.ts';

/** The period a date is cut to. */
export type Period = 'month' | 'quarter' | 'year';

const MONTHS: Readonly<Record<Period, number>> = Object.freeze({ month: 1, quarter: 3, year: 12 });

/** Dates cut to the first day of their period. */
export interface TruncatedDays {
  /** Int32Array(rows): days since 1970-01-01; 0 in null rows. */
  readonly days: Int32Array;
  /** Rows whose date was not the first day of its period. */
  readonly changedCount: number;
}

/**
 * Cuts dates to the first day of their month, quarter or year.
 *
 * @param days - Int32Array(rows), days since 1970-01-01.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param to - the period.
 * @returns new days; null rows hold 0, so that no date is left behind a null.
 * @remarks O(rows) time; allocates 4 bytes a row.
 */
export function truncateDays(days: Int32Array, valid: Uint8Array | null, to: Period): TruncatedDays {
  const rows = days.length;
  const months = MONTHS[to];
  const out = new Int32Array(rows);
  let changedCount = 0;
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    const packed = packedDateOf(days[row]!);
    const month = monthOf(packed) - 1;
    const start = daysOfDate(yearOf(packed), month - (month % months) + 1, 1);
    out[row] = start;
    if (start !== days[row]) changedCount++;
  }
  return { days: out, changedCount };
}
