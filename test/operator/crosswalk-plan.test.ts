// The policy random from a plan to a release and into the next one: what leaves, what is refused, what is read how often.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { PlanError } from '../../src/core/errors.ts';
import { checkPlan, explainPlan, type Plan } from '../../src/plan/index.ts';
import { runPlan, type RunResult } from '../../src/plan/node/index.ts';
import { pseudonymFingerprint } from '../../src/pseudonymise/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-crosswalk-'));
const at = (name: string): string => join(folder, name);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const bytesOf = (seed: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (index * 29 + seed) & 255);
const crosswalk = {
  columns: {
    code: { type: 'binary(16)', role: 'pseudonym' }, identifier: { type: 'binary(45)', role: 'directIdentifier' }, keyId: { type: 'utf8', role: 'technical' }, firstSeen: { type: 'date', role: 'attribute' },
  },
} as const;
const step = {
  op: 'pseudonymise', policy: 'random', column: 'nir', profile: 'nir/v1', into: 'person', project: 'cohort-2024', domain: 'patient', onInvalid: 'reject', asOf: '2024-10-04',
  secretKey: { secret: 'crosswalk' }, drawing: { secretKey: { secret: 'drawing' } },
} as const;

interface Change {
  readonly step?: object;
  readonly isExtension?: boolean;
  readonly format?: 'csv' | 'arrow' | 'parquet';
  readonly outputs?: Plan['outputs'];
}

function planOf({ step: change = {}, isExtension = false, format = 'arrow', outputs = {} }: Change = {}): Plan {
  return {
    version: 1, title: 'Codes by chance',
    inputs: { stays: { columns: { nir: { type: 'utf8', role: 'directIdentifier' }, cost: { type: 'int32', role: 'measure' } } }, ...(isExtension ? { earlier: crosswalk } : {}) },
    tables: { coded: { from: 'stays', steps: [{ ...step, ...(isExtension ? { table: 'earlier' } : {}), ...change }] } },
    outputs: { coded: { table: 'coded', format: 'csv', audience: 'research' }, persons: { table: 'coded.crosswalk', format, audience: 'internal' }, ...outputs },
  } as unknown as Plan;
}

function run(plan: Plan, inputs: Readonly<Record<string, string>>, { key = 131, drawing = 32, nonce = 7, out = 'out' } = {}): Promise<RunResult> {
  return runPlan(plan, { inputs, out: at(out), secrets: { crosswalk: bytesOf(key), drawing: bytesOf(drawing) }, releaseNonce: bytesOf(nonce).slice(0, 16) });
}

const lines = (file: string): string[] => readFileSync(file, 'utf8').trim().split('\n').slice(1);
const codesBy = (file: string): Map<string, string> => new Map(lines(file).map((line) => line.split(',').reverse() as [string, string]));

writeFileSync(at('first.csv'), 'nir,cost\n2840588321025,1\n284052A321025,2\n2840588321025,1\n');
writeFileSync(at('second.csv'), 'nir,cost\n1770250933010,3\n2 84 05 2a 321 025 52,2\n284058832102531,4\n');

async function problemsOf(attempt: () => Promise<unknown>): Promise<string[]> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

describe('a plan with the policy random', () => {
  test.each(['arrow', 'parquet', 'csv'] as const)('keeps the code of a person from release to release through a crosswalk in %s', async (format) => {
    const out = `out-${format}`;
    const first = await run(planOf({ format }), { stays: at('first.csv') }, { out });
    const persons = join(first.release.directory, `persons.${format}`);
    const before = codesBy(join(first.release.directory, 'coded.csv'));
    expect(new Set(before.values()).size).toBe(2);
    const second = await run(planOf({ format, isExtension: true, step: { asOf: '2025-03-01' } }), { stays: at('second.csv'), earlier: persons }, { out, drawing: 99, nonce: 8 });
    const after = codesBy(join(second.release.directory, 'coded.csv'));
    expect([...after.keys()]).toEqual(['3', '2']);
    expect(after.get('2')).toBe(before.get('2'));
    expect([...before.values()]).not.toContain(after.get('3'));
    expect(second.report.outputs['persons']!.rows).toBe(3);
    expect(second.report.steps[0]!.findings).toMatchObject({ rows: 3, rejected: 1, knownPersons: 2, newPersons: 1 });
    expect(second.report.releaseNonce).toBe(Buffer.from(bytesOf(8).subarray(0, 16)).toString('hex'));
  });

  test('writes the same bytes each time, and nothing of an identifier in the crosswalk', async () => {
    const [one, two] = [await run(planOf(), { stays: at('first.csv') }, { out: 'one' }), await run(planOf(), { stays: at('first.csv') }, { out: 'two' })];
    for (const name of readdirSync(one.release.directory)) {
      if (!['run.json', 'release.json'].includes(name)) expect(readFileSync(join(one.release.directory, name)).equals(readFileSync(join(two.release.directory, name))), name).toBe(true);
    }
    const bytes = readFileSync(join(one.release.directory, 'persons.arrow')).toString('latin1');
    for (const value of ['2840588321025', '284052A321025']) expect(bytes).not.toContain(value);
  });

  test('reads what explain says it reads, and says what to do with the keys', async () => {
    const plan = planOf({ isExtension: true });
    const first = await run(planOf(), { stays: at('first.csv') }, { out: 'passes' });
    const second = await run(plan, { stays: at('second.csv'), earlier: join(first.release.directory, 'persons.arrow') }, { out: 'passes' });
    const { passes, tables, usesReleaseNonce, secrets } = explainPlan(plan);
    const { passes: counted } = JSON.parse(readFileSync(join(second.release.directory, 'run.json'), 'utf8')) as { passes: object };
    expect(passes).toEqual({ stays: 2, earlier: 2 });
    expect(counted).toEqual(passes);
    expect([usesReleaseNonce, secrets]).toEqual([true, ['crosswalk', 'drawing']]);
    expect(tables[0]!.steps[0]!.memory).toMatch(/^records: /);
    expect(tables[0]!.steps[0]!.notes.join(' ')).toContain('destroy it after the run');
  });

  test('refuses a key that is not the crosswalk\'s, by the file beside it and by its rows', async () => {
    const first = await run(planOf(), { stays: at('first.csv') }, { out: 'keys' });
    const persons = join(first.release.directory, 'persons.arrow');
    const inputs = { stays: at('second.csv'), earlier: persons };
    const extension = planOf({ isExtension: true });
    expect(await problemsOf(() => run(extension, inputs, { out: 'keys-2', key: 5 }))).toEqual(['PLAN_WRONG_KEY tables.coded.steps[0].secretKey']);
    writeFileSync(at('bare.arrow'), readFileSync(persons));
    expect(await problemsOf(() => run(extension, { ...inputs, earlier: at('bare.arrow') }, { out: 'keys-3', key: 5 }))).toEqual(['PLAN_WRONG_KEY secretKey']);
    expect(await problemsOf(() => run(planOf({ isExtension: true, step: { project: 'cohort-2025' } }), inputs, { out: 'keys-4' }))).toEqual(['PLAN_WRONG_KEY tables.coded.steps[0].secretKey']);
    const fingerprint = pseudonymFingerprint({ project: 'cohort-2024', domain: 'patient', policy: 'random', profile: 'nir/v1', secretKey: bytesOf(131) });
    expect(await problemsOf(() => run(planOf({ isExtension: true, step: { expectFingerprint: fingerprint } }), inputs, { out: 'keys-5' }))).toEqual([]);
    expect(await problemsOf(() => run(planOf({ step: { expectFingerprint: '0'.repeat(16) } }), { stays: at('first.csv') }, { out: 'keys-6' }))).toEqual(['PLAN_WRONG_KEY tables.coded.steps[0].expectFingerprint']);
    expect(await problemsOf(() => runPlan(planOf(), { inputs: { stays: at('first.csv') }, out: at('keys-7'), secrets: { crosswalk: bytesOf(1), drawing: bytesOf(1) }, releaseNonce: bytesOf(7) }))).toEqual(['PLAN_OUT_OF_RANGE tables.coded.steps[0].drawing.secretKey']);
  });

  test('is refused without a place for its crosswalk, with the crosswalk for others, or with two in one table', () => {
    const problems = (plan: object): string[] => checkPlan(plan).map(({ code, path }) => `${code} ${path}`);
    const plan = planOf();
    const { persons: _, ...others } = plan.outputs;
    expect(problems(plan)).toEqual([]);
    expect(problems({ ...plan, outputs: others })).toEqual(['PLAN_MISSING tables.coded.steps[0].policy']);
    expect(problems(planOf({ outputs: { persons: { table: 'coded.crosswalk', format: 'arrow', audience: 'research' } } }))).toEqual(['PLAN_IDENTIFIER_REACHES_OUTPUT outputs.persons']);
    const copied = { ...plan, tables: { ...plan.tables, kept: { from: 'coded.crosswalk' } }, outputs: { ...others, persons: { table: 'kept', format: 'parquet', audience: 'internal' } } };
    expect(problems(copied)).toEqual([]);
    const twice = planOf();
    const doubled = { ...twice, inputs: { stays: { columns: { ...twice.inputs['stays']!.columns, doctor: { type: 'utf8', role: 'directIdentifier' } } } }, tables: { coded: { from: 'stays', steps: [step, { ...step, column: 'doctor', into: 'physician', profile: 'rpps/v1', domain: 'doctor' }] } } };
    expect(problems(doubled)).toEqual(['PLAN_OP_ORDER tables.coded.steps[1].policy']);
  });

  test('is told what is wrong with its options, and no other policy takes them', () => {
    const problems = (change: object): string[] => checkPlan(planOf({ step: change })).map(({ code, path }) => `${code} ${path}`);
    const of = (name: string): string => `tables.coded.steps[0].${name}`;
    expect(problems({ asOf: undefined })).toEqual([`PLAN_MISSING ${of('asOf')}`]);
    expect(problems({ drawing: { secretKey: { secret: 'crosswalk' } } })).toEqual([`PLAN_OUT_OF_RANGE ${of('drawing.secretKey')}`]);
    expect(problems({ drawing: { secretKey: 'pasted' } })).toEqual([`PLAN_RAW_SECRET ${of('drawing.secretKey')}`]);
    expect(problems({ drawing: { secretKey: { pasted: 'x' } } })).toContain(`PLAN_RAW_SECRET ${of('drawing.secretKey')}`);
    expect(problems({ table: 'nowhere' })).toContain(`PLAN_UNKNOWN_TABLE ${of('table')}`);
    expect(problems({ policy: 'deterministic' })).toContain(`PLAN_UNKNOWN_OPTION ${of('drawing')}`);
    expect(problems({ policy: 'chance' })).toEqual([`PLAN_OUT_OF_RANGE ${of('policy')}`]);
  });
});
