// CIM-10, CCAM and ATC: published examples, every reason, and each reading against a regular expression of its own.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  atc, ccam, cim10, CIM10_CHAPTERS, CIM10_REASONS, extractAtc, extractCcam, extractCim10, formatIdentifier, IDENTIFIERS, normaliseIdentifier, readCim10Column, validateIdentifier,
} from '../../../src/identifiers/index.ts';
import { describeWithData } from '../../shared-data.ts';
import { textColumnOf } from '../../text-column.ts';

describeWithData('published examples', 'identifiers/identifier_vectors.json', (path) => {
  interface Vector { readonly kind: string; readonly value: string; readonly rule_ok: boolean }
  const vectors = (kind: string): Vector[] => (JSON.parse(readFileSync(path, 'utf8')) as Vector[]).filter((vector) => vector.kind === kind);

  test.each([['cip13', 52], ['ccam', 5], ['atc', 4]] as const)('of %s pass or fail as recomputed', (kind, count) => {
    expect(vectors(kind)).toHaveLength(count);
    for (const { value, rule_ok: isRight } of vectors(kind)) {
      expect([value, validateIdentifier(IDENTIFIERS[kind], value) === 'ok']).toEqual([value, isRight]);
    }
  });
});

describe('CIM-10', () => {
  test.each([
    ['E11.9', 'E119', 'E11.9'],
    ['e119', 'E119', 'E11.9'],
    [' E11 ', 'E11', 'E11'],
    ['M62.80', 'M6280', 'M62.80'],
    ['A39.0†', 'A390', 'A39.0'],
    ['G01*', 'G01', 'G01'],
    ['A39.0+', 'A390', 'A39.0'],
    ['B95.+1', 'B95+1', 'B95.+1'],
    ['B95+1', 'B95+1', 'B95.+1'],
    ['E66.0+', 'E660', 'E66.0'],
    ['T31.20+', 'T3120', 'T31.20'],
    ['Z38.', 'Z38', 'Z38'],
    ['\u00a0Z51.5\u00a0', 'Z515', 'Z51.5'],
  ])('%j is %s, written %s', (text, canonical, written) => {
    expect([validateIdentifier(cim10, text), normaliseIdentifier(cim10, text), formatIdentifier(cim10, text)]).toEqual(['ok', canonical, written]);
  });

  test.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['E1', 'character'],
    ['11E', 'character'],
    ['E11 diabète', 'character'],
    ['E11..9', 'character'],
    ['E119999', 'character'],
    ['E11-9', 'character'],
    ['É11', 'character'],
    ['E11.9††', 'character'],
    ['D49', 'chapter'],
    ['P97.1', 'chapter'],
    ['V00', 'chapter'],
    ['Y99', 'chapter'],
  ])('%j is judged %s', (text, reason) => {
    expect(validateIdentifier(cim10, text)).toBe(reason);
    expect([normaliseIdentifier(cim10, text), extractCim10(text)]).toEqual([null, null]);
  });

  const nearCode = fc.oneof(fc.stringMatching(/^[A-Za-z]\d\d\.?[\d+]{0,3}[*†]?$/), fc.string({ unit: fc.constantFrom(...'aeEZ0119.+*†- '), maxLength: 8 }));

  test('the form is what a regular expression finds', () => {
    fc.assert(fc.property(nearCode, (text) => {
      const found = /^([A-Z]\d\d)\.?([\d+]{0,3})[*†]?$/.exec(text.trim().toUpperCase());
      const form = found === null ? null : (found[1]! + found[2]!).replace(/\++$/, '');
      const reason = validateIdentifier(cim10, text);
      expect(reason === 'ok' || reason === 'chapter').toBe(form !== null);
      if (reason === 'ok') expect(normaliseIdentifier(cim10, text)).toBe(form);
    }), { numRuns: 2000 });
  });

  test('one value and a column of values are judged alike', () => {
    fc.assert(fc.property(fc.array(nearCode), (texts) => {
      const column = textColumnOf(texts);
      const { reasons, chapters } = readCim10Column(column.offsets, column.bytes, column.valid, column.rows);
      expect(Array.from(reasons, (reason) => CIM10_REASONS[reason])).toEqual(texts.map((text) => validateIdentifier(cim10, text)));
      expect(Array.from(chapters, (chapter) => CIM10_CHAPTERS[chapter - 1] ?? null)).toEqual(texts.map((text) => extractCim10(text)?.chapter ?? null));
    }), { numRuns: 300 });
  });

  test('category and chapter are those of the published list', () => {
    const facts = ['A00.0', 'C50.9', 'd50', 'e11.9', 'O80', 'S72.0', 'W19.0', 'Z38', 'U07.1'].map((text) => extractCim10(text)!);
    expect(facts.map(({ category, chapter }) => `${category} ${chapter.code}`)).toEqual(['A00 I', 'C50 II', 'D50 III', 'E11 IV', 'O80 XV', 'S72 XIX', 'W19 XX', 'Z38 XXI', 'U07 XXII']);
  });
});

describe('CCAM', () => {
  test.each([
    ['HHFA001', 'HHFA001', { procedure: 'HHFA001', activity: null, phase: null }],
    ['  bfga004-1 ', 'BFGA004-1', { procedure: 'BFGA004', activity: 1, phase: null }],
    ['BFGA004-1-0', 'BFGA004-1-0', { procedure: 'BFGA004', activity: 1, phase: 0 }],
    ['BFGA004 4 0', 'BFGA004-4-0', { procedure: 'BFGA004', activity: 4, phase: 0 }],
  ])('%j is %s', (text, canonical, facts) => {
    expect([validateIdentifier(ccam, text), normaliseIdentifier(ccam, text), formatIdentifier(ccam, text)]).toEqual(['ok', canonical, canonical]);
    expect(extractCcam(text)).toEqual(facts);
  });

  test.each([
    ['', 'empty'],
    ['DEQP03', 'length'],
    ['DEQP0O3', 'character'],
    ['DEQ0003', 'character'],
    ['DÉQP003', 'character'],
    ['DEQP003X', 'suffix'],
    ['DEQP003-', 'suffix'],
    ['DEQP003-1-', 'suffix'],
    ['DEQP003-1-0-1', 'suffix'],
    ['DEQP00310', 'suffix'],
    ['DEQP003-A', 'suffix'],
    ['DEQP003/1', 'suffix'],
    ['D EQP003', 'character'],
    // The extension of the hospital version is two digits, not activity and phase.
    ['EBLA002-01', 'suffix'],
  ])('%j is judged %s', (text, reason) => {
    expect(validateIdentifier(ccam, text)).toBe(reason);
    expect(extractCcam(text)).toBeNull();
  });

  test('what passes is what the regular expression of a hospital system passes', () => {
    // Mediboard: code, activity, phase.
    const pattern = /^[A-Z]{4}[0-9]{3}(-[0-9](-[0-9])?)?$/;
    fc.assert(fc.property(fc.oneof(fc.stringMatching(/^[A-Z]{4}\d{3}(-\d){0,3}$/), fc.string({ unit: fc.constantFrom(...'ABZ019-'), maxLength: 12 })), (text) => {
      expect(validateIdentifier(ccam, text) === 'ok').toBe(pattern.test(text));
    }), { numRuns: 2000 });
  });
});

describe('ATC', () => {
  test.each([
    ['A10BA02', false, ['A', 'A10', 'A10B', 'A10BA', 'A10BA02']],
    ['n05ba', false, ['N', 'N05', 'N05B', 'N05BA']],
    ['J01', false, ['J', 'J01']],
    ['V', false, ['V']],
    ['QJ01AA06', true, ['QJ', 'QJ01', 'QJ01A', 'QJ01AA', 'QJ01AA06']],
    ['QI07', true, ['QI', 'QI07']],
  ])('%s lies in the groups above it', (text, isVeterinary, levels) => {
    expect(validateIdentifier(atc, text)).toBe('ok');
    expect(extractAtc(text)).toEqual({ isVeterinary, levels });
    expect(normaliseIdentifier(atc, text)).toBe(levels.at(-1));
    for (const level of levels) expect(validateIdentifier(atc, level)).toBe('ok');
  });

  test.each([
    ['', 'empty'],
    ['A1', 'length'],
    ['A1AA01', 'length'],
    ['A10BA0', 'length'],
    ['A10BA022', 'length'],
    ['Q', 'length'],
    ['QA1', 'length'],
    ['QA10BA022', 'length'],
    ['110BA02', 'character'],
    ['AA0BA02', 'character'],
    ['A10B102', 'character'],
    ['A10BA0O', 'character'],
    ['É10', 'character'],
    ['E10', 'group'], ['I07', 'group'], ['QE10', 'group'], ['Z01AA01', 'group'],
  ])('%j is judged %s', (text, reason) => {
    expect(validateIdentifier(atc, text)).toBe(reason);
    expect(extractAtc(text)).toBeNull();
  });

  test('what passes is what a regular expression of the five levels passes', () => {
    const pattern = /^(?:Q?[ABCDGHJLMNPRSV]|QI)(?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?$/;
    fc.assert(fc.property(fc.oneof(fc.stringMatching(/^Q?[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?$/), fc.string({ unit: fc.constantFrom(...'AIQ01'), maxLength: 9 })), (text) => {
      expect(validateIdentifier(atc, text) === 'ok').toBe(pattern.test(text));
    }), { numRuns: 2000 });
  });
});
