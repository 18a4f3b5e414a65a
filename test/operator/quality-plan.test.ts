// Quality checks in a plan, from files to release: expected rows and counts are worked out by hand from the files below.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DataError } from '../../src/core/errors.ts';
import { checkPlan } from '../../src/plan/check.ts';
import { explainPlan } from '../../src/plan/explain.ts';
import { runPlan } from '../../src/plan/node/index.ts';
import type { QualityVerdict } from '../../src/quality/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-quality-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const stays = join(folder, 'stays.csv');
writeFileSync(stays, `stay,nir,sex,born,place,hospital,admitted,discharged
S1,284058832102532,F,1984-05-17,88321,750712184,2024-01-01,2024-01-03
S2,284058832102533,F,1984-05-17,88321,750712184,2024-01-02,2024-01-05
S3,284058832102532,M,1984-05-17,88321,750712184,2024-01-02,2024-01-01
S3,,F,1990-01-01,75056,123456789,2024-01-04,
`);
const hospitals = join(folder, 'hospitals.csv');
writeFileSync(hospitals, 'finess,name\n750712184,One\n');

const text = { type: 'utf8', role: 'attribute' } as const;
const inputs = {
  stays: {
    rowKey: 'stay',
    columns: {
      stay: { type: 'utf8', role: 'technical' }, nir: { type: 'utf8', role: 'directIdentifier' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, born: { type: 'date', role: 'quasiIdentifier' },
      place: { type: 'utf8', role: 'quasiIdentifier' }, hospital: text, admitted: { type: 'date', role: 'attribute' }, discharged: { type: 'date', role: 'attribute' },
    },
  },
  hospitals: { columns: { finess: text, name: text } },
};
const checks = [
  { check: 'unique', columns: ['stay'], nulls: 'skip', name: 'one row a stay' },
  { check: 'identifier', column: 'nir', identifier: 'nir', maxShare: 0.5 },
  { check: 'nirAgrees', column: 'nir', sex: { column: 'sex', male: 'M', female: 'F' }, birthDate: 'born', birthPlace: 'place', severity: 'warn' },
  { check: 'order', columns: ['born', 'admitted', 'discharged'], maxCount: 1 },
  { check: 'reference', table: 'hospitals', on: { hospital: 'finess' } },
  { check: 'notNull', column: 'discharged', where: { column: 'admitted', range: { max: '2024-01-03' } } },
];
const planOf = (stopOn: string, change: object = {}): object => ({
  version: 1,
  title: 'Checked stays',
  inputs,
  tables: { checked: { from: 'stays', steps: [{ op: 'checkQuality', stopOn, checks, ...change }] } },
  outputs: {
    rows: { table: 'checked', format: 'csv', audience: 'internal' },
    failing: { table: 'checked.failures', format: 'csv', audience: 'internal' },
  },
});

interface Ran { readonly out: string; readonly read: (name: string) => string; readonly verdict: QualityVerdict }

async function run(plan: object): Promise<Ran> {
  const out = mkdtempSync(join(folder, 'out-'));
  const { release, report } = await runPlan(plan, { inputs: { stays, hospitals }, out });
  const [step] = report.steps;
  return { out, read: (name) => readFileSync(join(release.directory, name), 'utf8'), verdict: step!.findings as unknown as QualityVerdict };
}

describe('checkQuality in a plan', () => {
  test('passes the rows on, and names the failing ones by number, key, column and check', async () => {
    const { read, verdict } = await run(planOf('never'));
    expect(read('rows.csv')).toBe(readFileSync(stays, 'utf8'));
    expect(read('failing.csv')).toBe(`step,row,rowKey,column,code
steps[0] checkQuality,2,S2,nir,identifier nir: key
steps[0] checkQuality,3,S3,stay,one row a stay
steps[0] checkQuality,3,S3,nir,nirAgrees nir: sex
steps[0] checkQuality,3,S3,born,order born admitted discharged
steps[0] checkQuality,4,S3,stay,one row a stay
steps[0] checkQuality,4,S3,hospital,reference hospital
`);
    expect(verdict.verdict).toBe('fail');
    expect(verdict.checks.map(({ tested, failing, verdict: one }) => [tested, failing, one])).toEqual([
      [4, 2, 'fail'], [3, 1, 'pass'], [2, 1, 'warn'], [4, 1, 'pass'], [4, 1, 'fail'], [3, 0, 'pass'],
    ]);
  });

  test('stops the run where it is told to: nothing is released', async () => {
    const out = mkdtempSync(join(folder, 'out-'));
    const error: unknown = await runPlan(planOf('fail'), { inputs: { stays, hospitals }, out }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toBe(
      '3 of 6 checks are exceeded: "one row a stay" (2 of 4 rows), "nirAgrees nir" (1 of 2 rows), "reference hospital" (1 of 4 rows) [DATA_QUALITY]',
    );
    expect(readdirSync(out)).toEqual([]);
  });

  test('does not stop on a warning when only failures stop', async () => {
    const loose = checks.map((check) => (check.check === 'nirAgrees' ? check : { ...check, maxShare: 1, maxCount: 9 }));
    expect((await run(planOf('fail', { checks: loose }))).verdict.verdict).toBe('warn');
    await expect(run(planOf('warn', { checks: loose }))).rejects.toMatchObject({ code: 'DATA_QUALITY' });
  });

  test('twice in a table gives the failing rows of both steps', async () => {
    const plan = planOf('never') as { tables: object };
    const second = { op: 'checkQuality', stopOn: 'never', checks: [{ check: 'notNull', column: 'discharged' }] };
    const twice = { ...plan, tables: { checked: { from: 'stays', steps: [{ op: 'checkQuality', stopOn: 'never', checks: checks.slice(1, 2) }, second] }, spare: { from: 'hospitals' } } };
    const kept = { ...twice, outputs: { failing: { table: 'checked.failures', format: 'csv', audience: 'internal' }, spare: { table: 'spare', format: 'csv', audience: 'internal' } } };
    expect((await run(kept)).read('failing.csv')).toBe(`step,row,rowKey,column,code
steps[0] checkQuality,2,S2,nir,identifier nir: key
steps[1] checkQuality,4,S3,discharged,notNull discharged
`);
  });

  test('is explained with the tables it reads and what its memory grows with', () => {
    const explained = JSON.stringify(explainPlan(planOf('fail')));
    expect(explained).toContain('checkQuality');
    expect(explained).toContain('32 bytes for each distinct key');
  });

  test('is refused before a row is read, with every problem at its place', () => {
    const problems = (change: object): string[] => checkPlan(planOf('fail', change)).map(({ code, path }) => `${code} ${path}`);
    const at = 'tables.checked.steps[0]';
    expect(problems({})).toEqual([]);
    expect(problems({ stopOn: undefined })).toContain(`PLAN_MISSING ${at}.stopOn`);
    expect(problems({ checks: [{ check: 'notNul', column: 'nir' }] })).toContain(`PLAN_OUT_OF_RANGE ${at}.checks[0].check`);
    expect(problems({ checks: [{ check: 'unique', columns: ['stay'], nulls: 'skip', maxshare: 1 }] })).toContain(`PLAN_UNKNOWN_OPTION ${at}.checks[0].maxshare`);
    expect(problems({ checks: [checks[4], { check: 'values', column: 'sexe', in: ['F'] }, { check: 'range', column: 'born', range: { min: 5 } }] })).toEqual([
      `PLAN_UNKNOWN_COLUMN ${at}.checks[1].column`, `PLAN_TYPE ${at}.checks[2].range.min`,
    ]);
    expect(problems({ checks: [{ check: 'reference', table: 'hospitals', on: { hospital: 'code' } }] })).toEqual([`PLAN_UNKNOWN_COLUMN ${at}.checks[0].on.hospital`]);
  });

  test('says of a failing row nothing that may leave the house', () => {
    const plan = planOf('fail') as { outputs: Record<string, object> };
    const leaving = { ...plan, outputs: { ...plan.outputs, failing: { table: 'checked.failures', format: 'csv', audience: 'public' } } };
    expect(checkPlan(leaving).length).toBeGreaterThan(0);
  });
});
