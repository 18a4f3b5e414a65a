import { expect, test } from 'vitest';
import { DATE_FIELDS, dateTokens } from '../../../src/text/index.ts';

const { year, month, day, hour, minute, second, shortDay, shortMonth, shortYear, monthName } = DATE_FIELDS;

test.each<[string, readonly number[]]>([
  ['yyyy-MM-dd', [year, 45, month, 45, day]],
  ['d/M/yy', [shortDay, 47, shortMonth, 47, shortYear]],
  ['dMMMyyyy', [shortDay, monthName, year]],
  ["yyyyMMdd'T'HH:mm:ss", [year, month, day, 84, hour, 58, minute, 58, second]],
  ["dd 'de' MMM yyyy", [day, 32, 100, 101, 32, monthName, 32, year]],
])('%s has its fields and literals in order', (format, tokens) => {
  expect([...dateTokens(format)!]).toEqual(tokens);
});

test.each(['', 'yyyy', 'yyyy-MM', 'MM/dd', 'yyyy-MM-dd-dd', 'yyyy yy MM dd', 'yyyy MM MMM dd', 'd dd MM yyyy', 'dMyyyy', 'd1MMyyyy', 'yyy-MM-dd', 'yyyy-MMMM-dd', 'yyyy-MM-dd mm', 'yyyy-MM-dd HH:ss', 'YYYY-MM-DD', 'yyyy-MM-dd hh', 'yyyy–MM–dd', 'yyyy-MM-dd\n'])(
  '%j is no format', (format) => {
    expect(dateTokens(format)).toBeNull();
  });
