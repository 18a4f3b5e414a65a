// What the comparisons of persons refuse and let be, and which kinds of pairs persons have, whatever comparisons there are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlanError } from '../../../src/core/errors.ts';
import {
  addressComparison, communeComparison, emailComparison, frenchNameComparisons, nirComparison, nirPartsComparison, personKinds, postalCodeComparison, ukPostcodeComparison,
  type PersonKindsOptions,
} from '../../../src/link/comparisons/index.ts';
import { modelProblems, type Comparison } from '../../../src/link/model/index.ts';

const problemsOf = (make: (options: never) => unknown, options: unknown): string[] => {
  try {
    make(options as never);
    return [];
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    expect(error.message).not.toMatch(/SECRET/);
    return error.problems.map(({ code, path }) => `${code} ${path}`);
  }
};

const names = (of: unknown): object => ({ birthName: of, givenName: of });
const ONE: readonly (readonly [string, (options: never) => Comparison])[] = [
  ['nir', nirComparison], ['parts of nir', nirPartsComparison], ['commune', communeComparison], ['postal code', postalCodeComparison], ['UK postcode', ukPostcodeComparison], ['e-mail', emailComparison], ['address', addressComparison],
];

describe('options', () => {
  test.each(ONE)('of %s: a column, a name of 1 to 100 characters, and no other', (_what, make) => {
    expect(problemsOf(make, {})).toEqual([expect.stringMatching(/ of$/) as unknown]);
    expect(problemsOf(make, { of: '' })).toEqual([expect.stringMatching(/ of/) as unknown]);
    expect(problemsOf(make, { of: 'x', name: '' })).toEqual([expect.stringMatching(/ name$/) as unknown]);
    expect(problemsOf(make, { of: 'x', name: 'n'.repeat(101) })).toEqual([expect.stringMatching(/ name$/) as unknown]);
    expect(problemsOf(make, { of: 'x', column: 'SECRET' })).toEqual(['PLAN_UNKNOWN_OPTION column']);
    expect(problemsOf(make, { of: 'x', unknown: 1, other: 2 })).toHaveLength(2);
    for (const none of [null, undefined, 3, 'x', []]) expect(problemsOf(make, none)).not.toEqual([]);
    expect(problemsOf(make, { of: 'x', name: 'n'.repeat(100) })).toEqual([]);
  });

  test('of French names: birth and given name, truth values, and both names of the comparisons or none', () => {
    expect(problemsOf(frenchNameComparisons, { birthName: 'nom' })).toEqual([expect.stringMatching(/ givenName$/) as unknown]);
    expect(problemsOf(frenchNameComparisons, { givenName: 'prenom' })).toEqual([expect.stringMatching(/ birthName$/) as unknown]);
    expect(problemsOf(frenchNameComparisons, { ...names('x'), usedName: undefined })).toEqual([expect.stringMatching(/ usedName/) as unknown]);
    expect(problemsOf(frenchNameComparisons, { ...names('x'), termFrequency: 1 })).toEqual([expect.stringMatching(/ termFrequency$/) as unknown]);
    expect(problemsOf(frenchNameComparisons, { ...names('x'), names: { family: 'f' } })).toEqual([expect.stringMatching(/ names\.given$/) as unknown]);
    expect(problemsOf(frenchNameComparisons, { ...names('x'), names: { family: '', given: 'g', more: '' } })).toHaveLength(2);
  });

  test('frequencies count for names, communes and contacts unless said otherwise, for codes when asked', () => {
    const counts = (made: Comparison): boolean => made.levels.some(({ termFrequency }) => termFrequency !== undefined);
    const always = [communeComparison, emailComparison, addressComparison];
    const asked = [postalCodeComparison, ukPostcodeComparison];
    expect(always.map((make) => [make({ of: 'x' }), make({ of: 'x', termFrequency: true }), make({ of: 'x', termFrequency: false })].map(counts))).toEqual(always.map(() => [true, true, false]));
    expect(asked.map((make) => [make({ of: 'x' }), make({ of: 'x', termFrequency: true }), make({ of: 'x', termFrequency: false })].map(counts))).toEqual(asked.map(() => [false, true, false]));
    expect(frenchNameComparisons({ birthName: 'a', givenName: 'b' }).map(counts)).toEqual([true, true]);
    expect(frenchNameComparisons({ birthName: 'a', givenName: 'b', termFrequency: false }).map(counts)).toEqual([false, false]);
    expect(ONE.slice(0, 2).map(([, make]) => counts(make({ of: 'x' } as never)))).toEqual([false, false]);
  });

  test('a level that counts frequencies agrees exactly on what is counted', () => {
    const made = [...ONE.map(([, make]) => make({ of: { column: 'x', derive: [{ op: 'trim' }] } } as never)), ...frenchNameComparisons({ birthName: 'a', usedName: 'c', givenName: 'b' })];
    for (const { levels } of made) for (const { when, termFrequency } of levels) if (termFrequency !== undefined) expect(when).toEqual({ kind: 'equal', of: termFrequency.of });
  });
});

describe('whatever is compared', () => {
  const step = fc.constantFrom({ op: 'trim' as const }, { op: 'lower' as const }, { op: 'slice' as const, from: 1, length: 5 });
  const column = fc.oneof(fc.constantFrom('x', 'nom', 'nom de naissance', 'é'), fc.record({ column: fc.constantFrom('x', 'y'), derive: fc.array(step, { maxLength: 2 }) }), fc.record({ concat: fc.constant([{ column: 'a' }, { column: 'b' }]), separator: fc.constantFrom('', ' ') }));

  test('a model takes it, levels in the same number, and what was given stays as it was', () => {
    fc.assert(fc.property(fc.constantFrom(...ONE), column, ([, make], of) => {
      const given = structuredClone(of);
      const comparison = make({ of } as never);
      expect(of).toEqual(given);
      expect(modelProblems({ version: 1, linkType: 'link', prior: 0.01, unit: 'codePoint', blocking: [], comparisons: [comparison] })).toEqual([]);
      expect(comparison.levels).toHaveLength(make({ of: 'x' } as never).levels.length);
    }));
  });

  test('French names likewise, the family name with two levels more where a name used is compared', () => {
    fc.assert(fc.property(column, column, column, (birthName, givenName, usedName) => {
      const own = { family: 'family', given: 'given' };
      const [without, given] = frenchNameComparisons({ birthName, givenName, names: own });
      const [family, same] = frenchNameComparisons({ birthName, givenName, usedName, names: own });
      expect(modelProblems({ version: 1, linkType: 'link', prior: 0.01, unit: 'codePoint', blocking: [], comparisons: [family, same] })).toEqual([]);
      expect([family.levels.length, without.levels.length, same.levels.length, given.levels.length]).toEqual([8, 6, 7, 7]);
      expect([family.name, same.name]).toEqual(['family', 'given']);
    }));
  });
});

describe('kinds of pairs of persons', () => {
  const ALL = ['family', 'given', 'born', 'place', 'street', 'phone', 'nir', 'mail'] as const;
  const part = fc.subarray([...ALL]);
  const options: fc.Arbitrary<PersonKindsOptions> = fc.record({ all: fc.constant(ALL), home: part, family: part, birth: part, insurance: part, names: part }, { requiredKeys: ['all', 'home', 'family'] });

  test('agree on the parts that they have in common, and only who moved matches', () => {
    fc.assert(fc.property(options, (given) => {
      const kinds = new Map(personKinds(given).map((kind) => [kind.name, kind]));
      expect([...kinds.values()].filter(({ isMatch }) => isMatch).map(({ name }) => name)).toEqual(['moved']);
      const { home, family, birth, insurance, names: ofNames } = given;
      const agrees = (name: string): ReadonlySet<string> | undefined => (kinds.has(name) ? new Set(kinds.get(name)!.agrees) : undefined);
      const union = (...parts: readonly (readonly string[] | undefined)[]): ReadonlySet<string> | undefined => (parts.includes(undefined) ? undefined : new Set(parts.flatMap((one) => one!)));
      expect(agrees('moved')).toEqual(new Set(ALL.filter((name) => !home.includes(name))));
      expect(agrees('household')).toEqual(union(home, family));
      expect(agrees('twins')).toEqual(union(home, family, birth));
      expect(agrees('dependants')).toEqual(union(home, family, insurance));
      expect(agrees('born together')).toEqual(union(birth, insurance));
      expect(agrees('namesakes')).toEqual(union(ofNames));
    }));
  });

  test('have names of their own, in one order, and carry nothing that training finds', () => {
    const order = ['moved', 'household', 'twins', 'dependants', 'born together', 'namesakes'];
    fc.assert(fc.property(options, (given) => {
      const kinds = personKinds(given);
      const found = kinds.map(({ name }) => name);
      expect(found).toEqual(order.filter((name) => found.includes(name)));
      for (const kind of kinds) expect(Object.keys(kind).sort()).toEqual(['agrees', 'isMatch', 'name']);
    }));
  });

  test('need all, home and family, and names of comparisons', () => {
    expect(problemsOf(personKinds, {})).toHaveLength(3);
    expect(problemsOf(personKinds, { all: ['a'], home: [''], family: 'SECRET' })).toEqual([expect.stringMatching(/ home\[0\]$/), expect.stringMatching(/ family$/)] as unknown[]);
    expect(problemsOf(personKinds, { all: [], home: [], family: [], births: [] })).toEqual([expect.stringMatching(/^PLAN_UNKNOWN_OPTION .*births$/) as unknown]);
  });
});
