// Oracles: Buffer's hex and base64url, and BigInt arithmetic for base32.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCode, encodeCodes, type TextEncoding } from '../../../src/pseudonymise/kernel/encode-codes.ts';
import { bytesOfHexadecimal, hexadecimal } from '../../../src/pseudonymise/kernel/hexadecimal.ts';

const ENCODINGS: readonly TextEncoding[] = ['hex', 'base64url', 'base32'];

function base32(bytes: Uint8Array): string {
  let rest = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let digit = Math.ceil(bytes.length * 8 / 5); digit > 0; digit--) {
    text = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number(rest & 31n)]! + text;
    rest >>= 5n;
  }
  return text;
}

const oracle: Readonly<Record<TextEncoding, (bytes: Uint8Array) => string>> = {
  hex: (bytes) => Buffer.from(bytes).toString('hex'),
  base64url: (bytes) => Buffer.from(bytes).toString('base64url'),
  base32,
};

function encoded(values: readonly Uint8Array[], encoding: TextEncoding): string[] {
  const offsets = new Int32Array(values.length + 1);
  values.forEach((value, row) => { offsets[row + 1] = offsets[row]! + value.length; });
  const codes = encodeCodes({ offsets, bytes: new Uint8Array(Buffer.concat(values)) }, values.length, encoding);
  if (codes.kind !== 'text') throw new Error('expected text');
  return values.map((_, row) => Buffer.from(codes.bytes.subarray(codes.offsets[row], codes.offsets[row + 1])).toString('latin1'));
}

describe.each(ENCODINGS)('codes in %s', (encoding) => {
  test('are what another implementation writes, whatever their length, and are read back', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 8 }), (values) => {
      const texts = encoded(values, encoding);
      expect(texts).toEqual(values.map(oracle[encoding]));
      texts.forEach((text, row) => {
        expect([...decodeCode(text, encoding)!]).toEqual([...values[row]!]);
      });
    }), { numRuns: 200, seed: 1 });
  });

  test('are read from no other text: what is read is written again as it stood, but for case and look-alikes', () => {
    const characters = fc.string({ unit: fc.constantFrom(...'0189abfgzABFGZILOUilou-_+/= \u0131\u017f\u212a'), maxLength: 12 });
    fc.assert(fc.property(characters, (text) => {
      const code = decodeCode(text, encoding);
      if (code === null) return;
      const plain = encoding === 'hex' ? text.toLowerCase() : encoding === 'base32' ? text.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1') : text;
      expect(oracle[encoding](code)).toBe(plain);
    }), { numRuns: 2000, seed: 1 });
  });

  test('leave rows without value empty', () => {
    expect(encoded([new Uint8Array(0), Uint8Array.of(255), new Uint8Array(0)], encoding).map((text) => text.length === 0)).toEqual([true, false, true]);
    expect(encoded([], encoding)).toEqual([]);
  });
});

test.each([['hex', '0'], ['hex', '0g'], ['base64url', 'A'], ['base64url', 'AB'], ['base64url', 'A='], ['base32', '0'], ['base32', '80'], ['base32', '0U'], ['hex', '\u0660\u0660']] as const)(
  'in %s "%s" is no code', (encoding, text) => {
    expect(decodeCode(text, encoding)).toBeNull();
  });

describe('hexadecimal of public bytes', () => {
  test('is that of Buffer, and read back in either case', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(hexadecimal(bytes)).toBe(Buffer.from(bytes).toString('hex'));
      expect([...bytesOfHexadecimal(hexadecimal(bytes).toUpperCase())!]).toEqual([...bytes]);
    }), { numRuns: 100, seed: 1 });
  });

  test.each(['0', 'xy', '00 ', '\u0661\u0661'])('is not "%s"', (text) => {
    expect(bytesOfHexadecimal(text)).toBeNull();
  });
});
