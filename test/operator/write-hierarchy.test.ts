import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkGeneralisation, columnLevels, proposeGeneralisation, writeHierarchy, type ColumnGeneralisation } from '../../src/anonymise/index.ts';
import type { Column } from '../../src/core/column.ts';
import type { ColumnType } from '../../src/core/column-type.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { IDENTIFIER_NAMES } from '../../src/identifiers/index.ts';
import { schemaOf } from '../small-tables.ts';
import { describeWithData } from '../shared-data.ts';

const written = (generalisation: ColumnGeneralisation, values: Column, separator?: string): string => writeHierarchy(columnLevels(generalisation, { column: 'c', values }), separator);

describe('a hierarchy written in the form of ARX', () => {
  test('has a line per value, in the order of their bytes, and none for a missing one', () => {
    const values = textColumn(['b2', null, 'a1', 'b1']);
    expect(written({ hierarchy: 'prefixes', lengths: [1] }, values)).toBe('a1;a;*\nb1;b;*\nb2;b;*\n');
    expect(written({ hierarchy: 'prefixes', lengths: [1], top: false }, values, ',')).toBe('a1,a\nb1,b\nb2,b\n');
    expect(written({ hierarchy: 'none' }, textColumn([]))).toBe('');
  });
  test('refuses values that its lines cannot hold, by level and row', () => {
    expect(() => written({ hierarchy: 'prefixes', lengths: [1] }, textColumn(['a', '']))).toThrow(new RangeError('level 0, row 2: expected a value that is not empty'));
    expect(() => written({ hierarchy: 'none' }, textColumn(['a;b']))).toThrow('expected a value without separator, quote or line break');
    expect(written({ hierarchy: 'none' }, textColumn(['a;b']), '|')).toBe('a;b|*\n');
  });
});

describeWithData('hierarchies of ARX', 'microdata/arx', (folder) => {
  test.each(['adult_hierarchy_education', 'adult_hierarchy_native-country', 'test2_hierarchy_Disease', 'test_hierarchy_zipcode'])('%s comes back line by line', (name) => {
    const lines = readFileSync(join(folder, `${name}.csv`), 'utf8').split(/\r?\n/).filter((line) => line !== '');
    const text = written({ hierarchy: 'levels', csv: lines.join('\n') }, textColumn(lines.map((line) => line.slice(0, line.indexOf(';')))));
    expect(text.trimEnd().split('\n').sort()).toEqual([...lines].sort());
  });
});

describe('proposed generalisations', () => {
  test.each<[string, ColumnType, string | null, ColumnGeneralisation | null]>([
    ['commune', 'utf8', 'commune', { hierarchy: 'geography', from: 'commune', levels: ['departement', 'region'] }],
    ['lieu', 'utf8', 'birthPlace', { hierarchy: 'geography', from: 'birthPlace', levels: ['departement', 'region', 'country'] }],
    ['dp', 'utf8', 'cim10', { hierarchy: 'cim10', levels: ['category', 'group', 'chapter'] }],
    ['date_naissance', 'date', null, { hierarchy: 'dates', periods: ['month', 'year', 'fiveYears', 'decade'] }],
    ['entree', 'timestamp', null, { hierarchy: 'dates', periods: ['month', 'quarter', 'year'] }],
    ['Âge', 'int32', null, { hierarchy: 'ages', widths: [5, 10, 20], openFrom: 85 }],
    ['patient age', 'int64', null, { hierarchy: 'ages', widths: [5, 10, 20], openFrom: 85 }],
    ['étage', 'int32', null, null],
    ['agent', 'int32', null, null],
    ['nuits', 'int64', null, null],
    ['cout', 'float64', null, null],
    ['sexe', 'utf8', null, { hierarchy: 'none' }],
    ['actif', 'bool', null, { hierarchy: 'none' }],
    ['nir', 'utf8', 'nir', null],
    ['code', 'binary(16)', null, null],
  ])('%s of type %s and identifier %s', (name, type, identifier, expected) => {
    expect(proposeGeneralisation(name, type, identifier)).toEqual(expected);
  });
  test('every proposal for every type and identifier is accepted for that type', () => {
    for (const type of ['utf8', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp', 'decimal(5,2)', 'binary(16)'] as const) {
      for (const identifier of [null, ...IDENTIFIER_NAMES]) {
        for (const name of ['age', 'naissance', 'x']) {
          const proposal = proposeGeneralisation(name, type, identifier);
          if (proposal !== null) checkGeneralisation(schemaOf({ c: { type, role: 'quasiIdentifier' } }), 'c', proposal, 'c');
        }
      }
    }
  });
});

describe('a generalisation on a schema', () => {
  const schema = schemaOf({ n: { type: 'int32', role: 'quasiIdentifier' }, t: { type: 'utf8', role: 'quasiIdentifier' } });
  test.each<[string, ColumnGeneralisation, string]>([
    ['m', { hierarchy: 'none' }, 'q.m: unknown column "m"'],
    ['t', { hierarchy: 'intervals', widths: [5] }, 'q.t: column "t": expected int32 or int64 or float64 or decimal, got utf8'],
    ['n', { hierarchy: 'cim10', levels: ['chapter'] }, 'q.n: column "n": expected utf8, got int32'],
    ['n', { hierarchy: 'intervals', widths: [2.5] }, 'q.n.widths: expected whole widths, origin and bounds for whole numbers'],
    ['t', { hierarchy: 'levels', csv: 'a;x\na;x' }, 'q.t.csv: line 2: the value stands in line 1 already'],
  ])('%s with %j is refused', (column, generalisation, message) => {
    expect(() => checkGeneralisation(schema, column, generalisation, `q.${column}`)).toThrow(message);
  });
  test('what fits is silent', () => {
    expect(() => checkGeneralisation(schema, 'n', { hierarchy: 'ages', widths: [5], openFrom: 85 }, 'q.n')).not.toThrow();
  });
});
