// A run with threads: the same release, and nothing left when a thread breaks down.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Parallel, PlanError } from '../../src/index.ts';
import { runPlan, workerPool, type RunOptions, type RunResult, type WorkerPool } from '../../src/node.ts';
import { bundle, type Script } from '../child.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-run-workers-'));
const at = (...parts: string[]): string => join(folder, ...parts);
const secret = (): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (index * 29 + 131) & 255);
let script: Script;
let pool: WorkerPool;

beforeAll(async () => {
  script = await bundle('../src/worker.ts');
  pool = workerPool({ workers: 2, entry: pathToFileURL(script.path) });
  const rows = Array.from({ length: 3000 }, (_, row) => `${row % 7 === 0 ? 'wrong' : `2840588321${String(1 + (row % 900)).padStart(3, '0')}`},${row}`);
  writeFileSync(at('stays.csv'), `nir,cost\n${rows.join('\n')}\n`);
});

afterAll(async () => {
  await pool.close();
  await script.remove();
  rmSync(folder, { recursive: true, force: true });
});

const PLAN = {
  version: 1, title: 'Pseudonyms', inputs: { stays: { columns: { nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' }, cost: { type: 'int32', role: 'measure' } } } },
  tables: { coded: { from: 'stays', steps: [{ op: 'pseudonymise', column: 'nir', profile: 'nir/v1', into: 'person', project: 'cohort-2024', domain: 'patient', policy: 'deterministic', onInvalid: 'reject', secretKey: { secret: 'project' } }] } },
  outputs: { coded: { table: 'coded', format: 'parquet', audience: 'research' }, rejects: { table: 'coded.rejects', format: 'csv', audience: 'internal' } },
};

let runs = 0;
const run = (options: Partial<RunOptions>): Promise<RunResult> => runPlan(PLAN, { inputs: { stays: at('stays.csv') }, secrets: { project: secret() }, out: at(`out-${runs++}`), ...options });
const filesOf = ({ release }: RunResult): Record<string, string> => Object.fromEntries(
  readdirSync(release.directory).filter((name) => !['run.json', 'release.json'].includes(name)).sort().map((name) => [name, readFileSync(join(release.directory, name)).toString('base64')]),
);

describe('a run with threads', () => {
  test('gives the same files as without, report and evidence included', async () => {
    const alone = filesOf(await run({}));
    expect(Object.keys(alone)).toEqual(expect.arrayContaining(['coded.parquet', 'evidence.json', 'rejects.csv', 'report.json']));
    expect(filesOf(await run({ workers: 0 }))).toEqual(alone);
    expect(filesOf(await run({ workers: pool }))).toEqual(alone);
  });

  test('writes the row groups of a large Parquet file on them, byte by byte the same', async () => {
    writeFileSync(at('costs.csv'), `id,cost\n${Array.from({ length: 70_000 }, (_, row) => `r${row},${row % 97}`).join('\n')}\n`);
    const plan = {
      version: 1, title: 'Costs', inputs: { costs: { columns: { id: { type: 'utf8', role: 'technical' }, cost: { type: 'int32', role: 'measure' } } } },
      tables: { kept: { from: 'costs', steps: [] } }, outputs: { costs: { table: 'kept', format: 'parquet', audience: 'internal' } },
    };
    const asked: string[] = [];
    const watched: Parallel = { workers: 2, open(task, ...given) { asked.push(task.name); return pool.open(task, ...given); } };
    const [alone, threaded] = [filesOf(await runPlan(plan, { inputs: { costs: at('costs.csv') }, out: at('costs-0') })), filesOf(await runPlan(plan, { inputs: { costs: at('costs.csv') }, out: at('costs-1'), workers: watched }))];
    expect(threaded).toEqual(alone);
    expect(asked).toContain('writeRowGroups');
  });

  test('leaves the pool it was given to its owner', async () => {
    await run({ workers: pool });
    await expect(run({ workers: pool })).resolves.toBeDefined();
  });

  test('leaves no release when a thread breaks down, and the one that was current', async () => {
    const out = at('broken');
    const { release } = await run({ out });
    const broken: Parallel = {
      workers: 2,
      open: () => ({ run: () => Promise.reject(new Error('a worker thread ended before its work was done')), close: () => Promise.resolve() }),
    };
    const key = secret();
    await expect(run({ out, workers: broken, secrets: { project: key } })).rejects.toThrow('a worker thread ended before its work was done');
    expect(readdirSync(out).sort()).toEqual([release.id, 'current.json'].sort());
    expect(JSON.parse(readFileSync(join(out, 'current.json'), 'utf8'))).toMatchObject({ release: release.id });
    expect(key.every((byte) => byte === 0)).toBe(true);
  });

  test.each([-1, 1.5, NaN, 257])('is refused with %s of them, before any file is read', async (workers) => {
    const error: unknown = await run({ workers, inputs: { stays: at('nowhere.csv') } }).catch((caught: unknown) => caught);
    expect((error as PlanError).problems).toMatchObject([{ code: 'PLAN_OUT_OF_RANGE', path: 'workers' }]);
  });
});
