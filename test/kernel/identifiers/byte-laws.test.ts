// One identifier has one meaning: the functions that take a text, those that take bytes and those that take a column agree,
// wherever the bytes stand, on any bytes at all; and the scan of files agrees with a slow look at every position.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CIM10_REASONS, cim10Category, cim10Chapter, cip13, DEPARTEMENTS, departementOfCommune, findNir, finess, isLuhn, looksLikeCip13, looksLikeNir, looksLikeNirNumber, luhnRemainder, nir, nirKey, nirKeyOfBytes,
  normaliseIdentifier, readCim10Column, readCip13, readFiness, readNir, REASON_OK, validateIdentifier, type Identifier,
} from '../../../src/identifiers/index.ts';
import { textColumnOf } from '../../text-column.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** The key by the textbook, on big integers: 97 − n mod 97, Corsica as 19 and 18. */
const keyOf = (thirteen: string): string => String(97n - (BigInt(thirteen.replace('2A', '19').replace('2B', '18')) % 97n)).padStart(2, '0');

const thirteen = fc
  .tuple(fc.constantFrom('1', '2', '3', '4'), fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 12 }), fc.constantFrom('01', '13', '2A', '2B', '59', '75', '95'), fc.integer({ min: 1, max: 990 }), fc.integer({ min: 1, max: 999 }))
  .map(([sex, year, month, place, commune, order]) => [sex, String(year).padStart(2, '0'), String(month).padStart(2, '0'), place, String(commune).padStart(3, '0'), String(order).padStart(3, '0')].join(''))
  .filter((value) => value !== '2690549588157');
const near = fc.oneof(
  thirteen, thirteen.map((value) => value + keyOf(value)), thirteen.map((value) => `${value}00`), fc.constantFrom('750712184', '2A0000154', '3400949497294', '3400934872731', 'A00.1', 'z99+', '2A004', '97105'),
  fc.string({ unit: fc.constantFrom(...'0123456789ABab .-/\u00a0\u202fé👩'), maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 16 }).map((text) => text.toWellFormed()),
);
const surroundings = fc.tuple(fc.uint8Array({ maxLength: 6 }), fc.uint8Array({ maxLength: 6 }));

/** The same value between other bytes. */
function within(value: Uint8Array, [before, after]: readonly [Uint8Array, Uint8Array]): { readonly bytes: Uint8Array; readonly start: number; readonly end: number } {
  const bytes = Uint8Array.of(...before, ...value, ...after);
  return { bytes, start: before.length, end: before.length + value.length };
}

describe('text and bytes', () => {
  test('agree on NIRs: reason, canonical form and key, wherever they stand', () => {
    let right = 0;
    fc.assert(fc.property(near, surroundings, fc.nat(5), (text, around, at) => {
      const { bytes, start, end } = within(encode(text), around);
      const out = new Uint8Array(24).fill(0x23);
      const reason = readNir(bytes, start, end, out, at);
      expect(nir.reasons[reason]!.name).toBe(validateIdentifier(nir, text));
      const form = normaliseIdentifier(nir, text);
      expect(form).toBe(reason === REASON_OK ? decode(out.subarray(at, at + 13)) : null);
      // Nothing is written beside the place that was given.
      expect([...out.subarray(0, at), ...out.subarray(at + 13)].every((byte) => byte === 0x23)).toBe(true);
      if (form === null) return;
      right++;
      expect([nirKey(form), String(nirKeyOfBytes(encode(`x${form}`), 1)).padStart(2, '0'), validateIdentifier(nir, form + nirKey(form)!)]).toEqual([keyOf(form), keyOf(form), 'ok']);
    }), { numRuns: 1000 });
    expect(right).toBeGreaterThan(100);
  });

  test('agree on FINESS numbers, and both with digits summed one by one', () => {
    const number = fc.tuple(fc.constantFrom('01', '33', '75', '97', '2A', '2B', '2a'), fc.stringMatching(/^\d{7}$/)).map(([place, rest]) => place + rest);
    fc.assert(fc.property(fc.oneof(number, near), surroundings, (text, around) => {
      const { bytes, start, end } = within(encode(text), around);
      const out = new Uint8Array(9);
      expect(finess.reasons[readFiness(bytes, start, end, out, 0)]!.name).toBe(validateIdentifier(finess, text));
      if (!/^(?:\d\d|2[ABab])\d{7}$/.test(text)) return;
      const digits = [...text.toUpperCase().replace('A', '1').replace('B', '2')].map(Number).reverse();
      const sum = digits.reduce((total, digit, at) => total + (at % 2 === 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9), 0);
      expect(validateIdentifier(finess, text) === 'checkDigit').toBe(sum % 10 !== 0);
      expect(decode(out)).toBe(text.toUpperCase());
    }), { numRuns: 1000 });
  });

  test('agree on CIP13 codes, and both with the check of EAN-13', () => {
    const code = fc.stringMatching(/^34009[0-9]{8}$/);
    fc.assert(fc.property(fc.oneof(code, near), surroundings, (text, around) => {
      const { bytes, start, end } = within(encode(text), around);
      const looks = looksLikeCip13(bytes, start, end);
      expect(looks).toBe(readCip13(bytes, start, end, new Uint8Array(13), 0) === REASON_OK);
      if (!/^34009\d{8}$/.test(text)) return;
      const sum = [...text].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
      expect(looks).toBe(sum % 10 === 0);
    }), { numRuns: 1000 });
  });

  test('agree on diagnoses and communes, blanks and surroundings apart', () => {
    const code = fc.stringMatching(/^[A-Za-z]\d\d\.?\d{0,3}[+*]?$/);
    fc.assert(fc.property(fc.oneof(code, near), surroundings, (text, around) => {
      const alone = encode(text);
      const { bytes, start, end } = within(alone, around);
      const category = cim10Category(alone, 0, alone.length);
      expect(cim10Category(bytes, start, end)).toBe(category);
      const column = textColumnOf([text, null, ` ${text.toLowerCase()} `], 2);
      const found = readCim10Column(column.offsets, column.bytes, column.valid, column.rows);
      const chapter = cim10Chapter(category);
      expect([found.categories[0], found.chapters[0], found.categories[1]]).toEqual(chapter > 0 ? [category, chapter, -1] : [-1, -1, -1]);
      expect([...found.reasons].every((reason) => reason < CIM10_REASONS.length)).toBe(true);
      if (/^[\x21-\x7e]+$/.test(text)) expect(found.categories[2]).toBe(found.categories[0]);
      const place = departementOfCommune(alone, 0, alone.length);
      expect(departementOfCommune(bytes, start, end)).toBe(place);
      if (place >= 0) expect(text.trim().toUpperCase().startsWith(DEPARTEMENTS[place]!)).toBe(true);
    }), { numRuns: 1000 });
  });

  test('agree on the sum of Luhn', () => {
    fc.assert(fc.property(fc.stringMatching(/^\d{1,20}$/), fc.nat(5), (digits, lead) => {
      const bytes = Uint8Array.of(...new Uint8Array(lead).fill(9), ...[...digits].map(Number));
      expect(isLuhn(digits)).toBe(luhnRemainder(bytes, lead, bytes.length) === 0);
      // One digit more makes every number right, and only one does.
      expect([...'0123456789'].filter((last) => isLuhn(digits + last))).toHaveLength(1);
    }), { numRuns: 1000 });
  });
});

describe('numbers and texts that look like NIRs', () => {
  test('are judged alike', () => {
    const whole = fc.oneof(thirteen, thirteen.map((value) => value + keyOf(value))).filter((text) => !/[AB]/.test(text)).map(Number);
    fc.assert(fc.property(fc.oneof(whole, fc.double({ noNaN: false }), fc.maxSafeInteger(), whole.map((value) => value + 0.5), whole.map((value) => -value)), (value) => {
      const text = encode(String(value));
      const likeness = looksLikeNirNumber(value);
      if (Number.isSafeInteger(value) && value > 0) expect(likeness).toBe(looksLikeNir(text, 0, text.length));
      else expect(likeness).toBe(0);
    }), { numRuns: 1000 });
  });

  test('a scan of bytes finds the first position that a slow look finds', () => {
    const separated = fc.tuple(thirteen, fc.constantFrom('', ' ', '-', '.')).map(([value, sign]) => {
      const all = value + keyOf(value);
      return [all.slice(0, 1), all.slice(1, 3), all.slice(3, 5), all.slice(5, 7), all.slice(7, 10), all.slice(10, 13), all.slice(13)].join(sign);
    });
    const piece = fc.oneof(separated, separated.map((text) => `${text}7`), separated.map((text) => `x${text}`), fc.constantFrom(';', '\n', ' ', '0', '\u0000', '{"a":'));
    fc.assert(fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      const bytes = encode(pieces.join(';'));
      const at = findNir(bytes, 0, bytes.length);
      const isWord = (index: number): boolean => index >= 0 && index < bytes.length && /[0-9A-Za-z]/.test(String.fromCharCode(bytes[index]!));
      const slow = Array.from(bytes.keys()).findIndex((start) => !isWord(start - 1) && isWord(start)
        && [15, 21].some((length) => start + length <= bytes.length && !isWord(start + length) && /^\d(?:([ .-])\d\d\1\d\d\1(?:\d\d|2[AB])\1\d{3}\1\d{3}\1\d\d|\d{4}(?:\d\d|2[AB])\d{8})$/.test(decode(bytes.subarray(start, start + length))) && looksLikeNir(bytes, start, start + length) === 15));
      expect([decode(bytes), at]).toEqual([decode(bytes), slow]);
      // What comes later is found from there on.
      if (at >= 0) expect(findNir(bytes, at, bytes.length)).toBe(at);
    }), { numRuns: 1000 });
  });
});

describe('any bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 30 });

  test.each([nir, finess, cip13] as readonly Identifier[])('$name: get a reason, without exception and without a look beyond their end', ({ read, reasons, width }) => {
    fc.assert(fc.property(bytes, bytes, (value, after) => {
      const [alone, longer] = [new Uint8Array(width), new Uint8Array(width)];
      const reason = read(value, 0, value.length, alone, 0);
      expect(reason === 1 || reason >= reasons.length).toBe(false);
      expect(read(Uint8Array.of(...value, ...after), 0, value.length, longer, 0)).toBe(reason);
      if (reasons[reason]!.level !== 'format') expect(longer).toEqual(alone);
    }), { numRuns: 1000 });
  });

  test('pass the scans without exception, and are found again in any file', () => {
    fc.assert(fc.property(bytes, bytes, thirteen, (before, after, value) => {
      expect([0, 13, 15]).toContain(looksLikeNir(before, 0, before.length));
      const file = Uint8Array.of(...before, 0x0a, ...encode(value + keyOf(value)), 0x0a, ...after);
      const at = findNir(file, 0, file.length);
      expect(at >= 0 && at <= before.length + 1).toBe(true);
      expect(findNir(file, 0, before.length + 15)).toBe(findNir(before, 0, before.length));
    }), { numRuns: 1000 });
  });
});
