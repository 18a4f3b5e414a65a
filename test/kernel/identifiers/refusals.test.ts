// What a step still gets of a value that is refused: its form at the weaker levels, a reason at all of them, and an answer
// in time however long it is.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalColumn, IDENTIFIER_LEVELS, IDENTIFIER_NAMES, IDENTIFIERS, validateIdentifier, type IdentifierLevel, type IdentifierName,
} from '../../../src/identifiers/index.ts';
import { skipBlanks, trimBlanks } from '../../../src/identifiers/blanks.ts';
import { processorClock } from '../../processor-time.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

/** The form that a step gets of one value at each level, weakest first. */
function formsOf(name: IdentifierName, text: string): (string | null)[] {
  const column = textColumnOf([text]);
  return IDENTIFIER_LEVELS.map((level) => stringsOf(canonicalColumn(IDENTIFIERS[name], level, column.offsets, column.bytes, column.valid, 1))[0]!);
}

/** A value whose form is right, the level at which it fails, the reason, and its form. */
const KEPT: readonly (readonly [IdentifierName, string, IdentifierLevel, string, string])[] = [
  ['cip13', '3400949497295', 'checksum', 'checkDigit', '3400949497295'],
  ['cip13', '34008 900 062 6 2', 'plausibility', 'ucd', '3400890006262'],
  ['ucd13', '3400890006263', 'checksum', 'checkDigit', '3400890006263'],
  ['ucd13', '34009 494 972 9 4', 'plausibility', 'cip', '3400949497294'],
  ['cim10', 'd49.9', 'plausibility', 'chapter', 'D499'],
  ['atc', 'e10aa', 'plausibility', 'group', 'E10AA'],
  ['departement', ' 97 ', 'plausibility', 'departement', '97'],
  ['departement', '000', 'plausibility', 'departement', '00'],
  ['commune', '99352', 'plausibility', 'country', '99352'],
  ['commune', '75000', 'plausibility', 'number', '75000'],
  ['commune', '20620', 'plausibility', 'postalCode', '20620'],
  ['commune', '97901', 'plausibility', 'departement', '97901'],
  ['birthPlace', '99999', 'plausibility', 'country', '99999'],
  ['birthPlace', '00000', 'plausibility', 'departement', '00000'],
  ['postalCode', '99 999', 'plausibility', 'departement', '99999'],
  ['phone', '+49 30 1234567', 'plausibility', 'foreign', '+49301234567'],
  ['phone', '+596 6 12 34 56 78', 'plausibility', 'countryCode', '+33612345678'],
  ['phone', '01.99.00.00.00', 'plausibility', 'fictional', '+33199000000'],
  ['email', 'Jeanne@Example.COM', 'plausibility', 'reserved', 'Jeanne@example.com'],
  ['iban', 'fr15 2004 1010 0505 0001 3m02 606', 'checksum', 'checkDigits', 'FR1520041010050500013M02606'],
  ['iban', 'us70 abcd 1234', 'plausibility', 'country', 'US70ABCD1234'],
];

/** A value that has no form, and why. */
const LOST: readonly (readonly [IdentifierName, string, string])[] = [
  ['cip7', '494972', 'length'],
  ['ucd7', '90006é6', 'character'],
  ['cip13', '2400949497294', 'prefix'],
  ['cim10', 'E1', 'character'],
  ['ccam', 'EBLA002-01', 'suffix'],
  ['atc', 'A1AA01', 'length'],
  ['departement', '1', 'leadingZero'],
  ['commune', '1004', 'leadingZero'],
  ['birthPlace', '1004', 'leadingZero'],
  ['postalCode', '1000', 'leadingZero'],
  ['postalCode', '2A004', 'communeCode'],
  ['phone', '612345678', 'leadingZero'],
  ['phone', '15', 'shortNumber'],
  ['phone', '33612345678', 'internationalPrefix'],
  ['email', 'a@b', 'domain'],
  ['iban', 'FR14 2004', 'length'],
];

describe('a value of right form', () => {
  test.each(KEPT)('%s %j fails at %s only', (name, text, level, reason, form) => {
    expect(validateIdentifier(IDENTIFIERS[name], text)).toBe(reason);
    const failed = IDENTIFIER_LEVELS.indexOf(level);
    expect(formsOf(name, text)).toEqual(IDENTIFIER_LEVELS.map((_, index) => (index < failed ? form : null)));
  });
});

describe('a value that has another form', () => {
  test.each(LOST)('%s %j is refused at every level', (name, text, reason) => {
    expect(validateIdentifier(IDENTIFIERS[name], text)).toBe(reason);
    expect(formsOf(name, text)).toEqual([null, null, null]);
  });
});

test('a refused value leaves nothing in the column of its neighbours', () => {
  for (const [name, text, level] of KEPT) {
    const right = { cip13: '3400949497294', ucd13: '3400890006262', cim10: 'E11', atc: 'A10', departement: '75', commune: '75056', birthPlace: '99352', postalCode: '75012', phone: '0140000000', email: 'x@a.co', iban: 'NO9386011117947' }[name as string]!;
    const column = textColumnOf([right, text, right, null, text]);
    const found = canonicalColumn(IDENTIFIERS[name], level, column.offsets, column.bytes, column.valid, column.rows);
    const [first, second, third, fourth, fifth] = stringsOf(found);
    expect([second, fourth, fifth]).toEqual([null, null, null]);
    expect(third).toBe(first);
    expect(found.bytes).toHaveLength(2 * first!.length);
    expect(found.acceptedCount).toBe(2);
  }
});

describe('a value of a million characters', () => {
  const signs = ['0', '9', ' ', '.', '-', '+', '(', '@', 'a.', 'A', '\u00a0', '\u2009', 'é', '\0'];

  test.each(IDENTIFIER_NAMES)('has no form as %s, and is told so at once', (name) => {
    for (const sign of signs) {
      const bytes = new TextEncoder().encode(sign.repeat(Math.ceil(1e6 / sign.length)));
      const form = new Uint8Array(IDENTIFIERS[name].width);
      const spent = processorClock();
      const reason = IDENTIFIERS[name].reasons[IDENTIFIERS[name].read(bytes, 0, bytes.length, form, 0)]!;
      expect([sign, reason.level]).toEqual([sign, 'format']);
      expect(spent()).toBeLessThan(2000);
    }
  });
});

describe('blanks around a value', () => {
  const blank = /^(?:[\0-\x20]|\u00a0)*|(?:[\0-\x20]|\u00a0)*$/g;

  test('are those of a regular expression', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\0', '\u00a0', '\u00c2', '\u00e0', '\u2009', 'a', '.'), maxLength: 12 }), (text) => {
      const bytes = new TextEncoder().encode(text);
      const from = skipBlanks(bytes, 0, bytes.length);
      const to = trimBlanks(bytes, from, bytes.length);
      expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(from, to))).toBe(text.replaceAll(blank, ''));
    }), { numRuns: 2000 });
  });

  test('end where the value ends, whatever bytes there are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ maxLength: 3 }), (value, around) => {
      const bytes = Uint8Array.of(...around, ...value, ...around);
      const start = around.length;
      const from = skipBlanks(bytes, start, start + value.length);
      const to = trimBlanks(bytes, from, start + value.length);
      expect(from >= start && to >= from && to <= start + value.length).toBe(true);
      expect([from - start, to - start]).toEqual([skipBlanks(value, 0, value.length), trimBlanks(value, from - start, value.length)]);
    }));
  });
});
