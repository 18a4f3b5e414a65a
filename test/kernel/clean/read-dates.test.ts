import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMonthName } from '../../../src/clean/kernel/month-names.ts';
import { DATE_REASONS, judgeDates, readDates, type DateReading } from '../../../src/clean/kernel/read-dates.ts';
import { DATE_PLACEHOLDERS, dateTokens, parseIsoDate } from '../../../src/text/index.ts';
import { textColumnOf } from '../../text-column.ts';

const accepting = (...names: readonly string[]): Uint8Array => Uint8Array.from(DATE_REASONS, (name) => (['ok', 'ambiguous', ...names].includes(name) ? 1 : 0));

function reading(formats: readonly string[], change: Partial<DateReading> = {}): DateReading {
  return {
    formats: formats.map((format) => dateTokens(format)!), twoDigitYearStart: 1930, placeholders: Int32Array.of(parseIsoDate('1900-01-01')!, parseIsoDate('9999-12-31')!),
    earliest: -Infinity, latest: Infinity, accepted: accepting(), ...change,
  };
}

const isoOf = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10);

/** What becomes of each text: the date where there is one, and the reason unless it is `ok`. */
function read(how: DateReading, texts: readonly (string | Uint8Array | null)[]): string[] {
  const column = textColumnOf(texts, 3);
  const { days, valid, reasons } = readDates(how, column.offsets, column.bytes, column.valid, column.rows);
  return texts.map((_, row) => {
    const isDate = (valid[row >> 3]! & (1 << (row & 7))) !== 0;
    if (!isDate) expect(days[row]).toBe(0);
    return [isDate ? isoOf(days[row]!) : '', reasons[row] === 0 ? '' : DATE_REASONS[reasons[row]!]!].filter((part) => part !== '').join(' ');
  });
}

const one = (how: DateReading, text: string): string => read(how, [text])[0]!;

describe('a format', () => {
  test.each([
    ['dd/MM/yyyy', '03/01/1987', '1987-01-03'], ['dd/MM/yyyy', '3/1/1987', 'format'], ['d/M/yyyy', '3/1/1987', '1987-01-03'], ['d/M/yyyy', '03/01/1987', '1987-01-03'],
    ['yyyy-MM-dd', '1987-01-03', '1987-01-03'], ['ddMMyyyy', '03011987', '1987-01-03'], ['yyyyMMdd', '19870103', '1987-01-03'], ['yyyyMMdd', '198701031', 'format'],
    ['d/M/yy', '3/1/87', '1987-01-03'], ['d/M/yy', '3/1/29', '2029-01-03'], ['d/M/yy', '3/1/30', '1930-01-03'], ['d/M/yy', '3/1/1987', 'format'], ['ddMMyy', '290200', '2000-02-29'],
    ['d MMM yyyy', '3 janvier 1987', '1987-01-03'], ['d MMM yyyy', '3 janv. 1987', '1987-01-03'], ['d MMM yy', '3 janv. 87', '1987-01-03'], ['d MMM yyyy', '1er FÉVRIER 2000', '2000-02-01'],
    ['d MMM yyyy', '15 Aout 1999', '1999-08-15'], ['d MMM yyyy', '15 août 1999', '1999-08-15'], ['d MMM yyyy', '15 aou\u0302t 1999', '1999-08-15'], ['d-MMM-yyyy', '3-DEC-1987', '1987-12-03'],
    ['dMMMyyyy', '03jan1987', '1987-01-03'], ['d MMM yyyy', '3 brumaire 1987', 'format'], ['d MMM yyyy', '3 janviers 1987', 'format'], ['MMM d, yyyy', 'juil. 14, 1789', '1789-07-14'],
    ['dd/MM/yyyy HH:mm:ss', '03/01/1987 00:00:00', '1987-01-03'], ['dd/MM/yyyy HH:mm', '03/01/1987 24:00', 'format'], ['dd/MM/yyyy', '03/01/1987 00:00', 'format'], ["yyyy-MM-dd'T'HH:mm", '1987-01-03T23:59', '1987-01-03'],
  ])('%s reads %s as %s', (format, text, expected) => {
    expect(one(reading([format]), text)).toBe(expected);
  });

  test('takes separators for each other, any number of them, and no others', () => {
    for (const separator of ['/', '-', '.', ' ', '_', ' - ', '. ', '\u00a0', '\u202f', ', ']) expect(one(reading(['dd/MM/yyyy']), `03${separator}01${separator}1987`)).toBe('1987-01-03');
    for (const separator of ['', ':', '*', '\\', 'x']) expect(one(reading(['dd/MM/yyyy']), `03${separator}01${separator}1987`)).toBe('format');
  });

  test('does not mind white space at the ends', () => {
    expect(read(reading(['dd/MM/yyyy']), [' 03/01/1987', '03/01/1987\t', '\u00a003/01/1987\u202f ', ' \u00a0 ', ''])).toEqual(['1987-01-03', '1987-01-03', '1987-01-03', 'empty', 'empty']);
  });
});

describe('what is no date', () => {
  const french = reading(['dd/MM/yyyy']);
  test.each([
    ['29/02/1999', 'impossible'], ['29/02/2000', '2000-02-29'], ['29/02/1900', 'impossible'], ['31/04/1987', 'impossible'], ['32/01/1987', 'impossible'], ['01/13/1987', 'impossible'], ['15/00/1987', 'impossible'], ['01/01/0000', 'impossible'],
    ['00/03/1987', 'partial'], ['00/00/1987', 'partial'], ['00/13/1987', 'impossible'],
    ['00/00/0000', 'placeholder'], ['99/99/9999', 'placeholder'], ['01/01/1900', 'placeholder'], ['31/12/9999', 'placeholder'],
    ['n.c.', 'format'], ['1987', 'format'], ['-3/01/1987', 'format'], ['０３/０１/１９８７', 'format'],
  ])('%s: %s', (text, expected) => {
    expect(one(french, text)).toBe(expected);
  });

  test('of a year of two digits: zeros are a placeholder, and a missing day is partial', () => {
    expect(read(reading(['dd/MM/yy']), ['00/00/00', '00/00/87', '00/01/00', '99/99/99'])).toEqual(['placeholder', 'partial', 'partial', 'placeholder']);
  });

  test('a partial date becomes the first day of its month or year where that is accepted', () => {
    const completing = reading(['dd/MM/yyyy', 'yyyyMMdd'], { accepted: accepting('partial'), earliest: parseIsoDate('1950-01-01')! });
    expect(read(completing, ['00/03/1987', '00/00/1987', '19870300', '00/00/1949', '00/00/1900'])).toEqual(['1987-03-01 partial', '1987-01-01 partial', '1987-03-01 partial', 'early', 'placeholder']);
  });

  test('bounds are days: the first and the last are accepted', () => {
    const bounded = reading(['yyyy-MM-dd'], { earliest: parseIsoDate('2000-01-01')!, latest: parseIsoDate('2000-12-31')! });
    expect(read(bounded, ['1999-12-31', '2000-01-01', '2000-12-31', '2001-01-01', '9999-12-31'])).toEqual(['early', '2000-01-01', '2000-12-31', 'late', 'placeholder']);
  });

  test('of several formats, the failure that says most is told', () => {
    expect(read(reading(['MM/dd/yyyy', 'dd/MM/yyyy']), ['00/03/1987', '31/02/1987', '00/00/0000'])).toEqual(['partial', 'impossible', 'placeholder']);
  });
});

describe('several formats', () => {
  test('are tried in their order, and the first that gives a date of the calendar decides', () => {
    expect(one(reading(['dd/MM/yyyy', 'MM/dd/yyyy']), '12/31/1999')).toBe('1999-12-31');
    expect(one(reading(['ddMMyyyy', 'yyyyMMdd']), '19870103')).toBe('1987-01-03');
  });
  test('that read a value as different dates make it ambiguous, and the first stands', () => {
    expect(one(reading(['dd/MM/yyyy', 'MM/dd/yyyy']), '03/04/1999')).toBe('1999-04-03 ambiguous');
    expect(one(reading(['MM/dd/yyyy', 'dd/MM/yyyy']), '03/04/1999')).toBe('1999-03-04 ambiguous');
    expect(one(reading(['dd/MM/yyyy', 'MM/dd/yyyy']), '04/04/1999')).toBe('1999-04-04');
  });
  test('are told apart by the bit of the one that read the date', () => {
    const column = textColumnOf(['1987-01-03', '03/01/1987', 'x', '31/02/1987']);
    expect([...readDates(reading(['dd/MM/yyyy', 'yyyy-MM-dd']), column.offsets, column.bytes, null, 4).formats]).toEqual([2, 1, 0, 0]);
  });
});

test('a date that is written as yyyy-MM-dd already is not changed', () => {
  const column = textColumnOf(['1987-01-03', ' 1987-01-03', '1987/01/03', '03/01/1987', null]);
  expect([...readDates(reading(['yyyy-MM-dd', 'dd/MM/yyyy']), column.offsets, column.bytes, column.valid, 5).isChanged]).toEqual([0, 1, 1, 1, 0]);
});

test('dates read already are judged by placeholders and bounds alone', () => {
  const days = Int32Array.from(['1900-01-01', '1987-01-03', '1899-01-01', '2030-01-01', '1987-01-03'], (date) => parseIsoDate(date)!);
  const judged = judgeDates(reading([], { earliest: parseIsoDate('1899-06-01')!, latest: parseIsoDate('2026-01-01')! }), days, Uint8Array.of(0b01111));
  expect([...judged.reasons].map((reason) => DATE_REASONS[reason])).toEqual(['placeholder', 'ok', 'early', 'late', 'null']);
  expect([[...judged.days], [...judged.valid]]).toEqual([[0, parseIsoDate('1987-01-03'), 0, 0, 0], [0b00010]]);
});

test('every usual placeholder is a date, once', () => {
  const dates = DATE_PLACEHOLDERS.map(({ date }) => date);
  expect(dates.filter((date) => parseIsoDate(date) === null)).toEqual([]);
  expect([...new Set(dates)].sort()).toEqual(dates);
});

describe('names of months', () => {
  const find = (text: string): number => {
    const bytes = new TextEncoder().encode(text);
    const found = readMonthName(bytes, 0, bytes.length);
    return found < 0 ? found : found % 16;
  };
  test('are those that the language itself writes, whole and cut short, with and without accents', () => {
    for (const month of ['long', 'short'] as const) {
      const names = Array.from({ length: 12 }, (_, index) => new Intl.DateTimeFormat('fr', { month, timeZone: 'UTC' }).format(Date.UTC(2000, index, 1)));
      for (const spell of [(name: string) => name, (name: string) => name.toUpperCase(), (name: string) => name.normalize('NFD'), (name: string) => name.normalize('NFD').replace(/\p{M}/gu, '')]) {
        expect(names.map((name) => find(spell(name)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      }
    }
  });
  test('are none other', () => {
    expect(['', 'ju', 'jui', 'x', 'maisons', 'é', 'septembree', 'janviér', '\u0301'].map(find)).toEqual([-1, -1, -1, -1, -1, -1, -1, 1, -1]);
  });
});

describe('laws', () => {
  const date = fc.record({ year: fc.integer({ min: 1, max: 9999 }), month: fc.integer({ min: 0, max: 14 }), day: fc.integer({ min: 0, max: 33 }) });

  test('a date is read as the calendar of the language has it, and no other date is', () => {
    fc.assert(fc.property(date, ({ year, month, day }) => {
      const moment = new Date(0);
      moment.setUTCFullYear(year, month - 1, day);
      const exists = moment.getUTCFullYear() === year && moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
      const two = (part: number): string => String(part).padStart(2, '0');
      const found = one(reading(['dd/MM/yyyy'], { placeholders: new Int32Array(0) }), `${two(day)}/${two(month)}/${String(year).padStart(4, '0')}`);
      expect(/^\d/.test(found)).toBe(exists);
      if (exists) expect(found).toBe(`${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`);
    }), { numRuns: 2000 });
  });

  test('two digits mean a year of the hundred that were declared', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9900 }), fc.nat(99), (start, digits) => {
      const found = one(reading(['dd/MM/yy'], { twoDigitYearStart: start, placeholders: new Int32Array(0) }), `15/06/${String(digits).padStart(2, '0')}`);
      const year = Number(found.slice(0, 4));
      expect([year % 100, year >= start, year < start + 100]).toEqual([digits, true, true]);
    }));
  });

  test('any bytes have a reason, and rows do not depend on each other', () => {
    const text = fc.oneof(fc.uint8Array({ maxLength: 14 }), fc.stringMatching(/^[0-9/ .\-a-zéû]{0,14}$/).map((value) => new TextEncoder().encode(value)));
    const how = reading(['d/M/yy', 'd MMM yyyy', 'ddMMyyyy', 'yyyyMMdd', 'dd/MM/yyyy HH:mm']);
    fc.assert(fc.property(fc.array(fc.option(text), { maxLength: 20 }), (texts) => {
      expect(read(how, texts)).toEqual(texts.map((value) => read(how, [value])[0]));
    }), { numRuns: 1000 });
  });
});
