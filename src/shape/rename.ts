import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { refusePlan } from '../core/errors.ts';
import { cellTableOf, changeField, checkAll, findColumn, METADATA, type CellTable } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';

/** Options of {@link rename}. */
export interface RenameOptions {
  /** New name of each column to rename, by its present name. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Checks {@link RenameOptions}. */
export const renameOptions: OptionsSchema<RenameOptions> = z.strictObject({ columns: z.record(columnName, columnName) });

/**
 * Renames columns.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: the names change; types, roles and metadata stay. In a table of
 * cells the declared dimensions and counts follow, and the marker of a renamed dimension is renamed with it.
 *
 * @param options - see {@link RenameOptions}; names may be exchanged with each other.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; unknown columns and doubled names when it is put on a schema.
 * @example
 * rename({ columns: { GHM: 'group', DUREE: 'nights' } });
 */
export function rename(options: RenameOptions): MapOperator {
  const { columns } = checkOptions(renameOptions, options);
  const outputSchema = (input: Schema): Schema => renamed(input, columns);
  return {
    kind: 'map',
    name: 'rename',
    outputSchema,
    start(input) {
      const output = outputSchema(input);
      return { apply: (batch: RecordBatch) => makeBatch(output, columnsOf(batch), batch.numRows) };
    },
  };
}

function renamed(input: Schema, columns: Readonly<Record<string, string>>): Schema {
  const table = cellTableOf(input);
  const names = new Map(Object.entries(columns));
  checkAll([
    ...[...names.keys()].map((name) => () => void findColumn(input, name, `columns.${name}`)),
    ...(table?.margins ?? []).map((dimension) => () => {
      const marker = `${dimension}Total`;
      if (names.has(marker)) refusePlan('PLAN_COLUMN_ROLE', `columns.${marker}`, `"${marker}" marks the totals of "${dimension}" and is named after it; rename "${dimension}"`);
      const to = names.get(dimension);
      if (to !== undefined) names.set(marker, `${to}Total`);
    }),
  ]);
  const seen = new Set<string>();
  checkAll(input.fields.map(({ name }) => () => {
    const to = names.get(name) ?? name;
    if (seen.has(to)) refusePlan('PLAN_COLUMN_EXISTS', `columns.${name}`, `another column is already called "${to}"`);
    seen.add(to);
  }));
  const fields = input.fields.map((field) => changeField(field, { name: names.get(field.name) ?? field.name }));
  const metadata = new Map(input.metadata);
  if (table !== null) metadata.set(METADATA.table, JSON.stringify(renamedTable(table, (name) => names.get(name) ?? name)));
  return makeSchema(fields, metadata);
}

function renamedTable(table: CellTable, to: (name: string) => string): CellTable {
  return {
    ...table,
    dimensions: table.dimensions.map(to),
    margins: table.margins.map(to),
    rowCount: to(table.rowCount),
    entityCount: table.entityCount === null ? null : to(table.entityCount),
  };
}
