import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlanError } from '../../src/core/errors.ts';
import { expectErrors } from '../../src/link/evaluate/expect-errors.ts';
import { PAIRS, pairsOf, rowsOf, shuffled, tableOf } from './decide-tables.ts';

const probability = (bits: number): number => 2 ** bits / (1 + 2 ** bits);
const lines = (bits: readonly number[]): string[] => bits.map((weight, index) => `a b${index} ${weight}`);

describe('expectErrors', () => {
  test('estimates without labels, and says on what assumption', async () => {
    const bits = [-6, -2, 0, 3, 3, 8];
    const sum = (from: number): number => bits.filter((weight) => weight >= from).reduce((total, weight) => total + probability(weight), 0);
    const found = await expectErrors(pairsOf(lines(bits)), { matches: { allPairs: 1000, prior: 0.005 }, minMatchWeightBits: [1, 20] });
    expect(found.expectedMatches).toBe(5);
    expect(found.expectedScoredMatches).toBeCloseTo(sum(-6), 12);
    expect(found.cuts[0]).toMatchObject({ bits: 1, links: 3 });
    expect(found.cuts[0]!.falseDiscoveryRate).toBeCloseTo(1 - sum(1) / 3, 12);
    expect(found.cuts[0]!.falseNegativeRate).toBeCloseTo(1 - sum(1) / 5, 12);
    expect(found.cuts[1]).toEqual({ bits: 20, links: 0, expectedMatches: 0, falseDiscoveryRate: null, falseNegativeRate: 1, expectedF1: 0 });
    expect(found.chosen!.bits).toBe(0);
    expect(found.assumption).toMatch(/calibrated.*blocking lost count as missed/);
    expect((await expectErrors(pairsOf(lines(bits)), { matches: 'scoredPairs' })).expectedMatches).toBeCloseTo(sum(-6), 12);
  });

  test('counts what blocking lost as missed, once: where the prior counts it already, no more', async () => {
    const pairs = pairsOf(lines([40, 40, 40]));
    const rateOf = async (prior: number, lost?: number | null): Promise<readonly (number | null)[]> => {
      const { expectedMatches, expectedScoredMatches, cuts: [cut] } = await expectErrors(pairs, { matches: { allPairs: 1000, prior, ...(lost === undefined ? {} : { lost }) }, minMatchWeightBits: [0] });
      return [expectedMatches, expectedScoredMatches, cut!.falseNegativeRate].map((value) => Math.round(1000 * value!) / 1000);
    };
    // Three of three found; of four where one was lost; of six where the prior says so, whoever lost the others.
    expect(await rateOf(0.003)).toEqual([3, 3, 0]);
    expect(await rateOf(0.003, 0)).toEqual([3, 3, 0]);
    expect(await rateOf(0.003, null)).toEqual([3, 3, 0]);
    expect(await rateOf(0.003, 1)).toEqual([4, 3, 0.25]);
    expect(await rateOf(0, 1)).toEqual([4, 3, 0.25]);
    expect(await rateOf(0.006, 1)).toEqual([6, 3, 0.5]);
    const { assumption } = await expectErrors(pairs, { matches: { allPairs: 1000, prior: 0.003, lost: 1 } });
    expect(assumption).toMatch(/calibrated.*blocking lost as many matches as is estimated/);
    await expect(expectErrors(pairs, { matches: { allPairs: 1, prior: 0, lost: -1 } })).rejects.toThrow(PlanError);
  });

  test('chooses the cut with the largest expected F1 of all, and depends on no order', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 30 }), fc.nat(50), fc.array(fc.nat(30), { maxLength: 3 }), async (bits, expected, cuts) => {
      const options = { matches: { allPairs: 100, prior: expected / 100 } };
      const found = await expectErrors(pairsOf(lines(bits)), options);
      const total = Math.max(found.expectedMatches, 0);
      const f1 = (cut: number): number => (2 * bits.filter((weight) => weight >= cut).reduce((sum, weight) => sum + probability(weight), 0)) / (bits.filter((weight) => weight >= cut).length + total);
      expect(found.chosen!.expectedF1).toBeCloseTo(Math.max(...bits.map(f1)), 9);
      const { table, ...rest } = await expectErrors(pairsOf(shuffled(lines(bits), expected), cuts), options);
      const { table: other, ...same } = found;
      expect(rest).toEqual(same);
      expect(await rowsOf(table)).toEqual(await rowsOf(other));
    }), { numRuns: 50 });
  });

  test('of no pairs has nothing to choose', async () => {
    expect(await expectErrors(pairsOf([]), { matches: { allPairs: 0, prior: 0 }, minMatchWeightBits: [0] })).toMatchObject({ chosen: null, expectedMatches: 0, cuts: [{ falseNegativeRate: null, expectedF1: null }] });
  });

  test('refuses options and weights that do not fit', async () => {
    await expect(expectErrors(pairsOf([]), { matches: { allPairs: 1, prior: 2 } })).rejects.toThrow(PlanError);
    await expect(expectErrors(pairsOf(['a b NaN']), { matches: 'scoredPairs' })).rejects.toThrow(/row 1.*DATA_INVALID/);
    await expect(expectErrors(tableOf(PAIRS, [['s', 'a', 's', 'b', null]]), { matches: 'scoredPairs' })).rejects.toThrow(/DATA_NULL/);
  });
});
