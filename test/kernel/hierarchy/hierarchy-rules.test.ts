import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelsOfValues, orderTexts, prefixHierarchy, type HierarchyRules } from '../../../src/hierarchy/index.ts';

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

describe('a rule that has no group for a member', () => {
  const rules: HierarchyRules<string> = {
    levels: [
      { group: (value) => (value.length > 1 ? value[0]! : null), label: (group) => group, listed: () => 0 },
      { group: (group) => (group === 'b' ? null : 'all'), label: (group) => group, listed: () => 0 },
    ],
    listed: 0, isListed: () => false, top: null,
  };
  test('leaves its values without a code from that level on, and counts them', () => {
    const { levels, unknown } = levelsOfValues(rules, ['a1', 'x', 'b1', 'a2', 'y'], null);
    expect([levels.map(({ codes }) => [...codes]), unknown]).toEqual([[[0, -1, 1, 0, -1], [0, -1, -1, 0, -1]], 3]);
  });
  test('puts its values into the group of unknown ones, where they stay together', () => {
    const { levels, unknown, domain } = levelsOfValues(rules, ['a1', 'x', 'b1', 'a2', 'y'], '*');
    expect(levels.map(({ labels, leaves, codes }) => [labels, [...leaves], [...codes]])).toEqual([
      [['*', 'a', 'b'], [2, 2, 1], [1, 0, 2, 1, 0]], [['*', 'all'], [3, 2], [1, 0, 0, 1, 0]],
    ]);
    expect([unknown, domain]).toEqual([3, 5]);
  });
  test('joins a group that has the name of the unknown ones, whichever is met first', () => {
    const starred: HierarchyRules<string> = { ...rules, levels: [{ ...rules.levels[0]!, group: (value) => (value === 'x' ? null : '*') }] };
    for (const values of [['x', 'a'], ['a', 'x']]) expect(levelsOfValues(starred, values, '*')).toMatchObject({ levels: [{ codes: Int32Array.of(0, 0), labels: ['*'], leaves: Float64Array.of(2) }], unknown: 1 });
  });
});

test('texts are ordered as their UTF-8 bytes are', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 5 }), { maxLength: 60 }), (texts) => {
    const found = Array.from(orderTexts(texts), (place) => texts[place]!);
    expect(found.map((text) => Buffer.from(text).toString('hex'))).toEqual(texts.map((text) => Buffer.from(text).toString('hex')).sort());
  }));
});
