import { describe, expect, test } from 'vitest';
import { levelsOfValues, orderHierarchy, type HierarchyRules } from '../../../src/hierarchy/index.ts';

const labelled = (rules: HierarchyRules<string>, values: readonly string[]): (string | null)[][] =>
  levelsOfValues(rules, values, null).levels.map(({ codes, labels }) => [...codes].map((code) => labels[code] ?? null));

describe('values in an order', () => {
  const values = ['I', 'II', 'III', 'IV', 'V'];
  test('become groups of neighbours by size, the last of which may be smaller', () => {
    expect(labelled(orderHierarchy({ values, groups: [2, 4] }), values)).toEqual([
      ['I to II', 'I to II', 'III to IV', 'III to IV', 'V'], ['I to IV', 'I to IV', 'I to IV', 'I to IV', 'V'],
    ]);
  });
  test('become groups given one by one, with names', () => {
    const rules = orderHierarchy({ values, groups: [[1, 2, 2], [3, 2]], labels: [['light', 'middle', 'grave'], ['not grave', 'grave']] });
    expect(labelled(rules, ['V', 'I', 'II'])).toEqual([['grave', 'light', 'middle'], ['grave', 'not grave', 'not grave']]);
    expect(rules.listed).toBe(5);
  });
  test.each<[Parameters<typeof orderHierarchy>[0], string]>([
    [{ values, groups: [[2, 2]] }, 'groups[0]: expected whole numbers above 0 that add up to 5, got 4'],
    [{ values, groups: [0] }, 'groups[0]: expected a whole number above 0, got 0'],
    [{ values, groups: [2, 3] }, 'values[3], level 2: values that level 1 unites in values[2] come apart'],
    [{ values: ['a', 'a'], groups: [1] }, 'labels[0]: expected a name of its own for each group'],
    [{ values: ['a', 'a'], groups: [2] }, 'values[1]: the value stands in values[0] already'],
    [{ values, groups: [5], labels: [] }, 'labels: expected names for 1 levels, got 0'],
    [{ values, groups: [5], labels: [['a', 'b']] }, 'labels[0]: expected 1 names, got 2'],
    [{ values, groups: [[3, 2]], labels: [['a', 'a']] }, 'labels[0]: expected a name of its own for each group'],
  ])('%j is refused', (form, message) => {
    expect(() => orderHierarchy(form)).toThrow(new RangeError(message));
  });
});
