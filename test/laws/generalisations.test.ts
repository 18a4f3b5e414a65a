// Laws of every generalisation: levels nest, names are codes, nothing depends on the order or the choice of values, and what is
// written is read again.
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnGeneralisation, columnLevels, writeHierarchy, type ColumnGeneralisation, type ColumnLevels } from '../../src/anonymise/index.ts';
import { isValid, type Column } from '../../src/core/column.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { optionProblems } from '../../src/core/options.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { takeRows } from '../../src/core/slice.ts';

/** A generalisation and distinct values that it has; a missing one may be among them. */
interface Case {
  readonly generalisation: ColumnGeneralisation;
  readonly values: Column;
  readonly counts: Uint32Array;
}

const RUNS = process.env['A423_MANY_CASES'] === undefined ? 100 : 2000;

const nullable = (values: readonly unknown[], hasNull: boolean): Uint8Array | null => textColumn([...values.map(() => ''), ...(hasNull ? [null] : [])]).valid;
const texts = (values: readonly string[], hasNull: boolean): Column => textColumn([...values, ...(hasNull ? [null] : [])]);
const whole = (values: readonly number[], hasNull: boolean): Column => ({ kind: 'int32', rows: values.length + Number(hasNull), valid: nullable(values, hasNull), values: Int32Array.of(...values, ...(hasNull ? [0] : [])) });
const doubles = (values: readonly number[], hasNull: boolean): Column => ({ kind: 'float64', rows: values.length + Number(hasNull), valid: nullable(values, hasNull), values: Float64Array.of(...values, ...(hasNull ? [0] : [])) });
const days = (values: readonly number[], hasNull: boolean): Column => ({ kind: 'date', rows: values.length + Number(hasNull), valid: nullable(values, hasNull), days: Int32Array.of(...values, ...(hasNull ? [0] : [])) });
const instants = (values: readonly number[], hasNull: boolean): Column => ({ kind: 'timestamp', rows: values.length + Number(hasNull), valid: nullable(values, hasNull), micros: BigInt64Array.from([...values, ...(hasNull ? [0] : [])], (value) => BigInt(value) * 7_777_777_777n) });

const several = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> => fc.uniqueArray(value, { maxLength: 30 });
const digits = (length: number): fc.Arbitrary<string> => fc.integer({ min: 0, max: 10 ** length - 1 }).map((number) => String(number).padStart(length, '0'));
const widths = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.array(fc.integer({ min: 2, max: 5 }), { maxLength: 3 })).map(([first, ratios]) => ratios.reduce((all, ratio) => [...all, all.at(-1)! * ratio], [first]));
const plain = fc.string({ unit: fc.constantFrom('a', 'b', '1', '*', 'é', '\u{1F600}'), minLength: 1, maxLength: 5 });
const ascending = <Item>(items: readonly Item[]): fc.Arbitrary<Item[]> => fc.subarray([...items], { minLength: 1 });

/** A table whose levels nest: each level names the parts of the one below. */
const tables = several(plain).filter(({ length }) => length > 0).chain((values) => fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }).map((cuts) => {
  let size = 1;
  const columns = cuts.map((cut) => {
    size *= cut + 1;
    return values.map((_, place) => `g${Math.floor(place / size)}`);
  });
  return { values, rows: values.map((value, place) => [value, ...columns.map((column) => column[place]!)]) };
}));

const forms: Readonly<Record<string, fc.Arbitrary<{ readonly generalisation: ColumnGeneralisation; readonly column: (hasNull: boolean) => Column }>>> = {
  intervals: fc.tuple(widths, fc.integer({ min: -9, max: 9 }), fc.option(fc.integer({ min: -50, max: 0 }), { nil: undefined }), fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined }), several(fc.integer({ min: -100, max: 120 }))).map(([sizes, origin, lower, upper, values]) => ({
    generalisation: { hierarchy: 'intervals', widths: sizes, origin, ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) }, column: (hasNull) => whole(values, hasNull),
  })),
  'intervals of other numbers': fc.tuple(widths, several(fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => value + 0))).map(([sizes, values]) => ({
    generalisation: { hierarchy: 'intervals', widths: sizes.map((width) => width / 10) }, column: (hasNull) => doubles([...new Set(values)], hasNull),
  })),
  ages: fc.tuple(widths, fc.integer({ min: 1, max: 122 }), several(fc.integer({ min: 0, max: 122 }))).map(([sizes, openFrom, values]) => ({ generalisation: { hierarchy: 'ages', widths: sizes, openFrom }, column: (hasNull) => whole(values, hasNull) })),
  dates: fc.tuple(ascending(['day', 'month', 'quarter', 'halfYear', 'year', 'fiveYears', 'decade', 'century'] as const), fc.option(fc.constant('1930-06-15'), { nil: undefined }), fc.option(fc.constant('2020-01-01'), { nil: undefined }), several(fc.integer({ min: -40_000, max: 40_000 }))).map(([periods, lower, upper, values]) => ({
    generalisation: { hierarchy: 'dates', periods, ...(lower === undefined ? {} : { lower }), ...(upper === undefined ? {} : { upper }) }, column: (hasNull) => days(values, hasNull),
  })),
  'weeks of instants': several(fc.integer({ min: -40_000, max: 40_000 })).map((values) => ({ generalisation: { hierarchy: 'dates', periods: ['day', 'week'] }, column: (hasNull) => instants(values, hasNull) })),
  geography: fc.tuple(ascending(['commune', 'departement', 'region', 'country'] as const), several(fc.tuple(fc.constantFrom('01', '2A', '2B', '20', '69', '75', '96', '971', '976', '988', '99'), fc.integer({ min: 101, max: 366 })).map(([start, number]) => `${start}${String(number).slice(start.length - 2)}`))).map(([levels, values]) => ({
    generalisation: { hierarchy: 'geography', from: 'birthPlace', levels, unknown: 'suppress' }, column: (hasNull) => texts(values, hasNull),
  })),
  cim10: fc.tuple(ascending(['category', 'group', 'chapter'] as const), several(fc.tuple(fc.constantFrom(...'ABCDEFISTUVXZ'), digits(2), fc.constantFrom('', '.1', '0', '.12')).map((parts) => parts.join('')))).map(([levels, values]) => ({
    generalisation: { hierarchy: 'cim10', levels, unknown: 'suppress' }, column: (hasNull) => texts(values, hasNull),
  })),
  atc: fc.tuple(ascending([5, 4, 3, 1]), several(fc.constantFrom('A10BA02', 'A10BA', 'A10BB01', 'A10', 'N02BE01', 'N', 'QJ01CA01', 'QJ', 'J01CA04', 'nothing'))).map(([lengths, values]) => ({
    generalisation: { hierarchy: 'atc', lengths, unknown: 'suppress' }, column: (hasNull) => texts(values, hasNull),
  })),
  prefixes: fc.tuple(ascending([4, 3, 2, 1]), fc.boolean(), several(plain)).map(([lengths, keepLength, values]) => ({ generalisation: { hierarchy: 'prefixes', lengths, keepLength }, column: (hasNull) => texts(values, hasNull) })),
  order: fc.tuple(fc.constantFrom([2], [2, 4], [3, 6, 12], [1, 5]), several(plain).filter(({ length }) => length > 0), fc.nat(30)).map(([groups, values, count]) => ({ generalisation: { hierarchy: 'order', values, groups }, column: (hasNull) => texts(values.slice(0, count), hasNull) })),
  frequency: fc.tuple(fc.constantFrom([10], [5, 20], [2, 3, 40]), several(plain)).map(([minCounts, values]) => ({ generalisation: { hierarchy: 'frequency', minCounts }, column: (hasNull) => texts(values, hasNull) })),
  levels: fc.tuple(tables, fc.nat(30)).map(([{ values, rows }, count]) => ({ generalisation: { hierarchy: 'levels', rows }, column: (hasNull) => texts(values.slice(0, count), hasNull) })),
  'levels with values they do not have': fc.tuple(tables, several(plain)).map(([{ rows }, values]) => ({ generalisation: { hierarchy: 'levels', rows, unknown: 'suppress' }, column: (hasNull) => texts(values, hasNull) })),
  none: several(plain).map((values) => ({ generalisation: { hierarchy: 'none' }, column: (hasNull) => texts(values, hasNull) })),
};

const casesOf = (name: string): fc.Arbitrary<Case> => fc.tuple(forms[name]!, fc.boolean(), fc.option(fc.boolean(), { nil: undefined })).map(([{ generalisation, column }, hasNull, top]) => {
  const values = column(hasNull);
  // Counts are made of the value itself, so that they stay with it in any order.
  return { generalisation: { ...generalisation, ...(top === undefined ? {} : { top }) }, values, counts: Uint32Array.from({ length: values.rows }, (_, row) => 1 + (row * 7) % 50) };
});

const levelsOf = ({ generalisation, values, counts }: Case): ColumnLevels => columnLevels(generalisation, { column: 'c', values, counts });
const picked = ({ generalisation, values, counts }: Case, rows: readonly number[]): Case => ({ generalisation, values: takeRows(values, Int32Array.from(rows)), counts: Uint32Array.from(rows, (row) => counts[row]!) });
const labelled = ({ codes, labels }: ColumnLevels): (string | null)[][] => codes.map((level, index) => [...level].map((code) => labels[index]![code]!));
const check = (name: string, law: (one: Case) => void): void => fc.assert(fc.property(casesOf(name), law), { numRuns: RUNS });

describe.each(Object.keys(forms))('%s', (name) => {
  test('is accepted as a plan writes it', () => {
    check(name, ({ generalisation }) => {
      expect(optionProblems(columnGeneralisation, generalisation)).toEqual([]);
    });
  });
  test('level 0 has the values, and what is alike at one level is alike at every higher one', () => {
    check(name, (one) => {
      const { codes } = levelsOf(one);
      expect([...codes[0]!]).toEqual(Array.from({ length: one.values.rows }, (_, row) => row));
      for (let level = 1; level < codes.length; level++) {
        const above = new Map<number, number>();
        codes[level - 1]!.forEach((code, row) => {
          expect(above.get(code) ?? codes[level]![row]).toBe(codes[level]![row]);
          above.set(code, codes[level]![row]!);
        });
      }
    });
  });
  test('a code has one name and a name one code; above the values they ascend by bytes, a missing value last', () => {
    check(name, (one) => {
      const { codes, labels, leaves } = levelsOf(one);
      codes.forEach((level, index) => {
        expect(new Set(labels[index]).size).toBe(labels[index]!.length);
        expect([...new Set(level)].sort((left, right) => left - right)).toEqual([...labels[index]!.keys()]);
        expect(leaves[index]!.length).toBe(labels[index]!.length);
        if (index === 0) return;
        const names = labels[index]!.filter((label) => label !== null);
        expect(labels[index]!.slice(0, names.length)).toEqual([...names].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))));
      });
    });
  });
  test('a missing value is alone and without name until everything is one', () => {
    check(name, (one) => {
      const missing = Array.from({ length: one.values.rows }, (_, row) => row).findIndex((row) => !isValid(one.values.valid, row));
      if (missing < 0) return;
      labelled(levelsOf(one)).forEach((level) => {
        if (level[missing] === null) expect(level.filter((label) => label === null)).toHaveLength(1);
        else expect(new Set(level).size).toBe(1);
      });
    });
  });
  test('leaves grow with the level, never exceed the domain, and are the domain where everything is one', () => {
    check(name, (one) => {
      const { codes, labels, leaves, domain } = levelsOf(one);
      leaves.forEach((level, index) => {
        expect(level.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(domain);
        codes[index]!.forEach((code, row) => {
          expect(level[code]).toBeGreaterThanOrEqual(index === 0 ? 1 : leaves[index - 1]![codes[index - 1]![row]!]!);
        });
      });
      if (one.generalisation.top !== false && one.values.rows > 0) expect([labels.at(-1)!.length, [...leaves.at(-1)!]]).toEqual([1, [domain]]);
    });
  });
  test('names depend neither on the order of the values nor on the others that occur', () => {
    fc.assert(fc.property(casesOf(name), fc.array(fc.nat(1000), { maxLength: 30 }), (one, random) => {
      const all = labelled(levelsOf(one));
      const rows = [...new Set(random.map((number) => number % Math.max(1, one.values.rows)))].filter((row) => row < one.values.rows);
      expect(labelled(levelsOf(picked(one, rows)))).toEqual(all.map((level) => rows.map((row) => level[row])));
    }), { numRuns: RUNS });
  });
  test('what is written in the form of ARX is read as the same levels', () => {
    check(name, (one) => {
      const rows = Array.from({ length: one.values.rows }, (_, row) => row).filter((row) => isValid(one.values.valid, row));
      if (rows.length === 0) return;
      const levels = levelsOf(one);
      const csv = writeHierarchy(levels);
      const read = columnLevels({ hierarchy: 'levels', csv, top: false }, { column: 'c', values: one.values.kind === 'text' ? one.values : textColumn(levels.labels[0]!) });
      // Without a top of its own, a hierarchy that was written may still end in one value among those at hand; a missing value then joins it.
      expect(labelled(read).map((level) => rows.map((row) => level[row]))).toEqual(labelled(levels).map((level) => rows.map((row) => level[row])));
      expect(writeHierarchy(read)).toBe(csv);
    });
  });
});

test('any description is read or refused, and never with an error of another kind', () => {
  const numbers = fc.array(fc.oneof(fc.integer({ min: -1, max: 30 }), fc.double()), { maxLength: 3 });
  const named = (hierarchy: string, options: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
    fc.record({ unknown: fc.constantFrom('refuse', 'suppress'), ...options }, { requiredKeys: [] }).map((given) => ({ hierarchy, ...given }));
  const anything = fc.oneof(
    named('intervals', { widths: numbers, origin: fc.double(), lower: fc.double(), upper: fc.double() }),
    named('ages', { widths: numbers, openFrom: fc.integer({ min: -1, max: 130 }) }),
    named('dates', { periods: fc.array(fc.constantFrom('week', 'month', 'year', 'age'), { maxLength: 3 }), lower: fc.constantFrom('1930-01-01', 'x') }),
    named('geography', { from: fc.constantFrom('commune', 'postalCode', 'town'), levels: fc.array(fc.constantFrom('commune', 'region', 'country'), { maxLength: 3 }) }),
    named('cim10', { levels: fc.array(fc.constantFrom('category', 'group', 'chapter'), { maxLength: 3 }) }),
    named('atc', { lengths: numbers }),
    named('prefixes', { lengths: numbers, keepLength: fc.boolean() }),
    named('order', { values: fc.array(fc.constantFrom('a', 'b', 'c')), groups: fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.array(fc.integer({ min: 0, max: 4 })))), labels: fc.array(fc.array(fc.constantFrom('x', 'y'))) }),
    named('frequency', { minCounts: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }) }),
    named('levels', { rows: fc.array(fc.array(fc.constantFrom('a', 'b', '', '*'), { maxLength: 3 }), { maxLength: 3 }) }),
    named('levels', { csv: fc.string({ unit: fc.constantFrom('a', 'b', ';', '\n', '"') }), separator: fc.constantFrom(';', 'a') }),
    named('levels', { hrc: fc.string({ unit: fc.constantFrom('a', 'b', '@', '\n') }) }),
  );
  const columns: Column[] = [texts(['a', 'b', '75056', 'E11'], true), whole([3, -7], true), days([0], false)];
  let accepted = 0;
  let laidOut = 0;
  fc.assert(fc.property(anything, fc.constantFrom(...columns), (description, values) => {
    if (optionProblems(columnGeneralisation, description).length > 0) return;
    accepted++;
    try {
      columnLevels(description as unknown as ColumnGeneralisation, { column: 'c', values, counts: new Uint32Array(values.rows) });
      laidOut++;
    } catch (error) {
      expect([PlanError, DataError, TypeError].some((kind) => error instanceof kind)).toBe(true);
    }
  }), { numRuns: 2000 });
  expect(accepted).toBeGreaterThan(200);
  expect(laidOut).toBeGreaterThan(50);
});

describe('no value of a column or of a hierarchy appears in an error', () => {
  const MARK = 'ZZ7QX9ZZ';
  const marked = texts([MARK, `${MARK}1`], true);
  test.each<[string, () => unknown]>([
    ['values that are no codes', () => columnLevels({ hierarchy: 'cim10', levels: ['chapter'] }, { column: 'c', values: marked })],
    ['values that are no places', () => columnLevels({ hierarchy: 'geography', from: 'commune', levels: ['region'] }, { column: 'c', values: marked })],
    ['values that a table lacks', () => columnLevels({ hierarchy: 'levels', rows: [['a', 'b']] }, { column: 'c', values: marked })],
    ['ages that nobody has had', () => columnLevels({ hierarchy: 'ages', widths: [5], openFrom: 85 }, { column: 'c', values: whole([918_273_645], false) })],
    ['values that come apart', () => columnLevels({ hierarchy: 'levels', csv: `${MARK};a;${MARK}x\n${MARK}2;a;${MARK}y\n` }, { column: 'c', values: marked })],
    ['a line of another length', () => columnLevels({ hierarchy: 'levels', csv: `${MARK};a\n${MARK}\n` }, { column: 'c', values: marked })],
    ['a gap', () => columnLevels({ hierarchy: 'levels', csv: `${MARK};;${MARK}\n` }, { column: 'c', values: marked })],
    ['a row twice', () => columnLevels({ hierarchy: 'levels', rows: [[MARK, 'a'], [MARK, 'b']] }, { column: 'c', values: marked })],
    ['a code twice', () => columnLevels({ hierarchy: 'levels', hrc: `${MARK}\n@x\n@x\n` }, { column: 'c', values: marked })],
    ['a name twice', () => columnLevels({ hierarchy: 'order', values: [MARK, `${MARK}2`], groups: [[1, 1]], labels: [[MARK, MARK]] }, { column: 'c', values: marked })],
    ['a separator in a value', () => writeHierarchy(columnLevels({ hierarchy: 'none' }, { column: 'c', values: texts([`${MARK};1`], false) }))],
  ])('%s', (_title, action) => {
    let thrown: unknown;
    try {
      action();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Error);
    expect(inspect(thrown, { depth: 12, showHidden: true })).not.toMatch(/ZZ7QX9ZZ|918.?273.?645/);
  });
});
