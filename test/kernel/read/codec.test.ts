// What is said of compressed bytes, against decoders that share no code with us: those of hyparquet-compressors.
import { decompressLz4, decompressLz4Raw, decompressSnappy, decompressZstd } from 'hyparquet-compressors';
import { Table, WriterPropertiesBuilder, writeParquet, Compression } from 'parquet-wasm';
import * as arrow from 'apache-arrow';
import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { CODEC, decompressedBound, isUndoneOutside, joinBytes, storeBytes } from '../../../src/read/kernel/codec.ts';
import { readPageHeader } from '../../../src/read/kernel/parquet-page.ts';

const DECODERS: Readonly<Record<number, (bytes: Uint8Array, length: number) => Uint8Array>> = {
  [CODEC.none]: (bytes) => bytes,
  [CODEC.snappy]: (bytes, length) => decompressSnappy(bytes, length),
  [CODEC.lz4]: (bytes, length) => decompressLz4(bytes, length),
  [CODEC.lz4Raw]: (bytes, length) => decompressLz4Raw(bytes, length),
  [CODEC.zstd]: (bytes) => decompressZstd(bytes),
};
const STORING = Object.keys(DECODERS).map(Number);
const sizes = [1, 2, 14, 15, 16, 269, 270, 271, 524, 525, 65_535, 65_536, 131_071, 131_072, 131_073, 300_000];

describe('bytes that are stored', () => {
  test.each(STORING)('come back from the decoder of codec %i, at every size where its form changes', (codec) => {
    for (const size of sizes) {
      const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 31) % 251);
      const stored = storeBytes(codec, bytes);
      expect(Buffer.compare(Buffer.from(DECODERS[codec]!(stored, size)), Buffer.from(bytes))).toBe(0);
      expect(decompressedBound(codec, stored, size)).toBe(size);
    }
  });

  test('have no form in gzip and brotli, which are undone elsewhere', () => {
    for (const codec of Object.values(CODEC)) expect(isUndoneOutside(codec)).toBe(codec === CODEC.gzip || codec === CODEC.brotli);
    expect(() => storeBytes(CODEC.gzip, new Uint8Array(3))).toThrow(RangeError);
    expect(() => decompressedBound(CODEC.brotli, new Uint8Array(3), 3)).toThrow(RangeError);
    expect(() => decompressedBound(99, new Uint8Array(3), 3)).toThrow(RangeError);
  });
});

/** Pages as parquet-rs compresses them: stored bytes and the size they come from. */
function pagesOf(compression: Compression, values: Float64Array): { payload: Uint8Array; plainBytes: number }[] {
  const table = new arrow.Table({ c: arrow.makeVector(values) });
  const file = writeParquet(Table.fromIPCStream(arrow.tableToIPC(table, 'stream')), new WriterPropertiesBuilder().setCompression(compression).setDictionaryEnabled(false).setDataPageSizeLimit(20_000).build());
  const column = parquetMetadata(file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer).row_groups[0]!.columns[0]!.meta_data!;
  const pages: { payload: Uint8Array; plainBytes: number }[] = [];
  const end = Number(column.data_page_offset) + Number(column.total_compressed_size);
  for (let at = Number(column.data_page_offset); at < end; ) {
    const header = readPageHeader(file, at, end);
    at += header.headerBytes;
    pages.push({ payload: file.slice(at, at + header.storedBytes), plainBytes: header.plainBytes });
    at += header.storedBytes;
  }
  return pages;
}

describe('the bound of compressed bytes', () => {
  const series = [
    Float64Array.from({ length: 10_000 }, (_, row) => Math.sin(row)),
    new Float64Array(50_000),
    Float64Array.from({ length: 9000 }, (_, row) => row % 17),
  ];

  test.each([
    ['snappy', Compression.SNAPPY, CODEC.snappy],
    ['zstd', Compression.ZSTD, CODEC.zstd],
    ['lz4', Compression.LZ4_RAW, CODEC.lz4Raw],
  ] as const)('of %s is never below what the decoder gives', (_, compression, codec) => {
    for (const values of series) {
      const pages = pagesOf(compression, values);
      expect(pages.reduce((sum, { plainBytes }) => sum + plainBytes, 0)).toBeGreaterThanOrEqual(8 * values.length);
      for (const { payload, plainBytes } of pages) {
        expect(DECODERS[codec]!(payload, plainBytes)).toHaveLength(plainBytes);
        const bound = decompressedBound(codec, payload, plainBytes);
        expect(bound).toBeGreaterThanOrEqual(plainBytes);
        expect(bound).toBeLessThanOrEqual(plainBytes + 128 * 1024);
      }
    }
  });

  test('of snappy is what it says, and that must be what the page says', () => {
    expect(decompressedBound(CODEC.snappy, Uint8Array.of(0xe8, 0x07, 0), 1000)).toBe(1000);
    expect(() => decompressedBound(CODEC.snappy, Uint8Array.of(0xe8, 0x07, 0), 999)).toThrow('snappy');
    expect(() => decompressedBound(CODEC.snappy, Uint8Array.of(255, 255, 255, 255, 255), 999)).toThrow('snappy');
    expect(() => decompressedBound(CODEC.snappy, new Uint8Array(0), 1)).toThrow('snappy');
  });

  test('of zstd counts repeated blocks in full and reads every frame', () => {
    const repeated = (blocks: number): number[] => [0x28, 0xb5, 0x2f, 0xfd, 0, 0x58, ...Array.from({ length: blocks }, (_, block) => [0x02 | (block === blocks - 1 ? 1 : 0), 0, 0x10, 0]).flat()];
    expect(decompressedBound(CODEC.zstd, Uint8Array.from(repeated(1)), 1)).toBe(128 * 1024);
    expect(decompressedBound(CODEC.zstd, Uint8Array.from(repeated(1000)), 1)).toBe(128 * 1024 * 1000);
    expect(decompressZstd(Uint8Array.from(repeated(3)))).toHaveLength(3 * 128 * 1024);
    const skipped = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9];
    expect(decompressedBound(CODEC.zstd, Uint8Array.from([...repeated(2), ...skipped, ...repeated(3)]), 1)).toBe(5 * 128 * 1024);
  });

  test('of anything cut short is refused', () => {
    const whole = storeBytes(CODEC.zstd, Uint8Array.from({ length: 1000 }, (_, index) => index % 256));
    for (let bytes = 0; bytes < whole.length; bytes++) expect(() => decompressedBound(CODEC.zstd, whole.subarray(0, bytes), 1000)).toThrow('zstd');
  });

  test('of bytes that are not zstd is refused or finite, never endless', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, framed) => {
      const made = framed ? joinBytes([Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd), bytes]) : bytes;
      try {
        expect(decompressedBound(CODEC.zstd, made, 5)).toBeGreaterThanOrEqual(0);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }), { numRuns: 1000 });
  });

  test('of an lz4 frame is 255 times its size, of a block what the decoder is asked for', () => {
    expect(decompressedBound(CODEC.lz4, Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 1, 2), 10)).toBe(6 * 255);
    expect(decompressedBound(CODEC.lz4, Uint8Array.of(1, 2, 3), 10)).toBe(10);
  });

  test('of nothing that should become nothing is nothing', () => {
    for (const codec of STORING) expect(decompressedBound(codec, new Uint8Array(0), 0)).toBe(0);
  });
});

test('joined bytes keep their order', () => {
  expect(joinBytes([])).toHaveLength(0);
  expect(joinBytes([Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)])).toEqual(Uint8Array.of(1, 2, 3));
});
