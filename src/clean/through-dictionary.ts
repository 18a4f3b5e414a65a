import { isValid, plainText, type CodedColumn, type Column, type TextColumn } from '../core/column.ts';
import { REASON_NULL } from '../core/value-tally.ts';

/** What became of values, by row or by entry of a dictionary. */
export interface Outcomes {
  /** Uint8Array(rows): the code of each value's reason. */
  readonly reasons: Uint8Array;
  /** Uint8Array(rows): 1 where an accepted value is not what it was. */
  readonly isChanged: Uint8Array;
}

/**
 * Works on the entries of a dictionary once for as long as the dictionary stays the same, and on plain values as they come.
 *
 * @param work - works on plain values.
 * @param byCode - hands what was made of the entries out to the rows that have them.
 * @returns the work on columns of both kinds.
 */
export function throughDictionary<Plain extends Exclude<Column, CodedColumn>, Made>(
  work: (values: Plain | TextColumn) => Made,
  byCode: (entries: Made, column: CodedColumn) => Made,
): (column: Plain | TextColumn | CodedColumn) => Made {
  let dictionary: TextColumn | null = null;
  let entries: Made | null = null;
  return (column) => {
    if (column.kind !== 'coded') return work(column);
    if (column.dictionary !== dictionary) {
      // A dictionary of more entries than rows is dearer than its rows.
      if (column.dictionary.rows > column.rows) return work(plainText(column));
      dictionary = column.dictionary;
      entries = work(dictionary);
    }
    return byCode(entries!, column);
  };
}

/**
 * Hands the outcomes of entries out by code.
 *
 * @param entries - outcomes by entry.
 * @param column - the column of codes.
 * @returns outcomes by row, and the entry of each row: −1 for a null, whose reason says so.
 */
export function outcomesByCode(entries: Outcomes, { rows, codes, valid }: CodedColumn): Outcomes & { readonly entryOf: Int32Array } {
  const entryOf = new Int32Array(rows).fill(-1);
  const reasons = new Uint8Array(rows).fill(REASON_NULL);
  const isChanged = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (!isValid(valid, row)) continue;
    const entry = codes[row]!;
    entryOf[row] = entry;
    reasons[row] = entries.reasons[entry]!;
    isChanged[row] = entries.isChanged[entry]!;
  }
  return { entryOf, reasons, isChanged };
}
