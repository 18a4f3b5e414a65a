import type { DataType, Schema } from 'apache-arrow';
import { columnsOf, columnTypeOf } from '../../core/arrow.ts';
import { countNulls, isValid, type Column, type TextColumn } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { DataError, refusePlan } from '../../core/errors.ts';
import { checkAll, findColumn } from '../../core/field.ts';
import { textColumn } from '../../core/rejects.ts';
import { columnCoder, orderTuples, pairTable, rankOf } from '../../group/index.ts';
import type { RecordTable } from '../kernel/records.ts';

/** Records by ordinal, in the order of source and row key, and what their rows are called. */
export interface NamedRecords {
  readonly records: number;
  /** Names of the sources, in ascending order. */
  readonly sources: readonly string[];
  /** Int32Array(records): the source of each record. */
  readonly sourceOf: Int32Array;
  /** Row key of each record. */
  readonly rowKeys: Column;
}

/** Records made ready for linkage, as far as their names go. */
export interface RecordRows {
  readonly table: Pick<RecordTable, 'records' | 'sourceStarts'>;
  readonly sources: readonly string[];
  readonly rowKeys: Column;
}

/** Numbers records by their source and row key, while tables that name them are read. */
export interface RecordNumbers {
  /** Records so far. */
  readonly size: number;
  /**
   * Numbers rows, adding records not met before.
   *
   * @param source - name of the source, text without nulls.
   * @param rowKey - key of the row, of one type everywhere, without nulls.
   * @returns Int32Array(rows): numbers in the order of first appearance.
   */
  number(source: Column, rowKey: Column): Int32Array;
  /** Puts the records in order, and tells the ordinal of each number. */
  finish(): { readonly records: NamedRecords; readonly ordinalOf: Uint32Array };
}

/**
 * Names the records that were made ready for linkage.
 *
 * @param records - their table, sources and row keys.
 * @returns the same records, in the same order.
 */
export function nameRecords({ table, sources, rowKeys }: RecordRows): NamedRecords {
  // Zeros are those of the first source already.
  const sourceOf = new Int32Array(table.records);
  for (let source = 1; source < sources.length; source++) sourceOf.fill(source, table.sourceStarts[source], table.sourceStarts[source + 1]);
  return { records: table.records, sources, sourceOf, rowKeys };
}

/**
 * Starts numbering records.
 *
 * @param known - records that have their ordinals for numbers; none unless given.
 * @returns numbers for the records there are.
 * @remarks O(rows + bytes); the row keys and about 40 bytes a record.
 */
export function numberRecords(known?: NamedRecords): RecordNumbers {
  const sources = columnCoder();
  const rowKeys = columnCoder();
  const records = pairTable();
  const number = (source: Column, rowKey: Column): Int32Array => {
    const rows = source.rows;
    const codes = [new Int32Array(rows), new Int32Array(rows)] as const;
    sources.encode(source, codes[0]);
    rowKeys.encode(rowKey, codes[1]);
    const numbers = new Int32Array(rows);
    records.assign(codes[0], codes[1], rows, numbers);
    return numbers;
  };
  if (known !== undefined && known.records > 0) number(sourceColumn(known, Int32Array.from({ length: known.records }, (_, record) => record)), known.rowKeys);
  return {
    get size() {
      return records.size;
    },
    number,
    finish() {
      const ranks = [sources, rowKeys].map((coder) => rankOf(coder.order()));
      const parts = [records.left(), records.right()];
      const order = orderTuples(parts, ranks, records.size);
      return {
        ordinalOf: Uint32Array.from(rankOf(order)),
        records: {
          records: records.size,
          sources: textsOf(sources.gather(sources.order()) as TextColumn),
          sourceOf: order.map((record) => ranks[0]![parts[0]![record]!]!),
          rowKeys: rowKeys.gather(order.map((record) => parts[1]![record]!)) as Column,
        },
      };
    },
  };
}

/**
 * Gives the names of the sources of records.
 *
 * @param named - the records.
 * @param ordinals - Int32Array(n): records wanted.
 * @returns a text column of n rows.
 */
export function sourceColumn({ sources, sourceOf }: NamedRecords, ordinals: Int32Array): Column {
  const dictionary = textColumn(sources);
  const codes = new Int32Array(ordinals.length);
  for (let row = 0; row < codes.length; row++) codes[row] = sourceOf[ordinals[row]!]!;
  return { kind: 'coded', rows: ordinals.length, valid: null, codes, dictionary };
}

/** Reads a few texts, such as names of sources; not for data. */
function textsOf({ rows, offsets, bytes }: TextColumn): string[] {
  const decoder = new TextDecoder();
  return Array.from({ length: rows }, (_, row) => decoder.decode(bytes.subarray(offsets[row], offsets[row + 1])));
}

/** Types a row key may have. */
const ROW_KEY_TYPES = ['utf8', 'int32', 'int64', 'binary'] as const;

/**
 * Checks that tables name records alike.
 *
 * @param tables - for each, its port, its schema, and the columns that hold sources and those that hold row keys.
 * @throws {PlanError} for columns that are missing or of another type, and for row keys of two types.
 */
export function checkRecordColumns(tables: readonly { readonly port: string; readonly schema: Schema; readonly sources: readonly string[]; readonly rowKeys: readonly string[] }[]): void {
  let common: string | null = null;
  checkAll(tables.flatMap(({ port, schema, sources, rowKeys }) => [
    ...sources.map((name) => () => void findColumn(schema, name, port, ['utf8'])),
    ...rowKeys.map((name) => () => {
      const type = columnTypeOf(schema.fields[findColumn(schema, name, port, ROW_KEY_TYPES)]!.type as DataType)!;
      common ??= type;
      if (type !== common) refusePlan('PLAN_SCHEMA_MISMATCH', port, `column "${name}": expected row keys of one type, got ${common} and ${type}`);
    }),
  ]));
}

/** Columns of one batch of a table, by name. */
export interface NamedColumns {
  readonly rows: number;
  readonly firstRow: number;
  column(name: string): Column;
}

/**
 * Reads a table batch by batch, and refuses nulls where none may be.
 *
 * @param dataset - the table.
 * @param port - its name, for errors.
 * @param names - columns wanted; those that must have a value in every row.
 * @param signal - aborts the reading.
 * @returns the batches that have rows.
 * @throws {DataError} `DATA_NULL` with the column and the first row without value.
 */
export async function* readColumns(dataset: Dataset, port: string, names: readonly string[], signal?: AbortSignal): AsyncGenerator<NamedColumns> {
  const places = new Map(dataset.schema.fields.map(({ name }, index) => [name, index]));
  let firstRow = 0;
  for await (const batch of dataset.open(signal)) {
    if (batch.numRows === 0) continue;
    const columns = columnsOf(batch);
    for (const name of names) refuseNulls(columns[places.get(name)!]!, port, name, firstRow);
    yield { rows: batch.numRows, firstRow, column: (name) => columns[places.get(name)!]! };
    firstRow += batch.numRows;
  }
}

function refuseNulls(column: Column, source: string, name: string, before: number): void {
  const rowCount = countNulls(column.valid, column.rows);
  if (rowCount === 0) return;
  let row = 0;
  while (isValid(column.valid, row)) row++;
  throw new DataError('DATA_NULL', 'expected a value in every row', { source, column: name, rowCount, firstRow: before + row + 1 });
}
