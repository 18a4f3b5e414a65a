import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteDictionary, numberDictionary, orderByBytes, orderByValue, orderTuples, rankOf } from '../../../src/group/index.ts';
import { processorClock } from '../../processor-time.ts';
import { textColumnOf } from '../../text-column.ts';
import { numbersFrom } from './naive.ts';

type Text = Uint8Array | string;

function dictionaryOf(values: readonly Text[]): ReturnType<typeof byteDictionary> {
  const dictionary = byteDictionary();
  const { offsets, bytes, rows } = textColumnOf(values);
  dictionary.encode(offsets, bytes, null, rows, new Int32Array(rows));
  return dictionary;
}

/** Node's own comparison of bytes is the oracle. */
function expectedOrder(values: readonly Text[]): number[] {
  const distinct = [...new Set(values.map((value) => Buffer.from(value).toString('hex')))].map((digits) => Buffer.from(digits, 'hex'));
  return distinct.map((_, code) => code).sort((left, right) => Buffer.compare(distinct[left]!, distinct[right]!));
}

describe('orderByBytes', () => {
  test('orders by the first different byte, a prefix first, as Node compares buffers', () => {
    const some = fc.oneof(
      fc.uint8Array({ maxLength: 6, max: 2 }),
      fc.uint8Array({ maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
      fc.nat({ max: 200 }).map((number) => `common-prefix-${number}`),
    );
    fc.assert(fc.property(fc.array(some, { maxLength: 200 }), (values) => {
      expect([...orderByBytes(dictionaryOf(values))]).toEqual(expectedOrder(values));
    }));
  });

  test('orders many strings, in and beyond the kernel', () => {
    const next = numbersFrom(21);
    const values = Array.from({ length: 20_000 }, () => `${'x'.repeat(next() % 5)}${next() % 50_000}`);
    expect([...orderByBytes(dictionaryOf(values))]).toEqual(expectedOrder(values));
  });

  test('long common prefixes cost one look, not a pass per byte', () => {
    const prefix = 'p'.repeat(200_000);
    const values = Array.from({ length: 60 }, (_, index) => `${prefix}${(index * 37) % 60}`);
    const spent = processorClock();
    expect([...orderByBytes(dictionaryOf(values))]).toEqual(expectedOrder(values));
    // A pass per byte would clear and sum 257 counters 200,000 times, for each of 60 strings' bytes.
    expect(spent()).toBeLessThan(1500);
  });

  test('orders nothing and one thing', () => {
    expect([...orderByBytes(dictionaryOf([]))]).toEqual([]);
    expect([...orderByBytes(dictionaryOf(['a']))]).toEqual([0]);
  });
});

describe('orderByValue', () => {
  test('orders numbers ascending with NaN last, as comparisons do', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.double(), { maxLength: 60 }), (drawn) => {
      const dictionary = numberDictionary('float64');
      dictionary.encode(Float64Array.from(drawn), null, drawn.length, new Int32Array(drawn.length));
      const values = [...dictionary.values()];
      const expected = values.map((_, code) => code).sort((left, right) => {
        const [first, second] = [values[left]!, values[right]!];
        if (Number.isNaN(first) || Number.isNaN(second)) return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
        return first < second ? -1 : 1;
      });
      expect([...orderByValue(dictionary.values())]).toEqual(expected);
    }));
  });

  test('orders integers of both widths by size, not as text', () => {
    expect([...orderByValue(Int32Array.of(10, 9, -1, 2 ** 31 - 1, -(2 ** 31)))]).toEqual([4, 2, 1, 0, 3]);
    expect([...orderByValue(BigInt64Array.of(10n, 9n, -(2n ** 63n), 2n ** 63n - 1n))]).toEqual([2, 1, 0, 3]);
  });
});

describe('rankOf', () => {
  test('is the inverse of an order', () => {
    fc.assert(fc.property(fc.nat({ max: 50 }).chain((size) => fc.shuffledSubarray(Array.from({ length: size }, (_, code) => code), { minLength: size })), (order) => {
      const ranks = rankOf(Int32Array.from(order));
      expect(order.map((code) => ranks[code])).toEqual(order.map((_, place) => place));
      expect([...rankOf(ranks)]).toEqual(order);
    }));
  });

  test('refuses what is no order', () => {
    expect(() => rankOf(Int32Array.of(0, 2))).toThrow(/^order: expected codes from 0 to 1/);
    expect(() => rankOf(Int32Array.of(-1))).toThrow(RangeError);
  });
});

describe('orderTuples', () => {
  const someTable = fc.record({ columns: fc.integer({ min: 0, max: 4 }), rows: fc.nat({ max: 60 }), codes: fc.integer({ min: 1, max: 600 }) }).chain(({ columns, rows, codes }) =>
    fc.tuple(
      fc.array(fc.array(fc.integer({ min: -1, max: codes - 1 }), { minLength: rows, maxLength: rows }), { minLength: columns, maxLength: columns }),
      fc.array(fc.shuffledSubarray(Array.from({ length: codes }, (_, code) => code), { minLength: codes }), { minLength: columns, maxLength: columns }),
      fc.constant(rows),
    ));

  test('orders by the ranks of the first column, then of the next, nulls last, equal ones as they were', () => {
    fc.assert(fc.property(someTable, ([columns, ranks, rows]) => {
      const place = (column: number, row: number): number => (columns[column]![row] === -1 ? Infinity : ranks[column]![columns[column]![row]!]!);
      const expected = Array.from({ length: rows }, (_, row) => row).sort((left, right) => {
        for (let column = 0; column < columns.length; column++) {
          const [first, second] = [place(column, left), place(column, right)];
          if (first !== second) return first - second;
        }
        return left - right;
      });
      const order = orderTuples(columns.map((codes) => Int32Array.from(codes)), ranks.map((column) => Int32Array.from(column)), rows);
      expect([...order]).toEqual(expected);
    }));
  });

  test('takes codes that are ranks already, up to the largest', () => {
    expect([...orderTuples([Int32Array.of(2 ** 31 - 3, -1, 70_000, 0)], [null], 4)]).toEqual([3, 2, 0, 1]);
  });

  test('orders by ranks of any size, whether they fit one word together or not', () => {
    const width = fc.constantFrom(0, 1, 2 ** 5, 2 ** 11 - 2, 2 ** 11, 2 ** 16, 2 ** 22, 2 ** 31 - 3);
    const table = fc.array(width, { minLength: 1, maxLength: 5 }).chain((widths) =>
      fc.array(fc.tuple(...widths.map((most) => fc.constantFrom(-1, 0, Math.floor(most / 2), most))), { maxLength: 40 }).map((tuples) => ({ widths, tuples: tuples as number[][] })));
    fc.assert(fc.property(table, ({ widths, tuples }) => {
      const rank = (code: number): number => (code === -1 ? Infinity : code);
      const before = (left: readonly number[], right: readonly number[]): number => {
        const first = left.findIndex((code, column) => code !== right[column]);
        return first < 0 ? 0 : rank(left[first]!) < rank(right[first]!) ? -1 : 1;
      };
      const expected = tuples.map((_, row) => row).sort((left, right) => before(tuples[left]!, tuples[right]!) || left - right);
      expect([...orderTuples(widths.map((_, column) => Int32Array.from(tuples, (tuple) => tuple[column]!)), widths.map(() => null), tuples.length)]).toEqual(expected);
    }), { numRuns: 300 });
  });

  test('the order of values does not depend on the order of rows', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.string({ maxLength: 2 })), { maxLength: 40 }), (rows) => {
      const sorted = (pairs: readonly (readonly [string, string])[]): string[] => {
        const dictionaries = [0, 1].map((side) => dictionaryOf(pairs.map((pair) => pair[side]!)));
        const codes = [0, 1].map((side) => {
          const { offsets, bytes, rows: count } = textColumnOf(pairs.map((pair) => pair[side]!));
          const out = new Int32Array(count);
          dictionaries[side]!.encode(offsets, bytes, null, count, out);
          return out;
        });
        const order = orderTuples(codes, dictionaries.map((dictionary) => rankOf(orderByBytes(dictionary))), pairs.length);
        return [...order].map((row) => JSON.stringify(pairs[row]));
      };
      expect(sorted([...rows].reverse())).toEqual(sorted(rows));
    }), { numRuns: 50 });
  });

  test('refuses codes without a rank and columns without ranks', () => {
    expect(() => orderTuples([Int32Array.of(1)], [Int32Array.of(0)], 1)).toThrow(/^columns\[0\]: expected codes that have a rank/);
    expect(() => orderTuples([Int32Array.of(-2)], [null], 1)).toThrow(RangeError);
    expect(() => orderTuples([Int32Array.of(0)], [], 1)).toThrow(/^ranks: expected 1 columns, got 0/);
    expect(() => orderTuples([Int32Array.of(0)], [null], 2)).toThrow(/^columns\[0\]: expected at least 2/);
  });
});
