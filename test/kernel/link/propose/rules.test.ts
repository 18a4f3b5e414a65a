import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseRules, type RuleOffer } from '../../../../src/link/kernel/propose/choose-rules.ts';
import { expectedCut } from '../../../../src/link/kernel/propose/expected-cut.ts';
import { expectedRecall, mixMatches } from '../../../../src/link/kernel/propose/expected-recall.ts';

describe('Chosen rules', () => {
  const offer = (pairs: number, ...gives: readonly number[]): RuleOffer => ({ pairs, gives: Uint32Array.from(gives) });

  test('give most new matches for their pairs, one after the other', () => {
    const offers = [offer(100, 0, 1, 2, 3), offer(10, 0, 1), offer(10, 2, 3), offer(1000, 0, 1, 2, 3, 4)];
    const chosen = chooseRules(offers, new Float64Array(5).fill(1), { maxPairs: 1100, maxRules: 9 });
    expect(chosen.map(({ offer: index }) => index)).toEqual([1, 2, 3]);
    expect(chosen.map(({ share }) => share)).toEqual([0.4, 0.4, 0.2]);
  });

  test('give matches a second time where the budget allows it', () => {
    const offers = [offer(10, 0, 1, 2, 3), offer(20, 0, 1), offer(30, 2), offer(1000, 0, 1, 2, 3)];
    const chosen = chooseRules(offers, new Float64Array(4).fill(1), { maxPairs: 100, maxRules: 9 });
    expect(chosen.map(({ offer: index }) => index)).toEqual([0, 1, 2]);
    expect(chosen.map(({ share }) => share)).toEqual([1, 0, 0]);
  });

  test('stay within budget and number, and each adds something', () => {
    const offers = fc.array(fc.record({ pairs: fc.integer({ min: 1, max: 50 }), gives: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 10 }) }), { maxLength: 12 });
    fc.assert(fc.property(offers, fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 5 }), (list, maxPairs, maxRules) => {
      const chosen = chooseRules(list.map(({ pairs, gives }) => offer(pairs, ...gives)), new Float64Array(10).fill(1), { maxPairs, maxRules });
      expect(chosen.length).toBeLessThanOrEqual(maxRules);
      expect(chosen.reduce((sum, { offer: index }) => sum + list[index]!.pairs, 0)).toBeLessThanOrEqual(maxPairs);
      const given = new Set<number>();
      for (const { offer: index, share } of chosen) {
        const fresh = list[index]!.gives.filter((match) => !given.has(match));
        for (const match of fresh) given.add(match);
        expect(share).toBeCloseTo(fresh.length / 10, 12);
        expect(list[index]!.gives.length).toBeGreaterThan(0);
      }
    }));
  });

  test('are none where nothing matches', () => {
    expect(chooseRules([offer(1, 0)], new Float64Array(1), { maxPairs: 10, maxRules: 3 })).toEqual([]);
    expect(chooseRules([], new Float64Array(0), { maxPairs: 10, maxRules: 3 })).toEqual([]);
  });
});

describe('The recall expected of rules', () => {
  test('is what independent columns give', () => {
    // Two columns that agree in every second and every fourth match: a rule on each finds 1 − 1/2 · 3/4 of mixed ones.
    const weights = new Float64Array(4).fill(1);
    const mixed = mixMatches(weights, 2, 20_000, 1);
    const agrees = (column: number, matches: readonly number[]): Uint32Array =>
      Uint32Array.from({ length: mixed.matches }, (_, match) => match).filter((match) => matches.includes(mixed.seedOf[match * 2 + column]!));
    const { estimate, high } = expectedRecall(weights, [Uint32Array.of(0, 1), Uint32Array.of(0)], mixed.matches, [agrees(0, [0, 1]), agrees(1, [0])]);
    expect(high).toBe(0.5);
    expect(estimate).toBe(0.5);
    const apart = expectedRecall(weights, [Uint32Array.of(0, 1), Uint32Array.of(2)], mixed.matches, [agrees(0, [0, 1]), agrees(1, [2])]);
    expect(Math.abs(apart.estimate - 0.625)).toBeLessThan(0.015);
    expect(apart.low).toBe(0);
  });

  test('draws matches by their weight, the same for the same seed', () => {
    const mixed = mixMatches(Float64Array.of(0, 3, 1), 1, 20_000, 7);
    const share = mixed.seedOf.filter((seed) => seed === 1).length / 20_000;
    expect(mixed.seedOf.includes(0)).toBe(false);
    expect(Math.abs(share - 0.75)).toBeLessThan(0.012);
    expect(mixMatches(Float64Array.of(0, 3, 1), 1, 20_000, 7)).toEqual(mixed);
    expect(mixMatches(Float64Array.of(0, 3, 1), 1, 20_000, 8)).not.toEqual(mixed);
  });

  test('lies within its range, and is 0 without matches', () => {
    fc.assert(fc.property(fc.array(fc.uniqueArray(fc.nat(7)), { maxLength: 4 }), fc.array(fc.uniqueArray(fc.nat(9)), { maxLength: 4 }), (seeds, mixed) => {
      const { low, estimate, high } = expectedRecall(new Float64Array(8).fill(0.5), seeds.map((of) => Uint32Array.from(of)), 10, mixed.map((of) => Uint32Array.from(of)));
      expect(low).toBeGreaterThanOrEqual(0);
      expect(estimate).toBeGreaterThanOrEqual(low);
      expect(high).toBeGreaterThanOrEqual(estimate);
      expect(high).toBeLessThanOrEqual(1);
    }));
    expect(expectedRecall(new Float64Array(2), [], 0, [])).toEqual({ estimate: 0, low: 0, high: 0 });
    expect(mixMatches(new Float64Array(2), 3, 10, 0).matches).toBe(0);
  });
});

describe('The expected cut', () => {
  test('has the greatest expected F1 of all cuts', () => {
    const steps = fc.array(fc.tuple(fc.nat(20), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(steps, (list) => {
      const counts = Float64Array.from(list, ([pairs]) => pairs);
      const matches = Float64Array.from(list, ([pairs, share]) => pairs * share);
      const all = matches.reduce((sum, one) => sum + one, 0);
      const f1 = (from: number): number => {
        const [links, matching] = [counts, matches].map((of) => of.slice(from).reduce((sum, one) => sum + one, 0)) as [number, number];
        return links === 0 ? 0 : (2 * matching) / (links + all);
      };
      const best = Math.max(...list.map((_, step) => f1(step)));
      const { minBits, links, matchingLinks, allMatches } = expectedCut(counts, matches, (step) => step - 3);
      expect(f1(minBits + 3)).toBeCloseTo(best, 9);
      expect(links).toBe(counts.slice(minBits + 3).reduce((sum, one) => sum + one, 0));
      expect(matchingLinks).toBeCloseTo(matches.slice(minBits + 3).reduce((sum, one) => sum + one, 0), 9);
      expect(allMatches).toBeCloseTo(all, 9);
    }));
  });

  test('is above all pairs where none matches, and 0 without pairs', () => {
    expect(expectedCut(Float64Array.of(0, 5, 0), new Float64Array(3), (step) => step)).toEqual({ minBits: 2, links: 0, matchingLinks: 0, allMatches: 0 });
    expect(expectedCut(new Float64Array(3), new Float64Array(3), (step) => step).minBits).toBe(0);
  });
});
