import type { Dictionary, RecordTable } from '../records.ts';
import type { PlainValue } from './decoded-values.ts';
import type { CodesOf } from './rung.ts';

/** A measure that the caller brought. */
export type RegisteredMeasure = (left: PlainValue, right: PlainValue) => number;

/** What the two sides of a pair hold. A left and a right are records, or distinct values: whatever the arrays go by. */
export interface ComparedTable {
  /** By column. */
  readonly dictionaries: readonly Dictionary[];
  /** By column: the code of each left; null where lefts are these codes themselves. */
  readonly lefts: readonly CodesOf[];
  /** By column: the code of each right; null where rights are these codes themselves. */
  readonly rights: readonly CodesOf[];
  /** Whether only different values of the deciding columns are asked for, neither of which is null. */
  readonly isDifferent: boolean;
  /** Whether codes mean the same for ever, so that what was found of them may be remembered. */
  readonly isFixed: boolean;
  /** What a symbol of a text is. */
  readonly unit: 'codePoint' | 'byte';
  readonly registered: Readonly<Record<string, RegisteredMeasure>>;
}

/**
 * Looks at records as both sides of pairs.
 *
 * @param table - the records.
 * @param unit - what a symbol of a text is.
 * @param registered - measures the caller brought, by name.
 * @param isFixed - whether codes mean the same for ever.
 * @returns the table, sharing its arrays.
 */
export function recordsCompared(
  { columns }: Pick<RecordTable, 'columns'>, unit: 'codePoint' | 'byte', registered: Readonly<Record<string, RegisteredMeasure>> = {}, isFixed = true,
): ComparedTable {
  const codes = columns.map((column) => column.codes);
  return { dictionaries: columns.map(({ dictionary }) => dictionary), lefts: codes, rights: codes, isDifferent: false, isFixed, unit, registered };
}
