import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelsOfValues, prefixHierarchy, type HierarchyRules } from '../../../src/hierarchy/index.ts';

const labelled = (rules: HierarchyRules<string>, values: readonly string[]): (string | null)[][] =>
  levelsOfValues(rules, values, null).levels.map(({ codes, labels }) => [...codes].map((code) => labels[code] ?? null));

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
