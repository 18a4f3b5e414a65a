import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { columnGeneralisation, columnLevels, type ColumnGeneralisation, type ColumnLevels } from '../../src/anonymise/index.ts';
import { textOfValues } from '../../src/core/text-of-values.ts';
import type { Column } from '../../src/core/column.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { optionProblems } from '../../src/core/options.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { describeWithData } from '../shared-data.ts';

/** By level, the label of each value. */
const labelled = ({ codes, labels }: ColumnLevels): (string | null)[][] => codes.map((level, index) => [...level].map((code) => labels[index]![code]!));
const levelsOf = (generalisation: ColumnGeneralisation, values: Column): ColumnLevels => columnLevels(generalisation, { column: 'c', values });
const texts = (...values: (string | null)[]): Column => textColumn(values);
const whole = (...values: (number | null)[]): Column => {
  const { valid } = textColumn(values.map((value) => (value === null ? null : '')));
  return { kind: 'int32', rows: values.length, valid, values: Int32Array.from(values, (value) => value ?? 0) };
};

describe('levels of a column', () => {
  test('begin with the values and end in one', () => {
    const levels = levelsOf({ hierarchy: 'intervals', widths: [5, 10] }, whole(41, 47, 3));
    expect(labelled(levels)).toEqual([['41', '47', '3'], ['40-44', '45-49', '0-4'], ['40-49', '40-49', '0-9'], ['*', '*', '*']]);
    expect(levels.leaves.map((level) => [...level])).toEqual([[1, 1, 1], [1, 1, 1], [1, 2], [3]]);
    expect(levels.domain).toBe(3);
  });
  test('a missing value stays apart until everything is one, and is a leaf', () => {
    const levels = levelsOf({ hierarchy: 'prefixes', lengths: [1] }, texts('ab', null, 'ac', 'b'));
    expect(labelled(levels)).toEqual([['ab', null, 'ac', 'b'], ['a', null, 'a', 'b'], ['*', '*', '*', '*']]);
    expect([levels.domain, levels.leaves.map((level) => [...level])]).toEqual([4, [[1, 1, 1, 1], [2, 1, 1], [4]]]);
    expect(labelled(levelsOf({ hierarchy: 'levels', rows: [['a', 'all'], ['b', 'all']] }, texts('a', null)))).toEqual([['a', null], ['all', 'all']]);
    expect(labelled(levelsOf({ hierarchy: 'levels', rows: [['a', 'all'], ['b', 'all']] }, texts(null)))).toEqual([[null], ['all']]);
  });
  test('without a top they end where the hierarchy does', () => {
    expect(labelled(levelsOf({ hierarchy: 'prefixes', lengths: [1], top: false }, texts('ab', null)))).toEqual([['ab', null], ['a', null]]);
    expect(labelled(levelsOf({ hierarchy: 'none', top: false }, texts('ab', null)))).toEqual([['ab', null]]);
  });
  test('the day of an instant decides its period, also before 1970', () => {
    const micros = ['1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z', '2024-02-29T12:00:00.000Z'].map((text) => BigInt(Date.parse(text)) * 1000n);
    expect(labelled(levelsOf({ hierarchy: 'dates', periods: ['day', 'month'] }, { kind: 'timestamp', rows: 3, valid: null, micros: BigInt64Array.from(micros) }))).toEqual([
      ['1969-12-31T23:59:59.999000', '1970-01-01T00:00:00', '2024-02-29T12:00:00'], ['1969-12-31', '1970-01-01', '2024-02-29'], ['1969-12', '1970-01', '2024-02'], ['*', '*', '*'],
    ]);
  });
  test('whole numbers that doubles cannot tell apart are in no interval', () => {
    const large: Column = { kind: 'int64', rows: 3, valid: null, values: BigInt64Array.of(2n ** 53n, 2n ** 53n + 1n, 7n) };
    expect(() => levelsOf({ hierarchy: 'intervals', widths: [10] }, large)).toThrow('2 of 3 distinct values are not in the hierarchy');
    expect(labelled(levelsOf({ hierarchy: 'intervals', widths: [10], unknown: 'suppress' }, large))[1]).toEqual(['*', '*', '0-9']);
  });
  test('decimals are in the interval of their exact value, whole ones named as whole numbers', () => {
    const limbs = Uint32Array.of(1250, 0, 0, 0, 999, 0, 0, 0);
    expect(labelled(levelsOf({ hierarchy: 'intervals', widths: [2.5] }, { kind: 'decimal', rows: 2, valid: null, precision: 6, scale: 2, limbs }))).toEqual([['12.50', '9.99'], ['12.5 to <15', '7.5 to <10'], ['*', '*']]);
    expect(labelled(levelsOf({ hierarchy: 'intervals', widths: [500] }, { kind: 'decimal', rows: 2, valid: null, precision: 6, scale: 0, limbs }))[1]).toEqual(['1000-1499', '500-999']);
  });
  test('the frequency of a value is that of the counts given, which are asked for', () => {
    const generalisation = { hierarchy: 'frequency', minCounts: [3, 10] } as const;
    const values = texts('a', 'b', null, 'c');
    expect(labelled(columnLevels(generalisation, { column: 'c', values, counts: Uint32Array.of(3, 2, 1, 12) }))).toEqual([['a', 'b', null, 'c'], ['a', '*', null, 'c'], ['*', '*', null, 'c'], ['*', '*', '*', '*']]);
    expect(() => levelsOf(generalisation, values)).toThrow(new TypeError('counts: expected how often each value occurs'));
  });
  test('a hierarchy of days takes no texts', () => {
    expect(() => levelsOf({ hierarchy: 'dates', periods: ['year'] }, texts('2024-01-01'))).toThrow(TypeError);
    expect(() => levelsOf({ hierarchy: 'intervals', widths: [1] }, texts('1'))).toThrow(TypeError);
  });
  test('none is the value or nothing', () => {
    expect(labelled(levelsOf({ hierarchy: 'none' }, whole(3, null)))).toEqual([['3', null], ['*', '*']]);
  });
  test('no values have levels without codes', () => {
    expect(levelsOf({ hierarchy: 'intervals', widths: [5] }, whole())).toEqual({
      codes: [new Int32Array(0), new Int32Array(0), new Int32Array(0)], labels: [[], [], []], leaves: [new Float64Array(0), new Float64Array(0), new Float64Array(0)], domain: 0,
    });
  });
  test('tables are read from rows, ARX and τ-ARGUS alike', () => {
    const rows = [['Lille', 'North'], ['Nice', 'South'], ['Arras', 'North']];
    const same = [{ rows }, { csv: 'Lille;North\n\nNice;South\nArras;North\n' }, { csv: 'Lille|North\nNice|South\nArras|North', separator: '|' }, { hrc: 'North\n@Lille\n@Arras\nSouth\n@Nice\n' }, { hrc: 'North\n-Lille\n-Arras\nSouth\n-Nice\n', leadString: '-' }];
    for (const form of same) {
      const levels = levelsOf({ hierarchy: 'levels', ...form }, texts('Nice', 'Lille'));
      expect([labelled(levels), levels.leaves.map((level) => [...level]), levels.domain]).toEqual([[['Nice', 'Lille'], ['South', 'North'], ['*', '*']], [[1, 1], [2, 1], [3]], 3]);
    }
  });
  test('tables take numbers, dates and truth values by their text', () => {
    expect(labelled(levelsOf({ hierarchy: 'levels', rows: [['7', 'low'], ['70', 'high']] }, whole(70, 7)))[1]).toEqual(['high', 'low']);
    expect(labelled(levelsOf({ hierarchy: 'levels', rows: [['true', 'x'], ['false', 'y']] }, { kind: 'bool', rows: 2, valid: null, bits: Uint8Array.of(0b10) }))[1]).toEqual(['y', 'x']);
    expect(labelled(levelsOf({ hierarchy: 'levels', rows: [['1970-01-02', 'x']] }, { kind: 'date', rows: 1, valid: null, days: Int32Array.of(1) }))[1]).toEqual(['x']);
  });
  test('values that a hierarchy does not have are refused by their count, or suppressed', () => {
    const table: ColumnGeneralisation = { hierarchy: 'levels', rows: [['a', 'x', 'P'], ['b', 'y', 'Q']] };
    const refused = (): unknown => levelsOf(table, texts('secret', 'a', 'hidden', null));
    expect(refused).toThrow(DataError);
    expect(refused).toThrow('column c: 2 of 4 distinct values are not in the hierarchy; clean the column, complete the hierarchy, or let unknown be suppress [DATA_INVALID]');
    const levels = levelsOf({ ...table, unknown: 'suppress' }, texts('z', 'a', 'u', null));
    expect(labelled(levels)).toEqual([['z', 'a', 'u', null], ['*', 'x', '*', null], ['*', 'P', '*', null], ['*', '*', '*', '*']]);
    expect(levels.domain).toBe(5);
  });
});

describe('a generalisation in a plan', () => {
  const problemsOf = (value: unknown): string[] => optionProblems(columnGeneralisation, value, 'age').map(({ path, message }) => `${path}: ${message}`);
  test.each<[unknown, string]>([
    [{ hierarchy: 'interval', widths: [5] }, 'age.hierarchy: expected'],
    [{ hierarchy: 'intervals', widths: [] }, 'age.widths: expected a list length of at least 1'],
    [{ hierarchy: 'intervals', width: [5] }, 'age.width: unknown option "width", did you mean "widths"?'],
    [{ hierarchy: 'levels' }, 'age.rows: expected exactly one of rows, csv and hrc'],
    [{ hierarchy: 'levels', csv: 'a;*', hrc: 'a' }, 'age.rows: expected exactly one of rows, csv and hrc'],
    [{ hierarchy: 'levels', rows: [['a']], separator: ',' }, 'age.separator: expected no separator without csv'],
    [{ hierarchy: 'levels', rows: [['a']], leadString: ',' }, 'age.leadString: expected no leadString without hrc'],
    [{ hierarchy: 'prefixes', lengths: [0] }, 'age.lengths[0]: expected an integer of at least 1, got 0'],
    [{ hierarchy: 'none', unknown: 'drop' }, 'age.unknown: expected "refuse" or "suppress", got text'],
  ])('%j is refused', (value, message) => {
    expect(problemsOf(value).join('\n')).toContain(message);
  });
  test.each<[ColumnGeneralisation, Column, string]>([
    [{ hierarchy: 'intervals', widths: [5, 12] }, whole(1), 'widths[1]: expected a multiple of 5, got 12'],
    [{ hierarchy: 'levels', csv: 'a;x;*\n\nsecret;x;other\n' }, texts('a'), 'csv: line 3, level 2: values that level 1 unites in line 1 come apart'],
    [{ hierarchy: 'levels', csv: 'a;x\na;x\n' }, texts('a'), 'csv: line 2: the value stands in line 1 already'],
    [{ hierarchy: 'levels', csv: 'a;x\nb;x;y\n' }, texts('a'), 'csv: line 2: expected 2 fields, got 3'],
    [{ hierarchy: 'levels', rows: [['a', 'x'], ['b']] }, texts('a'), 'rows[1]: expected 2 values, got 1'],
    [{ hierarchy: 'levels', rows: [['a', 'x'], ['a', 'x']] }, texts('a'), 'rows[1]: the value stands in rows[0] already'],
    [{ hierarchy: 'levels', hrc: '@a\n' }, texts('a'), 'hrc: line 1: level 2 follows level 0, the level between is missing'],
  ])('%j is refused with line and level, never a value', (generalisation, values, message) => {
    expect(() => levelsOf(generalisation, values)).toThrow(PlanError);
    expect(() => levelsOf(generalisation, values)).toThrow(`${message} [PLAN_OUT_OF_RANGE]`);
  });
});

describe('values as text', () => {
  test('are written as a cast to text writes them', () => {
    expect(textOfValues({ kind: 'float64', rows: 3, valid: null, values: Float64Array.of(0.1, -0, NaN) })).toEqual(['0.1', '0', 'NaN']);
    expect(textOfValues({ kind: 'decimal', rows: 1, valid: null, precision: 4, scale: 2, limbs: Uint32Array.of(1250, 0, 0, 0) })).toEqual(['12.50']);
    expect(textOfValues({ kind: 'timestamp', rows: 1, valid: null, micros: BigInt64Array.of(-1n) })).toEqual(['1969-12-31T23:59:59.999999']);
    expect(textOfValues({ kind: 'int64', rows: 1, valid: null, values: BigInt64Array.of(2n ** 60n) })).toEqual(['1152921504606846976']);
    expect(textOfValues({ kind: 'binary', rows: 1, valid: null, width: 2, bytes: Uint8Array.of(10, 255) })).toEqual(['0aff']);
    expect(textOfValues({ kind: 'date', rows: 2, valid: null, days: Int32Array.of(0, 2 ** 31 - 1) })).toEqual(['1970-01-01', '2147483647']);
    expect(textOfValues(textColumn(['a', 'é', null, '']))).toEqual(['a', 'é', null, '']);
    expect(textOfValues({ kind: 'coded', rows: 3, valid: Uint8Array.of(0b011), codes: Int32Array.of(1, 0, 0), dictionary: textColumn(['x', 'y']) as never })).toEqual(['y', 'x', null]);
  });
});

describeWithData('hierarchies of ARX', 'microdata/arx', (folder) => {
  test.each(['adult_hierarchy_age', 'adult_hierarchy_education', 'adult_hierarchy_marital-status', 'adult_hierarchy_native-country', 'adult_hierarchy_occupation',
    'adult_hierarchy_race', 'adult_hierarchy_salary-class', 'adult_hierarchy_sex', 'adult_hierarchy_workclass', 'test2_hierarchy_Age', 'test2_hierarchy_Disease',
    'test2_hierarchy_ZIPCode', 'test_hierarchy_age', 'test_hierarchy_gender', 'test_hierarchy_zipcode'])('%s gives exactly its levels, without a further one', (name) => {
    const csv = readFileSync(join(folder, `${name}.csv`), 'utf8');
    const rows = csv.split(/\r?\n/).filter((line) => line !== '').map((line) => line.split(';'));
    const levels = levelsOf({ hierarchy: 'levels', csv }, textColumn(rows.map(([value]) => value!)));
    expect(labelled(levels)).toEqual(rows[0]!.map((_, level) => rows.map((row) => row[level]!)));
    expect(levels.domain).toBe(rows.length);
    levels.labels.forEach((labels, level) => {
      const counts = new Map<string, number>();
      for (const row of rows) counts.set(row[level]!, (counts.get(row[level]!) ?? 0) + 1);
      expect(labels.map((label, code) => [label, levels.leaves[level]![code]])).toEqual(labels.map((label) => [label, counts.get(label!)]));
    });
  });
  test('postal codes of ARX are prefixes of kept length', () => {
    const rows = readFileSync(join(folder, 'test2_hierarchy_ZIPCode.csv'), 'utf8').split(/\r?\n/).filter((line) => line !== '').map((line) => line.split(';'));
    const levels = levelsOf({ hierarchy: 'prefixes', lengths: [4, 3, 2, 1], keepLength: true }, textColumn(rows.map(([value]) => value!)));
    expect(labelled(levels).slice(0, 5)).toEqual(rows[0]!.slice(0, 5).map((_, level) => rows.map((row) => row[level]!)));
  });
  test('ages of adult.csv are intervals of 5, 10 and 20 years, in whose names ARX is one year off: its 20 lies in 15-19', () => {
    const rows = readFileSync(join(folder, 'adult_hierarchy_age.csv'), 'utf8').split(/\r?\n/).filter((line) => line !== '').map((line) => line.split(';'));
    const levels = levelsOf({ hierarchy: 'intervals', widths: [5, 10, 20] }, whole(...rows.map(([value]) => Number(value) - 1)));
    expect(labelled(levels).slice(1)).toEqual(rows[0]!.slice(1).map((_, level) => rows.map((row) => row[level + 1]!)));
  });
});
