import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  COMMONS_TEXT_WINKLER, DUCKDB_JARO, DUCKDB_WINKLER, JARO, jaroSimilarity, jaroWinkler, jaroWinklerSimilarity, LONG_WINKLER, RECORD_LINKAGE_WINKLER, WINKLER, type JaroWinklerVariant,
} from '../../../../src/text/index.ts';
import { naiveJaroParts, naiveJaroWinkler } from './textbook.ts';
import { run, textPair } from './text-pairs.ts';

const VARIANTS: readonly (readonly [string, JaroWinklerVariant])[] = Object.entries({
  WINKLER, DUCKDB_WINKLER, LONG_WINKLER, COMMONS_TEXT_WINKLER, RECORD_LINKAGE_WINKLER, JARO, DUCKDB_JARO,
  strong: { ...WINKLER, prefixScale: 0.2, boost: 'always', transpositions: 'half' } satisfies JaroWinklerVariant,
});

describe('Jaro–Winkler', () => {
  test('is what two loops over flags say, to the last bit', () => {
    const kernel = jaroWinkler(WINKLER);
    fc.assert(fc.property(textPair, ([left, right]) => {
      expect(run(kernel, left, right)).toBe(naiveJaroWinkler(left, right));
    }), { numRuns: 3000 });
  });

  test.each(VARIANTS)('%s is in [0, 1], 1 for the same text, and the same from either side', (_name, variant) => {
    const kernel = jaroWinkler(variant);
    fc.assert(fc.property(textPair, ([left, right]) => {
      const similarity = run(kernel, left, right);
      expect(similarity).toBeGreaterThanOrEqual(0);
      expect(similarity).toBeLessThanOrEqual(1);
      expect(run(kernel, right, left)).toBe(similarity);
      expect(run(kernel, left, left)).toBe(left.length === 0 ? variant.empty : 1);
    }), { numRuns: 1000 });
  });

  test.each(VARIANTS)('%s is exact from a least similarity on, and below it otherwise', (_name, variant) => {
    const kernel = jaroWinkler(variant);
    // The least similarity is often one that occurs, or right beside it.
    fc.assert(fc.property(textPair, fc.oneof(fc.constantFrom(0.7, 0.88, 0.9, 0.92, 1), fc.double({ min: 0.001, max: 1, noNaN: true }), fc.constantFrom(0, -1e-16, 1e-16)), ([left, right], bound) => {
      const similarity = run(kernel, left, right);
      const atLeast = Math.abs(bound) < 0.001 ? Math.min(1, similarity + bound) : bound;
      const bounded = run(kernel, left, right, atLeast);
      if (similarity >= atLeast) expect(bounded).toBe(similarity);
      else expect(bounded).toBeLessThan(atLeast);
    }), { numRuns: 2000 });
  });

  test('a common prefix never lowers it, and half transpositions never raise it', () => {
    fc.assert(fc.property(textPair, ([left, right]) => {
      expect(run(jaroWinkler(WINKLER), left, right)).toBeGreaterThanOrEqual(run(jaroWinkler(JARO), left, right));
      expect(run(jaroWinkler(RECORD_LINKAGE_WINKLER), left, right)).toBeGreaterThanOrEqual(run(jaroWinkler(DUCKDB_WINKLER), left, right));
      expect(run(jaroWinkler({ ...JARO, transpositions: 'half' }), left, right)).toBeLessThanOrEqual(run(jaroWinkler(JARO), left, right));
    }), { numRuns: 1000 });
  });

  test('half a transposition counts in the variant that keeps it', () => {
    fc.assert(fc.property(textPair, ([left, right]) => {
      const { shared, moved } = naiveJaroParts(left, right);
      if (shared === 0) return;
      expect(run(jaroWinkler({ ...JARO, transpositions: 'half' }), left, right))
        .toBe((shared / left.length + shared / right.length + (shared - moved / 2) / shared) / 3);
    }), { numRuns: 500 });
  });

  test('a prefix that could raise to 1 or beyond is refused', () => {
    expect(() => jaroWinkler({ ...WINKLER, prefixScale: 0.25 })).toThrow('prefixScale · maxPrefix: expected a number in [0, 1)');
    expect(() => jaroWinkler({ ...WINKLER, prefixScale: NaN })).toThrow(RangeError);
    expect(() => jaroWinkler({ ...WINKLER, prefixScale: -0.1 })).toThrow(RangeError);
  });
});

describe('published similarities', () => {
  // Winkler's own samples, and those of jellyfish, rapidfuzz-cpp and DuckDB, as linkage.md 6.2 gathers them.
  test.each([
    ['dixon', 'dicksonx', 0.767, 0.813], ['martha', 'marhta', 0.944, 0.961], ['dwayne', 'duane', 0.822, 0.84], ['CRATE', 'TRACE', 0.733333, 0.733333],
  ])('%s and %s: Jaro %f, Jaro–Winkler %f', (left, right, jaro, winkler) => {
    expect(jaroSimilarity(left, right)).toBeCloseTo(jaro, 3);
    expect(jaroWinklerSimilarity(left, right)).toBeCloseTo(winkler, 3);
  });

  test.each([
    ['0', '00', 0.85], ['0'.repeat(64), '0'.repeat(65), 0.996923], ['0'.repeat(63), '0'.repeat(65), 0.993846], ['000000001', '0000010', 0.926984127],
    ['aaabcd', 'aaacdb', 0.961111], ['', '', 1],
  ])('rapidfuzz: %s and %s are %f', (left, right, winkler) => {
    expect(jaroWinklerSimilarity(left, right)).toBeCloseTo(winkler, 6);
  });

  test('rapidfuzz: 01 and 1111100000 are 0.533333 by Jaro', () => {
    expect(jaroSimilarity('01', '1111100000')).toBeCloseTo(0.533333, 6);
  });

  test.each([
    ['foo', 'foo ', 0.94166], ['frog', 'fog', 0.92499], ['elephant', 'hippo', 0.44166], ['ABC Corporation', 'ABC Corp', 0.90666],
    ['D N H Enterprises Inc', 'D & H Enterprises, Inc.', 0.95251], ['PENNSYLVANIA', 'PENNCISYLVNIA', 0.898018], ['/opt/software1', '/opt/software2', 0.971428],
    ['aaabcd', 'aaacdb', 0.941666], ['John Horn', 'John Hopkins', 0.911111], ['', '', 1],
  ])('Commons Text: %s and %s are %f', (left, right, similarity) => {
    expect(jaroWinklerSimilarity(left, right, { variant: COMMONS_TEXT_WINKLER })).toBeCloseTo(similarity, 4);
  });

  test('two empty texts are alike for some and not for others, an empty one and another never', () => {
    expect([WINKLER, COMMONS_TEXT_WINKLER, DUCKDB_WINKLER, RECORD_LINKAGE_WINKLER].map((variant) => jaroWinklerSimilarity('', '', { variant }))).toEqual([1, 1, 0, 0]);
    expect([jaroWinklerSimilarity('', 'a'), jaroSimilarity('a', '')]).toEqual([0, 0]);
  });

  test('a boost below 0.7 is RecordLinkage’s alone', () => {
    expect(jaroSimilarity('abcxxx', 'abcyyyyy')).toBeLessThan(0.7);
    expect(jaroWinklerSimilarity('abcxxx', 'abcyyyyy')).toBe(jaroSimilarity('abcxxx', 'abcyyyyy'));
    expect(jaroWinklerSimilarity('abcxxx', 'abcyyyyy', { variant: RECORD_LINKAGE_WINKLER })).toBeGreaterThan(jaroSimilarity('abcxxx', 'abcyyyyy'));
  });

  test('accents cost what their bytes cost in bytes, and one code point otherwise', () => {
    expect(jaroSimilarity('é', 'e')).toBe(0);
    expect(jaroWinklerSimilarity('Benoît', 'Benoit')).toBeGreaterThan(jaroWinklerSimilarity('Benoît', 'Benoit', { unit: 'byte' }));
  });
});
