import { describe, expect, test } from 'vitest';
import { frequencyHierarchy, levelsOfValues, type HierarchyRules } from '../../../src/hierarchy/index.ts';

const labelled = (rules: HierarchyRules<string>, values: readonly string[]): (string | null)[][] =>
  levelsOfValues(rules, values, null).levels.map(({ codes, labels }) => [...codes].map((code) => labels[code] ?? null));

describe('frequent values', () => {
  const counts: Record<string, number> = { a: 100, b: 10, c: 10, d: 9, '*': 500 };
  const rules = frequencyHierarchy([10, 11], (value) => counts[value]!, '*');
  test('stay as long as they are frequent enough; equal ones share their fate', () => {
    expect(labelled(rules, ['a', 'b', 'c', 'd', '*'])).toEqual([['a', 'b', 'c', '*', '*'], ['a', '*', '*', '*', '*']]);
    expect(levelsOfValues(rules, ['a', 'b', 'c', 'd'], null).levels.map(({ leaves }) => [...leaves])).toEqual([[1, 1, 1, 1], [3, 1]]);
  });
  test('counts that do not ascend are refused', () => {
    expect(() => frequencyHierarchy([10, 10], () => 0, '*')).toThrow('minCounts[1]: expected a whole number above 10, got 10');
    expect(() => frequencyHierarchy([1], () => 0, '*')).toThrow('minCounts[0]: expected a whole number above 1, got 1');
  });
});
