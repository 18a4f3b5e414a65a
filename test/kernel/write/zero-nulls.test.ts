import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compactText, plainNaNs, zeroNullBits, zeroNulls, type FixedValues } from '../../../src/write/kernel/zero-nulls.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

const bytesOf = (view: ArrayBufferView): number[] => [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)];
const bitmap = (flags: readonly boolean[], junk = 0): Uint8Array => {
  const bits = new Uint8Array((flags.length + 7) >> 3).fill(junk);
  flags.forEach((flag, row) => {
    if (flag) bits[row >> 3]! |= 1 << (row & 7);
    else bits[row >> 3]! &= ~(1 << (row & 7));
  });
  return bits;
};

/** One array of each type, all bytes set, with room before and after. */
const full = (elements: number): FixedValues[] => {
  const memory = (): ArrayBuffer => new Uint8Array(8 * (elements + 2)).fill(0xa5).buffer;
  return [
    new Int32Array(memory(), 4, elements), new BigInt64Array(memory(), 8, elements), new Float64Array(memory(), 8, elements),
    new Uint32Array(memory(), 4, elements), new Uint8Array(memory(), 3, elements), Buffer.from(memory(), 3, elements),
  ];
};

describe('values under nulls', () => {
  test('become zero bytes; the others keep theirs, of any type and width', () => {
    fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), fc.boolean(), (flags, width, hasNulls) => {
      const rows = flags.length;
      for (const values of full(rows * width)) {
        const before = bytesOf(new Uint8Array(values.buffer));
        const zeroed = zeroNulls(values, hasNulls ? bitmap(flags, 0xff) : null, rows, width);
        expect(Object.getPrototypeOf(zeroed)).toBe(Object.getPrototypeOf(values));
        const rowBytes = width * values.BYTES_PER_ELEMENT;
        expect(bytesOf(zeroed)).toEqual(flags.flatMap((flag) => Array.from({ length: rowBytes }, () => (flag || !hasNulls ? 0xa5 : 0))));
        // The source is somebody else's, and nothing of its memory goes along.
        expect(bytesOf(new Uint8Array(values.buffer))).toEqual(before);
        if (rows > 0) expect(zeroed.buffer).not.toBe(values.buffer);
      }
    }), { numRuns: 60 });
  });

  test('take no more than the rows from a longer array', () => {
    expect(zeroNulls(Int32Array.of(1, 2, 3, 4), Uint8Array.of(0b01), 2, 1)).toEqual(Int32Array.of(1, 0));
    expect(zeroNulls(Uint8Array.of(1, 2, 3, 4, 5), Uint8Array.of(0b10), 2, 2)).toEqual(Uint8Array.of(0, 0, 3, 4));
    expect(zeroNulls(BigInt64Array.of(-1n, -(2n ** 63n)), Uint8Array.of(0b10), 2, 1)).toEqual(BigInt64Array.of(0n, -(2n ** 63n)));
  });
});

describe('bits', () => {
  test('under nulls and past the last row become zero', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 40 }), fc.boolean(), (rows, hasNulls) => {
      const bits = bitmap(rows.map(([bit]) => bit), 0xff);
      const valid = bitmap(rows.map(([, flag]) => flag), 0xff);
      const zeroed = zeroNullBits(Buffer.from([...bits, 0xff]), hasNulls ? valid : null, rows.length);
      expect([...zeroed]).toEqual([...bitmap(rows.map(([bit, flag]) => bit && (flag || !hasNulls)))]);
    }));
  });
});

describe('not a number', () => {
  // Bit patterns of IEEE 754: R's missing value (payload 1954), a negative quiet and a signalling NaN.
  const patterns = [0x7ff00000000007a2n, 0xfff8000000000000n, 0x7ff0000000000001n, 0xffffffffffffffffn];
  const numbers = [0n, 0x8000000000000000n, 0x7ff0000000000000n, 0xfff0000000000000n, 1n, 0x7fefffffffffffffn];

  test('has one form, and every number keeps its own, negative zero and infinities too', () => {
    const values = new Float64Array(BigUint64Array.of(...patterns, ...numbers).buffer);
    const same = plainNaNs(values);
    expect(same).toBe(values);
    expect([...new BigUint64Array(values.buffer)]).toEqual([...patterns.map(() => 0x7ff8000000000000n), ...numbers]);
  });

  test('is found in a view as well', () => {
    const memory = BigUint64Array.of(patterns[0]!, patterns[1]!, patterns[2]!);
    plainNaNs(new Float64Array(memory.buffer, 8, 1));
    expect([...memory]).toEqual([patterns[0], 0x7ff8000000000000n, patterns[2]]);
  });
});

describe('text', () => {
  const texts = fc.array(fc.option(fc.constantFrom('', 'a', 'é', 'Corrèze', '🙂'), { freq: 3 }), { maxLength: 30 });

  test('keeps its rows, begins at 0, and holds no byte that is not of a row', () => {
    fc.assert(fc.property(texts, fc.integer({ min: 0, max: 9 }), (values, lead) => {
      const { offsets, bytes, valid, rows } = textColumnOf(values, lead);
      const compact = compactText(offsets, Buffer.concat([bytes, Buffer.from('after')]), valid, rows);
      expect(stringsOf({ ...compact, valid, rows })).toEqual(values);
      expect(Buffer.from(compact.bytes).toString()).toBe(values.join(''));
      expect(compact.offsets[0]).toBe(0);
      expect(compact.offsets).toHaveLength(rows + 1);
      expect(compact.offsets[rows]).toBe(compact.bytes.length);
    }));
  });

  test('under nulls is gone, whatever stood there', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('', 'a', 'withheld', 'é'), fc.boolean()), { maxLength: 30 }), (rows) => {
      const { offsets, bytes } = textColumnOf(rows.map(([text]) => text), 4);
      const valid = bitmap(rows.map(([, flag]) => flag), 0xff);
      const compact = compactText(offsets, bytes, valid, rows.length);
      expect(Buffer.from(compact.bytes).toString()).toBe(rows.map(([text, flag]) => (flag ? text : '')).join(''));
      expect(stringsOf({ ...compact, valid: null, rows: rows.length })).toEqual(rows.map(([text, flag]) => (flag ? text : '')));
    }));
  });

  test('of a slice leaves the rows around it', () => {
    const { offsets, bytes } = textColumnOf(['before', 'in', 'side', 'after']);
    for (const valid of [null, Uint8Array.of(0xff)]) {
      const compact = compactText(offsets.subarray(1, 4), bytes, valid, 2);
      expect([...compact.offsets]).toEqual([0, 2, 6]);
      expect(Buffer.from(compact.bytes).toString()).toBe('inside');
      expect(compact.bytes.buffer.byteLength).toBe(6);
    }
  });
});
