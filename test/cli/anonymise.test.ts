// The command anonymise from end to end: what would be done to rows, nothing of the outputs, a page, and refusals told as such.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JudgedPlanRows } from '../../src/node.ts';
import { a423, type Outcome } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-anonymise-'));
const at = (...parts: string[]): string => join(folder, ...parts);

const plan = (k: number, share: number): string => `version: 1
title: People by town
inputs:
  people: { columns: { town: { type: utf8, role: quasiIdentifier }, age: { type: int32, role: quasiIdentifier }, diagnosis: { type: utf8, role: sensitive } } }
  unused: { columns: { other: { type: utf8, role: attribute } } }
tables:
  rows:
    from: people
    steps:
      - op: generalise
        quasiIdentifiers: { town: { hierarchy: none }, age: { hierarchy: intervals, widths: [10] } }
        models: [{ model: kAnonymity, k: ${k} }, { model: distinctLDiversity, column: diagnosis, l: 2 }]
        nullMatching: own-class
        maxSuppressedShare: ${share}
  single: { from: people, steps: [{ op: suppressLocally, quasiIdentifiers: [town, age], k: 2, nullMatching: wildcard }] }
  other: { from: unused }
outputs:
  rows: { table: rows, format: csv, audience: internal }
  single: { table: single, format: csv, audience: internal }
  other: { table: other, format: csv, audience: internal }
`;

beforeAll(() => {
  const people = ['Zanzibar', 'Quetzal'].flatMap((town) => [31, 33, 42, 47].map((age, place) => `${town},${age},${['I10', 'E11'][place % 2]!}`));
  writeFileSync(at('people.csv'), `town,age,diagnosis\n${people.join('\n')}\nYpres,99,J45\n`);
  writeFileSync(at('plan.yaml'), plan(2, 0.2));
  writeFileSync(at('never.yaml'), plan(20, 0));
  writeFileSync(at('none.yaml'), 'version: 1\ntitle: None\ninputs: { people: { columns: { town: { type: utf8, role: attribute } } } }\ntables: { t: { from: people } }\noutputs: { t: { table: t, format: csv, audience: internal } }\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const anonymise = (name: string, ...words: string[]): Promise<Outcome> => a423('anonymise', at(name), '--input', `people=${at('people.csv')}`, ...words);
const linesOf = (out: string): string[][] => out.split('\n').map((line) => line.trim().split(/ {2,}/));

describe('anonymise', () => {
  test('tells levels, losses, models and risks, without a value and without an output', async () => {
    const before = readdirSync(folder);
    const { status, out } = await anonymise('plan.yaml');
    expect(status).toBe(0);
    const lines = linesOf(out);
    // By hand: towns stay, ages become tens, the one from Ypres goes: classes of two with both diagnoses.
    expect(lines).toContainEqual(['tables.rows.steps[0] generalise: 9 rows']);
    expect(lines).toContainEqual(['rows suppressed', '1 (11.11%)']);
    expect(lines).toContainEqual(['age', '1 / 2', expect.any(String), expect.any(String)]);
    expect(lines).toContainEqual(['kAnonymity', 'k 2', '2']);
    expect(lines).toContainEqual(['distinctLDiversity (diagnosis)', 'l 2', '2']);
    expect(lines).toContainEqual(['smallest class', '1', '2']);
    expect(lines).toContainEqual(['highest risk of re-identification', '100%', '50%']);
    expect(lines).toContainEqual(['tables.single.steps[0] suppressLocally']);
    expect(out).not.toMatch(/Zanzibar|Quetzal|Ypres|I10|E11|J45/);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('tries other values of k, in order, and tells where there are no levels', async () => {
    const { out } = await anonymise('plan.yaml', '--frontier', '20,2,4');
    const lines = linesOf(out);
    const from = lines.findIndex(([first]) => first === 'Risk and loss by k');
    expect(lines.slice(from + 2, from + 5).map(([k, ...figures]) => [k, figures.at(-1)])).toEqual([['2', '50%'], ['4', '25%'], ['20', '–']]);
    expect(lines[from + 4]).toContain('no levels');
  });

  test('writes a page in French that stands by itself and holds no value', async () => {
    const { status } = await anonymise('plan.yaml', '--html', at('page.html'), '--lang', 'fr', '--frontier', '2,4');
    expect(status).toBe(0);
    const page = readFileSync(at('page.html'), 'utf8');
    expect(page).toContain('<html lang="fr">');
    expect(page).toContain('Risque et perte selon k');
    expect(page).toContain('Lignes selon la taille de leur classe, après');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|Zanzibar|Ypres|J45/);
  });

  test('gives the same as data', async () => {
    const judged = JSON.parse((await anonymise('plan.yaml', '--json')).out) as JudgedPlanRows;
    expect(judged).toMatchObject({ title: 'People by town', steps: [{ path: 'tables.rows.steps[0]', op: 'generalise', refusal: null, findings: { suppressedRows: 1, isProven: true } }, { op: 'suppressLocally', refusal: null }] });
  });

  test('tells a step that would refuse as such', async () => {
    const { status, out } = await anonymise('never.yaml');
    expect(status).toBe(0);
    expect(out).toContain('Nothing would be written: ');
    expect(out).toContain('[PROTECTION_PRIVACY_MODEL]');
  });

  test.each([
    [['plan.yaml', '--frontier', 'two'], 2, '--frontier: expected'], [['none.yaml'], 3, 'expected one of the steps generalise'], [['plan.yaml', '--html', at('people.csv')], 2, 'expected another file'],
  ])('refuses %j', async (words, expected, message) => {
    const { status, err } = await anonymise(words[0]!, ...words.slice(1));
    expect([status, err]).toEqual([expected, expect.stringContaining(message)]);
  });
});
