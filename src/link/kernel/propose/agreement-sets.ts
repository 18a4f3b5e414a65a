import type { KindShares } from '../train/pair-kinds.ts';
import type { ParameterSlots, TrainingPart } from '../train/parameters.ts';

/** What a pair says of a comparison, in short. */
export type Agreement = -1 | 0 | 1;

/** Pairs that agree fully on the same comparisons. */
export interface AgreementSet {
  /** By comparison: 1 for full agreement, 0 for any less, −1 where nothing is said. */
  readonly says: readonly Agreement[];
  readonly pairs: number;
}

/** A set of which there are more pairs than expected. */
export interface ExceedingSet extends AgreementSet {
  readonly expected: number;
  /** What a kind of its own is worth: in log likelihood, and only as far as these pairs are not strangers anyway. */
  readonly gain: number;
}

/** What pairs are expected of. */
export interface ExpectedPairs {
  readonly kinds: readonly Pick<KindShares, 'share' | 'levels'>[];
  readonly u: Float64Array;
  readonly allPairs: number;
  /** Float64Array(comparisons): share of all pairs at which each comparison says something. */
  readonly complete: Float64Array;
}

/**
 * Puts pairs together that agree fully on the same comparisons.
 *
 * @param part - patterns over all comparisons.
 * @param slots - their levels.
 * @returns the sets, in the order of the patterns.
 */
export function agreementSets({ patterns: { patterns, levels, counts } }: TrainingPart, slots: ParameterSlots): readonly AgreementSet[] {
  const full = fullSlots(slots);
  const width = full.length;
  const sets = new Map<string, { says: Agreement[]; pairs: number }>();
  for (let pattern = 0; pattern < patterns; pattern++) {
    const says = full.map((slot, comparison): Agreement => {
      const own = slots.offsets[comparison]! + levels[pattern * width + comparison]!;
      return slots.isSilent[own] === 1 ? -1 : own === slot ? 1 : 0;
    });
    const name = says.join();
    const set = sets.get(name);
    if (set === undefined) sets.set(name, { says, pairs: counts[pattern]! });
    else set.pairs += counts[pattern]!;
  }
  return [...sets.values()];
}

/**
 * Finds the first level of each comparison that says something: full agreement.
 *
 * @param slots - levels.
 * @returns a slot by comparison; that of the first level where none says anything.
 */
export function fullSlots({ offsets, isSilent }: ParameterSlots): readonly number[] {
  return Array.from({ length: offsets.length - 1 }, (_, comparison) => {
    const first = offsets[comparison]!;
    const speaking = isSilent.subarray(first, offsets[comparison + 1]).indexOf(0);
    return first + Math.max(0, speaking);
  });
}

/**
 * Compares the pairs of a set with what kinds and strangers make expect.
 *
 * @param set - pairs that agree on the same.
 * @param slots - levels.
 * @param expected - what is expected.
 * @returns the set, with what is expected and gained.
 * @remarks Values are taken to be missing independently of each other.
 */
export function excessOfSet(set: AgreementSet, slots: ParameterSlots, { kinds, u, allPairs, complete }: ExpectedPairs): ExceedingSet {
  const full = fullSlots(slots);
  const spoken = set.says.reduce((share, says, comparison) => share * (says === -1 ? 1 - complete[comparison]! : complete[comparison]!), allPairs);
  const shareOf = (levels: Float64Array): number => set.says.reduce<number>((share, says, comparison) => {
    const own = levels[full[comparison]!]!;
    return says === -1 ? share : share * (says === 1 ? own : Math.max(0, 1 - own));
  }, 1);
  const strangers = spoken * shareOf(u) * kinds.reduce((rest, { share }) => rest - share, 1);
  const expected = kinds.reduce((sum, { share, levels }) => sum + spoken * share * shareOf(levels), strangers);
  const log = set.pairs > expected ? set.pairs * Math.log(set.pairs / Math.max(expected, LEAST_EXPECTED)) - (set.pairs - expected) : 0;
  return { ...set, expected, gain: expected > 0 ? log * (1 - strangers / expected) : log };
}

const LEAST_EXPECTED = 0.5;
