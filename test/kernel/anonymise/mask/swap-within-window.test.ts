import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { swapWithinWindow } from '../../../../src/anonymise/kernel/mask/swap-within-window.ts';

/** The procedure on lists. */
function plainSwap(fractions: readonly number[], window: number): number[] {
  const partners = [...fractions.keys()];
  const paired = new Set<number>();
  fractions.forEach((fraction, rank) => {
    if (paired.has(rank)) return;
    const free = fractions.map((_, other) => other).filter((other) => other > rank && other <= rank + window && !paired.has(other));
    const partner = free[Math.floor(fraction * free.length)];
    if (partner === undefined) return;
    paired.add(rank).add(partner);
    partners[rank] = partner;
    partners[partner] = rank;
  });
  return partners;
}
const fractions = fc.array(fc.integer({ min: 0, max: 999 }).map((step) => step / 1000), { maxLength: 60 });

describe('swapping within a window', () => {
  test('pairs the ranks that the plain procedure pairs', () => {
    fc.assert(fc.property(fractions, fc.nat(70), (list, window) => {
      expect([...swapWithinWindow(Float64Array.from(list), window)]).toEqual(plainSwap(list, window));
    }), { numRuns: 1000 });
  });
  test('gives each rank a partner of its own within the window, who has it as a partner', () => {
    fc.assert(fc.property(fractions, fc.nat(70), (list, window) => {
      const partners = swapWithinWindow(Float64Array.from(list), window);
      partners.forEach((partner, rank) => {
        expect(partners[partner]).toBe(rank);
        expect(Math.abs(partner - rank)).toBeLessThanOrEqual(window);
      });
      if (window > 0) expect(partners.filter((partner, rank) => partner === rank).length).toBeLessThanOrEqual(Math.ceil(list.length / 2));
    }), { numRuns: 300 });
  });
});
