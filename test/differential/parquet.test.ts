// Parquet against two programs that share no code with us or with our decoder: DuckDB writes what we read and reads what
// we write; hyparquet reads what we write.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect, type Dataset } from '../../src/core/dataset.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import { readParquet } from '../../src/read/index.ts';
import { fileBlob } from '../../src/read/node.ts';
import { parquetBytes, type ParquetWriteOptions } from '../../src/write/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';
import { openDuckdb, query } from './duckdb.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-parquet-'));
const at = (name: string): string => join(folder, name);
let duckdb: DuckDBConnection;

beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => {
  duckdb.closeSync();
  rmSync(folder, { recursive: true });
});

/** Columns of every declared type, with nulls, extremes and text of every length, as DuckDB makes them. */
const COLUMNS: Readonly<Record<string, readonly [sql: string, type: ColumnDeclaration['type']]>> = {
  id: ['i::INTEGER', 'int32'],
  tiny: ['(i % 256 - 128)::TINYINT', 'int32'],
  small: ['CASE WHEN i % 5 = 0 THEN NULL ELSE (i % 65536 - 32768)::SMALLINT END', 'int32'],
  unsigned: ['(4294967295 - i)::UINTEGER', 'int64'],
  long: ['CASE WHEN i % 7 = 0 THEN NULL ELSE 3074457345618250000 * (i % 7 - 3) + i END', 'int64'],
  huge: ['(18446744073709551615 - i)::UBIGINT', 'decimal(20,0)'],
  single: ['(i / 8.0)::FLOAT', 'float64'],
  real: ["CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN 'NaN'::DOUBLE WHEN 2 THEN '-0'::DOUBLE WHEN 3 THEN 'Infinity'::DOUBLE ELSE i / 7.0::DOUBLE END", 'float64'],
  truth: ['CASE WHEN i % 4 = 0 THEN NULL ELSE i % 3 = 0 END', 'bool'],
  day: ["CASE WHEN i % 9 = 0 THEN NULL ELSE DATE '1900-01-01' + (i * 37)::INTEGER END", 'date'],
  far: ["DATE '9999-12-31' - (i % 3)::INTEGER", 'date'],
  micro: ["TIMESTAMP '1969-12-31 23:59:59.999999' + INTERVAL (i) MICROSECOND", 'timestamp'],
  milli: ["(TIMESTAMP '1900-01-01 00:00:00' + INTERVAL (i) MILLISECOND)::TIMESTAMP_MS", 'timestamp'],
  nano: ["make_timestamp_ns(1700000000123456000 + i::BIGINT * 1000)", 'timestamp'],
  small_decimal: ['CASE WHEN i % 3 = 0 THEN NULL ELSE ((i - 500) / 100)::DECIMAL(7,2) END', 'decimal(7,2)'],
  decimal: ['((i - 500) * 12345678)::DECIMAL(18,4)', 'decimal(18,4)'],
  wide_decimal: ["(i - 500)::DECIMAL(38,6) * 1234567890123", 'decimal(38,6)'],
  word: ["CASE i % 4 WHEN 0 THEN 'Ain' WHEN 1 THEN NULL WHEN 2 THEN 'Hérault' ELSE '' END", 'utf8'],
  many: ["'nom-' || (i % 700)", 'utf8'],
  unique: ["CASE WHEN i % 11 = 0 THEN NULL ELSE 'patient ' || repeat('é', (i % 40)::INTEGER) || i END", 'utf8'],
};
const ROWS = 3000;
const declarations = Object.fromEntries(Object.entries(COLUMNS).map(([name, [, type]]): [string, ColumnDeclaration] => [name, { type, role: 'attribute' }]));

/** A value as DuckDB says it, in the exact form the tests compare. */
function sqlOf(name: string, type: ColumnDeclaration['type']): string {
  const column = `"${name}"`;
  if (type === 'date') return `(${column} - DATE '1970-01-01')::INTEGER`;
  if (type === 'timestamp') return `epoch_us(${column}::TIMESTAMP)::VARCHAR`;
  if (type.startsWith('decimal')) return `${column}::VARCHAR`;
  return type === 'float64' ? `${column}::DOUBLE::VARCHAR` : type === 'int64' ? `${column}::VARCHAR` : column;
}

function sayOf(value: Value, type: ColumnDeclaration['type']): Value {
  if (value === null || type === 'utf8' || type === 'bool' || type === 'int32' || type === 'date') return value;
  if (type === 'float64') return floatText(value as number);
  const scale = Number(/,(\d+)\)/.exec(type)?.[1] ?? 0);
  if (scale === 0) return String(value);
  const digits = String(value).replace('-', '').padStart(scale + 1, '0');
  return `${(value as bigint) < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** As DuckDB writes doubles: the shortest text, with a point. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

async function asSaid(dataset: Dataset): Promise<Value[][]> {
  const types = Object.values(COLUMNS).map(([, type]) => type);
  return (await rowsOf(dataset)).map((row) => row.map((value, index) => sayOf(value, types[index]!)));
}

const selectAll = `SELECT ${Object.entries(COLUMNS).map(([name, [, type]]) => sqlOf(name, type)).join(', ')} FROM`;
const source = `(SELECT ${Object.entries(COLUMNS).map(([name, [sql]]) => `${sql} AS "${name}"`).join(', ')} FROM range(${ROWS}) t(i))`;

describe('what DuckDB writes', () => {
  const writings = ['V1', 'V2'].flatMap((version) => ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'].map((codec) => [version, codec] as const));

  test.each(writings)('is read with the same values: version %s, %s', async (version, codec) => {
    const file = at(`duckdb-${version}-${codec}.parquet`);
    await duckdb.run(`COPY ${source} TO '${file}' (FORMAT parquet, PARQUET_VERSION ${version}, COMPRESSION ${codec}, ROW_GROUP_SIZE 2048)`);
    const { rows } = await readParquet(fileBlob(file), { columns: declarations });
    expect(await asSaid(rows)).toEqual(await query(duckdb, `${selectAll} '${file}'`));
    expect((await collect(rows)).map((batch) => batch.numRows)).toEqual([2048, ROWS - 2048]);
  });

  test('is read from a column of lists and structures around the declared ones', async () => {
    const file = at('nested.parquet');
    await duckdb.run(`COPY (SELECT [i, i + 1] AS list, {'a': i, 'b': [i]} AS struct, i::INTEGER AS id, map {i: 'x'} AS dict, 'mot ' || i AS word FROM range(500) t(i)) TO '${file}' (FORMAT parquet)`);
    const columns = { word: { type: 'utf8', role: 'attribute' }, id: { type: 'int32', role: 'attribute' } } as const;
    const { rows } = await readParquet(fileBlob(file), { columns, onUndeclared: 'drop' });
    expect(await rowsOf(rows)).toEqual(Array.from({ length: 500 }, (_, row) => [`mot ${row}`, row]));
  });
});

const TYPES = { whole: 'int32', long: 'int64', real: 'float64', truth: 'bool', day: 'date', instant: 'timestamp', amount: 'decimal(20,3)', code: 'utf8', text: 'utf8', mark: 'binary(4)' } as const;

/** The row of number `i`; every column has nulls and extremes. */
function rowOf(i: number): Row {
  const some = (share: number, value: Value): Value => (i % share === share - 1 ? null : value);
  return [
    some(5, i - 700),
    some(7, BigInt(i) * 3_074_457_345_618_259n - 2n ** 62n),
    some(6, [i / 7, NaN, -0, Infinity, -Infinity][i % 5]!),
    some(4, i % 3 === 0),
    some(9, i * 37 - 25_567),
    some(8, BigInt(i) * 86_399_999_999n - 10n ** 15n),
    some(3, (BigInt(i) - 500n) * 12_345_678_901n),
    some(5, ['Ain', 'Hérault', ''][i % 3]!),
    some(11, `texte ${i} ${'é'.repeat(i % 30)}`),
    some(13, (i * 2_654_435_761 % 2 ** 32).toString(16).padStart(8, '0')),
  ];
}

const schema = schemaOf(Object.fromEntries(Object.entries(TYPES).map(([name, type]): [string, ColumnDeclaration] => [name, { type, role: 'attribute' }])), ['code']);

async function write(dataset: Dataset, options: ParquetWriteOptions, name: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of parquetBytes(dataset, options)) pieces.push(piece);
  const file = at(name);
  writeFileSync(file, Buffer.concat(pieces));
  return file;
}

describe('what we write', () => {
  const rows = Array.from({ length: 2500 }, (_, row) => rowOf(row));
  const dataset = tableOf(schema, rows, [0, 777, 778, 778, 2000]);

  test.each(['zstd', 'snappy', 'gzip', 'none'] as const)('is read by DuckDB with the same values and types: %s', async (compression) => {
    const file = await write(dataset, { compression, rowGroupRows: 1000 }, `ours-${compression}.parquet`);
    const columns = Object.entries(TYPES).map(([name, type]) => (name === 'mark' ? 'lower(hex(mark))' : sqlOf(name, type)));
    const types = Object.values(TYPES);
    expect(await query(duckdb, `SELECT ${columns.join(', ')} FROM '${file}'`)).toEqual(rows.map((row) => row.map((value, index) => sayOf(value, types[index] === 'binary(4)' ? 'utf8' : types[index]!))));
    const described = await query(duckdb, `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '${file}')`);
    expect(described).toEqual([['whole', 'INTEGER'], ['long', 'BIGINT'], ['real', 'DOUBLE'], ['truth', 'BOOLEAN'], ['day', 'DATE'], ['instant', 'TIMESTAMP'], ['amount', 'DECIMAL(20,3)'], ['code', 'VARCHAR'], ['text', 'VARCHAR'], ['mark', 'BLOB']]);
    const groups = await query(duckdb, `SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('${file}') ORDER BY 1`);
    expect(groups.map((group) => group.map(Number))).toEqual([[0, 1000], [1, 1000], [2, 500]]);
  });

  test.each(['zstd', 'snappy', 'gzip', 'none'] as const)('is read by hyparquet with the same values: %s', async (compression) => {
    const file = readFileSync(await write(dataset, { compression }, `ours-h-${compression}.parquet`));
    const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.length);
    const names = ['whole', 'long', 'real', 'truth', 'code', 'text'] as const;
    const read = await parquetReadObjects({ file: buffer, compressors, columns: [...names] });
    const positions = names.map((name) => Object.keys(TYPES).indexOf(name));
    expect(read.map((row) => names.map((name) => (row[name] as Value | undefined) ?? null))).toEqual(rows.map((row) => positions.map((position) => row[position]!)));
    const metadata = parquetMetadata(buffer);
    expect(metadata.key_value_metadata?.find(({ key }) => key === 'a423:audience')?.value).toBe('internal');
  });

  test('is read back by ourselves with the same values', async () => {
    const file = await write(dataset, {}, 'ours.parquet');
    const columns = Object.fromEntries(Object.entries(TYPES).map(([name, type]): [string, ColumnDeclaration] => [name, { type, role: 'attribute' }]));
    expect(await rowsOf((await readParquet(fileBlob(file), { columns })).rows)).toEqual(rows);
  });

  test('as an empty table is an empty table to DuckDB', async () => {
    const file = await write(tableOf(schema, []), {}, 'empty.parquet');
    expect((await query(duckdb, `SELECT count(*) FROM '${file}'`)).map((row) => row.map(Number))).toEqual([[0]]);
    expect(await query(duckdb, `SELECT column_name FROM (DESCRIBE SELECT * FROM '${file}')`)).toEqual(Object.keys(TYPES).map((name) => [name]));
  });
});
