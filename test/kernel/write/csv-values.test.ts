import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeRows, type CellWriter, type CsvDialect } from '../../../src/write/kernel/csv-writer.ts';
import { writeDouble, writeInteger, writePadded, writeScaled } from '../../../src/write/kernel/digits.ts';
import { textWriter } from '../../../src/write/kernel/write-text.ts';
import { boolWriter, dateWriter, decimalWriter, float64Writer, hexWriter, int32Writer, int64Writer, timestampWriter } from '../../../src/write/kernel/write-values.ts';
import { textColumnOf } from '../../text-column.ts';

const byte = (character: string): number => character.charCodeAt(0);
const OPEN: CsvDialect = { delimiter: byte(','), decimalMark: byte('.'), lineEnd: Uint8Array.of(10), timeMark: byte('T'), escapesFormulas: true };
const FRENCH: CsvDialect = { ...OPEN, delimiter: byte(';'), decimalMark: byte(','), lineEnd: Uint8Array.of(13, 10), timeMark: byte(' ') };

// Writes cells one below the other; null where a cell cannot be written. Room beyond `mostBytes` is a fault.
function cells(writer: CellWriter, rows: number): (string | null)[] {
  return Array.from({ length: rows }, (_, row) => {
    const most = writer.mostBytes(row, row + 1);
    const out = new Uint8Array(most + 64).fill(0x23);
    const end = writer.write(row, out, 1);
    if (end < 0) return null;
    expect(end - 1).toBeLessThanOrEqual(most);
    expect(out[0]).toBe(0x23);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(out.subarray(1, end));
  });
}

const written = (write: (out: Uint8Array) => number): string => {
  const out = new Uint8Array(400);
  return new TextDecoder().decode(out.subarray(0, write(out)));
};

describe('digits', () => {
  test('whole numbers are written as the engine writes them', () => {
    for (const value of [0, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 2_147_483_648, 4_294_967_296, 999_999_999_999, 2 ** 53 - 1, 2 ** 53]) {
      expect(written((out) => writeInteger(value, out, 0))).toBe(String(value));
    }
    fc.assert(fc.property(fc.maxSafeNat(), (value) => { expect(written((out) => writeInteger(value, out, 0))).toBe(String(value)); }), { numRuns: 1000 });
  });

  test('leading zeros fill a number up', () => {
    fc.assert(fc.property(fc.maxSafeNat(), fc.integer({ min: 16, max: 22 }), (value, digits) => {
      expect(written((out) => writePadded(value, digits, out, 0))).toBe(String(value).padStart(digits, '0'));
    }), { numRuns: 1000 });
    expect([written((out) => writePadded(7, 2, out, 0)), written((out) => writePadded(0, 1, out, 0))]).toEqual(['07', '0']);
  });

  test('numbers of up to 128 bits are written as big integers write them', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }), fc.integer({ min: 0, max: 127 }), fc.integer({ min: 0, max: 38 }), (big, shift, scale) => {
      const value = big >> BigInt(shift);
      const limbs = Uint32Array.from([0n, 32n, 64n, 96n], (bits) => Number((value >> bits) & 0xffffffffn));
      const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
      const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
      expect(written((out) => writeScaled(limbs, 0, 4, scale, byte('.'), out, 0))).toBe((value < 0n ? '-' : '') + text);
    }), { numRuns: 3000 });
  });

  test('a double is written in the shortest form that reads back', () => {
    const decimalOrDouble = fc.oneof(fc.double(), fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 8 })).map(([value, places]) => value / 10 ** places));
    fc.assert(fc.property(decimalOrDouble, (value) => {
      const text = written((out) => writeDouble(value, byte('.'), out, 0));
      expect(Number(text)).toBe(value);
      // As many digits as the engine's own shortest form; only the exponent may be written out.
      const significant = (form: string): string => form.replace(/e.*/i, '').replaceAll(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
      expect(significant(text)).toBe(significant(String(value)));
    }), { numRuns: 5000 });
  });

  test.each<[number, string]>([
    [0, '0'], [-0, '-0'], [0.1, '0.1'], [1234.5, '1234.5'], [-0.25, '-0.25'], [1e21, '1e+21'], [1e-7, '1e-7'], [123456789012345680000, '123456789012345680000'], [0.1 + 0.2, '0.30000000000000004'], [NaN, 'NaN'], [-Infinity, '-Infinity'],
    [5e-324, '5e-324'], [1.7976931348623157e308, '1.7976931348623157e+308'], [999999999999999.9, '999999999999999.9'],
  ])('%d is %s', (value, text) => {
    expect(written((out) => writeDouble(value, byte('.'), out, 0))).toBe(text);
    expect(written((out) => writeDouble(value, byte(','), out, 0))).toBe(text.replace('.', ','));
  });
});

describe('columns of numbers', () => {
  test('32 and 64 bits, exact to their ends', () => {
    expect(cells(int32Writer(Int32Array.of(0, -1, 2147483647, -2147483648, 5), Uint8Array.of(0b01111)), 5)).toEqual(['0', '-1', '2147483647', '-2147483648', '']);
    const big = BigInt64Array.of(0n, -1n, 9223372036854775807n, -9223372036854775808n, 9007199254740993n, 4294967296n);
    expect(cells(int64Writer(big, null), 6)).toEqual([...big].map(String));
    expect(cells(int64Writer(big.subarray(2, 4), null), 2)).toEqual(['9223372036854775807', '-9223372036854775808']);
  });

  test('decimals have all the digits of their scale', () => {
    const limbs = Uint32Array.of(5, 0, 0, 0, 0xffffff85, 0xffffffff, 0xffffffff, 0xffffffff, 0, 0, 0, 0);
    expect(cells(decimalWriter(OPEN, limbs, 2, Uint8Array.of(0b011)), 3)).toEqual(['0.05', '-1.23', '']);
    expect(cells(decimalWriter(FRENCH, limbs, 2, null), 3)).toEqual(['0,05', '-1,23', '0,00']);
    expect(cells(decimalWriter(OPEN, limbs, 0, null), 3)).toEqual(['5', '-123', '0']);
  });

  test('doubles with the mark of the dialect', () => {
    expect(cells(float64Writer(FRENCH, Float64Array.of(1.5, NaN, -1e300), null), 3)).toEqual(['1,5', 'NaN', '-1e+300']);
  });

  test('truth values and byte strings', () => {
    expect(cells(boolWriter(Uint8Array.of(0b001), Uint8Array.of(0b011)), 3)).toEqual(['true', 'false', '']);
    expect(cells(hexWriter(Uint8Array.of(0, 255, 16, 1), 2, null), 2)).toEqual(['00ff', '1001']);
  });
});

describe('dates and instants', () => {
  test('days are ISO dates, as the engine writes them', () => {
    fc.assert(fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (day) => {
      expect(cells(dateWriter(Int32Array.of(day), null), 1)).toEqual([new Date(day * 86_400_000).toISOString().slice(0, 10)]);
    }), { numRuns: 3000 });
    expect(cells(dateWriter(Int32Array.of(-719_162, 2_932_896, 0, 59, -1), null), 5)).toEqual(['0001-01-01', '9999-12-31', '1970-01-01', '1970-03-01', '1969-12-31']);
  });

  test('a year of more or fewer than four digits cannot be written', () => {
    expect(cells(dateWriter(Int32Array.of(-719_163, 2_932_897, -2147483648), null), 3)).toEqual([null, null, null]);
    expect(cells(timestampWriter(OPEN, BigInt64Array.of(-62_135_596_800_000_001n, 253_402_300_800_000_000n, 2n ** 63n - 1n), null), 3)).toEqual([null, null, null]);
    expect(cells(dateWriter(Int32Array.of(-719_163), Uint8Array.of(0)), 1)).toEqual(['']);
  });

  test('instants are ISO, with six decimals when there are any', () => {
    fc.assert(fc.property(fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }), (micros) => {
      const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
      const seconds = new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, 19);
      const text = rest === 0n ? seconds : `${seconds}.${String(rest).padStart(6, '0')}`;
      expect(cells(timestampWriter(OPEN, BigInt64Array.of(micros), null), 1)).toEqual([text]);
      expect(cells(timestampWriter(FRENCH, BigInt64Array.of(micros), null), 1)).toEqual([text.replace('T', ' ')]);
    }), { numRuns: 3000 });
    expect(cells(timestampWriter(OPEN, BigInt64Array.of(-1n, 0n), Uint8Array.of(0b01)), 2)).toEqual(['1969-12-31T23:59:59.999999', '']);
  });
});

describe('texts', () => {
  const texts = (values: readonly (string | null)[], dialect = OPEN): (string | null)[] => {
    const { offsets, bytes, valid, rows } = textColumnOf(values, 3);
    return cells(textWriter(dialect, offsets, bytes, valid, null), rows);
  };

  test.each<[string, string]>([
    ['abc', 'abc'], [' a ', ' a '], ['', '""'], ['a,b', '"a,b"'], ['a;b', 'a;b'], ['a"b', '"a""b"'], ['"', '""""'], ['a\nb', '"a\nb"'], ['a\rb', '"a\rb"'], ['é', 'é'], ['\uFEFFx', '"\uFEFFx"'], ['\uFF0Cx', '\uFF0Cx'],
  ])('%j is written %j', (text, expected) => {
    expect(texts([text])).toEqual([expected]);
  });

  test('a missing text is empty, an empty one is a pair of quotes', () => {
    expect(texts([null, ''])).toEqual(['', '""']);
  });

  test('the delimiter of the dialect is what needs quotes', () => {
    expect(texts(['a,b', 'a;b'], FRENCH)).toEqual(['a,b', '"a;b"']);
  });

  test('a byte 0 cannot be written', () => {
    expect(texts(['a\0b', 'a,\0'])).toEqual([null, null]);
  });

  // The first characters of OWASP's page on CSV injection, and their full-width forms.
  test.each<[string, string]>([
    ['=1+1', "'=1+1"], ['+1+1', "'+1+1"], ['-1+1', "'-1+1"], ['@SUM(A1)', "'@SUM(A1)"], ['\tx', "'\tx"], ['\rx', '"\'\rx"'], ['\nx', '"\'\nx"'], ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'], ['＝1', "'＝1"], ['＋1', "'＋1"], ['－1', "'－1"], ['＠a', "'＠a"],
    ['-', "'-"], ['+', "'+"], ['-a', "'-a"], ['=', "'="],
  ])('%j, which a spreadsheet would compute, gets an apostrophe', (text, expected) => {
    expect(texts([text])).toEqual([expected]);
    expect(texts([text], { ...OPEN, escapesFormulas: false })[0]).toBe(expected.replace("'", '').replace(/^"([^"]*)"$/, (whole, inner: string) => (/[\r\n",]/.test(inner) ? whole : inner)));
  });

  test.each(['-5', '+33 6 12 34 56 78', '-1.5', '-12 %', '-1 234', 'a=1', '1-2', '１', 'x@y.z', '\'=1'])('%j is left as it is', (text) => {
    expect(texts([text])).toEqual([text]);
  });

  test('texts in codes are those of their dictionary', () => {
    const { offsets, bytes } = textColumnOf(['a,b', 'c', '']);
    const writer = textWriter(OPEN, offsets, bytes, Uint8Array.of(0b01111), Int32Array.of(1, 0, 2, 1, 0));
    expect(cells(writer, 5)).toEqual(['c', '"a,b"', '""', 'c', '']);
    const empty = textColumnOf([]);
    expect(cells(textWriter(OPEN, empty.offsets, empty.bytes, Uint8Array.of(0), Int32Array.of(0)), 1)).toEqual(['']);
  });
});

describe('rows', () => {
  const numbers = int32Writer(Int32Array.of(1, 2, 3), null);
  const { offsets, bytes } = textColumnOf(['a', 'b\0', 'c']);
  const words = textWriter(OPEN, offsets, bytes, null, null);

  test('cells stand between delimiters and line ends', () => {
    expect(new TextDecoder().decode(writeRows(OPEN, [numbers, numbers], 1, 3) as Uint8Array)).toBe('2,2\n3,3\n');
    expect(new TextDecoder().decode(writeRows(FRENCH, [numbers, numbers], 0, 1) as Uint8Array)).toBe('1;1\r\n');
    expect((writeRows(OPEN, [numbers], 2, 2) as Uint8Array).length).toBe(0);
  });

  test('the first cell that cannot be written is named', () => {
    expect(writeRows(OPEN, [numbers, words], 0, 3)).toEqual({ row: 1, column: 1 });
  });
});
