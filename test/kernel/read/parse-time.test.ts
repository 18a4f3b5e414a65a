import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysOf, NO_DATE } from '../../../src/read/kernel/civil.ts';
import { parseDateFormat } from '../../../src/read/kernel/date-format.ts';
import { dateParser } from '../../../src/read/kernel/parse-date.ts';
import { timestampParser } from '../../../src/read/kernel/parse-timestamp.ts';
import type { ParsedColumn } from '../../../src/read/kernel/parser.ts';
import { markersOf, NULLABLE, parseTexts, type CellText } from './cell-blocks.ts';

const TYPE = 'DATA_VALUE_TYPE';
const DAY = 86_400_000;

const daysOfColumn = (column: ParsedColumn): readonly number[] => (column.kind === 'date' ? [...column.days] : []);
const microsOfColumn = (column: ParsedColumn): readonly bigint[] => (column.kind === 'timestamp' ? [...column.micros] : []);

const dates = (texts: readonly CellText[], format = 'yyyy-MM-dd', markers = markersOf()): unknown[] =>
  parseTexts(dateParser(NULLABLE, markers, parseDateFormat(format)!), texts, daysOfColumn);
const instants = (texts: readonly CellText[], format = 'yyyy-MM-dd', markers = markersOf()): unknown[] =>
  parseTexts(timestampParser(NULLABLE, markers, parseDateFormat(format)!), texts, microsOfColumn);

/** The engine's own calendar. */
const utc = (text: string): number => Date.parse(`${text}T00:00:00Z`) / DAY;

describe('the calendar', () => {
  test('every day from year 1 to 9999 has the number the engine gives it', () => {
    const first = Date.UTC(2000, 0, 1) - 2000 * 365.2425 * DAY;
    let wrong = 0;
    for (let day = Math.ceil(first / DAY) + 400; day < Date.UTC(9999, 11, 31) / DAY; day += 13) {
      const date = new Date(day * DAY);
      if (daysOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()) !== day) wrong++;
    }
    expect(wrong).toBe(0);
  });

  test('the last day of every month exists and the next does not', () => {
    for (let year = 1896; year <= 2104; year++) {
      for (let month = 1; month <= 12; month++) {
        const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
        expect(daysOf(year, month, last)).toBe(Date.UTC(year, month - 1, last) / DAY);
        expect(daysOf(year, month, last + 1)).toBe(NO_DATE);
      }
    }
  });

  test.each([[0, 1, 1], [10_000, 1, 1], [2020, 0, 1], [2020, 13, 1], [2020, 1, 0], [2020, 1, -1]])('%d-%d-%d does not exist', (year, month, day) => {
    expect(daysOf(year, month, day)).toBe(NO_DATE);
  });
});

describe('date formats', () => {
  test.each(['dd/MM', 'yyyy', 'yyyy-MM', 'yyyy-MM-dd-dd', 'yyyy-MM-M-dd', 'yy-MM-dd', 'dMyyyy', 'yyyyMd', 'd1M/yyyy', 'yyyy-MM-dd mm', 'yyyy-MM-dd HH:ss', 'dd MMM yyyy', 'EEE dd/MM/yyyy', ''])('%j is none', (text) => {
    expect(parseDateFormat(text)).toBeNull();
  });

  test.each([
    ['yyyy-MM-dd', 10, false], ['dd/MM/yyyy', 10, false], ['ddMMyyyy', 8, false], ['d/M/yyyy', -1, false], ['yyyy-MM-dd HH:mm', 16, true], ["yyyy-MM-dd'T'HH:mm:ss", 19, true],
    ["'le' dd.MM.yyyy", 13, false],
  ])('%j is one', (text, length, hasTime) => {
    expect(parseDateFormat(text)).toMatchObject({ length, hasTime });
  });
});

describe('dates', () => {
  test.each<[CellText, string | null]>([
    ['2024-02-29', '2024-02-29'], ['0001-01-01', '0001-01-01'], ['9999-12-31', '9999-12-31'], ['1969-12-31', '1969-12-31'], [' 2024-01-02 ', '2024-01-02'], [{ quoted: '2024-01-02' }, '2024-01-02'], ['', null],
  ])('%j is %j', (text, expected) => {
    expect(dates([text])).toEqual([expected === null ? null : utc(expected)]);
  });

  test.each(['2023-02-29', '2024-13-01', '2024-00-10', '2024-01-32', '24-01-01', '2024-1-1', '2024/01/01', '2024-01-01T00:00:00', '2024-01-0a', '2024-01-01x', '20240101', 'NULL', '0000-01-01', '２024-01-01'])('%j is no date', (text) => {
    expect(dates([text])).toEqual([TYPE]);
  });

  test.each([
    ['dd/MM/yyyy', '31/12/1999', '1999-12-31'], ['yyyyMMdd', '19991231', '1999-12-31'], ['ddMMyyyy', '31121999', '1999-12-31'], ['MM-dd-yyyy', '12-31-1999', '1999-12-31'],
    ['d/M/yyyy', '1/2/1999', '1999-02-01'], ['d/M/yyyy', '01/12/1999', '1999-12-01'], ['yyyy.MM.dd', '1999.12.31', '1999-12-31'], ["dd'd'MM'm'yyyy", '31d12m1999', '1999-12-31'],
  ])('in the format %j, %j is %s', (format, text, expected) => {
    expect(dates([text], format)).toEqual([utc(expected)]);
  });

  test.each([['dd/MM/yyyy', '12/31/1999'], ['d/M/yyyy', '1//1999'], ['d/M/yyyy', '123/1/1999'], ['ddMMyyyy', '3112199'], ['yyyyMMdd', '1999-12-31']])('in the format %j, %j is no date', (format, text) => {
    expect(dates([text], format)).toEqual([TYPE]);
  });

  test('every date reads back in every fixed format', () => {
    const formats = ['yyyy-MM-dd', 'dd/MM/yyyy', 'MM/dd/yyyy', 'yyyyMMdd', 'ddMMyyyy', 'd/M/yyyy'];
    fc.assert(fc.property(fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }), fc.constantFrom(...formats), (date, format) => {
      const [year, month, day] = date.toISOString().slice(0, 10).split('-') as [string, string, string];
      const text = format.replace('yyyy', year).replace('MM', month).replace('dd', day).replace('d', String(Number(day))).replace('M', String(Number(month)));
      expect(dates([text], format)).toEqual([Math.floor(date.getTime() / DAY)]);
    }), { numRuns: 2000 });
  });

  test('a declared marker is missing', () => {
    expect(dates(['9999-12-31', '0000-00-00', '2024-01-01'], 'yyyy-MM-dd', markersOf(['9999-12-31', '0000-00-00']))).toEqual([null, null, utc('2024-01-01')]);
  });

  test('a missing date is a fault where none is allowed', () => {
    const options = { nullable: false, maxRows: 10 };
    const format = parseDateFormat('yyyy-MM-dd')!;
    expect(parseTexts(dateParser(options, markersOf(), format), [''], daysOfColumn)).toEqual(['DATA_NULL']);
    expect(parseTexts(timestampParser(options, markersOf(), format), [''], microsOfColumn)).toEqual(['DATA_NULL']);
  });
});

describe('instants', () => {
  test.each<[string, string]>([
    ['2024-02-29T23:59:59', '2024-02-29T23:59:59Z'], ['2024-02-29 23:59', '2024-02-29T23:59:00Z'], ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['1969-12-31T23:59:59', '1969-12-31T23:59:59Z'], ['2024-02-29T00:30:00+02:00', '2024-02-28T22:30:00Z'], ['2024-02-29T00:30:00-0130', '2024-02-29T02:00:00Z'],
    ['2024-02-29T00:30:00+02', '2024-02-28T22:30:00Z'], ['2024-02-29T00:30:00Z', '2024-02-29T00:30:00Z'], ['0001-01-01T00:00:00', '0001-01-01T00:00:00Z'], ['9999-12-31T23:59:59', '9999-12-31T23:59:59Z'],
    ['1500-06-15T12:00:00', '1500-06-15T12:00:00Z'], [' 2024-02-29T23:59:59 ', '2024-02-29T23:59:59Z'],
  ])('%j is %s', (text, expected) => {
    expect(instants([text])).toEqual([BigInt(Date.parse(expected)) * 1000n]);
  });

  test.each<[string, bigint]>([
    ['1970-01-01T00:00:00.000001', 1n], ['1970-01-01T00:00:00.5', 500_000n], ['1970-01-01T00:00:00,123456', 123_456n], ['1970-01-01T00:00:01.123456000', 1_123_456n],
    ['1969-12-31T23:59:59.999999', -1n], ['9999-12-31T23:59:59.999999', 253_402_300_799_999_999n], ['0001-01-01T00:00:00.000001', -62_135_596_799_999_999n],
  ])('%j is %d microseconds', (text, expected) => {
    expect(instants([text])).toEqual([expected]);
  });

  test.each([
    '2024-02-29T24:00:00', '2024-02-29T23:60:00', '2024-02-29T23:59:60', '2024-02-30T00:00:00', '2024-02-29T1:00:00', '2024-02-29T01:00:00.', '2024-02-29T01:00:00.1234567',
    '2024-02-29T01:00:00+', '2024-02-29T01:00:00+2', '2024-02-29T01:00:00+02:', '2024-02-29T01:00:00+99:00', '2024-02-29T01:00:00Zx', '2024-02-29x01:00:00', '2024-02-29T', '2024-02-29T01', 'T01:00:00', '2024-02-29T01:00:0', '2024-02-29T0a:00:00',
  ])('%j is none', (text) => {
    expect(instants([text])).toEqual([TYPE]);
  });

  test.each([
    ['dd/MM/yyyy', '29/02/2024 13:05', '2024-02-29T13:05:00Z'], ['dd/MM/yyyy', '29/02/2024', '2024-02-29T00:00:00Z'], ['dd/MM/yyyy HH:mm:ss', '29/02/2024 13:05:06', '2024-02-29T13:05:06Z'],
    ['yyyyMMddHHmmss', '20240229130506', '2024-02-29T13:05:06Z'], ['d/M/yyyy HH:mm', '1/2/2024 13:05', '2024-02-01T13:05:00Z'],
  ])('in the format %j, %j is %s', (format, text, expected) => {
    expect(instants([text], format)).toEqual([BigInt(Date.parse(expected)) * 1000n]);
  });

  test('a format that says the time takes nothing after it', () => {
    expect(instants(['2024-02-29 13:05:06'], 'yyyy-MM-dd HH:mm')).toEqual([TYPE]);
    expect(instants(['2024-02-29 25:05'], 'yyyy-MM-dd HH:mm')).toEqual([TYPE]);
  });

  test('every instant reads back from its ISO form', () => {
    fc.assert(fc.property(fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }), fc.integer({ min: 0, max: 999 }), (date, micros) => {
      const text = `${date.toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}`;
      expect(instants([text])).toEqual([BigInt(date.getTime()) * 1000n + BigInt(micros)]);
    }), { numRuns: 2000 });
  });

  test('a declared marker is missing', () => {
    expect(instants(['', '-'], 'yyyy-MM-dd', markersOf(['', '-']))).toEqual([null, null]);
  });
});
