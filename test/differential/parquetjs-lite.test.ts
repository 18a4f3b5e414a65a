// Why parquetjs-lite stands on no data path: it gives other people's names without an error. DuckDB writes the file and
// says what is in it; the decision is recorded in docs/decisions/0002-parquet-library.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readParquet } from '../../src/read/index.ts';
import { fileBlob } from '../../src/read/node.ts';
import { rowsOf } from '../small-tables.ts';
import { openDuckdb, query } from './duckdb.ts';

interface LiteReader {
  getCursor(): { next(): Promise<Readonly<Record<string, unknown>> | null> };
  close(): Promise<void>;
}

const { ParquetReader } = createRequire(import.meta.url)('parquetjs-lite') as { ParquetReader: { openFile(path: string): Promise<LiteReader> } };

const folder = mkdtempSync(join(tmpdir(), 'a423-parquetjs-'));
const ROWS = 6000;
/** Names repeat in runs of eight, as in a file sorted by person, and there are more than 255 of them. */
const nameOf = (row: number): string => `nom-${Math.floor(row / 8) % 700}`;
const expected = Array.from({ length: ROWS }, (_, row) => nameOf(row));

async function write(path: string, names: number): Promise<void> {
  const duckdb = await openDuckdb();
  await duckdb.run(`COPY (SELECT 'nom-' || ((i // 8) % ${names}) AS name FROM range(${ROWS}) t(i)) TO '${path}' (FORMAT parquet, COMPRESSION snappy)`);
  expect((await query(duckdb, `SELECT encodings FROM parquet_metadata('${path}')`))[0]![0]).toContain('DICTIONARY');
  duckdb.closeSync();
}

async function readLite(path: string): Promise<unknown[]> {
  const reader = await ParquetReader.openFile(path);
  const cursor = reader.getCursor();
  const names: unknown[] = [];
  for (let row = await cursor.next(); row !== null; row = await cursor.next()) names.push(row['name']);
  await reader.close();
  return names;
}

const wrong = (names: readonly unknown[]): number => names.filter((name, row) => name !== expected[row]).length;

describe('a dictionary column with more than 255 values, written by DuckDB', () => {
  const file = join(folder, 'names.parquet');
  beforeAll(() => write(file, 700));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('comes out of parquetjs-lite with other names and without an error', async () => {
    const names = await readLite(file);
    expect(names).toHaveLength(ROWS);
    expect(wrong(names)).toBeGreaterThan(ROWS / 3);
    // Not garbage, which somebody might notice: names of other rows.
    expect(names.every((name) => typeof name === 'string' && expected.includes(name))).toBe(true);
  });

  test('comes out of DuckDB and of our reader as it was written', async () => {
    const duckdb = await openDuckdb();
    expect((await query(duckdb, `SELECT name FROM '${file}'`)).map(([name]) => name)).toEqual(expected);
    duckdb.closeSync();
    const { rows } = await readParquet(fileBlob(file));
    expect((await rowsOf(rows)).map(([name]) => name)).toEqual(expected);
  });

  test('is read rightly by parquetjs-lite where the values are few, so that the number of values is the fault', async () => {
    const few = join(folder, 'few.parquet');
    await write(few, 200);
    const names = await readLite(few);
    expect(names.filter((name, row) => name !== `nom-${Math.floor(row / 8) % 200}`)).toEqual([]);
  });
});
