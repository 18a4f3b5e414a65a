import type { RecordTable } from '../records.ts';
import type { ColumnsUsed } from './columns-of.ts';
import type { Sides } from './program.ts';

/**
 * Looks for one column on each side that decides all others: whenever its value is the same, so are theirs. The level of a
 * pair then depends on two values alone, as with a date and the year that was made of it.
 *
 * @param table - the records.
 * @param used - the columns a comparison looks at.
 * @returns the deciding columns, the same on both sides where that can be, of several the first; null where there is none.
 * @remarks O(records × columns²) at most; a column that does not decide is found out early, as a rule.
 */
export function decidingColumns(table: Pick<RecordTable, 'columns'>, { lefts, rights }: ColumnsUsed): Sides | null {
  const deciding = (columns: readonly number[]): number[] => columns.filter((column) => columns.every((other) => decides(table, column, other)));
  const onLeft = deciding(lefts);
  const onRight = lefts.length === rights.length && lefts.every((column) => rights.includes(column)) ? onLeft : deciding(rights);
  if (onLeft.length === 0 || onRight.length === 0) return null;
  const both = onLeft.find((column) => onRight.includes(column));
  return { left: both ?? onLeft[0]!, right: both ?? onRight[0]! };
}

/**
 * Gives, for each value of a column, the value that another one has beside it.
 *
 * @param table - the records.
 * @param column - a column that decides the other.
 * @param other - the column it decides.
 * @returns Uint32Array(size + 1): code of the other by code of the column; 0 where no record tells.
 * @remarks O(records).
 */
export function codesBeside({ columns }: Pick<RecordTable, 'columns'>, column: number, other: number): Uint32Array {
  const { codes, dictionary } = columns[column]!;
  const beside = new Uint32Array(dictionary.size + 1);
  if (column === other) return beside.map((_, code) => code);
  const others = columns[other]!.codes;
  for (let record = 0; record < codes.length; record++) beside[codes[record]!] = others[record]!;
  return beside;
}

function decides({ columns }: Pick<RecordTable, 'columns'>, column: number, other: number): boolean {
  if (column === other) return true;
  const { codes, dictionary } = columns[column]!;
  const others = columns[other]!.codes;
  // One more than the code beside, so that 0 is not met yet.
  const beside = new Uint32Array(dictionary.size + 1);
  for (let record = 0; record < codes.length; record++) {
    const code = codes[record]!;
    const found = others[record]! + 1;
    if (beside[code] === 0) beside[code] = found;
    else if (beside[code] !== found) return false;
  }
  return true;
}
