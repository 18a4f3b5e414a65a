import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestSimilarity, leastDistance, type ListsOfTexts } from '../../../src/link/kernel/measures/best-pair.ts';
import { kilometres, kilometresByCosine } from '../../../src/link/kernel/measures/great-circle.ts';
import { containment, intersectionSize, listJaccard } from '../../../src/link/kernel/measures/list-overlap.ts';
import { absoluteDifference, percentageDifference } from '../../../src/link/kernel/measures/number-difference.ts';
import { vectorCosine } from '../../../src/link/kernel/measures/vector-cosine.ts';
import { damerauLevenshtein, hamming, jaroWinkler, levenshtein, symbolsOf, UNBOUNDED, WINKLER, type DistanceKernel } from '../../../src/text/index.ts';
import { processorClock } from '../../processor-time.ts';

const cosine = (left: readonly number[], right: readonly number[]): number => vectorCosine(Float64Array.from([9, ...left]), 1, 1 + left.length, Float64Array.from([...right, 9, 9]), 0, right.length);

describe('cosines', () => {
  test.each<[left: number[], right: number[], expected: number]>([
    [[3, 4], [3, 4], 1], [[1, 0], [0, 5], 0], [[1, 2], [-2, -4], -1], [[1, 1], [1, 0], Math.SQRT1_2], [[2], [7], 1], [[2], [-7], -1],
    [[], [], NaN], [[1], [1, 0], NaN], [[0, 0], [1, 1], NaN], [[NaN, 1], [1, 1], NaN], [[Infinity, 1], [1, 1], NaN], [[-0, 1], [0, 1], 1],
  ])('%j and %j', (left, right, expected) => {
    const found = cosine(left, right);
    if (Number.isNaN(expected)) expect(found).toBeNaN();
    else expect(found).toBeCloseTo(expected, 15);
  });

  test('of numbers whose squares doubles do not hold are those of the numbers made smaller or greater', () => {
    for (const scale of [1e-140, 1e-100, 1e-80, 1e80, 1e100, 1e140]) {
      expect(cosine([3 * scale, 4 * scale], [4 * scale, 3 * scale])).toBeCloseTo(24 / 25, 14);
      expect(cosine([scale, 0], [0, scale])).toBe(0);
      expect(cosine([scale, scale], [1, 1])).toBeCloseTo(1, 14);
    }
  });

  const vector = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 3 }).filter((numbers) => numbers.some((number) => Math.abs(number) > 1e-3));
  test('are symmetric, within −1 and 1, not changed by scale, and turned by sign', () => {
    fc.assert(fc.property(vector, vector, fc.double({ min: 0.001, max: 1000, noNaN: true }), (left, right, scale) => {
      const found = cosine(left, right);
      expect(found).toBe(cosine(right, left));
      expect(Math.abs(found)).toBeLessThanOrEqual(1);
      expect(cosine(left.map((number) => number * scale), right)).toBeCloseTo(found, 12);
      expect(cosine(left.map((number) => -number), right)).toBeCloseTo(-found, 14);
      expect(cosine(left, left)).toBeCloseTo(1, 14);
    }));
  });
});

describe('lists', () => {
  type Measured = (left: readonly number[], right: readonly number[]) => number;
  const [common, contained, jaccard] = [intersectionSize, containment, listJaccard].map((measure): Measured => (left, right) => measure(Uint32Array.from([5, ...left]), 1, 1 + left.length, Uint32Array.from(right), 0, right.length));
  const list = fc.array(fc.nat(12), { maxLength: 15 });

  test.each<[left: number[], right: number[], expected: [number, number, number]]>([
    [[], [], [0, 0, 1]], [[], [1], [0, 0, 0]], [[1], [1], [1, 1, 1]], [[1, 2], [2, 3], [1, 0.5, 1 / 3]], [[1, 1], [1, 1], [1, 0.5, 1]], [[0], [0], [0, 0, 1]], [[0, 1], [1], [1, 1, 1]],
    [[1, 2, 3], [3, 2, 1, 9], [3, 1, 0.75]], [[0xffffffff, 1], [0xffffffff], [1, 1, 0.5]],
  ])('%j and %j: in common, contained, as sets', (left, right, expected) => {
    expect([common!(left, right), contained!(left, right), jaccard!(left, right)]).toEqual(expected);
  });

  test('are measured as sets of what is no null', () => {
    fc.assert(fc.property(list, list, (left, right) => {
      const [one, other] = [left, right].map((codes) => new Set(codes.filter((code) => code > 0)));
      const both = [...one!].filter((code) => other!.has(code)).length;
      const all = new Set([...one!, ...other!]).size;
      expect(common!(left, right)).toBe(both);
      expect(jaccard!(left, right)).toBe(all === 0 ? 1 : both / all);
      expect(contained!(left, right)).toBe(Math.min(left.length, right.length) === 0 ? 0 : both / Math.min(left.length, right.length));
    }), { numRuns: 500 });
  });

  test('of 100,000 elements take no quadratic time, even where codes are far apart', () => {
    const left = new Uint32Array(100_000).map((_, index) => 1 + index * 40_000);
    const spent = processorClock();
    expect(intersectionSize(left, 0, left.length, left.toReversed(), 0, left.length)).toBe(100_000);
    expect(spent()).toBeLessThan(1000);
  });
});

describe('the best pair', () => {
  const WORDS = ['', 'martin', 'marten', 'dupont', 'dupond', 'a', 'ba', 'zoé'];
  const symbols = WORDS.slice(1).map((word) => symbolsOf(word, 'codePoint'));
  const texts = { offsets: Uint32Array.from([0, 0, ...symbols.map(((sum) => (word: Uint32Array) => (sum += word.length))(0))]), symbols: Uint32Array.from(symbols.flatMap((word) => [...word])) };
  const listsOf = (lists: readonly (readonly number[])[]): ListsOfTexts => ({ offsets: Uint32Array.from([0, ...lists.map(((sum) => (list: readonly number[]) => (sum += list.length))(0))]), elements: Uint32Array.from(lists.flat()), texts });
  const whole = (kernel: DistanceKernel, one: number, other: number): number => kernel(symbols[one - 1]!, 0, symbols[one - 1]!.length, symbols[other - 1]!, 0, symbols[other - 1]!.length);
  const list = fc.array(fc.nat(WORDS.length - 1), { maxLength: 4 });

  test('is the best of all pairs of elements that are no null, NaN where there are none', () => {
    fc.assert(fc.property(list, list, (left, right) => {
      const pairs = left.filter((one) => one > 0).flatMap((one) => right.filter((other) => other > 0).map((other) => [one, other] as const));
      for (const kernel of [levenshtein, damerauLevenshtein, hamming] as const) {
        const least = leastDistance(kernel, listsOf([left]), listsOf([right]))(0, 0);
        expect(least).toBe(pairs.length === 0 ? NaN : Math.min(...pairs.map(([one, other]) => whole(kernel, one, other))));
      }
      const winkler = jaroWinkler(WINKLER);
      expect(bestSimilarity(winkler, listsOf([left]), listsOf([right]))(0, 0)).toBe(pairs.length === 0 ? NaN : Math.max(...pairs.map(([one, other]) => whole(winkler, one, other))));
    }), { numRuns: 300 });
  });

  test('with a cutoff is exact on its side of it', () => {
    const winkler = jaroWinkler(WINKLER);
    fc.assert(fc.property(list, list, fc.nat(6), fc.constantFrom(0.3, 0.7, 0.9, 1), (left, right, atMost, atLeast) => {
      const [least, bounded] = [undefined, atMost].map((cutoff) => leastDistance(levenshtein, listsOf([left]), listsOf([right]))(0, 0, cutoff));
      if (least! <= atMost) expect(bounded).toBe(least);
      else expect(bounded! <= atMost).toBe(false);
      const [most, limited] = [undefined, atLeast].map((cutoff) => bestSimilarity(winkler, listsOf([left]), listsOf([right]))(0, 0, cutoff));
      if (most! >= atLeast) expect(limited).toBe(most);
      else expect(limited! >= atLeast).toBe(false);
    }), { numRuns: 500 });
  });

  test('of many lists is that of the two asked for', () => {
    const measure = leastDistance(levenshtein, listsOf([[1], [], [3, 0]]), listsOf([[4], [2, 7]]));
    expect([measure(0, 0), measure(0, 1), measure(1, 0), measure(2, 0), measure(2, 1, UNBOUNDED)]).toEqual([6, 1, NaN, 1, 5]);
  });
});

describe('places', () => {
  test('the poles are one place each, and a meridian counted round is the same', () => {
    expect(kilometres(90, 0, 90, 123)).toBeLessThan(1e-9);
    expect(kilometres(-90, 12, -90, -50)).toBeLessThan(1e-9);
    expect(kilometres(10, 180, 10, -180)).toBeLessThan(1e-9);
    expect(kilometres(0, 0, 0, 180)).toBeCloseTo(kilometres(90, 0, -90, 0), 9);
  });

  test('a place that is none has no distance, by either formula', () => {
    for (const measure of [kilometres, kilometresByCosine]) {
      expect([measure(NaN, 0, 0, 0), measure(0, NaN, 0, 0), measure(0, 0, NaN, 0), measure(0, 0, 0, NaN), measure(0, 0, Infinity, 0)]).toEqual([NaN, NaN, NaN, NaN, NaN]);
    }
  });

  const latitude = fc.double({ min: -90, max: 90, noNaN: true });
  const longitude = fc.double({ min: -180, max: 180, noNaN: true });
  /** Half the way around, the arc sine loses half of the digits: a metre. */
  const NEAR_ANTIPODES = 1e-3;

  test('no way is longer than over a third place', () => {
    fc.assert(fc.property(latitude, longitude, latitude, longitude, latitude, longitude, (a, b, c, d, e, f) => {
      expect(kilometres(a, b, c, d)).toBeLessThanOrEqual(kilometres(a, b, e, f) + kilometres(e, f, c, d) + NEAR_ANTIPODES);
    }));
  });
});

describe('numbers', () => {
  test('a share of the greater number, where that is zero or below', () => {
    expect([percentageDifference(0, -5), percentageDifference(-5, 0), percentageDifference(-4, -2), percentageDifference(-2, 4), percentageDifference(5, 5)]).toEqual([Infinity, Infinity, -1, 1.5, 0]);
    expect(percentageDifference(NaN, 1)).toBeNaN();
  });

  test('a difference is never negative, and never longer over a third number', () => {
    const number = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
    fc.assert(fc.property(number, number, number, (one, other, third) => {
      expect(absoluteDifference(one, other)).toBeGreaterThanOrEqual(0);
      expect(absoluteDifference(one, other)).toBeLessThanOrEqual(absoluteDifference(one, third) + absoluteDifference(third, other));
    }));
  });
});
