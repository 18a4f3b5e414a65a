// The three commands on rows of persons, risk, anonymise and attack-rows, where they are alike: options that are none, both languages,
// and figures that are the same as text and as JSON.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JudgedPlanRows, FileRisk } from '../../src/node.ts';
import type { RowAttack, ToldGeneralisation } from '../../src/index.ts';
import { a423 } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-rows-'));
const at = (name: string): string => join(folder, name);
const PLAN = `version: 1
title: Stays
inputs: { stays: { columns: { sex: { type: utf8, role: quasiIdentifier }, age: { type: int32, role: quasiIdentifier }, dx: { type: utf8, role: sensitive } } } }
tables:
  rows:
    from: stays
    steps:
      - op: generalise
        quasiIdentifiers: { sex: { hierarchy: none }, age: { hierarchy: ages, widths: [10, 20], openFrom: 80 } }
        models: [{ model: kAnonymity, k: 3 }]
        nullMatching: own-class
        maxSuppressedShare: 0.2
outputs: { rows: { table: rows, format: csv, audience: internal } }
`;
const ROWS = Array.from({ length: 30 }, (_, row) => `${'FM'[row % 2]!},${20 + (row * row * 7) % 13},${['CANARYONE', 'CANARYTWO', 'CANARYSIX'][row % 3]!}`);

beforeAll(() => {
  writeFileSync(at('stays.csv'), `sex,age,dx\n${ROWS.join('\n')}\n`);
  writeFileSync(at('plan.yaml'), PLAN);
  writeFileSync(at('known.csv'), `sex,age\n${ROWS.slice(0, 9).map((row) => row.split(',').slice(0, 2).join()).join('\n')}\nF,99\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const COMMANDS: Readonly<Record<string, () => string[]>> = {
  risk: () => ['risk', at('stays.csv'), '--quasi', 'sex,age', '--k', '3', '--sensitive', 'dx'],
  anonymise: () => ['anonymise', at('plan.yaml'), '--input', `stays=${at('stays.csv')}`],
  'attack-rows': () => ['attack-rows', at('stays.csv'), '--attacker', at('known.csv'), '--quasi', 'sex,age', '--sensitive', 'dx'],
};
const linesOf = (out: string): string[][] => out.split('\n').map((line) => line.trim().split(/ {2,}/));
const figureOf = (out: string, name: string): string | undefined => linesOf(out).find(([first]) => first === name)?.at(1);
const percent = (share: number): string => `${Number((100 * share).toFixed(2))}%`;

describe.each(Object.keys(COMMANDS))('a423 %s', (name) => {
  const run = (...words: string[]): ReturnType<typeof a423> => a423(...COMMANDS[name]!(), ...words);

  test('ends well, says nothing beside its figures, and shows no value', async () => {
    const { status, out, err } = await run();
    expect([status, err]).toEqual([0, '']);
    expect(out).not.toMatch(/CANARY|undefined|NaN|\[object/);
    expect(out.endsWith('\n')).toBe(true);
  });

  test('prints JSON and nothing else where asked, without a value', async () => {
    const { status, out } = await run('--json');
    expect(status).toBe(0);
    expect(() => JSON.parse(out) as unknown).not.toThrow();
    expect(out).not.toContain('CANARY');
  });

  test.each([
    ['an option that is none', ['--quassi', 'sex']],
    ['an option without its value', ['--secret-k']],
    ['a second file', ['other.csv']],
  ])('refuses %s with 2, and prints nothing', async (_what, words) => {
    const { status, out, err } = await run(...words);
    expect([status, out]).toEqual([2, '']);
    expect(err).not.toBe('');
  });

  test('tells its options when asked for help', async () => {
    const { status, out } = await a423(name, '--help');
    expect(status).toBe(0);
    expect(out).toContain(`a423 ${name}`);
    expect(out).toContain('--json');
  });
});

describe('text and JSON tell the same', () => {
  test('of risk', async () => {
    const { out } = await a423(...COMMANDS['risk']!());
    const risk = JSON.parse((await a423(...COMMANDS['risk']!(), '--json')).out) as FileRisk;
    expect(figureOf(out, 'classes (distinct combinations)')).toBe(String(risk.risk.classes));
    expect(figureOf(out, 'smallest class')).toBe(String(risk.risk.kReached));
    expect(figureOf(out, 'rows in too small a class')).toBe(`${risk.risk.rowsBelow} (${percent(risk.risk.shareBelow)})`);
    expect(linesOf(out)).toContainEqual(['by one who knows that the person is in the file', percent(risk.risk.prosecutor!.highest), percent(risk.risk.prosecutor!.average), percent(risk.risk.prosecutor!.recordsAtRisk), '–']);
    const [dx] = risk.sensitive;
    expect(linesOf(out)).toContainEqual(['dx', String(dx!.fewestValues), percent(dx!.highestShare!), percent(dx!.farthest!)]);
  });

  test('of a generalisation', async () => {
    const { out } = await a423(...COMMANDS['anonymise']!(), '--frontier', '2,6');
    const { steps: [step] } = JSON.parse((await a423(...COMMANDS['anonymise']!(), '--frontier', '2,6', '--json')).out) as JudgedPlanRows;
    const told = step!.findings as unknown as ToldGeneralisation;
    expect(figureOf(out, 'rows suppressed')).toBe(`${told.suppressedRows} (${percent(told.suppressedShare)})`);
    expect(linesOf(out)).toContainEqual(['classes', String(told.before.classes), String(told.after.classes)]);
    expect(linesOf(out)).toContainEqual(['smallest class', String(told.before.kReached), String(told.after.kReached)]);
    for (const [column, { levels, highest, loss, entropyLoss }] of Object.entries(told.columns)) expect(linesOf(out)).toContainEqual([column, `${levels.join('/')} / ${highest}`, percent(loss), percent(entropyLoss)]);
    for (const { k, suppressedShare, highestRisk } of step!.frontier) expect(linesOf(out)).toContainEqual([String(k), expect.any(String), percent(suppressedShare!), percent(highestRisk!)]);
    // Classes of three and more, counted here: what is left is what was read less what goes.
    expect(told.after.kReached).toBeGreaterThanOrEqual(3);
    expect(told.after.histogram.reduce((sum, { rows }) => sum + rows, 0)).toBe(30 - told.suppressedRows);
  });

  test('of an attack', async () => {
    const { out } = await a423(...COMMANDS['attack-rows']!());
    const attack = JSON.parse((await a423(...COMMANDS['attack-rows']!(), '--json')).out) as RowAttack;
    expect(figureOf(out, 'persons in the attacker’s file')).toBe('10');
    expect(figureOf(out, 'persons whom something fits')).toBe(String(attack.found));
    expect(figureOf(out, 'persons whom a single row fits')).toBe(String(attack.single));
    expect(figureOf(out, 'fewest that fit somebody')).toBe(String(attack.fewest));
    expect(figureOf(out, 'right guesses, were all in the release')).toContain(`${(100 * attack.fromPersons.share).toFixed(1)} %`);
    // Everybody of the file but the last is in the release; nobody is 99.
    const fitting = ROWS.slice(0, 9).map((row) => ROWS.filter((other) => other.startsWith(row.split(',').slice(0, 2).join() + ',')).length);
    expect([attack.found, attack.single, attack.fewest]).toEqual([9, fitting.filter((count) => count === 1).length, Math.min(...fitting)]);
    expect(attack.fromPersons.expectedRight).toBeCloseTo(fitting.reduce((sum, count) => sum + 1 / count, 0), 12);
  });
});

describe('in French', () => {
  test.each(['risk', 'anonymise'])('the text and the page of %s have the same figures as in English, in French writing', async (name) => {
    const page = at(`${name}.html`);
    const [english, french] = [await a423(...COMMANDS[name]!()), await a423(...COMMANDS[name]!(), '--lang', 'fr', '--html', page)];
    expect([english.status, french.status]).toEqual([0, 0]);
    const sharesIn = (text: string): string[] => [...text.replace(/[\u00A0\u202F]/g, '').matchAll(/\d+(?:[.,]\d+)?(?=%)/g)].map(([share]) => share.replace(',', '.'));
    expect(sharesIn(french.out).length).toBeGreaterThan(5);
    expect(sharesIn(french.out)).toEqual(sharesIn(english.out));
    expect(french.out).not.toBe(english.out);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('<html lang="fr">');
    expect(html).not.toMatch(/CANARY|<script|undefined|NaN/);
  });

  test.each(['risk', 'anonymise'])('another language of %s is refused', async (name) => {
    const { status, err } = await a423(...COMMANDS[name]!(), '--lang', 'de');
    expect([status, err.includes('--lang')]).toEqual([2, true]);
  });
});
