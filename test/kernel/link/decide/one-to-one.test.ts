import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestAssignment } from '../../../../src/link/kernel/decide/assignment.ts';
import { chooseOneToOne, type OneToOneLinks } from '../../../../src/link/kernel/decide/one-to-one.ts';
import { linksOf, type Link } from './some-links.ts';

const LEFTS = 5;
const RECORDS = 10;
const choose = (links: readonly Link[], cut = 0, limit = 1000): OneToOneLinks => chooseOneToOne(linksOf(links), cut, RECORDS, LEFTS, limit);

/** Tries every subset of links, left record by left record. */
function largestSum(links: readonly Link[], left = 0, taken: ReadonlySet<number> = new Set()): number {
  if (left === LEFTS) return 0;
  let best = largestSum(links, left + 1, taken);
  for (const [from, to, bits] of links) if (from === left && !taken.has(to)) best = Math.max(best, bits + largestSum(links, left + 1, new Set([...taken, to])));
  return best;
}

const someCrossing = (bits: fc.Arbitrary<number>): fc.Arbitrary<Link[]> => fc.uniqueArray(
  fc.tuple(fc.nat(LEFTS - 1), fc.integer({ min: LEFTS, max: RECORDS - 1 }), bits), { maxLength: 25, selector: ([left, right]) => `${left} ${right}` });
const sum = ({ links }: OneToOneLinks): number => links.bits.reduce((total, bits) => total + bits, 0);

describe('one-to-one links', () => {
  test('have the largest sum of bits that any choice has', () => {
    for (const bits of [fc.integer({ min: -2, max: 6 }), fc.double({ min: -4, max: 30, noNaN: true })]) {
      fc.assert(fc.property(someCrossing(bits), fc.integer({ min: -1, max: 2 }), (links, cut) => {
        const found = choose(links, cut);
        expect(sum(found)).toBeCloseTo(largestSum(links.filter(([, , weight]) => weight >= cut && weight > 0)), 9);
        expect(new Set(found.links.left).size).toBe(found.links.left.length);
        expect(new Set(found.links.right).size).toBe(found.links.right.length);
        for (const weight of found.links.bits) expect(weight).toBeGreaterThanOrEqual(cut);
      }), { numRuns: 300 });
    }
  });

  test('do not depend on the order of the links', () => {
    fc.assert(fc.property(someCrossing(fc.integer({ min: 1, max: 3 })), fc.constantFrom(1, 1000), (links, limit) => {
      expect(choose([...links].reverse(), 0, limit)).toEqual(choose(links, 0, limit));
    }));
  });

  test('come from the greedy in components with more links than the limit, which loses and says so', () => {
    const links: Link[] = [[0, 5, 9], [0, 6, 6], [1, 5, 8], [2, 7, 1]];
    expect(choose(links)).toMatchObject({ components: 2, largestComponentLinks: 3, greedyComponents: 0, greedyLinks: 0 });
    expect([...choose(links).links.bits]).toEqual([6, 8, 1]);
    const greedy = choose(links, 0, 2);
    expect(greedy).toMatchObject({ greedyComponents: 1, greedyLinks: 1 });
    expect([...greedy.links.bits]).toEqual([9, 1]);
  });

  test('ignore links within one source and links that tell persons apart, and take the heaviest of a pair', () => {
    const found = choose([[0, 1, 9], [5, 6, 9], [0, 5, 0], [1, 6, -3], [2, 7, 3], [7, 2, 4], [3, 8, NaN]], -10);
    expect([...found.links.bits]).toEqual([4]);
    expect(found.ignored).toBe(4);
  });

  test('prefer what is certain to any sum of others', () => {
    expect([...choose([[0, 5, Infinity], [0, 6, 900], [1, 5, 900]]).links.bits]).toEqual([Infinity]);
  });

  test('are found in one component of two hundred thousand links', () => {
    // A chain: each left record prefers its own right one, and is linked to the next too.
    const lefts = 100_000;
    const links = {
      left: Uint32Array.from({ length: 2 * lefts }, (_, link) => link >> 1),
      right: Uint32Array.from({ length: 2 * lefts }, (_, link) => lefts + ((link + 1) >> 1)),
      bits: Float64Array.from({ length: 2 * lefts }, (_, link) => (link % 2 === 0 ? 10 : 1)),
    };
    const found = chooseOneToOne(links, 0, 2 * lefts + 1, lefts, 1_000_000);
    expect(found).toMatchObject({ components: 1, largestComponentLinks: 2 * lefts, greedyComponents: 0 });
    expect(found.links.left.length).toBe(lefts);
    expect(found.links.bits.every((weight) => weight === 10)).toBe(true);
  });

  test('of no links are none', () => {
    expect(choose([])).toEqual({ links: linksOf([]), components: 0, largestComponentLinks: 0, greedyComponents: 0, greedyLinks: 0, ignored: 0 });
  });
});

describe('bestAssignment', () => {
  test('equals the sum of a dense table solved by trying all permutations', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 }), (table) => {
      const weights = Float64Array.from(table.flat());
      const chosen = bestAssignment({ lefts: 4, rights: 4, starts: Int32Array.of(0, 4, 8, 12, 16), targets: Int32Array.from(weights.keys(), (edge) => edge % 4), weights });
      const permutations = (rest: readonly number[]): number[][] => (rest.length === 0 ? [[]] : rest.flatMap((one) => permutations(rest.filter((other) => other !== one)).map((tail) => [one, ...tail])));
      const best = Math.max(...permutations([0, 1, 2, 3]).map((order) => order.reduce((total, right, left) => total + table[left]![right]!, 0)));
      expect([...chosen].reduce((total, edge) => total + weights[edge]!, 0)).toBe(best);
    }));
  });

  test('has an optimum that prices prove: no larger instance escapes', () => {
    // Duality: any prices with left + right ≥ weight bound the sum from above; here they are read off a planted optimum.
    const size = 120;
    const leftPrice = Array.from({ length: size }, (_, node) => 1 + ((node * 37) % 11));
    const rightPrice = Array.from({ length: size }, (_, node) => 1 + ((node * 53) % 7));
    const starts: number[] = [0];
    const targets: number[] = [];
    const weights: number[] = [];
    for (let left = 0; left < size; left++) {
      for (let step = 0; step < 6; step++) {
        const right = (left * 7 + step * step * 5) % size;
        // The planted partner is tight, all others are loose by one.
        targets.push(right);
        weights.push(leftPrice[left]! + rightPrice[right]! - (step === 0 ? 0 : 1));
      }
      starts.push(targets.length);
    }
    const chosen = bestAssignment({ lefts: size, rights: size, starts: Int32Array.from(starts), targets: Int32Array.from(targets), weights: Float64Array.from(weights) });
    const total = [...chosen].reduce((sum, edge) => sum + (weights[edge] ?? 0), 0);
    expect(total).toBe([...leftPrice, ...rightPrice].reduce((sum, price) => sum + price, 0));
  });
});
