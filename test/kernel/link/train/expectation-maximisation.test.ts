import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maximiseExpectation, type EmResult, type EmRules } from '../../../../src/link/kernel/train/expectation-maximisation.ts';
import type { FrequencySlots, Parameters } from '../../../../src/link/kernel/train/parameters.ts';
import { countPairs, parametersOf, rulesFor, sharesOf, slotsWithNull, type PlainPair, type RulesChange } from './patterns.ts';
import { slowStep, type SlowModel } from './slow-em.ts';

const SLOTS = slotsWithNull([3, 2]);
const SIZE = 7;

const pairsArbitrary = fc.array(
  fc.record({ levels: fc.tuple(fc.nat(3), fc.nat(2)), factor: fc.constantFrom(1, 2, 20), count: fc.integer({ min: 1, max: 4 }) }),
  { minLength: 1, maxLength: 30 },
);

const start = (prior = 0.3): Parameters => parametersOf([[0.7, 0.2, 0.1], [0.9, 0.1]], [[0.05, 0.15, 0.8], [0.1, 0.9]], [prior]);

function train(pairs: readonly PlainPair[], rules: EmRules, frequency: FrequencySlots | null = null, from = start()): EmResult {
  return maximiseExpectation({ slots: SLOTS, parts: [{ patterns: countPairs(pairs, 2, frequency !== null), comparisons: [0, 1] }], frequency }, from, rules);
}

/** Adjusts the first level of the first comparison. */
function frequencyAt(weight: number, baseline: number): FrequencySlots {
  const exact = new Int32Array(SIZE).fill(-1);
  const baselines = new Float64Array(SIZE);
  exact[1] = 1;
  baselines[1] = baseline;
  return { exact, weights: new Float64Array(SIZE).fill(weight), baselines };
}

describe('expectation maximisation on patterns', () => {
  test.each([[true, false], [false, false], [true, true]])('is what going through the pairs one by one gives (u free: %s, frequencies: %s)', (isUFree, hasFrequencies) => {
    fc.assert(fc.property(pairsArbitrary, (pairs) => {
      const speaking = pairs.filter(({ levels }) => levels[0] > 0 && levels[1] > 0);
      fc.pre(speaking.length > 0);
      const { history } = train(pairs, rulesFor(SIZE, { u: { isFixed: new Uint8Array(SIZE).fill(Number(!isUFree)) }, maxIterations: 5, tolerance: 0 }), hasFrequencies ? frequencyAt(0.6, 0.04) : null);
      const slowPairs = pairs.flatMap(({ levels, factor, count }) => new Array(count).fill({
        levels: levels.map((level) => (level === 0 ? null : level - 1)), adjustment: hasFrequencies ? factor * (levels[0] === 1 ? 0.04 ** 0.6 : 1) : 1,
      }));
      let slow: SlowModel = { prior: 0.3, m: [[0.7, 0.2, 0.1], [0.9, 0.1]], u: [[0.05, 0.15, 0.8], [0.1, 0.9]] };
      for (const { parameters } of history.slice(1)) {
        slow = slowStep(slow, slowPairs, isUFree);
        if ([...slow.m, ...slow.u].flat().some((value) => !(value > 1e-12))) break;
        expect(parameters.priors[0]).toBeCloseTo(slow.prior, 10);
        for (const comparison of [0, 1]) {
          sharesOf(parameters.m, SLOTS, comparison).forEach((value, level) => { expect(value).toBeCloseTo(slow.m[comparison]![level]!, 10); });
          sharesOf(parameters.u, SLOTS, comparison).forEach((value, level) => { expect(value).toBeCloseTo(slow.u[comparison]![level]!, 10); });
        }
      }
    }), { numRuns: 60 });
  });

  test.each<[string, RulesChange]>([
    ['u fixed', {}],
    ['u free', { u: { isFixed: new Uint8Array(SIZE) } }],
    ['an m fixed', { m: { isFixed: Uint8Array.of(0, 1, 0, 0, 0, 0, 0) } }],
    ['the prior fixed', { isPriorFixed: true }],
    ['a minimum', { m: { minimum: 0.02 } }],
    ['a falling m/u', { m: { isMonotone: true } }],
    ['patterns that stand for all pairs', { standsForAll: true }],
  ])('never lets the likelihood fall: %s', (_, change) => {
    fc.assert(fc.property(pairsArbitrary, (pairs) => {
      const { history } = train(pairs, rulesFor(SIZE, { ...change, maxIterations: 30, tolerance: 0 }));
      // From the second on: the start may break a minimum or an order that later ones keep.
      return history.every(({ logLikelihood }, index) => index < 2 || logLikelihood >= history[index - 1]!.logLikelihood - 1e-9 * Math.abs(logLikelihood) - 1e-9);
    }), { numRuns: 60 });
  });

  test('with frequencies and u fixed the likelihood does not fall either', () => {
    fc.assert(fc.property(pairsArbitrary, (pairs) => {
      const { history } = train(pairs, rulesFor(SIZE, { maxIterations: 30, tolerance: 0 }), frequencyAt(1, 0));
      return history.every(({ logLikelihood }, index) => index === 0 || logLikelihood >= history[index - 1]!.logLikelihood - 1e-9 * Math.abs(logLikelihood) - 1e-9);
    }), { numRuns: 60 });
  });

  test('does not depend on how pairs are put into patterns, nor on their order', () => {
    fc.assert(fc.property(pairsArbitrary, (pairs) => {
      const rules = rulesFor(SIZE, { u: { isFixed: new Uint8Array(SIZE) } });
      const single = pairs.flatMap(({ count, ...pair }) => new Array(count).fill(pair));
      return JSON.stringify(train(single.toReversed(), rules).parameters) === JSON.stringify(train(pairs, rules).parameters);
    }));
  });

  test('two parts share m; each has its own prior; a comparison that a part leaves out learns nothing from it', () => {
    const [some, others] = [[{ levels: [1, 1], count: 80 }, { levels: [3, 2], count: 20 }], [{ levels: [1], count: 10 }, { levels: [3], count: 90 }]];
    const { parameters, expected } = maximiseExpectation(
      { slots: SLOTS, parts: [{ patterns: countPairs(some, 2), comparisons: [0, 1] }, { patterns: countPairs(others, 1), comparisons: [0] }], frequency: null },
      parametersOf([[0.7, 0.2, 0.1], [0.9, 0.1]], [[0.05, 0.15, 0.8], [0.1, 0.9]], [0.5, 0.5]), rulesFor(SIZE, { tolerance: 1e-9, maxIterations: 500 }),
    );
    expect(parameters.priors[0]).toBeGreaterThan(0.7);
    expect(parameters.priors[1]).toBeLessThan(0.15);
    expect(expected.pairs.subarray(5).reduce((sum, count) => sum + count, 0)).toBe(100);
    expect([...expected.pairsOfPart]).toEqual([100, 100]);
  });

  test('pairs that no rule gives count as other pairs of the prior', () => {
    const pairs = [{ levels: [1, 1], count: 50 }, { levels: [3, 2], count: 50 }];
    const { parameters, expected } = maximiseExpectation(
      { slots: SLOTS, parts: [{ patterns: countPairs(pairs, 2), comparisons: [0, 1], pairsBeyond: 900 }], frequency: null }, start(0.05), rulesFor(SIZE, { standsForAll: true, tolerance: 1e-12, maxIterations: 200 }),
    );
    expect(expected.pairsOfPart[0]).toBe(1000);
    expect(parameters.priors[0]).toBeCloseTo(expected.matchesOfPart[0]! / 1000, 9);
  });
});

describe('inputs at the edge', () => {
  test.each<[string, readonly PlainPair[]]>([
    ['no pairs', []],
    ['one pair', [{ levels: [1, 1] }]],
    ['nothing but nulls', [{ levels: [0, 0], count: 10 }]],
    ['one level only', [{ levels: [3, 2], count: 1000 }]],
    ['agreement only', [{ levels: [1, 1], count: 1000 }]],
  ])('%s give finite numbers, and shares that add up to 1', (_, pairs) => {
    for (const isUFree of [true, false]) {
      const { parameters, history } = train(pairs, rulesFor(SIZE, { u: { isFixed: new Uint8Array(SIZE).fill(Number(!isUFree)) }, maxIterations: 200 }));
      for (const shares of [parameters.m, parameters.u]) for (const comparison of [0, 1]) {
        const found = sharesOf(shares, SLOTS, comparison);
        expect(found.every((value) => value >= 0 && value <= 1)).toBe(true);
        expect(found.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
      }
      expect(parameters.priors[0]).toBeGreaterThanOrEqual(0);
      expect(parameters.priors[0]).toBeLessThanOrEqual(1);
      expect(history.every(({ logLikelihood }) => !Number.isNaN(logLikelihood))).toBe(true);
    }
  });

  test('a prior of 0 or 1 stays, and u of 0 makes its pairs matches, as Splink has it', () => {
    const pairs = [{ levels: [1, 2], count: 3 }, { levels: [3, 1], count: 7 }];
    expect(train(pairs, rulesFor(SIZE), null, start(0)).parameters.priors[0]).toBe(0);
    expect(train(pairs, rulesFor(SIZE), null, start(1)).parameters.priors[0]).toBe(1);
    const certain = parametersOf([[0, 0.5, 0.5], [0.5, 0.5]], [[0, 0.5, 0.5], [0.5, 0.5]], [0.5]);
    const { expected } = train([{ levels: [1, 2] }], rulesFor(SIZE, { maxIterations: 0 }), null, certain);
    expect(expected.matchesOfPart[0]).toBe(1);
  });

  test('two comparisons that are the same count twice, and nothing breaks', () => {
    const pairs = [{ levels: [1, 1], count: 20 }, { levels: [2, 2], count: 80 }];
    const { parameters, isConverged } = maximiseExpectation(
      { slots: slotsWithNull([2, 2]), parts: [{ patterns: countPairs(pairs, 2), comparisons: [0, 1] }], frequency: null },
      parametersOf([[0.9, 0.1], [0.9, 0.1]], [[0.1, 0.9], [0.1, 0.9]], [0.1]), rulesFor(6, { maxIterations: 5000 }),
    );
    expect(isConverged).toBe(true);
    expect(parameters.m[1]).toBeCloseTo(parameters.m[4]!, 12);
  });

  test('patterns counted without frequencies are refused where frequencies are asked for', () => {
    expect(() => maximiseExpectation({ slots: SLOTS, parts: [{ patterns: countPairs([{ levels: [1, 1] }], 2), comparisons: [0, 1] }], frequency: frequencyAt(1, 0) }, start(), rulesFor(SIZE))).toThrow(RangeError);
  });
});
