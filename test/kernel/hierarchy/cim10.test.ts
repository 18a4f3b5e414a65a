import { describe, expect, test } from 'vitest';
import { diagnosisHierarchy, levelsOfValues, type HierarchyRules } from '../../../src/hierarchy/index.ts';

const labelled = (rules: HierarchyRules<string>, values: readonly string[]): (string | null)[][] =>
  levelsOfValues(rules, values, null).levels.map(({ codes, labels }) => [...codes].map((code) => labels[code] ?? null));

describe('diagnoses', () => {
  test('become categories, groups and chapters, however they are written', () => {
    expect(labelled(diagnosisHierarchy(['category', 'group', 'chapter']), ['E11.9', 'e110', 'E11', 'C50.1', 'D48', 'D50', 'U07.1', 'V09', 'D49', '11', 'IV', 'E10-E14'])).toEqual([
      ['E11', 'E11', 'E11', 'C50', 'D48', 'D50', 'U07', 'V09', null, null, null, null],
      ['E10-E14', 'E10-E14', 'E10-E14', 'C50', 'D37-D48', 'D50-D53', 'U00-U49', 'V01-X59', null, null, null, null],
      ['IV', 'IV', 'IV', 'II', 'II', 'III', 'XXII', 'XX', null, null, null, null],
    ]);
    expect(labelled(diagnosisHierarchy(['chapter']), ['I21.0'])).toEqual([['IX']]);
  });
  test('of a category between groups have the chapter in the place of a group', () => {
    expect(labelled(diagnosisHierarchy(['category', 'group', 'chapter']), ['U90.0', 'U92', 'U83'])).toEqual([['U90', 'U92', 'U83'], ['XXII', 'XXII', 'U82-U85'], ['XXII', 'XXII', 'XXII']]);
    expect(labelled(diagnosisHierarchy(['group']), ['U90.0', 'I10'])).toEqual([['XXII', 'I10-I15']]);
  });
  test('levels in another order are refused', () => {
    for (const levels of [[], ['chapter', 'category'], ['category', 'category'], ['group', 'category']] as const) expect(() => diagnosisHierarchy(levels)).toThrow('levels: expected some of category, group and chapter in this order');
  });
});
