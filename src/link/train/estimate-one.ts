import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { trainModel, type TrainedModel } from './train-model.ts';
import type { MOptions, PriorOptions, UOptions } from './training-options.ts';
import type { TrainingRun } from './training-setting.ts';

/**
 * Estimates u alone: m and the prior stay as the model has them.
 *
 * @param records - as for {@link trainModel}.
 * @param model - what to train.
 * @param options - where u comes from; all pairs, unless said otherwise.
 * @param run - as for {@link trainModel}.
 * @returns a new model.
 * @throws {PlanError} as {@link trainModel}.
 */
export async function estimateU(records: LinkageRecords, model: LinkageModel, options: UOptions = { by: 'allPairs' }, run: TrainingRun = {}): Promise<TrainedModel> {
  return await trainModel(records, model, { u: options, m: { by: 'model' }, prior: { by: 'model' } }, run);
}

/**
 * Estimates the prior alone: m and u stay as the model has them.
 *
 * @param records - as for {@link trainModel}.
 * @param model - what to train; trained already where the prior comes from the candidates.
 * @param options - where the prior comes from.
 * @param run - as for {@link trainModel}.
 * @returns a new model.
 * @throws {PlanError} as {@link trainModel}.
 */
export async function estimatePrior(records: LinkageRecords, model: LinkageModel, options: PriorOptions, run: TrainingRun = {}): Promise<TrainedModel> {
  return await trainModel(records, model, { u: { by: 'model' }, m: { by: 'model' }, prior: options }, run);
}

/**
 * Estimates m alone: u and the prior stay as the model has them.
 *
 * @param records - as for {@link trainModel}.
 * @param model - what to train.
 * @param options - where m comes from; all training rules together, unless said otherwise.
 * @param run - as for {@link trainModel}.
 * @returns a new model.
 * @throws {PlanError} as {@link trainModel}.
 */
export async function estimateM(records: LinkageRecords, model: LinkageModel, options: MOptions = { by: 'jointEm' }, run: TrainingRun = {}): Promise<TrainedModel> {
  return await trainModel(records, model, { u: { by: 'model' }, m: options, prior: { by: 'model' } }, run);
}
