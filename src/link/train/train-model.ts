import { checkModel } from '../model/check-model.ts';
import { checkKinds, compileComparisons } from '../compare/compile-comparisons.ts';
import { collectExpressions } from '../compile/expression-list.ts';
import { withDefaultParameters } from '../model/default-parameters.ts';
import type { Expression } from '../model/expression.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { estimateModel } from './estimate-model.ts';
import type { EstimatedModel } from './estimated-model.ts';
import { keepsPrior } from './kept-prior.ts';
import { measureTraining, rulesOfTraining, type MeasuredTraining } from './measure-training.ts';
import { slotsOfModel } from './model-slots.ts';
import { groupRecords } from './provisional-persons.ts';
import { checkTrainingOptions, type TrainingOptions } from './training-options.ts';
import { sessionsOf, type TrainingSession } from './training-session.ts';
import { trainingNotes } from './training-notes.ts';
import type { TrainingRun, TrainingSetting } from './training-setting.ts';
import { writeModel } from './write-model.ts';

/** A trained model, and how it came about. */
export interface TrainedModel {
  /** Frozen, with estimates and a log. */
  readonly model: LinkageModel;
  /** One per rule, where they were trained one after another; else one for all. */
  readonly sessions: readonly TrainingSession[];
  /** What somebody should know, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Lists the expressions that training looks at beside the model's own, so that records can be prepared with them.
 *
 * @param options - how the model is to be trained.
 * @returns expressions of training rules, strict rules and labels.
 * @throws {PlanError} with every problem of the options.
 * @example
 * trainingExpressions({ m: { by: 'labelColumn', of: { column: 'person' } } }); // => [{ column: 'person' }]
 */
export function trainingExpressions(options: TrainingOptions): readonly Expression[] {
  const { m, prior } = checkTrainingOptions(options);
  const rules = [...('rules' in m ? m.rules ?? [] : []), ...(prior.by === 'deterministicRules' ? prior.rules : [])];
  return [...collectExpressions({ blocking: rules, comparisons: [] }).expressions, ...(m.by === 'labelColumn' ? [m.of] : [])];
}

/**
 * Trains a model: estimates u, m and the prior from records.
 *
 * Unless said otherwise, u is agreement over all pairs of records without the matches, m is that under which the agreement
 * patterns of all blocking rules are likeliest, with a share of matches for each rule, and the prior expects as many matches
 * among all pairs as m and u do among the candidates; the three are solved together. With kinds of pairs, m is that of all
 * candidate pairs at once.
 *
 * @param records - prepared with the expressions of the model and of {@link trainingExpressions}.
 * @param model - what to train: m and u may be unknown, what is fixed stays.
 * @param options - see {@link TrainingOptions}.
 * @param run - threads, labels, registered measures.
 * @returns a new model.
 * @throws {PlanError} for a model or options that do not fit the records; with all their problems, where they are found before.
 * @remarks Passes over pairs: one per training rule, one for the candidates of all; twice that with intervals. Estimation works
 *   on agreement patterns, whatever the number of pairs. Memory class `records`; nothing grows with pairs. The result depends on
 *   neither the order of rows, nor batches, nor threads.
 */
export async function trainModel(records: LinkageRecords, model: LinkageModel, options: TrainingOptions = {}, run: TrainingRun = {}): Promise<TrainedModel> {
  const asked = checkTrainingOptions(options);
  const complete = withDefaultParameters(checkModel(model));
  // Kinds of pairs are told apart among all candidates: where there are some, that is how m is found unless said otherwise.
  const checked = options.m === undefined && (complete.kinds ?? []).length > 0 ? { ...asked, m: { by: 'allPairs' } as const } : asked;
  checkKinds(complete, records, Object.keys(run.registered ?? {}));
  let comparisons: TrainingSetting['comparisons'] | null = null;
  const setting: TrainingSetting = {
    records, model: complete, layout: slotsOfModel(complete), options: checked, run, passes: { count: 0 },
    get comparisons() {
      return comparisons ??= compileComparisons(complete, records, run.registered);
    },
  };
  const measured = await measureTraining(setting, null);
  // Strict rules that give no pair say nothing of the prior.
  const found = estimateModel(setting, measured.all, measured.prior > 0 ? measured.prior : complete.prior, null);
  const isPriorKept = keepsPrior(setting, measured, found);
  const estimated = isPriorKept ? { ...found, prior: complete.prior } : found;
  const without = checked.intervals === null ? [] : await estimateWithoutGroups(setting, measured, estimated);
  const training = { setting, untrained: model, measured, estimated, isPriorKept, without };
  const notes = trainingNotes(training);
  return { model: writeModel(training, notes), sessions: sessionsOf(training), notes };
}

async function estimateWithoutGroups(setting: TrainingSetting, { prior }: MeasuredTraining, estimated: EstimatedModel): Promise<EstimatedModel[]> {
  const areLabels = setting.options.m.by === 'labelColumn';
  const groups = groupRecords(setting, rulesOfTraining(setting), areLabels, estimated.parameters, setting.options.prior.by === 'model' ? prior : estimated.prior);
  const { without } = await measureTraining(setting, groups);
  return without.map(({ data, prior: start }) => estimateModel(setting, data, start, estimated));
}
