// Coverage is simulated: seeds are fixed, so that a run decides once and for all.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TRUTH, type BitsCounts } from '../../../../src/link/kernel/evaluate/bits-counts.ts';
import { probabilityOf } from '../../../../src/link/kernel/evaluate/expected-errors.ts';
import { groupedTruth } from '../../../../src/link/kernel/evaluate/grouped-truth.ts';
import { shareInterval, type Interval } from '../../../../src/link/kernel/evaluate/interval.ts';
import { designReview } from '../../../../src/link/kernel/evaluate/review-design.ts';
import { estimateFromReview } from '../../../../src/link/kernel/evaluate/review-estimate.ts';
import { effectiveTrials, scoreInterval } from '../../../../src/link/kernel/train/effective-trials.ts';
import { randomOf, type Random } from '../../../faults/random.ts';

const covers = (interval: Interval | null, truth: number): boolean => interval !== null && interval.low <= truth && truth <= interval.high;

describe('the jackknife', () => {
  test('gives the standard error of a mean exactly', () => {
    // Leaving out one of n values: the jackknife of a mean is s / √n.
    const values = [0.3, 0.1, 0.4, 0.1, 0.5, 0.9, 0.2, 0.6];
    const mean = (some: readonly number[]): number => some.reduce((sum, value) => sum + value, 0) / some.length;
    const variance = values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);
    expect(shareInterval(mean(values), values.map((_, left) => mean(values.filter((__, index) => index !== left))), 8)!.standardError).toBeCloseTo(Math.sqrt(variance / values.length), 12);
  });

  test('has no interval without replicates, and stays in [0, 1] at the ends', () => {
    expect(shareInterval(0.5, [0.5], 9)).toBeNull();
    expect(shareInterval(0.5, [0.5, NaN], 9)).toBeNull();
    expect(shareInterval(0.99, [1, 0.98, 0.99], 9)!.high).toBeLessThanOrEqual(1);
  });

  test('bounds what always or never happened on one side, by the trials that it rests on', () => {
    // Wilson: z² ÷ (n + z²) of 96.04 trials, z² being 3.8415.
    expect(shareInterval(1, [1, 1, 1], 96.04)).toMatchObject({ standardError: 0, high: 1, low: expect.closeTo(1 - 3.8415 / 99.8815, 4) as number });
    expect(shareInterval(0, [0, 0, 0], 96.04)).toMatchObject({ standardError: 0, low: 0, high: expect.closeTo(3.8415 / 99.8815, 4) as number });
    expect(shareInterval(1, [1, 1], 0)).toMatchObject({ low: 0, high: 1 });
    expect(shareInterval(1, [1, 1], Infinity)).toMatchObject({ low: 1, high: 1 });
  });

  test('covers precision and recall of linked persons in 90 to 99 of 100 simulated populations', () => {
    // Persons of 1 to 4 records; some persons are hard (their pairs are missed), some records attract false links.
    const groups = 40;
    const rounds = 200;
    const population = (random: Random, persons: number): { precision: number; recall: number; intervals: { precision: Interval | null; recall: Interval | null } } => {
      const state = groupedTruth([0], groups);
      const matchesOfGroup = new Float64Array(groups);
      let [matches, found, links] = [0, 0, 0];
      const add = (bits: number, truth: number, left: number, right: number): void => {
        state.add(Float64Array.of(bits), Uint8Array.of(truth), Uint8Array.of(left), Uint8Array.of(right), 1);
        if (bits >= 0) links++;
      };
      for (let person = 0; person < persons; person++) {
        const group = random.below(groups);
        const records = 1 + random.below(4);
        const ease = random.chance(0.2) ? 0.4 : 0.95;
        for (let pair = 0; pair < (records * (records - 1)) / 2; pair++) {
          matches++;
          matchesOfGroup[group]!++;
          const isFound = random.chance(ease);
          if (isFound) found++;
          add(isFound ? 1 : -1, TRUTH.MATCH, group, group);
        }
        if (random.chance(0.05)) for (let more = random.below(5); more > 0; more--) add(1, TRUTH.OTHER, group, random.below(groups));
      }
      const [interval] = state.intervals(matches, matchesOfGroup);
      return { precision: found / links, recall: found / matches, intervals: interval! };
    };
    const whole = population(randomOf(1, 0, 0), 400_000);
    let [precisions, recalls] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      const { intervals } = population(randomOf(2, round, 1), 400);
      if (covers(intervals.precision, whole.precision)) precisions++;
      if (covers(intervals.recall, whole.recall)) recalls++;
    }
    for (const covered of [precisions, recalls]) {
      expect(covered / rounds).toBeGreaterThanOrEqual(0.9);
      expect(covered / rounds).toBeLessThanOrEqual(0.99);
    }
  });
});

describe('what never happens', () => {
  test('has the interval that Wilson gives, as Newcombe 1998 prints it', () => {
    // Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, table I, method 3.
    for (const [events, trials, low, high] of [[81, 263, 0.2553, 0.3662], [15, 148, 0.0624, 0.1605], [0, 20, 0, 0.1611], [1, 29, 0.0061, 0.1718]] as const) {
      const found = scoreInterval(events / trials, trials);
      expect([found.low.toFixed(4), found.high.toFixed(4)]).toEqual([low.toFixed(4), high.toFixed(4)]);
    }
  });

  test('has an interval within [0, 1] around the share that shrinks with the trials, and the whole without any', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 1e-9, max: 1e12, noNaN: true }), (share, trials) => {
      const [few, many] = [scoreInterval(share, trials), scoreInterval(share, 2 * trials)];
      expect(few.low >= 0 && few.high <= 1 && few.low <= share && share <= few.high).toBe(true);
      expect(many.high - many.low).toBeLessThanOrEqual(few.high - few.low);
    }));
    expect(scoreInterval(0.3, 0)).toEqual({ low: 0, high: 1 });
    expect(scoreInterval(1, Infinity)).toEqual({ low: 1, high: 1 });
  });

  test('counts pairs that hang together for fewer: the effective number is that of Kish, up to chance', () => {
    const groups = 200;
    for (const [records, isAcross] of [[2, false], [4, false], [9, false], [2, true]] as const) {
      const random = randomOf(5, records, 0);
      const ofGroups = new Array<number>(groups).fill(0);
      const [units, pairsOfUnit] = [20_000, (records * (records - 1)) / 2];
      for (let unit = 0; unit < units; unit++) {
        const group = random.below(groups);
        ofGroups[group]! += pairsOfUnit;
        const other = random.below(groups);
        if (isAcross && other !== group) ofGroups[other]! += pairsOfUnit;
      }
      // Units of equal size are worth as many as they are.
      expect(effectiveTrials(units * pairsOfUnit, ofGroups) / units).toBeGreaterThan(0.75);
      expect(effectiveTrials(units * pairsOfUnit, ofGroups) / units).toBeLessThan(records === 2 ? 1.0001 : 1.35);
    }
    expect(effectiveTrials(0, [0, 0])).toBe(0);
  });

  test('is covered, with what seldom happens, in at least 92 of 100 simulated populations, persons failing as a whole', () => {
    const groups = 40;
    const rounds = 400;
    for (const [persons, failing] of [[300, 0.001], [300, 0.003], [1000, 0.0002], [1000, 0.003], [1000, 0.008], [1000, 0.02]] as const) {
      let [covered, withoutWidth] = [0, 0];
      for (let round = 0; round < rounds; round++) {
        const random = randomOf(9, round, persons);
        const state = groupedTruth([0], groups);
        const ofGroup = new Float64Array(groups);
        let matches = 0;
        for (let person = 0; person < persons; person++) {
          const group = random.below(groups);
          const isFound = !random.chance(failing);
          for (let pairs = [1, 1, 3, 6][random.below(4)]!; pairs > 0; pairs--) {
            state.add(Float64Array.of(isFound ? 1 : -1), Uint8Array.of(TRUTH.MATCH), Uint8Array.of(group), Uint8Array.of(group), 1);
            ofGroup[group]!++;
            matches++;
          }
        }
        const { recall } = state.intervals(matches, ofGroup)[0]!;
        if (covers(recall, 1 - failing)) covered++;
        if (recall!.low === recall!.high) withoutWidth++;
      }
      expect(withoutWidth).toBe(0);
      expect([persons, failing, covered / rounds >= 0.92]).toEqual([persons, failing, true]);
    }
  });
});

/** Weights from −12 to 12, many low ones, whose probabilities are right up to a factor. */
const countsOf = (scale: number, miscalibration = 0): BitsCounts => {
  const bits = Float64Array.from({ length: 49 }, (_, index) => index / 2 - 12);
  const pairs = bits.map((weight) => Math.ceil(scale * (4000 * 2 ** -((weight + 12) / 2) + 60 * Math.exp(-((weight - 9) ** 2) / 8))));
  return { bits, pairs, matches: bits.map((weight, at) => Math.round(pairs[at]! * probabilityOf(weight + miscalibration))), binBits: 0 };
};

describe('a clerical sample', () => {
  test('is drawn where most is uncertain: strata meet at the cut, hold all pairs from the least weight up, and no more is drawn than there is', () => {
    for (const reviews of [5, 60, 400, 100_000]) {
      const counts = countsOf(1);
      const { strata, pairsBelow, expectedMatchesBelow } = designReview(counts, 3, reviews, { strata: 12, minBits: -6 });
      expect(strata.map(({ fromBits }) => fromBits)).toContain(3);
      expect(strata[0]!.fromBits).toBe(-6);
      const total = counts.pairs.reduce((sum, value) => sum + value, 0);
      expect(strata.reduce((sum, { pairs }) => sum + pairs, 0) + pairsBelow).toBe(total);
      expect(expectedMatchesBelow).toBeCloseTo(counts.bits.reduce((sum, bits, at) => sum + (bits < -6 ? counts.pairs[at]! * probabilityOf(bits) : 0), 0), 9);
      for (const { pairs, drawn } of strata) {
        expect(drawn).toBeLessThanOrEqual(pairs);
        expect(drawn).toBeGreaterThanOrEqual(Math.min(2, pairs));
      }
      const drawn = strata.reduce((sum, stratum) => sum + stratum.drawn, 0);
      if (reviews >= 60) expect(drawn).toBe(Math.min(reviews, total - pairsBelow));
      // Per pair, the middle is looked at more than the ends.
      if (reviews === 400) {
        const shares = strata.map((stratum) => stratum.drawn / stratum.pairs);
        expect(Math.max(...shares)).toBeGreaterThan(3 * shares[0]!);
      }
    }
  });

  test('of nothing is empty', () => {
    const none = { bits: new Float64Array(0), pairs: new Float64Array(0), matches: new Float64Array(0), binBits: 0 };
    expect(designReview(none, 0, 100, { strata: 10, minBits: -9 })).toEqual({ strata: [], pairsBelow: 0, expectedMatchesBelow: 0 });
    expect(estimateFromReview([])).toEqual({ precision: null, recall: null, matches: 0 });
  });

  test('of every pair gives the truth, and no uncertainty', () => {
    const { precision, recall, matches } = estimateFromReview([{ pairs: 8, reviewed: 8, matches: 6, probability: 0.9, isLinked: true }, { pairs: 10, reviewed: 10, matches: 2, probability: 0.1, isLinked: false }]);
    expect(precision).toEqual({ estimate: 0.75, standardError: 0, low: 0.75, high: 0.75 });
    expect(recall).toEqual({ estimate: 0.75, standardError: 0, low: 0.75, high: 0.75 });
    expect(matches).toBe(8);
    expect(() => estimateFromReview([{ pairs: 8, reviewed: 0, matches: 0, probability: 1, isLinked: true }])).toThrow(RangeError);
  });

  test('estimates precision and recall without bias, and covers them in 90 to 99 of 100 draws, the model right or wrong', () => {
    for (const miscalibration of [0, 1.5, -1.5]) {
      const counts = countsOf(1, miscalibration);
      const cut = 2;
      const { strata } = designReview(counts, cut, 300, { strata: 12, minBits: -8 });
      const inside = [...counts.bits.keys()].filter((at) => counts.bits[at]! >= -8);
      const sum = (of: Float64Array, from: number): number => inside.reduce((total, at) => total + (counts.bits[at]! >= from ? of[at]! : 0), 0);
      const truth = { precision: sum(counts.matches, cut) / sum(counts.pairs, cut), recall: sum(counts.matches, cut) / sum(counts.matches, -Infinity) };
      const ends = strata.map((_, index) => strata[index + 1]?.fromBits ?? Infinity);
      const truths = strata.map(({ fromBits }, index) => inside.filter((at) => counts.bits[at]! >= fromBits && counts.bits[at]! < ends[index]!)
        .flatMap((at) => Array.from({ length: counts.pairs[at]! }, (_, pair) => pair < counts.matches[at]!)));
      const rounds = 300;
      const found = { precision: 0, recall: 0 };
      const means = { precision: 0, recall: 0 };
      for (let round = 0; round < rounds; round++) {
        const random = randomOf(7, round, 3);
        const estimate = estimateFromReview(strata.map(({ fromBits, pairs, probability, drawn }, index) => {
          const rest = [...truths[index]!];
          let matches = 0;
          for (let one = 0; one < drawn; one++) {
            const at = random.below(rest.length);
            if (rest[at] === true) matches++;
            rest[at] = rest.at(-1)!;
            rest.pop();
          }
          return { pairs, reviewed: drawn, matches, probability, isLinked: fromBits >= cut };
        }));
        for (const rate of ['precision', 'recall'] as const) {
          means[rate] += estimate[rate]!.estimate / rounds;
          if (covers(estimate[rate], truth[rate])) found[rate]++;
        }
      }
      for (const rate of ['precision', 'recall'] as const) {
        expect(Math.abs(means[rate] - truth[rate])).toBeLessThan(0.015);
        expect(found[rate] / rounds).toBeGreaterThanOrEqual(0.9);
        expect(found[rate] / rounds).toBeLessThanOrEqual(0.995);
      }
    }
  });
});
