import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { checkAll, findColumn } from '../core/field.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { UNIT_TYPES } from '../core/unit-bytes.ts';
import { intervalRisk, linkageRisk, maskingLoss, type IntervalRisk, type LinkageRisk, type MaskingLoss } from './kernel/mask/compare-masked.ts';
import { recordSampler, type RecordSample, type RecordSampler, type SampledRecord } from './sample-records.ts';

/** Options of {@link measureMasking}. */
export interface MeasureMaskingOptions {
  /** Columns of numbers that somebody may know of the originals, and that were masked; at most 20. */
  readonly columns: readonly string[];
  /** Column of both tables that names a record: unique and never null. */
  readonly rowKey: string;
  /** Records measured at most; of more a sample is taken, the same in any order. 20,000 when omitted. */
  readonly sampleRows?: number;
  /** How many of the nearest originals somebody would look among; 5 when omitted. */
  readonly neighbours?: number;
  /** Half widths of intervals, in standard deviations and as shares of the ranks; 0.01, 0.05 and 0.1 when omitted. */
  readonly widths?: readonly number[];
}

/** The members of {@link MeasureMaskingOptions} as checkers. */
export const maskingShape: {
  readonly columns: z.ZodType<readonly string[]>;
  readonly rowKey: z.ZodType<string>;
  readonly sampleRows: z.ZodExactOptional<z.ZodType<number>>;
  readonly neighbours: z.ZodExactOptional<z.ZodType<number>>;
  readonly widths: z.ZodExactOptional<z.ZodType<readonly number[]>>;
} = {
  columns: z.array(columnName).min(1).max(20).refine((names) => new Set(names).size === names.length, { message: 'expected every column once' }).readonly(),
  rowKey: columnName,
  sampleRows: z.int().min(2).max(1_000_000).exactOptional(),
  neighbours: z.int().min(1).max(1000).exactOptional(),
  widths: z.array(z.number().min(0)).min(1).readonly().exactOptional(),
};

const optionsSchema: OptionsSchema<MeasureMaskingOptions> = z.strictObject(maskingShape);

/** Figures of a masked table beside its original. */
export interface MaskingMeasure {
  readonly originalRows: number;
  readonly maskedRows: number;
  /** Masked records that were compared: sampled, and with a finite number in each column before and after. */
  readonly comparedRows: number;
  /** Originals that each was compared with. */
  readonly candidateRows: number;
  /** Whether the originals were sampled: there are then fewer to confuse a record with, so that linkage risks are upper bounds. */
  readonly isSampled: boolean;
  readonly linkage: LinkageRisk;
  readonly intervals: readonly IntervalRisk[];
  /** Figures by column are in the order of the columns. */
  readonly loss: MaskingLoss;
}

const NUMBERS = ['int32', 'int64', 'float64', 'decimal'];
const SAMPLE_ROWS = 20_000;
const NEIGHBOURS = 5;
const WIDTHS: readonly number[] = [0.01, 0.05, 0.1];

/**
 * Measures masked numbers against the originals: how many records somebody links who knows the original values, how often a value lies in a narrow
 * interval about the published one, and what it cost.
 *
 * After noise, microaggregation or swapping these figures take the place of k. They speak of somebody who has exact values of all the columns: the
 * worst case, not the likely one. Low figures promise nothing of other columns or of an attack that knows the method.
 *
 * @param original - the rows before.
 * @param masked - the rows after: each has its original; some originals may have no row any more.
 * @param options - see {@link MeasureMaskingOptions}.
 * @returns the figures; they depend on no order of rows.
 * @throws {PlanError} if the options are wrong or do not fit the columns.
 * @throws {DataError} `DATA_NULL` and `DATA_DUPLICATE_KEY` for row keys; `DATA_INVALID` for masked rows without original.
 * @remarks One pass over each table. Memory: 20 to 30 bytes a row, and the sampled values. The sample holds the rows of the lowest hashes of the row key.
 * @see Domingo-Ferrer and Torra 2003, https://doi.org/10.1023/A:1021960427446.
 * @example
 * ```ts no-run
 * const { linkage, loss } = await measureMasking(stays, published, { columns: ['age', 'cost'], rowKey: 'stay' });
 * ```
 */
export async function measureMasking(original: Dataset, masked: Dataset, options: MeasureMaskingOptions): Promise<MaskingMeasure> {
  const checked = checkOptions(optionsSchema, options);
  for (const { schema } of [original, masked]) checkMaskedColumns(schema, checked);
  const before = await sampleOriginals(original, checked);
  const after = maskedSampler(masked.schema, checked, before);
  for await (const batch of masked.open()) after.add(batch);
  return compareSamples(before, after.finish(), checked);
}

/**
 * Checks that a table has what is compared.
 *
 * @param schema - its schema.
 * @param options - see {@link MeasureMaskingOptions}.
 * @throws {PlanError} with every column that is missing or of another type.
 */
export function checkMaskedColumns(schema: Schema, { columns, rowKey }: MeasureMaskingOptions): void {
  checkAll([...columns.map((name, index) => () => void findColumn(schema, name, `columns[${index}]`, NUMBERS)), () => void findColumn(schema, rowKey, 'rowKey', UNIT_TYPES)]);
}

/**
 * Samples the originals.
 *
 * @param original - the rows before.
 * @param options - see {@link MeasureMaskingOptions}.
 * @param signal - aborts the reading.
 * @returns the sample.
 * @throws {DataError} `DATA_NULL` and `DATA_DUPLICATE_KEY` for row keys.
 */
export async function sampleOriginals(original: Dataset, options: MeasureMaskingOptions, signal?: AbortSignal): Promise<RecordSample> {
  const sampler = recordSampler(original.schema, options, { most: options.sampleRows ?? SAMPLE_ROWS, upTo: null });
  for await (const batch of original.open(signal)) sampler.add(batch);
  return sampler.finish();
}

/**
 * Makes what takes the masked rows whose originals were sampled.
 *
 * @param schema - schema of the masked rows.
 * @param options - see {@link MeasureMaskingOptions}.
 * @param before - the sampled originals.
 * @returns the sampler.
 */
export function maskedSampler(schema: Schema, options: MeasureMaskingOptions, before: RecordSample): RecordSampler {
  return recordSampler(schema, options, { most: Infinity, upTo: isSampled(before, options) ? (before.records.at(-1)?.digest ?? '') : null });
}

function isSampled({ rows }: RecordSample, { sampleRows = SAMPLE_ROWS }: MeasureMaskingOptions): boolean {
  return rows > sampleRows;
}

/**
 * Compares masked records with their originals.
 *
 * @param before - the originals.
 * @param after - what {@link maskedSampler} took.
 * @param options - see {@link MeasureMaskingOptions}.
 * @returns the figures.
 * @throws {DataError} `DATA_INVALID` for masked rows without original.
 */
export function compareSamples(before: RecordSample, after: RecordSample, options: MeasureMaskingOptions): MaskingMeasure {
  const { columns, rowKey, neighbours = NEIGHBOURS, widths = WIDTHS } = options;
  const known = new Set(before.records.map(({ digest }) => digest));
  const foreign = after.records.filter(({ digest }) => !known.has(digest)).length;
  if (foreign > 0) throw new DataError('DATA_INVALID', 'masked rows have no original of their row key', { column: rowKey, rowCount: foreign });
  const candidates = before.records.filter(isComplete);
  const candidateOf = new Map(candidates.map(({ digest }, place) => [digest, place]));
  const compared = after.records.filter((record) => isComplete(record) && candidateOf.has(record.digest));
  const records = {
    originals: columns.map((_, axis) => Float64Array.from(candidates, ({ values }) => values[axis]!)),
    masked: columns.map((_, axis) => Float64Array.from(compared, ({ values }) => values[axis]!)),
    ownOf: Int32Array.from(compared, ({ digest }) => candidateOf.get(digest)!),
  };
  return {
    originalRows: before.rows, maskedRows: after.rows, comparedRows: compared.length, candidateRows: candidates.length, isSampled: isSampled(before, options),
    linkage: linkageRisk(records, neighbours), intervals: widths.map((width) => intervalRisk(records, width)), loss: maskingLoss(records),
  };
}

function isComplete({ values }: SampledRecord): boolean {
  return values.every(Number.isFinite);
}
