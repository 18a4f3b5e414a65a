import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockIndex } from '../../src/link/block/block-index.ts';
import type { ForeignRecord } from '../../src/link/kernel/block/block-index.ts';
import type { BlockingRule, BlockingTerm } from '../../src/link/model/blocking-rule.ts';
import { naivePairs, readyRecords, type PlainRecords, type Value } from './naive-blocking.ts';

const COLUMNS = ['a', 'b', 'b2', 'l', 'l2', 'n'];
const column = (name: string): { column: string } => ({ column: name });

/** A record in the codes of prepared ones: what none of them has is 0. */
function foreignRecord(plain: PlainRecords, row: readonly Value[]): ForeignRecord {
  const { columns } = readyRecords(plain).table;
  const rows = plain.sources.flat();
  /** Every prepared value of the domain of a column, with its code. */
  const prepared = (index: number): { value: Value; code: number }[] => plain.columns.flatMap((name, other) =>
    name[0] === plain.columns[index]![0] ? rows.map((each, record) => ({ value: each[other]!, code: columns[other]!.codes[record]! })) : []);
  return {
    codeOf: (index) => prepared(index).find(({ value }) => value !== null && JSON.stringify(value) === JSON.stringify(row[index]))?.code ?? 0,
    elementsOf(index) {
      const { dictionary } = columns[index]!;
      const own = (row[index] ?? []) as readonly (string | number | null)[];
      if (dictionary.kind !== 'texts') return own.map(Number);
      return own.map((element) => {
        const holder = prepared(index).find(({ value }) => element !== null && (value as readonly unknown[] | null)?.includes(element) === true);
        return holder === undefined ? 0 : dictionary.elements[dictionary.offsets[holder.code]! + (holder.value as readonly unknown[]).indexOf(element)]!;
      });
    },
  };
}

const text = fc.option(fc.constantFrom('x', 'y', 'z'), { nil: null });
const list = fc.option(fc.array(fc.option(fc.constantFrom('p', 'q', 'r'), { nil: null }), { maxLength: 3 }), { nil: null });
const numbers = fc.option(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }), { nil: null });
const row = fc.tuple(text, text, text, list, list, numbers) as fc.Arbitrary<Value[]>;
const rules: fc.Arbitrary<BlockingRule[]> = fc.array(fc.record({
  on: fc.array(fc.constantFrom<BlockingTerm>(
    { of: column('a') }, { of: column('b') }, { of: column('b'), against: column('b2') },
    { of: column('l'), explode: true }, { of: column('l'), against: column('l2'), explode: true }, { of: column('n'), explode: true },
  ), { maxLength: 3 }),
  maxBlockRecords: fc.integer({ min: 2, max: 9 }),
}, { requiredKeys: ['on'] }), { minLength: 1, maxLength: 4 });

describe('blockIndex', () => {
  test('finds for a new record what it would be paired with as the last one, under the same rules', () => {
    fc.assert(fc.property(fc.array(row, { maxLength: 12 }), row, rules, (rows, added, blocking) => {
      const plain: PlainRecords = { columns: COLUMNS, sources: [rows] };
      const { size, records, rules: found } = blockIndex(readyRecords(plain), blocking).find(foreignRecord(plain, added));
      const expected = naivePairs({ ...plain, sources: [rows, [added]] }, blocking, 'link').map(({ left, rule }) => [rule, left]);
      const actual = Array.from({ length: size }, (_, index) => [found[index]!, records[index]!]).sort(([rule, left], [otherRule, otherLeft]) => rule! - otherRule! || left! - otherLeft!);
      expect(actual).toEqual(expected);
    }), { numRuns: 300 });
  });

  test('one search does not remember another, and a condition is asked of its branch only', () => {
    const plain: PlainRecords = { columns: ['a', 'b'], sources: [[['x', 'p'], ['x', 'q'], ['y', 'q']]] };
    const index = blockIndex(readyRecords(plain), [{ on: [{ of: column('a') }], where: { kind: 'equal', of: column('b') } }, { on: [{ of: column('b') }] }]);
    const foreign = foreignRecord(plain, ['x', 'q']);
    for (let search = 0; search < 3; search++) {
      const asked: number[][] = [];
      const { size, records, rules: found } = index.find(foreign, (branch, record) => asked.push([branch, record]) > 1);
      expect([[...records.subarray(0, size)], [...found.subarray(0, size)], asked]).toEqual([[1, 2], [0, 1], [[0, 0], [0, 1]]]);
    }
  });

  test('without prepared records, or of nulls, nothing is found', () => {
    const rule: BlockingRule = { on: [{ of: column('a') }] };
    const foreign: ForeignRecord = { codeOf: () => 0, elementsOf: () => [] };
    expect(blockIndex(readyRecords({ columns: ['a'], sources: [[]] }), [rule, { on: [] }]).find(foreign).size).toBe(0);
    expect(blockIndex(readyRecords({ columns: ['a'], sources: [[['x'], [null]]] }), [rule]).find(foreign).size).toBe(0);
  });

  test('finds as many candidates as there are', () => {
    const plain: PlainRecords = { columns: ['a'], sources: [Array.from({ length: 500 }, () => ['x'])] };
    const { size, records } = blockIndex(readyRecords(plain), []).find(foreignRecord(plain, ['y']));
    expect([size, records[499]]).toEqual([500, 499]);
  });
});
