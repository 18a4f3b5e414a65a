import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockRecords, type BlockOptions, type CandidatePairs } from '../../src/link/block/block-records.ts';
import type { PairRange } from '../../src/link/kernel/block/program.ts';
import type { BlockingBranch, BlockingRule, BlockingTerm } from '../../src/link/model/blocking-rule.ts';
import type { LinkType } from '../../src/link/model/model.ts';
import { naiveLost, naivePairs, readyRecords, type NaivePair, type PlainRecords, type Value } from './naive-blocking.ts';

const COLUMNS = ['a', 'b', 'b2', 'l', 'l2', 'n'];

function visited(candidates: CandidatePairs, range: PairRange | null = null, chunkPairs = 7): NaivePair[] {
  const pairs: NaivePair[] = [];
  candidates.visit(range, chunkPairs, (lefts, rights, rules, count) => {
    for (let pair = 0; pair < count; pair++) pairs.push({ left: lefts[pair]!, right: rights[pair]!, rule: rules[pair]! });
    return true;
  });
  return pairs;
}

const inOrder = (pairs: readonly NaivePair[]): NaivePair[] => [...pairs].sort((one, other) => one.rule - other.rule || one.left - other.left || one.right - other.right);

const text = fc.option(fc.constantFrom('x', 'y', 'z'), { nil: null });
const list = fc.option(fc.array(fc.option(fc.constantFrom('p', 'q', 'r', 's'), { nil: null }), { maxLength: 4 }), { nil: null });
const numbers = fc.option(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }), { nil: null });
const row = fc.tuple(text, text, text, list, list, numbers) as fc.Arbitrary<Value[]>;
const records: fc.Arbitrary<PlainRecords> = fc.array(fc.array(row, { maxLength: 14 }), { minLength: 1, maxLength: 3 })
  .map((sources) => ({ columns: COLUMNS, sources }));
const term: fc.Arbitrary<BlockingTerm> = fc.constantFrom<BlockingTerm>(
  { of: { column: 'a' } }, { of: { column: 'b' } }, { of: { column: 'b' }, against: { column: 'b2' } }, { of: { column: 'b2' }, against: { column: 'b' } },
  { of: { column: 'l' }, explode: true }, { of: { column: 'l' }, against: { column: 'l2' }, explode: true }, { of: { column: 'l' } }, { of: { column: 'n' }, explode: true },
);
const branch = (capped: boolean): fc.Arbitrary<BlockingBranch> => fc.record({
  on: fc.array(term, { maxLength: 3 }), ...(capped ? { maxBlockRecords: fc.integer({ min: 2, max: 12 }) } : {}),
}, { requiredKeys: ['on'] });
const rulesOf = (capped: boolean): fc.Arbitrary<BlockingRule[]> =>
  fc.array(fc.oneof(branch(capped), fc.record({ any: fc.array(branch(capped), { minLength: 1, maxLength: 3 }) })), { minLength: 1, maxLength: 4 });
const linkType = fc.constantFrom<LinkType>('dedupe', 'link', 'linkAndDedupe');

describe('blockRecords', () => {
  test('gives each pair once, under the first rule that holds for it in naive lines', () => {
    fc.assert(fc.property(records, rulesOf(true), linkType, (plain, rules, type) => {
      const candidates = blockRecords(readyRecords(plain), rules, type);
      expect(inOrder(visited(candidates))).toEqual(naivePairs(plain, rules, type));
    }), { numRuns: 400 });
  });

  test('counts before any pair is looked at what a visit then gives', () => {
    fc.assert(fc.property(records, rulesOf(true), linkType, (plain, rules, type) => {
      const candidates = blockRecords(readyRecords(plain), rules, type);
      const pairs = visited(candidates);
      expect([...candidates.pairsOfRule]).toEqual(rules.map((_, rule) => pairs.filter((pair) => pair.rule === rule).length));
      expect(candidates.totalPairs).toBe(pairs.length);
      expect(candidates.isExact).toBe(true);
      expect(candidates.totalBlockPairs).toBeGreaterThanOrEqual(pairs.length);
      expect(candidates.cartesianPairs).toBe(naivePairs(plain, [{ on: [] }], type).length);
    }), { numRuns: 200 });
  });

  test('loses by a cap exactly the pairs that no other rule gives, and says how many', () => {
    fc.assert(fc.property(records, rulesOf(true), linkType, (plain, rules, type) => {
      const { lost } = blockRecords(readyRecords(plain), rules, type);
      expect(lost.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(naiveLost(plain, rules, type));
      expect(lost.every(({ isExact, blocks }) => isExact && blocks > 0)).toBe(true);
    }), { numRuns: 200 });
  });

  test('gives the same pairs in the same order, whatever the codes of the values', () => {
    fc.assert(fc.property(records, rulesOf(true), linkType, (plain, rules, type) => {
      const rising = blockRecords(readyRecords(plain), rules, type);
      const falling = blockRecords(readyRecords(plain, (values) => values.toReversed()), rules, type);
      expect(visited(falling)).toEqual(visited(rising));
    }), { numRuns: 100 });
  });

  test('gives the same pairs in the same order in one visit and in parts, in chunks of any size', () => {
    fc.assert(fc.property(records, rulesOf(true), linkType, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20 }), (plain, rules, type, count, chunk) => {
      const candidates = blockRecords(readyRecords(plain), rules, type);
      const parts = candidates.parts(count);
      expect(parts.flatMap((range) => visited(candidates, range, chunk))).toEqual(visited(candidates));
      expect(parts.length).toBeLessThanOrEqual(count);
      expect(parts.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(candidates.totalBlockPairs);
    }), { numRuns: 100 });
  });

  test('a tested pair belongs to the first rule whose condition it meets', () => {
    const where = { kind: 'otherwise' } as const;
    fc.assert(fc.property(records, rulesOf(false), linkType, fc.integer({ min: 1, max: 7 }), (plain, rules, type, seed) => {
      const tested = rules.map((rule, index): BlockingRule => index % 2 === seed % 2 ? rule : { any: ('any' in rule ? rule.any : [rule]).map((each) => ({ ...each, where })) });
      const holds = (left: number, right: number): boolean => (left * 7 + right * 3 + seed) % 3 !== 0;
      const candidates = blockRecords(readyRecords(plain), tested, type, { testOf: () => holds });
      const expected = naivePairs(plain, tested, type, (_rule, _branch, left, right) => holds(left, right));
      expect(inOrder(visited(candidates))).toEqual(expected);
      expect(candidates.isExact).toBe(tested.every((rule) => !('any' in rule) || rule.any.every((each) => each.where === undefined)));
      candidates.pairsOfRule.forEach((bound, rule) => {
        expect(bound).toBeGreaterThanOrEqual(expected.filter((pair) => pair.rule === rule).length);
      });
    }), { numRuns: 200 });
  });

  test('a visitor that wants no more is asked no more', () => {
    const plain: PlainRecords = { columns: ['a'], sources: [Array.from({ length: 50 }, () => ['x'])] };
    let calls = 0;
    blockRecords(readyRecords(plain), [{ on: [{ of: { column: 'a' } }] }], 'dedupe').visit(null, 10, () => ++calls < 3);
    expect(calls).toBe(3);
  });

  test('without rules, every pair is given under rule 0', () => {
    const plain: PlainRecords = { columns: ['a'], sources: [[['x'], [null]], [['x']]] };
    expect(visited(blockRecords(readyRecords(plain), [], 'link'))).toEqual([{ left: 0, right: 2, rule: 0 }, { left: 1, right: 2, rule: 0 }]);
  });

  test('without records there are no pairs', () => {
    const candidates = blockRecords(readyRecords({ columns: ['a'], sources: [[], []] }), [{ on: [{ of: { column: 'a' } }] }, { on: [] }], 'linkAndDedupe');
    expect([visited(candidates), [...candidates.pairsOfRule], candidates.parts(3), candidates.largestBlocks(3), candidates.cartesianPairs]).toEqual([[], [0, 0], [], [], 0]);
  });

  test('lists the largest blocks by their sizes', () => {
    const plain: PlainRecords = { columns: ['a', 'b'], sources: [['x', 'y', 'x', 'y', 'x'].map((a) => [a, 'z'])] };
    const candidates = blockRecords(readyRecords(plain), [{ on: [{ of: { column: 'a' } }] }, { on: [{ of: { column: 'b' } }] }], 'dedupe');
    expect(candidates.largestBlocks(2)).toEqual([
      { rule: 1, branch: 1, block: 0, leftRecords: 5, rightRecords: 5, pairs: 10 }, { rule: 0, branch: 0, block: 0, leftRecords: 3, rightRecords: 3, pairs: 3 },
    ]);
  });

  test('parts have about as many pairs, also where one block has them all', () => {
    const plain: PlainRecords = { columns: ['a'], sources: [Array.from({ length: 1000 }, (_, index) => [index < 900 ? 'x' : `y${index}`])] };
    const candidates = blockRecords(readyRecords(plain), [{ on: [{ of: { column: 'a' } }] }], 'dedupe');
    const parts = candidates.parts(8);
    expect(parts).toHaveLength(8);
    for (const { pairs } of parts) expect(Math.abs(pairs - candidates.totalBlockPairs / 8)).toBeLessThan(1000);
  });

  test('refuses too many pairs before it visits any', () => {
    const plain: PlainRecords = { columns: ['a', 'b'], sources: [Array.from({ length: 9 }, () => ['x', 'y'])] };
    const options: BlockOptions = { maxPairs: 35 };
    const rules = [{ on: [{ of: { column: 'a' } }] }, { on: [{ of: { column: 'b' } }] }];
    expect(() => blockRecords(readyRecords(plain), rules, 'dedupe', options)).toThrow(/blocking gives 36 pairs, expected at most 35 \[DATA_PAIR_LIMIT\]/);
    expect(blockRecords(readyRecords(plain), rules, 'dedupe', { maxPairs: 36 }).totalPairs).toBe(36);
  });

  test('refuses to explode what is no list, and sides of two kinds', () => {
    const ready = readyRecords({ columns: ['a', 'l'], sources: [[['x', ['p']]]] });
    const rules: BlockingRule[] = [{ any: [{ on: [{ of: { column: 'a' }, explode: true }] }] }, { on: [{ of: { column: 'a' }, against: { column: 'l' } }] }];
    expect(() => blockRecords(ready, rules, 'dedupe')).toThrow(/blocking\[0\]\.any\[0\]\.on\[0\]: expected lists[^]*blocking\[1\]\.on\[0\]: expected two sides of one kind, got text and texts/);
  });
});
