import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maximiseExpectation } from '../../../../src/link/kernel/train/expectation-maximisation.ts';
import { estimateKinds, type KindsData, type KindShares, type KindsRules } from '../../../../src/link/kernel/train/pair-kinds.ts';
import { seededDraws } from '../../../../src/link/kernel/train/seeded-draws.ts';
import { countPairs, rulesFor, sharesOf, slotsWithNull, type PlainPair } from './patterns.ts';

/** Six comparisons with a null level each: name, address, birth, number, telephone, first name. */
const EVERY = [0, 1, 2, 3, 4, 5];
const SLOTS = slotsWithNull([2, 2, 2, 2, 2, 2]);
const SIZE = 18;
const flat = (agreement: readonly number[]): Float64Array => Float64Array.from(agreement.flatMap((share) => [0, share, 1 - share]));
const kind = (isMatch: boolean, share: number, agreement: readonly number[]): KindShares => ({ isMatch, share, levels: flat(agreement) });

const RULES: KindsRules = {
  m: { isFixed: new Uint8Array(SIZE), prior: null, minimum: 1e-6, isMonotone: false, likeSplink: false },
  keepsU: new Uint8Array(SIZE), isPriorFixed: false, isBelieved: true, tolerance: 1e-8, maxIterations: 5000,
};

/** Expected numbers of pairs of every pattern, of several kinds and strangers, all counted. */
function expectedPairs(kinds: readonly KindShares[], u: Float64Array, allPairs: number): PlainPair[] {
  const rest = kinds.reduce((sum, { share }) => sum - share, 1);
  return Array.from({ length: 64 }, (_, cell) => EVERY.map((place) => 1 + (cell >> place & 1))).map((levels) => {
    const product = (shares: Float64Array): number => levels.reduce((all, level, comparison) => all * shares[3 * comparison + level]!, 1);
    return { levels, count: allPairs * (kinds.reduce((sum, { share, levels: of }) => sum + share * product(of), 0) + rest * product(u)) };
  });
}

function agreementOf(kinds: readonly KindShares[], u: Float64Array): Float64Array {
  const rest = kinds.reduce((sum, { share }) => sum - share, 1);
  return u.map((share, slot) => kinds.reduce((sum, one) => sum + one.share * one.levels[slot]!, rest * share));
}

const dataOf = (pairs: readonly PlainPair[], allPairs: number, agreement: Float64Array | null, pairsBeyond = 0): KindsData =>
  ({ slots: SLOTS, part: { patterns: countPairs(pairs, 6), comparisons: EVERY, pairsBeyond }, allPairs, frequency: null, agreement });

describe('kinds of pairs', () => {
  const truth = [kind(true, 0.0001, [0.95, 0.8, 0.97, 0.9, 0.7, 0.9]), kind(false, 0.0002, [0.7, 0.98, 0.01, 0.02, 0.6, 0.01])];
  const u = flat([0.003, 0.0002, 0.001, 0.0001, 0.0003, 0.01]);
  const ALL = 1e9;

  test('are found again from the patterns they make, though two kinds alone would take households for matches', () => {
    const start = [kind(true, 0.00005, [0.9, 0.9, 0.9, 0.9, 0.9, 0.9]), kind(false, 0.00005, [0.8, 0.8, 0.1, 0.1, 0.8, 0.1])];
    const { kinds, u: strangers, prior, em, floored } = estimateKinds(dataOf(expectedPairs(truth, u, ALL), ALL, agreementOf(truth, u)), { kinds: start, u: agreementOf(truth, u) }, RULES);
    expect(em.isConverged).toBe(true);
    expect(prior).toBeCloseTo(0.0001, 7);
    expect(floored).toEqual([]);
    kinds.forEach((found, index) => {
      expect(found.share).toBeCloseTo(truth[index]!.share, 7);
      for (let slot = 0; slot < SIZE; slot++) expect(found.levels[slot]).toBeCloseTo(truth[index]!.levels[slot]!, 3);
    });
    for (let slot = 0; slot < SIZE; slot++) expect(strangers[slot]).toBeCloseTo(u[slot]!, 6);
    const alone = estimateKinds(dataOf(expectedPairs(truth, u, ALL), ALL, agreementOf(truth, u)), { kinds: start.slice(0, 1), u: agreementOf(truth, u) }, RULES);
    expect(alone.prior).toBeGreaterThan(0.0002);
  });

  test('are matches and strangers where there are no others: the same as training on all pairs, but for the pair that each kind keeps', () => {
    const [matches] = truth;
    const pairs = expectedPairs([matches!], u, ALL);
    const start = kind(true, 0.00005, [0.9, 0.9, 0.9, 0.9, 0.9, 0.9]);
    const { kinds: [found], prior } = estimateKinds(dataOf(pairs, ALL, null), { kinds: [start], u }, { ...RULES, isBelieved: false });
    const { parameters } = maximiseExpectation({ slots: SLOTS, parts: [{ patterns: countPairs(pairs, 6), comparisons: EVERY }], frequency: null }, { m: start.levels, u, priors: Float64Array.of(0.00005), joint: [] }, rulesFor(SIZE, { tolerance: 1e-12, maxIterations: 3000 }));
    expect(prior).toBeCloseTo(parameters.priors[0]!, 8);
    for (const comparison of EVERY) sharesOf(found!.levels, SLOTS, comparison).forEach((share, level) => { expect(share).toBeCloseTo(sharesOf(parameters.m, SLOTS, comparison)[level]!, 4); });
  });

  test('do not depend on the order in which the model lists them', () => {
    const others = [kind(false, 0.00004, [0.8, 0.8, 0.1, 0.1, 0.8, 0.1]), kind(true, 0.00003, [0.9, 0.1, 0.9, 0.9, 0.1, 0.9])];
    const estimate = (order: readonly number[]): readonly KindShares[] => estimateKinds(
      dataOf(expectedPairs(truth, u, ALL), ALL, agreementOf(truth, u)), { kinds: [kind(true, 0.00005, [0.9, 0.9, 0.9, 0.9, 0.9, 0.9]), ...order.map((index) => others[index]!)], u: agreementOf(truth, u) }, { ...RULES, maxIterations: 50 },
    ).kinds;
    const one = estimate([0, 1]);
    const other = estimate([1, 0]);
    [0, 2, 1].forEach((place, index) => { expect(other[place]!.share).toBeCloseTo(one[index]!.share, 12); });
  });

  test('stay shares, whatever the pairs are', () => {
    const pairs = fc.array(fc.record({ levels: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)), count: fc.integer({ min: 1, max: 1000 }) }), { maxLength: 20 });
    fc.assert(fc.property(pairs, fc.boolean(), fc.boolean(), (some, isPriorFixed, isAgreementKnown) => {
      const allPairs = 1 + some.reduce((sum, { count }) => sum + count, 0) * 2;
      const start = [kind(true, 0.1, [0.9, 0.9, 0.9, 0.9, 0.9, 0.9]), kind(false, 0.1, [0.8, 0.8, 0.1, 0.1, 0.8, 0.1]), kind(true, 0.1, [0.9, 0.1, 0.9, 0.9, 0.1, 0.9])];
      const found = estimateKinds(dataOf(some, allPairs, isAgreementKnown ? flat([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]) : null, allPairs / 2), { kinds: start, u }, { ...RULES, isPriorFixed, maxIterations: 30 });
      for (const { share, levels } of found.kinds) {
        expect(share).toBeGreaterThanOrEqual(0);
        for (const comparison of EVERY) expect(sharesOf(levels, SLOTS, comparison).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
      }
      if (isPriorFixed) expect(found.prior).toBeCloseTo(0.2, 12);
      expect([...found.u].every((share) => share >= 0 && share <= 1)).toBe(true);
    }), { numRuns: 60 });
  });

  test('split pairs as one that goes through them one by one', () => {
    const draws = seededDraws(5);
    const pairs = Array.from({ length: 40 }, (): PlainPair => ({ levels: EVERY.map(() => Math.floor(3 * draws.uniform())), factor: draws.uniform() < 0.5 ? 1 : 30 }));
    const frequency = { exact: Int32Array.from({ length: SIZE }, (_, slot) => (slot === 1 ? 1 : -1)), weights: new Float64Array(SIZE).fill(1), baselines: new Float64Array(SIZE).fill(0.05) };
    const start = [kind(true, 0.2, [0.9, 0.8, 0.7, 0.9, 0.8, 0.6]), kind(false, 0.3, [0.6, 0.7, 0.2, 0.1, 0.5, 0.3])];
    const { em } = estimateKinds({ slots: SLOTS, part: { patterns: countPairs(pairs, 6, true), comparisons: EVERY }, allPairs: 40, frequency, agreement: null }, { kinds: start, u }, { ...RULES, maxIterations: 0 });
    const product = (shares: Float64Array, levels: readonly number[]): number => levels.reduce((all, level, comparison) => (level === 0 ? all : all * shares[3 * comparison + level]!), 1);
    const matches = pairs.reduce((sum, { levels, factor }) => {
      const [match, household] = start.map((one) => one.share * product(one.levels, levels)) as [number, number];
      const adjustment = factor! * (levels[0] === 1 ? 0.05 : 1);
      return sum + match / (match + household + (0.5 * product(u, levels)) / adjustment);
    }, 0);
    expect(em.expected.matchesOfPart[0]).toBeCloseTo(matches, 9);
  });
});
