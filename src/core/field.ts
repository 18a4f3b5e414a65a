import type { DataType, Field, Schema } from 'apache-arrow';
import { arrowType, columnTypeOf, makeField, makeSchema } from './arrow.ts';
import type { ColumnType } from './column-type.ts';
import { DataError, PlanError, refusePlan, type Problem } from './errors.ts';
import { unknownName } from './options.ts';
import { isRole, type Role } from './roles.ts';

/**
 * What the house keeps in field metadata. Names start with `a423:`; a writer keeps only what its audience may see.
 */
export const METADATA: Readonly<{
  role: 'a423:role';
  identifier: 'a423:identifier';
  pseudonym: 'a423:pseudonym';
  rowKey: 'a423:rowKey';
  statistic: 'a423:statistic';
  table: 'a423:table';
  masked: 'a423:masked';
}> = Object.freeze({
  /** The column's {@link Role}. */
  role: 'a423:role',
  /** The identifier a column is declared to hold, for example `nir`. */
  identifier: 'a423:identifier',
  /** JSON: how a pseudonym was made (policy, algorithm, domain, fingerprint …). */
  pseudonym: 'a423:pseudonym',
  /** `true` on the column that names a row: unique and never null in its input. */
  rowKey: 'a423:rowKey',
  /** JSON: which statistic a cell column is ({@link Statistic}). */
  statistic: 'a423:statistic',
  /** Schema metadata, JSON: that the rows are cells, over which dimensions, and how they are protected. */
  table: 'a423:table',
  /** JSON: the methods that made the values others than they were ({@link Masking}), the first in front. */
  masked: 'a423:masked',
});

/** Which statistic a column of a table of cells holds. */
export interface Statistic {
  readonly kind:
    | 'rows' | 'entities' | 'sum' | 'mean' | 'min' | 'max' | 'largestShare' | 'contributors'
    | 'largest' | 'absoluteSum' | 'onlyEntity' | 'cellKey' | 'weight';
  /** The column summed or averaged. */
  readonly of?: string;
  /** Of a `largest` contribution: which one, 1 for the largest. */
  readonly rank?: number;
}

/** What a schema says of a table of cells. */
export interface CellTable {
  readonly dimensions: readonly string[];
  /** Dimensions that have a margin (all their values together). */
  readonly margins: readonly string[];
  /** Runs of dimensions that nest, the coarsest first: each value of the later belongs to one of the earlier. */
  readonly hierarchies?: readonly (readonly string[])[];
  /** The dimensions of each table, where the cells are those of several linked tables; absent for one table over all dimensions. */
  readonly tables?: readonly (readonly string[])[];
  readonly rowCount: string;
  readonly entityCount: string | null;
  /** The rules applied, in the plan's words; `null` while unprotected. */
  readonly protection: readonly string[] | null;
  /** Whether the withheld cells were attacked over everything the table publishes, and none gave way. */
  readonly attacked?: boolean;
}

/** How a column was masked: the method, by the name of its step, and those of its parameters that may be published. */
export interface Masking {
  readonly method: 'microaggregate' | 'pram' | 'addNoise' | 'swapRanks';
  readonly [parameter: string]: string | number | boolean;
}

/**
 * Marks a column as masked: its values are no longer those of its rows, and counting classes of them measures nothing.
 *
 * @param field - the column's field.
 * @param masking - what was done to it.
 * @returns a new field that tells it, beside what was done before.
 */
export function markMasked(field: Field, masking: Masking): Field {
  return changeField(field, { metadata: { [METADATA.masked]: JSON.stringify([...maskingsOf(field), masking]) } });
}

/**
 * Reads how a column was masked.
 *
 * @param field - the column's field.
 * @returns the methods in their order; empty when its values are those of its rows.
 * @throws {DataError} `DATA_FORMAT` if a file brought metadata of this name that are no JSON.
 */
export function maskingsOf(field: Field): readonly Masking[] {
  const text = field.metadata.get(METADATA.masked);
  return text === undefined ? [] : (readJson(text, METADATA.masked) as readonly Masking[]);
}

/**
 * Groups the columns of dimensions: hierarchies as they are declared, every other column by itself.
 *
 * @param table - what a schema says of its cells.
 * @returns the columns of each dimension, the coarsest first.
 */
export function dimensionsOf({ dimensions, hierarchies = [] }: CellTable): readonly (readonly string[])[] {
  const nested = new Set(hierarchies.flat());
  return dimensions.flatMap((name) => (nested.has(name) ? hierarchies.filter(([first]) => first === name) : [[name]]));
}

/**
 * Reads the role of a column.
 *
 * @param field - the column's field.
 * @returns its role; `directIdentifier`, the most restrictive, when it has none or an unknown one.
 */
export function roleOf(field: Field): Role {
  const text = field.metadata.get(METADATA.role);
  return text !== undefined && isRole(text) ? text : 'directIdentifier';
}

/** How a column is declared. */
export interface ColumnDeclaration {
  readonly type: ColumnType;
  readonly role: Role;
  readonly nullable?: boolean;
  readonly identifier?: string;
}

/**
 * Makes the field of a declared column.
 *
 * @param name - the column's name.
 * @param declaration - its type, role and, where declared, identifier; nullable unless said otherwise.
 * @returns a field whose metadata hold role and identifier.
 */
export function declareField(name: string, declaration: ColumnDeclaration): Field {
  const metadata = new Map<string, string>([[METADATA.role, declaration.role]]);
  if (declaration.identifier !== undefined) metadata.set(METADATA.identifier, declaration.identifier);
  return makeField(name, arrowType(declaration.type), declaration.nullable ?? true, metadata);
}

/**
 * Makes a schema from declared columns.
 *
 * @param columns - declarations by name, in the order of the columns.
 * @returns the schema.
 */
export function declareSchema(columns: Readonly<Record<string, ColumnDeclaration>>): Schema {
  return makeSchema(Object.entries(columns).map(([name, declaration]) => declareField(name, declaration)));
}

/**
 * Marks the column that names a row; steps carry the mark with the field.
 *
 * @param schema - the columns of an input.
 * @param name - the column that is unique and never null; without one the schema is returned as it is.
 * @returns the schema, its column marked.
 */
export function markRowKey(schema: Schema, name: string | undefined): Schema {
  if (name === undefined) return schema;
  return makeSchema(schema.fields.map((field) => (field.name === name ? changeField(field, { metadata: { [METADATA.rowKey]: 'true' } }) : field)), schema.metadata);
}

/**
 * Finds the column that names a row.
 *
 * @param schema - the columns of a table.
 * @returns its index; −1 when none was declared, or a step dropped it.
 */
export function rowKeyIndex(schema: Schema): number {
  return schema.fields.findIndex((field) => field.metadata.get(METADATA.rowKey) === 'true');
}

/**
 * Copies a field with some parts changed.
 *
 * @param field - the field to start from.
 * @param change - new name, type, nullability, or metadata entries (`null` removes an entry).
 * @returns a new field; what is not named stays.
 */
export function changeField(
  field: Field,
  change: { readonly name?: string; readonly type?: DataType; readonly nullable?: boolean; readonly metadata?: Readonly<Record<string, string | null>> },
): Field {
  const metadata = new Map(field.metadata);
  for (const [name, value] of Object.entries(change.metadata ?? {})) {
    if (value === null) metadata.delete(name);
    else metadata.set(name, value);
  }
  return makeField(change.name ?? field.name, change.type ?? (field.type as DataType), change.nullable ?? field.nullable, metadata);
}

/**
 * Reads what a schema says of its cells.
 *
 * @param schema - the schema of a table.
 * @returns the description, or `null` when its rows are not cells.
 * @throws {DataError} `DATA_FORMAT` if a file brought metadata of this name that are no JSON.
 */
export function cellTableOf(schema: Schema): CellTable | null {
  const text = schema.metadata.get(METADATA.table);
  return text === undefined ? null : (readJson(text, METADATA.table) as CellTable);
}

/**
 * Reads which statistic a column holds.
 *
 * @param field - the column's field.
 * @returns the statistic, or `null` when the column is none.
 * @throws {DataError} `DATA_FORMAT` if a file brought metadata of this name that are no JSON.
 */
export function statisticOf(field: Field): Statistic | null {
  const text = field.metadata.get(METADATA.statistic);
  return text === undefined ? null : (readJson(text, METADATA.statistic) as Statistic);
}

/** The parser's own message quotes the text, which may come from a file. */
function readJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new DataError('DATA_FORMAT', `metadata ${name}: expected JSON`);
  }
}

/**
 * Finds a column by name.
 *
 * @param schema - the columns there are.
 * @param name - the column wanted.
 * @param path - the option that names it, for the problem's path.
 * @param types - column types accepted, by name (`decimal` and `binary` without their numbers); all when omitted.
 * @returns its index.
 * @throws {PlanError} `PLAN_UNKNOWN_COLUMN` with the nearest name, or `PLAN_COLUMN_TYPE`.
 */
export function findColumn(schema: Schema, name: string, path: string, types?: readonly string[]): number {
  const index = schema.fields.findIndex((field) => field.name === name);
  if (index < 0) refusePlan('PLAN_UNKNOWN_COLUMN', path, unknownName('column', name, schema.fields.map((field) => field.name)));
  const type = columnTypeOf(schema.fields[index]!.type as DataType);
  if (types !== undefined && (type === null || !types.includes(type.replace(/\(.*/, '')))) {
    refusePlan('PLAN_COLUMN_TYPE', path, `column "${name}": expected ${types.join(' or ')}, got ${type ?? 'another type'}`);
  }
  return index;
}

/**
 * Runs several checks and reports all their problems together, each once.
 *
 * @param checks - functions that may throw a {@link PlanError}.
 * @throws {PlanError} with the problems of all of them.
 */
export function checkAll(checks: readonly (() => void)[]): void {
  const problems: Problem[] = [];
  for (const check of checks) {
    try {
      check();
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      problems.push(...error.problems.filter((problem) => !problems.some((known) => known.code === problem.code && known.path === problem.path && known.message === problem.message)));
    }
  }
  if (problems.length > 0) throw new PlanError(problems);
}
