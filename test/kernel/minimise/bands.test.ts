import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandLabel, boundLabels, decimalsOf } from '../../../src/hierarchy/index.ts';
import { bandsByBounds, bandsByWidth } from '../../../src/minimise/kernel/assign-bands.ts';
import { daysOfMicros, doublesOfDecimal, doublesOfInt64 } from '../../../src/minimise/kernel/number-values.ts';

const numbers = fc.double();

describe('bandsByBounds', () => {
  test('a bound belongs to the band it opens', () => {
    const { codes } = bandsByBounds(Float64Array.of(-1, 0, 17, 17.999, 18, 64, 65, 200, Infinity, -Infinity), null, Float64Array.of(0, 18, 65));
    expect([...codes]).toEqual([0, 1, 1, 1, 2, 2, 3, 3, 3, 0]);
  });

  test('the band is the number of bounds that are not above the value', () => {
    fc.assert(fc.property(fc.array(numbers), fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values, bounds) => {
      const sorted = Float64Array.from(bounds).sort();
      const { codes, notANumberCount } = bandsByBounds(Float64Array.from(values), null, sorted);
      values.forEach((value, row) => {
        expect(codes[row]).toBe(Number.isNaN(value) ? -1 : sorted.filter((bound) => bound <= value).length);
      });
      expect(notANumberCount).toBe(values.filter(Number.isNaN).length);
    }));
  });
});

describe('bandsByWidth', () => {
  test('every value lies in its band, and bands are in ascending order', () => {
    const widths = fc.constantFrom(5, 1, 0.1, 0.25, 1 / 3, 1000, 1e-6);
    fc.assert(fc.property(fc.array(fc.oneof(numbers.filter((value) => Math.abs(value) < 1e9), fc.integer({ min: -500, max: 500 }).map((value) => value * 0.1))), widths, (values, width) => {
      const { codes, lows } = bandsByWidth(Float64Array.from(values), null, width);
      expect([...lows]).toEqual([...new Set(lows)].sort((left, right) => left - right));
      values.forEach((value, row) => {
        if (Number.isNaN(value)) expect(codes[row]).toBe(-1);
        else {
          expect(lows[codes[row]!]).toBeLessThanOrEqual(value);
          expect(lows[codes[row]!]! + width).toBeGreaterThanOrEqual(value);
        }
      });
      expect(new Set(codes.filter((code) => code >= 0)).size).toBe(lows.length);
    }), { numRuns: 500 });
  });

  test('integers, zeros of both signs, infinities and nulls', () => {
    const { codes, lows, notANumberCount } = bandsByWidth(Float64Array.of(-0, 0, 4, 5, -1, Infinity, NaN, 9), Uint8Array.of(0b01111111), 5);
    expect([...lows]).toEqual([-5, 0, 5, Infinity]);
    expect([...codes]).toEqual([1, 1, 1, 2, 0, 3, -1, -1]);
    expect(notANumberCount).toBe(1);
  });
});

describe('names', () => {
  test('of bands by bounds', () => {
    expect(boundLabels([0, 18, 65], true)).toEqual(['<0', '0-17', '18-64', '65+']);
    expect(boundLabels([0, 1, 2], true)).toEqual(['<0', '0', '1', '2+']);
    expect(boundLabels([-10, 0, 10.5], false)).toEqual(['<-10', '-10 to <0', '0 to <10.5', '10.5+']);
    expect(boundLabels([0, 18], true, ['minor', 'adult'])).toEqual(['<0', 'minor', 'adult']);
  });
  test('of bands by width', () => {
    expect(bandLabel(20, 25, true)).toBe('20-24');
    expect(bandLabel(-5, 0, true)).toBe('-5 to -1');
    expect(bandLabel(0.5, 1, false)).toBe('0.5 to <1');
    expect([bandLabel(Infinity, Infinity, true), bandLabel(-Infinity, -Infinity, false)]).toEqual(['inf', '-inf']);
  });
  test('digits that a width needs', () => {
    expect([1, 0.5, 0.1, 0.25, 1e-6, 1 / 3].map(decimalsOf)).toEqual([0, 1, 1, 2, 6, 15]);
  });
});

describe('doubles', () => {
  test('of 64-bit integers are what the language rounds them to, up to the last bit', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -100n, max: 100n }))), (values) => {
      doublesOfInt64(BigInt64Array.from(values)).forEach((value, row) => {
        expect(value).toBe(Number(values[row]));
      });
    }));
  });

  test('of decimals are the nearest to their text, below 2^53 unscaled', () => {
    fc.assert(fc.property(fc.array(fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n })), fc.nat(6), (values, scale) => {
      const limbs = new Uint32Array(4 * values.length);
      values.forEach((value, row) => {
        for (let limb = 0; limb < 4; limb++) limbs[4 * row + limb] = Number((value >> BigInt(32 * limb)) & 0xffffffffn);
      });
      doublesOfDecimal(limbs, scale).forEach((value, row) => {
        expect(value).toBe(Number(`${values[row]}e-${scale}`));
      });
    }));
    expect(doublesOfDecimal(Uint32Array.of(0, 0, 0, 0x80000000), 0)[0]).toBe(-(2 ** 127));
  });

  test('days of instants are rounded down, before 1970 and far away too', () => {
    const day = 86_400_000_000n;
    expect([...daysOfMicros(BigInt64Array.of(0n, -1n, day - 1n, day, -day, -day - 1n, 200_000n * day - 1n, -200_000n * day - 1n, 200_000n * day))]).toEqual([
      0, -1, 0, 1, -1, -2, 199_999, -200_001, 200_000,
    ]);
  });
});
