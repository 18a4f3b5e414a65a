import type { Dataset } from '../../core/dataset.ts';
import { foldDataset, IN_MEMORY, type FoldContext } from '../../core/fold.ts';
import { checkOptions } from '../../core/options.ts';
import { qualityChecks, type QualityCheck } from './checks.ts';
import { qualityFold, type Measured } from './quality-fold.ts';
import type { QualityMeasure } from './quality-data.ts';
import { readReferences, readyChecks } from './ready-checks.ts';

/** What measuring may use. */
export interface MeasureQualityContext {
  /** Memory limit and spill store; two GiB in memory unless given. */
  readonly fold?: FoldContext;
  /** The tables that checks look into, by name. */
  readonly references?: Readonly<Record<string, Dataset>>;
  readonly signal?: AbortSignal;
}

/**
 * Measures what checks are about, all in one pass over the rows and one over each table they look into.
 *
 * @param dataset - the rows.
 * @param checks - what to measure; thresholds play no part yet.
 * @param context - memory, spill store and reference tables.
 * @returns the measure, for `judgeQuality`; plain data that may be kept as JSON. It holds counts and, where a check asked
 *   for one, a mean or a quantile.
 * @throws {PlanError} if the checks are wrong or do not fit the columns.
 * @throws {DataError} `DATA_MEMORY_LIMIT` when distinct keys outgrow the limit and cannot spill.
 * @remarks Memory: a batch, and at most 32 bytes for each distinct key of a `unique` or `reference` check, which spill
 *   beyond half of `maxMemoryBytes`; 16 bytes of the spill store a row then, for a `reference` that spilled. The measure
 *   does not depend on the order of the rows or on how they are cut into batches.
 * @example
 * ```ts no-run
 * const measure = await measureQuality(stays, [{ check: 'notNull', column: 'nir' }, { check: 'unique', columns: ['stay'], nulls: 'skip' }]);
 * judgeQuality(measure, [{ check: 'notNull', column: 'nir', maxShare: 0.01 }, { check: 'unique', columns: ['stay'], nulls: 'skip' }]).verdict;
 * ```
 */
export async function measureQuality(dataset: Dataset, checks: readonly QualityCheck[], context: MeasureQualityContext = {}): Promise<QualityMeasure> {
  const { measure } = await measureRows(dataset, checkOptions(qualityChecks, checks, 'checks'), context);
  return measure;
}

/**
 * Measures, and keeps what finds the failing rows again; see {@link measureQuality}.
 *
 * @param dataset - the rows.
 * @param checks - checks of the right form.
 * @param context - memory, spill store and reference tables.
 * @returns the measure and, by check, the judge of its rows.
 */
export async function measureRows(dataset: Dataset, checks: readonly QualityCheck[], { fold = IN_MEMORY, references = {}, signal }: MeasureQualityContext): Promise<Measured> {
  const schemas = Object.fromEntries(Object.entries(references).map(([name, table]) => [name, table.schema]));
  readyChecks(checks, dataset.schema, schemas, null);
  const keys = await readReferences(checks, dataset.schema, references, fold, signal);
  return foldDataset(dataset, qualityFold(dataset.schema, checks, readyChecks(checks, dataset.schema, schemas, keys)), fold, signal);
}
