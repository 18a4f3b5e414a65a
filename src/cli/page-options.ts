import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Language } from '../index.ts';
import type { Arguments, OptionSpec } from './arguments.ts';
import { UsageError } from './exit-code.ts';

/** Options of the commands that write a page. */
export const PAGE_OPTIONS: Readonly<Record<'json' | 'html' | 'lang', OptionSpec>> = Object.freeze({
  json: { help: 'print JSON instead of tables' },
  html: { value: 'OUT', help: 'also write a page that stands by itself: no script, nothing fetched' },
  lang: { value: 'LANG', help: 'language of tables and page: en (default) or fr' },
});

/** The page that a command was asked for. */
export interface PageRequest {
  /** File to write; `null` for no page. */
  readonly path: string | null;
  readonly language: Language;
}

/**
 * Reads the options of a page.
 *
 * @param args - of the command.
 * @param read - files that the command reads: a page must not take the place of one.
 * @returns where the page goes, and its language; English unless given.
 * @throws {UsageError} for another language, no name, or the name of a folder or of a file that is read.
 */
export async function readPageOptions({ values }: Arguments, read: readonly (string | undefined)[]): Promise<PageRequest> {
  const language = await readLanguage(values['lang']?.[0]);
  const path = values['html']?.[0] ?? null;
  if (path === '') throw new UsageError('--html: expected a file to write');
  if (path !== null && (await look(path))?.isDirectory() === true) throw new UsageError('--html: expected a file to write, got a folder');
  if (path !== null) for (const other of read) if (other !== undefined && await isSameFile(path, other)) throw new UsageError('--html: expected another file than those that are read');
  return { path, language };
}

async function readLanguage(text: string | undefined): Promise<Language> {
  if (text === undefined) return 'en';
  const { LANGUAGES } = await import('../index.ts');
  const language = LANGUAGES.find((known) => known === text);
  if (language === undefined) throw new UsageError(`--lang: expected ${LANGUAGES.join(' or ')}`);
  return language;
}

function look(path: string): Promise<BigIntStats | null> {
  return stat(path, { bigint: true }).catch(() => null);
}

/** Tells whether two paths lead to one file, by whatever names; one that is absent is no file. */
async function isSameFile(left: string, right: string): Promise<boolean> {
  const [one, other] = [await look(left), await look(right)];
  return one !== null && other !== null && one.dev === other.dev && one.ino === other.ino;
}
