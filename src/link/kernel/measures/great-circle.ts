/** Mean radius of the earth in kilometres, as Splink has it. */
const RADIUS = 6371;
const DEGREE = Math.PI / 180;

/**
 * Measures the distance of two places along a great circle.
 *
 * @param leftLatitude - degrees north.
 * @param leftLongitude - degrees east.
 * @param rightLatitude - degrees north.
 * @param rightLongitude - degrees east.
 * @returns kilometres on a sphere with a radius of 6,371 km, good to the last digits for near places too; NaN where a
 *   coordinate is NaN.
 * @see Sinnott 1984, Virtues of the haversine, Sky and Telescope 68 (2), 158.
 * @example
 * Math.round(kilometres(48.8566, 2.3522, 45.764, 4.8357)); // => 391, from Paris to Lyon
 */
export function kilometres(leftLatitude: number, leftLongitude: number, rightLatitude: number, rightLongitude: number): number {
  const north = Math.sin(((rightLatitude - leftLatitude) * DEGREE) / 2);
  const east = Math.sin(((rightLongitude - leftLongitude) * DEGREE) / 2);
  const haversine = north * north + Math.cos(leftLatitude * DEGREE) * Math.cos(rightLatitude * DEGREE) * east * east;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

/**
 * Measures the distance of two places by the spherical law of cosines, as Splink does: within some metres it is noise, and
 * it is rounded to 32 bits.
 *
 * @param leftLatitude - degrees north.
 * @param leftLongitude - degrees east.
 * @param rightLatitude - degrees north.
 * @param rightLongitude - degrees east.
 * @returns kilometres on a sphere with a radius of 6,371 km; NaN where a coordinate is NaN.
 * @see https://github.com/moj-analytical-services/splink, splink/internals/comparison_level_sql.py.
 */
export function kilometresByCosine(leftLatitude: number, leftLongitude: number, rightLatitude: number, rightLongitude: number): number {
  const cosine = Math.sin(leftLatitude * DEGREE) * Math.sin(rightLatitude * DEGREE)
    + Math.cos(leftLatitude * DEGREE) * Math.cos(rightLatitude * DEGREE) * Math.cos((rightLongitude - leftLongitude) * DEGREE);
  return Math.fround(Math.acos(Math.max(-1, Math.min(1, cosine))) * RADIUS);
}
