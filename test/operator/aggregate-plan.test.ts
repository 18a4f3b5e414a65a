// Hierarchies, linked tables and levels as steps of a plan: what is right, what is told, and what comes out.
import { describe, expect, test } from 'vitest';
import { cellTableOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { checkPlan } from '../../src/plan/check.ts';
import { compilePlan } from '../../src/plan/compile.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const COLUMNS = {
  patient: { type: 'utf8', role: 'entity' }, commune: { type: 'utf8', role: 'quasiIdentifier' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, cost: { type: 'decimal(12,2)', role: 'measure', nullable: false },
} as const;
const ROWS: readonly Row[] = [['p', '75056', 'F', 1000n], ['q', '75056', 'M', 250n], ['p', '75101', 'F', 5n], ['r', '69123', 'M', 70n], ['s', 'x', 'M', 1n], ['s', null, 'M', 1n]];

const LEVELS = { op: 'addLevels', column: 'commune', into: ['departement'], prefixLengths: [2], unmatched: 'reject' };
const TABLE = {
  op: 'aggregate', dimensions: ['departement', 'commune', 'sex'], hierarchies: [['departement', 'commune']], margins: ['departement', 'commune', 'sex'], entity: 'patient',
  statistics: [{ kind: 'rows', into: 'stays' }, { kind: 'entities', into: 'patients' }, { kind: 'sum', of: 'cost' }, { kind: 'largest', of: 'cost', count: 2 }],
};

const planOf = (...steps: readonly object[]): unknown => ({
  version: 1, title: 'Stays by place', inputs: { stays: { entity: 'patient', columns: COLUMNS }, communes: { columns: { code: { type: 'utf8', role: 'attribute' }, region: { type: 'utf8', role: 'attribute' } } } },
  tables: { cells: { from: 'stays', steps } }, outputs: { cells: { table: 'cells', format: 'csv', audience: 'internal' }, communes: { table: 'communes', format: 'csv', audience: 'internal' } },
});
const problemsOf = (...steps: readonly object[]): string[] => checkPlan(planOf(...steps)).map(({ code, path, message }) => `${code} ${path}: ${message}`);

/** Connects a plan to rows and reads a table of it. */
async function read(plan: unknown, table: 'cells' | 'cells.rejects' = 'cells'): Promise<unknown[][]> {
  const connected = compilePlan(plan).connect({
    inputs: { stays: { rows: tableOf(schemaOf(COLUMNS), ROWS, [2]), rejects: null }, communes: { rows: tableOf(schemaOf({ code: COLUMNS.commune, region: COLUMNS.commune }), [['75056', '11'], ['75101', '11'], ['69123', '84']]), rejects: null } },
    secrets: {}, fold: IN_MEMORY,
  });
  return rowsOf(connected.tables.get(table)!);
}

describe('a plan over a hierarchy', () => {
  test('is right as it stands', () => {
    expect(problemsOf(LEVELS, TABLE)).toEqual([]);
  });
  test('gives the cells of every level', async () => {
    const cells = await read(planOf(LEVELS, TABLE));
    const totals = cells.filter(([, , , , commune, sex]) => commune === true && sex === true);
    // departement, commune, sex, their totals, stays, patients, cost, the two largest
    expect(totals).toEqual([['69', null, null, false, true, true, 1n, 1n, 70n, 70n, null], ['75', null, null, false, true, true, 3n, 2n, 1255n, 1005n, 250n], [null, null, null, true, true, true, 4n, 3n, 1325n, 1005n, 250n]]);
  });
  test('sets rows without a level aside, by number and reason', async () => {
    expect((await read(planOf(LEVELS, TABLE), 'cells.rejects')).map((row) => row.slice(-2))).toEqual([['commune', 'LEVEL_UNKNOWN'], ['commune', 'LEVEL_UNKNOWN']]);
  });
  test('takes levels of a correspondence table by a look-up', async () => {
    const lookUp = { op: 'lookUp', table: 'communes', on: { commune: 'code' }, take: { region: 'region' }, unmatched: 'reject' };
    const cells = await read(planOf(lookUp, { ...TABLE, dimensions: ['region', 'commune'], hierarchies: [['region', 'commune']], margins: ['commune'], statistics: [] }));
    expect(cells.map(([region, commune, , stays]) => [region, commune, stays])).toEqual([['11', '75056', 2n], ['11', '75101', 1n], ['11', null, 3n], ['84', '69123', 1n], ['84', null, 1n]]);
  });
  test('tells of tables what whoever protects them must know', () => {
    const compiled = compilePlan(planOf(LEVELS, { ...TABLE, tables: [['departement', 'commune'], ['departement', 'sex']] }));
    expect(cellTableOf(compiled.layout.schemas.get('cells')!)).toMatchObject({ hierarchies: [['departement', 'commune']], tables: [['departement', 'commune'], ['departement', 'sex']], margins: ['departement', 'commune', 'sex'] });
  });
});

describe('a wrong plan', () => {
  test('names the option that was meant', () => {
    expect(problemsOf(LEVELS, { ...TABLE, hierarchies: undefined, hierarchy: [] })).toEqual(expect.arrayContaining([expect.stringMatching(/^PLAN_UNKNOWN_OPTION tables\.cells\.steps\[1\]\.hierarchy: .*"hierarchies"/)]));
  });
  test('tells all problems of its tables at once, with paths', () => {
    expect(problemsOf(LEVELS, { ...TABLE, margins: ['departement'], tables: [['commune', 'sex'], ['departemnt']] }).map((text) => text.split(':')[0])).toEqual([
      'PLAN_UNKNOWN_COLUMN tables.cells.steps[1].tables[1][0]', 'PLAN_MISSING tables.cells.steps[1].margins', 'PLAN_MISSING tables.cells.steps[1].tables[0]', 'PLAN_MISSING tables.cells.steps[1].dimensions[0]',
    ]);
  });
  test('adds no levels to cells', () => {
    expect(problemsOf(LEVELS, TABLE, { ...LEVELS, into: ['d'] }).map((text) => text.split(':')[0])).toEqual(['PLAN_OP_ORDER tables.cells.steps[2].column']);
  });
});
