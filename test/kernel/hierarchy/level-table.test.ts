import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelsOfValues, prefixHierarchy, tableHierarchy } from '../../../src/hierarchy/index.ts';

/** Rows as ARX keeps them, the value first, to levels, the coarsest first. */
const columns = (rows: readonly (readonly (string | null)[])[]): { levels: (string | null)[][] } => ({ levels: rows[0]!.map((_, level) => rows.map((row) => row[level]!)).toReversed() });

const labelled = (rules: ReturnType<typeof tableHierarchy>, values: readonly string[], unknownLabel: string | null = null): (string | null)[][] =>
  levelsOfValues(rules, values, unknownLabel).levels.map(({ codes, labels }) => [...codes].map((code) => labels[code] ?? null));

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

describe('prefixes', () => {
  test('keep first characters, code points and not units', () => {
    expect(labelled(prefixHierarchy([3, 1], false), ['47677', 'é𝒳12', '47', ''])).toEqual([['476', 'é𝒳1', '47', ''], ['4', 'é', '4', '']]);
  });
  test('may keep the length, as the ZIP codes of ARX do', () => {
    expect(labelled(prefixHierarchy([4, 3, 2, 1], true), ['47677', '479'])).toEqual([['4767*', '479'], ['476**', '479'], ['47***', '47*'], ['4****', '4**']]);
  });
  test('cut as slices of code points do', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 6 })), fc.integer({ min: 1, max: 4 }), (values, length) => {
      expect(labelled(prefixHierarchy([length], false), values)[0]).toEqual(values.map((value) => [...value].slice(0, length).join('')));
    }));
  });
  test.each([[[2, 2], 'lengths[1]: expected a whole number from 1 to below 2, got 2'], [[0], 'lengths[0]: expected a whole number from 1 to below Infinity, got 0']])('%j is refused', (lengths, message) => {
    expect(() => prefixHierarchy(lengths, false)).toThrow(new RangeError(message));
  });
});

describe('any hierarchy', () => {
  const texts = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', '*', 'é', '\u{10FFFF}', '\uFFFD'), maxLength: 4 }), { maxLength: 20 });
  test('labels ascend by bytes and none stands twice', () => {
    fc.assert(fc.property(texts, (values) => {
      for (const { labels } of levelsOfValues(prefixHierarchy([2, 1], true), values, null).levels) {
        const sorted = [...new Set(labels)].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
        expect(labels).toEqual(sorted);
      }
    }));
  });
  test('groups of one name are one group, whose leaves add up', () => {
    const rules = { levels: [{ group: (value: string) => value[0]!, label: () => 'same', listed: () => 2 }], listed: 4, isListed: () => true, top: null };
    expect(levelsOfValues(rules, ['a1', 'b1', 'a2'], null).levels).toEqual([{ codes: Int32Array.of(0, 0, 0), labels: ['same'], leaves: Float64Array.of(4) }]);
  });
  test('no values have no groups', () => {
    expect(levelsOfValues(prefixHierarchy([1], false), [], '*')).toEqual({ levels: [{ codes: new Int32Array(0), labels: [], leaves: new Float64Array(0) }], domain: 0, unknown: 0 });
  });
});
