// Arrow's metadata against Arrow's own library, which writes and reads the same bytes.
import * as arrow from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flatLong, flatTable, flatText, flatVector, longAt, rootTable, tableAt } from '../../../src/read/kernel/flat-table.ts';
import { MESSAGE, messageBatch, messageDictionary, messageSchema, placeColumns, readIpcFooter, readMessage, type IpcBatch } from '../../../src/read/kernel/ipc-message.ts';
import type { IpcField, IpcLayout } from '../../../src/read/kernel/ipc-schema.ts';
import { bufferSpans } from '../../../src/read/kernel/ipc-spans.ts';
import { onlyColumn, readPrefix } from '../../../src/read/kernel/ipc-stream.ts';
import { rawColumn, valueBytes } from '../../../src/read/kernel/raw-column.ts';
import { sourceTypeName } from '../../../src/read/kernel/source-type.ts';

const item = new arrow.Field('item', new arrow.Int32(), true);
const TYPES: readonly [arrow.DataType, string, buffers: number][] = [
  [new arrow.Null(), 'null', 0], [new arrow.Bool(), 'bool', 2],
  [new arrow.Int8(), 'int8', 2], [new arrow.Uint16(), 'uint16', 2], [new arrow.Int32(), 'int32', 2], [new arrow.Uint64(), 'uint64', 2],
  [new arrow.Float16(), 'float16', 2], [new arrow.Float32(), 'float32', 2], [new arrow.Float64(), 'float64', 2],
  [new arrow.Utf8(), 'text', 3], [new arrow.LargeUtf8(), 'text', 3], [new arrow.Utf8View(), 'text', 2],
  [new arrow.Binary(), 'bytes', 3], [new arrow.LargeBinary(), 'bytes', 3], [new arrow.BinaryView(), 'bytes', 2],
  [new arrow.FixedSizeBinary(7), 'binary(7)', 2], [new arrow.Decimal(3, 20), 'decimal(20,3)', 2],
  [new arrow.DateDay(), 'date', 2], [new arrow.DateMillisecond(), 'date', 2],
  [new arrow.TimestampSecond('Europe/Paris'), 'timestamp in 1/1 s', 2], [new arrow.TimestampNanosecond(), 'timestamp in 1/1000000000 s', 2],
  [new arrow.TimeMicrosecond(), 'time', 2], [new arrow.DurationSecond(), 'duration', 2], [new arrow.IntervalDayTime(), 'interval', 2],
  [new arrow.List(item), 'list', 2], [new arrow.FixedSizeList(2, item), 'fixed-size list', 1], [new arrow.Struct([item]), 'struct', 1],
];

/** The messages of a stream: metadata and body. */
function messages(bytes: Uint8Array): { metadata: Uint8Array; body: Uint8Array }[] {
  const found: { metadata: Uint8Array; body: Uint8Array }[] = [];
  for (let at = 0; ; ) {
    const length = readPrefix(bytes, at);
    if (length === 0) return found;
    const metadata = bytes.slice(at + 8, at + 8 + length);
    const bodyBytes = Number(arrow.Message.decode(metadata).bodyLength);
    found.push({ metadata, body: bytes.slice(at + 8 + length, at + 8 + length + bodyBytes) });
    at += 8 + length + bodyBytes;
  }
}

const schemaBytes = (fields: arrow.Field[]): Uint8Array => messages(arrow.tableToIPC(new arrow.Table(new arrow.Schema(fields)), 'stream'))[0]!.metadata;
const fieldsOf = (fields: arrow.Field[]): IpcField[] => messageSchema(readMessage(schemaBytes(fields)));

describe('a schema', () => {
  test.each(TYPES)('with a column of %s says so, and how many buffers it has', (type, name, buffers) => {
    const [field] = fieldsOf([new arrow.Field('colonne é', type, false)]);
    expect(field).toMatchObject({ name: 'colonne é', nullable: false, dictionary: null });
    expect(sourceTypeName(field!.layout.type)).toBe(name);
    expect(field!.layout.buffers).toBe(buffers);
    if ('byteWidth' in type || type instanceof arrow.Int || type instanceof arrow.Float) expect(valueBytes(field!.layout.type)).toBe(type instanceof arrow.FixedSizeBinary ? type.byteWidth : (type as arrow.Int).ArrayType.BYTES_PER_ELEMENT);
  });

  test('names the dictionary of a column and the type of its indices', () => {
    const [field] = fieldsOf([new arrow.Field('c', new arrow.Dictionary(new arrow.Utf8(), new arrow.Uint8(), 42), true)]);
    expect(field).toMatchObject({ nullable: true, layout: { type: { kind: 'int', bits: 8, signed: false }, buffers: 2 }, dictionary: { id: 42, values: { type: { kind: 'text' } } } });
  });

  test('has its columns in order, children inside their parents', () => {
    const fields = fieldsOf([new arrow.Field('a', new arrow.Struct([item, new arrow.Field('list', new arrow.List(item))])), new arrow.Field('b', new arrow.Int8())]);
    expect(fields.map(({ name, layout }) => [name, layout.children.length])).toEqual([['a', 2], ['b', 0]]);
    expect(fields[0]!.layout.children[1]!.children[0]!.type).toEqual({ kind: 'int', bits: 32, signed: true });
  });

  test('with any bytes changed is refused or read, never an endless or other fault', () => {
    const whole = schemaBytes(TYPES.map(([type], index) => new arrow.Field(`c${index}`, type)));
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }), (changes) => {
      const broken = whole.slice();
      for (const [place, byte] of changes) broken[place] = byte;
      try {
        messageSchema(readMessage(broken));
      } catch (error) {
        expect(error instanceof RangeError || error instanceof TypeError).toBe(true);
      }
    }), { numRuns: 2000 });
  });

  test('whose fields point at each other is refused when it has too many', () => {
    // A vector of 64 tables that are all the same, whose children are that vector again.
    const bytes = new Uint8Array(1024);
    const view = new DataView(bytes.buffer);
    const vectorAt = 200;
    const fieldAt = 500;
    const fieldTable = 560;
    view.setInt32(fieldAt, fieldAt - fieldTable, true);
    view.setUint16(fieldTable, 16, true);
    view.setUint16(fieldTable + 4 + 2 * 2, 4, true);
    bytes[fieldAt + 4] = 13;
    view.setUint16(fieldTable + 4 + 2 * 5, 8, true);
    view.setUint32(fieldAt + 8, vectorAt - (fieldAt + 8) + 2 ** 32, true);
    view.setUint32(vectorAt, 64, true);
    for (let index = 0; index < 64; index++) view.setUint32(vectorAt + 4 + 4 * index, fieldAt - (vectorAt + 4 + 4 * index), true);
    const schemaAt = 20;
    const schemaTable = 60;
    view.setInt32(schemaAt, schemaAt - schemaTable, true);
    view.setUint16(schemaTable, 8, true);
    view.setUint16(schemaTable + 4 + 2 * 1, 8, true);
    view.setUint32(schemaAt + 8, vectorAt - (schemaAt + 8), true);
    view.setUint32(0, schemaAt, true);
    // FlatBuffers' offsets only point forwards, so that a circle cannot be built; the attempt leaves the message.
    expect(() => flatVector(tableAt(view, fieldAt), 5, 4)).toThrow(RangeError);
    expect(() => messageSchema({ kind: MESSAGE.schema, header: rootTable(view), bodyBytes: 0 })).toThrow(RangeError);
  });
});

describe('positions in a message', () => {
  test('outside it are refused', () => {
    const view = new DataView(new ArrayBuffer(16));
    expect(() => rootTable(new DataView(new ArrayBuffer(2)))).toThrow(RangeError);
    view.setUint32(0, 14, true);
    expect(() => rootTable(view)).toThrow(RangeError);
    view.setUint32(0, 4, true);
    view.setInt32(4, -100, true);
    expect(() => rootTable(view)).toThrow(RangeError);
    view.setInt32(4, 0, true);
    expect(() => rootTable(view)).toThrow(RangeError);
  });

  test('count up to 2^53 and not below zero', () => {
    const view = new DataView(new ArrayBuffer(8));
    for (const value of [0n, 1n, 2n ** 32n, 2n ** 53n - 1n]) {
      view.setBigInt64(0, value, true);
      expect(longAt(view, 0)).toBe(Number(value));
    }
    for (const value of [-1n, 2n ** 53n, 2n ** 62n, -(2n ** 63n)]) {
      view.setBigInt64(0, value, true);
      expect(() => longAt(view, 0)).toThrow('2^53');
    }
  });

  test('that are left out give what stands for them', () => {
    const empty = new DataView(new ArrayBuffer(16));
    empty.setUint32(0, 8, true);
    empty.setInt32(8, 4, true);
    empty.setUint16(4, 4, true);
    const table = rootTable(empty);
    expect([flatLong(table, 3), flatTable(table, 2), flatText(table, 1), flatVector(table, 0, 8).count]).toEqual([0, null, null, 0]);
  });
});

const sample = new arrow.Table({
  list: arrow.vectorFromArray([[1], [2, 3], null], new arrow.List(item)),
  view: arrow.vectorFromArray(['short', null, 'a text longer than twelve bytes'], new arrow.Utf8View()),
  code: arrow.vectorFromArray(['x', 'y', 'x'], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8(), 5)),
  real: arrow.vectorFromArray([1.5, null, 3], new arrow.Float64()),
});

describe('a batch', () => {
  const [schema, dictionary, batch] = messages(arrow.tableToIPC(sample, 'stream'));
  const fields = messageSchema(readMessage(schema!.metadata));
  const layouts = fields.map(({ layout }) => layout);

  test('has the nodes and buffers that Arrow reads', () => {
    const message = readMessage(batch!.metadata);
    const read = messageBatch(message);
    const header = arrow.Message.decode(batch!.metadata).header() as unknown as { length: number; nodes: { length: number; nullCount: number }[]; buffers: { offset: number; length: number }[] };
    expect([read.rows, message.bodyBytes, message.kind]).toEqual([3, batch!.body.length, MESSAGE.batch]);
    expect([...read.nodes]).toEqual(header.nodes.flatMap(({ length, nullCount }) => [Number(length), Number(nullCount)]));
    expect([...read.buffers]).toEqual(header.buffers.flatMap(({ offset, length }) => [Number(offset), Number(length)]));
    expect(placeColumns(layouts, read)).toEqual([{ node: 0, buffer: 0, buffers: 4, blocks: 0 }, { node: 2, buffer: 4, buffers: 3, blocks: 1 }, { node: 3, buffer: 7, buffers: 2, blocks: 0 }, { node: 4, buffer: 9, buffers: 2, blocks: 0 }]);
  });

  test('of a dictionary says which', () => {
    const read = messageDictionary(readMessage(dictionary!.metadata));
    expect([read.id, read.isDelta, read.batch.rows]).toEqual([5, false, 2]);
  });

  test('that has not the columns of its schema is refused', () => {
    const read = messageBatch(readMessage(batch!.metadata));
    const refused = (change: Partial<IpcBatch>, changed: readonly IpcLayout[] = layouts): void => expect(() => placeColumns(changed, { ...read, ...change })).toThrow(RangeError);
    refused({ nodes: read.nodes.subarray(2) });
    refused({ buffers: read.buffers.subarray(2) });
    refused({ buffers: Float64Array.of(...read.buffers, 0, 0) });
    refused({ variadic: new Float64Array(0) });
    refused({ variadic: Float64Array.of(2) });
    refused({ variadic: Float64Array.of(1, 1) });
    refused({ variadic: Float64Array.of(2 ** 40) });
    refused({ rows: 4 });
    refused({}, layouts.slice(1));
  });

  test('gives a column only when every buffer is long enough for its rows', () => {
    const read = messageBatch(readMessage(batch!.metadata));
    const place = placeColumns(layouts, read)[3]!;
    const bufferAt = (index: number): Uint8Array => batch!.body.subarray(read.buffers[2 * index], read.buffers[2 * index]! + read.buffers[2 * index + 1]!);
    const column = rawColumn(layouts[3]!, read, place, bufferAt);
    expect([column.rows, column.valid![0]! & 7, ...new Float64Array(column.values.buffer, column.values.byteOffset, 3)]).toEqual([3, 0b101, 1.5, 0, 3]);
    const cut = (at: number, bytes: number) => (index: number): Uint8Array => (index === at ? bufferAt(index).subarray(0, bytes) : bufferAt(index));
    expect(() => rawColumn(layouts[3]!, read, place, cut(place.buffer + 1, 23))).toThrow('a value for every row');
    expect(() => rawColumn(layouts[3]!, read, place, cut(place.buffer, 0))).toThrow('validity');
    expect(() => rawColumn(layouts[3]!, { ...read, rows: 1000 }, place, bufferAt)).toThrow(RangeError);
    // A buffer at an odd position is copied to one where numbers can be looked at.
    const shifted = (index: number): Uint8Array => {
      const copy = new Uint8Array(bufferAt(index).length + 3);
      copy.set(bufferAt(index), 3);
      return copy.subarray(3);
    };
    expect(rawColumn(layouts[3]!, read, place, shifted).values.byteOffset % 8).toBe(0);
  });

  test('alone in a stream gives its only column', () => {
    const one = arrow.tableToIPC(sample.select(['real']), 'stream');
    expect(onlyColumn(one, layouts[3]!).rows).toBe(3);
    expect(() => onlyColumn(one.subarray(0, one.length - 60), layouts[3]!)).toThrow('batch');
    expect(() => onlyColumn(new Uint8Array(40), layouts[3]!)).toThrow('mark');
  });

  test('of another metadata version, or without header, is refused', () => {
    const metadata = batch!.metadata.slice();
    const view = new DataView(metadata.buffer);
    const root = view.getUint32(0, true);
    const fieldsAt = root - view.getInt32(root, true);
    view.setInt16(root + view.getUint16(fieldsAt + 4, true), 1, true);
    expect(() => readMessage(metadata)).toThrow('version');
    expect(() => messageSchema(readMessage(batch!.metadata))).toThrow('schema');
  });
});

describe('the footer of a file', () => {
  const file = arrow.tableToIPC(sample, 'file');
  const length = new DataView(file.buffer, file.byteOffset).getInt32(file.length - 10, true);
  const at = file.length - 10 - length;
  const footer = file.slice(at, at + length);

  test('says where its batches and dictionaries are', () => {
    const read = readIpcFooter(footer, at);
    expect(read.fields.map(({ name }) => name)).toEqual(['list', 'view', 'code', 'real']);
    expect([read.dictionaries.length, read.batches.length]).toEqual([1, 1]);
    const [block] = read.batches;
    const metadata = file.slice(block!.at + 8, block!.at + block!.metadataBytes);
    expect(readMessage(metadata)).toMatchObject({ kind: MESSAGE.batch, bodyBytes: block!.bodyBytes });
  });

  test('that points outside the file is refused', () => {
    expect(() => readIpcFooter(footer, 100)).toThrow('inside the file');
    for (let end = 0; end < footer.length; end += 7) expect(() => readIpcFooter(footer.subarray(0, end), at)).toThrow(RangeError);
  });
});

describe('stretches of wanted buffers', () => {
  test('cover every wanted byte once, start at multiples of 8, and skip what lies between', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(2000), fc.nat(300)), { maxLength: 12 }), fc.uint8Array({ minLength: 12, maxLength: 12 }), (places, choice) => {
      const buffers = Float64Array.from(places.flat());
      const wanted = places.map((_, index) => index).filter((index) => choice[index]! % 2 === 0);
      const spans = bufferSpans(buffers, wanted);
      spans.forEach(({ from, to }, index) => {
        expect(from % 8).toBe(0);
        expect(to).toBeGreaterThan(from);
        if (index > 0) expect(from).toBeGreaterThanOrEqual(spans[index - 1]!.to);
      });
      for (const index of wanted) {
        const [from, bytes] = places[index]!;
        if (bytes > 0) expect(spans.filter((span) => span.from <= from && span.to >= from + bytes)).toHaveLength(1);
      }
      const wantedBytes = wanted.reduce((sum, index) => sum + places[index]![1], 0);
      expect(spans.reduce((sum, { from, to }) => sum + to - from, 0)).toBeLessThanOrEqual(wantedBytes + wanted.length * 72);
    }));
  });
});
