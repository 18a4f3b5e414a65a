import { speakingSlots, type EmResult, type Iteration } from './expectation-maximisation.ts';
import { makeExpected, preparePart, type Expected, type PreparedPart } from './expectation.ts';
import type { FrequencySlots, ParameterSlots, TrainingPart } from './parameters.ts';
import { fitShares, type ShareRules } from './shares.ts';
import { withoutMatches, type OtherShares } from './without-matches.ts';

/** One kind of pairs: what is known of it, or believed. */
export interface KindShares {
  readonly isMatch: boolean;
  /** Share of all pairs. */
  readonly share: number;
  /** Float64Array(slots): share of its pairs at each level; 0 where it says nothing. */
  readonly levels: Float64Array;
}

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
  const ready = readyPairs(data, start.u);
  let { kinds, u } = start;
  let floored: readonly number[] = [];
  let change: number | null = null;
  const history: Iteration[] = [];
  for (;;) {
    const found = splitByKind(ready, data.slots, kinds, u);
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

/** Pairs by kind. */
interface SplitPairs {
  /** Float64Array(kinds): pairs of each. */
  readonly pairs: Float64Array;
  /** By kind, Float64Array(slots): its pairs at each level. */
  readonly levels: readonly Float64Array[];
  readonly expected: Expected;
}

/** Candidate pairs made ready: what no iteration changes. */
interface ReadyPairs {
  readonly part: PreparedPart;
  /** Where patterns of other levels begin: those that differ in frequencies alone follow each other. */
  readonly runs: readonly number[];
  /** By pattern, the natural logarithm of what frequencies add to the weight. */
  readonly frequencyLogs: Float64Array;
  /** Float64Array(slots): pairs at each level. */
  readonly pairs: Float64Array;
}

function readyPairs({ part: given, slots, frequency }: KindsData, u: Float64Array): ReadyPairs {
  const part = preparePart(given, slots, frequency, []);
  const runs: number[] = [];
  const pairs = new Float64Array(slots.isSilent.length);
  for (let pattern = 0; pattern < part.patterns; pattern++) {
    if (pattern === 0 || !haveSameLevels(part, pattern - 1, pattern)) runs.push(pattern);
    addTo(pairs, part, pattern, part.counts[pattern]!);
  }
  return { part, runs, pairs, frequencyLogs: frequencyLogsOf(part, frequency, u) };
}

/** Splits the pairs of every pattern into kinds. */
function splitByKind({ part, runs, frequencyLogs, pairs: atLevels }: ReadyPairs, slots: ParameterSlots, kinds: readonly KindShares[], u: Float64Array): SplitPairs {
  const { counts, patterns, pairsBeyond } = part;
  const pairs = new Float64Array(kinds.length);
  const levels = kinds.map(() => new Float64Array(slots.isSilent.length));
  const logShares = kinds.map(({ share }) => Math.log(share));
  const logLevels = kinds.map((kind) => Float64Array.from(kind.levels, Math.log));
  const logU = Float64Array.from(u, Math.log);
  const logRest = Math.log(Math.max(0, kinds.reduce((rest, { share }) => rest - share, 1)));
  const weights = new Float64Array(kinds.length);
  let logLikelihood = pairsBeyond > 0 ? pairsBeyond * logRest : 0;
  runs.forEach((first, run) => {
    const end = runs[run + 1] ?? patterns;
    kinds.forEach((_, kind) => (weights[kind] = logShares[kind]! + sumOver(part, first, logLevels[kind]!)));
    const most = weights.reduce((highest, log) => Math.max(highest, log), -Infinity);
    const strangers = logRest + sumOver(part, first, logU);
    // The kinds share alike what strangers leave them, whatever the frequencies.
    const sum = most === -Infinity ? 0 : weights.reduce((total, log, kind) => total + (weights[kind] = Math.exp(log - most)), 0);
    let left = 0;
    for (let pattern = first; pattern < end; pattern++) {
      const beyond = strangers - frequencyLogs[pattern]! - most;
      const count = counts[pattern]!;
      if (sum > 0) left += count / (sum + Math.exp(beyond));
      const log = sum === 0 ? strangers - frequencyLogs[pattern]! : most + (beyond > 0 ? beyond + Math.log1p(sum * Math.exp(-beyond)) : Math.log(sum + Math.exp(beyond)));
      if (log > -Infinity) logLikelihood += count * log;
    }
    for (let kind = 0; sum > 0 && kind < kinds.length; kind++) {
      pairs[kind]! += weights[kind]! * left;
      addTo(levels[kind]!, part, first, weights[kind]! * left);
    }
  });
  return { pairs, levels, expected: { ...expectedOf(kinds, pairs, levels, atLevels, slots), logLikelihood, pairsOfPart: Float64Array.of(counts.reduce((all, count) => all + count, pairsBeyond)) } };
}

/** Puts the kinds that match together. */
function expectedOf(kinds: readonly KindShares[], pairs: Float64Array, levels: readonly Float64Array[], atLevels: Float64Array, slots: ParameterSlots): Expected {
  const expected = makeExpected(slots, 1, []);
  kinds.forEach(({ isMatch }, kind) => {
    if (!isMatch) return;
    expected.matchesOfPart[0]! += pairs[kind]!;
    levels[kind]!.forEach((found, slot) => (expected.matches[slot]! += found));
  });
  return { ...expected, pairs: atLevels, others: atLevels.map((all, slot) => all - expected.matches[slot]!) };
}

function sumOver({ slots, columns }: PreparedPart, pattern: number, logs: Float64Array): number {
  let sum = 0;
  for (let at = pattern * columns, end = at + columns; at < end; at++) if (slots[at]! >= 0) sum += logs[slots[at]!]!;
  return sum;
}

function addTo(into: Float64Array, { slots, columns }: PreparedPart, pattern: number, pairs: number): void {
  for (let at = pattern * columns, end = at + columns; at < end; at++) if (slots[at]! >= 0) into[slots[at]!]! += pairs;
}

function haveSameLevels({ slots, columns }: PreparedPart, one: number, other: number): boolean {
  for (let column = 0; column < columns; column++) if (slots[one * columns + column] !== slots[other * columns + column]) return false;
  return true;
}

/** By pattern, the natural logarithm of what frequencies add to the weight, which strangers alone are less likely by. */
function frequencyLogsOf({ patterns, frequencyLogs, adjusted }: PreparedPart, frequency: FrequencySlots | null, u: Float64Array): Float64Array {
  const logs = new Float64Array(patterns);
  if (frequency === null || frequencyLogs === null) return logs;
  const { exact, weights, baselines } = frequency;
  const ordinary = (slot: number): number => Math.log(baselines[slot]! > 0 ? baselines[slot]! : u[exact[slot]!]!);
  const width = adjusted.length / patterns;
  return logs.map((_, pattern) => adjusted.subarray(pattern * width, (pattern + 1) * width)
    .reduce((sum, slot) => (slot < 0 ? sum : sum + weights[slot]! * ordinary(slot)), frequencyLogs[pattern]!));
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
