import type { RecordBatch, Schema } from 'apache-arrow';
import { columnsOf } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import { DataError } from '../core/errors.ts';
import { tupleTable } from '../group/index.ts';
import type { MetClasses } from './kernel/class-table.ts';

/** The rows of a batch, with the class of each. */
export interface ClassedRows {
  readonly columns: Column[];
  /** Int32Array(rows): classes as they were met. */
  readonly classOf: Int32Array;
}

/**
 * Makes what finds the classes of rows again, batch by batch.
 *
 * @param input - schema of the rows.
 * @param names - the quasi-identifiers.
 * @param met - the classes that all rows were found to have.
 * @returns from a batch and the number of rows before it to its columns and classes.
 * @throws {DataError} `DATA_CHANGED`, by what is returned, for a row of a class that was not met.
 */
export function classOfRows(input: Schema, names: readonly string[], met: Pick<MetClasses, 'coders' | 'codes' | 'rowsOf'>): (batch: RecordBatch, firstRow: number) => ClassedRows {
  const indexes = names.map((name) => input.fields.findIndex((field) => field.name === name));
  const classes = met.rowsOf.length;
  const table = tupleTable(names.length);
  table.assign(met.codes(), classes, new Int32Array(classes));
  return (batch, firstRow) => {
    const rows = batch.numRows;
    const columns = columnsOf(batch);
    const codes = indexes.map((index, place) => {
      const coded = new Int32Array(rows);
      met.coders[place]!.encode(columns[index]!, coded);
      return coded;
    });
    const classOf = new Int32Array(rows);
    table.assign(codes, rows, classOf);
    const foreign = classOf.findIndex((index) => index >= classes);
    if (foreign >= 0) throw new DataError('DATA_CHANGED', 'rows came that were not there when the table was measured', { firstRow: firstRow + foreign + 1 });
    return { columns, classOf };
  };
}
