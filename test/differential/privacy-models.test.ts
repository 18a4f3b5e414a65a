import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { measurePrivacy, type PrivacyModel } from '../../src/anonymise/index.ts';
import { schemaOf, tableOf } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' },
  a: { type: 'utf8', role: 'quasiIdentifier' },
  b: { type: 'int32', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
  cost: { type: 'float64', role: 'sensitive' },
});

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

const row = fc.tuple(
  fc.constantFrom('p', 'q', 'r', 's', 't'), fc.option(fc.constantFrom('', 'x')), fc.option(fc.constantFrom(0, 1), { freq: 8 }), fc.option(fc.constantFrom('A', 'B', 'C'), { freq: 6 }),
  fc.constantFrom(-1.5, 0, 2, 10),
);

/** Share of each value among the units of a class (q) and of the table (p); distributions (d, e) over (unit and value) pairs. */
const shares = (column: string, unit: string): string => `
  units AS (SELECT a, b, count(DISTINCT ${unit}) AS size FROM numbered GROUP BY a, b),
  cells AS (SELECT a, b, ${column} AS v, count(DISTINCT ${unit}) AS n FROM numbered GROUP BY a, b, v),
  totals AS (SELECT ${column} AS v, count(DISTINCT ${unit}) AS total FROM numbered GROUP BY v),
  shares AS (SELECT u.a, u.b, t.v, coalesce(c.n, 0) AS n, coalesce(c.n, 0) / size AS q, total / (SELECT count(DISTINCT ${unit}) FROM numbered) AS p,
      coalesce(c.n, 0) / sum(coalesce(c.n, 0)) OVER (PARTITION BY u.a, u.b) AS d, total / (SELECT sum(total) FROM totals) AS e
    FROM units u CROSS JOIN totals t LEFT JOIN cells c ON c.a IS NOT DISTINCT FROM u.a AND c.b IS NOT DISTINCT FROM u.b AND c.v IS NOT DISTINCT FROM t.v)`;

describe.each([['rows', null, 'id'], ['persons', 'person', 'person']] as const)('figures of models are those of DuckDB, in %s', (_name, entity, unit) => {
  test('k, l, entropy, α, β, δ and equal t of a column of texts, null being a value', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), fc.array(fc.nat(40), { maxLength: 3 }), async (rows, cuts) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const [expected] = await query(duckdb, `
        WITH numbered AS (SELECT row_number() OVER () AS id, * FROM rows), ${shares('diagnosis', unit)},
        classes AS (SELECT a, b, sum((n > 0)::INT) AS l, -sum(CASE WHEN d > 0 THEN d * ln(d) ELSE 0 END) AS entropy, max(q) AS alpha, max((q - p) / p) AS beta,
            max(CASE WHEN n > 0 THEN abs(log2(q / p)) END) AS delta, sum(abs(d - e)) / 2 AS t FROM shares GROUP BY a, b)
        SELECT (SELECT min(size) FROM units)::DOUBLE, min(l)::DOUBLE, exp(min(entropy)), max(alpha), greatest(0, max(beta)), max(delta), max(t) FROM classes`);
      const column = 'diagnosis';
      const models: PrivacyModel[] = [
        { model: 'kAnonymity', k: 2 }, { model: 'distinctLDiversity', column, l: 2 }, { model: 'entropyLDiversity', column, l: 2 }, { model: 'alpha', column, alpha: 1 }, { model: 'basicBetaLikeness', column, beta: 1 },
        { model: 'deltaDisclosure', column, delta: 1 }, { model: 'tCloseness', column, t: 1, distance: 'equal' },
      ];
      const measure = await measurePrivacy(tableOf(SCHEMA, rows, cuts), { quasiIdentifiers: ['a', 'b'], entity, nullMatching: 'own-class', models });
      measure.models.forEach(({ attained }, index) => {
        expect(attained).toBeCloseTo(expected![index] as number, 10);
      });
    }), { numRuns: 30 });
  });

  test('ordered t of a column of numbers, and the rows that fail l', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (rows) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const [expected] = await query(duckdb, `
        WITH numbered AS (SELECT row_number() OVER () AS id, * FROM rows), ${shares('cost', unit)},
        steps AS (SELECT a, b, abs(sum(d - e) OVER (PARTITION BY a, b ORDER BY v)) AS step FROM shares),
        classes AS (SELECT a, b, sum(step) / greatest(1, (SELECT count(*) - 1 FROM totals)) AS t FROM steps GROUP BY a, b)
        SELECT (SELECT max(t) FROM classes), (SELECT coalesce(sum(r), 0) FROM (SELECT count(*) AS r FROM rows GROUP BY a, b HAVING count(DISTINCT cost) < 3))::INT`);
      const measure = await measurePrivacy(tableOf(SCHEMA, rows), {
        quasiIdentifiers: ['a', 'b'], entity, nullMatching: 'own-class', models: [{ model: 'tCloseness', column: 'cost', t: 1, distance: 'ordered' }, { model: 'distinctLDiversity', column: 'cost', l: 3 }],
      });
      expect(measure.models[0]!.attained).toBeCloseTo(expected![0] as number, 10);
      expect(measure.models[1]!.rowsFailing).toBe(expected![1]);
    }), { numRuns: 30 });
  });
});
