import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { refusePlan } from '../core/errors.ts';
import { cellTableOf, checkAll, findColumn } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';

/** Options of {@link drop}. */
export interface DropOptions {
  /** Columns to remove. */
  readonly columns: readonly string[];
}

/** Options of {@link keep}. */
export interface KeepOptions {
  /** Columns to keep, in the order wanted. */
  readonly columns: readonly string[];
}

const columnsOnly = z.strictObject({ columns: z.array(columnName).min(1).readonly() });

/** Checks {@link DropOptions}. */
export const dropOptions: OptionsSchema<DropOptions> = columnsOnly;

/** Checks {@link KeepOptions}. */
export const keepOptions: OptionsSchema<KeepOptions> = columnsOnly;

/**
 * Removes columns.
 *
 * Passes: 1. Memory: a batch, shared. Order: kept. Schema: without the columns; the others keep their roles. From a
 * table of cells only statistics can be removed, not the dimensions nor the counts that the rules bind.
 *
 * @param options - see {@link DropOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; unknown columns, or a column that must stay, when it is put on a schema.
 * @example
 * drop({ columns: ['name', 'address', 'phone'] });
 */
export function drop(options: DropOptions): MapOperator {
  const { columns } = checkOptions(dropOptions, options);
  return selectColumns('drop', (input) => {
    const dropped = indexesOf(input, columns);
    return input.fields.map((_, index) => index).filter((index) => !dropped.includes(index));
  });
}

/**
 * Keeps the columns named and removes all others.
 *
 * Passes: 1. Memory: a batch, shared. Order of rows: kept; of columns: as listed. Schema: the columns listed, with their
 * roles. Of a table of cells the dimensions and the counts that the rules bind must be among them.
 *
 * @param options - see {@link KeepOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; unknown columns, or a column that must stay, when it is put on a schema.
 * @example
 * keep({ columns: ['hospital', 'entryDate', 'diagnosis', 'cost'] });
 */
export function keep(options: KeepOptions): MapOperator {
  const { columns } = checkOptions(keepOptions, options);
  return selectColumns('keep', (input) => indexesOf(input, columns));
}

function indexesOf(input: Schema, columns: readonly string[]): number[] {
  checkAll(columns.map((name, index) => () => void findColumn(input, name, `columns[${index}]`)));
  return [...new Set(columns)].map((name) => findColumn(input, name, 'columns'));
}

function selectColumns(name: string, select: (input: Schema) => number[]): MapOperator {
  const lay = (input: Schema): { readonly indexes: number[]; readonly output: Schema } => {
    const indexes = select(input);
    if (indexes.length === 0) refusePlan('PLAN_OUT_OF_RANGE', 'columns', 'expected at least one column to stay');
    const names = indexes.map((index) => input.fields[index]!.name);
    checkAll(bindingColumns(input).filter((column) => !names.includes(column)).map((column) => () => {
      refusePlan('PLAN_COLUMN_ROLE', 'columns', `"${column}" makes these rows cells of a table and must stay`);
    }));
    return { indexes, output: makeSchema(indexes.map((index) => input.fields[index]!), input.metadata) };
  };
  return {
    kind: 'map',
    name,
    outputSchema: (input) => lay(input).output,
    start(input) {
      const { indexes, output } = lay(input);
      return { apply: (batch: RecordBatch) => makeBatch(output, indexes.map((index) => columnOf(batch, index)), batch.numRows) };
    },
  };
}

/** Columns without which rows would no longer be cells that can be told apart and checked. */
function bindingColumns(input: Schema): string[] {
  const table = cellTableOf(input);
  if (table === null) return [];
  const markers = table.margins.map((dimension) => `${dimension}Total`);
  return [...table.dimensions, ...markers, table.rowCount, ...(table.entityCount === null ? [] : [table.entityCount])]
    .filter((name) => input.fields.some((field) => field.name === name));
}
