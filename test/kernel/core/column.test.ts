import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allValid, countNulls, isValid, noneValid, plainText, setNull, setValid, shiftBits, type CodedColumn } from '../../../src/core/column.ts';
import { textColumnOf } from '../../text-column.ts';
import { codedColumn, naiveColumn, naiveValues, valuesOf } from './naive-columns.ts';

const flags = fc.array(fc.boolean(), { maxLength: 70 });

/** A bitmap as text, least significant bit of the first byte first. */
const written = (bits: Uint8Array): string => Array.from(bits, (byte) => [...byte.toString(2).padStart(8, '0')].reverse().join('')).join('');
const read = (text: string): Uint8Array => Uint8Array.from(text.match(/.{1,8}/g) ?? [], (part) => parseInt([...part.padEnd(8, '0')].reverse().join(''), 2));
const textOf = (values: readonly boolean[]): string => values.map((value) => (value ? '1' : '0')).join('');

describe('validity bits', () => {
  test('are counted like flags, whatever stands past the last row', () => {
    fc.assert(fc.property(flags, fc.constantFrom('0', '1'), (values, padding) => {
      const text = textOf(values);
      const bits = read(text.padEnd(Math.ceil(text.length / 8) * 8, padding));
      expect(countNulls(bits, values.length)).toBe(values.filter((value) => !value).length);
      expect(values.map((_, row) => isValid(bits, row))).toEqual(values);
    }));
  });
  test('of null stand for a column without nulls', () => {
    expect(countNulls(null, 12)).toBe(0);
    expect(isValid(null, 3)).toBe(true);
  });
  test('start all present or all missing, with zeros past the last row', () => {
    for (let rows = 0; rows <= 70; rows++) {
      expect(written(allValid(rows))).toBe('1'.repeat(rows).padEnd(Math.ceil(rows / 8) * 8, '0'));
      expect(written(noneValid(rows))).toBe('0'.repeat(Math.ceil(rows / 8) * 8));
    }
  });
  test('are set and cleared one at a time', () => {
    fc.assert(fc.property(flags, fc.array(fc.tuple(fc.nat(69), fc.boolean()), { maxLength: 20 }), (values, changes) => {
      const bits = read(textOf(values));
      const expected = [...values];
      for (const [row, value] of changes) {
        if (row >= values.length) continue;
        (value ? setValid : setNull)(bits, row);
        expected[row] = value;
      }
      expect(written(bits).slice(0, values.length)).toBe(textOf(expected));
    }));
  });
});

describe('shifted bits', () => {
  test('are the bits of the range, moved to the start and followed by zeros', () => {
    fc.assert(fc.property(flags, fc.nat(70), fc.nat(70), (values, from, length) => {
      const start = Math.min(from, values.length);
      const rows = Math.min(length, values.length - start);
      const bits = read(textOf(values));
      const before = bits.slice();
      expect(written(shiftBits(bits, start, rows))).toBe(textOf(values).slice(start, start + rows).padEnd(Math.ceil(rows / 8) * 8, '0'));
      expect(bits).toEqual(before);
    }));
  });
});

describe('plain text', () => {
  test('of codes is the text of each row', () => {
    fc.assert(fc.property(valuesOf('coded'), (values) => {
      const plain = plainText(naiveColumn('coded', values) as CodedColumn);
      expect(plain.kind).toBe('text');
      expect(naiveValues(plain)).toEqual(values);
    }));
  });
  test('leaves no bytes behind a null, even where its code is out of range', () => {
    const column = { ...codedColumn(['secret', null, 'x']), codes: Int32Array.of(0, 99, 1) };
    const plain = plainText(column);
    expect(naiveValues(plain)).toEqual(['secret', null, 'x']);
    expect(plain.offsets).toEqual(Int32Array.of(0, 6, 6, 7));
  });
  test('of plain text is the same column', () => {
    const column = { kind: 'text', ...textColumnOf(['a', null]) } as const;
    expect(plainText(column)).toBe(column);
  });
  test('is refused beyond 2 GiB before memory is asked for', () => {
    const mebibyte = { kind: 'text', rows: 1, valid: null, offsets: Int32Array.of(0, 2 ** 20), bytes: new Uint8Array(2 ** 20) } as const;
    const column: CodedColumn = { kind: 'coded', rows: 2048, valid: null, codes: new Int32Array(2048), dictionary: mebibyte };
    expect(() => plainText(column)).toThrow(RangeError);
    expect(() => plainText(column)).toThrow('text column: expected at most 2 GiB in a batch');
  });
});
