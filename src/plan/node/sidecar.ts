import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnTypeOf } from '../../core/arrow.ts';
import { DataError, refusePlan } from '../../core/errors.ts';
import { METADATA, roleOf } from '../../core/field.ts';
import { ROLES, type Role } from '../../core/roles.ts';
import type { PlanInput } from '../plan.ts';

/**
 * A small file beside each output that is not public, `NAME.meta.json`, says what its columns are: a CSV file cannot,
 * and a plan trusts one mechanism for all formats. It lets a later plan recognise a column that is pseudonymised already.
 */

const sidecar = z.object({
  format: z.literal('a423-columns/1'),
  columns: z.array(z.object({ name: z.string(), type: z.string(), role: z.enum(ROLES as readonly ['attribute', ...typeof ROLES]) })),
});

/**
 * Writes what a file's columns are.
 *
 * @param schema - the schema of its rows.
 * @returns JSON text: name, type and role of every column, and how pseudonyms were made.
 */
export function sidecarText(schema: Schema): string {
  const columns = schema.fields.map((field) => {
    const pseudonym = field.metadata.get(METADATA.pseudonym);
    const column = { name: field.name, type: columnTypeOf(field.type) ?? String(field.type), role: roleOf(field) };
    return pseudonym === undefined ? column : { ...column, pseudonym: JSON.parse(pseudonym) as unknown };
  });
  return `${JSON.stringify({ format: 'a423-columns/1', columns }, null, 2)}\n`;
}

/**
 * Compares the declarations of an input with the file beside it, when there is one.
 *
 * @param path - the input's file.
 * @param name - the input's name.
 * @param input - its declarations.
 * @throws {PlanError} `PLAN_ALREADY_PSEUDONYMISED` when a pseudonym is declared to be anything else.
 * @throws {DataError} `DATA_FORMAT` when the file beside it is not as it was written.
 */
export async function checkSidecar(path: string, name: string, input: PlanInput): Promise<void> {
  for (const [column, { role }] of await readSidecar(path, name)) {
    const declared = Object.hasOwn(input.columns, column) ? input.columns[column] : undefined;
    if (role === 'pseudonym' && declared !== undefined && declared.role !== 'pseudonym') {
      refusePlan('PLAN_ALREADY_PSEUDONYMISED', `inputs.${name}.columns.${column}.role`, 'the file says the column holds pseudonyms; declare the role pseudonym');
    }
  }
}

/** What the file beside a file says of one column. */
export interface SidecarColumn {
  readonly type: string;
  readonly role: Role;
}

/**
 * Reads what the file beside a file says of its columns.
 *
 * @param path - the file itself.
 * @param name - what messages call it.
 * @returns columns by name; none when there is no file beside it.
 * @throws {DataError} `DATA_FORMAT` when the file beside it is not as it was written.
 */
export async function readSidecar(path: string, name: string): Promise<ReadonlyMap<string, SidecarColumn>> {
  const beside = `${path}.meta.json`;
  const text = await readFile(beside, 'utf8').catch(() => null);
  if (text === null) return new Map();
  try {
    const { columns } = sidecar.parse(JSON.parse(text));
    return new Map(columns.map(({ name: column, type, role }) => [column, { type, role }]));
  } catch {
    throw new DataError('DATA_FORMAT', 'not as it was written', { source: name, path: basename(beside) });
  }
}
