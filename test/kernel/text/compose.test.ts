import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compose, decompose } from '../../../src/text/compose.ts';
import { foldLetters, normaliseName, normaliseText, PHONETIC_ALGORITHMS, phoneticCode } from '../../../src/text/index.ts';

const marks = fc.string({ unit: fc.constantFrom('\u0301', '\u0327', '\u0344', '\u034f', '\u0308', 'e', 'ç', '\u064b', ' '), maxLength: 150 });
/** Two marks in turn that stand in the wrong order: the worst case of reordering. */
const hostile = (length: number): string => `e${'\u0301\u0327'.repeat(length / 2)}`;

describe('composing', () => {
  test('is what the language does, wherever no letter has more than 30 marks', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), marks), (text) => {
      fc.pre(!/\p{M}{31}/u.test(text.normalize('NFD')));
      expect(compose(text)).toBe(text.normalize('NFC'));
      expect(decompose(text)).toBe(text.normalize('NFD'));
    }), { numRuns: 2000 });
  });
  test('twice is once, and loses no mark', () => {
    fc.assert(fc.property(marks, (text) => {
      const once = compose(text);
      expect(compose(once)).toBe(once);
      const without = (composed: string): string => [...composed.normalize('NFD').replaceAll('\u034f', '')].sort().join('');
      expect(without(once)).toBe(without(text));
    }), { numRuns: 2000 });
  });
  test('of a text of half a million marks takes no longer than its length, in every function of names and texts', () => {
    const text = hostile(500_000);
    const started = process.cpuUsage();
    // One mark goes into the letter; the others stand in 16,667 runs.
    expect(compose(text)).toHaveLength(500_000 + 16_666);
    expect(foldLetters(text)).toBe('e');
    expect(normaliseText(text, { trim: true, collapse: true, case: 'upper', accents: 'strip' })).toBe('E');
    expect(normaliseName(text, 'name', { kind: 'family' })).toBe('E');
    for (const algorithm of PHONETIC_ALGORITHMS) expect(phoneticCode(algorithm, text)).toBe(phoneticCode(algorithm, hostile(2)));
    // A minute and more before; about a second of processor time now.
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(15);
  });
});
