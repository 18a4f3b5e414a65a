// A process of its own: what is set there is set for all of it.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MODULE = fileURLToPath(new URL('../../src/cli/link/keep-heap-small.ts', import.meta.url));

/** Makes objects, some of which live for a while, and tells how many MiB the young generation takes then. */
const PROGRAM = `
  const { getHeapSpaceStatistics } = require('node:v8');
  const kept = [];
  for (let made = 0; made < 3e6; made++) {
    kept.push({ made });
    if (kept.length === 1e5) kept.length = 0;
  }
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').physical_space_size;
  process.stdout.write(String(young / 2 ** 20));
`;

const youngMiB = (setting: string): number => Number(execFileSync(process.execPath, ['-e', `${setting}${PROGRAM}`], { encoding: 'utf8' }));

test('the young generation grows where nobody keeps it small, and stays where somebody does', async () => {
  const { readFile } = await import('node:fs/promises');
  const setting = /setFlagsFromString\('([^']+)'\)/.exec(await readFile(MODULE, 'utf8'))![1]!;
  const [left, kept] = [youngMiB(''), youngMiB(`require('node:v8').setFlagsFromString(${JSON.stringify(setting)});`)];
  expect(left).toBeGreaterThan(8);
  expect(kept).toBeLessThan(left / 2);
}, 30_000);

test('it may be kept small twice, and nothing else changes', async () => {
  const { keepHeapSmall } = await import('../../src/cli/link/keep-heap-small.ts');
  keepHeapSmall();
  keepHeapSmall();
  expect(Array.from({ length: 1e5 }, (_, index) => ({ index })).at(-1)).toEqual({ index: 99_999 });
});
