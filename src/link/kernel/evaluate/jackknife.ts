/** An estimate with its uncertainty. */
export interface Interval {
  readonly estimate: number;
  readonly standardError: number;
  /** Ends of the interval of 95 %. */
  readonly low: number;
  readonly high: number;
}

/**
 * Gives the interval of a share by a delete-a-group jackknife: records or persons are put in groups by chance, the share is
 * worked out again without each group, and how much it moves tells how much it would move in another population.
 *
 * @param estimate - the share among all, in [0, 1].
 * @param replicates - the share without each group, at least two.
 * @returns the interval, on the scale of log odds where all shares are inside (0, 1), so that its ends are too; null where a
 *   replicate has no meaning (NaN) or there are fewer than two.
 * @remarks Student's distribution with one degree of freedom less than groups.
 * @see Kott 2001, The delete-a-group jackknife, Journal of Official Statistics 17(4).
 * @example
 * const interval = shareInterval(0.5, [0.4, 0.5, 0.6, 0.5]);
 * interval.low > 0 && interval.high < 1; // => true
 */
export function shareInterval(estimate: number, replicates: readonly number[]): Interval | null {
  if (replicates.length < 2 || [estimate, ...replicates].some(Number.isNaN)) return null;
  const isInside = [estimate, ...replicates].every((share) => share > 0 && share < 1);
  const standardError = jackknifeError(replicates);
  const reach = studentQuantile(replicates.length - 1);
  if (!isInside) {
    return { estimate, standardError, low: Math.max(0, estimate - reach * standardError), high: Math.min(1, estimate + reach * standardError) };
  }
  const error = jackknifeError(replicates.map(logOdds));
  return { estimate, standardError, low: shareOf(logOdds(estimate) - reach * error), high: shareOf(logOdds(estimate) + reach * error) };
}

/**
 * Gives the standard error of an estimate from its replicates.
 *
 * @param replicates - the estimate without each group.
 * @returns √((G − 1)/G · Σ (replicate − mean)²).
 */
export function jackknifeError(replicates: readonly number[]): number {
  const groups = replicates.length;
  const mean = replicates.reduce((sum, value) => sum + value, 0) / groups;
  return Math.sqrt(((groups - 1) / groups) * replicates.reduce((sum, value) => sum + (value - mean) ** 2, 0));
}

/**
 * Approximates the 97.5 % quantile of Student's distribution.
 *
 * @param degrees - degrees of freedom, from 1 up.
 * @returns the quantile, within 0.5 % from 3 degrees up.
 * @see Abramowitz and Stegun 1964, 26.7.5.
 */
export function studentQuantile(degrees: number): number {
  const z = 1.959963984540054;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2)
    + (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
    + (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92_160 * degrees ** 4);
}

function logOdds(share: number): number {
  return Math.log(share / (1 - share));
}

function shareOf(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}
