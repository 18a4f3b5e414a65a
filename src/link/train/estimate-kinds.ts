import { refusePlan } from '../../core/errors.ts';
import { speakingSlots } from '../kernel/train/expectation-maximisation.ts';
import type { TrainingData } from '../kernel/train/estimate.ts';
import { estimateKinds, type KindShares } from '../kernel/train/pair-kinds.ts';
import type { PairKind } from '../model/pair-kind.ts';
import type { EstimatedModel } from './estimated-model.ts';
import { removesMatches } from './measure-training.ts';
import type { TrainingSetting } from './training-setting.ts';

/** Changes of shares of levels, and of kinds in proportion, below which the estimate has settled. */
const TOLERANCE = 1e-5;
const MAX_ITERATIONS = 1000;
/** No m is less. */
const MIN_M = 1e-6;
/** Share of the candidates that all kinds have together at first; the others are strangers. */
const NO_STRANGERS = 0.5;
/** What a kind has at every level of a comparison that it agrees on by chance, beside chance. */
const EVEN_SHARE = 0.1;

/**
 * Estimates a model of several kinds of pairs, from all candidate pairs.
 *
 * @param setting - model and options.
 * @param data - what was measured: one part that stands for all pairs.
 * @param prior - share of matches among all pairs, where it is given.
 * @param before - an estimate from nearly the same data, to start from; `null` for the model's own parameters.
 * @returns the estimate; its m is that of ordinary matches, its u that of strangers.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` where m is not estimated from all candidate pairs, or u with it, or in another way.
 */
export function estimateInKinds(setting: TrainingSetting, data: TrainingData, prior: number, before: EstimatedModel | null): EstimatedModel {
  const { layout, model, options: { m, u, prior: priorBy } } = setting;
  if (m.by !== 'allPairs') refusePlan('PLAN_OUT_OF_RANGE', 'm.by', 'expected allPairs: kinds of pairs are told apart among all candidates');
  if (u.by === 'em') refusePlan('PLAN_OUT_OF_RANGE', 'u.by', 'expected allPairs or model: strangers are those pairs that are of no other kind');
  if (m.starts !== undefined || m.isMonotone !== undefined || m.belief !== undefined) {
    refusePlan('PLAN_OUT_OF_RANGE', 'm', 'expected no starts, isMonotone or belief: kinds of pairs start where the model says, and hold on to it for a while');
  }
  const agreement = removesMatches(setting) ? data.agreement : null;
  const ownU = data.agreement === null ? layout.u : layout.u.map((value, slot) => (layout.isUFixed[slot] === 1 || data.agreement![slot] === 0 ? value : data.agreement![slot]!));
  const isPriorFixed = priorBy.by === 'model' || priorBy.by === 'deterministicRules';
  const kinds = before === null ? startingKinds(setting, data, ownU) : before.kinds;
  const found = kinds.reduce((sum, { isMatch, share }) => (isMatch ? sum + share : sum), 0);
  const estimate = estimateKinds(
    { slots: data.slots, part: data.parts[0]!, allPairs: Math.max(1, data.allPairs), frequency: data.frequency, agreement },
    { u: before === null ? ownU : before.parameters.u, kinds: isPriorFixed ? kinds.map((kind) => (kind.isMatch ? { ...kind, share: (kind.share * prior) / found } : kind)) : kinds },
    {
      m: { isFixed: layout.isMFixed, prior: null, minimum: m.minM ?? MIN_M, isMonotone: false, likeSplink: false },
      keepsU: layout.isUFixed, isPriorFixed, isBelieved: before === null && model.kinds!.every(({ share }) => share === undefined),
      tolerance: m.tolerance ?? TOLERANCE, maxIterations: m.maxIterations ?? MAX_ITERATIONS,
    },
  );
  const { em } = estimate;
  return {
    parameters: em.parameters, prior: estimate.prior, kinds: estimate.kinds, ems: [em], seenBy: Uint32Array.from(em.expected.pairs, (pairs) => Number(pairs > 0)),
    rounds: 1, isConverged: em.isConverged, floored: estimate.floored, startLikelihoods: [],
  };
}

/** Ordinary matches, and the kinds of the model as they were trained or as they are thought to agree. */
function startingKinds({ layout: { slots, m }, model }: TrainingSetting, { parts, allPairs }: TrainingData, u: Float64Array): KindShares[] {
  const kinds = model.kinds!;
  // Where there is no pair, one is thought of, or a share would be of nothing.
  const candidates = Math.max(1, parts[0]!.patterns.counts.reduce((sum, count) => sum + count, 0));
  const share = (NO_STRANGERS * candidates) / (kinds.length + 1) / Math.max(1, allPairs);
  const believed = ({ isMatch, agrees }: PairKind): KindShares => {
    const levels = m.slice();
    model.comparisons.forEach(({ name }, comparison) => {
      if (agrees.includes(name)) return;
      const speaking = speakingSlots(slots, comparison);
      const total = speaking.reduce((sum, slot) => sum + u[slot]!, 0);
      for (const slot of speaking) levels[slot] = (1 - EVEN_SHARE) * (u[slot]! / total) + EVEN_SHARE / speaking.length;
    });
    return { isMatch, share, levels };
  };
  const trained = (kind: PairKind): KindShares => (kind.share === undefined || kind.levels === undefined
    ? believed(kind)
    : { isMatch: kind.isMatch, share: kind.share, levels: Float64Array.from(kind.levels.flat()) });
  const ofMatches = kinds.reduce((rest, kind) => (kind.isMatch && kind.share !== undefined ? rest - kind.share : rest), model.prior);
  const areTrained = kinds.every((kind) => kind.share !== undefined);
  return [{ isMatch: true, share: areTrained ? ofMatches : share, levels: m.slice() }, ...kinds.map(trained)];
}
