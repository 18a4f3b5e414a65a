import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { mondrian, type PrivacyModel } from '../../src/anonymise/index.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const SCHEMA = schemaOf({
  person: { type: 'int32', role: 'entity' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' }, admitted: { type: 'date', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
}, ['sex']);
const ROWS: readonly Row[] = Array.from({ length: 1200 }, (_, person) => person).flatMap((person) => Array.from({ length: 1 + (person % 3) }, (_stay, stay): Row => [
  person, person % 2 === 0 ? 'F' : 'M', Math.floor(90 * ((person * 0.618_034) % 1) ** 2), 20_000 + ((person * 37 + stay * 11) % 365), ['I10', 'E11', 'J45', 'C50'][Math.floor(4 * ((person * 0.732_051) % 1) ** 3)]!,
]));
const MODELS: readonly PrivacyModel[] = [{ model: 'kAnonymity', k: 5 }, { model: 'distinctLDiversity', column: 'diagnosis', l: 2 }, { model: 'alpha', column: 'diagnosis', alpha: 0.8 }];

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

describe('after mondrian, GROUP BY in DuckDB finds the models to hold', () => {
  test.each([['strict', null, 'count(*)'], ['relaxed', null, 'count(*)'], ['strict', 'person', 'count(DISTINCT person)'], ['relaxed', 'person', 'count(DISTINCT person)']] as const)('%s, entity %s', async (cuts, entity, count) => {
    let found: Findings = {};
    const operator = mondrian({ quasiIdentifiers: ['sex', 'age', 'admitted'], models: MODELS, cuts, entity, nullMatching: 'own-class' });
    const { rows } = applyOperator(tableOf(SCHEMA, ROWS, [500, 900]), operator, { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
    await createTable(duckdb, 'cut', operator.outputSchema(SCHEMA), await rowsOf(rows));
    const by = 'GROUP BY sex, age, admitted';
    const [[k, classes]] = await query(duckdb, `SELECT min(n)::INT, count(*)::INT FROM (SELECT ${count} AS n FROM cut ${by})`) as [[number, number]];
    const [[l]] = await query(duckdb, `SELECT min(n)::INT FROM (SELECT count(DISTINCT diagnosis) AS n FROM cut ${by})`) as [[number]];
    const [[alpha]] = await query(duckdb, `SELECT max(part / whole)::DOUBLE FROM (SELECT sex, age, admitted, diagnosis, ${count} AS part FROM cut ${by}, diagnosis) JOIN (SELECT sex, age, admitted, ${count} AS whole FROM cut ${by}) USING (sex, age, admitted)`) as [[number]];
    expect(k).toBeGreaterThanOrEqual(5);
    expect(l).toBeGreaterThanOrEqual(2);
    expect(alpha).toBeLessThanOrEqual(0.8);
    expect(classes).toBeGreaterThan(20);
    expect(found).toMatchObject({ after: { kReached: k, classes }, models: [{ attained: k }, { attained: l }, { model: 'alpha' }] });
    expect((found['models'] as readonly { readonly attained: number }[])[2]!.attained).toBeCloseTo(alpha, 12);
  });
});
