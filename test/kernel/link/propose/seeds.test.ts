import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tuplePairCounter } from '../../../../src/link/kernel/propose/count-tuple-pairs.ts';
import { listPostings, postingsOf, type ListsOfValues, type Postings } from '../../../../src/link/kernel/propose/postings.ts';
import { findSeedPairs, type SeedFeature, type SeedSearch, type SeedWords } from '../../../../src/link/kernel/propose/seed-pairs.ts';

const read = ({ starts, records }: Postings): number[][] => Array.from({ length: starts.length - 2 }, (_, value) => [...records.subarray(starts[value + 1], starts[value + 2])]);

function listsOf(lists: readonly (readonly number[])[]): ListsOfValues {
  const offsets = [0, 0];
  for (const list of lists) offsets.push(offsets.at(-1)! + list.length);
  return { codes: Uint32Array.from(lists, (_, index) => index + 1), offsets: Uint32Array.from(offsets), elements: Uint32Array.from(lists.flat()) };
}

const feature = (column: number, codes: readonly number[]): SeedFeature => ({ column, codes: Uint32Array.from(codes), postings: postingsOf(Uint32Array.from(codes), Math.max(0, ...codes)) });

const wordsOf = (column: number, lists: readonly (readonly number[])[]): SeedWords => ({ column, lists: listsOf(lists), postings: listPostings(listsOf(lists), Math.max(0, ...lists.flat())) });

const sourceOf = (sourceStarts: Uint32Array, record: number): number => sourceStarts.findLastIndex((start, index) => index < sourceStarts.length - 1 && start <= record);

describe('Postings', () => {
  test('list the records of each value, rising', () => {
    expect(read(postingsOf(Uint32Array.of(2, 0, 1, 2), 3))).toEqual([[2], [0, 3], []]);
    expect(read(postingsOf(new Uint32Array(0), 0))).toEqual([]);
  });

  test('of lists name a record once, and pass over missing elements and lists', () => {
    const lists = { ...listsOf([[1, 1, 2], [0, 2], []]), codes: Uint32Array.of(1, 2, 3, 0, 1) };
    expect(read(listPostings(lists, 2))).toEqual([[0, 4], [0, 1, 4]]);
  });
});

describe('Pairs of records that agree on several values', () => {
  test('are as many as naive counting finds', () => {
    const codes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 12, maxLength: 12 });
    fc.assert(fc.property(fc.array(codes, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 12 }), fc.boolean(), (columns, cut, isWithin) => {
      const sourceStarts = Uint32Array.of(0, cut, 12);
      let pairs = 0;
      for (let left = 0; left < 12; left++) for (let right = left + 1; right < 12; right++) {
        if (!isWithin && sourceOf(sourceStarts, left) === sourceOf(sourceStarts, right)) continue;
        if (columns.every((column) => column[left] !== 0 && column[left] === column[right])) pairs++;
      }
      const count = tuplePairCounter(sourceStarts, isWithin);
      count([Uint32Array.of(...columns[0]!).reverse()]);
      expect(count(columns.map((column) => Uint32Array.from(column)))).toBe(pairs);
    }));
  });
});

describe('Seed pairs', () => {
  const search = (records: number, changes: Partial<SeedSearch> = {}): SeedSearch => ({
    records, sourceStarts: Uint32Array.of(0, records), isWithin: true, sample: Uint32Array.from({ length: records }, (_, record) => record),
    maxPosting: 100, minBits: 0, perRecord: 100, ...changes,
  });

  /** Bits in common, by the definition: of each column the best feature or the sum of its words, whichever is more. */
  function naiveBits(records: number, features: readonly SeedFeature[], words: readonly SeedWords[], maxPosting: number, left: number, right: number): number {
    const bits = (count: number): number => (count > maxPosting ? 0 : Math.log2(records / count));
    const columns = new Set([...features, ...words].map(({ column }) => column));
    return [...columns].reduce((sum, column) => {
      const ofFeatures = features.filter((one) => one.column === column).map(({ codes }) =>
        (codes[left] !== 0 && codes[left] === codes[right] ? bits(codes.filter((code) => code === codes[left]).length) : 0));
      const ofWords = words.filter((one) => one.column === column).map(({ lists: { codes, offsets, elements }, postings }) => {
        const wordsIn = (record: number): Set<number> => new Set(elements.subarray(offsets[codes[record]!], offsets[codes[record]! + 1]));
        return [...wordsIn(left)].filter((word) => word !== 0 && wordsIn(right).has(word))
          .reduce((total, word) => total + 0.7 * bits(postings.starts[word + 1]! - postings.starts[word]!), 0);
      });
      return sum + Math.max(0, ...ofFeatures, ...ofWords);
    }, 0);
  }

  test('are those that have enough in common, as naive lines find them', () => {
    const codes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 10, maxLength: 10 });
    const lists = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }), { minLength: 10, maxLength: 10 });
    fc.assert(fc.property(codes, codes, codes, lists, fc.integer({ min: 1, max: 9 }), fc.boolean(), fc.double({ min: 0.5, max: 4, noNaN: true }), (first, second, third, words, cut, isWithin, minBits) => {
      const features = [feature(0, first), feature(0, second), feature(1, third)];
      const ofWords = [wordsOf(1, words)];
      const sourceStarts = Uint32Array.of(0, cut, 10);
      const found = findSeedPairs(search(10, { sourceStarts, isWithin, minBits, maxPosting: 4 }), features, ofWords);
      const expected: string[] = [];
      let among = 0;
      for (let left = 0; left < 10; left++) for (let right = left + 1; right < 10; right++) {
        if (!isWithin && sourceOf(sourceStarts, left) === sourceOf(sourceStarts, right)) continue;
        among++;
        if (naiveBits(10, features, ofWords, 4, left, right) >= minBits) expected.push(`${left} ${right}`);
      }
      expect(Array.from(found.lefts, (left, pair) => `${left} ${found.rights[pair]}`).sort()).toEqual(expected.sort());
      expect(found.among).toBe(among);
    }));
  });

  test('keep the best partners of each record of the sample, and count the pairs it is in', () => {
    // Record 0 shares a rare value with 3 and a frequent one with all.
    const features = [feature(0, [1, 2, 2, 1, 2]), feature(1, [1, 1, 1, 1, 1])];
    const found = findSeedPairs(search(5, { sample: Uint32Array.of(0, 4), perRecord: 1, minBits: 0.1 }), features, []);
    expect([...found.lefts]).toEqual([0, 1]);
    expect([...found.rights]).toEqual([3, 4]);
    expect(found.among).toBe(4 + 3);
  });

  test('are none without records or features', () => {
    expect(findSeedPairs(search(0), [], []).lefts).toHaveLength(0);
    expect(findSeedPairs(search(3), [], []).lefts).toHaveLength(0);
  });
});
