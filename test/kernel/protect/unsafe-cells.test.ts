import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { singletonCells, smallCounts, zeroCells } from '../../../src/protect/kernel/unsafe-cells.ts';

const small = (counts: readonly number[], minCount: number): number[] => [...smallCounts(Float64Array.from(counts), minCount)];

describe('minimum frequency', () => {
  test('11 publishes 11 and withholds 10; 0 is not the rule’s affair; an unknown count is unsafe', () => {
    expect(small([0, -0, 1, 10, 11, 12, NaN, -1], 11)).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
    expect(small([1, 2], 1)).toEqual([0, 0]);
    expect(small([], 11)).toEqual([]);
  });
  test('the microdata of sdcTable: maxN 2 makes one cell of eight unsafe', () => {
    // tests/testthat/test-primarySuppression.r: counts A 2/18, B 19/14, C 10/12, D 14/11; maxN = 2 is minCount = 3.
    expect(small([2, 18, 19, 14, 10, 12, 14, 11], 3)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });
  test('unsafe cells are nested: a larger minimum never publishes more', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 30 })), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 10 }), (counts, minCount, more) => {
      const strict = small(counts, minCount + more);
      small(counts, minCount).forEach((unsafe, cell) => expect(strict[cell]).toBeGreaterThanOrEqual(unsafe));
    }));
  });
  test('weights are added up as counts are: a sum of 9.5 is below 10', () => {
    expect(small([9.5, 10, 0], 10)).toEqual([1, 0, 0]);
  });
});

describe('zeros and singletons', () => {
  test('a sum of 0 is unsafe where somebody contributed, and a count of 0 by itself', () => {
    expect([...zeroCells(Float64Array.of(0, -0, 0, 5, NaN), Float64Array.of(3, 1, 0, 2, 1))]).toEqual([1, 1, 0, 0, 0]);
    expect([...zeroCells(Float64Array.of(0, 1, NaN), null)]).toEqual([1, 0, 0]);
  });
  test('a zero behind which nobody knows who stands is unsafe', () => {
    expect([...zeroCells(Float64Array.of(0), Float64Array.of(NaN))]).toEqual([1]);
  });
  test('a cell of exactly one unit is a singleton, and a cell of an unknown number may be one', () => {
    expect([...singletonCells(Float64Array.of(0, 1, 2, NaN))]).toEqual([0, 1, 0, 1]);
  });
});
