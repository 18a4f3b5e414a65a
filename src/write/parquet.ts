import type { RecordBatch } from 'apache-arrow';
import { Compression, Table, transformParquetStream, WriterPropertiesBuilder, type RecordBatch as WasmBatch } from 'parquet-wasm';
import { z } from 'zod';
import { ipcMessageOf } from '../core/arrow-ipc.ts';
import { emptyBatch } from '../core/arrow.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { AUDIENCES, type Audience } from '../core/roles.ts';
import { canonicalDataset } from './canonical.ts';

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

const CODECS: Readonly<Record<NonNullable<ParquetWriteOptions['compression']>, Compression>> = Object.freeze({
  zstd: Compression.ZSTD,
  snappy: Compression.SNAPPY,
  gzip: Compression.GZIP,
  none: Compression.UNCOMPRESSED,
});

/**
 * Writes a dataset as Parquet.
 *
 * @param dataset - what to write.
 * @param options - compression, row groups, audience.
 * @returns the bytes, in pieces; the same values give the same bytes, however they were cut into batches.
 * @throws {PlanError} when an option is unknown or wrong.
 * @remarks One pass; holds one batch and one row group. Columns of null-free text are dictionary-encoded by the writer
 *   while that pays; statistics are those of the written values.
 */
export async function* parquetBytes(dataset: Dataset, options: ParquetWriteOptions = {}): AsyncGenerator<Uint8Array> {
  const { compression = 'zstd', rowGroupRows = 131_072, audience = 'internal' } = checkOptions(parquetWriteOptions, options);
  const properties = new WriterPropertiesBuilder().setCompression(CODECS[compression]).setMaxRowGroupSize(rowGroupRows).setCreatedBy('a423').build();
  const source = wasmBatches(canonicalDataset(dataset, audience));
  try {
    const stream = await transformParquetStream(source.stream, properties);
    yield* stream as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    // The library wraps what the source threw; its own words may quote the data.
    throw source.failure() ?? (error instanceof DataError ? error : new DataError('DATA_WRITE', 'the Parquet writer failed'));
  } finally {
    await source.close();
  }
}

/** Batches in the writer's memory, handed over one at a time when it asks. */
interface WasmSource {
  readonly stream: ReadableStream<WasmBatch>;
  /** What the dataset threw, if it did. */
  failure(): unknown;
  close(): Promise<void>;
}

function wasmBatches(dataset: Dataset): WasmSource {
  const batches = nonEmpty(dataset);
  let failure: unknown;
  const stream = new ReadableStream<WasmBatch>(
    {
      async pull(controller) {
        try {
          const next = await batches.next();
          if (next.done === true) controller.close();
          else controller.enqueue(wasmBatch(next.value));
        } catch (error) {
          failure = error;
          controller.error(error);
        }
      },
    },
    { highWaterMark: 0 },
  );
  return {
    stream,
    failure: () => failure,
    async close() {
      await batches.return(undefined);
    },
  };
}

/** The writer learns the schema from its first batch, so that an empty table needs one too. */
async function* nonEmpty(dataset: Dataset): AsyncGenerator<RecordBatch> {
  let count = 0;
  for await (const batch of dataset.open()) {
    count++;
    yield batch;
  }
  if (count === 0) yield emptyBatch(dataset.schema);
}

function wasmBatch(batch: RecordBatch): WasmBatch {
  const table = Table.fromIPCStream(ipcMessageOf(batch));
  const [first] = table.recordBatches();
  table.free();
  return first!;
}
