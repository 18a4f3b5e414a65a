import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelIndex } from '../../../../src/link/kernel/evaluate/label-index.ts';
import { lowestDraws } from '../../../../src/link/kernel/evaluate/lowest-draws.ts';

const RECORDS = 8;
const someLabels = fc.array(fc.tuple(fc.nat(RECORDS - 1), fc.nat(RECORDS - 1)), { maxLength: 20 })
  .map((pairs) => pairs.filter(([one, other]) => one !== other));

describe('the index of labelled pairs', () => {
  test('finds the first label of a pair, whichever record comes first', () => {
    fc.assert(fc.property(someLabels, (labels) => {
      const index = labelIndex(Uint32Array.from(labels, ([one]) => one), Uint32Array.from(labels, ([, other]) => other), RECORDS);
      expect(index.size).toBe(labels.length);
      for (let one = 0; one < RECORDS; one++) {
        for (let other = 0; other < RECORDS; other++) {
          if (one === other) continue;
          const expected = labels.findIndex((pair) => pair.includes(one) && pair.includes(other));
          expect(index.find(one, other)).toBe(expected);
        }
      }
    }));
  });

  test('knows nothing of records that came later, and of no labels finds none', () => {
    const index = labelIndex(Uint32Array.of(0), Uint32Array.of(1), 2);
    expect(index.find(0, 7)).toBe(-1);
    expect(index.find(9, 1)).toBe(-1);
    expect(labelIndex(new Uint32Array(0), new Uint32Array(0), 3).find(0, 1)).toBe(-1);
  });
});

describe('the lowest draws', () => {
  const someDraws = fc.array(fc.tuple(fc.nat(2), fc.nat(9), fc.nat(2 ** 20)), { maxLength: 120 });
  const sizes = [0, 3, 7];
  const drawnOf = (draws: readonly (readonly [number, number, number])[]): { high: number; low: number }[][] => {
    const state = lowestDraws(sizes);
    draws.forEach(([stratum, high, low], row) => {
      if (state.takes(stratum, high, low)) state.hold(stratum, { high, low, row, bits: 0 });
    });
    return state.drawn().map((pairs) => pairs.map(({ high, low }) => ({ high, low })));
  };

  test('are those that sorting all of them gives', () => {
    fc.assert(fc.property(someDraws, (draws) => {
      const expected = sizes.map((size, stratum) => draws
        .filter(([of]) => of === stratum)
        .map(([, high, low]) => ({ high, low }))
        .sort((left, right) => left.high - right.high || left.low - right.low)
        .slice(0, size));
      expect(drawnOf(draws)).toEqual(expected);
    }));
  });

  test('do not depend on the order in which pairs come', () => {
    fc.assert(fc.property(someDraws, (draws) => {
      expect(drawnOf([...draws].reverse())).toEqual(drawnOf(draws));
    }));
  });

  test('hold little, however many come by', () => {
    const state = lowestDraws([5]);
    let held = 0;
    for (let pair = 0; pair < 100_000; pair++) {
      const high = Math.imul(pair, 0x9e3779b1) >>> 0;
      if (!state.takes(0, high, 0)) continue;
      held++;
      state.hold(0, { high, low: 0, row: pair, bits: 0 });
    }
    expect(held).toBeLessThan(300);
    expect(state.drawn()[0]!.length).toBe(5);
  });

  test('can be asked for again', () => {
    const state = lowestDraws([2]);
    for (const high of [5, 1, 3]) state.hold(0, { high, low: 0, row: high, bits: 0 });
    expect(state.drawn()[0]!.map(({ row }) => row)).toEqual([1, 3]);
    state.hold(0, { high: 2, low: 0, row: 2, bits: 0 });
    expect(state.drawn()[0]!.map(({ row }) => row)).toEqual([1, 2]);
  });
});
