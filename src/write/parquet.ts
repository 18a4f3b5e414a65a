import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { schemaMessageOf } from '../core/arrow-ipc.ts';
import { columnTypeOf } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import { parseColumnType } from '../core/column-type.ts';
import { BATCH_ROWS, rebatch, type Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { AUDIENCES, type Audience } from '../core/roles.ts';
import { sliceColumn } from '../core/slice.ts';
import { AUDIENCE_METADATA, canonicalSchema, columnsToWrite } from './canonical.ts';
import { gzip } from './kernel/compress/gzip.ts';
import { snappy } from './kernel/compress/snappy.ts';
import { zstd } from './kernel/compress/zstd.ts';
import { isMostlyDistinct } from './kernel/is-mostly-distinct.ts';
import { columnChunk, type PageCodec } from './kernel/parquet/column-chunk.ts';
import { fileFooter, PARQUET_MAGIC, type WrittenChunk, type WrittenGroup } from './kernel/parquet/file-footer.ts';
import { storedColumn, type StoredColumn } from './kernel/parquet/stored-column.ts';
import { storedValues } from './kernel/parquet/stored-values.ts';

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

/** What pages are compressed with, and Parquet's numbers of it. */
const CODECS: Readonly<Record<'zstd' | 'snappy' | 'gzip' | 'none', PageCodec>> = Object.freeze({
  zstd: { number: 6, compress: zstd },
  snappy: { number: 1, compress: snappy },
  gzip: { number: 2, compress: gzip },
  none: { number: 0, compress: (bytes: Uint8Array) => bytes },
});

/**
 * Writes a dataset as Parquet.
 *
 * @param dataset - what to write.
 * @param options - compression, row groups, audience.
 * @param signal - aborts the reading.
 * @returns the bytes of the file, a column of a row group at a time; the same values give the same bytes, however they were cut.
 * @throws {PlanError} when an option is unknown or wrong.
 * @remarks One pass; holds one row group, one batch, and the pages of one column. Columns have a dictionary while that pays: those of which most values
 *   are distinct in the first 65,536 rows of the first row group have none, nor have row groups whose dictionary would exceed a mebibyte; such texts leave
 *   out what they begin with like the one before (`DELTA_BYTE_ARRAY`). Statistics are those of the written values; nothing is kept that lies under a
 *   null. Reading throws what the dataset throws, and a `DataError` `DATA_NULL` for a null where the schema allows none.
 */
export function parquetBytes(dataset: Dataset, options: ParquetWriteOptions = {}, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  const { compression = 'zstd', rowGroupRows = 131_072, audience = 'internal' } = checkOptions(parquetWriteOptions, options);
  const schema = canonicalSchema(dataset.schema, audience);
  const codec = CODECS[compression];
  return {
    async *[Symbol.asyncIterator]() {
      const columns = storedColumns(schema);
      const groups: WrittenGroup[] = [];
      let at = PARQUET_MAGIC.length;
      yield PARQUET_MAGIC;
      let isCoded: readonly boolean[] | null = null;
      for await (const parts of rowGroups(rebatch(dataset, BATCH_ROWS).open(signal), rowGroupRows)) {
        isCoded ??= parts[0]!.columns.map(paysDictionary);
        const chunks: WrittenChunk[] = [];
        for (const [index, column] of columns.entries()) {
          const { bytes, ...written } = columnChunk(column, parts.map((part) => chunkPart(part.columns[index]!)), isCoded[index]!, codec);
          chunks.push({ ...written, at, length: bytes.length });
          at += bytes.length;
          yield bytes;
        }
        groups.push({ rows: parts.reduce((sum, { rows }) => sum + rows, 0), chunks });
      }
      yield fileFooter(columns, groups, codec.number, new Map([[AUDIENCE_METADATA, audience], [ARROW_SCHEMA, base64(schemaMessageOf(schema))]]));
    },
  };
}

/** File metadata from which readers of Arrow take its schema: roles travel in it. */
const ARROW_SCHEMA = 'ARROW:schema';

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function storedColumns({ fields }: Schema): readonly StoredColumn[] {
  return fields.map(({ name, nullable, type }) => {
    const parts = parseColumnType(columnTypeOf(type) ?? '');
    if (parts === null) throw new DataError('DATA_COLUMN_TYPE', 'expected a type that can be written', { column: name });
    return storedColumn(name, nullable, parts);
  });
}

/** Rows that follow each other, from one batch. */
interface RowGroupPart {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** Cuts batches into row groups, each of one part or several. */
async function* rowGroups(batches: AsyncIterable<RecordBatch>, groupRows: number): AsyncGenerator<readonly RowGroupPart[]> {
  let held: RowGroupPart[] = [];
  let heldRows = 0;
  for await (const batch of batches) {
    const columns = columnsToWrite(batch);
    if (columns.length === 0) throw new DataError('DATA_WRITE', 'Parquet has no rows without columns');
    for (let from = 0; from < batch.numRows; ) {
      const rows = Math.min(groupRows - heldRows, batch.numRows - from);
      held.push({ rows, columns: rows === batch.numRows ? columns : columns.map((column) => sliceColumn(column, from, rows)) });
      heldRows += rows;
      from += rows;
      if (heldRows < groupRows) continue;
      yield held;
      held = [];
      heldRows = 0;
    }
  }
  if (heldRows > 0) yield held;
}

function paysDictionary(column: Column): boolean {
  return column.kind !== 'bool' && !isMostlyDistinct(storedValues(column));
}

function chunkPart(column: Column): Parameters<typeof columnChunk>[1][number] {
  return { rows: column.rows, valid: column.valid, values: storedValues(column) };
}
