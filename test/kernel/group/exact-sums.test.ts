import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactSum, exactSums, restoreExactSums, type ExactSums } from '../../../src/group/index.ts';
import { FSUM_VECTORS } from './fsum-vectors.ts';
import { bitsWhere, rangesOf } from './naive.ts';

const MAX = Number.MAX_VALUE;
const bitsOf = (value: number): string => new BigUint64Array(Float64Array.of(value).buffer)[0]!.toString(16).padStart(16, '0');
const fromBits = (digits: string): number => new Float64Array(BigUint64Array.of(BigInt(`0x${digits}`)).buffer)[0]!;

/**
 * The exact sum as a fraction over 2¹⁰⁷⁴, rounded by comparing with the neighbouring doubles: shares nothing with the
 * kernel, not even the conversion.
 */
function naiveSum(values: readonly number[]): number {
  const scaled = (value: number): bigint => {
    // Splits off powers of two by exact multiplications until the rest is whole.
    let exponent = 1074;
    let rest = value;
    while (exponent > 0 && Number.isInteger(rest) === false) {
      rest *= 2;
      exponent--;
    }
    return BigInt(rest) << BigInt(exponent);
  };
  const exact = values.reduce((sum, value) => sum + scaled(value), 0n);
  // Bisects the doubles, whose bits are in the order of their values.
  const magnitude = exact < 0n ? -exact : exact;
  const doubleAt = (bits: bigint): bigint => scaled(fromBits(bits.toString(16).padStart(16, '0')));
  let low = 0n;
  let high = 0x7fefffffffffffffn;
  if (magnitude > doubleAt(high)) {
    const half = (doubleAt(high) - doubleAt(high - 1n)) / 2n;
    return magnitude - doubleAt(high) >= half ? Math.sign(Number(exact > 0n) - 0.5) * Infinity : (exact < 0n ? -MAX : MAX);
  }
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (doubleAt(middle) <= magnitude) low = middle;
    else high = middle;
  }
  if (doubleAt(high) === magnitude) low = high;
  const below = magnitude - doubleAt(low);
  // Nothing finite lies above the largest double, and nothing needs to where the sum is a double.
  const above = below === 0n ? 1n : doubleAt(low + 1n) - magnitude;
  const nearest = below < above || (below === above && low % 2n === 0n) ? low : low + 1n;
  const result = fromBits(nearest.toString(16).padStart(16, '0'));
  return exact < 0n ? -result : result;
}

/** Doubles of every magnitude, and groups of near ones that cancel. */
const someDouble = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -1000, max: 1000 }),
  fc.integer({ min: -1000, max: 1000 }).map((cents) => cents / 100),
  fc.constantFrom(1, -1, 2 ** -53, -(2 ** -53), 2 ** 53, 1e16, -1e16, 5e-324, -5e-324, 2 ** 1000, -(2 ** 1000)),
);

function sumsOf(groups: number, groupOf: readonly number[], values: readonly number[]): ExactSums {
  const sums = exactSums();
  sums.grow(groups);
  sums.add(Int32Array.from(groupOf), Float64Array.from(values), null, values.length);
  return sums;
}

describe('exactSum', () => {
  test.each(FSUM_VECTORS)('agrees with math.fsum of Python: $name', ({ values, sum }) => {
    const doubles = values.match(/.{16}/g)!.map(fromBits);
    expect(bitsOf(exactSum(doubles))).toBe(sum);
    expect(bitsOf(exactSum(doubles.reverse()))).toBe(sum);
  });

  test('agrees with exact fractions', () => {
    for (const values of [[MAX], [-MAX], [MAX, -1], [MAX, 1e300, -1e300]]) expect(exactSum(values)).toBe(naiveSum(values));
    fc.assert(fc.property(fc.array(someDouble, { maxLength: 12 }), (values) => {
      expect(exactSum(values)).toBe(naiveSum(values) + 0);
    }), { numRuns: 300 });
  });

  test('no intermediate sum overflows; the result does only where the exact sum rounds beyond the largest double', () => {
    expect(exactSum([MAX, MAX, -MAX, -MAX, 3])).toBe(3);
    expect(exactSum([MAX, MAX, -MAX])).toBe(MAX);
    expect(exactSum([-MAX, -MAX, MAX, MAX, MAX])).toBe(MAX);
    expect(exactSum(new Array<number>(100).fill(MAX))).toBe(Infinity);
    expect(exactSum([...new Array<number>(100).fill(MAX), ...new Array<number>(101).fill(-MAX)])).toBe(-MAX);
    // Half a unit in the last place above the largest double is the tie, and goes up.
    expect(exactSum([MAX, 2 ** 970])).toBe(Infinity);
    expect(exactSum([MAX, 2 ** 970, -5e-324])).toBe(MAX);
    expect(exactSum([-MAX, -(2 ** 970)])).toBe(-Infinity);
  });

  test('a NaN or both infinities give NaN, one infinity itself, whatever else there is', () => {
    expect(exactSum([1, NaN, Infinity])).toBeNaN();
    expect(exactSum([Infinity, 1, -Infinity])).toBeNaN();
    expect(exactSum([Infinity, -MAX, -MAX, Infinity])).toBe(Infinity);
    expect(exactSum([3, -Infinity])).toBe(-Infinity);
  });

  test('a zero sum is +0', () => {
    for (const values of [[], [-0], [-0, -0], [0, -0], [5, -5], [-1e300, 1e300], [5e-324, -5e-324], [MAX, MAX, -MAX, -MAX]]) {
      expect(bitsOf(exactSum(values))).toBe('0000000000000000');
    }
  });

  test('takes more values than one run', () => {
    expect(exactSum(new Float64Array(100_003).fill(0.1))).toBe(naiveSum([...new Array<number>(100_003).fill(0.1)]));
  });
});

describe('exactSums', () => {
  const someRows = fc.array(fc.record({ group: fc.integer({ min: -1, max: 3 }), value: someDouble, present: fc.boolean() }), { maxLength: 40 });
  const expected = (rows: readonly { group: number; value: number; present: boolean }[]): number[] =>
    [0, 1, 2, 3].map((group) => naiveSum(rows.filter((row) => row.group === group && row.present).map(({ value }) => value)) + 0);

  test('sums each group alone, without its null rows, cut anywhere and in any order', () => {
    fc.assert(fc.property(someRows, fc.array(fc.nat(), { maxLength: 3 }), fc.boolean(), (drawn, cuts, backwards) => {
      const rows = backwards ? [...drawn].reverse() : drawn;
      const sums = exactSums();
      sums.grow(2);
      sums.grow(4);
      for (const [from, to] of rangesOf(rows.length, cuts)) {
        const part = rows.slice(from, to);
        sums.add(Int32Array.from(part, ({ group }) => group), Float64Array.from(part, ({ value }) => value), bitsWhere(part.length, (row) => part[row]!.present), part.length);
      }
      expect([...sums.result()]).toEqual(expected(drawn));
    }));
  });

  test('merging is exact, associative and commutative, and follows the map of groups', () => {
    fc.assert(fc.property(fc.array(someRows, { minLength: 3, maxLength: 3 }), (parts) => {
      const make = (index: number): ExactSums => {
        const sums = exactSums();
        sums.grow(4);
        const rows = parts[index]!.filter(({ present }) => present);
        sums.add(Int32Array.from(rows, ({ group }) => group), Float64Array.from(rows, ({ value }) => value), null, rows.length);
        return sums;
      };
      const merged = (into: ExactSums, from: ExactSums): ExactSums => {
        into.merge(from, Int32Array.of(0, 1, 2, 3));
        return into;
      };
      const all = expected(parts.flat());
      expect([...merged(merged(make(0), make(1)), make(2)).result()]).toEqual(all);
      expect([...merged(make(2), merged(make(1), make(0))).result()]).toEqual(all);
      const backwards = exactSums();
      backwards.grow(4);
      for (const index of [1, 0, 2]) backwards.merge(make(index), Int32Array.of(3, -1, 0, 0));
      const regrouped = parts.flat().map((row) => ({ ...row, group: row.group < 0 ? -1 : [3, -1, 0, 0][row.group]! }));
      expect([...backwards.result()]).toEqual(expected(regrouped));
    }), { numRuns: 60 });
  });

  test('special values stay in their group, through merges too', () => {
    const sums = sumsOf(4, [0, 1, 2, 2, 3], [NaN, Infinity, Infinity, -Infinity, 1.5]);
    expect([...sums.result()]).toEqual([NaN, Infinity, NaN, 1.5]);
    const other = exactSums();
    other.grow(2);
    other.merge(sums, Int32Array.of(-1, 0, -1, 1));
    other.merge(sums, Int32Array.of(-1, -1, -1, 1));
    expect([...other.result()]).toEqual([Infinity, 3]);
    expect([...sums.result()]).toEqual([NaN, Infinity, NaN, 1.5]);
  });

  test('a restored snapshot sums the same and goes on alike', () => {
    fc.assert(fc.property(someRows, (rows) => {
      const sums = sumsOf(4, rows.map(({ group }) => group), rows.map(({ value }) => value));
      const restored = restoreExactSums(sums.snapshot());
      restored.grow(5);
      sums.grow(5);
      for (const state of [sums, restored]) state.add(Int32Array.of(4, 0, 1), Float64Array.of(1e-300, -1e300, 0.1), null, 3);
      expect([...restored.result()]).toEqual([...sums.result()]);
    }), { numRuns: 60 });
  });

  test('refuses groups it has no room for, and short arrays', () => {
    const sums = sumsOf(2, [0, 1], [1, 2]);
    expect(() => { sums.add(Int32Array.of(2), Float64Array.of(1), null, 1); }).toThrow(/^groupOf: expected groups below 2/);
    expect(() => { sums.add(Int32Array.of(0, 0), Float64Array.of(1), null, 2); }).toThrow(/^values: expected at least 2/);
    expect(() => { sums.add(Int32Array.of(0), Float64Array.of(1), null, 2); }).toThrow(/^groupOf: expected at least 2/);
    expect(() => { sums.merge(sumsOf(1, [], []), Int32Array.of(2)); }).toThrow(/^groupOf: expected groups below 2/);
    expect(() => { sums.merge({} as ExactSums, Int32Array.of(0)); }).toThrow(TypeError);
    expect(sums.byteLength).toBeGreaterThan(0);
    expect(sums.groups).toBe(2);
  });
});
