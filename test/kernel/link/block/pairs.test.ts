// How blocks become pairs: in which order, under which rule, in which parts, and how many without looking at them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countLostPairs, largestBlocks, makeBlockProgram } from '../../../../src/link/kernel/block/block-program.ts';
import { makeBlockIndex, type ForeignRecord } from '../../../../src/link/kernel/block/block-index.ts';
import { countBranchPairs } from '../../../../src/link/kernel/block/count-pairs.ts';
import type { BranchSpecification } from '../../../../src/link/kernel/block/make-branch.ts';
import type { BlockProgram } from '../../../../src/link/kernel/block/program.ts';
import { splitPairs } from '../../../../src/link/kernel/block/split-pairs.ts';
import { firstShared, isPlain, visitPairs } from '../../../../src/link/kernel/block/visit-pairs.ts';
import { OWN_ARRAYS } from '../../../../src/link/kernel/records/array-maker.ts';
import type { RecordTable } from '../../../../src/link/kernel/records.ts';
import { branch, codesColumn, listsColumn, pairsOf, tableOfColumns, term, textsUpTo } from './some-records.ts';

const words = (...values: number[]): Uint32Array => Uint32Array.from(values);
const programOf = (table: RecordTable, branches: readonly BranchSpecification[], scope: 'all' | 'acrossSources' = 'all'): BlockProgram =>
  makeBlockProgram(table, scope, branches.length, branches, OWN_ARRAYS).program;

/** Two columns whose blocks overlap: {0, 1, 2} and {3, 4}; {1, 2, 3} and {0, 4}. */
const OVERLAPPING = tableOfColumns([codesColumn([1, 1, 1, 2, 2]), codesColumn([2, 1, 1, 1, 2])]);
const BOTH = [branch(0, [term(0)]), branch(1, [term(1)])];

describe('a visit', () => {
  test('goes through rules, blocks by first record, left and right, and gives a pair to its first rule', () => {
    expect(pairsOf(programOf(OVERLAPPING, BOTH))).toEqual(['0 1 0', '0 2 0', '1 2 0', '3 4 0', '0 4 1', '1 3 1', '2 3 1']);
    expect(pairsOf(programOf(OVERLAPPING, [branch(0, [term(1)]), branch(1, [term(0)])]))).toEqual(['0 4 0', '1 2 0', '1 3 0', '2 3 0', '0 1 1', '0 2 1', '3 4 1']);
  });

  test('across sources leaves out pairs within one', () => {
    const table = tableOfColumns(OVERLAPPING.columns, [2, 0, 3]);
    expect(pairsOf(programOf(table, BOTH, 'acrossSources'))).toEqual(['0 2 0', '1 2 0', '0 4 1', '1 3 1']);
  });

  test('hands out full chunks and a last one, and asks no more of a visitor that has enough', () => {
    const program = programOf(tableOfColumns([codesColumn(new Array<number>(60).fill(1))]), [branch(0, [term(0)])]);
    const sizes: number[] = [];
    visitPairs(program, [], null, 500, (_lefts, _rights, _rules, pairs) => sizes.push(pairs) > 0);
    expect(sizes).toEqual([500, 500, 500, 270]);
    let calls = 0;
    visitPairs(program, [], null, 1, () => ++calls < 10);
    expect(calls).toBe(10);
  });

  test('hands out the same arrays again and again', () => {
    const program = programOf(OVERLAPPING, BOTH);
    const seen = new Set<Uint32Array>();
    visitPairs(program, [], null, 2, (lefts) => seen.add(lefts).size > 0);
    expect(seen.size).toBe(1);
  });

  test('of a long row gives all of it', () => {
    const records = 5000;
    const program = programOf(tableOfColumns([codesColumn(new Array<number>(records).fill(1)), codesColumn(Array.from({ length: records }, (_, record) => 1 + record % 2))]), [branch(0, [term(1)]), branch(1, [term(0)])]);
    const range = { from: { branch: 1, block: 0, row: 0 }, to: { branch: 1, block: 0, row: 1 }, pairs: 0 };
    expect(pairsOf(program, [], range)).toEqual(Array.from({ length: records / 2 }, (_, index) => `0 ${2 * index + 1} 1`));
  });

  test('asks the condition only of pairs that no earlier rule gives', () => {
    const program = programOf(OVERLAPPING, [branch(0, [term(0)]), branch(1, [term(1)], { isTested: true })]);
    const asked: string[] = [];
    const ask = (left: number, right: number): boolean => asked.push(`${left} ${right}`) % 2 === 0;
    expect(pairsOf(program, [null, ask])).toEqual(['0 1 0', '0 2 0', '1 2 0', '3 4 0', '1 3 1']);
    expect(asked).toEqual(['0 4', '1 3', '2 3']);
  });

  test('without the test of a tested branch, or with chunks of nothing, is refused', () => {
    const program = programOf(OVERLAPPING, [branch(0, [term(0)], { isTested: true })]);
    expect(() => { visitPairs(program, [], null, 5, () => true); }).toThrow('tests[0]: expected a test');
    for (const chunk of [0, -1, 1.5, NaN]) expect(() => { visitPairs(program, [() => true], null, chunk, () => true); }).toThrow('chunkPairs: expected an integer of at least 1');
  });

  test('gives a pair that shares several elements once, in its first block', () => {
    const lists = tableOfColumns([listsColumn([[1, 2, 3], [3, 2], [2, 1], [3]])]);
    expect(pairsOf(programOf(lists, [branch(0, [term(0, 0, true)])]))).toEqual(['0 2 0', '0 1 0', '1 2 0', '0 3 0', '1 3 0']);
  });

  test('finds the first block two records share', () => {
    const lists = { offsets: words(0, 2, 4), ids: words(1, 5, 2, 5) };
    const single = { offsets: null, ids: words(0, 5) };
    expect([firstShared(lists, 0, lists, 1), firstShared(lists, 0, single, 1), firstShared(single, 0, single, 0), firstShared(lists, 0, lists, 0)]).toEqual([5, 5, 0, 1]);
  });
});

describe('parts', () => {
  test('follow each other, none empty, and a block may be cut', () => {
    const program = programOf(OVERLAPPING, BOTH);
    const parts = splitPairs(program, 3);
    expect(parts.map(({ pairs }) => pairs)).toEqual([3, 4, 1]);
    expect(parts.flatMap((range) => pairsOf(program, [], range))).toEqual(pairsOf(program));
    expect(parts[0]!.from).toEqual({ branch: 0, block: 0, row: 0 });
    for (let index = 1; index < parts.length; index++) expect(parts[index]!.from).toEqual(parts[index - 1]!.to);
  });

  test('are no more than there are rows with pairs, and none without pairs', () => {
    const program = programOf(OVERLAPPING, BOTH);
    expect(splitPairs(program, 100).reduce((sum, { pairs }) => sum + pairs, 0)).toBe(8);
    expect(splitPairs(programOf(tableOfColumns([codesColumn([1, 2])]), [branch(0, [term(0)])]), 4)).toEqual([]);
    for (const count of [0, -1, 0.5]) expect(() => splitPairs(program, count)).toThrow('count: expected an integer of at least 1');
  });

  test('of a huge block are about equal', () => {
    const program = programOf(tableOfColumns([codesColumn(new Array<number>(3000).fill(1))]), [branch(0, [term(0)])]);
    for (const count of [2, 7, 64]) {
      const parts = splitPairs(program, count);
      expect(parts).toHaveLength(count);
      for (const { pairs } of parts) expect(Math.abs(pairs - 4_498_500 / count)).toBeLessThan(3000);
    }
  });
});

describe('counts', () => {
  test('of large overlapping blocks are those of a visit, without one', () => {
    const columns = fc.integer({ min: 40, max: 160 }).chain((rows) => fc.tuple(...Array.from({ length: 5 }, () => fc.array(fc.integer({ min: 0, max: 3 }), { minLength: rows, maxLength: rows }))));
    fc.assert(fc.property(columns, fc.nat(40), fc.constantFrom('all' as const, 'acrossSources' as const), fc.boolean(), (given, cut, scope, isSided) => {
      const branches = given.map((_, index) => branch(index, [term(index)]));
      const texts = textsUpTo(3);
      const shared = tableOfColumns(given.map((column) => codesColumn(column, texts)), [cut, given[0]!.length - cut]);
      const program = programOf(shared, isSided ? [...branches.slice(1), branch(5, [term(0, 1)])] : branches, scope);
      const pairs = pairsOf(program, [], null, 4096);
      program.branches.forEach(({ rule }, index) => {
        expect(countBranchPairs(program, index, []).pairs).toBe(pairs.filter((pair) => pair.endsWith(` ${rule}`)).length);
      });
    }), { numRuns: 60 });
  });

  test('of many pairs take no longer for being many', () => {
    const records = 60_000;
    const program = programOf(tableOfColumns([1, 2, 3].map((count) => codesColumn(Array.from({ length: records }, (_, record) => 1 + record % count)))), [branch(0, [term(2)]), branch(1, [term(1)]), branch(2, [term(0)])]);
    const pairsWithin = (count: number): number => count * ((records / count) * (records / count - 1) / 2);
    // By remainders: those equal modulo 3; modulo 2, less modulo 6; the rest, since equal modulo 1 are all.
    const counts = [0, 1, 2].map((index) => countBranchPairs(program, index, []));
    expect(counts.map(({ pairs }) => pairs)).toEqual([pairsWithin(3), pairsWithin(2) - pairsWithin(6), pairsWithin(1) - pairsWithin(3) - pairsWithin(2) + pairsWithin(6)]);
    expect(counts.every(({ isExact }) => isExact)).toBe(true);
  });

  test('of rules that say the same are nothing after the first', () => {
    const program = programOf(tableOfColumns([codesColumn(new Array<number>(500).fill(1))]), Array.from({ length: 12 }, (_, rule) => branch(rule, [term(0)])));
    expect(program.branches.map((_, index) => countBranchPairs(program, index, []).pairs)).toEqual([124_750, ...new Array<number>(11).fill(0)]);
  });

  test('with tests are exact where they are evaluated, and bounds where not', () => {
    const program = programOf(OVERLAPPING, [branch(0, [term(0)], { isTested: true }), branch(1, [term(1)])]);
    const tests = [(left: number) => left === 0, null];
    expect([0, 1].map((index) => countBranchPairs(program, index, tests))).toEqual([{ pairs: 2, isExact: true }, { pairs: 4, isExact: true }]);
    expect([0, 1].map((index) => countBranchPairs(program, index, null))).toEqual([{ pairs: 4, isExact: false }, { pairs: 4, isExact: false }]);
  });

  test('that go through pairs end once there are too many', () => {
    const lists = programOf(tableOfColumns([listsColumn(Array.from({ length: 400 }, () => [1, 2]))]), [branch(0, [term(0, 0, true)])]);
    expect(isPlain(lists.branches[0]!)).toBe(false);
    expect(countBranchPairs(lists, 0, []).pairs).toBe(79_800);
    expect(countBranchPairs(lists, 0, [], 100).pairs).toBe(16_384);
  });
});

describe('caps', () => {
  test('lose what no other rule gives, by rule', () => {
    const capped = [branch(0, [term(0)], { maxBlockRecords: 2 }), branch(1, [term(1)], { maxBlockRecords: 2 })];
    const blocked = makeBlockProgram(OVERLAPPING, 'all', 2, capped, OWN_ARRAYS);
    expect(pairsOf(blocked.program)).toEqual(['3 4 0', '0 4 1']);
    // The pair 1 2 is in both large blocks: it is lost once, with the first rule.
    expect(countLostPairs(blocked, [null, null])).toEqual([{ rule: 0, blocks: 1, pairs: 3, isExact: true }, { rule: 1, blocks: 1, pairs: 2, isExact: true }]);
    expect(countLostPairs(makeBlockProgram(OVERLAPPING, 'all', 2, BOTH, OWN_ARRAYS), null)).toEqual([]);
  });

  test('with tests lose what passes them', () => {
    const blocked = makeBlockProgram(OVERLAPPING, 'all', 1, [branch(0, [term(0)], { maxBlockRecords: 2, isTested: true })], OWN_ARRAYS);
    expect(countLostPairs(blocked, [(left) => left === 0])).toEqual([{ rule: 0, blocks: 1, pairs: 2, isExact: true }]);
    expect(countLostPairs(blocked, null)).toEqual([{ rule: 0, blocks: 1, pairs: 3, isExact: false }]);
  });
});

describe('the largest blocks', () => {
  test('come by their pairs, of equal ones the first', () => {
    const program = programOf(OVERLAPPING, BOTH);
    expect(largestBlocks(program, 3).map(({ rule, block, pairs }) => [rule, block, pairs])).toEqual([[0, 0, 3], [1, 1, 3], [0, 1, 1]]);
    expect(largestBlocks(program, 100)).toHaveLength(4);
    expect(largestBlocks(program, 0)).toEqual([]);
  });

  test('have the members of both sides', () => {
    const table = tableOfColumns([codesColumn([1, 1, 2, 2]), codesColumn([2, 2, 1, 1])].map((column, _, all) => ({ ...column, dictionary: all[0]!.dictionary })));
    expect(largestBlocks(programOf(table, [branch(0, [term(0, 1)])]), 1)).toEqual([{ rule: 0, branch: 0, block: 0, leftRecords: 2, rightRecords: 2, pairs: 4 }]);
  });
});

describe('an index', () => {
  const foreign = (codes: readonly number[]): ForeignRecord => ({ codeOf: (column) => codes[column]!, elementsOf: () => [] });

  test('finds blocks of one record too, by rule and each record once', () => {
    const index = makeBlockIndex(tableOfColumns([codesColumn([1, 2, 3]), codesColumn([7, 7, 8])]), BOTH);
    const { size, records, rules } = index.find(foreign([2, 7]));
    expect([[...records.subarray(0, size)], [...rules.subarray(0, size)]]).toEqual([[1, 0], [0, 1]]);
    expect(index.find(foreign([0, 0])).size).toBe(0);
    expect(index.find(foreign([9, 9])).size).toBe(0);
  });

  test('finds combinations among many whose hashes meet', () => {
    const rows = 3000;
    const table = tableOfColumns([codesColumn(Array.from({ length: rows }, (_, row) => 1 + row % 60)), codesColumn(Array.from({ length: rows }, (_, row) => 1 + Math.floor(row / 60)))]);
    const index = makeBlockIndex(table, [branch(0, [term(0), term(1)])]);
    for (let row = 0; row < rows; row++) {
      const { size, records } = index.find(foreign([table.columns[0]!.codes[row]!, table.columns[1]!.codes[row]!]));
      expect([size, records[0]]).toEqual([1, row]);
    }
  });
});
