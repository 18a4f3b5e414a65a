import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnTypeOf, makeSchema } from '../../core/arrow.ts';
import { DataError, refusePlan } from '../../core/errors.ts';
import { changeField, maskingsOf, METADATA, roleOf, type Masking } from '../../core/field.ts';
import { ROLES, type Role } from '../../core/roles.ts';
import { isSameMaking, pseudonymDescription, type PseudonymDescription } from '../../pseudonymise/index.ts';
import type { PlanInput } from '../plan.ts';

/**
 * A small file beside each output that is not public, `NAME.meta.json`, says what its columns are: a CSV file cannot,
 * and a plan trusts one mechanism for all formats. It lets a later plan recognise a column that is pseudonymised already, or masked.
 */

/** What the name of a file beside another ends with. */
export const SIDECAR_SUFFIX = '.meta.json';

/** Any method, also one of a later version: a plan that does not know it still knows that the column was masked. */
const masking = z.object({ method: z.string() as unknown as z.ZodType<Masking['method']> }).catchall(z.union([z.string(), z.number(), z.boolean()])) as z.ZodType<Masking>;

const sidecar = z.object({
  format: z.literal('a423-columns/1'),
  columns: z.array(z.object({
    name: z.string(),
    type: z.string(),
    role: z.enum(ROLES as readonly ['attribute', ...typeof ROLES]),
    pseudonym: pseudonymDescription.optional(),
    masked: z.array(masking).readonly().optional(),
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

/** What the files of an input say of how a column was made. */
export interface ColumnMaking {
  readonly pseudonym: PseudonymDescription | null;
  /** The methods that masked it in any of the files. */
  readonly masked: readonly Masking[];
}

const AS_IT_WAS: ColumnMaking = { pseudonym: null, masked: [] };

/**
 * Compares the declarations of an input with the files beside its own, where there are any.
 *
 * @param paths - the input's files.
 * @param name - the input's name.
 * @param input - its declarations.
 * @returns how the pseudonyms of each column were made and how it was masked, where a file says so.
 * @throws {PlanError} `PLAN_ALREADY_PSEUDONYMISED` when a pseudonym is declared to be anything else; `PLAN_WRONG_KEY` when
 *   the codes of one column were made under several keys, or in several ways.
 * @throws {DataError} `DATA_FORMAT` when a file beside one is not as it was written.
 */
export async function checkSidecars(paths: readonly string[], name: string, input: PlanInput): Promise<ReadonlyMap<string, ColumnMaking>> {
  const makings = new Map<string, ColumnMaking>();
  for (const path of paths) {
    for (const [column, found] of await readSidecar(path, name)) {
      const declared = Object.hasOwn(input.columns, column) ? input.columns[column] : undefined;
      if (declared === undefined) continue;
      if (found.role === 'pseudonym' && declared.role !== 'pseudonym') {
        refusePlan('PLAN_ALREADY_PSEUDONYMISED', `inputs.${name}.columns.${column}.role`, 'the file says the column holds pseudonyms; declare the role pseudonym');
      }
      const known = makings.get(column) ?? AS_IT_WAS;
      const pseudonym = found.role === 'pseudonym' ? (found.pseudonym ?? null) : null;
      if (known.pseudonym !== null && pseudonym !== null && !isSameMaking(known.pseudonym, pseudonym)) {
        refusePlan('PLAN_WRONG_KEY', `inputs.${name}.columns.${column}`, 'the files of this input hold codes of several keys, contexts or releases, which do not go together');
      }
      makings.set(column, { pseudonym: pseudonym ?? known.pseudonym, masked: together(known.masked, found.masked ?? []) });
    }
  }
  return makings;
}

/** Parts of one input may have been masked apart; each method is told once. */
function together(known: readonly Masking[], found: readonly Masking[]): readonly Masking[] {
  const texts = new Set(known.map((one) => JSON.stringify(one)));
  return [...known, ...found.filter((one) => !texts.has(JSON.stringify(one)))];
}

/**
 * Puts what is known of its columns on the schema of an input.
 *
 * @param schema - its columns.
 * @param makings - how they were made.
 * @returns the schema: pseudonyms described, masked columns marked, so that the release rules see both.
 */
export function describeColumns(schema: Schema, makings: ReadonlyMap<string, ColumnMaking>): Schema {
  const fields = schema.fields.map((field) => {
    const { pseudonym, masked } = makings.get(field.name) ?? AS_IT_WAS;
    const metadata = {
      ...(pseudonym === null ? {} : { [METADATA.pseudonym]: JSON.stringify(pseudonym) }),
      ...(masked.length === 0 ? {} : { [METADATA.masked]: JSON.stringify(masked) }),
    };
    return Object.keys(metadata).length === 0 ? field : changeField(field, { metadata });
  });
  return makeSchema(fields, schema.metadata);
}

/** What the file beside a file says of one column. */
export interface SidecarColumn {
  readonly type: string;
  readonly role: Role;
  readonly pseudonym?: PseudonymDescription;
  readonly masked?: readonly Masking[];
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
    return new Map(columns.map(({ name: column, type, role, pseudonym, masked }) => [column, {
      type, role, ...(pseudonym === undefined ? {} : { pseudonym }), ...(masked === undefined ? {} : { masked }),
    }]));
  } catch {
    throw new DataError('DATA_FORMAT', 'not as it was written', { source: name, path: basename(beside) });
  }
}
