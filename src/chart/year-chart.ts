import { box, CHART_WIDTH, frame, label, toned } from './frame.ts';
import type { Markup } from './markup.ts';

/** How many values fall in a year. */
export interface YearCount {
  readonly year: number;
  /** At least 0. */
  readonly count: number;
  /** The count as people read it. */
  readonly text: string;
}

const PLOT_HEIGHT = 40;
const MOST_YEARS = 10_000;
/** Few years do not fill the width: one year is a column, not a wall. */
const BROADEST = 48;

/**
 * Draws counts along the years, one column a year; a year without count is a gap.
 *
 * @param title - the chart's name, for example `Stays per year`.
 * @param years - each year at most once, in any order.
 * @returns the chart, with its first and last year below; one without years is an empty frame.
 * @throws {RangeError} for a year given twice, more than 10,000 years, or a count that is negative or not finite.
 * @example
 * const chart = yearChart('Entries', [{ year: 2023, count: 5, text: '5' }, { year: 2025, count: 9, text: '9' }]);
 * markupText(chart).includes('<desc>2023 5; 2025 9</desc>'); // => true
 */
export function yearChart(title: string, years: readonly YearCount[]): Markup {
  const sorted = [...years].sort((left, right) => left.year - right.year);
  for (const [index, { year, count }] of sorted.entries()) {
    if (!Number.isInteger(year) || year === sorted[index - 1]?.year) throw new RangeError('years: expected each once');
    if (!(count >= 0 && count < Infinity)) throw new RangeError('count: expected a number of at least 0');
  }
  const first = sorted[0]?.year ?? 0;
  const last = sorted.at(-1)?.year ?? 0;
  if (last - first >= MOST_YEARS) throw new RangeError(`years: expected at most ${MOST_YEARS}`);
  const step = Math.min(BROADEST, CHART_WIDTH / (last - first + 1));
  const end = step * (last - first + 1);
  const most = Math.max(0, ...sorted.map(({ count }) => count));
  const marks = sorted.map(({ year, count, text }) => {
    const height = most === 0 ? 0 : Math.max((count / most) * PLOT_HEIGHT, count > 0 ? 1 : 0);
    return box({ x: (year - first) * step, y: PLOT_HEIGHT - height, width: step > 3 ? step - 1 : step, height }, null, `${year} ${text}`);
  });
  return frame(title, sorted.map(({ year, text }) => `${year} ${text}`).join('; '), PLOT_HEIGHT + 18, [
    toned('mark', marks),
    box({ x: 0, y: PLOT_HEIGHT, width: CHART_WIDTH, height: 1 }, 'quiet'),
    sorted.length === 0 ? null : [label(0, PLOT_HEIGHT + 15, String(first), 'start', 'quiet'), last === first ? null : label(end, PLOT_HEIGHT + 15, String(last), 'end', 'quiet')],
  ]);
}
