// The checks of a plan by themselves: what they say is what a run would say, and nothing else is read, written or kept.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeAgain, type Plan, type PlanStep, type QualityReport } from '../../src/index.ts';
import { checkPlanQuality, runPlan, type CheckPlanQualityOptions } from '../../src/node.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-checks-'));
const at = (name: string): string => join(folder, name);
const ROWS = 500;
const SECRET = (): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (index * 73 + 11) % 256);

beforeAll(() => {
  const rows = Array.from({ length: ROWS }, (_, row) => `s${row % 490},${row % 5 === 0 ? '' : `h${row % 7}`},${row % 11}`);
  writeFileSync(at('stays.csv'), `stay,hospital,nights\n${rows.join('\n')}\n`);
  writeFileSync(at('known.csv'), 'code\nh1\nh2\nh3\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const CHECKS: PlanStep = {
  op: 'checkQuality', stopOn: 'never',
  checks: [
    { check: 'notNull', column: 'hospital', maxShare: 0.1 }, { check: 'unique', columns: ['stay'], nulls: 'equal', severity: 'warn' }, { check: 'reference', table: 'known', on: { hospital: 'code' } },
    { check: 'range', column: 'nights', range: { min: 0, max: 9 }, maxCount: 1000 }, { check: 'rowCount', min: 1 }, { check: 'quantile', column: 'nights', share: 0.5, min: 2, max: 8 },
  ],
};

/** A plan whose tables have the steps given, each read by an internal output. */
function planOf(tables: Readonly<Record<string, readonly PlanStep[]>>, more: Partial<Plan> = {}): Plan {
  return {
    version: 1, title: 'Checked',
    inputs: {
      stays: { columns: { stay: { type: 'utf8', role: 'entity' }, hospital: { type: 'utf8', role: 'attribute' }, nights: { type: 'int32', role: 'measure' } } },
      known: { columns: { code: { type: 'utf8', role: 'attribute' } } },
    },
    tables: Object.fromEntries(Object.entries(tables).map(([name, steps]) => [name, { from: 'stays', steps }])),
    outputs: Object.fromEntries(Object.keys(tables).map((name) => [name, { table: name, format: 'csv', audience: 'internal' }])),
    ...more,
  };
}

const INPUTS = { stays: at('stays.csv'), known: at('known.csv') };
const check = (plan: Plan, options: Partial<CheckPlanQualityOptions> = {}): Promise<QualityReport> => checkPlanQuality(plan, { inputs: INPUTS, ...options });

describe('the checks of a plan', () => {
  const plan = planOf({ first: [CHECKS, { op: 'filter', where: { column: 'nights', in: [1, 2, 3] } }, CHECKS], second: [{ op: 'drop', columns: ['nights'] }, { ...CHECKS, checks: [{ check: 'notNull', column: 'stay' }] }] });

  test('say what they say in a run, at every place', async () => {
    const { steps } = await check(plan);
    const { report } = await runPlan(plan, { inputs: INPUTS, out: at('out') });
    const ran = report.steps.filter(({ op }) => op === 'checkQuality').map(({ path, findings }) => [path, findings] as const);
    expect(new Map(steps.map(({ path, verdict }) => [path, verdict]))).toEqual(new Map(ran));
    expect(steps.map(({ path }) => path)).toEqual(['tables.first.steps[0]', 'tables.first.steps[2]', 'tables.second.steps[1]']);
  });

  test('count as ten naive lines do', async () => {
    const [first] = (await check(plan)).steps;
    const rows = Array.from({ length: ROWS }, (_, row) => ({ stay: row % 490, hospital: row % 5 === 0 ? null : row % 7, nights: row % 11 }));
    const doubled = rows.filter(({ stay }) => rows.filter((other) => other.stay === stay).length > 1).length;
    const unknown = rows.filter(({ hospital }) => hospital !== null && ![1, 2, 3].includes(hospital)).length;
    expect(first!.verdict.checks.map(({ name, failing }) => [name, failing])).toEqual([
      ['notNull hospital', rows.filter(({ hospital }) => hospital === null).length], ['unique stay', doubled], ['reference hospital', unknown], ['range nights', rows.filter(({ nights }) => nights > 9).length], ['rowCount', 0], ['quantile nights', 0],
    ]);
  });

  test('are no other when an early one would stop a run', async () => {
    const strict = planOf({ first: [{ ...CHECKS, stopOn: 'warn' }, { op: 'filter', where: { column: 'nights', in: [1, 2, 3] } }, { ...CHECKS, stopOn: 'fail' }], second: plan.tables['second']!.steps! });
    await expect(runPlan(strict, { inputs: INPUTS, out: at('refused') })).rejects.toMatchObject({ code: 'DATA_QUALITY' });
    expect((await check(strict)).steps).toEqual((await check(plan)).steps);
  });

  test('spill what does not fit, say the same, and leave nothing in the folder', async () => {
    const spillFolder = mkdtempSync(join(folder, 'spill-'));
    expect(await check(plan, { spillFolder, maxMemoryBytes: 4_000 })).toEqual(await check(plan));
    expect(readdirSync(spillFolder)).toEqual([]);
  });

  test('are found on what earlier tables made, whatever these are called', async () => {
    const named = planOf({ 'checked-1': [{ op: 'filter', where: { column: 'nights', in: [1, 2] } }] }, {
      tables: { 'checked-1': { from: 'stays', steps: [{ op: 'filter', where: { column: 'nights', in: [1, 2] } }] }, after: { from: 'checked-1', steps: [{ ...CHECKS, checks: [{ check: 'rowCount', min: 1, max: 100 }] }] } },
      inputs: { stays: plan.inputs['stays']! },
      outputs: { after: { table: 'after', format: 'csv', audience: 'internal' } },
    });
    const { steps } = await checkPlanQuality(named, { inputs: { stays: at('stays.csv') } });
    expect(steps.map(({ path, verdict }) => [path, verdict.rows, verdict.verdict])).toEqual([['tables.after.steps[0]', Array.from({ length: ROWS }, (_, row) => row % 11).filter((nights) => nights === 1 || nights === 2).length, 'pass']]);
  });

  test('may look at the rows that failed others', async () => {
    const behind = planOf({ first: [CHECKS] }, {
      tables: { first: { from: 'stays', steps: [CHECKS] }, failed: { from: 'first.failures', steps: [{ ...CHECKS, checks: [{ check: 'rowCount', max: 10 }] }] } },
      outputs: { first: { table: 'first', format: 'csv', audience: 'internal' }, failed: { table: 'failed', format: 'csv', audience: 'internal' } },
    });
    const { steps } = await check(behind);
    const failing = steps[0]!.verdict.checks.reduce((sum, { failing: rows }) => sum + rows, 0);
    expect(steps[1]!.verdict).toMatchObject({ verdict: 'fail', rows: failing });
  });

  test('overwrite the secrets they were given, needed or not, and when they fail', async () => {
    const secrets = { given: SECRET() };
    await expect(check(plan, { secrets })).rejects.toMatchObject({ problems: [{ code: 'PLAN_UNKNOWN_SECRET' }] });
    expect([...secrets.given].every((byte) => byte === 0)).toBe(true);
    const keyed = planOf({ first: [{ op: 'pseudonymise', column: 'stay', domain: 'd', project: 'p', policy: 'deterministic', profile: 'text/v1', onInvalid: 'reject', secretKey: { secret: 'mine' } }, CHECKS] });
    const mine = SECRET();
    expect((await check(keyed, { secrets: { mine } })).steps[0]!.verdict.rows).toBe(ROWS);
    expect([...mine].every((byte) => byte === 0)).toBe(true);
  });

  test('tell a problem where it stands in the plan that was written', async () => {
    const pseudonymise = { op: 'pseudonymise', column: 'stay', domain: 'd', project: 'p', policy: 'deterministic', profile: 'text/v1', onInvalid: 'reject', secretKey: { secret: 'mine' } };
    const keyed = planOf({ first: [CHECKS, pseudonymise, CHECKS] });
    await expect(check(keyed, { secrets: { mine: new Uint8Array(32).fill(7) } })).rejects.toMatchObject({ problems: [{ code: 'PLAN_OUT_OF_RANGE', path: 'tables.first.steps[1].secretKey' }] });
  });

  test('stop when asked to, tell how far they are, and refuse unknown options', async () => {
    await expect(check(plan, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const told: [string, string, number][] = [];
    await check(plan, { onProgress: ({ phase, name, rows }) => told.push([phase, name, rows]) });
    expect(told).toContainEqual(['hash', 'stays', 0]);
    expect(told).toContainEqual(['write', 'stays', ROWS]);
    await expect(check(plan, { out: 'x' } as Partial<CheckPlanQualityOptions>)).rejects.toMatchObject({ problems: [{ code: 'PLAN_UNKNOWN_OPTION', path: 'out' }] });
    await expect(check(plan, { maxMemoryBytes: 0 })).rejects.toMatchObject({ problems: [{ code: 'PLAN_OUT_OF_RANGE' }] });
    await expect(checkPlanQuality(plan, {} as CheckPlanQualityOptions)).rejects.toMatchObject({ problems: [{ code: 'PLAN_MISSING', path: 'inputs' }] });
    await expect(check({ ...plan, title: '' })).rejects.toMatchObject({ name: 'PlanError' });
  });

  test('on a table without rows hold where rows are judged, and fail where rows are asked for', async () => {
    writeFileSync(at('empty.csv'), 'stay,hospital,nights\n');
    const { steps } = await check(planOf({ first: [CHECKS] }), { inputs: { ...INPUTS, stays: at('empty.csv') } });
    expect(steps[0]!.verdict.checks.map(({ check: kind, verdict }) => [kind, verdict])).toEqual([['notNull', 'pass'], ['unique', 'pass'], ['reference', 'pass'], ['range', 'pass'], ['rowCount', 'fail'], ['quantile', 'fail']]);
  });
});

describe('a report judged again', () => {
  const plan = planOf({ first: [CHECKS] });

  test('under the same thresholds is the same, through JSON too', async () => {
    const report = await check(plan);
    expect(judgeAgain(plan, report)).toEqual(report);
    expect(judgeAgain(plan, JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test('under other thresholds, names and severities is what measuring again would say', async () => {
    const other = planOf({ first: [{ op: 'checkQuality', stopOn: 'never', checks: [{ check: 'notNull', column: 'hospital', maxShare: 0.5, name: 'filled' }, { check: 'unique', columns: ['stay'], nulls: 'equal', severity: 'fail' }, { check: 'quantile', column: 'nights', share: 0.5, min: 9 }] }] }, { inputs: { stays: plan.inputs['stays']! } });
    const again = judgeAgain(other, await check(plan));
    const fresh = await checkPlanQuality(other, { inputs: { stays: at('stays.csv') } });
    expect(again.steps.map(({ verdict }) => verdict)).toEqual(fresh.steps.map(({ verdict }) => verdict));
    expect(again.verdict).toBe('fail');
  });

  test('does not believe the verdicts it was saved with', async () => {
    const report = await check(plan);
    const forged = { ...report, verdict: 'pass', steps: report.steps.map((step) => ({ ...step, verdict: { ...step.verdict, verdict: 'pass', checks: [] } })) };
    expect(judgeAgain(plan, forged)).toEqual(report);
  });
});
