import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergePatterns } from '../../../../src/link/kernel/train/merge-patterns.ts';
import { subtractPatterns } from '../../../../src/link/kernel/train/subtract-patterns.ts';
import type { PatternCounts } from '../../../../src/link/kernel/patterns.ts';
import { countPairs, type PlainPair } from './patterns.ts';

const pairs: fc.Arbitrary<PlainPair[]> = fc.array(fc.record({
  levels: fc.tuple(fc.nat(2), fc.nat(1)), factor: fc.constantFrom(1, 2.5, 40), count: fc.integer({ min: 1, max: 5 }),
}), { maxLength: 20 });

const plain = ({ levels, counts, frequencyFactors }: PatternCounts): unknown => [[...levels], [...counts], frequencyFactors === null ? null : [...frequencyFactors]];

test('patterns put together are those of the pairs put together', () => {
  fc.assert(fc.property(fc.array(pairs, { minLength: 1, maxLength: 4 }), fc.boolean(), (tables, hasFactors) => {
    const merged = mergePatterns(tables.map((table) => countPairs(table, 2, hasFactors)));
    expect(plain(merged)).toEqual(plain(countPairs(tables.flat(), 2, hasFactors)));
  }));
});

test('the order of the tables does not matter', () => {
  fc.assert(fc.property(fc.array(pairs, { maxLength: 4 }), (tables) => {
    const counted = tables.map((table) => countPairs(table, 2, true));
    expect(plain(mergePatterns(counted))).toEqual(plain(mergePatterns(counted.toReversed())));
  }));
});

test('taking pairs away undoes putting them there', () => {
  fc.assert(fc.property(pairs, pairs, (some, more) => {
    const [one, other] = [countPairs(some, 2, true), countPairs(more, 2, true)];
    const back = subtractPatterns(mergePatterns([one, other]), other);
    const left = new Map(Array.from(back.counts, (count, pattern) => [`${back.levels.subarray(2 * pattern, 2 * pattern + 2).join()} ${back.frequencyFactors![pattern]!}`, count]));
    Array.from(one.counts, (count, pattern) => {
      const name = `${one.levels.subarray(2 * pattern, 2 * pattern + 2).join()} ${one.frequencyFactors![pattern]!}`;
      expect(left.get(name)).toBe(count);
      return left.delete(name);
    });
    expect([...left.values()].every((count) => count === 0)).toBe(true);
  }));
});

test('of no table there is no pattern', () => {
  expect(plain(mergePatterns([]))).toEqual([[], [], null]);
});
