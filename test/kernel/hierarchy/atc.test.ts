import { describe, expect, test } from 'vitest';
import { levelsOfValues, medicineHierarchy, type HierarchyRules } from '../../../src/hierarchy/index.ts';

const labelled = (rules: HierarchyRules<string>, values: readonly string[]): (string | null)[][] =>
  levelsOfValues(rules, values, null).levels.map(({ codes, labels }) => [...codes].map((code) => labels[code] ?? null));

describe('medicines', () => {
  test('become the groups that hold them, shorter codes stay', () => {
    expect(labelled(medicineHierarchy([5, 4, 3, 1]), ['A10BA02', 'a10ba', 'A10', 'N02BE01', 'QJ01CA01', 'X1'])).toEqual([
      ['A10BA', 'A10BA', 'A10', 'N02BE', 'QJ01CA', null], ['A10B', 'A10B', 'A10', 'N02B', 'QJ01C', null], ['A10', 'A10', 'A10', 'N02', 'QJ01', null], ['A', 'A', 'A', 'N', 'QJ', null],
    ]);
  });
  test.each([[[7], 'lengths[0]'], [[2], 'lengths[0]'], [[3, 4], 'lengths[1]'], [[], 'lengths']])('lengths %j are refused', (lengths, path) => {
    expect(() => medicineHierarchy(lengths)).toThrow(`${path}: expected`);
  });
});
