import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { RowAttack } from '../../src/index.ts';
import { a423 } from './terminal.ts';

const folder = await mkdtemp(join(tmpdir(), 'a423-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

// Of six persons of the register four are in the release: two women who share their labels, two men who do not.
const register = await file('register.csv', 'id;sexe;age\np1;F;34\np2;F;36\np3;M;61\np4;M;78\np5;F;38\np6;F;92\n');
const released = await file('released.csv', 'id;sexe;age;motif\np1;F;30-39;asthme\np2;F;30-39;asthme\np3;M;60-69;diabète\np4;M;*;asthme\n');
const ages = await file('ages.csv', '34;30-39;*\n36;30-39;*\n38;30-39;*\n61;60-69;*\n78;70-79;*\n92;90-99;*\n');
const words = ['--attacker', register, '--quasi', 'sexe,age', '--hierarchies', `age=${ages}`];

test('the figures are those of the hand, as text and as JSON', async () => {
  const { status, out } = await a423('attack-rows', released, ...words, '--truth', 'id', '--sensitive', 'motif');
  expect(status).toBe(0);
  // p1, p2 and p5 have two rows each, p3 the row of 61 and the one without age, p4 one; nothing fits p6.
  expect(out).toBe([
    'persons in the attacker’s file        6',
    'rows in the release                   4',
    'persons whom something fits           5',
    'persons whom a single row fits        1',
    'fewest that fit somebody              1',
    'persons who are in the release        4',
    'of them, not found by their own rows  0',
    'singled out, and rightly              1',
    // 1/2 + 1/2 + 1/2 + 1 of five guesses, 1/3 + 1/3 + 1 + 1/2 of four.
    'right guesses                         50.0 % (17.0 % to 83.0 %): 2.5 of 5',
    'right guesses for rows                54.2 % (17.2 % to 87.1 %): 2.2 of 4',
    'motif: told for certain               4 persons, 80.0 %',
    'motif: share of the likeliest value   90.0 % on average, 100.0 % at most; 75.0 % in the whole release',
    'motif: gained by the attack           25.0 % on average, 25.0 % at most',
    '',
  ].join('\n'));
  const json = JSON.parse((await a423('attack-rows', released, ...words, '--json')).out) as RowAttack;
  expect([json.found, json.truth, json.passed, json.fromPersons.expectedRight]).toEqual([5, null, null, 3]);
});

test('without the truth, everybody found is taken to be in the release', async () => {
  const { out } = await a423('attack-rows', released, ...words);
  expect(out).toMatch(/right guesses, were all in the release +60\.0 %/);
  expect(out).toMatch(/right guesses for rows, were all in his file +54\.2 %/);
});

test('stays of one person are one where their column is named', async () => {
  const stays = await file('stays.csv', 'sejour;id;sexe;age\n1;a;F;34\n2;a;F;34\n3;b;F;34\n');
  const { out } = await a423('attack-rows', stays, '--attacker', register, '--quasi', 'sexe,age', '--entity', 'id');
  expect(out).toMatch(/rows in the release +3\npersons in the release +2\n/);
  expect(out).toMatch(/fewest that fit somebody +2\n/);
});

test('more right guesses than allowed end with 5, no more with 0', async () => {
  const refused = await a423('attack-rows', released, ...words, '--truth', 'id', '--max-risk', '0.09');
  expect([refused.status, /failed: a larger share/.test(refused.out), refused.err.includes('PROTECTION_ATTACK')]).toEqual([5, true, true]);
  const accepted = await a423('attack-rows', released, ...words, '--truth', 'id', '--max-risk', '0.6');
  expect([accepted.status, /passed: no larger share/.test(accepted.out)]).toEqual([0, true]);
  const nobody = await file('nobody.csv', 'sexe;age\nX;5\n');
  const nothing = await a423('attack-rows', released, '--attacker', nobody, '--quasi', 'sexe', '--max-risk', '0');
  expect([nothing.status, /fewest that fit somebody +none\n/.test(nothing.out), nothing.out.includes('no guess')]).toEqual([0, true, true]);
});

test.each<[string, string[]]>([
  ['no file', words],
  ['no file of the attacker', [released, '--quasi', 'sexe']],
  ['no column', [released, '--attacker', register]],
  ['a share that is none', [released, ...words, '--max-risk', 'low']],
])('arguments are refused that give %s', async (_, given) => {
  expect((await a423('attack-rows', ...given)).status).toBe(2);
});

test('an unknown column, labels that are none and a missing file have their own statuses; no value is told', async () => {
  expect((await a423('attack-rows', released, '--attacker', register, '--quasi', 'sexe,commune')).status).toBe(3);
  const broken = await file('broken.csv', '34;CANARY;*\n36;*\n');
  const { status, err } = await a423('attack-rows', released, '--attacker', register, '--quasi', 'age', '--hierarchies', `age=${broken}`);
  expect([status, err.includes('CANARY')]).toEqual([3, false]);
  expect((await a423('attack-rows', join(folder, 'none.csv'), ...words)).status).toBe(4);
});
