import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areProportional, cancelFirst, commonDivisor, coprime, fromNumbers, type SparseVector } from '../../../src/linear/sparse-vector.ts';

const dense = (row: readonly number[]): SparseVector => {
  const places = [...row.keys()].filter((place) => row[place] !== 0).reverse();
  return { places: Int32Array.from(places), values: Int32Array.from(places, (place) => row[place]!) };
};
const spread = ({ places, values }: SparseVector, size: number): bigint[] => Array.from({ length: size }, (_, place) => BigInt(places.includes(place) ? values[places.indexOf(place)]! : 0));
const row = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 7, maxLength: 7 });

describe('combinations', () => {
  test('are proportional, once coprime, exactly when all their factors cross alike', () => {
    fc.assert(fc.property(row, row, fc.integer({ min: -3, max: 3 }), (first, other, factor) => {
      const second = factor === 0 ? other : first.map((value) => value * factor);
      const cross = first.every((a, at) => first.every((b, place) => a * second[place]! === b * second[at]!)) && (first.some(Boolean) === second.some(Boolean));
      expect(areProportional(coprime(dense(first)), coprime(dense(second)))).toBe(cross);
    }));
  });

  test('of factors beyond 32 bits are kept whole', () => {
    const { values } = fromNumbers([2, 1], [2 ** 40, -3]);
    expect(values).toEqual([2n ** 40n, -3n]);
    expect(fromNumbers([2, 1], [2 ** 40, -(2 ** 41)]).values).toEqual(Int32Array.of(1, -2));
    expect(coprime({ places: Int32Array.of(1, 0), values: [4n, -6n] }).values).toEqual(Int32Array.of(2, -3));
  });

  test('lose the first unknown of a relation, and what is settled, and nothing else', () => {
    fc.assert(fc.property(row, row, fc.subarray([0, 1, 2, 3, 4, 5, 6]), (first, second, known) => {
      const relation = dense(second);
      const lead = relation.places[0];
      if (lead === undefined || first[lead] === 0) return;
      const settled = Uint8Array.from(first, (_, place) => Number(known.includes(place)));
      const left = spread(cancelFirst(dense(first), relation, settled)!, 7);
      const expected = first.map((value, place) => (settled[place] === 1 ? 0 : value * second[lead]! - first[lead]! * second[place]!));
      expect(left).toEqual(spread(coprime(dense(expected)), 7));
    }));
  });

  test('that would grow beyond what doubles hold are left to others', () => {
    const settled = new Uint8Array(3);
    const wide: SparseVector = { places: Int32Array.of(2, 0), values: [1n << 60n, 1n] };
    expect(cancelFirst(wide, dense([1, 0, 1]), settled)).toBeNull();
    expect(cancelFirst(dense([1, 0, 1]), wide, settled)).toBeNull();
    const large = 0x7fffffff;
    expect(cancelFirst(dense([large, 0, large]), dense([-large, 0, large - 1]), settled)).toBeNull();
    expect(spread(cancelFirst(dense([5, 0, large]), dense([1, 0, large]), settled)!, 3)).toEqual([1n, 0n, 0n]);
  });

  test('have the divisor that Euclid finds', () => {
    expect([commonDivisor(12, -18), commonDivisor(0, -4), commonDivisor(5, 0), commonDivisor(0, 0), commonDivisor(2 ** 52, 2 ** 40 * 3)]).toEqual([6, 4, 5, 0, 2 ** 40]);
  });
});
