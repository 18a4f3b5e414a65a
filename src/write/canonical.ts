import type { Field, RecordBatch, Schema } from 'apache-arrow';
import { arrowType, columnsOf, columnTypeOf, makeBatch, makeField, makeSchema } from '../core/arrow.ts';
import { countNulls, plainText, type Column } from '../core/column.ts';
import { BATCH_ROWS, rebatch, type Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { METADATA } from '../core/field.ts';
import type { Audience } from '../core/roles.ts';
import { compactText, plainNaNs, zeroNullBits, zeroNulls } from './kernel/zero-nulls.ts';

/** Field metadata that may stay in a file, by audience. */
const KEPT: Readonly<Record<Audience, readonly string[]>> = Object.freeze({
  internal: [METADATA.role, METADATA.identifier, METADATA.pseudonym, METADATA.statistic, METADATA.masked],
  research: [METADATA.role, METADATA.pseudonym, METADATA.masked],
  public: [],
});

/** File metadata that tells who may have it. */
export const AUDIENCE_METADATA = 'a423:audience';

/**
 * Brings a dataset to the one form in which its values are written: batches of one size, text as plain bytes
 * without gaps, the slots of nulls zeroed, one NaN, nothing of the source's memory or metadata left.
 *
 * A withheld value leaves no bytes: without this, a writer copies what stands under a null, in the spare bits of a
 * bitmap or of a NaN, and unused dictionary entries.
 *
 * @param dataset - what to write.
 * @param audience - decides which field metadata stays.
 * @param batchRows - rows of every batch but the last; 65,536 unless given.
 * @returns a dataset whose bytes depend on its values only, not on how they were cut or made.
 * @throws {RangeError} when the texts of one batch exceed 2 GiB.
 * @remarks One pass; copies each batch once. Reading throws a `DataError` `DATA_NULL` for a null in a column whose field
 *   says that it has none.
 */
export function canonicalDataset(dataset: Dataset, audience: Audience, batchRows: number = BATCH_ROWS): Dataset {
  const schema = canonicalSchema(dataset.schema, audience);
  const batched = rebatch(dataset, batchRows);
  return {
    schema,
    async *open(signal) {
      for await (const batch of batched.open(signal)) yield canonicalBatch(schema, batch);
    },
  };
}

function canonicalSchema(schema: Schema, audience: Audience): Schema {
  const fields = schema.fields.map((field) => canonicalField(field, KEPT[audience]));
  return makeSchema(fields, new Map([[AUDIENCE_METADATA, audience]]));
}

function canonicalField(field: Field, kept: readonly string[]): Field {
  const type = columnTypeOf(field.type);
  const metadata = new Map([...field.metadata].filter(([name]) => kept.includes(name)).sort(([left], [right]) => (left < right ? -1 : 1)));
  return makeField(field.name, type === null ? field.type : arrowType(type), field.nullable, metadata);
}

function canonicalBatch(schema: Schema, batch: RecordBatch): RecordBatch {
  const columns = columnsOf(batch).map((column, index) => {
    const { name, nullable } = schema.fields[index]!;
    const rowCount = nullable ? 0 : countNulls(column.valid, column.rows);
    if (rowCount > 0) throw new DataError('DATA_NULL', 'missing values in a column declared without', { column: name, rowCount });
    return canonicalColumn(column);
  });
  return makeBatch(schema, columns, batch.numRows);
}

function canonicalColumn(source: Column): Column {
  const { rows } = source;
  const valid = source.valid === null ? null : zeroNullBits(source.valid, null, rows);
  const column = { ...source, valid };
  switch (column.kind) {
    case 'text':
      return { kind: 'text', rows, valid, ...compactText(column.offsets, column.bytes, valid, rows) };
    case 'coded':
      return plainText(column);
    case 'float64':
      return { ...column, values: plainNaNs(zeroNulls(column.values, valid, rows, 1)) };
    case 'bool':
      return { ...column, bits: zeroNullBits(column.bits, valid, rows) };
    case 'int32':
      return { ...column, values: zeroNulls(column.values, valid, rows, 1) };
    case 'int64':
      return { ...column, values: zeroNulls(column.values, valid, rows, 1) };
    case 'date':
      return { ...column, days: zeroNulls(column.days, valid, rows, 1) };
    case 'timestamp':
      return { ...column, micros: zeroNulls(column.micros, valid, rows, 1) };
    case 'decimal':
      return { ...column, limbs: zeroNulls(column.limbs, valid, rows, 4) };
    case 'binary':
      return { ...column, bytes: zeroNulls(column.bytes, valid, rows, column.width) };
  }
}
