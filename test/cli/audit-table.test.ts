import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';

const folder = await mkdtemp(join(tmpdir(), 'a423-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text), interactive: false };
  const code = await main(['audit-table', ...words], terminal, new AbortController().signal);
  return { code, out, err };
}

// A département with one withheld commune: it is what the others leave of the total.
const leaking = await file('leaking.csv', 'zone;effectif\nFrance;300\n21;130\n21054;42\n21231;\n71;170\n71076;90\n71270;80\n');
const safe = await file('safe.csv', 'zone;effectif\nFrance;300\n21;130\n21054;c\n21231;c\n71;170\n71076;90\n71270;80\n');
const hrc = await file('zones.hrc', '21\n@21054\n@21231\n71\n@71076\n@71270\n');
const levels = await file('zones.csv', 'dep;com\n21;21054\n21;21231\n71;71076\n71;71270\n');
const words = ['--value', 'effectif', '--dimension', 'zone=France'];

test('a table that gives a withheld count away fails, and no count is told', async () => {
  const { code, out, err } = await run(leaking, ...words, '--hierarchies', `zone=${hrc}`);
  expect(code).toBe(5);
  expect(out).toMatch(/withheld values that are certain +1\n/);
  expect(out).toMatch(/failed: what was withheld is not protected/);
  expect(out).not.toContain('88');
  expect(err).toContain('PROTECTION_DIFFERENCING');
});

test('with --show-values its interval is told', async () => {
  const { out } = await run(leaking, ...words, '--hierarchies', `zone=${levels}`, '--show-values');
  expect(out).toContain('table 1, row 4: certain, 88 to 88\n');
});

test('a table that keeps its secrets passes; a text may stand for what is withheld', async () => {
  const { code, out } = await run(safe, ...words, '--hierarchies', `zone=${hrc}`, '--withheld', 'c', '--min-width', '50');
  expect([code, /passed: nothing/.test(out)]).toEqual([0, true]);
  const narrow = await run(safe, ...words, '--hierarchies', `zone=${hrc}`, '--withheld', 'c', '--min-width', '200', '--json');
  expect([narrow.code, (JSON.parse(narrow.out) as { narrow: number }).narrow]).toEqual([5, 2]);
});

test('tables are attacked together', async () => {
  const other = await file('other.csv', 'zone;effectif\n21054;42\n');
  expect((await run(safe, other, ...words, '--hierarchies', `zone=${hrc}`, '--withheld', 'c')).code).toBe(5);
});

test('a table without its hierarchy does not add up and is refused', async () => {
  expect((await run(leaking, ...words)).code).toBe(4);
});

test.each<[string, string[]]>([
  ['no file', ['--value', 'effectif', '--dimension', 'zone']],
  ['no value', [leaking, '--dimension', 'zone']],
  ['no dimension', [leaking, '--value', 'effectif']],
  ['a hierarchy of no dimension', [leaking, ...words, '--hierarchies', `place=${hrc}`]],
  ['a number that is none', [leaking, ...words, '--min-width', 'wide']],
])('arguments are refused that give %s', async (_, given) => {
  expect((await run(...given)).code).toBe(2);
});

test('a hierarchy that is none, an unknown column and a missing file have their own statuses', async () => {
  const broken = await file('broken.hrc', '@21\n');
  expect((await run(leaking, ...words, '--hierarchies', `zone=${broken}`)).code).toBe(3);
  expect((await run(leaking, '--value', 'effectifs', '--dimension', 'zone=France')).code).toBe(3);
  expect((await run(join(folder, 'none.csv'), ...words)).code).toBe(4);
});
