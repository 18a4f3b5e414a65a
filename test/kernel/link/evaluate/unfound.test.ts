import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unfound } from '../../../../src/link/kernel/evaluate/unfound.ts';

/** How many of `count` are found 0, 1, … times on average by `ways` that find each with the chance. */
function foundTimes(count: number, ways: number, chance: number): number[] {
  const choose = (times: number): number => Array.from({ length: times }, (_, index) => (ways - index) / (index + 1)).reduce((product, factor) => product * factor, 1);
  return Array.from({ length: ways + 1 }, (_, times) => count * choose(times) * chance ** times * (1 - chance) ** (ways - times));
}

const ways = fc.integer({ min: 2, max: 12 });
const chance = fc.double({ min: 0.05, max: 0.95, noNaN: true });

describe('how many were never found', () => {
  test('is exact where all are as easy to find', () => {
    fc.assert(fc.property(ways, chance, (count, easy) => {
      const [never, ...found] = foundTimes(1e6, count, easy);
      expect(Math.abs(unfound(found) - never!)).toBeLessThan(1e-6 * never! + 1e-6);
    }));
  });

  test('is no more than there are where some are harder to find', () => {
    fc.assert(fc.property(ways, chance, chance, (count, easy, hard) => {
      const [one, other] = [foundTimes(1000, count, easy), foundTimes(300, count, hard)];
      const [never, ...found] = one.map((value, times) => value + other[times]!);
      expect(unfound(found)).toBeLessThanOrEqual(never! * (1 + 1e-9));
    }));
  });

  test('is nothing without a way, or with one alone, and finite where none was found twice', () => {
    expect([unfound([]), unfound([7]), unfound([0, 0]), unfound([0, 5])]).toEqual([0, 0, 0, 0]);
    expect(unfound([4, 0, 9])).toBe(4);
    expect(unfound([0.5, 0])).toBe(0);
  });
});
