// Patterns of whole blocks: those of naive lines, and those that are counted pair by pair.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { compileComparisons } from '../../src/link/compare/compile-comparisons.ts';
import { countPatterns, type CountSurroundings } from '../../src/link/compare/count-patterns.ts';
import type { BlockBranch } from '../../src/link/kernel/block/program.ts';
import type { CountedPatterns } from '../../src/link/kernel/score/order-patterns.ts';
import { layOutRuns } from '../../src/link/kernel/train/count-blocks.ts';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import { blockWhole, givesWholeBlocks } from '../../src/link/train/block-whole.ts';
import { countBlockPatterns } from '../../src/link/train/count-block-patterns.ts';
import { naiveLevel, type PlainRecord } from './naive-comparing.ts';
import { readyCase, somePatternCase, type PatternCase } from './pattern-cases.ts';
import { readyRecords } from './plain-records.ts';
import { COLUMNS, someRecord } from './random-models.ts';
import { threads } from './threads-in-name.ts';

const CITY: BlockingRule = { on: [{ of: { column: 'city' } }] };
const BOTH: BlockingRule = { on: [{ of: { column: 'city' } }, { of: { column: 'first' } }] };
const SETS: readonly (readonly BlockingRule[])[] = [[CITY], [{ on: [] }], [BOTH]];

const someCase = somePatternCase(SETS, 12);

async function count(one: PatternCase, surroundings: Partial<CountSurroundings> = {}): Promise<readonly CountedPatterns[]> {
  const records = readyCase(one);
  const comparisons = compileComparisons(one.model, records);
  const blocks = await blockWhole(records, SETS.flat(), surroundings.context?.parallel);
  const counts = blocks.map((members, set) => ({ members, asked: one.asked[set]! }));
  return countBlockPatterns(records, comparisons, layOutRuns(records, comparisons, surroundings.context?.parallel !== undefined), counts, { termFrequencies: false, ...surroundings });
}

describe('patterns of whole blocks', () => {
  test('are those of naive lines, over the comparisons that each set asks', async () => {
    await fc.assert(fc.asyncProperty(someCase, async (one) => {
      const found = await count(one);
      const isPair = [(left: PlainRecord, right: PlainRecord) => left['city'] !== null && left['city'] === right['city'], () => true];
      isPair.forEach((meets, set) => {
        const expected = new Map<string, number>();
        one.records.forEach((left, place) => {
          for (const right of one.records.slice(place + 1).filter((other) => meets(left, other))) {
            const pattern = one.asked[set]!.map((index) => naiveLevel(one.model.comparisons[index]!, left, right)).join();
            expected.set(pattern, (expected.get(pattern) ?? 0) + 1);
          }
        });
        const { comparisons, counts, levels } = found[set]!.rules[0]!;
        expect(new Map(Array.from(counts, (pairs, pattern) => [levels.subarray(pattern * comparisons, (pattern + 1) * comparisons).join(), pairs]))).toEqual(expected);
      });
    }), { numRuns: 40 });
  });

  test('are those that are counted pair by pair, with frequencies and groups, on any number of threads', async () => {
    await fc.assert(fc.asyncProperty(someCase, fc.boolean(), fc.boolean(), fc.constantFrom(0, 1, 3), async (one, termFrequencies, isGrouped, workers) => {
      const own = { termFrequencies, ...(isGrouped ? { groups: Uint8Array.from(one.records, (_, record) => record % 3), groupCount: 3 } : {}) };
      const records = readyCase(one);
      const kernels = compileComparisons(one.model, records);
      const byPairs = await Promise.all(SETS.map(async (rules, set) => countPatterns(records, blockRecords(records, rules, 'dedupe'), one.asked[set]!.map((index) => kernels[index]!), own)));
      const context = workers === 0 ? {} : { context: { ...IN_MEMORY, parallel: threads(workers) } };
      expect(await count(one, { ...own, ...context })).toEqual(byPairs);
    }), { numRuns: 40 });
  });

  test('are counted by one task, which readies the comparisons once, and tell how far each set is', async () => {
    const one = fc.sample(someCase.filter(({ records }) => records.filter(({ city }) => city === 'Paris').length > 1), { numRuns: 1, seed: 2 })[0]!;
    const parallel = threads(2);
    const told: number[][] = [];
    await count(one, { context: { ...IN_MEMORY, parallel }, onProgress: (...progress) => told.push(progress) });
    expect(parallel.closed).toEqual(['link/whole-blocks', 'link/count-blocks']);
    const all = (one.records.length * (one.records.length - 1)) / 2;
    expect(told.filter(([, , of]) => of === 1).at(-1)).toEqual([all, all, 1]);
  });

  test('stop when they are told to', async () => {
    const one = fc.sample(someCase.filter(({ records }) => records.length > 2), { numRuns: 1, seed: 2 })[0]!;
    await expect(count(one, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

describe('whole blocks', () => {
  test('are those that blocking gives, on threads and without, too large ones left out', async () => {
    await fc.assert(fc.asyncProperty(fc.array(someRecord, { maxLength: 30 }), fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }), fc.constantFrom(0, 2), async (people, most, workers) => {
      const records = readyRecords({ comparisons: [], prior: 0.1, linkType: 'dedupe', unit: 'codePoint', blocking: [CITY, BOTH] } as unknown as LinkageModel, COLUMNS, [people]);
      const rules = [CITY, BOTH, { on: [] }].map((rule): BlockingRule => (most === undefined ? rule : { ...rule, maxBlockRecords: most }));
      const found = await blockWhole(records, rules, workers === 0 ? undefined : threads(workers));
      const sorted = (starts: Uint32Array, members: Uint32Array): string[] => Array.from(starts.subarray(1), (end, block) => members.slice(starts[block], end).join(' ')).toSorted();
      rules.forEach((rule, index) => {
        const [{ blocks, leftMembers }] = blockRecords(records, [rule], 'dedupe').program.branches as unknown as readonly [BlockBranch];
        expect(sorted(found[index]!.starts, found[index]!.records)).toEqual(sorted(leftMembers.starts.subarray(0, blocks + 1), leftMembers.records));
      });
    }));
  });
});

describe('rules that give whole blocks', () => {
  const first = { of: { column: 'first' } };
  test.each<readonly [what: string, rules: readonly BlockingRule[], expected: boolean]>([
    ['one rule', [{ on: [first, { of: { column: 'city' } }] }], true],
    ['a rule without a term', [{ on: [] }], true],
    ['one alternative', [{ any: [{ on: [first] }] }], true],
    ['two rules', [{ on: [first] }, CITY], false],
    ['alternatives', [{ any: [{ on: [first] }, CITY as { on: [] }] }], false],
    ['a condition', [{ on: [first], where: { kind: 'measure', measure: 'levenshtein', of: { column: 'last' }, atMost: 1 } }], false],
    ['another column against it', [{ on: [{ ...first, against: { column: 'last' } }] }], false],
    ['a list taken apart', [{ on: [{ of: { column: 'names' }, explode: true }] }], false],
    ['no rule', [], false],
  ])('are told: %s', (_, rules, expected) => {
    expect(givesWholeBlocks(rules, 'dedupe')).toBe(expected);
    expect(givesWholeBlocks(rules, 'link')).toBe(false);
  });
});
