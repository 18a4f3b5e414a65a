// The secondary results of a table: rejected rows by number, key and reason, and with the value at fault where the plan
// asks for it. Expected rows are worked out by hand from the file below.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import { markRowKey } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type MapOperator } from '../../src/core/operator.ts';
import { checkPlan } from '../../src/plan/check.ts';
import { compilePlan } from '../../src/plan/compile.ts';
import { explainPlan } from '../../src/plan/explain.ts';
import { runPlan } from '../../src/plan/node/index.ts';
import { namedRows, rejectedValues } from '../../src/plan/rejects.ts';
import { rowsOf, schemaOf, tableOf, valuesOf, type Row, type Value } from '../small-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-ports-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const columns = { stay: { type: 'utf8', role: 'technical' }, cost: { type: 'utf8', role: 'measure' }, age: { type: 'utf8', role: 'quasiIdentifier' } };
const file = join(folder, 'stays.csv');
writeFileSync(file, 'stay,cost,age\nS1,10.5,40\nS2,ten,41\nS3,12.0,many\nS4,,12\nS5,1e3,x\n');
const steps = [
  { op: 'castColumn', column: 'cost', to: 'decimal(12,2)', onInvalid: 'reject' },
  { op: 'castColumn', column: 'age', to: 'int32', onInvalid: 'reject' },
];
const planOf = (outputs: object, input: object = { columns, rowKey: 'stay' }, tables: object = { clean: { from: 'stays', steps } }): object => ({ version: 1, title: 't', inputs: { stays: input }, tables, outputs });
const csv = (table: string, audience = 'internal'): object => ({ table, format: 'csv', audience });
async function run(plan: object): Promise<{ readonly text: (name: string) => string; readonly passes: number }> {
  const { release } = await runPlan(plan, { inputs: { stays: file }, out: mkdtempSync(join(folder, 'out-')) });
  const record = JSON.parse(readFileSync(join(release.directory, 'run.json'), 'utf8')) as { passes: Record<string, number> };
  return { text: (name) => readFileSync(join(release.directory, `${name}.csv`), 'utf8'), passes: record.passes['stays']! };
}

describe('the rejects of a table', () => {
  test('name each row by number, key and reason, and no value', async () => {
    const { text } = await run(planOf({ rows: csv('clean'), rejects: csv('clean.rejects') }));
    expect(text('rejects')).toBe(`step,row,rowKey,column,code
steps[0] castColumn,2,S2,cost,DATA_VALUE_TYPE
steps[0] castColumn,5,S5,cost,DATA_VALUE_TYPE
steps[1] castColumn,2,S3,age,DATA_VALUE_TYPE
`);
    expect(text('rows')).toBe('stay,cost,age\nS1,10.50,40\nS4,,12\n');
  });
  test('have no key where the input declares none', async () => {
    const { text } = await run(planOf({ rejects: csv('clean.rejects') }, { columns }));
    expect(text('rejects').split('\n')[0]).toBe('step,row,column,code');
  });
  test('lose the key with its column, and keep it under another name or type', async () => {
    const dropped = await run(planOf({ rejects: csv('clean.rejects') }, { columns, rowKey: 'stay' }, { clean: { from: 'stays', steps: [steps[0], { op: 'drop', columns: ['stay'] }, steps[1]] } }));
    expect(dropped.text('rejects')).toContain('steps[0] castColumn,2,S2,cost');
    expect(dropped.text('rejects')).toContain('steps[2] castColumn,2,,age');
    const renamed = await run(planOf({ rejects: csv('clean.rejects') }, { columns, rowKey: 'stay' }, { clean: { from: 'stays', steps: [{ op: 'rename', columns: { stay: 'visit' } }, ...steps] } }));
    expect(renamed.text('rejects')).toContain('steps[2] castColumn,2,S3,age');
  });
  test('show values where the plan asks for them, in internal outputs only', async () => {
    const { text } = await run(planOf({ values: csv('clean.rejectedValues') }));
    expect(text('values')).toBe(`step,row,rowKey,column,code,value
steps[0] castColumn,2,S2,cost,DATA_VALUE_TYPE,ten
steps[0] castColumn,5,S5,cost,DATA_VALUE_TYPE,1e3
steps[1] castColumn,2,S3,age,DATA_VALUE_TYPE,many
`);
    for (const audience of ['research', 'public']) {
      expect(checkPlan(planOf({ values: csv('clean.rejectedValues', audience) })).map(({ code }) => code)).toContain('PLAN_IDENTIFIER_REACHES_OUTPUT');
    }
  });
  test('cost the passes that explain tells', async () => {
    const plan = planOf({ rows: csv('clean'), rejects: csv('clean.rejects'), values: csv('clean.rejectedValues') });
    expect((await run(plan)).passes).toBe(explainPlan(plan).passes['stays']);
    expect(explainPlan(plan).passes['stays']).toBe(7);
  });
});

describe('the failing rows of a table', () => {
  const ages = { name: 'ages', check: 'values', column: 'age', in: ['40', '41', '12'] };
  const checked = (checks: readonly object[]): object => ({ check: { from: 'stays', steps: [steps[0], { op: 'checkQuality', stopOn: 'never', checks }] } });

  test('come by number, key, column and check', async () => {
    const { text } = await run(planOf({ failures: csv('check.failures') }, { columns, rowKey: 'stay' }, checked([ages])));
    expect(text('failures')).toBe('step,row,rowKey,column,code\nsteps[1] checkQuality,2,S3,age,ages\n');
  });
  test.each<[string, readonly object[], number]>([['rows one by one', [ages], 5], ['rows against each other', [ages, { check: 'unique', columns: ['stay'], nulls: 'equal' }], 6]])('cost the passes that explain tells: %s', async (_title, checks, passes) => {
    const plan = planOf({ rows: csv('check'), failures: csv('check.failures'), rejects: csv('check.rejects'), values: csv('check.rejectedValues') }, { columns, rowKey: 'stay' }, checked(checks));
    expect(explainPlan(plan).passes['stays']).toBe(passes);
    expect((await run(plan)).passes).toBe(passes);
  });
});

describe('a port that is not there', () => {
  test.each([['stays.rejects', '"stays" rejects no rows'], ['clean.failures', '"clean" has no port "failures"'], ['stays.rejectedValues', '"stays" rejects no rows'], ['clean.rows.rejects', '']])('is refused by name: %s', (table, message) => {
    const problems = checkPlan(planOf({ rows: csv('clean'), other: csv(table) }));
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual([message === '' ? 'PLAN_OUT_OF_RANGE outputs.other.table' : 'PLAN_UNKNOWN_TABLE outputs.other.table']);
    expect(problems[0]!.message).toContain(message);
  });
});

/** Rejects the rows whose number a divisor divides, in a column that depends on the row. */
function rejectMultiples(divisor: number): MapOperator {
  return {
    kind: 'map', name: 'rejectMultiples', rejects: true, outputSchema: (input) => input,
    start: () => ({
      apply(batch, firstRow, reject) {
        for (let row = batch.numRows - 1; row >= 0; row--) {
          const number = firstRow + row + 1;
          if (number % divisor === 0) reject(number, ['id', 'name', 'gone'][number % 3]!, 'MULTIPLE');
        }
        return batch;
      },
    }),
  };
}

describe('values at fault', () => {
  const schema = markRowKey(schemaOf({ id: { type: 'int32', role: 'technical' }, name: { type: 'utf8', role: 'attribute' } }, ['name']), 'id');
  const rows: readonly Row[] = Array.from({ length: 40 }, (_, row) => [row + 100, row % 5 === 0 ? null : `n${row}`]);

  test('are those of the rows that entered the step, wherever these are cut', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), async (cuts, divisor) => {
      const source = tableOf(schema, rows, cuts);
      const { rejects } = applyOperator(source, rejectMultiples(divisor));
      // The rejects are read on other cuts than the source.
      const whole = tableOf(schema, rows);
      const parts = [{ step: 'one', source: whole, named: rejects! }];
      const expected = rows.flatMap(([id, name], row): Value[][] => {
        const number = row + 1;
        const column = ['id', 'name', 'gone'][number % 3]!;
        return number % divisor === 0 ? [['one', BigInt(number), id!, column, 'MULTIPLE', column === 'id' ? String(id) : column === 'name' ? name! : null]] : [];
      });
      expect(await rowsOf(rejectedValues(parts))).toEqual(expected);
      expect(await rowsOf(namedRows(parts))).toEqual(expected.map((row) => row.slice(0, 5)));
    }), { numRuns: 50 });
  });
  test('close what they read when the reader stops early', async () => {
    let open = 0;
    const watched = { schema, async *open(signal?: AbortSignal) { open++; try { yield* tableOf(schema, rows, [10, 20]).open(signal); } finally { open--; } } };
    const { rejects } = applyOperator(watched, rejectMultiples(3));
    const reader = rejectedValues([{ step: 'one', source: watched, named: rejects! }]).open()[Symbol.asyncIterator]();
    const first = await reader.next();
    expect(first.done === true ? [] : valuesOf(columnsOf(first.value)[2]!)).toContain(102);
    await reader.return?.();
    expect(open).toBe(0);
  });
});

describe('the key of a row', () => {
  test('follows code that composes operators without a plan', async () => {
    const schema = markRowKey(schemaOf({ id: { type: 'int32', role: 'technical' }, name: { type: 'utf8', role: 'attribute' } }), 'id');
    const { rejects } = applyOperator(pipe(tableOf(schema, [[7, 'a'], [8, 'b'], [9, 'c']])), rejectMultiples(2));
    expect(await rowsOf(rejects!)).toEqual([[2n, 8, 'gone', 'MULTIPLE']]);
  });
  test('is marked by the plan on whatever was bound', async () => {
    const schema = schemaOf({ stay: { type: 'utf8', role: 'technical' }, cost: { type: 'utf8', role: 'measure' }, age: { type: 'utf8', role: 'quasiIdentifier' } });
    const compiled = compilePlan(planOf({ rejects: csv('clean.rejects') }));
    const { tables } = compiled.connect({ inputs: { stays: { rows: tableOf(schema, [['S9', 'x', '1']]), rejects: null } }, secrets: {}, fold: IN_MEMORY });
    expect(await rowsOf(tables.get('clean.rejects')!)).toEqual([['steps[0] castColumn', 1n, 'S9', 'cost', 'DATA_VALUE_TYPE']]);
  });
});
