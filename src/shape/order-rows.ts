import type { Column } from '../core/column.ts';
import { columnCoder, orderTuples, rankOf } from '../group/index.ts';
import type { SortColumn } from './compare-rows.ts';

/**
 * Orders rows by several columns, as {@link compareBy} compares them.
 *
 * Each column becomes the ranks of its values, and the ranks are sorted by their digits: no two rows are compared.
 *
 * @param columns - the columns, plain text in place of dictionary codes.
 * @param by - the order, the most significant first.
 * @param indexes - where each of its columns stands among the columns.
 * @param rows - rows of the columns.
 * @returns Int32Array(rows): the rows in order; rows that tie keep the order they had.
 * @remarks O(rows × columns), and the sorting of the distinct values of each column. Memory: 8 bytes a row and 4 more for each column of
 *   the order, and the distinct values of one column at a time.
 */
export function orderRows(columns: readonly Column[], by: readonly SortColumn[], indexes: readonly number[], rows: number): Int32Array {
  const places = by.map((order, level) => placesOf(columns[indexes[level]!]!, order, rows));
  return orderTuples(places, places.map(() => null), rows);
}

/** The place of each row by one column alone: that of its value, or that of rows without one. */
function placesOf(column: Column, { direction = 'ascending', nulls = 'last' }: SortColumn, rows: number): Int32Array {
  const coder = columnCoder();
  const places = new Int32Array(rows);
  coder.encode(column, places);
  const ranks = rankOf(coder.order());
  const distinct = ranks.length;
  const first = nulls === 'first' ? 1 : 0;
  const missing = nulls === 'first' ? 0 : distinct;
  for (let row = 0; row < rows; row++) {
    const code = places[row]!;
    places[row] = code < 0 ? missing : first + (direction === 'descending' ? distinct - 1 - ranks[code]! : ranks[code]!);
  }
  return places;
}
