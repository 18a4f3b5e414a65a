// Tables without what is not read of them: the same values, and columns that shared a dictionary share one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeBranch } from '../../../../src/link/kernel/block/make-branch.ts';
import type { RecordColumn, RecordTable, TextDictionary, TextListDictionary } from '../../../../src/link/kernel/records.ts';
import { OWN_ARRAYS } from '../../../../src/link/kernel/records/array-maker.ts';
import { onlyCodesOf, withoutTexts } from '../../../../src/link/kernel/records/light-table.ts';
import { codeColumns } from '../../../link/record-table.ts';

const [first, second, numbers, lists] = codeColumns([
  { kind: 'text', values: ['a', 'b', null] }, { kind: 'text', values: ['b', 'c', 'a'] }, { kind: 'number', values: [1, null, 2] }, { kind: 'texts', values: [['a', 'b'], null, ['c']] },
], [0, 0, 1, 2]) as [RecordColumn, RecordColumn, RecordColumn, RecordColumn];
// The texts of the lists are those of their domain.
const columns = [first, second, numbers, { ...lists, dictionary: { ...lists.dictionary as TextListDictionary, texts: first.dictionary as TextDictionary } }];
const table: RecordTable = { records: 3, sourceStarts: Uint32Array.of(0, 3), columns };
const withoutCodes = ({ counts, dictionary }: RecordColumn): object => ({ counts, dictionary });

describe('a table with some codes only', () => {
  const light = onlyCodesOf(table, new Set([1]));

  test('has the codes that are looked up, and no others', () => {
    expect(light.columns.map(({ codes }) => [...codes])).toEqual([[], [...second.codes], [], []]);
    expect(light.columns[1]!.codes).toBe(second.codes);
  });

  test('has the counts, values and records that there were', () => {
    expect([light.records, light.sourceStarts]).toEqual([3, table.sourceStarts]);
    light.columns.forEach((column, index) => { expect(withoutCodes(column)).toEqual(withoutCodes(columns[index]!)); });
    expect(light.columns.map(({ dictionary }) => dictionary)).toEqual(columns.map(({ dictionary }) => dictionary));
  });

  test('leaves the table as it was, and of no columns makes none', () => {
    expect(first.codes).toHaveLength(3);
    expect(onlyCodesOf({ ...table, columns: [] }, new Set([1])).columns).toEqual([]);
  });
});

describe('a table without texts', () => {
  const light = withoutTexts(table);

  test('has no symbol, and the sizes that there were', () => {
    const [one, , number, ofLists] = light.columns.map(({ dictionary }) => dictionary) as [TextDictionary, TextDictionary, object, TextListDictionary];
    expect([one.symbols.length, ofLists.texts.symbols.length]).toEqual([0, 0]);
    expect(light.columns.map(({ dictionary: { kind, size } }) => [kind, size])).toEqual(columns.map(({ dictionary: { kind, size } }) => [kind, size]));
    expect(number).toBe(numbers.dictionary);
  });

  test('has one dictionary where there was one', () => {
    const [one, other, , ofLists] = light.columns.map(({ dictionary }) => dictionary);
    expect(other).toBe(one);
    expect((ofLists as TextListDictionary).texts).toBe(one);
  });

  test('leaves the texts where they were', () => {
    expect((first.dictionary as TextDictionary).symbols.length).toBe(3);
  });
});

test('blocks of what is left are those of the whole table', () => {
  const letters = fc.array(fc.tuple(fc.option(fc.constantFrom('a', 'b', 'c')), fc.option(fc.constantFrom('a', 'b'))), { maxLength: 12 });
  fc.assert(fc.property(letters, fc.constantFrom([[0, 0]], [[0, 1]], [[0, 0], [1, 1]]), (rows, sides) => {
    const made = codeColumns([{ kind: 'text', values: rows.map(([one]) => one) }, { kind: 'text', values: rows.map(([, other]) => other) }, { kind: 'text', values: rows.map(() => 'unused') }], [0, 0, 1]);
    const whole: RecordTable = { records: rows.length, sourceStarts: Uint32Array.of(0, rows.length), columns: made };
    const branch = { rule: 0, terms: sides.map(([left, right]) => ({ left: left!, right: right!, explode: false })), maxBlockRecords: null, isTested: false };
    expect(makeBranch(withoutTexts(onlyCodesOf(whole, new Set(sides.flat()))), 'all', branch, OWN_ARRAYS)).toEqual(makeBranch(whole, 'all', branch, OWN_ARRAYS));
  }));
});
