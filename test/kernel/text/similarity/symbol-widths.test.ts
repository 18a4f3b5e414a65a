// A symbol is a number, whatever the array it lies in: kernels answer the same for arrays of any width, and for two of different widths.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BIGRAM_SET, commonPrefix, commonSubsequence, commonSubstring, commonSuffix, damerauLevenshtein, DUCKDB_WINKLER, hamming, JARO, jaroWinkler, levenshtein, osa, PADDED_BIGRAM_BAG, qgramDice,
  qgramJaccard, sameSymbols, SYMBOL_SET, WINKLER, type CountKernel, type DistanceKernel, type SimilarityKernel, type Symbols,
} from '../../../../src/text/index.ts';

type AnyKernel = CountKernel | DistanceKernel | SimilarityKernel;

const KERNELS: Readonly<Record<string, AnyKernel>> = {
  levenshtein, osa, damerauLevenshtein, hamming, commonPrefix, commonSuffix, commonSubsequence, commonSubstring, sameSymbols,
  jaro: jaroWinkler(JARO), winkler: jaroWinkler(WINKLER), duckdb: jaroWinkler(DUCKDB_WINKLER),
  symbols: qgramJaccard(SYMBOL_SET), bigrams: qgramJaccard(BIGRAM_SET), padded: qgramDice(PADDED_BIGRAM_BAG),
};

const WIDTHS: readonly ((symbols: readonly number[]) => Symbols)[] = [(symbols) => Uint8Array.from(symbols), (symbols) => Uint16Array.from(symbols), (symbols) => Uint32Array.from(symbols)];

/** Texts as people have them, and long ones, for which kernels have other ways. */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(0, 0x20, 0x61, 0x62, 0x63, 0xe9, 0xff), { maxLength: 12 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(0x61, 0x62, 0xe9), { minLength: 30, maxLength: 80 }) },
);

describe('kernels of texts', () => {
  test.each(Object.entries(KERNELS))('%s answers the same whatever the widths of the arrays', (_name, kernel) => {
    fc.assert(fc.property(text, text, (left, right) => {
      const expected = kernel(Uint32Array.from(left), 0, left.length, Uint32Array.from(right), 0, right.length);
      for (const leftOf of WIDTHS) {
        for (const rightOf of WIDTHS) expect(kernel(leftOf(left), 0, left.length, rightOf(right), 0, right.length)).toBe(expected);
      }
    }), { numRuns: 60 });
  });

  test('count symbols beyond 255 as themselves beside such of one byte', () => {
    // 0x161 is š, whose last byte is that of a: a kernel that looked at bytes would take one for the other.
    const wide = Uint16Array.of(0x161, 0x62);
    const narrow = Uint8Array.of(0x61, 0x62);
    expect([levenshtein, osa, damerauLevenshtein, hamming].map((kernel) => kernel(wide, 0, 2, narrow, 0, 2))).toEqual([1, 1, 1, 1]);
    expect([commonPrefix(wide, 0, 2, narrow, 0, 2), commonSuffix(wide, 0, 2, narrow, 0, 2), sameSymbols(wide, 0, 2, narrow, 0, 2)]).toEqual([0, 1, 0]);
    expect(jaroWinkler(JARO)(wide, 0, 2, narrow, 0, 2)).toBeCloseTo(2 / 3, 12);
  });
});
