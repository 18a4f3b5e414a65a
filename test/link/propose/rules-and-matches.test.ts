// Rules that are offered and the likely matches they give, against lines that go through all pairs of records.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collectExpressions } from '../../../src/link/compile/expression-list.ts';
import { mixMatches } from '../../../src/link/kernel/propose/expected-recall.ts';
import type { Expression } from '../../../src/link/model/expression.ts';
import type { BlockingFeature } from '../../../src/link/propose/block-column.ts';
import { codeFeatures, rarestInCommon, type CodedFeatures } from '../../../src/link/propose/code-features.ts';
import { agreementOfSeeds, matchesGiven } from '../../../src/link/propose/matches-given.ts';
import { offerRules, type OfferedRule, type RuleTest } from '../../../src/link/propose/rule-offers.ts';
import { codedRecords, type Value } from '../record-table.ts';

const WORDS: Expression = { column: 'c', derive: [{ op: 'words' }] };
const FEATURES: readonly BlockingFeature[] = [
  { column: 'a', label: 'a', of: { column: 'a' }, explode: false },
  { column: 'a', label: 'a, first 1', of: { column: 'a', derive: [{ op: 'slice', from: 1, length: 1 }] }, explode: false },
  { column: 'b', label: 'b', of: { column: 'b' }, explode: false },
  { column: 'c', label: 'c', of: { column: 'c' }, explode: false },
  { column: 'c', label: 'c, a word', of: WORDS, explode: true },
];

/** One record: a, b, and the words of c; null where there is none. */
type Person = readonly [a: string | null, b: string | null, c: readonly string[] | null];

/** What a feature makes of a person, by hand. */
function valueOf([a, b, c]: Person, feature: number): Value {
  return [a, a === null ? null : a.slice(0, 1), b, c === null ? null : c.join(' '), c][feature]!;
}

function codedPeople(people: readonly Person[], sizes: readonly number[] = [people.length], features = FEATURES): CodedFeatures {
  const expressions = collectExpressions({ blocking: [], comparisons: [] }, features.map(({ of }) => of));
  const columns = expressions.expressions.map((expression) => {
    const feature = FEATURES.findIndex(({ of }) => JSON.stringify(of) === JSON.stringify(expression));
    return { kind: feature === 4 ? 'texts' as const : 'text' as const, values: people.map((person) => valueOf(person, feature)) };
  });
  return codeFeatures(codedRecords(expressions, columns, sizes), features);
}

const startsOf = (sizes: readonly number[]): Uint32Array => Uint32Array.from([0, ...sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size, 0))]);

const person = fc.tuple(fc.constantFrom(null, 'xa', 'xb', 'ya'), fc.constantFrom(null, 'p', 'q'), fc.option(fc.array(fc.constantFrom('un', 'deux', 'trois'), { minLength: 1, maxLength: 3 })));

/** Records that have a word, each counted once. */
const having = (people: readonly Person[], word: string): number => people.filter(([, , words]) => words?.includes(word) === true).length;

/** Whether a rule gives a pair of people, from what it asks. */
function gives(asks: RuleTest, people: readonly Person[], left: number, right: number): boolean {
  const [one, other] = [people[left]!, people[right]!];
  if ('features' in asks) return asks.features.every((feature) => valueOf(one, feature) !== null && valueOf(one, feature) === valueOf(other, feature));
  return (one[2] ?? []).some((word) => other[2]?.includes(word) === true && having(people, word) <= asks.maxRecords);
}

function pairsAcross(people: readonly Person[], sizes: readonly number[], isWithin: boolean): (readonly [number, number])[] {
  const starts = startsOf(sizes);
  const sourceOf = (record: number): number => sizes.findIndex((_, source) => record < starts[source + 1]!);
  return people.flatMap((_, left) => people.slice(left + 1).map((_other, further) => [left, left + 1 + further] as const))
    .filter(([left, right]) => isWithin || sourceOf(left) !== sourceOf(right));
}

const offersOf = (people: readonly Person[], sizes: readonly number[], isWithin = true, maxPairs = Infinity): readonly OfferedRule[] =>
  offerRules({ coded: codedPeople(people, sizes), sourceStarts: startsOf(sizes), isWithin, maxPairs });

describe('Coded features', () => {
  test('have one number a column, and the records of each value', () => {
    const { columns, values, words } = codedPeople([['xa', 'p', ['un']], ['xb', null, null], ['xa', 'p', ['un', 'deux']]]);
    expect(columns).toBe(3);
    expect(values.map(({ column }) => column)).toEqual([0, 0, 1, 2]);
    expect(words.map(({ column }) => column)).toEqual([2]);
    expect(values.map(({ size }) => size)).toEqual([2, 1, 1, 2]);
    expect([...values[2]!.postings.records]).toEqual([0, 2]);
    expect([...words[0]!.rarest.counts]).toEqual([0, 2, 1]);
  });

  test('of words need lists of texts', () => {
    const expressions = collectExpressions({ blocking: [], comparisons: [] }, [{ column: 'a' }]);
    const records = codedRecords(expressions, [{ kind: 'text', values: ['x'] }], [1]);
    expect(() => codeFeatures(records, [{ ...FEATURES[0]!, explode: true }])).toThrow(new TypeError('features: expected lists of texts, got text'));
  });

  test('of nothing are nothing', () => {
    expect(codedPeople([], [0])).toMatchObject({ columns: 3, values: [{ size: 0 }, { size: 0 }, { size: 0 }, { size: 0 }] });
    expect(codedPeople([], [0], [])).toEqual({ columns: 0, values: [], words: [] });
  });
});

describe('The rarest word that two records have in common', () => {
  test('is the one that fewest records have', () => {
    const people: readonly Person[] = [[null, null, ['un', 'deux']], [null, null, ['deux', 'un']], [null, null, ['un']], [null, null, ['trois']], [null, null, null]];
    const { rarest } = codedPeople(people).words[0]!;
    expect([rarestInCommon(rarest, 0, 1), rarestInCommon(rarest, 0, 2), rarestInCommon(rarest, 2, 3), rarestInCommon(rarest, 4, 4)]).toEqual([2, 3, Infinity, Infinity]);
  });

  test('is what naive lines find, whichever record comes first', () => {
    fc.assert(fc.property(fc.array(person, { minLength: 2, maxLength: 9 }), (people) => {
      const { rarest } = codedPeople(people).words[0]!;
      for (const [left, right] of pairsAcross(people, [people.length], true)) {
        const common = (people[left]![2] ?? []).filter((word) => people[right]![2]?.includes(word) === true);
        const fewest = Math.min(Infinity, ...common.map((word) => having(people, word)));
        expect(rarestInCommon(rarest, left, right)).toBe(fewest);
        expect(rarestInCommon(rarest, right, left)).toBe(fewest);
      }
    }));
  });
});

describe('Offered rules', () => {
  test('have as many pairs of features as naive lines count', () => {
    fc.assert(fc.property(fc.array(person, { maxLength: 14 }), fc.nat(14), fc.boolean(), (people, cut, isWithin) => {
      const sizes = [Math.min(cut, people.length), people.length - Math.min(cut, people.length)];
      for (const { asks, pairs } of offersOf(people, sizes, isWithin)) {
        if ('features' in asks) expect(pairs).toBe(pairsAcross(people, sizes, isWithin).filter(([left, right]) => gives(asks, people, left, right)).length);
      }
    }));
  });

  test('on words count a pair once for each word that it has in common', () => {
    fc.assert(fc.property(fc.array(person, { maxLength: 14 }), fc.nat(14), fc.boolean(), (people, cut, isWithin) => {
      const sizes = [Math.min(cut, people.length), people.length - Math.min(cut, people.length)];
      for (const { asks, pairs } of offersOf(people, sizes, isWithin)) {
        if ('features' in asks) continue;
        const naive = pairsAcross(people, sizes, isWithin).reduce((sum, [left, right]) => {
          const common = new Set((people[left]![2] ?? []).filter((word) => people[right]![2]?.includes(word) === true));
          return sum + [...common].filter((word) => having(people, word) <= asks.maxRecords).length;
        }, 0);
        expect(pairs).toBe(naive);
      }
    }));
  });

  test('have a pair at least and no more than allowed; allowing fewer takes away and adds none', () => {
    fc.assert(fc.property(fc.array(person, { maxLength: 12 }), fc.nat(30), (people, maxPairs) => {
      const all = offersOf(people, [people.length]);
      expect(all.every(({ pairs }) => pairs >= 1)).toBe(true);
      expect(offersOf(people, [people.length], true, maxPairs)).toEqual(all.filter(({ pairs }) => pairs <= maxPairs));
    }));
  });

  test('never put two features of one column together', () => {
    const people = Array.from({ length: 12 }, (): Person => ['xa', 'p', ['un']]);
    const asked = offersOf(people, [12]).flatMap(({ asks }) => ('features' in asks ? [asks.features] : []));
    expect(asked).toContainEqual([0, 2]);
    expect(asked).toContainEqual([0, 2, 3]);
    for (const features of asked) expect(features.includes(0) && features.includes(1)).toBe(false);
  });

  test('leave a feature alone that gives a pair a record or fewer by itself', () => {
    // a: two pairs of 4 records; b: six pairs.
    const people: readonly Person[] = [['xa', 'p', null], ['xa', 'p', null], ['ya', 'p', null], ['ya', 'p', null]];
    const asked = offersOf(people, [4]).map(({ asks }) => ('features' in asks ? asks.features : asks));
    expect(asked).toEqual([[0], [1], [2]]);
  });

  test('are written as they are asked: terms, and a limit for words', () => {
    const people: readonly Person[] = [['xa', 'p', ['un']], ['xa', 'p', ['un', 'deux']], ['xa', 'p', ['un', 'deux']], ['xa', 'p', null]];
    const offers = offersOf(people, [4]);
    const labelled = (label: string): OfferedRule | undefined => offers.find(({ rule }) => 'label' in rule && rule.label === label);
    expect(labelled('a + b')?.rule).toMatchObject({ on: [{ of: { column: 'a' } }, { of: { column: 'b' } }] });
    expect(labelled('c, a word of at most 5 records')).toMatchObject({ rule: { on: [{ of: WORDS, explode: true }], maxBlockRecords: 5 }, asks: { words: 0, maxRecords: 5 }, pairs: 4 });
  });

  test('are none without records', () => {
    expect(offersOf([], [0])).toEqual([]);
    expect(offersOf([['xa', 'p', ['un']]], [1])).toEqual([]);
    expect(offersOf([['xa', 'p', ['un']], ['xa', 'p', ['un']]], [2, 0], false)).toEqual([]);
  });
});

describe('Matches that a rule gives', () => {
  test('are the seed pairs that meet it, and the mixed ones whose columns do', () => {
    fc.assert(fc.property(fc.array(person, { minLength: 2, maxLength: 10 }), fc.integer(), (people, seed) => {
      const coded = codedPeople(people);
      const pairs = pairsAcross(people, [people.length], true);
      const seeds = { lefts: Uint32Array.from(pairs, ([left]) => left), rights: Uint32Array.from(pairs, ([, right]) => right), among: pairs.length };
      const agreement = agreementOfSeeds(coded, seeds);
      const mixed = mixMatches(new Float64Array(pairs.length).fill(0.5), coded.columns, 40, seed);
      for (const { asks } of offersOf(people, [people.length])) {
        const given = matchesGiven(asks, coded, agreement, mixed);
        expect([...given.seeds]).toEqual(pairs.flatMap(([left, right], index) => (gives(asks, people, left, right) ? [index] : [])));
        const parts = 'features' in asks ? asks.features.map((feature) => ({ asks: { features: [feature] }, column: coded.values[feature]!.column })) : [{ asks, column: coded.words[asks.words]!.column }];
        const naive = Array.from({ length: mixed.matches }, (_, match) => match).filter((match) => parts.every((part) => {
          const [left, right] = pairs[mixed.seedOf[match * mixed.columns + part.column]!]!;
          return gives(part.asks, people, left, right);
        }));
        expect([...given.mixed]).toEqual(naive);
      }
    }), { numRuns: 40 });
  });

  test('are none where there are none', () => {
    const coded = codedPeople([['xa', 'p', ['un']], ['xa', 'p', ['un']]]);
    const none = { lefts: new Uint32Array(0), rights: new Uint32Array(0), among: 1 };
    const given = matchesGiven({ features: [0] }, coded, agreementOfSeeds(coded, none), mixMatches(new Float64Array(0), 3, 10, 0));
    expect([given.seeds.length, given.mixed.length]).toEqual([0, 0]);
  });
});
