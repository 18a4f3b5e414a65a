// Training worked out by hand, and against lines that share nothing with the kernels.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countBySource, distinctTuples, pairsAmong, pairsBetween, pairsInOrder } from '../../../../src/link/kernel/train/distinct-tuples.ts';
import { expectedPrior } from '../../../../src/link/kernel/train/estimate.ts';
import { maximiseExpectation } from '../../../../src/link/kernel/train/expectation-maximisation.ts';
import { medianOf, priorFromRules, priorOfRule } from '../../../../src/link/kernel/train/implied-levels.ts';
import { spreadOf, studentQuantile } from '../../../../src/link/kernel/train/jackknife.ts';
import { copyParameters, greatestChange, slotsOf } from '../../../../src/link/kernel/train/parameters.ts';
import { seededDraws } from '../../../../src/link/kernel/train/seeded-draws.ts';
import { atLeast, fitShares } from '../../../../src/link/kernel/train/shares.ts';
import { withoutMatches } from '../../../../src/link/kernel/train/without-matches.ts';
import { countPairs, parametersOf, rulesFor, sharesOf, slotsWithNull } from './patterns.ts';

const close = (found: Iterable<number>, expected: readonly number[], digits = 12): void => {
  const all = [...found];
  expect(all).toHaveLength(expected.length);
  expected.forEach((value, index) => {
    expect(all[index], `at ${index}`).toBeCloseTo(value, digits);
  });
};

describe('one turn of expectation maximisation', () => {
  // One comparison of two levels, prior 1/2, m = (0.8, 0.2), u = (0.4, 0.6): pairs that agree match by 2/3, others by 1/4.
  const start = parametersOf([[0.8, 0.2]], [[0.4, 0.6]], [0.5]);
  const part = (counts: readonly [number, number]): { patterns: ReturnType<typeof countPairs>; comparisons: number[] } =>
    ({ patterns: countPairs([{ levels: [1], count: counts[0] }, { levels: [2], count: counts[1] }], 1), comparisons: [0] });

  test('of six pairs that agree and four that do not gives five matches, four of which agree', () => {
    const { parameters } = maximiseExpectation({ slots: slotsWithNull([2]), parts: [part([6, 4])], frequency: null }, start, rulesFor(3, { maxIterations: 1 }));
    close(sharesOf(parameters.m, slotsWithNull([2]), 0), [0.8, 0.2]);
    close(parameters.priors, [0.5]);
  });

  test('of nine and one lets u follow the pairs that are no matches, where it is free', () => {
    const { parameters } = maximiseExpectation(
      { slots: slotsWithNull([2]), parts: [part([9, 1])], frequency: null }, start, rulesFor(3, { maxIterations: 1, u: { isFixed: new Uint8Array(3) } }),
    );
    // Matches 6 + 1/4, others 3 + 3/4.
    close(parameters.priors, [0.625]);
    close(sharesOf(parameters.m, slotsWithNull([2]), 0), [6 / 6.25, 0.25 / 6.25]);
    close(sharesOf(parameters.u, slotsWithNull([2]), 0), [3 / 3.75, 0.75 / 3.75]);
  });

  test('counts belief in the prior as pairs that were seen before', () => {
    const { parameters } = maximiseExpectation(
      { slots: slotsWithNull([2]), parts: [part([6, 4])], frequency: null }, start, rulesFor(3, { maxIterations: 1, priorPairs: [[2, 18]] }),
    );
    close(parameters.priors, [(5 + 2) / (10 + 20)]);
  });

  test('starts nothing anew: the start stays as it was', () => {
    const before = copyParameters(start);
    maximiseExpectation({ slots: slotsWithNull([2]), parts: [part([9, 1])], frequency: null }, start, rulesFor(3));
    expect(start).toEqual(before);
    expect(greatestChange(start, before)).toBe(0);
    before.u[1] = 0.25;
    expect(greatestChange(start, before)).toBeCloseTo(0.15, 15);
  });
});

describe('the prior that expects its own matches', () => {
  const slots = slotsWithNull([2]);
  const { m, u, joint } = parametersOf([[0.9, 0.1]], [[0.01, 0.99]], [0]);
  const data = (allPairs: number): Parameters<typeof expectedPrior>[0] =>
    ({ slots, parts: [], implied: [], frequency: null, agreement: null, candidates: null, allPairs });

  test('is where it stays: the candidates hold as many matches as it says of all pairs', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 100_000 }), (agreeing, others, more) => {
      const patterns = countPairs([{ levels: [1], count: agreeing }, { levels: [2], count: others }], 1);
      const allPairs = agreeing + others + more;
      const prior = expectedPrior(data(allPairs), { patterns, comparisons: [0] }, { m, u, joint, priors: Float64Array.of(0) }, 0.001);
      const matches = agreeing * (prior * 0.9) / (prior * 0.9 + (1 - prior) * 0.01) + others * (prior * 0.1) / (prior * 0.1 + (1 - prior) * 0.99);
      expect(Math.abs(matches / allPairs - prior)).toBeLessThanOrEqual(1e-6 * prior + 1e-8);
    }));
  });

  test('counts proof as matches and what excludes as none, wherever it starts', () => {
    // Proof stays proof at any prior, and what excludes is no match at any but 1.
    const proof = { m: Float64Array.of(0.5, 0.5, 0), u: Float64Array.of(0, 0.5, 0.5), joint, priors: Float64Array.of(0) };
    const three = { patterns: countPairs([{ levels: [0], count: 2 }, { levels: [2], count: 7 }], 1), comparisons: [0] };
    const ofThree = { ...data(10), slots: slotsOf([[false, false, false]]) };
    for (const start of [1e-9, 0.25, 0.999]) expect(expectedPrior(ofThree, three, proof, start)).toBe(0.2);
  });

  test('of no pair is the one that it started from', () => {
    expect(expectedPrior(data(0), { patterns: countPairs([], 1), comparisons: [0] }, { m, u, joint, priors: Float64Array.of(0) }, 0.25)).toBe(0.25);
    expect(expectedPrior(data(10), { patterns: countPairs([], 1), comparisons: [0] }, { m, u, joint, priors: Float64Array.of(0) }, 0.25)).toBe(0);
  });
});

describe('shares by hand', () => {
  const fit = (weights: readonly number[], change: Parameters<typeof rulesFor>[1], shares = [0.5, 0.3, 0.2], u = [0.1, 0.2, 0.7]): number[] => {
    const out = Float64Array.from(shares);
    fitShares(out, Float64Array.from(weights), Float64Array.from(weights), [0, 1, 2], rulesFor(3, change).m, Float64Array.from(u));
    return [...out];
  };

  test('are the weights over their sum', () => {
    close(fit([6, 3, 1], {}), [0.6, 0.3, 0.1]);
  });

  test('of levels out of order have one common ratio to u', () => {
    // Ratios 0.3 ÷ 0.1 and 0.7 ÷ 0.2 are out of order: both become (0.3 + 0.7) ÷ (0.1 + 0.2).
    close(fit([3, 7, 0], { m: { isMonotone: true } }), [1 / 3, 2 / 3, 0]);
    close(fit([1, 2, 7], { m: { isMonotone: true } }), [0.1, 0.2, 0.7]);
  });

  test('of a level that Splink did not see are a millionth, beside shares that add up to 1', () => {
    close(fit([3, 0, 1], { m: { likeSplink: true } }), [0.75, 1e-6, 0.25]);
  });

  test('that are fixed leave the rest to the others, and nothing where they take all', () => {
    close(fit([1, 3, 4], { m: { isFixed: Uint8Array.of(0, 0, 1) } }), [0.2, 0.6, 0.2]);
    close(fit([1, 3, 4], { m: { isFixed: Uint8Array.of(1, 1, 1) } }), [0.5, 0.3, 0.2]);
    close(fit([1, 3, 4], { m: { isFixed: Uint8Array.of(0, 1, 0) } }, [0, 1, 0]), [0, 1, 0]);
  });

  test('raised to a minimum, one after another: what is taken for one may bring another below', () => {
    // Once the third is raised, the second falls from 0.121 to 0.1182, below the minimum too.
    close(atLeast([0.78, 0.121, 0.099], 0.12, 1), [0.76, 0.12, 0.12]);
    close(atLeast([1, 0], 0.6, 1), [0.5, 0.5]);
    expect(atLeast([], 0.1, 1)).toEqual([]);
  });
});

describe('priors by hand', () => {
  const m = Float64Array.of(0.9, 0.5);
  const u = Float64Array.of(0.01, 0.05);

  test('of a rule multiply the odds by m ÷ u of each level that it asks for', () => {
    // Odds 1/99 · 90 = 10/11; · 10 again = 100/11.
    expect(priorOfRule(0.01, [0], m, u)).toBeCloseTo(10 / 21, 14);
    expect(priorOfRule(0.01, [0, 1], m, u)).toBeCloseTo(100 / 111, 14);
    expect(priorOfRule(0.01, [], m, u)).toBeCloseTo(0.01, 16);
    expect([priorOfRule(0, [0], m, u), priorOfRule(1, [0], m, u)]).toEqual([0, 1]);
  });

  test('of several rules are the median on the scale of one in so many', () => {
    expect(priorFromRules([0.5, 0.1], [[], []], m, u)).toBeCloseTo(1 / 6, 14);
    expect(priorFromRules([0.5, 0.1, 0.2], [[], [], []], m, u)).toBeCloseTo(0.2, 14);
    expect(priorFromRules([], [], m, u)).toBeNaN();
  });

  test('of a level that no pair is at are none, where u is what the agreement leaves', () => {
    expect(priorFromRules([0.5], [[0]], m, u, Float64Array.of(0, 0))).toBe(0);
  });

  test('the median is that of a sorted list, and none of none', () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (values) => {
      const median = medianOf(values);
      const [below, above] = [values.filter((value) => value < median).length, values.filter((value) => value > median).length];
      expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
    }));
    expect(medianOf([])).toBeNaN();
  });
});

describe('u without matches by hand', () => {
  test('is what is left: a tenth of all pairs match, nine in ten of which agree, so that of 0.18 a tenth is left to others', () => {
    const { u, floored } = withoutMatches(Float64Array.of(0.18, 0.82), Float64Array.of(0.9, 0.1), 0.1, [[0, 1]], new Uint8Array(2), Float64Array.of(0.5, 0.5));
    close(u, [0.1, 0.9]);
    expect(floored).toEqual([]);
  });

  test('is raised where more agree by m than agree at all, and the others make room', () => {
    const { u, floored } = withoutMatches(Float64Array.of(0.05, 0.95), Float64Array.of(0.9, 0.1), 0.1, [[0, 1]], new Uint8Array(2), Float64Array.of(0.5, 0.5));
    close(u, [0.0005, 0.9995]);
    expect(floored).toEqual([0]);
  });
});

describe("Student's t", () => {
  // R 4.3.1: qt(0.975, c(1, 2, 3, 4, 5, 9, 19, 49, 99)).
  test.each([[1, 12.7062047361747], [2, 4.30265272974946], [3, 3.18244630528371], [4, 2.77644510519779], [5, 2.57058183563631], [9, 2.2621571627982], [19, 2.09302405440831], [49, 2.00957523712924], [99, 1.98421695158642]])(
    'on %i degrees of freedom leaves 2.5 %% above %f', (freedom, quantile) => {
      expect(Math.abs(studentQuantile(freedom) / quantile - 1)).toBeLessThan(0.003);
    },
  );

  test('makes an interval that is the image of one of log odds', () => {
    // Two groups: variance ½ Σ (x − mean)² = 0.0001, on one degree of freedom.
    const { standardError, low, high } = spreadOf(0.5, [0.49, 0.51]);
    expect(standardError).toBeCloseTo(0.01, 12);
    const reach = (12.706204736432095 * 0.01) / 0.25;
    expect(low).toBeCloseTo(1 / (1 + Math.exp(reach)), 10);
    expect(low + high).toBeCloseTo(1, 12);
    expect(spreadOf(0.5, [0.49, 0.51], 0.0003).standardError).toBeCloseTo(0.02, 12);
  });
});

describe('draws', () => {
  /** The generator sfc32 in whole numbers of any size. */
  function* sfc32(seed: number): Generator<number> {
    const low = (value: bigint): bigint => BigInt.asUintN(32, value);
    let [a, b, c, counter] = [0x9e3779b9n, 0x243f6a88n, low(BigInt(seed)), 1n];
    for (let turn = 0; ; turn++) {
      const result = low(a + b + counter);
      counter = low(counter + 1n);
      a = b ^ (b >> 9n);
      b = low(c + (c << 3n));
      c = low(((c << 21n) | (c >> 11n)) + result);
      if (turn >= 12) yield Number(result);
    }
  }

  test('are those of sfc32, whatever the seed', () => {
    fc.assert(fc.property(fc.integer(), (seed) => {
      const draws = seededDraws(seed | 0);
      const expected = sfc32(seed | 0);
      for (let turn = 0; turn < 50; turn++) expect(draws.uniform() * 2 ** 32).toBe(expected.next().value);
    }), { numRuns: 20 });
  });

  test('below a number are below it, and of one are nothing', () => {
    const draws = seededDraws(8);
    for (const count of [1, 2, 7, 2 ** 31 + 1, 2 ** 32]) for (let turn = 0; turn < 100; turn++) expect(draws.below(count)).toBeLessThan(count);
    expect(draws.below(1)).toBe(0);
  });
});

describe('records counted by tuple and source', () => {
  // Sources of 3, 0 and 2 records; tuples a b a | | b c.
  const tuples = distinctTuples([Uint32Array.of(5, 6, 5, 6, 0)], 5);
  const counts = countBySource(tuples.tupleOf, tuples.tuples, Uint32Array.of(0, 3, 3, 5));

  test('are numbered by their first record', () => {
    expect([...tuples.tupleOf]).toEqual([0, 1, 0, 1, 2]);
    expect([...tuples.firstRecords()]).toEqual([0, 1, 4]);
    expect([...counts.counts]).toEqual([2, 0, 0, 1, 0, 1, 0, 0, 1]);
  });

  test('make the pairs that there are', () => {
    expect([0, 1, 2].map((tuple) => [pairsAmong(counts, tuple, true), pairsAmong(counts, tuple, false)])).toEqual([[1, 0], [1, 1], [0, 0]]);
    // a–b: two within the first source, two across; in order: half of those within, and those across where a comes first.
    expect([pairsBetween(counts, 0, 1, true), pairsBetween(counts, 0, 1, false)]).toEqual([4, 2]);
    expect([pairsInOrder(counts, 0, 1, true), pairsInOrder(counts, 1, 0, true), pairsInOrder(counts, 1, 0, false)]).toEqual([3, 1, 0]);
  });

  test('leave a group out', () => {
    expect([...countBySource(tuples.tupleOf, 3, Uint32Array.of(0, 3, 3, 5), Uint8Array.of(0, 1, 1, 0, 1), 1).counts]).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0]);
  });

  test('of no column are all one', () => {
    expect([...distinctTuples([Uint32Array.of(1, 1, 1)], 3).tupleOf]).toEqual([0, 0, 0]);
    expect(distinctTuples([new Uint32Array(0)], 0)).toMatchObject({ tuples: 0 });
  });
});
