import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { profile, type ColumnProfile } from '../../src/quality/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const SCHEMA = schemaOf({
  text: { type: 'utf8', role: 'attribute' }, age: { type: 'int32', role: 'attribute' }, whole: { type: 'int64', role: 'attribute' }, real: { type: 'float64', role: 'attribute' },
  money: { type: 'decimal(15,2)', role: 'attribute' }, born: { type: 'date', role: 'attribute' }, dead: { type: 'bool', role: 'attribute' },
});
const NUMBERS = ['age', 'whole', 'real', 'money'];

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

const text = fc.oneof(fc.string({ unit: fc.constantFrom(...'aAbZ019 -éÉ'), maxLength: 5 }), fc.constantFrom('', 'x', '75', '2A'));
const row = fc.tuple(
  fc.option(text), fc.option(fc.integer({ min: -5, max: 120 })), fc.option(fc.bigInt({ min: -(2n ** 52n), max: 2n ** 52n })),
  fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).filter((value) => value === 0 || Math.abs(value) > 1e-100)),
  fc.option(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n })), fc.option(fc.integer({ min: -30_000, max: 30_000 })), fc.option(fc.boolean()),
);
const lists = fc.array(row, { minLength: 1, maxLength: 60 });
/** Values are counted, or estimated after the second one: the other figures must be the same. */
const limits = fc.constantFrom({ maxDistinct: 1000 }, { maxDistinct: 2 });

const byName = async (rows: readonly Row[], options: object): Promise<Record<string, ColumnProfile>> => {
  const { columns } = await profile(tableOf(SCHEMA, rows, [Math.floor(rows.length / 3)]), { showValues: true, minCount: 1, ...options });
  return Object.fromEntries(columns.map((column) => [column.name, column]));
};
const one = async (sql: string): Promise<(string | number | boolean | null)[]> => (await query(duckdb, sql))[0]!;

describe('a profile agrees with DuckDB', () => {
  test('on nulls, distinct values, values met once, and the most frequent value', async () => {
    await fc.assert(fc.asyncProperty(lists, async (rows) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const columns = await byName(rows, { maxDistinct: 1000 });
      for (const { name } of SCHEMA.fields) {
        const expected = await one(`SELECT count(*) FILTER (v IS NULL), count(DISTINCT v), (SELECT count(*) FROM (SELECT v FROM (SELECT "${name}" AS v FROM rows) WHERE v IS NOT NULL GROUP BY v HAVING count(*) = 1)),
          (SELECT max(n) FROM (SELECT count(v) AS n FROM (SELECT "${name}" AS v FROM rows) GROUP BY v)) FROM (SELECT "${name}" AS v FROM rows)`);
        const { nulls, distinct, frequencies } = columns[name]!;
        expect([nulls, distinct.count, frequencies!.once, frequencies!.top[0]?.rows ?? 0].map(String), name).toEqual(expected.map(String));
      }
    }), { numRuns: 30 });
  });

  test('on sums of numbers: mean, standard deviation, extremes, zeros and negatives', async () => {
    await fc.assert(fc.asyncProperty(lists, limits, async (rows, limit) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const columns = await byName(rows, limit);
      for (const name of NUMBERS) {
        const [mean, deviation, least, greatest, zeros, negatives] = await one(
          `SELECT avg(v::DOUBLE), stddev_pop(v::DOUBLE), min(v)::VARCHAR, max(v)::VARCHAR, count(*) FILTER (v = 0), count(*) FILTER (v < 0) FROM (SELECT "${name}" AS v FROM rows) WHERE v IS NOT NULL`);
        const numbers = columns[name]!.numbers!;
        expect([String(numbers.zeros), String(numbers.negatives)], name).toEqual([String(zeros), String(negatives)]);
        if (mean === null) {
          expect(numbers).toMatchObject({ mean: null, standardDeviation: null });
          continue;
        }
        // DuckDB adds doubles one after the other; ours are exact sums.
        const scale = Math.max(1e-300, Math.abs(Number(least)), Math.abs(Number(greatest)));
        expect(Math.abs(numbers.mean! - Number(mean))).toBeLessThanOrEqual(1e-12 * scale);
        expect(Math.abs(numbers.standardDeviation! - Number(deviation))).toBeLessThanOrEqual(1e-9 * scale);
        expect([Number(numbers.minimum), Number(numbers.maximum)], name).toEqual([Number(least), Number(greatest)]);
      }
    }), { numRuns: 30 });
  });

  test('on quantiles, within the stated relative error', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 30, maxLength: 80 }), limits, fc.constantFrom(0.1, 0.01, 0.001), async (rows, limit, relativeError) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const columns = await byName(rows, { ...limit, relativeError });
      for (const name of NUMBERS) {
        const numbers = columns[name]!.numbers!;
        const present = rows.length - columns[name]!.nulls;
        expect(numbers.quantiles.length > 0 || present < 4).toBe(true);
        expect(numbers.relativeError).toBeLessThanOrEqual(relativeError);
        const sorted = (await query(duckdb, `SELECT "${name}"::DOUBLE FROM rows WHERE "${name}" IS NOT NULL ORDER BY 1`)).map(([value]) => Number(value));
        for (const { share, value } of numbers.quantiles) {
          const truth = sorted[[...sorted.keys()].find((index) => (index + 1) * 100 >= Math.round(share * 100) * present)!]!;
          expect(Math.abs(value - truth), `${name} ${share}`).toBeLessThanOrEqual(numbers.relativeError * Math.abs(truth) * (1 + 1e-12));
        }
      }
    }), { numRuns: 25 });
  });

  test('on dates: extremes, years, first of Januaries', async () => {
    await fc.assert(fc.asyncProperty(lists, limits, async (rows, limit) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const { dates } = (await byName(rows, limit))['born']!;
      const [least, greatest, firsts] = await one(`SELECT min(born)::VARCHAR, max(born)::VARCHAR, count(*) FILTER (month(born) = 1 AND day(born) = 1) FROM rows`);
      expect([dates!.minimum ?? null, dates!.maximum ?? null, String(dates!.newYearDays)]).toEqual([least, greatest, String(firsts)]);
      const years = await query(duckdb, 'SELECT year(born)::INT, count(*)::INT FROM rows WHERE born IS NOT NULL GROUP BY 1 ORDER BY 1');
      expect(dates!.years.map(({ year, rows: count }) => [year, count])).toEqual(years);
    }), { numRuns: 30 });
  });

  test('on texts: lengths in characters, empty texts, and shapes by regular expressions', async () => {
    await fc.assert(fc.asyncProperty(lists, limits, async (rows, limit) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const { texts } = (await byName(rows, limit))['text']!;
      const [least, greatest, mean, empty] = await one(`SELECT min(length(text)), max(length(text)), avg(length(text)), count(*) FILTER (text = '') FROM rows`);
      expect([texts!.minLength, texts!.maxLength].map(String)).toEqual([least, greatest].map(String));
      if (mean !== null) expect(texts!.meanLength).toBeCloseTo(Number(mean), 10);
      expect(String(texts!.empty)).toBe(String(empty));
      const shapes = await query(duckdb, `SELECT regexp_replace(regexp_replace(regexp_replace(text, '\\p{Lu}', 'A', 'g'), '\\p{Ll}', 'a', 'g'), '[0-9]', '9', 'g') AS shape, count(*)::INT
        FROM rows WHERE text IS NOT NULL GROUP BY 1`);
      const { top, other } = texts!.shapes;
      expect(top.length + other.distinct).toBe(shapes.length);
      const counts = new Map(shapes.map(([shape, count]) => [shape as string, count as number]));
      for (const { shape, rows: count } of top) expect([shape, counts.get(shape)]).toEqual([shape, count]);
    }), { numRuns: 30 });
  });
});
