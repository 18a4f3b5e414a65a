// The command quality from end to end: verdicts and exit status, nothing of the outputs, and judging again without the data.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QualityReport } from '../../src/index.ts';
import { a423, type Outcome } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-quality-'));
const at = (...parts: string[]): string => join(folder, ...parts);
const ROWS = 200;

/** A plan with checks at two places of one table, one of which looks into another input; limits and an end are given. */
function plan({ maxCount = 1, severity = 'fail', secret = false }: { readonly maxCount?: number; readonly severity?: string; readonly secret?: boolean } = {}): string {
  return `version: 1
title: Stays checked
inputs:
  stays:
    columns:
      stay: { type: utf8, role: entity }
      hospital: { type: utf8, role: attribute }
      nights: { type: int32, role: measure }
  hospitals: { columns: { code: { type: utf8, role: attribute } } }
  unused: { columns: { other: { type: utf8, role: attribute } } }
tables:
  stays2:
    from: stays
    steps:
      - { op: checkQuality, stopOn: fail, checks: [{ check: notNull, column: hospital, maxCount: ${maxCount}, severity: ${severity} }, { check: unique, columns: [stay], nulls: equal }] }
      - { op: filter, where: { column: nights, in: [1, 2, 3] } }
      - { op: checkQuality, stopOn: warn, checks: [{ check: reference, table: hospitals, on: { hospital: code } }, { check: mean, column: nights, min: 1, max: 3 }] }
${secret ? '      - { op: pseudonymise, column: stay, domain: d, project: p, policy: deterministic, profile: text/v1, onInvalid: reject, secretKey: { secret: mine } }\n' : ''}  more: { from: unused }
outputs:
  stays: { table: stays2, format: csv, audience: internal }
  more: { table: more, format: csv, audience: internal }
`;
}

/** Stays of which two have no hospital, and one more in a hospital nobody knows. */
beforeAll(() => {
  const lines = Array.from({ length: ROWS }, (_, row) => `Zanzibar${row},${row < 2 ? '' : row === 9 ? 'Quetzalcoatl' : `H${row % 3}`},${(row % 4) + 1}`);
  writeFileSync(at('stays.csv'), `stay,hospital,nights\n${lines.join('\n')}\n`);
  writeFileSync(at('hospitals.csv'), 'code\nH0\nH1\nH2\n');
  for (const [name, text] of Object.entries({ 'plan.yaml': plan(), 'loose.yaml': plan({ maxCount: 2 }), 'warn.yaml': plan({ severity: 'warn' }) })) writeFileSync(at(name), text);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const INPUTS = ['--input', `stays=${at('stays.csv')}`, '--input', `hospitals=${at('hospitals.csv')}`];
const quality = (name: string, ...words: string[]): Promise<Outcome> => a423('quality', at(name), ...words);
const reportOf = ({ out }: Outcome): QualityReport => JSON.parse(out) as QualityReport;

describe('quality', () => {
  test('prints each check with its counts and verdict, ends with 4 when one fails, and shows no value', async () => {
    const { status, out, err } = await quality('plan.yaml', ...INPUTS);
    expect(status).toBe(4);
    expect(err).toBe('a423: 2 of 4 checks fail [DATA_QUALITY]\n');
    const lines = out.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(lines).toContainEqual(['notNull hospital', '200', '2', '1%', '≤ 1', 'fail']);
    expect(lines).toContainEqual(['unique stay', '200', '0', '0%', '≤ 0', 'pass']);
    // Rows of one to three nights: three in four of 200, of which rows 0 and 1 have no hospital to look for.
    expect(lines).toContainEqual(['reference hospital', '148', '1', '0.68%', '≤ 0', 'fail']);
    expect(lines).toContainEqual(['mean nights', '150', '–', '–', '≥ 1, ≤ 3', 'pass']);
    expect(out).toContain('tables.stays2.steps[0]: 200 rows\n');
    expect(out).toContain('tables.stays2.steps[2]: 150 rows\n');
    expect(out).not.toMatch(/Zanzibar|Quetzalcoatl|H[012]/);
  });

  test('runs every check, although one before it stops a run, and writes no output', async () => {
    const before = readdirSync(folder);
    const report = reportOf(await quality('plan.yaml', ...INPUTS, '--json'));
    expect(report.steps.map(({ path, verdict }) => [path, verdict.verdict])).toEqual([['tables.stays2.steps[0]', 'fail'], ['tables.stays2.steps[2]', 'fail']]);
    expect(report).toMatchObject({ format: 'a423-quality-report/1', title: 'Stays checked', verdict: 'fail', inputs: { stays: { rows: ROWS, rejected: {} }, hospitals: { rows: 3 } } });
    expect(Object.keys(report.inputs)).toEqual(['stays', 'hospitals']);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('ends with 0 when checks hold or only warn', async () => {
    writeFileSync(at('all.csv'), 'code\nH0\nH1\nH2\nQuetzalcoatl\n');
    const inputs = ['--input', `stays=${at('stays.csv')}`, '--input', `hospitals=${at('all.csv')}`];
    expect(await quality('loose.yaml', ...inputs)).toMatchObject({ status: 0, err: '' });
    const warned = await quality('warn.yaml', ...inputs);
    expect(warned).toMatchObject({ status: 0, err: '' });
    expect(warned.out).toMatch(/Some checks give a warning: 0 failed, 1 warned, 3 passed\.\n$/);
  });

  test('judges what was measured again under the thresholds of now, without the data', async () => {
    const measured = await quality('plan.yaml', ...INPUTS, '--json');
    writeFileSync(at('measured.json'), measured.out);
    const again = await quality('plan.yaml', '--measured', at('measured.json'), '--json');
    expect({ status: again.status, report: reportOf(again) }).toEqual({ status: 4, report: reportOf(measured) });
    const verdicts = reportOf(await quality('loose.yaml', '--measured', at('measured.json'), '--json')).steps.flatMap(({ verdict }) => verdict.checks.map(({ name, verdict: one }) => [name, one]));
    expect(verdicts).toEqual([['notNull hospital', 'pass'], ['unique stay', 'pass'], ['reference hospital', 'fail'], ['mean nights', 'pass']]);
  });

  test('refuses to judge a measure of other checks, of other steps, or what is none, and quotes nothing of it', async () => {
    const measured = await quality('plan.yaml', ...INPUTS, '--json');
    writeFileSync(at('measured.json'), measured.out);
    writeFileSync(at('other.yaml'), plan().replace('notNull, column: hospital', 'notNull, column: stay'));
    expect(await quality('other.yaml', '--measured', at('measured.json'))).toMatchObject({ status: 3, out: '' });
    writeFileSync(at('fewer.json'), JSON.stringify({ ...reportOf(measured), steps: reportOf(measured).steps.slice(1) }));
    expect((await quality('plan.yaml', '--measured', at('fewer.json'))).err).toContain('tables.stays2.steps[0]: the measure was made without this step');
    for (const text of ['{ "Zanzibar": ', '[]', '{"format":"a423-quality-report/1","inputs":{},"steps":[{"path":"x","measure":{"Zanzibar":1}}]}', 'null', '']) {
      writeFileSync(at('none.json'), text);
      const { status, out, err } = await quality('plan.yaml', '--measured', at('none.json'));
      expect({ status, out }).toEqual({ status: 4, out: '' });
      expect(err).toMatch(/expected a quality report as it was written \[DATA_FORMAT\]\n$/);
      expect(err).not.toContain('Zanzibar');
    }
    expect((await quality('plan.yaml', '--measured', at('absent.json'))).err).toContain('[DATA_FILE_MISSING]');
  });

  test('writes a page in either language, whatever the verdict', async () => {
    expect(await quality('plan.yaml', ...INPUTS, '--html', at('page.html'), '--lang', 'fr')).toMatchObject({ status: 4 });
    const page = readFileSync(at('page.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>\n<html lang="fr">.*<h1><bdi>Stays checked<\/bdi>/s);
    expect(page).toContain('Des contrôles sont en échec');
    expect(page).not.toMatch(/Zanzibar|Quetzalcoatl/);
  });

  test('needs the inputs of its checks only, and no secret of a step that comes after', async () => {
    writeFileSync(at('secret.yaml'), plan({ secret: true }));
    expect(await quality('secret.yaml', ...INPUTS)).toMatchObject({ status: 4, err: 'a423: 2 of 4 checks fail [DATA_QUALITY]\n' });
    const { status, err } = await quality('plan.yaml', '--input', `stays=${at('stays.csv')}`);
    expect(status).toBe(3);
    expect(err).toBe('a423: inputs.hospitals: no file was given for it [PLAN_UNBOUND_INPUT]\n');
    expect(await quality('plan.yaml', ...INPUTS, '--input', `unused=${at('absent.csv')}`)).toMatchObject({ status: 4 });
    expect((await quality('plan.yaml', ...INPUTS, '--input', `stay=${at('stays.csv')}`)).err).toContain('unknown input "stay", did you mean "stays"?');
  });

  test('refuses a plan that checks nothing, and words that do not go together', async () => {
    writeFileSync(at('nothing.yaml'), 'version: 1\ntitle: t\ninputs: { a: { columns: { b: { type: utf8, role: attribute } } } }\ntables: { c: { from: a } }\noutputs: { c: { table: c, format: csv, audience: internal } }\n');
    const nothing = await quality('nothing.yaml', '--input', `a=${at('stays.csv')}`);
    expect(nothing).toMatchObject({ status: 3, out: '', err: 'a423: tables: expected a step checkQuality: there is nothing to check [PLAN_MISSING]\n' });
    for (const words of [[at('plan.yaml'), ...INPUTS, '--measured', at('measured.json')], [at('plan.yaml'), '--lang', 'de'], [at('plan.yaml'), '--html='], [], [at('plan.yaml'), '--max-memory', '0']]) {
      expect(await a423('quality', ...words)).toMatchObject({ status: 2, out: '' });
    }
    expect(existsSync(at('measured.json'))).toBe(true);
  });

  test('never writes its page over the plan, an input or a measure', async () => {
    writeFileSync(at('kept.json'), (await quality('plan.yaml', ...INPUTS, '--json')).out);
    const cases: readonly (readonly [page: string, words: readonly string[]])[] = [['plan.yaml', INPUTS], ['stays.csv', INPUTS], ['hospitals.csv', INPUTS], ['kept.json', ['--measured', at('kept.json')]]];
    for (const [page, words] of cases) {
      const before = readFileSync(at(page), 'utf8');
      const { status, out, err } = await quality('plan.yaml', ...words, '--html', at(page));
      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(err).toMatch(/--html: expected another file than those that are read/);
      expect(readFileSync(at(page), 'utf8')).toBe(before);
    }
  });
});
