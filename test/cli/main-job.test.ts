import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '../differential/duckdb.ts';
import { a423 } from './terminal.ts';

/** Chapters of CIM-10 by the World Health Organization's code ranges. */
const CHAPTER = `CASE
  WHEN diagnosis < 'C' THEN 'I' WHEN diagnosis < 'D49' THEN 'II' WHEN diagnosis < 'E' THEN 'III' WHEN diagnosis < 'F' THEN 'IV' WHEN diagnosis < 'G' THEN 'V'
  WHEN diagnosis < 'H' THEN 'VI' WHEN diagnosis < 'H60' THEN 'VII' WHEN diagnosis < 'I' THEN 'VIII' WHEN diagnosis < 'J' THEN 'IX' WHEN diagnosis < 'K' THEN 'X'
  WHEN diagnosis < 'L' THEN 'XI' WHEN diagnosis < 'M' THEN 'XII' WHEN diagnosis < 'N' THEN 'XIII' WHEN diagnosis < 'O' THEN 'XIV' WHEN diagnosis < 'P' THEN 'XV'
  WHEN diagnosis < 'Q' THEN 'XVI' WHEN diagnosis < 'R' THEN 'XVII' WHEN diagnosis < 'S' THEN 'XVIII' WHEN diagnosis < 'U' THEN 'XIX' WHEN diagnosis < 'V' THEN 'XXII'
  WHEN diagnosis < 'Z' THEN 'XX' ELSE 'XXI' END`;

/** Every expectation on published figures is computed by DuckDB from the source file, in SQL written for this test. */

const folder = mkdtempSync(join(tmpdir(), 'a423-main-job-'));
const at = (...parts: string[]): string => join(folder, ...parts);
const OPEN_DATA = 'docs/demo/open-data.yaml';
const RESEARCH = 'docs/demo/research.yaml';
const stays = at('stays.csv');
const secretFile = at('project.key');

function current(out: string): string {
  const { release } = JSON.parse(readFileSync(at(out, 'current.json'), 'utf8')) as { release: string };
  return at(out, release);
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const connection = await openDuckdb();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJS() as Record<string, unknown>[];
  } finally {
    connection.closeSync();
  }
}

beforeAll(async () => {
  expect(await a423('synthesise', 'stays', '--rows', '200000', '--seed', 'main-job', stays)).toMatchObject({ status: 0 });
  expect(await a423('key', 'new', secretFile)).toMatchObject({ status: 0 });
  expect(await a423('run', OPEN_DATA, '--input', `stays=${stays}`, '--out', at('open'))).toMatchObject({ status: 0, err: '' });
  expect(await a423('run', RESEARCH, '--input', `stays=${stays}`, '--secret', `project-key=file:${secretFile}`, '--out', at('research'))).toMatchObject({ status: 0, err: '' });
}, 180_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the open-data table', () => {
  test('publishes no cell of fewer than 11 patients or 11 stays', async () => {
    const table = `read_csv('${join(current('open'), 'openData.csv')}', header = true)`;
    const [row] = await query(`SELECT count(*) AS cells, count(stays) AS published, min(stays) AS stays, min(patients) AS patients,
      count(*) FILTER ((stays IS NULL) <> (patients IS NULL) OR (stays IS NULL) <> (cost IS NULL)) AS torn FROM ${table}`);
    expect(Number(row!['published'])).toBeGreaterThan(0);
    expect(Number(row!['published'])).toBeLessThan(Number(row!['cells']));
    expect(Number(row!['stays'])).toBeGreaterThanOrEqual(11);
    expect(Number(row!['patients'])).toBeGreaterThanOrEqual(11);
    expect(Number(row!['torn'])).toBe(0);
  });

  test('publishes figures that DuckDB finds in the source, cell by cell', async () => {
    const published = `read_csv('${join(current('open'), 'openData.csv')}', header = true, types = {'hospital': 'VARCHAR'})`;
    const rejects = `read_csv('${join(current('open'), 'rejects.csv')}', header = true)`;
    const numbered = `SELECT *, row_number() OVER () AS line FROM read_csv('${stays}', header = true, all_varchar = true)`;
    const ages = `CASE WHEN age < 1 THEN '0' WHEN age < 18 THEN '1-17' WHEN age < 40 THEN '18-39' WHEN age < 65 THEN '40-64' WHEN age < 80 THEN '65-79' ELSE '80+' END`;
    const [row] = await query(`
      WITH theirs AS (
        SELECT hospital, date_trunc('month', entryDate::DATE)::DATE AS month, ${ages} AS ageBand, ${CHAPTER} AS chapter, count(*) AS stays,
          count(DISTINCT upper(left(regexp_replace(nir, '[^0-9A-Za-z]', '', 'g'), 13))) AS patients, sum(cost::DECIMAL(12,2)) AS cost
        FROM (SELECT *, date_diff('year', birthDate::DATE, entryDate::DATE)
                - (strftime(entryDate::DATE, '%m%d') < strftime(birthDate::DATE, '%m%d'))::INT AS age FROM (${numbered}))
        WHERE nir IS NOT NULL AND line NOT IN (SELECT "row" FROM ${rejects}) GROUP BY ALL),
      both_sides AS (SELECT ours.stays AS a, theirs.stays AS b, ours.patients AS c, theirs.patients AS d, ours.cost::DECIMAL(18,2) AS e, theirs.cost AS f,
          ours.hospital IS NULL OR theirs.hospital IS NULL AS lonely
        FROM ${published} ours FULL JOIN theirs ON ours.hospital = theirs.hospital AND ours.month::DATE = theirs.month AND ours.ageBand = theirs.ageBand AND ours.chapter = theirs.chapter)
      SELECT count(*) FILTER (lonely) AS lonely, count(a) AS published, count(*) FILTER (a <> b OR c <> d OR e <> f) AS unequal,
        count(*) FILTER (a IS NULL AND b >= 11 AND d >= 11) AS dominated, count(*) AS cells FROM both_sides`);
    expect(Number(row!['lonely'])).toBe(0);
    expect(Number(row!['unequal'])).toBe(0);
    expect(Number(row!['published'])).toBeGreaterThan(1000);
    // What is withheld although it counts enough is withheld for dominance: eleven persons rarely have one at 85 %.
    expect(Number(row!['dominated'])).toBeLessThan(0.01 * Number(row!['published']));
  });

  test('comes with evidence that names neither counts nor rules that undo it', () => {
    const evidence = readFileSync(join(current('open'), 'evidence.json'), 'utf8');
    expect(JSON.parse(evidence)).toMatchObject({ format: 'a423-evidence/1', outputs: { openData: { audit: 'passed' } } });
    expect(evidence).not.toMatch(/"rows"|"withheld|0\.85|rejected/);
  });
});

describe('the research extract', () => {
  test('has a pseudonym where the source has an accepted NIR, one per person, and no NIR', async () => {
    const extract = `'${join(current('research'), 'extract.parquet')}'`;
    const [row] = await query(`SELECT count(*) AS rows, count(patient) AS coded, count(DISTINCT patient) AS persons, max(octet_length(patient)) AS width FROM ${extract}`);
    const rejects = `read_csv('${join(current('research'), 'rejects.csv')}', header = true)`;
    const [people] = await query(`
      SELECT count(*) AS rows, count(DISTINCT upper(left(regexp_replace(nir, '[^0-9A-Za-z]', '', 'g'), 13))) AS persons
      FROM (SELECT *, row_number() OVER () AS line FROM read_csv('${stays}', header = true, all_varchar = true))
      WHERE nir IS NOT NULL AND line NOT IN (SELECT "row" FROM ${rejects})`);
    expect([Number(row!['rows']), Number(row!['coded']), Number(row!['persons'])]).toEqual([Number(people!['rows']), Number(people!['rows']), Number(people!['persons'])]);
    expect(Number(row!['width'])).toBe(16);
  });

  test('reports the class sizes in persons that DuckDB counts', async () => {
    const report = JSON.parse(readFileSync(join(current('research'), 'report.json'), 'utf8')) as { steps: { op: string; findings: Record<string, number> }[] };
    const check = report.steps.find(({ op }) => op === 'checkKAnonymity')!.findings;
    const [row] = await query(`
      SELECT count(*) AS classes, min(persons) AS k, count(*) FILTER (persons < 5) AS below, sum(rows) FILTER (persons < 5) AS rowsBelow
      FROM (SELECT count(DISTINCT patient) AS persons, count(*) AS rows FROM '${join(current('research'), 'extract.parquet')}' GROUP BY sex, ageBand, departement, quarter)`);
    expect({ classes: check['classes'], k: check['kReached'], below: check['classesBelow'], rowsBelow: check['rowsBelow'] }).toEqual({
      classes: Number(row!['classes']),
      k: Number(row!['k']),
      below: Number(row!['below']),
      rowsBelow: Number(row!['rowsBelow']),
    });
  });
});

describe('a run', () => {
  test('gives the same bytes again, run.json apart', async () => {
    expect(await a423('run', OPEN_DATA, '--input', `stays=${stays}`, '--out', at('again'))).toMatchObject({ status: 0 });
    const [first, second] = [current('open'), current('again')];
    const names = readdirSync(first).filter((name) => !['run.json', 'release.json'].includes(name));
    expect(readdirSync(second).sort()).toEqual(readdirSync(first).sort());
    for (const name of names) expect(readFileSync(join(second, name)).equals(readFileSync(join(first, name))), name).toBe(true);
  });

  test('gives the same table and extract whatever the order and the parts of the input', async () => {
    const [header, ...lines] = readFileSync(stays, 'utf8').trimEnd().split('\n');
    const backwards = lines.reverse();
    writeFileSync(at('part-1.csv'), `${[header, ...backwards.slice(0, 90_000)].join('\n')}\n`);
    writeFileSync(at('part-2.csv'), `${[header, ...backwards.slice(90_000)].join('\n')}\n`);
    expect(await a423('run', OPEN_DATA, '--input', `stays=${at('part-*.csv')}`, '--out', at('parts'))).toMatchObject({ status: 0 });
    expect(readFileSync(join(current('parts'), 'openData.csv')).equals(readFileSync(join(current('open'), 'openData.csv')))).toBe(true);
  });

  test('reads each input as often as explain says', async () => {
    for (const [plan, out] of [[OPEN_DATA, 'open'], [RESEARCH, 'research']] as const) {
      const { out: text } = await a423('explain', plan, '--json');
      const { passes } = JSON.parse(text) as { passes: unknown };
      expect(JSON.parse(readFileSync(join(current(out), 'run.json'), 'utf8'))).toMatchObject({ passes });
    }
  });

  test('leaves the secret in no file and no output', async () => {
    const secretText = readFileSync(secretFile, 'utf8').trim().split(':')[1]!;
    const secret = Buffer.from(secretText, 'base64url');
    const forms = [secret, ...['hex', 'base64', 'base64url', 'latin1'].map((form) => Buffer.from(secret.toString(form as 'hex')))];
    for (const out of ['open', 'research']) {
      for (const name of readdirSync(current(out))) {
        const bytes = readFileSync(join(current(out), name));
        for (const form of forms) expect(bytes.includes(form), name).toBe(false);
      }
    }
    expect(readdirSync(at('research')).filter((name) => name.startsWith('.tmp'))).toEqual([]);
  });
});

describe('a refused run', () => {
  const plan = (column: string): string => `
version: 1
title: a note among the attributes
inputs:
  notes:
    columns:
      place: { type: utf8, role: attribute }
      ${column}
tables:
  all: { from: notes }
outputs:
  all: { table: all, format: csv, audience: public }
`;

  test('leaves the previous release current and nothing of itself', async () => {
    writeFileSync(at('plan.yaml'), plan('note: { type: utf8, role: attribute }'));
    writeFileSync(at('good.csv'), 'place,note\nNord,seen\n');
    writeFileSync(at('bad.csv'), 'place,note\nNord,2 55 08 14 168 025 38\n');
    expect(await a423('run', at('plan.yaml'), '--input', `notes=${at('good.csv')}`, '--out', at('notes'))).toMatchObject({ status: 0 });
    const before = readFileSync(at('notes', 'current.json'), 'utf8');
    const refused = await a423('run', at('plan.yaml'), '--input', `notes=${at('bad.csv')}`, '--out', at('notes'));
    expect(refused.status).toBe(5);
    expect(refused.err).toContain('PROTECTION_NIR_FOUND');
    expect(refused.err).not.toMatch(/\d{2} \d{2}/);
    expect(readFileSync(at('notes', 'current.json'), 'utf8')).toBe(before);
    expect(readdirSync(at('notes'))).toHaveLength(2);
  });

  test('ends with the status of its cause, and nothing is written', async () => {
    writeFileSync(at('wrong.yaml'), plan('note: { type: utf9, role: attribute }'));
    writeFileSync(at('ragged.csv'), 'place,note\nNord\n');
    const cases: [number, string[]][] = [
      [2, ['run', at('plan.yaml'), '--input', `notes=${at('good.csv')}`]],
      [2, ['run', at('plan.yaml'), '--inptu', 'x']],
      [2, ['frob']],
      [3, ['run', at('wrong.yaml'), '--input', `notes=${at('good.csv')}`, '--out', at('none')]],
      [3, ['check', at('wrong.yaml')]],
      [3, ['run', at('plan.yaml'), '--input', `nots=${at('good.csv')}`, '--out', at('none')]],
      [4, ['run', at('plan.yaml'), '--input', `notes=${at('absent.csv')}`, '--out', at('none')]],
      [4, ['run', at('plan.yaml'), '--input', `notes=${at('ragged.csv')}`, '--out', at('none')]],
      [4, ['run', RESEARCH, '--input', `stays=${stays}`, '--secret', 'project-key=deadbeef', '--out', at('none')]],
    ];
    for (const [status, words] of cases) expect({ words, ...(await a423(...words)) }).toMatchObject({ words, status, out: '' });
    expect(existsSync(at('none', 'current.json'))).toBe(false);
  });
});
