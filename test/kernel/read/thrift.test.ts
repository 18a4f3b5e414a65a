// Thrift's compact protocol, written the obvious way beside the reader; footers and pages against hyparquet.
import * as arrow from 'apache-arrow';
import fc from 'fast-check';
import { parquetMetadata, type FileMetaData } from 'hyparquet';
import { Compression, Table, WriterPropertiesBuilder, WriterVersion, writeParquet } from 'parquet-wasm';
import { describe, expect, test } from 'vitest';
import { joinBytes } from '../../../src/read/kernel/codec.ts';
import { PHYSICAL, readFooter } from '../../../src/read/kernel/parquet-footer.ts';
import { codesColumn, dictionaryAsData, dictionaryColumn, identityDictionary, makePageFile, type Page } from '../../../src/read/kernel/parquet-page-file.ts';
import { PAGE, readPageHeader } from '../../../src/read/kernel/parquet-page.ts';
import { endStruct, readBytes, readListHeader, readSigned, readStruct, readUnsigned, THRIFT, thriftReader, thriftWriter, writeField, writeList, writeNumber, writeUnsigned } from '../../../src/read/kernel/thrift.ts';

const varint = (value: bigint): number[] => (value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...varint(value >> 7n)]);
const zigzag = (value: bigint): bigint => (value >= 0n ? 2n * value : -2n * value - 1n);

describe('numbers', () => {
  test('are read as they were written, up to 2^53', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (value) => {
      const reader = thriftReader(Uint8Array.from(varint(BigInt(value))));
      expect(readUnsigned(reader)).toBe(value);
      expect(reader.at).toBe(varint(BigInt(value)).length);
      const writer = thriftWriter();
      writeUnsigned(writer, value);
      expect(writer.bytes).toEqual(varint(BigInt(value)));
    }));
  });

  test('may be negative', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 52n), max: 2n ** 52n - 1n }), (value) => {
      expect(readSigned(thriftReader(Uint8Array.from(varint(zigzag(value)))))).toBe(Number(value));
    }));
  });

  test('beyond 2^53 are refused rather than rounded', () => {
    for (const value of [2n ** 53n, 2n ** 60n, 2n ** 64n - 1n]) expect(() => readUnsigned(thriftReader(Uint8Array.from(varint(value))))).toThrow('2^53');
  });

  test('that are cut off are refused', () => {
    expect(() => readUnsigned(thriftReader(Uint8Array.of(0x80)))).toThrow('more bytes');
    expect(() => readUnsigned(thriftReader(new Uint8Array(0)))).toThrow('more bytes');
    expect(() => readUnsigned(thriftReader(Uint8Array.of(1, 2, 3), 3))).toThrow('more bytes');
  });
});

type Value = { type: number; bytes: number[] };
/** Arbitrary values of every type, with their bytes. */
const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value; struct: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Value>({ type: THRIFT.true, bytes: [] }, { type: THRIFT.false, bytes: [] }),
    fc.nat(255).map((byte) => ({ type: THRIFT.byte, bytes: [byte] })),
    fc.tuple(fc.constantFrom(THRIFT.i16, THRIFT.i32, THRIFT.i64), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map(([type, big]) => ({ type, bytes: varint(big) })),
    fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => ({ type: THRIFT.double, bytes: [...bytes] })),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ type: THRIFT.binary, bytes: [...varint(BigInt(bytes.length)), ...bytes] })),
    fc.tuple(fc.constantFrom(THRIFT.list, THRIFT.set), fc.array(fc.nat(255), { maxLength: 20 })).map(([type, items]) => ({ type, bytes: [...(items.length < 15 ? [(items.length << 4) | THRIFT.byte] : [0xf0 | THRIFT.byte, items.length]), ...items] })),
    fc.array(fc.tuple(fc.nat(255), fc.boolean()), { maxLength: 5 }).map((entries) => ({ type: THRIFT.map, bytes: entries.length === 0 ? [0] : [entries.length, (THRIFT.byte << 4) | THRIFT.true, ...entries.flatMap(([left, right]) => [left, right ? 1 : 2])] })),
    tie('struct'),
  ),
  struct: fc.array(tie('value'), { maxLength: 4 }).map((fields) => ({ type: THRIFT.struct, bytes: [...fields.flatMap((field) => [0x10 | field.type, ...field.bytes]), 0] })),
})).value;

describe('structures', () => {
  test('of any fields are passed over to their last byte', () => {
    fc.assert(fc.property(fc.array(value, { maxLength: 6 }), (fields) => {
      const bytes = Uint8Array.from([...fields.flatMap((field) => [0x10 | field.type, ...field.bytes]), 0, 99]);
      const reader = thriftReader(bytes);
      const seen: number[][] = [];
      readStruct(reader, (field, type) => {
        seen.push([field, type]);
        return false;
      });
      expect(reader.at).toBe(bytes.length - 1);
      expect(seen).toEqual(fields.map((field, index) => [index + 1, field.type]));
    }));
  });

  test('that end too early are refused wherever they are cut', () => {
    fc.assert(fc.property(fc.array(value, { maxLength: 4 }), fc.nat(), (fields, place) => {
      const bytes = Uint8Array.from([...fields.flatMap((field) => [0x10 | field.type, ...field.bytes]), 0]);
      const end = place % bytes.length;
      expect(() => readStruct(thriftReader(bytes, 0, end), () => false)).toThrow(RangeError);
    }));
  });

  test('may number their fields far apart', () => {
    const seen: number[] = [];
    readStruct(thriftReader(Uint8Array.of(0x05, ...varint(zigzag(40n)), 2, 0x15, 2, 0)), (field) => seen.push(field) < 0);
    expect(seen).toEqual([40, 41]);
  });

  test('nested without end are refused before the stack is', () => {
    const deep = new Uint8Array(100_000).fill(0x1c);
    expect(() => readStruct(thriftReader(deep), () => false)).toThrow('32 levels');
    const lists = new Uint8Array(100_000).fill(0x19);
    expect(() => readStruct(thriftReader(lists), () => false)).toThrow(RangeError);
  });

  test('that promise more elements than bytes are refused before anything is made for them', () => {
    for (const bytes of [[0xfc, 0xff, 0xff, 0xff, 0x7f], [0xec, 1, 2]]) expect(() => readListHeader(thriftReader(Uint8Array.from(bytes)), THRIFT.struct)).toThrow('more bytes');
    expect(() => readListHeader(thriftReader(Uint8Array.of(0x15, 2)), THRIFT.struct)).toThrow('another type');
    expect(() => readBytes(thriftReader(Uint8Array.of(5, 1, 2)))).toThrow('more bytes');
    expect(() => readStruct(thriftReader(Uint8Array.of(0x1b, 0xff, 0xff, 0xff, 0x7f, 0x55)), () => false)).toThrow('more bytes');
    expect(() => readStruct(thriftReader(Uint8Array.of(0x1d, 0)), () => false)).toThrow('known type');
  });

  test('are written as they are read', () => {
    const writer = thriftWriter();
    writeNumber(writer, 1, THRIFT.i32, 7);
    writeField(writer, 3, THRIFT.true);
    writeList(writer, 5, THRIFT.i32, 2);
    writeUnsigned(writer, 2);
    writeUnsigned(writer, 4);
    endStruct(writer);
    const found: unknown[] = [];
    const reader = thriftReader(Uint8Array.from(writer.bytes));
    readStruct(reader, (field, type) => {
      if (field === 1) found.push(readSigned(reader));
      else if (field === 3) found.push(type === THRIFT.true);
      else found.push(Array.from({ length: readListHeader(reader, THRIFT.i32) }, () => readSigned(reader)));
      return true;
    });
    expect(found).toEqual([7, true, [1, 2]]);
  });
});

const table = new arrow.Table({
  name: arrow.vectorFromArray(Array.from({ length: 300 }, (_, row) => (row % 7 === 0 ? null : `nom ${row % 20}`)), new arrow.Utf8()),
  list: arrow.vectorFromArray(Array.from({ length: 300 }, (_, row) => [row]), new arrow.List(new arrow.Field('item', new arrow.Int32()))),
  whole: arrow.makeVector(new Int32Array(300)),
  amount: arrow.vectorFromArray(Array.from({ length: 300 }, () => null), new arrow.Decimal(2, 12)),
  day: arrow.vectorFromArray(Array.from({ length: 300 }, () => new Date(0)), new arrow.DateDay()),
  instant: arrow.vectorFromArray(Array.from({ length: 300 }, () => 0), new arrow.TimestampMillisecond()),
});

function written(version: WriterVersion): { bytes: Uint8Array; metadata: FileMetaData; footer: Uint8Array; dataBytes: number } {
  const bytes = writeParquet(Table.fromIPCStream(arrow.tableToIPC(table, 'stream')), new WriterPropertiesBuilder().setWriterVersion(version).setCompression(Compression.SNAPPY).setMaxRowGroupSize(100).setDataPageSizeLimit(200).build()).slice();
  const length = new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
  const dataBytes = bytes.length - 8 - length;
  return { bytes, metadata: parquetMetadata(bytes.buffer as ArrayBuffer), footer: bytes.subarray(dataBytes, bytes.length - 8), dataBytes };
}

describe('a footer', () => {
  test.each([WriterVersion.V1, WriterVersion.V2])('says what hyparquet reads in it: version %i', (version) => {
    const { metadata, footer, dataBytes } = written(version);
    const read = readFooter(footer, dataBytes);
    expect(read.rows).toBe(Number(metadata.num_rows));
    expect(read.columns.map(({ name, leaf, nullable }) => [name, leaf, nullable])).toEqual([['name', 0, true], ['list', -1, true], ['whole', 2, false], ['amount', 3, true], ['day', 4, true], ['instant', 5, true]]);
    expect(read.columns.map(({ type }) => type)).toEqual([{ kind: 'text' }, { kind: 'other', name: 'nested' }, { kind: 'int', bits: 32, signed: true }, { kind: 'decimal', precision: 12, scale: 2 }, { kind: 'day' }, { kind: 'timestamp', unit: 1000 }]);
    expect(read.rowGroups.map(({ rows, chunks }) => [rows, chunks.map(({ start, byteLength, values }) => [start, byteLength, values])])).toEqual(metadata.row_groups.map((group) => [
      Number(group.num_rows),
      group.columns.map(({ meta_data: chunk }) => [Number(chunk!.dictionary_page_offset ?? chunk!.data_page_offset), Number(chunk!.total_compressed_size), Number(chunk!.num_values)]),
    ]));
    expect(read.rowGroups.every(({ chunks }) => chunks[0]!.coded)).toBe(true);
  });

  test('is refused wherever it is cut, and where it points outside the file', () => {
    const { footer, dataBytes } = written(WriterVersion.V1);
    for (let end = 0; end < footer.length; end++) expect(() => readFooter(footer.subarray(0, end), dataBytes)).toThrow(RangeError);
    expect(() => readFooter(footer, dataBytes / 2)).toThrow('inside the file');
  });

  test('with any wrong byte is refused or whole, never an endless or other fault', () => {
    const { footer, dataBytes } = written(WriterVersion.V2);
    fc.assert(fc.property(fc.nat({ max: footer.length - 1 }), fc.nat({ max: 255 }), (place, byte) => {
      const broken = footer.slice();
      broken[place] = byte;
      try {
        for (const { chunks } of readFooter(broken, dataBytes).rowGroups) for (const { start, byteLength } of chunks) expect(start + byteLength).toBeLessThanOrEqual(dataBytes);
      } catch (error) {
        // The text decoder throws its own kind.
        expect(error instanceof RangeError || error instanceof TypeError).toBe(true);
      }
    }), { numRuns: 2000 });
  });
});

describe('pages', () => {
  test.each([WriterVersion.V1, WriterVersion.V2])('follow each other to the end of their chunk and hold its rows: version %i', (version) => {
    const { bytes, footer, dataBytes } = written(version);
    for (const { rows, chunks } of readFooter(footer, dataBytes).rowGroups) {
      for (const [leaf, { start, byteLength }] of chunks.entries()) {
        if (leaf === 1) continue;
        let at = start;
        let found = 0;
        while (at < start + byteLength) {
          const header = readPageHeader(bytes, at, start + byteLength);
          if (header.kind !== PAGE.dictionary) found += header.values;
          expect(header.kind === PAGE.data2).toBe(version === WriterVersion.V2 && header.kind !== PAGE.dictionary);
          at += header.headerBytes + header.storedBytes;
        }
        expect([at, found]).toEqual([start + byteLength, rows]);
      }
    }
  });

  test('with headers that contradict themselves are refused', () => {
    const header = (...fields: number[]): Uint8Array => Uint8Array.from([...fields, 0]);
    const number = (delta: number, at: number): number[] => [(delta << 4) | THRIFT.i32, ...varint(zigzag(BigInt(at)))];
    const data = (values: number, encoding: number): number[] => [0x2c, ...number(1, values), ...number(1, encoding), ...number(1, 3), ...number(1, 3), 0];
    const whole = [...number(1, 0), ...number(1, 10), ...number(1, 10)];
    expect(readPageHeader(header(...whole, ...data(5, 0)), 0, 99)).toMatchObject({ kind: 0, plainBytes: 10, storedBytes: 10, values: 5, encoding: 0 });
    expect(() => readPageHeader(header(...whole), 0, 99)).toThrow('header of its kind');
    expect(() => readPageHeader(header(...number(1, 0), ...number(1, -1), ...number(1, 10), ...data(5, 0)), 0, 99)).toThrow('two sizes');
    expect(() => readPageHeader(header(...whole, ...data(-5, 0)), 0, 99)).toThrow('number of values');
    expect(() => readPageHeader(header(...whole, ...data(5, 1)), 0, 99)).toThrow('encoding');
    expect(() => readPageHeader(header(...number(1, 9), ...number(1, 10), ...number(1, 10), ...data(5, 0)), 0, 99)).toThrow('header of its kind');
    const second = (rows: number, repetition: number): number[] => [0x5c, ...number(1, 5), ...number(1, 0), ...number(1, rows), ...number(1, 0), ...number(1, 2), ...number(1, repetition), 0x11, 0];
    const v2 = [...number(1, 3), ...number(1, 10), ...number(1, 10)];
    expect(readPageHeader(header(...v2, ...second(5, 0)), 0, 99)).toMatchObject({ kind: 3, levelBytes: 2, compressed: true });
    expect(() => readPageHeader(header(...v2, ...second(4, 0)), 0, 99)).toThrow('one value a row');
    expect(() => readPageHeader(header(...v2, ...second(5, 1)), 0, 99)).toThrow('one value a row');
  });
});

describe('a file made of pages', () => {
  const page = (values: number, payload: Uint8Array): Page => ({ kind: PAGE.data, payload, plainBytes: payload.length, values, encoding: 0, levelBytes: 0, compressed: true });
  const numbers = (...values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);

  test('is one that hyparquet and our own footer reader understand', () => {
    const column = { physical: PHYSICAL.int32, width: 0, nullable: false, codec: 0 };
    const file = joinBytes(makePageFile(column, [page(2, numbers(7, 8)), page(1, numbers(9))]));
    const metadata = parquetMetadata(file.buffer as ArrayBuffer);
    expect([Number(metadata.num_rows), metadata.schema.map(({ name, type }) => [name, type])]).toEqual([3, [['c', undefined], ['c', 'INT32']]]);
    const length = new DataView(file.buffer).getUint32(file.length - 8, true);
    const footer = readFooter(file.subarray(file.length - 8 - length, file.length - 8), file.length - 8 - length);
    expect(footer).toMatchObject({ rows: 3, columns: [{ name: 'c', nullable: false, physical: 1 }] });
    const { start, byteLength } = footer.rowGroups[0]!.chunks[0]!;
    const first = readPageHeader(file, start, start + byteLength);
    expect(first).toMatchObject({ kind: PAGE.data, storedBytes: 8, plainBytes: 8, values: 2 });
    const second = readPageHeader(file, start + first.headerBytes + 8, start + byteLength);
    expect(start + first.headerBytes + 8 + second.headerBytes + 4).toBe(start + byteLength);
  });

  test('starts with its dictionary, which may stand for itself', () => {
    const dictionary = identityDictionary(3);
    expect([...new Int32Array(dictionary.payload.buffer)]).toEqual([0, 1, 2]);
    const column = codesColumn({ physical: PHYSICAL.bytes, width: 0, nullable: true, codec: 0 });
    const file = joinBytes(makePageFile(column, [dictionary, { ...page(4, Uint8Array.of(1, 2)), encoding: 8 }]));
    const chunk = parquetMetadata(file.buffer as ArrayBuffer).row_groups[0]!.columns[0]!.meta_data!;
    expect([chunk.type, Number(chunk.dictionary_page_offset), Number(chunk.num_values)]).toEqual(['INT32', 4, 4]);
    expect(Number(chunk.data_page_offset)).toBeGreaterThan(4 + 12);
  });

  test('may hold a dictionary as data, without nulls', () => {
    const dictionary = { ...identityDictionary(2), kind: PAGE.dictionary };
    expect(dictionaryAsData(dictionary)).toMatchObject({ kind: PAGE.data, encoding: 0, values: 2 });
    expect(dictionaryColumn({ physical: 6, width: 0, nullable: true, codec: 1 })).toEqual({ physical: 6, width: 0, nullable: false, codec: 1 });
  });
});
