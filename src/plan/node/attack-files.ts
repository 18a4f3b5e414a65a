import { attackRows, type AttackRowsOptions, type RowAttack } from '../../audit/index.ts';
import { openColumns } from './open-columns.ts';

/**
 * Attacks the rows of persons in a file with those of another: see {@link attackRows}.
 *
 * @param released - the release: a CSV file, an Arrow file or a Parquet file.
 * @param attacker - the attacker's file, of persons he knows.
 * @param options - what the columns are. Files do not tell which column has persons: without `entity` every row is one.
 * @param signal - aborts the reading.
 * @returns figures, never a value.
 * @throws {PlanError} if an option is wrong or names no column.
 * @throws {DataError} when a file is missing, damaged or of no known format, or does not hold together.
 * @remarks Other columns than those that are named are not read. Values of a CSV file are read as they are spelt.
 */
export async function attackFiles(released: string, attacker: string, options: AttackRowsOptions, signal?: AbortSignal): Promise<RowAttack> {
  const { quasiIdentifiers, sensitive = [], entity, truth } = options;
  const named = new Set([...quasiIdentifiers, ...sensitive, entity, truth]);
  const open = (path: string): ReturnType<typeof openColumns> => openColumns(path, (name) => named.has(name), 'attribute', signal);
  return attackRows(await open(released), await open(attacker), options, signal);
}
