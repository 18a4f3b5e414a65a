import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scaledDouble } from '../../../src/read/kernel/decimal-to-double.ts';
import { decimalParser } from '../../../src/read/kernel/parse-decimal.ts';
import { float64Parser } from '../../../src/read/kernel/parse-float.ts';
import { int32Parser, int64Parser } from '../../../src/read/kernel/parse-integer.ts';
import type { ParsedColumn } from '../../../src/read/kernel/parser.ts';
import { blockOf, markersOf, NULLABLE, parseTexts, type CellText } from './cell-blocks.ts';

const TYPE = 'DATA_VALUE_TYPE';
const RANGE = 'DATA_VALUE_RANGE';

function numbers(column: ParsedColumn): readonly (number | bigint)[] {
  return column.kind === 'int32' || column.kind === 'float64' || column.kind === 'int64' ? [...column.values as Iterable<number | bigint>] : [];
}

function unscaled(column: ParsedColumn): readonly bigint[] {
  if (column.kind !== 'decimal') return [];
  return Array.from({ length: column.rows }, (_, row) => BigInt.asIntN(128, [3, 2, 1, 0].reduce((sum, limb) => (sum << 32n) | BigInt(column.limbs[4 * row + limb]!), 0n)));
}

const int32 = (texts: readonly CellText[], markers = markersOf()): unknown[] => parseTexts(int32Parser(NULLABLE, markers), texts, numbers);
const int64 = (texts: readonly CellText[], markers = markersOf()): unknown[] => parseTexts(int64Parser(NULLABLE, markers), texts, numbers);
const float64 = (texts: readonly CellText[], mark = '.', markers = markersOf()): unknown[] => parseTexts(float64Parser(NULLABLE, markers, mark.charCodeAt(0)), texts, numbers);
const decimal = (texts: readonly CellText[], precision: number, scale: number, mark = '.', markers = markersOf()): unknown[] =>
  parseTexts(decimalParser(NULLABLE, markers, mark.charCodeAt(0), precision, scale), texts, unscaled);

describe('whole numbers of 32 bits', () => {
  test.each<[CellText, number | string | null]>([
    ['0', 0], ['7', 7], ['-7', -7], ['+7', 7], ['007', 7], ['-0', 0], [' 12 ', 12], [{ quoted: '12' }, 12],
    ['2147483647', 2147483647], ['-2147483648', -2147483648], ['0000000000000000012', 12],
    ['2147483648', RANGE], ['-2147483649', RANGE], ['99999999999999999999999', RANGE],
    ['', null], [{ quoted: '' }, null], ['  ', null],
    ['1.0', TYPE], ['1e3', TYPE], ['1 2', TYPE], ['-', TYPE], ['+', TYPE], ['--1', TYPE], ['0x10', TYPE], ['12a', TYPE], ['é', TYPE], ['1,5', TYPE],
  ])('%j is %j', (text, expected) => {
    expect(int32([text])).toEqual([expected]);
  });

  test('every number of 32 bits reads back', () => {
    fc.assert(fc.property(fc.array(fc.integer()), (values) => {
      expect(int32(values.map(String))).toEqual(values);
    }));
  });

  test('what stands after a cell is not part of it', () => {
    expect(int32(['1', '22', '333', '4444', '55555'])).toEqual([1, 22, 333, 4444, 55555]);
  });
});

describe('whole numbers of 64 bits', () => {
  test.each<[CellText, bigint | string | null]>([
    ['9223372036854775807', 9223372036854775807n], ['-9223372036854775808', -9223372036854775808n],
    ['9007199254740993', 9007199254740993n], ['-1', -1n], ['-4294967296', -4294967296n], ['000000000000000000000000123', 123n],
    ['9223372036854775808', RANGE], ['-9223372036854775809', RANGE], ['1'.repeat(100_000), RANGE],
    ['', null], ['1.', TYPE], ['NaN', TYPE],
  ])('%j is %s', (text, expected) => {
    expect(int64([text])).toEqual([expected]);
  });

  test('every number of 64 bits reads back', () => {
    fc.assert(fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), (values) => {
      expect(int64(values.map(String))).toEqual(values);
    }));
  });
});

describe('doubles', () => {
  test.each<[CellText, number | string | null]>([
    ['0', 0], ['-0', -0], ['1.5', 1.5], ['.5', 0.5], ['5.', 5], ['-.5e1', -5], ['1E3', 1000], ['+1e+2', 100], ['1e-400', 0], ['1e400', Infinity], ['-1e400', -Infinity],
    ['NaN', NaN], ['nan', NaN], ['inf', Infinity], ['-Infinity', -Infinity], [' 2.5 ', 2.5], ['', null],
    ['.', TYPE], ['-', TYPE], ['e5', TYPE], ['1e', TYPE], ['1e+', TYPE], ['1.2.3', TYPE], ['1,5', TYPE], ['1 000', TYPE], ['0x1p3', TYPE], ['infinit', TYPE], ['1_000', TYPE],
  ])('%j is %j', (text, expected) => {
    expect(float64([text])).toEqual([expected]);
  });

  test('the decimal mark is the declared one and no other', () => {
    expect(float64(['1,5', '-0,25', '1.5', '1e-3', '1,5e2'], ',')).toEqual([1.5, -0.25, TYPE, 0.001, 150]);
  });

  // Hard cases of correct rounding, from Clinger 1990 and Paxson 1991, and the halfway cases of the largest doubles.
  test.each([
    '5e-324', '2.2250738585072014e-308', '2.2250738585072011e-308', '1.7976931348623157e308', '1.7976931348623158e308', '9007199254740993', '9007199254740992.5',
    '8.5e-20', '6929495644600919.5', '3.2378839133029012895883524125015321748630094131145', '0.1000000000000000055511151231257827021181583404541015625',
    '7.2057594037927933e+16', '1.00000000000000011102230246251565404236316680908203125', '1.00000000000000011102230246251565404236316680908203124', '123456789012345678901234567890',
    '1448997445238699', '3.5844466002796428e+298', '179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880',
  ])('%s rounds as the engine rounds it', (text) => {
    expect(float64([text, `-${text}`])).toEqual([Number(text), -Number(text)]);
  });

  test('every double reads back from its shortest form', () => {
    fc.assert(fc.property(fc.array(fc.double()), (values) => {
      expect(float64(values.map((value) => (Object.is(value, -0) ? '-0' : String(value))))).toEqual(values);
    }), { numRuns: 300 });
  });

  test('digits of any length and any exponent round as the engine rounds them', () => {
    const digits = fc.stringMatching(/^[0-9]{1,25}$/);
    fc.assert(fc.property(digits, fc.option(digits), fc.option(fc.integer({ min: -330, max: 310 })), (whole, decimals, exponent) => {
      const text = whole + (decimals === null ? '' : `.${decimals}`) + (exponent === null ? '' : `e${exponent}`);
      expect(float64([text])).toEqual([Number(text)]);
    }), { numRuns: 3000 });
  });
});

describe('scaling digits to a double', () => {
  test('either rounds correctly or says that it cannot tell', () => {
    let undecided = 0;
    fc.assert(fc.property(fc.bigInt({ min: 10n ** 14n, max: 10n ** 15n - 1n }), fc.bigInt({ min: 0n, max: 10n ** 8n - 1n }), fc.integer({ min: -22, max: 22 }), (high, low, power) => {
      const value = scaledDouble(Number(high), Number(low), 8, power);
      if (Number.isNaN(value)) undecided++;
      else expect(value).toBe(Number(`${high * 10n ** 8n + low}e${power}`));
    }), { numRuns: 5000 });
    expect(undecided).toBeLessThan(5);
  });

  test('a tie, which needs more digits to be decided, is left to the caller', () => {
    // 9007199254740993 is halfway between two doubles; one tenth more or less is not.
    expect(scaledDouble(900719925474099, 3, 1, 0)).toBeNaN();
    expect(scaledDouble(900719925474099, 31, 2, -1)).toBe(9007199254740994);
    expect(scaledDouble(900719925474099, 29, 2, -1)).toBe(9007199254740992);
  });
});

describe('decimals', () => {
  test.each<[CellText, bigint | string | null]>([
    ['12.34', 1234n], ['-12.34', -1234n], ['12', 1200n], ['12.3', 1230n], ['12.', 1200n], ['.5', 50n], ['+0.01', 1n], ['-0.00', 0n], ['0012.30', 1230n], ['12.3400', 1234n],
    ['9999999999.99', 999999999999n], ['-9999999999.99', -999999999999n], ['10000000000', RANGE], ['0.001', RANGE], ['12.345', RANGE], ['1'.repeat(50), RANGE],
    ['', null], [' 1.5 ', 150n], [{ quoted: '1.50' }, 150n],
    ['.', TYPE], ['-', TYPE], ['1.2.3', TYPE], ['1,5', TYPE], ['1e2', TYPE], ['NaN', TYPE], ['1 000.00', TYPE],
  ])('%j is %s hundredths', (text, expected) => {
    expect(decimal([text], 12, 2)).toEqual([expected]);
  });

  test('38 digits are exact', () => {
    const most = 10n ** 38n - 1n;
    expect(decimal([String(most), String(-most), `${most}0`], 38, 0)).toEqual([most, -most, RANGE]);
    expect(decimal([`0.${String(most)}`, '-0.00000000000000000000000000000000000001'], 38, 38)).toEqual([most, -1n]);
  });

  test('every decimal reads back, with either mark', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 38 }).chain((precision) => fc.record({
      precision: fc.constant(precision),
      scale: fc.integer({ min: 0, max: precision }),
      values: fc.array(fc.bigInt({ min: -(10n ** BigInt(precision)) + 1n, max: 10n ** BigInt(precision) - 1n })),
    })), fc.constantFrom('.', ','), ({ precision, scale, values }, mark) => {
      const texts = values.map((value) => {
        const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
        return (value < 0n ? '-' : '') + (scale === 0 ? digits : `${digits.slice(0, -scale)}${mark}${digits.slice(-scale)}`);
      });
      expect(decimal(texts, precision, scale, mark)).toEqual(values);
    }), { numRuns: 500 });
  });
});

describe('missing values', () => {
  const markers = markersOf(['', 'NA', '999', '-1', '.']);

  test.each([
    ['int32', int32(['1', 'NA', '999', '-1', '-10', '9990'], markers), [1, null, null, null, -10, 9990]],
    ['int64', int64(['1', 'NA', '999', '-1', '-10'], markers), [1n, null, null, null, -10n]],
    ['float64', float64(['1', '.', '999', '.5', '999.0'], '.', markers), [1, null, null, 0.5, 999]],
    ['decimal', decimal(['1', '.', '999', '.5'], 5, 1, '.', markers), [10n, null, null, 5n]],
  ])('a declared marker is missing even when it looks like a value: %s', (_type, parsed, expected) => {
    expect(parsed).toEqual(expected);
  });

  test('a marker that is not declared is no number', () => {
    expect(int32(['NA', ''], markersOf(['']))).toEqual([TYPE, null]);
    expect(int32([''], markersOf(['NA']))).toEqual([TYPE]);
  });

  test.each([
    ['int32', int32Parser({ nullable: false, maxRows: 10 }, markersOf())],
    ['int64', int64Parser({ nullable: false, maxRows: 10 }, markersOf())],
    ['float64', float64Parser({ nullable: false, maxRows: 10 }, markersOf(), 46)],
    ['decimal', decimalParser({ nullable: false, maxRows: 10 }, markersOf(), 46, 5, 2)],
  ])('a missing value is a fault where none is allowed: %s', (_type, parser) => {
    expect(parseTexts(parser, ['1', ''], () => [1, 1])[1]).toBe('DATA_NULL');
  });
});

describe('batches', () => {
  test('rows taken back leave no value and no null', () => {
    const parser = int32Parser(NULLABLE, markersOf());
    parser.parse(blockOf(['1', '', '3']), 0, 0);
    parser.parse(blockOf(['', '7', '8']), 0, 3);
    parser.rewind(3, 6);
    parser.parse(blockOf(['4', '']), 0, 3);
    const column = parser.finish(5);
    expect(column).toEqual({ kind: 'int32', rows: 5, valid: Uint8Array.of(0b01101), values: Int32Array.of(1, 0, 3, 4, 0) });
  });

  test('a column without nulls has no bitmap, and the next starts afresh', () => {
    const parser = float64Parser(NULLABLE, markersOf(), 46);
    parser.parse(blockOf(['1', '']), 0, 0);
    expect(parser.finish(2).valid).toEqual(Uint8Array.of(1));
    parser.parse(blockOf(['2', '3']), 0, 0);
    expect(parser.finish(2)).toEqual({ kind: 'float64', rows: 2, valid: null, values: Float64Array.of(2, 3) });
  });

  test('a column grows to its batch without losing rows or nulls', () => {
    const parser = int64Parser({ nullable: true, maxRows: 5000 }, markersOf());
    for (let from = 0; from < 5000; from += 100) parser.parse(blockOf(Array.from({ length: 100 }, (_, row) => (row % 7 === 0 ? '' : String(from + row)))), 0, from);
    const column = parser.finish(5000);
    expect(numbers(column)).toEqual(Array.from({ length: 5000 }, (_, row) => (row % 100 % 7 === 0 ? 0n : BigInt(row))));
    expect(column.valid).not.toBeNull();
    expect(Array.from({ length: 5000 }, (_, row) => (column.valid![row >> 3]! >> (row & 7)) & 1)).toEqual(Array.from({ length: 5000 }, (_, row) => (row % 100 % 7 === 0 ? 0 : 1)));
  });
});
