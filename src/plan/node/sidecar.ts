import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Schema } from 'apache-arrow';
import { columnTypeOf } from '../../core/arrow.ts';
import { DataError, refusePlan } from '../../core/errors.ts';
import { METADATA, roleOf } from '../../core/field.ts';
import type { PlanInput } from '../plan.ts';

/**
 * A CSV file cannot say what its columns are, so a small file beside it does: `NAME.csv.meta.json`. It lets a later
 * plan recognise a column that is pseudonymised already.
 */

interface Sidecar {
  readonly format: 'a423-columns/1';
  readonly columns: readonly { readonly name: string; readonly type: string; readonly role: string; readonly pseudonym?: unknown }[];
}

/**
 * Writes what a CSV file cannot say.
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
  const beside = `${path}.meta.json`;
  const text = await readFile(beside, 'utf8').catch(() => null);
  if (text === null) return;
  let sidecar: Sidecar;
  try {
    sidecar = JSON.parse(text) as Sidecar;
    if (sidecar.format !== 'a423-columns/1' || !Array.isArray(sidecar.columns)) throw new TypeError('format');
  } catch {
    throw new DataError('DATA_FORMAT', 'not as it was written', { source: name, path: basename(beside) });
  }
  for (const column of sidecar.columns) {
    const declared = input.columns[column.name];
    if (column.role === 'pseudonym' && declared !== undefined && declared.role !== 'pseudonym') {
      refusePlan('PLAN_ALREADY_PSEUDONYMISED', `inputs.${name}.columns.${column.name}.role`, `the file says the column holds pseudonyms; declare the role pseudonym`);
    }
  }
}
