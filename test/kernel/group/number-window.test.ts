import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberDictionary } from '../../../src/group/index.ts';
import { numberWindow } from '../../../src/group/number-window.ts';

const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -100_000, max: 100_000 }), fc.integer(), fc.constantFrom(-2147483648, 2147483647));

function bits(present: readonly boolean[]): Uint8Array {
  const valid = new Uint8Array((present.length + 7) >> 3);
  present.forEach((has, row) => {
    if (has) valid[row >> 3]! |= 1 << (row & 7);
  });
  return valid;
}

describe('a window before a dictionary of numbers', () => {
  test('gives the codes the dictionary alone would give, nulls and far numbers included', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.tuple(number, fc.boolean()), { maxLength: 40 }), { maxLength: 4 }), fc.boolean(), (batches, hasNulls) => {
      const plain = numberDictionary('int32');
      const behind = numberDictionary('int32');
      const window = numberWindow(behind);
      for (const rows of batches) {
        const values = Int32Array.from(rows, ([value]) => value);
        const valid = hasNulls ? bits(rows.map(([, has]) => has)) : null;
        const [expected, found] = [new Int32Array(rows.length), new Int32Array(rows.length)];
        plain.encode(values, valid, rows.length, expected);
        window.encode(values, valid, rows.length, found);
        expect(found).toEqual(expected);
      }
      expect([...behind.values()]).toEqual([...plain.values()]);
    }));
  });

  test('is given up when numbers are spread wide, without changing a code', () => {
    const values = Int32Array.from({ length: 5000 }, (_, row) => Math.imul(row, 0x9e3779b1));
    const behind = numberDictionary('int32');
    const window = numberWindow(behind);
    const codes = new Int32Array(5000);
    window.encode(Int32Array.of(0), null, 1, codes);
    expect(window.byteLength).toBe(0);
    window.encode(new Int32Array(16), null, 16, codes);
    expect(window.byteLength).toBeGreaterThan(0);
    window.encode(values, null, 5000, codes);
    expect(window.byteLength).toBe(0);
    expect(codes).toEqual(Int32Array.from(values.keys()));
    window.encode(values.slice().reverse(), null, 5000, codes);
    expect(codes).toEqual(Int32Array.from(values.keys()).reverse());
  });

  test('respects codes that the dictionary gave before', () => {
    const behind = numberDictionary('int32');
    behind.encode(Int32Array.of(9, 7), null, 2, new Int32Array(2));
    const codes = new Int32Array(3);
    numberWindow(behind).encode(Int32Array.of(7, 8, 9), null, 3, codes);
    expect([...codes]).toEqual([1, 2, 0]);
  });

  test('leaves the refusal of short arrays to the dictionary', () => {
    expect(() => numberWindow(numberDictionary('int32')).encode(new Int32Array(1), null, 2, new Int32Array(2))).toThrow(RangeError);
  });
});
