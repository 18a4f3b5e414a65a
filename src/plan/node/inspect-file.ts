import { basename, extname } from 'node:path';
import type { ColumnDeclaration } from '../../core/field.ts';
import { proposeRole } from '../../core/propose-role.ts';
import { arrowSchemaOf, inspect, parquetSchemaOf, proposalYaml } from '../../read/index.ts';
import { fileBlob, fileBytes } from '../../read/node.ts';
import { readSidecar } from './sidecar.ts';

/** What a file seems to be: the declarations of a plan's input, to be confirmed by a person. */
export interface FileInspection {
  readonly columns: Readonly<Record<string, ColumnDeclaration>>;
  /** Columns whose type no step works on; they can only be dropped. */
  readonly unusable: readonly string[];
  /** The proposal as YAML, ready to be pasted into a plan and corrected. */
  readonly yaml: string;
}

/**
 * Looks at a file and proposes how to declare it as an input of a plan. Shows names, types and counts, never a value.
 *
 * @param path - a CSV file (packed or not), an Arrow file or a Parquet file.
 * @param signal - aborts the reading.
 * @returns the proposal.
 * @throws {DataError} when the file is missing, empty, or of no known format.
 * @remarks Text: the first 16 MiB are read. Arrow and Parquet: the schema only.
 */
export async function inspectFile(path: string, signal?: AbortSignal): Promise<FileInspection> {
  const name = inputName(path);
  const format = fileFormat(path);
  const known = await readSidecar(path, name);
  if (format === 'csv') {
    const proposal = await inspect(fileBytes(path), {}, signal);
    const columns = Object.fromEntries(Object.entries(proposal.columns).map(([column, declared]) => [column, { ...declared, role: known.get(column)?.role ?? declared.role }]));
    return { columns, unusable: [], yaml: proposalYaml(name, { ...proposal, columns }) };
  }
  const stored = format === 'parquet' ? await parquetSchemaOf(fileBlob(path)) : await arrowSchemaOf(fileBlob(path));
  const columns: Record<string, ColumnDeclaration> = {};
  const unusable: string[] = [];
  for (const { name: column, type, nullable } of stored) {
    if (type === null) unusable.push(column);
    else columns[column] = { type, role: known.get(column)?.role ?? proposeRole(column, type, null), nullable };
  }
  return { columns, unusable, yaml: schemaYaml(name, format, columns, unusable) };
}

/**
 * Tells the format of a file from its name.
 *
 * @param path - path of the file.
 * @returns the format; what is neither Parquet nor Arrow by name is text.
 */
export function fileFormat(path: string): 'csv' | 'arrow' | 'parquet' {
  const extension = extname(path).toLowerCase();
  if (extension === '.parquet') return 'parquet';
  return ['.arrow', '.arrows', '.feather', '.ipc'].includes(extension) ? 'arrow' : 'csv';
}

/** A name that a plan accepts. */
function inputName(path: string): string {
  const plain = basename(path).replace(/\..*$/, '').replace(/[^A-Za-z0-9_-]/g, '_');
  return /^[A-Za-z]/.test(plain) ? plain.slice(0, 64) : `input_${plain}`.slice(0, 64);
}

function schemaYaml(name: string, format: string, columns: Readonly<Record<string, ColumnDeclaration>>, unusable: readonly string[]): string {
  const lines = ['# Proposed from the schema of the file. Roles are guesses: confirm each.', 'inputs:', `  ${name}:`];
  if (unusable.length > 0) lines.push(`    onUndeclared: drop # no step works on: ${unusable.map((column) => JSON.stringify(column)).join(', ')}`);
  lines.push(`    format: { type: ${format} }`, '    columns:');
  for (const [column, { type, role, nullable }] of Object.entries(columns)) {
    const quoted = type.includes('(') ? JSON.stringify(type) : type;
    lines.push(`      ${JSON.stringify(column)}: { type: ${quoted}, role: ${role}${nullable === false ? ', nullable: false' : ''} }`);
  }
  return `${lines.join('\n')}\n`;
}
