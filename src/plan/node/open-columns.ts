import type { Dataset } from '../../core/dataset.ts';
import type { ColumnDeclaration } from '../../core/field.ts';
import type { Role } from '../../core/roles.ts';
import { arrowSchemaOf, inspect, parquetSchemaOf, readArrow, readCsv, readParquet } from '../../read/index.ts';
import { fileBlob, fileBytes } from '../../read/node.ts';
import { fileFormat } from './inspect-file.ts';

/**
 * Opens some columns of a file that no plan describes.
 *
 * @param path - a CSV file, an Arrow file or a Parquet file.
 * @param wanted - tells whether a column is read.
 * @param role - of the columns that are.
 * @param signal - aborts the reading.
 * @returns the rows. Values of a CSV file are texts as they are spelt, and an empty field is a missing value.
 * @throws {DataError} when the file is missing, damaged or of no known format.
 */
export async function openColumns(path: string, wanted: (name: string) => boolean, role: Role, signal?: AbortSignal): Promise<Dataset> {
  const format = fileFormat(path);
  if (format !== 'csv') {
    const stored = format === 'parquet' ? await parquetSchemaOf(fileBlob(path)) : await arrowSchemaOf(fileBlob(path));
    const columns = Object.fromEntries(stored.flatMap(({ name, type, nullable }) => (type === null || !wanted(name) ? [] : [[name, { type, nullable, role } satisfies ColumnDeclaration]])));
    return (await (format === 'parquet' ? readParquet : readArrow)(fileBlob(path), { columns, onUndeclared: 'drop' })).rows;
  }
  const { delimiter, encoding, decimalMark, header, columns } = await inspect(fileBytes(path), {}, signal);
  const named = Object.keys(columns).filter(wanted).map((name) => [name, { type: 'utf8', role } satisfies ColumnDeclaration] as const);
  return readCsv(fileBytes(path), { delimiter, encoding, decimalMark, header, nullValues: [''], onInvalid: 'error', onUndeclared: 'drop', columns: Object.fromEntries(named) }).rows;
}
