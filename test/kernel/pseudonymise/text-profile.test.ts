// Oracle: the definition of `text/v1` in the language's own words, on strings. Unicode cases also come from the
// published vectors, which Python computed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalTextColumn, TEXT_REASONS } from '../../../src/pseudonymise/kernel/text-profile.ts';
import { messageColumn } from '../keyed/message-column.ts';

// Written out, so that the test does not lean on what `trim` means in one engine.
const SPACE = '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

function byDefinition(text: string): string {
  const characters = [...text];
  while (characters.length > 0 && SPACE.includes(characters[0]!)) characters.shift();
  while (characters.length > 0 && SPACE.includes(characters.at(-1)!)) characters.pop();
  return characters.join('').normalize('NFC');
}

function canonical(texts: readonly (string | Uint8Array | null)[]): { texts: (string | null)[]; reasons: string[] } {
  const encoder = new TextEncoder();
  const { offsets, bytes, valid, rows } = messageColumn(texts.map((text) => typeof text === 'string' ? encoder.encode(text) : text), 4);
  const result = canonicalTextColumn(offsets, bytes, valid, rows);
  expect(result.rows).toBe(rows);
  expect(result.offsets[0]).toBe(0);
  expect(result.offsets[rows]).toBe(result.bytes.length);
  return {
    texts: texts.map((_, row) => {
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(result.bytes.subarray(result.offsets[row], result.offsets[row + 1]));
      if ((result.valid[row >> 3]! & (1 << (row & 7))) !== 0) return text;
      expect(text, 'a row without value has no bytes').toBe('');
      return null;
    }),
    reasons: [...result.reasons].map((reason) => TEXT_REASONS[reason]!),
  };
}

describe('the profile text/v1', () => {
  test('is what its definition says, for any text', () => {
    const padding = fc.string({ unit: fc.constantFrom(...SPACE), maxLength: 3 });
    const inner = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string({ unit: 'grapheme-ascii', maxLength: 12 }));
    const text = fc.tuple(padding, inner, padding).map((parts) => parts.join(''));
    fc.assert(fc.property(fc.array(fc.option(text), { minLength: 1, maxLength: 20 }), (texts) => {
      const expected = texts.map((value) => value === null || byDefinition(value) === '' ? null : byDefinition(value));
      const result = canonical(texts);
      expect(result.texts).toEqual(expected);
      expect(result.reasons).toEqual(texts.map((value, row) => value === null ? 'null' : expected[row] === null ? 'empty' : 'ok'));
    }), { numRuns: 400, seed: 1 });
  });

  test('removes every white space of its list at both ends, and no other character', () => {
    const all = [...SPACE].map((space) => `${space}x${space}`);
    expect(canonical(all).texts).toEqual(all.map(() => 'x'));
    // Next line, zero-width space, Mongolian vowel separator, information separators, null.
    const others = ['\u0085', '\u200b', '\u180e', '\u001c', '\u0000', '\u2060'].map((other) => `${other}x${other}`);
    expect(canonical(others).texts).toEqual(others);
  });

  test('keeps case, accents and inner white space', () => {
    const texts = ['DUPONT', 'Dupont', 'Élise  de\tla\u00a0Tour', 'elise de la tour'];
    expect(canonical(texts).texts).toEqual(texts);
  });

  test('makes one text of composed and decomposed letters', () => {
    const { texts } = canonical(['\u00e9', 'e\u0301', '\u1e9b\u0323', '\u017f\u0323\u0307', '\u2126', '\u03a9']);
    expect(new Set(texts).size).toBe(3);
  });

  test('is idempotent', () => {
    const texts = ['  é ', 'e\u0301\u0323', '\ufeff\u00a0a b\u3000', '\u0958'];
    const once = canonical(texts).texts;
    expect(canonical(once).texts).toEqual(once);
  });

  test('has no value for empty or blank text, and keeps null apart from it', () => {
    expect(canonical(['', '   ', '\u00a0\u3000', null, 'a'])).toEqual({
      texts: [null, null, null, null, 'a'], reasons: ['empty', 'empty', 'empty', 'null', 'ok'],
    });
  });

  test('has no value for bytes that are not UTF-8: different ones never become one text', () => {
    const malformed = [[0xff], [0xc3], [0x61, 0xe9], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80]].map((bytes) => Uint8Array.from(bytes));
    expect(canonical([...malformed, 'é'])).toEqual({ texts: [...malformed.map(() => null), 'é'], reasons: [...malformed.map(() => 'encoding'), 'ok'] });
  });

  test('accepts an empty column and refuses one with too few offsets', () => {
    expect(canonical([])).toEqual({ texts: [], reasons: [] });
    expect(() => canonicalTextColumn(new Int32Array(2), new Uint8Array(0), null, 2)).toThrow('offsets: expected at least 3 entries, got 2');
  });

  test('makes room for text that grows: a letter of three bytes may become six', () => {
    const text = '\u0958'.repeat(5000);
    expect(canonical([text, 'x']).texts).toEqual([text.normalize('NFC'), 'x']);
    expect(text.normalize('NFC').length).toBe(10_000);
  });
});
