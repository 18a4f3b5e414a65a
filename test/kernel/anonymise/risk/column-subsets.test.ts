import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnSubsets, largestSubset } from '../../../../src/anonymise/kernel/risk/column-subsets.ts';

/** Every set of columns but the empty one, by the bits of a number. */
const everySet = (columns: number): number[][] =>
  Array.from({ length: 2 ** columns - 1 }, (_, place) => Array.from({ length: columns }, (__, column) => column).filter((column) => ((place + 1) >> column) & 1));

const inOrder = (one: readonly number[], other: readonly number[]): number => {
  if (one.length !== other.length) return one.length - other.length;
  const at = one.findIndex((column, place) => column !== other[place]);
  return at < 0 ? 0 : one[at]! - other[at]!;
};

test('of few columns every set is listed, by size and in order', () => {
  for (let columns = 1; columns <= 9; columns++) expect(columnSubsets(columns, 2 ** columns)).toEqual(everySet(columns).sort(inOrder));
});

test('of many, all of the sizes that the number holds together, and single columns in any case', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 0, max: 2100 }), (columns, most) => {
    const found = columnSubsets(columns, most);
    const largest = Math.max(...found.map(({ length }) => length));
    expect(found).toEqual(everySet(columns).filter(({ length }) => length <= largest).sort(inOrder));
    expect(largestSubset(columns, most)).toBe(largest);
    if (largest > 1) expect(found.length).toBeLessThanOrEqual(most);
    const withNext = everySet(columns).filter(({ length }) => length <= largest + 1).length;
    if (largest < columns) expect(withNext).toBeGreaterThan(most);
  }), { numRuns: 100 });
});

test.each([[1, 0, 1], [2, 2, 1], [2, 3, 2], [10, 1023, 10], [10, 1022, 9], [11, 1023, 5], [11, 1022, 4], [30, 4096, 2], [30, 4525, 3], [1000, 5, 1]])('of %i columns %i sets hold all up to the size %i', (columns, most, largest) => {
  expect(largestSubset(columns, most)).toBe(largest);
});
