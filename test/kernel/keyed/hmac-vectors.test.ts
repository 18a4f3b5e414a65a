// Published vectors: RFC 4231 (HMAC) and RFC 5869 (HKDF) in the file; wycheproof (C2SP) from the reference data.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hkdfExpand, hkdfExtract, hmacSha256, HKDF_MAX_BYTES, keyedHasher } from '../../../src/keyed/index.ts';
import { describeWithData } from '../../shared-data.ts';
import { hex, messageColumn, unhex } from './message-column.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

const RFC_4231 = [
  { name: 'case 1', secretKey: '0b'.repeat(20), message: ascii('Hi There'), code: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7' },
  { name: 'case 3', secretKey: 'aa'.repeat(20), message: new Uint8Array(50).fill(0xdd), code: '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe' },
  { name: 'case 4', secretKey: '0102030405060708090a0b0c0d0e0f10111213141516171819', message: new Uint8Array(50).fill(0xcd), code: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b' },
  { name: 'case 6, key longer than a block', secretKey: 'aa'.repeat(131), message: ascii('Test Using Larger Than Block-Size Key - Hash Key First'), code: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54' },
  { name: 'case 7, message of several blocks', secretKey: 'aa'.repeat(131), message: ascii('This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.'), code: '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2' },
];

describe('HMAC-SHA-256 gives the codes of RFC 4231', () => {
  test.each(RFC_4231)('$name', ({ secretKey, message, code }) => {
    expect(hex(hmacSha256(unhex(secretKey), message))).toBe(code);
    for (const kernel of ['auto', 'scalar'] as const) {
      const hasher = keyedHasher(unhex(secretKey), kernel);
      expect(hex(hasher.hash(message))).toBe(code);
      expect(columnCodes(hasher, message)).toEqual(new Set([code.slice(0, 32)]));
    }
  });
});

/** Hashes a column that repeats a message often enough for every lane, and gives the distinct codes. */
function columnCodes(hasher: ReturnType<typeof keyedHasher>, message: Uint8Array): Set<string> {
  const rows = 37;
  const column = messageColumn(Array.from({ length: rows }, () => message), 3);
  const out = new Uint8Array(16 * rows);
  hasher.hashColumn(column.offsets, column.bytes, column.valid, rows, out);
  return new Set(Array.from({ length: rows }, (_, row) => hex(out.subarray(16 * row, 16 * row + 16))));
}

describe('HKDF gives the keys of RFC 5869', () => {
  test('case 1', () => {
    const root = hkdfExtract(unhex('000102030405060708090a0b0c'), unhex('0b'.repeat(22)));
    expect(hex(root)).toBe('077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5');
    expect(hex(hkdfExpand(root, unhex('f0f1f2f3f4f5f6f7f8f9'), 42)))
      .toBe('3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
  });
  test('case 3, without salt and info', () => {
    const root = hkdfExtract(new Uint8Array(0), unhex('0b'.repeat(22)));
    expect(hex(root)).toBe('19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04');
    expect(hex(hkdfExpand(root, new Uint8Array(0), 42)))
      .toBe('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8');
  });
  test.each([0, -1, 1.5, NaN, HKDF_MAX_BYTES + 1])('a length of %s is refused', (length) => {
    expect(() => hkdfExpand(new Uint8Array(32), new Uint8Array(0), length)).toThrow(RangeError);
  });
});

interface MacFile {
  readonly numberOfTests: number;
  readonly testGroups: readonly {
    readonly tagSize: number;
    readonly tests: readonly { readonly tcId: number; readonly key: string; readonly msg: string; readonly tag: string; readonly result: string }[];
  }[];
}

describeWithData('wycheproof: HMAC-SHA-256', 'identifiers/hmac_sha256_test.json', (path) => {
  test('every valid code is ours and every altered one is not, in all three implementations', () => {
    const file = JSON.parse(readFileSync(path, 'utf8')) as MacFile;
    let valid = 0;
    let invalid = 0;
    for (const { tagSize, tests } of file.testGroups) {
      for (const { tcId, key: secretKey, msg, tag, result } of tests) {
        const message = unhex(msg);
        const full = hex(hmacSha256(unhex(secretKey), message)).slice(0, tagSize / 4);
        expect(full === tag, `test ${tcId}`).toBe(result === 'valid');
        if (secretKey.length >= 32) {
          for (const kernel of ['auto', 'scalar'] as const) {
            const hasher = keyedHasher(unhex(secretKey), kernel);
            expect(hex(hasher.hash(message)).startsWith(full), `test ${tcId}`).toBe(true);
            if (result === 'valid') expect(columnCodes(hasher, message)).toEqual(new Set([tag.slice(0, 32)]));
            hasher.wipe();
          }
        }
        if (result === 'valid') valid++;
        else invalid++;
      }
    }
    expect(valid + invalid).toBe(file.numberOfTests);
    expect(Math.min(valid, invalid)).toBeGreaterThan(60);
  });
});

interface HkdfFile {
  readonly testGroups: readonly {
    readonly tests: readonly { readonly tcId: number; readonly ikm: string; readonly salt: string; readonly info: string; readonly size: number; readonly okm: string; readonly result: string }[];
  }[];
}

describeWithData('wycheproof: HKDF-SHA-256', 'identifiers/hkdf_sha256_test.json', (path) => {
  test('every valid key is ours, and every impossible size is refused', () => {
    let valid = 0;
    let refused = 0;
    for (const { tests } of (JSON.parse(readFileSync(path, 'utf8')) as HkdfFile).testGroups) {
      for (const { tcId, ikm, salt, info, size, okm, result } of tests) {
        const derive = (): Uint8Array => hkdfExpand(hkdfExtract(unhex(salt), unhex(ikm)), unhex(info), size);
        if (result === 'valid') {
          expect(hex(derive()), `test ${tcId}`).toBe(okm);
          valid++;
        } else {
          expect(derive, `test ${tcId}`).toThrow(RangeError);
          refused++;
        }
      }
    }
    expect(valid + refused).toBe(86);
    expect(refused).toBeGreaterThan(0);
  });
});
