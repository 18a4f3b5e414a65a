import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteSink, closeBits, putBits, putByte, putBytes, putNumber, putSigned, putUnsigned, writtenBytes } from '../../../../src/write/kernel/compress/byte-sink.ts';

describe('a sink', () => {
  test('holds numbers in groups of seven bits, the lowest first', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (value) => {
      const sink = byteSink(1);
      putUnsigned(sink, value);
      const bytes = [...writtenBytes(sink)];
      expect(bytes.reduce((sum, byte, index) => sum + BigInt(byte & 127) * 128n ** BigInt(index), 0n)).toBe(BigInt(value));
      expect(bytes.map((byte) => byte >> 7)).toEqual(bytes.map((_, index) => Number(index < bytes.length - 1)));
    }));
  });

  test('folds signed numbers into unsigned ones', () => {
    const folded = [0, -1, 1, -2, 2, -64, 63].map((value) => {
      const sink = byteSink();
      putSigned(sink, value);
      return [...writtenBytes(sink)];
    });
    expect(folded).toEqual([[0], [1], [2], [3], [4], [127], [126]]);
  });

  test('holds bits from the lowest of each byte up', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 24 }).chain((bits) => fc.tuple(fc.constant(bits), fc.nat(2 ** bits - 1)))), (pieces) => {
      const sink = byteSink(1);
      for (const [bits, value] of pieces) putBits(sink, value, bits);
      closeBits(sink);
      const expected = pieces.map(([bits, value]) => value.toString(2).padStart(bits, '0').slice(value.toString(2).padStart(bits, '0').length - bits).split('').reverse().join('')).join('');
      const found = [...writtenBytes(sink)].map((byte) => byte.toString(2).padStart(8, '0').split('').reverse().join('')).join('');
      expect(found).toBe(expected.padEnd(Math.ceil(expected.length / 8) * 8, '0'));
    }));
  });

  test('grows as it is written', () => {
    const sink = byteSink(1);
    putByte(sink, 0x101);
    putBytes(sink, Uint8Array.of(2, 3));
    putNumber(sink, 0x07060504, 4);
    putNumber(sink, -1, 2);
    expect([...writtenBytes(sink)]).toEqual([1, 2, 3, 4, 5, 6, 7, 255, 255]);
  });
});
