import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combineLists, concatTexts } from '../../../../src/link/kernel/records/combine.ts';
import { divideTexts, elementsOf, qGramsOf, wordsOf } from '../../../../src/link/kernel/records/derive-list.ts';
import { keyFinder } from '../../../../src/link/kernel/records/find-key.ts';
import { decodeTexts, encodeTexts, mapTexts } from '../../../../src/link/kernel/records/map-texts.ts';
import { orderKeys, repeatedKeys, type KeyColumn } from '../../../../src/link/kernel/records/order-keys.ts';
import { poolNumberLists, poolNumbers, poolTexts, poolValues } from '../../../../src/link/kernel/records/pool-values.ts';
import { reorderRecords } from '../../../../src/link/kernel/records/reorder-records.ts';
import {
  composeCodes, distinctNumberLists, distinctNumbers, distinctTimes, valueCodes, type CodedRecords, type NumberListValues, type TextListValues, type TextValues,
} from '../../../../src/link/kernel/records/values.ts';

const textKeys = (keys: readonly string[]): KeyColumn => {
  const bytes = keys.map((key) => Buffer.from(key));
  return { kind: 'text', rows: keys.length, offsets: Int32Array.from([0, ...bytes.map(((sum) => (part: Buffer) => (sum += part.length))(0))]), bytes: Uint8Array.from(bytes.flatMap((part) => [...part])) };
};
const numberKeys = (keys: readonly number[]): KeyColumn => ({ kind: 'int32', rows: keys.length, values: Int32Array.from(keys) });
const bigKeys = (keys: readonly bigint[]): KeyColumn => ({ kind: 'int64', rows: keys.length, values: BigInt64Array.from(keys) });
const listsOf = (values: TextListValues): (string | null)[][] => {
  const texts = decodeTexts(values.texts);
  return Array.from({ length: values.size }, (_, list) => Array.from(values.elements.subarray(values.offsets[list], values.offsets[list + 1]), (text) => (text < 0 ? null : texts[text]!)));
};
const numbersIn = (values: NumberListValues): number[][] => Array.from({ length: values.size }, (_, list) => [...values.numbers.subarray(values.offsets[list], values.offsets[list + 1])]);
const recordsOf = (texts: readonly (string | null)[]): CodedRecords<TextValues> => {
  const { values, codeOf } = encodeTexts(texts);
  return { values, codes: codeOf, codeOf: null };
};
const textsOf = (records: CodedRecords): (string | null)[] => {
  const texts = decodeTexts(records.values as TextValues);
  return Array.from(valueCodes(records), (value) => (value < 0 ? null : texts[value]!));
};
const someText = fc.constantFrom('', 'a', 'b', 'ab', 'é', '😀', 'a b');
const someTexts = fc.array(fc.option(someText), { maxLength: 12 });

describe('finding keys', () => {
  const found = (keys: KeyColumn, wanted: KeyColumn, from = 0, to = keys.rows): number[] => {
    const find = keyFinder(keys, wanted);
    return Array.from({ length: wanted.rows }, (_, row) => find(row, from, to));
  };

  test('finds what a look through all finds, in any order of asking', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: -20, max: 20 })), fc.array(fc.integer({ min: -22, max: 22 })), (keys, wanted) => {
      const ordered = keys.toSorted((left, right) => left - right);
      expect(found(numberKeys(ordered), numberKeys(wanted))).toEqual(wanted.map((key) => ordered.indexOf(key)));
      expect(found(numberKeys(ordered), bigKeys(wanted.map(BigInt)))).toEqual(wanted.map((key) => ordered.indexOf(key)));
    }));
  });

  test('looks within the range alone, and each range has keys of its own', () => {
    const keys = numberKeys([1, 5, 9, 1, 5]);
    const find = keyFinder(keys, numberKeys([5, 9, 1, 5]));
    expect([find(0, 0, 3), find(1, 0, 3), find(2, 3, 5), find(3, 3, 5), find(1, 3, 5), find(0, 0, 0), find(0, 2, 3)]).toEqual([1, 2, 3, 4, -1, -1, -1]);
  });

  test('text is told apart by its bytes: a prefix is another key', () => {
    const keys = ['', 'a', 'ab', 'é', '😀'];
    expect(found(textKeys(keys), textKeys(['ab', 'abc', '', 'é', 'e', '😀', 'a']))).toEqual([2, -1, 0, 3, -1, 4, 1]);
  });

  test('numbers of 64 bits are not rounded', () => {
    expect(found(bigKeys([2n ** 53n, 2n ** 53n + 1n]), bigKeys([2n ** 53n + 1n, 2n ** 53n + 2n, 2n ** 53n]))).toEqual([1, -1, 0]);
    expect(found(numberKeys([1]), bigKeys([2n ** 32n + 1n]))).toEqual([-1]);
  });

  test('keys of other kinds, or byte strings of other widths, are no keys', () => {
    expect(() => keyFinder(numberKeys([1]), textKeys(['1']))).toThrow('keys: expected int32, got text');
    const binary = (width: number): KeyColumn => ({ kind: 'binary', rows: 1, width, bytes: new Uint8Array(width) });
    expect(() => keyFinder(binary(2), binary(3))).toThrow(TypeError);
    expect(found(binary(2), binary(2))).toEqual([0]);
  });
});

describe('ordering keys', () => {
  test('is that of the bytes, equal keys in the order of their rows', () => {
    fc.assert(fc.property(fc.array(someText, { maxLength: 20 }), (keys) => {
      const expected = keys.map((key, row) => ({ key: Buffer.from(key), row })).sort((left, right) => Buffer.compare(left.key, right.key) || left.row - right.row).map(({ row }) => row);
      expect([...(orderKeys(textKeys(keys)) ?? keys.keys())]).toEqual(expected);
    }), { numRuns: 300 });
  });

  test('repeats are the rows whose key an earlier row has, and the first of them', () => {
    fc.assert(fc.property(fc.array(fc.nat(6), { maxLength: 15 }), (keys) => {
      const order = orderKeys(numberKeys(keys));
      const ordered = numberKeys(order === null ? keys : Array.from(order, (row) => keys[row]!));
      const repeats = keys.flatMap((key, row) => (keys.indexOf(key) < row ? [row] : []));
      expect(repeatedKeys(ordered, order)).toEqual(repeats.length === 0 ? null : { count: repeats.length, firstRow: repeats[0] });
    }), { numRuns: 300 });
  });
});

describe('putting together', () => {
  test('texts end to end: null where a part is, whatever the separator', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.option(someText), fc.option(someText), fc.option(someText)), { maxLength: 10 }), fc.constantFrom('', ' ', ' / ', 'é'), (rows, separator) => {
      const parts = [0, 1, 2].map((part) => recordsOf(rows.map((row) => row[part]!)));
      expect(textsOf(concatTexts(parts, separator, rows.length))).toEqual(rows.map((row) => (row.includes(null) ? null : row.join(separator))));
    }));
  });

  test('texts that end alike but are cut otherwise are one text', () => {
    const { values } = concatTexts([recordsOf(['ab', 'a']), recordsOf(['c', 'bc'])], '', 2);
    expect(values.size).toBe(1);
  });

  test('texts side by side: null where all parts are', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.option(someText), fc.option(someText)), { maxLength: 10 }), (rows) => {
      const made = combineLists([0, 1].map((part) => recordsOf(rows.map((row) => row[part]!))), rows.length);
      const lists = listsOf(made.values as TextListValues);
      expect(Array.from(valueCodes(made), (value) => (value < 0 ? null : lists[value]))).toEqual(rows.map((row) => (row.every((one) => one === null) ? null : [...row])));
    }));
  });
});

describe('taking apart', () => {
  test.each<[text: string, q: number, parts: string[]]>([
    ['', 2, []], ['a', 2, ['a']], ['ab', 2, ['ab']], ['abcb', 2, ['ab', 'bc', 'cb']], ['é😀b', 2, ['é😀', '😀b']], ['aaa', 1, ['a', 'a', 'a']], ['abc', 8, ['abc']],
  ])('%j in pieces of %i', (text, q, parts) => {
    expect(qGramsOf(q)(text)).toEqual(parts);
  });

  test('an element is counted from either end, and is null beyond', () => {
    const { values } = divideTexts(encodeTexts(['a b c', 'd', '']).values, wordsOf);
    const at = (place: number): (string | null)[] => {
      const { values: texts, codeOf } = elementsOf(place, values);
      return Array.from(codeOf, (code) => (code < 0 ? null : decodeTexts(texts)[code]!));
    };
    expect([at(1), at(2), at(-1), at(-3), at(-4), at(99)]).toEqual([['a', 'd', null], ['b', null, null], ['c', 'd', null], ['a', null, null], [null, null, null], [null, null, null]]);
  });
});

describe('pooling', () => {
  test('equal texts of several expressions get one number, and each is found again', () => {
    fc.assert(fc.property(fc.array(fc.uniqueArray(someText), { minLength: 1, maxLength: 4 }), (parts) => {
      const pooled = poolTexts(parts.map((part) => encodeTexts(part).values));
      const texts = decodeTexts(pooled.values);
      expect(new Set(texts).size).toBe(texts.length);
      expect(pooled.codesOf.map((codes) => Array.from(codes ?? texts.keys(), (code) => texts[code]))).toEqual(parts);
    }));
  });

  test('days among times of day are times of day; days alone stay days', () => {
    const [days, instants] = [distinctTimes(Float64Array.of(0, 86_400), true).values, distinctTimes(Float64Array.of(86_400, 1), false).values];
    expect(poolNumbers([days, instants]).values).toMatchObject({ kind: 'time', isDate: false, size: 3 });
    expect(poolNumbers([days, days]).values).toMatchObject({ kind: 'time', isDate: true, size: 2 });
    expect(poolValues([instants]).values).toBe(instants);
  });

  test('lists of numbers are the same when all their elements are, null and empty ones too', () => {
    const lists = (...of: number[][]): NumberListValues => distinctNumberLists(Int32Array.from([0, ...of.map(((sum) => (list: number[]) => (sum += list.length))(0))]), Float64Array.from(of.flat()), null).values;
    const { values, codesOf } = poolNumberLists([lists([1, NaN], [], [2]), lists([2], [1, NaN], [1])]);
    expect(numbersIn(values)).toEqual([[1, NaN], [], [2], [1]]);
    expect(codesOf.map((codes) => [...codes!])).toEqual([[0, 1, 2], [2, 0, 3]]);
  });
});

describe('maps of numbers', () => {
  test('none stays none, and the map that leaves all is no map', () => {
    expect([...composeCodes(Int32Array.of(1, -1, 0), Int32Array.of(7, -1))]).toEqual([-1, -1, 7]);
    const second = Int32Array.of(3, 4);
    expect(composeCodes(null, second)).toBe(second);
    expect(composeCodes(second, null)).toBe(second);
    expect(composeCodes(null, null)).toBeNull();
  });

  test('numbers have one zero, and NaN is none', () => {
    const { values, codeOf } = distinctNumbers(Float64Array.of(-0, 0, NaN, Infinity, -Infinity, 5e-324));
    expect([...codeOf]).toEqual([0, 0, -1, 1, 2, 3]);
    expect(Object.is(values.numbers[0], 0)).toBe(true);
  });

  test('changing texts is changing each: what becomes the same is one text', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 5 })), (texts) => {
      const change = (text: string): string | null => (text.length > 3 ? null : text.toLowerCase());
      const { values, codeOf } = mapTexts(encodeTexts(texts).values, change);
      const made = decodeTexts(values);
      expect(Array.from(codeOf, (code) => (code < 0 ? null : made[code]))).toEqual(texts.map((text) => change(text)));
      expect(new Set(made).size).toBe(made.length);
    }));
  });

  test('halves of a character stay halves, even where two strings put them side by side', () => {
    expect(decodeTexts(encodeTexts(['a\ud83d', '\ude00b', '\ud83d\ude00']).values)).toEqual(['a\ufffd', '\ufffdb', '😀']);
  });

  test('texts beyond a megabyte keep their borders', () => {
    const texts = Array.from({ length: 5 }, (_, part) => `${'é'.repeat(300_000)}${part}`);
    const { values } = encodeTexts(['x', ...texts, '']);
    expect(decodeTexts(values)).toEqual(['x', ...texts, '']);
  });
});

test('records in another order are the same records, and values that none has are gone', () => {
  fc.assert(fc.property(someTexts, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (texts, chances) => {
    const order = Int32Array.from(texts.map((_, row) => ({ row, chance: chances.next().value })).sort((left, right) => left.chance - right.chance).map(({ row }) => row));
    const kept = order.subarray(0, order.length >> 1);
    const reordered = reorderRecords(recordsOf(texts), kept);
    const expected = Array.from(kept, (row) => texts[row]!);
    expect(textsOf(reordered)).toEqual(expected);
    expect(decodeTexts(reordered.values as TextValues)).toEqual([...new Set(expected.filter((text) => text !== null))]);
  }));
});
