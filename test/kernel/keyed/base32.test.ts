// The named codes come from a Python program (int.from_bytes, then division by 32); the law uses BigInt.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BASE32_CHARACTERS, decodeBase32Column, encodeBase32Column } from '../../../src/keyed/index.ts';
import { hex, messageColumn, patternBytes, unhex } from './message-column.ts';

const PYTHON = [
  ['00000000000000000000000000000000', '00000000000000000000000000'],
  ['ffffffffffffffffffffffffffffffff', '7ZZZZZZZZZZZZZZZZZZZZZZZZZ'],
  ['000102030405060708090a0b0c0d0e0f', '00041061050R3GG28A1C60T3GF'],
  ['80000000000000000000000000000001', '40000000000000000000000001'],
  ['7fa9b3c4d5e6f708192a3b4c5d6e7f80', '3ZN6SW9NF6YW41JAHV9HEPWZW0'],
] as const;

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

function encoded(codes: Uint8Array, valid: Uint8Array | null = null): string[] {
  const rows = codes.length / 16;
  const { offsets, bytes } = encodeBase32Column(codes, valid, rows);
  return Array.from({ length: rows }, (_, row) => Buffer.from(bytes.subarray(offsets[row], offsets[row + 1])).toString('latin1'));
}

function decoded(texts: readonly (string | null)[]): { codes: (string | null)[]; invalidCount: number } {
  const { offsets, bytes, valid, rows } = messageColumn(texts.map((text) => text === null ? null : ascii(text)), 3);
  const result = decodeBase32Column(offsets, bytes, valid, rows);
  const codes = texts.map((_, row) => {
    const code = hex(result.codes.subarray(16 * row, 16 * row + 16));
    if ((result.valid[row >> 3]! & (1 << (row & 7))) !== 0) return code;
    expect(code, 'a row without code holds zeros').toBe('0'.repeat(32));
    return null;
  });
  return { codes, invalidCount: result.invalidCount };
}

/** Crockford's digits by long division. */
function byDivision(code: Uint8Array): string {
  let number = BigInt(`0x${hex(code)}`);
  let text = '';
  for (let digit = 0; digit < 26; digit++) {
    text = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number(number % 32n)]! + text;
    number /= 32n;
  }
  return text;
}

describe('base32 of codes', () => {
  test.each(PYTHON)('of %s is %s', (code, text) => {
    expect(encoded(unhex(code))).toEqual([text]);
    expect(decoded([text])).toEqual({ codes: [code], invalidCount: 0 });
  });

  test('is the number in base 32, and reads back', () => {
    const code = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(fc.property(fc.array(code, { minLength: 1, maxLength: 20 }), (codes) => {
      const texts = encoded(Uint8Array.from(codes.flatMap((bytes) => [...bytes])));
      expect(texts).toEqual(codes.map(byDivision));
      expect(decoded(texts)).toEqual({ codes: codes.map(hex), invalidCount: 0 });
    }), { numRuns: 200, seed: 1 });
  });

  test('keeps the order of the bytes', () => {
    const codes = Array.from({ length: 200 }, (_, row) => patternBytes(16, row)).sort((left, right) => Buffer.compare(left, right));
    const texts = encoded(Uint8Array.from(codes.flatMap((bytes) => [...bytes])));
    expect(texts).toEqual([...texts].sort());
  });

  test('gives null rows no text', () => {
    const codes = patternBytes(16 * 10, 1);
    const texts = encoded(codes, Uint8Array.of(0b1010_0101, 0b10));
    expect(texts.map((text) => text.length)).toEqual([26, 0, 26, 0, 0, 26, 0, 26, 0, 26]);
    expect(texts[9]).toBe(byDivision(codes.subarray(144)));
  });

  test('leaves nothing behind the last text', () => {
    expect(encodeBase32Column(patternBytes(32, 1), Uint8Array.of(0b01), 2).bytes).toHaveLength(BASE32_CHARACTERS);
    expect(encodeBase32Column(new Uint8Array(0), null, 0).bytes).toHaveLength(0);
  });

  test('reads lower case and the letters mistaken for digits', () => {
    const code = '000102030405060708090a0b0c0d0e0f';
    expect(decoded(['00041061050r3gg28a1c60t3gf', 'OoO4i06LO50R3GG28AlC60T3GF']))
      .toEqual({ codes: [code, '000102030405060708090a0b0c0d0e0f'], invalidCount: 0 });
  });

  test('refuses what is no code, row by row', () => {
    const right = PYTHON[4][1];
    const wrong = [
      '', right.slice(1), `${right}0`, `8${right.slice(1)}`, `Z${right.slice(1)}`, `${right.slice(0, 25)}U`, `${right.slice(0, 25)}-`,
      `${right.slice(0, 12)} ${right.slice(13)}`, `${right.slice(0, 24)}é`, `${right.slice(0, 25)}\u0000`,
    ];
    expect(decoded([right, ...wrong, null, right])).toEqual({
      codes: [PYTHON[4][0], ...wrong.map(() => null), null, PYTHON[4][0]],
      invalidCount: wrong.length,
    });
  });

  test('refuses arrays too short for the rows, and rows that are no count', () => {
    expect(() => encodeBase32Column(new Uint8Array(31), null, 2)).toThrow('codes: expected at least 32 bytes, got 31');
    expect(() => encodeBase32Column(new Uint8Array(0), null, -1)).toThrow(RangeError);
    expect(() => encodeBase32Column(new Uint8Array(0), null, 82_595_525)).toThrow(RangeError);
    expect(() => decodeBase32Column(Int32Array.of(0), new Uint8Array(0), null, 1)).toThrow('offsets: expected at least 2 entries, got 1');
    expect(() => decodeBase32Column(Int32Array.of(0), new Uint8Array(0), null, 0.5)).toThrow(RangeError);
  });
});
