// Pages of profiles and verdicts as texts: complete, self-contained, in two languages, and no more than they were given.
import { describe, expect, test } from 'vitest';
import { IDENTIFIER_NAMES, IDENTIFIERS } from '../../../src/identifiers/index.ts';
import { LENGTH_REASONS } from '../../../src/quality/kernel/text-lengths.ts';
import { NIR_AGREEMENT_REASONS } from '../../../src/quality/kernel/nir-agreement.ts';
import { countOf, LANGUAGES, PAGE_SHEET } from '../../../src/chart/index.ts';
import { identifierName } from '../../../src/quality/pages/identifier-name.ts';
import type { TableProfile } from '../../../src/quality/profile/profile-data.ts';
import { profileNotes } from '../../../src/quality/pages/profile-notes.ts';
import { profilePage } from '../../../src/quality/pages/profile-page.ts';
import { profileText } from '../../../src/quality/pages/profile-text.ts';
import { PROFILE_WORDS } from '../../../src/quality/pages/profile-words.ts';
import { qualityPage } from '../../../src/quality/pages/quality-page.ts';
import { qualityText } from '../../../src/quality/pages/quality-text.ts';
import { QUALITY_WORDS } from '../../../src/quality/pages/quality-words.ts';
import { reasonText } from '../../../src/quality/pages/reason-words.ts';
import { FAULT_NAMES } from '../../../src/read/kernel/cells.ts';
import { worstVerdict } from '../../../src/quality/checks/worst-verdict.ts';
import { HOSTILE_PROFILE, SAMPLE_PROFILE, SAMPLE_WITH_VALUES, sampleColumn } from '../../browser/sample-profile.ts';
import { HOSTILE_SECTIONS, SAMPLE_SECTIONS, sampleCheck } from '../../browser/sample-quality.ts';

const EMPTY: TableProfile = { rows: 0, showsValues: false, minCount: 11, columns: [] };
const PAGES: Readonly<Record<string, (language: 'en' | 'fr') => string>> = {
  'a profile': (language) => profilePage(SAMPLE_PROFILE, { title: 'stays.csv', language }),
  'a profile with values': (language) => profilePage(SAMPLE_WITH_VALUES, { title: 'stays.csv', language }),
  'a profile of hostile names': (language) => profilePage(HOSTILE_PROFILE, { title: '</title><script>', language }),
  'an empty profile': (language) => profilePage(EMPTY, { title: '', language }),
  'verdicts': (language) => qualityPage(SAMPLE_SECTIONS, { title: 'Stays', language }),
  'verdicts of hostile names': (language) => qualityPage(HOSTILE_SECTIONS, { title: '</title><script>', language }),
  'no verdicts': (language) => qualityPage([], { title: '', language }),
};
/** Every word that would be read on a page: tags and the style left out, texts read back. */
const wordsOf = (html: string): string => html.replace(/<style>.*?<\/style>/s, '').replaceAll(/<[^>]*>/g, '\n').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

describe.each(Object.entries(PAGES))('the page of %s', (_name, write) => {
  test.each(LANGUAGES)('is one file that executes nothing, fetches nothing and says its language: %s', (language) => {
    const html = write(language);
    expect(html).toMatch(new RegExp(`^<!doctype html>\\n<html lang="${language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'`));
    expect(html.match(/<(?:script|iframe|img|image|link|object|embed|base|form|use|foreignObject)\b/gi)).toBeNull();
    expect(html.replaceAll('xmlns="http://www.w3.org/2000/svg"', '').match(/(?:src|href)="(?!#)|url\(|@import|<[^>]+ on\w+=/gi)).toBeNull();
    expect(html.match(/ id="([^"]+)"/g)?.length ?? 0).toBe(new Set(html.match(/ id="([^"]+)"/g)).size);
    for (const [, place] of html.matchAll(/ (?:href="#|aria-labelledby=")([\w-]+)"/g)) expect(html).toContain(` id="${place!}"`);
  });

  test('closes what it opens, in order', () => {
    const open: string[] = [];
    for (const [, close, name] of write('en').replace(/<style>.*?<\/style>/s, '').matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
      if (close === '/') expect(open.pop()).toBe(name);
      else if (name !== 'meta') open.push(name!);
    }
    expect(open).toEqual([]);
  });
});

describe('the style', () => {
  test('holds none of the signs that a page escapes, and fetches nothing', () => {
    expect(PAGE_SHEET).not.toMatch(/[<>&"']|url|@import|expression/);
    expect(PAGE_SHEET.length).toBeLessThan(6000);
  });
});

describe('the words', () => {
  test('are the same in number in both languages, and none is missing', () => {
    const shape = (words: object): unknown => Object.fromEntries(Object.entries(words).map(([name, value]) => [name, typeof value === 'object' && value !== null ? shape(value as object) : typeof value]));
    for (const table of [PROFILE_WORDS, QUALITY_WORDS]) {
      expect(shape(table.fr)).toEqual(shape(table.en));
      for (const words of Object.values(table)) for (const text of Object.values(words as object)) if (typeof text === 'string') expect(text).not.toBe('');
    }
  });

  test('name identifiers as people do', () => {
    const names = ['nir', 'siret', 'cim10', 'departement', 'birthPlace', 'postalCode', 'email', 'constructor'];
    expect(names.map((name) => identifierName(name, 'fr'))).toEqual(['NIR', 'SIRET', 'CIM-10', 'département', 'lieu de naissance', 'code postal', 'adresse électronique', 'CONSTRUCTOR']);
    expect(names.map((name) => identifierName(name, 'en'))).toEqual(['NIR', 'SIRET', 'ICD-10', 'department', 'place of birth', 'postal code', 'e-mail address', 'CONSTRUCTOR']);
  });

  test('say in French what every reason means, beside its code', () => {
    const read = FAULT_NAMES.filter((name) => name !== '');
    const known = [...IDENTIFIER_NAMES.flatMap((name) => IDENTIFIERS[name].reasons.slice(1).map((reason) => reason.name)), ...LENGTH_REASONS, ...NIR_AGREEMENT_REASONS, ...read];
    for (const code of [...known, 'duplicate', 'missing', 'value', 'predicate', 'pattern', 'order', 'low', 'high']) {
      expect(reasonText(code, 'fr')).toMatch(new RegExp(`^${code} \\(.+\\)$`));
      expect(reasonText(code, 'en')).toBe(code);
    }
    expect(['another', 'constructor', ''].map((code) => reasonText(code, 'fr'))).toEqual(['another', 'constructor', '']);
    const report = qualityPage(SAMPLE_SECTIONS, { title: '', language: 'fr' });
    expect(wordsOf(report)).toContain('checkDigits (chiffres de contrôle) 1\u202F922');
    expect(qualityText(SAMPLE_SECTIONS, 'fr')).toContain('checkDigits (chiffres de contrôle)');
    expect(wordsOf(profilePage({ ...SAMPLE_PROFILE, rejected: { DATA_FIELD_COUNT: 1 } }, { title: '', language: 'fr' }))).toContain('DATA_FIELD_COUNT (nombre de champs)');
  });

  test('are singular beside one, and in French beside none', () => {
    const row = { one: 'row', many: 'rows' };
    expect([0, 1, 2].map((count) => countOf(count, row, 'en'))).toEqual(['0 rows', '1 row', '2 rows']);
    expect([0, 1, 2].map((count) => countOf(count, row, 'fr'))).toEqual(['0 row', '1 row', '2 rows']);
    const one: TableProfile = { rows: 1, showsValues: false, minCount: 1, columns: [sampleColumn('a', { distinct: { count: 1, isExact: true, relativeError: 0 } })] };
    expect(profileText(one)).toMatch(/^1 row, 1 column\n[^]*at least 1 row\./);
    expect(profileText(one, 'fr')).toMatch(/^1 ligne, 1 colonne\n[^]*au moins 1 ligne\./);
    expect(wordsOf(profilePage(one, { title: '' }))).toMatch(/\nrow\n+1\n+column\n+1\n[^]*at least 1 row;/);
    const verdict = { path: 'p', verdict: { verdict: 'pass', rows: 1, checks: [sampleCheck('c', { tested: 1 })] } } as const;
    expect(qualityText([verdict])).toMatch(/^p: 1 row\n/);
    expect(wordsOf(qualityPage([verdict], { title: '', language: 'fr' }))).toMatch(/\ncontrôle\n+1\n[^]*· 1 ligne\n/);
  });
});

describe('a profile', () => {
  test('is told whole: each column, its nulls, its charts and what is to be looked at', () => {
    const html = profilePage(SAMPLE_PROFILE, { title: 'stays.csv' });
    const words = wordsOf(html);
    for (const { name } of SAMPLE_PROFILE.columns) expect(words).toContain(`\n${name}\n`);
    for (const text of ['184,302', '78.24% filled, 21.76% null', '≈ 151,204 (±\u00A00.81%)', '1930', '2024', 'texts with a NIR: 42', 'always null', 'valid as NIR', 'proposed role: direct identifier']) expect(words).toContain(text);
    expect(html.match(/<svg [^>]*role="img"/g)!.length).toBeGreaterThanOrEqual(SAMPLE_PROFILE.columns.length);
  });

  test('that shows values says so on top, in both languages and on a terminal, and one that does not shows none', () => {
    for (const language of LANGUAGES) {
      expect(wordsOf(profilePage(SAMPLE_WITH_VALUES, { title: '', language }))).toMatch(/\n(?:Internal|Interne)/);
      expect(wordsOf(profilePage(SAMPLE_PROFILE, { title: '', language }))).not.toMatch(/\n(?:Internal|Interne)/);
    }
    expect(profileText(SAMPLE_WITH_VALUES)).toMatch(/as confidential as the data/);
    expect(profileText(SAMPLE_PROFILE)).toMatch(/No value is shown/);
    for (const text of ['-120.50', '99999.99', '1900-01-01']) {
      expect(wordsOf(profilePage(SAMPLE_WITH_VALUES, { title: '' }))).toContain(text);
      expect(wordsOf(profilePage(SAMPLE_PROFILE, { title: '' }))).not.toContain(text);
    }
  });

  test('shows ranks in place of values, and folds what is beyond eight bars into one', () => {
    const words = wordsOf(profilePage(SAMPLE_PROFILE, { title: '' }));
    expect(words).toContain('no. 1 24,000; no. 2 12,000;');
    expect(words).toMatch(/no\. 8 3,000; 28 others 33,117\n/);
  });

  test('fits a terminal of 120 columns, hostile names too, and gives it nothing to obey', () => {
    for (const profile of [SAMPLE_PROFILE, SAMPLE_WITH_VALUES, HOSTILE_PROFILE, EMPTY]) {
      const lines = profileText(profile).split('\n');
      expect(lines.filter((line) => [...line].length > 120)).toEqual([]);
      expect(lines.join('')).not.toMatch(/\p{C}/u);
    }
    expect(profileText(EMPTY)).toContain('0 rows, 0 columns');
  });

  test('has one line in place of a table that has no figure', () => {
    const numbers = { ...SAMPLE_PROFILE.columns.find(({ name }) => name === 'cost')!.numbers!, mean: null, standardDeviation: null, quantiles: [], histogram: [] };
    const few = (...columns: Parameters<typeof sampleColumn>[1][]): string => profileText({ ...EMPTY, rows: 5, columns: columns.map((given, index) => sampleColumn(`c${index}`, given)) });
    expect(few({ numbers }, { numbers })).toContain('\nNumbers\n\nToo few rows have a value: what is told comes from at least 11 rows.\n\n');
    expect(few({ numbers }, { numbers: { ...numbers, mean: 7 } })).toMatch(/\nc0 +–[– ]+\nc1 +7 +–/);
    expect(few({})).not.toContain('Too few');
  });

  test('says of a column that no value occurs twice, where each was counted', () => {
    const column = (count: number, once: number, isExact = true): Parameters<typeof sampleColumn>[1] =>
      ({ distinct: { count, isExact, relativeError: isExact ? 0 : 0.008 }, frequencies: isExact ? { top: [], other: { distinct: count, rows: count }, once } : null });
    const both = (given: Parameters<typeof sampleColumn>[1]): boolean[] => {
      const profile: TableProfile = { ...EMPTY, rows: 40, columns: [sampleColumn('c', given)] };
      return [profileText(profile), wordsOf(profilePage(profile, { title: '' }))].map((text) => /[0-9], unique\n| unique {2}/.test(text));
    };
    expect([both(column(40, 40)), both(column(40, 39)), both(column(1, 1)), both(column(40, 40, false))]).toEqual([[true, true], [false, false], [false, false], [false, false]]);
  });

  test('is told to a terminal in the language of its reader, as verdicts are', () => {
    const text = profileText(SAMPLE_PROFILE, 'fr');
    expect(text).toMatch(/^184\u202F302 lignes, 8 colonnes\n\ncolonne +type +manquant +distinctes +semble être\n/);
    for (const words of ['\nNombres\n', '\nTextes\n', '\nÀ regarder\n', 'forme la plus fréquente', 'Aucune valeur n’est montrée']) expect(text).toContain(words);
    expect(text.split('\n').filter((line) => [...line].length > 120)).toEqual([]);
    expect(qualityText(SAMPLE_SECTIONS, 'fr')).toMatch(/\nLignes en défaut par motif\n[^]*\nDes contrôles sont en échec\u00A0: 2 échecs, 2 alertes, 6 conformes\.\n$/);
  });

  test('of a table without rows draws and says nothing of shares', () => {
    const profile: TableProfile = { ...EMPTY, columns: [sampleColumn('a', { distinct: { count: 0, isExact: true, relativeError: 0 } })] };
    expect(wordsOf(profilePage(profile, { title: 't' }))).not.toMatch(/NaN|Infinity|%/);
    expect(profileText(profile)).not.toMatch(/NaN|Infinity|%/);
  });
});

describe('what is to be looked at', () => {
  const notesOf = (given: Parameters<typeof sampleColumn>[1]): string[] => profileNotes(sampleColumn('c', given), 100, 'en').map(({ kind, text }) => `${kind}: ${text}`);
  const identity = sampleColumn('c').identity;

  test('is nothing in a plain column', () => {
    expect(notesOf({})).toEqual([]);
  });

  test('are direct identifiers where nothing else says so, but not in a column of them', () => {
    const found = { nir: 3, email: 0, phone: 1 };
    expect(notesOf({ identity: { ...identity, found } })).toEqual(['identity: texts with a NIR: 3', 'identity: texts with a telephone number: 1']);
    expect(notesOf({ identity: { ...identity, found, identifier: 'nir', confidence: 1, proposedRole: 'directIdentifier' } })).toEqual([]);
  });

  test('are the values that an identifier refuses', () => {
    expect(notesOf({ identity: { ...identity, identifier: 'cim10', confidence: 0.95 } })).toEqual(['data: 5% of the values looked at are not valid as ICD-10']);
  });

  test('are identifiers of a part of the values, unless a few digits pass for them', () => {
    const candidates = [{ identifier: 'departement', share: 0.9 }, { identifier: 'siret', share: 0.83 }];
    expect(notesOf({ identity: { ...identity, candidates } })).toEqual(['data: 83% of the values looked at are valid as SIRET']);
    expect(notesOf({ identity: { ...identity, candidates: candidates.slice(0, 1) } })).toEqual([]);
    expect(profileNotes(sampleColumn('dep_naissance', { identity: { ...identity, candidates } }), 100, 'fr').map(({ text }) => text)).toEqual(['90\u202F% des valeurs regardées sont valides comme département']);
    expect(notesOf({ identity: { ...identity, candidates, identifier: 'siren', confidence: 1 } })).toEqual([]);
  });

  test('are columns that are null or the same throughout, but not for want of rows', () => {
    expect(notesOf({ nulls: 100, distinct: { count: 0, isExact: true, relativeError: 0 } })).toEqual(['data: always null']);
    expect(notesOf({ distinct: { count: 1, isExact: true, relativeError: 0 } })).toEqual(['data: always the same value']);
    expect(profileNotes(sampleColumn('c', { distinct: { count: 0, isExact: true, relativeError: 0 } }), 0, 'en')).toEqual([]);
  });

  test('are first of Januaries beyond chance', () => {
    const dates = { years: [], otherYears: { distinct: 0, rows: 0 }, outOfRange: 0, newYearDays: 5, placeholders: 0, quantiles: [] };
    expect(notesOf({ dates })).toEqual([]);
    expect(notesOf({ dates: { ...dates, newYearDays: 6 } })).toEqual(['data: many dates on a first of January: 6']);
  });
});

describe('verdicts', () => {
  test('are told whole: each check, its counts, its limits and why rows failed', () => {
    const words = wordsOf(qualityPage(SAMPLE_SECTIONS, { title: 'Stays' }));
    for (const text of ['Some checks fail', 'tables.stays.steps[1]', 'identifier nir', '2,377', '1.29%', '≤\u00A01%, ≤\u00A05,000', 'checkDigits 1,922; length 310; month 145', 'DUPLICATE', 'distance 0.03172', '≥\u00A0150,000, ≤\u00A0250,000']) expect(words).toContain(text);
  });

  test('show the failed checks first, then the warnings, otherwise in the order of the plan', () => {
    const order = [...wordsOf(qualityPage(SAMPLE_SECTIONS, { title: '' })).matchAll(/\n(fail|warn|pass)\n/g)].map(([, verdict]) => verdict);
    expect(order).toEqual(['fail', 'fail', 'warn', 'pass', 'pass', 'pass', 'warn', 'pass', 'pass', 'pass']);
  });

  test('are told by signs and words, not by colour alone', () => {
    expect(qualityPage(SAMPLE_SECTIONS, { title: '' })).toMatch(/<span class="verdict bad"><span aria-hidden="true">✕ <\/span>fail<\/span>/);
  });

  test('of a whole are the worst of its parts', () => {
    expect([[], ['pass'], ['pass', 'warn'], ['warn', 'fail', 'pass']].map((verdicts) => worstVerdict(verdicts as []))).toEqual(['pass', 'pass', 'warn', 'fail']);
  });

  test('fit a terminal of 120 columns and give it nothing to obey', () => {
    for (const sections of [SAMPLE_SECTIONS, HOSTILE_SECTIONS, []]) {
      const text = qualityText(sections);
      expect(text.split('\n').filter((line) => [...line].length > 120)).toEqual([]);
      expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
    }
    expect(qualityText(SAMPLE_SECTIONS)).toMatch(/\nSome checks fail: 2 failed, 2 warned, 6 passed\.\n$/);
    expect(qualityText([])).toBe('All checks hold: 0 failed, 0 warned, 0 passed.\n');
  });

  test('of no rows have no share', () => {
    const section = { path: 'p', verdict: { verdict: 'pass', rows: 0, checks: [sampleCheck('c', { tested: 0 })] } } as const;
    expect(wordsOf(qualityPage([section], { title: 't' }))).not.toMatch(/NaN|Infinity/);
  });
});
