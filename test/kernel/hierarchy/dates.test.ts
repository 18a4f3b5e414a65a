import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DATE_PERIODS, dateHierarchy, levelsOfValues, type DateForm, type DatePeriod } from '../../../src/hierarchy/index.ts';

const MILLISECONDS = 86_400_000;
const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`) / MILLISECONDS;
const labelled = (form: DateForm, days: readonly number[]): string[][] =>
  levelsOfValues(dateHierarchy(form), days, null).levels.map(({ codes, labels }) => [...codes].map((code) => labels[code]!));

describe('dates', () => {
  test('become periods of the calendar', () => {
    const periods: DatePeriod[] = ['day', 'month', 'quarter', 'halfYear', 'year', 'fiveYears', 'decade', 'century'];
    expect(labelled({ periods }, [dayOf('2024-02-29'), dayOf('1969-12-31')])).toEqual([
      ['2024-02-29', '1969-12-31'], ['2024-02', '1969-12'], ['2024-Q1', '1969-Q4'], ['2024-H1', '1969-H2'], ['2024', '1969'], ['2020-2024', '1965-1969'], ['2020-2029', '1960-1969'], ['2000-2099', '1900-1999'],
    ]);
  });
  // ISO 8601 weeks at the turn of a year, as the standard's own examples have them.
  test.each([
    ['2005-01-01', '2004-W53'], ['2005-01-02', '2004-W53'], ['2005-12-31', '2005-W52'], ['2006-01-01', '2005-W52'], ['2006-01-02', '2006-W01'], ['2007-01-01', '2007-W01'],
    ['2007-12-30', '2007-W52'], ['2007-12-31', '2008-W01'], ['2008-12-28', '2008-W52'], ['2008-12-29', '2009-W01'], ['2010-01-03', '2009-W53'], ['1970-01-01', '1970-W01'],
  ])('%s lies in %s', (date, week) => {
    expect(labelled({ periods: ['week'] }, [dayOf(date)])).toEqual([[week]]);
  });
  test('beyond the bounds are one value at every level', () => {
    const form: DateForm = { periods: ['month', 'year'], lower: '1930-06-15', upper: '2020-01-01' };
    expect(labelled(form, ['1900-01-01', '1930-06-14', '1930-06-15', '2019-12-31', '2020-01-01'].map(dayOf))).toEqual([
      ['<1930-06-15', '<1930-06-15', '1930-06', '2019-12', '2020-01-01+'], ['<1930-06-15', '<1930-06-15', '1930', '2019', '2020-01-01+'],
    ]);
  });
  test('the hierarchy lists the days between two bounds', () => {
    const { levels, domain } = levelsOfValues(dateHierarchy({ periods: ['month', 'year'], lower: '2023-12-30', upper: '2024-03-02' }), ['2023-12-31', '2024-02-10', '2024-03-01', '1999-01-01'].map(dayOf), null);
    expect(domain).toBe(2 + 31 + 29 + 1 + 1);
    expect(levels.map(({ labels, leaves }) => Object.fromEntries(labels.map((label, code) => [label, leaves[code]])))).toEqual([
      { '2023-12': 2, '2024-02': 29, '2024-03': 1, '<2023-12-30': 1 }, { 2023: 2, 2024: 61, '<2023-12-30': 1 },
    ]);
  });
  test('years have at least four digits', () => {
    expect(labelled({ periods: ['month', 'decade'] }, [dayOf('0987-06-05'), -1_000_000])).toEqual([['0987-06', '-0768-02'], ['0980-0989', '-0770--0761']]);
  });
});

const form = fc.subarray(['month', 'quarter', 'halfYear', 'year', 'fiveYears', 'decade', 'century'] as const, { minLength: 1 });

test('at every level a day is in the period that its own date names', () => {
  const naive: Record<string, (date: Date) => string> = {
    month: (date) => date.toISOString().slice(0, 7),
    quarter: (date) => `${date.getUTCFullYear()}-Q${Math.ceil((date.getUTCMonth() + 1) / 3)}`,
    halfYear: (date) => `${date.getUTCFullYear()}-H${date.getUTCMonth() < 6 ? 1 : 2}`,
    year: (date) => String(date.getUTCFullYear()),
    fiveYears: (date) => `${date.getUTCFullYear() - date.getUTCFullYear() % 5}-${date.getUTCFullYear() - date.getUTCFullYear() % 5 + 4}`,
    decade: (date) => `${String(date.getUTCFullYear()).slice(0, 3)}0-${String(date.getUTCFullYear()).slice(0, 3)}9`,
    century: (date) => `${String(date.getUTCFullYear()).slice(0, 2)}00-${String(date.getUTCFullYear()).slice(0, 2)}99`,
  };
  fc.assert(fc.property(form, fc.integer({ min: dayOf('1000-01-01'), max: dayOf('2999-12-31') }), (periods, day) => {
    expect(labelled({ periods }, [day]).flat()).toEqual(periods.map((period) => naive[period]!(new Date(day * MILLISECONDS))));
  }), { numRuns: 1000 });
});

test('the days of a week are seven from a Monday, and weeks are numbered without a gap', () => {
  const names = Array.from({ length: 10_000 }, (_, day) => labelled({ periods: ['week'] }, [dayOf('1999-01-04') + day])[0]![0]!);
  for (let day = 0; day + 7 < names.length; day++) expect(names[day] === names[day + 1]).toBe(day % 7 !== 6);
  for (let day = 0; day + 7 < names.length; day += 7) {
    const [year, week] = names[day]!.split('-W').map(Number) as [number, number];
    expect([`${year}-W${String(week + 1).padStart(2, '0')}`, `${year + 1}-W01`]).toContain(names[day + 7]);
    expect(week).toBeLessThanOrEqual(53);
  }
});

test.each<[DateForm, string]>([
  [{ periods: [] }, 'periods: expected at least one'],
  [{ periods: ['week', 'month'] }, 'periods[1]: weeks lie in no other period'],
  [{ periods: ['year', 'month'] }, 'periods[1]: expected a longer period than year'],
  [{ periods: ['year', 'year'] }, 'periods[1]: expected a longer period than year'],
  [{ periods: ['year'], lower: '1/1/2020' }, 'lower: expected a date in the form YYYY-MM-DD'],
  [{ periods: ['year'], lower: '2020-01-01', upper: '2020-01-01' }, 'upper: expected a date after lower'],
])('%j is refused', (wrong, message) => {
  expect(() => dateHierarchy(wrong)).toThrow(new RangeError(message));
});

test('periods are named in the order in which they may hold each other', () => {
  expect(DATE_PERIODS).toEqual(['day', 'week', 'month', 'quarter', 'halfYear', 'year', 'fiveYears', 'decade', 'century']);
});
