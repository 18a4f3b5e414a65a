// Memory is told before it is taken: never less than the arrays that are made.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OWN_ARRAYS } from '../../../../src/link/kernel/records/array-maker.ts';
import { divideTexts, wordsOf } from '../../../../src/link/kernel/records/derive-list.ts';
import { layOutColumns } from '../../../../src/link/kernel/records/lay-out-columns.ts';
import { encodeTexts } from '../../../../src/link/kernel/records/map-texts.ts';
import { tableBytes } from '../../../../src/link/kernel/records/table-bytes.ts';
import { distinctNumberLists, distinctNumbers, type CodedRecords, type Derived } from '../../../../src/link/kernel/records/values.ts';

/** An expression whose codes are values. */
const recordsOf = ({ values, codeOf }: Derived): CodedRecords => ({ values, codes: codeOf, codeOf: null });

/** Bytes of all arrays that lie somewhere in plain data, each once. */
function bytesWithin(value: unknown, seen: Set<unknown> = new Set<unknown>()): number {
  if (typeof value !== 'object' || value === null || seen.has(value)) return 0;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return Object.values(value).reduce<number>((sum, member) => sum + bytesWithin(member, seen), 0);
}

/** Expressions of some kind over a number of records. */
const someRecords = (records: number): fc.Arbitrary<CodedRecords> => {
  const each = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> => fc.array(value, { minLength: records, maxLength: records });
  return fc.oneof(
    each(fc.option(fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '😀'), maxLength: 6 }))).map((strings) => recordsOf(encodeTexts(strings))),
    each(fc.option(fc.integer({ min: 0, max: 9 }))).map((values) => recordsOf(distinctNumbers(Float64Array.from(values, (value) => value ?? NaN)))),
    each(fc.constantFrom('a b', 'a', '', 'b a é')).map((strings) => {
      const coded = encodeTexts(strings);
      const { values, codeOf } = divideTexts(coded.values, wordsOf);
      return { values, codes: coded.codeOf, codeOf };
    }),
    each(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })).map((all) => {
      let end = 0;
      return recordsOf(distinctNumberLists(Int32Array.from([0, ...all.map((list) => (end += list.length))]), Float64Array.from(all.flat()), null));
    }),
  );
};

describe('bytes of a table', () => {
  test('of ASCII text are those of codes, counts, offsets and symbols, and of what is there already', () => {
    const names = recordsOf(encodeTexts(['Anne', 'Bob', 'Anne', null]));
    // There: four codes, three offsets, seven bytes. Made: four codes, three counts, four offsets, seven symbols.
    expect(tableBytes([names], [0], 4, 'codePoint')).toBe(16 + 12 + 7 + 16 + 12 + 16 + 7);
  });

  test('count what is shared once where it is there, and anew for each expression that is made of it', () => {
    const names = recordsOf(encodeTexts(['Anne', 'Bob']));
    const once = tableBytes([names], [0], 2, 'codePoint');
    const held = bytesWithin(names);
    expect(tableBytes([names, names], [0, 1], 2, 'codePoint')).toBe(2 * once - held);
    expect(tableBytes([], [], 9, 'byte')).toBe(0);
  });

  test('are never fewer than are held in the end, whatever the values and the domains', () => {
    const table = fc.nat(15).chain((records) => fc.tuple(fc.constant(records), fc.array(someRecords(records), { minLength: 1, maxLength: 5 })));
    fc.assert(fc.property(table, fc.infiniteStream(fc.nat(2)), fc.constantFrom('codePoint' as const, 'byte' as const), ([records, expressions], domain, unit) => {
      const domains = expressions.map(() => domain.next().value as number);
      const columns = layOutColumns(expressions, domains, { unit, make: OWN_ARRAYS });
      expect(tableBytes(expressions, domains, records, unit)).toBeGreaterThanOrEqual(bytesWithin(columns) + bytesWithin(expressions));
    }));
  });
});
