import type { Int32Column, Int64Column, TextColumn } from '../core/column.ts';
import type { PlainColumn } from './clean-columns.ts';
import { digitsColumn } from './kernel/digits-column.ts';

/**
 * Gives a column of text or of whole numbers as text.
 *
 * @param column - text, int32 or int64; what else there is has been refused by the schema.
 * @param minDigits - digits that numbers from 0 up have at least, zeros in front.
 * @param minus - what stands before negative numbers.
 * @returns text as it is, whole numbers as their digits.
 */
export function textOf(column: PlainColumn, minDigits = 1, minus: '-' | '\u2212' = '-'): TextColumn {
  if (column.kind === 'text') return column;
  const { rows, valid, values } = column as Int32Column | Int64Column;
  return { kind: 'text', rows, valid, ...digitsColumn(values, valid, minDigits, minus) };
}
