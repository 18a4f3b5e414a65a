import type { TextColumn } from '../core/column.ts';
import { byteDictionary } from '../group/index.ts';
import { byCode, type ColumnCleaner } from './clean-columns.ts';
import { textOf } from './text-of.ts';

/**
 * Makes a cleaner that cleans each distinct text of a batch once, for work that is dearer than telling texts apart.
 *
 * @param clean - cleans distinct texts.
 * @returns the cleaner; whole numbers are taken as their digits.
 */
export function throughDistinct(clean: ColumnCleaner): ColumnCleaner {
  return (column) => {
    const { rows, valid, offsets, bytes } = textOf(column);
    const distinct = byteDictionary();
    const codes = new Int32Array(rows);
    distinct.encode(offsets, bytes, valid, rows, codes);
    const dictionary: TextColumn = { kind: 'text', rows: distinct.size, valid: null, offsets: distinct.offsets(), bytes: distinct.bytes() };
    return byCode(clean(dictionary), { kind: 'coded', rows, valid, codes, dictionary });
  };
}
