import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digitsColumn } from '../../../src/clean/kernel/digits-column.ts';
import { stringsOf } from '../../text-column.ts';

const bigs = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

test('every 64-bit integer is written as the language writes it', () => {
  const edges = [0n, 9n, 10n, -1n, -10n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n), -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n), 284058832102532n, 1_000_000_000_000n];
  fc.assert(fc.property(fc.array(fc.oneof(bigs, fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), fc.constantFrom(...edges))), (values) => {
    const column = BigInt64Array.from(values);
    expect(stringsOf({ ...digitsColumn(column, null), valid: null, rows: values.length })).toEqual(values.map(String));
  }), { numRuns: 1000 });
});

test('a minus that no identifier takes for a separator is written when asked for', () => {
  expect(stringsOf({ ...digitsColumn(BigInt64Array.of(-12n, -(2n ** 63n), 12n), null, 3, '\u2212'), valid: null, rows: 3 })).toEqual(['\u221212', '\u22129223372036854775808', '012']);
});

test('null rows are empty', () => {
  const { offsets, bytes } = digitsColumn(BigInt64Array.of(12n, 99n, 5n), Uint8Array.of(0b101));
  expect([...offsets]).toEqual([0, 2, 2, 3]);
  expect(new TextDecoder().decode(bytes)).toBe('125');
});

test('32-bit integers are written as the language writes them', () => {
  fc.assert(fc.property(fc.array(fc.integer()), (values) => {
    expect(stringsOf({ ...digitsColumn(Int32Array.from(values), null), valid: null, rows: values.length })).toEqual(values.map(String));
  }), { numRuns: 300 });
});

test('lost zeros are put back before numbers from 0 up, and never cut off digits', () => {
  fc.assert(fc.property(fc.array(fc.oneof(bigs, fc.bigInt({ min: -20_000n, max: 20_000n }))), fc.integer({ min: 1, max: 20 }), (values, width) => {
    const expected = values.map((value) => (value < 0 ? String(value) : String(value).padStart(width, '0')));
    expect(stringsOf({ ...digitsColumn(BigInt64Array.from(values), null, width), valid: null, rows: values.length })).toEqual(expected);
  }), { numRuns: 500 });
});
