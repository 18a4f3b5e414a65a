import type { Language } from './figures.ts';
import { element, markupText, type Child } from './markup.ts';
import { PAGE_SHEET } from './page-sheet.ts';

/** Nothing is loaded and nothing runs, whatever a page came to hold. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** What a page says. */
export interface PageParts {
  readonly title: string;
  readonly language: Language;
  /** Who may see it, when not everyone may. */
  readonly banner: string | null;
  readonly header: readonly Child[];
  readonly main: readonly Child[];
  readonly footer: readonly Child[];
}

/**
 * Writes a page that stands by itself: one file of HTML without scripts, with its style inside and nothing to fetch.
 *
 * @param parts - what it says.
 * @returns HTML.
 */
export function page({ title, language, banner, header, main, footer }: PageParts): string {
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'referrer', content: 'no-referrer' }),
    element('title', {}, title),
    element('style', {}, PAGE_SHEET),
  );
  const body = element(
    'body',
    {},
    banner === null ? null : element('p', { class: 'banner', role: 'note' }, element('strong', {}, banner)),
    element('header', {}, element('h1', {}, element('bdi', {}, title)), header),
    element('main', {}, main),
    element('footer', {}, footer),
  );
  return `<!doctype html>\n${markupText(element('html', { lang: language }, head, body))}\n`;
}

/**
 * Lists facts under their names.
 *
 * @param facts - name and what it is, in order; a fact of `null` is left out.
 * @param style - how the list looks: large figures side by side, small ones below each other, or names and values of any length.
 * @returns the list; `null` without facts.
 */
export function factList(facts: readonly (readonly [name: string, fact: Child])[], style: 'tiles' | 'facts' | 'values'): Child {
  const known = facts.filter(([, fact]) => fact !== null);
  const pair = ([name, fact]: readonly [string, Child]): readonly Child[] => [element('dt', {}, name), element('dd', {}, fact)];
  if (known.length === 0) return null;
  return element('dl', { class: style }, style === 'tiles' ? known.map((fact) => element('div', {}, pair(fact))) : known.map(pair));
}
