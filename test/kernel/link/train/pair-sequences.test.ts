import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairsAcross, pairsWithin, type PairSequence } from '../../../../src/link/kernel/train/pair-sequences.ts';

/** The first pairs of a sequence, asked for so many at a time. */
function pairsOf(next: PairSequence, most: number, atATime: number): (readonly [left: number, right: number])[] {
  const [lefts, rights] = [new Uint32Array(atATime), new Uint32Array(atATime)];
  const pairs: (readonly [number, number])[] = [];
  for (let filled = 1; filled > 0 && pairs.length < most; ) {
    filled = next(lefts, rights, Math.min(atATime, most - pairs.length));
    for (let pair = 0; pair < filled; pair++) pairs.push([lefts[pair]!, rights[pair]!]);
  }
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

  test('begin with neighbours, none of them in two pairs as long as half of all have none', () => {
    const pairs = pairsOf(pairsWithin(1000), 500, 7);
    expect(new Set(pairs.flat()).size).toBe(1000);
    expect(pairs.every(([left, right]) => right - left === 1)).toBe(true);
    expect(Math.max(...pairsOf(pairsWithin(1000), 10_000, 4096).map(([left, right]) => Math.min(Math.abs(left - right), 1000 - Math.abs(left - right))))).toBe(10);
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
