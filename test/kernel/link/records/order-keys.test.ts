import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyFinder } from '../../../../src/link/kernel/records/find-key.ts';
import { ascendStrictly, orderKeys, repeatedKeys, type KeyColumn } from '../../../../src/link/kernel/records/order-keys.ts';
import { textColumnOf } from '../../../text-column.ts';

const texts = (values: readonly string[], lead = 0): KeyColumn => ({ kind: 'text', ...textColumnOf(values, lead) });
const int32 = (values: readonly number[]): KeyColumn => ({ kind: 'int32', rows: values.length, values: Int32Array.from(values) });
const int64 = (values: readonly bigint[]): KeyColumn => ({ kind: 'int64', rows: values.length, values: BigInt64Array.from(values) });

const placesOf = (keys: KeyColumn): number[] => [...(orderKeys(keys) ?? Array.from({ length: keys.rows }, (_, row) => row))];

/** The stable order that a comparison of plain values gives. */
const naiveOrder = <Value>(values: readonly Value[], compare: (left: Value, right: Value) => number): number[] =>
  values.map((_, row) => row).sort((left, right) => compare(values[left]!, values[right]!));

describe('orderKeys', () => {
  test('keys that ascend need no order', () => {
    expect(orderKeys(int32([]))).toBeNull();
    expect(orderKeys(int32([-5, 0, 0, 7]))).toBeNull();
    expect(orderKeys(texts(['', 'a', 'ab', 'b']))).toBeNull();
  });

  test('whole numbers of 32 bits go by value', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.integer(), fc.integer({ min: -2, max: 2 }))), (values) => {
      expect(placesOf(int32(values))).toEqual(naiveOrder(values, (left, right) => left - right));
    }));
  });

  test('whole numbers of 64 bits go by value', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -2n, max: 2n }))), (values) => {
      expect(placesOf(int64(values))).toEqual(naiveOrder(values, (left, right) => (left < right ? -1 : left > right ? 1 : 0)));
    }));
  });

  test('texts go by their bytes, wherever they start', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 60 }), fc.nat(3), (values, lead) => {
      const order = placesOf(texts(values, lead));
      expect(order.map((row) => values[row])).toEqual(naiveOrder(values, (left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))).map((row) => values[row]));
    }));
  });
});

describe('ascendStrictly', () => {
  test('tells keys that are in order and unique', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 4 }), (values) => {
      const strictly = values.every((value, row) => row === 0 || value > values[row - 1]!);
      expect(ascendStrictly(int32(values))).toBe(strictly);
      expect(ascendStrictly(int64(values.map(BigInt)))).toBe(strictly);
      expect(ascendStrictly(texts(values.map((value) => 'x'.repeat(value)), 2))).toBe(strictly);
    }));
  });
});

describe('repeatedKeys', () => {
  test('counts the rows that repeat an earlier one, and names the first of them', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 12 })), (values) => {
      const order = orderKeys(int32(values));
      const ordered = int32(placesOf(int32(values)).map((row) => values[row]!));
      const repeats = values.flatMap((value, row) => (values.indexOf(value) < row ? [row] : []));
      expect(repeatedKeys(ordered, order)).toEqual(repeats.length === 0 ? null : { count: repeats.length, firstRow: repeats[0] });
    }));
  });
});

describe('keyFinder', () => {
  test('finds what indexOf finds within the range', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: -20, max: 20 })), fc.array(fc.integer({ min: -20, max: 20 })), fc.nat(40), fc.nat(40), (values, wanted, one, two) => {
      const ordered = [...values].sort((left, right) => left - right);
      const from = Math.min(one, two, ordered.length);
      const to = Math.min(Math.max(one, two), ordered.length);
      const find = keyFinder(int32(ordered), int64(wanted.map(BigInt)));
      const expected = wanted.map((value) => {
        const place = ordered.indexOf(value);
        return place >= from && place < to ? place : -1;
      });
      expect(wanted.map((_, row) => find(row, from, to))).toEqual(expected);
    }));
  });

  test('keys of different kinds are refused', () => {
    expect(() => keyFinder(int32([1]), texts(['1']))).toThrow(TypeError);
    expect(() => keyFinder({ kind: 'binary', rows: 1, width: 1, bytes: Uint8Array.of(1) }, { kind: 'binary', rows: 1, width: 2, bytes: Uint8Array.of(0, 1) })).toThrow(TypeError);
  });
});
