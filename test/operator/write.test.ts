import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordBatchReader, tableFromIPC, type RecordBatch } from 'apache-arrow';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codedTextType, makeBatch, makeSchema } from '../../src/core/arrow.ts';
import type { ColumnType } from '../../src/core/column-type.ts';
import { BATCH_ROWS, fromBatches, once, type Dataset } from '../../src/core/dataset.ts';
import { changeField, declareSchema } from '../../src/core/field.ts';
import { sliceColumn } from '../../src/core/slice.ts';
import { arrowBytes, canonicalDataset, csvBytes, parquetBytes, type ArrowWriteOptions, type ParquetWriteOptions } from '../../src/write/index.ts';
import { writeFile } from '../../src/write/node/index.ts';
import { KINDS, naiveColumn, valuesOf, WIDTH, type Kind, type NaiveValues } from '../kernel/core/naive-columns.ts';
import { rowsOf, schemaOf, tableOf } from '../small-tables.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a423-write-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

type Writer = (dataset: Dataset, signal?: AbortSignal) => AsyncIterable<Uint8Array>;
const WRITERS: Readonly<Record<string, Writer>> = {
  'Arrow file': (dataset, signal) => arrowBytes(dataset, {}, signal),
  'Arrow stream': (dataset, signal) => arrowBytes(dataset, { form: 'stream' }, signal),
  Parquet: (dataset, signal) => parquetBytes(dataset, {}, signal),
  'delimited text': (dataset, signal) => csvBytes(dataset, {}, signal),
};

const NUMBER = declareSchema({ n: { type: 'int32', role: 'attribute' } });

/** A batch of whole numbers from `from` up. */
function numbers(from: number, rows: number): RecordBatch {
  return makeBatch(NUMBER, [{ kind: 'int32', rows, valid: null, values: Int32Array.from({ length: rows }, (_, row) => from + row) }], rows);
}

/** Batches that count how often they were opened, given and closed. */
function watched(batches: number, failure?: { readonly after: number; readonly error: unknown }): Dataset & { opened: number; given: number; closed: number } {
  const source = {
    schema: NUMBER,
    opened: 0,
    given: 0,
    closed: 0,
    async *open(signal?: AbortSignal): AsyncGenerator<RecordBatch> {
      source.opened++;
      try {
        for (let index = 0; index < batches; index++) {
          signal?.throwIfAborted();
          if (index === failure?.after) throw failure.error;
          source.given++;
          yield await Promise.resolve(numbers(index * BATCH_ROWS, BATCH_ROWS));
        }
      } finally {
        source.closed++;
      }
    },
  };
  return source;
}

describe.each(Object.entries(WRITERS))('written as %s, a dataset', (_, write) => {
  test('is read only when the bytes are, once for each reading of them', async () => {
    const source = watched(2);
    const bytes = write(source);
    expect(source.opened).toBe(0);
    const first = await bytesOf(bytes);
    expect(first.equals(await bytesOf(bytes))).toBe(true);
    expect(source).toMatchObject({ opened: 2, given: 4, closed: 2 });
  });

  test('is closed when the reader of the bytes stops early', async () => {
    for (const pieces of [1, 2, 3]) {
      const source = watched(40);
      let count = 0;
      for await (const piece of write(source)) {
        expect(piece.length).toBeGreaterThan(0);
        if (++count === pieces) break;
      }
      expect(source.opened).toBe(source.closed);
      // Nobody reads far ahead of who takes the bytes.
      expect(source.given).toBeLessThan(12);
    }
  });

  test('throws its own error, unchanged, wherever it happens, and what was written before is not taken for a whole file', async () => {
    for (const after of [0, 1, 5]) {
      for (const error of [new RangeError('mine'), 'a text', undefined]) {
        const source = watched(8, { after, error });
        const ended = await bytesOf(write(source)).then(() => 'ended', (thrown: unknown) => ({ thrown }));
        expect(ended).toEqual({ thrown: error });
        expect((ended as { thrown: unknown }).thrown).toBe(error);
        expect(source.closed).toBe(1);
      }
    }
    // The writer is as good as new.
    expect((await bytesOf(write(watched(1)))).length).toBeGreaterThan(100);
  });

  test('is aborted with the reason of the signal, before the first batch or between two', async () => {
    const reason = new Error('enough');
    const source = watched(8);
    await expect(bytesOf(write(source, AbortSignal.abort(reason)))).rejects.toBe(reason);
    expect(source.given).toBe(0);
    const controller = new AbortController();
    const later = watched(8);
    const aborting: Dataset = {
      schema: NUMBER,
      async *open(signal) {
        for await (const batch of later.open(signal)) {
          yield batch;
          if (later.given === 3) controller.abort(reason);
        }
      },
    };
    await expect(bytesOf(write(aborting, controller.signal))).rejects.toBe(reason);
    expect(later).toMatchObject({ given: 3, closed: 1 });
  });

  test('that can be read only once is written once, and says so the second time', async () => {
    const bytes = write(once(NUMBER, [numbers(0, 3)]));
    expect((await bytesOf(bytes)).length).toBeGreaterThan(0);
    await expect(bytesOf(bytes)).rejects.toMatchObject({ code: 'DATA_READ_TWICE' });
  });
});

describe('options', () => {
  test('that are unknown or wrong are refused before anything is read', () => {
    const source = watched(1);
    for (const options of [{ forms: 'file' }, { form: 'files' }, { audience: 'everybody' }, null]) expect(() => arrowBytes(source, options as ArrowWriteOptions)).toThrow(expect.objectContaining({ name: 'PlanError' }));
    for (const options of [{ compresion: 'zstd' }, { compression: 'lz4' }, { rowGroupRows: 0 }, { rowGroupRows: 1.5 }, { rowGroupRows: 2 ** 25 }, { audience: '' }]) {
      expect(() => parquetBytes(source, options as ParquetWriteOptions), JSON.stringify(options)).toThrow(expect.objectContaining({ name: 'PlanError' }));
    }
    expect(source.opened).toBe(0);
  });
});

const TYPE_OF: Readonly<Record<Kind, ColumnType>> = {
  text: 'utf8', coded: 'utf8', int32: 'int32', int64: 'int64', float64: 'float64', bool: 'bool', date: 'date', timestamp: 'timestamp', decimal: 'decimal(38,2)', binary: `binary(${WIDTH})`,
};

/** A table of one column, cut before the given rows; the pieces are made one by one, or are views of one memory. */
function cutTable(kind: Kind, values: NaiveValues, cuts: readonly number[], share: boolean): Dataset {
  const declared = declareSchema({ column: { type: TYPE_OF[kind], role: 'attribute' } });
  const schema = kind === 'coded' ? makeSchema(declared.fields.map((field) => changeField(field, { type: codedTextType() }))) : declared;
  const whole = naiveColumn(kind, values);
  const places = [0, ...cuts.map((cut) => Math.min(cut, values.length)).sort((left, right) => left - right), values.length];
  const batches = places.slice(1).map((end, index) => {
    const from = places[index]!;
    const column = share ? sliceColumn(whole, from, end - from) : naiveColumn(kind, values.slice(from, end));
    return makeBatch(schema, [column], end - from);
  });
  return fromBatches(schema, batches);
}

/** Sets every bit of the bitmaps that stands for no row. */
function withJunkBits(dataset: Dataset): Dataset {
  return {
    schema: dataset.schema,
    async *open() {
      for await (const batch of dataset.open()) {
        for (const { nullBitmap, values, type } of batch.data.children) {
          const bits = [nullBitmap, String(type) === 'Bool' ? (values as Uint8Array) : undefined];
          for (const bitmap of bits) if (bitmap !== undefined && bitmap.length > 0 && batch.numRows % 8 > 0) bitmap[bitmap.length - 1]! |= (0xff << (batch.numRows % 8)) & 0xff;
        }
        yield batch;
      }
    },
  };
}

describe('the same values', () => {
  const kindValuesCuts = fc.constantFrom(...KINDS).chain((kind) => fc.record({
    kind: fc.constant(kind),
    values: fc.oneof(valuesOf(kind), fc.tuple(valuesOf(kind, 10), fc.integer({ min: 0, max: 40 }), valuesOf(kind, 10)).map(([left, nulls, right]) => [...left, ...Array.from({ length: nulls }, () => null), ...right])),
    cuts: fc.array(fc.nat(50), { maxLength: 5 }),
    share: fc.boolean(),
  }));

  test('give the same bytes of Arrow, whatever the cuts, the zero-row batches, the memory and its spare bits', async () => {
    await fc.assert(fc.asyncProperty(kindValuesCuts, async ({ kind, values, cuts, share }) => {
      for (const form of ['file', 'stream'] as const) {
        const whole = await bytesOf(arrowBytes(cutTable(kind, values, [], false), { form }));
        expect(Buffer.compare(await bytesOf(arrowBytes(cutTable(kind, values, cuts, share), { form })), whole)).toBe(0);
        expect(Buffer.compare(await bytesOf(arrowBytes(withJunkBits(cutTable(kind, values, cuts, false)), { form })), whole)).toBe(0);
      }
    }), { numRuns: 150 });
  });

  test('give the same bytes of Parquet, whatever the cuts, the zero-row batches, the memory and its spare bits', async () => {
    await fc.assert(fc.asyncProperty(kindValuesCuts, async ({ kind, values, cuts, share }) => {
      const whole = await bytesOf(parquetBytes(cutTable(kind, values, [], false), { rowGroupRows: 7 }));
      expect(Buffer.compare(await bytesOf(parquetBytes(cutTable(kind, values, cuts, share), { rowGroupRows: 7 })), whole)).toBe(0);
      expect(Buffer.compare(await bytesOf(parquetBytes(withJunkBits(cutTable(kind, values, cuts, false)), { rowGroupRows: 7 })), whole)).toBe(0);
    }), { numRuns: 80 });
  });

  test('as text or as codes give the same bytes', async () => {
    await fc.assert(fc.asyncProperty(valuesOf('coded'), fc.array(fc.nat(50), { maxLength: 3 }), async (values, cuts) => {
      for (const write of Object.values(WRITERS)) expect(Buffer.compare(await bytesOf(write(cutTable('coded', values, cuts, true))), await bytesOf(write(cutTable('text', values, [], false))))).toBe(0);
    }), { numRuns: 40 });
  });

  test('above the size of a batch give the same bytes too', async () => {
    const rows = 2 * BATCH_ROWS + 1000;
    const whole = fromBatches(NUMBER, [numbers(0, rows)]);
    const cut = fromBatches(NUMBER, [numbers(0, 1), numbers(1, BATCH_ROWS - 2), numbers(BATCH_ROWS - 1, 2), numbers(BATCH_ROWS + 1, rows - BATCH_ROWS - 1)]);
    for (const write of Object.values(WRITERS)) expect(Buffer.compare(await bytesOf(write(cut)), await bytesOf(write(whole)))).toBe(0);
    const batches = [...RecordBatchReader.from(await bytesOf(arrowBytes(cut)))].map((batch) => batch.numRows);
    expect(batches).toEqual([BATCH_ROWS, BATCH_ROWS, 1000]);
    const metadata = parquetMetadata(new Uint8Array(await bytesOf(parquetBytes(cut))).buffer);
    expect(metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([BATCH_ROWS, BATCH_ROWS, 1000]);
    expect(Number(metadata.num_rows)).toBe(rows);
  });

  test('that mostly occur once give the same bytes of Parquet, whatever the cuts', async () => {
    // The first 65,536 rows are all distinct, those behind all the same: only where a batch is cut could tell them apart.
    const rows = BATCH_ROWS + 5000;
    const values = Array.from({ length: rows }, (_, row) => `key-${Math.min(row, BATCH_ROWS).toString(36)}`);
    const whole = await bytesOf(parquetBytes(cutTable('text', values, [], false)));
    for (const cuts of [[1], [4096, 60_000], [BATCH_ROWS - 1, BATCH_ROWS + 1]]) expect((await bytesOf(parquetBytes(cutTable('text', values, cuts, true)))).equals(whole)).toBe(true);
  });

  test('in another order, or one of them another, give other bytes', async () => {
    for (const write of Object.values(WRITERS)) {
      const [one, two, three] = await Promise.all([[1, 2], [2, 1], [1, null]].map((values) => bytesOf(write(cutTable('int32', values, [], false)))));
      expect(one!.equals(two!)).toBe(false);
      expect(one!.equals(three!)).toBe(false);
    }
    // Negative zero is a value of its own.
    expect((await bytesOf(arrowBytes(cutTable('float64', [0], [], false)))).equals(await bytesOf(arrowBytes(cutTable('float64', [-0], [], false))))).toBe(false);
  });
});

describe('an empty table', () => {
  const empty = [fromBatches(NUMBER, []), fromBatches(NUMBER, [numbers(0, 0)]), fromBatches(NUMBER, [numbers(0, 0), numbers(0, 0)])];

  test('is written with its columns, and as one whatever its batches', async () => {
    for (const form of ['file', 'stream'] as const) {
      const files = await Promise.all(empty.map((dataset) => bytesOf(arrowBytes(dataset, { form }))));
      expect(files[1]!.equals(files[0]!) && files[2]!.equals(files[0]!)).toBe(true);
      const table = tableFromIPC(files[0]!);
      expect([table.numRows, table.schema.fields.map(({ name, type }) => `${name} ${String(type)}`)]).toEqual([0, ['n Int32']]);
    }
    const files = await Promise.all(empty.map((dataset) => bytesOf(parquetBytes(dataset))));
    expect(files[1]!.equals(files[0]!) && files[2]!.equals(files[0]!)).toBe(true);
    const metadata = parquetMetadata(new Uint8Array(files[0]!).buffer);
    expect([Number(metadata.num_rows), metadata.row_groups.length, metadata.schema.slice(1).map(({ name }) => name)]).toEqual([0, 0, ['n']]);
  });

  test('without columns is written as Arrow and Parquet; rows without columns cannot be Parquet', async () => {
    const none = makeSchema([]);
    expect(tableFromIPC(await bytesOf(arrowBytes(fromBatches(none, [])))).schema.fields).toEqual([]);
    expect((await bytesOf(parquetBytes(fromBatches(none, [])))).length).toBeGreaterThan(0);
    await expect(bytesOf(parquetBytes(fromBatches(none, [makeBatch(none, [], 3)])))).rejects.toMatchObject({ name: 'DataError', code: 'DATA_WRITE' });
  });
});

describe('a column declared without missing values', () => {
  const schema = schemaOf({ a: { type: 'int32', role: 'attribute' }, b: { type: 'utf8', role: 'attribute', nullable: false } });
  const rows = (value: string | null): Dataset => tableOf(schema, [[1, 'x'], [null, value], [3, value]]);

  test('is written when it has none, and is an error with column and count when it has, in any format that says so', async () => {
    for (const write of [arrowBytes, parquetBytes]) {
      await bytesOf(write(rows('y')));
      await expect(bytesOf(write(rows(null)))).rejects.toMatchObject({ name: 'DataError', code: 'DATA_NULL', detail: { column: 'b', rowCount: 2 } });
    }
  });
});

describe('the canonical form', () => {
  test('of a canonical dataset is itself', async () => {
    const schema = schemaOf({ name: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' }, cost: { type: 'float64', role: 'measure' } }, ['name']);
    const table = tableOf(schema, [['a', 1], [null, NaN], ['', null]], [1, 2]);
    const once = canonicalDataset(table, 'internal');
    expect(await rowsOf(canonicalDataset(once, 'internal'))).toEqual(await rowsOf(table));
    expect(Buffer.compare(await bytesOf(arrowBytes(once)), await bytesOf(arrowBytes(table)))).toBe(0);
  });
});

describe('a file by its name', () => {
  const dataset = fromBatches(NUMBER, [numbers(0, 5)]);

  test('has the format of its extension, whatever its case, and replaces what was there', async () => {
    for (const name of ['a.csv', 'a.CSV']) {
      await writeFile(join(folder, name), dataset);
      expect(await readFile(join(folder, name), 'utf8')).toBe('n\n0\n1\n2\n3\n4\n');
    }
    await writeFile(join(folder, 'a.parquet'), dataset);
    const buffer = new Uint8Array(await readFile(join(folder, 'a.parquet'))).buffer;
    expect(await parquetReadObjects({ file: buffer, compressors })).toEqual([0, 1, 2, 3, 4].map((n) => ({ n })));
    for (const name of ['a.arrow', 'a.arrows']) {
      await writeFile(join(folder, name), dataset);
      expect(tableFromIPC(await readFile(join(folder, name))).toArray().map((row) => (row as { n: number }).n)).toEqual([0, 1, 2, 3, 4]);
    }
    expect((await readFile(join(folder, 'a.arrow'))).toString('latin1', 0, 6)).toBe('ARROW1');
    expect((await readFile(join(folder, 'a.arrows'))).readInt32LE()).toBe(-1);
    await writeFile(join(folder, 'a.csv'), fromBatches(NUMBER, []));
    expect(await readFile(join(folder, 'a.csv'), 'utf8')).toBe('n\n');
  });

  test('of another extension is refused before anything is read', async () => {
    for (const name of ['a', 'a.txt', 'csv', '.csv', 'a.csv.gz']) await expect(writeFile(join(folder, name), dataset), name).rejects.toMatchObject({ code: 'DATA_FORMAT' });
  });

  test('appears whole or not at all: an error or an abort leaves the one before and nothing else', async () => {
    const inside = join(folder, 'inside');
    await mkdir(inside);
    const path = join(inside, 'a.csv');
    await writeFile(path, dataset);
    const error = new Error('midway');
    await expect(writeFile(path, watched(3, { after: 2, error }))).rejects.toBe(error);
    const reason = new Error('enough');
    await expect(writeFile(path, watched(3), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await readFile(path, 'utf8')).toBe('n\n0\n1\n2\n3\n4\n');
    expect(await readdir(inside)).toEqual(['a.csv']);
    expect((await stat(path)).mode & 0o022).toBe(0);
  });

  test('that the disk refuses is a data error that names it', async () => {
    const nowhere = join(folder, 'nowhere', 'a.csv');
    await expect(writeFile(nowhere, dataset)).rejects.toMatchObject({ name: 'DataError', code: 'DATA_WRITE', message: `${nowhere}: cannot be written (ENOENT) [DATA_WRITE]` });
    const taken = join(folder, 'taken.csv');
    await mkdir(join(taken, 'by a folder'), { recursive: true });
    await expect(writeFile(taken, dataset)).rejects.toMatchObject({ name: 'DataError', code: 'DATA_WRITE' });
    expect((await readdir(folder)).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });
});
