import { describe, expect, test } from 'vitest';
import { ageHierarchy, levelsOfValues, type HierarchyRules } from '../../../src/hierarchy/index.ts';

const labelled = (rules: HierarchyRules<number>, values: readonly number[]): (string | null)[][] =>
  levelsOfValues(rules, values, null).levels.map(({ codes, labels }) => [...codes].map((code) => labels[code] ?? null));

describe('ages', () => {
  test('become bands of which the last is open, and the wider ones end where it begins', () => {
    expect(labelled(ageHierarchy({ widths: [5, 10, 20], openFrom: 85 }), [0, 4, 5, 84, 85, 122])).toEqual([
      ['0-4', '0-4', '5-9', '80-84', '85+', '85+'], ['0-9', '0-9', '0-9', '80-84', '85+', '85+'], ['0-19', '0-19', '0-19', '80-84', '85+', '85+'],
    ]);
  });
  test('that nobody has had, or that are not whole, are unknown', () => {
    expect(labelled(ageHierarchy({ widths: [5], openFrom: 85 }), [-1, 123, 3.5, NaN, Infinity, -0])).toEqual([[null, null, null, null, null, '0-4']]);
  });
  test('are listed from 0 to 122', () => {
    const { domain, levels } = levelsOfValues(ageHierarchy({ widths: [5, 50], openFrom: 90 }), [3, 91, 60], null);
    expect([domain, levels.map(({ labels, leaves }) => Object.fromEntries(labels.map((label, code) => [label, leaves[code]])))]).toEqual([123, [{ '0-4': 5, '60-64': 5, '90+': 33 }, { '0-49': 50, '50-89': 40, '90+': 33 }]]);
  });
  test('an open band outside them is refused', () => {
    for (const openFrom of [0, 123, 84.5]) expect(() => ageHierarchy({ widths: [5], openFrom })).toThrow(`openFrom: expected a whole number from 1 to 122, got ${openFrom}`);
    expect(() => ageHierarchy({ widths: [5, 7], openFrom: 85 })).toThrow('widths[1]: expected a multiple of 5, got 7');
  });
});
