import type { Schema } from 'apache-arrow';
import { plainText, type CodedColumn, type TextColumn } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { DataError } from '../../core/errors.ts';
import { findColumn } from '../../core/field.ts';
import { takeRows } from '../../core/slice.ts';
import { byteDictionary, orderByBytes, rankOf } from '../../group/index.ts';
import { checkRecordColumns, readColumns, type RecordNumbers } from './named-records.ts';

/** Groups of records with names, such as clusters, or persons known in truth. */
export interface NamedGroups {
  /** Names in ascending order. */
  readonly names: TextColumn;
  /** Int32Array: by number of the record, the place of its group's name; −1 for none. Records numbered later are beyond its end. */
  readonly groupOf: Int32Array;
}

/**
 * Checks that a table tells the group of each record.
 *
 * @param schema - its columns.
 * @param port - its name.
 * @param name - the column that names the group.
 * @throws {PlanError} if `source`, `rowKey` or that column is missing or of another type.
 */
export function checkGroups(schema: Schema, port: string, name: string): void {
  checkRecordColumns([{ port, schema, sources: ['source'], rowKeys: ['rowKey'] }]);
  findColumn(schema, name, port, ['utf8']);
}

/** A record that stands in the table without a group; one that does not stand there has −1. */
const NO_GROUP = -2;

/**
 * Reads the group of each record.
 *
 * @param dataset - a table with columns `source`, `rowKey` and that of the group, where null means no group.
 * @param port - its name, for errors.
 * @param name - the column that names the group.
 * @param numbers - numbers the records, which it adds to.
 * @param signal - aborts the reading.
 * @returns the groups.
 * @throws {DataError} `DATA_NULL`; `DATA_DUPLICATE_KEY` for a record that stands twice.
 * @remarks Memory: the names, and 4 to 8 bytes a record.
 */
export async function readGroups(dataset: Dataset, port: string, name: string, numbers: RecordNumbers, signal?: AbortSignal): Promise<NamedGroups> {
  const dictionary = byteDictionary();
  let codeOf: Int32Array = new Int32Array(0);
  for await (const { rows, firstRow, column } of readColumns(dataset, port, ['source', 'rowKey'], signal)) {
    const records = numbers.number(column('source'), column('rowKey'));
    const text = plainText(column(name) as TextColumn | CodedColumn);
    const codes = new Int32Array(rows);
    dictionary.encode(text.offsets, text.bytes, text.valid, rows, codes);
    codeOf = withRoom(codeOf, numbers.size);
    for (let row = 0; row < rows; row++) {
      if (codeOf[records[row]!] !== -1) throw new DataError('DATA_DUPLICATE_KEY', 'a record stands twice', { source: port, column: 'rowKey', firstRow: firstRow + row + 1 });
      codeOf[records[row]!] = codes[row]! < 0 ? NO_GROUP : codes[row]!;
    }
  }
  const order = orderByBytes(dictionary);
  const rank = rankOf(order);
  const names: TextColumn = { kind: 'text', rows: dictionary.size, valid: null, offsets: dictionary.offsets().slice(), bytes: dictionary.bytes().slice() };
  return { names: takeRows(names, order) as TextColumn, groupOf: codeOf.map((code) => (code < 0 ? -1 : rank[code]!)) };
}

/**
 * Makes room for numbers of more records.
 *
 * @param valueOf - Int32Array, by record.
 * @param records - records there are by now.
 * @returns an array at least as long; −1 where nothing was known.
 */
export function withRoom(valueOf: Int32Array, records: number): Int32Array {
  if (records <= valueOf.length) return valueOf;
  const larger = new Int32Array(Math.max(records, 2 * valueOf.length)).fill(-1);
  larger.set(valueOf);
  return larger;
}

/**
 * Puts values by number of the record in the order of the records.
 *
 * @param valueOf - Int32Array, by number; beyond its end there is none.
 * @param ordinalOf - Uint32Array(records): the ordinal of each number.
 * @returns Int32Array(records), by ordinal; −1 for none.
 */
export function byOrdinal(valueOf: Int32Array, ordinalOf: Uint32Array): Int32Array {
  const out = new Int32Array(ordinalOf.length).fill(-1);
  ordinalOf.forEach((ordinal, number) => {
    out[ordinal] = valueOf[number] ?? -1;
  });
  return out;
}

/**
 * Gives groups by their least record.
 *
 * @param groupOf - Int32Array(records): any number for each group, −1 for none.
 * @returns Uint32Array(records): the least record of each record's group; records of no group are groups of one.
 */
export function leastMembers(groupOf: Int32Array): Uint32Array {
  const least = new Int32Array(groupOf.reduce((most, group) => Math.max(most, group), -1) + 1).fill(-1);
  return Uint32Array.from(groupOf, (group, record) => {
    if (group < 0) return record;
    if (least[group] === -1) least[group] = record;
    return least[group]!;
  });
}
