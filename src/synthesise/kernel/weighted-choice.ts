/** A distribution over a few values, prepared so that a draw costs one comparison. */
export interface WeightedChoice {
  /** Float64Array(values): chance to stay with the value drawn. */
  readonly stay: Float64Array;
  /** Int32Array(values): the value to take instead. */
  readonly other: Int32Array;
}

/**
 * Prepares a distribution.
 *
 * @param weights - at least one, none negative, not all 0.
 * @returns the prepared distribution.
 * @see Walker, An efficient method for generating discrete random variables, ACM TOMS 3 (1977).
 */
export function weightedChoice(weights: readonly number[]): WeightedChoice {
  const count = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = Float64Array.from(weights, (weight) => (weight * count) / total);
  const stay = new Float64Array(count).fill(1);
  const other = Int32Array.from(weights, (_, value) => value);
  const small: number[] = [];
  const large: number[] = [];
  share.forEach((value, index) => (value < 1 ? small : large).push(index));
  while (small.length > 0 && large.length > 0) {
    const low = small.pop()!;
    const high = large.at(-1)!;
    stay[low] = share[low]!;
    other[low] = high;
    share[high] = share[high]! + share[low]! - 1;
    if (share[high]! < 1) small.push(large.pop()!);
  }
  return { stay, other };
}

/**
 * Chooses a value.
 *
 * @param choice - the distribution.
 * @param uniform - a uniform number in [0, 1).
 * @returns the index of a weight.
 */
export function choose(choice: WeightedChoice, uniform: number): number {
  const scaled = uniform * choice.stay.length;
  const value = Math.floor(scaled);
  return scaled - value < choice.stay[value]! ? value : choice.other[value]!;
}
