import { auditTable, type AuditTableOptions, type TableAudit } from '../../audit/index.ts';
import type { Dataset } from '../../core/dataset.ts';
import { openColumns } from './open-columns.ts';

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
  const { dimensions, value } = options;
  const tables: Dataset[] = [];
  for (const path of paths) tables.push(await openColumns(path, (name) => Object.hasOwn(dimensions, name) || name === value, 'cell', signal));
  return auditTable(tables, options, signal);
}
