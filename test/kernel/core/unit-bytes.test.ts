import { describe, expect, test } from 'vitest';
import { evenOffsets, wholeNumberBytes } from '../../../src/core/unit-bytes.ts';

describe('whole numbers as bytes', () => {
  test('are the same whatever the width of their column', () => {
    const values = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)];
    expect(wholeNumberBytes(Int32Array.from(values))).toEqual(wholeNumberBytes(BigInt64Array.from(values, BigInt)));
  });
  test('are little-endian, eight each', () => {
    const { offsets, bytes } = wholeNumberBytes(BigInt64Array.of(258n, -(2n ** 63n)));
    expect([...offsets]).toEqual([0, 8, 16]);
    expect([...bytes]).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128]);
  });
  test('of no row are nothing', () => {
    expect([...evenOffsets(0, 16)]).toEqual([0]);
    expect(wholeNumberBytes(new Int32Array(0)).bytes).toHaveLength(0);
  });
});
