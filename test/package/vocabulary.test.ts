// One concept, one word: the glossary's words are used, their synonyms are not.
import { describe, expect, test } from 'vitest';
import { isPure } from './architecture-rules.ts';
import { librarySources, readSources } from './source-graph.ts';
import { bannedWords, vagueNames } from './vocabulary-rules.ts';

describe('the words of the house are used', () => {
  test('in the sources', () => {
    expect(bannedWords(librarySources())).toEqual([]);
  });
  test('in the documentation, the glossary excepted, which explains the other words', () => {
    const pages = [...readSources('docs', '.md', '.yaml', '.json')]
      .filter(([path]) => path !== 'glossary.md' && !path.startsWith('demo/out/') && !path.startsWith('demo/data/'));
    expect(bannedWords(new Map(pages))).toEqual([]);
  });
  test('in the README', () => {
    expect(bannedWords(new Map([...readSources('.', 'README.md')].filter(([path]) => path === 'README.md')))).toEqual([]);
  });
  test('in the names of exported options and parameters', () => {
    // Pure machinery has hash tables with keys; its names reach no user.
    const faces = [...librarySources()].filter(([path]) => !isPure(path));
    expect(vagueNames(new Map(faces))).toEqual([]);
  });
});

describe('a banned word is found', () => {
  const words = (line: string): number => bannedWords(new Map([['a.ts', line]])).length;

  test.each([
    'Anonymizes the rows', 'a pseudonymized column', 'generalization of dates', 'normalize the name', 'function summarizeRows() {',
    'tokenise the identifier', 'scrub the file', 'obfuscated', 'removes PII', 'dedupe the rows', 'de-identified',
    'a sensitive cell', 'an unsafe variable', 'masking the names', 'the anonymised dataset', 'un jeu anonymisé',
    'the file is anonymised', 'const tableSummarized = 1;',
  ].map((line) => [line]))('%s', (line) => {
    expect(words(line)).toBeGreaterThan(0);
  });

  test.each([
    'pseudonymises the column', 'the batch size', 'resize the buffer', 'a prize', 'text.normalize("NFC")', 'anonymise/', 'kAnonymise',
    'No dataset is called "anonymised".', 'le fichier n’est pas anonymisé', 'a sensitive variable', 'an unsafe cell', 'the bit mask',
    'the index is raised by one', 'Arrow dictionaries', 'phishing', 'a validity bitmap masks null rows',
  ].map((line) => [line]))('but not in: %s', (line) => {
    expect(words(line)).toBe(0);
  });
});

describe('a vague name is found where users meet it', () => {
  const names = (text: string): number => vagueNames(new Map([['a.ts', text]])).length;

  test.each([
    'export interface Options { readonly key: string }',
    'export type Options = { readonly keys: readonly string[] };',
    'export interface Options { readonly inner: { readonly threshold: number } }',
    'export function f(key: Uint8Array): void {}',
    'export interface Operator { apply(key: string): void }',
    'export type Reader = (salt: string) => void;',
  ].map((text) => [text]))('%s', (text) => {
    expect(names(text)).toBe(1);
  });

  test.each([
    'export interface Options { readonly secretKey: Uint8Array; readonly rowKey: string }',
    'interface Internal { readonly key: string }',
    'function internal(key: string): void {}',
    'export function f(values: Map<string, number>): void { for (const [key] of values) void key; }',
    'export type Inputs = { readonly [key: string]: string };',
  ].map((text) => [text]))('but not in: %s', (text) => {
    expect(names(text)).toBe(0);
  });
});
