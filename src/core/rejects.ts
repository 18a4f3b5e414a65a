import type { RecordBatch, Schema } from 'apache-arrow';
import { makeBatch } from './arrow.ts';
import { noneValid, setValid } from './column.ts';
import { declareSchema } from './field.ts';

/** Takes one rejected row: its number in the operator's input (first row 1), the column at fault, the reason code. */
export type RejectSink = (row: number, column: string, code: string) => void;

/** Schema of a rejects table: row number, column, reason code; never a value. */
export const REJECTS_SCHEMA: Schema = declareSchema({
  row: { type: 'int64', role: 'technical', nullable: false },
  column: { type: 'utf8', role: 'technical', nullable: false },
  code: { type: 'utf8', role: 'technical', nullable: false },
});

/** Collects rejected rows into batches of {@link REJECTS_SCHEMA}. */
export interface RejectCollector {
  readonly sink: RejectSink;
  /** Takes what was collected since the last call, or `null` when there is nothing. */
  take(): RecordBatch | null;
}

/**
 * Makes a collector of rejected rows.
 *
 * @returns an empty collector; it holds the rows rejected since the last `take`.
 */
export function collectRejects(): RejectCollector {
  let rows: number[] = [];
  let columns: string[] = [];
  let codes: string[] = [];
  return {
    sink(row, column, code) {
      rows.push(row);
      columns.push(column);
      codes.push(code);
    },
    take() {
      if (rows.length === 0) return null;
      const values = BigInt64Array.from(rows, BigInt);
      const batch = makeBatch(REJECTS_SCHEMA, [{ kind: 'int64', rows: rows.length, valid: null, values }, textColumn(columns), textColumn(codes)], rows.length);
      rows = [];
      columns = [];
      codes = [];
      return batch;
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
