// Casts of stored numbers against big integers, row by row.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstRowBeyond, int64OfLimbs, limbsOfBigEndian, limbsOfFixed, limbsOfInt32, limbsOfInt64, powerOfTen, rescaleDecimals } from '../../../src/read/kernel/decimal.ts';
import { daysToMicros, divideWords, int96ToMicros, multiplyWords } from '../../../src/read/kernel/instant.ts';
import { firstAboveInt64, floatToInt32, floatToInt64, int64ToFloat, narrowInt64, narrowUint32, widenFloat16, widenInt32 } from '../../../src/read/kernel/whole-number.ts';

const MIN64 = -(2n ** 63n);
const MAX64 = 2n ** 63n - 1n;

/** Numbers of 64 bits, many of them near the edges where casts go wrong. */
const int64 = fc.oneof(
  fc.bigInt({ min: MIN64, max: MAX64 }),
  fc.bigInt({ min: -10n, max: 10n }),
  fc.constantFrom(31n, 32n, 53n, 62n, 63n).chain((bits) => fc.bigInt({ min: -3n, max: 3n }).chain((step) => fc.constantFrom(2n ** bits + step, -(2n ** bits) + step))).map((value) => (value < MIN64 ? MIN64 : value > MAX64 ? MAX64 : value)),
);
const withValidity = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<{ values: Value[]; valid: Uint8Array | null; isPresent: (row: number) => boolean }> =>
  fc.tuple(fc.array(value, { maxLength: 20 }), fc.option(fc.uint8Array({ minLength: 3, maxLength: 3 }))).map(([values, valid]) => ({
    values,
    valid,
    isPresent: (row) => valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0,
  }));

const words = (values: readonly bigint[]): Int32Array => new Int32Array(BigInt64Array.from(values).buffer);
const bigs = (array: Int32Array): bigint[] => [...new BigInt64Array(array.buffer, array.byteOffset, array.length / 2)];
const limbsOf = (values: readonly bigint[]): Uint32Array => Uint32Array.from(values.flatMap((value) => [0n, 32n, 64n, 96n].map((shift) => Number((value >> shift) & 0xffffffffn))));
const decimalsOf = (limbs: Uint32Array): bigint[] =>
  Array.from({ length: limbs.length / 4 }, (_, row) => BigInt.asIntN(128, [3, 2, 1, 0].reduce((sum, limb) => (sum << 32n) | BigInt(limbs[4 * row + limb]!), 0n)));

/** Runs a cast against what each row should become; `null` means that it does not fit. */
function check<Out>(values: readonly unknown[], isPresent: (row: number) => boolean, wanted: (row: number) => Out | null, fault: number, made: (row: number) => Out): void {
  const expectedFault = values.findIndex((_, row) => isPresent(row) && wanted(row) === null);
  expect(fault).toBe(expectedFault);
  if (expectedFault >= 0) return;
  values.forEach((_, row) => {
    if (isPresent(row)) expect(made(row)).toEqual(wanted(row));
  });
}

const within = (value: bigint, min: bigint, max: bigint): boolean => value >= min && value <= max;

describe('whole numbers', () => {
  test('of 64 bits become 32 bits where they fit', () => {
    fc.assert(fc.property(withValidity(int64), fc.boolean(), ({ values, valid, isPresent }, signed) => {
      const out = new Int32Array(values.length);
      const fault = narrowInt64(words(values), signed, valid, out);
      const meant = (row: number): bigint => (signed ? values[row]! : BigInt.asUintN(64, values[row]!));
      check(values, isPresent, (row) => (within(meant(row), -(2n ** 31n), 2n ** 31n - 1n) ? Number(meant(row)) : null), fault, (row) => out[row]!);
    }));
  });

  test('of 32 unsigned bits become 32 signed bits where they fit', () => {
    fc.assert(fc.property(withValidity(fc.oneof(fc.nat({ max: 0xffffffff }), fc.constantFrom(0, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1))), ({ values, valid, isPresent }) => {
      const out = new Int32Array(values.length);
      check(values, isPresent, (row) => (values[row]! < 2 ** 31 ? values[row]! : null), narrowUint32(Uint32Array.from(values), valid, out), (row) => out[row]!);
    }));
  });

  test('of 64 unsigned bits fit 63 unless the top bit is set', () => {
    fc.assert(fc.property(withValidity(int64), ({ values, valid, isPresent }) => {
      check(values, isPresent, (row) => (values[row]! >= 0n ? true : null), firstAboveInt64(words(values), valid, values.length), () => true);
    }));
  });

  test('of 32 bits widen without change', () => {
    fc.assert(fc.property(fc.array(fc.integer()), (values) => {
      const signed = new Int32Array(2 * values.length);
      widenInt32(Int32Array.from(values), signed);
      expect(bigs(signed)).toEqual(values.map(BigInt));
      const unsigned = new Int32Array(2 * values.length);
      widenInt32(Uint32Array.from(values), unsigned);
      expect(bigs(unsigned)).toEqual(values.map((value) => BigInt(value >>> 0)));
    }));
  });

  test('of 64 bits become floats up to 2^53', () => {
    fc.assert(fc.property(withValidity(int64), fc.boolean(), ({ values, valid, isPresent }, signed) => {
      const out = new Float64Array(values.length);
      const fault = int64ToFloat(words(values), signed, valid, out);
      const meant = (row: number): bigint => (signed ? values[row]! : BigInt.asUintN(64, values[row]!));
      check(values, isPresent, (row) => (within(meant(row), -(2n ** 53n) + 1n, 2n ** 53n - 1n) ? Number(meant(row)) : null), fault, (row) => out[row]!);
    }));
  });
});

describe('floats', () => {
  const float = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 0.5, 2 ** 31, -(2 ** 31), 2 ** 31 - 1, 2 ** 32, -(2 ** 32) - 1, 2 ** 52 + 1, 2 ** 53, -(2 ** 53) + 1, NaN, Infinity, -Infinity));

  test('become whole numbers where nothing is lost, the sign of zero included', () => {
    fc.assert(fc.property(withValidity(float), ({ values, valid, isPresent }) => {
      const small = new Int32Array(values.length);
      const whole = (row: number, limit: number): boolean => Number.isInteger(values[row]!) && !Object.is(values[row]!, -0) && values[row]! >= -limit && values[row]! < limit;
      check(values, isPresent, (row) => (whole(row, 2 ** 31) ? values[row]! : null), floatToInt32(Float64Array.from(values), valid, small), (row) => small[row]!);
      const large = new Int32Array(2 * values.length);
      check(values, isPresent, (row) => (whole(row, 2 ** 53) && values[row]! !== -(2 ** 53) ? BigInt(values[row]!) : null), floatToInt64(Float64Array.from(values), valid, large), (row) => bigs(large)[row]!);
    }));
  });

  test('of 16 bits are all widened as the standard says', () => {
    const halves = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
    const out = new Float64Array(65_536);
    widenFloat16(halves, out);
    const wanted = (bits: number): number => {
      const sign = bits >= 32_768 ? -1 : 1;
      const exponent = Math.floor(bits / 1024) % 32;
      const fraction = bits % 1024;
      if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
      return exponent === 0 ? sign * fraction / 2 ** 24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
    };
    halves.forEach((bits) => {
      if (!Object.is(out[bits], wanted(bits))) expect([bits, out[bits]]).toEqual([bits, wanted(bits)]);
    });
  });
});

describe('instants', () => {
  test.each([1, 1000, 1_000_000, 86_400])('are multiplied by %i where they fit', (factor) => {
    fc.assert(fc.property(withValidity(int64), ({ values, valid, isPresent }) => {
      const out = new Int32Array(2 * values.length);
      const fault = multiplyWords(words(values), factor, valid, out);
      check(values, isPresent, (row) => (within(values[row]! * BigInt(factor), MIN64, MAX64) ? values[row]! * BigInt(factor) : null), fault, (row) => bigs(out)[row]!);
    }));
  });

  test.each([1, 1000, 86_400])('are divided by %i where nothing remains, in place too', (divisor) => {
    const multiple = int64.map((value) => (value / BigInt(divisor)) * BigInt(divisor));
    fc.assert(fc.property(withValidity(fc.oneof(multiple, multiple, int64)), ({ values, valid, isPresent }) => {
      const out = words(values);
      const fault = divideWords(out, divisor, valid, out);
      check(values, isPresent, (row) => (values[row]! % BigInt(divisor) === 0n ? values[row]! / BigInt(divisor) : null), fault, (row) => bigs(out)[row]!);
    }));
  });

  test('of days become microseconds where they fit', () => {
    fc.assert(fc.property(withValidity(fc.oneof(fc.integer(), fc.integer({ min: -106_751_993, max: -106_751_989 }), fc.integer({ min: 106_751_989, max: 106_751_993 }))), ({ values, valid, isPresent }) => {
      const out = new Int32Array(2 * values.length);
      const fault = daysToMicros(Int32Array.from(values), valid, out);
      const micros = (row: number): bigint => BigInt(values[row]!) * 86_400_000_000n;
      // The last day on either side fits only in part, and is refused.
      check(values, isPresent, (row) => (Math.abs(values[row]!) <= 106_751_990 ? micros(row) : null), fault, (row) => bigs(out)[row]!);
      expect(within(106_751_990n * 86_400_000_000n + 86_399_999_999n, MIN64, MAX64)).toBe(true);
    }));
  });

  test('of 12 bytes become microseconds where they are whole and fit', () => {
    const parts = fc.tuple(fc.oneof(fc.bigInt({ min: 0n, max: 86_399_999_999n }).map((micros) => micros * 1000n), fc.bigInt({ min: -1000n, max: 86_400_000_001_000n })), fc.oneof(fc.integer({ min: 2_400_000, max: 5_400_000 }), fc.integer()));
    fc.assert(fc.property(withValidity(parts), ({ values, valid, isPresent }) => {
      const out = new Int32Array(2 * values.length);
      const stored = Int32Array.from(values.flatMap(([nanos, day]) => [Number(BigInt.asIntN(32, nanos)), Number(BigInt.asIntN(32, nanos >> 32n)), day]));
      const fault = int96ToMicros(stored, valid, out);
      check(values, isPresent, (row) => {
        const [nanos, day] = values[row]!;
        const days = BigInt(day) - 2_440_588n;
        return nanos >= 0n && nanos < 86_400_000_000_000n && nanos % 1000n === 0n && within(days, -106_751_990n, 106_751_990n) ? days * 86_400_000_000n + nanos / 1000n : null;
      }, fault, (row) => bigs(out)[row]!);
    }));
  });
});

describe('decimals', () => {
  const top = 10n ** 38n - 1n;
  const decimal = fc.oneof(
    fc.bigInt({ min: -top, max: top }),
    fc.bigInt({ min: -1000n, max: 1000n }),
    fc.tuple(fc.integer({ min: 0, max: 37 }), fc.bigInt({ min: -2n, max: 2n }), fc.boolean()).map(([digits, step, negative]) => (10n ** BigInt(digits) + step) * (negative ? -1n : 1n)),
    fc.constantFrom(2n ** 127n - 1n, -(2n ** 127n), 2n ** 96n, -(2n ** 64n), 2n ** 32n - 1n),
  );

  test('have powers of ten', () => {
    for (let digits = 0; digits <= 38; digits++) expect(decimalsOf(powerOfTen(digits))).toEqual([10n ** BigInt(digits)]);
  });

  test('change their scale where no digit is lost and the digits suffice', () => {
    fc.assert(fc.property(withValidity(fc.tuple(decimal, fc.integer({ min: 0, max: 38 })).map(([value, zeros]) => (value / 10n ** BigInt(zeros)) * 10n ** BigInt(zeros))), fc.integer({ min: -38, max: 38 }), fc.integer({ min: 1, max: 38 }), ({ values, valid, isPresent }, digits, precision) => {
      const out = new Uint32Array(4 * values.length).fill(7);
      const fault = rescaleDecimals(limbsOf(values), digits, precision, valid, out);
      const power = 10n ** BigInt(Math.abs(digits));
      const fits = (value: bigint): bigint | null => (value < 10n ** BigInt(precision) && value > -(10n ** BigInt(precision)) ? value : null);
      check(values, isPresent, (row) => (digits >= 0 ? fits(values[row]! * power) : values[row]! % power === 0n ? fits(values[row]! / power) : null), fault, (row) => decimalsOf(out)[row]!);
      if (fault < 0) values.forEach((_, row) => isPresent(row) || expect(decimalsOf(out)[row]).toBe(0n));
    }), { numRuns: 500 });
  });

  test('are checked for their digits', () => {
    fc.assert(fc.property(withValidity(decimal), fc.integer({ min: 1, max: 38 }), ({ values, valid, isPresent }, precision) => {
      const bound = 10n ** BigInt(precision);
      check(values, isPresent, (row) => (values[row]! < bound && values[row]! > -bound ? true : null), firstRowBeyond(limbsOf(values), precision, valid, values.length), () => true);
    }), { numRuns: 500 });
  });

  test('are made of whole numbers', () => {
    fc.assert(fc.property(fc.array(fc.integer()), fc.array(int64), (small, large) => {
      expect(decimalsOf(limbsOfInt32(Int32Array.from(small)))).toEqual(small.map(BigInt));
      expect(decimalsOf(limbsOfInt64(words(large), true))).toEqual(large);
      expect(decimalsOf(limbsOfInt64(words(large), false))).toEqual(large.map((value) => BigInt.asUintN(64, value)));
    }));
  });

  test('become 64-bit numbers where they fit', () => {
    fc.assert(fc.property(withValidity(fc.oneof(int64, decimal)), ({ values, valid, isPresent }) => {
      const out = new Int32Array(2 * values.length);
      check(values, isPresent, (row) => (within(values[row]!, MIN64, MAX64) ? values[row]! : null), int64OfLimbs(limbsOf(values), valid, out), (row) => bigs(out)[row]!);
    }));
  });

  /** Two's complement, highest byte first. */
  const bigEndian = (value: bigint, width: number): number[] => Array.from({ length: width }, (_, index) => Number((value >> BigInt(8 * (width - 1 - index))) & 255n));

  test.each([1, 2, 4, 8, 9, 16, 17, 20])('are read from %i bytes, highest first', (width) => {
    const value = fc.bigInt({ min: -(2n ** BigInt(8 * width - 1)), max: 2n ** BigInt(8 * width - 1) - 1n });
    fc.assert(fc.property(withValidity(fc.oneof(value, value.map((big) => BigInt.asIntN(Math.min(128, 8 * width), big)))), ({ values, valid, isPresent }) => {
      const bytes = Uint8Array.from(values.flatMap((big) => bigEndian(big, width)));
      const out = new Uint32Array(4 * values.length);
      const wanted = (row: number): bigint | null => (within(values[row]!, -(2n ** 127n), 2n ** 127n - 1n) ? values[row]! : null);
      check(values, isPresent, wanted, limbsOfFixed(bytes, width, values.length, valid, out), (row) => decimalsOf(out)[row]!);
      const ends = Int32Array.from({ length: values.length + 1 }, (_, row) => row * width);
      const again = new Uint32Array(4 * values.length);
      check(values, isPresent, wanted, limbsOfBigEndian(bytes, ends, valid, again), (row) => decimalsOf(again)[row]!);
    }));
  });

  test('of no bytes are zero', () => {
    const out = new Uint32Array(4);
    expect(limbsOfBigEndian(new Uint8Array(0), Int32Array.of(0, 0), null, out)).toBe(-1);
    expect(decimalsOf(out)).toEqual([0n]);
  });
});
