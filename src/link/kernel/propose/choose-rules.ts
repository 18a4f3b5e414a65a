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
const MIN_SHARE = 0.00005;
/** Cheap rules cost so much of the budget at least, lest a few pairs for nothing come before what matters. */
const MIN_COST_SHARE = 0.01;

/** A second way to a match is worth having while it gives this share of the matches that have one way. */
const MIN_SECOND_SHARE = 0.01;

/**
 * Chooses blocking rules greedily: always the one that gives most new matches for its pairs. With budget left, rules are added
 * that give matches a second time, since what is wrong in one record may be wrong in others that were not looked at.
 *
 * @param offers - rules to choose from.
 * @param weights - Float64Array(matches): what each counts.
 * @param limits - see {@link ChoiceLimits}.
 * @returns the rules, in the order they were chosen; equal ones in the order they were offered.
 * @remarks O(rules × matches given by all offers). For a monotone submodular gain the greedy choice is within a constant factor of
 *   the best one.
 * @see Khuller, Moss and Naor 1999, The budgeted maximum coverage problem, https://doi.org/10.1016/S0020-0190(99)00031-9
 */
export function chooseRules(offers: readonly RuleOffer[], weights: Float64Array, limits: ChoiceLimits): readonly ChosenRule[] {
  const total = sum(weights);
  const times = new Uint8Array(weights.length);
  const isUsed = new Uint8Array(offers.length);
  const chosen: ChosenRule[] = [];
  let spent = 0;
  for (const [round, minShare] of [MIN_SHARE, MIN_SECOND_SHARE].entries()) {
    const left = weights.map((weight, match) => (times[match] === round ? weight : 0));
    const minGain = minShare * sum(left);
    while (chosen.length < limits.maxRules) {
      const { offer, gain } = bestOffer(offers, left, minGain, isUsed, limits.maxPairs - spent, MIN_COST_SHARE * limits.maxPairs);
      if (offer < 0) break;
      isUsed[offer] = 1;
      spent += offers[offer]!.pairs;
      for (const match of offers[offer]!.gives) {
        left[match] = 0;
        times[match]!++;
      }
      chosen.push({ offer, share: round === 0 ? gain / total : 0 });
    }
  }
  return chosen;
}

function bestOffer(
  offers: readonly RuleOffer[], left: Float64Array, minGain: number, isUsed: Uint8Array, maxPairs: number, minCost: number,
): { readonly offer: number; readonly gain: number } {
  let [offer, gain, value] = [-1, 0, 0];
  offers.forEach(({ pairs, gives }, index) => {
    if (isUsed[index] === 1 || pairs > maxPairs) return;
    let own = 0;
    for (const match of gives) own += left[match]!;
    const ownValue = own / (pairs + minCost);
    if (own > minGain && ownValue > value) [offer, gain, value] = [index, own, ownValue];
  });
  return { offer, gain };
}

function sum(weights: Float64Array): number {
  return weights.reduce((all, weight) => all + weight, 0);
}
