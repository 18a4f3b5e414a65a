// The best partners of records, against lines that go through all pairs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBeaten, noPartners, notePair, type BestPartners } from '../../../../src/link/kernel/propose/rivals.ts';

interface Pair {
  readonly left: number;
  readonly right: number;
  readonly bits: number;
}

describe('The best partners of records', () => {
  const pairs = fc.uniqueArray(fc.record({ left: fc.nat(4), right: fc.integer({ min: 5, max: 9 }), bits: fc.integer({ min: -12, max: 24 }) }), { maxLength: 20, selector: ({ left, right }) => `${left} ${right}` });
  const partnersOf = (list: readonly Pair[]): BestPartners => {
    const partners = noPartners(10);
    for (const { left, right, bits } of list) notePair(partners, left, right, bits);
    return partners;
  };

  test('are the two of the greatest weights, equal ones by ordinal, −∞ where there are fewer', () => {
    fc.assert(fc.property(pairs, (list) => {
      const { best, bestBits, second, secondBits } = partnersOf(list);
      for (let record = 0; record < 10; record++) {
        const own = list.filter(({ left, right }) => left === record || right === record)
          .map(({ left, right, bits }) => ({ partner: left === record ? right : left, bits })).sort((one, other) => other.bits - one.bits || one.partner - other.partner);
        expect([bestBits[record], secondBits[record]]).toEqual([own[0]?.bits ?? -Infinity, own[1]?.bits ?? -Infinity]);
        if (own.length > 0) expect(best[record]).toBe(own[0]!.partner);
        if (own.length > 1) expect(second[record]).toBe(own[1]!.partner);
      }
    }));
  });

  test('beat what is 3 bits weaker where they are 6 at least, and a record’s best pair is never beaten by itself', () => {
    fc.assert(fc.property(pairs, (list) => {
      const partners = partnersOf(list);
      for (const { left, right, bits } of list) {
        const rivals = list.filter((other) => other.left === left || other.right === right).map((other) => other.bits);
        expect(isBeaten(partners, left, right, bits)).toBe(rivals.some((other) => other >= 6 && other >= bits + 3));
        if (bits === Math.max(...rivals)) expect(isBeaten(partners, left, right, bits)).toBe(false);
      }
    }));
  });
});
