// Pages and footer, read by hyparquet.
import { parquetMetadata, parquetReadObjects, type FileMetaData } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { columnChunk, type ChunkPart, type PageCodec } from '../../../../src/write/kernel/parquet/column-chunk.ts';
import { fileFooter, PARQUET_MAGIC } from '../../../../src/write/kernel/parquet/file-footer.ts';
import { storedColumn, type StoredType } from '../../../../src/write/kernel/parquet/stored-column.ts';
import { storedValues } from '../../../../src/write/kernel/parquet/stored-values.ts';
import { naiveColumn, type Kind, type NaiveValues } from '../../core/naive-columns.ts';

const PLAIN: PageCodec = { number: 0, compress: (bytes) => bytes };

function partOf(kind: Kind, values: NaiveValues): ChunkPart {
  const column = naiveColumn(kind, values);
  return { rows: column.rows, valid: column.valid, values: storedValues(column) };
}

/** A file of one column and a row group. */
function fileOf(type: StoredType, kind: Kind, parts: readonly NaiveValues[], isCoded: boolean, codec: PageCodec = PLAIN): { readonly file: ArrayBuffer; readonly metadata: FileMetaData } {
  const column = storedColumn('column', true, type);
  const { bytes, ...written } = columnChunk(column, parts.map((values) => partOf(kind, values)), isCoded, codec);
  const footer = fileFooter([column], [{ rows: written.rows, chunks: [{ ...written, at: 4, length: bytes.length }] }], 0, new Map([['name', 'value']]));
  const file = new Uint8Array(Buffer.concat([PARQUET_MAGIC, bytes, footer])).buffer;
  return { file, metadata: parquetMetadata(file) };
}

describe('a column of a row group', () => {
  const values = [3, null, -7, 3, 3, null, 12];

  test.each([true, false])('is described by its footer, with a dictionary or without: %s', (isCoded) => {
    const { metadata } = fileOf({ name: 'int32' }, 'int32', [values, [5]], isCoded);
    const chunk = metadata.row_groups[0]!.columns[0]!.meta_data!;
    expect([Number(chunk.num_values), chunk.type, chunk.codec, chunk.path_in_schema]).toEqual([8, 'INT32', 'UNCOMPRESSED', ['column']]);
    expect([chunk.statistics?.min_value, chunk.statistics?.max_value, Number(chunk.statistics?.null_count)]).toEqual([-7, 12, 2]);
    expect([chunk.statistics?.is_min_value_exact, chunk.statistics?.is_max_value_exact]).toEqual([true, true]);
    expect(chunk.encodings.includes('RLE_DICTIONARY')).toBe(isCoded);
    expect(chunk.dictionary_page_offset === undefined).toBe(!isCoded);
    // Nothing was compressed.
    expect(chunk.total_compressed_size).toBe(chunk.total_uncompressed_size);
    expect([metadata.created_by, metadata.key_value_metadata, metadata.version, Number(metadata.num_rows)]).toEqual(['a423', [{ key: 'name', value: 'value' }], 1, 8]);
  });

  test.each([true, false])('is read back from all of its parts, with a dictionary or without: %s', async (isCoded) => {
    const { file } = fileOf({ name: 'int32' }, 'int32', [values, [], [5, null]], isCoded);
    expect((await parquetReadObjects({ file })).map((row) => (row as { column?: number }).column ?? null)).toEqual([...values, 5, null]);
  });

  test('is cut into pages by rows and by bytes, and a value longer than a page has one of its own', async () => {
    const pages: number[] = [];
    const counting: PageCodec = { number: 0, compress: (bytes) => (pages.push(bytes.length), bytes) };
    fileOf({ name: 'bool' }, 'bool', [Array.from({ length: 70_000 }, (_, row) => row % 2 === 0)], false, counting);
    expect(pages.splice(0).length).toBe(3);
    const long = ['a'.repeat(600_000), 'b'.repeat(600_000), 'c'.repeat(3_000_000), 'd'];
    const { file } = fileOf({ name: 'utf8' }, 'text', [long], false, counting);
    expect(pages.map((bytes) => Math.round(bytes / 1e5))).toEqual([12, 30, 0]);
    expect((await parquetReadObjects({ file })).map((row) => (row as { column: string }).column)).toEqual(long);
  });
});

describe('the schema of a file', () => {
  test('says what values mean, by the newer words, and by the older ones where these say the same', () => {
    const told = (type: StoredType): unknown => {
      const { type: physical, type_length, converted_type, logical_type, precision, scale } = parquetMetadata(new Uint8Array(Buffer.concat([PARQUET_MAGIC, fileFooter([storedColumn('c', false, type)], [], 0, new Map())])).buffer).schema[1]!;
      return [physical, type_length, converted_type, logical_type?.type, precision, scale];
    };
    expect(told({ name: 'utf8' })).toEqual(['BYTE_ARRAY', undefined, 'UTF8', 'STRING', undefined, undefined]);
    expect(told({ name: 'date' })).toEqual(['INT32', undefined, 'DATE', 'DATE', undefined, undefined]);
    expect(told({ name: 'timestamp' })).toEqual(['INT64', undefined, undefined, 'TIMESTAMP', undefined, undefined]);
    expect(told({ name: 'bool' })).toEqual(['BOOLEAN', undefined, undefined, undefined, undefined, undefined]);
    expect(told({ name: 'float64' })).toEqual(['DOUBLE', undefined, undefined, undefined, undefined, undefined]);
    expect(told({ name: 'binary', width: 16 })).toEqual(['FIXED_LEN_BYTE_ARRAY', 16, undefined, undefined, undefined, undefined]);
    expect(told({ name: 'decimal', precision: 9, scale: 2 })).toEqual(['INT32', undefined, 'DECIMAL', 'DECIMAL', 9, 2]);
    expect(told({ name: 'decimal', precision: 18, scale: 2 })).toEqual(['INT64', undefined, 'DECIMAL', 'DECIMAL', 18, 2]);
    expect(told({ name: 'decimal', precision: 38, scale: 2 })).toEqual(['FIXED_LEN_BYTE_ARRAY', 16, 'DECIMAL', 'DECIMAL', 38, 2]);
  });
});
