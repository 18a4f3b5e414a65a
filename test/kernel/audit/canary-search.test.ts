import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CANARY_BYTES, canarySearch } from '../../../src/audit/kernel/canary-search.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Occurrences of each value, overlapping ones too, by looking at every position. */
function naiveCount(text: Uint8Array, canaries: readonly Uint8Array[]): number {
  let count = 0;
  for (const canary of canaries) {
    if (canary.length < CANARY_BYTES) continue;
    for (let start = 0; start + canary.length <= text.length; start++) {
      if (canary.every((byte, index) => text[start + index] === byte)) count++;
    }
  }
  return count;
}

/** Searches a text given in pieces that end at the cuts. */
function countInPieces(text: Uint8Array, canaries: readonly Uint8Array[], cuts: readonly number[]): number {
  const search = canarySearch(canaries);
  const ends = [...cuts.map((cut) => Math.min(cut, text.length)).sort((left, right) => left - right), text.length];
  let from = 0;
  let found = 0;
  for (const end of ends) {
    found = search.add(text.subarray(from, end));
    from = end;
  }
  return found;
}

// Two letters make many overlaps and near misses.
const letters = (minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.array(fc.constantFrom(0x61, 0x62), { minLength, maxLength }).map((values) => Uint8Array.from(values));

describe('a search for canaries', () => {
  test('finds what a search at every position finds, in whatever pieces the bytes come', () => {
    fc.assert(fc.property(letters(0, 120), fc.array(letters(4, 14), { maxLength: 6 }), fc.array(fc.nat(120), { maxLength: 12 }), (text, canaries, cuts) => {
      expect(countInPieces(text, canaries, cuts)).toBe(naiveCount(text, canaries));
    }), { numRuns: 600 });
  });
  test('finds values taken from the text itself, byte by byte', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 30, maxLength: 90 }), fc.nat(60), fc.integer({ min: 8, max: 30 }), (text, from, length) => {
      const canary = text.slice(Math.min(from, text.length - 8), Math.min(from, text.length - 8) + length);
      const each = Array.from(text, (_, index) => index);
      expect(countInPieces(text, [canary], each)).toBe(naiveCount(text, [canary]));
      expect(countInPieces(text, [canary], [])).toBeGreaterThan(0);
    }));
  });
  test('finds a value cut at every possible place between two pieces', () => {
    const text = bytes('cost;269054958815780;1200');
    for (let at = 0; at <= text.length; at++) expect(countInPieces(text, [bytes('269054958815780')], [at])).toBe(1);
  });
  test('finds values of which one starts another, and values that overlap', () => {
    expect(countInPieces(bytes('0612345678'), [bytes('06123456'), bytes('0612345678'), bytes('12345678')], [3, 9])).toBe(3);
    expect(countInPieces(bytes('aaaaaaaaaa'), [bytes('aaaaaaaa')], [1, 2, 3, 4, 5, 6, 7, 8, 9])).toBe(3);
  });
  test('leaves out values that occur by chance, and finds nothing where there are none', () => {
    expect(canarySearch([bytes('1234567')]).add(bytes('1234567'))).toBe(0);
    expect(canarySearch([]).add(bytes('12345678'))).toBe(0);
    expect(canarySearch([bytes('12345678')]).add(new Uint8Array(0))).toBe(0);
  });
  test('finds bytes of any value, high ones in front', () => {
    const canary = Uint8Array.of(255, 254, 0, 128, 1, 2, 3, 4);
    expect(canarySearch([canary]).add(Uint8Array.of(0, ...canary, 0))).toBe(1);
  });
  test('finds each of two thousand values in a large text, wherever the pieces end', () => {
    const canaries = Array.from({ length: 2000 }, (_, index) => bytes(`06${String(index * 49_999 + 10_000_000).padStart(8, '0')}`));
    const noise = Array.from({ length: 20_000 }, (_, index) => String((index * 7_919) % 1_000_003)).join(';');
    const text = bytes(`${noise}${canaries.map((canary) => new TextDecoder().decode(canary)).join(';')}${noise}`);
    expect(countInPieces(text, canaries, Array.from({ length: 40 }, (_, index) => index * 5003))).toBe(2000);
  });
  test('does not keep the pieces: they may be overwritten', () => {
    const search = canarySearch([bytes('abcdefgh')]);
    const piece = bytes('xxxxabcd');
    search.add(piece);
    piece.fill(0);
    expect(search.add(bytes('efgh'))).toBe(1);
  });
});
