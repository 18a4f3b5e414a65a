// What the dictionary attack is made of: every plausible NIR, spellings, ways to read a code, weak keys.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BINARY_READINGS, cutDigest, TEXT_READINGS } from '../../../src/audit/kernel/code-readings.ts';
import { birthPlaces, countNirs, writeNirs, type NirSpace } from '../../../src/audit/kernel/nir-space.ts';
import { SPELLINGS, spell } from '../../../src/audit/kernel/spellings.ts';
import { weakKeys } from '../../../src/audit/kernel/weak-keys.ts';
import { nir, validateIdentifier } from '../../../src/identifiers/index.ts';

const encoder = new TextEncoder();
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const placesOf = (name: string): string[] => text(birthPlaces(name)).match(/.{5}/g) ?? [];

/** All NIRs of a space in nested loops. */
function naive({ sexes, years, months, places, highestOrder }: NirSpace): string[] {
  const two = (number: number): string => String(number).padStart(2, '0');
  const orders = Array.from({ length: highestOrder }, (_, index) => String(index + 1).padStart(3, '0'));
  return sexes.flatMap((sex) => years.flatMap((year) => months.flatMap((month) => text(places).match(/.{5}/g)!.flatMap((place) => orders.map((order) => `${sex}${two(year)}${two(month)}${place}${order}`)))));
}

describe('every plausible NIR', () => {
  const space: NirSpace = { sexes: [1, 2], years: [5, 84], months: [1, 12, 31], places: encoder.encode('883212A00499139'), highestOrder: 7 };

  test('is written once, in blocks of any size, and counted before', () => {
    const all = naive(space);
    expect(countNirs(space)).toBe(all.length);
    fc.assert(fc.property(fc.integer({ min: 0, max: all.length }), fc.integer({ min: 0, max: 40 }), (from, most) => {
      const rows = Math.min(most, all.length - from);
      const out = new Uint8Array(13 * rows);
      writeNirs(space, from, rows, out);
      expect(text(out)).toBe(all.slice(from, from + rows).join(''));
    }));
    expect(new Set(all).size).toBe(all.length);
  });
  test('passes the judgement of plausibility', () => {
    for (const candidate of naive(space)) expect(validateIdentifier(nir, candidate)).toBe('ok');
  });
  test('is written far from the first of a large space', () => {
    const france: NirSpace = { sexes: [1, 2], years: Array.from({ length: 100 }, (_, year) => year), months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], places: birthPlaces('88'), highestOrder: 999 };
    expect(countNirs(france)).toBe(2 * 100 * 12 * 990 * 999);
    const out = new Uint8Array(13);
    writeNirs(france, countNirs(france) - 1, 1, out);
    expect(text(out)).toBe('2991288990999');
  });
});

describe('places of birth', () => {
  test.each<[string, number, string, string]>([
    ['88', 990, '88001', '88990'], ['2A', 990, '2A001', '2A990'], ['01', 990, '01001', '01990'], ['974', 90, '97401', '97490'], ['99', 999, '99001', '99999'], ['88321', 1, '88321', '88321'], ['2B033', 1, '2B033', '2B033'], ['99139', 1, '99139', '99139'],
  ])('%s stands for %i numbers, from %s to %s', (name, count, first, last) => {
    const places = placesOf(name);
    expect([places.length, places[0], places.at(-1), new Set(places).size]).toEqual([count, first, last, count]);
  });
  test.each(['', '8', '00', '97', '2C', '8832', '88321a', 'abcde', '88000', '88991', '00001', 'é8', '2a'])('%j is none, or no one département', (name) => {
    const places = placesOf(name);
    // 97 alone is no département: its third digit belongs to the code.
    expect(places.filter((place) => !place.startsWith('97'))).toEqual([]);
  });
});

describe('spellings of an identifier', () => {
  test('of a NIR: as it is stored, with its key, in groups, and with the end of a line', () => {
    expect(SPELLINGS.map((spelling) => text(spell(encoder.encode('2840588321025'), spelling)))).toEqual(['2840588321025', '284058832102532', '2 84 05 88 321 025 32', '2840588321025\n', '284058832102532\n']);
    expect(text(spell(encoder.encode('253072B073004'), 'with key'))).toBe('253072B07300470');
  });
  test('of anything else: as it is, and with the end of a line', () => {
    expect(SPELLINGS.map((spelling) => text(spell(encoder.encode('10003879623'), spelling)))).toEqual(['10003879623', '10003879623', '10003879623', '10003879623\n', '10003879623\n']);
    expect(text(spell(encoder.encode('DUPONT MARIE1'), 'with key'))).toBe('DUPONT MARIE1');
    expect(spell(new Uint8Array(0), 'with key')).toEqual(new Uint8Array(0));
  });
});

describe('readings of a code', () => {
  const reading = (name: string): (typeof TEXT_READINGS)[number] => TEXT_READINGS.find((one) => one.name === name)!;
  const read = (name: string, code: string): { hex: string; bits: number } | null => {
    const bits = reading(name).read(encoder.encode(code));
    return bits === null ? null : { hex: Buffer.from(bits.bytes).toString('hex'), bits: bits.bits };
  };

  test('give back the bytes that Node wrote', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
      const buffer = Buffer.from(bytes);
      const hex = buffer.toString('hex');
      expect(read('hexadecimal', hex.toUpperCase())).toEqual({ hex, bits: 8 * bytes.length });
      for (const [name, code] of [['base64', buffer.toString('base64')], ['base64url', buffer.toString('base64url')]] as const) {
        expect(read(name, code)!.hex.slice(0, hex.length)).toBe(hex);
      }
    }));
  });
  // RFC 4648, section 10; Crockford's digits read as one number.
  test.each([['base32', 'MZXW6===', '666f6f', 25], ['base32', 'mzxw6ytboi', '666f6f62617200', 50], ['Crockford base32', '7Z', 'ff', 8], ['hexadecimal', 'abc', 'abc0', 12]])('%s of %s', (name, code, hex, bits) => {
    const found = read(name, code)!;
    expect(found.bits).toBe(bits);
    expect(found.hex.slice(0, hex.length).padEnd(hex.length, '0')).toBe(hex);
  });
  test.each([['hexadecimal', 'xyz'], ['base64', 'a_b'], ['base64url', 'a/b'], ['base32', 'a1'], ['Crockford base32', 'u0'], ['Crockford base32', 'ZZ'], ['hexadecimal', ''], ['base64', '=='], ['text', '']])('%s refuses %j', (name, code) => {
    expect(read(name, code)).toBeNull();
  });
  test('compare codes with either end of a digest, and with none that is too short', () => {
    const digest = Uint8Array.of(0xab, 0xcd, 0xef);
    expect(cutDigest(digest, 16, 'start')).toEqual(Uint8Array.of(0xab, 0xcd));
    expect(cutDigest(digest, 12, 'start')).toEqual(Uint8Array.of(0xab, 0xc0));
    expect(cutDigest(digest, 16, 'end')).toEqual(Uint8Array.of(0xcd, 0xef));
    expect(cutDigest(digest, 12, 'end')).toBeNull();
    expect(cutDigest(digest, 24, 'start')).toEqual(digest);
    // Four letters of base64 and a bit: the last byte is filled up with zeros.
    expect(cutDigest(digest, 30, 'start')).toEqual(Uint8Array.of(0xab, 0xcd, 0xef, 0));
    expect(cutDigest(digest, 32, 'start')).toBeNull();
    expect(cutDigest(digest, 40, 'start')).toBeNull();
    expect(cutDigest(digest, 32, 'end')).toBeNull();
    expect(BINARY_READINGS.map(({ from }) => from)).toEqual(['start', 'end']);
    expect(BINARY_READINGS.map((one) => one.read(new Uint8Array(0)))).toEqual([null, null]);
  });
});

describe('weak keys', () => {
  const keys = weakKeys();
  test('are over ten thousand, each once, always in the same order', () => {
    expect(keys.length).toBeGreaterThan(10_000);
    expect(new Set(keys).size).toBe(keys.length);
    expect(weakKeys()).toEqual(keys);
  });
  // The first of the lists of common passwords in France, 2019 to 2021.
  test.each(['123456', '123456789', 'azerty', '000000', 'marseille', 'doudou', 'loulou', 'password', 'azertyuiop', 'soleil', 'bonjour', '111111', 'nicolas', 'motdepasse', 'Azerty123', 'PMSI2024', '1984'])('hold %s', (word) => {
    expect(keys).toContain(word);
  });
  test('are texts that a person could type', () => {
    expect(keys.filter((text) => !/^[\x21-\x7e]+$/.test(text))).toEqual([]);
  });
});
