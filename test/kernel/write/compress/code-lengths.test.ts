import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeLengths } from '../../../../src/write/kernel/compress/code-lengths.ts';

/** Bits of all symbols by Huffman's own words: join the two lightest until one is left; each joining adds its weight. */
function leastBits(counts: readonly number[]): number {
  const weights = counts.filter((count) => count > 0);
  let bits = 0;
  while (weights.length > 1) {
    weights.sort((left, right) => left - right);
    const joined = weights.shift()! + weights.shift()!;
    bits += joined;
    weights.push(joined);
  }
  return bits;
}

const costOf = (counts: readonly number[], lengths: Uint8Array): number => counts.reduce((sum, count, symbol) => sum + count * lengths[symbol]!, 0);
const roomOf = (lengths: Uint8Array): number => lengths.reduce((sum, length) => sum + (length === 0 ? 0 : 2 ** -length), 0);

describe('lengths of a prefix code', () => {
  const counted = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 100_000 })), { minLength: 2, maxLength: 256 });

  test('leave no code unused and use none twice', () => {
    fc.assert(fc.property(counted, fc.integer({ min: 8, max: 15 }), (counts, maxBits) => {
      const lengths = codeLengths(Uint32Array.from(counts), maxBits);
      const used = counts.filter((count) => count > 0).length;
      expect(roomOf(lengths)).toBe(used === 0 ? 0 : used === 1 ? 0.5 : 1);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(maxBits);
      expect(counts.every((count, symbol) => (count > 0) === (lengths[symbol]! > 0))).toBe(true);
    }), { numRuns: 300 });
  });

  test('cost as little as Huffman says where they may be as long as they like', () => {
    fc.assert(fc.property(counted, (counts) => {
      if (counts.filter((count) => count > 0).length > 1) expect(costOf(counts, codeLengths(Uint32Array.from(counts), 40))).toBe(leastBits(counts));
    }), { numRuns: 200 });
  });

  test('cost little more where they may not', () => {
    const counts = Array.from({ length: 20 }, (_, symbol) => 2 ** symbol);
    const lengths = codeLengths(Uint32Array.from(counts), 11);
    expect([Math.max(...lengths), roomOf(lengths)]).toEqual([11, 1]);
    expect(costOf(counts, lengths)).toBeLessThan(leastBits(counts) * 1.01);
  });
});
