import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { aggregate } from '../../src/aggregate/index.ts';
import { exactSum } from '../../src/group/index.ts';
import { pipe } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' }, a: { type: 'utf8', role: 'attribute' }, b: { type: 'date', role: 'attribute' }, c: { type: 'int32', role: 'attribute' },
  whole: { type: 'int64', role: 'measure' }, money: { type: 'decimal(15,2)', role: 'measure' }, real: { type: 'float64', role: 'measure' },
});

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

const row = fc.tuple(
  fc.constantFrom('p', 'q', 'r', 's', 't'), fc.option(fc.constantFrom('', 'x', 'é')), fc.option(fc.integer({ min: -1, max: 1 })), fc.option(fc.integer({ min: 0, max: 2 })),
  fc.option(fc.bigInt({ min: -(2n ** 52n), max: 2n ** 52n })), fc.option(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n })), fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })),
);
const lists = fc.array(row, { minLength: 1, maxLength: 40 });

/** Writes a value as DuckDB's JSON does. */
function plain(value: Value, scale = 0): string | number | boolean | null {
  if (typeof value !== 'bigint') return value;
  if (scale === 0) return String(value);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

describe('cells are those of DuckDB', () => {
  test('GROUP BY: counts, distinct entities, sums, means, extremes', async () => {
    await fc.assert(fc.asyncProperty(lists, fc.array(fc.nat(40), { maxLength: 3 }), async (rows, cuts) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const expected = await query(duckdb, `
        SELECT a, (b - DATE '1970-01-01')::INT, count(*)::VARCHAR, count(DISTINCT person)::VARCHAR, sum(whole)::VARCHAR, count(DISTINCT person) FILTER (whole IS NOT NULL)::VARCHAR,
          sum(money)::DECIMAL(38,2)::VARCHAR, min(whole)::VARCHAR, max(money)::VARCHAR, max(real)::DOUBLE, count(money)::VARCHAR
        FROM rows GROUP BY a, b ORDER BY a NULLS LAST, b NULLS LAST`);
      const cells = await rowsOf(pipe(tableOf(SCHEMA, rows, cuts), aggregate({
        dimensions: ['a', 'b'], entity: 'person',
        statistics: [{ kind: 'sum', of: 'whole' }, { kind: 'contributors', of: 'whole' }, { kind: 'sum', of: 'money' }, { kind: 'contributors', of: 'money' }, { kind: 'min', of: 'whole' }, { kind: 'max', of: 'money' }, { kind: 'max', of: 'real' }, { kind: 'rows', of: 'money' }],
      })));
      const withoutMoneyContributors = cells.map((cell) => [...cell.slice(0, 7), ...cell.slice(8)]);
      expect(withoutMoneyContributors.map((cell) => cell.map((value, index) => plain(value, index === 6 || index === 8 ? 2 : 0)))).toEqual(expected);
    }), { numRuns: 50 });
  });

  test('GROUPING SETS: margins unite entities', async () => {
    await fc.assert(fc.asyncProperty(lists, async (rows) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const expected = await query(duckdb, `
        SELECT a, b, c, total_a, total_c, n, persons, total FROM (
          SELECT a, (b - DATE '1970-01-01')::INT AS b, c, grouping(a) = 1 AS total_a, grouping(c) = 1 AS total_c, count(*)::VARCHAR AS n, count(DISTINCT person)::VARCHAR AS persons, sum(whole)::VARCHAR AS total
          FROM rows GROUP BY GROUPING SETS ((a, b, c), (b, c), (a, b), (b)))
        ORDER BY total_a, a NULLS LAST, b NULLS LAST, total_c, c NULLS LAST`);
      const cells = await rowsOf(pipe(tableOf(SCHEMA, rows), aggregate({ dimensions: ['a', 'b', 'c'], margins: ['a', 'c'], entity: 'person', statistics: [{ kind: 'sum', of: 'whole' }] })));
      expect(cells.map((cell) => cell.slice(0, 8).map((value) => plain(value)))).toEqual(expected);
    }), { numRuns: 50 });
  });

  test('the largest share of a contributor: a window over sums', async () => {
    await fc.assert(fc.asyncProperty(lists, async (rows) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      for (const entity of ['person', null]) {
        const contributor = entity ?? 'id';
        const expected = await query(duckdb, `
          SELECT a, CASE WHEN sum(x) = 0 THEN 1 ELSE (max(x) / sum(x))::DOUBLE END FROM (
            SELECT a, ${contributor}, sum(abs(whole))::DOUBLE AS x FROM (SELECT row_number() OVER () AS id, * FROM rows) GROUP BY a, ${contributor})
          GROUP BY a ORDER BY a NULLS LAST`);
        const cells = await rowsOf(pipe(tableOf(SCHEMA, rows), aggregate({ dimensions: ['a'], entity, statistics: [{ kind: 'largestShare', of: 'whole' }] })));
        cells.forEach((cell, index) => {
          const [value, share] = expected[index]!;
          expect(cell[0]).toBe(value);
          if (share === null) expect(cell.at(-1)).toBeNull();
          else expect(cell.at(-1)).toBeCloseTo(share as number, 12);
        });
      }
    }), { numRuns: 40 });
  });
});

describe('sums are exact', () => {
  test('of 64-bit numbers: as big integers add', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.option(fc.bigInt({ min: -(2n ** 58n), max: 2n ** 58n })), { minLength: 1, maxLength: 30 }), async (values) => {
      const rows = values.map((value): Row => ['p', 'x', 0, 0, value, null, null]);
      const [[, , sum, , mean]] = await rowsOf(pipe(tableOf(SCHEMA, rows), aggregate({ dimensions: ['a'], entity: null, statistics: [{ kind: 'sum', of: 'whole' }, { kind: 'mean', of: 'whole' }] }))) as [Value[]];
      const present = values.filter((value) => value !== null);
      const expected = present.reduce((total, value) => total + value, 0n);
      expect(sum).toBe(present.length === 0 ? null : expected);
      if (present.length > 0) {
        // The double nearest to the exact quotient, by scaling to 200 bits and letting the platform round once.
        const scaled = (expected << 200n) / BigInt(present.length);
        expect(mean).toBeCloseTo(Number(scaled) / 2 ** 200, 0);
        expect(Math.abs((mean as number) - Number(scaled) / 2 ** 200)).toBeLessThanOrEqual(Number.EPSILON * Math.abs(mean as number));
      }
    }), { numRuns: 60 });
  });

  test('of doubles: correctly rounded, so that 1e16 + 1 − 1e16 is 1', async () => {
    const rows = [1e16, 1, -1e16].map((value): Row => ['p', 'x', 0, 0, null, null, value]);
    expect((await rowsOf(pipe(tableOf(SCHEMA, rows), aggregate({ dimensions: ['a'], entity: null, statistics: [{ kind: 'sum', of: 'real' }] }))))[0]![2]).toBe(1);
    // DuckDB's fsum (Kahan–Babuška) agrees where plain addition does not.
    const values = Array.from({ length: 1000 }, (_, index) => ((index * 7919) % 1000) / 7 * 10 ** (index % 9));
    const [cell] = await rowsOf(pipe(tableOf(SCHEMA, values.map((value): Row => ['p', 'x', 0, 0, null, null, value])), aggregate({ dimensions: ['a'], entity: null, statistics: [{ kind: 'sum', of: 'real' }] })));
    const [[expected]] = await query(duckdb, `SELECT fsum(v) FROM (VALUES ${values.map((value) => `('${value}'::DOUBLE)`).join(',')}) t(v)`) as [[number]];
    expect(cell![2]).toBe(expected);
    expect(cell![2]).toBe(exactSum(values));
  });
});
