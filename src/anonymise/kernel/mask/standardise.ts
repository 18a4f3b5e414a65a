/** Coordinates that may be summed exactly. */
export interface StandardPoints {
  /** Float64Array(points × dimensions), point by point. */
  readonly coordinates: Float64Array;
  /** Mean and standard deviation of each column, over the rows. */
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** Binary digits after the point of a coordinate, where there are few enough rows. */
const FRACTION_BITS = 20;

/**
 * Brings columns to one scale: distances from the mean in standard deviations, rounded to a multiple of 2⁻²⁰ (with 4 million rows or more, of
 * a larger power of two), so that sums of coordinates are exact and depend on no order.
 *
 * @param columns - finite numbers by column, a value per point, in an order that does not depend on the rows'.
 * @param rows - rows of each point.
 * @returns the points; a column of a single value is 0 everywhere.
 * @remarks O(points × columns). The standard deviation is that of a sample: it divides by rows − 1.
 * @example
 * standardise([Float64Array.of(1, 3)], [1, 1]).means; // => [2]
 */
export function standardise(columns: readonly Float64Array[], rows: ArrayLike<number>): StandardPoints {
  const points = rows.length;
  const coordinates = new Float64Array(points * columns.length);
  let weight = 0;
  for (let point = 0; point < points; point++) weight += rows[point]!;
  // A coordinate is at most √rows, so that a sum of all stays below 2⁵³ units.
  const unit = 2 ** -Math.min(FRACTION_BITS, Math.floor(53 - 1.5 * Math.log2(weight + 1)));
  const moments = columns.map((values) => momentsOf(values, rows, weight));
  columns.forEach((values, axis) => {
    const { mean, deviation } = moments[axis]!;
    if (deviation === 0) return;
    for (let point = 0; point < points; point++) coordinates[point * columns.length + axis] = Math.round((values[point]! - mean) / deviation / unit) * unit;
  });
  return { coordinates, means: moments.map(({ mean }) => mean), deviations: moments.map(({ deviation }) => deviation) };
}

function momentsOf(values: Float64Array, rows: ArrayLike<number>, weight: number): { readonly mean: number; readonly deviation: number } {
  // Measured from the first value, so that large numbers close to each other keep their differences.
  const origin = values[0] ?? 0;
  let sum = 0;
  for (let point = 0; point < values.length; point++) sum += rows[point]! * (values[point]! - origin);
  const shift = weight === 0 ? 0 : sum / weight;
  let squares = 0;
  for (let point = 0; point < values.length; point++) squares += rows[point]! * (values[point]! - origin - shift) ** 2;
  return { mean: origin + shift, deviation: weight > 1 ? Math.sqrt(squares / (weight - 1)) : 0 };
}
