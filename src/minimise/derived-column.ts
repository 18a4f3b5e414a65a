import type { DataType, Schema } from 'apache-arrow';
import { makeSchema } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import { refusePlan } from '../core/errors.ts';
import { cellTableOf, changeField, findColumn, METADATA, roleOf } from '../core/field.ts';
import { mostRestrictive } from '../core/roles.ts';

/** A column made from others: where it comes from, where it goes, and the schema after it. */
export interface DerivedColumn {
  /** Index of the column it is made from. */
  readonly index: number;
  readonly output: Schema;
  /** Puts the made column in its place: instead of its source, or after the last column. */
  place(columns: readonly Column[], made: Column): Column[];
}

/**
 * Lays out a column made from another. Its role is the most restrictive of its sources' roles, and it is no longer
 * declared as an identifier of a kind.
 *
 * @param input - the columns there are.
 * @param source - the column it is made from: its name and the types accepted.
 * @param made - its type, whether it may be null where the source is not, a new name if it gets a column of its own,
 *   and further columns that it depends on.
 * @returns the layout.
 * @throws {PlanError} if a column is unknown or of another type, if the new name is taken, or if the rows are cells.
 */
export function deriveColumn(
  input: Schema,
  source: { readonly column: string; readonly types: readonly string[] },
  made: { readonly type: DataType; readonly mayBeNull?: boolean; readonly into?: string | undefined; readonly dependsOn?: readonly number[] },
): DerivedColumn {
  if (cellTableOf(input) !== null) refusePlan('PLAN_OP_ORDER', 'column', 'the rows are cells of a table already; minimise before aggregating');
  const index = findColumn(input, source.column, 'column', source.types);
  const field = input.fields[index]!;
  const role = mostRestrictive([index, ...(made.dependsOn ?? [])].map((position) => roleOf(input.fields[position]!)));
  const { into } = made;
  const change = {
    type: made.type,
    nullable: field.nullable || made.mayBeNull === true,
    metadata: { [METADATA.role]: role, [METADATA.identifier]: null },
  };
  if (into === undefined || into === source.column) {
    return {
      index,
      output: makeSchema(input.fields.with(index, changeField(field, change)), input.metadata),
      place: (columns, column) => columns.with(index, column),
    };
  }
  if (input.fields.some(({ name }) => name === into)) refusePlan('PLAN_COLUMN_EXISTS', 'into', `a column is already called "${into}"`);
  return {
    index,
    output: makeSchema([...input.fields, changeField(field, { ...change, name: into })], input.metadata),
    place: (columns, column) => [...columns, column],
  };
}
