// Digests of checks, computed apart by Python 3.11:
//
//   json.dumps(check, sort_keys=True, separators=(',', ':'), ensure_ascii=False), then
//   hmac.new(b'a423/quality-check/v1', text.encode(), hashlib.sha256).hexdigest()[:32]
import { describe, expect, test } from 'vitest';
import { digestOfCheck } from '../../../src/quality/checks/check-digest.ts';
import { checkNames, columnsOfCheck } from '../../../src/quality/checks/checks.ts';
import type { QualityCheck } from '../../../src/quality/index.ts';

describe('the digest of a check', () => {
  test.each<[QualityCheck, string]>([
    [{ check: 'notNull', column: 'nir' }, 'c519c2142da8f68a9f5ff2b370fff8c2'],
    [
      { nulls: 'skip', columns: ['hospital', 'stay'], check: 'unique', where: { all: [{ equals: 'F', column: 'sex' }, { column: 'âge', range: { min: 18 } }] } },
      'b2b6a646643335c71995737f0b5cbb01',
    ],
    [
      { check: 'distribution', column: 'sex', expected: [{ value: 'F', share: 0.5 }, { value: 'M', share: 0.5 }], distance: 'totalVariation', maxDistance: 0.1 },
      'e8941adb7ac85408d931b056c1cd61a7',
    ],
    [{ check: 'rowCount', min: 3 }, 'e1872bc1f68965e24bc065ccbf04538c'],
    [{ check: 'quantile', column: 'cost', share: 0.5, max: 9 }, '1a06f9d92a2d748e89df0562cdf645e4'],
  ])('of %j is %s', (check, digest) => {
    expect(digestOfCheck(check)).toBe(digest);
  });

  const limits = { name: 'a', severity: 'warn', maxShare: 0.1, maxCount: 3 } as const;
  test.each<[QualityCheck, object]>([
    [{ check: 'notNull', column: 'a' }, limits],
    [{ check: 'unique', columns: ['a'], nulls: 'equal' }, limits],
    [{ check: 'values', column: 'a', in: ['x'] }, limits],
    [{ check: 'range', column: 'a', range: { min: 1 } }, limits],
    [{ check: 'length', column: 'a', min: 1 }, limits],
    [{ check: 'pattern', column: 'a', patterns: ['9'] }, limits],
    [{ check: 'identifier', column: 'a', identifier: 'nir' }, limits],
    [{ check: 'reference', table: 't', on: { a: 'b' } }, limits],
    [{ check: 'nirAgrees', column: 'a', birthDate: 'b' }, limits],
    [{ check: 'order', columns: ['a', 'b'] }, limits],
    [{ check: 'predicate', holds: { column: 'a', isNull: true } }, limits],
    [{ check: 'outliers', column: 'a', factor: 3 }, limits],
    [{ check: 'rowCount', min: 1 }, { name: 'b', min: 2, max: 3 }],
    [{ check: 'freshness', column: 'a', asOf: '2024-01-01', maxAgeDays: 3 }, { severity: 'warn', minCount: 9 }],
    [
      { check: 'distribution', column: 'a', expected: [{ value: 'x', share: 0.1 }], distance: 'totalVariation', maxDistance: 1 },
      { expected: [{ value: 'x', share: 0.9 }], distance: 'populationStability', maxDistance: 2 },
    ],
    [{ check: 'mean', column: 'a', min: 1 }, { min: 5, max: 6 }],
    [{ check: 'quantile', column: 'a', share: 0.1, min: 1 }, { min: 5, max: 6 }],
  ])('of %j does not change with %j', (check, settings) => {
    expect(digestOfCheck({ ...check, ...settings } as QualityCheck)).toBe(digestOfCheck(check));
  });

  test.each<[QualityCheck, object]>([
    [{ check: 'notNull', column: 'a' }, { column: 'b' }],
    [{ check: 'notNull', column: 'a' }, { where: { column: 'b', isNull: true } }],
    [{ check: 'unique', columns: ['a', 'b'], nulls: 'equal' }, { nulls: 'skip' }],
    [{ check: 'unique', columns: ['a', 'b'], nulls: 'equal' }, { columns: ['b', 'a'] }],
    [{ check: 'values', column: 'a', in: ['x'] }, { in: ['y'] }],
    [{ check: 'range', column: 'a', range: { min: 1 } }, { range: { max: 1 } }],
    [{ check: 'length', column: 'a', min: 1 }, { min: 2 }],
    [{ check: 'length', column: 'a', max: 1 }, { min: 0 }],
    [{ check: 'pattern', column: 'a', patterns: ['9'] }, { patterns: ['A'] }],
    [{ check: 'identifier', column: 'a', identifier: 'nir' }, { level: 'format' }],
    [{ check: 'reference', table: 't', on: { a: 'b' } }, { table: 'u' }],
    [{ check: 'reference', table: 't', on: { a: 'b' } }, { on: { a: 'c' } }],
    [{ check: 'nirAgrees', column: 'a', birthDate: 'b' }, { birthPlace: 'c' }],
    [{ check: 'order', columns: ['a', 'b'] }, { strict: true }],
    [{ check: 'predicate', holds: { column: 'a', isNull: true } }, { holds: { column: 'a', isNull: false } }],
    [{ check: 'outliers', column: 'a', factor: 3 }, { factor: 1.5 }],
    [{ check: 'outliers', column: 'a', factor: 3 }, { relativeError: 0.001 }],
    [{ check: 'rowCount', min: 1 }, { where: { column: 'a', isNull: true } }],
    [{ check: 'freshness', column: 'a', asOf: '2024-01-01', maxAgeDays: 3 }, { asOf: '2024-01-02' }],
    [{ check: 'freshness', column: 'a', asOf: '2024-01-01', maxAgeDays: 3 }, { maxAgeDays: 4 }],
    [
      { check: 'distribution', column: 'a', expected: [{ value: 'x', share: 0.1 }], distance: 'totalVariation', maxDistance: 1 },
      { expected: [{ value: 'y', share: 0.1 }] },
    ],
    [{ check: 'quantile', column: 'a', share: 0.1, min: 1 }, { share: 0.2 }],
  ])('of %j changes with %j', (check, settings) => {
    expect(digestOfCheck({ ...check, ...settings } as QualityCheck)).not.toBe(digestOfCheck(check));
  });
});

describe('the name of a check', () => {
  test('is the one given, else the kind and the columns, with a number where two would be the same', () => {
    expect(checkNames([
      { check: 'notNull', column: 'nir' },
      { check: 'notNull', column: 'nir', where: { column: 'sex', equals: 'F' } },
      { check: 'notNull', column: 'sex', name: 'notNull nir 2' },
      { check: 'unique', columns: ['hospital', 'stay'], nulls: 'skip' },
      { check: 'nirAgrees', column: 'nir', birthDate: 'born' },
      { check: 'rowCount', min: 1 },
      { check: 'predicate', holds: { column: 'a', isNull: true } },
      { check: 'reference', table: 't', on: { a: 'b', c: 'd' } },
    ])).toEqual(['notNull nir', 'notNull nir 3', 'notNull nir 2', 'unique hospital stay', 'nirAgrees nir', 'rowCount', 'predicate', 'reference a c']);
  });

  test('columns come with the one first that failing rows name', () => {
    expect(columnsOfCheck({ check: 'nirAgrees', column: 'nir', sex: { column: 'sex', male: 1, female: 2 }, birthPlace: 'place' })).toEqual(['nir', 'sex', 'place']);
    expect(columnsOfCheck({ check: 'order', columns: ['b', 'a'] })).toEqual(['b', 'a']);
    expect(columnsOfCheck({ check: 'rowCount', max: 1 })).toEqual([]);
  });
});
