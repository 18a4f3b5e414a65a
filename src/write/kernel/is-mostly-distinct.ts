import { columnCoder, type CodableColumn } from '../../group/index.ts';

/**
 * Tells whether most values of a column occur once, as row keys, e-mail addresses and pseudonyms do: then a dictionary of them saves
 * nothing, and costs the time to make it.
 *
 * @param column - the first rows of a column, of any kind.
 * @returns whether more than half of the values that are there are distinct; false where fewer than 4,096 are.
 * @remarks O(bytes).
 * @example
 * isMostlyDistinct({ kind: 'int32', rows: 3, valid: null, values: Int32Array.of(1, 2, 3) }); // => false, too few
 */
export function isMostlyDistinct(column: CodableColumn): boolean {
  if (column.rows < LEAST_VALUES) return false;
  const coder = columnCoder();
  const codes = new Int32Array(column.rows);
  coder.encode(column, codes);
  let present = 0;
  for (let row = 0; row < codes.length; row++) present += Number(codes[row]! >= 0);
  return present >= LEAST_VALUES && 2 * coder.size > present;
}

/** Fewer values say nothing of those to come, and cost nothing either way. */
const LEAST_VALUES = 4096;
