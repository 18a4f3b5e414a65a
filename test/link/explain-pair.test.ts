// What is said of two records in hand, and of a pair of prepared ones: weights by hand, sums, and what is refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import type { PlanError } from '../../src/core/errors.ts';
import { METADATA, roleOf } from '../../src/core/field.ts';
import { collect } from '../../src/core/dataset.ts';
import type { Level, LinkageModel } from '../../src/link/model/model.ts';
import { compareTwoRecords } from '../../src/link/score/compare-two-records.ts';
import { explainPair } from '../../src/link/score/explain-pair.ts';
import { prepareMatcher } from '../../src/link/score/matcher.ts';
import type { ScoreOptions } from '../../src/link/score/score-options.ts';
import { selfMatchWeights, unlinkables } from '../../src/link/score/unlinkables.ts';
import { valuesOf } from '../small-tables.ts';
import { naiveScore } from './naive-comparing.ts';
import { readyRecords } from './plain-records.ts';
import { COLUMNS, someModel, someRecord } from './random-models.ts';

const [first, city] = [{ column: 'first' }, { column: 'city' }];
const REST: Level = { label: 'other', when: { kind: 'otherwise' }, m: 0.25, u: 0.5 };
const missing = (of: typeof first): Level => ({ label: 'missing', when: { kind: 'null', of }, m: null, u: null, isNull: true });

/** Prior −2 bits; the same first name +3, another one −1; the same town +1, another one −1. */
const MODEL: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.2, unit: 'codePoint', blocking: [],
  comparisons: [
    { name: 'first', levels: [missing(first), { label: 'same', when: { kind: 'equal', of: first }, m: 0.5, u: 0.0625, termFrequency: { of: first, weight: 1 } }, REST] },
    { name: 'town', levels: [missing(city), { label: 'same', when: { kind: 'equal', of: city }, m: 0.5, u: 0.25 }, REST] },
  ],
};

const refused = async (work: () => unknown): Promise<string[]> => {
  try {
    await work();
  } catch (error) {
    return (error as PlanError).problems.map(({ code, path }) => `${code} ${path}`);
  }
  return [];
};

const UNTRAINED: LinkageModel = { ...MODEL, comparisons: [{ name: 'first', levels: [{ ...REST, m: null }] }] };
const REGISTERED: LinkageModel = { ...MODEL, comparisons: [{ name: 'first', levels: [{ label: 'near', when: { kind: 'registered', name: 'near', of: first, above: 0 }, m: 0.5, u: 0.25 }, REST] }] };

describe('two records in hand', () => {
  test('have the bits of each level, and odds of 2 to their sum; frequencies are not known', async () => {
    // −2 + 3 − 1 = 0 bits: even odds.
    expect(await compareTwoRecords(MODEL, { first: 'Zoé', city: 'Dax' }, { first: 'Zoé', city: 'Albi' })).toEqual({
      priorBits: -2, dependenceBits: 0, beyondLevels: null, matchWeightBits: 0, matchProbability: 0.5,
      comparisons: [{ comparison: 'first', level: 1, label: 'same', bits: 3 }, { comparison: 'town', level: 2, label: 'other', bits: -1 }],
    });
  });

  test('say nothing by what is missing, however it is missing', async () => {
    for (const left of [{ first: 'Zoé' }, { first: 'Zoé', city: null }, { first: 'Zoé', city: undefined, more: 3 }]) {
      const { comparisons, matchWeightBits } = await compareTwoRecords(MODEL, left, { first: 'Zoé', city: 'Albi' });
      expect([comparisons.map(({ level, bits }) => [level, bits]), matchWeightBits]).toEqual([[[1, 3], [0, 0]], 1]);
    }
    expect((await compareTwoRecords(MODEL, {}, {})).matchWeightBits).toBe(-2);
  });

  test('one of which lacks a number are compared by what else they have', async () => {
    const age = { column: 'age' };
    const aged: LinkageModel = { ...MODEL, comparisons: [...MODEL.comparisons, { name: 'age', levels: [missing(age), { label: 'near', when: { kind: 'measure', measure: 'absoluteDifference', of: age, atMost: 1 }, m: 0.5, u: 0.25 }, REST] }] };
    const weightOf = async (left: number | null, right: number | null): Promise<number> => (await compareTwoRecords(aged, { first: 'Zoé', age: left }, { first: 'Zoé', age: right })).matchWeightBits;
    expect([await weightOf(40, 41), await weightOf(40, 50), await weightOf(40, null), await weightOf(null, 40)]).toEqual([2, 0, 1, 1]);
  });

  test('tell the bits of dependence apart', async () => {
    // Levels of the first by those of the second: agreement on both is worth half a bit less.
    const dependent: LinkageModel = { ...MODEL, dependence: { between: [], terms: [{ comparisons: ['first', 'town'], bits: [0, 0, 0, 0, -0.5, 0, 0, 0, 0.25] }] } };
    const both = await compareTwoRecords(dependent, { first: 'a', city: 'b' }, { first: 'a', city: 'b' });
    const neither = await compareTwoRecords(dependent, { first: 'a', city: 'b' }, { first: 'c', city: 'd' });
    expect([both.dependenceBits, both.matchWeightBits, neither.dependenceBits, neither.matchWeightBits]).toEqual([-0.5, 1.5, 0.25, -3.75]);
  });

  test('are shown to measures of the caller as they are, the left one first', async () => {
    const seen: unknown[] = [];
    const near = (left: unknown, right: unknown): number => { seen.push([left, right]); return 1; };
    const { comparisons } = await compareTwoRecords(REGISTERED, { first: 'Zoé' }, { first: 'Léa' }, { registered: { near } });
    expect([seen[0], comparisons[0]!.label]).toEqual([['Zoé', 'Léa'], 'near']);
  });

  test('are refused by a model that is not trained, or without the measure that it names', async () => {
    expect(await refused(() => compareTwoRecords(UNTRAINED, {}, {}))).toEqual(['PLAN_MISSING comparisons[0].levels[0].m']);
    expect(await refused(() => compareTwoRecords(REGISTERED, { first: 'a' }, { first: 'b' }))).toEqual(['PLAN_MISSING comparisons[0].levels[0].when.name']);
  });
});

describe('a pair of prepared records', () => {
  const RECORDS = readyRecords(MODEL, COLUMNS, [[
    { first: 'Zoé', city: 'Dax' }, { first: 'Zoé', city: 'Albi' }, { first: 'Léa', city: null }, { first: 'Paul', city: 'Dax' },
  ].map((record) => ({ last: null, ...record }))]);

  test('has besides what the frequency of the agreed value adds', () => {
    // Two of four have the name: 1/16 is ordinary, 1/2 takes three bits back.
    expect(explainPair(RECORDS, MODEL, 0, 1)).toEqual({
      priorBits: -2, dependenceBits: 0, beyondLevels: null, matchWeightBits: -3, matchProbability: 1 / 9,
      comparisons: [{ comparison: 'first', level: 1, label: 'same', bits: 3, frequencyBits: -3 }, { comparison: 'town', level: 2, label: 'other', bits: -1, frequencyBits: 0 }],
    });
    expect(explainPair(RECORDS, MODEL, 2, 3).comparisons.map(({ label, bits, frequencyBits }) => [label, bits, frequencyBits])).toEqual([['other', -1, 0], ['missing', 0, 0]]);
  });

  test('is the same in either order, and has the weight of naive lines, of which the parts are the sum', () => {
    fc.assert(fc.property(someModel, fc.array(someRecord, { minLength: 2, maxLength: 6 }), fc.nat(), fc.nat(), (model, records, one, other) => {
      const left = one % records.length;
      const right = other % records.length;
      if (left === right) return;
      const ready = readyRecords(model, COLUMNS, [records]);
      const explained = explainPair(ready, model, left, right);
      expect(explainPair(ready, model, right, left)).toEqual(explained);
      const expected = naiveScore(model, records, records[Math.min(left, right)]!, records[Math.max(left, right)]!);
      expect(explained.comparisons.map(({ level }) => level)).toEqual(expected.levels);
      expect(explained.matchWeightBits).toBeCloseTo(expected.bits, 9);
      explained.comparisons.forEach(({ frequencyBits }, index) => { expect(frequencyBits).toBeCloseTo(expected.frequencyBits[index]!, 9); });
      const sum = explained.comparisons.reduce((total, { bits, frequencyBits }) => total + bits + frequencyBits, explained.priorBits + explained.dependenceBits);
      if (Math.abs(explained.matchWeightBits) < 900) expect(sum).toBeCloseTo(explained.matchWeightBits, 9);
    }), { numRuns: 50 });
  });

  test.each([[-1, 0], [0, 4], [0.5, 1], [NaN, 1], [0, Infinity]])('%d and %d are refused: they are no ordinals of records', (left, right) => {
    expect(() => explainPair(RECORDS, MODEL, left, right)).toThrow(new RangeError('ordinal: expected that of a record'));
  });

  test('is of two records, not of one twice', () => {
    expect(() => explainPair(RECORDS, MODEL, 2, 2)).toThrow(new RangeError('right: expected another record than the left one'));
  });

  test('is refused by a model that is not trained, or without the measure that it names', async () => {
    expect(await refused(() => explainPair(RECORDS, UNTRAINED, 0, 1))).toEqual(['PLAN_MISSING comparisons[0].levels[0].m']);
    expect(await refused(() => explainPair(RECORDS, REGISTERED, 0, 1))).toEqual(['PLAN_MISSING comparisons[0].levels[0].when.name']);
    expect(explainPair(RECORDS, REGISTERED, 0, 1, { near: () => 2 }).matchWeightBits).toBe(-1);
  });
});

describe('records with themselves', () => {
  const RECORDS = readyRecords(MODEL, COLUMNS, [[{ first: 'Zoé', city: 'Dax' }, { first: null, city: 'Dax' }], [], [{ first: 'Zoé', city: null }, { first: null, city: null }]]);

  test('have what their values are worth, by hand', () => {
    // All known first names are the same: 1/16 is ordinary, 1 takes four bits back.
    expect([...selfMatchWeights(RECORDS, MODEL)]).toEqual([-2 + 3 - 4 + 1, -2 + 1, -2 + 3 - 4, -2]);
    expect([...selfMatchWeights(readyRecords(MODEL, COLUMNS, [[]]), MODEL)]).toEqual([]);
  });

  test('are a table of sources, row keys, weights and probabilities, the same at every opening', async () => {
    const table = unlinkables(RECORDS, MODEL);
    expect(table.schema.fields.map(({ name, nullable }) => [name, nullable])).toEqual([['source', false], ['rowKey', false], ['matchWeightBits', false], ['matchProbability', false]]);
    expect([roleOf(table.schema.fields[2]!), table.schema.fields[1]!.metadata.has(METADATA.rowKey)]).toEqual(['attribute', false]);
    for (let opening = 0; opening < 2; opening++) {
      const [batch] = await collect(table);
      expect(columnsOf(batch!).map(valuesOf)).toEqual([['source0', 'source0', 'source2', 'source2'], [0, 1, 0, 1], [-2, -1, -3, -2], [1 / 5, 1 / 3, 1 / 9, 1 / 5]]);
    }
  });

  test('of no records are no batch; a model that is not trained is refused at the opening', async () => {
    expect(await collect(unlinkables(readyRecords(MODEL, COLUMNS, [[]]), MODEL))).toEqual([]);
    const table = unlinkables(RECORDS, UNTRAINED);
    expect(await refused(() => collect(table))).toEqual(['PLAN_MISSING comparisons[0].levels[0].m']);
  });
});

describe('a matcher', () => {
  const RECORDS = readyRecords(MODEL, COLUMNS, [[{ first: 'Zoé', city: 'Dax' }, { first: 'Zoé', city: 'Albi' }, { first: 'Léa', city: 'Dax' }]]);
  const found = async (matcher: ReturnType<typeof prepareMatcher>, row: object, options: ScoreOptions = {}): Promise<unknown[][]> =>
    (await collect(await matcher.findMatches([row as never], options))).flatMap((batch) => columnsOf(batch).map((column) => [...valuesOf(column)]));

  test('weighs a new record with the frequencies of the prepared ones, heaviest first', async () => {
    const [leftSource, left, rightSource, right, bits] = await found(prepareMatcher(RECORDS, MODEL), { first: 'Zoé', city: 'Dax' });
    // Two of three are called so: log2(1/16 ÷ 2/3) = −3.415.
    const frequency = Math.log2(3 / 32);
    expect([leftSource, left, rightSource, right]).toEqual([['source0', 'source0', 'source0'], [0, 2, 1], ['new', 'new', 'new'], [0, 0, 0]]);
    expect(bits).toEqual([2 + frequency, -2, frequency].map((expected) => expect.closeTo(expected, 9) as unknown));
  });

  test('refuses a model at once, and wrong options at the search, after which it goes on', async () => {
    expect(await refused(() => prepareMatcher(RECORDS, UNTRAINED))).toEqual(['PLAN_MISSING comparisons[0].levels[0].m']);
    expect(await refused(() => prepareMatcher(RECORDS, REGISTERED))).toEqual(['PLAN_MISSING comparisons[0].levels[0].when.name']);
    const matcher = prepareMatcher(RECORDS, MODEL);
    expect(await refused(() => matcher.findMatches([{}], { topPerRecord: 0 }))).toHaveLength(1);
    expect(await refused(() => matcher.findMatches([{}], { minMatchWeightBits: 0, minMatchProbability: 0.5 }))).toHaveLength(1);
    expect((await found(matcher, { first: 'Léa', city: 'Dax' }, { topPerRecord: 1 }))[1]).toEqual([2]);
  });

  test('goes on after a new record whose values are too long, as if it had not come', async () => {
    const matcher = prepareMatcher(RECORDS, MODEL);
    const before = await found(matcher, { first: 'Nina', city: 'Dax' }, { detail: 'weights' });
    await expect(matcher.findMatches([{ first: 'x'.repeat(2 ** 18 + 1) }])).rejects.toThrow(RangeError);
    expect(await found(matcher, { first: 'Nina', city: 'Dax' }, { detail: 'weights' })).toEqual(before);
  });
});
