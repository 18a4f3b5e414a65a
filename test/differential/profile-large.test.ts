// A table large enough for every sketch to be at work, made by DuckDB itself and read back from its Parquet file.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { profileFile, type FileProfile } from '../../src/plan/node/index.ts';
import { openDuckdb, query } from './duckdb.ts';

const ROWS = 200_000;
/** Columns with more different values than are counted each; `day` and `sex` have fewer. */
const TABLE = `SELECT
  'S' || lpad(i::VARCHAR, 9, '0') AS id,
  md5((i % 90000)::VARCHAR) AS code,
  (hash(i) % 1000000)::INTEGER AS whole,
  ((hash(i + 7) % 100000000) / 1000.0)::DOUBLE AS real,
  CASE WHEN i % 10 = 0 THEN NULL ELSE ((hash(i + 9) % 90000000) / 100.0 - 100000)::DECIMAL(12,2) END AS money,
  (DATE '1930-01-01' + (hash(i + 3) % 34000)::INTEGER) AS day,
  (TIMESTAMP '2020-01-01' + to_seconds((hash(i + 5) % 100000000)::BIGINT)) AS seen,
  (1 + i % 2)::VARCHAR AS sex
  FROM range(${ROWS}) AS t(i)`;

let duckdb: DuckDBConnection;
let folder = '';
let found: FileProfile;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a423-profile-'));
  duckdb = await openDuckdb();
  await duckdb.run(`CREATE TABLE big AS ${TABLE}`);
  await duckdb.run(`COPY big TO '${join(folder, 'big.parquet')}' (FORMAT parquet)`);
  found = await profileFile(join(folder, 'big.parquet'), { showValues: true, minCount: 11 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const column = (name: string): FileProfile['columns'][number] => found.columns.find((one) => one.name === name)!;
const one = async (sql: string): Promise<(string | number | boolean | null)[]> => (await query(duckdb, sql))[0]!;

describe('a large table', () => {
  test('has the rows and the nulls that DuckDB counts', async () => {
    expect(found.rows).toBe(ROWS);
    for (const { name, nulls } of found.columns) {
      const [expected] = await one(`SELECT count(*) FILTER ("${name}" IS NULL) FROM big`);
      expect(String(nulls), name).toBe(String(expected));
    }
  });

  test.each(['id', 'code', 'whole', 'real', 'money', 'day', 'seen', 'sex'])('has different values as DuckDB counts them: %s', async (name) => {
    const { count, isExact, relativeError } = column(name).distinct;
    const [expected] = await one(`SELECT count(DISTINCT "${name}") FROM big`);
    expect(isExact).toBe(Number(expected) <= 65_536);
    expect(Math.abs(count - Number(expected))).toBeLessThanOrEqual(4 * relativeError * Number(expected));
  });

  test.each(['whole', 'real', 'money'])('has the figures of its numbers: %s', async (name) => {
    const { mean, standardDeviation, minimum, maximum, quantiles, relativeError } = column(name).numbers!;
    const [average, deviation, least, greatest] = await one(`SELECT avg("${name}"::DOUBLE), stddev_pop("${name}"::DOUBLE), min("${name}")::VARCHAR, max("${name}")::VARCHAR FROM big`);
    expect(mean).toBeCloseTo(Number(average), 6);
    expect(standardDeviation).toBeCloseTo(Number(deviation), 4);
    expect([Number(minimum), Number(maximum)]).toEqual([Number(least), Number(greatest)]);
    expect(quantiles).toHaveLength(9);
    for (const { share, value } of quantiles) {
      const [truth] = await one(`SELECT quantile_disc("${name}", ${share})::DOUBLE FROM big`);
      // Two neighbouring ranks may be meant; in so large a table they hardly differ.
      expect(Math.abs(value - Number(truth)), `${name} ${share}`).toBeLessThanOrEqual((relativeError + 1e-3) * Math.abs(Number(truth)) + 1);
    }
  });

  test.each(['day', 'seen'])('has the years and the extremes of its dates: %s', async (name) => {
    const { years, otherYears, minimum, maximum } = column(name).dates!;
    const expected = await query(duckdb, `SELECT year("${name}")::INT, count(*)::INT FROM big GROUP BY 1 ORDER BY 1`);
    expect(years.map(({ year, rows }) => [year, rows])).toEqual(expected.filter(([, rows]) => Number(rows) >= 11));
    expect(otherYears.rows).toBe(ROWS - years.reduce((sum, { rows }) => sum + rows, 0));
    const [least, greatest] = await one(`SELECT replace(min("${name}")::VARCHAR, ' ', 'T'), replace(max("${name}")::VARCHAR, ' ', 'T') FROM big`);
    expect([minimum, maximum]).toEqual([least, greatest]);
  });

  test('has the shapes and the most frequent values of its texts', () => {
    expect(column('id').texts!.shapes).toEqual({ detail: 'characters', top: [{ shape: 'A999999999', rows: ROWS }], other: { distinct: 0, rows: 0 } });
    expect(column('code').texts!.shapes.detail).not.toBe('characters');
    expect(column('sex').frequencies!.top).toEqual([{ value: '1', rows: ROWS / 2 }, { value: '2', rows: ROWS / 2 }]);
    expect([column('id').frequencies, column('code').frequencies]).toEqual([null, null]);
  });
});
