// Evaluation worked out by hand, and laws that hold whatever the pairs are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areasUnder, confusionsAt, ratesOf, type Confusion } from '../../../../src/link/kernel/evaluate/accuracy.ts';
import { bitsCounter, TRUTH, type BitsCounts } from '../../../../src/link/kernel/evaluate/bits-counts.ts';
import { calibrationBins } from '../../../../src/link/kernel/evaluate/calibration.ts';
import { clusterAgreement } from '../../../../src/link/kernel/evaluate/cluster-agreement.ts';
import { bestExpectedCut, expectedErrors, probabilityOf } from '../../../../src/link/kernel/evaluate/expected-errors.ts';
import { groupedTruth } from '../../../../src/link/kernel/evaluate/grouped-truth.ts';
import { shareInterval } from '../../../../src/link/kernel/evaluate/interval.ts';
import { effectiveTrials } from '../../../../src/link/kernel/train/effective-trials.ts';
import { lowestDraws } from '../../../../src/link/kernel/evaluate/lowest-draws.ts';
import { designReview } from '../../../../src/link/kernel/evaluate/review-design.ts';
import { estimateFromReview, type ReviewedStratum } from '../../../../src/link/kernel/evaluate/review-estimate.ts';
import { countPairs, pairsWithin } from '../../../../src/link/kernel/evaluate/true-pairs.ts';

/** Counts written as weight, pairs, matches. */
const countsOf = (rows: readonly (readonly [bits: number, pairs: number, matches: number])[]): BitsCounts => ({
  bits: Float64Array.from(rows, ([bits]) => bits), pairs: Float64Array.from(rows, ([, pairs]) => pairs), matches: Float64Array.from(rows, ([, , matches]) => matches), binBits: 0,
});
const someCounts = fc.uniqueArray(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 9 }), fc.nat(9)), { minLength: 1, maxLength: 12, selector: ([bits]) => bits })
  .map((rows) => countsOf(rows.map(([bits, pairs, matches]) => [bits, pairs, Math.min(pairs, matches)] as const).sort(([left], [right]) => left - right)));
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const totalsOf = ({ pairs, matches }: BitsCounts): { matches: number; others: number } => ({ matches: sum(matches), others: sum(pairs) - sum(matches) });

describe('rates', () => {
  const some = fc.record({ truePositives: fc.nat(50), falsePositives: fc.nat(50), falseNegatives: fc.nat(50), trueNegatives: fc.nat(50) });

  test('of everything in its opposite: precision and npv, recall and specificity change places, accuracy, P4 and phi stay', () => {
    fc.assert(fc.property(some, (confusion: Confusion) => {
      const [rates, other] = [ratesOf(confusion), ratesOf({
        truePositives: confusion.trueNegatives, falsePositives: confusion.falseNegatives, falseNegatives: confusion.falsePositives, trueNegatives: confusion.truePositives,
      })];
      expect([other.precision, other.npv, other.recall, other.specificity, other.accuracy, other.p4]).toEqual([rates.npv, rates.precision, rates.specificity, rates.recall, rates.accuracy, rates.p4]);
      expect(other.phi).toBeCloseTo(rates.phi, 12);
    }));
  });

  test('are harmonic means of those they are made of, each with its weight', () => {
    fc.assert(fc.property(some.filter(({ truePositives, trueNegatives }) => truePositives > 0 && trueNegatives > 0), (confusion: Confusion) => {
      const { precision, recall, specificity, npv, f1, f2, f05, p4 } = ratesOf(confusion);
      const mean = (of: readonly (readonly [number, number])[]): number => sum(of.map(([weight]) => weight)) / sum(of.map(([weight, rate]) => weight / rate));
      expect(f1).toBeCloseTo(mean([[1, precision], [1, recall!]]), 12);
      expect(f2).toBeCloseTo(mean([[1, precision], [4, recall!]]), 12);
      expect(f05).toBeCloseTo(mean([[4, precision], [1, recall!]]), 12);
      expect(p4).toBeCloseTo(mean([[1, precision], [1, recall!], [1, specificity!], [1, npv]]), 12);
    }));
  });
});

describe('cuts', () => {
  test('that rise link fewer pairs, and every pair stays one of four', () => {
    fc.assert(fc.property(someCounts, fc.nat(20), fc.nat(20), (counts, lost, apart) => {
      const totals = { matches: totalsOf(counts).matches + lost, others: totalsOf(counts).others + apart };
      const found = confusionsAt(counts, totals, [-Infinity, ...counts.bits, Infinity]);
      found.forEach(({ truePositives, falsePositives, falseNegatives, trueNegatives }, index) => {
        expect(truePositives + falseNegatives).toBe(totals.matches);
        expect(falsePositives + trueNegatives).toBe(totals.others);
        if (index > 0) expect(truePositives + falsePositives).toBeLessThanOrEqual(found[index - 1]!.truePositives + found[index - 1]!.falsePositives);
      });
      expect(found.at(-1)).toMatchObject({ truePositives: 0, falsePositives: 0 });
    }));
  });

  test('do not change the areas: these go by the order of the weights alone', () => {
    fc.assert(fc.property(someCounts, (counts) => {
      const stretched = { ...counts, bits: counts.bits.map((bits) => bits ** 3 + 7) };
      expect(areasUnder(stretched, totalsOf(counts))).toEqual(areasUnder(counts, totalsOf(counts)));
    }));
  });

  test('of weights turned round have the area turned round', () => {
    fc.assert(fc.property(someCounts.filter((counts) => totalsOf(counts).matches * totalsOf(counts).others > 0), (counts) => {
      const turned = { ...counts, bits: counts.bits.map((bits) => -bits).reverse(), pairs: counts.pairs.slice().reverse(), matches: counts.matches.slice().reverse() };
      expect(areasUnder(turned, totalsOf(counts)).receiverOperating! + areasUnder(counts, totalsOf(counts)).receiverOperating!).toBeCloseTo(1, 12);
    }));
  });
});

test('weights of both infinities and −0 are counted, and unknown truth is left out', () => {
  const counter = bitsCounter();
  counter.add(Float64Array.of(Infinity, -0, 0, -Infinity, 3), Uint8Array.of(TRUTH.MATCH, TRUTH.OTHER, TRUTH.MATCH, TRUTH.OTHER, TRUTH.UNKNOWN), 5);
  const { bits, pairs, matches } = counter.counts();
  expect([[...bits], [...pairs], [...matches]]).toEqual([[-Infinity, 0, Infinity], [1, 2, 1], [0, 1, 1]]);
  expect(Object.is(bits[1], 0)).toBe(true);
});

describe('calibration', () => {
  test('joins a bin of too few pairs to the one above, and the last to the one below', () => {
    // Probabilities 1/5, 1/2, 4/5 and 16/17 in four bins, of which the last two weights share one.
    const rows = [[-2, 10, 1], [0, 3, 2], [2, 10, 9], [4, 10, 10]] as const;
    expect(calibrationBins(countsOf(rows), 4, 5).map(({ fromBits, toBits, pairs }) => [fromBits, toBits, pairs])).toEqual([[-2, -2, 10], [0, 4, 23]]);
    const [, last] = calibrationBins(countsOf(rows), 4, 5);
    expect(last!.predicted).toBeCloseTo((3 * 0.5 + 10 * 0.8 + 10 * (16 / 17)) / 23, 12);
    expect(last!.observed).toBeCloseTo(21 / 23, 12);
    expect(calibrationBins(countsOf([[-2, 10, 1], [4, 2, 2]]), 4, 5).map(({ pairs }) => pairs)).toEqual([12]);
  });
});

describe('errors without labels', () => {
  test('are those of the probabilities: of weights 0 and 2, half of one pair and a fifth of another are wrong', () => {
    const [all, above] = expectedErrors(countsOf([[0, 1, 0], [2, 1, 0]]), 2.6);
    expect(all).toMatchObject({ bits: 0, links: 2, expectedMatches: 1.3 });
    expect(all!.falseDiscoveryRate).toBeCloseTo(0.35, 12);
    expect(all!.falseNegativeRate).toBeCloseTo(0.5, 12);
    expect(above!.falseDiscoveryRate).toBeCloseTo(0.2, 12);
    expect(above!.expectedF1).toBeCloseTo(1.6 / 3.6, 12);
  });

  test('a probability and its opposite add up to one, at every weight', () => {
    fc.assert(fc.property(fc.double({ noNaN: true }), (bits) => {
      expect(probabilityOf(bits) + probabilityOf(-bits)).toBeCloseTo(1, 12);
    }));
  });

  test('of equal F1 the highest cut is chosen', () => {
    const errors = expectedErrors(countsOf([[-Infinity, 4, 0], [Infinity, 4, 0]]), 4);
    expect(bestExpectedCut(errors)!.bits).toBe(Infinity);
    expect(bestExpectedCut([])).toBeNull();
  });
});

describe('intervals by leaving groups out', () => {
  const scored = fc.array(fc.record({ bits: fc.integer({ min: -2, max: 2 }), truth: fc.constantFrom(0, 1, 2), left: fc.nat(3), right: fc.nat(3) }), { maxLength: 40 });

  test('come from the rates of the pairs that do not touch the group', () => {
    fc.assert(fc.property(scored, fc.nat(5), (pairs, lost) => {
      const counter = groupedTruth([0], 4);
      counter.add(Float64Array.from(pairs, ({ bits }) => bits), Uint8Array.from(pairs, ({ truth }) => truth), Uint8Array.from(pairs, ({ left }) => left), Uint8Array.from(pairs, ({ right }) => right), pairs.length);
      const judged = pairs.filter(({ truth }) => truth !== 2);
      const precision = (some: typeof pairs): number => some.filter(({ bits, truth }) => bits >= 0 && truth === 1).length / some.filter(({ bits }) => bits >= 0).length;
      // Lost matches are all of group 0.
      const matches = (some: typeof pairs, isIn: boolean): number => some.filter(({ truth }) => truth === 1).length + (isIn ? lost : 0);
      const recall = (some: typeof pairs, isIn: boolean): number => some.filter(({ bits, truth }) => bits >= 0 && truth === 1).length / matches(some, isIn);
      const outside = [0, 1, 2, 3].map((group) => judged.filter(({ left, right }) => left !== group && right !== group));
      const ofGroup = Float64Array.from(counter.scoredMatches, (count, group) => count + (group === 0 ? lost : 0));
      const [found] = counter.intervals(matches(judged, true), ofGroup);
      const links = judged.filter(({ bits }) => bits >= 0);
      const linksOf = [0, 1, 2, 3].map((group) => links.filter(({ left, right }) => left === group || right === group).length);
      expect(found!.precision).toEqual(shareInterval(precision(judged), outside.map(precision), effectiveTrials(links.length, linksOf)));
      expect(found!.recall).toEqual(shareInterval(recall(judged, true), outside.map((some, group) => recall(some, group !== 0)), effectiveTrials(matches(judged, true), [...ofGroup])));
    }));
  });
});

describe('clusters against persons', () => {
  test('taken for each other change precision with recall', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat(4), fc.nat(1)), { minLength: 1, maxLength: 15 }), fc.constantFrom('all' as const, 'betweenSources' as const), (records, scope) => {
      const side = (at: 0 | 1): Int32Array => Int32Array.from(records, (record) => record[at]);
      const sourceOf = Int32Array.from(records, ([, , source]) => source);
      const [one, other] = [clusterAgreement(Uint32Array.from(side(0)), side(1), sourceOf, scope), clusterAgreement(Uint32Array.from(side(1)), side(0), sourceOf, scope)];
      expect([other.bCubedPrecision, other.bCubedRecall, other.exactClusters]).toEqual([one.bCubedRecall, one.bCubedPrecision, one.exactClusters]);
      expect([other.pairs.falsePositives, other.pairs.falseNegatives, other.pairs.trueNegatives]).toEqual([one.pairs.falseNegatives, one.pairs.falsePositives, one.pairs.trueNegatives]);
    }));
  });

  test('of nobody known have no means', () => {
    expect(clusterAgreement(Uint32Array.of(0, 0), Int32Array.of(-1, -1), Int32Array.of(0, 0), 'all')).toMatchObject({ bCubedPrecision: null, bCubedRecall: null, bCubedF1: null, clusters: 0, exactClusters: 0 });
  });

  test('pairs between sources and within add up to all', () => {
    fc.assert(fc.property(fc.array(fc.nat(3), { maxLength: 30 }), (sources) => {
      const within = [0, 1, 2, 3].map((source) => countPairs(new Int32Array(sources.filter((one) => one === source).length), 1, 'all'));
      expect(countPairs(Int32Array.from(sources), 4, 'betweenSources') + sum(within)).toBe(countPairs(Int32Array.from(sources), 4, 'all'));
    }));
    expect([...pairsWithin(Int32Array.of(0, 0, -1, 1, 0), 2, Int32Array.of(0, 1, 1, 0, 1), 2, 'betweenSources')]).toEqual([2, 0]);
  });
});

describe('a clerical sample', () => {
  const stratum = (change: Partial<ReviewedStratum>): ReviewedStratum => ({ pairs: 100, reviewed: 10, matches: 8, probability: 0.8, isLinked: true, ...change });

  test('counts every reviewed pair for those it was drawn for', () => {
    const { precision, recall, matches } = estimateFromReview([stratum({}), stratum({ pairs: 50, reviewed: 5, matches: 1, probability: 0.2, isLinked: false })]);
    expect([precision!.estimate, recall!.estimate, matches]).toEqual([0.8, 80 / 90, 90]);
    // One pair of belief: 8.8 of 11, whose variance counts the 90 pairs that nobody looked at.
    expect(precision!.standardError).toBeCloseTo(Math.sqrt(90 * 100 * ((0.8 * 0.2) / 12)) / 100, 12);
  });

  test('of pairs all looked at is certain, of none looked at is refused, and strata without pairs do not count', () => {
    expect(estimateFromReview([stratum({ pairs: 10 })]).precision).toEqual({ estimate: 0.8, standardError: 0, low: 0.8, high: 0.8 });
    expect(() => estimateFromReview([stratum({ reviewed: 0, matches: 0 })])).toThrow(RangeError);
    expect(estimateFromReview([stratum({}), stratum({ pairs: 0, reviewed: 0, matches: 0 })])).toEqual(estimateFromReview([stratum({})]));
    expect(estimateFromReview([])).toEqual({ precision: null, recall: null, matches: 0 });
  });

  test('is never certain of what it has not seen: ten right of ten leave room below 1', () => {
    const { precision } = estimateFromReview([stratum({ matches: 10 })]);
    expect(precision!.estimate).toBe(1);
    expect(precision!.low).toBeLessThan(0.97);
    expect(precision!.high).toBe(1);
  });

  test('has strata that hold all pairs from the least weight up, and draws at most all, and at least two where there are two', () => {
    fc.assert(fc.property(someCounts, fc.integer({ min: -20, max: 20 }), fc.integer({ min: 2, max: 60 }), fc.integer({ min: 2, max: 6 }), fc.integer({ min: -20, max: 20 }), (counts, cut, reviews, strata, minBits) => {
      const design = designReview(counts, cut, reviews, { strata, minBits });
      expect(sum(design.strata.map(({ pairs }) => pairs)) + design.pairsBelow).toBe(sum(counts.pairs));
      for (const { pairs, drawn, probability } of design.strata) {
        expect(drawn).toBeGreaterThanOrEqual(Math.min(2, pairs));
        expect(drawn).toBeLessThanOrEqual(pairs);
        expect(probability).toBeLessThanOrEqual(1);
      }
      expect(sum(design.strata.map(({ drawn }) => drawn))).toBeLessThanOrEqual(reviews + 2 * design.strata.length);
    }));
  });

  test('of size nothing draws nothing, and of two strata one does not take from the other', () => {
    const draws = lowestDraws([0, 2]);
    for (let row = 0; row < 100; row++) for (const stratum of [0, 1]) if (draws.takes(stratum, 100 - row, 0)) draws.hold(stratum, { high: 100 - row, low: 0, row, bits: 0 });
    expect(draws.drawn().map((some) => some.map(({ high }) => high))).toEqual([[], [1, 2]]);
  });
});
