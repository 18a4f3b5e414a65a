// Arrow in and out. Expected values are those of Arrow's own accessors (`vector.get`), which share nothing with ours.
import {
  Binary, Bool, Data, DateDay, DateMillisecond, Decimal, Dictionary, Field, FixedSizeBinary, Float32, Float64, Int16, Int32, Int64, Int8, LargeUtf8,
  List, makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct, Table, tableFromIPC, tableToIPC, TimestampMicrosecond, TimestampMillisecond,
  Uint16, Uint32, Uint64, Uint8, Utf8, Vector, vectorFromArray,
} from 'apache-arrow';
import type { DataType } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrowType, codedTextType, columnOf, columnsOf, columnTypeOf, isBinary, makeBatch, makeField, makeSchema } from '../../../src/core/arrow.ts';
import type { Column } from '../../../src/core/column.ts';
import type { ColumnType } from '../../../src/core/column-type.ts';
import { DataError } from '../../../src/core/errors.ts';
import { codedColumn, kindAndValues, KINDS, naiveColumn, naiveValues, WIDTH, type Kind, type NaiveValues } from './naive-columns.ts';

const typeOfKind = (kind: Kind): DataType => {
  const types: Record<Kind, () => DataType> = {
    text: () => arrowType('utf8'),
    coded: codedTextType,
    int32: () => arrowType('int32'),
    int64: () => arrowType('int64'),
    float64: () => arrowType('float64'),
    bool: () => arrowType('bool'),
    date: () => arrowType('date'),
    timestamp: () => arrowType('timestamp'),
    decimal: () => arrowType('decimal(38,2)'),
    binary: () => arrowType(`binary(${WIDTH})`),
  };
  return types[kind]();
};

const batchOf = (kind: Kind, values: NaiveValues): RecordBatch =>
  makeBatch(makeSchema([makeField('x', typeOfKind(kind), true)]), [naiveColumn(kind, values)], values.length);

describe('a batch of our columns', () => {
  test('gives the columns back, for every kind', () => {
    fc.assert(fc.property(kindAndValues, ({ kind, values }) => {
      const [column] = columnsOf(batchOf(kind, values));
      expect(column!.kind).toBe(kind);
      expect(naiveValues(column!)).toEqual(values);
    }), { numRuns: 300 });
  });
  test('gives them back from any slice of itself, and from a slice of a slice', () => {
    fc.assert(fc.property(kindAndValues, fc.nat(40), fc.nat(40), fc.nat(40), ({ kind, values }, from, to, again) => {
      const [start, end] = [Math.min(from, to, values.length), Math.min(Math.max(from, to), values.length)];
      const slice = batchOf(kind, values).slice(start, end);
      expect(naiveValues(columnOf(slice, 0))).toEqual(values.slice(start, end));
      const inner = Math.min(again, end - start);
      expect(naiveValues(columnOf(slice.slice(inner, end - start), 0))).toEqual(values.slice(start + inner, end));
    }), { numRuns: 300 });
  });
  test('survives the IPC stream and the IPC file, sliced or not', () => {
    fc.assert(fc.property(kindAndValues, fc.nat(40), fc.constantFrom('stream' as const, 'file' as const), ({ kind, values }, from, form) => {
      const start = Math.min(from, values.length);
      const read = tableFromIPC(tableToIPC(new Table([batchOf(kind, values).slice(start, values.length)]), form));
      expect(read.batches.flatMap((batch) => naiveValues(columnOf(batch, 0)))).toEqual(values.slice(start));
    }), { numRuns: 150 });
  });
  test('reads the same through Arrow as through us', () => {
    fc.assert(fc.property(kindAndValues, ({ kind, values }) => {
      const vector = new Table([batchOf(kind, values)]).getChildAt(0)!;
      expect(vector.nullCount).toBe(values.filter((value) => value === null).length);
      for (const [row, value] of values.entries()) {
        if (value === null || ['text', 'coded', 'int32', 'int64', 'float64', 'bool'].includes(kind)) expect(vector.get(row)).toEqual(value);
      }
    }), { numRuns: 200 });
  });
  test('of no rows is legal', () => {
    for (const kind of KINDS) expect(naiveValues(columnOf(batchOf(kind, []), 0))).toEqual([]);
    expect(columnsOf(makeBatch(makeSchema([]), [], 5))).toEqual([]);
    expect(makeBatch(makeSchema([]), [], 5).numRows).toBe(5);
  });
});

describe('making a batch refuses', () => {
  const schema = makeSchema([makeField('a', arrowType('int32'), true)]);
  test.each<[string, Column[], number, string]>([
    ['another number of columns', [], 1, 'columns: expected 1, got 0'],
    ['another number of rows', [naiveColumn('int32', [1])], 2, 'column 0: expected 2 rows, got 1'],
    ['another type', [naiveColumn('date', [1])], 1, 'column 0: expected the type of its field, got date'],
  ])('%s', (_title, columns, rows, message) => {
    expect(() => makeBatch(schema, columns, rows)).toThrow(new RangeError(message));
  });
  test('another scale or width of the same kind', () => {
    expect(() => makeBatch(makeSchema([makeField('a', arrowType('decimal(38,3)'), true)]), [naiveColumn('decimal', [1n])], 1)).toThrow(RangeError);
    expect(() => makeBatch(makeSchema([makeField('a', arrowType('binary(4)'), true)]), [naiveColumn('binary', ['000000'])], 1)).toThrow(RangeError);
  });
  test('codes for plain text and plain text for codes', () => {
    expect(() => makeBatch(makeSchema([makeField('a', arrowType('utf8'), true)]), [codedColumn(['x'])], 1)).toThrow(RangeError);
    expect(() => makeBatch(makeSchema([makeField('a', codedTextType(), true)]), [naiveColumn('text', ['x'])], 1)).toThrow(RangeError);
  });
});

/** A batch of one column that Arrow itself built. */
function foreign(vector: Vector, name = 'x'): RecordBatch[] {
  return new Table({ [name]: vector }).batches;
}

describe('batches that others made', () => {
  const texts = ['Ain', null, 'Aude', 'Ain', null, 'Gers', 'Lot', 'Aude', 'Ain', 'Var'];

  test.each<[string, DataType]>([
    ['signed bytes', new Int8()], ['bytes', new Uint8()], ['short numbers', new Int16()], ['unsigned short numbers', new Uint16()],
    ['unsigned numbers', new Uint32()], ['long numbers', new Int64()], ['unsigned long numbers', new Uint64()],
  ])('may have codes that are %s', (_title, indices) => {
    const codes = [0, 0, 1, 0, 0, 2, 3, 1, 0, 4];
    const dictionary = vectorFromArray(['Ain', 'Aude', 'Gers', 'Lot', 'Var'], new Utf8());
    const long = indices instanceof Int64 || indices instanceof Uint64;
    const data = makeData({
      type: new Dictionary(new Utf8(), indices as Int32), length: 10, nullCount: 2, nullBitmap: Uint8Array.of(0b11101101, 0b11),
      data: (long ? BigInt64Array.from(codes, BigInt) : Int32Array.from(codes)) as Int32Array, dictionary,
    });
    // Indexed arrays of the type's own width, as a reader gives them.
    const own = new (indices as unknown as { ArrayType: Int32ArrayConstructor }).ArrayType((long ? codes.map(BigInt) : codes) as number[]);
    const batch = new RecordBatch(new Schema([new Field('x', data.type, true)]), makeData({ type: new Struct([new Field('x', data.type, true)]), length: 10, nullCount: 0, children: [new Data(data.type, 0, 10, 2, [undefined, own, data.nullBitmap] as never, [], dictionary)] }));
    expect(naiveValues(columnOf(batch, 0))).toEqual(texts);
    expect(naiveValues(columnOf(batch.slice(3, 9), 0))).toEqual(texts.slice(3, 9));
  });

  test('may have a null among the texts of the dictionary: its rows have no value', () => {
    const dictionary = vectorFromArray(['Ain', null, 'Lot'], new Utf8());
    const data = makeData({ type: new Dictionary(new Utf8(), new Int32()), length: 4, nullCount: 1, nullBitmap: Uint8Array.of(0b0111), data: Int32Array.of(0, 1, 2, 0), dictionary });
    const [batch] = foreign(new Vector([data]));
    expect(naiveValues(columnOf(batch!, 0))).toEqual(['Ain', null, 'Lot', null]);
    expect(new Vector([data]).get(1)).toBeNull();
  });

  test('may have a dictionary that grows by delta batches', () => {
    const type = new Dictionary(new Utf8(), new Int32(), 7);
    const schema = new Schema([new Field('x', type, true)]);
    const first = vectorFromArray(['a', 'b'], new Utf8());
    const parts = [
      makeData({ type, length: 2, nullCount: 0, data: Int32Array.of(0, 1), dictionary: first }),
      makeData({ type, length: 3, nullCount: 1, nullBitmap: Uint8Array.of(0b011), data: Int32Array.of(1, 2, 0), dictionary: first.concat(vectorFromArray(['c'], new Utf8())) }),
    ];
    const writer = new RecordBatchStreamWriter();
    for (const part of parts) writer.write(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: part.length, nullCount: 0, children: [part] })));
    const read = tableFromIPC(writer.finish().toUint8Array(true));
    expect(read.batches[1]!.data.children[0]!.dictionary!.data.map((chunk) => chunk.length)).toEqual([2, 1]);
    expect(read.batches.flatMap((batch) => naiveValues(columnOf(batch, 0)))).toEqual(['a', 'b', 'b', 'c', null]);
  });

  test('may have a dictionary in several chunks', () => {
    const dictionary = vectorFromArray(['a', 'é'], new Utf8()).concat(vectorFromArray(['c'], new Utf8()), vectorFromArray(['xx', 'd'], new Utf8()).slice(1, 2));
    expect(dictionary.data.length).toBe(3);
    const data = makeData({ type: new Dictionary(new Utf8(), new Int32()), length: 4, nullCount: 0, data: Int32Array.of(3, 1, 0, 2), dictionary });
    expect(naiveValues(columnOf(foreign(new Vector([data]))[0]!, 0))).toEqual(['d', 'é', 'a', 'c']);
  });

  test('give one view per dictionary, so that steps recognise it from batch to batch', () => {
    const vector = vectorFromArray(texts, new Dictionary(new Utf8(), new Int32()));
    const [batch] = foreign(vector);
    const [first, second] = [batch!.slice(0, 4), batch!.slice(4, 10)].map((part) => columnOf(part, 0));
    expect(first!.kind === 'coded' && second!.kind === 'coded' && first!.dictionary === second!.dictionary).toBe(true);
    const again = makeBatch(batch!.schema, [first!], 4);
    expect(columnOf(again, 0)).toMatchObject({ dictionary: first!.kind === 'coded' ? first.dictionary : null });
    expect(again.data.children[0]!.dictionary).toBe(batch!.data.children[0]!.dictionary);
  });

  test('read as Arrow reads them, sliced anywhere', () => {
    const vectors: Record<string, Vector> = {
      text: vectorFromArray(texts, new Utf8()),
      coded: vectorFromArray(texts, new Dictionary(new Utf8(), new Int16())),
      whole: vectorFromArray([1, null, -3, 4, 5, null, 7, 8, 9, 10], new Int32()),
      long: vectorFromArray([1n, null, -3n, 4n, 2n ** 62n, null, 7n, 8n, 9n, 10n], new Int64()),
      real: vectorFromArray([0.5, null, NaN, -0, Infinity, null, 7, 8, 9, 10], new Float64()),
      truth: vectorFromArray([true, null, false, true, false, null, true, true, false, true], new Bool()),
    };
    const [batch] = new Table(vectors).batches;
    for (let start = 0; start <= 10; start++) {
      for (let end = start; end <= 10; end++) {
        const slice = batch!.slice(start, end);
        for (const [index, column] of columnsOf(slice).entries()) {
          expect(naiveValues(column)).toEqual(Array.from({ length: end - start }, (_, row) => slice.getChildAt(index)!.get(row) as never));
        }
      }
    }
  });

  test('may have timestamps, days, decimals and fixed bytes, sliced', () => {
    const days = Int32Array.of(-1, 0, 19_000);
    const vectors = {
      day: new Vector([makeData({ type: new DateDay(), length: 3, nullCount: 0, data: days })]),
      instant: new Vector([makeData({ type: new TimestampMicrosecond('Europe/Paris'), length: 3, nullCount: 0, data: BigInt64Array.of(-1n, 0n, 2n ** 60n) })]),
      amount: new Vector([makeData({ type: new Decimal(2, 38, 128), length: 3, nullCount: 0, data: Uint32Array.of(5, 0, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0, 1, 0, 0) })]),
      code: new Vector([makeData({ type: new FixedSizeBinary(WIDTH), length: 3, nullCount: 0, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 255) })]),
    };
    const [batch] = new Table(vectors).batches;
    const columns = columnsOf(batch!.slice(1, 3)).map(naiveValues);
    expect(columns).toEqual([[0, 19_000], [0n, 2n ** 60n], [-1n, 2n ** 32n], ['040506', '0708ff']]);
  });
});

describe('types', () => {
  const declarable: readonly ColumnType[] = ['utf8', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp', 'decimal(1,0)', 'decimal(38,38)', 'binary(1)', 'binary(65536)'];

  test.each(declarable.map((type) => [type]))('%s is its own Arrow type and back', (type) => {
    expect(columnTypeOf(arrowType(type))).toBe(type);
  });
  test('of dictionary text is utf8', () => {
    expect(columnTypeOf(codedTextType())).toBe('utf8');
    expect(columnTypeOf(new Dictionary(new Int32(), new Int32()))).toBeNull();
  });
  test.each<[string, DataType]>([
    ['8-bit numbers', new Int8()], ['unsigned numbers', new Uint32()], ['unsigned long numbers', new Uint64()], ['single precision', new Float32()],
    ['dates in milliseconds', new DateMillisecond()], ['timestamps in milliseconds', new TimestampMillisecond()], ['decimals of 256 bits', new Decimal(2, 40, 256)],
    ['decimals of negative scale', new Decimal(-2, 5, 128)], ['bytes of no width', new FixedSizeBinary(0)], ['bytes of any width', new Binary()],
    ['large text', new LargeUtf8()], ['lists', new List(new Field('item', new Int32(), true))],
  ])('of %s are not worked on: the column is refused by name', (_title, type) => {
    expect(columnTypeOf(type)).toBeNull();
    if (type instanceof Decimal || type instanceof FixedSizeBinary) return;
    const data = makeData({ type, length: 0, nullCount: 0 } as never) as Data;
    const batch = new RecordBatch(new Schema([new Field('colonne', type, true)]), makeData({ type: new Struct([new Field('colonne', type, true)]), length: 0, nullCount: 0, children: [data] }));
    expect(() => columnOf(batch, 0)).toThrow(DataError);
    expect(() => columnOf(batch, 0)).toThrow('column colonne: a type that no step works on; declare the column so that the reader casts it [DATA_COLUMN_TYPE]');
  });
  test('a name of no type is refused', () => {
    expect(() => arrowType('text' as ColumnType)).toThrow(new TypeError('type: expected a column type such as utf8 or decimal(12,2)'));
  });
  test('bytes of any width are told from the others', () => {
    expect([new Binary(), new FixedSizeBinary(3), new Utf8()].map(isBinary)).toEqual([true, false, false]);
  });
  test('a column that is not there is refused by its number', () => {
    expect(() => columnOf(batchOf('int32', [1]), 1)).toThrow(new RangeError('column: expected an index below 1, got 1'));
  });
  test('metadata are copied into fields and schemas', () => {
    const metadata = new Map([['a', '1']]);
    const field = makeField('x', arrowType('utf8'), false, metadata);
    const schema = makeSchema([field], metadata);
    metadata.set('a', '2');
    expect(field.metadata.get('a')).toBe('1');
    expect(schema.metadata.get('a')).toBe('1');
    expect([field.name, field.nullable, schema.fields.length]).toEqual(['x', false, 1]);
  });
});
