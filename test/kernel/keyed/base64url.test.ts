// Oracle: node's Buffer.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64Url, encodeBase64Url } from '../../../src/keyed/index.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('base64url', () => {
  test('equals what node writes, and reads back', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const encoded = encodeBase64Url(bytes);
      expect(text(encoded)).toBe(Buffer.from(bytes).toString('base64url'));
      expect([...decodeBase64Url(encoded)!]).toEqual([...bytes]);
    }), { numRuns: 500, seed: 1 });
  });

  test('writes 43 characters for a key', () => {
    expect(text(encodeBase64Url(new Uint8Array(32).fill(255)))).toBe(`${'_'.repeat(42)}8`);
  });

  test('of two different texts never gives the same bytes', () => {
    // The last of 43 characters holds four bits of the key; its other two must be zero.
    const accepted = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .filter((last) => decodeBase64Url(ascii('A'.repeat(42) + last)) !== null);
    expect(accepted.join('')).toBe('AEIMQUYcgkosw048');
    expect(['AA', 'AQ', 'AB', 'Aw'].map((pair) => decodeBase64Url(ascii(pair)) !== null)).toEqual([true, true, false, true]);
  });

  test.each(['A', 'AAAAA', 'AA==', 'AA A', 'AA+A', 'AA/A', 'AAé', 'AA\n'])('refuses %j', (wrong) => {
    expect(decodeBase64Url(ascii(wrong))).toBeNull();
  });

  test('reads nothing as nothing', () => {
    expect(decodeBase64Url(new Uint8Array(0))).toEqual(new Uint8Array(0));
    expect(encodeBase64Url(new Uint8Array(0))).toEqual(new Uint8Array(0));
  });
});
