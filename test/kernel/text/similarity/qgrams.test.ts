import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BIGRAM_SET, diceSimilarity, jaccardSimilarity, PADDED_BIGRAM_BAG, qgramDice, qgramJaccard, SYMBOL_SET, type QgramVariant,
} from '../../../../src/text/index.ts';
import { naiveCounts, naiveQgrams } from './textbook.ts';
import { run, textPair } from './text-pairs.ts';

const variants: fc.Arbitrary<QgramVariant> = fc.oneof(
  fc.constantFrom(SYMBOL_SET, BIGRAM_SET, PADDED_BIGRAM_BAG),
  fc.record({ q: fc.integer({ min: 1, max: 5 }), padded: fc.boolean(), counted: fc.constantFrom('once' as const, 'each' as const) }),
);

describe('q-grams', () => {
  test('Jaccard and Dice are what maps of pieces say', () => {
    fc.assert(fc.property(variants, textPair, (variant, [left, right]) => {
      const counts = naiveCounts(naiveQgrams(left, variant.q, variant.padded), naiveQgrams(right, variant.q, variant.padded), variant.counted === 'each');
      const isSame = left.join() === right.join() ? 1 : 0;
      const none = counts.left + counts.right === 0;
      expect(run(qgramJaccard(variant), left, right)).toBe(none ? isSame : counts.common / (counts.left + counts.right - counts.common));
      expect(run(qgramDice(variant), left, right)).toBe(none ? isSame : (2 * counts.common) / (counts.left + counts.right));
    }), { numRuns: 2000 });
  });

  test('they are in [0, 1], 1 for the same text, the same from either side, and Dice is never the lower', () => {
    fc.assert(fc.property(variants, textPair, (variant, [left, right]) => {
      const [jaccard, dice] = [run(qgramJaccard(variant), left, right), run(qgramDice(variant), left, right)];
      expect([run(qgramJaccard(variant), left, left), run(qgramDice(variant), left, left)]).toEqual([1, 1]);
      expect([run(qgramJaccard(variant), right, left), run(qgramDice(variant), right, left)]).toEqual([jaccard, dice]);
      expect(0 <= jaccard && jaccard <= dice && dice <= 1).toBe(true);
    }), { numRuns: 1000 });
  });

  test('published similarities', () => {
    expect(diceSimilarity('healed', 'sealed')).toBe(0.8);
    expect(jaccardSimilarity('night', 'nacht', { q: 1 })).toBeCloseTo(3 / 7, 15);
    expect(diceSimilarity('night', 'nacht')).toBe(0.25);
  });

  test('pieces count once or each time, with their ends or without', () => {
    expect(jaccardSimilarity('aaaa', 'aa')).toBe(1);
    expect(jaccardSimilarity('aaaa', 'aa', { counted: 'each' })).toBeCloseTo(1 / 3, 15);
    expect(jaccardSimilarity('ab', 'ab', { padded: true, counted: 'each' })).toBe(1);
    expect(jaccardSimilarity('ab', 'ac', { padded: true, counted: 'each' })).toBe(0.2);
    expect(jaccardSimilarity('é', 'e', { q: 1, unit: 'byte' })).toBe(0);
  });

  test('texts too short for a piece are alike when they are the same', () => {
    expect([jaccardSimilarity('', ''), jaccardSimilarity('a', 'a'), diceSimilarity('a', 'b'), diceSimilarity('a', 'ab')]).toEqual([1, 1, 0, 0]);
  });

  test('a length of piece that is none is refused', () => {
    expect(() => jaccardSimilarity('a', 'b', { q: 0 })).toThrow('q: expected an integer from 1 up, got 0');
    expect(() => qgramDice({ ...BIGRAM_SET, q: 1.5 })).toThrow(RangeError);
  });
});
