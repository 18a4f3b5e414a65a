import { describe, expect, test } from 'vitest';
import { processorClock } from '../../../processor-time.ts';
import {
  BIGRAM_SET, commonPrefix, commonSubsequence, commonSubstring, commonSuffix, damerauLevenshtein, hamming, JARO, jaroWinkler, levenshtein, osa, PADDED_BIGRAM_BAG, qgramDice, qgramJaccard,
  symbolsOf, SYMBOL_SET, WINKLER, type CountKernel, type DistanceKernel, type SimilarityKernel,
} from '../../../../src/text/index.ts';

const LENGTH = 100_000;
const long = new Uint32Array(LENGTH).map((_, place) => 97 + ((place * place) % 23));
const whole = (kernel: CountKernel, left: Uint32Array, right: Uint32Array): number => kernel(left, 0, left.length, right, 0, right.length);
const changed = (places: readonly number[]): Uint32Array => {
  const other = long.slice();
  for (const place of places) other[place] = 0x10ffff;
  return other;
};

describe('texts of 100,000 symbols', () => {
  test.each<[string, CountKernel]>([['levenshtein', levenshtein], ['osa', osa], ['damerauLevenshtein', damerauLevenshtein], ['hamming', hamming]])('%s counts one change anywhere, at either end too', (_name, kernel) => {
    for (const place of [0, 50_000, LENGTH - 1]) expect(whole(kernel, long, changed([place]))).toBe(1);
    expect(whole(kernel, long, long)).toBe(0);
  });

  test.each<[string, DistanceKernel]>([['levenshtein', levenshtein], ['osa', osa], ['damerauLevenshtein', damerauLevenshtein]])('%s with a largest distance does not walk the whole table', (_name, kernel) => {
    const other = changed([10, 99_990]);
    const spent = processorClock();
    expect(kernel(long, 0, 2000, other, 0, 1000, 3)).toBeGreaterThan(3);
    expect(kernel(long, 0, 60_000, other, 20_000, 80_004, 3)).toBeGreaterThan(3);
    expect(spent()).toBeLessThan(2000);
  });

  test('a text against nothing costs its length, and has nothing in common with it', () => {
    const nothing = new Uint32Array(0);
    expect([levenshtein, osa, damerauLevenshtein, hamming].map((kernel) => whole(kernel, long, nothing))).toEqual([LENGTH, LENGTH, LENGTH, LENGTH]);
    expect([commonPrefix, commonSuffix, commonSubsequence, commonSubstring].map((kernel) => whole(kernel, nothing, long))).toEqual([0, 0, 0, 0]);
    expect([jaroWinkler(WINKLER), qgramJaccard(BIGRAM_SET), qgramDice(PADDED_BIGRAM_BAG)].map((kernel) => whole(kernel, long, nothing))).toEqual([0, 0, 0]);
  });

  test('similarities of texts whose last symbol differs are those of the formulas', () => {
    const other = changed([LENGTH - 1]);
    const share = (LENGTH - 1) / LENGTH;
    expect(whole(jaroWinkler(JARO), long, other)).toBeCloseTo((2 * share + 1) / 3, 12);
    expect(whole(jaroWinkler(WINKLER), long, other)).toBeCloseTo((2 * share + 1) / 3 + 0.4 * (1 - (2 * share + 1) / 3), 12);
    expect(whole(qgramJaccard(SYMBOL_SET), long, other)).toBeCloseTo(new Set(long).size / (new Set(long).size + 1), 12);
    const bigrams = LENGTH + 1;
    expect(whole(qgramDice(PADDED_BIGRAM_BAG), long, other)).toBeCloseTo((bigrams - 2) / bigrams, 12);
    expect([whole(commonPrefix, long, other), whole(commonSuffix, long, other)]).toEqual([LENGTH - 1, 0]);
    expect([whole(commonPrefix, long, changed([70_000])), whole(commonSuffix, long, changed([70_000]))]).toEqual([70_000, 29_999]);
  });

  test('one letter over and over takes Jaro and q-grams no longer than others', () => {
    const same = new Uint32Array(LENGTH).fill(97);
    const spent = processorClock();
    expect(whole(jaroWinkler(JARO), same, same.subarray(1))).toBeCloseTo(((LENGTH - 1) / LENGTH + 2) / 3, 12);
    expect(whole(qgramJaccard(BIGRAM_SET), same, same.subarray(1))).toBe(1);
    expect(spent()).toBeLessThan(1000);
  });
});

describe('kernels that share tables', () => {
  const kernels: readonly (readonly [string, DistanceKernel | SimilarityKernel | CountKernel, number | undefined])[] = [
    ['levenshtein', levenshtein, 1], ['osa', osa, 2], ['damerauLevenshtein', damerauLevenshtein, 3], ['jaro', jaroWinkler(JARO), 0.99], ['winkler', jaroWinkler(WINKLER), undefined],
    ['subsequence', commonSubsequence, undefined], ['substring', commonSubstring, undefined], ['jaccard', qgramJaccard(BIGRAM_SET), undefined],
  ];
  const texts = ['', 'a', 'MARTHA', 'MARHTA', 'ca', 'abc', 'é'.repeat(40), `x${'é'.repeat(39)}`, '😀b😀', 'ab'.repeat(70), `${'ba'.repeat(70)}c`].map((text) => symbolsOf(text, 'codePoint'));

  test('leave nothing behind: whatever ran before, cut short or not, the next answer is the same', () => {
    const answers = (): number[] => kernels.flatMap(([, kernel]) => texts.flatMap((left) => texts.map((right) => whole(kernel as CountKernel, left, right))));
    const before = answers();
    for (const [, kernel, cutoff] of kernels) for (const left of texts) for (const right of texts.toReversed()) (kernel as DistanceKernel)(left, 0, left.length, right, 0, right.length, cutoff);
    expect(answers()).toEqual(before);
  });

  test('a text may be compared with a part of its own memory', () => {
    const memory = symbolsOf('banana', 'codePoint');
    expect(levenshtein(memory, 0, 3, memory, 3, 6)).toBe(2);
    expect(commonSubsequence(memory, 1, 6, memory, 0, 5)).toBe(4);
    expect(jaroWinkler(JARO)(memory, 0, 6, memory, 0, 6)).toBe(1);
    expect(qgramJaccard(BIGRAM_SET)(memory, 1, 4, memory, 3, 6)).toBe(1);
  });
});
