import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnTypeOf, makeSchema } from '../../core/arrow.ts';
import { DataError, refusePlan } from '../../core/errors.ts';
import { changeField, maskingsOf, METADATA, roleOf } from '../../core/field.ts';
import { ROLES, type Role } from '../../core/roles.ts';
import { isSameMaking, pseudonymDescription, type PseudonymDescription } from '../../pseudonymise/index.ts';
import type { PlanInput } from '../plan.ts';

/**
 * A small file beside each output that is not public, `NAME.meta.json`, says what its columns are: a CSV file cannot,
 * and a plan trusts one mechanism for all formats. It lets a later plan recognise a column that is pseudonymised already.
 */

/** What the name of a file beside another ends with. */
export const SIDECAR_SUFFIX = '.meta.json';

const sidecar = z.object({
  format: z.literal('a423-columns/1'),
  columns: z.array(z.object({
    name: z.string(),
    type: z.string(),
    role: z.enum(ROLES as readonly ['attribute', ...typeof ROLES]),
    pseudonym: pseudonymDescription.optional(),
  })),
});

/**
 * Writes what a file's columns are.
 *
 * @param schema - the schema of its rows.
 * @returns JSON text: name, type and role of every column, how it was masked, and how pseudonyms were made.
 */
export function sidecarText(schema: Schema): string {
  const columns = schema.fields.map((field) => {
    const pseudonym = field.metadata.get(METADATA.pseudonym);
    const masked = maskingsOf(field);
    const column = { name: field.name, type: columnTypeOf(field.type) ?? String(field.type), role: roleOf(field), ...(masked.length === 0 ? {} : { masked }) };
    return pseudonym === undefined ? column : { ...column, pseudonym: JSON.parse(pseudonym) as unknown };
  });
  return `${JSON.stringify({ format: 'a423-columns/1', columns }, null, 2)}\n`;
}

/**
 * Compares the declarations of an input with the files beside its own, where there are any.
 *
 * @param paths - the input's files.
 * @param name - the input's name.
 * @param input - its declarations.
 * @returns how the pseudonyms of each column were made, where a file says so.
 * @throws {PlanError} `PLAN_ALREADY_PSEUDONYMISED` when a pseudonym is declared to be anything else; `PLAN_WRONG_KEY` when
 *   the codes of one column were made under several keys, or in several ways.
 * @throws {DataError} `DATA_FORMAT` when a file beside one is not as it was written.
 */
export async function checkSidecars(paths: readonly string[], name: string, input: PlanInput): Promise<ReadonlyMap<string, PseudonymDescription>> {
  const described = new Map<string, PseudonymDescription>();
  for (const path of paths) {
    for (const [column, { role, pseudonym }] of await readSidecar(path, name)) {
      const declared = Object.hasOwn(input.columns, column) ? input.columns[column] : undefined;
      if (role !== 'pseudonym' || declared === undefined) continue;
      if (declared.role !== 'pseudonym') {
        refusePlan('PLAN_ALREADY_PSEUDONYMISED', `inputs.${name}.columns.${column}.role`, 'the file says the column holds pseudonyms; declare the role pseudonym');
      }
      const known = described.get(column);
      if (pseudonym === undefined) continue;
      if (known !== undefined && !isSameMaking(known, pseudonym)) {
        refusePlan('PLAN_WRONG_KEY', `inputs.${name}.columns.${column}`, 'the files of this input hold codes of several keys, contexts or releases, which do not go together');
      }
      described.set(column, pseudonym);
    }
  }
  return described;
}

/**
 * Puts what is known of pseudonyms on the schema of an input.
 *
 * @param schema - its columns.
 * @param described - how the pseudonyms of each column were made.
 * @returns the schema, its pseudonyms described.
 */
export function describePseudonyms(schema: Schema, described: ReadonlyMap<string, PseudonymDescription>): Schema {
  if (described.size === 0) return schema;
  const fields = schema.fields.map((field) => {
    const pseudonym = described.get(field.name);
    return pseudonym === undefined ? field : changeField(field, { metadata: { [METADATA.pseudonym]: JSON.stringify(pseudonym) } });
  });
  return makeSchema(fields, schema.metadata);
}

/** What the file beside a file says of one column. */
export interface SidecarColumn {
  readonly type: string;
  readonly role: Role;
  readonly pseudonym?: PseudonymDescription;
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
  const beside = `${path}${SIDECAR_SUFFIX}`;
  const text = await readFile(beside, 'utf8').catch(() => null);
  if (text === null) return new Map();
  try {
    const { columns } = sidecar.parse(JSON.parse(text));
    return new Map(columns.map(({ name: column, pseudonym, ...rest }) => [column, pseudonym === undefined ? rest : { ...rest, pseudonym }]));
  } catch {
    throw new DataError('DATA_FORMAT', 'not as it was written', { source: name, path: basename(beside) });
  }
}
