import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimalUniques } from '../../../../src/anonymise/kernel/risk/minimal-uniques.ts';
import { disScores, sudaScores } from '../../../../src/anonymise/kernel/risk/suda-scores.ts';

/** The counts of one class: by size, how many minimal sets it has; columns do not matter. */
const ofSizes = (counts: readonly number[], columns: number): Parameters<typeof sudaScores>[0] => ({
  ofSize: counts.map((count) => Uint32Array.of(count)), ofColumn: counts.map(() => new Float64Array(columns)),
});

describe('scores of special uniques', () => {
  test.each<[readonly number[], number, number]>([
    // Four columns: a set of one adds 3! = 6, of two 2, of three and of four 1.
    [[1], 4, 6], [[0, 1], 4, 2], [[0, 0, 1], 4, 1], [[0, 0, 0, 1], 4, 1], [[2, 1, 1], 4, 15], [[0, 0, 0], 4, 0], [[1], 1, 1], [[1], 8, 5040],
  ])('sets of sizes %j of %i columns add up to %i by the original weights', (counts, columns, score) => {
    expect([...sudaScores(ofSizes(counts, columns), columns, 'original').scores]).toEqual([score]);
  });
  test.each<[readonly number[], number, number]>([
    // (2³ − 1) · 1! · 3! / 4! = 7/4; (2² − 1) · 2! · 2! / 4! = 1/2; (2 − 1) · 3! · 1! / 4! = 1/4; nothing for all four columns.
    [[1], 4, 7 / 4], [[0, 1], 4, 1 / 2], [[0, 0, 1], 4, 1 / 4], [[0, 0, 0, 1], 4, 0],
  ])('sets of sizes %j of %i columns add up to %f by the normalised weights', (counts, columns, score) => {
    expect(sudaScores(ofSizes(counts, columns), columns, 'normalised').scores[0]).toBeCloseTo(score, 12);
  });
  test('columns belong to a set with its whole weight: three rows of sdcMicro give 50, 37.5 and 37.5 %', () => {
    // test_suda2.R: the rows (2, 0, 0), (1, 3, 6) and (1, 0, 0).
    const codes = [Int32Array.of(2, 1, 1), Int32Array.of(0, 3, 0), Int32Array.of(0, 6, 0)];
    const found = minimalUniques(codes, Int32Array.of(0, 1, 2), 3);
    expect(sudaScores(found, 3, 'original').contributions).toEqual([0.5, 0.375, 0.375]);
  });
  test('nobody singled out is no score and no share', () => {
    const found = minimalUniques([Int32Array.of(0), Int32Array.of(0)], Int32Array.of(-1), 2);
    expect(sudaScores(found, 2, 'original')).toEqual({ scores: new Float64Array(1), contributions: [0, 0] });
    expect(sudaScores({ ofSize: [], ofColumn: [] }, 2, 'original').scores).toHaveLength(0);
  });
});

describe('chances that a match is right', () => {
  test('one unique of a file without pairs is matched rightly for certain', () => {
    expect([...disScores(Float64Array.of(3), 4, 1, 0, 0.01)]).toEqual([1]);
  });
  test('with equal scores everybody has the chance of the file, by hand', () => {
    // U = 2, P = 2, δ = 1/2: D = 1/2, so that U/D − U = 2; S^Q Σ S^−Q = 2: 1 / (1 + 2/2) = 1/2.
    for (const score of [1, 5]) expect([...disScores(Float64Array.of(score, 0, score), 8, 2, 2, 0.5)].map((chance) => Number(chance.toFixed(12)))).toEqual([0.5, 0, 0.5]);
  });
  test('higher scores have higher chances, by the formula written out', () => {
    const scores = [6, 12, 6, 10];
    const [uniques, paired, share, columns] = [4, 4, 0.1, 4];
    const rate = (uniques * share) / (uniques * share + paired * (1 - share));
    const power = 1.2;
    const found = disScores(Float64Array.from(scores), columns, uniques, paired, share);
    scores.forEach((score, at) => {
      const harmonic = scores.reduce((sum, other) => sum + 1 / other ** power, 0);
      expect(found[at]).toBeCloseTo(1 / (1 + (uniques / rate - uniques) / (score ** power * harmonic)), 12);
    });
    expect(found[1]).toBeGreaterThan(found[3]!);
    expect(found[3]).toBeGreaterThan(found[0]!);
  });
  test('lie in [0, 1], do not depend on order, and grow with the share', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(0, 1, 2, 6, 24), { minLength: 1, maxLength: 12 }), fc.nat(20), fc.double({ min: 0.001, max: 0.4, noNaN: true }), (scores, pairs, share) => {
      const uniques = scores.filter((score) => score > 0).length;
      const given = (list: readonly number[], part: number): number[] => [...disScores(Float64Array.from(list), 5, uniques, 2 * pairs, part)];
      const found = given(scores, share);
      found.forEach((chance, at) => expect(scores[at] === 0 ? chance === 0 : chance > 0 && chance <= 1).toBe(true));
      expect(given(scores.toReversed(), share).reverse()).toEqual(found);
      given(scores, 2 * share).forEach((chance, at) => expect(chance).toBeGreaterThanOrEqual(found[at]!));
    }));
  });
  test.each([0, 1, -0.1, NaN])('a share of %d is refused', (share) => {
    expect(() => disScores(Float64Array.of(1), 2, 1, 0, share)).toThrow(new RangeError('sampleShare: expected a number between 0 and 1'));
  });
});
