import { arraysLike, type ArrayMaker } from '../records/array-maker.ts';
import type { RecordColumn, RecordTable } from '../records.ts';
import type { ColumnsUsed } from './columns-of.ts';
import type { Sides } from './program.ts';

/** The columns that decide a comparison, and what the others have beside each of their values. Plain data: threads can be sent it. */
export interface DecidingColumns extends Sides {
  /** By other column of the left record: Uint32Array(size + 1), its code by code of the deciding one; 0 where no record tells. */
  readonly leftsBeside: ReadonlyMap<number, Uint32Array>;
  /** The same of the right record. */
  readonly rightsBeside: ReadonlyMap<number, Uint32Array>;
}

/**
 * Looks for one column on each side that decides all others: whenever its value is the same, so are theirs. The level of a
 * pair then depends on two values alone, as with a date and the year that was made of it.
 *
 * @param table - the records.
 * @param used - the columns a comparison looks at.
 * @returns the deciding columns, the same on both sides where that can be, of several the first; null where there is none. Codes
 *   lie in shared memory where those of the records do.
 * @remarks O(records × columns²) at most; a column that does not decide is found out early, as a rule.
 */
export function decidingColumns({ columns }: Pick<RecordTable, 'columns'>, { lefts, rights }: ColumnsUsed): DecidingColumns | null {
  const onLeft = deciding(columns, lefts);
  const isOneSide = lefts.length === rights.length && lefts.every((column) => rights.includes(column));
  const onRight = isOneSide ? onLeft : deciding(columns, rights);
  if (onLeft.size === 0 || onRight.size === 0) return null;
  const both = [...onLeft.keys()].find((column) => onRight.has(column));
  const [left, right] = [both ?? [...onLeft.keys()][0]!, both ?? [...onRight.keys()][0]!];
  return { left, right, leftsBeside: onLeft.get(left)!, rightsBeside: onRight.get(right)! };
}

/** Of some columns those that decide all, with what stands beside. */
function deciding(columns: readonly RecordColumn[], used: readonly number[]): Map<number, ReadonlyMap<number, Uint32Array>> {
  const found = new Map<number, ReadonlyMap<number, Uint32Array>>();
  for (const column of used) {
    const beside = codesBeside(columns, column, used.filter((other) => other !== column));
    if (beside !== null) found.set(column, beside);
  }
  return found;
}

function codesBeside(columns: readonly RecordColumn[], column: number, others: readonly number[]): ReadonlyMap<number, Uint32Array> | null {
  const beside = new Map<number, Uint32Array>();
  for (const other of others) {
    const codes = codesKnown(columns[column]!, columns[other]!);
    if (codes === null) return null;
    beside.set(other, codes);
  }
  return beside;
}

/** What was found of two columns, as long as somebody has them: a second look at all records would find the same. */
const known = new WeakMap<RecordColumn, WeakMap<RecordColumn, Uint32Array | 'none'>>();

function codesKnown(column: RecordColumn, other: RecordColumn): Uint32Array | null {
  const ofColumn = known.get(column) ?? new WeakMap<RecordColumn, Uint32Array | 'none'>();
  known.set(column, ofColumn);
  const found = ofColumn.get(other) ?? codesOfOne(column, other.codes, arraysLike(column.codes)) ?? 'none';
  ofColumn.set(other, found);
  return found === 'none' ? null : found;
}

function codesOfOne({ codes, dictionary }: RecordColumn, others: Uint32Array, make: ArrayMaker): Uint32Array | null {
  // One more than the code beside, so that 0 is not met yet.
  const beside = make.words(dictionary.size + 1);
  for (let record = 0; record < codes.length; record++) {
    const code = codes[record]!;
    const found = others[record]! + 1;
    if (beside[code] === 0) beside[code] = found;
    else if (beside[code] !== found) return null;
  }
  for (let code = 0; code < beside.length; code++) if (beside[code] !== 0) beside[code]!--;
  return beside;
}
