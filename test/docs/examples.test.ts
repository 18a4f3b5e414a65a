// Runs every @example of the sources, with the names of the library, its folder and its own file in scope. One in a
// language other than ts, or marked `no-run`, is only read by people.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { librarySources, parse, repository } from '../package/source-graph.ts';
import { fencedBlocks } from './markdown.ts';
import { load, runCode } from './run-code.ts';

/** An example: the file, the line and the name it documents, and its code. */
interface Example {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly code: string;
}

function examplesOf(path: string, text: string): Example[] {
  const file = parse(path, text);
  const found: Example[] = [];
  const visit = (node: ts.Node): void => {
    for (const tag of ts.getJSDocTags(node)) {
      // A tag of a statement is seen again from its declarations: keep it once.
      if (tag.tagName.text !== 'example' || tag.parent.parent !== node) continue;
      const { line } = file.getLineAndCharacterOfPosition(tag.getStart(file));
      const name = 'name' in node && node.name !== undefined ? (node.name as ts.Node).getText(file) : 'example';
      found.push(...codeOf(rawText(tag, file)).map((code) => ({ path, line: line + 1, name, code })));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The tag's text as written, without the comment's stars: the compiler's own reading folds lines and drops spaces. */
function rawText(tag: ts.JSDocTag, file: ts.SourceFile): string {
  const whole = tag.parent.getText(file);
  const start = tag.getStart(file) - tag.parent.getStart(file);
  const after = whole.slice(start).replace(/^@example[ \t]*/, '').replace(/\*\/$/, '');
  const next = after.search(/\n\s*\*\s*@\w/);
  return (next === -1 ? after : after.slice(0, next)).split('\n').map((line) => line.replace(/^\s*\* ?/, '')).join('\n').trim();
}

function codeOf(text: string): string[] {
  if (!/^(?:```|~~~)/m.test(text)) return [text];
  return fencedBlocks(text).filter(({ language, words }) => language === 'ts' && !words.includes('no-run')).map((block) => block.text);
}

const examples = [...librarySources()].filter(([, text]) => text.includes('@example')).flatMap(([path, text]) => examplesOf(path, text));

describe('the examples in the sources run and give what they say', () => {
  test.each(examples.map((example) => [`${example.path}:${example.line} ${example.name}`, example] as const))('%s', async (_title, { path, code }) => {
    const library = existsSync(join(repository, 'src/index.ts')) ? await load('a423') : {};
    const face = join(repository, 'src', dirname(path), 'index.ts');
    const folder = existsSync(face) ? await import(face) as Record<string, unknown> : {};
    await runCode(code, { ...library, ...folder, ...await import(join(repository, 'src', path)) as Record<string, unknown> });
  });
});

describe('examples are held to what they say', () => {
  const scope = { double: (value: number): number => 2 * value, bytes: (): Uint8Array => Uint8Array.of(1, 2), fail: (): never => { throw new RangeError('rows: expected more'); } };

  test.each([
    ['double(2); // => 4'],
    ['const four = double(2); // => 4\ndouble(four); // => 8'],
    ['bytes(); // => [1, 2]'],
    ['bytes(); // => Uint8Array(2) [1, 2]'],
    ['bytes(); // => 1, 2'],
    ['bytes(); // => Uint8Array.of(1, 2)'],
    ['[double(2)]; // => 4'],
    ['[[1, 2]]; // => [[1, 2]]'],
    ['double(2); // => 4, as everybody knows; or should'],
    ['double(2); // => 4 (of course)'],
    ["'a, b; c'; // => 'a, b; c'"],
    ['({ a: bytes(), b: undefined }); // => { a: [1, 2] }'],
    ['fail(); // throws RangeError: rows: expected'],
    ['const double = (x: number): number => x; // hides the one in scope\ndouble(3); // => 3'],
    ["import { basename } from 'node:path';\nbasename('a/b'); // => 'b'"],
    ["import type { Schema } from 'apache-arrow';\nconst schema: Schema | null = null;\nawait Promise.resolve(schema); // => null"],
  ])('%s', async (code) => {
    await runCode(code, scope);
  });

  test.each([
    ['double(2); // => 5'],
    ['bytes(); // => 1'],
    ['bytes(); // => 2, 1'],
    ['double(2); // => 4, 5'],
    ['double(2); // => whatever it is'],
    ['const four = double(2); // => 5'],
    ['fail();'],
    ['double(2); // throws RangeError'],
    ['fail(); // throws TypeError'],
    ['fail(); // throws RangeError: columns'],
    ['undeclared();'],
    ["import { nothing } from 'node:path';\nvoid nothing;"],
    ["import x from 'left-pad';\nvoid x;"],
  ])('fails: %s', async (code) => {
    await expect(runCode(code, scope)).rejects.toThrow();
  });

  test('examples are found once each, fenced or not, and only code is run', () => {
    const text = [
      '/**', ' * Doubles.', ' *', ' * @example', ' * double(2); // => 4', ' * double(3); // => 6', ' * @see nothing', ' */',
      'export const double = (x: number): number => 2 * x;', '/**', ' * Reads.', ' *', ' * @example', ' * ```ts', ' * read();', ' * ```',
      ' * ```ts no-run', ' * never();', ' * ```', ' * ```yaml', ' * a: 1', ' * ```', ' */', 'export function read(): void {}',
    ].join('\n');
    expect(examplesOf('a.ts', text).map(({ name, line, code }) => [name, line, code])).toEqual([
      ['example', 4, 'double(2); // => 4\ndouble(3); // => 6'],
      ['read', 13, 'read();'],
    ]);
  });
});
