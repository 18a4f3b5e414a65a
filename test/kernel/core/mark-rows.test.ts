import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareBytes, markBig, markNumberIn, markNumberRange, markTextIn, markTextRange, textSet, textSetHas } from '../../../src/core/predicate/mark-rows.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function column(texts: readonly string[]): { offsets: Int32Array; bytes: Uint8Array; rows: number } {
  const parts = texts.map(encode);
  const offsets = new Int32Array(texts.length + 1);
  parts.forEach((part, row) => (offsets[row + 1] = offsets[row]! + part.length));
  return { offsets, bytes: Uint8Array.from(parts.flatMap((part) => [...part])), rows: texts.length };
}

const word = fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'b', 'é', '𝒶') });

describe('marking rows', () => {
  test('texts in a set are those a Set of strings has', () => {
    fc.assert(fc.property(fc.array(word), fc.array(word, { minLength: 1 }), (texts, wanted) => {
      const { offsets, bytes, rows } = column(texts);
      const set = textSet(wanted.map(encode));
      expect([...markTextIn(offsets, bytes, rows, set)]).toEqual(texts.map((text) => Number(wanted.includes(text))));
    }));
  });
  test('texts whose hashes collide are told apart', () => {
    // FNV-1a of 32 bits: these two words collide (a known pair).
    expect(textSetHas(textSet([encode('costarring'), encode('x')]), encode('liquid'), 0, 6)).toBe(false);
    expect(textSetHas(textSet([encode('costarring'), encode('liquid')]), encode('liquid'), 0, 6)).toBe(true);
  });
  test('texts compare by bytes, as Buffer.compare does', () => {
    fc.assert(fc.property(word, word, (left, right) => {
      const padded = encode(`#${left}#`);
      expect(Math.sign(compareBytes(padded, 1, padded.length - 1, encode(right)))).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
    }));
  });
  test('a range of texts includes both bounds and may be open', () => {
    const { offsets, bytes, rows } = column(['a', 'ab', 'b', '', 'é']);
    expect([...markTextRange(offsets, bytes, rows, encode('ab'), encode('b'))]).toEqual([0, 1, 1, 0, 0]);
    expect([...markTextRange(offsets, bytes, rows, null, encode('a'))]).toEqual([1, 0, 0, 1, 0]);
    expect([...markTextRange(offsets, bytes, rows, encode('b'), null)]).toEqual([0, 0, 1, 0, 1]);
  });
  test('numbers: one, several, a range; NaN is in none of them', () => {
    const values = Float64Array.of(1, NaN, -0, 3, Infinity);
    expect([...markNumberIn(values, 5, new Set([0]))]).toEqual([0, 0, 1, 0, 0]);
    expect([...markNumberIn(values, 5, new Set([1, 3]))]).toEqual([1, 0, 0, 1, 0]);
    expect([...markNumberRange(values, 5, 0, Infinity)]).toEqual([1, 0, 1, 1, 1]);
    expect([...markNumberRange(Int32Array.of(1, 2), 2, -Infinity, 1)]).toEqual([1, 0]);
  });
  test('big integers: several, or a range', () => {
    const values = BigInt64Array.of(1n, -5n, 2n ** 62n);
    const at = (row: number): bigint => values[row]!;
    expect([...markBig(at, 3, new Set([-5n, 2n ** 62n]), null, null)]).toEqual([0, 1, 1]);
    expect([...markBig(at, 3, null, -5n, 1n)]).toEqual([1, 1, 0]);
    expect([...markBig(at, 3, null, null, null)]).toEqual([1, 1, 1]);
  });
});
