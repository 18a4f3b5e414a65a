import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnOf } from '../core/arrow.ts';
import { countNulls, isValid } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { doubleReader } from '../core/double-reader.ts';
import { DataError } from '../core/errors.ts';
import { checkAll, findColumn } from '../core/field.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { UNIT_TYPES } from '../core/unit-bytes.ts';
import { DIGEST_BYTES, digestSet, rowDigests } from '../group/index.ts';
import { intervalRisk, linkageRisk, maskingLoss, type IntervalRisk, type LinkageRisk, type MaskingLoss } from './kernel/mask/compare-masked.ts';

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

const optionsSchema: OptionsSchema<MeasureMaskingOptions> = z.strictObject({
  columns: z.array(columnName).min(1).max(20).refine((names) => new Set(names).size === names.length, { message: 'expected every column once' }).readonly(),
  rowKey: columnName,
  sampleRows: z.int().min(2).max(1_000_000).exactOptional(),
  neighbours: z.int().min(1).max(1000).exactOptional(),
  widths: z.array(z.number().min(0)).min(1).readonly().exactOptional(),
});

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
  const { columns, sampleRows = SAMPLE_ROWS, neighbours = NEIGHBOURS, widths = WIDTHS } = checked;
  for (const { schema } of [original, masked]) checkColumns(schema, checked);
  const before = await sampleOf(original, checked, sampleRows, null);
  const after = await sampleOf(masked, checked, Infinity, before.rows > sampleRows ? (before.records.at(-1)?.digest ?? '') : null);
  const placeOf = new Map(before.records.map(({ digest }, place) => [digest, place]));
  const foreign = after.records.filter(({ digest }) => !placeOf.has(digest)).length;
  if (foreign > 0) throw new DataError('DATA_INVALID', 'masked rows have no original of their row key', { column: checked.rowKey, rowCount: foreign });
  const candidates = before.records.filter(isComplete);
  const candidateOf = new Map(candidates.map(({ digest }, place) => [digest, place]));
  const compared = after.records.filter((record) => isComplete(record) && candidateOf.has(record.digest));
  const records = {
    originals: columns.map((_, axis) => Float64Array.from(candidates, ({ values }) => values[axis]!)),
    masked: columns.map((_, axis) => Float64Array.from(compared, ({ values }) => values[axis]!)),
    ownOf: Int32Array.from(compared, ({ digest }) => candidateOf.get(digest)!),
  };
  return {
    originalRows: before.rows, maskedRows: after.rows, comparedRows: compared.length, candidateRows: candidates.length, isSampled: before.rows > sampleRows,
    linkage: linkageRisk(records, neighbours), intervals: widths.map((width) => intervalRisk(records, width)), loss: maskingLoss(records),
  };
}

function checkColumns(schema: Schema, { columns, rowKey }: MeasureMaskingOptions): void {
  checkAll([...columns.map((name, index) => () => void findColumn(schema, name, `columns[${index}]`, NUMBERS)), () => void findColumn(schema, rowKey, 'rowKey', UNIT_TYPES)]);
}

/** A sampled record: the digest of its key as hexadecimal digits, and its values, NaN for a missing one. */
interface SampledRecord {
  readonly digest: string;
  readonly values: Float64Array;
}

function isComplete({ values }: SampledRecord): boolean {
  return values.every(Number.isFinite);
}

/** The records of the lowest digests, in their order: so many, or up to a digest. */
async function sampleOf(dataset: Dataset, options: MeasureMaskingOptions, most: number, upTo: string | null): Promise<{ readonly rows: number; readonly records: readonly SampledRecord[] }> {
  const keys = digestSet();
  let records: SampledRecord[] = [];
  let bound = upTo;
  let rows = 0;
  const cut = (): void => {
    records.sort((left, right) => (left.digest < right.digest ? -1 : 1));
    if (records.length <= most) return;
    records = records.slice(0, most);
    bound = records.at(-1)!.digest;
  };
  for await (const batch of dataset.open()) {
    const digests = keyDigests(batch, dataset.schema, options.rowKey, rows);
    keys.add(digests, batch.numRows);
    const read = options.columns.map((name) => numberReader(batch, dataset.schema, name));
    for (let row = 0; row < batch.numRows; row++) {
      const digest = hexOf(digests, row);
      if (bound !== null && digest > bound) continue;
      records.push({ digest, values: Float64Array.from(read, (value) => value(row)) });
      if (records.length >= 2 * most) cut();
    }
    rows += batch.numRows;
  }
  if (keys.repeatedCount > 0) throw new DataError('DATA_DUPLICATE_KEY', 'rows share a row key', { column: options.rowKey, rowCount: keys.repeatedCount });
  cut();
  return { rows, records };
}

function keyDigests(batch: RecordBatch, schema: Schema, rowKey: string, before: number): Uint8Array {
  const column = columnOf(batch, schema.fields.findIndex(({ name }) => name === rowKey));
  const rowCount = countNulls(column.valid, column.rows);
  if (rowCount > 0) {
    let row = 0;
    while (isValid(column.valid, row)) row++;
    throw new DataError('DATA_NULL', 'expected a row key in every row', { column: rowKey, rowCount, firstRow: before + row + 1 });
  }
  return rowDigests([column], batch.numRows);
}

function numberReader(batch: RecordBatch, schema: Schema, name: string): (row: number) => number {
  const column = columnOf(batch, schema.fields.findIndex((field) => field.name === name));
  const read = doubleReader(column);
  return (row) => (isValid(column.valid, row) ? read(row) : NaN);
}

function hexOf(digests: Uint8Array, row: number): string {
  let text = '';
  for (let at = DIGEST_BYTES * row; at < DIGEST_BYTES * (row + 1); at++) text += digests[at]!.toString(16).padStart(2, '0');
  return text;
}
