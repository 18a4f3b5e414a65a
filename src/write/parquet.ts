import type { RecordBatch, Schema } from 'apache-arrow';
import type * as ParquetWasm from 'parquet-wasm';
import { z } from 'zod';
import { ipcMessageOf } from '../core/arrow-ipc.ts';
import { columnsOf, emptyBatch } from '../core/arrow.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { AUDIENCES, type Audience } from '../core/roles.ts';
import { AUDIENCE_METADATA, canonicalDataset } from './canonical.ts';
import { isMostlyDistinct } from './kernel/is-mostly-distinct.ts';
import { parquetRows } from './kernel/parquet-rows.ts';

/** Options of {@link parquetBytes}. */
export interface ParquetWriteOptions {
  /** `zstd` unless given. */
  readonly compression?: 'zstd' | 'snappy' | 'gzip' | 'none';
  /** Rows of a row group; 131,072 unless given. Readers and the writer hold one. */
  readonly rowGroupRows?: number;
  /** Who may have the file; `internal` unless given. It is stamped on the file and decides which metadata stays. */
  readonly audience?: Audience;
}

/** Checks {@link ParquetWriteOptions}. */
export const parquetWriteOptions: OptionsSchema<ParquetWriteOptions> = z.strictObject({
  compression: z.enum(['zstd', 'snappy', 'gzip', 'none']).exactOptional(),
  rowGroupRows: z.int().min(1).max(1 << 24).exactOptional(),
  audience: z.enum(AUDIENCES as readonly ['internal', 'research', 'public']).exactOptional(),
});

/** Names of the codecs in the library, which is loaded when the first file is written. */
const CODECS = Object.freeze({ zstd: 'ZSTD', snappy: 'SNAPPY', gzip: 'GZIP', none: 'UNCOMPRESSED' } as const);

/**
 * Writes a dataset as Parquet.
 *
 * @param dataset - what to write.
 * @param options - compression, row groups, audience.
 * @param signal - aborts the reading.
 * @returns the bytes of the file, a row group at a time; the same values give the same bytes, however they were cut.
 * @throws {PlanError} when an option is unknown or wrong.
 * @remarks One pass; holds one batch and two row groups. Columns have a dictionary while that pays: texts and byte strings of which
 *   most are distinct in the first 65,536 rows have none, and such texts leave out what they begin with like the one before
 *   (`DELTA_BYTE_ARRAY`). Statistics are those of the written values. Reading throws what the dataset throws, and a `DataError` `DATA_NULL`
 *   for a null where the schema allows none. The rows in the file's footer are compared with those read.
 */
export function parquetBytes(dataset: Dataset, options: ParquetWriteOptions = {}, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  const { compression = 'zstd', rowGroupRows = 131_072, audience = 'internal' } = checkOptions(parquetWriteOptions, options);
  const canonical = canonicalDataset(dataset, audience);
  return {
    async *[Symbol.asyncIterator]() {
      const library: typeof ParquetWasm = await import('parquet-wasm');
      const builder = new library.WriterPropertiesBuilder().setCompression(library.Compression[CODECS[compression]]).setMaxRowGroupSize(rowGroupRows).setCreatedBy('a423').setKeyValueMetadata(new Map([[AUDIENCE_METADATA, audience]]));
      const { first, batches } = await beginning(canonical.open(signal));
      const properties = encode(library, builder, first).build();
      const source = wasmSource(library, canonical.schema, batches);
      const tail: Uint8Array[] = [];
      try {
        const stream = await library.transformParquetStream(source.stream, properties);
        for await (const piece of stream as unknown as AsyncIterable<Uint8Array>) {
          if (source.state.kind === 'read') tail.push(piece);
          yield piece;
        }
      } catch {
        // The library's words may quote the data.
        throw source.state.kind === 'failed' ? source.state.error : new DataError('DATA_WRITE', 'the Parquet writer failed');
      } finally {
        await source.close();
      }
      // The library keeps errors to itself, those of its source and its own, and ends its file as if all were well.
      if (source.state.kind === 'failed') throw source.state.error;
      const written = parquetRows(new Uint8Array(await new Blob(tail).arrayBuffer()));
      if (source.state.kind !== 'read' || written !== source.state.rows) throw new DataError('DATA_WRITE', 'the Parquet writer lost rows');
    },
  };
}

/** Looks at the first batch, and gives it back with the others behind it. */
async function beginning(batches: AsyncIterable<RecordBatch>): Promise<{ readonly first: RecordBatch | null; readonly batches: AsyncIterable<RecordBatch> }> {
  const iterator = batches[Symbol.asyncIterator]();
  const next = await iterator.next();
  if (next.done === true) return { first: null, batches: none() };
  return {
    first: next.value,
    batches: (async function* () {
      try {
        yield next.value;
        for (let later = await iterator.next(); later.done !== true; later = await iterator.next()) yield later.value;
      } finally {
        await iterator.return?.();
      }
    })(),
  };
}

async function* none(): AsyncGenerator<RecordBatch> {
  yield* [];
}

/** Takes the dictionary from columns whose values mostly occur once. */
function encode(library: typeof ParquetWasm, builder: ParquetWasm.WriterPropertiesBuilder, first: RecordBatch | null): ParquetWasm.WriterPropertiesBuilder {
  if (first === null) return builder;
  return columnsOf(first).reduce((chosen, column, index) => {
    if ((column.kind !== 'text' && column.kind !== 'binary') || !isMostlyDistinct(column)) return chosen;
    const { name } = first.schema.fields[index]!;
    const plain = chosen.setColumnDictionaryEnabled(name, false);
    return column.kind === 'text' ? plain.setColumnEncoding(name, library.Encoding.DELTA_BYTE_ARRAY) : plain;
  }, builder);
}

/** How far the dataset was read: not to its end, wholly, or to an error of its own. */
type ReadState =
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly rows: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Batches in the writer's memory, handed over one at a time when it asks. */
interface WasmSource {
  readonly stream: ReadableStream<ParquetWasm.RecordBatch>;
  readonly state: ReadState;
  close(): Promise<void>;
}

function wasmSource(library: typeof ParquetWasm, schema: Schema, batches: AsyncIterable<RecordBatch>): WasmSource {
  const iterator = neverEmpty(schema, batches);
  let state: ReadState = { kind: 'reading' };
  let rows = 0;
  const stream = new ReadableStream<ParquetWasm.RecordBatch>(
    {
      async pull(controller) {
        try {
          const next = await iterator.next();
          if (next.done !== true) {
            rows += next.value.numRows;
            return controller.enqueue(wasmBatch(library, next.value));
          }
          state = { kind: 'read', rows };
          controller.close();
        } catch (error) {
          state = { kind: 'failed', error };
          controller.error(error);
        }
      },
    },
    { highWaterMark: 0 },
  );
  return {
    stream,
    get state() {
      return state;
    },
    async close() {
      await iterator.return(undefined);
    },
  };
}

/** The writer learns the schema from its first batch, so that an empty table needs one too. */
async function* neverEmpty(schema: Schema, batches: AsyncIterable<RecordBatch>): AsyncGenerator<RecordBatch> {
  let count = 0;
  for await (const batch of batches) {
    count++;
    yield batch;
  }
  if (count === 0) yield emptyBatch(schema);
}

function wasmBatch(library: typeof ParquetWasm, batch: RecordBatch): ParquetWasm.RecordBatch {
  let table: ParquetWasm.Table | undefined;
  try {
    table = library.Table.fromIPCStream(ipcMessageOf(batch));
    return table.recordBatches()[0]!;
  } catch {
    throw new DataError('DATA_WRITE', 'the Parquet writer does not take a batch');
  } finally {
    table?.free();
  }
}
