// FF1 against the samples of NIST SP 800-38G and the vectors of wycheproof (reference data).
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ff1, FF1_MIN_DOMAIN } from '../../../src/keyed/index.ts';
import { describeWithData } from '../../shared-data.ts';
import { unhex } from './message-column.ts';

const digits = (text: string, radix = 10): number[] => [...text].map((character) => Number.parseInt(character, radix));

describe('FF1', () => {
  test('gives the samples 1 to 3 of NIST', () => {
    const secretKey = unhex('2b7e151628aed2a6abf7158809cf4f3c');
    expect(ff1(secretKey, 10, new Uint8Array(0)).encrypt(digits('0123456789'))).toEqual(digits('2433477484'));
    expect(ff1(secretKey, 10, unhex('39383736353433323130')).encrypt(digits('0123456789'))).toEqual(digits('6124200773'));
    expect(ff1(secretKey, 36, unhex('3737373770717273373737')).encrypt(digits('0123456789abcdefghi', 36))).toEqual(digits('a9tv40mll9kdu509eum', 36));
  });
  test('is undone by its key and tweak alone, and keeps length and alphabet', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.integer({ min: 2, max: 64 }), fc.array(fc.nat(1), { minLength: 20, maxLength: 30 }), (secretKey, radix, text) => {
      const cipher = ff1(secretKey, radix, Uint8Array.of(1));
      const sealed = cipher.encrypt(text);
      expect(sealed.length).toBe(text.length);
      expect(sealed.every((digit) => digit >= 0 && digit < radix)).toBe(true);
      expect(cipher.decrypt(sealed)).toEqual(text);
    }), { numRuns: 50 });
  });
  test.each([[10, 2], [2, 7], [36, 2], [1000, 2]])('refuses fewer than a hundred texts: radix %s asks for %s digits', (radix, least) => {
    const cipher = ff1(new Uint8Array(16), radix, new Uint8Array(0));
    expect(cipher.decrypt(cipher.encrypt(new Array<number>(least).fill(1)))).toEqual(new Array<number>(least).fill(1));
    expect(() => cipher.encrypt(new Array<number>(least - 1).fill(1))).toThrow(`expected at least ${least}`);
  });
  test('refuses digits outside the alphabet, keys and radices that are none', () => {
    const cipher = ff1(new Uint8Array(16), 10, new Uint8Array(0));
    expect(FF1_MIN_DOMAIN).toBe(1e6);
    for (const digit of [10, -1, 0.5, NaN]) expect(() => cipher.encrypt([1, 2, 3, 4, 5, digit])).toThrow('expected numbers of the alphabet only');
    expect(() => ff1(new Uint8Array(15), 10, new Uint8Array(0))).toThrow('expected 16, 24 or 32 bytes');
    for (const radix of [1, 65_536, 2.5]) expect(() => ff1(new Uint8Array(16), radix, new Uint8Array(0))).toThrow(`got ${radix}`);
  });
});

interface Ff1File {
  readonly numberOfTests: number;
  readonly testGroups: readonly { readonly radix: number; readonly tests: readonly { readonly key: string; readonly tweak: string; readonly msg: string; readonly ct: string; readonly result: string }[] }[];
}

describeWithData('FF1 on the vectors of wycheproof', 'identifiers/aes_ff1_base10_test.json', (path) => {
  test('encrypts and decrypts every valid text, and refuses the others', () => {
    const file = JSON.parse(readFileSync(path, 'utf8')) as Ff1File;
    let seen = 0;
    for (const { radix, tests } of file.testGroups) {
      for (const { key, tweak, msg, ct, result } of tests) {
        seen++;
        const cipher = (): ReturnType<typeof ff1> => ff1(unhex(key), radix, unhex(tweak));
        if (result === 'valid') {
          expect(cipher().encrypt(digits(msg))).toEqual(digits(ct));
          expect(cipher().decrypt(digits(ct))).toEqual(digits(msg));
        } else expect(() => cipher().encrypt(digits(msg))).toThrow(RangeError);
      }
    }
    expect(seen).toBe(file.numberOfTests);
  });
});
