// The command profile from end to end: what it prints and writes, and that no value leaves unless asked for.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileProfile } from '../../src/node.ts';
import { a423 } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-profile-'));
const at = (...parts: string[]): string => join(folder, ...parts);
const ROWS = 60;
/** A value in every column that occurs in every row, and one that occurs in one. */
const COMMON = ['Zanzibar', '284058832102532', '1987-06-05', '918273.25'];
const RARE = ['Quetzalcoatl', '255081416802538', '1931-02-03', '555444.75'];

beforeAll(() => {
  const lines = Array.from({ length: ROWS }, (_, row) => [...(row === 7 ? RARE : COMMON), row % 2 === 0 ? `call Jeanne, jeanne${row}@example.org` : ''].join(';'));
  writeFileSync(at('secret.csv'), `city;nir;born;cost;remark\n${lines.join('\n')}\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('profile', () => {
  test('prints names, types, counts and what is suspect, never a value, in any form', async () => {
    const outputs: string[] = [];
    for (const words of [[], ['--json'], ['--html', at('page.html')], ['--html', at('page-fr.html'), '--lang', 'fr']]) {
      const { status, out, err } = await a423('profile', at('secret.csv'), ...words);
      expect({ status, err }).toEqual({ status: 0, err: '' });
      outputs.push(out);
    }
    for (const text of [...outputs, readFileSync(at('page.html'), 'utf8'), readFileSync(at('page-fr.html'), 'utf8')]) {
      for (const column of ['city', 'nir', 'born', 'cost', 'remark']) expect(text).toContain(column);
      for (const value of [...COMMON, ...RARE, 'Jeanne', 'jeanne', 'example.org']) expect(text).not.toContain(value);
    }
    expect(outputs[0]).toContain(`${ROWS} rows, 5 columns\n`);
    expect(outputs[0]).toMatch(/\nremark +texts with an e-mail address: 30\n/);
  });

  test('as JSON is the whole profile', async () => {
    const profile = JSON.parse((await a423('profile', at('secret.csv'), '--json')).out) as FileProfile;
    expect(profile).toMatchObject({ file: 'secret.csv', format: 'csv', rows: ROWS, showsValues: false, minCount: 11 });
    expect(profile.columns.map(({ name, nulls, distinct }) => [name, nulls, distinct.count])).toEqual([['city', 0, 2], ['nir', 0, 2], ['born', 0, 2], ['cost', 0, 2], ['remark', 30, 30]]);
  });

  test('shows frequent values when asked to, and says so; rarer ones stay folded', async () => {
    const { status, out } = await a423('profile', at('secret.csv'), '--show-values', '--min-count', '20', '--html', at('values.html'));
    expect(status).toBe(0);
    for (const text of [out, readFileSync(at('values.html'), 'utf8')]) {
      expect(text).toContain('Zanzibar');
      expect(text).not.toContain('Quetzalcoatl');
      expect(text).toMatch(/as confidential as the data/);
    }
  });

  test('writes a page with values for its owner only, and one without for whom the folder is', async () => {
    const mask = process.umask(0o022);
    try {
      await a423('profile', at('secret.csv'), '--html', at('open.html'));
      await a423('profile', at('secret.csv'), '--html', at('closed.html'), '--show-values', '--min-count', '20');
    } finally {
      process.umask(mask);
    }
    expect([statSync(at('open.html')).mode & 0o777, statSync(at('closed.html')).mode & 0o777]).toEqual([0o644, 0o600]);
  });

  test('says in its page which language it is in, which the terminal speaks too', async () => {
    const { out } = await a423('profile', at('secret.csv'), '--html', at('fr.html'), '--lang', 'fr');
    expect(out).toMatch(/^60 lignes, 5 colonnes\n/);
    expect(readFileSync(at('fr.html'), 'utf8')).toMatch(/^<!doctype html>\n<html lang="fr">.*rôle proposé/s);
  });

  test.each<[string, string[], RegExp]>([
    ['no file', [], /expected a FILE/],
    ['values without a least count', ['FILE', '--show-values'], /--show-values: expected --min-count/],
    ['a least count of none', ['FILE', '--min-count', '0'], /--min-count: expected a whole number above 0/],
    ['a least count in words', ['FILE', '--min-count', 'ten'], /--min-count: expected a whole number above 0/],
    ['another language', ['FILE', '--lang', 'de'], /--lang: expected en or fr/],
    ['a page without a name', ['FILE', '--html='], /--html: expected a file to write/],
  ])('refuses %s', async (_title, words, message) => {
    const { status, out, err } = await a423('profile', ...words.map((word) => (word === 'FILE' ? at('secret.csv') : word)));
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(message);
  });

  test('never writes its page over the file it reads, by whatever name', async () => {
    const before = readFileSync(at('secret.csv'), 'utf8');
    symlinkSync(at('secret.csv'), at('alias.csv'));
    for (const [file, page] of [['secret.csv', 'secret.csv'], ['alias.csv', 'secret.csv'], ['secret.csv', 'alias.csv'], ['secret.csv', join('..', basename(folder), 'secret.csv')]]) {
      const { status, out, err } = await a423('profile', at(file!), '--html', at(page!));
      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(err).toMatch(/--html: expected another file than those that are read/);
    }
    expect(readFileSync(at('secret.csv'), 'utf8')).toBe(before);
  });

  test('says of a page that is a folder that it is one, before anything is read', async () => {
    mkdirSync(at('taken', 'full'), { recursive: true });
    expect(await a423('profile', at('absent.csv'), '--html', at('taken'))).toMatchObject({ status: 2, out: '', err: expect.stringMatching(/--html: expected a file to write, got a folder/) as string });
    expect(readdirSync(at('taken'))).toEqual(['full']);
  });

  test('of a missing file, or with a page that lies nowhere, ends with 4 and leaves nothing behind', async () => {
    for (const words of [[at('absent.csv')], [at('secret.csv'), '--html', at('nowhere', 'p.html')]]) {
      const { status, out, err } = await a423('profile', ...words);
      expect({ status, out }).toEqual({ status: 4, out: '' });
      expect(err).toMatch(/\[DATA_(?:FILE_MISSING|WRITE)\]\n$/);
    }
    expect(readdirSync(folder).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });
});
