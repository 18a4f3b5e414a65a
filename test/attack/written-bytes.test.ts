// A withheld value leaves no bytes. The table holds a canary wherever a value can hide: under nulls, in the spare bits of
// bitmaps and NaNs, around slices, in dictionary entries nobody uses, in metadata. Whoever writes the table as it is
// writes them all (the first tests), else the rest would prove nothing.
import { Table, tableToIPC, type RecordBatch, type Schema } from 'apache-arrow';
import { parquetMetadata, parquetReadObjects, type Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { Table as WasmTable, writeParquet } from 'parquet-wasm';
import { describe, expect, test } from 'vitest';
import { codedTextType, columnsOf, makeBatch, makeField, makeSchema } from '../../src/core/arrow.ts';
import type { Column } from '../../src/core/column.ts';
import { fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { declareSchema, METADATA } from '../../src/core/field.ts';
import { sliceColumn } from '../../src/core/slice.ts';
import { arrowBytes, csvBytes, parquetBytes } from '../../src/write/index.ts';
import { textColumnOf } from '../text-column.ts';

const ROWS = 200;
/** Rows without value: whole bytes of the bitmaps, so that 128 hidden truth values are 16 readable bytes. */
const HIDDEN = { from: 8, to: 136 };
const isHidden = (row: number): boolean => row >= HIDDEN.from && row < HIDDEN.to;

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
const words = (...values: readonly bigint[]): Buffer => Buffer.from(BigUint64Array.from(values).buffer);

/** What must not be found, and where it hides. */
const CANARIES = {
  text: utf8('CANARY-text-296017500000175'),
  coded: utf8('CANARY-coded-296017500000175'),
  unused: utf8('CANARY-unused-296017500000175'),
  int32: words(0x1a7e2c5e5ec2e7a1n),
  int64: words(0x2b8f3d6f6fd3f8b2n),
  float64: words(0x400c9ee80e7091c3n),
  bool: utf8('CANARY-in-truths'),
  date: words(0x3c9a4e708ae409c4n),
  timestamp: words(0x4dab5f8191f51ad5n),
  decimal: words(0x5ebc6092a2062be6n, 0x00000000b3173cf7n),
  binary: utf8('CANARY-as-bytes!'),
  payload: words(0x7ff4c0ffee15bad5n),
  schemaMetadata: utf8('CANARY-in-schema-metadata'),
  fieldMetadata: utf8('CANARY-in-field-metadata'),
} as const;
type Canary = keyof typeof CANARIES;
const ALL = Object.keys(CANARIES) as Canary[];

const valid = new Uint8Array(ROWS / 8);
for (let row = 0; row < ROWS; row++) if (!isHidden(row)) valid[row >> 3]! |= 1 << (row & 7);

/** Repeats a canary over the rows without value; the others get the bytes of a small value. */
function hide<Made>(canary: Buffer, width: number, make: (memory: ArrayBuffer) => Made): Made {
  const memory = new Uint8Array(ROWS * width);
  for (let at = HIDDEN.from * width; at < HIDDEN.to * width; at++) memory[at] = canary[(at - HIDDEN.from * width) % canary.length]!;
  return make(memory.buffer);
}

const SCHEMA: Schema = (() => {
  const declared = declareSchema({
    text: { type: 'utf8', role: 'attribute' }, coded: { type: 'utf8', role: 'attribute' }, int32: { type: 'int32', role: 'measure' }, int64: { type: 'int64', role: 'measure' },
    float64: { type: 'float64', role: 'measure' }, bool: { type: 'bool', role: 'attribute' }, date: { type: 'date', role: 'attribute' }, timestamp: { type: 'timestamp', role: 'attribute' },
    decimal: { type: 'decimal(20,2)', role: 'measure' }, binary: { type: 'binary(16)', role: 'pseudonym', identifier: 'nir' }, payload: { type: 'float64', role: 'measure' },
  });
  const fields = declared.fields.map((field) => {
    const metadata = new Map([...field.metadata, ['source:note', CANARIES.fieldMetadata.toString()]]);
    return field.name === 'coded' ? makeField(field.name, codedTextType(), true, metadata) : makeField(field.name, field.type, true, metadata);
  });
  return makeSchema(fields, new Map([['pandas', CANARIES.schemaMetadata.toString()]]));
})();

function secretColumns(): Column[] {
  const rows = ROWS;
  const texts = Array.from({ length: ROWS }, (_, row) => (isHidden(row) ? CANARIES.text.toString() : `PUBLISHED-text-${row % 3}`));
  const text = textColumnOf(texts);
  const dictionary = textColumnOf(['PUBLISHED-coded-0', 'PUBLISHED-coded-1', CANARIES.coded.toString(), CANARIES.unused.toString()]);
  const codes = Int32Array.from({ length: ROWS }, (_, row) => (isHidden(row) ? 2 : row % 2));
  const bits = new Uint8Array(ROWS / 8);
  bits.set(CANARIES.bool, HIDDEN.from / 8);
  const payload = new Float64Array(ROWS);
  new BigUint64Array(payload.buffer).fill(CANARIES.payload.readBigUInt64LE(), 0, 5);
  return [
    { kind: 'text', rows, valid, offsets: text.offsets, bytes: text.bytes },
    { kind: 'coded', rows, valid, codes, dictionary: { kind: 'text', ...dictionary, valid: null } },
    { kind: 'int32', rows, valid, values: hide(CANARIES.int32, 4, (memory) => new Int32Array(memory)) },
    { kind: 'int64', rows, valid, values: hide(CANARIES.int64, 8, (memory) => new BigInt64Array(memory)) },
    { kind: 'float64', rows, valid, values: hide(CANARIES.float64, 8, (memory) => new Float64Array(memory)) },
    { kind: 'bool', rows, valid, bits },
    { kind: 'date', rows, valid, days: hide(CANARIES.date, 4, (memory) => new Int32Array(memory)) },
    { kind: 'timestamp', rows, valid, micros: hide(CANARIES.timestamp, 8, (memory) => new BigInt64Array(memory)) },
    { kind: 'decimal', rows, valid, precision: 20, scale: 2, limbs: hide(CANARIES.decimal, 16, (memory) => new Uint32Array(memory)) },
    { kind: 'binary', rows, valid, width: 16, bytes: hide(CANARIES.binary, 16, (memory) => new Uint8Array(memory)) },
    { kind: 'float64', rows, valid: null, values: payload },
  ];
}

const secretBatch = (): RecordBatch => makeBatch(SCHEMA, secretColumns(), ROWS);

/** The rows `[from, from + rows)` as views into the memory of all. */
function sliceOf(from: number, rows: number): RecordBatch {
  return makeBatch(SCHEMA, secretColumns().map((column) => sliceColumn(column, from, rows)), rows);
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/** Everything a Parquet file says: its bytes, its pages unpacked by another program, its metadata decoded. */
async function everythingIn(file: Buffer): Promise<Buffer> {
  const pages: Uint8Array[] = [];
  const unpacking = Object.fromEntries(Object.entries(compressors).map(([codec, unpack]) => [codec, (input: Uint8Array, length: number) => {
    const page = unpack!(input, length);
    pages.push(page.slice());
    return page;
  }])) as Compressors;
  const buffer = new Uint8Array(file).buffer;
  await parquetReadObjects({ file: buffer, compressors: unpacking, utf8: false });
  const metadata = (parquetMetadata(buffer).key_value_metadata ?? []).map(({ value }) => Buffer.from(value ?? '', 'base64'));
  return Buffer.concat([file, ...pages, ...metadata]);
}

const found = (bytes: Buffer, among: readonly Canary[] = ALL): Canary[] => among.filter((name) => bytes.includes(CANARIES[name]));

const AUDIENCES = ['internal', 'research', 'public'] as const;
const CODECS = ['none', 'snappy', 'gzip', 'zstd'] as const;

describe('a table written as it is', () => {
  test.each(['file', 'stream'] as const)('shows every canary in an Arrow %s', (form) => {
    expect(found(Buffer.from(tableToIPC(new Table([secretBatch()]), form)))).toEqual(ALL);
  });

  test('shows those in metadata in Parquet, packed in base64, and those in the numbers', async () => {
    const file = writeParquet(WasmTable.fromIPCStream(tableToIPC(new Table([secretBatch()]), 'stream')));
    expect(found(await everythingIn(Buffer.from(file)))).toEqual(expect.arrayContaining(['payload', 'schemaMetadata', 'fieldMetadata'] satisfies Canary[]));
  });

  test('shows the bits after a slice', () => {
    // A slice of the first hidden rows: the bits of the next ones stand in the same memory.
    const slice = secretBatch().slice(0, 12);
    expect(found(Buffer.from(tableToIPC(new Table([slice]), 'stream')), ['bool'])).toEqual(['bool']);
  });
});

const tables: Readonly<Record<string, () => Dataset>> = {
  'one batch': () => fromBatches(SCHEMA, [secretBatch()]),
  'slices by Arrow': () => fromBatches(SCHEMA, [[0, 12], [12, 13], [13, 77], [77, 200]].map(([from, to]) => secretBatch().slice(from, to))),
  'views of one memory': () => fromBatches(SCHEMA, [sliceOf(0, 12), sliceOf(12, 1), sliceOf(13, 64), sliceOf(77, 123)]),
  'only the rows without value': () => fromBatches(SCHEMA, [secretBatch().slice(HIDDEN.from, HIDDEN.to)]),
  'only the rows around them': () => fromBatches(SCHEMA, [sliceOf(0, 8), sliceOf(136, 64)]),
  'no row': () => fromBatches(SCHEMA, [secretBatch().slice(20, 20)]),
};

describe.each(Object.entries(tables))('the canonical form of %s', (_, table) => {
  test('shows no canary in Arrow, for any audience', async () => {
    for (const audience of AUDIENCES) {
      for (const form of ['file', 'stream'] as const) expect(found(await bytesOf(arrowBytes(table(), { form, audience }))), `${form} ${audience}`).toEqual([]);
    }
  });

  test('shows no canary in Parquet, nor in its unpacked pages and metadata, for any compression', async () => {
    for (const compression of CODECS) {
      for (const audience of AUDIENCES) expect(found(await everythingIn(await bytesOf(parquetBytes(table(), { compression, audience })))), `${compression} ${audience}`).toEqual([]);
    }
  });

  test('shows no canary in delimited text, nor its digits', async () => {
    const text = await bytesOf(csvBytes(table()));
    expect(found(text)).toEqual([]);
    for (const name of ['int64', 'timestamp'] as const) expect(text.includes(String(CANARIES[name].readBigInt64LE()))).toBe(false);
    expect(text.includes(String(CANARIES.int32.readInt32LE()))).toBe(false);
    expect(text.toString()).not.toMatch(/CANARY|\btrue\b/);
  });
});

describe('what is published', () => {
  test('is found by the same search in every format, so that the search finds what is there', async () => {
    const dataset = tables['one batch']!();
    const wanted = ['PUBLISHED-text-2', 'PUBLISHED-coded-1'];
    for (const form of ['file', 'stream'] as const) for (const text of wanted) expect((await bytesOf(arrowBytes(dataset, { form }))).includes(text)).toBe(true);
    for (const compression of CODECS) for (const text of wanted) expect((await everythingIn(await bytesOf(parquetBytes(dataset, { compression })))).includes(text), compression).toBe(true);
    for (const text of wanted) expect((await bytesOf(csvBytes(dataset))).includes(text)).toBe(true);
  });

  test('keeps of the metadata what its audience may know, and the audience itself', async () => {
    const kept = { internal: [METADATA.role, METADATA.identifier], research: [METADATA.role], public: [] };
    for (const audience of AUDIENCES) {
      for (const bytes of [await bytesOf(arrowBytes(tables['one batch']!(), { audience })), await everythingIn(await bytesOf(parquetBytes(tables['one batch']!(), { audience })))]) {
        expect([METADATA.role, METADATA.identifier].filter((name) => bytes.includes(name)), audience).toEqual(kept[audience]);
        expect(bytes.includes('a423:audience')).toBe(true);
        expect(bytes.includes(audience)).toBe(true);
        expect(bytes.includes('source:note')).toBe(false);
        expect(bytes.includes('pandas')).toBe(false);
      }
    }
  });

  test('shares no memory with its source, which stays as it was', async () => {
    const batch = secretBatch();
    const before = JSON.stringify(columnsOf(batch), (_, value: unknown) => (ArrayBuffer.isView(value) ? Buffer.from(value.buffer).toString('hex') : value));
    await bytesOf(arrowBytes(fromBatches(SCHEMA, [batch])));
    await bytesOf(parquetBytes(fromBatches(SCHEMA, [batch])));
    expect(JSON.stringify(columnsOf(batch), (_, value: unknown) => (ArrayBuffer.isView(value) ? Buffer.from(value.buffer).toString('hex') : value))).toBe(before);
  });
});
