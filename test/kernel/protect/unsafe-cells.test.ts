import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markDominated, markSmallCounts, SAFE } from '../../../src/protect/kernel/unsafe-cells.ts';

function small(counts: readonly number[], minCount: number, marks = new Uint8Array(counts.length)): number[] {
  markSmallCounts(Float64Array.from(counts), minCount, 1, marks);
  return [...marks];
}

function dominated(shares: readonly number[], maxShare: number, atLimit: boolean): number[] {
  const marks = new Uint8Array(shares.length);
  markDominated(Float64Array.from(shares), maxShare, atLimit, 3, marks);
  return [...marks];
}

describe('minimum frequency', () => {
  test('11 publishes 11 and withholds 10; 0 is not the rule’s affair; an unknown count is unsafe', () => {
    expect(small([0, 1, 10, 11, 12, NaN, -1], 11)).toEqual([0, 1, 1, 0, 0, 1, 1]);
    expect(small([1, 2], 1)).toEqual([0, 0]);
  });
  test('the microdata of sdcTable: maxN 2 makes one cell of eight unsafe', () => {
    // tests/testthat/test-primarySuppression.r: counts A 2/18, B 19/14, C 10/12, D 14/11; maxN = 2 is minCount = 3.
    expect(small([2, 18, 19, 14, 10, 12, 14, 11], 3)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });
  test('unsafe cells are nested: a larger minimum never publishes more', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 30 })), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 10 }), (counts, minCount, more) => {
      const strict = small(counts, minCount + more);
      small(counts, minCount).forEach((mark, cell) => expect(strict[cell]).toBeGreaterThanOrEqual(mark));
    }));
  });
  test('a mark of an earlier rule stays', () => {
    expect(small([1, 1, 20], 11, Uint8Array.of(7, SAFE, 7))).toEqual([7, 1, 7]);
  });
});

describe('dominance', () => {
  test('at the limit the declared side decides', () => {
    expect(dominated([0.8499, 0.85, 0.8501, 1], 0.85, true)).toEqual([0, 3, 3, 3]);
    expect(dominated([0.8499, 0.85, 0.8501, 1], 0.85, false)).toEqual([0, 0, 3, 3]);
    expect(dominated([1], 1, false)).toEqual([0]);
  });
  test('a share that is not a number is unsafe; a cell without contributions is not concerned', () => {
    expect(dominated([NaN, -1], 0.85, false)).toEqual([3, 0]);
  });
  test('Insee’s rule on the holdings of the τ-ARGUS manual', () => {
    // Contributions 700, 200, 60, 40, 10 (manual §4): the largest unit has 69.3 %, its group of 900 has 89.1 %.
    expect(dominated([700 / 1010, 900 / 1010], 0.85, true)).toEqual([0, 3]);
  });
});
