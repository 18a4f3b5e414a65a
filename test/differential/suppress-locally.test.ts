import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { suppressLocally } from '../../src/anonymise/index.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const SCHEMA = schemaOf({
  person: { type: 'int32', role: 'entity' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' }, place: { type: 'utf8', role: 'quasiIdentifier' },
  admitted: { type: 'date', role: 'quasiIdentifier' },
}, ['sex', 'place']);
const QUASI = ['sex', 'age', 'place', 'admitted'];
const PEOPLE = 800;

/** People with one to three stays; ages and places are spread unevenly, so that there are crowds and people on their own. */
const ROWS: readonly Row[] = Array.from({ length: PEOPLE }, (_, person) => person).flatMap((person) =>
  Array.from({ length: 1 + (person % 3) }, (_stay, stay): Row => [
    person, person % 2 === 0 ? 'F' : 'M', Math.floor(90 * ((person * 0.618_034) % 1) ** 2), person % 41 === 0 ? null : `p${Math.floor(30 * ((person * 0.414_214) % 1) ** 2)}`, 20_000 + ((person * 7 + stay * 5) % 12),
  ]));

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

describe('after local suppression, a join of compatible rows in DuckDB finds k', () => {
  test.each([['rows', null, 'count(*)'], ['persons', 'person', 'count(DISTINCT r.person)']] as const)('in %s', async (_unit, entity, count) => {
    const compatible = QUASI.map((name) => `(l.${name} IS NULL OR r.${name} IS NULL OR l.${name} = r.${name})`).join(' AND ');
    const smallest = async (rows: readonly Row[]): Promise<number> => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const [found] = await query(duckdb, `WITH numbered AS (SELECT row_number() OVER () AS id, * FROM rows)
        SELECT min(f)::INT FROM (SELECT l.id, ${count} AS f FROM numbered l JOIN numbered r ON ${compatible} GROUP BY l.id)`);
      return found![0] as number;
    };
    expect(await smallest(ROWS)).toBe(1);
    let findings: Findings = {};
    const { rows } = applyOperator(tableOf(SCHEMA, ROWS, [300, 900]), suppressLocally({ quasiIdentifiers: QUASI, k: 3, entity, nullMatching: 'wildcard' }), { fold: IN_MEMORY, onFindings: (found) => (findings = found) });
    const found = await smallest(await rowsOf(rows));
    expect(found).toBeGreaterThanOrEqual(3);
    expect(found).toBeGreaterThanOrEqual(findings['kReached'] as number);
    if (entity === null) expect(found).toBe(findings['kReached']);
  });
});
