// Arrow files are written by Arrow's own library, damaged ones by hand; values are compared as plain values.
import * as arrow from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import { bytesInMemory, type BlobSource, type ByteSource } from '../../src/core/bytes.ts';
import { collect } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import { arrowSchemaOf, readArrow, type ArrowReadOptions } from '../../src/read/index.ts';
import { valuesOf, type Value } from '../small-tables.ts';

const blobOf = (bytes: Uint8Array, name = 'a.arrow'): BlobSource => ({ name, blob: () => Promise.resolve(new Blob([bytes as Uint8Array<ArrayBuffer>])) });
const streamOf = (bytes: Uint8Array, pieceBytes = 7): ByteSource => bytesInMemory('a.arrows', bytes, pieceBytes);

async function read(source: ByteSource | BlobSource | readonly BlobSource[], options: ArrowReadOptions = {}): Promise<Record<string, Value[]>> {
  const { rows } = await readArrow(source, options);
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

/** One column from raw Arrow buffers; bit 1 of `valid` (row 1) may be off. */
function column(type: arrow.DataType, data: unknown, rows: number, valid?: Uint8Array): Uint8Array {
  const nullCount = valid === undefined ? 0 : rows - [...Array(rows).keys()].filter((row) => (valid[row >> 3]! >> (row & 7)) & 1).length;
  const values = arrow.makeData({ type, data, length: rows, nullCount, nullBitmap: valid } as never) as arrow.Data;
  return arrow.tableToIPC(new arrow.Table({ c: new arrow.Vector([values]) }), 'stream');
}

const bigs = (...values: bigint[]): BigInt64Array => BigInt64Array.from(values);
const limbs = (...values: bigint[]): Uint32Array => Uint32Array.from(values.flatMap((value) => [0n, 32n, 64n, 96n].map((shift) => Number((value >> shift) & 0xffffffffn))));
const DAY_US = 86_400_000_000n;

describe('an Arrow file', () => {
  const names = ['un', null, 'trois', 'é', '', '𝄞'];
  const table = new arrow.Table({
    whole: arrow.vectorFromArray([1, null, -3, 4, 5, 2 ** 31 - 1], new arrow.Int32()),
    long: arrow.vectorFromArray([1n, null, -(2n ** 63n), 4n, 5n, 2n ** 63n - 1n], new arrow.Int64()),
    real: arrow.vectorFromArray([0.1, null, NaN, -0, Infinity, 5e-324], new arrow.Float64()),
    truth: arrow.vectorFromArray([true, null, false, true, true, false], new arrow.Bool()),
    day: arrow.vectorFromArray([0, null, -1, 20_000, 1, 2].map((days) => (days === null ? null : new Date(days * 86_400_000))), new arrow.DateDay()),
    text: arrow.vectorFromArray(names, new arrow.Utf8()),
    code: arrow.vectorFromArray(names, new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8())),
  });
  const expected = {
    whole: [1, null, -3, 4, 5, 2 ** 31 - 1],
    long: [1n, null, -(2n ** 63n), 4n, 5n, 2n ** 63n - 1n],
    real: [0.1, null, NaN, -0, Infinity, 5e-324],
    truth: [true, null, false, true, true, false],
    day: [0, null, -1, 20_000, 1, 2],
    text: names,
    code: names,
  };

  test.each([
    ['a stream in pieces', streamOf(arrow.tableToIPC(table, 'stream'))],
    ['a stream in a blob', blobOf(arrow.tableToIPC(table, 'stream'))],
    ['a file in a blob', blobOf(arrow.tableToIPC(table, 'file'))],
  ])('gives the same rows as %s', async (_, source) => {
    expect(await read(source)).toEqual(expected);
  });

  test('keeps text as codes when the file does and the source can be read twice', async () => {
    const fromBlob = await readArrow(blobOf(arrow.tableToIPC(table, 'file')));
    expect(String(fromBlob.rows.schema.fields[6]!.type)).toBe('Dictionary<Int32, Utf8>');
    const fromStream = await readArrow(streamOf(arrow.tableToIPC(table, 'stream')), { columns: { code: { type: 'utf8', role: 'attribute' } }, onUndeclared: 'drop' });
    expect(String(fromStream.rows.schema.fields[0]!.type)).toBe('Utf8');
  });

  test('comes out in the declared order, with the declared roles, and without the columns that are dropped', async () => {
    const columns: Record<string, ColumnDeclaration> = { text: { type: 'utf8', role: 'quasiIdentifier' }, whole: { type: 'int64', role: 'measure' } };
    const { rows } = await readArrow(blobOf(arrow.tableToIPC(table, 'file')), { columns, onUndeclared: 'drop' });
    expect(rows.schema.fields.map(({ name, type, metadata }) => [name, String(type), metadata.get('a423:role')])).toEqual([
      ['text', 'Utf8', 'quasiIdentifier'],
      ['whole', 'Int64', 'measure'],
    ]);
    expect(await read(blobOf(arrow.tableToIPC(table, 'file')), { columns, onUndeclared: 'drop' })).toEqual({ text: names, whole: [1n, null, -3n, 4n, 5n, 2n ** 31n - 1n] });
  });

  test('reads only the bytes of declared columns', async () => {
    const rows = 50_000;
    const wide = arrow.tableToIPC(new arrow.Table({ a: arrow.makeVector(new Int32Array(rows)), b: arrow.makeVector(new Float64Array(rows)), c: arrow.makeVector(new Int32Array(rows).fill(7)) }), 'file');
    let read = 0;
    const blob = new Blob([wide as Uint8Array<ArrayBuffer>]);
    const counted = { size: blob.size, slice: (from: number, to: number) => ((read += to - from), blob.slice(from, to)) } as Blob;
    const { rows: dataset } = await readArrow({ name: 'wide', blob: () => Promise.resolve(counted) }, { columns: declare('int32'), onUndeclared: 'drop' });
    const [batch] = await collect(dataset);
    expect(valuesOf(columnsOf(batch!)[0]!).every((value) => value === 7)).toBe(true);
    expect(read).toBeLessThan(4 * rows + 200_000);
  });

  test('is cut into batches of the rows asked for', async () => {
    const { rows } = await readArrow(blobOf(arrow.tableToIPC(table, 'file')), { batchRows: 4 });
    expect((await collect(rows)).map((batch) => batch.numRows)).toEqual([4, 2]);
    expect(await read(blobOf(arrow.tableToIPC(table, 'file')), { batchRows: 4 })).toEqual(expected);
  });

  test('can be read again and again, also at the same time, and an early end closes the source', async () => {
    let open = 0;
    const bytes = arrow.tableToIPC(table, 'stream');
    const source: ByteSource = {
      name: 's',
      async *open() {
        open++;
        try {
          for (let at = 0; at < bytes.length; at += 100) yield await Promise.resolve(bytes.subarray(at, at + 100));
        } finally {
          open--;
        }
      },
    };
    const { rows } = await readArrow(source, { columns: { whole: { type: 'int32', role: 'attribute' } }, onUndeclared: 'drop', batchRows: 1 });
    expect(open).toBe(0);
    const [left, right] = await Promise.all([collect(rows), collect(rows)]);
    expect(left.length).toBe(right.length);
    const reading = rows.open()[Symbol.asyncIterator]();
    expect((await reading.next()).value?.numRows).toBe(1);
    expect(open).toBe(1);
    await reading.return?.();
    expect(open).toBe(0);
  });

  test('in several parts is one table, coded only where every part is', async () => {
    const plain = arrow.tableToIPC(new arrow.Table({ c: arrow.vectorFromArray(['x', 'y'], new arrow.Utf8()) }), 'file');
    const coded = arrow.tableToIPC(new arrow.Table({ c: arrow.vectorFromArray(['y', null], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())) }), 'stream');
    const findings: unknown[] = [];
    const { rows } = await readArrow([blobOf(plain), blobOf(coded)], { columns: declare('utf8') }, { onFindings: (found) => findings.push(found) });
    expect(String(rows.schema.fields[0]!.type)).toBe('Utf8');
    expect((await collect(rows)).flatMap((batch) => valuesOf(columnsOf(batch)[0]!))).toEqual(['x', 'y', 'y', null]);
    expect(findings).toEqual([{ rows: 4, rejectedRows: 0, rejected: {} }]);
  });

  test('without rows has its columns and no batch with rows', async () => {
    const schema = new arrow.Schema([new arrow.Field('c', new arrow.Utf8(), true)]);
    const bytes = arrow.tableToIPC(new arrow.Table(schema), 'stream');
    expect(await read(streamOf(bytes))).toEqual({ c: [] });
    expect(await read(blobOf(bytes))).toEqual({ c: [] });
  });

  test('of sliced vectors gives the rows of the slice', async () => {
    const sliced = table.slice(2, 5);
    expect(await read(blobOf(arrow.tableToIPC(sliced, 'stream')))).toEqual(Object.fromEntries(Object.entries(expected).map(([name, values]) => [name, values.slice(2, 5)])));
  });
});

describe('text', () => {
  const texts = ['a', null, 'a text of more than twelve bytes', 'été', ''];

  test.each([
    ['Utf8', new arrow.Utf8()],
    ['LargeUtf8', new arrow.LargeUtf8()],
    ['Utf8View', new arrow.Utf8View()],
    ['codes of 8 bits', new arrow.Dictionary(new arrow.Utf8(), new arrow.Uint8())],
    ['codes of 16 bits', new arrow.Dictionary(new arrow.Utf8(), new arrow.Int16())],
  ])('comes out the same from %s', async (_, type) => {
    const bytes = arrow.tableToIPC(new arrow.Table({ c: arrow.vectorFromArray(texts, type as arrow.Utf8) }), 'stream');
    expect(await read(streamOf(bytes), { columns: declare('utf8') })).toEqual({ c: texts });
    expect(await read(blobOf(bytes), { columns: declare('utf8') })).toEqual({ c: texts });
  });

  test('may come as bytes, if they are UTF-8', async () => {
    const encoder = new TextEncoder();
    const bytes = (values: Uint8Array[]): Uint8Array => arrow.tableToIPC(new arrow.Table({ c: arrow.vectorFromArray(values, new arrow.Binary()) }), 'stream');
    expect(await read(streamOf(bytes([encoder.encode('é')])), { columns: declare('utf8') })).toEqual({ c: ['é'] });
    const error = await refusal(read(streamOf(bytes([encoder.encode('ok'), Uint8Array.of(0x65, 0xcc)])), { columns: declare('utf8') }));
    expect(error).toMatchObject({ code: 'DATA_ENCODING', detail: { column: 'c', firstRow: 2 } });
  });

  test('of a dictionary that grows and is replaced follows the stream', async () => {
    const make = (values: string[]): arrow.Vector<arrow.Dictionary<arrow.Utf8, arrow.Int32>> => arrow.vectorFromArray(values, new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), 1));
    const writer = new arrow.RecordBatchStreamWriter();
    for (const values of [['a', 'b'], ['a', 'b', 'c'], ['x', 'a']]) writer.write(new arrow.Table({ c: make(values) }).batches[0]!);
    writer.finish();
    expect(await read(blobOf(await writer.toUint8Array()))).toEqual({ c: ['a', 'b', 'a', 'b', 'c', 'x', 'a'] });
  });

  test('of codes outside their dictionary is refused by row', async () => {
    const dictionary = arrow.vectorFromArray(['a', 'b'], new arrow.Utf8());
    const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
    for (const [codes, valid, row] of [[[0, 2], undefined, 2], [[-1, 0], undefined, 1], [[9, 1], Uint8Array.of(2), 0]] as const) {
      const data = arrow.makeData({ type, data: Int32Array.from(codes), length: 2, nullCount: valid === undefined ? 0 : 1, nullBitmap: valid ?? null, dictionary });
      const bytes = arrow.tableToIPC(new arrow.Table({ c: new arrow.Vector([data]) }), 'stream');
      if (row === 0) expect(await read(blobOf(bytes))).toEqual({ c: [null, 'b'] });
      else expect(await refusal(read(blobOf(bytes)))).toMatchObject({ code: 'DATA_FORMAT', detail: { column: 'c', firstRow: row } });
    }
  });

  test('under a null may be anything', async () => {
    const data = arrow.makeData({ type: new arrow.Utf8(), valueOffsets: Int32Array.of(0, 1, 3, 4), data: Uint8Array.of(0x61, 0xff, 0xfe, 0x62), length: 3, nullCount: 1, nullBitmap: Uint8Array.of(0b101) });
    expect(await read(blobOf(arrow.tableToIPC(new arrow.Table({ c: new arrow.Vector([data]) }), 'stream')))).toEqual({ c: ['a', null, 'b'] });
  });
});

const F16 = (...halves: number[]): Uint16Array => Uint16Array.from(halves);

/** Arrow type, its raw values, declared type, values expected; row 1 of three is null where the third part says so. */
const EXACT: readonly [arrow.DataType, unknown, ColumnDeclaration['type'], readonly Value[]][] = [
  [new arrow.Int8(), Int8Array.of(-128, 127), 'int32', [-128, 127]],
  [new arrow.Uint8(), Uint8Array.of(255, 0), 'int64', [255n, 0n]],
  [new arrow.Int16(), Int16Array.of(-32768, 5), 'decimal(7,2)', [-3_276_800n, 500n]],
  [new arrow.Uint16(), Uint16Array.of(65535, 1), 'float64', [65535, 1]],
  [new arrow.Uint32(), Uint32Array.of(2 ** 31 - 1, 0), 'int32', [2 ** 31 - 1, 0]],
  [new arrow.Uint32(), Uint32Array.of(2 ** 32 - 1, 0), 'int64', [2n ** 32n - 1n, 0n]],
  [new arrow.Uint32(), Uint32Array.of(2 ** 32 - 1, 0), 'decimal(10,0)', [2n ** 32n - 1n, 0n]],
  [new arrow.Int64(), bigs(-(2n ** 31n), 2n ** 31n - 1n), 'int32', [-(2 ** 31), 2 ** 31 - 1]],
  [new arrow.Int64(), bigs(-(2n ** 53n) + 1n, 2n ** 53n - 1n), 'float64', [-(2 ** 53) + 1, 2 ** 53 - 1]],
  [new arrow.Uint64(), BigUint64Array.of(2n ** 64n - 1n, 1n), 'decimal(20,0)', [2n ** 64n - 1n, 1n]],
  [new arrow.Uint64(), BigUint64Array.of(2n ** 63n - 1n, 1n), 'int64', [2n ** 63n - 1n, 1n]],
  [new arrow.Float16(), F16(0x3c00, 0xc000, 0x7bff, 0x0001, 0xfc00, 0x8000), 'float64', [1, -2, 65504, 2 ** -24, -Infinity, -0]],
  [new arrow.Float32(), Float32Array.of(0.5, -3), 'float64', [0.5, -3]],
  [new arrow.Float32(), Float32Array.of(16_777_216, -3), 'int32', [16_777_216, -3]],
  [new arrow.Float64(), Float64Array.of(-(2 ** 40), 2 ** 53 - 1), 'int64', [-(2n ** 40n), 2n ** 53n - 1n]],
  [new arrow.DateMillisecond(), bigs(-86_400_000n, 86_400_000n * 11_000n), 'date', [-1, 11_000]],
  [new arrow.DateMillisecond(), bigs(-86_400_000n, 1n), 'timestamp', [-DAY_US, 1000n]],
  [new arrow.DateDay(), Int32Array.of(-1, 2_932_896), 'timestamp', [-DAY_US, 2_932_896n * DAY_US]],
  [new arrow.TimestampSecond(), bigs(-1n, 253_402_300_799n), 'timestamp', [-1_000_000n, 253_402_300_799_000_000n]],
  [new arrow.TimestampMillisecond(), bigs(-1n, 253_402_300_799_999n), 'timestamp', [-1000n, 253_402_300_799_999_000n]],
  [new arrow.TimestampNanosecond(), bigs(-1000n, 1_700_000_000_123_456_000n), 'timestamp', [-1n, 1_700_000_000_123_456n]],
  [new arrow.TimestampNanosecond(), bigs(-DAY_US * 1000n, 0n), 'date', [-1, 0]],
  [new arrow.TimestampMicrosecond(), bigs(DAY_US * 3n, -DAY_US), 'date', [3, -1]],
  [new arrow.TimestampSecond(), bigs(86_400n, 0n), 'date', [1, 0]],
  [new arrow.Decimal(2, 9), limbs(-12_345n, 100n), 'decimal(12,4)', [-1_234_500n, 10_000n]],
  [new arrow.Decimal(4, 12), limbs(-1_234_500n, 10_000n), 'decimal(9,2)', [-12_345n, 100n]],
  [new arrow.Decimal(0, 38), limbs(10n ** 38n - 1n, -(10n ** 38n) + 1n), 'decimal(38,0)', [10n ** 38n - 1n, -(10n ** 38n) + 1n]],
  [new arrow.Decimal(2, 20), limbs(2n ** 31n * 100n - 100n, -500n), 'int32', [2 ** 31 - 1, -5]],
  [new arrow.Decimal(0, 20), limbs(-(2n ** 63n), 2n ** 63n - 1n), 'int64', [-(2n ** 63n), 2n ** 63n - 1n]],
  [new arrow.FixedSizeBinary(2), Uint8Array.of(1, 2, 0xab, 0xff), 'binary(2)', ['0102', 'abff']],
];

const REFUSED: readonly [arrow.DataType, unknown, ColumnDeclaration['type'], number][] = [
  [new arrow.Uint32(), Uint32Array.of(0, 2 ** 31), 'int32', 2],
  [new arrow.Int64(), bigs(0n, 2n ** 31n), 'int32', 2],
  [new arrow.Int64(), bigs(-(2n ** 31n) - 1n, 0n), 'int32', 1],
  [new arrow.Int64(), bigs(0n, 2n ** 53n), 'float64', 2],
  [new arrow.Uint64(), BigUint64Array.of(0n, 2n ** 63n), 'int64', 2],
  [new arrow.Uint64(), BigUint64Array.of(0n, 2n ** 64n - 1n), 'int32', 2],
  [new arrow.Int32(), Int32Array.of(1, 1000), 'decimal(3,0)', 2],
  [new arrow.Float64(), Float64Array.of(1, 1.5), 'int32', 2],
  [new arrow.Float64(), Float64Array.of(NaN, 1), 'int64', 1],
  [new arrow.Float64(), Float64Array.of(1, -0), 'int32', 2],
  [new arrow.Float64(), Float64Array.of(1, 2 ** 53), 'int64', 2],
  [new arrow.DateMillisecond(), bigs(0n, 1n), 'date', 2],
  [new arrow.TimestampSecond(), bigs(0n, 2n ** 60n), 'timestamp', 2],
  [new arrow.TimestampNanosecond(), bigs(1000n, 1001n), 'timestamp', 2],
  [new arrow.TimestampNanosecond(), bigs(-1n, 0n), 'timestamp', 1],
  [new arrow.TimestampMicrosecond(), bigs(0n, 1n), 'date', 2],
  [new arrow.DateDay(), Int32Array.of(0, 2 ** 31 - 1), 'timestamp', 2],
  [new arrow.Decimal(2, 9), limbs(100n, 101n), 'decimal(9,1)', 2],
  [new arrow.Decimal(2, 9), limbs(100n, 999_999_999n), 'decimal(8,2)', 2],
  [new arrow.Decimal(0, 38), limbs(1n, 10n ** 37n), 'decimal(38,2)', 2],
  [new arrow.Decimal(0, 5), limbs(1n, 10n ** 5n), 'decimal(5,0)', 2],
  [new arrow.Decimal(2, 9), limbs(100n, 150n), 'int64', 2],
  [new arrow.Decimal(0, 20), limbs(0n, 2n ** 63n), 'int64', 2],
];

describe('a cast', () => {
  test.each(EXACT)('of %s %o to %s is exact', async (type, data, declared, values) => {
    expect(await read(streamOf(column(type, data, values.length)), { columns: declare(declared) })).toEqual({ c: values });
  });

  test.each(REFUSED)('of %s %o to %s is refused by row, and a null in its place is not', async (type, data, declared, row) => {
    const error = await refusal(read(streamOf(column(type, data, 2)), { columns: declare(declared) }));
    expect(error).toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { source: 'a.arrows', column: 'c', firstRow: row } });
    const values = (await read(streamOf(column(type, data, 2, Uint8Array.of(row === 1 ? 2 : 1))), { columns: declare(declared) }))['c']!;
    expect(values[row - 1]).toBe(null);
    expect(values[2 - row]).not.toBe(null);
  });

  test.each([
    [new arrow.Utf8(), 'int32'],
    [new arrow.Int32(), 'utf8'],
    [new arrow.Decimal(2, 9), 'float64'],
    [new arrow.Bool(), 'int32'],
    [new arrow.Int32(), 'bool'],
    [new arrow.Int64(), 'date'],
    [new arrow.TimeSecond(), 'int32'],
    [new arrow.Float64(), 'decimal(5,2)'],
    [new arrow.FixedSizeBinary(3), 'binary(2)'],
  ] as const)('of %s to %s does not exist', async (type, declared) => {
    const bytes = arrow.tableToIPC(new arrow.Table({ c: arrow.vectorFromArray([null], type as arrow.Int32) }), 'stream');
    expect(await refusal(read(streamOf(bytes), { columns: declare(declared) }))).toMatchObject({ code: 'DATA_COLUMN_TYPE', detail: { column: 'c' } });
  });

  test('of dictionary values that are not text goes by value', async () => {
    const vector = arrow.vectorFromArray([5n, 7n, 5n, null], new arrow.Dictionary(new arrow.Int64(), new arrow.Int8()));
    expect(await read(blobOf(arrow.tableToIPC(new arrow.Table({ c: vector }), 'file')), { columns: declare('int32') })).toEqual({ c: [5, 7, 5, null] });
  });

  test('of variable bytes to a fixed width wants every value of that width', async () => {
    const of = (...values: (Uint8Array | null)[]): Uint8Array => arrow.tableToIPC(new arrow.Table({ c: arrow.vectorFromArray(values, new arrow.Binary()) }), 'stream');
    expect(await read(streamOf(of(Uint8Array.of(1, 2), null)), { columns: declare('binary(2)') })).toEqual({ c: ['0102', null] });
    expect(await refusal(read(streamOf(of(Uint8Array.of(1, 2), Uint8Array.of(1))), { columns: declare('binary(2)') }))).toMatchObject({ code: 'DATA_VALUE_TYPE', detail: { firstRow: 2 } });
  });

  test('of a column of nulls gives nulls of any type', async () => {
    const bytes = arrow.tableToIPC(new arrow.Table({ c: arrow.vectorFromArray([null, null], new arrow.Null()) }), 'stream');
    for (const type of ['utf8', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp', 'decimal(5,2)', 'binary(4)'] as const) {
      expect(await read(streamOf(bytes), { columns: declare(type) })).toEqual({ c: [null, null] });
    }
  });

  test('to a column without nulls refuses the first null by its row in the file', async () => {
    const bytes = arrow.tableToIPC(new arrow.Table({ c: arrow.vectorFromArray([1, 2, 3, null], new arrow.Int32()) }), 'stream');
    const error = await refusal(read(streamOf(bytes), { columns: declare('int32', false), batchRows: 2 }));
    expect(error).toMatchObject({ code: 'DATA_NULL', detail: { column: 'c', firstRow: 4 } });
  });
});

describe('the columns of a file', () => {
  const bytes = arrow.tableToIPC(new arrow.Table({
    a: arrow.vectorFromArray([1], new arrow.Uint8()),
    b: arrow.vectorFromArray(['x'], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())),
    c: arrow.vectorFromArray([[1]], new arrow.List(new arrow.Field('item', new arrow.Int32()))),
    d: arrow.vectorFromArray([1n], new arrow.Uint64()),
    e: arrow.vectorFromArray([7], new arrow.Int32()),
  }), 'file');

  test('are proposed with the types that lose nothing', async () => {
    expect(await arrowSchemaOf(blobOf(bytes))).toMatchObject([
      { name: 'a', type: 'int32', stored: 'uint8' },
      { name: 'b', type: 'utf8', stored: 'dictionary of text' },
      { name: 'c', type: null, stored: 'list' },
      { name: 'd', type: 'decimal(20,0)', stored: 'uint64' },
      { name: 'e', type: 'int32', stored: 'int32' },
    ]);
  });

  test('behind a list are found', async () => {
    expect(await read(blobOf(bytes), { columns: { e: { type: 'int32', role: 'attribute' } }, onUndeclared: 'drop' })).toEqual({ e: [7] });
  });

  test.each([
    [{ a: 'int32', missing: 'utf8' }, 'drop', 'DATA_COLUMN_MISSING', 'missing'],
    [{ a: 'int32', b: 'utf8' }, 'error', 'DATA_COLUMN_UNDECLARED', 'c'],
    [{ c: 'utf8' }, 'drop', 'DATA_COLUMN_TYPE', 'c'],
  ] as const)('that do not fit the declarations %o are refused', async (types, onUndeclared, code, name) => {
    const columns = Object.fromEntries(Object.entries(types).map(([column, type]): [string, ColumnDeclaration] => [column, { type, role: 'attribute' }]));
    for (const source of [blobOf(bytes)]) expect(await refusal(read(source, { columns, onUndeclared }))).toMatchObject({ code, detail: { column: name } });
  });

  test('named twice are refused where they are declared', async () => {
    const field = (name: string): arrow.Field => new arrow.Field(name, new arrow.Int32(), true);
    const schema = new arrow.Schema([field('c'), field('c')]);
    const data = arrow.makeData({ type: new arrow.Struct(schema.fields), length: 1, nullCount: 0, children: [1, 2].map((value) => arrow.makeData({ type: new arrow.Int32(), data: Int32Array.of(value), length: 1 })) });
    const twice = arrow.tableToIPC(new arrow.Table([new arrow.RecordBatch(schema, data)]), 'stream');
    expect(await refusal(read(streamOf(twice), { columns: declare('int32') }))).toMatchObject({ code: 'DATA_COLUMN_DUPLICATE' });
  });

  test('are not named when they are not declared and most declared ones are missing', async () => {
    const canary = 'Zyxwvut-1850375';
    const headless = arrow.tableToIPC(new arrow.Table({ [canary]: arrow.vectorFromArray([1], new arrow.Int32()) }), 'stream');
    const error = await refusal(read(streamOf(headless), { columns: declare('int32') }));
    expect(JSON.stringify([error.message, error.detail])).not.toContain(canary);
  });
});

describe('an Arrow file that is not whole', () => {
  const table = new arrow.Table({ c: arrow.vectorFromArray(['a', 'bc', null], new arrow.Utf8()) });
  const stream = arrow.tableToIPC(table, 'stream');
  const file = arrow.tableToIPC(table, 'file');

  test('is refused wherever it is cut, the end mark included', async () => {
    for (let bytes = 1; bytes < stream.length; bytes++) {
      expect(['DATA_TRUNCATED', 'DATA_FORMAT']).toContain((await refusal(read(streamOf(stream.subarray(0, bytes), 64)))).code);
      expect(['DATA_TRUNCATED', 'DATA_FORMAT']).toContain((await refusal(read(blobOf(stream.subarray(0, bytes))))).code);
    }
    for (let bytes = 1; bytes < file.length; bytes++) expect(['DATA_TRUNCATED', 'DATA_FORMAT']).toContain((await refusal(read(blobOf(file.subarray(0, bytes))))).code);
  });

  test('is empty, of another kind, or followed by other bytes', async () => {
    expect((await refusal(read(streamOf(new Uint8Array(0))))).code).toBe('DATA_FILE_EMPTY');
    expect((await refusal(read(blobOf(new Uint8Array(0))))).code).toBe('DATA_FILE_EMPTY');
    expect((await refusal(read(streamOf(new TextEncoder().encode('nir;name\n1850375;x\n'))))).code).toBe('DATA_FORMAT');
    expect((await refusal(read(streamOf(Uint8Array.of(...stream, 0))))).code).toBe('DATA_FORMAT');
    expect((await refusal(read(streamOf(file)))).message).toContain('read it as a blob');
  });

  test('whose batch is larger than allowed is refused before it is read', async () => {
    const large = arrow.tableToIPC(new arrow.Table({ c: arrow.makeVector(new Float64Array(1000)) }), 'stream');
    expect((await refusal(read(streamOf(large), { maxBatchBytes: 4096 }))).code).toBe('DATA_PAGE_TOO_LARGE');
  });

  test('is no matter when the options are wrong', async () => {
    await expect(readArrow(streamOf(stream), { batchrows: 3 } as never)).rejects.toBeInstanceOf(PlanError);
    await expect(readArrow([])).rejects.toMatchObject({ code: 'DATA_FILE_MISSING' });
  });

  test('stops when it is told to', async () => {
    const controller = new AbortController();
    const { rows } = await readArrow(streamOf(stream), { columns: declare('utf8'), batchRows: 1 });
    const reading = (async () => {
      for await (const _ of rows.open(controller.signal)) controller.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});
