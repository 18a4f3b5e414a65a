import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestSimilarity, leastDistance, type ListsOfTexts } from '../../../src/link/kernel/measures/best-pair.ts';
import { kilometres, kilometresByCosine } from '../../../src/link/kernel/measures/great-circle.ts';
import { containment, intersectionSize, listJaccard, type ListMeasure } from '../../../src/link/kernel/measures/list-overlap.ts';
import { absoluteDifference, percentageDifference } from '../../../src/link/kernel/measures/number-difference.ts';
import { SECONDS_PER, timeDifference } from '../../../src/link/kernel/measures/time-difference.ts';
import { vectorCosine } from '../../../src/link/kernel/measures/vector-cosine.ts';
import {
  damerauLevenshtein, damerauLevenshteinDistance, jaroWinkler, jaroWinklerSimilarity, levenshtein, levenshteinDistance, symbolsOf, WINKLER,
} from '../../../src/text/index.ts';

describe('numbers and times', () => {
  const number = fc.double({ noDefaultInfinity: true });

  test('a difference is symmetric, 0 for the same, and NaN for what is none', () => {
    fc.assert(fc.property(number, number, (left, right) => {
      expect(absoluteDifference(left, right)).toBe(absoluteDifference(right, left));
      expect(percentageDifference(left, right)).toBe(percentageDifference(right, left));
      expect(timeDifference(left, right)).toBe(absoluteDifference(left, right));
    }));
    expect([absoluteDifference(-0, 0), absoluteDifference(3, 3), absoluteDifference(Infinity, 1), absoluteDifference(Infinity, Infinity), absoluteDifference(NaN, 1)])
      .toEqual([0, 0, Infinity, NaN, NaN]);
  });

  test('a percentage is of the greater number, and there is none of nothing', () => {
    expect([percentageDifference(90, 100), percentageDifference(100, 90), percentageDifference(0, 5), percentageDifference(0, 0), percentageDifference(-1, -2)])
      .toEqual([0.1, 0.1, 1, NaN, -1]);
  });

  test('units of time are those of Splink: a month of 2,629,800 seconds, a year of 31,557,600', () => {
    expect([SECONDS_PER.month, SECONDS_PER.year]).toEqual([(365.25 / 12) * 24 * 60 * 60, 365.25 * 24 * 60 * 60]);
    expect(timeDifference(Date.UTC(2000, 0, 1) / 1000, Date.UTC(1999, 11, 31) / 1000)).toBe(SECONDS_PER.day);
  });
});

describe('kilometres', () => {
  const latitude = fc.double({ min: -90, max: 90, noNaN: true });
  const longitude = fc.double({ min: -180, max: 180, noNaN: true });

  test('the two formulas agree but for places that are near or at the other end of the world', () => {
    fc.assert(fc.property(latitude, longitude, latitude, longitude, (lat1, lon1, lat2, lon2) => {
      const [precise, coarse] = [kilometres(lat1, lon1, lat2, lon2), kilometresByCosine(lat1, lon1, lat2, lon2)];
      expect(Math.abs(precise - coarse)).toBeLessThan(0.5);
      if (precise > 10 && precise < 20_000) expect(Math.abs(precise - coarse) / precise).toBeLessThan(1e-6);
      expect(precise).toBeGreaterThanOrEqual(0);
      expect(precise).toBeLessThanOrEqual(Math.PI * 6371);
      expect(kilometres(lat2, lon2, lat1, lon1)).toBeCloseTo(precise, 9);
      expect(kilometres(lat1, lon1, lat1, lon1)).toBe(0);
    }), { numRuns: 1000 });
  });

  test('a degree of a great circle, the half of one, and a metre', () => {
    const degree = (Math.PI * 6371) / 180;
    expect(kilometres(0, 0, 0, 1)).toBeCloseTo(degree, 10);
    expect(kilometres(10, 2, 11, 2)).toBeCloseTo(degree, 10);
    expect(kilometres(0, 0, 0, 180)).toBeCloseTo(180 * degree, 8);
    expect(kilometres(90, 0, -90, 77)).toBeCloseTo(180 * degree, 8);
    expect(kilometres(48, 2, 48 + 1e-5, 2)).toBeCloseTo(1e-5 * degree, 12);
    expect(kilometres(0, 179.5, 0, -179.5)).toBeCloseTo(degree, 10);
  });

  test('one place is no distance from itself, where the cosine comes out above 1 too', () => {
    // The place of Splink's issue 1005: 1.0000000000000002 without a limit.
    expect(kilometresByCosine(29.7517, -95.4054, 29.7517, -95.4054)).toBe(0);
    expect([kilometres(NaN, 0, 0, 0), kilometresByCosine(0, NaN, 0, 0)]).toEqual([NaN, NaN]);
  });
});

describe('cosine of vectors', () => {
  const cosine = (left: readonly number[], right: readonly number[]): number => {
    const [one, other] = [Float64Array.from([9, ...left]), Float64Array.from([...right, 9])];
    return vectorCosine(one, 1, 1 + left.length, other, 0, right.length);
  };

  test('it is 1 along, 0 across and −1 against, whatever the lengths of the vectors', () => {
    expect([cosine([3, 4], [6, 8]), cosine([1, 0], [0, 5]), cosine([1, 2], [-2, -4])]).toEqual([1, 0, -1]);
    expect(cosine([1, 2, 3], [3, 2, 1])).toBeCloseTo(10 / 14, 15);
  });

  test('there is none for vectors of nothing, of other dimensions, or of no numbers', () => {
    expect([cosine([0, 0], [1, 2]), cosine([], []), cosine([1], [1, 2]), cosine([NaN], [1]), cosine([Infinity], [1])]).toEqual([NaN, NaN, NaN, NaN, NaN]);
  });

  test('it is in [−1, 1] and symmetric', () => {
    const vector = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(fc.property(vector, vector, (left, right) => {
      const found = cosine(left, right);
      expect(Number.isNaN(found) || Math.abs(found) <= 1).toBe(true);
      expect(cosine(right, left)).toBe(found);
    }));
  });
});

describe('lists of elements', () => {
  const measure = (kernel: ListMeasure, left: readonly number[], right: readonly number[]): number =>
    kernel(Uint32Array.from([1, ...left]), 1, 1 + left.length, Uint32Array.from([...right, 1]), 0, right.length);
  const element = fc.oneof({ weight: 9, arbitrary: fc.nat(6) }, fc.constantFrom(2 ** 32 - 1, 2 ** 31, 65_536, 131_072, 196_608));
  const list = fc.oneof(fc.array(element, { maxLength: 6 }), fc.array(fc.nat(400), { minLength: 100, maxLength: 300 }));

  test('they are measured as sets are, and a null is in none', () => {
    fc.assert(fc.property(list, list, (left, right) => {
      const [one, other] = [new Set(left.filter((code) => code !== 0)), new Set(right.filter((code) => code !== 0))];
      const common = [...one].filter((code) => other.has(code)).length;
      const shorter = Math.min(left.length, right.length);
      const all = new Set([...one, ...other]).size;
      expect(measure(intersectionSize, left, right)).toBe(common);
      expect(measure(containment, left, right)).toBe(shorter === 0 ? 0 : common / shorter);
      expect(measure(listJaccard, left, right)).toBe(all === 0 ? 1 : common / all);
      for (const kernel of [intersectionSize, containment, listJaccard]) expect(measure(kernel, right, left)).toBe(measure(kernel, left, right));
    }), { numRuns: 1000 });
  });

  test('a subset is contained, an empty list is not, nor one with elements repeated beyond the other', () => {
    expect([measure(containment, [3, 1], [1, 2, 3]), measure(containment, [1], [1, 1]), measure(containment, [], [1]), measure(containment, [1, 1], [1, 2])]).toEqual([1, 1, 0, 0.5]);
  });
});

describe('the best pair of two lists of texts', () => {
  /** Lists of strings as dictionaries hold them; `null` is a null element. */
  function listsOf(lists: readonly (readonly (string | null)[])[]): ListsOfTexts {
    const distinct = [...new Set(lists.flat().filter((text) => text !== null))];
    const symbols = distinct.map((text) => symbolsOf(text, 'codePoint'));
    const starts = (lengths: readonly number[]): Uint32Array => Uint32Array.from([0, 0, ...lengths.map((_length, index) => lengths.slice(0, index + 1).reduce((sum, one) => sum + one, 0))]);
    return {
      texts: { offsets: starts(symbols.map(({ length }) => length)), symbols: Uint32Array.from(symbols.flatMap((one) => [...one])) },
      elements: Uint32Array.from(lists.flat(), (text) => (text === null ? 0 : 1 + distinct.indexOf(text))),
      offsets: starts(lists.map(({ length }) => length)),
    };
  }

  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), maxLength: 6 });
  const list = fc.array(fc.option(text, { freq: 5 }), { maxLength: 4 });
  const present = (texts: readonly (string | null)[]): string[] => texts.filter((one) => one !== null);

  test('it is the highest similarity and the least distance of all pairs, exact within the cutoff', () => {
    fc.assert(fc.property(list, list, fc.nat(4), (left, right, bound) => {
      const pairs = present(left).flatMap((one) => present(right).map((other) => [one, other] as const));
      const [ours, theirs] = [listsOf([['x'], left]), listsOf([right])];
      const similarity = pairs.length === 0 ? NaN : Math.max(...pairs.map(([one, other]) => jaroWinklerSimilarity(one, other)));
      const best = bestSimilarity(jaroWinkler(WINKLER), ours, theirs);
      expect(best(2, 1)).toBe(similarity);
      if (similarity >= bound / 4) expect(best(2, 1, bound / 4)).toBe(similarity);
      else expect(best(2, 1, bound / 4) >= bound / 4).toBe(false);
      for (const [kernel, reference] of [[damerauLevenshtein, damerauLevenshteinDistance], [levenshtein, levenshteinDistance]] as const) {
        const distance = pairs.length === 0 ? NaN : Math.min(...pairs.map(([one, other]) => reference(one, other)));
        const least = leastDistance(kernel, ours, theirs);
        expect(least(2, 1)).toBe(distance);
        if (distance <= bound) expect(least(2, 1, bound)).toBe(distance);
        else expect(least(2, 1, bound) <= bound).toBe(false);
      }
    }), { numRuns: 1000 });
  });

  test('there is none where a list is empty or has nulls only', () => {
    const lists = listsOf([[], [null], ['a']]);
    const best = bestSimilarity(jaroWinkler(WINKLER), lists, lists);
    expect([best(1, 3), best(3, 2), best(2, 2), best(3, 3)]).toEqual([NaN, NaN, NaN, 1]);
  });
});
