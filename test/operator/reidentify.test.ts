// Re-identification end to end: what it gives, what it says first, and when it says no. Codes come from runs of plans.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { reidentify, runPlan, type ReidentifyOptions } from '../../src/plan/node/index.ts';
import { formatKeyFile } from '../../src/pseudonymise/index.ts';
import { a423 } from '../cli/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-reidentify-'));
const at = (name: string): string => join(folder, name);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const bytesOf = (seed: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (index * 29 + seed) & 255);
const KEY = 131;
const NONCE = bytesOf(7).slice(0, 16);
const ANNE = '2840588321025';
const JEAN = '284052A321025';
const PAUL = '1770250933010';
const REASON = 'Signalement de pharmacovigilance, accord du DPO du 4 octobre';

/** Codes of Anne, Jean and Paul in this order, and the files of the release. */
async function release(name: string, change: { readonly policy: string } & Readonly<Record<string, unknown>>, format: 'csv' | 'arrow' | 'parquet' = 'csv'): Promise<{ codes: string[]; file: string; crosswalk: string }> {
  const random = change.policy === 'random';
  const both = 'columns' in change;
  const { release: { directory } } = await runPlan({
    version: 1, title: name,
    inputs: { persons: { columns: { nir: { type: 'utf8', role: 'directIdentifier' }, born: { type: 'utf8', role: 'directIdentifier' } } } },
    tables: { coded: { from: 'persons', steps: [{ op: 'pseudonymise', ...(both ? {} : { column: 'nir', profile: 'nir/v1' }), into: 'person', project: 'cohort', domain: 'patient', onInvalid: 'null', secretKey: { secret: 'codes' }, ...change }, ...(both ? [] : [{ op: 'drop', columns: ['born'] }])] } },
    outputs: { coded: { table: 'coded', format, audience: 'research' }, ...(random ? { persons: { table: 'coded.crosswalk', format: 'parquet', audience: 'internal' } } : {}) },
  }, { inputs: { persons: at('persons.csv') }, out: at(name), secrets: { codes: bytesOf(KEY), ...(random ? { drawing: bytesOf(32) } : {}) }, ...(random || change.policy === 'releaseRandomised' ? { releaseNonce: NONCE } : {}) });
  const file = join(directory, `coded.${format}`);
  return { codes: format === 'csv' ? readFileSync(file, 'utf8').trim().split('\n').slice(1) : [], file, crosswalk: join(directory, 'persons.parquet') };
}

const drawing = { secretKey: { secret: 'drawing' } };
const random = { policy: 'random', asOf: '2024-10-04', drawing };
let people: Awaited<ReturnType<typeof release>>;

beforeAll(async () => {
  writeFileSync(at('persons.csv'), `nir,born\n${ANNE},1984-05-01\n${JEAN},1984-05-02\n${PAUL},\n`);
  people = await release('people', random);
});

type Change = Omit<Partial<ReidentifyOptions>, 'crosswalk'> & { readonly crosswalk?: string | null };

let number = 0;
/** Looks codes up; gives the lines of the result, the records of the log, and how it ended. */
async function lookUp(codes: readonly string[] | string, { crosswalk = people.crosswalk, ...change }: Change = {}): Promise<{ rows: string[]; log: Record<string, unknown>[]; asked: number; found: number; out: string }> {
  const name = `asked-${++number}`;
  const file = typeof codes === 'string' ? codes : at(`${name}.csv`);
  if (typeof codes !== 'string') writeFileSync(file, ['code', ...codes, ''].join('\n'));
  const out = at(`${name}-found.csv`);
  const log = at(`${name}.log`);
  const { asked, found } = await reidentify({ codes: file, ...(crosswalk === null ? {} : { crosswalk }), secretKey: bytesOf(KEY), reason: REASON, log, out, ...change });
  return { rows: readFileSync(change.out ?? out, 'utf8').trim().split('\n'), log: readFileSync(change.log ?? log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>), asked, found, out };
}

async function refusal(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`).join();
    if (error instanceof DataError) return error.code;
    throw error;
  }
  return 'none';
}

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
describe('re-identification through a crosswalk', () => {
  test('gives the identifiers of the codes, each once, in the order of the codes, and null for a stranger', async () => {
    const [anne, jean] = people.codes as [string, string, string];
    const stranger = '0'.repeat(25) + '1';
    const { rows, asked, found } = await lookUp([jean, stranger, anne.toLowerCase(), jean]);
    expect(rows).toEqual(['code,identifier', `${stranger},`, ...[[anne, ANNE], [jean, JEAN]].map((pair) => pair.join()).sort((left, right) => (left < right ? -1 : 1))]);
    expect([asked, found]).toEqual([3, 2]);
  });

  test('says so in two lines that name nobody: when it is asked, and before it answers', async () => {
    const { log, out } = await lookUp(people.codes.slice(0, 1));
    const [asked, answered] = log.map(({ at: when, request, account, ...said }) => {
      expect(when).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(request).toBe(log[0]!['request']);
      expect(account).toBe(userInfo().username);
      return said;
    });
    expect(log).toHaveLength(2);
    expect(asked).toEqual({ format: 'a423-reidentification/1', event: 'asked', reason: REASON });
    expect(answered).toEqual({
      format: 'a423-reidentification/1', event: 'answered', asked: 1, found: 1, project: 'cohort', domain: 'patient', policy: 'random', profile: 'nir/v1',
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/), codesSha256: sha256(at(`asked-${number}.csv`)), crosswalkSha256: sha256(people.crosswalk),
    });
    expect([statSync(out).mode & 0o777, statSync(at(`asked-${number}.log`)).mode & 0o777]).toEqual([0o600, 0o600]);
    for (const secret of [ANNE, people.codes[0]!, Buffer.from(bytesOf(KEY)).toString('hex').slice(0, 16)]) expect(JSON.stringify(log)).not.toContain(secret);
  });

  test('adds to a log and never changes what it says', async () => {
    const log = at('kept.log');
    writeFileSync(log, '{"earlier":true}\n', { mode: 0o640 });
    await lookUp(people.codes, { log });
    const { log: records } = await lookUp(people.codes.slice(1), { log });
    expect(records.map(({ earlier, event, asked }) => earlier ?? asked ?? event)).toEqual([true, 'asked', 3, 'asked', 2]);
    expect(new Set(records.map(({ request }) => request)).size).toBe(3);
  });

  test('stamps its result for internal use', async () => {
    const out = at('stamped.arrow');
    await reidentify({ codes: people.file, crosswalk: people.crosswalk, secretKey: bytesOf(KEY), reason: REASON, log: at('stamped.log'), out });
    const bytes = readFileSync(out).toString('latin1');
    expect([bytes.includes('a423:audience'), bytes.includes('internal'), bytes.includes('research')]).toEqual([true, true, false]);
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  test.each(['arrow', 'parquet', 'csv'] as const)('takes codes from a column of %s', async (format) => {
    const { file } = await release(`column-${format}`, random, format);
    const { rows, found } = await lookUp(file);
    expect(found).toBe(3);
    expect(rows.slice(1).map((line) => line.split(',')[1]).sort((left, right) => (left! < right! ? -1 : 1))).toEqual([PAUL, JEAN, ANNE]);
  });

  test('takes codes as they are written, by the file beside them or as it is told', async () => {
    const hex = await release('hexadecimal', { ...random, encoding: 'hex' });
    expect((await lookUp(hex.file)).rows.slice(1)).toHaveLength(3);
    expect(await refusal(() => lookUp(hex.codes))).toBe('DATA_INVALID');
    expect((await lookUp(hex.codes, { encoding: 'hex' })).found).toBe(3);
  });

  test('takes a composite apart', async () => {
    const parts = await release('parts', { ...random, columns: [{ column: 'nir', profile: 'nir/v1' }, { column: 'born', profile: 'text/v1' }], onMissingPart: 'absent' });
    const { rows } = await lookUp(parts.file, { crosswalk: parts.crosswalk });
    expect(rows[0]).toBe('code,part1,part2');
    expect(rows.slice(1).map((line) => line.split(',').slice(1).join()).sort((left, right) => (left < right ? -1 : 1))).toEqual([`${PAUL},`, `${JEAN},1984-05-02`, `${ANNE},1984-05-01`]);
  });
});

describe('re-identification with the key alone', () => {
  const alone = (codes: readonly string[] | string, change: Change = {}): ReturnType<typeof lookUp> => lookUp(codes, { ...change, crosswalk: null });

  test.each([['AES-SIV', {}], ['AES-SIV as text', { encoding: 'base64url' }], ['FF1', { algorithm: 'FF1' }]])('opens reversible codes by %s', async (name, change) => {
    const { file, codes } = await release(`reversible ${name}`, { policy: 'reversible', ...change });
    const { rows, log } = await alone(file);
    expect(new Map(rows.slice(1).map((line) => line.split(',') as [string, string]))).toEqual(new Map([[codes[0], ANNE], [codes[1], JEAN], [codes[2], PAUL]]));
    expect(log[1]).toMatchObject({ policy: 'reversible', asked: 3, found: 3 });
    expect(log[1]).not.toHaveProperty('crosswalkSha256');
  });

  test('gives the deterministic codes behind those of a release, so that two releases join', async () => {
    const { file, codes } = await release('randomised', { policy: 'releaseRandomised' });
    const deterministic = await release('deterministic', { policy: 'deterministic' });
    const { rows } = await alone(file);
    expect(rows[0]).toBe('code,deterministicCode');
    expect(new Map(rows.slice(1).map((line) => line.split(',') as [string, string]))).toEqual(new Map(codes.map((code, row) => [code, deterministic.codes[row]])));
  });

  test('takes the context from the caller where no file says it, and gives null for a code of another context', async () => {
    const { codes } = await release('told', { policy: 'reversible', encoding: 'hex' });
    const context = { project: 'cohort', domain: 'patient', policy: 'reversible', profile: 'nir/v1' } as const;
    expect(await refusal(() => alone(codes))).toBe('PLAN_MISSING context');
    expect((await alone(codes, { context, encoding: 'hex' })).found).toBe(3);
    expect((await alone(codes, { context: { ...context, project: 'other' }, encoding: 'hex' })).found).toBe(0);
  });

  test('refuses policies that lead back to nothing', async () => {
    const { file } = await release('one-way', { policy: 'deterministic' });
    expect(await refusal(() => alone(file))).toBe('PLAN_OUT_OF_RANGE context.policy');
  });
});

describe('nobody is looked up', () => {
  const refused = async (change: Change, codes: readonly string[] | string = people.codes): Promise<string> => {
    const reason = await refusal(() => lookUp(codes, change));
    expect(existsSync(at(`asked-${number}-found.csv`)), reason).toBe(false);
    return reason;
  };

  /** What the log says of the last request: nothing when it was refused for its options. */
  const logged = (): Record<string, unknown>[] => {
    const log = at(`asked-${number}.log`);
    if (!existsSync(log)) return [];
    return readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  test('without a reason, or with one that names somebody', async () => {
    for (const reason of ['', '       ', 'because', `dossier ${ANNE}, accord du DPO`, `dossier 2 84 05 88 321 025, accord`, 'dossier 2 84 05 2a 321 025, accord', 'two\nlines of a reason', 'x'.repeat(501)]) expect(await refused({ reason })).toBe('PLAN_OUT_OF_RANGE reason');
    expect(await refused({ reason: undefined as never })).toBe('PLAN_MISSING reason');
    expect(logged()).toEqual([]);
  });

  test('without a log that can be appended to', async () => {
    expect(await refused({ log: '' })).toBe('PLAN_OUT_OF_RANGE log');
    expect(await refused({ log: folder })).toBe('DATA_WRITE');
    expect(await refused({ log: at('absent/there.log') })).toBe('DATA_WRITE');
    symlinkSync(at('elsewhere.log'), at('link.log'));
    expect(await refused({ log: at('link.log') })).toBe('DATA_WRITE');
    expect(existsSync(at('elsewhere.log'))).toBe(false);
  });

  test('where one file would replace another', async () => {
    const same = at('same.csv');
    expect(await refused({ log: same, out: same })).toBe('PLAN_OUTPUT_PATH out');
    expect(await refused({ log: people.crosswalk })).toBe('PLAN_OUTPUT_PATH log');
    expect(await refused({ out: at('found.txt') })).toBe('PLAN_OUTPUT_PATH out');
  });

  test('under another key, and the log has the attempt with the fingerprint of that key', async () => {
    expect(await refused({ secretKey: bytesOf(KEY + 1) })).toBe('PLAN_WRONG_KEY secretKey');
    const [asked, failed] = logged();
    expect(logged()).toHaveLength(2);
    expect(asked).toMatchObject({ event: 'asked', reason: REASON, request: failed!['request'] });
    expect(failed).toMatchObject({ event: 'failed', code: 'PLAN_WRONG_KEY', project: 'cohort', policy: 'random', codesSha256: sha256(at(`asked-${number}.csv`)), crosswalkSha256: sha256(people.crosswalk) });
    await lookUp(people.codes, { log: at('right-key.log') });
    expect(failed!['fingerprint']).not.toBe((JSON.parse(readFileSync(at('right-key.log'), 'utf8').split('\n')[1]!) as Record<string, unknown>)['fingerprint']);
    // A crosswalk without the file beside it is recognised by its rows.
    writeFileSync(at('bare.parquet'), readFileSync(people.crosswalk));
    const context = { project: 'cohort', domain: 'patient', policy: 'random', profile: 'nir/v1' } as const;
    expect(await refused({ crosswalk: at('bare.parquet'), secretKey: bytesOf(KEY + 1), context })).toBe('PLAN_WRONG_KEY secretKey');
    expect(await refused({ crosswalk: at('bare.parquet') })).toBe('PLAN_MISSING context');
    expect((await lookUp(people.codes, { crosswalk: at('bare.parquet'), context })).found).toBe(3);
  });

  test('by codes that are none: the row is told, never the code', async () => {
    expect(await refused({}, ['nonsense', people.codes[0]!])).toBe('DATA_INVALID');
    expect(logged().map(({ event, code }) => [event, code])).toEqual([['asked', undefined], ['failed', 'DATA_INVALID']]);
    expect(JSON.stringify(logged())).not.toContain('nonsense');
    await expect(lookUp([people.codes[0]!, ANNE])).rejects.toThrow('row 2: not codes');
    await expect(lookUp([people.codes[0]!, ANNE])).rejects.not.toThrow(ANNE);
    writeFileSync(at('headless.csv'), `${people.codes[0]!}\n`);
    expect(await refused({}, at('headless.csv'))).toBe('DATA_HEADER');
    writeFileSync(at('two.csv'), `code,name\n${people.codes[0]!},x\n`);
    expect(await refused({}, at('two.csv'))).toBe('DATA_FIELD_COUNT');
    expect(await refused({}, people.crosswalk)).toBe('DATA_FIELD_COUNT');
    expect(await refused({}, at('absent.csv'))).toBe('DATA_FILE_MISSING');
    expect(Object.keys(logged()[1]!)).toEqual(['format', 'request', 'at', 'account', 'event', 'code']);
  });

  test('in a crosswalk that codes do not need, or without the one they do', async () => {
    const { file } = await release('needless', { policy: 'reversible' });
    const context = { project: 'cohort', domain: 'patient', policy: 'reversible', profile: 'nir/v1' } as const;
    expect(await refused({ context }, file)).toBe('PLAN_UNKNOWN_OPTION crosswalk');
    expect(await refused({ crosswalk: null, context: { ...context, policy: 'random' } })).toBe('PLAN_MISSING crosswalk');
    expect(await refused({ nonsense: true } as object)).toBe('PLAN_UNKNOWN_OPTION nonsense');
  });

  test('and the key is overwritten however it ends', async () => {
    const [good, bad] = [bytesOf(KEY), bytesOf(KEY + 1)];
    await lookUp(people.codes, { secretKey: good });
    await refused({ secretKey: bad });
    expect([good, bad]).toEqual([new Uint8Array(32), new Uint8Array(32)]);
  });

  test('once the signal says stop, and the log has that too', async () => {
    await expect(lookUp(people.codes, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(logged().map(({ event, code }) => [event, code])).toEqual([['asked', undefined], ['failed', 'ABORTED']]);
  });

  test('where the result cannot be written: the log has the answer and the fault', async () => {
    expect(await refused({ out: at('absent/found.csv') })).toBe('DATA_WRITE');
    expect(logged().map(({ event, code }) => code ?? event)).toEqual(['asked', 'answered', 'DATA_WRITE']);
  });

  test('if the log refuses the line: then nothing is written', async () => {
    // A full disk; the file exists on Linux alone.
    if (!existsSync('/dev/full')) return;
    expect(await refused({ log: '/dev/full' })).toBe('DATA_WRITE');
  });
});

describe('a423 reidentify', () => {
  test('does the same, and tells counts only', async () => {
    writeFileSync(at('codes.key'), formatKeyFile(bytesOf(KEY)), { mode: 0o600 });
    chmodSync(at('codes.key'), 0o600);
    writeFileSync(at('asked.csv'), `code\n${people.codes[0]!}\n`);
    const words = ['reidentify', at('asked.csv'), '--crosswalk', people.crosswalk, '--secret', `k=file:${at('codes.key')}`, '--log', at('cli.log'), '--out', at('cli.csv')];
    expect(await a423(...words)).toMatchObject({ status: 2, out: '' });
    expect(existsSync(at('cli.log'))).toBe(false);
    const done = await a423(...words, '--reason', REASON);
    expect(done).toEqual({ status: 0, out: `1 of 1 codes found; said so in ${at('cli.log')}, written to ${at('cli.csv')} (mode 600).\n`, err: '' });
    expect(readFileSync(at('cli.csv'), 'utf8')).toBe(`code,identifier\n${people.codes[0]!},${ANNE}\n`);
    expect(await a423(...words.filter((word) => !word.startsWith('k=') && word !== '--secret'), '--reason', REASON)).toMatchObject({ status: 2 });
    expect(await a423(...words, '--reason', REASON, '--project', 'cohort')).toMatchObject({ status: 2 });
    const context = ['--project', 'cohort', '--domain', 'patient', '--policy', 'random', '--profile', 'nir/v1'];
    expect(await a423(...words, '--reason', REASON, ...context)).toMatchObject({ status: 0 });
    expect(await a423(...words, '--reason', REASON, ...context, '--encoding', 'morse')).toMatchObject({ status: 3 });
    expect(readFileSync(at('cli.log'), 'utf8').trim().split('\n')).toHaveLength(4);
  });
});
