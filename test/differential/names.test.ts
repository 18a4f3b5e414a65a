// Names, addresses and Soundex codes against slow programs that share nothing with the kernels: strings, lists of words and
// regular expressions, written from the rules as they are told in the guides and in the articles.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { americanSoundex, frenchSoundex, normaliseAddress, normaliseName, phonex, soundex2, type NameForm } from '../../src/text/index.ts';
import { describeWithData } from '../shared-data.ts';

const plain = (text: string): string => text.toUpperCase().replaceAll('Œ', 'OE').replaceAll('Æ', 'AE').normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('’', '\'');

/** The parts of a family name, by splitting lists of words. */
function slowFamilyName(text: string): Partial<Record<NameForm, string>> {
  const titles = ['M', 'MR', 'MME', 'MLLE', 'DR', 'PR', 'ME'];
  const birth = ['NEE', 'NE'];
  const married = ['EP', 'EPSE', 'EPOUSE', 'VVE', 'VEUVE'];
  const alias = ['DIT', 'DITE'];
  const kinds = (word: string): NameForm | null => (birth.includes(word) ? 'birthName' : married.includes(word) ? 'usedName' : alias.includes(word) ? 'alias' : null);
  const all = plain(text.split('*')[0]!).split(/[^A-Z]+/).filter((word) => word !== '');
  const saints = all.map((word, index) => (index === all.length - 1 ? word : word === 'ST' ? 'SAINT' : word === 'STE' ? 'SAINTE' : word));
  let leading: NameForm = 'name';
  while (saints.length > 1 && (titles.includes(saints[0]!) || kinds(saints[0]!) !== null)) leading = kinds(saints.shift()!) ?? leading;
  const parts: Partial<Record<NameForm, string[]>> = {};
  let part: NameForm = 'name';
  let words: string[] = [];
  const close = (): void => {
    while (words.length > 1 && titles.includes(words[0]!)) words.shift();
    if (words.length > 0) parts[part] ??= words;
    words = [];
  };
  for (const [index, word] of saints.entries()) {
    const next = index === 0 ? null : kinds(word);
    if (next === null) words.push(word);
    else {
      close();
      part = next;
    }
  }
  close();
  if (parts.birthName !== undefined) parts.usedName ??= parts.name!;
  else if (parts.usedName !== undefined) parts.birthName = parts.name!;
  if (parts.name !== undefined) parts[leading] ??= parts.name;
  return Object.fromEntries(Object.entries(parts).map(([form, found]) => [form, found.join(' ')]));
}

describe('family names', () => {
  const words = fc.constantFrom('Dupont', 'Lefèvre', 'Œuvré', 'ST', 'Ste', 'de', 'L', 'NEE', 'née', 'EP', 'veuve', 'DIT', 'M', 'Mme', 'DR', 'Jean', 'Haÿ', 'NE', 'Epse');
  const texts = fc.array(fc.tuple(words, fc.constantFrom(' ', '-', '’', ' - ', ', ', '. ', '*', ' (')), { maxLength: 8 }).map((pairs) => pairs.flat().join(''));

  test.each(['name', 'birthName', 'usedName', 'alias'] as const)('have the %s that the slow program finds', (form) => {
    fc.assert(fc.property(texts, (text) => {
      // Placeholders have tests of their own.
      expect(normaliseName(text, form, { kind: 'family', placeholders: 'keep' })).toBe(slowFamilyName(text)[form] ?? null);
    }), { numRuns: 5000 });
  });
});

/** One line of an address, word by word. */
function slowAddress(text: string): string {
  const long: Readonly<Record<string, string>> = { AV: 'AVENUE', BD: 'BOULEVARD', PL: 'PLACE', CHE: 'CHEMIN', RTE: 'ROUTE', ST: 'SAINT', STE: 'SAINTE', GAL: 'GENERAL', MAL: 'MARECHAL', BAT: 'BATIMENT' };
  const letters: Readonly<Record<string, string>> = { BIS: 'B', TER: 'T', QUATER: 'Q' };
  return plain(text).replaceAll(/[^A-Z0-9]+/g, ' ').trim()
    .replaceAll(/\b(\d+)(BIS|TER|QUATER)\b/g, '$1 $2')
    .replace(/^(\d+)([A-Z])\b/, '$1 $2')
    .replaceAll(/(?<=\b\d+ )(?:BIS|TER|QUATER)\b/g, (word) => letters[word]!)
    .replaceAll(/\bCEDEX(?=\d+\b)/g, 'CEDEX ')
    .replaceAll(/(?<=\bCEDEX )\d\b/g, '0$&')
    .split(' ').map((word) => long[word] ?? word).join(' ')
    .replace(/^R\b/, 'RUE')
    .replaceAll(/(?<=\b\d+ |\b\d+ [A-Z] )R\b/g, 'RUE')
    .replaceAll(/(?<=\b\d+ |\b\d+ [A-Z] )CH\b/g, 'CHEMIN');
}

describe('addresses', () => {
  const words = fc.constantFrom('12', '7bis', '3 TER', '4 quater', '9D', 'av.', 'Bd', 'PL', 'che', 'Rte', 'St', 'Gal', 'Bât', 'R', 'CH', 'Zola', 'Église', 'cedex 8', 'CEDEX16', 'du', '8');
  test('are what the slow program writes', () => {
    fc.assert(fc.property(fc.array(fc.tuple(words, fc.constantFrom(' ', ', ', ' - ', '’')), { minLength: 1, maxLength: 6 }), (pairs) => {
      const text = pairs.flat().join('');
      // Two suffixes after one number, and a lone R after R, mean nothing; the two programs may differ there.
      fc.pre(!/\b[BTQDR] (?:R|CH)\b|RUE R|R R|CH R|R CH/.test(slowAddress(text)) && !/\bR\W+R\b|\bCH\W+(?:R|CH)\b|\bR\W+CH\b/i.test(text));
      expect(normaliseAddress(text, 'full')).toBe(slowAddress(text));
    }), { numRuns: 5000 });
  });
});

/** Soundex as its patent tells it: letters to digits, equal neighbours once (H and W between them or not), vowels out. */
function slowSoundex(groups: readonly string[], name: string): string {
  const letters = plain(name).replaceAll(/[^A-Z]/g, '');
  const heard = letters.charAt(0) + letters.slice(1).replaceAll(/[HW]/g, '');
  const digit = (letter: string): string => String(groups.findIndex((group) => group.includes(letter)) + 1);
  const digits = [...heard].map(digit).filter((value, index, all) => index === 0 || value !== all[index - 1]);
  return letters === '' ? '' : `${letters.charAt(0)}${digits.slice(1).filter((value) => value !== '0').join('')}000`.slice(0, 4);
}

/** Soundex 2 by the steps of the article, one after the other. */
function slowSoundex2(name: string): string {
  let word = plain(name).replaceAll(/[^A-Z]/g, '');
  for (const [group, sound] of [['GUI', 'KI'], ['GUE', 'KE'], ['GA', 'KA'], ['GO', 'KO'], ['GU', 'K'], ['CA', 'KA'], ['CO', 'KO'], ['CU', 'KU'], ['Q', 'K'], ['CC', 'K'], ['CK', 'K']] as const) word = word.replaceAll(group, sound);
  word = word.charAt(0) + word.slice(1).replaceAll(/[EIOU]/g, 'A');
  for (const [prefix, sound] of [['MAC', 'MCC'], ['SCH', 'SSS'], ['ASA', 'AZA'], ['KN', 'NN'], ['PH', 'FF'], ['PF', 'FF']] as const) if (word.startsWith(prefix)) word = sound + word.slice(prefix.length);
  word = [...word].filter((letter, index, all) => letter !== 'H' || index === 0 || 'CS'.includes(all[index - 1]!)).join('');
  word = [...word].filter((letter, index, all) => letter !== 'Y' || index === 0 || all[index - 1] === 'A').join('');
  if ('ATDS'.includes(word.slice(-1))) word = word.slice(0, -1);
  word = word.charAt(0) + word.slice(1).replaceAll('A', '');
  return [...word].filter((letter, index, all) => letter !== all[index - 1]).join('').slice(0, 4);
}

describe('codes that a page can tell', () => {
  const AMERICAN = ['BFPV', 'CGJKQSXZ', 'DT', 'L', 'MN', 'R'];
  const FRENCH = ['BP', 'CKQ', 'DT', 'L', 'MN', 'R', 'GJ', 'SXZ', 'FV'];
  const words = fc.string({ unit: fc.constantFrom(...'AAEEIOUYBCCDFGGHHKKLMNNPQRSSTVWXZ'), maxLength: 12 });

  test('Soundex, American and French, is what the slow program gives', () => {
    fc.assert(fc.property(words, (word) => {
      expect([americanSoundex(word), frenchSoundex(word)]).toEqual([slowSoundex(AMERICAN, word), slowSoundex(FRENCH, word)]);
    }), { numRuns: 5000 });
  });

  test('Soundex 2 is what the slow program gives', () => {
    fc.assert(fc.property(words, (word) => {
      expect(soundex2(word)).toBe(slowSoundex2(word));
    }), { numRuns: 5000 });
  });
});

describeWithData('the names of Splink’s made-up people', 'linkage/splink/fake_1000.csv', (path) => {
  test('are names: cleaning loses none, and codes all', () => {
    const names = [...new Set(readFileSync(path, 'utf8').split('\n').slice(1).flatMap((line) => line.split(',').slice(1, 3)).filter((name) => /^[A-Z][a-z]{2,}$/.test(name)))];
    expect(names.length).toBeGreaterThan(100);
    for (const name of names) expect([name, normaliseName(name, 'name', { kind: 'family' }), phonex(name) !== '', soundex2(name) !== '']).toEqual([name, name.toUpperCase(), true, true]);
  });
});
