import type { Mixture } from '../kernel/propose/evidence.ts';
import { agreementOf } from '../kernel/propose/tell-kinds.ts';
import type { KindShares } from '../kernel/train/pair-kinds.ts';
import type { ParameterSlots } from '../kernel/train/parameters.ts';
import type { PairKind } from '../model/pair-kind.ts';
import type { DependenceTerm, Estimate, LinkageModel } from '../model/model.ts';
import type { MeasuredAgreement } from '../train/measure-agreement.ts';
import type { EvidenceLayout } from './gather-evidence.ts';

/**
 * Writes what was learnt into a model.
 *
 * @param model - the model before.
 * @param mixture - what was learnt.
 * @param layout - its levels.
 * @param agreement - what u was taken from.
 * @returns a new model, frozen.
 */
export function writeMixture(model: LinkageModel, { prior, m, u, excesses, kinds }: Mixture, { slots, frequency }: EvidenceLayout, agreement: MeasuredAgreement): LinkageModel {
  const comparisons = model.comparisons.map((comparison, index) => ({
    ...comparison,
    levels: comparison.levels.map((level, place) => {
      const slot = slots.offsets[index]! + place;
      if (slots.isSilent[slot] === 1) return level;
      const baseline = frequency?.baselines[slot] ?? 0;
      const estimates = { m: { method: 'allPairs' }, u: uEstimate(agreement, index, slot) };
      const { termFrequency } = level;
      return {
        ...level, m: m[slot]!, u: u[slot]!, estimates,
        ...(termFrequency !== undefined && baseline > 0 ? { termFrequency: { ...termFrequency, baseline } } : {}),
      };
    }),
  }));
  const terms = excesses.map(({ left, right, logs }): DependenceTerm => ({
    comparisons: [model.comparisons[left]!.name, model.comparisons[right]!.name], bits: Array.from(logs, (log) => (log === 0 ? 0 : -log / Math.LN2)),
  }));
  const written = writeKinds(kinds, model.comparisons.map(({ name }) => name), slots, m);
  const { dependence: _, kinds: __, ...independent } = model;
  return Object.freeze({
    ...independent, prior, comparisons,
    ...(terms.length === 0 ? {} : { dependence: { between: terms.map(({ comparisons: [left, right] }) => ({ comparisons: [left!, right!] as const })), terms } }),
    ...(written.length === 0 ? {} : { kinds: written }),
    estimates: { prior: { method: 'allPairs', pairs: agreement.pairs.reduce((most, pairs) => Math.max(most, pairs), 0) } },
    training: { by: 'learnModel', dependence: terms.map(({ comparisons: names }) => [...names]) },
  });
}

/** Names kinds after what they agree on, or differ in; a number tells those apart of which that is the same. */
function writeKinds(kinds: readonly KindShares[], comparisons: readonly string[], slots: ParameterSlots, m: Float64Array): PairKind[] {
  const named = (chosen: readonly number[]): string => (chosen.length === 0 ? 'nothing' : chosen.map((comparison) => comparisons[comparison]!).join(', '));
  return kinds.map(({ isMatch, share, levels }, index) => {
    const { agrees, disagrees } = agreementOf(levels, m, slots);
    const name = isMatch ? `persons who differ in ${named(disagrees)}` : `others alike in ${named(agrees)}`;
    return {
      name: `${index + 1}: ${name}`.slice(0, MAX_NAME), isMatch, agrees: agrees.map((comparison) => comparisons[comparison]!), share,
      levels: comparisons.map((_, comparison) => [...levels.subarray(slots.offsets[comparison], slots.offsets[comparison + 1])]),
    };
  });
}

/** Names of kinds are no longer. */
const MAX_NAME = 100;

function uEstimate({ variances, drawn, pairs }: MeasuredAgreement, comparison: number, slot: number): Estimate {
  const estimate: Estimate = { method: 'allPairsWithoutMatches', pairs: pairs[comparison]! };
  return drawn[comparison] === 0 ? estimate : { ...estimate, standardError: Math.sqrt(variances[slot]!), note: `${drawn[comparison]} pairs were drawn` };
}
