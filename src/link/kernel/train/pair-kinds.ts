import { speakingSlots, type EmResult, type Iteration } from './expectation-maximisation.ts';
import type { FrequencySlots, ParameterSlots, TrainingPart } from './parameters.ts';
import { fitShares, type ShareRules } from './shares.ts';
import { readyToSplit, splitByKind, type KindShares, type SplitPairs } from './split-by-kind.ts';
import { withoutMatches, type OtherShares } from './without-matches.ts';

export type { KindShares };

/** What kinds are estimated from. */
export interface KindsData {
  readonly slots: ParameterSlots;
  /** Candidate pairs over all comparisons; what they are not among all pairs are pairs of strangers without much agreement. */
  readonly part: TrainingPart;
  readonly allPairs: number;
  readonly frequency: FrequencySlots | null;
  /** Float64Array(slots): share of all pairs at each level; `null` where u is known from elsewhere. */
  readonly agreement: Float64Array | null;
}

/** Where an estimation of kinds starts. */
export interface KindsStart {
  /** Ordinary matches first. */
  readonly kinds: readonly KindShares[];
  /** Float64Array(slots): shares among strangers. */
  readonly u: Float64Array;
}

/** How kinds are estimated. */
export interface KindsRules {
  /** Of ordinary matches. */
  readonly m: ShareRules;
  /** Uint8Array(slots): 1 where u stays as it is. */
  readonly keepsU: Uint8Array;
  /** Whether the share of all matches stays as it is. */
  readonly isPriorFixed: boolean;
  /** Whether each kind holds on to where it starts, less and less; not needed from an estimate of nearly the same data. */
  readonly isBelieved: boolean;
  /** Ends when no share of a level, and no share of a kind in proportion, changes by as much. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Estimated kinds. */
export interface KindsEstimate {
  readonly kinds: readonly KindShares[];
  readonly u: Float64Array;
  /** Share of matches among all pairs. */
  readonly prior: number;
  readonly em: EmResult;
  /** Slots whose u had to be raised to its floor. */
  readonly floored: readonly number[];
}

/** What a kind holds on to falls by this factor at every iteration, from as many pairs as it has. */
const FADING = 0.8;
/** Pairs that every kind has where it started even in the end: no level is impossible, and a kind of few pairs keeps its meaning. */
const LASTING_PAIRS = 10;
/** Iterations that are made at least: belief has faded by then. */
const LEAST_ITERATIONS = 20;

/**
 * Estimates kinds of pairs: how many pairs are of each, and how these agree. Strangers are what is left: u is the agreement of
 * all pairs without that of the other kinds, u = (a − Σ share · levels) / (1 − Σ share).
 *
 * Expectation maximisation. At first each kind holds on to where it started as if it had seen as many pairs as it has now,
 * and lets go by a fifth an iteration: so each finds the pairs that resemble it before it follows them.
 *
 * @param data - what was measured.
 * @param start - where to start; unchanged.
 * @param rules - what to keep to, and when to end.
 * @returns the estimate.
 * @remarks O(iterations × patterns × kinds × comparisons), whatever the number of pairs.
 * @see McLachlan and Peel 2000, Finite Mixture Models, https://doi.org/10.1002/0471721182, section 2.8; Winkler 1993,
 *   Improved Decision Rules in the Fellegi–Sunter Model of Record Linkage: three kinds of pairs, of which the middle one are
 *   other members of a household.
 */
export function estimateKinds(data: KindsData, start: KindsStart, rules: KindsRules): KindsEstimate {
  const ready = readyToSplit(data.part, data.slots, data.frequency, start.u);
  let { kinds, u } = start;
  let floored: readonly number[] = [];
  let change: number | null = null;
  const history: Iteration[] = [];
  for (;;) {
    const found = splitByKind(ready, kinds, u);
    const prior = matchShare(kinds);
    history.push({ parameters: { m: kinds[0]!.levels, u, priors: Float64Array.of(prior), joint: [] }, logLikelihood: found.expected.logLikelihood, greatestChange: change });
    const isConverged = change !== null && change < rules.tolerance && history.length > LEAST_ITERATIONS;
    if (isConverged || history.length > rules.maxIterations) {
      const { parameters } = history.at(-1)!;
      return { kinds, u, prior, em: { parameters, history, isConverged, expected: found.expected }, floored };
    }
    const belief = rules.isBelieved ? FADING ** history.length : 0;
    const next = refit(found, kinds, start.kinds, belief, data, rules);
    const strangers = data.agreement === null ? { u, floored } : withoutKinds(data.agreement, next, u, rules.keepsU, data.slots);
    change = changeOf(kinds, next, u, strangers.u);
    ({ u, floored } = strangers);
    kinds = next;
  }
}

/** Makes new kinds of the pairs that each was given, and of what is left of where it started. */
function refit(
  { pairs, levels, expected }: SplitPairs, kinds: readonly KindShares[], believed: readonly KindShares[], belief: number, { slots, allPairs }: KindsData, rules: KindsRules,
): KindShares[] {
  const free: ShareRules = { ...rules.m, isFixed: new Uint8Array(slots.isSilent.length), isMonotone: false };
  const strangers = new Float64Array(slots.isSilent.length);
  const fitted = kinds.map(({ isMatch, levels: before }, kind) => {
    const pairsOfStart = belief * pairs[kind]! + LASTING_PAIRS;
    const shares = before.slice();
    const weights = levels[kind]!.map((found, slot) => found + pairsOfStart * believed[kind]!.levels[slot]!);
    for (let comparison = 0; comparison + 1 < slots.offsets.length; comparison++) {
      fitShares(shares, weights, expected.pairs, speakingSlots(slots, comparison), kind === 0 ? { ...rules.m, isMonotone: false } : free, strangers);
    }
    return { isMatch, levels: shares, share: Math.max(pairs[kind]!, LEAST_PAIRS) / allPairs };
  });
  if (!rules.isPriorFixed) return fitted;
  const scale = matchShare(kinds) / matchShare(fitted);
  return fitted.map((kind) => (kind.isMatch ? { ...kind, share: kind.share * scale } : kind));
}

/** A kind that has no pair stays, in case one comes. */
const LEAST_PAIRS = 1e-3;

function matchShare(kinds: readonly KindShares[]): number {
  return kinds.reduce((sum, { isMatch, share }) => (isMatch ? sum + share : sum), 0);
}

/** Takes all other kinds out of the agreement over all pairs, as matches are where there are no others. */
function withoutKinds(agreement: Float64Array, kinds: readonly KindShares[], u: Float64Array, keepsU: Uint8Array, slots: ParameterSlots): OtherShares {
  const share = kinds.reduce((sum, kind) => sum + kind.share, 0);
  const together = u.map((_, slot) => kinds.reduce((sum, kind) => sum + kind.share * kind.levels[slot]!, 0) / share);
  const comparisons = Array.from({ length: slots.offsets.length - 1 }, (_, comparison) => speakingSlots(slots, comparison));
  return withoutMatches(agreement, together, share, comparisons, keepsU, u);
}

function changeOf(before: readonly KindShares[], after: readonly KindShares[], uBefore: Float64Array, uAfter: Float64Array): number {
  const greatest = (left: Float64Array, right: Float64Array): number => left.reduce((most, value, slot) => Math.max(most, Math.abs(value - right[slot]!)), 0);
  return before.reduce((most, kind, index) => {
    const { share, levels } = after[index]!;
    return Math.max(most, greatest(kind.levels, levels), Math.abs(share - kind.share) / Math.max(share, kind.share));
  }, greatest(uBefore, uAfter));
}
