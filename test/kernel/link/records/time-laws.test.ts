import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lengthsOf, numbersOf, textsOfNumbers, textsOfTimes, timePartsOf, timesOf, type TimePart } from '../../../../src/link/kernel/records/derive-number.ts';
import { decodeTexts, encodeTexts } from '../../../../src/link/kernel/records/map-texts.ts';
import { compileTimeFormat, readTime } from '../../../../src/link/kernel/records/time-format.ts';
import { distinctNumbers, distinctTimes, type Derived, type NumberValues, type TextValues } from '../../../../src/link/kernel/records/values.ts';

const read = (format: string, text: string): number => readTime(compileTimeFormat(format)!, text);
const numbersBy = ({ values, codeOf }: Derived<NumberValues>): (number | null)[] => Array.from(codeOf, (code) => (code < 0 ? null : values.numbers[code]!));
const textsBy = ({ values, codeOf }: Derived<TextValues>): (string | null)[] => Array.from(codeOf, (code) => (code < 0 ? null : decodeTexts(values)[code]!));
const anyDate = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });

describe('formats', () => {
  test.each(['%H:%M', 'dd/MM', '%Y %q', '%', '%Y-%', 'abc', '%-d/%Y', '%z %Y'])('%s is none: it has no year, or asks for what is not read', (format) => {
    expect(compileTimeFormat(format)).toBe(null);
  });

  test('times of day are told from days', () => {
    expect(['%Y', '%F', 'dd/MM/yyyy'].map((format) => compileTimeFormat(format)!.hasClock)).toEqual([false, false, false]);
    expect(['%F %T', '%Y%H', '%Y.%f'].map((format) => compileTimeFormat(format)!.hasClock)).toEqual([true, true, true]);
  });

  test.each<[format: string, text: string, iso: string | null]>([
    ['%F', '2024-02-29', '2024-02-29'],
    ['%F', '2023-02-29', null],
    ['%F', '1900-02-29', null],
    ['%F', '2000-02-29', '2000-02-29'],
    ['%F', '0000-01-01', null],
    ['%F', '9999-12-31', '9999-12-31'],
    ['%F', '2024-00-10', null],
    ['%F', '2024-13-10', null],
    ['%F', '2024-04-31', null],
    ['%F', '2024-04-30x', null],
    ['%F', '', null],
    ['%F', '２０２４-01-01', null],
    ['%Y', '1984', '1984-01-01'],
    ['%d.%m.%y', '1.2.68', '2068-02-01'],
    ['%d.%m.%y', '1.2.69', '1969-02-01'],
    ['%d %b %Y', '3 SEP 1999', '1999-09-03'],
    ['%d %b %Y', '3 sept 1999', null],
    ['%d %B %Y', '3 september 1999', '1999-09-03'],
    ['%d%%%m%%%Y', '3%9%1999', '1999-09-03'],
    ['d MMM yyyy', '3 sept. 1999', '1999-09-03'],
    ['d MMM yyyy', '3 déc 1999', '1999-12-03'],
    ['d MMM yyyy', '3 ju 1999', null],
    ['d MMM yyyy', '3 AOÛT 1999', '1999-08-03'],
    ['dd/MM/yyyy', '3/9/1999', null],
    ['d/M/yyyy', '03/09/1999', '1999-09-03'],
  ])('%s reads %j', (format, text, iso) => {
    expect(read(format, text)).toBe(iso === null ? NaN : Date.parse(iso) / 1000);
  });

  test('seconds of any instant are read back, fractions too', () => {
    fc.assert(fc.property(anyDate, fc.nat(999_999), (date, micros) => {
      const iso = date.toISOString().slice(0, 19);
      expect(read('%Y-%m-%dT%H:%M:%S', iso)).toBe(Date.parse(`${iso}Z`) / 1000);
      expect(read('%FT%T.%f', `${iso}.${String(micros).padStart(6, '0')}`)).toBe(Date.parse(`${iso}Z`) / 1000 + micros / 1e6);
    }));
  });

  test('any text and any format end in a number or NaN, and no text of letters is a date', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'0129-/: .%éju'), maxLength: 20 }), fc.constantFrom('%F', '%Y%m%d', 'dd/MM/yyyy', '%d %b %y', 'd MMM yyyy'), (text, format) => {
      const seconds = read(format, text);
      if (!Number.isNaN(seconds)) expect(text).toMatch(/\d/);
      expect(read(format, ` ${text} `)).toBe(seconds);
    }), { numRuns: 2000 });
  });
});

describe('parts of times', () => {
  const seconds = fc.array(anyDate, { maxLength: 8 }).map((dates) => dates.map((date) => Math.floor(date.getTime() / 1000)));
  const NAIVE: readonly (readonly [TimePart, (date: Date) => number])[] = [
    ['year', (date) => date.getUTCFullYear()], ['month', (date) => date.getUTCMonth() + 1], ['day', (date) => date.getUTCDate()],
    ['monthCount', (date) => (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()], ['dayCount', (date) => Math.floor(date.getTime() / 86_400_000)],
  ];

  test.each(NAIVE)('%s is that of the calendar of the language', (part, naive) => {
    fc.assert(fc.property(seconds, (instants) => {
      const { values, codeOf } = distinctTimes(Float64Array.from(instants), false);
      const found = numbersBy(timePartsOf(part, values));
      expect(Array.from(codeOf, (code) => found[code])).toEqual(instants.map((instant) => naive(new Date(instant * 1000)) + 0));
    }));
  });

  test('a second before 1970 is of the day, month and year before', () => {
    const { values } = distinctTimes(Float64Array.of(-1), false);
    expect(NAIVE.map(([part]) => numbersBy(timePartsOf(part, values))[0])).toEqual([1969, 12, 31, -1, -1]);
  });

  test('a time is written in ISO notation, and read back to itself', () => {
    fc.assert(fc.property(seconds, (instants) => {
      const { values } = distinctTimes(Float64Array.from(instants), false);
      const written = textsBy(textsOfTimes(values));
      expect(written).toEqual(Array.from(values.numbers, (number) => new Date(number * 1000).toISOString().slice(0, 19)));
      expect(numbersBy(timesOf(compileTimeFormat('%Y-%m-%dT%H:%M:%S')!, encodeTexts(written).values) as never)).toEqual([...values.numbers]);
    }));
  });

  test('fractions have six digits, days none, and years of other than four digits are not written', () => {
    const written = (numbers: readonly number[], isDate: boolean): (string | null)[] => textsBy(textsOfTimes(distinctTimes(Float64Array.from(numbers), isDate).values));
    expect(written([0.5, 1e-6, 86_399.999_999, -0.25], false)).toEqual(['1970-01-01T00:00:00.500000', '1970-01-01T00:00:00.000001', '1970-01-01T23:59:59.999999', '1969-12-31T23:59:59.750000']);
    expect(written([0, -719_162 * 86_400, 2_932_896 * 86_400], true)).toEqual(['1970-01-01', '0001-01-01', '9999-12-31']);
    expect(written([-719_163 * 86_400, 2_932_897 * 86_400], true)).toEqual([null, null]);
  });
});

describe('numbers', () => {
  test.each<[text: string, number: number | null]>([
    ['12', 12], ['-0', 0], ['+1.50', 1.5], ['1e3', 1000], ['1E-2', 0.01], [' 7 ', 7], ['1.', null], ['.5', null], ['1,5', null], ['0x10', null], ['1_000', null], ['Infinity', null],
    ['NaN', null], ['1e999', null], ['', null], ['-', null], ['１２', null], ['1e-400', 0],
  ])('%j is read as %s', (text, number) => {
    const [found] = numbersBy(numbersOf(encodeTexts([text]).values));
    expect(found).toBe(number);
  });

  test('a number is written as the language writes it, and read back to itself', () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (numbers) => {
      const { values } = distinctNumbers(Float64Array.from(numbers));
      const { values: texts, codeOf } = textsOfNumbers(values);
      expect(numbersBy(numbersOf(texts)).filter((_, text) => codeOf.includes(text))).toEqual([...values.numbers]);
    }));
  });

  test('lengths are counted in characters, whatever their bytes', () => {
    const texts = ['', 'a', 'é', '😀', 'e\u0301', 'a😀b', '👩‍👧'];
    expect(numbersBy(lengthsOf(encodeTexts(texts).values))).toEqual([0, 1, 1, 1, 2, 3, 3]);
  });
});
