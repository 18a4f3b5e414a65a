import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderByEntity, unitePairs } from '../../../src/aggregate/kernel/entity-pairs.ts';
import { largestContributions, mergeContributions, weightedContributions, type Contribution, type LargestContributions } from '../../../src/aggregate/kernel/largest-contributions.ts';
import { onlyCells } from '../../../src/aggregate/kernel/only-cells.ts';

const ranks = (held: LargestContributions, count: number): (Contribution | null)[] => Array.from({ length: count }, (_, place) => held.at(0, place + 1));
const descending = (left: number, right: number): number => (Number.isNaN(left) ? (Number.isNaN(right) ? 0 : -1) : Number.isNaN(right) ? 1 : right - left);

describe('largest contributions', () => {
  const value = fc.constantFrom(0, 0.5, 1, 2, 7, 1e300, Infinity, NaN);
  test('are the first of all in descending order, NaN before them', () => {
    fc.assert(fc.property(fc.array(value), fc.integer({ min: 1, max: 4 }), (values, count) => {
      const held = largestContributions(count);
      held.grow(1);
      for (const one of values) held.add(0, one, 1);
      const sorted = [...values].sort(descending);
      expect(ranks(held, count)).toEqual(Array.from({ length: count }, (_, place) => sorted[place] ?? null));
    }));
  });
  test('of whole numbers beyond 2⁵³ are exact, beside smaller ones', () => {
    const held = largestContributions(3);
    held.grow(2);
    for (const one of [5, 2n ** 60n, 2n ** 60n + 1n, 7]) held.add(1, one, 1);
    expect([1, 2, 3, 4].map((rank) => held.at(1, rank))).toEqual([2n ** 60n + 1n, 2n ** 60n, 7, null]);
    expect([held.at(0, 1), held.groups, held.byteLength > 0]).toEqual([null, 2, true]);
  });
  test.each([['each of one unit', (): LargestContributions => largestContributions(3)], ['with weights', (): LargestContributions => weightedContributions(3)]] as const)('%s merge to those of all, in any order', (_title, make) => {
    const one = fc.tuple(fc.nat(1), fc.constantFrom(0, 1, 2, 2.5, NaN), fc.constantFrom(0, 0.25, 1, 1.5, 4));
    fc.assert(fc.property(fc.array(one), fc.array(one), (left, right) => {
      const held = (list: readonly (readonly [number, number, number])[]): LargestContributions => {
        const made = make();
        made.grow(2);
        for (const [group, size, weight] of list) made.add(group, size, weight);
        return made;
      };
      const swap = Int32Array.of(1, 0);
      const [mine, theirs] = [held(left), held(right)];
      mergeContributions(mine, theirs, swap);
      const all = held([...right.map(([group, size, weight]) => [1 - group, size, weight] as const).reverse(), ...left]);
      for (const group of [0, 1]) expect([1, 2, 3].map((rank) => mine.at(group, rank))).toEqual([1, 2, 3].map((rank) => all.at(group, rank)));
    }));
  });
});

describe('weighted contributions', () => {
  test('count as often as they weigh: (100, 4) and (10, 7) have two units of 100 first', () => {
    const held = weightedContributions(6);
    held.grow(1);
    held.add(0, 10, 7);
    held.add(0, 100, 4);
    expect(ranks(held, 6)).toEqual([100, 100, 100, 100, 10, 10]);
  });
  test('of whole weights are those of the expanded list', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(0, 1, 3, 10), fc.nat(4))), fc.integer({ min: 1, max: 5 }), (list, count) => {
      const held = weightedContributions(count);
      const plain = largestContributions(count);
      for (const state of [held, plain]) state.grow(1);
      for (const [size, weight] of list) {
        held.add(0, size, weight);
        for (let unit = 0; unit < weight; unit++) plain.add(0, size, 1);
      }
      expect(ranks(held, count)).toEqual(ranks(plain, count));
    }));
  });
  test('of fractional weights give a unit its share of each, and all units together all that there is', () => {
    const held = weightedContributions(3);
    held.grow(1);
    for (const [size, weight] of [[10, 0.5], [8, 1.25], [1, 0.5]] as const) held.add(0, size, weight);
    expect(ranks(held, 3)).toEqual([9, 6.25, 0.25]);
    expect(held.at(0, 1)! as number + Number(held.at(0, 2)) + Number(held.at(0, 3))).toBe(10 * 0.5 + 8 * 1.25 + 1 * 0.5);
  });
  test('hold no more than they need', () => {
    const held = weightedContributions(2);
    held.grow(1);
    const before = held.byteLength;
    for (let size = 0; size < 1000; size++) held.add(0, size, 1);
    expect(held.byteLength - before).toBe(96);
    expect(ranks(held, 2)).toEqual([999, 998]);
  });
});

describe('pairs of cell and entity', () => {
  const pairs = fc.uniqueArray(fc.tuple(fc.nat(5), fc.nat(4)), { selector: String });
  test('unite without counting an entity twice, whatever their order', () => {
    fc.assert(fc.property(pairs, fc.array(fc.nat(2), { minLength: 6, maxLength: 6 }), (list, parents) => {
      const cells = Int32Array.from(list, ([cell]) => cell);
      const entities = Int32Array.from(list, ([, entity]) => entity);
      const order = orderByEntity(entities, 5);
      expect([...order].sort((a, b) => a - b)).toEqual([...cells.keys()]);
      const united = unitePairs({ cells, entities, order }, Int32Array.from(parents), 3);
      const found = [...united.cells].map((cell, pair) => `${cell}/${united.entities[pair]}`);
      expect(found.length).toBe(new Set(found).size);
      expect(new Set(found)).toEqual(new Set(list.map(([cell, entity]) => `${parents[cell]!}/${entity}`)));
      list.forEach(([cell, entity], pair) => expect(found[united.pairOf[pair]!]).toBe(`${parents[cell]!}/${entity}`));
      // What was united has the entities together, so that it unites again.
      const all = unitePairs(united, Int32Array.of(0, 0, 0), 1);
      expect([...all.entities].sort((a, b) => a - b)).toEqual([...new Set(entities)].sort((a, b) => a - b));
    }));
  });
});

describe('rows that are alone', () => {
  test('have the number of the cell they came from, in the order of values', () => {
    // Given cells 0, 1, 2 with 1, 2 and 1 rows; 0 and 1 in the margin 3, 2 alone in 4, all in 5.
    const levels = [
      { start: 0, size: 3, finer: -1, parents: new Int32Array(0) }, { start: 3, size: 2, finer: 0, parents: Int32Array.of(0, 0, 1) }, { start: 5, size: 1, finer: 1, parents: Int32Array.of(0, 0) },
    ];
    expect([...onlyCells(Float64Array.of(1, 2, 1, 3, 1, 4), levels, Int32Array.of(4, 3, 0, 1, 2, 5))]).toEqual([1, -1, 0, -1, 0, -1]);
  });
  test('a cell that counts nothing hides no row', () => {
    const levels = [{ start: 0, size: 2, finer: -1, parents: new Int32Array(0) }, { start: 2, size: 1, finer: 0, parents: Int32Array.of(0, 0) }];
    expect([...onlyCells(Float64Array.of(1, 0, 1), levels, Int32Array.of(0, 1, 2))]).toEqual([0, -1, 0]);
  });
});
