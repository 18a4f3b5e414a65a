import type { NoiseTable } from './noise-table.ts';

/** What an attacker who knows the method learns of true values from published ones. One place per cell. */
export interface TrueBounds {
  /** Float64Array(cells): the true value is not below. */
  readonly lower: Float64Array;
  /** Float64Array(cells): nor above; may be infinite. */
  readonly upper: Float64Array;
}

/**
 * Bounds true counts by the noise that their published counts may have.
 *
 * @param table - noise by count, taken as known to everybody.
 * @param published - Float64Array(cells): perturbed counts; NaN for a cell that is not published.
 * @returns the smallest and the largest count that the published one may have come of; 0 and ∞ where none is published.
 * @remarks O(cells × D).
 * @example
 * const { table } = countNoise({ maxDeviation: 2, variance: 1 });
 * const { lower, upper } = boundsOfNoise(table, Float64Array.of(0, 3, 50));
 * [[...lower], [...upper]]; // => [[0, 1, 48], [2, 5, 52]]
 */
export function boundsOfNoise(table: NoiseTable, published: Float64Array): TrueBounds {
  const widest = Math.max(...table.map(({ deviations }) => Math.max(...deviations.map(Math.abs))));
  const rowOf = (count: number): NoiseTable[number] => table.findLast(({ size }) => size <= count)!;
  return bounds(published, (value) => {
    const counts = Array.from({ length: 2 * widest + 1 }, (_, index) => value - widest + index).filter((count) => count >= 0 && rowOf(count).deviations.includes(value - count));
    return [counts[0] ?? 0, counts.at(-1) ?? Infinity];
  });
}

/**
 * Bounds true values by the multiple they were rounded to.
 *
 * @param roundingBase - b.
 * @param steps - how many multiples beyond the two neighbours were allowed, K.
 * @param published - Float64Array(cells): rounded values; NaN for a cell that is not published.
 * @returns [a − (K + 1)b + 1, a + (K + 1)b − 1], cut at 0.
 * @see Handbook on Statistical Disclosure Control, 2nd ed. (2024), ch. 5, rounding; its special case for small a contradicts
 *   its own definition of steps and is not used.
 * @example
 * const { lower, upper } = boundsOfRounding(5, 1, Float64Array.of(15));
 * [lower[0], upper[0]]; // => [6, 24]
 */
export function boundsOfRounding(roundingBase: number, steps: number, published: Float64Array): TrueBounds {
  const reach = (steps + 1) * roundingBase - 1;
  return bounds(published, (value) => [Math.max(0, value - reach), value + reach]);
}

/**
 * Bounds true counts after small ones were rounded.
 *
 * @param roundingBase - b.
 * @param isInner - Uint8Array(cells): 1 for cells that are no totals. Totals are bounded by these alone.
 * @param published - Float64Array(cells): rounded counts; NaN for a cell that is not published.
 * @returns [0, b − 1] where 0 is published, [1, b] where b is, the published count itself elsewhere.
 */
export function boundsOfSmallCounts(roundingBase: number, isInner: Uint8Array, published: Float64Array): TrueBounds {
  return bounds(published, (value, cell) => {
    if (isInner[cell] !== 1) return [0, Infinity];
    if (value === 0) return [0, roundingBase - 1];
    return value === roundingBase ? [1, roundingBase] : [value, value];
  });
}

function bounds(published: Float64Array, boundsOf: (value: number, cell: number) => readonly [number, number]): TrueBounds {
  const lower = new Float64Array(published.length);
  const upper = new Float64Array(published.length).fill(Infinity);
  published.forEach((value, cell) => {
    if (!Number.isNaN(value)) [lower[cell], upper[cell]] = boundsOf(value, cell);
  });
  return { lower, upper };
}
