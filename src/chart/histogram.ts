import { box, CHART_WIDTH, frame, label, toned } from './frame.ts';
import type { Markup } from './markup.ts';

/** How many values lie between two bounds. */
export interface Bucket {
  /** Lower bound. */
  readonly from: number;
  /** Upper bound, at least `from`. */
  readonly to: number;
  /** Values in it; at least 0. */
  readonly count: number;
  /** The bucket as people read it, for example `10 to 20: 1,204`. */
  readonly text: string;
}

const PLOT_HEIGHT = 72;
/** A bucket without width is drawn with this share of the whole. */
const LEAST_SHARE = 1 / 160;

/**
 * Draws how values are spread: the area over a bucket is its count, so that buckets of unequal width do not mislead.
 *
 * @param title - the chart's name, for example `Stays per year`.
 * @param buckets - in rising order; gaps between them stay empty.
 * @param ends - the lowest and the highest bound as people read them.
 * @returns the chart; one without buckets is an empty frame.
 * @throws {RangeError} for buckets out of order, or a count that is negative or not finite.
 * @remarks Linear in the buckets.
 * @example
 * const chart = histogram('Nights', [{ from: 0, to: 1, count: 8, text: '0: 8' }, { from: 1, to: 3, count: 4, text: '1 to 3: 4' }], ['0', '3']);
 * markupText(chart).includes('<desc>0: 8; 1 to 3: 4</desc>'); // => true
 */
export function histogram(title: string, buckets: readonly Bucket[], ends: readonly [low: string, high: string]): Markup {
  let edge = -Infinity;
  for (const { from, to, count } of buckets) {
    if (!(from >= edge && to >= from && to < Infinity && from > -Infinity)) throw new RangeError('buckets: expected bounds in rising order');
    if (!(count >= 0 && count < Infinity)) throw new RangeError('count: expected a number of at least 0');
    edge = to;
  }
  const low = buckets[0]?.from ?? 0;
  // Halves, since the distance of two doubles may be none.
  const span = Math.max(halfWidth(low, buckets.at(-1)?.to ?? 1), Number.MIN_VALUE);
  const placed = buckets.map((bucket) => {
    const share = Math.max(halfWidth(bucket.from, bucket.to) / span, LEAST_SHARE);
    return { bucket, share, start: Math.min(halfWidth(low, bucket.from) / span, 1 - share), density: bucket.count / share };
  });
  const densest = Math.max(0, ...placed.map(({ density }) => density));
  const marks = placed.map(({ bucket, start, share, density }) => {
    const height = densest === 0 ? 0 : (density / densest) * PLOT_HEIGHT;
    // A hair's breadth between bars, where they are broad enough to spare it.
    const width = share * CHART_WIDTH;
    return box({ x: start * CHART_WIDTH, y: PLOT_HEIGHT - height, width: width > 3 ? width - 1 : width, height }, null, bucket.text);
  });
  return frame(title, buckets.map(({ text }) => text).join('; '), PLOT_HEIGHT + 18, [
    toned('mark', marks),
    box({ x: 0, y: PLOT_HEIGHT, width: CHART_WIDTH, height: 1 }, 'quiet'),
    buckets.length === 0 ? null : [label(0, PLOT_HEIGHT + 15, ends[0], 'start', 'quiet'), label(CHART_WIDTH, PLOT_HEIGHT + 15, ends[1], 'end', 'quiet')],
  ]);
}

function halfWidth(from: number, to: number): number {
  return to / 2 - from / 2;
}
