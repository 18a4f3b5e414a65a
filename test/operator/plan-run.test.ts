// Runs from files to a release: what a run is given is checked before anything is read, keys are overwritten however it
// ends, and nothing is left of what was refused. Wrong runs are written as a hurried person would bind them.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { explainPlan } from '../../src/plan/explain.ts';
import { runPlan, type RunOptions } from '../../src/plan/node/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-plan-run-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
let runs = 0;
const freshOut = (): string => join(folder, `out${runs++}`);
const file = (name: string, lines: readonly string[]): string => {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  return join(folder, name);
};

const columns = { nir: { type: 'utf8', role: 'directIdentifier' }, stayId: { type: 'utf8', role: 'technical' }, hospital: { type: 'utf8', role: 'attribute' } };
const row = (index: number): string => `P${1000 + index},S${index},H${index % 2}`;
const source = file('stays.csv', ['nir,stayId,hospital', ...Array.from({ length: 30 }, (_, index) => row(index))]);
const cells = [{ op: 'aggregate', dimensions: ['hospital'], entity: null, statistics: [{ kind: 'rows' }] }, { op: 'protect', rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'rows' }] }];
const planOf = (tables: object, outputs: object, inputs: object = { stays: { columns } }): object => ({ version: 1, title: 't', inputs, tables, outputs });
const open = { o: { table: 't', format: 'csv', audience: 'public' } };
const internal = (table: string): object => ({ table, format: 'csv', audience: 'internal' });

async function refusal(plan: object, options: Partial<RunOptions>): Promise<string> {
  const out = options.out ?? freshOut();
  const before = existsSync(out) ? readdirSync(out) : [];
  const error = await runPlan(plan, { inputs: { stays: source }, ...options, out }).then(() => null, (thrown: unknown) => thrown as Error & { code?: string; problems?: { code: string; path: string }[] });
  expect(error).not.toBeNull();
  expect(existsSync(out) ? readdirSync(out) : []).toEqual(before);
  return error!.problems?.map(({ code, path }) => `${code} ${path}`).join(', ') ?? error!.code ?? error!.constructor.name;
}

describe('a run counts nobody twice', () => {
  test('by one file under two names of inputs', async () => {
    const plan = planOf({ t: { from: ['stays', 'more'], steps: cells } }, open, { stays: { columns }, more: { columns } });
    const copy = file('copy.csv', readFileSync(source, 'utf8').trimEnd().split('\n'));
    expect(await refusal(plan, { inputs: { stays: source, more: source } })).toBe('PLAN_DIFFERENCING inputs.more');
    expect(await refusal(plan, { inputs: { stays: source, more: copy } })).toBe('PLAN_DIFFERENCING inputs.more');
  });
  test('by one file under two paths of an input', async () => {
    const plan = planOf({ t: { from: 'stays', steps: cells } }, open);
    symlinkSync(source, join(folder, 'link.csv'));
    for (const second of [`${folder}/./stays.csv`, join(folder, 'link.csv')]) expect(await refusal(plan, { inputs: { stays: [source, second] } })).toBe('DATA_READ_TWICE');
  });
  test('by a pattern that finds its own releases, while one that is named may be read', async () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'stays.csv'), readFileSync(source));
    const plan = planOf({ t: { from: 'stays' } }, { o: internal('t') });
    const { release } = await runPlan(plan, { inputs: { stays: join(data, '**', '*.csv') }, out: data });
    expect(await refusal(plan, { inputs: { stays: join(data, '**', '*.csv') }, out: data })).toBe('PLAN_OUTPUT_PATH inputs.stays');
    await expect(runPlan(plan, { inputs: { stays: join(release.directory, 'o.csv') }, out: data })).resolves.toBeDefined();
  });
});

describe('a table in several formats', () => {
  test('is one release of as many files, each of which was read back', async () => {
    const outputs = { open: { table: 't', format: 'csv', audience: 'public' }, columns: { table: 't', format: 'parquet', audience: 'public' }, french: { table: 't', format: { type: 'csv', profile: 'fr-excel' }, audience: 'public' } };
    const { release, report } = await runPlan(planOf({ t: { from: 'stays', steps: cells } }, outputs), { inputs: { stays: source }, out: freshOut() });
    expect(readdirSync(release.directory).filter((name) => /^(open|columns|french)/.test(name)).sort()).toEqual(['columns.parquet', 'french.csv', 'open.csv']);
    expect(Object.values(report.outputs).map(({ rows }) => rows)).toEqual([2, 2, 2]);
  });
});

describe('what a run is given', () => {
  const plan = planOf({ t: { from: 'stays', steps: cells } }, open);
  test('has no option that is not known', async () => {
    expect(await refusal(plan, { maxMemory: 5 } as object)).toBe('PLAN_UNKNOWN_OPTION maxMemory');
    expect(await refusal(plan, { maxMemoryBytes: NaN })).toBe('PLAN_OUT_OF_RANGE maxMemoryBytes');
  });
  test.each(['constructor', 'toString', 'valueOf'])('is missing when it is missing, whatever its name: %s', async (name) => {
    const named = planOf({ t: { from: name, steps: cells } }, open, { [name]: { columns } });
    expect(await refusal(named, { inputs: {} })).toBe(`PLAN_UNBOUND_INPUT inputs.${name}`);
    const result = await runPlan(named, { inputs: { [name]: source }, out: freshOut() });
    expect(result.report.inputs[name]?.rows).toBe(30);
  });
  test('is standard input for one input and one pass, refused before it is read', async () => {
    const two = planOf({ t: { from: ['stays', 'more'] } }, { o: internal('t') }, { stays: { columns }, more: { columns } });
    expect(await refusal(two, { inputs: { stays: '-', more: '-' } })).toBe('DATA_READ_TWICE');
    const twice = planOf({ t: { from: 'stays' } }, { o: internal('t'), p: internal('stays') });
    expect(await refusal(twice, { inputs: { stays: '-' } })).toBe('DATA_READ_TWICE');
    expect(await refusal(plan, { inputs: { stays: ['-', source] } })).toBe('DATA_READ_TWICE');
  });
  test('rejects no rows of a format without malformed rows, also when the name tells the format', async () => {
    const rejecting = planOf({}, { o: internal('stays'), r: internal('stays.rejects') }, { stays: { columns, onInvalid: 'reject' } });
    expect(await refusal(rejecting, { inputs: { stays: file('stays.parquet', ['x']) } })).toBe('PLAN_OUT_OF_RANGE inputs.stays.onInvalid');
  });
});

describe('a secret is overwritten', () => {
  const pseudonymise = { op: 'pseudonymise', column: 'nir', profile: 'text/v1', project: 'p', domain: 'd', policy: 'deterministic', onInvalid: 'null', secretKey: { secret: 'main' } };
  const plan = planOf({ t: { from: 'stays', steps: [pseudonymise] } }, { o: internal('t') });
  test.each<[string, object, Partial<RunOptions>]>([
    ['after a release', plan, {}],
    ['when the plan is wrong', { ...plan, outputs: {} }, {}],
    ['when an option is unknown', plan, { retries: 1 } as object],
    ['when a file is missing', plan, { inputs: { stays: join(folder, 'absent.csv') } }],
    ['when the folder cannot be made', plan, { out: source }],
    ['when the run was aborted', plan, { signal: AbortSignal.abort() }],
  ])('%s', async (_title, value, options) => {
    const main = Uint8Array.from({ length: 32 }, (_, index) => 7 * index + 1);
    await runPlan(value, { inputs: { stays: source }, out: freshOut(), secrets: { main }, ...options }).catch(() => undefined);
    expect(main.every((byte) => byte === 0)).toBe(true);
  });
});

test('13 digits are taken for NIRs whatever identifier the column claims, product codes excepted', async () => {
  const nirs = file('codes.csv', ['code', ...Array.from({ length: 50 }, (_, index) => `26905883210${10 + index}`)]);
  const run = (identifier: string): Promise<unknown> => {
    const inputs = { stays: { columns: { code: { type: 'utf8', role: 'attribute', identifier } } } };
    return runPlan(planOf({ t: { from: 'stays' } }, open, inputs), { inputs: { stays: nirs }, out: freshOut() });
  };
  for (const identifier of ['ins', 'siret', 'nir', 'finess']) await expect(run(identifier)).rejects.toMatchObject({ code: 'PROTECTION_NIR_FOUND' });
  await expect(run('cip13')).resolves.toBeDefined();
});

test('the passes that are explained are those of the run', async () => {
  const sorted = { op: 'sort', by: [{ column: 'stayId' }] };
  const lookUp = (unmatched: string): object => ({ op: 'lookUp', table: 'stays', on: { stayId: 'stayId' }, take: { hospital: 'again' }, unmatched });
  const reduced = { from: 'stays', steps: [cells[0]] };
  const plans = [
    planOf({ t: { from: 'stays', steps: [lookUp('reject')] } }, { r: internal('t.rejects'), t: internal('t') }),
    planOf({ t: { from: 'stays', steps: [lookUp('reject')] } }, { t: internal('t'), r: internal('t.rejects') }),
    planOf({ t: { from: 'stays', steps: [lookUp('reject')] } }, { r: internal('t.rejects') }),
    planOf({ t: reduced }, { a: internal('t'), b: internal('t') }),
    planOf({ s: { from: 'stays', steps: [sorted] }, t: { from: 's', steps: [lookUp('null')] } }, { a: internal('s'), b: internal('t'), c: internal('t') }),
  ];
  for (const plan of plans) {
    const { release } = await runPlan(plan, { inputs: { stays: source }, out: freshOut() });
    const { passes } = JSON.parse(readFileSync(join(release.directory, 'run.json'), 'utf8')) as { passes: object };
    expect(passes).toEqual(explainPlan(plan).passes);
  }
});

describe('what the command prints', () => {
  const stop = new AbortController().signal;
  async function printed(words: readonly string[], out: (text: string) => void = () => undefined): Promise<string> {
    let err = '';
    const print = (text: string): void => {
      err += text;
    };
    await main(words, { out, err: print, interactive: false }, stop);
    return err;
  }
  test('holds no sign that a terminal obeys, whatever a file or a column is called', async () => {
    const plan = file('signs.json', [JSON.stringify(planOf({ t: { from: 'stays', steps: [{ op: 'drop', columns: ['\u001b[2Jx\u009b'] }] } }, { o: internal('t') }))]);
    const err = await printed(['check', plan]);
    expect(err).toContain('PLAN_UNKNOWN_COLUMN');
    expect(err.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect((await printed(['check', '\u001b]0;x\u0007.yaml'])).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
  test('holds no line of an unexpected message, even one that looks like a position', async () => {
    const plan = file('right.json', [JSON.stringify(planOf({ t: { from: 'stays' } }, { o: internal('t') }))]);
    const fail = (): never => {
      throw new Error('first\n    at DUPONT (second)');
    };
    const err = await printed(['check', plan], fail);
    expect(err).toContain('unexpected Error');
    expect(err).toMatch(/\n +at /);
    expect(err).not.toMatch(/DUPONT|first/);
  });
  test('names the folder that is missing', async () => {
    expect(await printed(['run', 'x.yaml', '--out', ''])).toContain('--out: expected a folder');
  });
});
