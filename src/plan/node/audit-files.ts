import { auditTable, type AuditTableOptions, type TableAudit } from '../../audit/index.ts';
import type { Dataset } from '../../core/dataset.ts';
import type { ColumnDeclaration } from '../../core/field.ts';
import { arrowSchemaOf, inspect, parquetSchemaOf, readArrow, readCsv, readParquet } from '../../read/index.ts';
import { fileBlob, fileBytes } from '../../read/node.ts';
import { fileFormat } from './inspect-file.ts';

/**
 * Audits tables that stand in files: see {@link auditTable}.
 *
 * @param paths - CSV files, Arrow files or Parquet files; one table each, all on one population.
 * @param options - what the columns are, and what is required.
 * @param signal - aborts the reading.
 * @returns figures, and intervals if asked for.
 * @throws {PlanError} if an option is wrong or names no column.
 * @throws {DataError} when a file is missing, damaged or of no known format, or a table does not hold together.
 * @remarks Other columns than those that are named are not read. Codes and values of a CSV file are read as they are spelt.
 */
export async function auditFiles(paths: readonly string[], options: AuditTableOptions, signal?: AbortSignal): Promise<TableAudit> {
  const tables: Dataset[] = [];
  for (const path of paths) tables.push(await openTable(path, options, signal));
  return auditTable(tables, options, signal);
}

async function openTable(path: string, { dimensions, value }: AuditTableOptions, signal?: AbortSignal): Promise<Dataset> {
  const wanted = (name: string): boolean => Object.hasOwn(dimensions, name) || name === value;
  const format = fileFormat(path);
  if (format !== 'csv') {
    const stored = format === 'parquet' ? await parquetSchemaOf(fileBlob(path)) : await arrowSchemaOf(fileBlob(path));
    const columns = Object.fromEntries(stored.flatMap(({ name, type, nullable }) => (type === null || !wanted(name) ? [] : [[name, { type, nullable, role: 'cell' } satisfies ColumnDeclaration]])));
    return (await (format === 'parquet' ? readParquet : readArrow)(fileBlob(path), { columns, onUndeclared: 'drop' })).rows;
  }
  const { delimiter, encoding, decimalMark, header, columns } = await inspect(fileBytes(path), {}, signal);
  const named = Object.keys(columns).filter(wanted).map((name) => [name, { type: 'utf8', role: 'cell' } satisfies ColumnDeclaration] as const);
  return readCsv(fileBytes(path), { delimiter, encoding, decimalMark, header, nullValues: [''], onInvalid: 'error', onUndeclared: 'drop', columns: Object.fromEntries(named) }).rows;
}
