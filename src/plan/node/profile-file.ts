import { basename } from 'node:path';
import { columnsOf } from '../../core/arrow.ts';
import type { TablePorts } from '../../core/bytes.ts';
import type { TextColumn } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { DataError } from '../../core/errors.ts';
import type { ColumnDeclaration } from '../../core/field.ts';
import { columnName } from '../../core/options.ts';
import type { Role } from '../../core/roles.ts';
import { profile, type ColumnProfile, type ProfileOptions, type TableProfile } from '../../quality/index.ts';
import { arrowSchemaOf, inspect, parquetSchemaOf, readArrow, readCsv, readParquet, type CsvProposal } from '../../read/index.ts';
import { fileBlob, fileBytes } from '../../read/node.ts';
import { fileFormat } from './inspect-file.ts';
import type { Progress } from './run-options.ts';
import { readSidecar } from './sidecar.ts';

/** How to profile a file. */
export interface ProfileFileOptions extends ProfileOptions {
  readonly signal?: AbortSignal;
  /** Receives the rows read so far, at each batch. */
  readonly onProgress?: (progress: Progress) => void;
}

/** The profile of a file; plain data. */
export interface FileProfile extends TableProfile {
  /** Base name of the file. */
  readonly file: string;
  readonly format: 'csv' | 'arrow' | 'parquet';
  /** Rows that are no rows of the table and were left out, by reason: a wrong number of fields, an open quote … */
  readonly rejected: Readonly<Record<string, number>>;
  /** Columns without a name or with one that no plan can say, or of a type that no step works on: left out. */
  readonly unusable: readonly string[];
}

/**
 * Profiles a file: inspects it, reads all its rows, and tells what each column holds; see {@link profile}.
 *
 * @param path - a CSV file (packed or not), an Arrow file or a Parquet file.
 * @param options - what may be told of values, a signal, a receiver of progress.
 * @returns the profile. A column that the file beside it (`NAME.meta.json`) says to be pseudonyms is proposed as such.
 * @throws {PlanError} if an option is unknown or wrong.
 * @throws {DataError} when the file is missing, empty, damaged, or of no known format.
 * @remarks One reading. The types of a CSV file are proposed from its start; when a later value contradicts its column's
 *   type, the file is read again with that column as text, so that no value escapes the profile.
 */
export async function profileFile(path: string, { signal, onProgress, ...options }: ProfileFileOptions = {}): Promise<FileProfile> {
  const file = basename(path);
  const format = fileFormat(path);
  const known = await readSidecar(path, file);
  const run = async (rows: Dataset): Promise<TableProfile> => {
    const { columns, ...table } = await profile(reporting(rows, file, onProgress), options, signal === undefined ? {} : { signal });
    return { ...table, columns: columns.map((column) => withKnownRole(column, known.get(column.name)?.role)) };
  };
  if (format === 'csv') return { ...await profileText(path, run, signal), file, format };
  const stored = format === 'parquet' ? await parquetSchemaOf(fileBlob(path)) : await arrowSchemaOf(fileBlob(path));
  const usable = stored.flatMap(({ name, type, nullable }) => (type === null || !canBeDeclared(name) ? [] : [[name, { type, nullable, role: 'attribute' }] as const]));
  const unusable = stored.filter(({ name, type }) => type === null || !canBeDeclared(name)).map(({ name }) => name);
  if (usable.length === 0) throw new DataError('DATA_COLUMN_TYPE', 'no column can be profiled', { path: file });
  const read = format === 'parquet' ? readParquet : readArrow;
  const { rows } = await read(fileBlob(path), { columns: Object.fromEntries(usable), onUndeclared: 'drop' });
  return { ...await run(rows), file, format, rejected: {}, unusable };
}

/** Tells the names that declarations have: of no excessive length, and none that objects have of themselves. */
function canBeDeclared(name: string): boolean {
  return name !== '__proto__' && columnName.safeParse(name).success;
}

/** Whoever made the file knows its pseudonyms better than their looks tell. */
function withKnownRole(column: ColumnProfile, role: Role | undefined): ColumnProfile {
  return role === 'pseudonym' ? { ...column, identity: { ...column.identity, proposedRole: role } } : column;
}

type TextResult = TableProfile & Pick<FileProfile, 'rejected' | 'unusable'>;

async function profileText(path: string, run: (rows: Dataset) => Promise<TableProfile>, signal: AbortSignal | undefined): Promise<TextResult> {
  const proposal = await inspect(fileBytes(path), {}, signal);
  const declared = Object.entries(proposal.columns);
  const unusable = [...Array<string>(proposal.namelessColumns).fill(''), ...declared.map(([name]) => name).filter((name) => !canBeDeclared(name))];
  let columns = Object.fromEntries(declared.filter(([name]) => canBeDeclared(name)));
  if (declared.length > 0 && Object.keys(columns).length === 0) throw new DataError('DATA_COLUMN_TYPE', 'no column can be profiled', { path: basename(path) });
  for (;;) {
    let rejected: Readonly<Record<string, number>> = {};
    const ports = openText(path, { ...proposal, columns }, (found) => (rejected = found));
    const table = await run(ports.rows);
    const contradicted = Object.keys(rejected).length === 0 ? [] : await contradictedColumns(ports.rejects!, columns, signal);
    if (contradicted.length === 0) return { ...table, rejected, unusable };
    columns = { ...columns, ...Object.fromEntries(contradicted.map((name) => [name, { type: 'utf8', role: 'attribute' } as const])) };
  }
}

function openText(path: string, proposal: CsvProposal, onRejected: (rejected: Readonly<Record<string, number>>) => void): TablePorts {
  const { delimiter, encoding, decimalMark, nullValues, dateFormat, header, columns } = proposal;
  return readCsv(fileBytes(path), {
    delimiter, encoding, decimalMark, nullValues, header, onInvalid: 'reject', onUndeclared: 'drop',
    columns: Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, { type, role: 'attribute' }])),
    ...(dateFormat === null ? {} : { dateFormat: datesOnly(dateFormat, columns) }),
  }, { onFindings: (findings) => { onRejected(findings['rejected'] as Readonly<Record<string, number>>); } });
}

/** Formats of the columns that are dates still. */
function datesOnly(format: string | Readonly<Record<string, string>>, columns: Readonly<Record<string, ColumnDeclaration>>): string | Readonly<Record<string, string>> {
  return typeof format === 'string' ? format : Object.fromEntries(Object.entries(format).filter(([name]) => columns[name]?.type === 'date' || columns[name]?.type === 'timestamp'));
}

/** Columns, not yet read as text, that made a row be rejected for a value. */
async function contradictedColumns(rejects: Dataset, columns: Readonly<Record<string, ColumnDeclaration>>, signal: AbortSignal | undefined): Promise<string[]> {
  const names = new Set<string>();
  const decoder = new TextDecoder();
  const textAt = ({ bytes, offsets }: TextColumn, row: number): string => decoder.decode(bytes.subarray(offsets[row], offsets[row + 1]));
  for await (const batch of rejects.open(signal)) {
    const [, column, code] = columnsOf(batch) as [unknown, TextColumn, TextColumn];
    for (let row = 0; row < batch.numRows; row++) if (textAt(code, row).startsWith('DATA_VALUE_')) names.add(textAt(column, row));
  }
  return [...names].filter((name) => columns[name] !== undefined && columns[name].type !== 'utf8');
}

function reporting(dataset: Dataset, name: string, onProgress: ((progress: Progress) => void) | undefined): Dataset {
  if (onProgress === undefined) return dataset;
  return {
    schema: dataset.schema,
    async *open(signal) {
      let rows = 0;
      for await (const batch of dataset.open(signal)) {
        yield batch;
        rows += batch.numRows;
        onProgress({ phase: 'write', name, rows });
      }
    },
  };
}
