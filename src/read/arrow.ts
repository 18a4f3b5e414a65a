import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import type { BlobSource, ByteSource, TablePorts } from '../core/bytes.ts';
import type { Column } from '../core/column.ts';
import { parseColumnType } from '../core/column-type.ts';
import { DataError } from '../core/errors.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { sliceColumn } from '../core/slice.ts';
import { castColumn, nullColumn, proposeType } from './cast.ts';
import { batchRowsOf, makeCheckedBatch, selectColumns, selectionSchema, tableReadOptions, type ColumnSelection, type StoredColumn, type TableReadOptions } from './file-columns.ts';
import { castIndices, type DictionaryParts } from './ipc-columns.ts';
import { readMessages, type IpcReading } from './ipc-reading.ts';
import type { IpcField } from './kernel/ipc-schema.ts';
import type { RawColumn } from './kernel/raw-column.ts';
import { sourceTypeName } from './kernel/source-type.ts';
import type { ReadContext } from './text-rows.ts';

/** How to read Arrow files and streams. */
export interface ArrowReadOptions extends TableReadOptions {
  /** Most bytes of the declared columns of one batch in the file; 256 MiB unless given, an eighth of it for a compressed buffer. */
  readonly maxBatchBytes?: number;
}

/** Checks {@link ArrowReadOptions}. */
export const arrowReadOptions: OptionsSchema<ArrowReadOptions> = z.strictObject({
  ...tableReadOptions,
  maxBatchBytes: z.int().min(1 << 10).max(2 ** 32).exactOptional(),
}) as OptionsSchema<ArrowReadOptions>;

const MAX_BATCH_BYTES = 1 << 28;

/** A file whose schema has been read, to know which text stays coded. */
interface ArrowPart {
  readonly source: ByteSource | BlobSource;
  /** For each declared column, whether its text is codes in this file. */
  readonly coded: readonly boolean[];
}

/**
 * Reads Arrow IPC files and streams into typed columns.
 *
 * Offsets, lengths, codes and UTF-8 are checked once, here; values are cast to their declared types exactly, or the
 * reading ends with column and row. Bytes of columns that are not declared are passed over: of a blob they are not read,
 * of a stream they are not kept.
 *
 * @param source - one file, or several of the same columns whose rows follow each other. Text of a blob that is codes in
 *   every file stays coded; a byte source with declared columns is not opened before the rows are, so its text is plain.
 * @param options - columns, and limits on hostile files.
 * @param context - receives `rows` after each complete reading.
 * @returns the rows; there are no rejected rows.
 * @throws {PlanError} when an option is unknown or wrong.
 * @throws {DataError} when a file is no Arrow file, is truncated, or has not the declared columns.
 * @remarks One pass; holds one batch of the file and its dictionaries. A stream that ends without its end mark counts as
 *   truncated.
 */
export async function readArrow(source: ByteSource | BlobSource | readonly (ByteSource | BlobSource)[], options: ArrowReadOptions = {}, context: ReadContext = {}): Promise<TablePorts> {
  const checked = checkOptions(arrowReadOptions, options);
  const sources = 'name' in source ? [source] : source;
  const first = sources[0];
  if (first === undefined) throw new DataError('DATA_FILE_MISSING', 'expected at least one file');
  let selection: ColumnSelection | null = null;
  const parts: ArrowPart[] = [];
  for (const part of sources) {
    if ('open' in part && checked.columns !== undefined) {
      parts.push({ source: part, coded: Object.keys(checked.columns).map(() => false) });
    } else {
      const fields = await fieldsOf(part);
      const chosen = selectColumns(storedColumns(fields), checked, part.name);
      selection ??= chosen;
      parts.push({ source: part, coded: chosen.positions.map((position, index) => chosen.declarations[index]!.type === 'utf8' && fields[position]!.dictionary !== null) });
    }
  }
  const columns = checked.columns ?? Object.fromEntries(selection!.names.map((name, index) => [name, selection!.declarations[index]!]));
  const declared = { ...checked, columns };
  const coded = Object.keys(columns).map((_, index) => parts.every((part) => part.coded[index]));
  const schema = selectionSchema({ names: Object.keys(columns), declarations: Object.values(columns), positions: [] }, coded);
  return {
    rows: {
      schema,
      async *open(signal) {
        let rows = 0;
        for (const part of parts) {
          for await (const batch of readPart(part.source, schema, coded, declared, signal)) {
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

/**
 * Reads which columns an Arrow file or stream has.
 *
 * @param source - the file; a stream is opened and left after its schema.
 * @returns its columns, with the types to declare.
 * @throws {DataError} when it is no Arrow file, or truncated.
 */
export async function arrowSchemaOf(source: ByteSource | BlobSource): Promise<readonly StoredColumn[]> {
  return storedColumns(await fieldsOf(source));
}

async function fieldsOf(source: ByteSource | BlobSource): Promise<readonly IpcField[]> {
  const reading = await readMessages(source, undefined);
  await reading.close();
  return reading.fields;
}

function storedColumns(fields: readonly IpcField[]): StoredColumn[] {
  return fields.map(({ name, nullable, layout, dictionary }) => {
    const { type } = (dictionary?.values ?? layout);
    return { name, type: proposeType(type), nullable, stored: dictionary === null ? sourceTypeName(type) : `dictionary of ${sourceTypeName(type)}` };
  });
}

async function* readPart(
  source: ByteSource | BlobSource,
  schema: Schema,
  coded: readonly boolean[],
  options: ArrowReadOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<RecordBatch, void, undefined> {
  const reading = await readMessages(source, signal);
  try {
    const selection = selectColumns(storedColumns(reading.fields), options, source.name);
    let rowsBefore = 0;
    for await (const batch of reading.batches(selection.positions, options.maxBatchBytes ?? MAX_BATCH_BYTES)) {
      signal?.throwIfAborted();
      const columns = batch.columns.map((raw, index) => castField(raw, reading, selection, index, coded[index]!, rowsBefore + 1, source.name));
      const batchRows = batchRowsOf(options);
      for (let from = 0; from < batch.rows; from += batchRows) {
        const rows = Math.min(batchRows, batch.rows - from);
        yield makeCheckedBatch(schema, cutColumns(columns, selection, from, rows, batch.rows), rows, rowsBefore + from + 1, source.name);
      }
      rowsBefore += batch.rows;
    }
  } finally {
    await reading.close();
  }
}

/** A column without values has no bytes in the file, so it is made a batch at a time, whatever length the file says. */
function cutColumns(columns: readonly (Column | null)[], selection: ColumnSelection, from: number, rows: number, all: number): Column[] {
  return columns.map((column, index) => {
    if (column === null) return nullColumn(parseColumnType(selection.declarations[index]!.type)!, rows);
    return rows === all ? column : sliceColumn(column, from, rows);
  });
}

function castField(raw: RawColumn, reading: IpcReading, selection: ColumnSelection, index: number, coded: boolean, firstRow: number, source: string): Column | null {
  const { dictionary } = reading.fields[selection.positions[index]!]!;
  const { type } = selection.declarations[index]!;
  const place = { source, column: selection.names[index]!, firstRow };
  if (raw.type.kind === 'null' && !coded) return null;
  try {
    if (dictionary === null) return castColumn(raw, type, place);
    const parts: DictionaryParts | undefined = reading.dictionaries.get(dictionary.id);
    return castIndices(raw, parts, type, coded, place);
  } catch (error) {
    if (error instanceof RangeError) throw new DataError('DATA_FORMAT', 'holds values whose places contradict themselves', { source, column: place.column });
    throw error;
  }
}
