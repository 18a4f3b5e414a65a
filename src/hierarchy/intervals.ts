import { bandLabel, decimalsOf } from './band-labels.ts';
import type { HierarchyRules, LevelRule } from './hierarchy-rules.ts';

/** How numbers are put into intervals. */
export interface IntervalForm {
  /** Width of the intervals of each level, each a multiple of the one before. */
  readonly widths: readonly number[];
  /** A bound of an interval of every level; 0 when omitted. */
  readonly origin?: number;
  /** Numbers below it are one group at every level: `<0`. */
  readonly lower?: number;
  /** Numbers from it on are one group at every level: `85+`. */
  readonly upper?: number;
}

/**
 * Generalises numbers to intervals, and intervals to wider ones.
 *
 * Intervals are numbered from the origin, so that their names are the same for any data. An interval that holds a bound ends
 * there. Groups are the numbers of intervals of their level, −∞ and ∞ for what lies beyond the bounds.
 *
 * @param form - see {@link IntervalForm}.
 * @param isWhole - whether the numbers are whole, so that intervals are named `20-24`; else `20 to <25`.
 * @returns the hierarchy. It has neither NaN nor whole numbers beyond 2⁵³. Whole numbers between two bounds are the leaves that it lists.
 * @throws {RangeError} if widths, origin and bounds do not fit each other.
 * @example
 * const { levels } = intervalHierarchy({ widths: [5, 20], upper: 85 }, true);
 * levels[0].label(levels[0].group(42)); // => '40-44'
 * levels[1].label(levels[1].group(levels[0].group(42))); // => '40-59'
 * levels[0].label(levels[0].group(101)); // => '85+'
 */
export function intervalHierarchy(form: IntervalForm, isWhole: boolean): HierarchyRules<number> {
  const { widths, origin = 0, lower = -Infinity, upper = Infinity } = form;
  const ratios = ratiosOf(form, isWhole);
  const hasBounds = isWhole && Number.isFinite(lower) && Number.isFinite(upper);
  const digits = Math.max(...[origin, ...widths].map(decimalsOf));
  const startOf = (interval: number, width: number): number => (digits === 0 ? origin + interval * width : Number((origin + interval * width).toFixed(digits)));
  const boundOf = (interval: number, width: number): number => Math.min(upper, Math.max(lower, startOf(interval, width)));
  const levels = widths.map((width, level): LevelRule<number> => {
    const ratio = ratios[level]!;
    return {
      group: level > 0 ? (interval) => Math.floor(interval / ratio) : (value) => {
        // Beyond 2⁵³ whole numbers have doubles in common.
        if (Number.isNaN(value) || (isWhole && !Number.isSafeInteger(value))) return null;
        if (value < lower) return -Infinity;
        return value >= upper ? Infinity : intervalOf(value, (value - origin) / width, (interval) => startOf(interval, width));
      },
      label: (interval) => {
        if (interval === -Infinity && lower > -Infinity) return `<${lower}`;
        if (interval === Infinity && upper < Infinity) return `${upper}+`;
        return bandLabel(boundOf(interval, width), boundOf(interval + 1, width), isWhole);
      },
      listed: (interval) => (hasBounds && Number.isFinite(interval) ? boundOf(interval + 1, width) - boundOf(interval, width) : 0),
    };
  });
  return { levels, listed: hasBounds ? upper - lower : 0, isListed: (value) => hasBounds && value >= lower && value < upper, top: null };
}

/** Checks a form; gives for each level how many intervals of the level below make one. */
function ratiosOf({ widths, origin = 0, lower = -Infinity, upper = Infinity }: IntervalForm, isWhole: boolean): number[] {
  if (widths.length === 0) throw new RangeError('widths: expected at least one');
  if (!(lower < upper)) throw new RangeError('upper: expected a number above lower');
  if (!Number.isFinite(origin)) throw new RangeError('origin: expected a finite number');
  if (isWhole && [origin, ...widths, ...[lower, upper].filter(Number.isFinite)].some((number) => !Number.isSafeInteger(number))) {
    throw new RangeError('widths: expected whole widths, origin and bounds for whole numbers');
  }
  return widths.map((width, level) => {
    const below = widths[level - 1];
    if (!(width > 0 && width < Infinity)) throw new RangeError(`widths[${level}]: expected a number above 0, got ${width}`);
    if (below === undefined) return 1;
    const ratio = Math.round(width / below);
    if (ratio < 2 || Math.abs(ratio * below - width) > 1e-9 * width) throw new RangeError(`widths[${level}]: expected a multiple of ${below}, got ${width}`);
    return ratio;
  });
}

// The quotient may be rounded across a bound; the interval must hold its number all the same.
function intervalOf(value: number, quotient: number, startOf: (interval: number) => number): number {
  if (!Number.isFinite(value)) return value;
  const interval = Math.floor(quotient);
  if (startOf(interval) > value) return interval - 1;
  return startOf(interval + 1) <= value ? interval + 1 : interval;
}
