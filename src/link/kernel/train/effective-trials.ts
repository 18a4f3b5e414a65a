/**
 * Estimates how many independent trials pairs are worth, from how unevenly they fall on groups of records.
 *
 * Pairs of one person, or of one record, succeed and fail together. The more of them hang together, the more the groups, into
 * which records were put by chance, differ in their number of pairs: of independent units with w pairs each, the spread of
 * groups is Σ w², and (Σ w)² ÷ Σ w² is what they are worth (Kish's effective size).
 *
 * @param trials - pairs, each once.
 * @param ofGroups - pairs of each group of records, at least two; a pair of two groups counts in both.
 * @returns the effective number, at most `trials`.
 * @remarks O(groups). As uncertain as a variance of so few groups is: ± a quarter of 40, ± a third of 20.
 * @see Kish 1965, Survey Sampling, section 8.2.
 * @example
 * effectiveTrials(400, [90, 110, 100, 100]); // => 400, as even as chance leaves them: none hang together
 * effectiveTrials(400, [0, 400, 0, 0]); // => 1, all hang together
 */
export function effectiveTrials(trials: number, ofGroups: readonly number[]): number {
  const groups = ofGroups.length;
  const total = ofGroups.reduce((sum, count) => sum + count, 0);
  const spread = ofGroups.reduce((sum, count) => sum + (count - total / groups) ** 2, 0);
  if (total === 0) return 0;
  return Math.min(trials, (trials * total * (1 - 1 / groups)) / spread);
}

/** Square of the quantile of the normal distribution that leaves 2.5 % above. */
const Z2 = 1.959963984540054 ** 2;

/**
 * Gives the interval of 95 % of a share of so many independent trials, for shares near 0 and 1 too.
 *
 * @param share - the share found, in [0, 1].
 * @param trials - independent trials, a fraction too.
 * @returns the bounds: Wilson's score interval. Of what never happened the upper one is about 3.84 ÷ `trials`; all of [0, 1] without trials.
 * @see Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953
 * @see Korn and Graubard 1998, Confidence Intervals for Proportions with Small Expected Number of Positive Counts Estimated from Survey
 *   Data, Survey Methodology 24(2): an interval for independent trials with the effective number of those that hang together.
 * @example
 * scoreInterval(1, 96.04).low.toFixed(4); // => '0.9615'
 */
export function scoreInterval(share: number, trials: number): { readonly low: number; readonly high: number } {
  if (!(trials > 0)) return { low: 0, high: 1 };
  const doubt = Z2 / trials;
  const middle = (share + doubt / 2) / (1 + doubt);
  const reach = Math.sqrt(doubt * (share * (1 - share) + doubt / 4)) / (1 + doubt);
  return { low: share === 0 ? 0 : Math.max(0, middle - reach), high: share === 1 ? 1 : Math.min(1, middle + reach) };
}
