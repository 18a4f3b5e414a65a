// How records become blocks, one part after another, by examples and against naive lines.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countCombinations } from '../../../../src/link/kernel/block/count-combinations.ts';
import { codeNumbers, blockPart, listedBlocks } from '../../../../src/link/kernel/block/listed-blocks.ts';
import { groupRecords, haveOneDictionary, sortByBlock, type SidedMembers } from '../../../../src/link/kernel/block/group-records.ts';
import { makeBranch, recordsOfGroup } from '../../../../src/link/kernel/block/make-branch.ts';
import { cartesianPairs, firstPartner, pairsOfSet, setOfBlock, type BlockMembers, type PairScope } from '../../../../src/link/kernel/block/program.ts';
import { groupByCode, makeGroups, makeSplitScratch, oneGroup, splitRecords } from '../../../../src/link/kernel/block/split-records.ts';
import { tupleNumbers } from '../../../../src/link/kernel/block/tuple-numbers.ts';
import { OWN_ARRAYS } from '../../../../src/link/kernel/records/array-maker.ts';
import { branch, codesColumn, listsColumn, tableOfColumns, term, textsUpTo } from './some-records.ts';

const words = (...values: number[]): Uint32Array => Uint32Array.from(values);
const groupsOf = ({ starts, records }: BlockMembers): number[][] => Array.from({ length: starts.length - 1 }, (_, group) => [...records.subarray(starts[group], starts[group + 1])]);
const scopes: readonly PairScope[] = ['all', 'acrossSources'];
const codes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 40 });

describe('pairs of a set', () => {
  const starts = words(0, 3, 3, 5);

  test('are all pairs, or those across sources, empty ones among them', () => {
    expect(cartesianPairs({ records: 5, sourceStarts: starts, scope: 'all' })).toBe(10);
    expect(cartesianPairs({ records: 5, sourceStarts: starts, scope: 'acrossSources' })).toBe(6);
    for (const scope of scopes) expect(cartesianPairs({ records: 0, sourceStarts: words(0, 0), scope })).toBe(0);
    expect(cartesianPairs({ records: 1, sourceStarts: words(0, 1), scope: 'all' })).toBe(0);
    expect(cartesianPairs({ records: 2 ** 31, sourceStarts: words(0, 2 ** 31), scope: 'all' })).toBe(2 ** 61 - 2 ** 30);
  });

  test('start after the record, or with the next source', () => {
    expect([0, 2, 4].map((left) => firstPartner({ sourceStarts: starts, scope: 'all' }, left))).toEqual([1, 3, 5]);
    expect([0, 2, 3, 4].map((left) => firstPartner({ sourceStarts: starts, scope: 'acrossSources' }, left))).toEqual([3, 3, 5, 5]);
  });

  test('are counted as two loops count them', () => {
    const some = fc.uniqueArray(fc.nat(19), { maxLength: 20 }).map((records) => records.sort((left, right) => left - right));
    fc.assert(fc.property(some, some, fc.constantFrom(...scopes), fc.array(fc.nat(20), { maxLength: 3 }), fc.boolean(), (lefts, others, scope, cuts, isSymmetric) => {
      const rights = isSymmetric ? lefts : others;
      const sourceStarts = words(0, ...cuts.sort((left, right) => left - right), 20);
      const sourceOf = (record: number): number => sourceStarts.findLastIndex((start) => start <= record);
      const expected = lefts.reduce((sum, left) => sum + rights.filter((right) => right > left && (scope === 'all' || sourceOf(left) !== sourceOf(right))).length, 0);
      const leftWords = words(...lefts);
      const set = { lefts: leftWords, leftStart: 0, leftEnd: lefts.length, rights: isSymmetric ? leftWords : words(...rights), rightStart: 0, rightEnd: rights.length };
      expect(pairsOfSet({ scope, sourceStarts }, set) + 0).toBe(expected);
    }));
  });

  test('of a block are found in the arrays of all members', () => {
    const members = { starts: words(0, 2, 5), records: words(0, 4, 1, 2, 3) };
    expect(setOfBlock(members, members, 1)).toMatchObject({ leftStart: 2, leftEnd: 5, rightStart: 2, rightEnd: 5 });
  });
});

describe('numbers of combinations', () => {
  test('are given in the order of first meeting; nulls have none', () => {
    const single = tupleNumbers([9]);
    const numbers = new Uint32Array(5);
    single.assign([words(7, 0, 3, 7, 9)], 5, numbers);
    expect([[...numbers], single.size, [...single.codesOf(0)]]).toEqual([[1, 0, 2, 1, 3], 3, [0, 7, 3, 9]]);
    const double = tupleNumbers([9, 9]);
    double.assign([words(1, 1, 0, 2, 1), words(5, 6, 5, 0, 5)], 5, numbers);
    expect([[...numbers], double.size, [...double.codesOf(0)], [...double.codesOf(1)]]).toEqual([[1, 2, 0, 0, 1], 2, [0, 1, 1], [0, 5, 6]]);
  });

  test('go on where they were, over many runs of rows', () => {
    const rows = 40_000;
    const [one, two] = [new Uint32Array(rows).map((_, row) => row % 7), new Uint32Array(rows).map((_, row) => row % 11)];
    const numbers = new Uint32Array(rows);
    const double = tupleNumbers([6, 10]);
    for (let round = 0; round < 2; round++) double.assign([one, two], rows, numbers);
    expect(double.size).toBe(60);
    const known = new Map<string, number>();
    numbers.forEach((number, row) => {
      if (one[row] === 0 || two[row] === 0) return expect(number).toBe(0);
      const name = `${one[row]} ${two[row]}`;
      if (!known.has(name)) known.set(name, known.size + 1);
      return expect(number).toBe(known.get(name));
    });
  });

  test('without parts are 1 for every row', () => {
    const numbers = new Uint32Array(3);
    const none = tupleNumbers([]);
    none.assign([], 3, numbers);
    expect([[...numbers], none.size]).toEqual([[1, 1, 1], 1]);
  });
});

describe('splitting records', () => {
  test('leaves out nulls and records that are alone, and leaves its scratch clean', () => {
    fc.assert(fc.property(codes, codes, (one, two) => {
      const rows = Math.min(one.length, two.length);
      const [leftCodes, rightCodes] = [words(...one.slice(0, rows)), words(...two.slice(0, rows))];
      const all = new Uint32Array(rows).map((_, record) => record);
      const set = { lefts: all, leftStart: 0, leftEnd: rows, rights: all, rightStart: 0, rightEnd: rows };
      const scratch = makeSplitScratch(4, false);
      const sides = makeGroups(rows, rows);
      splitRecords(set, leftCodes, rightCodes, scratch, sides);
      const own = makeGroups(rows, null);
      const ownScratch = makeSplitScratch(4, true);
      splitRecords(set, leftCodes, leftCodes, ownScratch, own);
      for (const array of [...Object.values(scratch), ...Object.values(ownScratch)] as Uint32Array[]) expect(array.every((count) => count === 0)).toBe(true);
      const holders = (all: Uint32Array, code: number): number[] => [...all.keys()].filter((record) => all[record] === code);
      const first = [...new Set(leftCodes)].filter((code) => code !== 0);
      expect(ends(own.lefts, own.leftEnds, own.size)).toEqual(first.map((code) => holders(leftCodes, code)).filter(({ length }) => length > 1));
      const shared = first.filter((code) => rightCodes.includes(code));
      expect(ends(sides.lefts, sides.leftEnds, sides.size)).toEqual(shared.map((code) => holders(leftCodes, code)));
      expect(ends(sides.rights, sides.rightEnds, sides.size)).toEqual(shared.map((code) => holders(rightCodes, code)));
    }));
  });

  test('by codes that were counted gives the groups of a split, in the order of the codes', () => {
    fc.assert(fc.property(codes, (values) => {
      const column = codesColumn(values);
      const { size, lefts, rights, leftEnds, rightEnds } = groupByCode(column);
      const holders = (code: number): number[] => [...values.keys()].filter((record) => values[record] === code);
      expect(ends(lefts, leftEnds, size)).toEqual([1, 2, 3, 4].map(holders).filter(({ length }) => length > 1));
      expect([rights, rightEnds]).toEqual([lefts, leftEnds]);
    }));
  });

  test('starts from one group of all records, of which there may be none', () => {
    for (const records of [0, 3]) expect(ends(oneGroup(records).lefts, oneGroup(records).leftEnds, 1)).toEqual([[...Array(records).keys()]]);
    expect(groupByCode(codesColumn([]))).toMatchObject({ size: 0 });
  });

  function ends(records: Uint32Array, ends: Uint32Array, size: number): number[][] {
    return Array.from({ length: size }, (_, group) => [...records.subarray(group === 0 ? 0 : ends[group - 1], ends[group])]);
  }
});

describe('grouping records', () => {
  const sorted = ({ lefts, rights }: SidedMembers): [number[], number[]][] => {
    const others = groupsOf(rights);
    return groupsOf(lefts).map((left, group): [number[], number[]] => [left, others[group]!]).sort(([left], [right]) => left[0]! - right[0]!);
  };

  test('puts together what agrees on all terms, whatever their order', () => {
    fc.assert(fc.property(codes, codes, codes, fc.constantFrom([0, 1, 2], [2, 0, 1], [1, 2, 0]), (one, two, three, order) => {
      const rows = Math.min(one.length, two.length, three.length);
      const table = tableOfColumns([one, two, three].map((column) => codesColumn(column.slice(0, rows), textsUpTo(4))));
      const expected = new Map<string, number[]>();
      for (let record = 0; record < rows; record++) {
        const values = [one[record]!, two[record]!, three[record]!];
        if (!values.includes(0)) expected.set(values.join(), [...expected.get(values.join()) ?? [], record]);
      }
      expect(sorted(groupRecords(table, order.map((column) => term(column))))).toEqual([...expected.values()].filter(({ length }) => length > 1).map((group) => [group, group]));
    }));
  });

  test('without terms makes one group of all', () => {
    const { lefts, rights } = groupRecords(tableOfColumns([codesColumn([0, 1])]), []);
    expect(groupsOf(lefts)).toEqual([[0, 1]]);
    expect(rights).toBe(lefts);
  });

  test('of two sides keeps them apart', () => {
    const texts = textsUpTo(3);
    const table = tableOfColumns([codesColumn([1, 2, 3, 0], texts), codesColumn([2, 2, 0, 1], texts)]);
    expect(sorted(groupRecords(table, [term(0, 1)]))).toEqual([[[0], [3]], [[1], [0, 1]]]);
  });

  test('of lists makes a group of every element, once a record', () => {
    const table = tableOfColumns([listsColumn([[1, 2, 1], null, [], [2, 0, 3], [3]]), codesColumn([1, 1, 1, 1, 2])]);
    expect(groupsOf(groupRecords(table, [term(0, 0, true)]).lefts)).toEqual([[0], [0, 3], [3, 4]]);
    expect(groupsOf(groupRecords(table, [term(0, 0, true), term(1)]).lefts)).toEqual([[0], [0, 3], [3], [4]]);
  });

  test('of lists against texts takes a text for a list of one', () => {
    const texts = textsUpTo(3);
    const table = tableOfColumns([listsColumn([[1, 2], [3], null], texts), codesColumn([3, 1, 2], texts)]);
    expect(sorted(groupRecords(table, [term(0, 1, true)])).filter(([left, right]) => left.length * right.length > 0)).toEqual([[[0], [1]], [[0], [2]], [[1], [0]]]);
  });

  test('refuses codes that do not mean the same', () => {
    const table = tableOfColumns([codesColumn([1]), codesColumn([1]), listsColumn([[1]])]);
    expect(() => groupRecords(table, [term(0, 1)])).toThrow('against: expected a column with the same dictionary');
    expect(() => groupRecords(table, [term(2, 0, true)])).toThrow('against: expected a column with the same dictionary');
    const { dictionary } = table.columns[2]!;
    expect([haveOneDictionary(dictionary, dictionary, false), dictionary.kind === 'texts' && haveOneDictionary(dictionary, dictionary.texts, true)]).toEqual([true, true]);
  });

  test('by counting puts records without block first', () => {
    expect(groupsOf(sortByBlock({ offsets: null, ids: words(2, 0, 1, 2) }, 4, 2))).toEqual([[2], [0, 3]]);
    expect(groupsOf(sortByBlock({ offsets: words(0, 2, 2, 3), ids: words(1, 2, 2) }, 3, 2))).toEqual([[0], [0, 2]]);
  });
});

describe('exploding lists', () => {
  test('gives every combination of one element of each', () => {
    const parts = [listsColumn([[1, 2], [2]]), listsColumn([[5, 6], [6]]), codesColumn([1, 1])].map((column) => blockPart(column, true));
    const numbers = tupleNumbers(parts.map(({ size }) => size));
    expect(listedBlocks(parts, 2, numbers)).toEqual({ offsets: words(0, 4, 5), ids: words(1, 2, 3, 4, 4) });
  });

  test('of many elements at once gives them all', () => {
    const long = Array.from({ length: 300 }, (_, index) => index + 1);
    const parts = [listsColumn([long]), listsColumn([long])].map((column) => blockPart(column, true));
    const { ids } = listedBlocks(parts, 1, tupleNumbers([300, 300]));
    expect(ids).toHaveLength(90_000);
    expect([...ids]).toEqual(Array.from({ length: 90_000 }, (_, index) => index + 1));
  });

  test('codes equal numbers as equal, and NaN as null', () => {
    const dictionary = { kind: 'numbers', size: 2, offsets: words(0, 0, 3, 5), numbers: Float64Array.of(1.5, NaN, 0, -0, 1.5) } as const;
    const { elements, numbers } = codeNumbers(dictionary);
    expect([elements[0], elements[1], elements[2]]).toEqual([elements[4], 0, elements[3]]);
    expect(numbers[elements[0]! - 1]).toBe(1.5);
  });
});

describe('a branch', () => {
  const ages = codesColumn([1, 2, 1, 2, 1, 3, 0]);

  test('has blocks in the order of their first record, and leads from each record to its block', () => {
    const table = tableOfColumns([codesColumn([2, 1, 1, 2, 0, 3]), codesColumn([1, 1, 1, 1, 1, 1])]);
    const { kept, capped } = makeBranch(table, 'all', branch(4, [term(0), term(1)]), OWN_ARRAYS);
    expect(groupsOf(kept.leftMembers)).toEqual([[0, 3], [1, 2]]);
    expect(kept.leftIds).toEqual({ offsets: null, ids: words(1, 2, 2, 1, 0, 0) });
    expect([kept.rule, kept.blocks, kept.pairs, capped, kept.rightMembers === kept.leftMembers]).toEqual([4, 2, 2, null, true]);
  });

  test('of one term tells blocks apart by its codes, on either side, unless a block may be left out', () => {
    const dictionary = textsUpTo(3);
    const table = tableOfColumns([codesColumn([2, 1, 1, 2, 0, 3], dictionary), codesColumn([1, 3, 2, 0, 1, 2], dictionary)]);
    const { kept: { leftIds, rightIds, leftMembers } } = makeBranch(table, 'all', branch(0, [term(0)]), OWN_ARRAYS);
    expect([leftIds, rightIds === leftIds, groupsOf(leftMembers)]).toEqual([{ offsets: null, ids: table.columns[0]!.codes, column: 0 }, true, [[0, 3], [1, 2]]]);
    const { kept: sided } = makeBranch(table, 'all', branch(0, [term(0, 1)]), OWN_ARRAYS);
    expect([sided.leftIds, sided.rightIds]).toEqual([{ offsets: null, ids: table.columns[0]!.codes, column: 0 }, { offsets: null, ids: table.columns[1]!.codes, column: 1 }]);
    expect(makeBranch(table, 'all', branch(0, [term(0)], { maxBlockRecords: 9 }), OWN_ARRAYS).kept.leftIds).toEqual({ offsets: null, ids: words(1, 2, 2, 1, 0, 0) });
  });

  test('leaves out blocks that give no pair, and sets large ones aside', () => {
    const { kept, capped } = makeBranch(tableOfColumns([ages]), 'all', branch(0, [term(0)], { maxBlockRecords: 2 }), OWN_ARRAYS);
    expect([groupsOf(kept.leftMembers), kept.pairs]).toEqual([[[1, 3]], 1]);
    expect([groupsOf(capped!.leftMembers), capped!.pairs, [...capped!.leftIds.ids]]).toEqual([[[0, 2, 4]], 3, [1, 0, 1, 0, 1, 0, 0]]);
    const across = makeBranch(tableOfColumns([ages], [5, 2]), 'acrossSources', branch(0, [term(0)]), OWN_ARRAYS);
    expect([across.kept.blocks, across.kept.pairs]).toEqual([0, 0]);
  });

  test('counts a record on both sides of a block once', () => {
    const side = (starts: number[], records: number[]): BlockMembers => ({ starts: words(...starts), records: words(...records) });
    expect(recordsOfGroup({ lefts: side([0, 3], [0, 2, 5]), rights: side([0, 3], [2, 3, 5]) }, 0)).toBe(4);
    const own = side([0, 2], [1, 2]);
    expect(recordsOfGroup({ lefts: own, rights: own }, 0)).toBe(2);
  });

  test('of lists leads from each record to its blocks, rising', () => {
    const { kept } = makeBranch(tableOfColumns([listsColumn([[2, 1], [1], [1, 2], null])]), 'all', branch(0, [term(0, 0, true)]), OWN_ARRAYS);
    expect([groupsOf(kept.leftMembers), kept.leftIds]).toEqual([[[0, 2], [0, 1, 2]], { offsets: words(0, 2, 3, 5, 5), ids: words(1, 2, 2, 1, 2) }]);
    expect(kept.pairs).toBe(4);
  });
});

describe('combinations of elements', () => {
  test('are counted as they are listed', () => {
    const list = fc.option(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 }), { nil: null });
    fc.assert(fc.property(fc.array(fc.tuple(list, list, fc.nat(2)), { maxLength: 12 }), fc.nat(6), (rows, limit) => {
      const parts = [
        { column: listsColumn(rows.map(([one]) => one)), explode: true }, { column: listsColumn(rows.map(([, other]) => other)), explode: true },
        { column: codesColumn(rows.map(([, , code]) => code)), explode: true }, { column: listsColumn(rows.map(([one]) => one)), explode: false },
      ];
      const each = rows.map(([one, other, code]) => (one ?? []).length * (other ?? []).length * Number(code > 0));
      expect(countCombinations(parts, rows.length, limit)).toEqual({ total: each.reduce((sum, count) => sum + count, 0), most: Math.max(0, ...each), recordsBeyond: each.filter((count) => count > limit).length });
    }));
  });

  test('of no parts are one a record', () => {
    expect(countCombinations([], 3, 0)).toEqual({ total: 3, most: 1, recordsBeyond: 3 });
  });
});
