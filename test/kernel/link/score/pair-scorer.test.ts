// Scoring and counting chunk by chunk: what is kept, handed over and merged, against naive lines and against one chunk of all.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileComparisons } from '../../../../src/link/compare/compile-comparisons.ts';
import { packCodes } from '../../../../src/link/kernel/compare/packed-codes.ts';
import { orderPatterns } from '../../../../src/link/kernel/score/order-patterns.ts';
import { CHUNK_PAIRS, pairScorer, type ScoredPairs, type ScoringRules } from '../../../../src/link/kernel/score/pair-scorer.ts';
import { patternCounter } from '../../../../src/link/kernel/score/pattern-counter.ts';
import type { CountingRules, RawCounts } from '../../../../src/link/kernel/score/pattern-tally.ts';
import { makeWeigher, type WeighingSetting } from '../../../../src/link/kernel/score/weigher.ts';
import type { LinkageModel } from '../../../../src/link/model/model.ts';
import { weightProgramOf } from '../../../../src/link/score/weight-program-of.ts';
import { naiveScore, type PlainRecord } from '../../../link/naive-comparing.ts';
import { readyRecords } from '../../../link/plain-records.ts';
import { COLUMNS, someModel, someRecord } from '../../../link/random-models.ts';

interface Ready {
  readonly setting: WeighingSetting;
  readonly table: ReturnType<typeof readyRecords>['table'];
}

function readyFor(model: LinkageModel, records: readonly PlainRecord[]): Ready {
  const ready = readyRecords(model, COLUMNS, [records]);
  const comparisons = compileComparisons(model, ready);
  return { setting: { table: ready.table, comparisons, packed: packCodes(ready.table, comparisons.map(({ single }) => single)) }, table: ready.table };
}

/** Pairs in any order, some of them twice, with rules. */
const someRun = fc.tuple(someModel, fc.array(someRecord, { minLength: 2, maxLength: 6 }), fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.nat(2)), { maxLength: 40 }))
  .map(([model, records, pairs]) => ({ model, records, pairs: pairs.map(([left, right, rule]) => [left % records.length, right % records.length, rule] as const) }));

const columnsOf = (pairs: readonly (readonly [number, number, number])[]): [Uint32Array, Uint32Array, Uint8Array, number] =>
  [Uint32Array.from(pairs, ([left]) => left), Uint32Array.from(pairs, ([, right]) => right), Uint8Array.from(pairs, ([, , rule]) => rule), pairs.length];

const plain = ({ lefts, rights, rules, bits, levels, frequencyBits, scoredOfRule, pairs }: ScoredPairs): object =>
  ({ pairs, lefts: [...lefts], rights: [...rights], rules: [...rules], bits: [...bits], levels: levels === null ? null : [...levels], frequencyBits: frequencyBits === null ? null : [...frequencyBits], scoredOfRule: [...scoredOfRule] });

const cut = <Item>(items: readonly Item[], size: number): Item[][] => Array.from({ length: Math.ceil(items.length / size) }, (_, part) => items.slice(part * size, (part + 1) * size));

describe('a scorer of pairs', () => {
  test('keeps the pairs that reach the cut, with what naive lines say of them', () => {
    fc.assert(fc.property(someRun, fc.constantFrom(-Infinity, -2, 0, 3), ({ model, records, pairs }, minBits) => {
      const rules: ScoringRules = { weights: weightProgramOf(model), minBits, detail: 'weights', rules: 3 };
      const scorer = pairScorer(readyFor(model, records).setting, rules);
      scorer.add(...columnsOf(pairs));
      const found = scorer.take();
      const all = pairs.map(([left, right, rule]) => ({ left, right, rule, ...naiveScore(model, records, records[left]!, records[right]!) }));
      // Naive sums are added in another order: they do not tell on which side of the cut a pair upon it lies.
      fc.pre(all.every(({ bits }) => Math.abs(bits - minBits) > 1e-6));
      const expected = all.filter(({ bits }) => bits > minBits);
      expect([...found.lefts]).toEqual(expected.map(({ left }) => left));
      expect([...found.rights]).toEqual(expected.map(({ right }) => right));
      expect([...found.rules]).toEqual(expected.map(({ rule }) => rule));
      expect([...found.bits]).toEqual(expected.map(({ bits }) => expect.closeTo(bits, 8) as unknown));
      expect([...found.levels!]).toEqual(expected.flatMap(({ levels }) => levels));
      expect([...found.frequencyBits!]).toEqual(expected.flatMap(({ frequencyBits }) => frequencyBits.map((bits) => expect.closeTo(bits, 8) as unknown)));
      expect([...found.scoredOfRule]).toEqual([0, 1, 2].map((rule) => pairs.filter((pair) => pair[2] === rule).length));
    }), { numRuns: 100 });
  });

  test('hands over the same whatever the chunks, and nothing twice', () => {
    fc.assert(fc.property(someRun, fc.integer({ min: 1, max: 7 }), fc.constantFrom('none' as const, 'levels' as const, 'weights' as const), ({ model, records, pairs }, size, detail) => {
      const rules: ScoringRules = { weights: weightProgramOf(model), minBits: 0, detail, rules: 3 };
      const { setting } = readyFor(model, records);
      const whole = pairScorer(setting, rules);
      whole.add(...columnsOf(pairs));
      const parts = pairScorer(setting, rules);
      for (const chunk of cut(pairs, size)) parts.add(...columnsOf(chunk));
      expect(plain(parts.take())).toEqual(plain(whole.take()));
      expect(plain(parts.take())).toMatchObject({ pairs: 0, lefts: [], scoredOfRule: [0, 0, 0] });
    }), { numRuns: 60 });
  });

  test('holds as many pairs as come, of many full chunks', () => {
    const model = { version: 1, linkType: 'dedupe', prior: 0.5, unit: 'codePoint', blocking: [], comparisons: [{ name: 'city', levels: [{ label: 'same', when: { kind: 'equal', of: { column: 'city' } }, m: 0.8, u: 0.2 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.2, u: 0.8 }] }] } as const satisfies LinkageModel;
    const records = ['Paris', 'Lyon', 'Paris'].map((city): PlainRecord => ({ first: null, last: null, city, age: null, born: null, names: null, place: null }));
    const scorer = pairScorer(readyFor(model, records).setting, { weights: weightProgramOf(model), minBits: -Infinity, detail: 'levels', rules: 1 });
    const pairs = Array.from({ length: CHUNK_PAIRS }, (_, pair) => [0, pair % 2 === 0 ? 1 : 2, 0] as const);
    for (let chunk = 0; chunk < 5; chunk++) scorer.add(...columnsOf(pairs));
    const { pairs: found, bits, levels, scoredOfRule } = scorer.take();
    expect([found, bits.length, levels!.length, [...scoredOfRule]]).toEqual([5 * CHUNK_PAIRS, 5 * CHUNK_PAIRS, 5 * CHUNK_PAIRS, [5 * CHUNK_PAIRS]]);
    expect([...bits.subarray(-2)]).toEqual([-2, 2]);
    expect([...levels!.subarray(-2)]).toEqual([1, 0]);
  });
});

describe('a weigher', () => {
  test('weighs a pair the same beside others and alone, and does not forget the last chunk too early', () => {
    fc.assert(fc.property(someRun, ({ model, records, pairs }) => {
      const { setting } = readyFor(model, records);
      const together = makeWeigher(setting, weightProgramOf(model), 64, true);
      const alone = makeWeigher(setting, weightProgramOf(model), 1, false);
      expect(alone.frequencyBits).toBeNull();
      together.weigh(...columnsOf(pairs).slice(0, 2) as [Uint32Array, Uint32Array], pairs.length);
      pairs.forEach(([left, right], place) => {
        alone.weigh(Uint32Array.of(left), Uint32Array.of(right), 1);
        expect(alone.bits[0]).toBe(together.bits[place]);
        expect([...alone.levels]).toEqual(model.comparisons.map((_, comparison) => together.levels[comparison * 64 + place]));
      });
    }), { numRuns: 60 });
  });
});

describe('a counter of patterns', () => {
  const counts = (raw: RawCounts, { setting, table }: Ready, rules: CountingRules): object => {
    const { rules: ofRules, groups } = orderPatterns(raw, setting.comparisons, table, rules);
    const shown = ({ levels, counts: found, frequencyFactors, patterns }: (typeof ofRules)[number]): object =>
      ({ patterns, levels: [...levels], counts: [...found], frequencyFactors: frequencyFactors === null ? null : [...frequencyFactors] });
    return { rules: ofRules.map(shown), groups: groups.map((ofRule) => ofRule.map(shown)) };
  };

  test('counts the same in one go, in chunks, and merged from several in any order', () => {
    fc.assert(fc.property(someRun, fc.integer({ min: 1, max: 9 }), fc.boolean(), fc.boolean(), ({ model, records, pairs }, size, termFrequencies, hasGroups) => {
      const ready = readyFor(model, records);
      const rules: CountingRules = { rules: 3, termFrequencies, groups: hasGroups ? { groups: 2, groupOf: Uint8Array.from(records, (_, record) => record % 2) } : null };
      const counter = (all: readonly (readonly (readonly [number, number, number])[])[]): RawCounts => {
        const made = patternCounter(ready.setting, rules);
        for (const chunk of all) made.add(...columnsOf(chunk));
        return made.raw();
      };
      const expected = counts(counter([pairs]), ready, rules);
      const chunks = cut(pairs, size);
      expect(counts(counter(chunks), ready, rules)).toEqual(expected);
      const merged = patternCounter(ready.setting, rules);
      for (const chunk of chunks.toReversed()) merged.merge(structuredClone(counter([chunk])));
      expect(counts(merged.raw(), ready, rules)).toEqual(expected);
    }), { numRuns: 60 });
  });

  test('counts every pair once under its rule, and a pair within one group once for the group', () => {
    fc.assert(fc.property(someRun, ({ model, records, pairs }) => {
      const ready = readyFor(model, records);
      const groupOf = Uint8Array.from(records, (_, record) => record % 3);
      const rules: CountingRules = { rules: 3, termFrequencies: true, groups: { groups: 3, groupOf } };
      const counter = patternCounter(ready.setting, rules);
      counter.add(...columnsOf(pairs));
      const { rules: ofRules, groups } = orderPatterns(counter.raw(), ready.setting.comparisons, ready.table, rules);
      const sum = (found: Float64Array): number => found.reduce((total, count) => total + count, 0);
      expect(ofRules.map(({ counts: found }) => sum(found))).toEqual([0, 1, 2].map((rule) => pairs.filter((pair) => pair[2] === rule).length));
      expect(groups.map((ofGroups) => ofGroups.map(({ counts: found }) => sum(found)))).toEqual([0, 1, 2].map((rule) =>
        [0, 1, 2].map((group) => pairs.filter(([left, right, own]) => own === rule && (groupOf[left] === group || groupOf[right] === group)).length)));
      // Patterns are in order, each once.
      for (const { levels, patterns, comparisons, frequencyFactors } of ofRules) {
        const names = Array.from({ length: patterns }, (_, pattern) => `${[...levels.subarray(pattern * comparisons, (pattern + 1) * comparisons)].join()} ${frequencyFactors?.[pattern]}`);
        expect(new Set(names).size).toBe(patterns);
      }
    }), { numRuns: 60 });
  });

  test('of no pair has no pattern, under any rule', () => {
    const [model] = fc.sample(someModel, { numRuns: 1, seed: 4 });
    const ready = readyFor(model!, fc.sample(someRecord, { numRuns: 3, seed: 4 }));
    const rules: CountingRules = { rules: 2, termFrequencies: true, groups: null };
    const { rules: ofRules, groups } = orderPatterns(patternCounter(ready.setting, rules).raw(), ready.setting.comparisons, ready.table, rules);
    expect([ofRules.map(({ patterns }) => patterns), groups]).toEqual([[0, 0], []]);
  });
});
