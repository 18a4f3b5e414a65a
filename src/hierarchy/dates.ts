import { daysOfDate, formatIsoDate, monthOf, packedDateOf, parseIsoDate, yearOf } from '../text/index.ts';
import type { HierarchyRules, LevelRule } from './hierarchy-rules.ts';

/** A part of the calendar. Weeks are those of ISO 8601 and lie in no other period. */
export type DatePeriod = 'day' | 'week' | 'month' | 'quarter' | 'halfYear' | 'year' | 'fiveYears' | 'decade' | 'century';

/** The periods, each after those that it may hold. */
export const DATE_PERIODS: readonly DatePeriod[] = Object.freeze(['day', 'week', 'month', 'quarter', 'halfYear', 'year', 'fiveYears', 'decade', 'century'] as const);

/** How dates are put into periods. */
export interface DateForm {
  /** The period of each level, ascending. */
  readonly periods: readonly DatePeriod[];
  /** Days before it, written `YYYY-MM-DD`, are one group at every level: `<1930-01-01`. */
  readonly lower?: string;
  /** Days from it on are one group at every level: `2020-01-01+`. */
  readonly upper?: string;
}

/** Months, then years, of the periods that are made of them. */
const MONTHS: Readonly<Partial<Record<DatePeriod, number>>> = Object.freeze({ month: 1, quarter: 3, halfYear: 6, year: 12, fiveYears: 60, decade: 120, century: 1200 });

/**
 * Generalises dates to periods of the calendar, and periods to longer ones.
 *
 * Groups are first days of periods, −∞ and ∞ for what lies beyond the bounds. Names: `2024-W11`, `2024-03`, `2024-Q1`,
 * `2024-H1`, `2024`, `2020-2024`, `2020-2029`, `2000-2099`.
 *
 * @param form - see {@link DateForm}.
 * @returns the hierarchy of days since 1970-01-01. The days between two bounds are the leaves that it lists.
 * @throws {RangeError} if the periods do not nest, or a bound is no date.
 * @example
 * const { levels } = dateHierarchy({ periods: ['month', 'quarter'], lower: '1930-01-01' });
 * levels[0].label(levels[0].group(19_799)); // => '2024-03'
 * levels[1].label(levels[1].group(levels[0].group(19_799))); // => '2024-Q1'
 * levels[1].label(-Infinity); // => '<1930-01-01'
 */
export function dateHierarchy({ periods, lower, upper }: DateForm): HierarchyRules<number> {
  refuseOrder(periods);
  const from = boundOf(lower, 'lower', -Infinity);
  const until = boundOf(upper, 'upper', Infinity);
  if (!(from < until)) throw new RangeError('upper: expected a date after lower');
  const hasBounds = Number.isFinite(from) && Number.isFinite(until);
  const levels = periods.map((period, level): LevelRule<number> => ({
    group: (day) => {
      if (!Number.isFinite(day)) return day;
      if (level === 0 && day < from) return -Infinity;
      return level === 0 && day >= until ? Infinity : firstDayOf(day, period);
    },
    label: (first) => (first === -Infinity ? `<${lower}` : first === Infinity ? `${upper}+` : nameOf(first, period)),
    listed: (first) => (hasBounds && Number.isFinite(first) ? Math.min(until, nextAfter(first, period)) - Math.max(from, first) : 0),
  }));
  return { levels, listed: hasBounds ? until - from : 0, isListed: (day) => hasBounds && day >= from && day < until, top: null };
}

function refuseOrder(periods: readonly DatePeriod[]): void {
  if (periods.length === 0) throw new RangeError('periods: expected at least one');
  periods.forEach((period, level) => {
    const below = periods[level - 1];
    if (below === undefined) return;
    if (below === 'week') throw new RangeError(`periods[${level}]: weeks lie in no other period`);
    if (DATE_PERIODS.indexOf(period) <= DATE_PERIODS.indexOf(below)) throw new RangeError(`periods[${level}]: expected a longer period than ${below}`);
  });
}

function boundOf(text: string | undefined, option: string, open: number): number {
  if (text === undefined) return open;
  const day = parseIsoDate(text);
  if (day === null) throw new RangeError(`${option}: expected a date in the form YYYY-MM-DD`);
  return day;
}

function firstDayOf(day: number, period: DatePeriod): number {
  if (period === 'day') return day;
  // 1970-01-01 was a Thursday, three days after a Monday.
  if (period === 'week') return 7 * Math.floor((day + 3) / 7) - 3;
  return firstDayOfMonths(monthsTo(day), MONTHS[period]!);
}

/** Counts the months from year 0 to the month of a day. */
function monthsTo(day: number): number {
  const packed = packedDateOf(day);
  return 12 * yearOf(packed) + monthOf(packed) - 1;
}

function firstDayOfMonths(month: number, length: number): number {
  const first = length * Math.floor(month / length);
  return daysOfDate(Math.floor(first / 12), first - 12 * Math.floor(first / 12) + 1, 1);
}

function nextAfter(first: number, period: DatePeriod): number {
  if (period === 'day') return first + 1;
  return period === 'week' ? first + 7 : firstDayOfMonths(monthsTo(first) + MONTHS[period]!, MONTHS[period]!);
}

function nameOf(first: number, period: DatePeriod): string {
  if (period === 'day') return formatIsoDate(first);
  if (period === 'week') {
    // The year of a week is that of its Thursday.
    const year = yearOf(packedDateOf(first + 3));
    return `${yearName(year)}-W${twoDigits(Math.floor((first + 3 - daysOfDate(year, 1, 1)) / 7) + 1)}`;
  }
  const months = monthsTo(first);
  const year = Math.floor(months / 12);
  const month = months - 12 * year;
  switch (period) {
    case 'month':
      return `${yearName(year)}-${twoDigits(month + 1)}`;
    case 'quarter':
      return `${yearName(year)}-Q${month / 3 + 1}`;
    case 'halfYear':
      return `${yearName(year)}-H${month / 6 + 1}`;
    case 'year':
      return yearName(year);
    default:
      return `${yearName(year)}-${yearName(year + MONTHS[period]! / 12 - 1)}`;
  }
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');
const yearName = (year: number): string => (year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0'));
