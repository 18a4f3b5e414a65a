// Identifiers inside longer texts. The scan for NIRs has a file of its own; addresses and telephone numbers are tested with profiles too.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findEmail, findIban, findPhone, isDigitByte, isWordByte } from '../../../src/identifiers/index.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const search = (find: (bytes: Uint8Array, start: number, end: number) => number, text: string): number => find(bytesOf(text), 0, bytesOf(text).length);

// Examples of the registry of SWIFT, one a country, and of the Banque de France.
describe('an IBAN', () => {
  test.each<[string, number]>([
    ['FR1420041010050500013M02606', 0], ['fr1420041010050500013m02606', 0], ['RIB : FR14 2004 1010 0505 0001 3M02 606.', 6], ['MC5811222000010123456789030', 0], ['BE68 5390 0754 7034', 0],
    ['DE89370400440532013000;GB29NWBK60161331926819', 0], ['NO9386011117947', 0], ['(MT84MALT011000012345MTLCAST001S)', 1],
  ])('is found in %j at %i', (text, expected) => {
    expect(search(findIban, text)).toBe(expected);
  });
  test.each([
    'FR1520041010050500013M02606', 'FR1420041010050500013M0260', 'FR1420041010050500013M026061', 'xFR1420041010050500013M02606', 'FR14  2004 1010 0505 0001 3M02 606', 'FR14-2004-1010-0505-0001-3M02-606',
    'XX8968', 'FR14', 'F', '', 'ZZ89370400440532013000', 'FR7612345678901234567890123',
  ])('is not found in %j', (text) => {
    expect(search(findIban, text)).toBe(-1);
  });
});

test('the end of what is looked at ends every search', () => {
  const places: readonly [(bytes: Uint8Array, start: number, end: number) => number, string][] = [
    [findIban, 'BE68539007547034'], [findPhone, '06 12 34 56 78'], [findEmail, 'a@bb.fr'],
  ];
  for (const [find, text] of places) {
    const bytes = bytesOf(`${text}${text}`);
    expect(find(bytes, 0, text.length)).toBeGreaterThanOrEqual(0);
    expect(find(bytes, 0, text.length - 1 - (find === findEmail ? 1 : 0))).toBe(-1);
  }
});

test('no bytes make a search fail or last', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
    for (const find of [findEmail, findIban, findPhone]) {
      const at = find(bytes, 0, bytes.length);
      expect(at >= -1 && at < Math.max(1, bytes.length)).toBe(true);
    }
  }));
  expect(search(findIban, 'FR14 '.repeat(40_000))).toBe(-1);
});

test('words are made of the letters and digits of ASCII', () => {
  for (let byte = 0; byte < 256; byte++) {
    const character = String.fromCharCode(byte);
    expect([isWordByte(byte), isDigitByte(byte)]).toEqual([/[0-9A-Za-z]/.test(character), /[0-9]/.test(character)]);
  }
});
