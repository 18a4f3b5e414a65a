import type { RecordBatch, Schema, Table } from 'apache-arrow';
import { columnsOf, makeBatch } from './arrow.ts';
import { DataError } from './errors.ts';
import { joinColumns, sliceColumn } from './slice.ts';

/**
 * A table that can be opened again and again. Every `open()` starts at row 0 and yields the same rows in the same
 * order; batches are immutable and stay valid; the schema is constant; batches of zero rows are legal. Several
 * openings may run at once, except for {@link once}.
 */
export interface Dataset {
  readonly schema: Schema;
  open(signal?: AbortSignal): AsyncIterable<RecordBatch>;
  /** The same rows as their file keeps them, for who reads columns on threads; absent where they are kept otherwise. */
  readonly stored?: (signal?: AbortSignal) => AsyncIterable<StoredRows>;
}

/** Rows with one entry for each field of the schema: its pages, as `parquet` reads them. */
export interface StoredRows {
  readonly rows: number;
  /** `null` where what comes next is kept in another way: the rows are to be read anew, from the first one, by `open`. */
  readonly columns: readonly StoredColumn[] | null;
}

/** Pages of a column, each of which is bytes and what must be known of them. */
export interface StoredColumn {
  readonly values: 'texts' | 'days';
  readonly dictionary: StoredBytes | null;
  readonly pages: readonly StoredBytes[];
}

/** A page of a file. */
export interface StoredBytes {
  readonly payload: Uint8Array;
  readonly plainBytes: number;
  readonly values: number;
  readonly isSnappy: boolean;
  readonly isCoded: boolean;
  readonly levels: number | 'inside' | 'none';
}

/** What is told of each reading of a dataset. */
export interface RowsWatcher {
  rows(count: number): void;
  /** All rows were read. */
  end?(): void;
}

/**
 * Watches how far each reading of a dataset is, in whatever form it gives its rows.
 *
 * @param dataset - what is read.
 * @param start - called when a reading starts.
 * @returns the same rows.
 */
export function watchRows(dataset: Dataset, start: () => RowsWatcher): Dataset {
  async function* watched<Rows>(rows: AsyncIterable<Rows>, count: (rows: Rows) => number): AsyncGenerator<Rows, void, undefined> {
    const watcher = start();
    for await (const next of rows) {
      watcher.rows(count(next));
      yield next;
    }
    watcher.end?.();
  }
  const { schema, stored } = dataset;
  return {
    schema,
    open: (signal) => watched(dataset.open(signal), (batch) => batch.numRows),
    ...(stored === undefined ? {} : { stored: (signal) => watched(stored(signal), ({ rows }) => rows) }),
  };
}

/** Rows of a batch in canonical outputs. */
export const BATCH_ROWS = 65_536;

/**
 * Makes a dataset of batches held in memory.
 *
 * @param schema - the schema of every batch.
 * @param batches - the rows, in order; none is legal.
 * @returns a dataset that shares the batches.
 */
export function fromBatches(schema: Schema, batches: readonly RecordBatch[]): Dataset {
  return {
    schema,
    async *open(signal) {
      for (const batch of batches) {
        signal?.throwIfAborted();
        yield batch;
      }
    },
  };
}

/**
 * Makes a dataset of an Arrow table held in memory.
 *
 * @param table - a table; columns without a role in their metadata are treated as direct identifiers.
 * @returns a dataset that shares the table's batches.
 */
export function fromArrowTable(table: Table): Dataset {
  return fromBatches(table.schema, table.batches);
}

/**
 * Makes a dataset from a function that starts a fresh stream at each call.
 *
 * @param schema - the schema of every batch.
 * @param open - starts at row 0 at every call.
 * @returns a dataset that can be read any number of times.
 */
export function fromAsyncIterable(schema: Schema, open: (signal?: AbortSignal) => AsyncIterable<RecordBatch>): Dataset {
  return { schema, open };
}

/**
 * Makes a dataset of a source that can be read only once, such as standard input.
 *
 * @param schema - the schema of every batch.
 * @param batches - the source.
 * @returns a dataset whose second `open()` throws.
 * @throws {DataError} `DATA_READ_TWICE` at the second opening, rather than yielding an empty table.
 */
export function once(schema: Schema, batches: AsyncIterable<RecordBatch> | Iterable<RecordBatch>): Dataset {
  let opened = false;
  return {
    schema,
    open(signal) {
      if (opened) throw new DataError('DATA_READ_TWICE', 'the source can be read only once, and this needs a second pass; save it to a file first');
      opened = true;
      return (async function* () {
        for await (const batch of batches) {
          signal?.throwIfAborted();
          yield batch;
        }
      })();
    },
  };
}

/**
 * Cuts a dataset into batches of a fixed number of rows.
 *
 * @param dataset - any batches.
 * @param batchRows - rows of every batch but the last.
 * @returns the same rows; empty batches vanish, an empty table yields no batch.
 * @throws {RangeError} if `batchRows` is not an integer from 1 up.
 * @remarks Holds at most `batchRows` rows and one source batch.
 */
export function rebatch(dataset: Dataset, batchRows: number = BATCH_ROWS): Dataset {
  if (!Number.isInteger(batchRows) || batchRows < 1) throw new RangeError(`batchRows: expected an integer from 1 up, got ${batchRows}`);
  const { schema } = dataset;
  return {
    schema,
    async *open(signal) {
      let held: RecordBatch[] = [];
      let heldRows = 0;
      for await (const batch of dataset.open(signal)) {
        let from = 0;
        while (heldRows + batch.numRows - from >= batchRows) {
          const take = batchRows - heldRows;
          held.push(sliceBatch(schema, batch, from, take));
          yield joinBatches(schema, held);
          held = [];
          heldRows = 0;
          from += take;
        }
        if (from < batch.numRows) {
          held.push(sliceBatch(schema, batch, from, batch.numRows - from));
          heldRows += batch.numRows - from;
        }
      }
      if (heldRows > 0) yield joinBatches(schema, held);
    },
  };
}

/**
 * Reads a whole dataset into memory; for tests, small tables and notebooks.
 *
 * @param dataset - what to read.
 * @param signal - aborts the reading.
 * @returns its batches, in order.
 */
export async function collect(dataset: Dataset, signal?: AbortSignal): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  for await (const batch of dataset.open(signal)) batches.push(batch);
  return batches;
}

function sliceBatch(schema: Schema, batch: RecordBatch, from: number, rows: number): RecordBatch {
  if (from === 0 && rows === batch.numRows) return batch;
  return makeBatch(schema, columnsOf(batch).map((column) => sliceColumn(column, from, rows)), rows);
}

function joinBatches(schema: Schema, batches: readonly RecordBatch[]): RecordBatch {
  if (batches.length === 1) return batches[0]!;
  const parts = batches.map(columnsOf);
  const rows = batches.reduce((sum, batch) => sum + batch.numRows, 0);
  return makeBatch(schema, schema.fields.map((_, index) => joinColumns(parts.map((part) => part[index]!))), rows);
}
