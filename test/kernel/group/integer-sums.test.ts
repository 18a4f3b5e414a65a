import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupCounts, integerSums, restoreGroupCounts, restoreIntegerSums, type IntegerSums } from '../../../src/group/index.ts';
import { bitsWhere, rangesOf } from './naive.ts';

/** Two's complement of whole numbers, as Arrow stores them. */
function limbsOf(values: readonly bigint[], limbs: number): Int32Array {
  return Int32Array.from(values.flatMap((value) => Array.from({ length: limbs }, (_, limb) => Number(BigInt.asIntN(32, value >> BigInt(32 * limb))))));
}

const range = (bits: number): { min: bigint; max: bigint } => ({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n });
const someWhole = (limbs: number): fc.Arbitrary<bigint> => {
  const { min, max } = range(32 * limbs);
  return fc.oneof(fc.bigInt({ min, max }), fc.bigInt({ min: -5n, max: 5n }), fc.constantFrom(min, max, 0n, -1n));
};

const valuesOf = (sums: IntegerSums): bigint[] => Array.from({ length: sums.groups }, (_, group) => sums.value(group));

describe.each([1, 2, 3, 4])('integerSums of %i limbs', (limbs) => {
  const someRows = fc.array(fc.record({ group: fc.integer({ min: -1, max: 2 }), value: someWhole(limbs), present: fc.boolean() }), { maxLength: 40 });
  const expected = (rows: readonly { group: number; value: bigint; present: boolean }[]): bigint[] =>
    [0, 1, 2].map((group) => rows.reduce((sum, row) => (row.group === group && row.present ? sum + row.value : sum), 0n));

  function sumsOf(rows: readonly { group: number; value: bigint; present: boolean }[], cuts: readonly number[] = []): IntegerSums {
    const sums = integerSums(limbs);
    sums.grow(3);
    for (const [from, to] of rangesOf(rows.length, cuts)) {
      const part = rows.slice(from, to);
      sums.add(Int32Array.from(part, ({ group }) => group), limbsOf(part.map(({ value }) => value), limbs), bitsWhere(part.length, (row) => part[row]!.present), part.length);
    }
    return sums;
  }

  test('agrees with big integers, cut anywhere', () => {
    fc.assert(fc.property(someRows, fc.array(fc.nat(), { maxLength: 3 }), (rows, cuts) => {
      expect(valuesOf(sumsOf(rows, cuts))).toEqual(expected(rows));
    }));
  });

  test('merging agrees with big integers, in any order, and leaves the other state as it was', () => {
    fc.assert(fc.property(someRows, someRows, (left, right) => {
      const first = sumsOf(left);
      const second = sumsOf(right);
      first.merge(second, Int32Array.of(2, -1, 0));
      const moved = right.map((row) => ({ ...row, group: row.group < 0 ? -1 : [2, -1, 0][row.group]! }));
      expect(valuesOf(first)).toEqual(expected([...left, ...moved]));
      expect(valuesOf(second)).toEqual(expected(right));
    }));
  });

  test('64 and 128 bits: what fits is written, what does not is counted and left 0', () => {
    fc.assert(fc.property(someRows, (rows) => {
      const sums = sumsOf(rows);
      const exact = expected(rows);
      const out = new BigInt64Array(3).fill(99n);
      const fits = (value: bigint, bits: number): boolean => BigInt.asIntN(bits, value) === value;
      expect(sums.toInt64(out)).toBe(exact.filter((value) => !fits(value, 64)).length);
      expect([...out]).toEqual(exact.map((value) => (fits(value, 64) ? value : 0n)));
      const wide = new Int32Array(12).fill(99);
      expect(sums.toInt128(wide)).toBe(exact.filter((value) => !fits(value, 128)).length);
      expect([...wide]).toEqual([...limbsOf(exact.map((value) => (fits(value, 128) ? value : 0n)), 4)]);
    }));
  });

  test('a restored snapshot sums the same', () => {
    fc.assert(fc.property(someRows, (rows) => {
      expect(valuesOf(restoreIntegerSums(sumsOf(rows).snapshot()))).toEqual(expected(rows));
    }), { numRuns: 30 });
  });

  test('sums of the largest and smallest values stay exact over millions of rows', () => {
    const { min, max } = range(32 * limbs);
    const rows = 1_500_000;
    const groupOf = new Int32Array(rows);
    const sums = integerSums(limbs);
    sums.grow(2);
    for (const value of [max, max, min]) {
      const limb = limbsOf([value], limbs);
      const values = new Int32Array(rows * limbs);
      for (let at = 0; at < values.length; at++) values[at] = limb[at % limbs]!;
      sums.add(groupOf, values, null, rows);
    }
    expect(sums.value(0)).toBe((max + max + min) * BigInt(rows));
    expect(sums.value(1)).toBe(0n);
  });
});

describe('integerSums', () => {
  test('reads an Int64 column through its words', () => {
    const sums = integerSums(2);
    sums.grow(1);
    const values = BigInt64Array.of(9007199254740993n, -1n, 2n ** 62n);
    sums.add(new Int32Array(3), new Int32Array(values.buffer, values.byteOffset, 6), null, 3);
    const out = new BigInt64Array(1);
    expect(sums.toInt64(out)).toBe(0);
    expect(out[0]).toBe(9007199254740992n + 2n ** 62n);
  });

  test('overflow of 64 bits is counted at the very edge, never wrapped', () => {
    const sums = integerSums(2);
    sums.grow(4);
    const { min, max } = range(64);
    sums.add(Int32Array.of(0, 0, 1, 1, 2, 3), limbsOf([max, 1n, min, -1n, max, min], 2), null, 6);
    const out = new BigInt64Array(4);
    expect(sums.toInt64(out)).toBe(2);
    expect([...out]).toEqual([0n, 0n, max, min]);
  });

  test('refuses wrong limbs, groups and lengths', () => {
    expect(() => integerSums(0)).toThrow(/^limbs: expected an integer from 1 to 8, got 0/);
    const sums = integerSums(2);
    sums.grow(1);
    expect(() => { sums.add(Int32Array.of(1), new Int32Array(2), null, 1); }).toThrow(/^groupOf: expected groups below 1/);
    expect(() => { sums.add(Int32Array.of(0), new Int32Array(1), null, 1); }).toThrow(/^values: expected at least 2 limbs/);
    expect(() => { sums.merge(integerSums(4), new Int32Array(0)); }).toThrow(/^other: expected 2 limbs, got 4/);
    expect(() => { sums.merge({} as IntegerSums, new Int32Array(0)); }).toThrow(TypeError);
    expect(() => sums.value(1)).toThrow(/^group: expected an integer from 0 to 0, got 1/);
    expect(() => sums.toInt64(new BigInt64Array(0))).toThrow(/^out: expected room for 1 groups/);
    expect(() => sums.toInt128(new Int32Array(3))).toThrow(RangeError);
  });
});

describe('groupCounts', () => {
  test('counts rows per group, without null rows and rows of no group', () => {
    const counts = groupCounts();
    counts.grow(3);
    counts.add(Int32Array.of(0, 2, 2, -1, 2), Uint8Array.of(0b01111), 5);
    counts.add(Int32Array.of(0, 2), null, 2);
    expect([...counts.counts()]).toEqual([2, 0, 3]);
    counts.grow(40);
    expect(counts.counts().length).toBe(40);
    expect(counts.groups).toBe(40);
  });

  test('merging follows the map of groups', () => {
    const counts = groupCounts();
    counts.grow(2);
    const other = groupCounts();
    other.grow(3);
    other.add(Int32Array.of(0, 1, 1, 2, 2, 2), null, 6);
    counts.merge(other, Int32Array.of(1, 1, -1));
    counts.merge(restoreGroupCounts(other.snapshot()), Int32Array.of(0, -1, 1));
    expect([...counts.counts()]).toEqual([1, 6]);
  });

  test('refuses groups it has no room for', () => {
    const counts = groupCounts();
    expect(() => { counts.add(Int32Array.of(0), null, 1); }).toThrow(/^groupOf: expected groups below 0/);
    const other = groupCounts();
    other.grow(1);
    expect(() => { counts.merge(other, Int32Array.of(0)); }).toThrow(/^groupOf: expected groups below 0/);
    expect(() => { counts.merge(other, new Int32Array(0)); }).toThrow(/^groupOf: expected at least 1/);
  });
});
