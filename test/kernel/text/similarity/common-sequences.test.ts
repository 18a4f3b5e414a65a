import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  commonPrefix, commonPrefixLength, commonSubsequence, commonSubstring, commonSuffix, longestCommonSubsequence, longestCommonSubstring, sameSymbols, shareOfLonger,
} from '../../../../src/text/index.ts';
import { naiveSubsequence, naiveSubstring } from './textbook.ts';
import { run, textPair } from './text-pairs.ts';

describe('common sequences', () => {
  test('the longest subsequence is what a whole table says', () => {
    fc.assert(fc.property(textPair, ([left, right]) => {
      expect(run(commonSubsequence, left, right)).toBe(naiveSubsequence(left, right));
    }), { numRuns: 1000 });
  });

  test('the longest substring is what trying every piece says', () => {
    fc.assert(fc.property(textPair, ([left, right]) => {
      expect(run(commonSubstring, left, right)).toBe(naiveSubstring(left, right));
    }), { numRuns: 1000 });
  });

  test('a prefix or suffix is a substring, a substring a subsequence; all are symmetric, and whole for the same text', () => {
    fc.assert(fc.property(textPair, ([left, right]) => {
      const counts = [commonPrefix, commonSubstring, commonSubsequence].map((kernel) => run(kernel, left, right));
      expect(counts).toEqual([...counts].sort((one, other) => one - other));
      expect(counts).toEqual([commonPrefix, commonSubstring, commonSubsequence].map((kernel) => run(kernel, right, left)));
      expect(run(commonSuffix, left, right)).toBe(run(commonPrefix, [...left].reverse(), [...right].reverse()));
      for (const kernel of [commonPrefix, commonSuffix, commonSubstring, commonSubsequence]) expect(run(kernel, left, left)).toBe(left.length);
      expect(run(sameSymbols, left, right)).toBe(left.join() === right.join() ? 1 : 0);
    }), { numRuns: 1000 });
  });

  test('the share of the longer text is in [0, 1], and exact from a least similarity on', () => {
    fc.assert(fc.property(textPair, fc.double({ min: 0, max: 1, noNaN: true }), ([left, right], atLeast) => {
      const longer = Math.max(left.length, right.length);
      const expected = longer === 0 ? 1 : naiveSubsequence(left, right) / longer;
      const bounded = run(shareOfLonger(commonSubsequence), left, right, atLeast);
      expect(run(shareOfLonger(commonSubsequence), left, right)).toBe(expected);
      if (expected >= atLeast) expect(bounded).toBe(expected);
      else expect(bounded).toBeLessThan(atLeast);
    }), { numRuns: 500 });
  });

  test('strings are counted in code points or bytes', () => {
    expect([longestCommonSubsequence('Zoé', 'Zoë'), longestCommonSubsequence('Zoé', 'Zoë', { unit: 'byte' })]).toEqual([2, 3]);
    expect([longestCommonSubstring('Éléonore', 'Leonor'), longestCommonSubstring('', 'a')]).toEqual([4, 0]);
    expect([commonPrefixLength('Éva', 'Ève'), commonPrefixLength('Éva', 'Ève', { unit: 'byte' })]).toEqual([0, 1]);
  });
});
