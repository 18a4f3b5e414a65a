import type { ColumnDeclaration } from '../../../core/field.ts';
import { PlanError } from '../../../core/errors.ts';
import { unknownName } from '../../../core/options.ts';
import { blockRecords, checkModel, collectExpressions, drawReview, estimateReview, scorePairs, type ReviewedQuality, type ReviewOptions, type ReviewSample } from '../../../link/index.ts';
import { writeFile } from '../../../write/node/index.ts';
import { bindInput } from '../bind-input.ts';
import { inspectFile } from '../inspect-file.ts';
import { checkOutputs, recordsOf, refuseUnknownOptions, withSources, type LinkageFiles } from './linkage-files.ts';

/** How pairs of files are drawn for people to judge. */
export interface DrawReviewFilesOptions extends LinkageFiles, ReviewOptions {
  /** File for the drawn pairs: .parquet, .arrow or .csv. */
  readonly out: string;
}

const SETTINGS = ['minMatchWeightBits', 'reviews', 'seed', 'minReviewBits', 'strata', 'trainShare'] as const;

/**
 * Draws pairs of records of files for people to judge, and writes them for their owner only; see {@link drawReview}.
 *
 * @param model - a trained model, unchecked.
 * @param options - sources, what is drawn, and where it is written.
 * @returns the design of the sample: counts, no value.
 * @throws {PlanError} when model, options or columns are wrong.
 * @throws {DataError} when a file or its data is wrong; nothing was written then.
 * @remarks Reads every source once; scores every candidate pair twice.
 */
export async function drawReviewFiles(model: unknown, options: DrawReviewFilesOptions): Promise<ReviewSample['design']> {
  refuseUnknownOptions(options, [...SETTINGS, 'out']);
  const checked = checkModel(model);
  const { out, signal } = options;
  await checkOutputs({ out }, options.inputs);
  const settings = Object.fromEntries(SETTINGS.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]]))) as unknown as ReviewOptions;
  const expressions = collectExpressions(checked);
  return withSources(options, expressions, [], async (sources) => {
    const records = await recordsOf(sources, options, expressions, checked.unit);
    const candidates = blockRecords(records, checked.blocking, checked.linkType);
    const { table, design } = await drawReview(scorePairs(records, checked, { candidates, context: sources.context }), settings, signal);
    await sources.checkUnchanged();
    await writeFile(out, table, { isPrivate: true, ...(signal === undefined ? {} : { signal }) });
    return design;
  });
}

const COLUMNS: Readonly<Record<string, ColumnDeclaration>> = Object.freeze({
  leftSource: { type: 'utf8', role: 'technical' }, leftRowKey: { type: 'utf8', role: 'technical' }, rightSource: { type: 'utf8', role: 'technical' }, rightRowKey: { type: 'utf8', role: 'technical' },
  matchWeightBits: { type: 'float64', role: 'attribute' }, matchProbability: { type: 'float64', role: 'attribute' },
  stratum: { type: 'int32', role: 'technical' }, inclusionProbability: { type: 'float64', role: 'technical' }, use: { type: 'utf8', role: 'technical' }, isMatch: { type: 'bool', role: 'attribute' },
});

/**
 * Estimates precision and recall from a file of pairs that people judged; see {@link estimateReview}.
 *
 * @param path - the file that {@link drawReviewFiles} wrote, `isMatch` filled in: 1 and 0, or true and false.
 * @param minMatchWeightBits - the cut it was drawn for, in bits.
 * @param signal - aborts the reading.
 * @returns the estimates, with intervals of 95 %.
 * @throws {PlanError} `PLAN_UNKNOWN_COLUMN` for columns that the file lacks.
 * @throws {DataError} when the file is missing or damaged, or a stratum was not judged.
 */
export async function estimateReviewFile(path: string, minMatchWeightBits: number, signal?: AbortSignal): Promise<ReviewedQuality> {
  const { columns: found } = await inspectFile(path, signal);
  const missing = Object.keys(COLUMNS).filter((name) => !Object.hasOwn(found, name));
  if (missing.length > 0) throw new PlanError(missing.map((name) => ({ code: 'PLAN_UNKNOWN_COLUMN', path: `review.${name}`, message: unknownName('column', name, Object.keys(found)) })));
  // Row keys are only told apart: their type is that of the file.
  const keyed = Object.fromEntries(['leftRowKey', 'rightRowKey'].map((name) => [name, { ...COLUMNS[name]!, type: found[name]!.type }])) as Record<string, ColumnDeclaration>;
  const { ports } = await bindInput('review', { columns: { ...COLUMNS, ...keyed }, onUndeclared: 'drop' }, { patterns: [path], out: '' });
  return estimateReview(ports.rows, minMatchWeightBits, signal);
}
