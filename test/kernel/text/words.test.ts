import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { knownWords } from '../../../src/text/known-words.ts';
import { ALIAS_MARKERS, BIRTH_NAME_MARKERS, FAMILY_TITLES, MARRIED_NAME_MARKERS, PARTICLES, PLACEHOLDERS, TITLES } from '../../../src/text/name-words.ts';
import { sameBytes } from '../../../src/text/same-bytes.ts';
import { createWords, LETTERS, LETTERS_AND_DIGITS, scanWords } from '../../../src/text/words.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function wordsOf(text: string, alphabet = LETTERS): { words: string[]; bound: number[] } {
  const words = createWords();
  const bytes = encoder.encode(text);
  scanWords(alphabet, bytes, 0, bytes.length, words);
  const each = Array.from({ length: words.count }, (_, word) => word);
  return { words: each.map((word) => decoder.decode(words.letters.subarray(words.starts[word], words.ends[word]))), bound: each.map((word) => words.isBound[word]!) };
}

describe('scanWords', () => {
  test('finds words in plain capitals, and which of them a hyphen or an apostrophe binds', () => {
    expect(wordsOf('  Jean-Pierre, d’Œuvré 2  l\'Haÿ - Ĳ')).toEqual({ words: ['JEAN', 'PIERRE', 'D', 'OEUVRE', 'L', 'HAY', 'IJ'], bound: [0, 1, 0, 1, 0, 1, 1] });
    expect(wordsOf('12bis rue', LETTERS_AND_DIGITS).words).toEqual(['12BIS', 'RUE']);
    expect(wordsOf(' -\'* 王')).toEqual({ words: [], bound: [] });
  });

  test('finds what the obvious program finds', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'abÉçœŁß-’ \'.7王ŉ\u0301Ǆ'), maxLength: 20 }), (text) => {
      const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('œ', 'oe').replaceAll('Ł', 'L').replaceAll('ß', 'ss').replaceAll('ŉ', '\'n');
      expect(wordsOf(text).words).toEqual(plain.toUpperCase().split(/[^A-Z]+/).filter((word) => word !== ''));
    }), { numRuns: 2000 });
  });

  test('reads a text of any length', () => {
    expect(wordsOf('a '.repeat(10_000)).words).toHaveLength(10_000);
    expect(wordsOf('ŉ'.repeat(1000)).words).toHaveLength(1000);
  });
});

describe('knownWords', () => {
  const listed = [...new Set([TITLES, FAMILY_TITLES, BIRTH_NAME_MARKERS, MARRIED_NAME_MARKERS, ALIAS_MARKERS, PARTICLES, PLACEHOLDERS.both, PLACEHOLDERS.given].join(' ').split(' '))];
  const numbered = listed.map((word, index) => [word, index + 1] as const);
  const { find } = knownWords(numbered);

  test('finds each of its words, wherever it stands', () => {
    for (const [word, number] of numbered) expect(find(encoder.encode(`..${word}.`), 2, 2 + word.length)).toBe(number);
  });

  test('finds nothing else', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'ADEILMNRTX'), maxLength: 6 }), (word) => {
      expect(find(encoder.encode(word), 0, word.length)).toBe(listed.indexOf(word) + 1);
    }), { numRuns: 3000 });
    expect(knownWords([]).find(encoder.encode('A'), 0, 1)).toBe(0);
  });
});

test('sameBytes compares lengths and bytes', () => {
  const bytes = encoder.encode('abcabd');
  expect([sameBytes(bytes, 0, 2, bytes, 3, 5), sameBytes(bytes, 0, 3, bytes, 3, 6), sameBytes(bytes, 0, 2, bytes, 3, 6), sameBytes(bytes, 1, 1, bytes, 4, 4)]).toEqual([true, false, false, true]);
});
