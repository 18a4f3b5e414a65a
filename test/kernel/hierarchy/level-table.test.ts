import { describe, expect, test } from 'vitest';
import { levelsOfValues, tableHierarchy, type HierarchyRules } from '../../../src/hierarchy/index.ts';

/** Rows as ARX keeps them, the value first, to levels, the coarsest first. */
const columns = (rows: readonly (readonly (string | null)[])[]): { levels: (string | null)[][] } => ({ levels: rows[0]!.map((_, level) => rows.map((row) => row[level]!)).toReversed() });

const labelled = (rules: HierarchyRules<string>, values: readonly string[]): (string | null)[][] =>
  levelsOfValues(rules, values, null).levels.map(({ codes, labels }) => [...codes].map((code) => labels[code] ?? null));

describe('tables of levels', () => {
  const rows = [['Lille', 'North', '*'], ['Arras', 'North', '*'], ['Nice', 'South', '*']];
  test('give what stands beside a value, and count rows as leaves whether or not they occur', () => {
    const found = levelsOfValues(tableHierarchy(columns(rows)), ['Nice', 'Lille'], null);
    expect(found.domain).toBe(3);
    expect(found.levels.map(({ labels, leaves, codes }) => [labels, [...leaves], [...codes]])).toEqual([[['North', 'South'], [2, 1], [1, 0]], [['*'], [3], [0, 0]]]);
  });
  test('a value that is not there has no code, or joins the unknown ones, and is a leaf besides', () => {
    expect(labelled(tableHierarchy(columns(rows)), ['Nice', 'Brest'])).toEqual([['South', null], ['*', null]]);
    const found = levelsOfValues(tableHierarchy(columns(rows)), ['Nice', 'Brest', 'Metz'], '*');
    expect([found.unknown, found.domain]).toEqual([2, 5]);
    expect(found.levels.map(({ labels, leaves }) => [labels, [...leaves]])).toEqual([[['*', 'South'], [2, 1]], [['*'], [5]]]);
  });
  test('the last level is the top when it is one value, and only then', () => {
    expect(tableHierarchy(columns(rows)).top).toBe('*');
    expect(tableHierarchy(columns(rows.map((row) => row.slice(0, 2)))).top).toBeNull();
    expect(tableHierarchy(columns([['a'], ['b']])).top).toBeNull();
    expect(tableHierarchy({ levels: [] })).toMatchObject({ levels: [], listed: 0, top: null });
  });
  test.each([
    [[['a', 'x', '*'], ['b', 'y', '*'], ['a', 'x', '*']], 'row 3: the value stands in row 1 already'],
    [[['a', 'x', 'P'], ['b', 'x', 'Q']], 'row 2, level 2: values that level 1 unites in row 1 come apart'],
    [[['a', 'x'], ['b', null]], 'row 2, level 1: expected a value'],
    [[['a', 'x'], [null, 'x']], 'row 2, level 0: expected a value'],
  ])('%j is refused with row and level, never a value', (wrong, message) => {
    expect(() => tableHierarchy(columns(wrong))).toThrow(new RangeError(message));
  });
  test('levels of several lengths are refused', () => {
    expect(() => tableHierarchy({ levels: [['x'], ['a', 'b']] })).toThrow('level 1: expected 2 values, got 1');
  });
});
