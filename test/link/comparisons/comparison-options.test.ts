import { describe, expect, test } from 'vitest';
import { PlanError } from '../../../src/core/errors.ts';
import {
  absoluteDifferenceComparison, bestPairComparison, birthDateComparison, communeComparison, exactComparison, firstNameSurnameComparison, jaccardComparison, jaroWinklerComparison,
  kilometresComparison, levenshteinComparison, listIntersectionComparison, nameComparison, nirPartsComparison, registeredComparison, timeDifferenceComparison,
} from '../../../src/link/comparisons/index.ts';
import type { Comparison } from '../../../src/link/model/index.ts';
import { modelProblems } from '../../../src/link/model/index.ts';

const problemsOf = (make: (options: never) => Comparison, options: object): string[] => {
  try {
    make(options as never);
    return [];
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
};
const model = (comparison: Comparison): object => ({ version: 1, linkType: 'dedupe', prior: 0.1, unit: 'codePoint', blocking: [], comparisons: [comparison] });

describe('options of comparisons', () => {
  test.each<[what: string, make: (options: never) => Comparison, options: object, path: RegExp]>([
    ['no column', exactComparison, {}, /^of: /],
    ['an option of another comparison', exactComparison, { of: 'x', atLeast: [1] }, /atLeast/],
    ['a name without characters', exactComparison, { of: 'x', name: '' }, /^name: /],
    ['no bound', levenshteinComparison, { of: 'x', atMost: [] }, /^atMost: /],
    ['a bound that is no number', levenshteinComparison, { of: 'x', atMost: [NaN] }, /^atMost\[0\]: /],
    ['a bound without end', absoluteDifferenceComparison, { of: 'x', atMost: [Infinity] }, /^atMost\[0\]: /],
    ['no bounds where there are none to suppose', absoluteDifferenceComparison, { of: 'x' }, /^atMost: /],
    ['pieces of no character', jaccardComparison, { of: 'x', q: 0 }, /^q: /],
    ['pieces of half a character', jaccardComparison, { of: 'x', q: 1.5 }, /^q: /],
    ['an unknown ear', nameComparison, { of: 'x', phonetic: 'nysiis' }, /^phonetic: /],
    ['one name of two', firstNameSurnameComparison, { firstName: 'x' }, /^surname: /],
    ['one coordinate of two', kilometresComparison, { latitude: 'x', atMost: [1] }, /^longitude: /],
    ['an unknown unit', timeDifferenceComparison, { of: 'x', within: [{ amount: 1, unit: 'week' }] }, /^within\[0\]\.unit: /],
    ['a span before none', timeDifferenceComparison, { of: 'x', within: [{ amount: -1, unit: 'day' }] }, /^within\[0\]\.amount: /],
    ['an empty format', birthDateComparison, { of: 'x', format: '' }, /^format: /],
    ['a bound of distance for a similarity', bestPairComparison, { of: 'x', measure: 'jaro', atMost: [1] }, /^atLeast: expected atLeast alone/],
    ['both bounds', bestPairComparison, { of: 'x', measure: 'levenshtein', atMost: [1], atLeast: [1] }, /^atMost: expected atMost alone/],
    ['a measure that is not over lists', bestPairComparison, { of: 'x', measure: 'hamming', atMost: [1] }, /^measure: /],
    ['a kernel without bounds', registeredComparison, { of: 'x', kernel: 'k' }, /expected either atLeast or atMost/],
    ['a kernel with two kinds of bounds', registeredComparison, { of: 'x', kernel: 'k', atLeast: [1], atMost: [1] }, /expected either atLeast or atMost/],
    ['a column that is no name', communeComparison, { of: '' }, /^of/],
    ['an expression with an unknown member', communeComparison, { of: { column: 'x', derived: [] } }, /^of/],
  ])('%s is refused with its path', (_what, make, options, path) => {
    const problems = problemsOf(make, options);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.some((problem) => path.test(problem))).toBe(true);
  });

  test('a problem does not repeat what the options hold', () => {
    expect(problemsOf(exactComparison, { of: 'x', SECRET: 'SECRETVALUE' }).join()).not.toMatch(/SECRETVALUE/);
    expect(problemsOf(nameComparison, { of: 'x', phonetic: 'SECRETVALUE' }).join()).not.toMatch(/SECRETVALUE/);
  });
});

describe('what a comparison becomes', () => {
  test('its name is that of the column, of all its columns, or the one given', () => {
    expect(exactComparison({ of: 'x' }).name).toBe('x');
    expect(exactComparison({ of: { column: 'x', derive: [{ op: 'lower' }] } }).name).toBe('x');
    expect(exactComparison({ of: { concat: [{ column: 'a' }, { column: 'b' }, { column: 'a' }] } }).name).toBe('a_b');
    expect(firstNameSurnameComparison({ firstName: 'first', surname: 'last' }).name).toBe('first_last');
    expect(nirPartsComparison({ of: 'nir' }).name).toBe('nir_parts');
    expect(nirPartsComparison({ of: 'nir', name: 'mine' }).name).toBe('mine');
    expect(nirPartsComparison({ of: 'x'.repeat(100) }).name).toHaveLength(100);
  });

  test('levels stand in the order of the bounds, between the same and anything else', () => {
    const bounds = ({ levels }: Comparison): unknown[] => levels.map(({ when }) => ('atLeast' in when ? when.atLeast : 'atMost' in when ? when.atMost : when.kind));
    expect(bounds(jaroWinklerComparison({ of: 'x', atLeast: [0.95, 0.8, 0.6] }))).toEqual(['null', 'equal', 0.95, 0.8, 0.6, 'otherwise']);
    expect(bounds(levenshteinComparison({ of: 'x' }))).toEqual(['null', 'equal', 1, 2, 'otherwise']);
    expect(bounds(listIntersectionComparison({ of: 'x' }))).toEqual(['null', 1, 'otherwise']);
    expect(bounds(absoluteDifferenceComparison({ of: 'x', atMost: [1] }))).toEqual(['null', 'equal', 1, 'otherwise']);
  });

  test('names that sound alike stand between names misspelt and names with a part in common', () => {
    const labels = nameComparison({ of: 'x', atLeast: [0.95, 0.88, 0.6], phonetic: 'berge' }).levels.map(({ label }) => label);
    expect(labels.indexOf('sounds alike')).toBe(labels.findIndex((label) => label.includes('0.88')) + 1);
    expect(labels.indexOf('sounds alike')).toBe(labels.findIndex((label) => label.includes('0.6')) - 1);
  });

  test('frequencies are counted of the values that a level agrees on, where asked', () => {
    const counted = ({ levels }: Comparison): unknown[] => levels.flatMap(({ termFrequency }) => (termFrequency === undefined ? [] : [termFrequency.of]));
    expect(counted(exactComparison({ of: 'x' }))).toEqual([]);
    expect(counted(exactComparison({ of: 'x', termFrequency: true }))).toEqual([{ column: 'x' }]);
    expect(counted(nameComparison({ of: 'x', fold: true }))).toEqual([{ column: 'x', derive: [{ op: 'name' }] }]);
    expect(counted(nameComparison({ of: 'x', termFrequency: false }))).toEqual([]);
    expect(counted(firstNameSurnameComparison({ firstName: 'a', surname: 'b' }))).toEqual([{ concat: [{ column: 'a' }, { column: 'b' }], separator: ' ' }, { column: 'b' }, { column: 'a' }]);
  });

  test('bounds beyond what a measure gives make no model', () => {
    expect(modelProblems(model(jaroWinklerComparison({ of: 'x', atLeast: [90] })))).toMatchObject([{ code: 'PLAN_OUT_OF_RANGE', path: 'comparisons[0].levels[2].when.atLeast' }]);
    expect(modelProblems(model(levenshteinComparison({ of: 'x', atMost: [-1] })))).toMatchObject([{ code: 'PLAN_OUT_OF_RANGE', path: 'comparisons[0].levels[2].when.atMost' }]);
    expect(modelProblems(model(jaroWinklerComparison({ of: 'x', atLeast: [1, 0] })))).toEqual([]);
  });

  test('options are not changed, and two comparisons of the same options are the same', () => {
    const options = Object.freeze({ of: Object.freeze({ column: 'x', derive: Object.freeze([Object.freeze({ op: 'lower' as const })]) }), atLeast: Object.freeze([0.9]) });
    expect(nameComparison(options)).toEqual(nameComparison(structuredClone(options)));
  });
});
