import type { Interval } from './interval.ts';

/** What people found in one stratum of a clerical sample. */
export interface ReviewedStratum {
  /** Pairs it was drawn from. */
  readonly pairs: number;
  /** Pairs that people decided on. */
  readonly reviewed: number;
  /** Those they took for matches. */
  readonly matches: number;
  /** Mean probability of a match that the model gives; it weighs as much as one reviewed pair. */
  readonly probability: number;
  /** Whether its pairs are linked. */
  readonly isLinked: boolean;
}

/** Precision and recall by a clerical sample. */
export interface ReviewEstimate {
  readonly precision: Interval | null;
  /** Conditional on what the strata cover: matches that blocking lost are not in it, unless a stratum of them was drawn. */
  readonly recall: Interval | null;
  /** Matches expected among all pairs of the strata. */
  readonly matches: number;
}

/**
 * Estimates precision and recall from a stratified clerical sample; every pair counts for the pairs it was drawn for.
 *
 * @param strata - what was found; strata nobody decided on may not hold pairs.
 * @returns estimates and intervals of 95 %; null where nothing is linked, or no match is expected.
 * @throws {RangeError} if a stratum with pairs has no reviewed pair.
 * @remarks The estimate is unbiased but for the ratio of recall, and does not look at the model. The spread within a stratum is
 *   that of a posterior whose prior is the model's probability, worth one pair, so that five right of five do not pass for
 *   certainty; intervals are on the scale of log odds.
 * @see Cochran 1977, Sampling Techniques, sections 5.3 and 5.6.
 */
export function estimateFromReview(strata: readonly ReviewedStratum[]): ReviewEstimate {
  const used = strata.filter(({ pairs }) => pairs > 0);
  if (used.some(({ reviewed }) => reviewed === 0)) throw new RangeError('strata: expected a reviewed pair in each');
  const linked = totalOf(used.filter(({ isLinked }) => isLinked));
  const missed = totalOf(used.filter(({ isLinked }) => !isLinked));
  const matches = linked.matches + missed.matches;
  const smoothed = linked.smoothed + missed.smoothed;
  const ratioVariance = (missed.smoothed ** 2 * linked.variance + linked.smoothed ** 2 * missed.variance) / smoothed ** 4;
  return {
    matches,
    precision: linked.pairs === 0 ? null : onLogOdds(linked.matches / linked.pairs, linked.smoothed / linked.pairs, linked.variance / linked.pairs ** 2),
    recall: matches === 0 ? null : onLogOdds(linked.matches / matches, linked.smoothed / smoothed, ratioVariance),
  };
}

/** However sure a model is, it may be wrong this often. */
const LEAST_DOUBT = 0.001;

interface Total {
  readonly pairs: number;
  readonly matches: number;
  /** Matches by the mean of the posterior, which is never at an end. */
  readonly smoothed: number;
  readonly variance: number;
}

function totalOf(strata: readonly ReviewedStratum[]): Total {
  const total = { pairs: 0, matches: 0, smoothed: 0, variance: 0 };
  for (const { pairs, reviewed, matches, probability } of strata) {
    const share = (matches + Math.min(1 - LEAST_DOUBT, Math.max(LEAST_DOUBT, probability))) / (reviewed + 1);
    // Nothing is uncertain of pairs that were all looked at.
    const unseen = pairs - reviewed;
    total.pairs += pairs;
    total.matches += (pairs * matches) / reviewed;
    total.smoothed += matches + unseen * share;
    total.variance += unseen * pairs * ((share * (1 - share)) / (reviewed + 2));
  }
  return total;
}

/** Makes an interval around a smoothed share by its variance on the scale of log odds. */
function onLogOdds(estimate: number, share: number, variance: number): Interval {
  const standardError = Math.sqrt(variance);
  if (variance === 0 || share <= 0 || share >= 1) return { estimate, standardError, low: Math.min(estimate, share), high: Math.max(estimate, share) };
  const reach = (1.959963984540054 * standardError) / (share * (1 - share));
  const at = (offset: number): number => 1 / (1 + ((1 - share) / share) * Math.exp(-offset));
  return { estimate, standardError, low: Math.min(estimate, at(-reach)), high: Math.max(estimate, at(reach)) };
}
