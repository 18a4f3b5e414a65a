import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixedDictionary, gatherCodes, numberDictionary, restoreFixedDictionary, restoreNumberDictionary } from '../../../src/group/index.ts';
import { bitsWhere, naiveCodes, numbersFrom, rangesOf, withoutKernel } from './naive.ts';

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

/** Doubles with a name for each value: one zero, one NaN. */
const nameOf = (value: number): string => (value === 0 ? '0' : String(value));

/** A double from its bits, such as a NaN with a payload. */
const fromBits = (bits: bigint): number => new Float64Array(BigUint64Array.of(bits).buffer)[0]!;

describe('numberDictionary', () => {
  test('has one zero and one NaN', () => {
    const dictionary = numberDictionary('float64');
    const codes = new Int32Array(9);
    const values = Float64Array.of(-0, 0, NaN, fromBits(0xfff8000000000000n), fromBits(0x7ff0000000000001n), Infinity, -Infinity, 5e-324, -5e-324);
    dictionary.encode(values, null, 9, codes);
    expect([...codes]).toEqual([0, 0, 1, 1, 1, 2, 3, 4, 5]);
    expect([...dictionary.values()]).toEqual([0, NaN, Infinity, -Infinity, 5e-324, -5e-324]);
    expect(Object.is(dictionary.values()[0], 0)).toBe(true);
  });

  test('keeps all 64 bits of large integers', () => {
    const dictionary = numberDictionary('int64');
    const codes = new Int32Array(5);
    dictionary.encode(BigInt64Array.of(9007199254740993n, 9007199254740992n, -(2n ** 63n), 2n ** 63n - 1n, 9007199254740993n), null, 5, codes);
    expect([...codes]).toEqual([0, 1, 2, 3, 0]);
    expect([...dictionary.values()]).toEqual([9007199254740993n, 9007199254740992n, -(2n ** 63n), 2n ** 63n - 1n]);
  });

  test('gives nulls −1 whatever they hold, and codes as a Map does, cut anywhere', () => {
    const rows = fc.array(fc.option(fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, -0, NaN))), { maxLength: 90 });
    fc.assert(fc.property(rows, fc.array(fc.nat(), { maxLength: 3 }), (values, cuts) => {
      const dictionary = numberDictionary('float64');
      const codes: number[] = [];
      for (const [from, to] of rangesOf(values.length, cuts)) {
        const part = values.slice(from, to);
        const out = new Int32Array(part.length);
        dictionary.encode(Float64Array.from(part, (value) => value ?? 77), bitsWhere(part.length, (row) => part[row] !== null), part.length, out);
        codes.push(...out);
      }
      expect(codes).toEqual(naiveCodes(values.map((value) => (value === null ? null : nameOf(value)))));
      codes.forEach((code, row) => {
        if (code >= 0) expect(nameOf(dictionary.values()[code]!)).toBe(nameOf(values[row]!));
      });
    }));
  });

  test.each([['in the kernel', (body: () => void) => { body(); }], ['in the script', withoutKernel]])('takes many distinct numbers of each kind %s', (_, run) => {
    run(() => {
      const next = numbersFrom(8);
      const draws = Array.from({ length: 45_000 }, () => next() % 60_000);
      const expected = naiveCodes(draws);
      const codes = new Int32Array(draws.length);
      const absent = bitsWhere(draws.length, (row) => row % 3 !== 1);
      const expectedWithNulls = naiveCodes(draws.map((draw, row) => (row % 3 === 1 ? null : draw)));
      const int32 = numberDictionary('int32');
      const float64 = numberDictionary('float64');
      const int64 = numberDictionary('int64');
      int32.encode(Int32Array.from(draws, (draw) => draw * 65537 - 2 ** 31), null, draws.length, codes);
      expect([...codes]).toEqual(expected);
      float64.encode(Float64Array.from(draws, (draw) => draw / 7), null, draws.length, codes);
      expect([...codes]).toEqual(expected);
      int64.encode(BigInt64Array.from(draws, (draw) => BigInt(draw) * 1_000_000_007n), absent, draws.length, codes);
      expect([...codes]).toEqual(expectedWithNulls);
      const distinct = [...new Set(draws)];
      expect([...int32.values()]).toEqual(distinct.map((draw) => draw * 65537 - 2 ** 31));
      expect([...float64.values()]).toEqual(distinct.map((draw) => draw / 7));
      expect(int32.byteLength).toBeGreaterThan(4 * distinct.length);
      for (const [kind, dictionary] of [['int32', int32], ['float64', float64], ['int64', int64]] as const) {
        expect([...restoreNumberDictionary(kind, dictionary.snapshot()).values()] as unknown[]).toEqual([...dictionary.values()]);
      }
    });
  });

  test('refuses short columns, other kinds and other snapshots', () => {
    const dictionary = numberDictionary('int32');
    expect(() => { dictionary.encode(Int32Array.of(1), null, 2, new Int32Array(2)); }).toThrow(/^values: expected at least 2/);
    expect(() => { dictionary.encode(Int32Array.of(1), null, 1, new Int32Array(0)); }).toThrow(/^codes: expected at least 1/);
    expect(() => numberDictionary('int8' as 'int32')).toThrow(TypeError);
    expect(() => restoreNumberDictionary('float64', dictionary.snapshot())).toThrow(/^snapshot: /);
    expect(() => restoreFixedDictionary(dictionary.snapshot())).toThrow(/^snapshot: expected a snapshot of this kind/);
    expect(() => restoreNumberDictionary('int32', new Uint8Array(7))).toThrow(/^snapshot: expected a whole/);
    dictionary.encode(Int32Array.of(1, 2), null, 2, new Int32Array(2));
    expect(() => restoreNumberDictionary('int32', dictionary.snapshot().subarray(0, 59))).toThrow(/^snapshot: expected a whole/);
  });
});

describe('fixedDictionary', () => {
  test.each([1, 2, 3, 4, 5, 7, 8, 16, 31, 32])('codes strings of %i bytes as a Map does, at any alignment, cut anywhere', (width) => {
    fc.assert(fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 60 }), fc.nat({ max: 3 }), fc.array(fc.nat(), { maxLength: 3 }), (draws, lead, cuts) => {
      const all = new Uint8Array(lead + width * draws.length).subarray(lead);
      draws.forEach((draw, row) => all.fill(draw, width * row, width * (row + 1)).fill(1, width * row, width * row + (width >> 1)));
      const dictionary = fixedDictionary(width);
      const codes = rangesOf(draws.length, cuts).flatMap(([from, to]) => {
        const out = new Int32Array(to - from);
        dictionary.encode(all.subarray(width * from, width * to), bitsWhere(to - from, (row) => draws[from + row] !== 9), to - from, out);
        return [...out];
      });
      expect(codes).toEqual(naiveCodes(draws.map((draw) => (draw === 9 ? null : draw))));
      codes.forEach((code, row) => {
        if (code >= 0) expect(hex(dictionary.bytes().subarray(width * code, width * (code + 1)))).toBe(hex(all.subarray(width * row, width * (row + 1))));
      });
      expect(hex(restoreFixedDictionary(dictionary.snapshot()).bytes())).toBe(hex(dictionary.bytes()));
    }), { numRuns: 30 });
  });

  test.each([16, 13])('takes many distinct strings of %i bytes', (width) => {
    const rows = 60_000;
    const next = numbersFrom(11);
    const draws = Array.from({ length: rows }, () => next() % 45_000);
    const bytes = new Uint8Array(width * rows);
    const view = new DataView(bytes.buffer);
    draws.forEach((draw, row) => {
      view.setUint32(width * row, Math.imul(draw, 0x9e3779b1), true);
      view.setUint32(width * (row + 1) - 4, draw, true);
    });
    const dictionary = fixedDictionary(width);
    const codes = new Int32Array(rows);
    dictionary.encode(bytes, null, rows, codes);
    expect([...codes]).toEqual(naiveCodes(draws));
    expect(dictionary.size).toBe(new Set(draws).size);
    expect(dictionary.bytes().length).toBe(width * dictionary.size);
  });

  test('refuses a width of no bytes and a column too short', () => {
    expect(() => fixedDictionary(0)).toThrow(/^width: expected an integer from 1 up, got 0/);
    expect(() => { fixedDictionary(16).encode(new Uint8Array(31), null, 2, new Int32Array(2)); }).toThrow(/^bytes: expected at least 32/);
  });
});

describe('gatherCodes', () => {
  test('maps codes, keeps nulls, and may write in place', () => {
    const codes = Int32Array.of(0, 2, -1, 1, 9);
    gatherCodes(codes, Uint8Array.of(0b01111), Int32Array.of(5, -1, 3), 5, codes);
    expect([...codes]).toEqual([5, 3, -1, -1, -1]);
  });

  test('refuses codes outside the map', () => {
    const map = Int32Array.of(0, 1);
    expect(() => { gatherCodes(Int32Array.of(2), null, map, 1, new Int32Array(1)); }).toThrow(/^codes: expected codes from -1 to 1/);
    expect(() => { gatherCodes(Int32Array.of(-2), null, map, 1, new Int32Array(1)); }).toThrow(RangeError);
    expect(() => { gatherCodes(Int32Array.of(0), null, map, 1, new Int32Array(0)); }).toThrow(/^out: /);
  });
});
