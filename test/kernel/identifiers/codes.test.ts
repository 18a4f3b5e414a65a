import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalColumn,
  CIM10_CHAPTERS,
  CIM10_REASONS,
  cim10Category,
  cim10Chapter,
  cip13,
  DEPARTEMENTS,
  departementOfCommune,
  finess,
  isLuhn,
  looksLikeCip13,
  readCim10Column,
  validateIdentifier,
} from '../../../src/identifiers/index.ts';
import { describeWithData } from '../../shared-data.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describeWithData('published examples', 'identifiers/identifier_vectors.json', (path) => {
  interface Vector { readonly kind: string; readonly value: string; readonly rule_ok: boolean }
  const vectors = (kind: string): Vector[] => (JSON.parse(readFileSync(path, 'utf8')) as Vector[]).filter((vector) => vector.kind === kind);

  test('FINESS numbers pass or fail as recomputed', () => {
    expect(vectors('finess')).toHaveLength(93);
    for (const { value, rule_ok: isRight } of vectors('finess')) expect([value, validateIdentifier(finess, value) === 'ok']).toEqual([value, isRight]);
  });

  test('the check of Luhn agrees for SIREN and RPPS', () => {
    for (const { value, rule_ok: isRight } of [...vectors('siren'), ...vectors('rpps')]) expect([value, isLuhn(value)]).toEqual([value, isRight]);
  });

  test('CIP13 codes pass, and not with another last digit', () => {
    expect(vectors('cip13')).toHaveLength(52);
    for (const { value } of vectors('cip13')) {
      expect(looksLikeCip13(encode(value), 0, 13)).toBe(true);
      const wrong = value.slice(0, 12) + String((Number(value[12]) + 1) % 10);
      expect(looksLikeCip13(encode(wrong), 0, 13)).toBe(false);
    }
  });
});

describe('FINESS', () => {
  test.each([
    ['750712184', 'ok'],
    ['75 071 218 4', 'ok'],
    ['2a0000154', 'ok'],
    ['750712185', 'checkDigit'],
    ['75071218', 'length'],
    ['7507121844', 'length'],
    ['', 'empty'],
    ['7A0000154', 'character'],
    ['75071218X', 'character'],
    // Right check digits, computed with a Luhn routine in Python 3.11.
    ['000000018', 'departement'],
    ['960000016', 'departement'],
  ])('%s is judged %s', (value, reason) => {
    expect(validateIdentifier(finess, value)).toBe(reason);
  });

  test('a column keeps the canonical form of what is accepted', () => {
    const column = textColumnOf(['75 071 218 4', null, '750712185', '2a0000154']);
    const found = canonicalColumn(finess, 'plausibility', column.offsets, column.bytes, column.valid, column.rows);
    expect(stringsOf(found)).toEqual(['750712184', null, null, '2A0000154']);
    const lenient = canonicalColumn(finess, 'format', column.offsets, column.bytes, column.valid, column.rows);
    expect(stringsOf(lenient)).toEqual(['750712184', null, '750712185', '2A0000154']);
  });
});

test('a text that is not digits has no check digit', () => {
  expect(isLuhn('')).toBe(false);
  expect(isLuhn('40483304a')).toBe(false);
});

test('a CIP13 column reports prefix and check digit apart', () => {
  const column = textColumnOf(['3400949497294', '3400949497295', '2840588321025', '34009494972', '340094949729x', ' ', null]);
  const found = canonicalColumn(cip13, 'checksum', column.offsets, column.bytes, column.valid, column.rows);
  expect(Array.from(found.reasons, (code) => cip13.reasons[code]!.name)).toEqual(['ok', 'checkDigit', 'prefix', 'length', 'character', 'empty', 'null']);
});

describe('CIM-10', () => {
  // The chapters of the WHO as regular expressions, written apart from the table of ranges.
  const chapters: readonly RegExp[] = [
    /^[AB]\d\d$/, /^(C\d\d|D[0-3]\d|D4[0-8])$/, /^D[5-8]\d$/, /^E([0-8]\d|90)$/, /^F\d\d$/, /^G\d\d$/, /^H[0-5]\d$/,
    /^H([6-8]\d|9[0-5])$/, /^I\d\d$/, /^J\d\d$/, /^K([0-8]\d|9[0-3])$/, /^L\d\d$/, /^M\d\d$/, /^N\d\d$/, /^O\d\d$/,
    /^P([0-8]\d|9[0-6])$/, /^Q\d\d$/, /^R\d\d$/, /^(S\d\d|T[0-8]\d|T9[0-8])$/, /^(V(0[1-9]|[1-9]\d)|[WX]\d\d|Y[0-8]\d|Y9[0-8])$/,
    /^Z\d\d$/, /^U\d\d$/,
  ];

  test('each of the 2600 categories belongs to the chapter of the published ranges', () => {
    for (let letter = 0; letter < 26; letter++) {
      for (let number = 0; number < 100; number++) {
        const category = String.fromCharCode(65 + letter) + String(number).padStart(2, '0');
        const code = cim10Category(encode(category), 0, 3);
        expect(code).toBe(letter * 100 + number);
        expect([category, cim10Chapter(code)]).toEqual([category, chapters.findIndex((pattern) => pattern.test(category)) + 1]);
      }
    }
  });

  test('22 chapters are numbered in Roman numerals', () => {
    expect(CIM10_CHAPTERS.map(({ code }) => code).join(' ')).toBe('I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII');
    expect(CIM10_CHAPTERS.every(({ from, to, label }) => from < to && label.length > 5)).toBe(true);
  });

  test.each([
    ['E119', 411], ['e11.9', 411], ['E11', 411], [' E11 ', 411], ['E1190', 411], ['M62.80', 1262], ['B95.+1', 195], ['A39.0†', 39], ['A39.0*', 39], ['Z51.5', 2551],
    ['', -1], ['   ', -1], ['E1', -2], ['11E', -2], ['E11 diabète', -2], ['E11..9', -2], ['E119999', -2], ['EE1', -2], ['É11', -2], ['E11.9††', -2],
  ])('%j has the category code %i', (text, code) => {
    expect(cim10Category(encode(text), 0, encode(text).length)).toBe(code);
  });

  test('a column gets categories, chapters and reasons', () => {
    const column = textColumnOf(['E11.9', null, '', 'xx', 'D49', 'Z38'], 4);
    const found = readCim10Column(column.offsets, column.bytes, column.valid, column.rows);
    expect([...found.categories]).toEqual([411, -1, -1, -1, -1, 2538]);
    expect([...found.chapters]).toEqual([4, -1, -1, -1, -1, 21]);
    expect(Array.from(found.reasons, (code) => CIM10_REASONS[code])).toEqual(['ok', 'null', 'empty', 'character', 'chapter', 'ok']);
    expect([...found.counts]).toEqual([2, 1, 1, 1, 1]);
    expect(() => readCim10Column(new Int32Array(2), new Uint8Array(0), null, 2)).toThrow(RangeError);
  });

  test('any bytes get a category in range and no exception', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 10 }), (bytes) => {
      const category = cim10Category(bytes, 0, bytes.length);
      expect(category >= -2 && category < 2600).toBe(true);
      expect(cim10Chapter(category)).toBeLessThanOrEqual(22);
    }), { numRuns: 2000 });
  });
});

describe('département of a commune', () => {
  const of = (text: string): string | undefined => DEPARTEMENTS[departementOfCommune(encode(text), 0, encode(text).length)];
  test.each([
    ['01004', '01'], ['75056', '75'], ['2A004', '2A'], ['2b033', '2B'], ['20004', '20'], ['97105', '971'], ['97801', '978'], ['98735', '987'], ['99352', '99'], [' 33063 ', '33'],
    ['97905', undefined], ['00001', undefined], ['96001', undefined], ['3A004', undefined], ['2C004', undefined], ['2A0O4', undefined], ['7505', undefined], ['750560', undefined], ['', undefined],
    ['98501', undefined],
  ])('%j lies in %s', (text, departement) => {
    expect(of(text)).toBe(departement);
  });

  test('the codes are in ascending order and distinct', () => {
    expect([...DEPARTEMENTS].sort()).toEqual(DEPARTEMENTS);
    expect(new Set(DEPARTEMENTS).size).toBe(95 + 2 + 8 + 5 + 1);
  });
});
