import { describe, expect, test } from 'vitest';
import { declareSchema } from '../../../src/core/field.ts';
import { checkModel, modelNotes, modelProblems } from '../../../src/link/model/index.ts';
import { exactComparison, nameComparison } from '../../../src/link/comparisons/index.ts';
import type { Comparison, LinkageModel } from '../../../src/link/model/index.ts';

const model = (comparisons: readonly unknown[], change: object = {}): unknown =>
  ({ version: 1, linkType: 'dedupe', prior: 0.001, unit: 'codePoint', blocking: [], comparisons, ...change });

const problems = (value: unknown, context = {}): string[] => modelProblems(value, context).map(({ code, path, message }) => `${code} ${path}: ${message}`);

const sex = exactComparison({ of: 'sex' });
const level = (when: object, more: object = {}): object => ({ label: 'x', when, m: null, u: null, ...more });
const comparison = (...levels: object[]): object => ({ name: 'x', levels: [...levels, level({ kind: 'otherwise' })] });
const name = { column: 'name' };

describe('a linkage model is checked whole', () => {
  test('a right model is given back as it is', () => {
    const right = model([sex, nameComparison({ of: 'name' })]);
    expect(checkModel(right)).toBe(right);
    expect(problems(right)).toEqual([]);
  });

  test('all problems of form come at once, with their paths, and no value of the model', () => {
    const found = problems(model([{ name: 'sex', levels: [level({ kind: 'equal', of: { colum: 'SECRET' } }), level({ kind: 'otherwise' }, { m: 2 })] }], { prior: -1, unknown: 1 }));
    expect(found).toHaveLength(5);
    expect(found.join()).toMatch(/comparisons\[0\]\.levels\[0\]\.when/);
    expect(found.join()).toMatch(/comparisons\[0\]\.levels\[1\]\.m: expected a number of at most 1, got 2/);
    expect(found.join()).not.toMatch(/SECRET/);
  });

  test('names of comparisons are unique', () => {
    expect(problems(model([sex, sex]))).toEqual(['PLAN_DUPLICATE_NAME comparisons[1].name: expected a name of its own']);
  });

  test('the last level takes what is left, and no other one does', () => {
    const equal = level({ kind: 'equal', of: name });
    expect(problems(model([{ name: 'x', levels: [equal, equal] }]))).toEqual([
      'PLAN_MISSING comparisons[0].levels[1].when: expected otherwise in the last level, so that every pair has a level',
    ]);
    expect(problems(model([comparison(level({ kind: 'otherwise' }))]))).toEqual([
      'PLAN_OUT_OF_RANGE comparisons[0].levels[0].when: expected a test: otherwise stands alone, in the last level',
    ]);
    expect(problems(model([comparison(level({ kind: 'not', of: { kind: 'otherwise' } }))]))).toEqual([
      'PLAN_OUT_OF_RANGE comparisons[0].levels[0].when.of: expected a test: otherwise stands alone, in the last level',
    ]);
  });

  test('a comparison says something: two levels carry evidence', () => {
    expect(problems(model([comparison(level({ kind: 'null', of: name }, { isNull: true }))]))).toEqual([
      'PLAN_OUT_OF_RANGE comparisons[0].levels: expected at least 2 levels that carry evidence',
    ]);
  });

  test.each([
    ['jaroWinkler', { atLeast: 1.1 }], ['jaccard', { above: -0.1 }], ['levenshtein', { atMost: -1 }], ['cosine', { atLeast: -1.5 }], ['containment', { atLeast: 2 }],
  ])('a bound that %s never reaches is refused', (measure, bound) => {
    expect(problems(model([comparison(level({ kind: 'measure', measure, of: name, ...bound }))]))[0]).toMatch(/PLAN_OUT_OF_RANGE comparisons\[0\]\.levels\[0\]\.when\.at|above/);
  });

  test('settings that a measure does not have are refused', () => {
    const test = (settings: object): string[] => problems(model([comparison(level({ kind: 'measure', of: name, ...settings }))]));
    expect(test({ measure: 'jaro', atLeast: 0.9, q: 2 })).toHaveLength(1);
    expect(test({ measure: 'timeDifference', atMost: 9, overLists: true })).toHaveLength(1);
    expect(test({ measure: 'jaro', atLeast: 0.9, overLists: true })).toEqual([]);
    expect(test({ measure: 'jaro', atLeast: 0.9, below: 1 })[0]).toMatch(/expected exactly one of atLeast, atMost, above, below/);
  });

  test('term frequencies need a level of exact agreement on what is counted, unless the level\'s own u is taken', () => {
    const fuzzy = (of: string, more = {}): object => level({ kind: 'measure', measure: 'jaro', of: name, atLeast: 0.9 }, { termFrequency: { of: { column: of }, weight: 1, ...more } });
    const exact = level({ kind: 'all', of: [{ kind: 'equal', of: name }] });
    expect(problems(model([comparison(exact, fuzzy('name'))]))).toEqual([]);
    expect(problems(model([comparison(exact, fuzzy('other'))]))).toEqual([
      'PLAN_MISSING comparisons[0].levels[1].termFrequency: expected a level of exact agreement on what is counted, baseline, or usesOwnU',
    ]);
    expect(problems(model([comparison(exact, fuzzy('other', { usesOwnU: true }))]))).toEqual([]);
    expect(problems(model([comparison(exact, fuzzy('other', { weight: 0 }))]))).toEqual([]);
  });

  test('kernels are looked for among those registered, once these are known', () => {
    const own = model([comparison(level({ kind: 'registered', name: 'ngramme', of: name, atLeast: 0.5 }))]);
    expect(problems(own)).toEqual([]);
    expect(problems(own, { registered: ['ngramme'] })).toEqual([]);
    expect(problems(own, { registered: ['ngrammes'] })).toEqual(['PLAN_MISSING comparisons[0].levels[0].when.name: unknown kernel "ngramme", did you mean "ngrammes"?']);
    expect(problems(own, { registered: [], path: 'models.m' })[0]).toMatch(/^PLAN_MISSING models\.m\.comparisons\[0\]/);
  });

  test('patterns and formats are looked at before any column is known', () => {
    const equal = (derive: readonly object[]): unknown => model([comparison(level({ kind: 'equal', of: { column: 'name', derive } }))]);
    expect(problems(equal([{ op: 'extract', pattern: '(a)\\1' }]))[0]).toMatch(/^PLAN_OUT_OF_RANGE comparisons\[0\]\.levels\[0\]\.when\.of\.derive\[0\]\.pattern: character/);
    expect(problems(equal([{ op: 'parseTime', format: 'ww' }]))).toHaveLength(1);
    expect(problems(equal([{ op: 'parseTime', format: '%Y' }, { op: 'lower' }]))).toEqual([
      'PLAN_COLUMN_TYPE comparisons[0].levels[0].when.of.derive[1]: "lower" takes text, got time',
    ]);
  });

  test('columns and their kinds are looked at once these are known', () => {
    const schema = declareSchema({
      name: { type: 'utf8', role: 'directIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' }, born: { type: 'date', role: 'quasiIdentifier' },
    });
    const test = (when: object): string[] => problems(model([comparison(level(when))]), { schema });
    const measure = (measure: string, column: string): object => ({ kind: 'measure', measure, of: { column }, atMost: 1 });
    expect([measure('levenshtein', 'name'), measure('absoluteDifference', 'age'), measure('timeDifference', 'born')].flatMap(test)).toEqual([]);
    expect(test(measure('levenshtein', 'age'))).toEqual(['PLAN_COLUMN_TYPE comparisons[0].levels[0].when: levenshtein: expected text, got number']);
    expect(test(measure('timeDifference', 'name'))).toEqual(['PLAN_COLUMN_TYPE comparisons[0].levels[0].when: timeDifference: expected time, got text']);
    expect(test({ kind: 'equal', of: { column: 'age' }, against: name })).toEqual(['PLAN_COLUMN_TYPE comparisons[0].levels[0].when: values of one kind: expected number, got text']);
    expect(test({ kind: 'equal', of: { column: 'naem' } })).toEqual(['PLAN_UNKNOWN_COLUMN comparisons[0].levels[0].when.of.column: unknown column "naem", did you mean "name"?']);
    expect(problems(model([sex], { blocking: [{ on: [{ of: name, against: { column: 'ages' } }] }] }), { schema })).toHaveLength(3);
  });

  test('conditions of blocking rules are checked as those of levels', () => {
    const where = { kind: 'measure', measure: 'jaro', of: name, atLeast: 7 };
    expect(problems(model([sex], { blocking: [{ on: [{ of: name }], where }] }))[0]).toMatch(/blocking\[0\]\.where\.atLeast/);
    expect(problems(model([sex], { blocking: [{ any: [{ on: [] }, { on: [], where }] }] }))[0]).toMatch(/blocking\[0\]\.any\[1\]\.where\.atLeast/);
  });

  test('dependence is between comparisons that are there', () => {
    expect(problems(model([sex], { dependence: { between: [{ comparisons: ['sex', 'name'] }] } }))).toEqual([
      'PLAN_MISSING dependence.between[0].comparisons[1]: expected the name of a comparison',
    ]);
  });

  test('a term of dependence has one number for every combination of levels', () => {
    const name = exactComparison({ of: 'name' });
    const terms = (comparisons: readonly string[], bits: number): object => ({ dependence: { between: [], terms: [{ comparisons, bits: Array.from({ length: bits }, () => 0) }] } });
    expect(problems(model([sex, name], terms(['sex', 'name'], 9)))).toEqual([]);
    expect(problems(model([sex, name], terms(['sex', 'name'], 8)))).toEqual([
      'PLAN_OUT_OF_RANGE dependence.terms[0].bits: expected 9 numbers, one per combination of levels, got 8',
    ]);
    expect(problems(model([sex, name], terms(['sex', 'age'], 8)))).toEqual(['PLAN_MISSING dependence.terms[0].comparisons[1]: expected the name of a comparison']);
  });

  test('kinds of pairs have names of their own, agree on comparisons that are there, and stand in place of dependence', () => {
    const twins = { name: 'twins', isMatch: false, agrees: ['sex'] };
    expect(problems(model([sex], { kinds: [twins] }))).toEqual([]);
    expect(problems(model([sex], { kinds: [twins, { ...twins, agrees: ['sex', 'name'] }] }))).toEqual([
      'PLAN_DUPLICATE_NAME kinds[1].name: expected a name of its own',
      'PLAN_MISSING kinds[1].agrees[1]: expected the name of a comparison',
    ]);
    expect(problems(model([sex], { kinds: [twins], dependence: { between: [] } }))).toEqual([
      'PLAN_OUT_OF_RANGE kinds: expected none beside dependence: kinds of pairs say in what comparisons depend on each other',
    ]);
  });

  test('what training found of kinds of pairs fits the levels, and leaves room for the others', () => {
    const kind = (isMatch: boolean, share: number, shares: number): object => ({ name: `${isMatch} ${share}`, isMatch, agrees: [], share, levels: [Array.from({ length: shares }, () => 0.5)] });
    expect(problems(model([sex], { kinds: [kind(true, 0.0005, 3), kind(false, 0.9, 3)] }))).toEqual([]);
    expect(problems(model([sex], { kinds: [kind(true, 0.0005, 2)] }))).toEqual(['PLAN_OUT_OF_RANGE kinds[0].levels: expected a share for each level of each comparison']);
    expect(problems(model([sex], { kinds: [{ name: 'x', isMatch: true, agrees: [], share: 0 }] }))).toEqual(['PLAN_MISSING kinds[0]: expected share and levels, or neither before training']);
    const room = 'PLAN_OUT_OF_RANGE kinds: expected shares that leave room for ordinary matches within the prior, and for strangers beside it';
    expect(problems(model([sex], { kinds: [kind(true, 0.0005, 3), kind(true, 0.0006, 3)] }))).toEqual([room]);
    expect(problems(model([sex], { kinds: [kind(false, 0.9995, 3)] }))).toEqual([room]);
  });

  test('a model nested without end is refused, not walked', () => {
    let condition: object = { kind: 'equal', of: name };
    for (let depth = 0; depth < 20_000; depth++) condition = { kind: 'not', of: condition };
    expect(problems(model([comparison(level(condition))]))).toEqual(['PLAN_OUT_OF_RANGE : expected at most 100 levels of nesting']);
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(problems(circle)).toHaveLength(1);
  });

  test.each([null, 1, 'model', [], {}])('%j is no model', (value) => {
    expect(problems(value).length).toBeGreaterThan(0);
  });
});

describe('what is unusual is said, and not refused', () => {
  const trained = (shares: readonly (readonly [number | null, number | null])[]): Comparison =>
    ({ ...sex, levels: sex.levels.map((one, index) => ({ ...one, m: shares[index]![0], u: shares[index]![1] })) });
  const notes = (comparison: Comparison): readonly string[] => modelNotes(model([comparison]) as LinkageModel);

  test('shares that sum to 1 need no note', () => {
    expect(notes(trained([[null, null], [0.9, 0.5], [0.1, 0.5]]))).toEqual([]);
  });

  test('shares that do not sum to 1, are unknown, or decide alone', () => {
    expect(notes(trained([[null, null], [0.9, 0.5], [0.2, 0.5]]))).toEqual(['comparisons[0]: m sums to 1.1 over the levels that carry evidence, not to 1']);
    expect(notes(trained([[null, null], [null, 0.5], [0.2, 0.5]]))).toEqual(['comparisons[0]: some m are unknown until they are estimated']);
    expect(notes(trained([[null, null], [1, 0], [0, 1]])).map((note) => note.slice(0, 32))).toEqual([
      'comparisons[0].levels[1]: u is 0', 'comparisons[0].levels[2]: m is 0',
    ]);
    expect(modelNotes({ ...model([trained([[null, null], [0.9, 0.5], [0.1, 0.5]])]) as LinkageModel, prior: 1 })).toHaveLength(1);
  });

  test('a test that points away from agreement', () => {
    const far = comparison(level({ kind: 'not', of: { kind: 'equal', of: name } }), level({ kind: 'any', of: [{ kind: 'measure', measure: 'jaro', of: name, atMost: 0.1 }] }));
    expect(notes(far as Comparison).at(-1)).toBe('comparisons[0].levels[1].when.of[0]: jaro grows as values come closer, and atMost asks for values far apart');
  });
});
