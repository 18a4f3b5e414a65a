// What the command does when nobody reads its output to the end, as in a pipe into head.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle, type Script } from '../child.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-pipe-'));
/** So many columns that their table is more than a pipe holds. */
const COLUMNS = 1000;
let script: Script;

beforeAll(async () => {
  const line = (text: (index: number) => string): string => Array.from({ length: COLUMNS }, (_, index) => text(index)).join(';');
  writeFileSync(join(folder, 'wide.csv'), `${line((index) => `column${index}`)}\n${line(String)}\n`);
  script = await bundle('../src/cli/main.ts');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await script.remove();
});

test.each([['wide.csv', 0], ['absent.csv', 4]])('a reader that leaves early is no fault: of %s the command says nothing more and ends with %d', async (file, status) => {
  const child = spawn(process.execPath, [script.path, 'profile', join(folder, file)], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  if (status !== 0) child.stderr.destroy();
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number];
  expect({ code, err }).toEqual({ code: status, err: '' });
});
