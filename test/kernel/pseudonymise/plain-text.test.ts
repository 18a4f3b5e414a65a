// Oracles: String of a bigint, and the language's own calendar.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateText, wholeNumberText } from '../../../src/pseudonymise/kernel/plain-text.ts';

function texts({ offsets, bytes }: { offsets: Int32Array; bytes: Uint8Array }): string[] {
  return Array.from({ length: offsets.length - 1 }, (_, row) => Buffer.from(bytes.subarray(offsets[row], offsets[row + 1])).toString('latin1'));
}

describe('whole numbers as text', () => {
  test('of 64 bits are written as their digits', () => {
    const edges = [0n, 1n, -1n, 9n, 10n, 99n, 100n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, -(2n ** 32n), 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n), 284058832102532n];
    expect(texts(wholeNumberText(BigInt64Array.from(edges), null, edges.length))).toEqual(edges.map(String));
    fc.assert(fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { maxLength: 30 }), (values) => {
      expect(texts(wholeNumberText(BigInt64Array.from(values), null, values.length))).toEqual(values.map(String));
    }), { numRuns: 200, seed: 1 });
  });

  test('of 64 bits that start inside a longer buffer are read from where they start', () => {
    const values = BigInt64Array.of(5n, 6n, -7n, 8n).subarray(1, 3);
    expect(texts(wholeNumberText(values, null, 2))).toEqual(['6', '-7']);
  });

  test('of 32 bits are written as their digits', () => {
    const edges = [0, -1, 2 ** 31 - 1, -(2 ** 31), 1_000_000_000];
    expect(texts(wholeNumberText(Int32Array.from(edges), null, edges.length))).toEqual(edges.map(String));
  });

  test('are empty where null', () => {
    expect(texts(wholeNumberText(Int32Array.of(1, 2, 3), Uint8Array.of(0b101), 3))).toEqual(['1', '', '3']);
    expect(texts(wholeNumberText(new BigInt64Array(0), null, 0))).toEqual([]);
  });
});

describe('dates as text', () => {
  test('are written year, month, day', () => {
    const day = fc.integer({ min: -719_528, max: 2_932_896 });
    fc.assert(fc.property(fc.array(day, { maxLength: 30 }), (days) => {
      expect(texts(dateText(Int32Array.from(days), null, days.length))).toEqual(days.map((value) => new Date(value * 86_400_000).toISOString().slice(0, 10)));
    }), { numRuns: 200, seed: 1 });
    expect(texts(dateText(Int32Array.of(-719_528, 2_932_896, -25_567, 0), null, 4))).toEqual(['0000-01-01', '9999-12-31', '1900-01-01', '1970-01-01']);
  });

  test('are empty where null, or where four digits cannot write the year', () => {
    expect(texts(dateText(Int32Array.of(0, 0, -719_529, 2_932_897), Uint8Array.of(0b1101), 4))).toEqual(['1970-01-01', '', '', '']);
  });
});
