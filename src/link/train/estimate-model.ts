import { estimateTogether, expectedPrior, type EstimationRules, type StartingPoint, type TrainingData } from '../kernel/train/estimate.ts';
import { speakingSlots, type EmRules } from '../kernel/train/expectation-maximisation.ts';
import { priorFromRules, priorOfRule } from '../kernel/train/implied-levels.ts';
import type { Parameters } from '../kernel/train/parameters.ts';
import { trainInSessions } from '../kernel/train/sessions.ts';
import { withoutMatches } from '../kernel/train/without-matches.ts';
import { estimateInKinds } from './estimate-kinds.ts';
import type { EstimatedModel } from './estimated-model.ts';
import { removesMatches } from './measure-training.ts';
import { jointTablesOf } from './model-slots.ts';
import type { TrainingSetting } from './training-setting.ts';

const SPLINK = { tolerance: 1e-4, maxIterations: 25 };
const OWN = { tolerance: 1e-6, maxIterations: 500 };
const MIN_M = 1e-6;
/** Rounds of sessions and of taking matches out of u. */
const MAX_ROUNDS = 20;

/**
 * Estimates what the options ask for from what was measured. Never touches a record.
 *
 * @param setting - model and options.
 * @param data - what was measured.
 * @param prior - where the prior starts, or what it is.
 * @param before - an estimate from nearly the same data, to start from; `null` for the model's own parameters.
 * @returns the estimate.
 */
export function estimateModel(setting: TrainingSetting, data: TrainingData, prior: number, before: EstimatedModel | null): EstimatedModel {
  const { layout, model, options } = setting;
  if ((model.kinds ?? []).length > 0) return estimateInKinds(setting, data, prior, before);
  const u = data.agreement === null ? layout.u : layout.u.map((value, slot) => (layout.isUFixed[slot] === 1 || data.agreement![slot] === 0 ? value : data.agreement![slot]!));
  if (options.m.by === 'sessions') return estimateInSessions(setting, data, prior, u);
  const start: StartingPoint = before === null
    ? { m: layout.m, u, prior, joint: jointTablesOf(model, { slots: layout.slots, m: layout.m, u }) }
    : { m: before.parameters.m, u: before.parameters.u, joint: before.parameters.joint, ...(isPriorGiven(setting) ? { prior } : { prior: estimatesPrior(setting) ? before.prior : prior, priors: before.parameters.priors }) };
  const areLabels = options.m.by === 'labelColumn' || options.m.by === 'pairLabels';
  const estimation = estimateTogether(data, areLabels ? { ...start, priors: Float64Array.of(1) } : start, rulesOf(setting, data, start, before !== null));
  const { em } = estimation;
  return { ...estimation, kinds: [], ems: [em], seenBy: Uint32Array.from(em.expected.pairs, (pairs) => Number(pairs > 0)) };
}

/** Whether the one part that stands for all pairs has a prior that is not estimated. */
function isPriorGiven(setting: TrainingSetting): boolean {
  return setting.options.m.by === 'allPairs' && !estimatesPrior(setting);
}

function estimatesPrior({ options: { prior } }: TrainingSetting): boolean {
  return prior.by === 'candidates' || prior.by === 'trainingRules';
}

function rulesOf(setting: TrainingSetting, data: TrainingData, start: StartingPoint, isWarm: boolean): EstimationRules {
  const { layout, options: { m, u, prior } } = setting;
  const areLabels = m.by === 'labelColumn' || m.by === 'pairLabels';
  const free = m.by === 'jointEm' || m.by === 'allPairs' ? m : null;
  const plain = { prior: null, minimum: 0, isMonotone: false, likeSplink: areLabels };
  const mPairs = free?.belief?.mPairs ?? 0;
  const priorPairs = free?.belief?.priorPairs ?? 0;
  const believed = data.implied.map((slots) => priorOfRule(start.prior, slots, start.m, start.u));
  const em: EmRules = {
    m: { ...plain, isFixed: layout.isMFixed, prior: mPairs > 0 ? layout.m.map((share) => share * mPairs) : null, minimum: free === null ? 0 : free.minM ?? MIN_M, isMonotone: free?.isMonotone === true },
    u: { ...plain, isFixed: u.by === 'em' ? layout.isUFixed : new Uint8Array(layout.u.length).fill(1) },
    isPriorFixed: areLabels || isPriorGiven(setting),
    priorPairs: priorPairs > 0 ? believed.map((share) => [share * priorPairs, (1 - share) * priorPairs] as const) : null,
    standsForAll: m.by === 'allPairs',
    tolerance: free?.tolerance ?? OWN.tolerance,
    maxIterations: areLabels ? 1 : free?.maxIterations ?? OWN.maxIterations,
  };
  return {
    em, removesMatches: removesMatches(setting), keepsU: layout.isUFixed,
    // Where the part stands for all pairs, its own share of matches is the prior.
    prior: em.standsForAll && !em.isPriorFixed ? 'rules' : prior.by === 'trainingRules' ? 'rules' : prior.by === 'candidates' ? 'candidates' : 'kept',
    starts: isWarm ? 1 : free?.starts ?? 1, seed: free?.seed ?? 0,
  };
}

function estimateInSessions(setting: TrainingSetting, data: TrainingData, prior: number, u: Float64Array): EstimatedModel {
  const { layout: { slots, m, isMFixed, isUFixed }, options } = setting;
  const given = options.m.by === 'sessions' ? options.m : null;
  const plain = { prior: null, minimum: 0, isMonotone: false, likeSplink: true };
  const rules: EmRules = {
    m: { ...plain, isFixed: isMFixed }, u: { ...plain, isFixed: options.u.by === 'em' ? isUFixed : new Uint8Array(u.length).fill(1) },
    isPriorFixed: given?.isPriorFixed === true, priorPairs: null, standsForAll: false,
    tolerance: given?.tolerance ?? SPLINK.tolerance, maxIterations: given?.maxIterations ?? SPLINK.maxIterations,
  };
  const speaking = Array.from({ length: slots.offsets.length - 1 }, (_, comparison) => speakingSlots(slots, comparison));
  let others = u;
  for (let rounds = 1; ; rounds++) {
    const result = trainInSessions({ slots, parts: data.parts, implied: data.implied, frequency: data.frequency, m, u: others, prior }, rules);
    const priors = Float64Array.from(result.sessions, ({ parameters }) => parameters.priors[0]!);
    const parameters: Parameters = { m: result.m, u: result.u, priors, joint: [] };
    const next = priorAfterSessions(setting, data, parameters, prior);
    const taken = removesMatches(setting) ? withoutMatches(data.agreement!, result.m, next, speaking, isUFixed, u) : { u: result.u, floored: [] };
    const change = taken.u.reduce((most, value, slot) => Math.max(most, Math.abs(value - result.u[slot]!)), 0);
    if (change < 1e-9 || rounds === MAX_ROUNDS) {
      return {
        parameters: { ...parameters, u: taken.u }, prior: next, kinds: [], ems: result.sessions, seenBy: result.seenBy, rounds, floored: taken.floored,
        isConverged: change < 1e-9 && result.sessions.every(({ isConverged }) => isConverged), startLikelihoods: [],
      };
    }
    others = taken.u;
  }
}

function priorAfterSessions(setting: TrainingSetting, data: TrainingData, parameters: Parameters, prior: number): number {
  const { options } = setting;
  if (options.prior.by === 'trainingRules' && data.parts.length > 0) return priorFromRules(parameters.priors, data.implied, parameters.m, parameters.u, removesMatches(setting) ? data.agreement : null);
  if (options.prior.by !== 'candidates' || data.candidates === null) return prior;
  return expectedPrior(data, data.candidates, parameters, prior);
}
