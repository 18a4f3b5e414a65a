import type { Dataset } from '../../../core/dataset.ts';
import {
  expectErrors, expectLost, scoreLinks, type CandidatePairs, type ErrorEstimates, type ExpectedLoss, type LinkageModel, type LinkageRecords, type ScoreSurroundings,
} from '../../../link/index.ts';

/** What a model expects of its own links, without labels. */
export interface EstimatedErrors {
  readonly errors: ErrorEstimates;
  /** Matches that blocking is expected to have lost, which count as missed in the errors. */
  readonly loss: ExpectedLoss;
}

/**
 * Estimates the errors of a linkage without labels, and with them what blocking lost.
 *
 * @param records - records coded by the model's expressions.
 * @param model - a checked and trained model.
 * @param pairs - its candidate pairs, and the table of all of them with their weights.
 * @param run - cuts of which errors are told, and what the work may use.
 * @returns the estimates.
 * @remarks Scores every candidate pair once, and reads the table of pairs once.
 */
export async function estimateErrors(
  records: LinkageRecords, model: LinkageModel, { candidates, table }: { readonly candidates: CandidatePairs; readonly table: Dataset },
  { context, signal, minMatchWeightBits = [] }: Pick<ScoreSurroundings, 'context'> & { readonly signal?: AbortSignal | undefined; readonly minMatchWeightBits?: readonly number[] },
): Promise<EstimatedErrors> {
  const surroundings = { candidates, ...(context === undefined ? {} : { context }) };
  const loss = await expectLost(candidates, scoreLinks(records, model, surroundings, signal));
  const matches = { allPairs: candidates.cartesianPairs, prior: model.prior, lost: loss.lost };
  return { loss, errors: await expectErrors(table, { matches, minMatchWeightBits }, signal) };
}
