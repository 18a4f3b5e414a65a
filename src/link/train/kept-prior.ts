import type { EstimatedModel } from './estimated-model.ts';
import type { MeasuredTraining } from './measure-training.ts';
import type { TrainingSetting } from './training-setting.ts';

/**
 * Tells whether the prior cannot be estimated as it was asked for: there is no pair to estimate it from, or no match is expected among
 * them. A prior of 0 would deny every pair, so that the model's own stays.
 *
 * @param setting - with its options.
 * @param measured - what was measured.
 * @param estimated - what was estimated of it.
 * @returns true where the model's own prior is to stay; false where it was not to be estimated at all.
 */
export function keepsPrior({ options: { prior } }: Pick<TrainingSetting, 'options'>, { all, prior: start }: MeasuredTraining, estimated: Pick<EstimatedModel, 'prior'>): boolean {
  if (prior.by === 'model') return false;
  if (prior.by === 'deterministicRules') return !(start > 0);
  const parts = all.candidates === null ? all.parts : [all.candidates];
  return !(estimated.prior > 0) || parts.every(({ patterns }) => patterns.counts.every((count) => count === 0));
}
