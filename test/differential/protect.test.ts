// A plan from rows to a public table with all margins, held against DuckDB: what is published is what DuckDB counts, and nothing of it is below the rule.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPlan, type RunResult } from '../../src/node.ts';
import { openDuckdb, query } from './duckdb.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-protect-duckdb-'));
const at = (...parts: string[]): string => join(folder, ...parts);
let duckdb: DuckDBConnection;

/** Numbers of a simple generator: the same stays in each run. */
function draw(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

beforeAll(async () => {
  const next = draw(20_241);
  // Departments of two regions, the last ones small; a stay in 40 has no sex; a person has up to 3 stays, in one place.
  const stays = Array.from({ length: 6000 }, (_, person) => {
    const place = Math.min(next(9), next(9));
    const [sex, age] = [next(40) === 0 ? '' : 'FM'[next(2)]!, next(place > 5 ? 6 : 4)];
    return Array.from({ length: 1 + next(3) }, () => `p${person},${place < 5 ? 'north' : 'south'},d${place},${sex},${age},${next(5000)}.${10 + next(90)}`);
  }).flat();
  writeFileSync(at('stays.csv'), `person,region,department,sex,age,cost\n${stays.join('\n')}\n`);
  duckdb = await openDuckdb();
  await duckdb.run(`CREATE TABLE stays AS SELECT * FROM read_csv('${at('stays.csv')}', header = true, columns = {person: 'VARCHAR', region: 'VARCHAR', department: 'VARCHAR', sex: 'VARCHAR', age: 'INTEGER', cost: 'DECIMAL(12,2)'})`);
});
afterAll(() => {
  duckdb.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

const DIMENSIONS = ['region', 'department', 'sex', 'age'];

const run = (method: string, format: string): Promise<RunResult> => runPlan({
  version: 1, title: 'Stays by place, sex and age',
  inputs: {
    stays: {
      entity: 'person',
      columns: {
        person: { type: 'utf8', role: 'entity' }, region: { type: 'utf8', role: 'attribute' }, department: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'quasiIdentifier' },
        age: { type: 'int32', role: 'quasiIdentifier' }, cost: { type: 'decimal(12,2)', role: 'measure', nullable: false },
      },
    },
  },
  tables: {
    cells: {
      from: 'stays',
      steps: [
        {
          op: 'aggregate', dimensions: DIMENSIONS, margins: DIMENSIONS, hierarchies: [['region', 'department']], entity: 'person',
          statistics: [{ kind: 'rows', into: 'stays' }, { kind: 'entities', into: 'patients' }, { kind: 'sum', of: 'cost', into: 'cost' }, { kind: 'largest', of: 'cost', count: 2 }, { kind: 'absoluteSum', of: 'cost' }],
        },
        {
          op: 'protect', zeros: 'publish',
          rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'entities' }, { rule: 'minimumFrequency', minCount: 11, on: 'rows' }, { rule: 'dominance', contributors: 1, maxShare: 0.85, of: 'cost' }],
          secondary: { method, requiredInterval: { reachesMinCount: true, minWidth: 3 } },
        },
      ],
    },
  },
  outputs: { cells: { table: 'cells', format, audience: 'public' } },
} as Parameters<typeof runPlan>[0], { inputs: { stays: at('stays.csv') }, out: at(`out-${method}`) });

describe.each([['gauss', 'parquet'], ['auto', 'csv']])('a public table with margins, protected by %s, in %s', (method, format) => {
  beforeAll(async () => {
    const { release } = await run(method, format);
    await duckdb.run(`CREATE OR REPLACE TABLE published AS SELECT * FROM '${join(release.directory, `cells.${format}`)}'`);
    const sets = [['region', 'department'], ['region'], []].flatMap((places) => [['sex', 'age'], ['sex'], ['age'], []].map((others) => `(${[...places, ...others].join(', ')})`));
    const markers = DIMENSIONS.map((name) => `grouping(${name}) = 1 AS ${name}Total`);
    await duckdb.run(`CREATE OR REPLACE TABLE counted AS SELECT ${DIMENSIONS.join(', ')}, ${markers.join(', ')}, count(*) AS stays, count(DISTINCT person) AS patients, sum(cost) AS cost
      FROM stays GROUP BY GROUPING SETS (${sets.join(', ')})`);
  }, 120_000);

  const same = DIMENSIONS.map((name) => `p.${name} IS NOT DISTINCT FROM c.${name} AND p.${name}Total = c.${name}Total`).join(' AND ');

  test('has every cell that DuckDB counts, and no other', async () => {
    const [[published, counted, joined]] = await query(duckdb, `SELECT (SELECT count(*) FROM published)::INT, (SELECT count(*) FROM counted)::INT, (SELECT count(*) FROM published p JOIN counted c ON ${same})::INT`) as [[number, number, number]];
    expect([published, joined]).toEqual([counted, counted]);
    expect(counted).toBeGreaterThan(200);
  });

  test('publishes no cell of fewer than eleven patients or stays, by the rows of which it is made', async () => {
    const [[below, withheld]] = await query(duckdb, `SELECT count(*) FILTER (p.stays IS NOT NULL OR p.patients IS NOT NULL OR p.cost IS NOT NULL)::INT, count(*)::INT
      FROM published p JOIN counted c ON ${same} WHERE c.patients < 11 OR c.stays < 11`) as [[number, number]];
    expect(below).toBe(0);
    expect(withheld).toBeGreaterThan(10);
  });

  test('publishes what DuckDB counts and adds up, to the cent', async () => {
    const [[different, told]] = await query(duckdb, `SELECT count(*) FILTER (p.stays <> c.stays OR p.patients <> c.patients OR p.cost <> c.cost)::INT, count(*)::INT
      FROM published p JOIN counted c ON ${same} WHERE p.stays IS NOT NULL`) as [[number, number]];
    expect(different).toBe(0);
    expect(told).toBeGreaterThan(100);
  });

  test('withholds all figures of a cell or none', async () => {
    expect(await query(duckdb, 'SELECT count(*)::INT FROM published WHERE (stays IS NULL) <> (patients IS NULL) OR (stays IS NULL) <> (cost IS NULL)')).toEqual([[0]]);
  });

  test('publishes none that one person dominates', async () => {
    // By person and cell: the largest share of each published cell, worked out for every grouping set anew.
    const sets = [['region', 'department'], ['region'], []].flatMap((places) => [['sex', 'age'], ['sex'], ['age'], []].map((others) => [...places, ...others]));
    for (const set of sets) {
      const totals = DIMENSIONS.map((name) => (set.includes(name) ? `NOT p.${name}Total AND p.${name} IS NOT DISTINCT FROM c.${name}` : `p.${name}Total`)).join(' AND ');
      const keys = set.length === 0 ? '' : `${set.join(', ')}, `;
      const [[dominated]] = await query(duckdb, `WITH persons AS (SELECT ${keys}person, sum(cost) AS own FROM stays GROUP BY ${keys}person),
        c AS (SELECT ${keys}max(own) / sum(own) AS share FROM persons ${set.length === 0 ? '' : `GROUP BY ${set.join(', ')}`})
        SELECT count(*)::INT FROM published p JOIN c ON ${totals} WHERE p.cost IS NOT NULL AND c.share >= 0.85`) as [[number]];
      expect(dominated).toBe(0);
    }
  });

  test('leaves no line of which one cell alone is withheld: by region, department, sex and age, in plain SQL', async () => {
    const finest: Readonly<Record<string, readonly string[]>> = { sex: ['region', 'department', 'age'], age: ['region', 'department', 'sex'], department: ['region', 'sex', 'age'] };
    for (const [over, others] of Object.entries(finest)) {
      const keys = others.flatMap((name) => [name, `${name}Total`]).join(', ');
      // A line of stays: its parts over one dimension, and their total; zeros are published, so an absent part is known.
      const [[bare]] = await query(duckdb, `SELECT count(*)::INT FROM (SELECT ${keys}, count(*) FILTER (stays IS NULL) AS missing, count(*) FILTER (${over}Total) AS totals FROM published ${over === 'department' ? 'WHERE NOT regionTotal' : ''} GROUP BY ${keys})
        WHERE totals = 1 AND missing = 1`) as [[number]];
      expect(bare).toBe(0);
    }
  });

  test('says nothing of who is alone, of shares, or of the rules that withheld', async () => {
    const columns = await query(duckdb, "SELECT column_name FROM (DESCRIBE published) ORDER BY lower(column_name)");
    expect(columns.flat()).toEqual([...DIMENSIONS, ...DIMENSIONS.map((name) => `${name}Total`), 'cost', 'patients', 'stays'].sort((a, b) => (a!.toLowerCase() < b!.toLowerCase() ? -1 : 1)));
  });
});
