import { createHash, createHmac, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DIGEST_NAMES, digestOf, hmacOf, keyedBlake3 } from '../../../src/keyed/index.ts';

const NODE_NAMES = { MD5: 'md5', 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-512': 'sha512' } as const;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('digests for recognising codes of others', () => {
  test.each(Object.entries(NODE_NAMES) as [keyof typeof NODE_NAMES, string][])('%s and its HMAC are those of Node, for messages and keys of every length', (name, theirs) => {
    for (let length = 0; length < 140; length += 7) {
      const message = randomBytes(length);
      const secret = randomBytes(139 - length);
      expect(hex(digestOf(name, message))).toBe(createHash(theirs).update(message).digest('hex'));
      expect(hex(hmacOf(name, secret, message))).toBe(createHmac(theirs, secret).update(message).digest('hex'));
    }
  });
  // From test_vectors.json of the BLAKE3 team: the message of no bytes, the key `whats the Elvish word for friend`.
  test('BLAKE3 gives the published digests of no bytes', () => {
    expect(hex(digestOf('BLAKE3', new Uint8Array(0)))).toBe('af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262');
    expect(hex(keyedBlake3(Buffer.from('whats the Elvish word for friend'), new Uint8Array(0)))).toBe('92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26');
  });
  test('have the lengths by which they are recognised', () => {
    expect(DIGEST_NAMES.map((name) => digestOf(name, new Uint8Array(3)).length)).toEqual([16, 20, 32, 64, 32]);
  });
});
