// The best partners of records, against lines that go through all pairs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBeaten, noteWeight, noWeights, strengthOf } from '../../../../src/link/kernel/propose/rivals.ts';

describe('The best weights of records', () => {
  const pairs = fc.array(fc.record({ left: fc.nat(4), right: fc.integer({ min: 5, max: 9 }), bits: fc.integer({ min: -12, max: 24 }) }), { maxLength: 20 });

  test('are the two greatest of all pairs of each, −∞ where there are fewer', () => {
    fc.assert(fc.property(pairs, (list) => {
      const weights = noWeights(10);
      for (const { left, right, bits } of list) noteWeight(weights, left, right, bits);
      for (let record = 0; record < 10; record++) {
        const own = list.filter(({ left, right }) => left === record || right === record).map(({ bits }) => bits).sort((one, other) => other - one);
        expect([weights.best[record], weights.second[record]]).toEqual([own[0] ?? -Infinity, own[1] ?? -Infinity]);
      }
    }));
  });

  test('beat what is 3 bits weaker where they are 6 at least, and a record’s best pair is never beaten by itself', () => {
    fc.assert(fc.property(pairs, (list) => {
      const weights = noWeights(10);
      for (const { left, right, bits } of list) noteWeight(weights, left, right, bits);
      for (const { left, right, bits } of list) {
        const rivals = list.filter((other) => other.left === left || other.right === right).map((other) => other.bits);
        expect(isBeaten(weights, left, right, bits)).toBe(rivals.some((other) => other >= 6 && other >= bits + 3));
        if (bits === Math.max(...rivals)) expect(isBeaten(weights, left, right, bits)).toBe(false);
      }
    }));
  });

  test('make a strong link shared where another strong one, or a stronger one, has one of its records', () => {
    fc.assert(fc.property(pairs, (list) => {
      const weights = noWeights(10);
      for (const { left, right, bits } of list) noteWeight(weights, left, right, bits);
      list.forEach(({ left, right, bits }, index) => {
        const rivals = list.filter((other, place) => place !== index && (other.left === left || other.right === right)).map((other) => other.bits);
        expect(strengthOf(weights, left, right, bits)).toBe(bits < 10 ? 'none' : rivals.some((other) => other >= 10) ? 'shared' : 'alone');
      });
    }));
  });
});
