import type { Json } from '../../core/operator.ts';
import { dependenceBits } from '../kernel/train/joint-table.ts';
import { spreadOf } from '../kernel/train/jackknife.ts';
import { effectiveTrials } from '../kernel/train/effective-trials.ts';
import type { DependenceTerm, Estimate, Level, LinkageModel } from '../model/model.ts';
import type { EstimatedModel } from './estimated-model.ts';
import { removesMatches, type MeasuredTraining } from './measure-training.ts';
import { saysNothing } from './model-slots.ts';
import type { TrainingSetting } from './training-setting.ts';

/** Everything a trained model is written from. */
export interface Training {
  readonly setting: TrainingSetting;
  /** The model before training: what it did not know, it does not know here. */
  readonly untrained: LinkageModel;
  readonly measured: MeasuredTraining;
  readonly estimated: EstimatedModel;
  /** Whether the model's own prior stays, because nothing told of another. */
  readonly isPriorKept: boolean;
  /** Estimates without each group of records; none without intervals. */
  readonly without: readonly EstimatedModel[];
}

/** A figure that can be read off an estimate. */
type Figure = (estimated: EstimatedModel) => number;

/**
 * Writes what was estimated into a model.
 *
 * @param training - the model before, and what was found.
 * @param notes - what somebody should know, for the log.
 * @returns a new model, frozen; what was not estimated stays as it was, or is the value that training started from.
 */
export function writeModel(training: Training, notes: readonly string[]): LinkageModel {
  const { setting: { model, layout, options }, estimated, measured, isPriorKept } = training;
  const comparisons = model.comparisons.map((comparison, index) => ({
    ...comparison,
    levels: comparison.levels.map((level, place) => (saysNothing(comparison, level) ? level : writeLevel(training, index, layout.slots.offsets[index]! + place, level))),
  }));
  const prior = options.prior.by === 'model' ? model.prior : estimated.prior;
  const terms = termsOf(training);
  return Object.freeze({
    ...model, comparisons, prior,
    ...(model.dependence === undefined ? {} : { dependence: terms === null ? model.dependence : { ...model.dependence, terms } }),
    ...kindsOf(training),
    ...(options.prior.by === 'model' || isPriorKept ? {} : { estimates: { ...model.estimates, prior: estimateOf(training, options.prior.by, prior, (of) => of.prior, 0, measured.all.allPairs) } }),
    training: trainingLog(training, notes),
  });
}

function writeLevel(training: Training, comparison: number, slot: number, level: Level): Level {
  const { untrained, setting: { options, layout }, estimated, measured } = training;
  const { parameters, seenBy } = estimated;
  const before = untrained.comparisons[comparison]!.levels[slot - layout.slots.offsets[comparison]!]!;
  const isMTrained = level.isMFixed !== true && seenBy[slot]! > 0;
  const isUTrained = level.isUFixed !== true && (options.u.by === 'em' ? seenBy[slot]! > 0 : (measured.agreement?.pairs[comparison] ?? 0) > 0);
  const m = isMTrained ? parameters.m[slot]! : level.m!;
  const u = isUTrained ? parameters.u[slot]! : level.u!;
  const estimates = {
    ...level.estimates,
    ...(isMTrained ? { m: estimateOf(training, options.m.by, m, (of) => of.parameters.m[slot]!, 0, matchesOf(training, estimated, comparison), (of) => matchesOf(training, of, comparison)) } : before.m === null ? { m: UNSEEN } : {}),
    ...(isUTrained ? { u: uEstimate(training, comparison, slot, u) } : before.u === null ? { u: UNSEEN } : {}),
  };
  return { ...level, m, u, ...baselineOf(training, slot, level), ...(Object.keys(estimates).length === 0 ? {} : { estimates }) };
}

const UNSEEN: Estimate = Object.freeze({ method: 'default', note: 'no pair that was trained on is at this level' });

/** Where matches are taken out of u, what is ordinary for a frequency, which counts them, is the agreement over all pairs. */
function baselineOf({ setting, measured: { all: { frequency } } }: Training, slot: number, { termFrequency }: Level): Partial<Level> {
  const baseline = frequency?.baselines[slot] ?? 0;
  return termFrequency !== undefined && baseline > 0 && removesMatches(setting) ? { termFrequency: { ...termFrequency, baseline } } : {};
}

function uEstimate(training: Training, comparison: number, slot: number, u: number): Estimate {
  const { setting, measured: { agreement } } = training;
  if (agreement === null) return estimateOf(training, 'em', u, (of) => of.parameters.u[slot]!, 0, undefined);
  const method = removesMatches(setting) ? 'allPairsWithoutMatches' : 'allPairs';
  const drawn = agreement.drawn[comparison]!;
  const estimate = estimateOf(training, method, u, (of) => of.parameters.u[slot]!, agreement.variances[slot]!, agreement.pairs[comparison]!);
  return drawn === 0 ? estimate : { ...estimate, note: `${drawn} pairs were drawn` };
}

/** Matches, as expected, that an m rests on: of all sessions in which the comparison took part. */
function matchesOf({ setting: { layout: { slots } } }: Training, { ems }: EstimatedModel, comparison: number): number {
  let matches = 0;
  for (const { expected } of ems) for (let slot = slots.offsets[comparison]!; slot < slots.offsets[comparison + 1]!; slot++) matches += expected.matches[slot]!;
  return matches;
}

function estimateOf({ without }: Training, method: string, value: number, read: Figure, variance: number, pairs: number | undefined, pairsOf: Figure | null = null): Estimate {
  const rest = pairs === undefined ? {} : { pairs };
  if (without.length < 2) return { method, ...(variance > 0 ? { standardError: Math.sqrt(variance) } : {}), ...rest };
  const trials = pairs === undefined || pairsOf === null ? null : effectiveTrials(pairs, without.map((of) => pairs - pairsOf(of)));
  const { standardError, low, high } = spreadOf(value, without.map(read), variance, trials);
  return { method, standardError, interval: [low, high], ...rest };
}

function termsOf({ setting: { model, layout: { slots } }, estimated: { parameters } }: Training): DependenceTerm[] | null {
  if (parameters.joint.length === 0) return null;
  return parameters.joint.map((table) => ({
    comparisons: table.comparisons.map((comparison) => model.comparisons[comparison]!.name),
    bits: [...dependenceBits(table, table.comparisons.map((comparison) =>
      Array.from(slots.isSilent.subarray(slots.offsets[comparison], slots.offsets[comparison + 1]), (isSilent) => isSilent === 1)))],
  }));
}

/** What was found of the kinds of pairs; the first is that of ordinary matches, which m tells of. */
function kindsOf({ setting: { model, layout: { slots: { offsets } } }, estimated }: Training): Pick<LinkageModel, 'kinds'> {
  if (model.kinds === undefined || estimated.kinds.length === 0) return {};
  return {
    kinds: model.kinds.map((kind, index) => {
      const { share, levels } = estimated.kinds[index + 1]!;
      return { ...kind, share, levels: model.comparisons.map((_, comparison) => [...levels.subarray(offsets[comparison], offsets[comparison + 1])]) };
    }),
  };
}

function trainingLog({ setting: { model, options }, measured, estimated }: Training, notes: readonly string[]): Readonly<Record<string, Json>> {
  return {
    u: options.u.by === 'allPairs' ? { by: 'allPairs', drawn: [...(measured.agreement?.drawn ?? [])] } : { by: options.u.by },
    m: options.m.by, prior: options.prior.by, termFrequencies: options.termFrequencies,
    allPairs: measured.all.allPairs,
    parts: measured.all.parts.map(({ patterns, comparisons }) => ({
      pairs: patterns.counts.reduce((sum, count) => sum + count, 0), patterns: patterns.patterns, comparisons: comparisons.map((index) => model.comparisons[index]!.name),
    })),
    sessions: estimated.ems.map(({ history, isConverged }) => ({
      isConverged,
      iterations: history.map(({ parameters, logLikelihood, greatestChange }) => ({ priors: [...parameters.priors], logLikelihood, greatestChange })),
    })),
    startLikelihoods: [...estimated.startLikelihoods], rounds: estimated.rounds, isConverged: estimated.isConverged, notes: [...notes],
  };
}
