import { maximiseExpectation, speakingSlots, type EmResult, type EmRules } from './expectation-maximisation.ts';
import { expect, preparePart } from './expectation.ts';
import { priorFromRules, priorOfRule } from './implied-levels.ts';
import type { FrequencySlots, Parameters, ParameterSlots, TrainingPart } from './parameters.ts';
import { seededDraws, type SeededDraws } from './seeded-draws.ts';
import { withoutMatches } from './without-matches.ts';

/** What was measured of records and pairs, without any row. */
export interface TrainingData {
  readonly slots: ParameterSlots;
  /** Pairs of each training rule. */
  readonly parts: readonly TrainingPart[];
  /** By part, the slots of levels that all its pairs are at, because the rule asks for it. */
  readonly implied: readonly (readonly number[])[];
  readonly frequency: FrequencySlots | null;
  /** Float64Array(slots): share of all pairs at each level, matches and others; `null` where u comes from elsewhere. */
  readonly agreement: Float64Array | null;
  /** Candidate pairs of all rules, each once, with all comparisons; `null` where the prior comes from elsewhere. */
  readonly candidates: TrainingPart | null;
  /** Pairs of records there are. */
  readonly allPairs: number;
}

/** Where an estimation starts. */
export interface StartingPoint {
  readonly m: Float64Array;
  readonly u: Float64Array;
  /** Share of matches among all pairs. */
  readonly prior: number;
  readonly joint: Parameters['joint'];
  /** Shares of matches by part, where they are known from an estimation before. */
  readonly priors?: Float64Array;
}

/** How to estimate. */
export interface EstimationRules {
  readonly em: EmRules;
  /** `kept` as it starts, matches expected among the `candidates`, or from the priors of the `rules`. */
  readonly prior: 'kept' | 'candidates' | 'rules';
  /** Whether matches are taken out of the agreement over all pairs. */
  readonly removesMatches: boolean;
  /** Uint8Array(slots): 1 where u stays as it is even then. */
  readonly keepsU: Uint8Array;
  /** Starts to try, from 1 up: the given one, and others drawn at random. */
  readonly starts: number;
  readonly seed: number;
}

/** Estimated parameters. */
export interface Estimation {
  readonly parameters: Parameters;
  readonly prior: number;
  /** The last expectation maximisation, from the best start. */
  readonly em: EmResult;
  /** Log-likelihood that each start ended with. */
  readonly startLikelihoods: readonly number[];
  /** Turns of m, prior and u until they agreed. */
  readonly rounds: number;
  readonly isConverged: boolean;
  /** Slots whose u had to be raised to its floor. */
  readonly floored: readonly number[];
}

const MAX_ROUNDS = 50;
/** Relative change of the prior, and absolute change of u, at which m, u and prior agree. */
const AGREED = 1e-7;
/** Iterations of all rounds at most, as a multiple of those of one. */
const MAX_REPEATS = 4;
const MAX_PRIOR_STEPS = 2000;

/**
 * Estimates m, u and the prior together: m of all rules at once, each with its own share of matches; the prior from the
 * matches expected; u as what remains of the agreement over all pairs without the matches; and again, until they agree.
 *
 * @param data - what was measured.
 * @param start - where to start.
 * @param rules - how to estimate.
 * @returns the estimates.
 * @remarks Costs nothing that depends on the number of records or pairs. Without matches to remove there is one round.
 */
export function estimateTogether(data: TrainingData, start: StartingPoint, rules: EstimationRules): Estimation {
  const { slots, parts, frequency, agreement } = data;
  const problem = { slots, parts, frequency };
  const begin: Parameters = { m: start.m, u: start.u, joint: start.joint, priors: start.priors ?? priorsOfParts(data, start) };
  const { best, startLikelihoods } = bestOfStarts(data, begin, rules);
  let em = best;
  let iterations = em.history.length;
  let prior = priorAfter(data, em.parameters, start.prior, rules);
  if (agreement === null || !rules.removesMatches) {
    return { parameters: em.parameters, prior, em, startLikelihoods, rounds: 1, isConverged: em.isConverged, floored: [] };
  }
  const comparisons = Array.from({ length: slots.offsets.length - 1 }, (_, comparison) => speakingSlots(slots, comparison));
  for (let rounds = 2; ; rounds++) {
    const before = em.parameters;
    const { u, floored } = withoutMatches(agreement, before.m, prior, comparisons, rules.keepsU, before.u);
    em = maximiseExpectation(problem, { ...before, u }, rules.em);
    iterations += em.history.length;
    const next = priorAfter(data, em.parameters, prior, rules);
    const isAgreed = u.every((value, slot) => Math.abs(value - before.u[slot]!) < AGREED) && Math.abs(next - prior) <= AGREED * next;
    prior = next;
    if (isAgreed || rounds >= MAX_ROUNDS || iterations > MAX_REPEATS * rules.em.maxIterations) {
      return { parameters: em.parameters, prior, em, startLikelihoods, rounds, isConverged: isAgreed && em.isConverged, floored };
    }
  }
}

function priorsOfParts({ implied }: TrainingData, { prior, m, u }: StartingPoint): Float64Array {
  return Float64Array.from(implied, (slots) => priorOfRule(prior, slots, m, u));
}

function priorAfter(data: TrainingData, parameters: Parameters, prior: number, { prior: by, removesMatches }: EstimationRules): number {
  if (by === 'rules' && data.parts.length > 0) return priorFromRules(parameters.priors, data.implied, parameters.m, parameters.u, removesMatches ? data.agreement : null);
  return by === 'candidates' && data.candidates !== null ? expectedPrior(data, data.candidates, parameters, prior) : prior;
}

/**
 * Finds the prior that expects, among the candidates, as many matches as it says there are among all pairs.
 *
 * @param data - what was measured.
 * @param candidates - pairs of all rules, each once.
 * @param parameters - m and u.
 * @param start - where to start, above 0.
 * @returns the prior.
 * @remarks O(patterns × comparisons), and a few operations a pattern and step.
 */
export function expectedPrior(
  { slots, frequency, allPairs }: TrainingData, candidates: TrainingPart, parameters: Parameters, start: number,
): number {
  const part = preparePart(candidates, slots, frequency, parameters.joint);
  // What each pattern says does not change with the prior: at even odds it is all there is.
  const odds = new Float64Array(part.patterns);
  expect([part], slots, { ...parameters, priors: Float64Array.of(0.5) }, frequency, (_, pattern, probability) => { odds[pattern] = probability / (1 - probability); });
  let prior = start;
  for (let step = 0; step < MAX_PRIOR_STEPS && allPairs > 0; step++) {
    const next = matchesAt(prior, odds, part.counts) / allPairs;
    const isSettled = Math.abs(next - prior) <= (AGREED / 10) * next;
    prior = next;
    if (isSettled) break;
  }
  return prior;
}

/** The matches expected among pairs, with the odds of each pattern at an even prior. */
function matchesAt(prior: number, odds: Float64Array, counts: Float64Array): number {
  const against = (1 - prior) / prior;
  let matches = 0;
  for (let pattern = 0; pattern < odds.length; pattern++) {
    // What is proof stays so at any prior; and at a prior of 1 every pair is a match.
    if (odds[pattern] === Infinity || against === 0) matches += counts[pattern]!;
    else matches += counts[pattern]! / (1 + against / odds[pattern]!);
  }
  return matches;
}

/** Tries the given start and others, and keeps the likeliest end; the first of equals. */
function bestOfStarts({ slots, parts, frequency }: TrainingData, start: Parameters, { em, starts, seed }: EstimationRules): { readonly best: EmResult; readonly startLikelihoods: readonly number[] } {
  const draws = seededDraws(seed);
  let best = maximiseExpectation({ slots, parts, frequency }, start, em);
  const startLikelihoods = [best.expected.logLikelihood];
  for (let extra = 1; extra < starts; extra++) {
    const other = maximiseExpectation({ slots, parts, frequency }, randomStart(start, slots, em, draws), em);
    startLikelihoods.push(other.expected.logLikelihood);
    if (other.expected.logLikelihood > best.expected.logLikelihood) best = other;
  }
  return { best, startLikelihoods };
}

/** Draws shares that fall from most agreement to least, and priors; what is fixed stays. */
function randomStart(start: Parameters, slots: ParameterSlots, em: EmRules, draws: SeededDraws): Parameters {
  const m = start.m.slice();
  const u = start.u.slice();
  for (let comparison = 0; comparison + 1 < slots.offsets.length; comparison++) {
    const speaking = speakingSlots(slots, comparison);
    drawShares(m, speaking, em.m.isFixed, draws, -1);
    drawShares(u, speaking, em.u.isFixed, draws, 1);
  }
  return { ...start, m, u, priors: em.isPriorFixed ? start.priors : start.priors.map(() => 0.01 + 0.98 * draws.uniform()) };
}

/** Draws the free shares of a comparison uniformly, in falling (−1) or rising (1) order. */
function drawShares(shares: Float64Array, slots: readonly number[], isFixed: Uint8Array, draws: SeededDraws, order: number): void {
  const free = slots.filter((slot) => isFixed[slot] === 0);
  const drawn = free.map(() => -Math.log(draws.uniform() + 2 ** -33)).sort((left, right) => order * (left - right));
  const total = drawn.reduce((sum, value) => sum + value, 0);
  const room = slots.reduce((rest, slot) => (isFixed[slot] === 0 ? rest : rest - shares[slot]!), 1);
  free.forEach((slot, index) => {
    shares[slot] = (drawn[index]! / total) * room;
  });
}
