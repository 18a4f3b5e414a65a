import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  americanSoundex, berge, doubleMetaphone, doubleMetaphoneAlternate, fonem, frenchSoundex, PHONETIC_ALGORITHMS, phoneticCode, phonex, sonnex, soundex2,
  type PhoneticAlgorithm,
} from '../../../src/text/index.ts';
import { describeWithData } from '../../shared-data.ts';

type Vectors = Readonly<Record<string, readonly (readonly [word: string, code: string])[]>>;

/** The published vectors by the name they have in the file. */
const BY_NAME: Readonly<Record<string, (text: string) => string>> = { fonem, phonex, soundex2, phonetic: berge, sonnex, soundex: frenchSoundex };

describeWithData('the published vectors', 'identifiers/french_phonetics_vectors.json', (path) => {
  // Tests of npm talisman 1.1.4, which took them from the authors' pages: FONEM from the paper's own tables.
  const vectors = (): Vectors => JSON.parse(readFileSync(path, 'utf8')) as Vectors;

  test.each(Object.entries(BY_NAME))('%s gives every published code', (name, code) => {
    expect(vectors()[name]!.filter(([word, expected]) => code(word) !== expected)).toEqual([]);
  });

  test('there are 729 of them', () => {
    expect(Object.keys(BY_NAME).reduce((sum, name) => sum + vectors()[name]!.length, 0)).toBe(729);
  });

  test('words of a group of homophones have one Sonnex', () => {
    const groups = vectors()['sonnex_homophones'] as unknown as readonly (readonly string[])[];
    expect(groups).toHaveLength(62);
    expect(groups.filter((group) => new Set(group.map(sonnex)).size > 1)).toEqual([]);
  });

  test('the word alone counts: case, hyphens, apostrophes and spaces change no code', () => {
    for (const [name, code] of Object.entries(BY_NAME)) {
      for (const [word] of vectors()[name]!) {
        const expected = code(word);
        const written = [word.toUpperCase(), word.toLowerCase(), `-${word}-`, [...word].join('’-'), ` ${word}.`, word.normalize('NFD')];
        expect(written.map(code), `${name} ${word}`).toEqual(written.map(() => expected));
      }
    }
  });
});

describeWithData('the Soundex vectors of jellyfish', 'linkage/jellyfish/soundex.csv', (path) => {
  // jellyfish keeps a sign that is no letter (¿000); here a text without letters has no code.
  const rows = (): string[][] => readFileSync(path, 'utf8').trim().split('\n').map((line) => line.split(',')).filter(([word]) => word !== '¿');

  test('are those of the American variant: H and W do not keep equal digits apart', () => {
    expect(rows().length).toBeGreaterThan(5);
    expect(rows().filter(([word, code]) => americanSoundex(word!) !== code)).toEqual([]);
  });
});

describe('soundex', () => {
  test('gives the examples of the National Archives', () => {
    // National Archives, General Information Leaflet 55.
    const examples = { Washington: 'W252', Lee: 'L000', Gutierrez: 'G362', Pfister: 'P236', Jackson: 'J250', Tymczak: 'T522', VanDeusen: 'V532', Ashcraft: 'A261' };
    expect(Object.fromEntries(Object.keys(examples).map((name) => [name, americanSoundex(name)]))).toEqual(examples);
  });

  test('tells G and J, S and X, F and V apart from their English company in French', () => {
    expect(frenchSoundex('François')).toBe('F658');
    expect([frenchSoundex('Vigier'), frenchSoundex('Vivier')]).toEqual(['V760', 'V960']);
    expect(frenchSoundex('Çelik')).toBe(frenchSoundex('Selik'));
  });
});

describe('double metaphone', () => {
  test('gives the codes of the article and of its reference program', () => {
    // L. Philips, C/C++ Users Journal 18 (6), 2000, and the examples in the comments of his program, worked through by hand.
    const examples: Readonly<Record<string, readonly [string, string]>> = {
      Smith: ['SM0', 'XMT'], Schmidt: ['XMT', 'SMT'], Thomas: ['TMS', 'TMS'], Thumb: ['0M', 'TM'], Xavier: ['SF', 'SFR'], Michael: ['MKL', 'MXL'],
      Caesar: ['SSR', 'SSR'], Jose: ['HS', 'HS'], Cabrillo: ['KPRL', 'KPR'], Ghislane: ['JLN', 'JLN'], McLaughlin: ['MKLF', 'MKLF'], Hugh: ['H', 'H'],
      Rogier: ['RJ', 'RJR'], Breaux: ['PR', 'PR'], Filipowicz: ['FLPT', 'FLPF'], Wachtler: ['AKTL', 'FKTL'], Tagliaro: ['TKLR', 'TLR'],
      Zhao: ['J', 'J'], Arnow: ['ARN', 'ARNF'], Dumb: ['TM', 'TM'], Campbell: ['KMPL', 'KMPL'], Edgar: ['ATKR', 'ATKR'], Edge: ['AJ', 'AJ'],
      Orchestra: ['ARKS', 'ARKS'], Chemistry: ['KMST', 'KMST'], Sugar: ['XKR', 'SKR'], Island: ['ALNT', 'ALNT'], Resnais: ['RSN', 'RSNS'], Bacher: ['PKR', 'PKR'],
    };
    expect(Object.fromEntries(Object.keys(examples).map((name) => [name, [doubleMetaphone(name), doubleMetaphoneAlternate(name)]]))).toEqual(examples);
  });
});

describe('every algorithm', () => {
  const ALPHABETS: Readonly<Record<PhoneticAlgorithm, RegExp>> = {
    soundex2: /^[A-Z]{0,4}$/, phonex: /^[A-Z1-5]*$/, fonem: /^(?:STE?-)?[A-Z]*$/, berge: /^[A-Z]*$/, sonnex: /^[a-zCEU123]*$/,
    frenchSoundex: /^(?:[A-Z][1-9]*0*)?$/, americanSoundex: /^(?:[A-Z][1-6]*0*)?$/, doubleMetaphone: /^[A-Z0]{0,4}$/, doubleMetaphoneAlternate: /^[A-Z0]{0,4}$/,
  };

  test.each(PHONETIC_ALGORITHMS)('%s answers any text, in its own alphabet', (algorithm) => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'AEIOUYBCDFGHJKLMNPQRSTVWXZ'), maxLength: 24 }),
      fc.string({ unit: fc.constantFrom(...'aeiouéèêçœæßñ’-. schgntlmpx'), maxLength: 24 }),
    );
    fc.assert(fc.property(words, (word) => {
      expect(phoneticCode(algorithm, word)).toMatch(ALPHABETS[algorithm]);
    }), { numRuns: 2000 });
  });

  test.each(PHONETIC_ALGORITHMS)('%s hears nothing where no letter is', (algorithm) => {
    expect(['', ' ', '123', '¿', '王', '--'].map((text) => phoneticCode(algorithm, text))).toEqual(['', '', '', '', '', '']);
  });

  test.each(PHONETIC_ALGORITHMS)('%s does not hang on long words', (algorithm) => {
    for (const unit of ['A', 'SCH', 'TION', 'EAU', 'ST', 'GN', 'C']) expect(phoneticCode(algorithm, unit.repeat(5000)).length).toBeLessThanOrEqual(40_000);
  });
});
