// Pseudonyms from plan to files: where the key comes from, what is recorded, which keys are refused.
import { createHmac } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPlan, DataError, explainPlan, explanationText, PlanError, pseudonymFingerprint, type Problem } from '../../src/index.ts';
import { checkPlanQuality, runPlan, type RunOptions, type RunResult } from '../../src/node.ts';
import { evidenceSchema, reportSchema } from '../../src/report/index.ts';
import { formatKeyFile } from '../../src/pseudonymise/index.ts';
import { a423 } from '../cli/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-run-pseudonyms-'));
const at = (...parts: string[]): string => join(folder, ...parts);
let runs = 0;
const newOut = (): string => at(`out-${runs++}`);

const bytes = (seed: number, length = 32): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 29 + 131 * seed) & 255);
const [keyOne, keyTwo] = [(): Uint8Array => bytes(1), (): Uint8Array => bytes(2)];
const nonce = (release: number): Uint8Array => bytes(release + 10, 16);
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

const PEOPLE = ['284058832102532', '2 84 05 2A 321 025 52', '2840588321025'];

beforeAll(() => {
  writeFileSync(at('stays.csv'), `nir,cost\n${PEOPLE.map((nir, row) => `${nir},${row}`).join('\n')}\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const INPUT = { stays: { columns: { nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' }, cost: { type: 'int32', role: 'measure' } } } };

function planOf(step: object, output: object = { format: 'csv', audience: 'research' }, inputs: object = INPUT): Record<string, unknown> {
  return {
    version: 1, title: 'Pseudonyms', inputs,
    tables: { coded: { from: Object.keys(inputs)[0]!, steps: [step] } },
    outputs: { coded: { table: 'coded', ...output } },
  };
}

const STEP = { op: 'pseudonymise', column: 'nir', profile: 'nir/v1', into: 'person', project: 'cohort-2024', domain: 'patient', policy: 'deterministic', onInvalid: 'reject', secretKey: { secret: 'project' } };
const REKEY = { op: 'rekey', column: 'person', profile: 'code/v1', keep: 'new', project: 'national', domain: 'patient', policy: 'deterministic', onInvalid: 'reject', secretKey: { secret: 'project' } };

function run(step: object, options: Partial<RunOptions> = {}, plan = planOf(step)): Promise<RunResult> {
  return runPlan(plan, { inputs: { stays: at('stays.csv') }, secrets: { project: keyOne() }, out: newOut(), ...options });
}

const lines = ({ release }: RunResult, name = 'coded.csv'): string[] => readFileSync(join(release.directory, name), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')[0]!);
const read = ({ release }: RunResult, name: string): Record<string, unknown> => JSON.parse(readFileSync(join(release.directory, name), 'utf8')) as Record<string, unknown>;
const described = (result: RunResult, column = 0): Record<string, unknown> => (read(result, 'coded.csv.meta.json')['columns'] as Record<string, unknown>[])[column]!['pseudonym'] as Record<string, unknown>;

async function problemsOf(attempt: Promise<unknown>): Promise<readonly Problem[]> {
  const error: unknown = await attempt.then(() => null, (caught: unknown) => caught);
  expect(error).toBeInstanceOf(PlanError);
  return (error as PlanError).problems;
}

describe('a release nonce', () => {
  test('is recorded in the report, the evidence and the metadata, and gives each release its own codes', async () => {
    for (const policy of ['document', 'releaseRandomised']) {
      const [first, second] = [await run({ ...STEP, policy }, { releaseNonce: nonce(1) }), await run({ ...STEP, policy }, { releaseNonce: nonce(2) })];
      expect(new Set([...lines(first), ...lines(second)]).size).toBe(4);
      expect(lines(first)[0]).toBe(lines(first)[2]);
      for (const name of ['report.json', 'evidence.json']) expect(read(first, name)['releaseNonce']).toBe(hex(nonce(1)));
      expect(reportSchema.safeParse(read(first, 'report.json')).success).toBe(true);
      expect(evidenceSchema.safeParse(read(first, 'evidence.json')).success).toBe(true);
      expect(described(first)).toMatchObject({ policy, releaseNonce: hex(nonce(1)) });
      expect(described(first)['fingerprint']).toBe(described(second)['fingerprint']);
      expect(readFileSync(join(first.release.directory, 'report.md'), 'utf8')).toContain(hex(nonce(1)));
    }
  });

  test('makes the same release from the same bytes', async () => {
    const step = { ...STEP, policy: 'document' };
    const [first, again] = [await run(step, { releaseNonce: nonce(1) }), await run(step, { releaseNonce: nonce(1) })];
    expect(first.release.id).toBe(again.release.id);
  });

  test('is asked for where codes need it, refused where none does, and has its length', async () => {
    const step = { ...STEP, policy: 'document' };
    expect(await problemsOf(run(step))).toMatchObject([{ code: 'PLAN_MISSING', path: 'releaseNonce' }]);
    expect(await problemsOf(run(STEP, { releaseNonce: nonce(1) }))).toMatchObject([{ code: 'PLAN_OUT_OF_RANGE', path: 'releaseNonce' }]);
    expect(await problemsOf(run(step, { releaseNonce: bytes(1, 15) }))).toMatchObject([{ code: 'PLAN_OUT_OF_RANGE', path: 'releaseNonce' }]);
    expect(await problemsOf(run(step, { releaseNonce: hex(nonce(1)) as never }))).toMatchObject([{ code: 'PLAN_OUT_OF_RANGE', path: 'releaseNonce' }]);
    expect(checkPlan(planOf({ ...step, releaseNonce: hex(nonce(1)) }))).toMatchObject([{ code: 'PLAN_UNKNOWN_OPTION', path: 'tables.coded.steps[0].releaseNonce' }]);
    expect(checkPlan(planOf(step))).toEqual([]);
  });

  test('is given on the command line, or made there, and told', async () => {
    const plan = at('document.json');
    writeFileSync(plan, JSON.stringify(planOf({ ...STEP, policy: 'document' })));
    writeFileSync(at('one.key'), formatKeyFile(keyOne()), { mode: 0o600 });
    const command = (value: string): ReturnType<typeof a423> => a423('run', plan, '--input', `stays=${at('stays.csv')}`, '--secret', `project=file:${at('one.key')}`, '--out', newOut(), '--release-nonce', value);
    const given = await command(hex(nonce(1)));
    expect(given.status).toBe(0);
    expect(given.out).toContain(`Release nonce ${hex(nonce(1))}`);
    const made = [await command('new'), await command('new')].map(({ out }) => /Release nonce ([0-9a-f]{32})\n/.exec(out)?.[1]);
    expect(new Set([...made, undefined]).size).toBe(3);
    expect(await command('abc')).toMatchObject({ status: 2, err: expect.stringContaining('--release-nonce: expected 32 to 128 hexadecimal digits, or new') as string });
  });

  test('is no matter to the quality of codes', async () => {
    const plan = {
      version: 1, title: 'Quality', inputs: INPUT,
      tables: { coded: { from: 'stays', steps: [{ ...STEP, policy: 'document' }, { op: 'checkQuality', checks: [{ check: 'notNull', column: 'person' }], stopOn: 'never' }] } },
      outputs: { coded: { table: 'coded', format: 'csv', audience: 'research' } },
    };
    const report = await checkPlanQuality(plan, { inputs: { stays: at('stays.csv') }, secrets: { project: keyOne() } });
    expect(report.steps).toHaveLength(1);
  });
});

describe('a secret', () => {
  test('may come from a function, and gives the same codes; its bytes are overwritten', async () => {
    const given = keyOne();
    let asked = 0;
    const result = await run(STEP, { secrets: { project: () => { asked++; return Promise.resolve(given); } } });
    expect(lines(result)).toEqual(lines(await run(STEP)));
    expect(asked).toBe(1);
    expect([...given]).toEqual(new Array(32).fill(0));
  });

  test('is not asked for when the plan or the files are wrong', async () => {
    const secrets = { project: (): Promise<Uint8Array> => Promise.reject(new Error('asked')) };
    expect(await problemsOf(run({ ...STEP, policy: 'document' }, { secrets }))).toMatchObject([{ path: 'releaseNonce' }]);
    await expect(run(STEP, { secrets, inputs: { stays: at('nobody.csv') } })).rejects.toMatchObject({ code: 'DATA_FILE_MISSING' });
  });

  test('of a function that fails stops the run, without the words of the function', async () => {
    const out = newOut();
    const words = `vault said: key ${hex(keyOne())}`;
    for (const source of [() => Promise.reject(new Error(words)), () => Promise.resolve(words as never), () => { throw new Error(words); }]) {
      const error: unknown = await run(STEP, { out, secrets: { project: source } }).then(() => null, (caught: unknown) => caught);
      expect(error).toBeInstanceOf(DataError);
      expect((error as DataError).code).toBe('DATA_SECRET');
      expect(String((error as Error).stack)).not.toContain(words);
      expect((error as Error).cause).toBeUndefined();
    }
    expect(readdirSync(out).filter((name) => name.startsWith('r-'))).toEqual([]);
  });

  test('of a function that is no key is refused like any other', async () => {
    expect(await problemsOf(run(STEP, { secrets: { project: () => Promise.resolve(new Uint8Array(16)) } }))).toMatchObject([{ code: 'PLAN_OUT_OF_RANGE', path: 'tables.coded.steps[0].secretKey' }]);
  });
});

describe('a wrong key', () => {
  const fingerprint = (secretKey: Uint8Array): string => pseudonymFingerprint({ project: 'cohort-2024', domain: 'patient', policy: 'deterministic', profile: 'nir/v1', secretKey });

  test('is refused where the plan states another fingerprint; the plan is right all the same', async () => {
    const step = { ...STEP, expectFingerprint: fingerprint(keyOne()) };
    expect(checkPlan(planOf(step))).toEqual([]);
    expect((await run(step)).release.id).toMatch(/^r-/);
    expect(await problemsOf(run(step, { secrets: { project: keyTwo() } }))).toMatchObject([{ code: 'PLAN_WRONG_KEY', path: 'tables.coded.steps[0].expectFingerprint' }]);
  });

  test('is refused where the current release of the folder has codes of the same context under another', async () => {
    const out = newOut();
    await run(STEP, { out });
    expect(await problemsOf(run(STEP, { out, secrets: { project: keyTwo() } }))).toMatchObject([{ code: 'PLAN_WRONG_KEY', path: 'tables.coded.steps[0].secretKey', message: expect.stringContaining(fingerprint(keyOne())) as string }]);
    expect((await run({ ...STEP, project: 'cohort-2025' }, { out, secrets: { project: keyTwo() } })).release.id).toMatch(/^r-/);
    await run(STEP, { out, secrets: { project: keyOne() } });
    // Said on purpose.
    expect((await run({ ...STEP, expectFingerprint: fingerprint(keyTwo()) }, { out, secrets: { project: keyTwo() } })).release.id).toMatch(/^r-/);
  });

  test('is refused where an input has codes of the same context under another', async () => {
    const first = await run(STEP);
    const inputs = { ...INPUT, earlier: { columns: { person: { type: 'binary(16)', role: 'pseudonym' }, cost: { type: 'int32', role: 'measure' } } } };
    const plan = { ...planOf(STEP, undefined, inputs), tables: { coded: { from: 'stays', steps: [STEP] }, all: { from: ['earlier', 'coded'] } }, outputs: { all: { table: 'all', format: 'csv', audience: 'research' } } };
    const files = { stays: at('stays.csv'), earlier: join(first.release.directory, 'coded.csv') };
    expect(await problemsOf(run(STEP, { inputs: files, secrets: { project: keyTwo() } }, plan))).toMatchObject([{ code: 'PLAN_WRONG_KEY', message: expect.stringContaining('inputs.earlier') as string }]);
    const result = await run(STEP, { inputs: files }, plan);
    expect(new Set(lines(result, 'all.csv')).size).toBe(2);
  });

  test('is noticed among the files of one input', async () => {
    const results = [await run(STEP), await run(STEP, { secrets: { project: keyTwo() } })];
    const input = { parts: { columns: { person: { type: 'binary(16)', role: 'pseudonym' }, cost: { type: 'int32', role: 'measure' } } } };
    const parts = results.map(({ release }) => join(release.directory, 'coded.csv'));
    const plan = planOf(REKEY, undefined, input);
    expect(await problemsOf(run(REKEY, { inputs: { parts } }, plan))).toMatchObject([{ code: 'PLAN_WRONG_KEY', path: 'inputs.parts.columns.person' }]);
  });
});

describe('codes that do not go together', () => {
  const columns = { person: { type: 'binary(16)', role: 'pseudonym' }, cost: { type: 'int32', role: 'measure' } };
  const csv = (table: string): object => ({ table, format: 'csv', audience: 'research' });
  const endToEnd = { version: 1, title: 'Both', inputs: { one: { columns }, two: { columns } }, tables: { both: { from: ['one', 'two'] } }, outputs: { both: csv('both') } };
  const lookedUp = (steps: readonly object[] = []): object => ({
    version: 1, title: 'Both', inputs: { one: { columns }, two: { columns } },
    tables: { both: { from: 'one', steps: [...steps, { op: 'lookUp', table: 'two', on: { person: 'person' }, take: { cost: 'other' }, unmatched: 'null' }] } }, outputs: { both: csv('both') },
  });
  const together = (plan: object, left: RunResult, right: RunResult): Promise<RunResult> =>
    runPlan(plan, { inputs: { one: join(left.release.directory, 'coded.csv'), two: join(right.release.directory, 'coded.csv') }, secrets: {}, out: newOut() });

  test('are neither put end to end nor looked up: other projects, keys, releases, or codes behind them', async () => {
    const first = await run(STEP);
    const document = { ...STEP, policy: 'document' };
    const national = async (source: RunResult): Promise<RunResult> =>
      run(REKEY, { inputs: { parts: join(source.release.directory, 'coded.csv') } }, planOf(REKEY, undefined, { parts: { columns } }));
    const otherKey = await run(STEP, { secrets: { project: keyTwo() } });
    const pairs = [
      [first, await run({ ...STEP, project: 'other' })], [first, otherKey], [await national(first), await national(otherKey)],
      [await run(document, { releaseNonce: nonce(1) }), await run(document, { releaseNonce: nonce(2) })],
    ] as const;
    for (const [left, right] of pairs) {
      expect(await problemsOf(together(endToEnd, left, right))).toMatchObject([{ code: 'PLAN_WRONG_KEY', path: 'tables.both.from' }]);
      expect(await problemsOf(together(lookedUp(), left, right))).toMatchObject([{ code: 'PLAN_WRONG_KEY', path: 'tables.both.steps[0].on.person' }]);
      expect(await problemsOf(together(lookedUp([{ op: 'dropDuplicates' }]), left, right))).toMatchObject([{ path: 'tables.both.steps[1].on.person' }]);
    }
  });

  test('are told from those that do, whatever their day of reference, and from those of which nothing is known', async () => {
    const [left, right] = [await run(STEP), await run({ ...STEP, asOf: '2024-10-04' })];
    expect(lines(await together(endToEnd, left, right), 'both.csv')).toEqual([...lines(left), ...lines(right)]);
    // The plan is taken; the reference has one person twice, which is a matter of the data.
    await expect(together(lookedUp(), left, right)).rejects.toMatchObject({ code: 'DATA_DUPLICATE_KEY' });
    const bare = await run({ ...STEP, project: 'bare' });
    rmSync(join(bare.release.directory, 'coded.csv.meta.json'));
    expect(lines(await together(endToEnd, left, bare), 'both.csv')).toHaveLength(6);
  });
});

describe('a second level', () => {
  const input = { parts: { columns: { person: { type: 'binary(16)', role: 'pseudonym' }, cost: { type: 'int32', role: 'measure' } } } };

  test('takes the chain from the file beside its input, and keeps what it says of other pseudonyms', async () => {
    const first = await run(STEP);
    const second = await run(REKEY, { inputs: { parts: join(first.release.directory, 'coded.csv') }, secrets: { project: keyTwo() } }, planOf(REKEY, undefined, input));
    expect(described(second)).toMatchObject({ project: 'national', chain: [described(first)['fingerprint']] });
    expect(new Set(lines(second)).size).toBe(2);
    const both = { ...REKEY, keep: 'both', into: 'person2025', asOf: '2025-01-01', until: '2025-06-30' };
    const third = await run(both, { inputs: { parts: join(first.release.directory, 'coded.csv') }, secrets: { project: keyTwo() } }, planOf(both, undefined, input));
    expect(described(third)).toMatchObject({ project: 'cohort-2024', until: '2025-06-30' });
    expect(described(third, 1)).toMatchObject({ project: 'national' });
    expect(lines(third)).toEqual(lines(first));
  });

  test('gives the table of old and new codes by the steps that there are', async () => {
    const first = await run(STEP);
    const both = { ...REKEY, keep: 'both', into: 'person2025', asOf: '2025-01-01', until: '2025-06-30' };
    const plan = {
      ...planOf(both, undefined, input),
      tables: { coded: { from: 'parts', steps: [both] }, pairs: { from: 'coded', steps: [{ op: 'keep', columns: ['person', 'person2025'] }, { op: 'dropDuplicates' }] } },
      outputs: { coded: { table: 'coded', format: 'csv', audience: 'research' }, pairs: { table: 'pairs', format: 'csv', audience: 'internal' } },
    };
    const result = await run(both, { inputs: { parts: join(first.release.directory, 'coded.csv') }, secrets: { project: keyTwo() } }, plan);
    expect(lines(result, 'pairs.csv')).toHaveLength(2);
    const published = checkPlan({ ...plan, outputs: { pairs: { table: 'pairs', format: 'csv', audience: 'public' } } });
    expect(published.map(({ code }) => code)).toContain('PLAN_PSEUDONYM_REACHES_PUBLIC');
  });

  test('is refused what is no pseudonym, and pseudonymise what is one', async () => {
    const first = await run(STEP);
    expect(checkPlan(planOf({ ...REKEY, column: 'nir' }))).toMatchObject([{ code: 'PLAN_COLUMN_ROLE' }]);
    expect(checkPlan(planOf({ ...STEP, column: 'person', profile: 'text/v1', into: 'p2' }, undefined, input))).toMatchObject([{ code: 'PLAN_ALREADY_PSEUDONYMISED' }]);
    const lying = { parts: { columns: { person: { type: 'utf8', role: 'directIdentifier' }, cost: { type: 'int32', role: 'measure' } } } };
    const step = { ...STEP, column: 'person', profile: 'text/v1', into: 'p2' };
    expect(await problemsOf(run(step, { inputs: { parts: join(first.release.directory, 'coded.csv') } }, planOf(step, undefined, lying)))).toMatchObject([{ code: 'PLAN_ALREADY_PSEUDONYMISED' }]);
  });

  test('does not read a file beside its input that says more than it may', async () => {
    const first = await run(STEP);
    const path = at('forged.csv');
    writeFileSync(path, readFileSync(join(first.release.directory, 'coded.csv')));
    const sidecar = readFileSync(join(first.release.directory, 'coded.csv.meta.json'), 'utf8');
    for (const project of ['284058832102532 is a person', 'x'.repeat(50)]) {
      writeFileSync(`${path}.meta.json`, sidecar.replace('cohort-2024', project));
      await expect(run(REKEY, { inputs: { parts: path } }, planOf(REKEY, undefined, input))).rejects.toMatchObject({ code: 'DATA_FORMAT' });
    }
  });
});

describe('explain', () => {
  test('tells what somebody must know who decides about codes', () => {
    const notes = (step: object): readonly string[] => explainPlan(planOf({ ...STEP, ...step })).tables[0]!.steps[0]!.notes;
    expect(notes({})).toEqual([]);
    expect(notes({ bits: 64, population: 70_000_000 })).toEqual([expect.stringContaining('1.3e-4 pairs') as string]);
    expect(notes({ policy: 'reversible' })).toEqual([expect.stringContaining('reversible') as string]);
    expect(notes({ policy: 'reversible', algorithm: 'FF1' })).toEqual([expect.stringContaining('reversible') as string, expect.stringContaining('shape survives') as string]);
    const text = explanationText(explainPlan(planOf({ ...STEP, policy: 'releaseRandomised' })));
    expect(text).toContain('Note: The holder of the key gets the deterministic code back');
    expect(text).toContain('and a release nonce, another in each release');
  });

  test('is told by the command again when the run has ended', async () => {
    const plan = at('shape.json');
    writeFileSync(plan, JSON.stringify(planOf({ ...STEP, policy: 'reversible', algorithm: 'FF1' })));
    writeFileSync(at('shape.key'), formatKeyFile(keyOne()), { mode: 0o600 });
    const { status, out } = await a423('run', plan, '--input', `stays=${at('stays.csv')}`, '--secret', `project=file:${at('shape.key')}`, '--out', newOut());
    expect([status, out.includes('    Note: Codes are reversible'), out.includes('    Note: The shape survives')]).toEqual([0, true, true]);
  });
});

describe('a code that looks like an identifier', () => {
  test('may leave for research as a pseudonym, never for the public, whatever it looks like', async () => {
    const step = { ...STEP, policy: 'reversible', algorithm: 'FF1' };
    const result = await run(step);
    expect(lines(result)[0]).toMatch(/^[0-9AB]{13}$/);
    expect(described(result)).toMatchObject({ shape: 'nir/v1' });
    expect(checkPlan(planOf(step, { format: 'csv', audience: 'public' })).map(({ code }) => code)).toContain('PLAN_PSEUDONYM_REACHES_PUBLIC');
  });
});

describe('key fingerprint', () => {
  test('shows what the metadata of codes show, and nothing of the key', async () => {
    const path = at('shown.key');
    writeFileSync(path, formatKeyFile(keyOne()), { mode: 0o600 });
    const { status, out, err } = await a423('key', 'fingerprint', path, '--project', 'cohort-2024', '--domain', 'patient');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toBe(`${String(described(await run(STEP))['fingerprint'])}\n`);
    const other = await a423('key', 'fingerprint', path, '--project', 'national', '--domain', 'patient', '--policy', 'document', '--algorithm', 'BLAKE3', '--profile', 'code/v1', '--rekey');
    expect(other.out).toBe(`${pseudonymFingerprint({ project: 'national', domain: 'patient', policy: 'document', algorithm: 'BLAKE3', profile: 'code/v1', isRekey: true, secretKey: keyOne() })}\n`);
    expect(createHmac('sha256', keyOne()).update('a423/fingerprint').digest('hex').startsWith(out.trim())).toBe(false);
  });

  test('refuses a file that others may read, warns of one that its group may, and asks for what is missing', async () => {
    const path = at('open.key');
    writeFileSync(path, formatKeyFile(keyOne()));
    const words = ['key', 'fingerprint', path, '--project', 'p', '--domain', 'd'];
    chmodSync(path, 0o604);
    expect(await a423(...words)).toMatchObject({ status: 4, out: '', err: expect.stringContaining('open to everybody') as string });
    chmodSync(path, 0o640);
    expect(await a423(...words)).toMatchObject({ status: 0, err: expect.stringContaining('open to its group') as string });
    chmodSync(path, 0o600);
    expect(await a423('key', 'fingerprint', path, '--domain', 'd')).toMatchObject({ status: 2, err: expect.stringContaining('--project: expected NAME') as string });
    expect(await a423('key', 'fingerprint', path, '--project', 'p')).toMatchObject({ status: 2 });
    expect(await a423('key', 'fingerprint')).toMatchObject({ status: 2 });
    expect(await a423(...words, '--policy', 'other')).toMatchObject({ status: 3, err: expect.stringContaining('policy') as string });
    expect(await a423('key', 'new', at('contextual.key'), '--project', 'p')).toMatchObject({ status: 2, err: expect.stringContaining('a new key has no context') as string });
  });

  test('is warned of by a run, too', async () => {
    const [plan, path] = [at('plain.json'), at('group.key')];
    writeFileSync(plan, JSON.stringify(planOf(STEP)));
    writeFileSync(path, formatKeyFile(keyOne()), { mode: 0o640 });
    chmodSync(path, 0o640);
    const { status, err } = await a423('run', plan, '--input', `stays=${at('stays.csv')}`, '--secret', `project=file:${path}`, '--out', newOut());
    expect(status).toBe(0);
    expect(err).toContain('open to its group');
  });
});
