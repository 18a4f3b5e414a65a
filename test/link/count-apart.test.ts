// Patterns of several sets of pairs, counted as one: each over comparisons of its own, as naive lines count them, whoever does the work.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { compileComparisons } from '../../src/link/compare/compile-comparisons.ts';
import { countPatterns, countPatternsApart, layOutComparisons, type CountSurroundings } from '../../src/link/compare/count-patterns.ts';
import type { PatternCounts } from '../../src/link/kernel/patterns.ts';
import type { CountedPatterns } from '../../src/link/kernel/score/order-patterns.ts';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { Comparison } from '../../src/link/model/model.ts';
import { naiveLevel, type PlainRecord } from './naive-comparing.ts';
import { readyCase, somePatternCase, type PatternCase } from './pattern-cases.ts';
import { threads } from './threads-in-name.ts';

const CITY: BlockingRule = { on: [{ of: { column: 'city' } }] };
const ALIKE: BlockingRule = { on: [{ of: { column: 'city' } }], where: { kind: 'measure', measure: 'levenshtein', of: { column: 'last' }, atMost: 1 } };
const SETS: readonly (readonly BlockingRule[])[] = [[CITY], [], [ALIKE], [ALIKE, CITY]];

const someCase = somePatternCase(SETS, 10);

async function count(one: PatternCase, surroundings: Partial<CountSurroundings> = {}): Promise<readonly CountedPatterns[]> {
  const records = readyCase(one);
  const laidOut = layOutComparisons(records, compileComparisons(one.model, records), surroundings.context?.parallel);
  const counts = SETS.map((rules, set) => ({ candidates: blockRecords(records, rules, 'dedupe'), rules, asked: one.asked[set]! }));
  return countPatternsApart(records, counts, laidOut, { termFrequencies: false, ...surroundings });
}

/** Pairs by the levels that they are at. */
function naively(comparisons: readonly Comparison[], records: readonly PlainRecord[], meets: (left: PlainRecord, right: PlainRecord) => boolean): Map<string, number> {
  const found = new Map<string, number>();
  records.forEach((left, place) => {
    for (const right of records.slice(place + 1).filter((other) => meets(left, other))) {
      const pattern = comparisons.map((comparison) => naiveLevel(comparison, left, right)).join();
      found.set(pattern, (found.get(pattern) ?? 0) + 1);
    }
  });
  return found;
}

function asMap({ comparisons, counts, levels }: PatternCounts): Map<string, number> {
  return new Map(Array.from(counts, (pairs, pattern) => [levels.subarray(pattern * comparisons, (pattern + 1) * comparisons).join(), pairs]));
}

describe('patterns of several sets of pairs', () => {
  test('are those of naive lines, over the comparisons that each asks', async () => {
    await fc.assert(fc.asyncProperty(someCase, async (one) => {
      const [ofCity, ofAll] = await count(one);
      const chosen = (set: number): Comparison[] => one.asked[set]!.map((index) => one.model.comparisons[index]!);
      const isNeighbour = (left: PlainRecord, right: PlainRecord): boolean => left['city'] !== null && left['city'] === right['city'];
      expect(asMap(ofCity!.rules[0]!)).toEqual(naively(chosen(0), one.records, isNeighbour));
      expect(asMap(ofAll!.rules[0]!)).toEqual(naively(chosen(1), one.records, () => true));
    }), { numRuns: 25 });
  });

  test('are those of each set alone, with frequencies and groups, on any number of threads', async () => {
    await fc.assert(fc.asyncProperty(someCase, fc.boolean(), fc.constantFrom(0, 1, 3), async (one, termFrequencies, workers) => {
      const groups = Uint8Array.from(one.records, (_, record) => record % 3);
      const own = { termFrequencies, groups, groupCount: 3 };
      const records = readyCase(one);
      const kernels = compileComparisons(one.model, records);
      const alone = await Promise.all(SETS.map(async (rules, set) =>
        countPatterns(records, blockRecords(records, rules, 'dedupe'), one.asked[set]!.map((index) => kernels[index]!), own)));
      const context = workers === 0 ? {} : { context: { ...IN_MEMORY, parallel: threads(workers) } };
      expect(await count(one, { ...own, ...context })).toEqual(alone);
    }), { numRuns: 25 });
  });

  test('are counted by one task, which readies the comparisons once, and tell how far each set is', async () => {
    const one = fc.sample(someCase.filter(({ records }) => records.filter(({ city }) => city === 'Paris').length > 1), { numRuns: 1, seed: 2 })[0]!;
    const parallel = threads(2);
    const told: number[][] = [];
    await count(one, { context: { ...IN_MEMORY, parallel }, onProgress: (...progress) => told.push(progress) });
    expect(parallel.closed).toEqual(['link/count']);
    const last = SETS.map((_, set) => told.filter(([, , of]) => of === set).at(-1) ?? null);
    expect(last.map((progress) => progress === null || progress[0] === progress[1])).toEqual(SETS.map(() => true));
    const all = (one.records.length * (one.records.length - 1)) / 2;
    expect(last[1]).toEqual([all, all, 1]);
    const order = told.map(([, , of]) => of!);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  });

  test('are none where there is no set', async () => {
    const one = fc.sample(someCase, { numRuns: 1, seed: 5 })[0]!;
    const records = readyCase(one);
    for (const parallel of [undefined, threads(2)]) {
      const laidOut = layOutComparisons(records, compileComparisons(one.model, records), parallel);
      expect(await countPatternsApart(records, [], laidOut, { termFrequencies: true, ...(parallel === undefined ? {} : { context: { ...IN_MEMORY, parallel } }) })).toEqual([]);
    }
  });
});
