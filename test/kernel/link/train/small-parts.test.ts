import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinSets, singletons } from '../../../../src/link/kernel/decide/union-find.ts';
import { decreasing } from '../../../../src/link/kernel/train/isotonic.ts';
import { spreadOf, studentQuantile } from '../../../../src/link/kernel/train/jackknife.ts';
import { medianOf, priorFromRules, priorOfRule } from '../../../../src/link/kernel/train/implied-levels.ts';
import { groupPersons } from '../../../../src/link/kernel/train/record-groups.ts';
import { seededDraws } from '../../../../src/link/kernel/train/seeded-draws.ts';
import { atLeast, fitShares } from '../../../../src/link/kernel/train/shares.ts';
import { subtractPatterns } from '../../../../src/link/kernel/train/subtract-patterns.ts';
import { withoutMatches } from '../../../../src/link/kernel/train/without-matches.ts';
import { countPairs, rulesFor } from './patterns.ts';

const share = fc.double({ min: 0.001, max: 1, noNaN: true });

/** Numbers that add up to 1. */
const shares = (length: number): fc.Arbitrary<number[]> => fc.array(share, { minLength: length, maxLength: length })
  .map((values) => values.map((value) => value / values.reduce((sum, one) => sum + one, 0)));

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);
const logLikelihood = (weights: ArrayLike<number>, of: ArrayLike<number>): number =>
  sum(Array.from(weights, (weight, index) => (weight === 0 ? 0 : weight * Math.log(of[index]!))));

describe('monotone shares', () => {
  test('pooling gives the least squares among falling sequences, by brute force over all ways to pool', () => {
    const values = [2, 5, 1, 1.5, 0];
    const weights = [1, 2, 1, 3, 1];
    const cost = (fit: ArrayLike<number>): number => sum(values.map((value, index) => weights[index]! * (value - fit[index]!) ** 2));
    let best = Infinity;
    for (let cuts = 0; cuts < 16; cuts++) {
      const fit: number[] = [];
      for (let from = 0; from < 5;) {
        let to = from + 1;
        while (to < 5 && (cuts & (1 << (to - 1))) === 0) to++;
        const mass = sum(weights.slice(from, to));
        const mean = sum(values.slice(from, to).map((value, index) => value * weights[from + index]!)) / mass;
        while (fit.length < to) fit.push(mean);
        from = to;
      }
      if (fit.every((value, index) => index === 0 || value <= fit[index - 1]!)) best = Math.min(best, cost(fit));
    }
    expect(cost(decreasing(values, weights))).toBeCloseTo(best, 12);
  });

  test('no falling ratio m/u is likelier than the one that is fitted', () => {
    fc.assert(fc.property(fc.array(fc.nat(50), { minLength: 4, maxLength: 4 }), shares(4), shares(4), (weights, u, drawn) => {
      const fitted = new Float64Array(4).fill(0.25);
      const rules = rulesFor(4, { m: { isMonotone: true } }).m;
      fitShares(fitted, Float64Array.from(weights), Float64Array.from(weights), [0, 1, 2, 3], rules, Float64Array.from(u));
      // Any m whose ratio falls: sort the ratios of a drawn one.
      const ratios = drawn.map((value, index) => value / u[index]!).sort((left, right) => right - left);
      const total = sum(ratios.map((ratio, index) => ratio * u[index]!));
      const other = ratios.map((ratio, index) => (ratio * u[index]!) / total);
      return sum(weights) === 0 || logLikelihood(weights, other) <= logLikelihood(weights, fitted) + 1e-9;
    }));
  });
});

describe('shares', () => {
  test('raising to a minimum keeps the sum and gives the likeliest shares with that minimum', () => {
    fc.assert(fc.property(shares(5), shares(5), (observed, drawn) => {
      const raised = atLeast(observed, 0.05, 1);
      const other = drawn.map((value) => 0.05 + 0.75 * value);
      expect(sum(raised)).toBeCloseTo(1, 12);
      expect(Math.min(...raised)).toBeGreaterThanOrEqual(0.05);
      expect(logLikelihood(observed, other)).toBeLessThanOrEqual(logLikelihood(observed, raised) + 1e-12);
    }));
    expect(atLeast([1, 0, 0], 0.5, 1)).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  test('fixed shares stay, the others share what they leave; as Splink they do not make room', () => {
    const weights = Float64Array.of(6, 3, 1);
    const rules = rulesFor(3, { m: { isFixed: Uint8Array.of(1, 0, 0) } }).m;
    const kept = Float64Array.of(0.2, 0.4, 0.4);
    fitShares(kept, weights, weights, [0, 1, 2], rules, kept);
    expect([...kept]).toEqual([0.2, expect.closeTo(0.6, 12), expect.closeTo(0.2, 12)]);
    const splink = Float64Array.of(0.2, 0.4, 0.4);
    fitShares(splink, weights, weights, [0, 1, 2], { ...rules, likeSplink: true }, splink);
    expect([...splink]).toEqual([0.2, 0.3, 0.1]);
  });

  test('weights of a prior belief are added; without any weight nothing changes', () => {
    const believed = Float64Array.of(0.5, 0.5);
    fitShares(believed, Float64Array.of(3, 1), Float64Array.of(3, 1), [0, 1], rulesFor(2, { m: { prior: Float64Array.of(1, 3) } }).m, believed);
    expect([...believed]).toEqual([0.5, 0.5]);
    fitShares(believed, Float64Array.of(0, 0), Float64Array.of(0, 0), [0, 1], rulesFor(2).m, believed);
    expect([...believed]).toEqual([0.5, 0.5]);
  });
});

describe('the prior of a rule', () => {
  test('turns back into the prior of all pairs', () => {
    fc.assert(fc.property(share, share, share, share, (prior, m1, u1, m2) => {
      const lambda = prior / 2;
      const [m, u] = [Float64Array.of(m1, m2), Float64Array.of(u1, 0.5)];
      const rule = priorOfRule(lambda, [0, 1], m, u);
      // Odds of 10⁻⁹ at least, or the digits are gone.
      return 1 - rule < 1e-6 || Math.abs(priorFromRules([rule], [[0, 1]], m, u) / lambda - 1) < 1e-6;
    }));
  });

  test('comes back too where u is what the agreement over all pairs leaves without the matches', () => {
    fc.assert(fc.property(share, share, share, share, share, (prior, m1, u1, m2, u2) => {
      const lambda = prior / 2;
      const [m, u] = [Float64Array.of(m1, m2), Float64Array.of(u1, u2)];
      const agreement = m.map((value, slot) => lambda * value + (1 - lambda) * u[slot]!);
      const rule = priorOfRule(lambda, [0, 1], m, u);
      // What matches leave of agreement must not be lost in its last digits either.
      const isLost = m.some((value, slot) => (1 - lambda) * u[slot]! < 1e-6 * lambda * value);
      return isLost || 1 - rule < 1e-6 || Math.abs(priorFromRules([rule], [[0, 1]], m, u, agreement) / lambda - 1) < 1e-6;
    }));
  });

  test('is the lesser of two where agreement speaks against a match twice, and where they meet when no share is so large', () => {
    const [m, u] = [Float64Array.of(0.001, 0.007117886802132008), Float64Array.of(0.455929604438348, 0.11387225911900518)];
    for (const lambda of [0.001, 0.3, 0.49999999999999667, 0.5]) {
      const agreement = m.map((value, slot) => lambda * value + (1 - lambda) * u[slot]!);
      expect(priorFromRules([priorOfRule(lambda, [0, 1], m, u)], [[0, 1]], m, u, agreement) / lambda).toBeCloseTo(1, 9);
    }
    // Both levels say the same: of s · (1 − s) / ((a − s · m)² / m² + s · (1 − s)) with m = ¼ and a = ½, the peak is at ⅔.
    const [quarter, half] = [Float64Array.of(0.25, 0.25), Float64Array.of(0.5, 0.5)];
    expect(priorFromRules([0.9], [[0, 1]], quarter, new Float64Array(2), half)).toBeCloseTo(2 / 3, 7);
    const naive = (share: number): number => (share / 16) / (share / 16 + (0.5 - share / 4) ** 2 / (1 - share));
    for (const share of [0.1, 0.4, 0.6]) expect(priorFromRules([naive(share)], [[0, 1]], quarter, new Float64Array(2), half)).toBeCloseTo(share, 9);
  });

  test('is certain where u is 0, and the median of several is that of their reciprocals', () => {
    expect(priorOfRule(0.01, [0], Float64Array.of(0.5), Float64Array.of(0))).toBe(1);
    expect(priorFromRules([0.1, 0.5], [[], []], new Float64Array(0), new Float64Array(0))).toBeCloseTo(1 / 6, 12);
    expect(priorFromRules([], [], new Float64Array(0), new Float64Array(0))).toBeNaN();
    expect(medianOf([5, 1, 3])).toBe(3);
  });
});

describe('u without the matches', () => {
  test('mixing it with m by the prior gives the agreement over all pairs back', () => {
    fc.assert(fc.property(shares(3), shares(3), fc.double({ min: 0, max: 0.5, noNaN: true }), (m, others, prior) => {
      const agreement = Float64Array.from(m, (value, slot) => prior * value + (1 - prior) * others[slot]!);
      const { u, floored } = withoutMatches(agreement, Float64Array.from(m), prior, [[0, 1, 2]], new Uint8Array(3), Float64Array.from(others));
      expect(floored).toEqual(others.flatMap((value, slot) => (value < agreement[slot]! * 0.01 ? [slot] : [])));
      if (floored.length === 0) for (const slot of [0, 1, 2]) expect(u[slot]).toBeCloseTo(others[slot]!, 9);
    }));
  });

  test('is a hundredth of the agreement at least, and says where', () => {
    const { u, floored } = withoutMatches(Float64Array.of(0.01, 0.99), Float64Array.of(0.9, 0.1), 0.02, [[0, 1]], new Uint8Array(2), new Float64Array(2));
    expect(floored).toEqual([0]);
    expect(u[0]).toBe(0.0001);
    expect(u[0]! + u[1]!).toBeCloseTo(1, 12);
  });

  test('stays as it is where all pairs match', () => {
    expect(withoutMatches(Float64Array.of(0.9, 0.1), Float64Array.of(0.9, 0.1), 1, [[0, 1]], new Uint8Array(2), Float64Array.of(0.3, 0.7)).u).toEqual(Float64Array.of(0.3, 0.7));
  });

  test('leaves fixed u alone', () => {
    const { u } = withoutMatches(Float64Array.of(0.2, 0.3, 0.5), Float64Array.of(0.9, 0.1, 0), 0.1, [[0, 1, 2]], Uint8Array.of(0, 0, 1), Float64Array.of(0, 0, 0.4));
    expect(u[2]).toBe(0.4);
    expect(sum(u)).toBeCloseTo(1, 12);
  });
});

describe('the jackknife', () => {
  // Of a mean of n values in n groups it is the textbook standard error.
  test('of a mean is the standard error of the mean', () => {
    const values = [0.1, 0.4, 0.2, 0.7, 0.6];
    const mean = sum(values) / 5;
    const without = values.map((value) => (sum(values) - value) / 4);
    const { standardError, low, high } = spreadOf(mean, without);
    expect(standardError).toBeCloseTo(Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / 4 / 5), 12);
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThan(mean);
    expect(high).toBeLessThan(1);
    expect(spreadOf(0, [0, 0])).toEqual({ standardError: 0, low: 0, high: 0 });
    expect(() => spreadOf(0.5, [0.5])).toThrow(RangeError);
  });

  // R 4.3, qt(0.975, c(1, 2, 3, 4, 9, 19, 49)).
  test.each([[1, 12.7062], [2, 4.302653], [3, 3.182446], [4, 2.776445], [9, 2.262157], [19, 2.093024], [49, 2.009575]])(
    'Student’s t on %i degrees of freedom leaves 2.5 %% above %s', (freedom, quantile) => {
      expect(studentQuantile(freedom) / quantile).toBeCloseTo(1, freedom < 3 ? 5 : 2);
    });
});

test('draws are the same for a seed, differ between seeds, and fill [0, 1) evenly', () => {
  const first = seededDraws(1);
  const again = seededDraws(1);
  const drawn = Array.from({ length: 10_000 }, () => first.uniform());
  expect(drawn.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => again.uniform()));
  expect(seededDraws(2).uniform()).not.toBe(drawn[0]);
  const bins = new Array<number>(10).fill(0);
  for (const value of drawn) bins[Math.floor(value * 10)]!++;
  // χ² on 9 degrees of freedom: 27.9 is exceeded once in a thousand seeds.
  expect(sum(bins.map((count) => (count - 1000) ** 2 / 1000))).toBeLessThan(27.9);
  expect(new Set(Array.from({ length: 100 }, () => first.below(3)))).toEqual(new Set([0, 1, 2]));
});

test('patterns that are taken away leave the counts of the rest', () => {
  const all = countPairs([{ levels: [0, 1], factor: 2 }, { levels: [0, 1], factor: 3, count: 4 }, { levels: [1, 1], count: 2 }], 2, true);
  const some = countPairs([{ levels: [0, 1], factor: 3 }, { levels: [1, 1], count: 2 }], 2, true);
  expect([...subtractPatterns(all, some).counts]).toEqual([1, 3, 0]);
  expect(() => subtractPatterns(some, all)).toThrow(RangeError);
});

test('records put together are in one group, whatever the order in which they were', () => {
  const joins = [[3, 5], [1, 3], [7, 8], [2, 1]] as const;
  const hashes = Int32Array.from({ length: 10 }, (_, record) => Math.imul(record + 1, 0x9e3779b1));
  const groupsAfter = (order: readonly (readonly [number, number])[]): Uint8Array => {
    const persons = singletons(10);
    for (const [left, right] of order) joinSets(persons, left, right);
    return groupPersons(persons, hashes, 7).groupOf;
  };
  const groupOf = groupsAfter(joins);
  expect(groupsAfter(joins.toReversed())).toEqual(groupOf);
  expect(new Set([1, 2, 3, 5].map((record) => groupOf[record]))).toEqual(new Set([(hashes[1]! >>> 0) % 7]));
  expect(groupOf[7]).toBe(groupOf[8]);
});
