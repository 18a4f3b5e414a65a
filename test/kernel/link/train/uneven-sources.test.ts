// Drawing pairs where sources are of very different sizes: nearly every two records drawn at random are of one source.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countAgreement } from '../../../../src/link/kernel/train/agreement.ts';
import type { Agreement, PairLevels } from '../../../../src/link/kernel/train/pair-levels.ts';
import { byRecords } from './levels-by-records.ts';

/** A comparison of one column: level 0 says nothing (a value is missing), 1 the same last digit, 2 anything else. */
function lastDigits(codes: Uint32Array): PairLevels {
  return byRecords({ columns: [{ codes }] }, {
    levels: 3, nullLevels: Uint8Array.of(1, 0, 0), isSymmetric: true, columns: [0],
    levelsOf(lefts, rights, pairs, out, at, stride) {
      for (let pair = 0; pair < pairs; pair++) {
        const [left, right] = [codes[lefts[pair]!]!, codes[rights[pair]!]!];
        out[at + stride * pair] = left === 0 || right === 0 ? 0 : left % 10 === right % 10 ? 1 : 2;
      }
    },
  });
}

function draw(codes: Uint32Array, sizes: readonly number[], samplePairs: number, isWithin = false, seed = 1): Agreement {
  const sourceStarts = Uint32Array.of(0, ...sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size, 0)));
  return countAgreement({ records: codes.length, sourceStarts, columns: [{ codes }] }, lastDigits(codes), { isWithin, maxDistinctPairs: -1, samplePairs, seed });
}

/** Counts every pair one by one. */
function count(codes: Uint32Array, sizes: readonly number[], isWithin: boolean): number[] {
  const sourceOf = sizes.flatMap((size, source) => new Array<number>(size).fill(source));
  const found = [0, 0, 0];
  for (let left = 0; left < codes.length; left++) {
    for (let right = left + 1; right < codes.length; right++) {
      if (!isWithin && sourceOf[left] === sourceOf[right]) continue;
      found[codes[left] === 0 || codes[right] === 0 ? 0 : codes[left]! % 10 === codes[right]! % 10 ? 1 : 2]!++;
    }
  }
  return found;
}

describe('pairs drawn between sources', () => {
  test('are as many as were asked for, however small one source is', () => {
    const codes = Uint32Array.from({ length: 50_010 }, (_, record) => record + 1);
    const { drawn, pairs } = draw(codes, [50_000, 10], 20_000);
    expect(drawn).toBe(20_000);
    expect(pairs.reduce((sum, some) => sum + some, 0)).toBeCloseTo(500_000, 3);
    // One pair of ten has the same last digit; four standard errors of 20,000 draws are 0.0085.
    expect(Math.abs(pairs[1]! / 500_000 - 0.1)).toBeLessThan(0.0085);
  });

  test('weigh every two sources by the pairs there are between them', () => {
    // Sources of 2, 3 and 400 records, whose last digits are 1, 1 and 2: only the 6 pairs of the first two agree, of 2,006 in all.
    const codes = Uint32Array.from({ length: 405 }, (_, record) => 10 * record + (record < 5 ? 1 : 2));
    const { pairs } = draw(codes, [2, 3, 400], 200_000);
    expect(pairs[1]! + pairs[2]!).toBeCloseTo(2006, 6);
    // Four standard errors of 200,000 draws of a share of 6 in 2,006.
    expect(Math.abs(pairs[1]! - 6)).toBeLessThan(4 * 2006 * Math.sqrt(0.003 / 200_000));
  });

  test('come from both ends of either source', () => {
    const codes = Uint32Array.from({ length: 7 }, (_, record) => record + 1);
    const seen = new Set<string>();
    const comparison = lastDigits(codes);
    countAgreement({ records: 7, sourceStarts: Uint32Array.of(0, 2, 2, 5, 7), columns: [{ codes }] }, byRecords({ columns: [{ codes }] }, {
      ...comparison,
      levelsOf(lefts, rights, pairs, out, at, stride) {
        for (let pair = 0; pair < pairs; pair++) if (lefts[pair] !== rights[pair]) seen.add(`${lefts[pair]} ${rights[pair]}`);
        comparison.levelsOf(lefts, rights, pairs, out, at, stride);
      },
    }), { isWithin: false, maxDistinctPairs: -1, samplePairs: 2000, seed: 3 });
    const between = ['0 2', '0 3', '0 4', '0 5', '0 6', '1 2', '1 3', '1 4', '1 5', '1 6', '2 5', '2 6', '3 5', '3 6', '4 5', '4 6'];
    expect([...seen].sort()).toEqual(between);
  });

  test('estimate the counts of all pairs within six standard errors, and what so few draws may miss', () => {
    fc.assert(fc.property(
      fc.array(fc.nat(25), { minLength: 2, maxLength: 40 }), fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 4 }), fc.boolean(), fc.integer(),
      (values, cuts, isWithin, seed) => {
        const codes = Uint32Array.from(values);
        const bounds = [0, ...cuts.map((cut) => Math.min(cut, codes.length)).sort((left, right) => left - right), codes.length];
        const sizes = bounds.slice(1).map((bound, index) => bound - bounds[index]!);
        const found = draw(codes, sizes, 4000, isWithin, seed | 0);
        const expected = count(codes, sizes, isWithin);
        expect(found.pairs.reduce((sum, some) => sum + some, 0)).toBeCloseTo(expected.reduce((sum, some) => sum + some, 0), 6);
        // Missing values are drawn apart, 500 pairs of them: a level of 12 in 500 is nearly always met, a rarer one may have no variance.
        const all = expected.reduce((sum, some) => sum + some, 0);
        found.pairs.forEach((some, level) => {
          expect(Math.abs(some - expected[level]!)).toBeLessThanOrEqual(6 * Math.sqrt(found.variances[level]!) + (12 * all) / 500);
        });
      },
    ), { numRuns: 60 });
  });

  test('of equal records only, or of one source only, are none', () => {
    expect(draw(Uint32Array.of(4, 4, 4, 4), [2, 2], 1000)).toMatchObject({ drawn: 0, pairs: Float64Array.of(0, 4, 0) });
    expect(draw(Uint32Array.of(1, 2, 3, 4), [4, 0], 1000)).toMatchObject({ drawn: 0, pairs: Float64Array.of(0, 0, 0) });
    expect(draw(new Uint32Array(0), [0, 0], 1000)).toMatchObject({ drawn: 0, pairs: Float64Array.of(0, 0, 0) });
  });

  test('are the same for the same seed, others for another', () => {
    const codes = Uint32Array.from({ length: 300 }, (_, record) => 1 + ((record * 7919) % 1009));
    expect(draw(codes, [290, 10], 1000, false, 5)).toEqual(draw(codes, [290, 10], 1000, false, 5));
    expect(draw(codes, [290, 10], 1000, false, 6).pairs).not.toEqual(draw(codes, [290, 10], 1000, false, 5).pairs);
  });
});
