import { basename } from 'node:path';
import type { ColumnDeclaration } from '../../../core/field.ts';
import { PlanError } from '../../../core/errors.ts';
import { unknownName } from '../../../core/options.ts';
import { arrowSchemaOf, inspect, parquetSchemaOf } from '../../../read/index.ts';
import { fileBlob, fileBytes, findFiles } from '../../../read/node.ts';
import { bindInput, type BoundInput } from '../bind-input.ts';
import { fileFormat } from '../inspect-file.ts';
import type { InputFormat, PlanInput } from '../../plan.ts';
import { readSidecar } from '../sidecar.ts';

/** What a linkage reads of a file. */
export interface SourceColumns {
  /** Columns to read; none other is. */
  readonly columns: readonly string[];
  /** The one of them that tells rows apart. */
  readonly rowKey: string;
}

/**
 * Opens the files of one source of a linkage: the columns that are needed, of the types that are stored. In a CSV file
 * every column is text, since a model says itself what it reads as a date or a number.
 *
 * @param name - the source.
 * @param patterns - paths or globs, several parts in order.
 * @param needed - the columns.
 * @param signal - aborts the reading of names and types.
 * @returns the source; no row is read yet.
 * @throws {PlanError} `PLAN_UNKNOWN_COLUMN` for every column the file lacks.
 * @throws {DataError} when a file is missing, empty or of no known format.
 */
export async function bindSource(name: string, patterns: readonly string[], needed: SourceColumns, signal?: AbortSignal): Promise<BoundInput> {
  const paths = await findFiles(patterns);
  const { stored, format } = await storedColumns(paths[0]!, signal);
  const known = await readSidecar(paths[0]!, basename(paths[0]!));
  const missing = needed.columns.filter((column) => !stored.has(column));
  if (missing.length > 0) {
    throw new PlanError(missing.map((column) => ({ code: 'PLAN_UNKNOWN_COLUMN', path: `${name}.${column}`, message: unknownName('column', column, [...stored.keys()]) })));
  }
  const untyped = needed.columns.filter((column) => stored.get(column) === null);
  if (untyped.length > 0) {
    throw new PlanError(untyped.map((column) => ({ code: 'PLAN_COLUMN_TYPE', path: `${name}.${column}`, message: 'of a type that no step works on' })));
  }
  const columns = Object.fromEntries(needed.columns.map((column) => {
    const role = known.get(column)?.role ?? (column === needed.rowKey ? 'technical' : 'attribute');
    return [column, { type: stored.get(column)!, role } as ColumnDeclaration];
  }));
  const input: PlanInput = { columns, rowKey: needed.rowKey, onUndeclared: 'drop', format };
  return bindInput(name, input, { patterns, out: '' });
}

/** Names and types of the columns that a file has; a type is `null` where no step works on it. */
async function storedColumns(path: string, signal: AbortSignal | undefined): Promise<{ readonly stored: ReadonlyMap<string, ColumnDeclaration['type'] | null>; readonly format: InputFormat }> {
  const type = fileFormat(path);
  if (type !== 'csv') {
    const schema = type === 'parquet' ? await parquetSchemaOf(fileBlob(path)) : await arrowSchemaOf(fileBlob(path));
    return { stored: new Map(schema.map((column) => [column.name, column.type])), format: { type } };
  }
  const { columns, delimiter, encoding, decimalMark, nullValues, header } = await inspect(fileBytes(path), {}, signal);
  return {
    stored: new Map(Object.keys(columns).map((column) => [column, 'utf8'])),
    format: { type, delimiter, encoding, decimalMark, nullValues, header },
  };
}

/**
 * Lists the columns that a file has.
 *
 * @param path - a CSV, Arrow or Parquet file.
 * @param signal - aborts the reading.
 * @returns their names, in the order of the file, without those of types that no step works on.
 */
export async function columnNames(path: string, signal?: AbortSignal): Promise<readonly string[]> {
  const { stored } = await storedColumns(path, signal);
  return [...stored].filter(([, type]) => type !== null).map(([column]) => column);
}
