// Row groups come from writers that are not ours, and the joined file is read by others: hyparquet and DuckDB.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { parquetMetadata, parquetReadObjects, readOffsetIndex, type ColumnChunk } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type * as ParquetWasm from 'parquet-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinRowGroups } from '../../../src/write/kernel/join-row-groups.ts';
import { openDuckdb, query } from '../../differential/duckdb.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-join-'));
let library: typeof ParquetWasm;
beforeAll(async () => {
  library = await import('parquet-wasm');
});
afterAll(() => { rmSync(folder, { recursive: true }); });

type Row = Readonly<Record<'key' | 'few' | 'number', string | number>>;
const rowsFrom = (from: number, count: number): Row[] => Array.from({ length: count }, (_, index) => ({ key: `key-${from + index}`, few: ['a', 'b', 'a'][(from + index) % 3]!, number: (from + index) / 2 }));

/** Has the library write rows, in groups of so many. */
function fileOf(rows: readonly Row[], groupRows = 1_000_000): Uint8Array {
  const table = tableFromArrays({ key: rows.map(({ key }) => key), few: rows.map(({ few }) => few), number: Float64Array.from(rows, ({ number }) => Number(number)) });
  const properties = new library.WriterPropertiesBuilder().setCompression(library.Compression.SNAPPY).setMaxRowGroupSize(groupRows).setDataPageSizeLimit(400).setWriteBatchSize(100).build();
  return library.writeParquet(library.Table.fromIPCStream(tableToIPC(table, 'stream')), properties);
}

function joined(files: readonly Uint8Array[]): Buffer {
  const file = joinRowGroups();
  return Buffer.concat([...files.flatMap((bytes) => file.add(bytes)), ...file.end()]);
}

const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
const SIZES: readonly number[] = [1500, 1, 0, 700, 1500];
const PARTS = SIZES.map((size, index) => rowsFrom(SIZES.slice(0, index).reduce((sum, before) => sum + before, 0), size));
const ROWS = PARTS.flat();

describe('joined row groups', () => {
  test('have the rows of their files, in their order, for two readers', async () => {
    const file = joined(PARTS.map((rows) => fileOf(rows)));
    expect(await parquetReadObjects({ file: bufferOf(file), compressors })).toEqual(ROWS);
    const path = join(folder, 'joined.parquet');
    writeFileSync(path, file);
    const duckdb = await openDuckdb();
    const found = await query(duckdb, `SELECT count(*)::INT, count(DISTINCT key)::INT, sum(number), (SELECT number FROM '${path}' WHERE key = 'key-2200') FROM '${path}'`);
    duckdb.closeSync();
    expect(found).toEqual([[ROWS.length, ROWS.length, ROWS.reduce((sum, { number }) => sum + Number(number), 0), 1100]]);
  });

  test('are numbered, and tell rows, statistics and encodings as their files did', () => {
    const files = PARTS.map((rows) => fileOf(rows));
    const metadata = parquetMetadata(bufferOf(joined(files)));
    const own = files.map((file) => parquetMetadata(bufferOf(file))).flatMap(({ row_groups }) => row_groups);
    expect(Number(metadata.num_rows)).toBe(ROWS.length);
    expect(metadata.row_groups.map(({ num_rows, ordinal }) => [Number(num_rows), ordinal])).toEqual([1500, 1, 700, 1500].map((rows, index) => [rows, index]));
    metadata.row_groups.forEach(({ columns, total_byte_size }, index) => {
      expect(total_byte_size).toBe(own[index]!.total_byte_size);
      columns.forEach(({ meta_data: one }, column) => {
        const other = own[index]!.columns[column]!.meta_data!;
        for (const name of ['statistics', 'encodings', 'codec', 'num_values', 'total_compressed_size', 'path_in_schema'] as const) expect(one![name], name).toEqual(other[name]);
      });
    });
  });

  test('have page indexes that tell where their pages are', () => {
    const file = joined(PARTS.map((rows) => fileOf(rows)));
    const chunks = parquetMetadata(bufferOf(file)).row_groups.flatMap(({ columns }) => columns);
    const view = new DataView(bufferOf(file));
    for (const chunk of chunks) {
      const { meta_data: data } = chunk;
      const pages = readOffsetIndex({ view: slice(view, chunk), offset: 0 }).page_locations;
      expect(pages[0]!.offset).toBe(data!.data_page_offset);
      const last = pages.at(-1)!;
      const first = data!.dictionary_page_offset ?? data!.data_page_offset;
      expect(last.offset + BigInt(last.compressed_page_size)).toBe(first + data!.total_compressed_size);
      for (let page = 1; page < pages.length; page++) expect(pages[page]!.offset).toBe(pages[page - 1]!.offset + BigInt(pages[page - 1]!.compressed_page_size));
    }
    expect(chunks.some((chunk) => readOffsetIndex({ view: slice(view, chunk), offset: 0 }).page_locations.length > 2)).toBe(true);
  });

  test('of one file are read as that file, and of none cannot be', async () => {
    const file = fileOf(ROWS);
    expect(await parquetReadObjects({ file: bufferOf(joined([file])), compressors })).toEqual(ROWS);
    expect(parquetMetadata(bufferOf(joined([fileOf([])]))).schema.map(({ name }) => name).slice(1)).toEqual(['key', 'few', 'number']);
    expect(() => joinRowGroups().end()).toThrow(RangeError);
  });

  test('are told of as they come: rows so far', () => {
    const file = joinRowGroups();
    const told = PARTS.map((rows) => {
      file.add(fileOf(rows));
      return file.rows;
    });
    expect(told).toEqual([1500, 1501, 1501, 2201, 3701]);
  });

  test('of DuckDB, which writes no page indexes, join too', async () => {
    const duckdb = await openDuckdb();
    const files: Uint8Array[] = [];
    for (const from of [0, 500]) {
      const path = join(folder, `${from}.parquet`);
      await duckdb.run(`COPY (SELECT ('key-' || i) AS key, i / 2 AS half FROM range(${from}, ${from + 500}) t(i)) TO '${path}' (FORMAT parquet)`);
      files.push(readFileSync(path));
    }
    duckdb.closeSync();
    expect(await parquetReadObjects({ file: bufferOf(joined(files)), compressors })).toEqual(Array.from({ length: 1000 }, (_, index) => ({ key: `key-${index}`, half: index / 2 })));
  });

  test('are refused where a file has several, is damaged or is none', () => {
    const file = fileOf(rowsFrom(0, 300));
    expect(() => joinRowGroups().add(fileOf(rowsFrom(0, 300), 100))).toThrow(/one row group/);
    for (const bytes of [new Uint8Array(0), file.subarray(0, 3), file.subarray(0, -1), new Uint8Array(100)]) expect(() => joinRowGroups().add(bytes)).toThrow(RangeError);
    const length = new DataView(file.buffer, file.byteOffset).getUint32(file.length - 8, true);
    for (let at = file.length - 8 - length; at < file.length - 8; at += 7) {
      const damaged = file.slice();
      damaged[at] = 0xff;
      try {
        joinRowGroups().add(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }
  });
});

/** The bytes of the index that tells where the pages of a chunk are. */
function slice(view: DataView, { offset_index_offset: at, offset_index_length: length }: ColumnChunk): DataView {
  return new DataView(view.buffer, Number(at), length);
}
