// DuckDB as an independent program: small tables written as SQL, results read as plain values.
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { DataType, Schema } from 'apache-arrow';
import { columnTypeOf } from '../../src/core/arrow.ts';
import { parseColumnType } from '../../src/core/column-type.ts';
import type { Row, Value } from '../small-tables.ts';

/** Starts a database in memory with one thread. */
export async function openDuckdb(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  return instance.connect();
}

const TYPES: Readonly<Record<string, string>> = { utf8: 'VARCHAR', int32: 'INTEGER', int64: 'BIGINT', float64: 'DOUBLE', bool: 'BOOLEAN', date: 'DATE' };

function sqlType(type: DataType): string {
  const { name, precision, scale } = parseColumnType(columnTypeOf(type)!)!;
  return name === 'decimal' ? `DECIMAL(${precision},${scale})` : TYPES[name]!;
}

function literal(value: Value, type: string): string {
  if (value === null) return 'NULL';
  if (type === 'DATE') return `DATE '1970-01-01' + ${value as number}`;
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (type === 'DOUBLE') return `'${String(value)}'::DOUBLE`;
  if (type.startsWith('DECIMAL')) return `(${value}::HUGEINT::DECIMAL(38,0) / 1)::${type}`;
  return String(value);
}

/** Creates or replaces a table; decimals are given unscaled and must fit a double exactly. */
export async function createTable(connection: DuckDBConnection, name: string, schema: Schema, rows: readonly Row[]): Promise<void> {
  const types = schema.fields.map((field) => sqlType(field.type as DataType));
  await connection.run(`CREATE OR REPLACE TABLE ${name} (${schema.fields.map((field, index) => `"${field.name}" ${types[index]!}`).join(', ')})`);
  for (let from = 0; from < rows.length; from += 1000) {
    const values = rows.slice(from, from + 1000).map((row) => `(${row.map((value, index) => decimalOr(value, types[index]!)).join(', ')})`);
    await connection.run(`INSERT INTO ${name} VALUES ${values.join(', ')}`);
  }
}

function decimalOr(value: Value, type: string): string {
  const scale = /^DECIMAL\(\d+,(\d+)\)$/.exec(type)?.[1];
  if (scale === undefined || value === null) return literal(value, type);
  const digits = String(value).replace('-', '').padStart(Number(scale) + 1, '0');
  const places = Number(scale);
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return `${(value as bigint) < 0n ? '-' : ''}${text}::${type}`;
}

/** Runs a query; big integers and decimals come back as text, so that nothing is rounded on the way. */
export async function query(connection: DuckDBConnection, sql: string): Promise<(string | number | boolean | null)[][]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowsJson() as (string | number | boolean | null)[][];
}
