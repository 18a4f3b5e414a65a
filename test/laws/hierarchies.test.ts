// What every hierarchy promises, whoever builds it: levels nest, leaves add up, names are distinct and in order, and nothing
// depends on the order of the values. Each builder also beside ten lines that know only its description.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ageHierarchy, dateHierarchy, diagnosisHierarchy, frequencyHierarchy, intervalHierarchy, levelsOfValues, medicineHierarchy, orderHierarchy, placeHierarchy, prefixHierarchy, tableHierarchy,
  type HierarchyRules, type ValueLevels,
} from '../../src/hierarchy/index.ts';

type Built = HierarchyRules<string> | HierarchyRules<number>;
interface Case {
  readonly rules: Built;
  readonly values: readonly (string | number)[];
}

const numbers = fc.uniqueArray(fc.integer({ min: -150, max: 150 }), { maxLength: 25 });
const texts = (characters: string, most = 6): fc.Arbitrary<string[]> => fc.uniqueArray(fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: most }), { maxLength: 20 });
const some = <Value>(values: readonly Value[]): fc.Arbitrary<Value[]> => fc.subarray([...values]);
const CIM = ['A00', 'A009', 'E10', 'E11', 'E119', 'E14.2', 'C50', 'C509', 'I10', 'Z99', 'e119', 'ZZ', '', 'E1'];
const ATC = ['A10BA02', 'A10BA', 'A10B', 'A', 'N02BE01', 'QA07AA', 'QN02', 'a10ba02', 'A1', 'ZZ'];
const COMMUNES = ['75056', '75101', '75120', '2A004', '20004', '97411', '98735', '13055', '13201', '69123', '69381', '01001', 'xx', ''];
const LEAVES = ['none', 'mild', 'severe', 'dead', 'other'];

const BUILDERS: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  intervals: fc.tuple(numbers, fc.constantFrom([5], [5, 10], [1, 3, 12]), fc.constantFrom({}, { lower: -20 }, { lower: -7, upper: 33 }, { origin: 3, upper: 40 }))
    .map(([values, widths, bounds]) => ({ rules: intervalHierarchy({ widths, ...bounds }, true), values })),
  decimals: fc.tuple(numbers, fc.constantFrom([0.1, 0.5], [0.25])).map(([values, widths]) => ({ rules: intervalHierarchy({ widths }, false), values: [...values.map((value) => value / 40), Infinity, -Infinity, NaN] })),
  ages: fc.tuple(numbers, fc.constantFrom([5, 10], [1], [2, 20, 40]), fc.constantFrom(85, 90, 122)).map(([values, widths, openFrom]) => ({ rules: ageHierarchy({ widths, openFrom }), values })),
  dates: fc.tuple(numbers, fc.constantFrom(['month', 'year'] as const, ['week'] as const, ['day', 'quarter', 'decade'] as const, ['halfYear', 'fiveYears', 'century'] as const), fc.boolean())
    .map(([values, periods, isBounded]) => ({ rules: dateHierarchy({ periods, ...(isBounded ? { lower: '1950-03-07', upper: '1999-12-31' } : {}) }), values: values.map((value) => value * 97) })),
  prefixes: fc.tuple(texts('ab1é😀'), fc.constantFrom([3, 1], [2], [5, 4, 2]), fc.boolean()).map(([values, lengths, keepLength]) => ({ rules: prefixHierarchy(lengths, keepLength), values })),
  frequencies: fc.tuple(texts('abc', 2), fc.constantFrom([2, 5], [3])).map(([values, minCounts]) => ({ rules: frequencyHierarchy(minCounts, (value) => value.length * 2, '*'), values: [...new Set([...values, '*'])] })),
  diagnoses: fc.tuple(some(CIM), fc.constantFrom(['category'] as const, ['category', 'group', 'chapter'] as const, ['group', 'chapter'] as const, ['chapter'] as const)).map(([values, levels]) => ({ rules: diagnosisHierarchy(levels), values })),
  medicines: fc.tuple(some(ATC), fc.constantFrom([5, 4, 3, 1], [4, 1], [3])).map(([values, lengths]) => ({ rules: medicineHierarchy(lengths), values })),
  places: fc.tuple(some(COMMUNES), fc.constantFrom(['commune', 'departement', 'region', 'country'] as const, ['departement', 'region'] as const, ['country'] as const)).map(([values, levels]) => ({ rules: placeHierarchy('commune', levels), values })),
  orders: fc.tuple(some(LEAVES), fc.constantFrom([2, 4], [[1, 4], 5], [3])).map(([values, groups]) => ({ rules: orderHierarchy({ values: LEAVES, groups }), values: [...values, 'unheard of'] })),
  tables: fc.tuple(some(LEAVES), fc.array(fc.tuple(fc.nat(2), fc.nat(1)), { minLength: 5, maxLength: 5 }))
    .map(([values, parents]) => ({ rules: tableHierarchy({ levels: [parents.map(([fine]) => `t${parents[fine]![1]}`), parents.map(([fine]) => `f${fine}`), LEAVES] }), values })),
};

const build = ({ rules, values }: Case, unknownLabel: string | null): ValueLevels => levelsOfValues(rules as HierarchyRules<string | number>, values, unknownLabel);
const labelsOf = (levels: ValueLevels): (string | null)[][] => levels.levels.map(({ codes, labels }) => Array.from(codes, (code) => (code < 0 ? null : labels[code]!)));
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

describe.each(Object.entries(BUILDERS))('a hierarchy of %s', (_name, cases) => {
  test('nests: what one level unites, no higher one parts', () => {
    fc.assert(fc.property(cases, fc.constantFrom('?', null), (given, unknownLabel) => {
      const byLevel = labelsOf(build(given, unknownLabel));
      for (let level = 1; level < byLevel.length; level++) {
        const groupOf = new Map<string | null, string | null>();
        byLevel[level - 1]!.forEach((label, value) => {
          if (!groupOf.has(label)) groupOf.set(label, byLevel[level]![value]!);
          expect(byLevel[level]![value]).toBe(groupOf.get(label));
        });
      }
    }), { numRuns: 120 });
  });

  test('names groups once, in the order of their bytes, each with a value', () => {
    fc.assert(fc.property(cases, (given) => {
      for (const { codes, labels, leaves } of build(given, '?').levels) {
        expect(labels).toEqual([...new Set(labels)].sort((one, other) => Buffer.compare(bytes(one), bytes(other))));
        expect([...new Set(codes)].sort((one, other) => one - other)).toEqual(labels.map((_, code) => code));
        expect(leaves).toHaveLength(labels.length);
      }
    }), { numRuns: 120 });
  });

  test('counts leaves: a level has no more than the domain, a group no fewer than its parts', () => {
    fc.assert(fc.property(cases, (given) => {
      const { levels, domain } = build(given, '?');
      const known = new Set(given.values).size;
      expect(domain).toBeGreaterThanOrEqual(known);
      levels.forEach(({ codes, leaves }, level) => {
        expect(leaves.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(domain);
        leaves.forEach((count, code) => {
          expect(count).toBeGreaterThanOrEqual(codes.filter((other) => other === code).length);
          const below = levels[level - 1];
          if (below === undefined) return;
          const parts = new Set(Array.from(below.codes).filter((_, value) => codes[value] === code));
          expect(count).toBeGreaterThanOrEqual([...parts].reduce((sum, part) => sum + below.leaves[part]!, 0));
        });
      });
    }), { numRuns: 120 });
  });

  test('depends on no order, and names a value the same whatever else is there', () => {
    fc.assert(fc.property(cases, fc.nat(30), (given, turn) => {
      const values = [...given.values.slice(turn % (given.values.length + 1)), ...given.values.slice(0, turn % (given.values.length + 1))];
      const whole = labelsOf(build(given, '?'));
      const turned = labelsOf(build({ ...given, values }, '?'));
      values.forEach((value, place) => {
        const at = given.values.indexOf(value);
        if (at < 0) return;
        whole.forEach((labels, level) => {
          expect(turned[level]![place]).toBe(labels[at]);
        });
        const alone = labelsOf(build({ ...given, values: [value] }, '?'));
        expect(alone.map(([label]) => label)).toEqual(whole.map((labels) => labels[at]));
      });
      const { domain, unknown } = build(given, '?');
      expect(build({ ...given, values }, '?')).toMatchObject({ domain, unknown });
    }), { numRuns: 60 });
  });

  test('leaves what it does not have without a code, or under the name given', () => {
    fc.assert(fc.property(cases, (given) => {
      const [named, bare] = [build(given, '?'), build(given, null)];
      expect(bare.unknown).toBe(named.unknown);
      const missing = labelsOf(bare);
      labelsOf(named).forEach((labels, level) => {
        labels.forEach((label, value) => {
          expect(missing[level]![value]).toBe(label === '?' ? null : label);
        });
      });
      expect(missing.at(-1)!.filter((label) => label === null)).toHaveLength(bare.unknown);
    }), { numRuns: 60 });
  });
});

describe('names beside their descriptions', () => {
  const named = (rules: Built, values: readonly (string | number)[]): (string | null)[][] => labelsOf(build({ rules, values }, null));

  test('ages: bands from 0, the last of which is open', () => {
    for (const [width, openFrom] of [[5, 85], [10, 90], [20, 100]] as const) {
      const ages = Array.from({ length: 123 }, (_, age) => age);
      const wanted = ages.map((age) => (age >= openFrom ? `${openFrom}+` : `${age - (age % width)}-${Math.min(age - (age % width) + width, openFrom) - 1}`));
      expect(named(ageHierarchy({ widths: [width], openFrom }), ages)).toEqual([wanted]);
    }
    expect(named(ageHierarchy({ widths: [5], openFrom: 85 }), [-1, 123, 4.5, NaN, Infinity])).toEqual([[null, null, null, null, null]]);
    expect(build({ rules: ageHierarchy({ widths: [5, 10], openFrom: 85 }), values: [3, 99] }, null)).toMatchObject({ domain: 123, unknown: 0, levels: [{ leaves: Float64Array.of(5, 38) }, { leaves: Float64Array.of(10, 38) }] });
  });

  test('prefixes: the first characters, not the first bytes or half of a pair', () => {
    expect(named(prefixHierarchy([2, 1], false), ['😀é1', '😀', 'é', 'abc'])).toEqual([['😀é', '😀', 'é', 'ab'], ['😀', '😀', 'é', 'a']]);
    expect(named(prefixHierarchy([2, 1], true), ['😀é1', '😀', 'é', 'abc'])).toEqual([['😀é*', '😀', 'é', 'ab*'], ['😀**', '😀', 'é', 'a**']]);
  });

  test('diagnoses: category, group and chapter; a code without a group has its chapter', () => {
    expect(named(diagnosisHierarchy(['category', 'group', 'chapter']), ['E11.9', 'e119', 'C509', 'ZZZ'])).toEqual([['E11', 'E11', 'C50', null], ['E10-E14', 'E10-E14', 'C50', null], ['IV', 'IV', 'II', null]]);
  });

  test('communes: arrondissements are their town, Corsica of before 1976 is one', () => {
    expect(named(placeHierarchy('commune', ['commune', 'departement', 'region', 'country']), ['75120', '13201', '2A004', '20004', '97411'])).toEqual([
      ['75056', '13055', '2A004', '20004', '97411'], ['75', '13', '2A', '20', '974'], ['Île-de-France', 'Provence-Alpes-Côte d’Azur', 'Corse', 'Corse', 'La Réunion'], ['France', 'France', 'France', 'France', 'France'],
    ]);
  });

  test('frequencies: values that are rare at a level are one, those of the same frequency alike', () => {
    const counts: Readonly<Record<string, number>> = { a: 1, b: 4, c: 4, d: 10 };
    expect(named(frequencyHierarchy([2, 5, 11], (value) => counts[value]!, 'rest'), ['a', 'b', 'c', 'd'])).toEqual([['rest', 'b', 'c', 'd'], ['rest', 'rest', 'rest', 'd'], ['rest', 'rest', 'rest', 'rest']]);
  });
});
