import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CodableColumn } from '../../../src/group/index.ts';
import { isMostlyDistinct } from '../../../src/write/kernel/is-mostly-distinct.ts';

const numbers = (values: Int32Array, valid: Uint8Array | null = null): CodableColumn => ({ kind: 'int32', rows: values.length, valid, values });

/** Texts of five digits. */
function texts(values: readonly number[]): CodableColumn {
  const bytes = new TextEncoder().encode(values.map((value) => String(value).padStart(5, '0')).join(''));
  return { kind: 'text', rows: values.length, valid: null, offsets: Int32Array.from({ length: values.length + 1 }, (_, row) => 5 * row), bytes };
}

describe('a column', () => {
  test('is mostly distinct when more than half of its values are, whatever their order', () => {
    fc.assert(fc.property(fc.integer({ min: 4096, max: 9000 }), fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 8999 }), (rows, distinct, step) => {
      const values = Array.from({ length: rows }, (_, row) => (row * step) % distinct);
      const expected = 2 * new Set(values).size > rows;
      expect(isMostlyDistinct(numbers(Int32Array.from(values)))).toBe(expected);
      expect(isMostlyDistinct(texts(values))).toBe(expected);
    }), { numRuns: 40 });
  });

  test('of exactly half as many values as rows is not', () => {
    const rows = 8192;
    expect(isMostlyDistinct(numbers(Int32Array.from({ length: rows }, (_, row) => row >> 1)))).toBe(false);
    expect(isMostlyDistinct(numbers(Int32Array.from({ length: rows }, (_, row) => (row === 0 ? -1 : row >> 1))))).toBe(true);
  });

  test('is judged by the values that are there: nulls are none', () => {
    const rows = 10_000;
    const values = Int32Array.from({ length: rows }, (_, row) => row);
    const every = (share: number): Uint8Array => {
      const bits = new Uint8Array((rows + 7) >> 3);
      for (let row = 0; row < rows; row += share) bits[row >> 3]! |= 1 << (row & 7);
      return bits;
    };
    expect(isMostlyDistinct(numbers(values, every(2)))).toBe(true);
    // Of a third, too few are left.
    expect(isMostlyDistinct(numbers(values, every(3)))).toBe(false);
    expect(isMostlyDistinct(numbers(values, new Uint8Array((rows + 7) >> 3)))).toBe(false);
  });

  test('of few values is never', () => {
    for (const rows of [0, 1, 4095]) expect(isMostlyDistinct(numbers(Int32Array.from({ length: rows }, (_, row) => row)))).toBe(false);
    expect(isMostlyDistinct(numbers(Int32Array.from({ length: 4096 }, (_, row) => row)))).toBe(true);
  });

  test('of byte strings is judged like any other', () => {
    const rows = 5000;
    const bytes = new Uint8Array(2 * rows);
    for (let row = 0; row < rows; row++) bytes.set([row & 255, row >> 8], 2 * row);
    expect(isMostlyDistinct({ kind: 'binary', rows, valid: null, width: 2, bytes })).toBe(true);
    expect(isMostlyDistinct({ kind: 'binary', rows, valid: null, width: 2, bytes: new Uint8Array(2 * rows) })).toBe(false);
  });
});
