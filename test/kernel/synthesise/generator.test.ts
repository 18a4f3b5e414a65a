import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shuffleIndex } from '../../../src/synthesise/kernel/shuffle-index.ts';
import { choose, weightedChoice } from '../../../src/synthesise/kernel/weighted-choice.ts';
import { drawBelow, drawNormal, drawShare, drawUint32, drawUniform, seedGenerator } from '../../../src/synthesise/kernel/xoshiro.ts';

const words = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()).map((values) => Uint32Array.from(values));

describe('generator', () => {
  test('the numbers are those of the reference program', () => {
    // xoshiro128starstar.c version 1.1 from the state 1, 2, 3, 4; recomputed with Python 3.11 integers.
    const state = Int32Array.of(1, 2, 3, 4);
    expect(Array.from({ length: 10 }, () => drawUint32(state))).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  test('numbers stay in their ranges', () => {
    fc.assert(fc.property(words, fc.nat(), fc.integer({ min: 1, max: 1000 }), (seed, index, count) => {
      const state = new Int32Array(4);
      seedGenerator(state, seed, 1, index);
      for (let draw = 0; draw < 20; draw++) {
        const share = drawShare(state);
        const uniform = drawUniform(state);
        expect(share >= 0 && share < 1 && uniform >= 0 && uniform < 1).toBe(true);
        expect(drawBelow(state, count)).toBeLessThan(count);
        expect(Number.isFinite(drawNormal(state))).toBe(true);
      }
    }));
  });

  test('first draws over consecutive indexes, streams and seeds are uniform and uncorrelated', () => {
    const state = new Int32Array(4);
    const first = (seed: number, stream: number, index: number): number => {
      seedGenerator(state, Uint32Array.of(seed, 2, 3, 4), stream, index);
      return drawShare(state);
    };
    const series = [
      Array.from({ length: 20_000 }, (_, index) => first(1, 1, index)),
      Array.from({ length: 20_000 }, (_, index) => first(1, index, 7)),
      Array.from({ length: 20_000 }, (_, index) => first(index, 1, 7)),
      Array.from({ length: 20_000 }, (_, index) => first(1, 1, index * 4096)),
      Array.from({ length: 20_000 }, (_, index) => first(1, 1, 2 ** 32 * index)),
    ];
    for (const values of series) {
      const counts = new Array<number>(100).fill(0);
      values.forEach((value) => { counts[Math.floor(100 * value)]!++; });
      // Chi-square with 99 degrees of freedom exceeds 170 with probability 1e-5.
      expect(counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)).toBeLessThan(170);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const lagged = values.slice(1).reduce((sum, value, at) => sum + (value - mean) * (values[at]! - mean), 0) / (values.length / 12);
      expect(Math.abs(lagged)).toBeLessThan(0.035);
    }
  });

  test('the normal numbers have mean 0 and variance 1', () => {
    const state = new Int32Array(4);
    seedGenerator(state, Uint32Array.of(5, 6, 7, 8), 1, 1);
    const values = Array.from({ length: 40_000 }, () => drawNormal(state));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.025);
    expect(Math.abs(values.reduce((sum, value) => sum + value * value, 0) / values.length - 1)).toBeLessThan(0.04);
    expect(values.filter((value) => Math.abs(value) > 1.96).length / values.length).toBeCloseTo(0.05, 2);
  });

  test('a generator never starts in the state that does not move', () => {
    fc.assert(fc.property(fc.constantFrom(new Uint32Array(4), Uint32Array.of(0, 0, 0, 0)), fc.nat(), fc.nat(), (seed, stream, index) => {
      const state = new Int32Array(4);
      seedGenerator(state, seed, stream, index);
      expect(state.some((word) => word !== 0)).toBe(true);
    }));
  });
});

describe('shuffled order', () => {
  test('every place has its own number, for any size', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), words, fc.nat(400), (count, seed, stream) => {
      const seen = new Set(Array.from({ length: count }, (_, place) => shuffleIndex(place, count, seed, stream)));
      expect(seen.size).toBe(count);
      expect(Math.max(...seen)).toBe(count - 1);
    }), { numRuns: 100 });
  });

  test('neighbours part, and seeds and streams give other orders', () => {
    const order = (seed: number, stream: number): number[] => Array.from({ length: 1000 }, (_, place) => shuffleIndex(place, 1000, Uint32Array.of(seed, 9, 8, 7), stream));
    const near = order(1, 1).filter((value, place, all) => place > 0 && Math.abs(value - all[place - 1]!) <= 5).length;
    expect(near).toBeLessThan(40);
    const same = (left: number[], right: number[]): number => left.filter((value, place) => value === right[place]).length;
    expect(same(order(1, 1), order(2, 1))).toBeLessThan(15);
    expect(same(order(1, 1), order(1, 50))).toBeLessThan(15);
  });

  test('large counts stay exact', () => {
    for (const place of [0, 1, 2 ** 30, 2 ** 40 - 1]) {
      const found = shuffleIndex(place, 2 ** 40, Uint32Array.of(1, 2, 3, 4), 1);
      expect(Number.isSafeInteger(found) && found >= 0 && found < 2 ** 40).toBe(true);
    }
  });
});

describe('weighted choice', () => {
  test('the prepared table gives each value exactly its share', () => {
    const weights = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 }).filter((list) => list.some((weight) => weight > 1e-3));
    fc.assert(fc.property(weights, (list) => {
      const { stay, other } = weightedChoice(list);
      const total = list.reduce((sum, weight) => sum + weight, 0);
      const shares = list.map((_, value) => (stay[value]! + other.reduce((sum, target, from) => sum + (target === value && from !== value ? 1 - stay[from]! : 0), 0)) / list.length);
      shares.forEach((share, value) => {
        expect(share).toBeCloseTo(list[value]! / total, 9);
      });
    }), { numRuns: 300 });
  });

  test('the whole range of numbers is covered', () => {
    const choice = weightedChoice([1, 0, 3]);
    const chosen = Array.from({ length: 3000 }, (_, at) => choose(choice, at / 3000));
    expect([0, 1, 2].map((value) => chosen.filter((found) => found === value).length)).toEqual([750, 0, 2250]);
    expect(choose(choice, 1 - 2 ** -32)).toBeLessThan(3);
  });
});
