// The tables that synthetic data are drawn from: what each entry must be, and that draws follow them.
import { describe, expect, test } from 'vitest';
import { cim10Category, cim10Chapter, departementOfCommune, DEPARTEMENTS, finess, validateIdentifier } from '../../../src/identifiers/index.ts';
import { createCell, type Cell } from '../../../src/synthesise/kernel/cell.ts';
import { createDiagnoses, drawDiagnosis } from '../../../src/synthesise/kernel/diagnoses.ts';
import { createHospitals, drawHospital } from '../../../src/synthesise/kernel/hospitals.ts';
import { appendFamilyName, createNames, drawFamilyName, drawGivenName } from '../../../src/synthesise/kernel/names.ts';
import { appendCommuneName, appendPlaceCode, appendPostalCode, birthPlaceAt, createPlaces, departementOfPlace, isAbroad, residenceAt, residenceNear } from '../../../src/synthesise/kernel/places.ts';
import { DIAGNOSES } from '../../../src/synthesise/kernel/tables/diagnoses.ts';
import { FAMILY_NAMES } from '../../../src/synthesise/kernel/tables/family-names.ts';
import { BOYS, GIRLS } from '../../../src/synthesise/kernel/tables/given-names.ts';
import { ALIKE, KEYBOARD } from '../../../src/synthesise/kernel/tables/misspellings.ts';
import { COMMUNES, COUNTRIES, COUNTRYSIDE, HOSPITALS, STREET_KINDS, STREETS } from '../../../src/synthesise/kernel/tables/places.ts';
import { entriesOf, wordList, wordsOf, type WordList } from '../../../src/synthesise/kernel/word-list.ts';
import { seedGenerator } from '../../../src/synthesise/kernel/xoshiro.ts';

const encoder = new TextEncoder();
const textOf = (cell: Cell): string => String.fromCharCode(...cell.units.subarray(0, Math.max(0, cell.length)));
const word = (words: WordList, index: number): string => String.fromCharCode(...words.units.subarray(words.offsets[index], words.offsets[index + 1]));
const written = (write: (cell: Cell) => void): string => {
  const cell = createCell();
  write(cell);
  return textOf(cell);
};
const generator = (index = 0): Int32Array => {
  const state = new Int32Array(4);
  seedGenerator(state, Uint32Array.of(9, 8, 7, 6), 1, index);
  return state;
};
const share = (count: number, holds: (at: number) => boolean): number => Array.from({ length: count }, (_, at) => holds(at)).filter(Boolean).length / count;

describe('entries', () => {
  test('communes: code, postal code of the same département, inhabitants, name; each code once', () => {
    const entries = entriesOf(COMMUNES);
    expect(entries.length).toBeGreaterThan(350);
    for (const [code, postalCode, thousands, name, ...rest] of entries) {
      expect(rest).toEqual([]);
      expect(DEPARTEMENTS[departementOfCommune(encoder.encode(code), 0, 5)]).toBeDefined();
      expect(postalCode!.slice(0, 2)).toBe(code!.slice(0, 2).replace(/2[AB]/, '20'));
      expect(Number(thousands)).toBeGreaterThan(5);
      expect(name).toMatch(/^[A-ZÉÎ][A-Za-zÀ-ÿœ_'-]+$/);
    }
    expect(new Set(entries.map(([code]) => code)).size).toBe(entries.length);
  });

  test('every département of the mainland has communes, by list or by number', () => {
    const covered = new Set([...entriesOf(COMMUNES), ...entriesOf(COUNTRYSIDE)].map(([code]) => code!.slice(0, 2)));
    const mainland = DEPARTEMENTS.filter((code) => /^(?:\d\d|2[AB])$/.test(code) && code !== '20' && code !== '99');
    expect(mainland.filter((code) => !covered.has(code))).toEqual([]);
  });

  test('countries, hospitals and streets have codes and weights', () => {
    for (const [code, weight] of entriesOf(COUNTRIES)) expect([/^\d{3}$/.test(code!), Number(weight) > 0]).toEqual([true, true]);
    for (const [departement, weight] of entriesOf(HOSPITALS)) expect([/^(?:\d\d|2A)$/.test(departement!), Number(weight) > 0]).toEqual([true, true]);
    for (const [kind, weight] of entriesOf(STREET_KINDS)) expect([/^[a-zé]+$/.test(kind!), Number(weight) > 0]).toEqual([true, true]);
    expect(new Set(wordsOf(STREETS)).size).toBe(wordsOf(STREETS).length);
  });

  test('given names have a peak, a spread and a weight', () => {
    for (const [name, peak, spread, weight, ...rest] of [...entriesOf(BOYS), ...entriesOf(GIRLS)]) {
      expect([name, rest]).toEqual([name, []]);
      expect(name).toMatch(/^[A-ZÉ][A-Za-zÀ-ÿ-]+$/);
      expect([Number(peak) >= 1900 && Number(peak) <= 2024, Number(spread) > 0, Number(weight) > 0]).toEqual([true, true, true]);
    }
    expect(entriesOf(BOYS).length).toBeGreaterThan(150);
    expect(entriesOf(GIRLS).length).toBeGreaterThan(150);
  });

  test('family names are words', () => {
    expect(wordsOf(FAMILY_NAMES).length).toBeGreaterThan(400);
    for (const name of wordsOf(FAMILY_NAMES)) expect(name).toMatch(/^[A-ZÉÖÇ][A-Za-zÀ-ÿ'-]+$/);
  });

  test('diagnoses have a code of a chapter, possible ages, nights and cost', () => {
    for (const [code, weight, sex, from, to, nights, euros, ...rest] of entriesOf(DIAGNOSES)) {
      expect([code, cim10Chapter(cim10Category(encoder.encode(code), 0, code!.length)) > 0, rest]).toEqual([code, true, []]);
      expect([Number(weight) > 0, ['*', 'M', 'F'].includes(sex!), Number(from) <= Number(to), Number(nights) >= 0, Number(euros) > 100]).toEqual([true, true, true, true, true]);
    }
  });

  test('spellings differ and keys have neighbours', () => {
    for (const pair of ALIKE.split(';')) {
      const [from, to] = pair.split(' ');
      expect(from!.length).toBeGreaterThan(0);
      expect(to).not.toBe(from);
    }
    const keys = Object.fromEntries(KEYBOARD.split(';').map((entry) => entry.split(' ')));
    expect(Object.keys(keys).sort().join('')).toBe('abcdefghijklmnopqrstuvwxyz');
    for (const [letter, neighbours] of Object.entries(keys)) expect(String(neighbours)).not.toContain(letter);
  });
});

test('word lists give their words back', () => {
  const words = ['', 'a', 'Éva', 'x y'];
  const list = wordList(words);
  expect(words.map((_, index) => word(list, index))).toEqual(words);
  expect(wordsOf(' de_la_Gare\nX ')).toEqual(['de la Gare', 'X']);
  expect(entriesOf('a 1;b 2\n;c 3')).toEqual([['a', '1'], ['b', '2'], ['c', '3']]);
});

describe('places', () => {
  const places = createPlaces();
  const births = Array.from({ length: 20_000 }, (_, at) => birthPlaceAt(places, (at + 0.5) / 20_000));

  test('a tenth of births is abroad, half in listed communes', () => {
    expect(births.filter((place) => isAbroad(places, place)).length / births.length).toBeCloseTo(0.1, 2);
    expect(births.filter((place) => place % 128 === 0 && !isAbroad(places, place)).length / births.length).toBeCloseTo(0.49, 1);
  });

  test('codes are those of the official geographic code, and no two places share one', () => {
    const distinct = [...new Set(births)];
    const codes = distinct.map((place) => written((cell) => {
      appendPlaceCode(places, place, cell);
    }));
    for (const code of codes) expect(departementOfCommune(encoder.encode(code), 0, code.length)).toBeGreaterThanOrEqual(0);
    expect(new Set(codes).size).toBe(distinct.length);
  });

  test('a residence near a place is in its département, and anywhere for those born abroad', () => {
    const near = Array.from({ length: 500 }, (_, at) => residenceNear(places, births[at * 40]!, ((at * 7) % 500) / 500, ((at * 13) % 500) / 500));
    near.forEach((place, at) => {
      if (!isAbroad(places, births[at * 40]!)) expect(departementOfPlace(places, place)).toBe(departementOfPlace(places, births[at * 40]!));
      expect(isAbroad(places, place)).toBe(false);
    });
  });

  test('every residence has a postal code of five digits and a name that stays', () => {
    for (let at = 0; at < 2000; at++) {
      const place = residenceAt(places, at / 2000, ((at * 37) % 2000) / 2000);
      const postalCode = written((cell) => {
        appendPostalCode(places, place, cell);
      });
      const name = (): string => written((cell) => {
        appendCommuneName(places, place, cell);
      });
      expect(postalCode).toMatch(/^\d{5}$/);
      expect(name()).toBe(name());
      expect(name().length).toBeGreaterThan(1);
    }
  });
});

describe('names', () => {
  const names = createNames();

  test('the same number is the same family name, and names differ', () => {
    const state = generator();
    const drawn = Array.from({ length: 5000 }, () => drawFamilyName(names, state));
    const write = (name: number): string => written((cell) => {
      appendFamilyName(names, name, cell);
    });
    const texts = new Map<number, string>();
    for (const name of drawn) {
      expect(write(name)).toBe(texts.get(name) ?? write(name));
      texts.set(name, write(name));
      expect(write(name)).toMatch(/^[A-ZÉÖÇ][A-Za-zÀ-ÿœ' -]+$/);
    }
    expect(new Set(texts.values()).size).toBeGreaterThan(0.97 * texts.size);
    expect(drawn.filter((name) => name < names.family.count).length / drawn.length).toBeCloseTo(0.36, 1);
  });

  test('given names go with sex and year', () => {
    const drawn = (isMale: boolean, year: number): Set<string> => {
      const state = generator(year);
      return new Set(Array.from({ length: 2000 }, () => written((cell) => {
        drawGivenName(names, isMale, year, state, cell);
      })));
    };
    expect(drawn(true, 1946)).toContain('Michel');
    expect(drawn(false, 1968)).toContain('Nathalie');
    expect(drawn(false, 2015)).toContain('Jade');
    expect(drawn(true, 1800).size).toBeGreaterThan(50);
    expect(drawn(true, 2100).size).toBeGreaterThan(50);
    const boys = new Set(entriesOf(BOYS).map(([name]) => name));
    expect([...drawn(false, 1990)].filter((name) => boys.has(name) && !entriesOf(GIRLS).some(([girl]) => girl === name))).toEqual([]);
  });
});

describe('hospitals and diagnoses', () => {
  const hospitals = createHospitals();
  const diagnoses = createDiagnoses();

  test('FINESS numbers are right and distinct', () => {
    const numbers = Array.from({ length: hospitals.finess.count }, (_, index) => word(hospitals.finess, index));
    expect(numbers.map((number) => validateIdentifier(finess, number))).toEqual(numbers.map(() => 'ok'));
    expect(new Set(numbers).size).toBe(40);
  });

  test('most patients of Paris and around go to hospitals of Paris', () => {
    for (const departement of [75, 92, 93, 78]) {
      const state = generator(departement);
      expect(share(1000, () => word(hospitals.finess, drawHospital(hospitals, departement, state)).startsWith('75'))).toBeGreaterThan(0.7);
    }
    const state = generator(5);
    expect(share(1000, () => word(hospitals.finess, drawHospital(hospitals, 33, state)).startsWith('33'))).toBeGreaterThan(0.7);
  });

  test('at every age and sex there are diagnoses, and only possible ones', () => {
    const entries = entriesOf(DIAGNOSES);
    for (const isMale of [true, false]) {
      for (const age of [0, 1, 5, 14, 30, 50, 85, 110, 130]) {
        const state = generator(age);
        const clamped = Math.min(110, age);
        for (let draw = 0; draw < 200; draw++) {
          const [, , sex, from, to] = entries[drawDiagnosis(diagnoses, isMale, age, state)]!;
          expect(clamped >= Number(from) && clamped <= Number(to) && sex !== (isMale ? 'F' : 'M')).toBe(true);
        }
      }
    }
  });
});
