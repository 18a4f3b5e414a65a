import { KNOWN_OTHERS, logOdds, probabilityOf, type Evidence, type Mixture } from './evidence.ts';

/** What is known of all pairs before any is looked at. */
export interface PairPopulation {
  /** All pairs there are; those without a pattern do not match. */
  readonly pairs: number;
  /** Float64Array(slots): share of all pairs at each level, among those at levels that say something. */
  readonly agreement: Float64Array;
  /** Float64Array(slots): what m is believed to be. */
  readonly belief: Float64Array;
}

/** How strongly m is held to the belief: so many believed matches for each expected one. */
export interface BeliefStrength {
  readonly from: number;
  readonly to: number;
}

/** A level's u is never a smaller share of its agreement: matches cannot be all there is of it. */
const MIN_U_SHARE = 0.02;
/** And never less than this. */
const MIN_U = 1e-9;
const MIN_PRIOR = 1e-12;
const MAX_PRIOR = 0.999;
/** What remains of the strength after each iteration. */
const DECAY = 0.7;
const TOLERANCE = 1e-4;

/**
 * Fits the mixture of matches and others to all pairs by expectation maximisation.
 *
 * All comparisons speak for every pair, whatever rule gave it, and pairs that no rule gives count as others, so that m and
 * the prior are those of all pairs. u is the agreement of all pairs without the matches. Belief in m is strong at first and
 * fades, which keeps the matches on the side of agreement: expectation maximisation alone may take people of one street for
 * one person.
 *
 * @param evidence - patterns of the candidate pairs.
 * @param population - see {@link PairPopulation}.
 * @param start - where to start; its excesses stay as they are.
 * @param strength - see {@link BeliefStrength}.
 * @param maxIterations - at most.
 * @returns the fitted mixture.
 * @remarks O(iterations × patterns × comparisons); sums go in the order of the patterns.
 */
export function fitMixture(evidence: Evidence, population: PairPopulation, start: Mixture, strength: BeliefStrength, maxIterations: number): Mixture {
  let mixture = start;
  let weight = strength.from;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    weight = Math.max(strength.to, weight * DECAY);
    const next = maximise(evidence, population, mixture, weight);
    const change = next.m.reduce((most, share, slot) => Math.max(most, Math.abs(share - mixture.m[slot]!)), 0);
    mixture = next;
    if (weight <= strength.to && change < TOLERANCE) break;
  }
  return mixture;
}

/**
 * Makes a mixture from what is believed, to start from.
 *
 * @param evidence - gives the levels.
 * @param population - see {@link PairPopulation}.
 * @param prior - share of all pairs that match, roughly.
 * @returns the mixture; comparisons are independent.
 */
export function believedMixture({ slots }: Pick<Evidence, 'slots'>, { agreement, belief }: PairPopulation, prior: number): Mixture {
  const held = Math.min(MAX_PRIOR, Math.max(MIN_PRIOR, prior));
  return { prior: held, m: belief.slice(), u: withoutMatches(slots.offsets, slots.isSilent, agreement, belief, held), excesses: [], kinds: [] };
}

/**
 * Gives what m is believed to be before anything is known: most matches agree.
 *
 * @param slots - levels, from most to least agreement.
 * @returns Float64Array(slots): 0.65 for the first level that says something, 0.15 for the last, the rest for those between; 0.8 and
 *   0.2 of two.
 */
export function believedM({ offsets, isSilent }: Evidence['slots']): Float64Array {
  const belief = new Float64Array(isSilent.length);
  for (let comparison = 0; comparison + 1 < offsets.length; comparison++) {
    const spoken: number[] = [];
    for (let slot = offsets[comparison]!; slot < offsets[comparison + 1]!; slot++) if (isSilent[slot] === 0) spoken.push(slot);
    spoken.forEach((slot, place) => {
      const isLast = place === spoken.length - 1;
      if (spoken.length === 2) belief[slot] = isLast ? 0.2 : 0.8;
      else belief[slot] = place === 0 ? 0.65 : isLast ? 0.15 : 0.2 / (spoken.length - 2);
    });
  }
  return belief;
}

function maximise(evidence: Evidence, { pairs, agreement, belief }: PairPopulation, mixture: Mixture, weight: number): Mixture {
  const { patterns, slots: { offsets, isSilent }, slotOf, counts, marks } = evidence;
  const width = offsets.length - 1;
  const odds = logOdds(evidence, mixture);
  const sums = new Float64Array(isSilent.length);
  let matches = 0;
  for (let pattern = 0; pattern < patterns; pattern++) {
    if (marks !== null && marks[pattern] === KNOWN_OTHERS) continue;
    const expected = counts[pattern]! * probabilityOf(odds[pattern]!);
    matches += expected;
    for (let at = pattern * width, end = at + width; at < end; at++) sums[slotOf[at]!]! += expected;
  }
  const m = new Float64Array(isSilent.length);
  // One believed match always counts, so that m is never 0.
  const believed = weight * matches + 1;
  for (let comparison = 0; comparison < width; comparison++) {
    let total = 0;
    for (let slot = offsets[comparison]!; slot < offsets[comparison + 1]!; slot++) if (isSilent[slot] === 0) total += sums[slot]!;
    for (let slot = offsets[comparison]!; slot < offsets[comparison + 1]!; slot++) {
      if (isSilent[slot] === 0) m[slot] = (sums[slot]! + believed * belief[slot]!) / (total + believed);
    }
  }
  const prior = Math.min(MAX_PRIOR, Math.max(MIN_PRIOR, matches / pairs));
  return { prior, m, u: withoutMatches(offsets, isSilent, agreement, m, prior), excesses: mixture.excesses, kinds: [] };
}

/** Takes the matches out of the agreement of all pairs. */
function withoutMatches(offsets: Uint32Array, isSilent: Uint8Array, agreement: Float64Array, m: Float64Array, prior: number): Float64Array {
  const u = Float64Array.from(agreement, (share, slot) =>
    (isSilent[slot] === 1 ? 0 : Math.max(MIN_U, MIN_U_SHARE * share, (share - prior * m[slot]!) / (1 - prior))));
  for (let comparison = 0; comparison + 1 < offsets.length; comparison++) {
    const own = u.subarray(offsets[comparison], offsets[comparison + 1]);
    const total = own.reduce((sum, share) => sum + share, 0);
    if (total > 0) for (let level = 0; level < own.length; level++) own[level]! /= total;
  }
  return u;
}
