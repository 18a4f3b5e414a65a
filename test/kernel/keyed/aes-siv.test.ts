// AES-SIV against RFC 5297 (the vector is written out), the vectors of wycheproof (reference data) and noble-ciphers'
// own, slower implementation on random messages.
import { readFileSync } from 'node:fs';
import { aessiv } from '@noble/ciphers/aes.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aesSiv, SIV_BYTES } from '../../../src/keyed/index.ts';
import { describeWithData } from '../../shared-data.ts';
import { hex, unhex } from './message-column.ts';

describe('AES-SIV', () => {
  test('gives the ciphertext of RFC 5297, appendix A.1', () => {
    const cipher = aesSiv(unhex('fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff'), unhex('101112131415161718191a1b1c1d1e1f2021222324252627'));
    const sealed = cipher.seal(unhex('112233445566778899aabbccddee'));
    expect(hex(sealed)).toBe('85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c');
    expect(hex(cipher.unseal(sealed)!)).toBe('112233445566778899aabbccddee');
  });
  test('gives the ciphertext of RFC 5297, appendix A.2, with three parts of context', () => {
    const cipher = aesSiv(
      unhex('7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f'),
      unhex('00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100'),
      unhex('102030405060708090a0'),
      unhex('09f911029d74e35bd84156c5635688c0'),
    );
    expect(hex(cipher.seal(unhex('7468697320697320736f6d6520706c61696e7465787420746f20656e6372797074207573696e67205349562d414553'))))
      .toBe('7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17dba77ceb094fa663b7a3f748ba8af829ea64ad544a272e9c485b62a3fd5c0d');
  });
  test('agrees with another implementation on messages of any length', () => {
    const bytes = (most: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength: most });
    const secretKey = fc.constantFrom(32, 48, 64).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    fc.assert(fc.property(secretKey, fc.array(bytes(40), { maxLength: 3 }), fc.array(bytes(300), { minLength: 1, maxLength: 4 }), (key, context, messages) => {
      const cipher = aesSiv(key, ...context);
      for (const message of messages) {
        const sealed = cipher.seal(message);
        expect(hex(sealed)).toBe(hex(aessiv(key, ...context).encrypt(message)));
        expect(hex(cipher.unseal(sealed)!)).toBe(hex(message));
      }
    }), { numRuns: 200 });
  });
  test('opens nothing that was changed in one bit, cut, or sealed under another key or context', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(), (message, place) => {
      const secretKey = new Uint8Array(64).map((_, index) => index * 7);
      const cipher = aesSiv(secretKey, Uint8Array.of(1));
      const sealed = cipher.seal(message);
      const changed = sealed.slice();
      changed[place % sealed.length]! ^= 1 << (place % 8);
      expect(cipher.unseal(changed)).toBeNull();
      expect(cipher.unseal(sealed.subarray(0, sealed.length - 1))).toBeNull();
      expect(aesSiv(secretKey, Uint8Array.of(2)).unseal(sealed)).toBeNull();
      expect(aesSiv(secretKey).unseal(sealed)).toBeNull();
      expect(aesSiv(secretKey.map((byte) => byte ^ 1), Uint8Array.of(1)).unseal(sealed)).toBeNull();
    }));
  });
  test('counts past the end of a counter of ones', () => {
    // 2¹⁶ blocks: the counter's low bytes overflow whatever they start from.
    const message = new Uint8Array(16 * 66_000);
    const secretKey = new Uint8Array(32).map((_, index) => index);
    expect(Buffer.compare(aesSiv(secretKey).seal(message), aessiv(secretKey).encrypt(message))).toBe(0);
  });
  test('is of no use once wiped, and refuses keys of another length and too many parts', () => {
    const cipher = aesSiv(new Uint8Array(64));
    cipher.wipe();
    expect(() => cipher.seal(new Uint8Array(1))).toThrow(TypeError);
    expect(() => cipher.unseal(new Uint8Array(SIV_BYTES))).toThrow(TypeError);
    for (const length of [0, 16, 31, 65]) expect(() => aesSiv(new Uint8Array(length))).toThrow(`expected 32, 48 or 64 bytes, got ${length}`);
    expect(() => aesSiv(new Uint8Array(32), ...Array.from({ length: 127 }, () => new Uint8Array(1)))).toThrow('expected at most 126 parts');
  });
});

interface SivFile {
  readonly numberOfTests: number;
  readonly testGroups: readonly { readonly tests: readonly { readonly key: string; readonly aad: string; readonly msg: string; readonly ct: string; readonly result: string }[] }[];
}

describeWithData('AES-SIV on the vectors of wycheproof', 'identifiers/aes_siv_cmac_test.json', (path) => {
  test('seals every valid message to its ciphertext and opens no invalid one', () => {
    const file = JSON.parse(readFileSync(path, 'utf8')) as SivFile;
    const vectors = file.testGroups.flatMap(({ tests }) => tests);
    expect(vectors.length).toBe(file.numberOfTests);
    for (const { key, aad, msg, ct, result } of vectors) {
      const cipher = aesSiv(unhex(key), unhex(aad));
      const opened = cipher.unseal(unhex(ct));
      if (result === 'valid') {
        expect(hex(cipher.seal(unhex(msg)))).toBe(ct);
        expect(hex(opened!)).toBe(msg);
      } else expect(opened).toBeNull();
    }
  });
});
