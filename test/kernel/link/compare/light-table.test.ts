// A table without what is read elsewhere: the same values, and columns that shared a dictionary share one.
import { describe, expect, test } from 'vitest';
import { lightTable } from '../../../../src/link/kernel/compare/light-table.ts';
import type { RecordColumn, RecordTable, TextDictionary, TextListDictionary } from '../../../../src/link/kernel/records.ts';
import { codeColumns } from '../../../link/record-table.ts';

const [first, second, numbers, lists] = codeColumns([
  { kind: 'text', values: ['a', 'b', null] }, { kind: 'text', values: ['b', 'c', 'a'] }, { kind: 'number', values: [1, null, 2] }, { kind: 'texts', values: [['a', 'b'], null, ['c']] },
], [0, 0, 1, 2]) as [RecordColumn, RecordColumn, RecordColumn, RecordColumn];
const texts = first.dictionary as TextDictionary;
// The texts of the lists are those of their domain.
const columns = [first, second, numbers, { ...lists, dictionary: { ...lists.dictionary as TextListDictionary, texts } }];
const table: RecordTable = { records: 3, sourceStarts: Uint32Array.of(0, 3), columns };
const elsewhere = Uint8Array.from(texts.symbols);

describe('a light table', () => {
  const light = lightTable(table, new Set([1]), new Map([[texts, elsewhere]]));

  test('has the codes that are looked up, and no others', () => {
    expect(light.columns.map(({ codes }) => [...codes])).toEqual([[], [...columns[1]!.codes], [], []]);
    expect(light.columns[1]!.codes).toBe(columns[1]!.codes);
  });

  test('has the counts, values and records that there were', () => {
    expect([light.records, light.sourceStarts]).toEqual([3, table.sourceStarts]);
    expect(light.columns.map(({ counts, dictionary }) => ({ counts, dictionary }))).toEqual(columns.map(({ counts, dictionary }) => ({ counts, dictionary })));
  });

  test('has its texts where they were laid out, once for all columns and lists of a domain', () => {
    const [one, other, , ofLists] = light.columns.map(({ dictionary }) => dictionary);
    expect((one as TextDictionary).symbols).toBe(elsewhere);
    expect(other).toBe(one);
    expect((ofLists as TextListDictionary).texts).toBe(one);
  });

  test('keeps texts that were laid out nowhere', () => {
    const same = lightTable(table, new Set(), new Map());
    expect((same.columns[0]!.dictionary as TextDictionary).symbols).toBe(texts.symbols);
    expect(same.columns[2]!.dictionary).toBe(columns[2]!.dictionary);
  });

  test('leaves the table as it was, and of no columns makes none', () => {
    expect(columns[0]!.codes).toHaveLength(3);
    expect(lightTable({ ...table, columns: [] }, new Set([1]), new Map()).columns).toEqual([]);
  });
});
