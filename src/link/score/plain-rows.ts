import { arrowType, makeBatch, makeField, makeSchema } from '../../core/arrow.ts';
import { noneValid, setValid, type Column, type Validity } from '../../core/column.ts';
import { fromBatches, type Dataset } from '../../core/dataset.ts';
import { METADATA } from '../../core/field.ts';
import { textColumn } from '../../core/rejects.ts';
import { parseIsoDate } from '../../text/index.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { columnsOfExpressions } from '../records/read-sources.ts';
import { fittingKind, PLAIN_TYPES, type MeasuredExpression, type PlainKind } from './plain-kinds.ts';

/** A record as a program has it in hand. Dates are in ISO notation. */
export type PlainRow = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The row key that plain rows get: their place, from 0 up. */
export const PLAIN_ROW_KEY = 'row';

/** What plain rows are made columns for. */
export interface PlainSetting extends Pick<ComparableRecords, 'expressions'> {
  /** The records, where there are some. */
  readonly table?: ComparableRecords['table'];
  /** What is measured of the columns, where no records tell what they hold. */
  readonly measured?: readonly MeasuredExpression[];
}

/**
 * Makes a table of plain rows, with the columns that records are coded by.
 *
 * @param rows - a few rows; members that are missing are null.
 * @param setting - tells the columns, and what they hold where records have an expression that is the column itself.
 * @returns the table; its row key is {@link PLAIN_ROW_KEY}.
 * @remarks Where records do not tell, columns hold numbers where all values are numbers, and text otherwise, unless what is made of
 *   them, or measured, asks for another kind. What is no number or ISO date where one is asked for is null. Lists need a table of Arrow.
 */
export function datasetOfRows(rows: readonly PlainRow[], { expressions: { expressions }, table, measured = [] }: PlainSetting): Dataset {
  const names = columnsOfExpressions(expressions);
  const made = names.map((name) => {
    const place = expressions.findIndex((expression) => 'column' in expression && expression.column === name && (expression.derive ?? []).length === 0);
    const known = place < 0 ? undefined : table?.columns[place]!.dictionary.kind;
    const values = rows.map((row) => (Object.hasOwn(row, name) ? row[name] ?? null : null));
    const kind = known === undefined ? fittingKind(name, kindOfValues(values), expressions, measured) : known === 'time' || known === 'number' ? known : 'text';
    return { kind, column: plainColumn(values, kind) };
  });
  const fields = names.map((name, index) => makeField(name, arrowType(PLAIN_TYPES[made[index]!.kind]), true, new Map([[METADATA.role, 'directIdentifier']])));
  const key = makeField(PLAIN_ROW_KEY, arrowType('int32'), false, new Map([[METADATA.role, 'technical']]));
  const schema = makeSchema([key, ...fields]);
  const keys: Column = { kind: 'int32', rows: rows.length, valid: null, values: Int32Array.from(rows, (_, row) => row) };
  return fromBatches(schema, [makeBatch(schema, [keys, ...made.map(({ column }) => column)], rows.length)]);
}

type PlainValue = string | number | boolean | null;

function kindOfValues(values: readonly PlainValue[]): PlainKind {
  return values.some((value) => value !== null) && values.every((value) => value === null || typeof value === 'number') ? 'number' : 'text';
}

function plainColumn(values: readonly PlainValue[], kind: PlainKind): Column {
  const rows = values.length;
  switch (kind) {
    case 'time': {
      const days = values.map((value) => (typeof value === 'string' ? parseIsoDate(value) : null));
      return { kind: 'date', rows, valid: validityOf(days), days: Int32Array.from(days, (day) => day ?? 0) };
    }
    case 'number': {
      const numbers = values.map((value) => (typeof value === 'number' ? value : null));
      return { kind: 'float64', rows, valid: validityOf(numbers), values: Float64Array.from(numbers, (number) => number ?? 0) };
    }
    case 'text':
      return textColumn(values.map((value) => (value === null ? null : String(value))));
  }
}

function validityOf(values: readonly PlainValue[]): Validity {
  if (!values.includes(null)) return null;
  const valid = noneValid(values.length);
  values.forEach((value, row) => {
    if (value !== null) setValid(valid, row);
  });
  return valid;
}
