import fc from 'fast-check';
import { expect, test } from 'vitest';
import { descendingSet } from '../../../src/linear/descending-set.ts';

const sizes = fc.constantFrom(1, 31, 32, 33, 1000, 1024, 1025, 40_000);

test('a set gives each member once, the largest first, and is empty after', () => {
  fc.assert(fc.property(sizes.chain((bound) => fc.tuple(fc.constant(bound), fc.array(fc.nat(bound - 1), { maxLength: 60 }))), ([bound, members]) => {
    const set = descendingSet(bound);
    for (const member of members) set.add(member);
    const visited: number[] = [];
    set.forEach((member) => visited.push(member));
    const expected = [...new Set(members)].sort((a, b) => b - a);
    expect(visited.sort((a, b) => b - a)).toEqual(expected);
    expect([...expected, -1].map(() => set.takeLargest())).toEqual([...expected, -1]);
    expect(set.takeLargest()).toBe(-1);
  }));
});

test('members that come while others are taken find their place', () => {
  const set = descendingSet(5000);
  [3, 4999].forEach(set.add);
  expect(set.takeLargest()).toBe(4999);
  [4000, 4999, 2].forEach(set.add);
  expect([1, 2, 3, 4, 5].map(() => set.takeLargest())).toEqual([4999, 4000, 3, 2, -1]);
});
