/**
 * Measures how far two numbers are apart.
 *
 * @param left - a number.
 * @param right - another.
 * @returns their difference, at least 0; NaN where either is NaN or both are the same infinity.
 */
export function absoluteDifference(left: number, right: number): number {
  return Math.abs(left - right);
}

/**
 * Measures how far two numbers are apart as a share of the greater one, as Splink does. It means something for numbers
 * that are not negative.
 *
 * @param left - a number.
 * @param right - another.
 * @returns the share; NaN for two zeros, as a database has 0 / 0, infinite where the greater one alone is zero, and negative
 *   where both numbers are.
 */
export function percentageDifference(left: number, right: number): number {
  return Math.abs(left - right) / Math.max(left, right);
}
