import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { measureKAnonymity } from '../../src/anonymise/index.ts';
import { describeWithData } from '../shared-data.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' },
  a: { type: 'utf8', role: 'quasiIdentifier' },
  b: { type: 'int32', role: 'quasiIdentifier' },
  c: { type: 'date', role: 'quasiIdentifier' },
});
const COLUMNS = ['a', 'b', 'c'];

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

const row = fc.tuple(fc.constantFrom('p', 'q', 'r', 's'), fc.option(fc.constantFrom('', 'x', 'y')), fc.option(fc.integer({ min: -1, max: 1 })), fc.option(fc.integer({ min: 0, max: 1 })));

describe('class sizes are those of DuckDB', () => {
  test.each([['rows', null, 'count(*)'], ['persons', 'person', 'count(DISTINCT person)']] as const)('%s, null as a value of its own: GROUP BY', async (_unit, entity, count) => {
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), fc.array(fc.nat(40), { maxLength: 3 }), async (rows, cuts) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const [expected] = await query(duckdb, `
        SELECT count(*)::INT, min(f)::INT, sum(f = 1)::INT, sum(f < 3)::INT, coalesce(sum(n) FILTER (f < 3), 0)::INT, (count(*) / sum(f))::DOUBLE
        FROM (SELECT ${count} AS f, count(*) AS n FROM rows GROUP BY ${COLUMNS.join(', ')})`);
      const measure = await measureKAnonymity(tableOf(SCHEMA, rows, cuts), { quasiIdentifiers: COLUMNS, k: 3, entity, nullMatching: 'own-class' });
      expect([measure.classes, measure.kReached, measure.sampleUniques, measure.classesBelow, measure.rowsBelow]).toEqual(expected!.slice(0, 5));
      expect(measure.prosecutor!.average).toBeCloseTo(expected![5] as number, 12);
    }), { numRuns: 40 });
  });

  test.each([['rows', null, 'count(*)'], ['persons', 'person', 'count(DISTINCT r.person)']] as const)('%s, a missing value matches any value: a compatibility join, not GROUP BY', async (_unit, entity, count) => {
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (rows) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const compatible = COLUMNS.map((name) => `(l.${name} IS NULL OR r.${name} IS NULL OR l.${name} = r.${name})`).join(' AND ');
      const [expected] = await query(duckdb, `
        WITH numbered AS (SELECT row_number() OVER () AS id, * FROM rows)
        SELECT min(f)::INT, sum(f < 4)::INT, avg(1 / f)::DOUBLE FROM (SELECT l.id, ${count} AS f FROM numbered l JOIN numbered r ON ${compatible} GROUP BY l.id)`);
      const measure = await measureKAnonymity(tableOf(SCHEMA, rows), { quasiIdentifiers: COLUMNS, k: 4, entity, nullMatching: 'wildcard' });
      expect([measure.kReached, measure.rowsBelow]).toEqual(expected!.slice(0, 2));
      expect(measure.prosecutor!.average).toBeCloseTo(expected![2] as number, 12);
    }), { numRuns: 40 });
  });
});

describeWithData('the adult data set', 'microdata/arx/adult.csv', (path) => {
  const names = ['sex', 'age', 'race', 'marital-status', 'education', 'native-country', 'workclass', 'occupation', 'salary-class'];
  const schema = schemaOf(Object.fromEntries(names.map((name) => [name, { type: 'utf8', role: 'quasiIdentifier' }])));
  const rows: Row[] = [];
  beforeAll(async () => {
    const lines = createInterface({ input: createReadStream(path) });
    for await (const line of lines) rows.push(line.split(';'));
    expect(rows.shift()).toEqual(names);
  });
  const measure = (quasiIdentifiers: readonly string[], k: number): ReturnType<typeof measureKAnonymity> =>
    measureKAnonymity(tableOf(schema, rows, [1, 10_000, 10_000, 30_000]), { quasiIdentifiers, k, nullMatching: 'own-class' });

  test('has the classes that ARX and an exhaustive count find', async () => {
    // 19,502 tuples and 15,512 uniques over nine columns, 23,470 rows in classes below 5; 12,458 tuples without occupation.
    const nine = await measure(names, 5);
    expect(nine).toMatchObject({ rows: 30_162, classes: 19_502, sampleUniques: 15_512, rowsBelow: 23_470, kReached: 1 });
    const eight = await measure(names.filter((name) => name !== 'occupation'), 5);
    expect(eight.classes).toBe(12_458);
  });
  test('has the average prosecutor risk of ARX (TestRiskMetrics)', async () => {
    expect((await measure(names, 2)).prosecutor!.average).toBe(0.6465751607983555);
  });
});
