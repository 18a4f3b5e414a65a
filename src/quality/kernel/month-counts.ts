import { DATE_PLACEHOLDERS, dayOf, daysOfDate, monthOf, packedDateOf, parseIsoDate, yearOf } from '../../text/index.ts';

/** Dates counted by month, with the few days that are suspect by themselves. */
export interface MonthCounts {
  /** Dates within the years 1 to 9999. */
  count: number;
  outOfRange: number;
  newYearDays: number;
  placeholders: number;
  /** Counts by month around those that occurred; index 0 stands for month `first`, counted from January of year 0. */
  first: number;
  counts: Float64Array;
}

const PLACEHOLDER_DAYS: ReadonlySet<number> = new Set(DATE_PLACEHOLDERS.map(({ date }) => parseIsoDate(date)!));

const FIRST_DAY: number = daysOfDate(1, 1, 1);
const LAST_DAY: number = daysOfDate(9999, 12, 31);
const SLACK_MONTHS = 120;

/**
 * Makes empty counts.
 *
 * @returns the counts.
 */
export function makeMonthCounts(): MonthCounts {
  return { count: 0, outOfRange: 0, newYearDays: 0, placeholders: 0, first: 0, counts: new Float64Array(0) };
}

/**
 * Adds dates.
 *
 * @param months - changed.
 * @param days - Int32Array(rows) or longer: days since 1970-01-01.
 * @param valid - validity bits; null rows are left out. `null` when no row is null.
 * @param weights - Float64Array(rows) or longer: how often each occurs; `null` for once.
 * @param rows - dates to add.
 * @remarks O(rows). Memory: 8 bytes a month between the first and the last, a MiB at most.
 */
export function addDays(months: MonthCounts, days: Int32Array, valid: Uint8Array | null, weights: Float64Array | null, rows: number): void {
  for (let row = 0; row < rows; row++) {
    if (valid !== null && ((valid[row >> 3]! >> (row & 7)) & 1) === 0) continue;
    const day = days[row]!;
    const weight = weights === null ? 1 : weights[row]!;
    if (day < FIRST_DAY || day > LAST_DAY) {
      months.outOfRange += weight;
      continue;
    }
    const packed = packedDateOf(day);
    const month = 12 * yearOf(packed) + monthOf(packed) - 1;
    let place = month - months.first;
    if (place < 0 || place >= months.counts.length) place = widen(months, month, month);
    months.counts[place]! += weight;
    months.count += weight;
    if (dayOf(packed) === 1 && monthOf(packed) === 1) months.newYearDays += weight;
    if (PLACEHOLDER_DAYS.has(day)) months.placeholders += weight;
  }
}

/**
 * Adds other counts.
 *
 * @param months - changed.
 * @param other - unchanged.
 */
export function mergeMonths(months: MonthCounts, other: MonthCounts): void {
  months.count += other.count;
  months.outOfRange += other.outOfRange;
  months.newYearDays += other.newYearDays;
  months.placeholders += other.placeholders;
  const from = other.counts.findIndex((count) => count > 0);
  const to = other.counts.findLastIndex((count) => count > 0);
  if (from < 0) return;
  const place = widen(months, other.first + from, other.first + to);
  for (let index = from; index <= to; index++) months.counts[place + index - from]! += other.counts[index]!;
}

/** Makes room for months and returns the place of the first. */
function widen(months: MonthCounts, from: number, to: number): number {
  const { first, counts } = months;
  const isEmpty = counts.length === 0;
  const begin = isEmpty ? from : Math.min(first, from < first ? from - SLACK_MONTHS : first);
  const end = Math.max(isEmpty ? 0 : first + counts.length, to < first + counts.length ? 0 : to + 1 + SLACK_MONTHS);
  const wider = new Float64Array(end - begin);
  if (!isEmpty) wider.set(counts, first - begin);
  months.first = begin;
  months.counts = wider;
  return from - begin;
}

/**
 * Finds the month of the date at a rank.
 *
 * @param months - the counts.
 * @param rank - from 1, the first date, to the number of dates.
 * @returns months since January of year 0; −1 beyond the last date.
 */
export function monthAtRank({ first, counts }: MonthCounts, rank: number): number {
  let left = rank;
  for (let place = 0; place < counts.length; place++) {
    left -= counts[place]!;
    if (left <= 0) return first + place;
  }
  return -1;
}

/**
 * Adds up the months of each year.
 *
 * @param months - the counts.
 * @returns years with a date, in ascending order.
 */
export function yearCounts({ first, counts }: MonthCounts): readonly { readonly year: number; readonly rows: number }[] {
  const years = new Map<number, number>();
  for (let place = 0; place < counts.length; place++) {
    const year = Math.floor((first + place) / 12);
    if (counts[place]! > 0) years.set(year, (years.get(year) ?? 0) + counts[place]!);
  }
  return [...years].map(([year, rows]) => ({ year, rows }));
}
