import { rankOf, type QuantileBucket, type QuantileSketch } from './quantile-sketch.ts';

/** Numbers from `from` up to and not including `to`; `null` is without bound. */
export interface Bin {
  readonly from: number | null;
  readonly to: number | null;
  readonly rows: number;
}

/** Bins between the ends of the scale. */
const MOST_STEPS = 16;
/** The share of numbers on either side that bins without bound may take. */
const TAIL_SHARE = 0.01;

/**
 * Lays the numbers of a sketch out in bins with round bounds: steps of 1, 2 or 5 times a power of ten.
 *
 * @param sketch - the numbers.
 * @param unit - what the sketch's numbers are divided by.
 * @param minCount - fewest numbers of a bin; smaller ones are joined with the next.
 * @returns adjoining bins in ascending order, the first and the last without bound; none for fewer numbers than
 *   `minCount`.
 * @remarks Numbers go where the middle of their bucket lies.
 */
export function niceBins(sketch: QuantileSketch, unit: number, minCount: number): readonly Bin[] {
  const buckets = sketch.buckets().filter(({ middle }) => Number.isFinite(middle));
  const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  if (count === 0 || count < minCount) return [];
  const low = middleAt(buckets, rankOf(TAIL_SHARE, count)) / unit;
  const high = middleAt(buckets, rankOf(1 - TAIL_SHARE, count)) / unit;
  const bounds = roundBounds(low, high);
  const rows = new Float64Array(bounds.length + 1);
  let bin = 0;
  for (const { middle, count: number } of buckets) {
    while (bin < bounds.length && middle / unit >= bounds[bin]!) bin++;
    rows[bin]! += number;
  }
  return joined(bounds, rows, minCount);
}

function middleAt(buckets: readonly QuantileBucket[], rank: number): number {
  let left = rank;
  for (const { middle, count } of buckets) {
    left -= count;
    if (left <= 0) return middle;
  }
  return buckets.at(-1)!.middle;
}

/** Round numbers between two, both included; one between equal numbers. */
function roundBounds(low: number, high: number): readonly number[] {
  const span = high / MOST_STEPS - low / MOST_STEPS;
  if (!(span > 0)) return [];
  const exponent = Math.floor(Math.log10(span));
  const [factor, power] = ([[1, exponent], [2, exponent], [5, exponent], [1, exponent + 1], [2, exponent + 1]] as const)
    .find(([one, ten]) => Number(`${one}e${ten}`) >= span) ?? [5, exponent + 1];
  const step = Number(`${factor}e${power}`);
  // Written in decimal, so that a bound is the double nearest to it: 0.3, not 0.1 three times.
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => Number(`${(first + index) * factor}e${power}`));
}

/** Joins a bin with too few numbers with those after it, and the last with the one before. */
function joined(bounds: readonly number[], rows: Float64Array, minCount: number): Bin[] {
  const bins: Bin[] = [];
  let from: number | null = null;
  let held = 0;
  for (let bin = 0; bin < rows.length; bin++) {
    held += rows[bin]!;
    const to = bounds[bin] ?? null;
    const isLast = bin === rows.length - 1;
    if (held >= minCount && held > 0) {
      bins.push({ from, to, rows: held });
      from = to;
      held = 0;
    } else if (isLast && bins.length > 0) {
      const before = bins.pop()!;
      bins.push({ from: before.from, to: null, rows: before.rows + held });
      held = 0;
    }
  }
  return bins.length === 0 ? [{ from: null, to: null, rows: held }] : open(bins);
}

/** The last bin has no bound, whether or not a number lies beyond it. */
function open(bins: Bin[]): Bin[] {
  const last = bins.pop()!;
  return [...bins, { ...last, to: null }];
}
