import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FileRisk } from '../../src/node.ts';
import { describeWithData } from '../shared-data.ts';
import { a423 } from './terminal.ts';

const folder = await mkdtemp(join(tmpdir(), 'a423-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const LINES = ['F;30;C50;10;h1;a', 'F;30;C50;30;h2;b', 'F;40;E11;5;h1;c', 'M;30;E11;20;h3;d', 'M;30;I10;20;;e', 'M;;I10;8;h2;f'];
const HEAD = 'sexe;age;dx;poids;foyer;personne';
const survey = await file('enquete.csv', `${[HEAD, ...LINES].join('\n')}\n`);
const quasi = ['--quasi', 'sexe,age', '--k', '2'];

test('risks are told in words, with what was not measured, and no value of the data', async () => {
  const { status, out, err } = await a423('risk', survey, ...quasi, '--sensitive', 'dx');
  expect([status, err]).toEqual([0, '']);
  expect(out).toMatch(/smallest class +1\n/);
  expect(out).toMatch(/rows in too small a class +2 \(33.33%\)\n/);
  expect(out).toMatch(/one by one, within the file +100% +66.67% +33.33% +4\n/);
  expect(out).toContain('Without age, fewest remain in too small a class.');
  expect(out).toMatch(/dx +1 +100%/);
  expect(out).toMatch(/kAnonymity \(k 2\) +no +1 +2\n/);
  expect(out).toMatch(/Linkability\n +measured: nothing/);
  expect(out).toContain('no French authority has published a numeric k');
  for (const value of ['C50', 'E11', 'I10', 'h1', 'h2']) expect(out).not.toContain(value);
});

test('in French, with weights and households', async () => {
  const { status, out } = await a423('risk', survey, ...quasi, '--weight', 'poids', '--household', 'foyer', '--lang', 'fr');
  expect(status).toBe(0);
  expect(out).toContain('un par un, selon les poids de sondage');
  expect(out).toContain('quand un membre du ménage trahit tous les autres');
  expect(out).toContain('Inférence\n    mesuré : rien : aucune colonne sensible n’a été nommée');
  expect(out).not.toMatch(/\b(?:rows|class of)\b/);
});

test('as JSON, the figures of the library', async () => {
  const { out } = await a423('risk', survey, ...quasi, '--null-matching', 'wildcard', '--sample-fraction', '0.1', '--json');
  const risk = JSON.parse(out) as FileRisk;
  expect(risk).toMatchObject({ file: 'enquete.csv', rows: 6, k: 2, nullMatching: 'wildcard', basis: 'sampleFraction', populationSize: 60, unit: 'rows' });
  expect([risk.risk.sampleUniques, risk.own.sampleUniques]).toEqual([1, 2]);
});

test('persons are counted where a column tells them apart', async () => {
  const stays = await file('sejours.csv', `${HEAD}\n${['a', 'b', 'c'].flatMap((person) => new Array<string>(4).fill(`F;30;C50;1;h;${person}`)).join('\n')}\n`);
  const { out } = await a423('risk', stays, ...quasi, '--entity', 'personne', '--json');
  expect(JSON.parse(out)).toMatchObject({ rows: 12, unit: 'entities', risk: { kReached: 3 } });
});

test('a file of the population gives the risk in it', async () => {
  const population = await file('population.csv', `${[HEAD, ...LINES, 'F;40;x;1;h;g', 'M;;x;1;h;i'].join('\n')}\n`);
  const { out } = await a423('risk', survey, ...quasi, '--population', population, '--json');
  expect(JSON.parse(out)).toMatchObject({ basis: 'population', populationSize: 8, risk: { journalist: { highest: 0.5 } } });
  const other = await a423('risk', population, ...quasi, '--population', survey);
  expect([other.status, /DATA_INVALID/.test(other.err)]).toEqual([4, true]);
});

test('a page stands by itself, tells the same, and no value of the data', async () => {
  const path = join(folder, 'risque.html');
  const { status } = await a423('risk', survey, ...quasi, '--sensitive', 'dx', '--html', path, '--lang', 'fr');
  expect(status).toBe(0);
  const html = await readFile(path, 'utf8');
  expect(html).toContain('<html lang="fr">');
  expect(html).toContain('Quelle colonne rendre moins fine d’abord');
  expect(html).toContain('<desc>1 2 lignes; 2 4 lignes</desc>');
  expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)(?!doi\.org)/);
  for (const value of ['C50', 'E11', 'I10']) expect(html).not.toContain(value);
});

test.each<[string, string[], number]>([
  ['no file', [...quasi], 2],
  ['no quasi-identifier', [survey], 2],
  ['a k that is none', [survey, '--quasi', 'sexe', '--k', '0'], 2],
  ['a share above 1', [survey, ...quasi, '--sample-fraction', '2'], 2],
  ['another reading of missing values', [survey, ...quasi, '--null-matching', 'any'], 2],
  ['a page in the place of the file', [survey, ...quasi, '--html', survey], 2],
  ['a column that is none', [survey, '--quasi', 'sex'], 3],
  ['weights and a population', [survey, ...quasi, '--weight', 'poids', '--population', survey], 3],
  ['weights that are words', [survey, ...quasi, '--weight', 'dx'], 4],
  ['a file that is none', [join(folder, 'none.csv'), ...quasi], 4],
])('arguments are refused that give %s', async (_, words, status) => {
  const outcome = await a423('risk', ...words);
  expect(outcome.status).toBe(status);
  expect(outcome.err).not.toMatch(/C50|E11|I10/);
});

describeWithData('adult', 'microdata/arx/adult.csv', (path) => {
  test('nine quasi-identifiers: 19,502 classes, an average risk of 0.6466, population uniques of ARX', async () => {
    const { out } = await a423('risk', path, '--quasi', 'sex,age,race,marital-status,education,native-country,workclass,occupation,salary-class', '--k', '5', '--sample-fraction', '0.1');
    expect(out).toMatch(/classes \(distinct combinations\) +19,502\n/);
    expect(out).toMatch(/rows in too small a class +23,470 \(77.81%\)\n/);
    expect(out).toMatch(/knows that the person is in the file +100% +64.66% +77.81%/);
    expect(out).toMatch(/of the population alone in their class \(estimate\) +– +27.68%/);
  });
});
