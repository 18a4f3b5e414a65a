import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockValues } from '../../src/link/block/block-values.ts';
import { blockRecords, type BlockOptions, type CandidatePairs } from '../../src/link/block/block-records.ts';
import type { PairRange } from '../../src/link/kernel/block/program.ts';
import { visitPairs } from '../../src/link/kernel/block/visit-pairs.ts';
import type { BlockingBranch, BlockingRule, BlockingTerm } from '../../src/link/model/blocking-rule.ts';
import type { Condition } from '../../src/link/model/condition.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { LinkType } from '../../src/link/model/model.ts';
import { naiveLost, naivePairs, readyRecords, type NaivePair, type PlainRecords, type Value } from './naive-blocking.ts';

const COLUMNS = ['a', 'b', 'b2', 'l', 'l2', 't', 'n'];
const column = (name: string): Expression => ({ column: name });

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
const row = fc.tuple(text, text, text, list, list, fc.option(fc.constantFrom('p', 'q', 'z'), { nil: null }), numbers) as fc.Arbitrary<Value[]>;
const records: fc.Arbitrary<PlainRecords> = fc.array(fc.array(row, { maxLength: 14 }), { minLength: 1, maxLength: 3 })
  .map((sources) => ({ columns: COLUMNS, sources }));
const term: fc.Arbitrary<BlockingTerm> = fc.constantFrom<BlockingTerm>(
  { of: { column: 'a' } }, { of: { column: 'b' } }, { of: { column: 'b' }, against: { column: 'b2' } }, { of: { column: 'b2' }, against: { column: 'b' } },
  { of: { column: 'l' }, explode: true }, { of: { column: 'l' }, against: { column: 'l2' }, explode: true }, { of: { column: 'l' } }, { of: { column: 'n' }, explode: true },
  { of: { column: 't' }, against: { column: 'l' }, explode: true }, { of: { column: 'l2' }, against: { column: 't' }, explode: true },
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

  test('a pair belongs to the first rule whose condition it meets', () => {
    const where: Condition = { kind: 'equal', of: column('a') };
    const swapped: Condition = { kind: 'equal', of: column('b'), against: column('b2') };
    fc.assert(fc.property(records, rulesOf(true), linkType, fc.array(fc.constantFrom(where, swapped, null), { minLength: 4, maxLength: 4 }), (plain, rules, type, conditions) => {
      const tested = rules.map((rule, index): BlockingRule => {
        const condition = conditions[index]!;
        return condition === null ? rule : { any: ('any' in rule ? rule.any : [rule]).map((each) => ({ ...each, where: condition })) };
      });
      const isTested = tested.some((rule) => 'any' in rule && rule.any.some((each) => each.where !== undefined));
      const expected = naivePairs(plain, tested, type);
      const ofRule = (rule: number): number => expected.filter((pair) => pair.rule === rule).length;
      const bounded = blockRecords(readyRecords(plain), tested, type);
      expect(inOrder(visited(bounded))).toEqual(expected);
      expect(bounded.isExact).toBe(!isTested);
      bounded.pairsOfRule.forEach((bound, rule) => {
        expect(bound).toBeGreaterThanOrEqual(ofRule(rule));
      });
      const counted = blockRecords(readyRecords(plain), tested, type, { countsConditions: true });
      expect(counted.isExact).toBe(true);
      expect([...counted.pairsOfRule]).toEqual(rules.map((_, rule) => ofRule(rule)));
      expect(counted.lost.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(naiveLost(plain, tested, type));
    }), { numRuns: 200 });
  });

  test('counts large blocks that overlap without looking at their pairs', () => {
    const coarse = fc.array(fc.tuple(...Array.from({ length: 4 }, () => fc.constantFrom('x', 'y', null))), { minLength: 60, maxLength: 120 });
    const rule: fc.Arbitrary<BlockingRule> = fc.record({ on: fc.subarray<BlockingTerm>(
      [{ of: column('a') }, { of: column('b') }, { of: column('c') }, { of: column('a'), against: column('a2') }]) });
    fc.assert(fc.property(coarse, fc.nat(60), fc.array(rule, { minLength: 2, maxLength: 5 }), linkType, (rows, cut, rules, type) => {
      const plain = { columns: ['a', 'a2', 'b', 'c'], sources: [rows.slice(0, cut), rows.slice(cut)] };
      const candidates = blockRecords(readyRecords(plain), rules, type);
      const pairs = visited(candidates, null, 4096);
      expect([...candidates.pairsOfRule]).toEqual(rules.map((_, index) => pairs.filter((pair) => pair.rule === index).length));
    }), { numRuns: 150 });
  });

  test('what a thread is sent gives the same pairs', () => {
    fc.assert(fc.property(records, rulesOf(true), linkType, (plain, rules, type) => {
      const candidates = blockRecords(readyRecords(plain), rules, type);
      const pairs: number[] = [];
      visitPairs(structuredClone(candidates.program), candidates.tests, null, 50, (lefts, rights, _rules, count) => {
        for (let pair = 0; pair < count; pair++) pairs.push(lefts[pair]!, rights[pair]!);
        return true;
      });
      expect(pairs).toEqual(visited(candidates).flatMap(({ left, right }) => [left, right]));
    }), { numRuns: 50 });
  });

  test('a record whose lists multiply beyond 65,536 blocks is refused with rule and counts, before any block is made', () => {
    const list = (length: number): string[] => Array.from({ length }, (_, index) => `e${index}`);
    const [ofList, ofOther]: readonly BlockingTerm[] = [{ of: column('l'), explode: true }, { of: column('l2'), explode: true }];
    const both: BlockingRule = { on: [ofList!, ofOther!] };
    const plainOf = (...rows: readonly (readonly [string | null, string[] | null, string[] | null])[]): PlainRecords => ({ columns: ['a', 'l', 'l2'], sources: [rows] });
    const blocked = (plain: PlainRecords, ...rules: readonly BlockingRule[]): number => blockRecords(readyRecords(plain), rules, 'dedupe').totalPairs;
    // 256 × 256 combinations are the most; a null in another term leaves none.
    expect(blocked(plainOf(['x', list(256), list(256)], ['x', list(1), list(1)]), both)).toBe(1);
    const wide = plainOf(['x', list(1000), list(1000)], [null, list(300), list(300)], ['x', list(2), null]);
    expect(() => blocked(wide, { on: [{ of: column('a') }] }, both)).toThrow('blocking[1]: lists that are taken apart put 2 records into more than 65536 blocks each, one into 1000000 [DATA_LIST_LIMIT]');
    expect(() => blocked(wide, { on: [ofList!, ofOther!, { of: column('a') }] })).toThrow('put 1 records');
    expect(blocked(wide, { on: [ofList!] })).toBe(3);
    expect(() => blocked(plainOf(['x', list(65_537), null]), { on: [ofList!] })).toThrow('one into 65537');
  });

  test('blocks lie in shared memory where records do', () => {
    const ready = readyRecords({ columns: ['a', 'l'], sources: [[['x', ['p']], ['x', ['p', 'q']]]] });
    const shared = (words: Uint32Array): Uint32Array => {
      const copy = new Uint32Array(new SharedArrayBuffer(words.byteLength));
      copy.set(words);
      return copy;
    };
    const { sourceStarts, columns } = ready.table;
    const table = { ...ready.table, sourceStarts: shared(sourceStarts), columns: columns.map((each) => ({ ...each, codes: shared(each.codes) })) };
    const { program } = blockRecords({ ...ready, table }, [{ on: [{ of: column('a') }] }, { on: [{ of: column('l'), explode: true }] }], 'dedupe');
    for (const { leftIds, leftMembers } of program.branches) {
      for (const array of [leftIds.ids, leftMembers.starts, leftMembers.records]) expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
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

  test('tells what the records of a block share only when asked, and not what is unclear', () => {
    const plain: PlainRecords = { columns: ['a', 'l', 'n'], sources: [[['x', ['p', 'q'], [1]], ['x', ['q', 'p'], [2, 1]], ['x', ['q', null], null]]] };
    const rules: BlockingRule[] = [{ on: [{ of: column('a') }, { of: column('l'), explode: true }] }, { any: [{ on: [{ of: column('n'), explode: true }] }, { on: [] }] }];
    const ready = readyRecords(plain);
    const candidates = blockRecords(ready, rules, 'dedupe');
    const values = [0, 1, 2, 3].map((place) => {
      const size = candidates.largestBlocks(9)[place]!;
      return [size.pairs, blockValues(ready, rules, candidates, size).map(({ value }) => value)];
    });
    // Those of q are x and q; those of p share q too; of numbers 1; of the last branch nothing is asked.
    expect(values).toEqual([[3, ['x', 'q']], [3, []], [1, ['x', null]], [1, [1]]]);
    expect(JSON.stringify(candidates.largestBlocks(9))).not.toMatch(/"[xpq]"/);
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
    expect(() => blockRecords(readyRecords(plain), rules, 'dedupe', options)).toThrow(/blocking gives at least 36 pairs, expected at most 35 \[DATA_PAIR_LIMIT\]/);
    expect(blockRecords(readyRecords(plain), rules, 'dedupe', { maxPairs: 36 }).totalPairs).toBe(36);
  });

  test('refuses to explode what is no list, and sides of two kinds', () => {
    const ready = readyRecords({ columns: ['a', 'l'], sources: [[['x', ['p']]]] });
    const rules: BlockingRule[] = [{ any: [{ on: [{ of: { column: 'a' }, explode: true }] }] }, { on: [{ of: { column: 'a' }, against: { column: 'l' } }] }];
    expect(() => blockRecords(ready, rules, 'dedupe')).toThrow(/blocking\[0\]\.any\[0\]\.on\[0\]: expected lists[^]*blocking\[1\]\.on\[0\]: expected two sides of one kind, got text and texts/);
  });
});
