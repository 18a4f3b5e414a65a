import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitsCounter, type BitsCounts } from '../../../../src/link/kernel/evaluate/bits-counts.ts';
import { calibrationBins } from '../../../../src/link/kernel/evaluate/calibration.ts';
import { bestExpectedCut, expectedErrors, probabilityOf } from '../../../../src/link/kernel/evaluate/expected-errors.ts';

const countsOf = (bits: readonly number[], truths?: readonly number[]): BitsCounts => {
  const counter = bitsCounter();
  counter.add(Float64Array.from(bits), truths === undefined ? null : Uint8Array.from(truths), bits.length);
  return counter.counts();
};

describe('expected errors', () => {
  test('are sums of probabilities over the links, as fastLink sums its posteriors', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 30 }), fc.integer({ min: 0, max: 40 }), (bits, expectedMatches) => {
      const probabilities = bits.map((weight) => 2 ** weight / (1 + 2 ** weight));
      const total = Math.max(expectedMatches, probabilities.reduce((sum, value) => sum + value, 0));
      for (const error of expectedErrors(countsOf(bits), expectedMatches)) {
        const linked = probabilities.filter((_, pair) => bits[pair]! >= error.bits);
        const found = linked.reduce((sum, value) => sum + value, 0);
        expect(error.links).toBe(linked.length);
        expect(error.falseDiscoveryRate).toBeCloseTo(1 - found / linked.length, 12);
        expect(error.falseNegativeRate).toBeCloseTo(1 - found / total, 12);
      }
    }));
  });

  test('of discovery fall and of negatives rise with the cut', () => {
    const errors = expectedErrors(countsOf([-3, -1, 0, 0, 2, 5, 9]), 10);
    for (let at = 1; at < errors.length; at++) {
      expect(errors[at]!.falseDiscoveryRate!).toBeLessThanOrEqual(errors[at - 1]!.falseDiscoveryRate!);
      expect(errors[at]!.falseNegativeRate!).toBeGreaterThanOrEqual(errors[at - 1]!.falseNegativeRate!);
    }
  });

  test('choose the cut with the largest expected F1: links more probable than half of it', () => {
    // Lipton and others 2014: at the best cut, the threshold of the probability is half the best F1.
    const bits = Array.from({ length: 201 }, (_, index) => (index - 100) / 10);
    const best = bestExpectedCut(expectedErrors(countsOf(bits), -Infinity))!;
    expect(probabilityOf(best.bits)).toBeGreaterThanOrEqual(best.expectedF1! / 2);
    expect(probabilityOf(best.bits - 0.1)).toBeLessThan(best.expectedF1! / 2);
    expect(bestExpectedCut([])).toBeNull();
  });

  test('hold at the ends: certain links, impossible ones, none', () => {
    expect(expectedErrors(countsOf([Infinity, -Infinity]), -Infinity)).toMatchObject([
      { links: 2, falseDiscoveryRate: 0.5, falseNegativeRate: 0 }, { links: 1, falseDiscoveryRate: 0, falseNegativeRate: 0, expectedF1: 1 },
    ]);
    expect(expectedErrors(countsOf([]), 3)).toEqual([]);
    expect([probabilityOf(2000), probabilityOf(-2000), probabilityOf(Infinity), probabilityOf(-Infinity)]).toEqual([1, 0, 1, 0]);
  });
});

describe('calibration', () => {
  test('compares the mean probability of each bin with the share of matches in it', () => {
    const bins = calibrationBins(countsOf([-10, -10, -10, 0, 0, 0, 0, 10], [0, 0, 1, 1, 1, 0, 1, 1]), 10, 1);
    expect(bins.map(({ pairs, observed }) => [pairs, observed])).toEqual([[3, 1 / 3], [4, 3 / 4], [1, 1]]);
    expect(bins.map(({ predicted }) => predicted)).toEqual([1 / 1025, 0.5, 1024 / 1025]);
  });

  test('has no bin with too few pairs but the only one, parts no pairs of one weight, and loses none', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -6, max: 6 }), fc.constantFrom(0, 1)), { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (pairs, minPairs) => {
      const bins = calibrationBins(countsOf(pairs.map(([bits]) => bits), pairs.map(([, truth]) => truth)), 10, minPairs);
      expect(bins.reduce((sum, bin) => sum + bin.pairs, 0)).toBe(pairs.length);
      expect(bins.reduce((sum, bin) => sum + bin.pairs * bin.observed, 0)).toBeCloseTo(pairs.filter(([, truth]) => truth === 1).length, 9);
      if (bins.length > 1) for (const bin of bins) expect(bin.pairs).toBeGreaterThanOrEqual(minPairs);
      for (let at = 1; at < bins.length; at++) expect(bins[at]!.fromBits).toBeGreaterThan(bins[at - 1]!.toBits);
    }));
  });
});
