import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClassTable } from '../../../../src/anonymise/kernel/classes.ts';
import { averageRisk } from '../../../../src/anonymise/kernel/models/average-risk.ts';
import type { ClassJudge } from '../../../../src/anonymise/kernel/models/class-judge.ts';
import { deltaPresence } from '../../../../src/anonymise/kernel/models/delta-presence.ts';
import { kAnonymity, kMap } from '../../../../src/anonymise/kernel/models/k-anonymity.ts';
import { sizeForPopulation } from '../../../../src/anonymise/kernel/models/population-estimate.ts';
import { classesOfRows } from './plain-rows.ts';

/** Classes of given sizes, and of given sizes in the population. */
function sized(sizes: readonly number[], inPopulation: readonly number[] | null = null): ClassTable {
  const rows = Uint32Array.from(sizes);
  return { codes: [Int32Array.from(sizes.keys())], rowsOf: rows, sizes: rows, entities: null, populationSizes: inPopulation === null ? null : Uint32Array.from(inPopulation), sensitive: [] };
}
function failing(judge: ClassJudge, classes: ClassTable, marks = new Uint8Array(classes.rowsOf.length)): number[] {
  judge.judge(classes, marks);
  return [...marks];
}

describe('k-anonymity', () => {
  test('a class of k holds and one of k − 1 does not', () => {
    expect(failing(kAnonymity(11), sized([11, 10, 12]))).toEqual([0, 1, 0]);
    expect(kAnonymity(11).attained(sized([11, 10, 12]))).toBe(10);
    expect(kAnonymity(11).minSize).toBe(11);
  });
  test('counts persons where there are persons: 3 with 4 rows each are a class of 3', () => {
    const rows = [0, 1, 2].flatMap((person) => Array.from({ length: 4 }, () => ({ group: 0, value: 0, person })));
    expect(failing(kAnonymity(4), classesOfRows(rows))).toEqual([1]);
    expect(failing(kAnonymity(3), classesOfRows(rows))).toEqual([0]);
  });
  test('no rows attain nothing; classes of the population alone are none of the file', () => {
    expect(kAnonymity(2).attained(sized([]))).toBeNull();
    expect(kAnonymity(2).attained(sized([0], [5]))).toBeNull();
    expect(failing(kAnonymity(2), sized([0, 1], [5, 5]))).toEqual([0, 1]);
  });
});

describe('k-map', () => {
  test('looks at the population of the classes that have rows', () => {
    expect(failing(kMap(5), sized([1, 4, 0], [5, 4, 1]))).toEqual([0, 1, 0]);
    expect(kMap(5).attained(sized([1, 4, 0], [5, 4, 1]))).toBe(4);
  });
  test('without a population it cannot judge', () => {
    expect(() => failing(kMap(5), sized([1]))).toThrow(TypeError);
  });
  test('what holds in the file holds in its population', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(9))), fc.integer({ min: 1, max: 9 }), (classes, k) => {
      const table = sized(classes.map(([size]) => size), classes.map(([size, more]) => size + more));
      const inFile = failing(kAnonymity(k), table);
      failing(kMap(k), table).forEach((mark, index) => {
        expect(mark).toBeLessThanOrEqual(inFile[index]!);
      });
    }));
  });
});

describe('size that shows a class of the population, by an estimate', () => {
  // Probabilities of Poisson distributions summed term by term from their definition.
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const exceeds = (size: number, mean: number, isZeroTruncated: boolean): number => {
    let below = 0;
    for (let count = isZeroTruncated ? 1 : 0; count < size; count++) below += (Math.exp(-mean) * mean ** count) / factorial(count);
    return 1 - below / (isZeroTruncated ? 1 - Math.exp(-mean) : 1);
  };
  test('the two cases of ARX: 2 for k = 3 and 3 for k = 1000 among 318,212,000', () => {
    expect(sizeForPopulation(3, 30_162 / 318_212_000, 0.01, true)).toBe(2);
    expect(sizeForPopulation(1000, 30_162 / 318_212_000, 0.01, true)).toBe(3);
  });
  test('it is the smallest that a class of k reaches with at most the significance, or k', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 30 }), fc.double({ min: 0.001, max: 1, noNaN: true }), fc.double({ min: 0.001, max: 0.5, noNaN: true }), fc.boolean(), (k, fraction, significance, isZeroTruncated) => {
      const size = sizeForPopulation(k, fraction, significance, isZeroTruncated);
      const mean = k * fraction;
      expect(size).toBeGreaterThanOrEqual(1);
      expect(size).toBeLessThanOrEqual(k);
      if (size < k) expect(exceeds(size, mean, isZeroTruncated)).toBeLessThanOrEqual(significance + 1e-9);
      if (size > 1) expect(exceeds(size - 1, mean, isZeroTruncated)).toBeGreaterThan(significance - 1e-9);
    }), { numRuns: 300 });
  });
  test('a sample that is the whole population asks for nearly k, however large k is', () => {
    expect(sizeForPopulation(100_000, 1, 0.5, false)).toBeGreaterThan(99_900);
    expect(sizeForPopulation(1, 1, 0.5, true)).toBe(1);
  });
});

describe('δ-presence', () => {
  test('a share outside the bounds fails, one on a bound holds', () => {
    expect(failing(deltaPresence(false, [0.25, 0.5], false), sized([1, 2, 3, 1], [4, 4, 4, 5]))).toEqual([0, 0, 1, 1]);
    expect(deltaPresence(false, [0, 1], false).attained(sized([1, 2, 3, 0], [4, 4, 4, 5]))).toBe(0.75);
  });
  test('a class of the population with nobody in the file fails any lower bound, unless it is skipped', () => {
    expect(failing(deltaPresence(false, [0.1, 1], false), sized([1, 0], [4, 4]))).toEqual([0, 1]);
    expect(failing(deltaPresence(false, [0, 1], false), sized([1, 0], [4, 4]))).toEqual([0, 0]);
    expect(failing(deltaPresence(false, [0.1, 1], true), sized([1, 0], [4, 4]))).toEqual([0, 0]);
  });
});

describe('average risk', () => {
  test('the smallest classes go until the mean holds, of equal ones those of lower codes', () => {
    // 3 classes of 12 units: 0.25. Without one of the two smallest, 2 of 11.
    expect(failing(averageRisk(false, 0.2), sized([1, 10, 1]))).toEqual([1, 0, 0]);
    expect(failing(averageRisk(false, 0.25), sized([1, 10, 1]))).toEqual([0, 0, 0]);
    expect(failing(averageRisk(false, 0.1), sized([1, 10, 1]))).toEqual([1, 0, 1]);
    expect(failing(averageRisk(false, 0.05), sized([1, 10, 1]))).toEqual([1, 1, 1]);
    expect(averageRisk(false, 1).attained(sized([1, 10, 1]))).toBe(0.25);
  });
  test('what others refuse is not counted', () => {
    expect(failing(averageRisk(false, 0.1), sized([1, 10, 1]), Uint8Array.of(1, 0, 1))).toEqual([1, 0, 1]);
    expect(averageRisk(false, 0.1).holdsForKept!(sized([1, 10, 1]), Uint8Array.of(1, 0, 1))).toBe(true);
    expect(averageRisk(false, 0.1).holdsForKept!(sized([1, 10, 1]), Uint8Array.of(0, 0, 1))).toBe(false);
  });
  test('refuses as few of the smallest classes as will do', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (sizes, maxRisk) => {
      const marks = failing(averageRisk(false, maxRisk), sized(sizes));
      const ascending = [...sizes].sort((left, right) => left - right);
      const holds = (refused: number): boolean => {
        const kept = ascending.slice(refused);
        return kept.length === 0 || kept.length / kept.reduce((sum, size) => sum + size, 0) <= maxRisk;
      };
      let fewest = 0;
      while (!holds(fewest)) fewest++;
      expect(sizes.filter((_, index) => marks[index] === 1).sort((left, right) => left - right)).toEqual(ascending.slice(0, fewest));
    }));
  });
  test('no rows: nothing to refuse', () => {
    expect(failing(averageRisk(false, 0.1), sized([]))).toEqual([]);
    expect(averageRisk(false, 0.1).attained(sized([]))).toBeNull();
  });
});
