import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteDictionary, restoreByteDictionary, type ByteDictionary } from '../../../src/group/index.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';
import { naiveCodes, numbersFrom, rangesOf, withoutKernel } from './naive.ts';

const hex = (value: Uint8Array | string): string => Buffer.from(value).toString('hex');

function encodeAll(dictionary: ByteDictionary, values: readonly (string | Uint8Array | null)[], lead = 0): number[] {
  const { offsets, bytes, valid, rows } = textColumnOf(values, lead);
  const codes = new Int32Array(rows);
  dictionary.encode(offsets, bytes, valid, rows, codes);
  return [...codes];
}

const decoded = (dictionary: ByteDictionary): (string | null)[] =>
  stringsOf({ offsets: dictionary.offsets(), bytes: dictionary.bytes(), valid: null, rows: dictionary.size });

/** Lengths around every boundary of the kernels (4, 8, 16 bytes), and bytes that are zero. */
const someBytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ maxLength: 3, max: 1 }),
  fc.nat({ max: 20 }).map((length) => new Uint8Array(length)),
  fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 })).map(([length, at]) => {
    const value = new Uint8Array(length).fill(0x41);
    if (at < length) value[at] = 0x42;
    return value;
  }),
);
const someRows = fc.array(fc.option(someBytes, { freq: 6 }), { maxLength: 120 });

describe('byteDictionary', () => {
  test('gives dense codes in the order of first appearance, −1 to nulls, and finds strings again', () => {
    const dictionary = byteDictionary();
    expect(encodeAll(dictionary, ['Paris', null, 'Lyon', 'Paris', '', 'Saint-Étienne-du-Rouvray', '', null])).toEqual([0, -1, 1, 0, 2, 3, 2, -1]);
    expect(decoded(dictionary)).toEqual(['Paris', 'Lyon', '', 'Saint-Étienne-du-Rouvray']);
    expect(dictionary.size).toBe(4);
    const sought = new TextEncoder().encode('xLyonx');
    expect(dictionary.find(sought, 1, 5)).toBe(1);
    expect(dictionary.find(sought, 0, 5)).toBe(-1);
    expect(dictionary.find(sought, 3, 3)).toBe(2);
    encodeAll(dictionary, ['Lyo']);
    expect(dictionary.find(sought, 1, 4)).toBe(4);
  });

  test('tells strings apart that differ in length by zero bytes only', () => {
    const values = Array.from({ length: 30 }, (_, length) => new Uint8Array(length));
    const dictionary = byteDictionary();
    expect(encodeAll(dictionary, values)).toEqual(values.map((_, index) => index));
    expect(encodeAll(dictionary, values)).toEqual(values.map((_, index) => index));
  });

  test('codes agree with a Map, and decoding gives the rows back', () => {
    fc.assert(fc.property(someRows, fc.nat({ max: 9 }), (rows, lead) => {
      const dictionary = byteDictionary();
      const codes = encodeAll(dictionary, rows, lead);
      expect(codes).toEqual(naiveCodes(rows.map((value) => (value === null ? null : hex(value)))));
      const offsets = dictionary.offsets();
      rows.forEach((value, row) => {
        const code = codes[row]!;
        if (value !== null) expect(hex(dictionary.bytes().subarray(offsets[code], offsets[code + 1]))).toBe(hex(value));
      });
    }));
  });

  test('codes do not depend on where batches are cut, nor on the seed', () => {
    fc.assert(fc.property(someRows, fc.array(fc.nat(), { maxLength: 4 }), fc.integer(), (rows, cuts, seed) => {
      const dictionary = byteDictionary(seed);
      const codes = rangesOf(rows.length, cuts).flatMap(([from, to]) => encodeAll(dictionary, rows.slice(from, to), from % 5));
      expect(codes).toEqual(encodeAll(byteDictionary(), rows));
    }));
  });

  test('a null row may have bytes: they never enter', () => {
    const dictionary = byteDictionary();
    const codes = new Int32Array(3);
    dictionary.encode(Int32Array.of(0, 2, 4, 6), new TextEncoder().encode('aabbcc'), Uint8Array.of(0b101), 3, codes);
    expect([...codes]).toEqual([0, -1, 1]);
    expect(decoded(dictionary)).toEqual(['aa', 'cc']);
  });

  test('takes no rows at all, and a view into a larger buffer', () => {
    const dictionary = byteDictionary();
    expect(encodeAll(dictionary, [])).toEqual([]);
    dictionary.encode(new Int32Array(0), new Uint8Array(0), null, 0, new Int32Array(0));
    const view = new TextEncoder().encode('....abcdefab....').subarray(4, 12);
    const codes = new Int32Array(4);
    dictionary.encode(Int32Array.of(0, 2, 4, 6, 8), view, null, 4, codes);
    expect([...codes]).toEqual([0, 1, 2, 0]);
  });
});

/** Values of every length, more than the small index holds, each several times, with nulls. */
function manyValues(count: number, seed: number): (string | null)[] {
  const next = numbersFrom(seed);
  return Array.from({ length: count }, () => {
    const draw = next() % 7000;
    return draw % 50 === 0 ? null : `${draw * 7919}${'-'.repeat(draw % 37)}`;
  });
}

const forms: [string, <Result>(body: () => Result) => Result][] = [
  ['in the kernel', (body) => body()],
  ['in the script', withoutKernel],
];

describe.each(forms)('a large dictionary %s', (_, run) => {
  test('codes agree with a Map, cut anywhere', () => {
    run(() => {
      const values = manyValues(30_000, 5);
      const dictionary = byteDictionary();
      const codes = rangesOf(values.length, [1, 700, 9_999, 10_000, 10_000, 25_001])
        .flatMap(([from, to]) => encodeAll(dictionary, values.slice(from, to), from % 3));
      expect(codes).toEqual(naiveCodes(values));
      const distinct = [...new Set(values.filter((value) => value !== null))];
      expect(decoded(dictionary)).toEqual(distinct);
      expect(dictionary.byteLength).toBeGreaterThan(dictionary.bytes().length + 4 * dictionary.size);
      const encoder = new TextEncoder();
      for (const value of distinct.slice(0, 300)) {
        const bytes = encoder.encode(`${value}!`);
        expect(dictionary.find(bytes, 0, bytes.length - 1)).toBe(distinct.indexOf(value));
        expect(dictionary.find(bytes, 0, bytes.length)).toBe(-1);
      }
    });
  });

  test('grows through many doublings and keeps every code', () => {
    run(() => {
      const dictionary = byteDictionary();
      const values = Array.from({ length: 120_000 }, (_, index) => String(index * 31));
      expect(encodeAll(dictionary, values)).toEqual(values.map((_, index) => index));
      expect(encodeAll(dictionary, values.slice().reverse())).toEqual(values.map((_, index) => values.length - 1 - index));
      expect(dictionary.find(new Uint8Array(600_000), 0, 600_000)).toBe(-1);
    });
  });

  test('takes strings longer than any chunk', () => {
    run(() => {
      const dictionary = byteDictionary();
      encodeAll(dictionary, Array.from({ length: 3000 }, (_, index) => `v${index}`));
      const long = 'L'.repeat(700_000);
      const half = 'H'.repeat(400_000);
      expect(encodeAll(dictionary, ['v17', half, long, null, 'new', half, `${half}.`, long, 'v2999'])).toEqual([17, 3000, 3001, -1, 3002, 3000, 3003, 3001, 2999]);
      expect(dictionary.size).toBe(3004);
      expect(encodeAll(dictionary, ['v0', 'newer', long])).toEqual([0, 3004, 3001]);
    });
  });

  test('refuses offsets that descend, and stays usable', () => {
    run(() => {
      const dictionary = byteDictionary();
      encodeAll(dictionary, Array.from({ length: 2000 }, (_, index) => `v${index}`));
      const bytes = new TextEncoder().encode('abcdefghijklmnopqrstuvwxyz');
      for (const offsets of [Int32Array.of(0, 9, 4, 26), Int32Array.of(0, 2 ** 30, 4, 26), Int32Array.of(0, -7, 4, 26)]) {
        expect(() => { dictionary.encode(offsets, bytes, null, 3, new Int32Array(3)); }).toThrow(RangeError);
      }
      expect(encodeAll(dictionary, ['v1', 'v1999'])).toEqual([1, 1999]);
    });
  });
});

describe('byteDictionary', () => {
  test('the kernel and the script give the same codes to every column', () => {
    fc.assert(fc.property(fc.integer({ min: 1 }), fc.array(fc.nat(), { maxLength: 3 }), (seed, cuts) => {
      const values = manyValues(4000, seed);
      const encode = (): number[] => {
        const dictionary = byteDictionary();
        return rangesOf(values.length, cuts).flatMap(([from, to]) => encodeAll(dictionary, values.slice(from, to)));
      };
      expect(withoutKernel(encode)).toEqual(encode());
    }), { numRuns: 20 });
  });

  test('encoding one dictionary into another gives the map that unites them, in any order of uniting', () => {
    fc.assert(fc.property(someRows, someRows, (left, right) => {
      const first = byteDictionary();
      const second = byteDictionary();
      encodeAll(first, left);
      const codes = encodeAll(second, right);
      const map = new Int32Array(second.size);
      first.encode(second.offsets(), second.bytes(), null, second.size, map);
      const united = byteDictionary();
      const expected = encodeAll(united, [...left, ...right]).slice(left.length);
      expect(codes.map((code) => (code < 0 ? -1 : map[code]!))).toEqual(expected);
      expect(decoded(first)).toEqual(decoded(united));
    }));
  });

  test('a restored snapshot has the same codes and goes on alike', () => {
    for (const values of [[], ['a', 'b', ''], manyValues(9000, 3)]) {
      const dictionary = byteDictionary();
      encodeAll(dictionary, values);
      const restored = restoreByteDictionary(dictionary.snapshot());
      expect(decoded(restored)).toEqual(decoded(dictionary));
      expect(encodeAll(restored, [...values, 'never seen'])).toEqual(encodeAll(dictionary, [...values, 'never seen']));
    }
  });

  test('refuses arrays that are too short, with their name and no value', () => {
    const dictionary = byteDictionary();
    const bytes = new TextEncoder().encode('secret');
    const cases: [() => void, RegExp][] = [
      [() => { dictionary.encode(Int32Array.of(0, 6), bytes, null, 2, new Int32Array(2)); }, /^offsets: expected at least 3/],
      [() => { dictionary.encode(Int32Array.of(0, 7), bytes, null, 1, new Int32Array(1)); }, /^offsets: expected offsets inside/],
      [() => { dictionary.encode(Int32Array.of(-1, 6), bytes, null, 1, new Int32Array(1)); }, /^offsets: expected offsets inside/],
      [() => { dictionary.encode(Int32Array.of(0, 5, 3, 6), bytes, null, 3, new Int32Array(3)); }, /^offsets: expected ascending/],
      [() => { dictionary.encode(Int32Array.of(0, 6), bytes, null, 1, new Int32Array(0)); }, /^codes: expected at least 1/],
      [() => { dictionary.encode(Int32Array.of(0, 6), bytes, new Uint8Array(0), 1, new Int32Array(1)); }, /^valid: expected at least 1/],
      [() => { dictionary.encode(Int32Array.of(0, 6), bytes, null, -1, new Int32Array(1)); }, /^rows: expected an integer from 0 up, got -1/],
      [() => { dictionary.find(bytes, 3, 7); }, /^start: expected a range inside/],
      [() => { dictionary.find(bytes, 3, 2); }, /^start: expected a range inside/],
    ];
    for (const [body, message] of cases) {
      expect(body).toThrow(RangeError);
      expect(body).toThrow(message);
      expect(body).not.toThrow(/secret/);
    }
  });
});
