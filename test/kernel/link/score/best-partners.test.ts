// The best partners of records, against sorting all pairs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestPartners, bestPartnersBytes, keepBest } from '../../../../src/link/kernel/score/best-partners.ts';
import type { ScoredPairs } from '../../../../src/link/kernel/score/pair-scorer.ts';

interface Pair {
  readonly left: number;
  readonly right: number;
  readonly bits: number;
}

const RECORDS = 7;
const everyPair = Array.from({ length: RECORDS }, (_, left) => Array.from({ length: RECORDS - 1 - left }, (__, more) => ({ left, right: left + 1 + more }))).flat();

/** Distinct pairs with few weights, so that many are equal. */
const somePairs: fc.Arbitrary<Pair[]> = fc.tuple(fc.shuffledSubarray(everyPair), fc.array(fc.constantFrom(-996.5, -1, 0, -0, 2.5, 996.5), { minLength: everyPair.length, maxLength: everyPair.length }))
  .map(([pairs, bits]) => pairs.map((pair, index) => ({ ...pair, bits: bits[index]! })));

/** Sorts the pairs of each record: the heaviest first, of equal ones that with the lower partner. */
function naiveBest(pairs: readonly Pair[], count: number): Set<Pair> {
  return new Set(Array.from({ length: RECORDS }, (_, record) => {
    const partner = ({ left, right }: Pair): number => (left === record ? right : left);
    return pairs.filter(({ left, right }) => left === record || right === record)
      .sort((one, other) => other.bits - one.bits || partner(one) - partner(other)).slice(0, count);
  }).flat());
}

function scored(pairs: readonly Pair[], comparisons: number): ScoredPairs {
  return {
    pairs: pairs.length,
    lefts: Uint32Array.from(pairs, ({ left }) => left), rights: Uint32Array.from(pairs, ({ right }) => right), rules: Uint8Array.from(pairs, (_, place) => place % 3),
    bits: Float64Array.from(pairs, ({ bits }) => bits),
    levels: Uint8Array.from({ length: pairs.length * comparisons }, (_, place) => place % 251), frequencyBits: Float64Array.from({ length: pairs.length * comparisons }, (_, place) => place / 4),
    scoredOfRule: Float64Array.of(1, 2, 3),
  };
}

describe('the best partners of records', () => {
  test('are those that sorting finds, in whatever order pairs are offered', () => {
    fc.assert(fc.property(somePairs, fc.integer({ min: 1, max: 4 }), (pairs, count) => {
      const best = bestPartners(RECORDS, count);
      for (const { left, right, bits } of pairs) best.offer(left, right, bits);
      const expected = naiveBest(pairs, count);
      for (const pair of pairs) expect(best.holds(pair.left, pair.right, pair.bits)).toBe(expected.has(pair));
    }), { numRuns: 300 });
  });

  test('of more places than partners are all of them', () => {
    const best = bestPartners(RECORDS, 50);
    for (const { left, right } of everyPair) best.offer(left, right, -996.5);
    expect(everyPair.every(({ left, right }) => best.holds(left, right, -996.5))).toBe(true);
  });

  test('are held for one record of a pair even where the other has better ones', () => {
    const best = bestPartners(3, 1);
    best.offer(0, 1, 9);
    best.offer(1, 2, 4);
    // 1 prefers 0; for 2 there is nobody else.
    expect([best.holds(0, 1, 9), best.holds(1, 2, 4)]).toEqual([true, true]);
    best.offer(0, 2, 5);
    expect(best.holds(1, 2, 4)).toBe(false);
  });

  test('take 12 bytes a record and place, and none without records', () => {
    expect([bestPartnersBytes(1000, 5), bestPartnersBytes(0, 5)]).toEqual([12 * 1000 * 5, 0]);
  });
});

describe('keeping the best pairs of a part', () => {
  test('keeps each with its rule, levels and bits, in their order', () => {
    fc.assert(fc.property(somePairs, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 3 }), (pairs, count, comparisons) => {
      const best = bestPartners(RECORDS, count);
      for (const { left, right, bits } of pairs) best.offer(left, right, bits);
      const part = scored(pairs, comparisons);
      const kept = keepBest(best, part, comparisons);
      const held = naiveBest(pairs, count);
      const places = pairs.flatMap((pair, place) => (held.has(pair) ? [place] : []));
      expect(kept.pairs).toBe(places.length);
      expect([...kept.lefts]).toEqual(places.map((place) => pairs[place]!.left));
      expect([...kept.rights]).toEqual(places.map((place) => pairs[place]!.right));
      expect([...kept.rules]).toEqual(places.map((place) => place % 3));
      expect([...kept.bits]).toEqual(places.map((place) => pairs[place]!.bits));
      const wide = places.flatMap((place) => Array.from({ length: comparisons }, (_, comparison) => place * comparisons + comparison));
      expect([...kept.levels!]).toEqual(wide.map((place) => place % 251));
      expect([...kept.frequencyBits!]).toEqual(wide.map((place) => place / 4));
      expect(kept.scoredOfRule).toEqual(Float64Array.of(1, 2, 3));
    }), { numRuns: 100 });
  });

  test('leaves what is not told untold', () => {
    const part = { ...scored([{ left: 0, right: 1, bits: 1 }], 2), levels: null, frequencyBits: null };
    const best = bestPartners(2, 1);
    best.offer(0, 1, 1);
    expect(keepBest(best, part, 2)).toMatchObject({ pairs: 1, levels: null, frequencyBits: null });
  });
});
