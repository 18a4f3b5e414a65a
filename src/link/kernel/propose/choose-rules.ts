/** A blocking rule that may be chosen: what it costs, and the likely matches it gives. */
export interface RuleOffer {
  /** Pairs of its blocks. */
  readonly pairs: number;
  /** Indices of the matches it gives, rising. */
  readonly gives: Uint32Array;
}

/** A rule that was chosen. */
export interface ChosenRule {
  /** Index of the offer. */
  readonly offer: number;
  /** Share of the matches that it gives and no rule chosen before it. */
  readonly share: number;
}

/** How far choosing goes. */
export interface ChoiceLimits {
  /** Pairs of all blocks together at most. */
  readonly maxPairs: number;
  readonly maxRules: number;
}

/** A rule that gives a smaller share of the matches is not worth having. */
const MIN_SHARE = 0.0002;
/** Cheap rules cost so much of the budget at least, lest a few pairs for nothing come before what matters. */
const MIN_COST_SHARE = 0.01;

/**
 * Chooses blocking rules greedily: always the one that gives most new matches for its pairs.
 *
 * @param offers - rules to choose from.
 * @param weights - Float64Array(matches): what each counts.
 * @param limits - see {@link ChoiceLimits}.
 * @returns the rules, in the order they were chosen; equal ones in the order they were offered.
 * @remarks O(rules × matches given by all offers). For a monotone submodular gain the greedy choice is within a constant factor of
 *   the best one.
 * @see Khuller, Moss and Naor 1999, The budgeted maximum coverage problem, https://doi.org/10.1016/S0020-0190(99)00031-9
 */
export function chooseRules(offers: readonly RuleOffer[], weights: Float64Array, { maxPairs, maxRules }: ChoiceLimits): readonly ChosenRule[] {
  const left = weights.slice();
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const isUsed = new Uint8Array(offers.length);
  const chosen: ChosenRule[] = [];
  let spent = 0;
  while (chosen.length < maxRules && total > 0) {
    let [best, bestGain, bestValue] = [-1, 0, 0];
    offers.forEach(({ pairs, gives }, index) => {
      if (isUsed[index] === 1 || spent + pairs > maxPairs) return;
      let gain = 0;
      for (const match of gives) gain += left[match]!;
      const value = gain / (pairs + MIN_COST_SHARE * maxPairs);
      if (gain > MIN_SHARE * total && value > bestValue) [best, bestGain, bestValue] = [index, gain, value];
    });
    if (best < 0) break;
    isUsed[best] = 1;
    spent += offers[best]!.pairs;
    for (const match of offers[best]!.gives) left[match] = 0;
    chosen.push({ offer: best, share: bestGain / total });
  }
  return chosen;
}
