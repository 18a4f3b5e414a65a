import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairsAcross, pairsBeside, pairsWithin, type PairSequence } from '../../../../src/link/kernel/train/pair-sequences.ts';

/** The first pairs of a sequence, asked for so many at a time. */
function pairsOf(next: PairSequence, most: number, atATime: number): (readonly [left: number, right: number])[] {
  const pairs: (readonly [number, number])[] = [];
  while (pairs.length < most) {
    const asked = Math.min(atATime, most - pairs.length);
    const run = next(asked);
    if (run === null) break;
    expect(run.pairs).toBeGreaterThan(0);
    expect(run.pairs).toBeLessThanOrEqual(asked);
    for (let pair = 0; pair < run.pairs; pair++) pairs.push([run.left + pair, run.right + pair]);
  }
  expect(most === Infinity ? next(1) : null).toBeNull();
  return pairs;
}

/** In how many pairs each thing is. */
function degrees(things: number, places: readonly number[]): number[] {
  const counts = new Array<number>(things).fill(0);
  for (const place of places) counts[place]!++;
  return counts;
}

const spread = (counts: readonly number[]): number => (counts.length === 0 ? 0 : Math.max(...counts) - Math.min(...counts));
const things = fc.nat(40);
const chunk = fc.integer({ min: 1, max: 50 });

describe('pairs within', () => {
  test('are all pairs, each once, however many are asked for at a time', () => {
    fc.assert(fc.property(things, chunk, (count, atATime) => {
      const pairs = pairsOf(pairsWithin(count), Infinity, atATime);
      expect(pairs.every(([left, right]) => left !== right && left < count && right < count)).toBe(true);
      expect(new Set(pairs.map(([left, right]) => `${Math.min(left, right)} ${Math.max(left, right)}`)).size).toBe(pairs.length);
      expect(pairs).toHaveLength(Math.floor((count * Math.max(0, count - 1)) / 2));
      expect(pairs).toEqual(pairsOf(pairsWithin(count), Infinity, 1000));
    }));
  });

  test('have every thing about as often as another, wherever they end', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(1800), (count, most) => {
      expect(spread(degrees(count, pairsOf(pairsWithin(count), most, 16).flat()))).toBeLessThanOrEqual(2);
    }), { numRuns: 500 });
  });

  test('go round once for each distance, nearest first: after every round all things are in equally many', () => {
    fc.assert(fc.property(fc.integer({ min: 3, max: 60 }), fc.integer({ min: 1, max: 10 }), (count, rounds) => {
      fc.pre(2 * rounds < count);
      const pairs = pairsOf(pairsWithin(count), rounds * count, 7);
      expect(new Set(degrees(count, pairs.flat()))).toEqual(new Set([2 * rounds]));
      expect(pairs.map(([left, right]) => (right - left + count) % count)).toEqual(Array.from({ length: rounds * count }, (_, pair) => 1 + Math.floor(pair / count)));
    }));
  });

  test('come in runs that end where the circle closes, so that both places rise by one', () => {
    const next = pairsWithin(1000);
    const runs = Array.from({ length: 6 }, () => next(4096)!);
    expect(runs.map(({ pairs }) => pairs)).toEqual([999, 1, 998, 2, 997, 3]);
    expect(runs.map(({ left, right }) => right - left)).toEqual([1, -999, 2, -998, 3, -997]);
  });

  test.each([0, 1])('of %i things are none', (count) => {
    expect(pairsOf(pairsWithin(count), 5, 5)).toEqual([]);
  });
});

describe('pairs across', () => {
  test('are all pairs, each once, however many are asked for at a time', () => {
    fc.assert(fc.property(things, things, chunk, (lefts, rights, atATime) => {
      const pairs = pairsOf(pairsAcross(lefts, rights), Infinity, atATime);
      expect(pairs).toHaveLength(lefts * rights);
      expect(new Set(pairs.map(String)).size).toBe(lefts * rights);
      expect(pairs.every(([left, right]) => left < lefts && right < rights)).toBe(true);
    }));
  });

  test('have every thing of a kind as often as another, but for one, wherever they end', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.nat(1600), (lefts, rights, most) => {
      const pairs = pairsOf(pairsAcross(lefts, rights), most, 16);
      expect(spread(degrees(lefts, pairs.map(([left]) => left)))).toBeLessThanOrEqual(1);
      expect(spread(degrees(rights, pairs.map(([, right]) => right)))).toBeLessThanOrEqual(1);
    }), { numRuns: 500 });
  });
});

describe('pairs of sets that stand side by side', () => {
  test('are all pairs of things of one set, each once, however many are asked for at a time', () => {
    fc.assert(fc.property(fc.nat(12), fc.integer({ min: 1, max: 20 }), chunk, (count, sets, atATime) => {
      const pairs = pairsOf(pairsBeside(count, sets), Infinity, atATime);
      expect(pairs.every(([left, right]) => left < right && right < count * sets && left % sets === right % sets)).toBe(true);
      expect(new Set(pairs.map(String)).size).toBe(pairs.length);
      expect(pairs).toHaveLength((sets * count * Math.max(0, count - 1)) / 2);
    }));
  });

  test('come in runs of one pair of every set', () => {
    const next = pairsBeside(4, 500);
    expect(Array.from({ length: 7 }, () => next(4096)?.pairs ?? 0)).toEqual([500, 500, 500, 500, 500, 500, 0]);
  });
});
