import type { RecordBatch, Schema } from 'apache-arrow';
import { columnOf, makeBatch, makeSchema } from './arrow.ts';
import { noneValid, setValid, type Column } from './column.ts';
import { changeField, declareSchema, rowKeyIndex } from './field.ts';
import { takeRows } from './slice.ts';

/** Takes one rejected row: its number in the operator's input (first row 1), the column at fault, the reason code. */
export type RejectSink = (row: number, column: string, code: string) => void;

/** Schema of rejects that have no row key: row number, column, reason code; never a value. */
export const REJECTS_SCHEMA: Schema = declareSchema({
  row: { type: 'int64', role: 'technical', nullable: false },
  column: { type: 'utf8', role: 'technical', nullable: false },
  code: { type: 'utf8', role: 'technical', nullable: false },
});

/**
 * Gives the schema of an operator's rejects.
 *
 * @param input - schema of the operator's input.
 * @returns row number, then the row's key as `rowKey` where the input has one (its type and role stay), column and reason
 *   code; never another value.
 */
export function rejectsSchema(input: Schema): Schema {
  const index = rowKeyIndex(input);
  if (index < 0) return REJECTS_SCHEMA;
  const [row, ...reasons] = REJECTS_SCHEMA.fields;
  return makeSchema([row!, changeField(input.fields[index]!, { name: 'rowKey' }), ...reasons]);
}

/** Collects the rejected rows of one batch after the other. */
export interface RejectCollector {
  readonly sink: RejectSink;
  /**
   * Takes the rejects collected since the last call, in the order of their rows, or `null` when there are none. `batch`
   * holds the rows they name, the first of which follows `firstRow` rows.
   */
  take(batch: RecordBatch, firstRow: number): RecordBatch | null;
}

/**
 * Makes a collector of rejected rows.
 *
 * @param input - schema of the operator's input.
 * @returns an empty collector of batches of {@link rejectsSchema}; it holds the rows rejected since the last `take`.
 */
export function collectRejects(input: Schema): RejectCollector {
  const schema = rejectsSchema(input);
  const rowKey = rowKeyIndex(input);
  let rejected: { readonly row: number; readonly column: string; readonly code: string }[] = [];
  return {
    sink: (row, column, code) => void rejected.push({ row, column, code }),
    take(batch, firstRow) {
      if (rejected.length === 0) return null;
      const ordered = rejected.sort((left, right) => left.row - right.row);
      rejected = [];
      const rows = ordered.length;
      const numbers: Column = { kind: 'int64', rows, valid: null, values: BigInt64Array.from(ordered, ({ row }) => BigInt(row)) };
      const keys = rowKey < 0 ? [] : [takeRows(columnOf(batch, rowKey), Int32Array.from(ordered, ({ row }) => row - firstRow - 1))];
      const reasons = [textColumn(ordered.map(({ column }) => column)), textColumn(ordered.map(({ code }) => code))];
      return makeBatch(schema, [numbers, ...keys, ...reasons], rows);
    },
  };
}

/**
 * Makes a text column of strings; for small tables (codes, labels, reports), not for data.
 *
 * @param values - one string a row; `null` is a null.
 * @returns a text column of `values.length` rows.
 */
export function textColumn(values: readonly (string | null)[]): { kind: 'text'; rows: number; valid: Uint8Array | null; offsets: Int32Array; bytes: Uint8Array } {
  const rows = values.length;
  const encoder = new TextEncoder();
  const parts = values.map((value) => encoder.encode(value ?? ''));
  const offsets = new Int32Array(rows + 1);
  const valid = noneValid(rows);
  let nulls = 0;
  for (let row = 0; row < rows; row++) {
    offsets[row + 1] = offsets[row]! + parts[row]!.length;
    if (values[row] === null) nulls++;
    else setValid(valid, row);
  }
  const bytes = new Uint8Array(offsets[rows]!);
  for (let row = 0; row < rows; row++) bytes.set(parts[row]!, offsets[row]!);
  return { kind: 'text', rows, valid: nulls === 0 ? null : valid, offsets, bytes };
}
