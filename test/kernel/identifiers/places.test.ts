// Départements, communes, places of birth, postal codes: the lists of the official code, the dates of the laws, and the
// faults that files are known for.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  birthPlace, commune, COMMUNE_NUMBERS, COMMUNE_STATUSES, COMMUNE_USES, communeAt, communeHistory, communeNumber, communeStatuses, communeUses, departement, DEPARTEMENT_PERIODS, departementAt,
  departementOfFiness, departementOfPostalCode, DEPARTEMENTS, extractCommune, loadCommunes, normaliseIdentifier, postalCode, validateIdentifier, type CommunePeriod,
} from '../../../src/identifiers/index.ts';
import { importEdges, librarySources } from '../../package/source-graph.ts';
import { textColumnOf } from '../../text-column.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Days since 1970-01-01, by the clock of the platform. */
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

describe('the code of a département', () => {
  test.each([
    ['75', '75'],
    [' 2a ', '2A'],
    ['2B', '2B'],
    ['971', '971'],
    ['987', '987'],
    ['99', '99'],
    ['20', '20'],
    ['96', '96'],
    ['985', '985'],
    // Three characters, as health insurance files write them.
    ['075', '75'], ['02A', '2A'], ['001', '01'],
  ])('%j is %s', (text, canonical) => {
    expect([validateIdentifier(departement, text), normaliseIdentifier(departement, text)]).toEqual(['ok', canonical]);
  });

  test.each([
    ['', 'empty'],
    [' ', 'empty'],
    ['1', 'leadingZero'],
    ['0', 'length'],
    ['A', 'length'],
    ['0075', 'length'],
    ['2C', 'character'],
    ['A2', 'character'],
    ['9A', 'character'],
    ['7é', 'character'],
    ['2A0', 'character'],
    ['00', 'departement'],
    ['000', 'departement'],
    ['97', 'departement'],
    ['98', 'departement'],
    ['970', 'departement'],
    ['979', 'departement'],
    ['100', 'departement'],
    ['620', 'departement'],
  ])('%j is judged %s', (text, reason) => {
    expect(validateIdentifier(departement, text)).toBe(reason);
  });

  test('every code of the list passes, and of three digits no others but the former 985', () => {
    for (const code of DEPARTEMENTS) expect([code, validateIdentifier(departement, code)]).toEqual([code, 'ok']);
    const passing = Array.from({ length: 900 }, (_, index) => String(100 + index)).filter((code) => validateIdentifier(departement, code) === 'ok');
    expect(passing).toEqual([...DEPARTEMENTS.filter((code) => code.length === 3), '985'].sort());
  });
});

describe('what a code named on a day', () => {
  // Loi n° 64-707 and n° 75-356; independence of Morocco, Tunisia and Algeria; loi organique n° 2007-223; Mayotte 2011.
  test.each([
    ['75', '1967-12-31', 'Seine'],
    ['75', '1968-01-01', 'Paris'],
    ['78', '1967-12-31', 'Seine-et-Oise'],
    ['78', '1968-01-01', 'Yvelines'],
    ['91', '1962-07-02', 'Algérie'],
    ['91', '1962-07-03', null],
    ['91', '1967-12-31', null],
    ['91', '1968-01-01', 'Essonne'],
    ['94', '1940-05-05', 'Algérie'],
    ['94', '2001-01-01', 'Val-de-Marne'],
    ['95', '1956-03-01', 'Maroc'],
    ['95', '1956-03-02', null],
    ['95', '1968-01-01', 'Val-d’Oise'],
    ['96', '1956-03-19', 'Tunisie'],
    ['96', '1956-03-20', null],
    ['96', '2020-01-01', null],
    ['20', '1975-12-31', 'Corse'],
    ['20', '1976-01-01', null],
    ['2A', '1975-12-31', null],
    ['2a', '1976-01-01', 'Corse-du-Sud'],
    ['02B', '1980-06-01', 'Haute-Corse'],
    ['985', '2011-03-30', 'Mayotte'],
    ['985', '2011-03-31', null],
    ['976', '2011-03-31', 'Mayotte'],
    ['976', '1990-01-01', null],
    ['977', '2000-01-01', null],
    ['978', '2010-01-01', 'Saint-Martin'],
    ['01', '1900-01-01', 'Ain'],
    ['974', '1930-01-01', 'La Réunion'],
    ['99', '1930-01-01', 'Étranger'],
    ['00', '2000-01-01', null],
    ['', '2000-01-01', null],
  ])('%s on %s: %s', (code, date, name) => {
    expect(departementAt(code, dayOf(date))?.name ?? null).toBe(name);
  });

  test('each code of the list names one territory today, but the former 20', () => {
    const today = dayOf('2026-01-01');
    for (const code of DEPARTEMENTS) expect([code, departementAt(code, today) !== null]).toEqual([code, code !== '20']);
    expect(new Set(DEPARTEMENT_PERIODS.map(({ code }) => code))).toEqual(new Set([...DEPARTEMENTS, '96', '985']));
  });

  test('no code names two territories on one day', () => {
    for (const { code, fromDay, untilDay } of DEPARTEMENT_PERIODS) {
      for (const day of [fromDay ?? -60_000, (untilDay ?? 30_000) - 1]) {
        expect([code, DEPARTEMENT_PERIODS.filter((other) => other.code === code && (other.fromDay ?? -60_000) <= day && day < (other.untilDay ?? 30_000)).length]).toEqual([code, 1]);
      }
    }
  });
});

describe('a commune and a place of birth', () => {
  test.each([
    ['75056', 'ok', 'ok'],
    ['2a004', 'ok', 'ok'],
    [' 97105 ', 'ok', 'ok'],
    ['98735', 'ok', 'ok'],
    ['20004', 'ok', 'ok'],
    ['75112', 'ok', 'ok'],
    ['', 'empty', 'empty'],
    ['1004', 'leadingZero', 'leadingZero'],
    ['0100', 'length', 'length'],
    ['750560', 'length', 'length'],
    ['7505', 'leadingZero', 'leadingZero'],
    ['7S056', 'character', 'character'],
    ['2C004', 'character', 'character'],
    ['3A004', 'character', 'character'],
    ['2AA04', 'character', 'character'],
    ['00001', 'departement', 'departement'],
    ['97905', 'departement', 'departement'],
    ['98001', 'departement', 'departement'],
    ['75000', 'number', 'number'],
    ['97100', 'number', 'number'],
    // Corsican postal codes in the place of 2A… and 2B…: above the last commune that ever started with 20.
    ['20000', 'postalCode', 'postalCode'],
    ['20366', 'ok', 'ok'],
    ['20367', 'postalCode', 'postalCode'],
    ['20620', 'postalCode', 'postalCode'],
    // Abroad, and what is a place of birth only: Algeria of today, Tunisia and Mayotte of then.
    ['99352', 'country', 'ok'],
    ['99100', 'country', 'ok'],
    ['99000', 'country', 'country'],
    ['99600', 'country', 'country'],
    ['96001', 'departement', 'ok'],
    ['96000', 'departement', 'number'],
    ['98511', 'departement', 'ok'], ['98500', 'departement', 'number'],
  ])('%j is judged %s and %s', (text, asCommune, asBirthPlace) => {
    expect([validateIdentifier(commune, text), validateIdentifier(birthPlace, text)]).toEqual([asCommune, asBirthPlace]);
  });

  test('all 102,000 codes are judged as the published patterns say', () => {
    // The pattern of every code ever given, and none ends in zeros (computed on the official code of 2026).
    const pattern = /^(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])(?!000)\d{3}$|^9(?:7[1-8]|8[46-9])(?!00)\d\d$/;
    const wrong: string[] = [];
    for (let number = 0; number < COMMUNE_NUMBERS; number++) {
      const code = number < 100_000 ? String(number).padStart(5, '0') : `2${'AB'[Math.floor(number / 1000) - 100]!}${String(number % 1000).padStart(3, '0')}`;
      if (communeNumber(encode(code), 0) !== number) wrong.push(code);
      const isPostalCode = code.startsWith('20') && (number === 20_000 || number > 20_366);
      if ((validateIdentifier(commune, code) === 'ok') !== (pattern.test(code) && !isPostalCode)) wrong.push(code);
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    ['75101', '75056'],
    ['75120', '75056'],
    ['13201', '13055'],
    ['13216', '13055'],
    ['69381', '69123'],
    ['69389', '69123'],
  ])('the arrondissement %s belongs to %s', (code, town) => {
    expect(extractCommune(code)).toEqual({ departement: code.slice(0, 2), commune: town, isArrondissement: true });
  });

  test('45 codes are those of municipal arrondissements', () => {
    const codes = Array.from({ length: 99_999 }, (_, number) => String(number).padStart(5, '0')).filter((code) => /^(?:75|13|69)/.test(code) && extractCommune(code)?.isArrondissement);
    expect(codes).toHaveLength(20 + 16 + 9);
  });

  test('every commune has a département of the list', () => {
    expect(['75056', '2b033', '97105', '98735', '20004'].map((code) => extractCommune(code)?.departement)).toEqual(['75', '2B', '971', '987', '20']);
    for (const text of ['99352', '', '75000', 'x']) expect(extractCommune(text)).toBeNull();
  });
});

describe('the table of communes', () => {
  test('is reached by a dynamic import only, so that nobody pays for it who does not ask', () => {
    const importers = importEdges(librarySources()).filter(({ to }) => to === 'identifiers/communes-2026.ts').map(({ from }) => from);
    expect(importers).toEqual(['identifiers/commune-table.ts']);
    const source = readFileSync(new URL('../../../src/identifiers/commune-table.ts', import.meta.url), 'utf8');
    expect(source.match(/communes-2026/g)).toHaveLength(1);
    expect(source).toContain("import('./communes-2026.ts')");
  });

  test('holds the codes of the official code of 2026, and no others', async () => {
    // Counts and SHA-256 of the sorted codes, one a line: Python 3.11 on communes.json of @etalab/decoupage-administratif
    // 6.0.0, with 97123 and 97127 added to the former ones.
    const { statuses, edition, source } = await loadCommunes();
    const codesOf = (status: string): string[] => Array.from(statuses.keys()).filter((number) => COMMUNE_STATUSES[statuses[number]!] === status)
      .map((number) => (number < 100_000 ? String(number).padStart(5, '0') : `2${'AB'[Math.floor(number / 1000) - 100]!}${String(number % 1000).padStart(3, '0')}`)).sort();
    const digest = (codes: readonly string[]): string => createHash('sha256').update(codes.join('\n')).digest('hex');
    expect([codesOf('current').length, digest(codesOf('current'))]).toEqual([34_969 + 45, '6b8cc53841e768c8ba5a27e4b0ce702532e8fd04e3bfca988d947f34a1bacba2']);
    expect([codesOf('former').length, digest(codesOf('former'))]).toEqual([4240 + 2, '70a5d26715981186fa453a3faea43b5744e6c7e956406cdb2ce50649ed399965']);
    expect(edition).toBe('2026-01-01');
    expect(source).toContain('Licence Ouverte');
    for (const code of [...codesOf('current'), ...codesOf('former')]) expect([code, validateIdentifier(commune, code)]).toEqual([code, 'ok']);
  });

  test.each([
    ['75056', 'current'],
    ['75112', 'current'],
    ['2a004', 'current'],
    [' 97502 ', 'current'],
    ['98901', 'current'],
    ['20004', 'former'],
    ['97127', 'former'],
    ['75012', 'former'],
    ['75999', 'unknown'],
    ['99352', 'unknown'],
    ['20620', 'unknown'],
    ['', 'unknown'],
    ['é', 'unknown'],
  ] as const)('%j is %s', async (code, status) => {
    expect((await loadCommunes()).status(code)).toBe(status);
  });

  test('looks a column up as its values', async () => {
    const table = await loadCommunes();
    const code = fc.oneof(fc.stringMatching(/^(?:0[1-9]|2A|75|97[1-4])\d{2,3}$/), fc.constantFrom('', 'x', '20004', '99352'));
    fc.assert(fc.property(fc.array(fc.option(code)), fc.nat(3), (values, lead) => {
      const column = textColumnOf(values, lead);
      const found = communeStatuses(table, column.offsets, column.bytes, column.valid, column.rows);
      expect(Array.from(found, (status) => COMMUNE_STATUSES[status])).toEqual(values.map((value) => (value === null ? 'unknown' : table.status(value))));
    }));
    expect(() => communeStatuses(table, new Int32Array(1), new Uint8Array(0), null, 1)).toThrow(RangeError);
    expect(communeStatuses(table, new Int32Array(1), new Uint8Array(0), null, 0)).toHaveLength(0);
  });
});

describe('a table with dates', () => {
  const line = (code: string, fromDay: number | null, untilDay: number | null): CommunePeriod => ({ code, fromDay, untilDay });

  test('knows Ajaccio by its code of then', () => {
    const table = communeHistory([line('2A004', dayOf('1976-01-01'), null), line('20004', null, dayOf('1976-01-01')), line('99352', dayOf('1962-07-03'), null)]);
    const at = (code: string, date: string): string => communeAt(table, code, dayOf(date));
    expect([at('20004', '1975-12-31'), at('20004', '1976-01-01'), at('2a004', '1975-12-31'), at('2A004', '1976-01-01')]).toEqual(['inUse', 'noLonger', 'notYet', 'inUse']);
    expect([at('99352', '1960-01-01'), at('99352', '1970-01-01'), at('75056', '1970-01-01'), at('', '1970-01-01')]).toEqual(['notYet', 'inUse', 'unknown', 'unknown']);
  });

  test('answers as a search line by line, in any order of lines', () => {
    const codes = ['01001', '2A004', '75056', '97105', '99352'];
    const period = fc.tuple(fc.constantFrom(...codes), fc.nat(20), fc.option(fc.nat(20))).map(([code, from, length]) => line(code, from, length === null ? null : from + length));
    // Periods of one code that overlap have no meaning: those that do are left out.
    const periods = fc.array(period, { maxLength: 8 }).map((lines) => lines.filter((one, index) => !lines.slice(0, index).some((other) => other.code === one.code
      && other.fromDay! < (one.untilDay ?? 99) && one.fromDay! < (other.untilDay ?? 99)) && !lines.slice(0, index).some((other) => other.code === one.code && other.fromDay === one.fromDay)));
    fc.assert(fc.property(periods, fc.constantFrom(...codes, '33063'), fc.integer({ min: -2, max: 45 }), (lines, code, day) => {
      const own = lines.filter((one) => one.code === code);
      const expected = own.length === 0 ? 'unknown'
        : own.some(({ fromDay, untilDay }) => fromDay! <= day && (untilDay === null || day < untilDay)) ? 'inUse'
          : own.every(({ fromDay }) => day < fromDay!) ? 'notYet' : 'noLonger';
      expect(communeAt(communeHistory(lines), code, day)).toBe(expected);
      expect(communeAt(communeHistory([...lines].reverse()), code, day)).toBe(expected);
    }), { numRuns: 1000 });
  });

  test('looks a column up as its values', () => {
    const table = communeHistory([line('20004', null, 100), line('2A004', 100, null), line('75056', 0, 50), line('75056', 60, null)]);
    const row = fc.tuple(fc.option(fc.constantFrom('20004', '2a004', '75056', '33063', '', 'x')), fc.integer({ min: -10, max: 120 }));
    fc.assert(fc.property(fc.array(row), fc.nat(3), (rows, lead) => {
      const column = textColumnOf(rows.map(([code]) => code), lead);
      const found = communeUses(table, column.offsets, column.bytes, column.valid, Int32Array.from(rows, ([, day]) => day), column.rows);
      expect(Array.from(found, (use) => COMMUNE_USES[use])).toEqual(rows.map(([code, day]) => (code === null ? 'unknown' : communeAt(table, code, day))));
    }));
    expect(() => communeUses(table, new Int32Array(1), new Uint8Array(0), null, new Int32Array(1), 1)).toThrow(RangeError);
    expect(() => communeUses(table, new Int32Array(2), new Uint8Array(0), null, new Int32Array(0), 1)).toThrow(RangeError);
  });

  test('is refused by the number of the line, without its code', () => {
    expect(() => communeHistory([line('75056', null, null), line('SECRET', null, null)])).toThrow(/^periods\[1\]\.code: expected the code of a commune or country$/);
    expect(() => communeHistory([line('75056', 10, 9)])).toThrow(/^periods\[0\]\.untilDay: /);
    expect(communeAt(communeHistory([]), '75056', 0)).toBe('unknown');
  });
});

describe('a postal code', () => {
  test.each([
    ['75012', '75012'],
    ['20 200', '20200'],
    ['97139', '97139'],
    ['98000', '98000'],
    ['01.000', '01000'],
    ['\u00a033000', '33000'],
  ])('%j is %s', (text, canonical) => {
    expect([validateIdentifier(postalCode, text), normaliseIdentifier(postalCode, text)]).toEqual(['ok', canonical]);
  });

  test.each([
    ['', 'empty'],
    ['1000', 'leadingZero'],
    ['0100', 'length'],
    ['750', 'length'],
    ['750123', 'length'],
    ['100O', 'length'],
    ['7501é', 'character'],
    ['F7501', 'character'],
    ['2A004', 'communeCode'],
    ['2b 033', 'communeCode'],
    ['2C004', 'character'],
    ['2A0O4', 'character'],
    ['00100', 'departement'],
    ['96000', 'departement'],
    ['97000', 'departement'],
    ['97900', 'departement'],
    ['98100', 'departement'],
    ['99352', 'departement'],
  ])('%j is judged %s', (text, reason) => {
    expect(validateIdentifier(postalCode, text)).toBe(reason);
  });

  test('names a département, Corsica by its series', () => {
    expect(['75012', '20000', '20167', '20200', '20620', '97133', '98799', '01000'].map(departementOfPostalCode)).toEqual(['75', '2A', '2A', '2B', '2B', '971', '987', '01']);
    for (const text of ['98000', '20900', '99999', '', '2A004']) expect(departementOfPostalCode(text)).toBeNull();
  });

  test('in Corsica is never the code of a commune of today, and the other way round', () => {
    fc.assert(fc.property(fc.stringMatching(/^2[AB]\d{3}$/), fc.stringMatching(/^20\d{3}$/), (code, postal) => {
      expect(validateIdentifier(postalCode, code)).toBe('communeCode');
      expect(validateIdentifier(postalCode, postal)).toBe('ok');
      expect(['ok', 'postalCode']).toContain(validateIdentifier(commune, postal));
    }));
  });
});

test.each([
  // Published numbers: Paris, CHU de Martinique, CH de Cayenne, CHU de La Réunion, Mayotte; a Corsican and an unknown series.
  ['750712184', '75'],
  ['970211207', '972'],
  ['97 030 202 2', '973'],
  ['970408589', '974'],
  ['970100228', '971'],
  ['980500003', '976'],
  ['2a0000154', '2A'],
  ['980600027', null],
  ['750712185', null],
  ['', null],
])('the FINESS number %j was given in %s', (number, expected) => {
  expect(departementOfFiness(number)).toBe(expected);
});
