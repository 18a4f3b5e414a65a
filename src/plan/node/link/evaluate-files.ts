import { columnTypeOf } from '../../../core/arrow.ts';
import type { ColumnType } from '../../../core/column-type.ts';
import { refusePlan } from '../../../core/errors.ts';
import { blockRecords, checkModel, collectExpressions, evaluateLinkage, scorePairs, type ErrorEstimates, type ExpectedLoss, type LinkageEvaluation, type LinkageModel, type LinkageRecords, type Truth } from '../../../link/index.ts';
import { writeFile } from '../../../write/node/index.ts';
import { estimateErrors } from './estimate-errors.ts';
import { entityTruth, matchTruth, pairTruth, type LabelSource } from './label-tables.ts';
import { checkOutputs, recordsOf, refuseUnknownOptions, withSources, type LinkageFiles, type OpenedSources } from './linkage-files.ts';

/** How a linkage of files is judged. */
export interface EvaluateFilesOptions extends LinkageFiles {
  /** Cuts of which errors are told, in bits. */
  readonly minMatchWeightBits: readonly number[];
  /** The truth; without it errors are estimated. */
  readonly labels?: LabelSource;
  /** File for the errors at every weight that occurs. */
  readonly table?: string;
}

/** A judgement of a linkage of files. */
export interface EvaluatedFiles {
  /** Pairs that blocking gives, and all there are. */
  readonly candidatePairs: number;
  readonly allPairs: number;
  /** By the truth, where it was given. */
  readonly measured: LinkageEvaluation | null;
  /** Without it, under the assumption it tells; matches that blocking is expected to have lost count as missed. */
  readonly estimated: ErrorEstimates;
  readonly expectedLoss: ExpectedLoss;
}

/**
 * Judges the links that a model makes of files, by labels where there are some, and by what the model itself expects.
 *
 * @param model - a trained model, unchecked.
 * @param options - sources, cuts, labels.
 * @returns the judgement; no value.
 * @throws {PlanError} when model, options or columns are wrong.
 * @throws {DataError} when a file or its data is wrong.
 * @remarks Reads every source once, once more for a column of labels; scores every candidate pair twice for the estimate, once more
 *   for the labels.
 */
export async function evaluateFiles(model: unknown, options: EvaluateFilesOptions): Promise<EvaluatedFiles> {
  refuseUnknownOptions(options, ['minMatchWeightBits', 'labels', 'table']);
  const checked = checkModel(model);
  const { labels, minMatchWeightBits, signal, table } = options;
  if (minMatchWeightBits.length === 0) refusePlan('PLAN_MISSING', 'minMatchWeightBits', 'expected at least one cut');
  await checkOutputs({ table }, { ...options.inputs, ...labelFiles(labels) });
  const expressions = collectExpressions(checked);
  return withSources(options, expressions, labels !== undefined && 'column' in labels ? [labels.column] : [], async (sources) => {
    const records = await recordsOf(sources, options, expressions, checked.unit);
    const candidates = blockRecords(records, checked.blocking, checked.linkType);
    const pairs = scorePairs(records, checked, { candidates, detail: 'levels', context: sources.context });
    const { errors: estimated, loss: expectedLoss } = await estimateErrors(records, checked, { candidates, table: pairs }, { context: sources.context, signal, minMatchWeightBits });
    const measured = labels === undefined ? null : await measure(checked, records, sources, pairs, labels, options);
    await sources.checkUnchanged();
    if (table !== undefined) await writeFile(table, (measured ?? estimated).table, { isPrivate: true, ...(signal === undefined ? {} : { signal }) });
    return { candidatePairs: candidates.totalPairs, allPairs: candidates.cartesianPairs, measured, estimated, expectedLoss };
  });
}

function labelFiles(labels: LabelSource | undefined): Readonly<Record<string, string>> {
  if (labels === undefined || 'column' in labels) return {};
  return { labels: 'file' in labels ? labels.file : labels.matches };
}

async function measure(
  { linkType }: LinkageModel, records: LinkageRecords, { datasets }: OpenedSources, pairs: ReturnType<typeof scorePairs>, labels: LabelSource, { rowKey, minMatchWeightBits, signal }: EvaluateFilesOptions,
): Promise<LinkageEvaluation> {
  return evaluateLinkage({ pairs, truth: await truthOf(labels) }, { minMatchWeightBits, linkType }, signal);

  function truthOf(source: LabelSource): Truth | Promise<Truth> {
    if ('column' in source) return entityTruth(datasets, rowKey, source.column);
    const sides = Object.keys(datasets);
    if ('matches' in source) return matchTruth(source.matches, records, sides, signal);
    return pairTruth(source.file, columnTypeOf(records.rowKeyField.type) as ColumnType, sides, signal);
  }
}
