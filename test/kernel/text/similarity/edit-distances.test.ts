import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  damerauLevenshtein, damerauLevenshteinDistance, hamming, hammingDistance, levenshtein, levenshteinDistance, normalisedDistance, osa, osaDistance,
} from '../../../../src/text/index.ts';
import { naiveDamerau, naiveLevenshtein, naiveOsa } from './textbook.ts';
import { run, textPair, textTriple } from './text-pairs.ts';

const KERNELS = [
  ['levenshtein', levenshtein, naiveLevenshtein],
  ['osa', osa, naiveOsa],
  ['damerauLevenshtein', damerauLevenshtein, naiveDamerau],
] as const;

describe('edit distances', () => {
  test.each(KERNELS)('%s is what a whole table of distances says', (_name, kernel, naive) => {
    fc.assert(fc.property(textPair, ([left, right]) => {
      expect(run(kernel, left, right)).toBe(naive(left, right));
    }), { numRuns: 400 });
  });

  test.each(KERNELS)('%s is exact up to a largest distance, and says beyond it no more than that it is beyond', (_name, kernel) => {
    fc.assert(fc.property(textPair, fc.nat(12), ([left, right], atMost) => {
      const distance = run(kernel, left, right);
      const bounded = run(kernel, left, right, atMost);
      if (distance <= atMost) expect(bounded).toBe(distance);
      else expect(bounded).toBeGreaterThan(atMost);
    }), { numRuns: 3000 });
  });

  test.each([...KERNELS.map(([name, kernel]) => [name, kernel] as const), ['hamming', hamming] as const])('%s is 0 for the same text alone, and the same from either side', (_name, kernel) => {
    fc.assert(fc.property(textPair, ([left, right]) => {
      expect(run(kernel, left, left)).toBe(0);
      expect(run(kernel, left, right) === 0).toBe(left.join() === right.join());
      expect(run(kernel, left, right)).toBe(run(kernel, right, left));
      expect(run(kernel, left, right)).toBeLessThanOrEqual(Math.max(left.length, right.length));
      expect(run(kernel, left, right)).toBeGreaterThanOrEqual(Math.abs(left.length - right.length));
    }), { numRuns: 1000 });
  });

  test.each([['levenshtein', levenshtein], ['damerauLevenshtein', damerauLevenshtein], ['hamming', hamming]] as const)('%s is never longer over a third text', (_name, kernel) => {
    fc.assert(fc.property(textTriple, ([one, two, three]) => {
      expect(run(kernel, one, two)).toBeLessThanOrEqual(run(kernel, one, three) + run(kernel, three, two));
    }), { numRuns: 2000 });
  });

  test('alignment without touching twice is no metric', () => {
    expect(osaDistance('ca', 'ac') + osaDistance('ac', 'abc')).toBeLessThan(osaDistance('ca', 'abc'));
  });

  test('more ways to edit never make it longer, and an alignment is at most half as long again', () => {
    fc.assert(fc.property(textPair, ([left, right]) => {
      const [full, restricted, plain] = [run(damerauLevenshtein, left, right), run(osa, left, right), run(levenshtein, left, right)];
      expect(full).toBeLessThanOrEqual(restricted);
      expect(restricted).toBeLessThanOrEqual(plain);
      expect(2 * restricted).toBeLessThanOrEqual(3 * full);
      expect(plain).toBeLessThanOrEqual(2 * full);
    }), { numRuns: 2000 });
  });

  test('texts of some thousand symbols are compared in the time of a blink, and what they leave behind is clean', () => {
    const long = Array.from({ length: 3000 }, (_, place) => 97 + ((place * place) % 23));
    const other = long.map((symbol, place) => (place % 500 === 3 ? 65 : symbol));
    for (const [, kernel] of KERNELS) {
      expect(run(kernel, long, other)).toBe(6);
      expect(run(kernel, [97, 98], [98, 97, 99])).toBe(2);
      expect(run(kernel, long, other, 3)).toBeGreaterThan(3);
      expect(run(kernel, [...'sitting'].map((letter) => letter.charCodeAt(0)), [...'kitten'].map((letter) => letter.charCodeAt(0)))).toBe(3);
    }
  });
});

// linkage.md 6.2 gathers these: DuckDB, rapidfuzz, talisman and splink_udfs agree where nothing else is said.
describe('published distances', () => {
  test.each([['kitten', 'sitting', 3], ['Saturday', 'Sunday', 3], ['bc', 'abc', 1], ['', 'abc', 3], ['', '', 0]])('%s to %s is %i by Levenshtein', (left, right, distance) => {
    expect(levenshteinDistance(left, right)).toBe(distance);
  });

  test.each([
    ['three', 'there', 1], ['out', 'to', 2], ['laos', 'also', 2], ['tomato', 'otamot', 3], ['abcdefg', 'bacedgf', 3], ['at', 'tarokk', 5],
    ['amanaplanacanalpanama', 'm23aanaplancaanaalnama', 6], ['NawKtYu', 'tKNwYua', 6], ['eOqoHAta', 'tAeaqHoO', 7], ['glSbo', 'lgSbo', 1],
    ['NJtQKcJE', 'cJEtQKJN', 4], ['GitIEVs', 'EGItVis', 5], ['MiWK', 'WKiM', 4], ['jellyifhs', 'jellyfish', 2], ['abcd', 'acb', 2], ['CA', 'ABC', 2],
  ])('%s to %s is %i by Damerau and Levenshtein', (left, right, distance) => {
    expect(damerauLevenshteinDistance(left, right)).toBe(distance);
  });

  test.each([['CA', 'ABC', 3], ['CA', 'AC', 1], ['out', 'to', 3], ['sUzSOwx', 'zsSxUwO', 6]])('%s to %s is %i by alignment', (left, right, distance) => {
    expect(osaDistance(left, right)).toBe(distance);
  });

  test('an accent is one code point, and two bytes', () => {
    expect([levenshteinDistance('é', 'e'), levenshteinDistance('é', 'e', { unit: 'byte' })]).toEqual([1, 2]);
    expect([damerauLevenshteinDistance('né', 'én'), damerauLevenshteinDistance('né', 'én', { unit: 'byte' })]).toEqual([1, 2]);
    expect([hammingDistance('👩é', 'aé'), hammingDistance('👩é', 'aé', { unit: 'byte' })]).toEqual([1, 6]);
  });
});

describe('similarity of a distance', () => {
  test('is one less the share of the longer text, and exact from a least similarity on', () => {
    const similarity = normalisedDistance(levenshtein);
    fc.assert(fc.property(textPair, fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(20).map((part) => part / 20)), ([left, right], atLeast) => {
      const longer = Math.max(left.length, right.length);
      const expected = longer === 0 ? 1 : 1 - naiveLevenshtein(left, right) / longer;
      expect(run(similarity, left, right)).toBe(expected);
      const bounded = run(similarity, left, right, atLeast);
      if (expected >= atLeast) expect(bounded).toBe(expected);
      else expect(bounded).toBeLessThan(atLeast);
    }), { numRuns: 1000 });
  });
});
