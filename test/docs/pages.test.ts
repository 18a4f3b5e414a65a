// What the documentation shows is run: code, plans, commands and their output (run-page.ts tells how blocks ask for it).
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSources, repository } from '../package/source-graph.ts';
import { fencedBlocks } from './markdown.ts';
import { readWords, runPage } from './run-page.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'a423-page-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const readme = join(repository, 'README.md');
const pages: [string, string][] = [
  ...(existsSync(readme) ? [['README.md', readFileSync(readme, 'utf8')] as [string, string]] : []),
  ...[...readSources('docs', '.md')].filter(([path]) => !/^demo\/(?:out|data)\//.test(path)),
];

describe('the pages', () => {
  test.each(pages)('%s: its blocks run and give what the page says', async (_page, markdown) => {
    await runPage(fencedBlocks(markdown), folder);
  }, 120_000);

  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  test.each(pages)('%s: every npm script it names exists', (_page, markdown) => {
    const named = [...markdown.matchAll(/\bnpm (?:run ([\w:-]+)|(test)\b)/g)].map((match) => match[1] ?? match[2] ?? '');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test('the guides, in French, each show a plan and run it', () => {
    const guides = pages.filter(([page]) => page.startsWith('guides/') && page !== 'guides/README.md');
    expect(guides.length).toBeGreaterThan(0);
    const silent = guides.filter(([, markdown]) => {
      const actions = fencedBlocks(markdown).map((block) => `${block.language} ${readWords(block).action ?? ''}`);
      return !actions.includes('yaml plan') || !actions.includes('sh run');
    });
    expect(silent.map(([page]) => page)).toEqual([]);
  });
});

describe('blocks are held to what they say', () => {
  const page = (...lines: readonly string[]): Promise<void> => runPage(fencedBlocks(lines.join('\n')), folder);

  test('commands run in one folder, see the files above them, and their output is compared', async () => {
    await page('```yaml file=a.yaml', 'a: 1', '```', '```sh run', 'cat a.yaml', 'echo b > c.txt', '```', '```text output', 'a: 1', '```',
      '```sh run', '$ cat c.txt', 'echo 3 rows in 12 s', 'echo end', '```', '```text output', '…', '3 rows in … s', 'end', '```');
  });
  test('code runs', async () => {
    await page('```ts run', '1 + 1; // => 2', '```', '```ts', 'not run', '```');
  });
  test.each([
    ['another output', '```sh run\necho a\n```\n```text output\nb\n```'],
    ['output of nothing', '```text output\nb\n```'],
    ['a failing command', '```sh run\nfalse\ntrue\n```'],
    ['a command that should fail', '```sh run fails=1\ntrue\n```'],
    ['failing code', '```ts run\n1 + 1; // => 3\n```'],
    ['a misspelt word', '```ts runs\n1;\n```'],
    ['a word of another language', '```yaml run\na: 1\n```'],
    ['a file outside the folder', '```yaml file=../a.yaml\na: 1\n```'],
  ])('%s fails', async (_title, markdown) => {
    await expect(page(markdown)).rejects.toThrow();
  });
});
