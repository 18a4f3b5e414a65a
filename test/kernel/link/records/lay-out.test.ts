import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordColumn } from '../../../../src/link/kernel/records.ts';
import { OWN_ARRAYS, SHARED_ARRAYS } from '../../../../src/link/kernel/records/array-maker.ts';
import { codeRows } from '../../../../src/link/kernel/records/code-rows.ts';
import { combineLists, concatTexts } from '../../../../src/link/kernel/records/combine.ts';
import { divideTexts, elementsOf, qGramsOf, wordsOf } from '../../../../src/link/kernel/records/derive-list.ts';
import { layOutColumns } from '../../../../src/link/kernel/records/lay-out-columns.ts';
import { decodeTexts, encodeTexts } from '../../../../src/link/kernel/records/map-texts.ts';
import { reorderRecords } from '../../../../src/link/kernel/records/reorder-records.ts';
import { distinctNumberLists, distinctNumbers, valueCodes, type CodedRecords, type Derived, type TextValues } from '../../../../src/link/kernel/records/values.ts';
import { decodeColumn, type Decoded } from '../../../link/records-of.ts';

/** An expression of one value a record: codes are records, and a map says which value each has. */
function recordsWith({ values, codeOf }: Derived): CodedRecords {
  return { values, codes: codeOf.map((_, record) => record), codeOf };
}

const textRecords = (texts: readonly (string | null)[]): CodedRecords<TextValues> => recordsWith(encodeTexts(texts)) as CodedRecords<TextValues>;
const numberRecords = (numbers: readonly (number | null)[]): CodedRecords => recordsWith(distinctNumbers(Float64Array.from(numbers, (number) => number ?? NaN)));
const listRecords = (texts: readonly string[]): CodedRecords => recordsWith(divideTexts(encodeTexts(texts).values, wordsOf));

function vectorRecords(lists: readonly (readonly number[])[]): CodedRecords {
  const offsets = Int32Array.from([0, ...lists.map(((sum) => (list: readonly number[]) => (sum += list.length))(0))]);
  return recordsWith(distinctNumberLists(offsets, Float64Array.from(lists.flat()), null));
}

const layOut = (expressions: readonly CodedRecords[], domains: readonly number[] = expressions.map((_, index) => index)): RecordColumn[] => layOutColumns(expressions, domains, { unit: 'codePoint', make: OWN_ARRAYS });

/** The value of each record, by plain look-ups. */
function plainOf(records: CodedRecords): Decoded[] {
  const texts = records.values.kind === 'text' ? decodeTexts(records.values) : [];
  return Array.from(valueCodes(records), (value): Decoded => {
    if (value < 0) return null;
    return records.values.kind === 'text' ? texts[value]! : records.values.kind === 'number' ? records.values.numbers[value]! : null;
  });
}

const someTexts = fc.array(fc.option(fc.constantFrom('', 'a', 'b', 'ab', 'é', '😀')), { minLength: 1, maxLength: 15 });
const someNumbers = fc.array(fc.option(fc.constantFrom(0, 1, -1.5, Infinity)), { minLength: 1, maxLength: 15 });

describe('layOutColumns', () => {
  test('values are numbered from 1 as records show them, and null is 0', () => {
    const [column] = layOut([textRecords(['b', null, 'a', 'b'])]);
    expect([...column!.codes]).toEqual([1, 0, 2, 1]);
    expect([...column!.counts]).toEqual([1, 2, 1]);
    expect(column!.dictionary).toEqual({ kind: 'text', size: 2, offsets: Uint32Array.of(0, 0, 1, 2), symbols: Uint8Array.of(98, 97) });
  });

  test('it makes no difference whether codes are values in the order of their appearance, in another, or lead to values', () => {
    fc.assert(fc.property(someTexts, (texts) => {
      const { values, codeOf } = encodeTexts(texts);
      const backwards = encodeTexts([...decodeTexts(values)].reverse()).values;
      const expected = layOut([textRecords(texts)]);
      expect(layOut([{ values, codes: codeOf, codeOf: null }])).toEqual(expected);
      expect(layOut([{ values: backwards, codes: codeOf.map((code) => (code < 0 ? -1 : values.size - 1 - code)), codeOf: null }])).toEqual(expected);
    }));
  });

  test('columns give the values of their records back', () => {
    fc.assert(fc.property(someTexts, someNumbers, (texts, numbers) => {
      const expressions = [textRecords(texts), numberRecords(numbers)];
      expect(layOut(expressions).map(decodeColumn)).toEqual([texts, numbers]);
    }));
  });

  test('in one domain equal values have one code, in every column and list', () => {
    fc.assert(fc.property(someTexts, someTexts, fc.array(fc.constantFrom('a b', 'é', 'b a'), { minLength: 1 }), (one, two, lists) => {
      const [left, right, words] = layOut([textRecords(one), textRecords(two), listRecords(lists)], [0, 0, 0]);
      expect(left!.dictionary).toBe(right!.dictionary);
      expect(words!.dictionary.kind === 'texts' && words!.dictionary.texts).toBe(left!.dictionary);
      one.forEach((text, record) => two.forEach((other, place) => {
        if (text !== null) expect(left!.codes[record] === right!.codes[place]).toBe(text === other);
      }));
      expect([left, right].map((column) => decodeColumn(column!))).toEqual([one, two]);
    }), { numRuns: 50 });
  });

  test('kinds of one domain are kept apart', () => {
    const [texts, numbers, vectors] = layOut([textRecords(['1', null]), numberRecords([1, null]), vectorRecords([[1, 2], [1, 2]])], [0, 0, 0]);
    expect([texts, numbers, vectors].map((column) => [column!.dictionary.kind, ...column!.codes])).toEqual([['text', 1, 0], ['number', 1, 0], ['numbers', 1, 1]]);
    expect(decodeColumn(vectors!)).toEqual([[1, 2], [1, 2]]);
  });

  test('a value that no record has is left out', () => {
    const { values } = encodeTexts(['unused', 'a', 'b']);
    const [column] = layOut([{ values, codes: Int32Array.of(2, -1, 2), codeOf: null }]);
    expect([decodeColumn(column!), column!.dictionary.size]).toEqual([['b', null, 'b'], 1]);
  });

  test('arrays in shared memory hold the same', () => {
    const expressions = [textRecords(['b', 'a', null]), listRecords(['a b', 'b', 'a b']), vectorRecords([[1], [], [1]])];
    const shared = layOutColumns(expressions, [0, 0, 0], { unit: 'codePoint', make: SHARED_ARRAYS });
    expect(shared.map(decodeColumn)).toEqual(layOut(expressions, [0, 0, 0]).map(decodeColumn));
    expect(shared.every(({ codes, counts }) => codes.buffer instanceof SharedArrayBuffer && counts.buffer instanceof SharedArrayBuffer)).toBe(true);
  });

  test('codes that are taken give the same columns, and those of the last that has them lie where the codes were', () => {
    fc.assert(fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 12 }), fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 7, maxLength: 7 }), fc.boolean(), (values, map, isShared) => {
      const { values: texts } = encodeTexts(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
      const make = isShared ? SHARED_ARRAYS : OWN_ARRAYS;
      const expressions = (codes: Int32Array): readonly CodedRecords[] => [
        { values: texts, codes, codeOf: null }, { values: texts, codes, codeOf: Int32Array.from(map) }, { values: texts, codes: Int32Array.from(codes), codeOf: null },
      ];
      const expected = layOut(expressions(Int32Array.from(values)), [0, 1, 2]);
      const codes = codeRows();
      codes.more(values.length).set(values);
      const all = codes.all();
      const taken = layOutColumns(expressions(all), [0, 1, 2], { unit: 'codePoint', make, takesCodes: true });
      expect(taken.map(decodeColumn)).toEqual(expected.map(decodeColumn));
      expect(taken.map((column) => [...column.codes])).toEqual(expected.map((column) => [...column.codes]));
      expect(taken.map((column) => column.codes.buffer === all.buffer)).toEqual([false, true, false]);
      expect(taken.every((column) => !isShared || column.codes.buffer instanceof SharedArrayBuffer)).toBe(true);
    }));
  });

  test('no records at all', () => {
    const [texts, numbers] = layOut([textRecords([]), numberRecords([])]);
    expect([texts!.dictionary, [...numbers!.counts]]).toEqual([{ kind: 'text', size: 0, offsets: Uint32Array.of(0, 0), symbols: new Uint8Array(0) }, [0]]);
  });
});

describe('reorderRecords', () => {
  test('moves records, and values to where they first appear', () => {
    const moved = reorderRecords(textRecords(['c', 'a', null, 'b', 'a']), Int32Array.of(4, 3, 2, 1, 0));
    expect([[...moved.codes], moved.codeOf, decodeTexts(moved.values as TextValues)]).toEqual([[0, 1, -1, 0, 2], null, ['a', 'b', 'c']]);
  });

  test('gives every record its value', () => {
    fc.assert(fc.property(someTexts, someNumbers, fc.infiniteStream(fc.nat()), (texts, numbers, chances) => {
      for (const records of [textRecords(texts), numberRecords(numbers)]) {
        const order = Int32Array.from(records.codes.keys()).sort(() => (chances.next().value as number) % 3 - 1);
        const expected = plainOf(records);
        expect(plainOf(reorderRecords(records, order))).toEqual(Array.from(order, (place) => expected[place]!));
      }
    }));
  });

  test('moves lists with their elements', () => {
    const order = Int32Array.of(2, 0, 1);
    const expressions = [listRecords(['a b', '', 'c']), vectorRecords([[1, 2], [], [3]])];
    const moved = expressions.map((records) => reorderRecords(records, order));
    expect(layOut(moved).map(decodeColumn)).toEqual([[['c'], ['a', 'b'], []], [[3], [1, 2], []]]);
  });
});

describe('several expressions of one record', () => {
  test('texts put end to end', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.option(fc.string({ maxLength: 2 })), fc.option(fc.string({ maxLength: 2 })))), fc.constantFrom('', '-'), (rows, separator) => {
      const parts = [textRecords(rows.map(([one]) => one)), textRecords(rows.map(([, two]) => two))];
      expect(plainOf(concatTexts(parts, separator, rows.length))).toEqual(rows.map(([one, two]) => (one === null || two === null ? null : `${one}${separator}${two}`)));
    }));
  });

  test('values side by side', () => {
    const lists = combineLists([textRecords(['a', null, null]), textRecords(['b', 'a', null])], 3);
    const numbers = combineLists([numberRecords([1, null, null]), numberRecords([2, 1, null])], 3);
    expect(layOut([lists, numbers]).map(decodeColumn)).toEqual([[['a', 'b'], [null, 'a'], null], [[1, 2], [null, 1], null]]);
  });
});

describe('parts of a text', () => {
  test('runs of characters overlap by all but one', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (text, q) => {
      const grams = qGramsOf(q)(text);
      const characters = Array.from(text);
      expect(grams).toHaveLength(Math.max(1, characters.length - q + 1));
      expect(grams.map((gram) => Array.from(gram)[0]).join('') + Array.from(grams.at(-1)!).slice(1).join('')).toBe(text);
    }));
  });

  test('an element is that of the list, from either end', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }), { minLength: 1 }), fc.constantFrom(-4, -2, -1, 1, 2, 4), (lists, at) => {
      const divided = divideTexts(encodeTexts(lists.map((list) => list.join(' '))).values, wordsOf);
      const { values, codeOf } = elementsOf(at, divided.values);
      const texts = decodeTexts(values);
      const distinct = [...new Map(lists.map((list) => [list.join(' '), list])).values()];
      expect(Array.from(codeOf, (code) => (code < 0 ? undefined : texts[code]))).toEqual(distinct.map((list) => (at > 0 ? list[at - 1] : list.at(at))));
    }));
  });
});
