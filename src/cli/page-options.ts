import { LANGUAGES, type Language } from '../index.ts';
import type { OptionSpec } from './arguments.ts';
import { UsageError } from './exit-code.ts';

/** Options of the commands that write a page. */
export const PAGE_OPTIONS: Readonly<Record<'json' | 'html' | 'lang', OptionSpec>> = Object.freeze({
  json: { help: 'print JSON instead of tables' },
  html: { value: 'OUT', help: 'also write a page that stands by itself: no script, nothing fetched' },
  lang: { value: 'LANG', help: 'language of the page: en (default) or fr' },
});

/**
 * Reads the option `--lang`.
 *
 * @param text - its value, if given.
 * @returns the language; English when it was not given.
 * @throws {UsageError} for another one.
 */
export function readLanguage(text: string | undefined): Language {
  if (text === undefined) return 'en';
  const language = LANGUAGES.find((known) => known === text);
  if (language === undefined) throw new UsageError(`--lang: expected ${LANGUAGES.join(' or ')}`);
  return language;
}
