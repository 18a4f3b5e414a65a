import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { codedTextType, makeBatch, makeSchema } from '../core/arrow.ts';
import type { RecordBatch } from 'apache-arrow';
import { BATCH_ROWS } from '../core/dataset.ts';
import { countNulls, isValid, type Column } from '../core/column.ts';
import type { ColumnType } from '../core/column-type.ts';
import { DataError } from '../core/errors.ts';
import { changeField, declareField, type ColumnDeclaration } from '../core/field.ts';
import { textReadOptions } from './text-options.ts';

/** A column as a file with a schema describes it. */
export interface StoredColumn {
  readonly name: string;
  /** The type to declare; `null` when no declared type holds its values without loss. */
  readonly type: ColumnType | null;
  readonly nullable: boolean;
  /** The file's own type, in words. */
  readonly stored: string;
}

/** How to read a file that says its own columns. */
export interface TableReadOptions {
  /**
   * Columns to read, by name; the rows come out with these columns in this order. Without them all columns are read
   * with the types the file proposes, as direct identifiers until somebody says otherwise.
   */
  readonly columns?: Readonly<Record<string, ColumnDeclaration>>;
  /** What a column of the file that is not declared does: refuses the file (unless given), or is passed over unread. */
  readonly onUndeclared?: 'error' | 'drop';
  /** Rows of a batch at most; 65,536 unless given. */
  readonly batchRows?: number;
}

/** Checkers of the options that all files with a schema share. */
export const tableReadOptions: {
  readonly columns: z.ZodExactOptional<z.ZodType<Readonly<Record<string, ColumnDeclaration>>>>;
  readonly onUndeclared: z.ZodExactOptional<z.ZodType<'error' | 'drop'>>;
  readonly batchRows: z.ZodExactOptional<z.ZodType<number>>;
} = {
  columns: textReadOptions.columns.exactOptional(),
  onUndeclared: z.enum(['error', 'drop']).exactOptional(),
  batchRows: textReadOptions.batchRows,
};

/** The columns to read from one file: which they are, and how they come out. */
export interface ColumnSelection {
  readonly names: readonly string[];
  readonly declarations: readonly ColumnDeclaration[];
  /** Position of each among the file's columns. */
  readonly positions: readonly number[];
}

/** Most names or positions listed in a message. */
const MOST_NAMED = 10;

/**
 * Chooses the columns of a file that are declared.
 *
 * @param stored - the file's columns.
 * @param options - the declarations and what becomes of other columns.
 * @param source - what messages call the file.
 * @returns the declared columns in their order, with their positions in the file.
 * @throws {DataError} `DATA_COLUMN_MISSING`, `DATA_COLUMN_DUPLICATE`, `DATA_COLUMN_UNDECLARED`, or `DATA_COLUMN_TYPE`
 *   where nothing is declared and a column has a type that no step works on. Columns that are not declared are named
 *   only when most of the declared ones are there.
 */
export function selectColumns(stored: readonly StoredColumn[], options: TableReadOptions, source: string): ColumnSelection {
  const columns = options.columns ?? proposedDeclarations(stored, source);
  const names = Object.keys(columns);
  const present = new Set(stored.map(({ name }) => name));
  const missing = names.filter((name) => !present.has(name));
  if (missing.length > 0) {
    throw new DataError('DATA_COLUMN_MISSING', `the file lacks ${list(missing.map((name) => `"${name}"`))}`, { source, column: missing[0]! });
  }
  const positions = names.map((name) => stored.findIndex((column) => column.name === name));
  const repeated = names.find((name, index) => stored.findLastIndex((column) => column.name === name) !== positions[index]);
  if (repeated !== undefined) throw new DataError('DATA_COLUMN_DUPLICATE', 'the file names the column twice', { source, column: repeated });
  if ((options.onUndeclared ?? 'error') === 'error') refuseUndeclared(stored, columns, source);
  return { names, declarations: Object.values(columns), positions };
}

/** All declared columns are there at this point, so that names of others are names, not the values of a first line. */
function refuseUndeclared(stored: readonly StoredColumn[], columns: Readonly<Record<string, ColumnDeclaration>>, source: string): void {
  const others = stored.filter(({ name }) => !Object.hasOwn(columns, name)).map(({ name }) => cleanName(name));
  if (others.length === 0) return;
  throw new DataError('DATA_COLUMN_UNDECLARED', `the file has ${list(others.map((name) => `"${name}"`))} that the plan does not declare; declare or drop them`, { source, column: others[0]! });
}

function cleanName(name: string): string {
  return name.replaceAll(/\p{C}/gu, ' ').slice(0, 64);
}

function list(items: readonly string[]): string {
  const shown = items.slice(0, MOST_NAMED).join(', ');
  return `${items.length} column${items.length === 1 ? '' : 's'} (${shown}${items.length > MOST_NAMED ? ', …' : ''})`;
}

function proposedDeclarations(stored: readonly StoredColumn[], source: string): Record<string, ColumnDeclaration> {
  const columns: Record<string, ColumnDeclaration> = {};
  for (const { name, type, nullable, stored: words } of stored) {
    if (type === null) throw new DataError('DATA_COLUMN_TYPE', `${words} is a type that no step works on`, { source, column: cleanName(name) });
    columns[name] = { type, role: 'directIdentifier', nullable };
  }
  return columns;
}

/**
 * Makes the schema of the rows that come out.
 *
 * @param selection - the declared columns.
 * @param coded - whether each column's text travels as dictionary codes.
 * @returns one field per declared column.
 */
export function selectionSchema(selection: ColumnSelection, coded: readonly boolean[]): Schema {
  return makeSchema(selection.names.map((name, index) => {
    const field = declareField(name, selection.declarations[index]!);
    return coded[index] === true ? changeField(field, { type: codedTextType() }) : field;
  }));
}

/**
 * Makes a batch of columns that were cast.
 *
 * @param schema - from {@link selectionSchema}.
 * @param columns - one column per field.
 * @param rows - rows of the batch.
 * @param firstRow - number of the batch's first row, from 1.
 * @param source - what messages call the file.
 * @returns the batch.
 * @throws {DataError} `DATA_NULL` when a column declared without nulls has one.
 */
export function makeCheckedBatch(schema: Schema, columns: readonly Column[], rows: number, firstRow: number, source: string): RecordBatch {
  schema.fields.forEach((field, index) => {
    const { valid } = columns[index]!;
    if (field.nullable || countNulls(valid, rows) === 0) return;
    let row = 0;
    while (isValid(valid, row)) row++;
    throw new DataError('DATA_NULL', 'a missing value in a column declared without', { source, column: field.name, firstRow: firstRow + row });
  });
  return makeBatch(schema, columns, rows);
}

/**
 * Rows of a batch that the options ask for.
 *
 * @param options - what the caller asked for.
 * @returns rows of a batch at most.
 */
export function batchRowsOf(options: TableReadOptions): number {
  return options.batchRows ?? BATCH_ROWS;
}
