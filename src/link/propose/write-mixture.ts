import type { Mixture } from '../kernel/propose/evidence.ts';
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
export function writeMixture(model: LinkageModel, { prior, m, u, excesses }: Mixture, { slots, frequency }: EvidenceLayout, agreement: MeasuredAgreement): LinkageModel {
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
  const { dependence: _, kinds: __, ...independent } = model;
  return Object.freeze({
    ...independent, prior, comparisons,
    ...(terms.length === 0 ? {} : { dependence: { between: terms.map(({ comparisons: [left, right] }) => ({ comparisons: [left!, right!] as const })), terms } }),
    estimates: { prior: { method: 'allPairs', pairs: agreement.pairs.reduce((most, pairs) => Math.max(most, pairs), 0) } },
    training: { by: 'learnModel', dependence: terms.map(({ comparisons: names }) => [...names]) },
  });
}

function uEstimate({ variances, drawn, pairs }: MeasuredAgreement, comparison: number, slot: number): Estimate {
  const estimate: Estimate = { method: 'allPairsWithoutMatches', pairs: pairs[comparison]! };
  return drawn[comparison] === 0 ? estimate : { ...estimate, standardError: Math.sqrt(variances[slot]!), note: `${drawn[comparison]} pairs were drawn` };
}
