// Records made of pages as files keep them: the oracle is the same file read row by row. DuckDB writes the files.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dataset, StoredRows } from '../../src/core/dataset.ts';
import { DataError } from '../../src/core/errors.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { LinkageRecords, PrepareOptions } from '../../src/link/records/prepare-records.ts';
import { readParquet } from '../../src/read/index.ts';
import { fileBlob } from '../../src/read/node.ts';
import { openDuckdb } from '../differential/duckdb.ts';
import { decodeRecords, recordsOf } from './records-of.ts';
import { threads } from './threads-in-name.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-stored-'));
let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => {
  duckdb.closeSync();
  rmSync(folder, { recursive: true });
});

const COLUMNS: Readonly<Record<string, ColumnDeclaration>> = {
  id: { type: 'utf8', role: 'technical' }, name: { type: 'utf8', role: 'directIdentifier' }, city: { type: 'utf8', role: 'quasiIdentifier' }, born: { type: 'date', role: 'quasiIdentifier' },
};
const EXPRESSIONS: readonly Expression[] = [
  { column: 'name' }, { column: 'city' }, { column: 'born' }, { column: 'born', derive: [{ op: 'year' }] }, { column: 'name', derive: [{ op: 'slice', from: 1, length: 2 }] },
];
/** Names that are mostly unique, cities that are not, both with accents and nulls. */
const ROWS = `SELECT lpad(i::VARCHAR, 6, '0') AS id, CASE WHEN i % 7 = 0 THEN NULL ELSE 'Hélène ' || (i * 7919 % 4001) END AS name,
  CASE i % 5 WHEN 0 THEN 'Évreux' WHEN 1 THEN NULL WHEN 2 THEN '' ELSE 'Lyon' END AS city,
  CASE WHEN i % 11 = 0 THEN NULL ELSE DATE '1960-01-01' + (i % 900)::INTEGER END AS born FROM range($from, $to) t(i)`;

async function write(name: string, rows: readonly [from: number, to: number], more = ''): Promise<string> {
  const path = join(folder, name);
  const order = more.includes('backwards') ? 'ORDER BY id DESC' : '';
  await duckdb.run(`COPY (${ROWS.replace('$from', String(rows[0])).replace('$to', String(rows[1]))} ${order}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048 ${more.replace('backwards', '')})`);
  return path;
}

async function open(paths: readonly string[], columns = COLUMNS): Promise<Dataset> {
  return (await readParquet(paths.map(fileBlob), { columns, onUndeclared: 'drop' })).rows;
}

/** The same dataset, that gives nothing but rows. */
const asRows = ({ schema, open: start }: Dataset): Dataset => ({ schema, open: start });
/** The same dataset, that gives nothing but pages. */
const asPages = (dataset: Dataset): Dataset => ({ ...dataset, open: () => { throw new TypeError('expected pages to do'); } });

const onThreads = (workers: number): Partial<PrepareOptions> => ({ context: { ...IN_MEMORY, parallel: threads(workers) }, threadsFrom: 0 });

function expectSame(actual: LinkageRecords, expected: LinkageRecords): void {
  expect(isDeepStrictEqual(actual.table, expected.table)).toBe(true);
  expect(decodeRecords(actual)).toEqual(decodeRecords(expected));
  expect(actual.rowKeyField).toEqual(expected.rowKeyField);
}

describe('records made of pages', () => {
  test.each<[string, readonly (readonly [from: number, to: number])[], string]>([
    ['several row groups, codes and plain texts', [[0, 4_200]], ''],
    ['version 2 of the format', [[0, 2_100]], ', PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1000000'],
    ['nothing compressed', [[0, 2_100]], ', COMPRESSION uncompressed'],
    ['no dictionary', [[0, 2_100]], ', DICTIONARY_SIZE_LIMIT 1'],
    ['rows out of order', [[0, 2_100]], ', COMPRESSION snappy backwards'],
    ['several files', [[0, 1_000], [1_000, 1_001], [1_001, 1_001], [1_001, 1_200]], ''],
    ['one row', [[7, 8]], ''],
    ['no row', [[7, 7]], ''],
  ])('are those made of rows: %s', async (name, parts, more) => {
    const paths = await Promise.all(parts.map((rows, part) => write(`${name}-${part}.parquet`, rows, more)));
    const dataset = await open(paths);
    const expected = await recordsOf({ people: asRows(dataset) }, EXPRESSIONS);
    const source = asPages(dataset);
    expect(dataset.stored).toBeDefined();
    expectSame(await recordsOf({ people: source }, EXPRESSIONS), expected);
    for (const workers of [1, 3]) expectSame(await recordsOf({ people: source }, EXPRESSIONS, onThreads(workers)), expected);
  });

  test('of two sources, one of which gives only rows, are those made of rows', async () => {
    const [left, right] = [await open([await write('left.parquet', [0, 900])]), await open([await write('right.parquet', [100, 700], ', COMPRESSION zstd')])];
    expect(right.stored).toBeUndefined();
    expectSame(await recordsOf({ left, right }, EXPRESSIONS), await recordsOf({ left: asRows(left), right }, EXPRESSIONS));
  });

  test('are made of rows where a column is declared that no expression uses, one may have no null, or one is declared as another type', async () => {
    const path = await write('declared.parquet', [0, 10]);
    const unused = await open([path]);
    const records = await recordsOf({ people: { ...unused, stored: () => { throw new TypeError('expected rows to be read'); } } }, EXPRESSIONS.slice(0, 1));
    expect(records.table.records).toBe(10);
    const { id, ...others } = COLUMNS;
    expect((await open([path], { ...others, id: { ...id!, nullable: false } })).stored).toBeUndefined();
    expect((await open([path], { ...others, id: id!, born: { type: 'timestamp', role: 'attribute' } })).stored).toBeUndefined();
  });
});

describe('rows that are wrong', () => {
  /** What reading ends with. */
  const faultOf = (records: Promise<LinkageRecords>): Promise<unknown> => records.then(() => null, (error: unknown) => error);

  async function expectSameFault(dataset: Dataset, code: string): Promise<void> {
    const expected = await faultOf(recordsOf({ people: asRows(dataset) }, EXPRESSIONS));
    expect(expected).toBeInstanceOf(DataError);
    expect((expected as DataError).code).toBe(code);
    for (const more of [{}, onThreads(2)]) expect(await faultOf(recordsOf({ people: dataset }, EXPRESSIONS, more))).toEqual(expected);
  }

  test('a key twice and a key that is missing are told as of rows', async () => {
    const twice = join(folder, 'twice.parquet');
    await duckdb.run(`COPY (SELECT * REPLACE (CASE WHEN id = '000900' THEN '000017' ELSE id END AS id) FROM (${ROWS.replace('$from', '0').replace('$to', '3000')})) TO '${twice}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
    await expectSameFault(await open([twice]), 'DATA_DUPLICATE_KEY');
    const missing = join(folder, 'missing.parquet');
    await duckdb.run(`COPY (SELECT * REPLACE (nullif(id, '002500') AS id) FROM (${ROWS.replace('$from', '0').replace('$to', '3000')})) TO '${missing}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
    await expectSameFault(await open([missing]), 'DATA_NULL');
  });

  test('a page that is damaged, in whatever byte, gives the records that rows give, or their error', async () => {
    const whole = readFileSync(await write('whole.parquet', [0, 2_100]));
    for (let at = 5; at < whole.length - 2_000; at += 997) {
      const path = join(folder, 'damaged.parquet');
      const bytes = Uint8Array.from(whole);
      bytes[at]! ^= 0x5a;
      writeFileSync(path, bytes);
      const dataset = await open([path]);
      const [expected, actual, threaded] = await Promise.all([asRows(dataset), dataset, dataset].map(async (people, index) => {
        try {
          const { table } = await recordsOf({ people }, EXPRESSIONS, index === 2 ? onThreads(2) : {});
          return table;
        } catch (error) {
          return error;
        }
      }));
      expect(isDeepStrictEqual(actual, expected), `byte ${at}`).toBe(true);
      expect(isDeepStrictEqual(threaded, expected), `byte ${at}, threads`).toBe(true);
    }
  });

  test('pages that are not as the end of the file said are read as rows', async () => {
    const dataset = await open([await write('said.parquet', [0, 2_100])]);
    async function* otherwise(): AsyncGenerator<StoredRows> {
      for await (const rows of dataset.stored!()) {
        yield rows;
        yield { rows: 0, columns: null };
      }
    }
    const expected = await recordsOf({ people: asRows(dataset) }, EXPRESSIONS);
    for (const more of [{}, onThreads(2)]) expectSame(await recordsOf({ people: { ...dataset, stored: otherwise } }, EXPRESSIONS, more), expected);
  });
});
