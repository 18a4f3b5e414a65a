import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  byteSymbolsOf, codePointsOf, damerauLevenshteinDistance, diceSimilarity, jaroWinklerSimilarity, levenshteinDistance, longestCommonSubsequence, osaDistance, symbolsOf,
} from '../../../../src/text/index.ts';

const pieces = ['a', 'é', 'ÿ', '한', '👩', '\u{10ffff}', '\ufeff', '\0'].map((text) => [...new TextEncoder().encode(text)]);
/** Bytes that are nearly UTF-8: whole characters, halves of them, and what may never stand. */
const nearlyUtf8 = fc.array(fc.oneof(
  fc.constantFrom(...pieces),
  fc.tuple(fc.constantFrom(...pieces), fc.nat(3)).map(([piece, length]) => piece.slice(0, length)),
  fc.constantFrom([0x80], [0xbf], [0xc0, 0x80], [0xc1], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf5], [0xff]),
  fc.uint8Array({ maxLength: 4 }).map((bytes) => [...bytes]),
), { maxLength: 8 }).map((parts) => Uint8Array.from(parts.flat()));

describe('symbols of a text', () => {
  test('code points are what TextDecoder and the string say, for any bytes', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    fc.assert(fc.property(nearlyUtf8, fc.nat(3), (bytes, at) => {
      const expected = [...decoder.decode(bytes)].map((character) => character.codePointAt(0));
      const shifted = Uint8Array.from([0xe2, ...bytes, 0x82]);
      const out = new Uint32Array(at + bytes.length);
      expect(codePointsOf(shifted, 1, 1 + bytes.length, out, at)).toBe(at + expected.length);
      expect([...out.subarray(at, at + expected.length)]).toEqual(expected);
    }), { numRuns: 5000 });
  });

  test('bytes are bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), fc.nat(3), (bytes, at) => {
      const out = new Uint32Array(at + bytes.length);
      expect(byteSymbolsOf(bytes, 0, bytes.length, out, at)).toBe(out.length);
      expect([...out.subarray(at)]).toEqual([...bytes]);
    }));
  });

  test('a string gives its code points or its bytes; a surrogate that stands alone is U+FFFD', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([...symbolsOf(text, 'codePoint')]).toEqual([...text].map((character) => character.codePointAt(0)));
      expect([...symbolsOf(text, 'byte')]).toEqual([...new TextEncoder().encode(text)]);
    }));
    expect([...symbolsOf('a\ud800b', 'codePoint')]).toEqual([0x61, 0xfffd, 0x62]);
  });

  test('a byte is a code point where texts are ASCII, for every comparison', () => {
    const ascii = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 40 });
    fc.assert(fc.property(ascii, ascii, (left, right) => {
      for (const compare of [levenshteinDistance, osaDistance, damerauLevenshteinDistance, jaroWinklerSimilarity, diceSimilarity, longestCommonSubsequence]) {
        expect(compare(left, right, { unit: 'byte' })).toBe(compare(left, right));
      }
    }), { numRuns: 500 });
  });

  test('any strings are compared without exception, and give numbers', () => {
    const any = fc.string({ unit: 'binary', maxLength: 90 });
    fc.assert(fc.property(any, any, fc.constantFrom('byte' as const, 'codePoint' as const), (left, right, unit) => {
      for (const compare of [levenshteinDistance, osaDistance, damerauLevenshteinDistance, jaroWinklerSimilarity, diceSimilarity, longestCommonSubsequence]) {
        expect(compare(left, right, { unit })).toBeGreaterThanOrEqual(0);
      }
    }), { numRuns: 500 });
  });
});
