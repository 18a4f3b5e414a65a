import { byteSink, putBytes, putNumber, writtenBytes } from '../compress/byte-sink.ts';
import type { ColumnChunk } from './column-chunk.ts';
import type { StoredColumn } from './stored-column.ts';
import { i32, i64, putThrift, struct, structs, text, type ThriftValue } from './thrift.ts';

/** What stands at both ends of a file. */
export const PARQUET_MAGIC: Uint8Array = Uint8Array.of(80, 65, 82, 49);

/** What the footer says of a row group that was written. */
export interface WrittenGroup {
  readonly rows: number;
  /** By column. */
  readonly chunks: readonly WrittenChunk[];
}

/** A column of a row group, its bytes written and gone. */
export interface WrittenChunk extends Omit<ColumnChunk, 'bytes'> {
  /** First byte in the file. */
  readonly at: number;
  readonly length: number;
}

/**
 * Writes the end of a file.
 *
 * @param columns - its columns.
 * @param groups - its row groups.
 * @param codec - Parquet's number of what pages are compressed with.
 * @param metadata - what is said of the whole file.
 * @returns the footer, its length, and the mark of the format.
 * @see https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
export function fileFooter(columns: readonly StoredColumn[], groups: readonly WrittenGroup[], codec: number, metadata: ReadonlyMap<string, string>): Uint8Array {
  const sink = byteSink(1 << 12);
  putThrift(sink, struct({
    1: i32(VERSION),
    2: structs([struct({ 4: text('schema'), 5: i32(columns.length) }), ...columns.map(({ element }) => element)]),
    3: i64(groups.reduce((sum, { rows }) => sum + rows, 0)),
    4: structs(groups.map((group, index) => groupOf(group, index, columns, codec))),
    5: structs([...metadata].map(([name, value]) => struct({ 1: text(name), 2: text(value) }))),
    6: text('a423'),
    // All columns are ordered as their type says.
    7: structs(columns.map(() => struct({ 1: struct({}) }))),
  }));
  putNumber(sink, sink.size, 4);
  putBytes(sink, PARQUET_MAGIC);
  return writtenBytes(sink);
}

const VERSION = 1;

function groupOf({ rows, chunks }: WrittenGroup, index: number, columns: readonly StoredColumn[], codec: number): ThriftValue {
  return struct({
    1: structs(chunks.map((chunk, column) => struct({ 2: i64(0), 3: chunkOf(chunk, columns[column]!, codec) }))),
    2: i64(chunks.reduce((sum, { plainBytes }) => sum + plainBytes, 0)),
    3: i64(rows),
    5: i64(chunks[0]!.at),
    6: i64(chunks.reduce((sum, { length }) => sum + length, 0)),
    7: index < 1 << 15 ? { kind: 'i16', value: index } : null,
  });
}

function chunkOf({ at, length, dictionaryBytes, plainBytes, encodings, rows, nulls, bounds }: WrittenChunk, { name, physical }: StoredColumn, codec: number): ThriftValue {
  return struct({
    1: i32(physical),
    2: { kind: 'list', of: 'i32', values: encodings.map(i32) },
    3: { kind: 'list', of: 'bytes', values: [text(name)] },
    4: i32(codec),
    5: i64(rows),
    6: i64(plainBytes),
    7: i64(length),
    9: i64(at + dictionaryBytes),
    11: dictionaryBytes === 0 ? null : i64(at),
    12: struct({
      3: i64(nulls),
      5: bounds === null ? null : { kind: 'bytes', value: bounds.greatest },
      6: bounds === null ? null : { kind: 'bytes', value: bounds.least },
      7: bounds === null ? null : { kind: 'truth', value: true },
      8: bounds === null ? null : { kind: 'truth', value: true },
    }),
  });
}
