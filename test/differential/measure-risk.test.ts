import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { measureRisk } from '../../src/anonymise/index.ts';
import { schemaOf, tableOf } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' },
  a: { type: 'utf8', role: 'quasiIdentifier' },
  b: { type: 'int32', role: 'quasiIdentifier' },
  c: { type: 'date', role: 'quasiIdentifier' },
  weight: { type: 'float64', role: 'weight' },
  household: { type: 'utf8', role: 'attribute' },
});
const COLUMNS = ['a', 'b', 'c'];
const SUBSETS = [['a'], ['b'], ['c'], ['a', 'b'], ['a', 'c'], ['b', 'c'], ['a', 'b', 'c']];

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

const rowsOf = fc.array(fc.tuple(
  fc.constantFrom('p', 'q', 'r', 's'), fc.option(fc.constantFrom('', 'x', 'y')), fc.option(fc.integer({ min: -1, max: 1 })), fc.option(fc.integer({ min: 0, max: 1 })),
  fc.constantFrom(1, 2.5, 7, 40), fc.option(fc.constantFrom('h', 'i', 'j')),
), { minLength: 1, maxLength: 30 });

describe('figures of risk are those of DuckDB', () => {
  test.each([['rows', null, 'count(*)'], ['persons', 'person', 'count(DISTINCT person)']] as const)('%s: classes, uniques and pairs of every set of columns, by GROUP BY', async (_unit, entity, count) => {
    await fc.assert(fc.asyncProperty(rowsOf, async (rows) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const { subsets } = await measureRisk(tableOf(SCHEMA, rows), { quasiIdentifiers: COLUMNS, k: 3, entity, nullMatching: 'own-class' });
      expect(subsets.map(({ columns }) => columns)).toEqual(SUBSETS);
      for (const { columns, classes, distinction, separation, uniques, unitsBelow } of subsets) {
        const [wanted] = await query(duckdb, `
          SELECT count(*)::INT, sum(f = 1)::INT, coalesce(sum(f) FILTER (f < 3), 0)::INT, (count(*) / sum(f))::DOUBLE, coalesce(1 - sum(f * (f - 1)) / nullif(sum(f) * (sum(f) - 1), 0), 0)::DOUBLE
          FROM (SELECT ${count} AS f FROM rows GROUP BY ${columns.join(', ')})`);
        expect([classes, uniques, unitsBelow]).toEqual(wanted!.slice(0, 3));
        expect(distinction).toBeCloseTo(wanted![3] as number, 12);
        expect(separation).toBeCloseTo(wanted![4] as number, 12);
      }
    }), { numRuns: 15 });
  });

  test('risks by sampling weights: the closed forms of one and two rows, the approximation from three on', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, async (rows) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const { individual, populationSize } = await measureRisk(tableOf(SCHEMA, rows), { quasiIdentifiers: COLUMNS, k: 3, entity: null, nullMatching: 'own-class', weight: 'weight', estimator: 'approximate' });
      const [wanted] = await query(duckdb, `
        WITH classes AS (SELECT count(*) AS f, sum(weight) AS g, count(*) / sum(weight) AS p FROM rows GROUP BY a, b, c),
        risks AS (SELECT f, g, CASE WHEN g <= f THEN 1 / f WHEN f = 1 THEN p / (1 - p) * ln(1 / p) WHEN f = 2 THEN p / (1 - p) - pow(p / (1 - p), 2) * ln(1 / p) ELSE p / (f - (1 - p)) END AS r FROM classes)
        SELECT sum(f * r)::DOUBLE, max(r)::DOUBLE, sum(g)::DOUBLE, coalesce(sum(f) FILTER (r > 1 / 3), 0)::INT FROM risks`);
      expect(individual!.expectedReidentifications).toBeCloseTo(wanted![0] as number, 10);
      expect(individual!.highest).toBeCloseTo(wanted![1] as number, 10);
      expect(populationSize).toBeCloseTo(wanted![2] as number, 10);
      // A third exactly may be rounded to either side.
      if (individual!.unitsAtRisk !== wanted![3]) expect(rows.some(([, , , , weight]) => weight === 1)).toBe(true);
    }), { numRuns: 30 });
  });

  test('households: a product over the members, by a join of the rows with their classes', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, async (rows) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const { household } = await measureRisk(tableOf(SCHEMA, rows), { quasiIdentifiers: COLUMNS, k: 3, entity: null, nullMatching: 'own-class', household: 'household' });
      const [wanted] = await query(duckdb, `
        WITH risks AS (SELECT household, 1 / count(*) OVER (PARTITION BY a, b, c) AS r FROM rows),
        together AS (SELECT CASE WHEN household IS NULL THEN r ELSE 1 - product(1 - r) OVER (PARTITION BY household) END AS r FROM risks)
        SELECT sum(r)::DOUBLE, max(r)::DOUBLE FROM together`);
      expect(household!.expectedReidentifications).toBeCloseTo(wanted![0] as number, 10);
      expect(household!.highest).toBeCloseTo(wanted![1] as number, 10);
    }), { numRuns: 30 });
  });

  test('wildcards: weights of compatible rows, by a join and not by GROUP BY', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, async (rows) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const { individual, own } = await measureRisk(tableOf(SCHEMA, rows), { quasiIdentifiers: COLUMNS, k: 3, entity: null, nullMatching: 'wildcard', weight: 'weight', estimator: 'approximate' });
      const [wanted] = await query(duckdb, `
        WITH numbered AS (SELECT row_number() OVER () AS n, * FROM rows),
        joined AS (
          SELECT count(*) AS f, sum(other.weight) AS g, count(*) / sum(other.weight) AS p
          FROM numbered AS own JOIN numbered AS other
            ON (own.a IS NULL OR other.a IS NULL OR own.a = other.a) AND (own.b IS NULL OR other.b IS NULL OR own.b = other.b) AND (own.c IS NULL OR other.c IS NULL OR own.c = other.c)
          GROUP BY own.n)
        SELECT sum(CASE WHEN g <= f THEN 1 / f WHEN f = 1 THEN p / (1 - p) * ln(1 / p) WHEN f = 2 THEN p / (1 - p) - pow(p / (1 - p), 2) * ln(1 / p) ELSE p / (f - (1 - p)) END)::DOUBLE FROM joined`);
      expect(individual!.expectedReidentifications).toBeCloseTo(wanted![0] as number, 10);
      const [classes] = await query(duckdb, 'SELECT count(*)::INT FROM (SELECT DISTINCT a, b, c FROM rows)');
      expect(own.classes).toBe(classes![0]);
    }), { numRuns: 30 });
  });
});
