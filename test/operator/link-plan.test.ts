// The step link from a plan to a release: which rows are one person, what leaves, what is read how often, what is refused.
// Expected clusters are worked out by hand: the model says that two equal names are a match and nothing else is.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { link, type LinkageModel } from '../../src/link/index.ts';
import { bindModels, checkPlan, explainPlan } from '../../src/plan/index.ts';
import { runPlan, type RunOptions, type RunResult } from '../../src/plan/node/index.ts';
import { rowsOf, schemaOf, tableOf } from '../small-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-link-'));
const at = (name: string): string => join(folder, name);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const name = { column: 'name' };
const model: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.1, unit: 'codePoint',
  blocking: [{ on: [{ of: { column: 'born' } }], label: 'same year' }, { on: [{ of: name }] }],
  comparisons: [{
    name: 'name',
    levels: [
      { label: 'missing', when: { kind: 'null', of: name }, m: null, u: null, isNull: true },
      { label: 'same', when: { kind: 'equal', of: name }, m: 0.9, u: 0.01 },
      { label: 'alike', when: { kind: 'measure', measure: 'levenshtein', of: name, atMost: 1 }, m: 0.09, u: 0.09 },
      { label: 'other', when: { kind: 'otherwise' }, m: 0.01, u: 0.9 },
    ],
  }],
};
const columns = { id: { type: 'utf8', role: 'technical' }, name: { type: 'utf8', role: 'directIdentifier' }, born: { type: 'utf8', role: 'quasiIdentifier' } } as const;
const input = { columns, rowKey: 'id' } as const;
const step = { op: 'link', model: 'people', minMatchWeightBits: 0, decide: { by: 'components' } };
const csv = (table: string, audience = 'internal'): object => ({ table, format: 'csv', audience });
const planOf = (change: object = {}, more: object = {}): object => ({
  version: 1, title: 'Who is who', inputs: { people: input }, models: { people: model },
  tables: { linked: { from: 'people', steps: [{ ...step, ...change }] } },
  outputs: { rows: csv('linked'), pairs: csv('linked.pairs'), clusters: csv('linked.clusters') }, ...more,
});

// 3 and 1 agree, 4 and 2 agree; 5 is missing its name; 6 is one letter from 1 but 9 bits away from a match.
writeFileSync(at('people.csv'), 'id,name,born\nr3,Durand,1950\nr1,Durand,1950\nr5,,1950\nr4,Petit,1960\nr6,Durant,1950\nr2,Petit,1961\n');
writeFileSync(at('others.csv'), 'id,name,born\nr1,Petit,1960\n');

async function run(plan: object, inputs: RunOptions['inputs'] = { people: at('people.csv') }): Promise<RunResult & { readonly text: (file: string) => string; readonly passes: unknown }> {
  const result = await runPlan(plan, { inputs, out: mkdtempSync(join(folder, 'out-')) });
  const text = (file: string): string => readFileSync(join(result.release.directory, `${file}.csv`), 'utf8');
  return { ...result, text, passes: (JSON.parse(readFileSync(join(result.release.directory, 'run.json'), 'utf8')) as { passes: unknown }).passes };
}

describe('a plan that links', () => {
  test('gives the rows in their order with the name of their cluster, the clusters, and the pairs at the cut', async () => {
    const { text, report } = await run(planOf());
    expect(text('rows')).toBe('id,name,born,cluster\nr3,Durand,1950,r1\nr1,Durand,1950,r1\nr5,,1950,r5\nr4,Petit,1960,r2\nr6,Durant,1950,r6\nr2,Petit,1961,r2\n');
    expect(text('clusters')).toBe('source,rowKey,cluster\nrows,r1,r1\nrows,r2,r2\nrows,r3,r1\nrows,r4,r2\nrows,r5,r5\nrows,r6,r6\n');
    const [head, ...pairs] = text('pairs').trim().split('\n');
    expect(head).toBe('leftSource,leftRowKey,rightSource,rightRowKey,matchWeightBits,matchProbability,rule');
    // log2(0.1 / 0.9) + log2(0.9 / 0.01): 10 to 1, a probability of 10 / 11.
    expect(pairs.map((line) => line.split(','))).toEqual([['r1', 'r3', '0'], ['r2', 'r4', '1']].map(([left, right, rule]) => ['rows', left, 'rows', right, expect.stringMatching(/^3\.32192809488736/) as unknown, expect.stringMatching(/^0\.909090909090/) as unknown, rule]));
    expect(report.steps[0]!.findings).toMatchObject({ scoring: { pairs: 7, pairsOfRule: [6, 1], kept: 2 }, records: 6, links: 2, cuts: [{ clusters: 4, largestCluster: 2 }] });
  });

  test('reads what explain says it reads, and says what the memory grows with', async () => {
    const { passes } = await run(planOf());
    expect(explainPlan(planOf()).passes).toEqual({ people: 2 });
    expect(passes).toEqual({ people: 2 });
    expect(explainPlan(planOf()).tables[0]!.steps[0]!.memory).toBe('records: 4 bytes per record for each of 2 expressions, 8 for each of 2 blocking rules, row keys and distinct values');
  });

  test('links further tables under their names, and attaches their clusters by another step', async () => {
    const plan = planOf({ tables: ['others'], source: 'own', model: { ...model, linkType: 'link' } }, {
      inputs: { people: input, others: input },
      tables: {
        linked: { from: 'people', steps: [{ ...step, tables: ['others'], source: 'own', model: { ...model, linkType: 'link' } }] },
        back: { from: 'others', steps: [{ op: 'attach', table: 'linked.clusters', source: 'others', take: { cluster: 'person' } }] },
      },
      models: undefined,
      outputs: { rows: csv('linked'), back: csv('back') },
    });
    delete (plan as { models?: unknown }).models;
    const { text, passes } = await run(plan, { people: at('people.csv'), others: at('others.csv') });
    expect(text('back')).toBe('id,name,born,person\nr1,Petit,1960,others:r1\n');
    expect(text('rows').split('\n').filter((line) => line.endsWith('others:r1'))).toEqual(['r4,Petit,1960,others:r1', 'r2,Petit,1961,others:r1']);
    expect(passes).toEqual(explainPlan(plan).passes);
  });

  test('links by rules alone, in passes, and says so', async () => {
    const deterministic = { passes: [{ on: [{ of: name }, { of: { column: 'born' } }] }, { on: [{ of: name }] }], duplicateFree: [], takes: 'unlinked', then: 'takeOut' };
    const plan = planOf({}, { tables: { linked: { from: 'people', steps: [{ op: 'link', linkType: 'dedupe', deterministic, decide: { by: 'components' } }] } }, outputs: { rows: csv('linked') } });
    const { text, report } = await run(plan);
    expect(text('rows')).toContain('r3,Durand,1950,r1\nr1,Durand,1950,r1\n');
    expect(text('rows')).toContain('r4,Petit,1960,r2\n');
    expect(report.steps[0]!.findings).toMatchObject({ deterministic: { links: 2, linkedRecords: 4 } });
  });

  test('finds near-duplicates: a check of uniqueness on the clusters stops the plan', async () => {
    const check = { op: 'checkQuality', stopOn: 'fail', checks: [{ check: 'unique', columns: ['cluster'], nulls: 'equal', name: 'one row a person' }] };
    await expect(run(planOf({}, { tables: { linked: { from: 'people', steps: [step, check] } }, outputs: { rows: csv('linked') } }))).rejects.toThrow(DataError);
  });

  test('gives the same release whatever the order of the rows', async () => {
    writeFileSync(at('backwards.csv'), `id,name,born\n${readFileSync(at('people.csv'), 'utf8').trim().split('\n').slice(1).reverse().join('\n')}\n`);
    const [one, two] = [await run(planOf()), await run(planOf(), { people: at('backwards.csv') })];
    for (const file of ['pairs', 'clusters']) expect(one.text(file)).toBe(two.text(file));
    expect(one.text('rows').split('\n').sort()).toEqual(two.text('rows').split('\n').sort());
  });
});

describe('a plan that links is refused', () => {
  const codes = (plan: unknown): string[] => checkPlan(plan).map(({ code, path }) => `${code} ${path}`);
  test('without a cut, a decision, or a model', () => {
    expect(codes(planOf({ minMatchWeightBits: undefined }))).toEqual(['PLAN_MISSING tables.linked.steps[0].minMatchWeightBits']);
    expect(codes(planOf({ decide: undefined }))).toEqual(['PLAN_MISSING tables.linked.steps[0].decide']);
    expect(codes(planOf({ model: undefined }))).toEqual(['PLAN_MISSING tables.linked.steps[0].model']);
    expect(codes(planOf({ model: 'persons' }))).toEqual(['PLAN_MISSING tables.linked.steps[0].model']);
  });
  test('for a model that is wrong, with the place of every fault', () => {
    const wrong = { ...model, prior: 2, comparisons: [{ ...model.comparisons[0]!, levels: model.comparisons[0]!.levels.slice(0, 2) }] };
    expect(codes(planOf({ model: wrong }))).toContain('PLAN_OUT_OF_RANGE tables.linked.steps[0].model.prior');
    expect(codes({ ...planOf(), models: { people: wrong } })).toContain('PLAN_OUT_OF_RANGE tables.linked.steps[0].model.prior');
  });
  test('for a column that is missing, taken, or no row key', () => {
    expect(codes(planOf({ into: 'name' }))).toEqual(['PLAN_COLUMN_EXISTS tables.linked.steps[0].into']);
    expect(codes(planOf({}, { inputs: { people: { columns } } }))[0]).toBe('PLAN_MISSING tables.linked.steps[0].rowKey');
    const { name: _, ...others } = columns;
    expect(codes(planOf({}, { inputs: { people: { columns: others, rowKey: 'id' } } })).join(' ')).toContain('PLAN_UNKNOWN_COLUMN');
  });
  test('when it is to be public: a cluster is what a direct identifier is', () => {
    expect(codes(planOf({}, { outputs: { clusters: csv('linked.clusters', 'public') } }))).toContain('PLAN_PSEUDONYM_REACHES_PUBLIC outputs.clusters');
  });
  test('when it is for research and the row key names persons: so do the names of clusters', () => {
    const named = { people: { columns: { ...columns, id: { type: 'utf8', role: 'directIdentifier' } }, rowKey: 'id' } };
    const kept = { linked: { from: 'people', steps: [{ ...step }, { op: 'keep', columns: ['cluster'] }] } };
    expect(codes(planOf({}, { inputs: named, tables: kept, outputs: { rows: csv('linked', 'research') } }))).toEqual(['PLAN_IDENTIFIER_REACHES_OUTPUT outputs.rows']);
    expect(codes(planOf({}, { tables: kept, outputs: { rows: csv('linked', 'research') } }))).toEqual([]);
  });
  test('for options that contradict each other', () => {
    expect(codes(planOf({ linkType: 'dedupe' }))).toEqual(['PLAN_OUT_OF_RANGE tables.linked.steps[0].linkType']);
    expect(codes(planOf({ source: 'others', tables: ['others'] }, { inputs: { people: input, others: input } }))).toEqual(['PLAN_DUPLICATE_NAME tables.linked.steps[0].source']);
    expect(codes(planOf({ decide: { by: 'guess' } })).length).toBe(1);
    expect(codes(planOf({ treshold: 3 }))).toEqual(['PLAN_UNKNOWN_OPTION tables.linked.steps[0].treshold']);
  });
  test('before any pair is compared when there are more than allowed', async () => {
    await expect(run(planOf({ maxPairs: 3 }))).rejects.toMatchObject({ code: 'DATA_PAIR_LIMIT' });
  });
  test('for row keys that are missing or stand twice', async () => {
    writeFileSync(at('twice.csv'), 'id,name,born\nr1,A,1\nr1,B,2\n');
    writeFileSync(at('missing.csv'), 'id,name,born\nr1,A,1\n,B,2\n');
    await expect(run(planOf(), { people: at('twice.csv') })).rejects.toMatchObject({ code: 'DATA_DUPLICATE_KEY' });
    await expect(run(planOf(), { people: at('missing.csv') })).rejects.toMatchObject({ code: 'DATA_NULL' });
  });
});

test('a model bound by name gives the release that a model in the plan gives', async () => {
  const { models: _, ...plan } = planOf() as { models: unknown };
  const [one, two] = [await run(planOf()), await run(bindModels(plan, { people: model }) as object)];
  expect(two.release.id).toBe(one.release.id);
});

test('an empty table has no pairs and no clusters, and one cut in batches the same as whole', async () => {
  const schema = schemaOf(columns);
  const operator = link({ model, minMatchWeightBits: 0, decide: { by: 'components' }, rowKey: 'id' });
  const empty = operator.connect({ rows: tableOf(schema, []) }, { fold: IN_MEMORY });
  for (const port of ['rows', 'pairs', 'clusters']) expect(await rowsOf(empty[port]!)).toEqual([]);
  const rows = [['a', 'Durand', '1950'], ['b', 'Durand', '1950'], ['c', null, null]] as const;
  const whole = operator.connect({ rows: tableOf(schema, rows) }, { fold: IN_MEMORY });
  const cut = operator.connect({ rows: tableOf(schema, rows, [1, 2]) }, { fold: IN_MEMORY });
  for (const port of ['rows', 'pairs', 'clusters']) expect(await rowsOf(cut[port]!)).toEqual(await rowsOf(whole[port]!));
  expect(() => link({ decide: { by: 'components' } } as never)).toThrow(PlanError);
});
