import { arrowType, makeBatch, makeField, makeSchema } from '../../core/arrow.ts';
import { noneValid, setValid, type Column, type Validity } from '../../core/column.ts';
import type { ColumnType } from '../../core/column-type.ts';
import { fromBatches, type Dataset } from '../../core/dataset.ts';
import { METADATA } from '../../core/field.ts';
import { textColumn } from '../../core/rejects.ts';
import { parseIsoDate } from '../../text/index.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import type { Dictionary } from '../kernel/records.ts';
import { columnsOfExpressions } from '../records/read-sources.ts';

/** A record as a program has it in hand. Dates are in ISO notation. */
export type PlainRow = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The row key that plain rows get: their place, from 0 up. */
export const PLAIN_ROW_KEY = 'row';

/**
 * Makes a table of plain rows, with the columns that records are coded by.
 *
 * @param rows - a few rows; members that are missing are null.
 * @param records - tells the columns, and what they hold where an expression is the column itself; what is no number or ISO date is then null.
 * @returns the table; its row key is {@link PLAIN_ROW_KEY}.
 * @remarks Columns that hold nothing but nulls are text unless the records tell otherwise. Lists need a table of Arrow.
 */
export function datasetOfRows(rows: readonly PlainRow[], records: Pick<ComparableRecords, 'expressions'> & { readonly table?: ComparableRecords['table'] }): Dataset {
  const { expressions: { expressions }, table } = records;
  const names = columnsOfExpressions(expressions);
  const made = names.map((name) => {
    const place = expressions.findIndex((expression) => 'column' in expression && expression.column === name && (expression.derive ?? []).length === 0);
    const kind = place < 0 ? undefined : table?.columns[place]!.dictionary.kind;
    return plainColumn(rows.map((row) => (Object.hasOwn(row, name) ? row[name] ?? null : null)), kind);
  });
  const fields = names.map((name, index) => makeField(name, arrowType(made[index]!.type), true, new Map([[METADATA.role, 'directIdentifier']])));
  const key = makeField(PLAIN_ROW_KEY, arrowType('int32'), false, new Map([[METADATA.role, 'technical']]));
  const schema = makeSchema([key, ...fields]);
  const keys: Column = { kind: 'int32', rows: rows.length, valid: null, values: Int32Array.from(rows, (_, row) => row) };
  return fromBatches(schema, [makeBatch(schema, [keys, ...made.map(({ column }) => column)], rows.length)]);
}

type PlainValue = string | number | boolean | null;

function plainColumn(values: readonly PlainValue[], kind: Dictionary['kind'] | undefined): { readonly type: ColumnType; readonly column: Column } {
  const rows = values.length;
  if (kind === 'time') {
    const days = values.map((value) => (typeof value === 'string' ? parseIsoDate(value) : null));
    return { type: 'date', column: { kind: 'date', rows, valid: validityOf(days), days: Int32Array.from(days, (day) => day ?? 0) } };
  }
  const numbers = values.map((value) => (typeof value === 'number' ? value : null));
  const isNumeric = values.some((value) => value !== null) && values.every((value, row) => value === numbers[row]);
  if (kind === 'number' || (kind === undefined && isNumeric)) {
    return { type: 'float64', column: { kind: 'float64', rows, valid: validityOf(numbers), values: Float64Array.from(numbers, (number) => number ?? 0) } };
  }
  return { type: 'utf8', column: textColumn(values.map((value) => (value === null ? null : String(value)))) };
}

function validityOf(values: readonly PlainValue[]): Validity {
  if (!values.includes(null)) return null;
  const valid = noneValid(values.length);
  values.forEach((value, row) => {
    if (value !== null) setValid(valid, row);
  });
  return valid;
}
