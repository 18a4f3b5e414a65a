import { isValid, plainText, type Column, type TextColumn } from '../../core/column.ts';
import { DataError } from '../../core/errors.ts';
import { textColumn } from '../../core/rejects.ts';
import { takeRows } from '../../core/slice.ts';
import { byteDictionary } from '../../group/index.ts';
import { keyFinder, type KeyFinder } from '../kernel/records/find-key.ts';
import type { KeyColumn } from '../kernel/records/order-keys.ts';
import type { LinkageRecords } from './prepare-records.ts';

/**
 * Finds records by source and row key.
 *
 * @param records - where to look.
 * @param source - names of sources, text; `null` where there is one source only.
 * @param rowKey - row keys, of the type of the records'; whole numbers of either width.
 * @returns Int32Array(rows): the record of each row; −1 where there is none, or a part of the name is null.
 * @throws {DataError} `DATA_COLUMN_TYPE` for keys or sources of another type, `DATA_COLUMN_MISSING` for several sources
 *   without names.
 * @remarks O(log records) a row, and no memory but the result: records lie in the order of their keys.
 */
export function ordinalsOf(records: LinkageRecords, source: Column | null, rowKey: Column): Int32Array {
  if (source === null && records.sources.length > 1) throw new DataError('DATA_COLUMN_MISSING', 'there are several sources: a record is found by its source and its key');
  const { valid, rows } = rowKey;
  const find = finderOf(records.rowKeys as Column & KeyColumn, rowKey, records.rowKeyName);
  const sources = source === null ? null : sourceNumbers(records.sources, source);
  const { sourceStarts } = records.table;
  const found = new Int32Array(rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    const number = sources === null ? 0 : sources[row]!;
    if (number >= 0 && isValid(valid, row)) found[row] = find(row, sourceStarts[number]!, sourceStarts[number + 1]!);
  }
  return found;
}

/**
 * Makes a finder of row keys.
 *
 * @param rowKeys - keys in order.
 * @param wanted - keys to look for.
 * @param column - what messages call the keys.
 * @returns the finder.
 * @throws {DataError} `DATA_COLUMN_TYPE` if the keys are of different types.
 */
export function finderOf(rowKeys: KeyColumn, wanted: Column, column: string): KeyFinder {
  try {
    return keyFinder(rowKeys, (wanted.kind === 'coded' ? plainText(wanted) : wanted) as KeyColumn);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new DataError('DATA_COLUMN_TYPE', `expected keys of the type of the records (${rowKeys.kind}), got ${wanted.kind}`, { column });
  }
}

/**
 * Gives the row keys of records.
 *
 * @param records - the records there are.
 * @param ordinals - which ones, in order.
 * @returns a column of `ordinals.length` keys, of the type of {@link LinkageRecords.rowKeyField}.
 */
export function rowKeysAt(records: LinkageRecords, ordinals: Int32Array | Uint32Array): Column {
  return takeRows(records.rowKeys, ordinals instanceof Int32Array ? ordinals : new Int32Array(ordinals.buffer, ordinals.byteOffset, ordinals.length));
}

/**
 * Gives the sources of records.
 *
 * @param records - the records there are.
 * @param ordinals - which ones, in order.
 * @returns a text column of `ordinals.length` names.
 */
export function sourcesAt({ sources, table: { sourceStarts } }: LinkageRecords, ordinals: Int32Array | Uint32Array): TextColumn {
  const numbers = new Int32Array(ordinals.length);
  for (let row = 0; row < ordinals.length; row++) numbers[row] = sourceOf(sourceStarts, ordinals[row]!);
  return takeRows(textColumn(sources), numbers) as TextColumn;
}

/**
 * Finds the source of a record.
 *
 * @param sourceStarts - Uint32Array(sources + 1), as in a record table.
 * @param record - its number.
 * @returns the number of its source.
 */
export function sourceOf(sourceStarts: Uint32Array, record: number): number {
  let source = 0;
  while (sourceStarts[source + 1]! <= record) source++;
  return source;
}

/** The number of the source of each row; −1 for a name that no source has. */
function sourceNumbers(sources: readonly string[], source: Column): Int32Array {
  if (source.kind !== 'text' && source.kind !== 'coded') throw new DataError('DATA_COLUMN_TYPE', `expected names of sources as text, got ${source.kind}`);
  const names = textColumn(sources);
  const dictionary = byteDictionary();
  dictionary.encode(names.offsets, names.bytes, null, sources.length, new Int32Array(sources.length));
  const text = plainText(source);
  const numbers = new Int32Array(text.rows);
  dictionary.encode(text.offsets, text.bytes, text.valid, text.rows, numbers);
  return numbers.map((number) => (number < sources.length ? number : -1));
}
