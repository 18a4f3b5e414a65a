// Damaged and hostile Arrow and Parquet files, a canary in every text: each gives a typed error or rows, within 5 s and
// 300 MiB, and no message shows a value. A fault outside every `try` would end the test process.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import * as arrow from 'apache-arrow';
import { Compression, Encoding, Table, WriterPropertiesBuilder, WriterVersion, writeParquet } from 'parquet-wasm';
import { afterAll, describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import { bytesInMemory, type TablePorts } from '../../src/core/bytes.ts';
import { DataError } from '../../src/core/errors.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import { readArrow, readParquet, type InflatingBlobSource } from '../../src/read/index.ts';
import { machineInflate } from '../../src/read/node/inflate.ts';

const CANARY = 'Canari1850375116001';
const MAX_MS = 5000;
/** With the 100 MiB that a process with this library takes before it reads, 300 MiB. */
const MAX_BYTES = 200 * 2 ** 20;

const blobOf = (bytes: Uint8Array): InflatingBlobSource => ({ name: 'input', blob: () => Promise.resolve(new Blob([bytes as Uint8Array<ArrayBuffer>])), inflate: machineInflate });

/** A small generator of its own, so that the damage does not depend on what is tested. */
function randomness(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((((state ^ (state >>> 13)) >>> 0) / 2 ** 32) * below);
  };
}

const outcomes = new Map<string, number>();
const peaks = { ms: 0, bytes: 0 };

/** Reads everything and looks at every text, as a step would. */
async function drain(ports: TablePorts): Promise<void> {
  for await (const batch of ports.rows.open()) {
    for (const column of columnsOf(batch)) {
      const text = column.kind === 'coded' ? column.dictionary : column.kind === 'text' ? column : null;
      if (text !== null && (text.offsets[text.rows]! > text.bytes.length || text.offsets[0]! < 0)) throw new Error('ends outside the bytes');
      if (column.kind === 'coded' && column.codes.some((code) => code < 0 || (code > 0 && code >= column.dictionary.rows))) throw new Error('code outside the dictionary');
    }
  }
}

/** Gives the code of the error, or `rows`; anything but a typed error without values fails. */
async function outcome(read: () => Promise<TablePorts>): Promise<string> {
  // Time of the processor, so that a machine busy with other things does not count; a wait without end hits the test's own limit.
  const started = process.cpuUsage();
  const before = { now: process.memoryUsage.rss(), most: process.resourceUsage().maxRSS };
  let result = 'rows';
  try {
    await drain(await read());
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    expect(`${error.message} ${JSON.stringify(error.detail)} ${error.stack ?? ''}`).not.toContain(CANARY);
    expect(error.cause).toBeUndefined();
    result = error.code;
  }
  const { user, system } = process.cpuUsage(started);
  peaks.ms = Math.max(peaks.ms, (user + system) / 1000);
  // The most the process ever took grows only in the call that took more.
  const most = process.resourceUsage().maxRSS;
  peaks.bytes = Math.max(peaks.bytes, (most > before.most ? most * 1024 : process.memoryUsage.rss()) - before.now);
  outcomes.set(result, (outcomes.get(result) ?? 0) + 1);
  return result;
}

const rows = 40;
const texts = Array.from({ length: rows }, (_, row) => (row % 9 === 4 ? null : `${CANARY}-é-${row % 13}`));
const table = new arrow.Table({
  text: arrow.vectorFromArray(texts, new arrow.Utf8()),
  code: arrow.vectorFromArray(texts, new arrow.Dictionary(new arrow.Utf8(), new arrow.Int16())),
  view: arrow.vectorFromArray(texts, new arrow.Utf8View()),
  large: arrow.vectorFromArray(texts, new arrow.LargeUtf8()),
  whole: arrow.vectorFromArray(texts.map((_, row) => (row % 5 === 0 ? null : row)), new arrow.Int32()),
  long: arrow.vectorFromArray(texts.map((_, row) => BigInt(row) << 40n), new arrow.Int64()),
  real: arrow.vectorFromArray(texts.map((_, row) => row / 7), new arrow.Float64()),
  truth: arrow.vectorFromArray(texts.map((_, row) => row % 3 === 0), new arrow.Bool()),
  day: arrow.vectorFromArray(texts.map((_, row) => new Date(row * 86_400_000)), new arrow.DateDay()),
  list: arrow.vectorFromArray(texts.map((_, row) => [row]), new arrow.List(new arrow.Field('item', new arrow.Int32()))),
});
const declared = (names: readonly string[]): Record<string, ColumnDeclaration> =>
  Object.fromEntries(names.map((name): [string, ColumnDeclaration] => [name, { type: ({ whole: 'int32', long: 'int64', real: 'float64', truth: 'bool', day: 'date' } as const)[name] ?? 'utf8', role: 'directIdentifier' }]));
const ALL = ['text', 'code', 'view', 'large', 'whole', 'long', 'real', 'truth', 'day'];
const readAs = { columns: declared(ALL), onUndeclared: 'drop' } as const;

const stream = arrow.tableToIPC(table, 'stream');
const file = arrow.tableToIPC(table, 'file');
const flat = table.select(ALL.filter((name) => name !== 'view') as 'text'[]);
const parquetOf = (compression: Compression, version: WriterVersion): Uint8Array =>
  writeParquet(Table.fromIPCStream(arrow.tableToIPC(flat, 'stream')), new WriterPropertiesBuilder().setCompression(compression).setWriterVersion(version).setMaxRowGroupSize(25).build());
const parquets = [
  parquetOf(Compression.UNCOMPRESSED, WriterVersion.V1),
  parquetOf(Compression.SNAPPY, WriterVersion.V1),
  parquetOf(Compression.ZSTD, WriterVersion.V2),
  parquetOf(Compression.GZIP, WriterVersion.V1),
  parquetOf(Compression.BROTLI, WriterVersion.V2),
  parquetOf(Compression.LZ4_RAW, WriterVersion.V2),
];
const parquetAs = { columns: declared(ALL.filter((name) => name !== 'view')), onUndeclared: 'drop' } as const;
const readParquetBytes = (bytes: Uint8Array): Promise<string> => outcome(() => readParquet(blobOf(bytes), parquetAs));
const footerLength = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);

/** Changes one to four places between two positions: random bytes, or numbers that attackers like. */
function damage(bytes: Uint8Array, from: number, to: number, random: (below: number) => number): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let count = 1 + random(4); count > 0; count--) {
    const at = from + random(to - from);
    const style = random(4);
    if (style === 0 && at + 4 <= to) view.setInt32(at, [-1, 0x7fffffff, -0x80000000, 0x10000000, 0][random(5)]!, true);
    else if (style === 1 && at + 8 <= to) view.setBigInt64(at, [-1n, 2n ** 62n, 2n ** 40n, -(2n ** 63n), 2n ** 31n][random(5)]!, true);
    else copy[at] = random(256);
  }
  return copy;
}

afterAll(() => {
  const total = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
  console.info(`${total} files: ${JSON.stringify(Object.fromEntries(outcomes))}; longest ${Math.round(peaks.ms)} ms, most ${Math.round(peaks.bytes / 2 ** 20)} MiB`);
});

async function run(count: number, make: (index: number, random: (below: number) => number) => () => Promise<string>, seed: number): Promise<string[]> {
  const random = randomness(seed);
  const results: string[] = [];
  for (let index = 0; index < count; index++) results.push(await make(index, random)());
  expect(peaks.ms).toBeLessThan(MAX_MS);
  expect(peaks.bytes).toBeLessThan(MAX_BYTES);
  return results;
}

const refusedShare = (results: readonly string[]): number => results.filter((result) => result !== 'rows').length / results.length;

describe('undamaged files', () => {
  test('are read, so that the damage is what is refused', async () => {
    expect(await outcome(() => readArrow(blobOf(stream), readAs))).toBe('rows');
    expect(await outcome(() => readArrow(bytesInMemory('input', stream, 997), readAs))).toBe('rows');
    expect(await outcome(() => readArrow(blobOf(file), readAs))).toBe('rows');
    for (const bytes of parquets) expect(await readParquetBytes(bytes)).toBe('rows');
  });
});

describe('truncated files', () => {
  test('of Arrow are refused: 500 streams and files cut at any byte', async () => {
    const results = await run(500, (index, random) => {
      const source = index % 2 === 0 ? stream : file;
      const cut = source.slice(0, random(source.length));
      return () => outcome(() => (index % 4 === 0 ? readArrow(bytesInMemory('input', cut, 1000), readAs) : readArrow(blobOf(cut), readAs)));
    }, 11);
    expect(refusedShare(results)).toBe(1);
  });

  test('of Parquet are refused: 500 cut at any byte', async () => {
    const results = await run(500, (index, random) => {
      const source = parquets[index % parquets.length]!;
      const cut = source.slice(0, random(source.length));
      return () => readParquetBytes(cut);
    }, 12);
    expect(refusedShare(results)).toBe(1);
  });

  test('of Parquet with their end kept and their middle gone are refused: 100', async () => {
    const results = await run(100, (index, random) => {
      const source = parquets[index % parquets.length]!;
      const dataEnd = source.length - 8 - footerLength(source);
      const at = 4 + random(dataEnd / 2);
      const shorter = Uint8Array.of(...source.subarray(0, at), ...source.subarray(Math.min(dataEnd, at + 1 + random(200))));
      return () => readParquetBytes(shorter);
    }, 13);
    expect(refusedShare(results)).toBe(1);
  });
});

describe('damaged Parquet files', () => {
  test('with a wrong footer give an error or rows: 800', async () => {
    const results = await run(800, (index, random) => {
      const source = parquets[index % parquets.length]!;
      const from = source.length - 8 - footerLength(source);
      const broken = damage(source, from, source.length, random);
      return () => readParquetBytes(broken);
    }, 21);
    expect(refusedShare(results)).toBeGreaterThan(0.5);
  });

  test('with wrong pages give an error or rows: 800', async () => {
    const results = await run(800, (index, random) => {
      const source = parquets[index % parquets.length]!;
      const broken = damage(source, 4, source.length - 8 - footerLength(source), random);
      return () => readParquetBytes(broken);
    }, 22);
    expect(refusedShare(results)).toBeGreaterThan(0.5);
  });

  test('with another file’s footer are refused: 100', async () => {
    const results = await run(100, (index, random) => {
      const data = parquets[index % parquets.length]!;
      const other = parquets[(index + 1 + random(parquets.length - 1)) % parquets.length]!;
      const from = other.length - 8 - footerLength(other);
      const mixed = Uint8Array.of(...data.subarray(0, Math.min(from, data.length)), ...new Uint8Array(Math.max(0, from - data.length)), ...other.subarray(from));
      return () => readParquetBytes(mixed);
    }, 23);
    expect(refusedShare(results)).toBeGreaterThan(0.9);
  });
});

/** Positions of the metadata of a stream's messages, and of their bodies. */
function messagesOf(bytes: Uint8Array, from: number): { metadata: [number, number]; body: [number, number] }[] {
  const messages: { metadata: [number, number]; body: [number, number] }[] = [];
  for (const { metadata, body } of walk(bytes, from)) messages.push({ metadata, body });
  return messages;
}

function* walk(bytes: Uint8Array, from: number): Generator<{ metadata: [number, number]; body: [number, number] }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = from; ; ) {
    const length = view.getInt32(at + 4, true);
    if (length === 0) return;
    const message = arrow.Message.decode(bytes.subarray(at + 8, at + 8 + length));
    const body = at + 8 + length;
    yield { metadata: [at, body], body: [body, body + Number(message.bodyLength)] };
    at = body + Number(message.bodyLength);
  }
}

describe('damaged Arrow files', () => {
  const messages = messagesOf(stream, 0);

  test('with wrong metadata give an error or rows: 1200 streams', async () => {
    const results = await run(1200, (index, random) => {
      const [from, to] = messages[index % messages.length]!.metadata;
      const broken = damage(stream, from, to, random);
      return () => outcome(() => (index % 3 === 0 ? readArrow(bytesInMemory('input', broken, 4096), readAs) : readArrow(blobOf(broken), readAs)));
    }, 31);
    expect(refusedShare(results)).toBeGreaterThan(0.3);
  });

  test('with wrong bodies give an error or rows: 800 streams', async () => {
    const bodies = messages.filter(({ body: [from, to] }) => to > from);
    const results = await run(800, (index, random) => {
      const [from, to] = bodies[index % bodies.length]!.body;
      const broken = damage(stream, from, to, random);
      return () => outcome(() => readArrow(blobOf(broken), readAs));
    }, 32);
    expect(refusedShare(results)).toBeGreaterThan(0.1);
  });

  test('with a wrong footer give an error or rows: 600 files', async () => {
    const footer = new DataView(file.buffer, file.byteOffset).getInt32(file.length - 10, true);
    const results = await run(600, (_, random) => {
      const broken = damage(file, file.length - 10 - footer, file.length, random);
      return () => outcome(() => readArrow(blobOf(broken), readAs));
    }, 33);
    expect(refusedShare(results)).toBeGreaterThan(0.3);
  });

  test('with ends of texts that leave their bytes or go back are refused: 600', async () => {
    const type = new arrow.Utf8();
    const results = await run(600, (index, random) => {
      const bytes = new TextEncoder().encode(CANARY.repeat(4));
      const ends = Int32Array.from({ length: 21 }, (_, row) => row * 3);
      const at = 1 + random(20);
      if (index % 3 === 0) ends[at] = ends[at - 1]! - 1 - random(1000);
      else if (index % 3 === 1) ends[20] = bytes.length + 1 + random(2 ** 30);
      else ends[0] = -1 - random(2 ** 30);
      const data = arrow.makeData({ type, valueOffsets: ends, data: bytes, length: 20, nullCount: 0 });
      const broken = hostileStream([new arrow.Field('text', type, true)], [data], 20);
      return () => outcome(() => readArrow(blobOf(broken), { columns: declared(['text']) }));
    }, 34);
    expect(refusedShare(results)).toBe(1);
  });

  test('with codes outside their dictionary are refused: 500', async () => {
    const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
    const dictionary = arrow.vectorFromArray([CANARY, 'b', 'c'], new arrow.Utf8());
    const results = await run(500, (_, random) => {
      const codes = Int32Array.from({ length: 30 }, () => random(3));
      codes[random(30)] = random(2) === 0 ? 3 + random(2 ** 31 - 3) : -1 - random(2 ** 31 - 1);
      const data = arrow.makeData({ type, data: codes, length: 30, nullCount: 0, dictionary });
      const broken = arrow.tableToIPC(new arrow.Table({ text: new arrow.Vector([data]) }), 'stream');
      return () => outcome(() => readArrow(blobOf(broken), { columns: declared(['text']) }));
    }, 35);
    expect(results.every((result) => result === 'DATA_FORMAT')).toBe(true);
  });
});

/** Arrow's own writer cuts buffers to what it believes they hold, so the hostile parts are patched in afterwards. */
function hostileStream(fields: arrow.Field[], children: arrow.Data[], length: number): Uint8Array {
  const schema = new arrow.Schema(fields);
  const batch = new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), length, nullCount: 0, children }));
  const honest = children.map((data) => {
    const ends = data.valueOffsets as Int32Array;
    return Int32Array.from(ends, (_, row) => Math.min(row * 3, 60));
  });
  const plain = arrow.tableToIPC(new arrow.Table([new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), length, nullCount: 0, children: children.map((data, index) => arrow.makeData({ type: data.type as arrow.Utf8, valueOffsets: honest[index]!, data: data.values as Uint8Array, length, nullCount: 0 })) }))]), 'stream');
  const bytes = Buffer.from(plain.slice());
  batch.data.children.forEach((data, index) => {
    const at = bytes.indexOf(Buffer.from(honest[index]!.buffer));
    expect(at).toBeGreaterThan(0);
    Buffer.from((data.valueOffsets as Int32Array).slice().buffer).copy(bytes, at);
  });
  return bytes;
}

describe('small files that would grow large', () => {
  const zeros = new Uint8Array(48 * 2 ** 20);
  const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

  /** A Parquet file of one page of bytes, its sizes as the page says and not as they are. */
  function bomb(codec: number, payload: Uint8Array, plainBytes: number, values: number): Uint8Array {
    const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
    const number = (delta: number, type: number, value: number): number[] => [(delta << 4) | type, ...varint(value * 2)];
    const header = [...number(1, 5, 0), ...number(1, 5, plainBytes), ...number(1, 5, payload.length), 0x2c, ...number(1, 5, values), ...number(1, 5, 0), ...number(1, 5, 3), ...number(1, 5, 3), 0, 0];
    const name = [0x18, 4, ...new TextEncoder().encode('text')];
    const schema = [0x19, 0x2c, 0x48, 4, ...new TextEncoder().encode('root'), ...number(1, 5, 1), 0, ...number(1, 5, 6), ...number(2, 5, 0), ...name, ...number(2, 5, 0), 0];
    const chunkBytes = header.length + payload.length;
    const metadata = [...number(1, 5, 6), 0x19, 0x15, 0, 0x19, 0x18, 4, ...new TextEncoder().encode('text'), ...number(1, 5, codec), ...number(1, 6, values), ...number(1, 6, chunkBytes), ...number(1, 6, chunkBytes), ...number(2, 6, 4), 0];
    const group = [0x19, 0x1c, ...number(2, 6, 4), 0x1c, ...metadata, 0, ...number(1, 6, chunkBytes), ...number(1, 6, values), 0];
    const footer = [...number(1, 5, 1), ...schema, ...number(1, 6, values), 0x19, 0x1c, ...group, 0];
    const length = new Uint8Array(Uint32Array.of(footer.length).buffer);
    const magic = new TextEncoder().encode('PAR1');
    return Buffer.concat([magic, Uint8Array.from(header), payload, Uint8Array.from(footer), length, magic]);
  }
  const read = (bytes: Uint8Array): Promise<string> => outcome(() => readParquet(blobOf(bytes), { columns: declared(['text']) }));

  /** Repeated zstd blocks of one byte each: 4 bytes become 128 KiB. */
  function zstdBomb(blocks: number): Uint8Array {
    const bytes = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    for (let block = 0; block < blocks; block++) {
      const header = ((128 * 1024) << 3) | 2 | (block === blocks - 1 ? 1 : 0);
      bytes.push(header & 255, (header >> 8) & 255, (header >> 16) & 255, 0);
    }
    return Uint8Array.from(bytes);
  }

  test('are built as intended: an honest one of the same make is read', async () => {
    const page = Uint8Array.of(2, 0, 0, 0, 0x61, 0x62, 1, 0, 0, 0, 0x63);
    expect(await read(bomb(0, page, page.length, 2))).toBe('rows');
    expect(await read(bomb(2, gzipSync(page), page.length, 2))).toBe('rows');
    expect(await read(bomb(4, brotliCompressSync(page), page.length, 2))).toBe('rows');
  });

  test.each([['gzip', 2, gzipSync], ['brotli', 4, (bytes: Uint8Array) => brotliCompressSync(bytes, QUICK)]] as const)('are read up to the limit, and no more memory than that is taken: %s', async (_, codec, compress) => {
    const page = Buffer.alloc(2 ** 25, 'x');
    page.writeUInt32LE(page.length - 4);
    expect(await read(bomb(codec, compress(page), page.length, 1))).toBe('rows');
    expect(peaks.bytes).toBeLessThan(MAX_BYTES);
  });

  test.each([
    ['gzip that hides its size', () => bomb(2, gzipSync(zeros), 100, 1)],
    ['gzip that says its size', () => bomb(2, gzipSync(zeros), zeros.length, 1)],
    ['zeros that end after one text', () => bomb(0, new Uint8Array(3), 3, 1)],
    ['gzip beyond the limit', () => bomb(2, gzipSync(zeros), 2 ** 30, 1)],
    ['brotli that hides its size', () => bomb(4, brotliCompressSync(zeros, QUICK), 100, 1)],
    ['zstd that hides its size', () => bomb(6, zstdBomb(20_000), 100, 1)],
    ['zstd that says its size', () => bomb(6, zstdBomb(20_000), 2 ** 31 - 1, 1)],
    ['snappy that says too much', () => bomb(1, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0), 100, 1)],
    ['snappy that says 2 GiB', () => bomb(1, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x07, 0), 2 ** 31 - 1, 1)],
    ['lz4 of a frame', () => bomb(5, Buffer.concat([Uint8Array.of(0x04, 0x22, 0x4d, 0x18), new Uint8Array(400_000)]), 100, 1)],
    ['a number of values no page can hold', () => bomb(0, new Uint8Array(16), 16, 2 ** 31 - 1)],
    ['a text longer than its page', () => bomb(0, Uint8Array.of(255, 255, 255, 127, 0), 5, 1)],
    ['a page longer than the file', () => bomb(0, new Uint8Array(0), 2 ** 31 - 1, 1)],
  ])('are refused: %s', async (_, make) => {
    expect(await read(make())).toMatch(/^DATA_(?:FORMAT|PAGE_TOO_LARGE)$/);
    expect(peaks.ms).toBeLessThan(MAX_MS);
    expect(peaks.bytes).toBeLessThan(MAX_BYTES);
  });

  test('are refused: texts that repeat the text before, a megabyte long', async () => {
    const data = new arrow.Table({ text: arrow.vectorFromArray(Array.from({ length: 90 }, () => 'x'.repeat(1_000_000)), new arrow.Utf8()) });
    const bytes = writeParquet(Table.fromIPCStream(arrow.tableToIPC(data, 'stream')), new WriterPropertiesBuilder().setDictionaryEnabled(false).setEncoding(Encoding.DELTA_BYTE_ARRAY).setDataPageSizeLimit(2 ** 30).build());
    expect(bytes.length).toBeLessThan(2 ** 21);
    expect(await read(bytes)).toBe('DATA_PAGE_TOO_LARGE');
  });

  test('are refused: a few long texts that a dictionary repeats', async () => {
    const dictionary = arrow.vectorFromArray(['x'.repeat(100_000)], new arrow.Utf8());
    const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
    const data = arrow.makeData({ type, data: new Int32Array(60_000), length: 60_000, nullCount: 0, dictionary });
    const bytes = arrow.tableToIPC(new arrow.Table({ text: new arrow.Vector([data]) }), 'stream');
    // As codes they are small and stay so; as plain text they would take 6 GB.
    expect(await outcome(() => readArrow(blobOf(bytes), { columns: declared(['text']) }))).toBe('rows');
    expect(await outcome(() => readArrow(bytesInMemory('input', bytes), { columns: declared(['text']) }))).toBe('DATA_PAGE_TOO_LARGE');
    expect(peaks.bytes).toBeLessThan(MAX_BYTES);
  });
});
