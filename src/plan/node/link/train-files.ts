import { checkModel, collectExpressions, trainingExpressions, trainModel, type TrainedModel, type TrainingOptions } from '../../../link/index.ts';
import { recordsOf, refuseUnknownOptions, withSources, type LinkageFiles } from './linkage-files.ts';

/** How a model is trained on files. */
export interface TrainFilesOptions extends LinkageFiles {
  readonly training?: TrainingOptions;
}

/**
 * Trains a linkage model on files; see {@link trainModel}.
 *
 * @param model - the model, unchecked; m, u and prior may be unknown.
 * @param options - sources, and how to train.
 * @returns the trained model with its sessions and notes; nothing is written.
 * @throws {PlanError} when model or options are wrong.
 * @throws {DataError} when a file or its data is wrong.
 */
export async function trainFiles(model: unknown, options: TrainFilesOptions): Promise<TrainedModel> {
  refuseUnknownOptions(options, ['training']);
  const checked = checkModel(model);
  const { training = {}, signal } = options;
  const expressions = collectExpressions(checked, trainingExpressions(training));
  return withSources(options, expressions, [], async (sources) => {
    const records = await recordsOf(sources, options, expressions, checked.unit);
    return trainModel(records, checked, training, { context: sources.context, ...(signal === undefined ? {} : { signal }) });
  });
}
