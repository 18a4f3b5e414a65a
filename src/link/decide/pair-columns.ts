import type { Field, Schema } from 'apache-arrow';
import { makeBatch, makeSchema } from '../../core/arrow.ts';
import type { Column, Float64Column } from '../../core/column.ts';
import { BATCH_ROWS, fromBatches, type Dataset } from '../../core/dataset.ts';
import { DataError } from '../../core/errors.ts';
import { changeField, findColumn, METADATA } from '../../core/field.ts';
import { takeRows } from '../../core/slice.ts';
import type { Links } from '../kernel/decide/links.ts';
import { sourceField } from '../score/pairs-table.ts';
import { checkRecordColumns, nameRecords, numberRecords, readColumns, sourceColumn, type NamedColumns, type NamedRecords, type RecordNumbers, type RecordRows } from './named-records.ts';

/** Columns of a table of pairs that name its records. */
export const PAIR_SOURCES: readonly string[] = Object.freeze(['leftSource', 'rightSource']);
/** The other ones. */
export const PAIR_ROW_KEYS: readonly string[] = Object.freeze(['leftRowKey', 'rightRowKey']);
/** The column that holds the weight of a pair, in bits. */
export const PAIR_BITS = 'matchWeightBits';

/**
 * Describes a table of pairs to {@link checkRecordColumns}.
 *
 * @param port - the name of its port.
 * @param schema - its columns.
 * @returns which columns name records.
 */
export function pairsTable(port: string, schema: Schema): Parameters<typeof checkRecordColumns>[0][number] {
  return { port, schema, sources: PAIR_SOURCES, rowKeys: PAIR_ROW_KEYS };
}

/**
 * Checks that a table holds weighted pairs.
 *
 * @param schema - its columns.
 * @param port - the name of its port.
 * @throws {PlanError} if a column is missing or of another type.
 */
export function checkPairs(schema: Schema, port: string): void {
  checkRecordColumns([pairsTable(port, schema)]);
  findColumn(schema, PAIR_BITS, port, ['float64']);
}

/**
 * Reads weighted pairs as links, and numbers their records.
 *
 * @param pairs - a table that {@link checkPairs} accepts.
 * @param port - its name, for errors.
 * @param numbers - numbers the records, which it adds to.
 * @param signal - aborts the reading.
 * @returns chunks of links, a batch each, in the numbers of the records.
 * @throws {DataError} `DATA_NULL` for a null, `DATA_INVALID` for a weight that is NaN or a record paired with itself.
 */
export async function* readLinks(pairs: Dataset, port: string, numbers: RecordNumbers, signal?: AbortSignal): AsyncGenerator<Links> {
  for await (const batch of readColumns(pairs, port, WEIGHTED_PAIR, signal)) yield linksOfBatch(batch, port, numbers);
}

/** Columns of weighted pairs. */
export const WEIGHTED_PAIR: readonly string[] = Object.freeze([...PAIR_SOURCES, ...PAIR_ROW_KEYS, PAIR_BITS]);

/**
 * Takes the pairs of a batch as links, and numbers their records.
 *
 * @param batch - columns of weighted pairs.
 * @param port - name of the table, for errors.
 * @param numbers - numbers the records, which it adds to.
 * @returns a link for each row, in the numbers of the records.
 * @throws {DataError} `DATA_INVALID` for a weight that is NaN or a record paired with itself.
 */
export function linksOfBatch(batch: NamedColumns, port: string, numbers: RecordNumbers): Links {
  const { firstRow, column } = batch;
  const left = Uint32Array.from(numbers.number(column('leftSource'), column('leftRowKey')));
  const right = Uint32Array.from(numbers.number(column('rightSource'), column('rightRowKey')));
  const fault = left.findIndex((record, row) => record === right[row]);
  if (fault >= 0) throw new DataError('DATA_INVALID', 'expected two records, got one', { source: port, column: 'rightRowKey', firstRow: firstRow + fault + 1 });
  return { left, right, bits: bitsOfBatch(batch, port) };
}

/**
 * Takes the weights of a batch.
 *
 * @param batch - columns, among them that of the weight.
 * @param port - name of the table, for errors.
 * @returns a weight for each row.
 * @throws {DataError} `DATA_INVALID` for a weight that is NaN.
 */
export function bitsOfBatch({ firstRow, column }: NamedColumns, port: string): Float64Array {
  const { values } = column(PAIR_BITS) as Float64Column;
  const fault = values.findIndex(Number.isNaN);
  if (fault >= 0) throw new DataError('DATA_INVALID', 'expected a weight that is a number', { source: port, column: PAIR_BITS, firstRow: firstRow + fault + 1 });
  return values;
}

/**
 * Reads weighted pairs as links between records that were made ready.
 *
 * @param records - the records.
 * @param pairs - a table of weighted pairs, such as scoring gives.
 * @param signal - aborts the reading.
 * @returns chunks of links, a batch each, by ordinal.
 * @throws {PlanError} if a column is missing or of another type.
 * @throws {DataError} as {@link readLinks}; `DATA_INVALID` for a pair of records that are not there.
 */
export async function* linksBetween(records: RecordRows & { readonly rowKeyField: Field }, pairs: Dataset, signal?: AbortSignal): AsyncGenerator<Links> {
  checkPairs(pairs.schema, 'pairs');
  checkRecordColumns([{ port: 'records', schema: makeSchema([records.rowKeyField]), sources: [], rowKeys: [records.rowKeyField.name] }, pairsTable('pairs', pairs.schema)]);
  const named = nameRecords(records);
  const numbers = numberRecords(named);
  for await (const links of readLinks(pairs, 'pairs', numbers, signal)) {
    if (numbers.size > named.records) throw new DataError('DATA_INVALID', 'a pair names a record that is not there', { source: 'pairs' });
    yield links;
  }
}

/**
 * Gives the fields that name the records of a table of pairs.
 *
 * @param rowKey - the field of the row keys.
 * @returns left source and row key, right source and row key.
 */
export function pairFields(rowKey: Field): readonly Field[] {
  const named = (name: string): Field => changeField(rowKey, { name, nullable: false, metadata: { [METADATA.rowKey]: null } });
  return [sourceField('leftSource'), named('leftRowKey'), sourceField('rightSource'), named('rightRowKey')];
}

/**
 * Lays links out as a table.
 *
 * @param named - the records.
 * @param rowKey - the field of their row keys.
 * @param links - the records of each link; rows are in this order.
 * @param more - further columns of as many rows, by field.
 * @returns the table.
 */
export function linksTable(named: NamedRecords, rowKey: Field, { left, right }: Pick<Links, 'left' | 'right'>, more: readonly { readonly field: Field; readonly column: Column }[]): Dataset {
  const schema = makeSchema([...pairFields(rowKey), ...more.map(({ field }) => field)]);
  return inBatches(schema, left.length, (rows) => [
    ...[left, right].flatMap((side) => namesOf(named, rows.map((row) => side[row]!))),
    ...more.map(({ column }) => takeRows(column, rows)),
  ]);
}

/**
 * Gives the columns that name records.
 *
 * @param named - the records.
 * @param ordinals - Int32Array(n): records wanted.
 * @returns source and row key, n rows each.
 */
export function namesOf(named: NamedRecords, ordinals: Int32Array): readonly [Column, Column] {
  return [sourceColumn(named, ordinals), takeRows(named.rowKeys, ordinals)];
}

/**
 * Makes a table of columns that are computed a batch at a time.
 *
 * @param schema - its columns.
 * @param rows - its rows.
 * @param columnsAt - gives the columns of some rows.
 * @returns a table in batches of 65,536 rows.
 */
export function inBatches(schema: Schema, rows: number, columnsAt: (rows: Int32Array) => readonly Column[]): Dataset {
  if (rows === 0) return fromBatches(schema, []);
  return {
    schema,
    async *open(signal) {
      for (let from = 0; from < rows; from += BATCH_ROWS) {
        signal?.throwIfAborted();
        const some = rowsFrom(from, Math.min(BATCH_ROWS, rows - from));
        yield await Promise.resolve(makeBatch(schema, columnsAt(some), some.length));
      }
    },
  };
}

function rowsFrom(first: number, rows: number): Int32Array {
  const all = new Int32Array(rows);
  for (let row = 0; row < rows; row++) all[row] = first + row;
  return all;
}
