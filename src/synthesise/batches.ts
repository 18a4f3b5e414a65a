import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import type { TextColumn } from '../core/column.ts';
import { BATCH_ROWS, fromAsyncIterable, type Dataset } from '../core/dataset.ts';

/** What every synthetic table is made from. */
export interface SyntheticOptions {
  /** Rows of the table. */
  readonly rows: number;
  /** Any text; the same seed gives the same table. */
  readonly seed: string;
  /** Rows of a batch; 65,536 unless said otherwise. The rows do not depend on it. */
  readonly batchRows?: number;
}

/** Most rows of a synthetic table: row numbers have nine digits. */
export const MAX_ROWS = 999_999_999;

/** Checks of {@link SyntheticOptions}, for schemas that add their own. */
export const syntheticShape: {
  rows: z.ZodInt;
  seed: z.ZodString;
  batchRows: z.ZodExactOptional<z.ZodInt>;
} = {
  rows: z.int().min(0).max(MAX_ROWS),
  seed: z.string().min(1).max(1024),
  batchRows: z.int().min(1).max(1_048_576).exactOptional(),
};

/**
 * Makes a dataset whose batches are computed when it is read.
 *
 * @param schema - the schema of every batch.
 * @param options - rows and batch size.
 * @param start - called at each opening; gives the function that makes the rows `[firstRow, firstRow + rows)`.
 * @returns the dataset; any number of openings may run at once.
 */
export function computedDataset(
  schema: Schema,
  options: Pick<SyntheticOptions, 'rows' | 'batchRows'>,
  start: () => (firstRow: number, rows: number) => RecordBatch,
): Dataset {
  const { rows, batchRows = BATCH_ROWS } = options;
  return fromAsyncIterable(schema, async function* (signal) {
    const make = start();
    for (let firstRow = 0; firstRow < rows; firstRow += batchRows) {
      signal?.throwIfAborted();
      yield make(firstRow, Math.min(batchRows, rows - firstRow));
    }
  });
}

/**
 * Makes a text column of what a kernel wrote.
 *
 * @param text - offsets, bytes and perhaps validity bits.
 * @param text.offsets - Int32Array(rows + 1).
 * @param text.bytes - UTF-8 text.
 * @param text.valid - validity bits; none missing when omitted.
 * @returns the column.
 */
export function textOf(text: { readonly offsets: Int32Array; readonly bytes: Uint8Array; readonly valid?: Uint8Array }): TextColumn {
  return { kind: 'text', rows: text.offsets.length - 1, valid: text.valid ?? null, offsets: text.offsets, bytes: text.bytes };
}
