import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { normaliseText } from '../../src/clean/index.ts';
import { pipe } from '../../src/core/operator.ts';
import { ageAt, band, keep, truncateDate, truncateText } from '../../src/minimise/index.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const SCHEMA = schemaOf({
  birth: { type: 'date', role: 'quasiIdentifier' }, at: { type: 'date', role: 'attribute' }, n: { type: 'int32', role: 'measure' },
  x: { type: 'float64', role: 'measure' }, t: { type: 'utf8', role: 'attribute' },
});

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

// Letters that decomposition takes apart: DuckDB's strip_accents and case mapping know nothing of ligatures.
const text = fc.string({ unit: fc.constantFrom(...'aZ09 éÈçÇëÏùÂñÿÑÖ-\''), maxLength: 10 });
const row = fc.tuple(
  fc.option(fc.integer({ min: -50_000, max: 60_000 })), fc.option(fc.integer({ min: -50_000, max: 60_000 })), fc.option(fc.integer({ min: -1000, max: 1000 })),
  // Multiples of 1/64: the quotient of a number next to 0 vanishes in DuckDB's division, and the band of −5e−324 is the one below 0.
  fc.option(fc.integer({ min: -(2 ** 26), max: 2 ** 26 }).map((value) => value / 64)), fc.option(text),
);
const tables = fc.array(row, { minLength: 1, maxLength: 60 });
const cuts = fc.array(fc.nat(60), { maxLength: 3 });

/** Runs a query over the table in its order, and gives its only column. */
async function column(rows: readonly Row[], expression: string): Promise<unknown[]> {
  await createTable(duckdb, 'rows', SCHEMA, rows);
  return (await query(duckdb, `SELECT ${expression} FROM rows`)).map(([value]) => value);
}

describe('minimised columns are those of DuckDB', () => {
  test.each(['month', 'quarter', 'year'] as const)('dates cut to the %s', async (to) => {
    await fc.assert(fc.asyncProperty(tables, cuts, async (rows, places) => {
      const expected = await column(rows, `(date_trunc('${to}', birth)::DATE - DATE '1970-01-01')::INT`);
      const found = await rowsOf(pipe(tableOf(SCHEMA, rows, places), truncateDate({ column: 'birth', to }), keep({ columns: ['birth'] })));
      expect(found.map(([value]) => value)).toEqual(expected);
    }), { numRuns: 40 });
  });

  test('completed years, at a date of the row and at one date', async () => {
    await fc.assert(fc.asyncProperty(tables, cuts, async (rows, places) => {
      const each = await column(rows, 'CASE WHEN "at" >= birth THEN date_sub(\'year\', birth, "at")::INT END');
      const found = await rowsOf(pipe(tableOf(SCHEMA, rows, places), ageAt({ column: 'birth', at: 'at', into: 'age' }), keep({ columns: ['age'] })));
      expect(found.map(([value]) => value)).toEqual(each);
      const all = await column(rows, 'CASE WHEN DATE \'2024-12-31\' >= birth THEN date_sub(\'year\', birth, DATE \'2024-12-31\')::INT END');
      const fixed = await rowsOf(pipe(tableOf(SCHEMA, rows, places), ageAt({ column: 'birth', at: '2024-12-31', into: 'age' }), keep({ columns: ['age'] })));
      expect(fixed.map(([value]) => value)).toEqual(all);
    }), { numRuns: 40 });
  });

  test('bands by bounds and by width', async () => {
    await fc.assert(fc.asyncProperty(tables, cuts, async (rows, places) => {
      const bounds = await column(rows, `CASE WHEN n < -100 THEN '<-100' WHEN n < 0 THEN '-100 to -1' WHEN n < 18 THEN '0-17' WHEN n < 65 THEN '18-64' WHEN n >= 65 THEN '65+' END`);
      const found = await rowsOf(pipe(tableOf(SCHEMA, rows, places), band({ column: 'n', bounds: [-100, 0, 18, 65] }), keep({ columns: ['n'] })));
      expect(found.map(([value]) => value)).toEqual(bounds);
      const lows = await column(rows, 'floor(n / 25) * 25');
      const widths = await rowsOf(pipe(tableOf(SCHEMA, rows, places), band({ column: 'n', width: 25 }), keep({ columns: ['n'] })));
      expect(widths.map(([value]) => (value === null ? null : Number(/^-?\d+/.exec(String(value))![0])))).toEqual(lows);
      const reals = await column(rows, 'floor(x / 1000) * 1000');
      const wide = await rowsOf(pipe(tableOf(SCHEMA, rows, places), band({ column: 'x', width: 1000 }), keep({ columns: ['x'] })));
      expect(wide.map(([value]) => (value === null ? null : Number(/^-?\d+/.exec(String(value))![0])))).toEqual(reals.map((low) => (low === null ? null : Number(low) + 0)));
    }), { numRuns: 40 });
  });

  test('first characters, case, accents and white space', async () => {
    await fc.assert(fc.asyncProperty(tables, cuts, fc.integer({ min: 1, max: 6 }), async (rows, places, characters) => {
      const start = await column(rows, `left(t, ${characters})`);
      const found = await rowsOf(pipe(tableOf(SCHEMA, rows, places), truncateText({ column: 't', characters }), keep({ columns: ['t'] })));
      expect(found.map(([value]) => value)).toEqual(start);
      const names = await column(rows, 'upper(strip_accents(trim(regexp_replace(t, \'\\s+\', \' \', \'g\'))))');
      const clean = await rowsOf(pipe(tableOf(SCHEMA, rows, places), normaliseText({ columns: ['t'], case: 'upper', accents: 'strip' }), keep({ columns: ['t'] })));
      expect(clean.map(([value]) => value)).toEqual(names);
      const lower = await column(rows, 'lower(t)');
      const small = await rowsOf(pipe(tableOf(SCHEMA, rows, places), normaliseText({ columns: ['t'], case: 'lower', trim: false, collapse: false }), keep({ columns: ['t'] })));
      expect(small.map(([value]) => value)).toEqual(lower);
    }), { numRuns: 40 });
  });
});
