import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areasUnder, confusionsAt, ratesOf, type Confusion } from '../../../../src/link/kernel/evaluate/accuracy.ts';
import { bitsCounter, type BitsCounts } from '../../../../src/link/kernel/evaluate/bits-counts.ts';

type Pair = readonly [bits: number, truth: number];
const somePairs = fc.array(fc.tuple(fc.oneof({ weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) }, fc.constantFrom(-Infinity, Infinity, -0, 0.25)), fc.constantFrom(0, 0, 1, 2)), { maxLength: 40 });
const count = (pairs: readonly Pair[], maxWeights?: number, chunk = 7): BitsCounts => {
  const counter = bitsCounter(maxWeights);
  for (let from = 0; from < pairs.length; from += chunk) {
    const part = pairs.slice(from, from + chunk);
    counter.add(Float64Array.from(part, ([bits]) => bits), Uint8Array.from(part, ([, truth]) => truth), part.length);
  }
  return counter.counts();
};
const judged = (pairs: readonly Pair[]): Pair[] => pairs.filter(([, truth]) => truth !== 2);
const naive = (pairs: readonly Pair[], cut: number, matches: number, others: number): Confusion => {
  const linked = judged(pairs).filter(([bits]) => bits >= cut);
  const truePositives = linked.filter(([, truth]) => truth === 1).length;
  return { truePositives, falsePositives: linked.length - truePositives, falseNegatives: matches - truePositives, trueNegatives: others - (linked.length - truePositives) };
};

describe('counts by weight', () => {
  test('are those of a map, whatever the order and the chunks', () => {
    fc.assert(fc.property(somePairs, fc.integer({ min: 1, max: 50 }), (pairs, chunk) => {
      const counts = count(pairs, undefined, chunk);
      const weights = [...new Set(judged(pairs).map(([bits]) => bits + 0))].sort((left, right) => left - right);
      expect([...counts.bits]).toEqual(weights);
      expect([...counts.pairs]).toEqual(weights.map((weight) => judged(pairs).filter(([bits]) => bits === weight).length));
      expect([...counts.matches]).toEqual(weights.map((weight) => judged(pairs).filter(([bits, truth]) => bits === weight && truth === 1).length));
      expect(count([...pairs].reverse(), undefined, chunk)).toEqual(counts);
    }));
  });

  test('are rounded to one width where there are too many weights, however the pairs come', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({ min: -30, max: 30, noNaN: true }), fc.constantFrom(0, 1)), { minLength: 9, maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (pairs, chunk) => {
      const counts = count(pairs, 8, chunk);
      expect(counts.bits.length).toBeLessThanOrEqual(8);
      expect(count([...pairs].reverse(), 8, 60)).toEqual(counts);
      expect(counts.pairs.reduce((sum, value) => sum + value, 0)).toBe(pairs.length);
      if (counts.binBits > 0) for (const bits of counts.bits) expect(Number.isInteger(bits / counts.binBits)).toBe(true);
    }));
  });

  test('hold a hundred thousand pairs of few weights in little', () => {
    const counter = bitsCounter();
    const bits = Float64Array.from({ length: 200_000 }, (_, pair) => pair % 300);
    counter.add(bits, null, bits.length);
    expect(counter.counts().bits.length).toBe(300);
    expect(counter.counts().matches.every((matches) => matches === 0)).toBe(true);
  });

  test('refuse a weight that is not a number', () => {
    expect(() => count([[NaN, 1]])).toThrow(RangeError);
  });
});

describe('accuracy', () => {
  test('counts at every cut what naive lines count, ties standing and falling together', () => {
    fc.assert(fc.property(somePairs, fc.nat(5), fc.nat(5), (pairs, lost, others) => {
      const counts = count(pairs);
      const totals = { matches: judged(pairs).filter(([, truth]) => truth === 1).length + lost, others: judged(pairs).filter(([, truth]) => truth === 0).length + others };
      confusionsAt(counts, totals).forEach((confusion, index) => {
        expect(confusion).toEqual(naive(pairs, counts.bits[index]!, totals.matches, totals.others));
      });
      const cuts = [-Infinity, -1.5, 0, 2, Infinity];
      expect(confusionsAt(counts, totals, cuts)).toEqual(cuts.map((cut) => naive(pairs, cut, totals.matches, totals.others)));
    }));
  });

  test('is that of the tests of Splink', () => {
    // tests/test_accuracy.py of Splink v4.0.16: john × 4 (three of one cluster), edith and mary of one; weights log2(9), log2(1/9).
    const [same, other] = [Math.log2(9), Math.log2(1 / 9)];
    const pairs: Pair[] = [...[1, 1, 1, 0, 0, 0].map((truth) => [same, truth] as const), ...[1, ...new Array<number>(8).fill(0)].map((truth) => [other, truth] as const)];
    expect(confusionsAt(count(pairs), { matches: 4, others: 11 })).toEqual([
      { truePositives: 4, falsePositives: 11, trueNegatives: 0, falseNegatives: 0 }, { truePositives: 3, falsePositives: 3, trueNegatives: 8, falseNegatives: 1 },
    ]);
    // test_truth_space_table: weights 0, 0.4 and 1, no match; at 0.4 two of three are linked wrongly.
    const [, at] = confusionsAt(count([[0, 0], [0.4, 0], [1, 0]]), { matches: 0, others: 3 });
    expect(at).toEqual({ truePositives: 0, falsePositives: 2, falseNegatives: 0, trueNegatives: 1 });
    expect(ratesOf(at!)).toMatchObject({ precision: 0, recall: null });
  });

  test('rates are their definitions, and have none where nothing is in the denominator', () => {
    fc.assert(fc.property(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9)), ([truePositives, falsePositives, falseNegatives, trueNegatives]) => {
      const rates = ratesOf({ truePositives, falsePositives, falseNegatives, trueNegatives });
      const [p, r] = [rates.precision, rates.recall ?? NaN];
      if (truePositives > 0) {
        expect(rates.f1).toBeCloseTo((2 * p * r) / (p + r), 12);
        expect(rates.f2).toBeCloseTo((5 * p * r) / (4 * p + r), 12);
        expect(rates.f05).toBeCloseTo((1.25 * p * r) / (0.25 * p + r), 12);
        if (trueNegatives > 0) expect(rates.p4).toBeCloseTo(4 / (1 / p + 1 / r + 1 / rates.specificity! + 1 / rates.npv), 12);
      }
      expect(Math.abs(rates.phi)).toBeLessThanOrEqual(1 + 1e-12);
    }));
    expect(ratesOf({ truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 }))
      .toEqual({ precision: 1, recall: null, specificity: null, npv: 1, accuracy: null, f1: null, f2: null, f05: null, p4: null, phi: 0 });
    // Products of large counts leave the whole numbers that a double holds, and no rate with it.
    expect(ratesOf({ truePositives: 1e12, falsePositives: 0, falseNegatives: 0, trueNegatives: 1e16 }).phi).toBeCloseTo(1, 12);
  });

  test('areas are the share of pairs in the right order, and the mean precision at each match', () => {
    fc.assert(fc.property(somePairs, fc.nat(3), fc.nat(3), (pairs, lost, others) => {
      const all: Pair[] = [...judged(pairs), ...new Array<Pair>(lost).fill([-9e9, 1]), ...new Array<Pair>(others).fill([-9e9, 0])];
      const matches = all.filter(([, truth]) => truth === 1);
      const rest = all.filter(([, truth]) => truth === 0);
      // Those never scored tie below all others, also below −∞.
      const below = (bits: number): number => (bits === -9e9 ? -Infinity : Math.max(bits, -8e9));
      const wins = matches.flatMap(([one]) => rest.map(([other]) => (below(one) > below(other) ? 1 : below(one) === below(other) ? 0.5 : 0)));
      const precisions = matches.map(([one]) => all.filter(([other, truth]) => truth === 1 && below(other) >= below(one)).length / all.filter(([other]) => below(other) >= below(one)).length);
      const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);
      const areas = areasUnder(count(pairs), { matches: matches.length, others: rest.length });
      for (const [found, expected] of [[areas.receiverOperating, mean(wins)], [areas.precisionRecall, mean(precisions)]] as const) {
        if (expected === null) expect(found).toBeNull();
        else expect(found).toBeCloseTo(expected, 10);
      }
    }));
  });

  test('refuses totals that are less than what was scored, and cuts that do not ascend', () => {
    const counts = count([[1, 1], [2, 0]]);
    expect(() => confusionsAt(counts, { matches: 0, others: 1 })).toThrow(RangeError);
    expect(() => confusionsAt(counts, { matches: 1, others: 1 }, [1, 1])).toThrow(RangeError);
  });
});
