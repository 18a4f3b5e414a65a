import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEAST_MATCH, matchFinder } from '../../../../src/write/kernel/compress/find-matches.ts';
import { CASES } from './cases.ts';

/** Follows literals and repetitions, a byte at a time. */
function followed(bytes: Uint8Array, maxDistance: number, cuts: readonly number[]): number[] {
  const finder = matchFinder(bytes, maxDistance);
  const out: number[] = [];
  [0, ...cuts].forEach((from, index) => {
    const { count, literals, lengths, distances, rest } = finder.find(from, cuts[index] ?? bytes.length);
    const literal = (many: number): void => { for (let left = many; left > 0; left--) out.push(bytes[out.length]!); };
    for (let match = 0; match < count; match++) {
      literal(literals[match]!);
      const [length, distance] = [lengths[match]!, distances[match]!];
      expect(length >= LEAST_MATCH && distance >= 1 && distance <= Math.min(maxDistance, out.length)).toBe(true);
      for (let left = length; left > 0; left--) out.push(out[out.length - distance]!);
    }
    literal(rest);
  });
  return out;
}

describe('literals and repetitions', () => {
  test('followed one after the other are the bytes', () => {
    for (const [label, bytes] of Object.entries(CASES)) if (bytes.length < 100_000) expect(Buffer.from(followed(bytes, 40_000, [])).equals(bytes), label).toBe(true);
  });

  test('followed are the bytes wherever the stretches are cut, and however far back they may lie', () => {
    const few = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 400 });
    fc.assert(fc.property(few, fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(400), { maxLength: 3 }), (list, maxDistance, cuts) => {
      const within = [...new Set(cuts.filter((cut) => cut < list.length))].sort((left, right) => left - right);
      expect(followed(Uint8Array.from(list), maxDistance, within)).toEqual(list);
    }), { numRuns: 300 });
  });

  test('find what repeats', () => {
    const { count, lengths, distances } = matchFinder(new TextEncoder().encode(`${'0123456789'.repeat(50)}!`), 1000).find(0, 501);
    expect([count, lengths[0], distances[0]]).toEqual([1, 490, 10]);
  });
});
