import type { RecordBatch, Schema } from 'apache-arrow';
import { codedTextType, makeSchema } from '../core/arrow.ts';
import { noneValid, setValid, type CodedColumn, type TextColumn } from '../core/column.ts';
import { changeField, METADATA } from '../core/field.ts';
import { textColumn } from '../core/rejects.ts';
import { classOfRows, type ClassedRows } from './class-of-rows.ts';
import type { MetClasses } from './kernel/class-table.ts';
import type { WrittenColumn } from './kernel/label-classes.ts';

/**
 * Gives the schema of rows whose quasi-identifiers are written as labels.
 *
 * @param input - schema of the rows.
 * @param names - the quasi-identifiers.
 * @returns the same, they being text, by dictionary, and nullable; they keep their role, and are no identifiers of a kind any more.
 */
export function labelledSchema(input: Schema, names: readonly string[]): Schema {
  const change = { type: codedTextType(), nullable: true, metadata: { [METADATA.identifier]: null, [METADATA.rowKey]: null } };
  return makeSchema(input.fields.map((field) => (names.includes(field.name) ? changeField(field, change) : field)), input.metadata);
}

/**
 * Makes what writes labels in place of quasi-identifiers, batch by batch.
 *
 * @param input - schema of the rows.
 * @param names - the quasi-identifiers.
 * @param met - the classes that all rows were found to have.
 * @param written - labels by quasi-identifier, by class as it was met.
 * @returns from a batch and the number of rows before it to its rows, quasi-identifiers being labels.
 * @throws {DataError} `DATA_CHANGED`, by what is returned, for a row of a class that was not met.
 */
export function labelRows(input: Schema, names: readonly string[], met: Pick<MetClasses, 'coders' | 'codes' | 'rowsOf'>, written: readonly WrittenColumn[]): (batch: RecordBatch, firstRow: number) => ClassedRows {
  const indexes = names.map((name) => input.fields.findIndex((field) => field.name === name));
  const dictionaries = written.map(({ labels }) => textColumn(labels));
  const classesOf = classOfRows(input, names, met);
  return (batch, firstRow) => {
    const { columns, classOf } = classesOf(batch, firstRow);
    indexes.forEach((index, place) => (columns[index] = labelled(written[place]!.codes, dictionaries[place]!, classOf)));
    return { columns, classOf };
  };
}

function labelled(codes: Int32Array, dictionary: TextColumn, classOf: Int32Array): CodedColumn {
  const rows = classOf.length;
  const valid = noneValid(rows);
  const labels = new Int32Array(rows);
  let missing = 0;
  for (let row = 0; row < rows; row++) {
    const code = codes[classOf[row]!]!;
    if (code < 0) missing++;
    else {
      labels[row] = code;
      setValid(valid, row);
    }
  }
  return { kind: 'coded', rows, valid: missing === 0 ? null : valid, codes: labels, dictionary };
}
