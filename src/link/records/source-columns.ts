import type { RecordBatch, Schema } from 'apache-arrow';
import { columnOf, listOf } from '../../core/arrow.ts';
import type { Column, ListColumn } from '../../core/column.ts';
import type { StoredColumn, StoredRows } from '../../core/dataset.ts';
import { baseTypeOf, type BaseType } from './base-type.ts';

/** Some columns of the batches of one source. */
export interface SourceColumns {
  readonly types: readonly BaseType[];
  /** Gives the views of a batch. */
  of(batch: RecordBatch): (Column | ListColumn)[];
  /** Gives the pages of rows that come as their file keeps them. */
  pagesOf(rows: StoredRows): StoredColumn[];
}

/**
 * Finds columns in a source.
 *
 * @param schema - columns of the source.
 * @param names - those that are asked for; they are there.
 * @returns what they are, and their views.
 */
export function sourceColumns(schema: Schema, names: readonly string[]): SourceColumns {
  const indices = names.map((name) => schema.fields.findIndex((field) => field.name === name));
  const types = indices.map((index) => baseTypeOf(schema.fields[index]!));
  return {
    types,
    of: (batch) => indices.map((index, at) => (types[at]!.lists === null ? columnOf(batch, index) : listOf(batch, index))),
    pagesOf: ({ columns }) => indices.map((index) => columns![index]!),
  };
}
