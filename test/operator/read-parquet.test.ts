// Parquet files are written by parquet-rs from Arrow tables; values are compared as plain values.
import * as arrow from 'apache-arrow';
import { Compression, Encoding, Table, WriterPropertiesBuilder, WriterVersion, writeParquet } from 'parquet-wasm';
import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import type { BlobSource } from '../../src/core/bytes.ts';
import { collect } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import { parquetSchemaOf, readParquet, type ParquetReadOptions } from '../../src/read/index.ts';
import { machineInflate } from '../../src/read/node/inflate.ts';
import { valuesOf, type Value } from '../small-tables.ts';

const blobOf = (bytes: Uint8Array, name = 'p.parquet'): BlobSource & { inflate: typeof machineInflate } => ({
  name,
  blob: () => Promise.resolve(new Blob([bytes as Uint8Array<ArrayBuffer>])),
  inflate: machineInflate,
});

interface Writing {
  readonly version?: WriterVersion;
  readonly compression?: Compression;
  readonly rowGroupRows?: number;
  readonly encoding?: Encoding;
  readonly pageBytes?: number;
}

/** A Parquet file of an Arrow table, written by parquet-rs. */
function parquet(table: arrow.Table, writing: Writing = {}): Uint8Array {
  let builder = new WriterPropertiesBuilder().setWriterVersion(writing.version ?? WriterVersion.V1).setCompression(writing.compression ?? Compression.SNAPPY);
  if (writing.rowGroupRows !== undefined) builder = builder.setMaxRowGroupSize(writing.rowGroupRows);
  if (writing.encoding !== undefined) builder = builder.setDictionaryEnabled(false).setEncoding(writing.encoding);
  if (writing.pageBytes !== undefined) builder = builder.setDataPageSizeLimit(writing.pageBytes).setWriteBatchSize(64);
  return writeParquet(Table.fromIPCStream(arrow.tableToIPC(table, 'stream')), builder.build());
}

async function read(source: BlobSource | readonly BlobSource[], options: ParquetReadOptions = {}): Promise<Record<string, Value[]>> {
  const { rows } = await readParquet(source, options);
  const table: Record<string, Value[]> = Object.fromEntries(rows.schema.fields.map(({ name }) => [name, []]));
  for (const batch of await collect(rows)) columnsOf(batch).forEach((column, index) => table[rows.schema.fields[index]!.name]!.push(...valuesOf(column)));
  return table;
}

async function refusal(work: Promise<unknown>): Promise<DataError> {
  const error = await work.then(() => null, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
}

const declare = (type: ColumnDeclaration['type'], nullable = true): Record<string, ColumnDeclaration> => ({ c: { type, role: 'attribute', nullable } });
const repeat = <Item>(items: readonly Item[], rows: number): Item[] => Array.from({ length: rows }, (_, row) => items[row % items.length]!);

const DAYS = [0, null, -1, 20_000, -719_162, 2_932_896];
const DECIMALS = [0n, null, -12_345n, 99_999_999_999n, 1n, -1n];
const WORDS = ['un', null, 'trois', 'é', '', '𝄞'];

function everyType(rows: number): { table: arrow.Table; expected: Record<string, Value[]> } {
  const expected = {
    whole: repeat([1, null, -3, 4, 5, 2 ** 31 - 1], rows),
    long: repeat([1n, null, -(2n ** 63n), 4n, 9_007_199_254_740_993n, 2n ** 63n - 1n], rows),
    real: repeat([0.1, null, NaN, -0, Infinity, 5e-324], rows),
    truth: repeat([true, null, false, true, true], rows),
    day: repeat(DAYS, rows),
    text: repeat(WORDS, rows),
    unique: Array.from({ length: rows }, (_, row) => (row % 11 === 3 ? null : `patient-${row}`)),
    code: repeat(WORDS, rows),
    required: Array.from({ length: rows }, (_, row) => row),
  };
  const table = new arrow.Table({
    whole: arrow.vectorFromArray(expected.whole, new arrow.Int32()),
    long: arrow.vectorFromArray(expected.long, new arrow.Int64()),
    real: arrow.vectorFromArray(expected.real, new arrow.Float64()),
    truth: arrow.vectorFromArray(expected.truth, new arrow.Bool()),
    day: arrow.vectorFromArray(expected.day.map((day) => (day === null ? null : new Date(day * 86_400_000))), new arrow.DateDay()),
    text: arrow.vectorFromArray(expected.text, new arrow.Utf8()),
    unique: arrow.vectorFromArray(expected.unique, new arrow.Utf8()),
    code: arrow.vectorFromArray(expected.code, new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())),
    required: arrow.makeVector(Int32Array.from(expected.required)),
  });
  return { table, expected };
}

function dataColumn(type: arrow.DataType, data: unknown, rows: number, valid?: Uint8Array, nullCount = 0): arrow.Table {
  return new arrow.Table({ c: new arrow.Vector([arrow.makeData({ type, data, length: rows, nullCount, nullBitmap: valid } as never) as arrow.Data]) });
}

describe('a Parquet file', () => {
  const { table, expected } = everyType(3000);

  test.each([
    ['version 1, snappy', {}],
    ['version 2, snappy', { version: WriterVersion.V2 }],
    ['version 1, zstd', { compression: Compression.ZSTD }],
    ['version 2, zstd', { version: WriterVersion.V2, compression: Compression.ZSTD }],
    ['version 1, gzip', { compression: Compression.GZIP }],
    ['version 2, gzip', { version: WriterVersion.V2, compression: Compression.GZIP }],
    ['version 1, brotli', { compression: Compression.BROTLI }],
    ['version 2, brotli', { version: WriterVersion.V2, compression: Compression.BROTLI }],
    ['version 1, lz4', { compression: Compression.LZ4_RAW }],
    ['version 1, old lz4', { compression: Compression.LZ4 }],
    ['version 2, plain', { version: WriterVersion.V2, compression: Compression.UNCOMPRESSED }],
    ['many row groups', { rowGroupRows: 700 }],
    ['many pages', { pageBytes: 256 }],
    ['many pages of version 2', { pageBytes: 256, version: WriterVersion.V2, compression: Compression.ZSTD }],
    ['plain values', { encoding: Encoding.PLAIN, pageBytes: 512 }],
  ] as const)('gives the rows that were written: %s', async (_, writing) => {
    const source = blobOf(parquet(table, writing));
    expect(await read(source)).toEqual(expected);
    expect(await read(source, { batchRows: 333 })).toEqual(expected);
  });

  test.each([
    ['delta lengths', Encoding.DELTA_LENGTH_BYTE_ARRAY],
    ['delta bytes', Encoding.DELTA_BYTE_ARRAY],
  ])('gives texts in %s', async (_, encoding) => {
    const texts = { c: arrow.vectorFromArray(expected['unique'] as (string | null)[], new arrow.Utf8()) };
    expect(await read(blobOf(parquet(new arrow.Table(texts), { encoding, version: WriterVersion.V2, pageBytes: 1024 })), { columns: declare('utf8') })).toEqual({ c: expected['unique'] });
  });

  test('keeps text as codes where all or nearly all row groups do', async () => {
    const few = parquet(new arrow.Table({ c: arrow.vectorFromArray(repeat(['a', 'b', null], 5000), new arrow.Utf8()) }), { rowGroupRows: 1000 });
    const { rows } = await readParquet(blobOf(few));
    expect(String(rows.schema.fields[0]!.type)).toBe('Dictionary<Int32, Utf8>');
    const batches = await collect(rows);
    expect(batches.flatMap((batch) => valuesOf(columnsOf(batch)[0]!))).toEqual(repeat(['a', 'b', null], 5000));
    // One dictionary a row group, the same object in all its batches.
    const cut = await collect((await readParquet(blobOf(few), { batchRows: 250 })).rows);
    const dictionaries = cut.map((batch) => columnsOf(batch)[0]!).map((column) => (column.kind === 'coded' ? column.dictionary : null));
    expect(new Set(dictionaries.slice(0, 4)).size).toBe(1);
    expect(new Set(dictionaries).size).toBe(5);
  });

  test('whose text falls back from codes to plain values gives plain text', async () => {
    const texts = Array.from({ length: 60_000 }, (_, row) => `a text that is long enough to fill a dictionary page ${row}`);
    const bytes = parquet(new arrow.Table({ c: arrow.vectorFromArray(texts, new arrow.Utf8()) }));
    const { rows } = await readParquet(blobOf(bytes));
    expect(String(rows.schema.fields[0]!.type)).toBe('Utf8');
    expect((await collect(rows)).flatMap((batch) => valuesOf(columnsOf(batch)[0]!))).toEqual(texts);
  });

  test('gives batches that end with their row group, of the rows asked for', async () => {
    const sizes = async (options: ParquetReadOptions): Promise<number[]> => (await collect((await readParquet(blobOf(parquet(table, { rowGroupRows: 1100 })), options)).rows)).map((batch) => batch.numRows);
    expect(await sizes({})).toEqual([1100, 1100, 800]);
    expect(await sizes({ batchRows: 600 })).toEqual([600, 500, 600, 500, 600, 200]);
  });

  test('is read by the bytes of its declared columns only', async () => {
    const bytes = parquet(table, { compression: Compression.UNCOMPRESSED });
    const blob = new Blob([bytes as Uint8Array<ArrayBuffer>]);
    const ranges: [number, number][] = [];
    const counted = { size: blob.size, slice: (from: number, to: number) => (ranges.push([from, to]), blob.slice(from, to)) } as Blob;
    const columns: Record<string, ColumnDeclaration> = { truth: { type: 'bool', role: 'attribute' } };
    const source = { name: 'p', blob: () => Promise.resolve(counted) };
    expect(await read(source, { columns, onUndeclared: 'drop' })).toEqual({ truth: expected['truth'] });
    const touched = new Uint8Array(bytes.length);
    for (const [from, to] of ranges) touched.fill(1, from, to);
    // The 64-bit numbers stand plainly in the file; none of their bytes was read.
    const needle = new Uint8Array(BigInt64Array.of(9_007_199_254_740_993n).buffer);
    const place = Buffer.from(bytes).indexOf(needle);
    expect(place).toBeGreaterThan(0);
    expect(touched[place]).toBe(0);
    expect(touched.reduce((sum, seen) => sum + seen, 0)).toBeLessThan(bytes.length / 4);
  });

  test('comes out in the declared order with the declared roles, cast exactly', async () => {
    const columns: Record<string, ColumnDeclaration> = { required: { type: 'decimal(12,2)', role: 'measure', nullable: false }, whole: { type: 'int64', role: 'entity' } };
    const { rows } = await readParquet(blobOf(parquet(table)), { columns, onUndeclared: 'drop' });
    expect(rows.schema.fields.map(({ name, nullable, metadata }) => [name, nullable, metadata.get('a423:role')])).toEqual([['required', false, 'measure'], ['whole', true, 'entity']]);
    const values = await read(blobOf(parquet(table)), { columns, onUndeclared: 'drop' });
    expect(values['required']!.slice(0, 3)).toEqual([0n, 100n, 200n]);
    expect(values['whole']!.slice(0, 3)).toEqual([1n, null, -3n]);
  });

  test('in several parts is one table', async () => {
    const part = (values: (string | null)[]): BlobSource => blobOf(parquet(new arrow.Table({ c: arrow.vectorFromArray(values, new arrow.Utf8()) })));
    const findings: unknown[] = [];
    const { rows } = await readParquet([part(['a', 'b']), part([null]), part(['a'])], { columns: declare('utf8') }, { onFindings: (found) => findings.push(found) });
    expect((await collect(rows)).flatMap((batch) => valuesOf(columnsOf(batch)[0]!))).toEqual(['a', 'b', null, 'a']);
    expect(findings).toEqual([{ rows: 4, rejectedRows: 0, rejected: {} }]);
  });

  test('without rows has its columns', async () => {
    const empty = new arrow.Table(new arrow.Schema([new arrow.Field('c', new arrow.Utf8(), true)]));
    expect(await read(blobOf(parquet(empty)))).toEqual({ c: [] });
  });

  test('can be read at the same time, and again after an early end', async () => {
    const { rows } = await readParquet(blobOf(parquet(table, { rowGroupRows: 500 })));
    const reading = rows.open()[Symbol.asyncIterator]();
    expect((await reading.next()).value?.numRows).toBe(500);
    await reading.return?.();
    const [left, right] = await Promise.all([collect(rows), collect(rows)]);
    expect(left.map((batch) => batch.numRows)).toEqual(right.map((batch) => batch.numRows));
    expect(left.flatMap((batch) => valuesOf(columnsOf(batch)[5]!))).toEqual(expected['text']);
  });

  test('stops when it is told to', async () => {
    const { rows } = await readParquet(blobOf(parquet(table, { rowGroupRows: 500 })));
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of rows.open(controller.signal)) controller.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

const limbs = (values: readonly (bigint | null)[]): Uint32Array => Uint32Array.from(values.flatMap((value) => [0n, 32n, 64n, 96n].map((shift) => Number(((value ?? 0n) >> shift) & 0xffffffffn))));

describe('a column of Parquet', () => {
  const bigs = (...values: bigint[]): BigInt64Array => BigInt64Array.from(values);

  test.each([
    [new arrow.Int8(), Int8Array.of(-128, 127), 'int32', [-128, 127]],
    [new arrow.Uint16(), Uint16Array.of(65535, 0), 'int32', [65535, 0]],
    [new arrow.Uint32(), Uint32Array.of(2 ** 32 - 1, 7), 'int64', [2n ** 32n - 1n, 7n]],
    [new arrow.Uint64(), BigUint64Array.of(2n ** 64n - 1n, 7n), 'decimal(20,0)', [2n ** 64n - 1n, 7n]],
    [new arrow.Float32(), Float32Array.of(0.5, -3), 'float64', [0.5, -3]],
    [new arrow.Float16(), Uint16Array.of(0x3c00, 0xc000), 'float64', [1, -2]],
    // Parquet has no seconds: the file itself says that these are plain numbers.
    [new arrow.TimestampSecond(), bigs(-1n, 253_402_300_799n), 'int64', [-1n, 253_402_300_799n]],
    [new arrow.TimestampMillisecond(), bigs(-1n, 253_402_300_799_999n), 'timestamp', [-1000n, 253_402_300_799_999_000n]],
    [new arrow.TimestampMicrosecond(), bigs(-1n, 2n ** 62n), 'timestamp', [-1n, 2n ** 62n]],
    [new arrow.TimestampNanosecond(), bigs(-1000n, 1_700_000_000_123_456_000n), 'timestamp', [-1n, 1_700_000_000_123_456n]],
    [new arrow.FixedSizeBinary(3), Uint8Array.of(1, 2, 3, 0xff, 0, 9), 'binary(3)', ['010203', 'ff0009']],
  ] as const)('of %s %o becomes %s', async (type, data, declared, values) => {
    for (const version of [WriterVersion.V1, WriterVersion.V2]) {
      expect(await read(blobOf(parquet(dataColumn(type, data, 2), { version })), { columns: declare(declared) })).toEqual({ c: values });
    }
  });

  test('of unsigned numbers in delta encoding wraps where their writer wrapped', async () => {
    const values = [2 ** 32 - 1, 0, 2 ** 31, 5, 2 ** 31 - 1, null, 1];
    const bytes = parquet(new arrow.Table({ c: arrow.vectorFromArray(values, new arrow.Uint32()) }), { encoding: Encoding.DELTA_BINARY_PACKED, version: WriterVersion.V2 });
    expect(await read(blobOf(bytes), { columns: declare('int64') })).toEqual({ c: values.map((value) => (value === null ? null : BigInt(value))) });
  });

  test.each([[5, 2], [9, 0], [12, 2], [18, 6], [19, 0], [30, 5], [38, 2]])('of decimals with %i digits, %i of them behind the mark, is exact', async (precision, scale) => {
    const top = 10n ** BigInt(precision) - 1n;
    const values = DECIMALS.map((value) => (value === null ? null : value > top ? top : value < -top ? -top : value)).concat([top, -top]);
    const table = dataColumn(new arrow.Decimal(scale, precision), limbs(values), values.length, Uint8Array.of(0b11111101), 1);
    for (const version of [WriterVersion.V1, WriterVersion.V2]) {
      expect(await read(blobOf(parquet(table, { version })), { columns: declare(`decimal(${precision},${scale})`) })).toEqual({ c: values });
    }
  });

  test('with a value that does not fit is refused by its row in the file', async () => {
    const values = Array.from({ length: 2500 }, (_, row) => (row === 2345 ? 2n ** 40n : BigInt(row)));
    const bytes = parquet(new arrow.Table({ c: arrow.vectorFromArray(values, new arrow.Int64()) }), { rowGroupRows: 1000, pageBytes: 256 });
    expect(await refusal(read(blobOf(bytes), { columns: declare('int32') }))).toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { source: 'p.parquet', column: 'c', firstRow: 2346 } });
  });

  test('declared without nulls is refused at its first null', async () => {
    const bytes = parquet(new arrow.Table({ c: arrow.vectorFromArray(Array.from({ length: 900 }, (_, row) => (row === 800 ? null : row)), new arrow.Int32()) }), { rowGroupRows: 300 });
    expect(await refusal(read(blobOf(bytes), { columns: declare('int32', false) }))).toMatchObject({ code: 'DATA_NULL', detail: { column: 'c', firstRow: 801 } });
  });

  test('of old 12-byte instants is exact, and refused where it is finer than a microsecond', async () => {
    const julian = (day: number, nanos: bigint): number[] => [...new Uint8Array(BigUint64Array.of(nanos).buffer), ...new Uint8Array(Int32Array.of(day).buffer)];
    const int96 = (...values: number[][]): Uint8Array => {
      const bytes = parquet(dataColumn(new arrow.FixedSizeBinary(12), Uint8Array.from(values.flat()), values.length), { compression: Compression.UNCOMPRESSED });
      // The bytes on the page are the same; the footer is made to say type 3 (INT96) where it says 7 (fixed).
      const patched = Buffer.from(bytes.slice());
      for (const pattern of [[0x15, 0x0e, 0x15, 0x18], [0x15, 0x0e, 0x19]]) {
        const at = patched.lastIndexOf(Buffer.from(pattern));
        expect(at).toBeGreaterThan(0);
        patched[at + 1] = 0x06;
      }
      return patched;
    };
    // 2440588 is 1970-01-01; 5373484 is 9999-12-31, which 64-bit nanoseconds cannot hold.
    const bytes = int96(julian(2_440_588, 0n), julian(2_440_587, 86_399_999_999_000n), julian(5_373_484, 1_000n));
    expect(await read(blobOf(bytes), { columns: declare('timestamp') })).toEqual({ c: [0n, -1n, 2_932_896n * 86_400_000_000n + 1n] });
    expect(await refusal(read(blobOf(int96(julian(2_440_588, 0n), julian(2_440_588, 1n))), { columns: declare('timestamp') }))).toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { firstRow: 2 } });
  });

  test('of text that is not UTF-8 is refused, in a dictionary and without', async () => {
    for (const encoding of [undefined, Encoding.PLAIN]) {
      const bytes = parquet(new arrow.Table({ c: arrow.vectorFromArray(['ok', 'Zut!'], new arrow.Utf8()) }), { compression: Compression.UNCOMPRESSED, ...(encoding === undefined ? {} : { encoding }) });
      const broken = Buffer.from(bytes.slice());
      for (let at = broken.indexOf('Zut!'); at >= 0; at = broken.indexOf('Zut!')) broken[at] = 0xff;
      const error = await refusal(read(blobOf(broken), { columns: declare('utf8') }));
      expect(error).toMatchObject({ code: 'DATA_ENCODING', detail: { column: 'c' } });
      expect(error.detail.firstRow).toBe(encoding === undefined ? undefined : 2);
    }
  });
});

describe('the columns of a Parquet file', () => {
  const bytes = parquet(new arrow.Table({
    a: arrow.vectorFromArray([1], new arrow.Uint8()),
    b: arrow.vectorFromArray([[1]], new arrow.List(new arrow.Field('item', new arrow.Int32()))),
    c: arrow.vectorFromArray(['x'], new arrow.Utf8()),
    d: arrow.vectorFromArray([new Date(0)], new arrow.TimestampNanosecond()),
    e: arrow.vectorFromArray([{ c: 1 }], new arrow.Struct([new arrow.Field('c', new arrow.Int32())])),
  }));

  test('are proposed with the types that lose nothing', async () => {
    expect(await parquetSchemaOf(blobOf(bytes))).toEqual([
      { name: 'a', type: 'int32', nullable: true, stored: 'uint8' },
      { name: 'b', type: null, nullable: true, stored: 'nested' },
      { name: 'c', type: 'utf8', nullable: true, stored: 'text' },
      { name: 'd', type: 'timestamp', nullable: true, stored: 'timestamp in 1/1000000000 s' },
      { name: 'e', type: null, nullable: true, stored: 'nested' },
    ]);
  });

  test('between lists and structures are found', async () => {
    expect(await read(blobOf(bytes), { columns: declare('utf8'), onUndeclared: 'drop' })).toEqual({ c: ['x'] });
  });

  test.each([
    [{ a: 'int32', missing: 'utf8' }, 'drop', 'DATA_COLUMN_MISSING', 'missing'],
    [{ a: 'int32', c: 'utf8' }, 'error', 'DATA_COLUMN_UNDECLARED', 'b'],
    [{ e: 'int32' }, 'drop', 'DATA_COLUMN_TYPE', 'e'],
    [{ c: 'int32' }, 'drop', 'DATA_COLUMN_TYPE', 'c'],
  ] as const)('that do not fit the declarations %o are refused', async (types, onUndeclared, code, name) => {
    const columns = Object.fromEntries(Object.entries(types).map(([column, type]): [string, ColumnDeclaration] => [column, { type, role: 'attribute' }]));
    expect(await refusal(read(blobOf(bytes), { columns, onUndeclared }))).toMatchObject({ code, detail: { column: name } });
  });

  test('have no say when the options are wrong', async () => {
    await expect(readParquet(blobOf(bytes), { maxpagebytes: 1 } as never)).rejects.toBeInstanceOf(PlanError);
    await expect(readParquet([])).rejects.toMatchObject({ code: 'DATA_FILE_MISSING' });
  });
});

describe('a file that is no Parquet file', () => {
  const whole = parquet(everyType(20).table);
  const reversed = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes).reverse();

  test.each([
    ['empty', new Uint8Array(0), 'DATA_FILE_EMPTY'],
    ['text', new TextEncoder().encode('nir;name\n1850375;x\n'), 'DATA_FORMAT'],
    ['four bytes', whole.subarray(0, 4), 'DATA_TRUNCATED'],
    ['without its end', whole.subarray(0, whole.length - 1), 'DATA_TRUNCATED'],
    ['without its beginning', whole.subarray(1), 'DATA_FORMAT'],
    ['turned around', reversed(whole), 'DATA_FORMAT'],
    ['encrypted', Uint8Array.of(...new TextEncoder().encode('PARE'), ...whole.subarray(4)), 'DATA_FORMAT'],
    ['of an end longer than itself', Uint8Array.of(...whole.subarray(0, -8), 255, 255, 255, 127, 0x50, 0x41, 0x52, 0x31), 'DATA_FORMAT'],
  ])('is refused: %s', async (_, bytes, code) => {
    expect((await refusal(read(blobOf(bytes)))).code).toBe(code);
  });

  test('is refused when its pages are larger than allowed', async () => {
    const large = parquet(new arrow.Table({ c: arrow.makeVector(Float64Array.from({ length: 5000 }, (_, row) => row / 7)) }));
    expect(await refusal(read(blobOf(large), { maxPageBytes: 4096 }))).toMatchObject({ code: 'DATA_PAGE_TOO_LARGE', detail: { column: 'c' } });
  });

  test('cannot be read when the blob cannot', async () => {
    const blob = new Blob([whole as Uint8Array<ArrayBuffer>]);
    const failing = { size: blob.size, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('secret 1850375')) }) } as unknown as Blob;
    const error = await refusal(read({ name: 'p', blob: () => Promise.resolve(failing) }));
    expect(error.code).toBe('DATA_FILE_UNREADABLE');
    expect(error.message).not.toContain('1850375');
  });
});
