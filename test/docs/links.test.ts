// A link that leads nowhere is a promise not kept. External links are only checked for form: tests never use a network.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { librarySources, readSources, repository } from '../package/source-graph.ts';
import { anchors, links, slugOf } from './markdown.ts';

const generated = (path: string): boolean => path.startsWith('demo/out/') || path.startsWith('demo/data/');
const pages = new Map<string, string>([
  ...[...readSources('docs', '.md')].filter(([path]) => !generated(path)).map(([path, text]): [string, string] => [`docs/${path}`, text]),
  ...[...readSources('bench', '.md')].map(([path, text]): [string, string] => [`bench/${path}`, text]),
  ...(existsSync(join(repository, 'README.md')) ? [['README.md', readFileSync(join(repository, 'README.md'), 'utf8')] as [string, string]] : []),
]);

/** Says what is wrong with a link, or null. `read` gives a file's text, '' for a folder, null when there is none. */
function fault(page: string, target: string, read: (path: string) => string | null): string | null {
  if (/^https:\/\/[\w.-]+\.[a-z]{2,}(?:[/?#:]\S*)?$/i.test(target) || target.startsWith('mailto:')) return null;
  if (/^[a-z]+:/i.test(target)) return 'use https';
  const [path = '', anchor] = decodeURIComponent(target).split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path)).replaceAll('\\', '/');
  if (file.startsWith('..')) return 'leaves the repository';
  const text = read(file.replace(/\/$/, ''));
  if (text === null) return 'no such file';
  if (anchor !== undefined && file.endsWith('.md') && !anchors(text).has(anchor)) return 'no such heading';
  return null;
}

function readRepository(path: string): string | null {
  const full = join(repository, path);
  if (!existsSync(full)) return null;
  return statSync(full).isDirectory() ? '' : readFileSync(full, 'utf8');
}

describe('the documentation', () => {
  test('has pages', () => {
    expect(pages.size).toBeGreaterThan(0);
  });
  test.each([...pages])('%s: every link resolves', (page, text) => {
    const wrong = links(text).map(({ target, line }) => ({ line, target, fault: fault(page, target, readRepository) }))
      .filter((link) => link.fault !== null).map((link) => `line ${link.line}: ${link.target}: ${link.fault}`);
    expect(wrong).toEqual([]);
  });
  test('and every page it is referred to by in the sources exists, with its heading', () => {
    const wrong = [...librarySources()].flatMap(([path, text]) => [...text.matchAll(/\bdocs\/[\w./-]+\.(?:md|json)(?:#[\w-]+)?/g)]
      .filter(([target]) => fault('README.md', target, readRepository) !== null).map(([target]) => `src/${path}: ${target}`));
    expect(wrong).toEqual([]);
  });
  test('can be reached from the README, page by page', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      for (const { target } of links(pages.get(page) ?? '')) {
        const file = normalize(join(dirname(page), decodeURIComponent(target.split('#')[0]!))).replaceAll('\\', '/').replace(/\/$/, '');
        for (const candidate of [file, `${file}/README.md`]) if (pages.has(candidate)) reached.add(candidate);
      }
    }
    expect([...pages.keys()].filter((page) => !reached.has(page) && !page.startsWith('bench/'))).toEqual([]);
  });
});

describe('a bad link is found', () => {
  const read = (path: string): string | null => ({ 'docs/a.md': '# One\n## Two words, `code`\n## Two words, code\n', docs: '' })[path] ?? null;
  test.each([
    ['b.md', 'no such file'], ['#three', 'no such heading'], ['../docs/a.md#nope', 'no such heading'], ['../../x', 'leaves the repository'],
    ['http://example.org', 'use https'], ['javascript:alert(1)', 'use https'],
  ])('%s', (target, expected) => {
    expect(fault('docs/a.md', target, read)).toBe(expected);
  });
  test.each([['a.md'], ['#one'], ['#two-words-code'], ['#two-words-code-1'], ['../docs/'], ['https://doi.org/10.1142/S0218488502001648']])('but not: %s', (target) => {
    expect(fault('docs/a.md', target, read)).toBeNull();
  });
  test('links are seen in prose, not in code', () => {
    const text = '[a](b.md) `[c](d.md)` ![e](f.png "t")\n```md\n[g](h.md)\n```\n[i]: j.md\n<!-- [k](l.md) -->\n<img src="m.svg">';
    expect(links(text).map(({ target }) => target)).toEqual(['b.md', 'f.png', 'j.md', 'm.svg']);
  });
  test.each([
    ['Hello, world!', 'hello-world'], ['`minCount` and *k*', 'mincount-and-k'], ['Secret primaire / secondaire', 'secret-primaire--secondaire'],
    ['Règle du p-pourcent', 'règle-du-p-pourcent'], ['[link](x.md) text', 'link-text'],
  ])('%s is slugged as %s', (heading, slug) => {
    expect(slugOf(heading)).toBe(slug);
  });
});
