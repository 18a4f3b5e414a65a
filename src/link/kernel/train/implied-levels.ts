/** Odds of a share: λ / (1 − λ). */
const oddsOf = (share: number): number => share / (1 - share);
/** The share that has the odds; 1 for infinite odds. */
const shareOf = (odds: number): number => (odds === Infinity ? 1 : odds / (1 + odds));

/**
 * Finds how many of a rule's pairs match, from how many of all pairs do: agreement that the rule asks for speaks for a match.
 *
 * @param prior - share of matches among all pairs.
 * @param implied - slots of the levels that every pair of the rule is at.
 * @param m - Float64Array(slots).
 * @param u - Float64Array(slots).
 * @returns share of matches among the pairs of the rule.
 * @example
 * priorOfRule(0.5, [1], Float64Array.of(0, 0.75, 0.25), Float64Array.of(0, 0.25, 0.75)); // => 0.75
 */
export function priorOfRule(prior: number, implied: readonly number[], m: Float64Array, u: Float64Array): number {
  return shareOf(implied.reduce((odds, slot) => odds * (m[slot]! / u[slot]!), oddsOf(prior)));
}

/**
 * Finds how many of all pairs match, from how many of each rule's pairs do.
 *
 * @param priors - share of matches among the pairs of each rule.
 * @param implied - by rule, slots of the levels that every pair of it is at.
 * @param m - Float64Array(slots).
 * @param u - Float64Array(slots).
 * @param agreement - Float64Array(slots): share of all pairs at each level, where u is what it leaves without the matches, which
 *   depends on the result; `null` where u is what it is.
 * @returns the reciprocal of the median of reciprocals over the rules, as Splink has it; NaN without rules.
 */
export function priorFromRules(priors: ArrayLike<number>, implied: readonly (readonly number[])[], m: Float64Array, u: Float64Array, agreement: Float64Array | null = null): number {
  const reciprocals = implied.map((slots, rule) => 1 / (agreement === null
    ? shareOf(slots.reduce((odds, slot) => odds / (m[slot]! / u[slot]!), oddsOf(priors[rule]!)))
    : priorWithin(priors[rule]!, slots, m, agreement)));
  return 1 / medianOf(reciprocals);
}

/** Halvings of an interval: to the last digit. */
const HALVINGS = 1100;

/**
 * The share of matches among all pairs by which, of those at all the levels, the given share matches. It grows with it; where
 * matches agree less often than all pairs do, on every level, it grows up to a peak and falls again: then the lesser of the two
 * such shares is meant, or the peak where there is none.
 */
function priorWithin(prior: number, slots: readonly number[], m: Float64Array, agreement: Float64Array): number {
  if (slots.length === 0) return prior;
  const shareAt = (share: number): number => {
    const matches = slots.reduce((product, slot) => product * m[slot]!, share);
    const others = slots.reduce((product, slot) => product * Math.max(0, (agreement[slot]! - share * m[slot]!) / (1 - share)), 1 - share);
    return matches / (matches + others);
  };
  const isPeaked = slots.every((slot) => m[slot]! < agreement[slot]!);
  // The slope of the logarithm of the odds of `shareAt`.
  const growsAt = (share: number): boolean => !isPeaked
    || slots.reduce((slope, slot) => slope + m[slot]! / (agreement[slot]! - share * m[slot]!), 1 / share) > (slots.length - 1) / (1 - share);
  let [low, high] = [0, slots.reduce((least, slot) => Math.min(least, agreement[slot]! / m[slot]!), 1)];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (shareAt(middle) < prior && growsAt(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Finds the median.
 *
 * @param values - numbers, in any order.
 * @returns the middle one, or the mean of the two middle ones; NaN of none.
 * @example
 * medianOf([3, 1, 2, 10]); // => 2.5
 */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
