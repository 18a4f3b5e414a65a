// A dirty file with faults of every kind, planted by an injector that knows nothing of the checks (test/faults), goes
// through the plan of a producer: every fault is found or undone as documented, and no clean row is touched.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runPlan } from '../../src/plan/node/index.ts';
import type { DirtyLine, DirtySettings } from '../faults/dirty-line.ts';
import { CLEAN_PLAN, CLEANING, DIRTY_PLAN, KEYS, RAW_PLAN, WITHOUT_TWINS } from '../faults/dirty-plan.ts';
import { expectationOf, rawFindingsOf, UNFORESEEN_KINDS, type Expectation } from '../faults/expectations.ts';
import { SEEDS } from '../faults/seeds.ts';
import { judgeJob, writeJob, type Job, type Judgement } from '../faults/whole-job.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-dirty-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const ALL_RIGHT = { recall: 1, precision: 1, missed: {}, unforeseen: {}, wrongReasons: {}, firstDifference: 0, differing: [] } satisfies Judgement;
const CLEANED = [...CLEANING, WITHOUT_TWINS, ...KEYS];
const MINUTES = 60_000;

interface Outcome {
  readonly job: Job;
  readonly judgement: Judgement;
  readonly report: { readonly steps: readonly { readonly path: string; readonly op: string; readonly findings: Readonly<Record<string, unknown>> }[] };
}

let jobs = 0;
/** What becomes of a line, without the names of rows set aside: that they are gone shows in what is clean. */
function withoutRejects(line: DirtyLine): Expectation {
  const { row, findings } = expectationOf(line);
  return { row, findings: findings.filter((finding) => !finding.includes(' rejects ')) };
}

async function outcomeOf(plan: object, settings: DirtySettings, rows: number, foresee?: (line: DirtyLine) => Expectation): Promise<Outcome> {
  const at = join(folder, String(jobs++));
  mkdirSync(at);
  const job = writeJob(at, settings, rows, foresee);
  const { release } = await runPlan(plan, { inputs: { stays: job.dirty, units: job.units }, out: join(at, 'out') });
  const file = (name: string): string => join(release.directory, `${name}.csv`);
  const judgement = judgeJob(job, { clean: file('clean'), rejects: foresee === undefined ? file('rejects') : null, failures: file('failures') });
  return { job, judgement, report: JSON.parse(readFileSync(join(release.directory, 'report.json'), 'utf8')) as Outcome['report'] };
}

test('every kind of fault is foreseen', () => {
  expect(UNFORESEEN_KINDS).toEqual([]);
});

describe('cleaning, then checks', () => {
  test('find or undo every fault among 100,000 rows, and touch no clean row', async () => {
    const { job, judgement } = await outcomeOf(CLEAN_PLAN, { seed: SEEDS[1]!, share: 0.06, several: false }, 100_000, withoutRejects);
    expect(job.found.size).toBeGreaterThan(1000);
    expect(job.repaired).toBeGreaterThan(1500);
    expect(judgement).toEqual(ALL_RIGHT);
  }, 6 * MINUTES);

  test('name every row set aside too where every other row is at fault, and count what they did', async () => {
    const rows = 12_000;
    const { job, judgement, report } = await outcomeOf(DIRTY_PLAN, { seed: SEEDS[2]!, share: 0.5, several: false }, rows);
    expect(job.found.size).toBeGreaterThan(3000);
    expect(judgement).toEqual(ALL_RIGHT);
    const findings = (table: string, step: object): Readonly<Record<string, unknown>> => report.steps.find(({ path }) => path === `tables.${table}.steps[${table === 'cleaned' ? CLEANED.indexOf(step) : 0}]`)!.findings;
    const rejectedNirs = [...job.found].filter(([finding]) => finding.endsWith(' rejects nir')).length;
    expect(findings('cleaned', CLEANED.find((step) => (step as { identifier?: string }).identifier === 'nir')!)).toMatchObject({ rows, rejected: rejectedNirs });
    const duplicates = [...job.found.values()].filter((kind) => kind === 'rowTwice').length;
    expect(findings('cleaned', WITHOUT_TWINS)).toMatchObject({ rejected: duplicates });
    const checks = findings('checked', {})['checks'] as readonly { readonly name: string; readonly failing: number }[];
    for (const { name, failing } of checks) expect([name, failing]).toEqual([name, [...job.found.keys()].filter((finding) => finding.endsWith(` failures ${name}`)).length]);
    expect(report.steps).toHaveLength(CLEANED.length + 1);
  }, 4 * MINUTES);

  test('find nothing in a file without faults, and give it back byte for byte', async () => {
    const { job, judgement } = await outcomeOf(DIRTY_PLAN, { seed: SEEDS[3]!, share: 0, several: false }, 8000);
    expect(job.found.size).toBe(0);
    expect(judgement).toMatchObject({ missed: {}, unforeseen: {}, firstDifference: 0 });
  }, 4 * MINUTES);
});

describe('checks of the file as it came', () => {
  test('name the rows of every fault that the raw texts show, several in a row among them, and no others', async () => {
    const { job, judgement } = await outcomeOf(RAW_PLAN, { seed: SEEDS[0]!, share: 0.15, several: true }, 30_000, (line) => ({ row: line.row, findings: rawFindingsOf(line) }));
    expect(job.found.size).toBeGreaterThan(3000);
    expect({ ...judgement, firstDifference: 0, differing: [] }).toEqual(ALL_RIGHT);
  }, 4 * MINUTES);
});
