// The page of a linkage as a text: self-contained, in two languages, and no value of the data unless it is asked for.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES, PAGE_SHEET } from '../../../src/chart/index.ts';
import { linkagePage } from '../../../src/link/page/index.ts';
import { PAGE_WORDS } from '../../../src/link/page/page-words.ts';
import type { LinkageModel } from '../../../src/link/model/model.ts';
import { HOSTILE_LINKAGE, SAMPLE_LINKAGE, SAMPLE_MODEL } from '../../browser/sample-linkage.ts';

const bare = (html: string): string => html.replace(PAGE_SHEET, '').replaceAll('xmlns="http://www.w3.org/2000/svg"', '');

describe('the page of a linkage', () => {
  test.each(LANGUAGES)('stands by itself: nothing runs and nothing is fetched, %s', (language) => {
    const html = linkagePage(SAMPLE_LINKAGE, { title: 'A linkage', language, showValues: true });
    expect(html).toContain("content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"");
    expect(html).toContain(`<html lang="${language}">`);
    expect(bare(html)).not.toMatch(/<script|<img|<iframe|<link|https?:|url\(|@import| on\w+=| src=/);
    expect(html.startsWith('<!doctype html>')).toBe(true);
  });

  test('shows pairs and their values only when asked, and warns then', () => {
    const values = SAMPLE_LINKAGE.pairs!.flatMap(({ name, values: shown = [] }) => [name, ...shown.flatMap(({ left, right }) => [left, right])]).filter((value) => value !== null);
    const without = linkagePage(SAMPLE_LINKAGE, { title: 't' });
    const internal = linkagePage(SAMPLE_LINKAGE, { title: 't', showValues: true });
    for (const value of values) {
      expect(without).not.toContain(value);
      expect(internal).toContain(value);
    }
    expect([without.includes(PAGE_WORDS.en.internal), without.includes(PAGE_WORDS.en.noValues)]).toEqual([false, true]);
    expect([internal.includes(PAGE_WORDS.en.internal), internal.includes(PAGE_WORDS.en.noValues)]).toEqual([true, false]);
    expect(linkagePage({ model: SAMPLE_MODEL }, { title: 't', showValues: true })).toContain(PAGE_WORDS.en.noValues);
  });

  test('needs nothing but a model, trained or not', () => {
    const untrained: LinkageModel = { version: 1, linkType: 'dedupe', prior: 0, unit: 'byte', blocking: [], comparisons: [] };
    const html = linkagePage({ model: untrained }, { title: 'empty' });
    expect(html).toContain('−∞');
    expect(html).not.toMatch(/NaN|undefined|\[object/);
    expect([...html.matchAll(/<h2/g)]).toHaveLength(1);
  });

  test('has a section for all that is known, and each of its charts a name and words', () => {
    const html = linkagePage(SAMPLE_LINKAGE, { title: 't', showValues: true });
    expect([...html.matchAll(/<h2 id="([a-z]+)"/g)].map(([, id]) => id)).toEqual(['notes', 'model', 'blocking', 'links', 'records', 'training', 'pairs']);
    const charts = [...html.matchAll(/<svg xmlns[^>]*role="img"[^>]*><title>([^<]*)<\/title><desc>([^<]*)<\/desc>/g)];
    expect(charts.length).toBe([...html.matchAll(/role="img"/g)].length);
    expect(charts.length).toBeGreaterThan(20);
    for (const [, title, description] of charts) expect([title, description]).not.toContain('');
  });

  test('escapes every name', () => {
    const html = linkagePage(HOSTILE_LINKAGE, { title: '</title><script>', showValues: true });
    expect(html).not.toMatch(/<script|<img|<b>/);
    expect(html).toContain('<title>&lt;/title&gt;&lt;script&gt;</title>');
  });

  test('is written whatever the names and numbers of a model are', () => {
    const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });
    const levels = fc.array(fc.record({ label: fc.string({ unit: 'binary' }), when: fc.constant({ kind: 'otherwise' } as const), m: share, u: share, isNull: fc.boolean() }), { minLength: 2, maxLength: 4 });
    const comparisons = fc.array(fc.record({ name: fc.string({ unit: 'binary', minLength: 1 }), levels, missing: fc.constantFrom('excluded' as const, 'modelled' as const) }), { maxLength: 3 });
    fc.assert(fc.property(comparisons, fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...LANGUAGES), (given, prior, language) => {
      const html = linkagePage({ model: { ...SAMPLE_MODEL, comparisons: given, prior } }, { title: 't', language });
      expect(html).not.toMatch(/(?:x|y|width|height)="(?:NaN|-?Infinity)"/);
      expect(html.endsWith('</html>\n')).toBe(true);
    }), { numRuns: 100 });
  });

  test.each([['dedupe', 'Duplicates within one file.'], ['link', 'Links between files.'], ['linkAndDedupe', 'Links between files, and duplicates within them.']] as const)('says what is looked for: %s', (linkType, sentence) => {
    expect(linkagePage({ model: { ...SAMPLE_MODEL, linkType } }, { title: 't' })).toContain(`<p>${sentence}</p>`);
  });

  test('says when counts are bounds, and when nothing is left to compare', () => {
    const { blocking } = SAMPLE_LINKAGE;
    const shown = (counts: NonNullable<typeof blocking>): string => linkagePage({ model: SAMPLE_MODEL, blocking: counts }, { title: 't' });
    expect([shown(blocking!).includes(PAGE_WORDS.en.atMost), shown({ ...blocking!, isExact: true }).includes(PAGE_WORDS.en.atMost)]).toEqual([true, false]);
    expect(shown({ rules: [], totalPairs: 0, cartesianPairs: 0, isExact: true })).toContain('They compare 0% of all pairs there are.');
  });

  test('is the same every time', () => {
    expect(linkagePage(SAMPLE_LINKAGE, { title: 't' })).toBe(linkagePage(SAMPLE_LINKAGE, { title: 't' }));
  });
});

describe('the words', () => {
  test('are there in both languages, and are not the same', () => {
    expect(Object.keys(PAGE_WORDS.fr)).toEqual(Object.keys(PAGE_WORDS.en));
    const shared = Object.entries(PAGE_WORDS.en).filter(([word, text]) => typeof text === 'string' && PAGE_WORDS.fr[word as 'heading'] === text).map(([word]) => word);
    expect(shared).toEqual(['bits', 'f1']);
    for (const { sides } of Object.values(PAGE_WORDS)) expect(sides.join('').length).toBeLessThan(44);
  });
});
