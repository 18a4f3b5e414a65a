import { speakingSlots } from '../train/expectation-maximisation.ts';
import { estimateKinds, type KindShares, type KindsData, type KindsRules } from '../train/pair-kinds.ts';
import type { ParameterSlots } from '../train/parameters.ts';
import { agreementSets, excessOfSet, type AgreementSet, type ExceedingSet } from './agreement-sets.ts';
import type { Evidence } from './evidence.ts';
import type { PairPopulation } from './fit-mixture.ts';
import { partOfEvidence } from './kinds-part.ts';

/** Kinds of pairs that were found. */
export interface FoundKinds {
  /** Ordinary matches first; which of the others match is not said yet. */
  readonly kinds: readonly KindShares[];
  /** Float64Array(slots): shares among strangers. */
  readonly u: Float64Array;
}

/** Kinds beside ordinary matches that are kept at most, and that are tried. */
const MAX_KINDS = 8;
const MAX_TRIES = 16;
/** Log likelihood that a kind gains at least: in the pairs that suggest it, and in all. */
const MIN_GAIN = 20;
/** A kind is suggested by so many times more pairs than expected. */
const MIN_EXCESS = 2;
/** A suggestion agrees on so many comparisons at least, and leaves no greater share of them unsaid. */
const MIN_AGREEING = 2;
const MAX_SILENT = 0.4;
/** What a kind has evenly at every level of a comparison it agrees on by chance, beside chance. */
const EVEN_SHARE = 0.1;
/** Matches there are at first, for each that agrees on everything it speaks of; and the least number. */
const MATCHES_A_PERFECT_ONE = 4;
const LEAST_MATCHES = 10;
const MIN_M = 1e-6;
const GROWING = { isBelieved: true, maxIterations: 25, tolerance: 1e-3 } as const;
const SETTLING = { isBelieved: false, maxIterations: 100, tolerance: 1e-4 } as const;

/**
 * Finds kinds of pairs: starts from ordinary matches as they are believed to be and strangers, and adds one kind after the
 * other, each suggested by pairs that agree on the same comparisons though neither chance nor the kinds so far make so many.
 *
 * @param evidence - patterns of the candidate pairs; what is known beside them does not count.
 * @param population - all pairs.
 * @param complete - Float64Array(comparisons): share of all pairs at which each comparison says something.
 * @param prior - share of all pairs that match, at most.
 * @returns the kinds; ordinary matches alone, as believed, where no other is suggested.
 * @remarks O(kinds tried × iterations × patterns × kinds × comparisons). Frequencies are left out.
 * @see Vermunt and Magidson 2002, Latent class cluster analysis, in: Applied Latent Class Analysis, Cambridge University Press.
 */
export function findKinds(evidence: Evidence, population: PairPopulation, complete: Float64Array, prior: number): FoundKinds {
  const { slots } = evidence;
  const { pairs: allPairs, agreement, belief } = population;
  const part = partOfEvidence(evidence, allPairs, false);
  const data: KindsData = { slots, part, allPairs, frequency: null, agreement };
  const sets = agreementSets(part, slots);
  const suggesting = sets.filter(({ says }) => countOf(says, 1) >= MIN_AGREEING && countOf(says, -1) <= MAX_SILENT * says.length);
  let found: FoundKinds = { kinds: [{ isMatch: true, share: Math.min(prior, matchesAtFirst(sets) / allPairs), levels: belief }], u: agreement };
  let logLikelihood = -Infinity;
  const tried = new Set<AgreementSet>();
  for (let tries = 0; tries < MAX_TRIES && found.kinds.length <= MAX_KINDS; tries++) {
    const best = bestOf(suggesting.filter((set) => !tried.has(set)), (set) => excessOfSet(set, slots, { ...found, allPairs, complete }));
    if (best === null) break;
    tried.add(best.set);
    const kind = suggestedKind(best.excess, slots, population, found.u);
    const estimate = estimateKinds(data, { kinds: [...found.kinds, kind], u: found.u }, rulesOf(slots, GROWING));
    if (estimate.em.expected.logLikelihood - logLikelihood < MIN_GAIN) continue;
    ({ logLikelihood } = estimate.em.expected);
    found = { kinds: estimate.kinds, u: estimate.u };
  }
  return found;
}

/**
 * Estimates kinds that were found once more, frequencies included.
 *
 * @param evidence - patterns of the candidate pairs.
 * @param population - all pairs.
 * @param found - the kinds.
 * @returns the kinds, settled.
 * @remarks O(iterations × patterns × kinds × comparisons).
 */
export function settleKinds(evidence: Evidence, { pairs: allPairs, agreement }: PairPopulation, found: FoundKinds): FoundKinds {
  const { slots, frequencyLogs } = evidence;
  // What frequencies say is in the evidence as it is: no baseline of any slot enters.
  const none = new Float64Array(slots.isSilent.length);
  const frequency = frequencyLogs === null ? null : { exact: new Int32Array(none.length).fill(-1), weights: none, baselines: none };
  const { kinds, u } = estimateKinds({ slots, part: partOfEvidence(evidence, allPairs, true), allPairs, frequency, agreement }, found, rulesOf(slots, SETTLING));
  return { kinds, u };
}

/** Matches that agree on everything they speak of are some of all, and hardly anybody else does. */
function matchesAtFirst(sets: readonly AgreementSet[]): number {
  const perfect = sets.reduce((sum, { says, pairs }) => (countOf(says, 0) > 0 || countOf(says, 1) < MIN_AGREEING ? sum : sum + pairs), 0);
  return Math.max(LEAST_MATCHES, MATCHES_A_PERFECT_ONE * perfect);
}

function bestOf(sets: readonly AgreementSet[], measure: (set: AgreementSet) => ExceedingSet): { readonly set: AgreementSet; readonly excess: ExceedingSet } | null {
  let best: { readonly set: AgreementSet; readonly excess: ExceedingSet } | null = null;
  for (const set of sets) {
    const excess = measure(set);
    if (excess.pairs > MIN_EXCESS * excess.expected && excess.gain > Math.max(MIN_GAIN, best?.excess.gain ?? 0)) best = { set, excess };
  }
  return best;
}

function countOf(says: AgreementSet['says'], what: AgreementSet['says'][number]): number {
  return says.reduce<number>((count, one) => count + Number(one === what), 0);
}

function suggestedKind({ says, pairs }: ExceedingSet, slots: ParameterSlots, { belief, pairs: allPairs }: PairPopulation, u: Float64Array): KindShares {
  const levels = belief.slice();
  says.forEach((agreement, comparison) => {
    if (agreement === 1) return;
    const speaking = speakingSlots(slots, comparison);
    for (const slot of speaking) levels[slot] = (1 - EVEN_SHARE) * u[slot]! + EVEN_SHARE / speaking.length;
  });
  return { isMatch: false, share: pairs / allPairs, levels };
}

function rulesOf({ isSilent }: ParameterSlots, how: Pick<KindsRules, 'isBelieved' | 'maxIterations' | 'tolerance'>): KindsRules {
  const isFixed = new Uint8Array(isSilent.length);
  return { m: { isFixed, prior: null, minimum: MIN_M, isMonotone: false, likeSplink: false }, keepsU: isFixed, isPriorFixed: false, ...how };
}
