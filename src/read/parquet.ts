import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import type { BlobSource, TablePorts } from '../core/bytes.ts';
import type { Column } from '../core/column.ts';
import type { StoredRows } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { blobBytes, readTogether, type BlobBytes } from './blob-bytes.ts';
import { proposeType } from './cast.ts';
import { columnCursor, type ColumnCursor } from './column-cursor.ts';
import { batchRowsOf, makeCheckedBatch, selectColumns, selectionSchema, tableReadOptions, type ColumnSelection, type StoredColumn, type TableReadOptions } from './file-columns.ts';
import { platformInflate, type Inflate, type InflatingBlobSource } from './inflate.ts';
import { readFooter, type ParquetFooter } from './kernel/parquet-footer.ts';
import { sourceTypeName } from './kernel/source-type.ts';
import { pageDecoder, type PageDecoder } from './page-decoder.ts';
import { isStoredCommonly, storedRows, type StoredSource } from './stored-rows.ts';
import type { ReadContext } from './text-rows.ts';

/** How to read Parquet files. */
export interface ParquetReadOptions extends TableReadOptions {
  /** Most bytes of one page once decompressed; 32 MiB unless given. Reading takes up to six times as much. */
  readonly maxPageBytes?: number;
}

/** Checks {@link ParquetReadOptions}. */
export const parquetReadOptions: OptionsSchema<ParquetReadOptions> = z.strictObject({
  ...tableReadOptions,
  maxPageBytes: z.int().min(1 << 10).max(1 << 30).exactOptional(),
}) as OptionsSchema<ParquetReadOptions>;

const MAX_PAGE_BYTES = 1 << 25;
const MAX_FOOTER_BYTES = 1 << 26;
const TAIL_BYTES = 8;
const CODED_SHARE = 0.9;
const MAGIC = 0x31524150;
const ENCRYPTED_MAGIC = 0x45524150;

interface ParquetPart {
  readonly file: BlobBytes;
  readonly footer: ParquetFooter;
  readonly inflate: Inflate;
  readonly selection: ColumnSelection;
}

/**
 * Reads Parquet files into typed columns.
 *
 * Only the bytes of declared columns are read. Every value is cast to its declared type exactly, or the reading ends with
 * its column and row; nothing is rounded. Text that the file keeps as dictionary codes throughout stays coded.
 *
 * @param source - one file, or several of the same columns whose rows follow each other.
 * @param options - columns, and limits on hostile files.
 * @param context - receives `rows` after each complete reading.
 * @returns the rows, in batches that end with their row group; there are no rejected rows.
 * @throws {PlanError} when an option is unknown or wrong.
 * @throws {DataError} when a file is no Parquet file, is truncated, or has not the declared columns.
 * @remarks Holds, for each column, the pages of about one batch. One pass.
 * @example
 * // const { rows } = await readParquet(fileBlob('stays.parquet'), { columns: { age: { type: 'int32', role: 'quasiIdentifier' } } });
 */
export async function readParquet(source: InflatingBlobSource | readonly InflatingBlobSource[], options: ParquetReadOptions = {}, context: ReadContext = {}): Promise<TablePorts> {
  const checked = checkOptions(parquetReadOptions, options);
  const parts: ParquetPart[] = [];
  for (const part of 'blob' in source ? [source] : source) {
    const { file, footer } = await openFile(part);
    parts.push({ file, footer, inflate: part.inflate ?? platformInflate, selection: selectColumns(storedColumns(footer), checked, part.name) });
  }
  const first = parts[0];
  if (first === undefined) throw new DataError('DATA_FILE_MISSING', 'expected at least one file');
  const coded = first.selection.names.map((_, index) => parts.every((part) => isCoded(part, index)));
  const schema = selectionSchema(first.selection, coded);
  const sources = parts.map(({ file, footer, inflate, selection }): StoredSource => ({ file, footer, inflate, ...selection, maxPageBytes: checked.maxPageBytes ?? MAX_PAGE_BYTES }));
  return {
    rows: {
      schema,
      ...(sources.every(isStoredCommonly) ? { stored: (signal) => storedOf(sources, context, signal) } : {}),
      async *open(signal) {
        let loading: Promise<PageDecoder> | null = null;
        const decoder = (): Promise<PageDecoder> => (loading ??= pageDecoder());
        let rows = 0;
        for (const part of parts) {
          for await (const batch of readPart(part, schema, coded, decoder, checked, signal)) {
            rows += batch.numRows;
            yield batch;
          }
        }
        context.onFindings?.({ rows, rejectedRows: 0, rejected: {} });
      },
    },
    rejects: null,
  };
}

async function* storedOf(sources: readonly StoredSource[], context: ReadContext, signal: AbortSignal | undefined): AsyncGenerator<StoredRows, void, undefined> {
  let rows = 0;
  for (const source of sources) {
    for await (const group of storedRows(source, signal)) {
      rows += group.rows;
      yield group;
    }
  }
  context.onFindings?.({ rows, rejectedRows: 0, rejected: {} });
}

/**
 * Reads which columns a Parquet file has.
 *
 * @param source - the file; only its end is read.
 * @returns its columns, with the types to declare.
 * @throws {DataError} when it is no Parquet file, or truncated.
 */
export async function parquetSchemaOf(source: BlobSource): Promise<readonly StoredColumn[]> {
  return storedColumns((await openFile(source)).footer);
}

function storedColumns(footer: ParquetFooter): StoredColumn[] {
  return footer.columns.map(({ name, type, nullable, leaf }) => ({ name, type: leaf < 0 ? null : proposeType(type), nullable, stored: sourceTypeName(type) }));
}

async function openFile(source: BlobSource): Promise<{ file: BlobBytes; footer: ParquetFooter }> {
  const file = blobBytes(source.name, await source.blob());
  const refuse = (code: 'DATA_FORMAT' | 'DATA_TRUNCATED' | 'DATA_FILE_EMPTY' | 'DATA_PAGE_TOO_LARGE', message: string): never => {
    throw new DataError(code, message, { source: source.name });
  };
  if (file.size === 0) refuse('DATA_FILE_EMPTY', 'has no bytes');
  const head = file.size < 4 ? 0 : wordAt(await file.read(0, 4), 0);
  if (head === ENCRYPTED_MAGIC) refuse('DATA_FORMAT', 'is encrypted');
  if (head !== MAGIC) refuse('DATA_FORMAT', 'is no Parquet file');
  const tail = file.size < 4 + TAIL_BYTES ? new Uint8Array(TAIL_BYTES) : await file.read(file.size - TAIL_BYTES, file.size);
  if (wordAt(tail, 4) !== MAGIC) refuse(wordAt(tail, 4) === ENCRYPTED_MAGIC ? 'DATA_FORMAT' : 'DATA_TRUNCATED', 'does not end as a Parquet file does');
  const footerBytes = wordAt(tail, 0);
  const footerAt = file.size - TAIL_BYTES - footerBytes;
  if (footerAt < 4) refuse('DATA_FORMAT', 'has an end longer than itself');
  if (footerBytes > MAX_FOOTER_BYTES) refuse('DATA_PAGE_TOO_LARGE', `has an end of more than ${MAX_FOOTER_BYTES} bytes`);
  const bytes = await file.read(footerAt, footerAt + footerBytes);
  try {
    return { file, footer: readFooter(bytes, footerAt) };
  } catch {
    return refuse('DATA_FORMAT', 'has an end that contradicts itself or the file');
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}

/** Text stays coded when nearly all rows of the file keep it so; writers leave codes out of small row groups. */
function isCoded({ footer, selection }: ParquetPart, index: number): boolean {
  const { leaf } = footer.columns[selection.positions[index]!]!;
  if (selection.declarations[index]!.type !== 'utf8' || leaf < 0 || footer.rows === 0) return false;
  const codedRows = footer.rowGroups.reduce((sum, { chunks, rows }) => sum + (chunks[leaf]!.coded ? rows : 0), 0);
  return codedRows >= CODED_SHARE * footer.rows;
}

async function* readPart(
  part: ParquetPart,
  schema: Schema,
  coded: readonly boolean[],
  decoder: () => Promise<PageDecoder>,
  options: ParquetReadOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<RecordBatch, void, undefined> {
  const { file, footer, inflate, selection } = part;
  const batchRows = batchRowsOf(options);
  let rowsBefore = 0;
  for (const group of footer.rowGroups) {
    const together = readTogether(file, selection.positions.flatMap((position) => group.chunks[footer.columns[position]!.leaf] ?? []));
    const cursors: ColumnCursor[] = selection.positions.map((position, index) => {
      const stored = footer.columns[position]!;
      const column = selection.names[index]!;
      if (stored.leaf < 0) throw new DataError('DATA_COLUMN_TYPE', 'holds lists or structures, which no step works on', { source: file.source, column });
      const chunk = group.chunks[stored.leaf]!;
      if (chunk.values !== group.rows) throw new DataError('DATA_FORMAT', 'another number of values than rows', { source: file.source, column });
      return columnCursor({
        file: together,
        column,
        chunk,
        inflate,
        maxPageBytes: options.maxPageBytes ?? MAX_PAGE_BYTES,
        decoder,
        stored,
        type: selection.declarations[index]!.type,
        coded: coded[index]!,
        firstRow: rowsBefore + 1,
      });
    });
    for (let done = 0; done < group.rows; ) {
      signal?.throwIfAborted();
      const rows = Math.min(batchRows, group.rows - done);
      const columns: Column[] = [];
      for (const cursor of cursors) columns.push(await fromFile(file.source, () => cursor.take(rows)));
      yield makeCheckedBatch(schema, columns, rows, rowsBefore + done + 1, file.source);
      done += rows;
    }
    for (const cursor of cursors) await fromFile(file.source, () => cursor.end());
    rowsBefore += group.rows;
  }
}

/** Turns refusals of kernels into errors of the data. */
async function fromFile<Value>(source: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RangeError) throw new DataError('DATA_FORMAT', 'holds pages that contradict themselves', { source });
    throw error;
  }
}
