// Arrow files whose buffers are compressed, as pandas and R write them by default. Arrow's own library writes them here;
// zstd frames come from parquet-rs, lz4 frames are made below by hand.
import * as arrow from 'apache-arrow';
import { Compression, Table, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import { bytesInMemory } from '../../src/core/bytes.ts';
import { collect } from '../../src/core/dataset.ts';
import { DataError } from '../../src/core/errors.ts';
import { readArrow, type ArrowReadOptions } from '../../src/read/index.ts';
import { lz4FrameBound } from '../../src/read/kernel/codec.ts';
import { readPageHeader } from '../../src/read/kernel/parquet-page.ts';
import { valuesOf, type Value } from '../small-tables.ts';

/** Compresses with parquet-rs: the bytes as the only value of a column. */
function zstd(bytes: Uint8Array): Uint8Array {
  const type = new arrow.FixedSizeBinary(bytes.length);
  const data = arrow.makeData({ type: new arrow.Struct([new arrow.Field('c', type, false)]), length: 1, nullCount: 0, children: [arrow.makeData({ type, data: bytes, length: 1, nullCount: 0 })] });
  const table = new arrow.Table([new arrow.RecordBatch(new arrow.Schema([new arrow.Field('c', type, false)]), data)]);
  const properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).setDictionaryEnabled(false).build();
  const file = writeParquet(Table.fromIPCStream(arrow.tableToIPC(table, 'stream')), properties);
  const header = readPageHeader(file, 4, file.length);
  return file.slice(4 + header.headerBytes, 4 + header.headerBytes + header.storedBytes);
}

/** The checksum that an lz4 frame has of its header: xxHash of fewer than 16 bytes. */
function xxh32(bytes: Uint8Array): number {
  const [p1, p2, p3, p4, p5] = [2654435761, 2246822519, 3266489917, 668265263, 374761393] as const;
  const turn = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  let hash = (p5 + bytes.length) | 0;
  let at = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (; at + 4 <= bytes.length; at += 4) hash = Math.imul(turn((hash + Math.imul(view.getUint32(at, true), p3)) | 0, 17), p4);
  for (; at < bytes.length; at++) hash = Math.imul(turn((hash + Math.imul(bytes[at]!, p5)) | 0, 11), p1);
  hash = Math.imul(hash ^ (hash >>> 15), p2);
  hash = Math.imul(hash ^ (hash >>> 13), p3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const BLOCK = 65_536;

/** Compresses by hand: a block of one repeated byte is one match, any other is stored. */
function lz4(bytes: Uint8Array): Uint8Array {
  const descriptor = Uint8Array.of(0x60, 0x40);
  const out = [0x04, 0x22, 0x4d, 0x18, ...descriptor, (xxh32(descriptor) >> 8) & 255];
  const word = (value: number): number[] => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK);
    const first = block[0]!;
    if (block.length > 300 && block.every((byte) => byte === first)) {
      // One literal, then a match of all but the last five bytes, which are literals by rule.
      const match = block.length - 6 - 4 - 15;
      const packed = [0x1f, first, 1, 0, ...Array<number>(Math.floor(match / 255)).fill(255), match % 255, 0x50, first, first, first, first, first];
      out.push(...word(packed.length), ...packed);
    } else out.push(...word(0x80000000 + block.length), ...block);
  }
  return Uint8Array.from([...out, 0, 0, 0, 0]);
}

const rows = 20_000;
const expected: Record<string, Value[]> = {
  text: Array.from({ length: rows }, (_, row) => (row % 7 === 3 ? null : `texte ${row % 900} é`)),
  code: Array.from({ length: rows }, (_, row) => ['Ain', 'Lot', null][row % 3]!),
  zero: Array.from({ length: rows }, () => 0),
  whole: Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? null : row)),
};
const table = new arrow.Table({
  text: arrow.vectorFromArray(expected['text']!, new arrow.Utf8()),
  code: arrow.vectorFromArray(expected['code']!, new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8())),
  zero: arrow.makeVector(new Int32Array(rows)),
  whole: arrow.vectorFromArray(expected['whole']!, new arrow.Int32()),
});

type Codec = 'lz4' | 'zstd';
const TYPES = { lz4: arrow.CompressionType.LZ4_FRAME, zstd: arrow.CompressionType.ZSTD };

const COMPRESS = { lz4, zstd };
/** Lengths of the buffers given to the codec, in order. */
const lengths: number[] = [];

/**
 * Writes with Arrow's library, then puts right what version 21 writes in front of a compressed buffer: the format asks for
 * the length once decompressed, the library gives the length it has.
 */
function write(codec: Codec, form: 'stream' | 'file', from: arrow.Table = table): Uint8Array {
  const options = { compressionType: TYPES[codec] } as never;
  const writer = form === 'stream' ? new arrow.RecordBatchStreamWriter(options) : new arrow.RecordBatchFileWriter(options);
  lengths.length = 0;
  for (const batch of from.batches) writer.write(batch);
  writer.finish();
  const bytes = writer.toUint8Array(true).slice();
  const view = new DataView(bytes.buffer);
  const places: { isDictionary: boolean; at: number }[] = [];
  for (let at = form === 'file' ? 8 : 0, metadata = view.getInt32(at + 4, true); metadata > 0; metadata = view.getInt32(at + 4, true)) {
    const message = arrow.Message.decode(bytes.subarray(at + 8, at + 8 + metadata));
    const header = message.header() as unknown as { buffers?: { offset: number; length: number }[]; data?: { buffers: { offset: number; length: number }[] } };
    at += 8 + metadata;
    for (const { offset, length } of header.buffers ?? header.data?.buffers ?? []) {
      if (Number(length) > 0) places.push({ isDictionary: header.data !== undefined, at: at + Number(offset) });
    }
    at += Number(message.bodyLength);
  }
  // The library compresses a batch before it writes the batch's dictionaries, which come first in the file.
  for (const { at } of [...places.filter(({ isDictionary }) => !isDictionary), ...places.filter(({ isDictionary }) => isDictionary)]) {
    const length = lengths.shift()!;
    if (view.getBigInt64(at, true) !== -1n) view.setBigInt64(at, BigInt(length), true);
  }
  return bytes;
}

async function read(bytes: Uint8Array, form: 'stream' | 'file', options: ArrowReadOptions = {}): Promise<Record<string, Value[]>> {
  const source = form === 'stream' ? bytesInMemory('a', bytes) : { name: 'a', blob: () => Promise.resolve(new Blob([bytes as Uint8Array<ArrayBuffer>])) };
  const { rows: dataset } = await readArrow(source, options);
  const [batch] = await collect(dataset);
  return Object.fromEntries(columnsOf(batch!).map((column, index) => [dataset.schema.fields[index]!.name, valuesOf(column)]));
}

const refused = (work: Promise<unknown>): Promise<DataError> => work.then(() => { throw new Error('expected a refusal'); }, (error: unknown) => error as DataError);

beforeAll(() => {
  for (const codec of ['lz4', 'zstd'] as const) {
    const encode = (bytes: Uint8Array): Uint8Array => {
      lengths.push(bytes.length);
      return COMPRESS[codec](bytes);
    };
    arrow.compressionRegistry.set(TYPES[codec], { encode, decode: () => new Uint8Array(0) });
  }
});

describe.each(['lz4', 'zstd'] as const)('an Arrow file compressed with %s', (codec) => {
  test.each(['stream', 'file'] as const)('gives the rows that were written, as a %s', async (form) => {
    const bytes = write(codec, form);
    expect(await read(bytes, form)).toEqual(expected);
    expect(bytes.length).toBeLessThan(arrow.tableToIPC(table, form).length);
  });

  test('is refused when it is damaged, with no other fault', async () => {
    const bytes = write(codec, 'stream');
    const codes = new Set<string>();
    for (let index = 0; index < 300; index++) {
      const broken = bytes.slice();
      broken[1500 + ((index * 7919) % (bytes.length - 1600))]! ^= 1 << index % 8;
      await read(broken, 'stream').then(() => codes.add('rows'), (error: unknown) => {
        expect(error).toBeInstanceOf(DataError);
        codes.add((error as DataError).code);
      });
    }
    expect(codes.has('DATA_FORMAT')).toBe(true);
  });

  test('is refused when a buffer would become too large, before it does', async () => {
    expect((await refused(read(write(codec, 'stream'), 'stream', { maxBatchBytes: 8 * 40_000 }))).code).toBe('DATA_PAGE_TOO_LARGE');
  });

  test('may hold buffers that are stored as they are', async () => {
    const small = new arrow.Table({ c: arrow.vectorFromArray([1, 2, 3], new arrow.Int32()) });
    expect(await read(write(codec, 'stream', small), 'stream')).toEqual({ c: [1, 2, 3] });
  });
});

describe('the bound of an lz4 frame', () => {
  test('counts its blocks, stored ones as they are', () => {
    expect(lz4FrameBound(lz4(new Uint8Array(3 * BLOCK)))).toBe(3 * BLOCK);
    expect(lz4FrameBound(lz4(Uint8Array.from({ length: 1000 }, (_, index) => index)))).toBe(1000);
  });

  test('of a frame that is cut is refused', () => {
    const frame = lz4(Uint8Array.of(...new Uint8Array(1000), 1));
    for (let end = 0; end < frame.length - 4; end += 13) expect(() => lz4FrameBound(frame.subarray(0, end))).toThrow('lz4');
    expect(() => lz4FrameBound(new Uint8Array(20))).toThrow('lz4');
  });
});
