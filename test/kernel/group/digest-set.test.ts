// Oracles: node:crypto's createHmac for the digests, a Map of plain strings for the set.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DataType } from 'apache-arrow';
import { codedTextType, arrowType } from '../../../src/core/arrow.ts';
import type { ColumnType } from '../../../src/core/column-type.ts';
import type { Column } from '../../../src/core/column.ts';
import { DIGEST_PARTS, digestSet, restoreDigestSet, rowDigests, type DigestSet } from '../../../src/group/index.ts';
import { columnOfValues, type Value } from '../../small-tables.ts';
import { numbersFrom, rangesOf } from './naive.ts';

const LABEL = 'a423/row-digest/v1';
const KEY = Buffer.concat([Uint8Array.of(LABEL.length, 0, 0, 0), Buffer.from(LABEL)]);

const column = (type: ColumnType | 'coded', values: readonly Value[]): Column =>
  columnOfValues((type === 'coded' ? codedTextType() : arrowType(type)) as DataType, values);
const digestsOf = (columns: readonly Column[], nulls?: 'skip' | 'equal'): string[] => {
  const rows = columns[0]!.rows;
  const digests = rowDigests(columns, rows, nulls);
  return Array.from({ length: rows }, (_, row) => Buffer.from(digests.subarray(16 * row, 16 * row + 16)).toString('hex'));
};
const expected = (message: Uint8Array): string => createHmac('sha256', KEY).update(message).digest('hex').slice(0, 32);
const textMessage = (text: string | null): Uint8Array => {
  if (text === null) return Uint8Array.of(0);
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([Uint8Array.of(1), length, bytes]);
};

describe('rowDigests', () => {
  const somewhatAlike = fc.option(fc.stringMatching(/^[ab]{0,3}$/), { nil: null });

  test('a digest is the start of the HMAC of the framed values, whatever the text, coded or plain', () => {
    fc.assert(fc.property(fc.array(fc.tuple(somewhatAlike, fc.option(fc.string({ unit: 'grapheme', maxLength: 80 }), { nil: null })), { minLength: 1, maxLength: 40 }), (rows) => {
      const left = rows.map(([text]) => text);
      const right = rows.map(([, text]) => text);
      const wanted = rows.map(([a, b]) => expected(Buffer.concat([textMessage(a), textMessage(b)])));
      expect(digestsOf([column('utf8', left), column('utf8', right)])).toEqual(wanted);
      expect(digestsOf([column('coded', left), column('utf8', right)])).toEqual(wanted);
      expect(digestsOf([column('coded', left)])).toEqual(left.map((text) => expected(textMessage(text))));
      expect(digestsOf([column('utf8', left)])).toEqual(left.map((text) => expected(textMessage(text))));
    }));
  });

  test('whole numbers, dates, instants, decimals and byte strings are little-endian after a present byte', () => {
    const cases: readonly [ColumnType, Value, string][] = [
      ['int32', -2, '01feffffffffffffff'], ['int64', -2n, '01feffffffffffffff'], ['date', 258, '0102010000'], ['bool', true, '0101'], ['bool', false, '0100'],
      ['timestamp', 3n, '010300000000000000'], ['decimal(5,2)', -1n, `01${'ff'.repeat(16)}`], ['binary(3)', '0a0b0c', '010a0b0c'], ['float64', 1, '01000000000000f03f'],
    ];
    for (const [type, value, message] of cases) {
      expect(digestsOf([column(type, [value, null])]), type).toEqual([expected(Buffer.from(message, 'hex')), expected(Uint8Array.of(0))]);
    }
  });

  test('a float64 column has one zero and one NaN', () => {
    const odd = new Float64Array(new BigUint64Array([0x7ff8000000000001n, 0xfff8000000000000n]).buffer);
    const values = Float64Array.of(0, -0, NaN, odd[0]!, odd[1]!, 1);
    const digests = digestsOf([{ kind: 'float64', rows: 6, valid: null, values }]);
    expect(new Set(digests).size).toBe(3);
    expect(digests[0]).toBe(digests[1]);
    expect(new Set(digests.slice(2, 5)).size).toBe(1);
  });

  test('the border between two columns counts: ab, c differs from a, bc; an empty text differs from null', () => {
    const digests = digestsOf([column('utf8', ['ab', 'a', '', null]), column('utf8', ['c', 'bc', null, ''])]);
    expect(new Set(digests).size).toBe(4);
  });

  test.each(['utf8', 'coded'] as const)('a row with a null has no digest when nulls are skipped (%s)', (type) => {
    const values = ['x', null, 'y', 'x', null];
    const zero = '0'.repeat(32);
    expect(digestsOf([column(type, values)], 'skip').map((digest) => digest === zero)).toEqual([false, true, false, false, true]);
    expect(digestsOf([column('int32', [1, 2, null, 4, 5]), column(type, values)], 'skip').map((digest) => digest === zero)).toEqual([false, true, true, false, true]);
  });

  test('thousands of rows are digested alike in runs, from a slice with offsets', () => {
    const values = Array.from({ length: 9001 }, (_, row) => (row % 7 === 3 ? null : `value ${row % 1000}`));
    const text = column('utf8', values);
    if (text.kind !== 'text') throw new TypeError('text expected');
    const sliced: Column = { ...text, rows: 8994, valid: null, offsets: text.offsets.subarray(7) };
    expect(digestsOf([text])).toEqual(values.map((value) => expected(textMessage(value))));
    expect(digestsOf([sliced])).toEqual(values.slice(7).map((value) => expected(textMessage(value ?? ''))));
    expect(rowDigests([text], 0)).toEqual(new Uint8Array(0));
  });

  test('refuses no columns and columns that are too short', () => {
    expect(() => rowDigests([], 1)).toThrow(RangeError);
    expect(() => rowDigests([column('int32', [1])], 2)).toThrow(RangeError);
  });
});

/** Digests of whole numbers. */
const digestsOfNumbers = (numbers: readonly number[]): Uint8Array => rowDigests([column('int32', numbers)], numbers.length);
const describeSet = (set: DigestSet, numbers: number): unknown => {
  const times = new Uint8Array(numbers);
  set.count(digestsOfNumbers(Array.from({ length: numbers }, (_, number) => number)), numbers, times);
  return { size: set.size, repeated: set.repeatedCount, times: [...times] };
};
const timesIn = (numbers: readonly number[], all: number): unknown => {
  const counts = new Array<number>(all).fill(0);
  for (const number of numbers) counts[number]!++;
  return { size: counts.filter((count) => count > 0).length, repeated: counts.filter((count) => count > 1).length, times: counts.map((count) => Math.min(2, count)) };
};

describe('digestSet', () => {
  const numbers = fc.array(fc.nat({ max: 59 }), { maxLength: 200 });

  test('knows what came never, once and more often, however the rows are cut and merged', () => {
    fc.assert(fc.property(numbers, fc.array(fc.nat(), { maxLength: 4 }), fc.boolean(), (values, cuts, backwards) => {
      const sets = rangesOf(values.length, cuts).map(([from, to]) => {
        const set = digestSet();
        set.add(digestsOfNumbers(values.slice(from, to)), to - from);
        return set;
      });
      const merged = digestSet();
      for (const set of backwards ? sets.reverse() : sets) for (let part = 0; part < DIGEST_PARTS; part++) merged.absorb(set.records(part));
      expect(describeSet(merged, 60)).toEqual(timesIn(values, 60));
      expect(describeSet(restoreDigestSet(merged.snapshot()), 60)).toEqual(timesIn(values, 60));
    }));
  });

  test('tells the first of equal rows', () => {
    const set = digestSet();
    const isNew = new Uint8Array(5).fill(9);
    set.add(digestsOfNumbers([1, 2, 1, 3, 2]), 5, isNew);
    expect([...isNew]).toEqual([1, 1, 0, 1, 0]);
    set.add(digestsOfNumbers([3, 4]), 2, isNew);
    expect([...isNew]).toEqual([0, 1, 0, 1, 0]);
  });

  test('a row without digest takes no part', () => {
    const set = digestSet();
    const digests = rowDigests([column('int32', [null, 5, null])], 3, 'skip');
    const times = Uint8Array.of(9, 9, 9);
    set.add(digests, 3, times);
    expect([...times]).toEqual([0, 1, 0]);
    expect([set.size, set.has(digests, 0), set.has(digests, 1)]).toEqual([1, false, true]);
    set.count(digests, 3, times);
    expect([...times]).toEqual([0, 1, 0]);
  });

  test('digests that differ in one bit differ, but for the last word\'s lowest bit; a first word of zero is none', () => {
    const words = new Int32Array(4 * 130);
    for (let bit = 0; bit < 128; bit++) words[4 * bit + (bit >> 5)] = 1 << (bit & 31);
    words.set([0, 1, 1, 1, 0, 1, 1, 0], 4 * 128);
    const set = digestSet();
    set.add(new Uint8Array(words.buffer), 130);
    // Bit 96 alone is a digest of zeros with the mark cleared: with first word 0x100 it meets bit 8.
    expect([set.size, set.repeatedCount]).toEqual([128, 2]);
  });

  test('reads digests at any alignment, and refuses arrays that are too short', () => {
    const digests = digestsOfNumbers([1, 2]);
    const shifted = new Uint8Array(33);
    shifted.set(digests, 1);
    const set = digestSet();
    set.add(shifted.subarray(1), 2);
    set.add(digests, 2);
    expect([set.size, set.repeatedCount]).toEqual([2, 2]);
    expect(() => { set.add(digests, 3); }).toThrow(RangeError);
    expect(() => { set.add(digests, 2, new Uint8Array(1)); }).toThrow(RangeError);
    expect(() => { set.absorb(new Uint8Array(15)); }).toThrow(RangeError);
    expect(() => restoreDigestSet(new Uint8Array(3))).toThrow(RangeError);
    set.clear();
    expect([set.size, set.repeatedCount, set.byteLength]).toEqual([0, 0, 0]);
  });

  test('holds 400,000 digests in at most 32 bytes each at every size, and agrees with a Map', () => {
    const next = numbersFrom(11);
    const values = Array.from({ length: 400_000 }, () => next() % 300_000);
    const set = digestSet();
    const counts = new Map<number, number>();
    for (let from = 0; from < values.length; from += 7000) {
      const part = values.slice(from, from + 7000);
      set.add(digestsOfNumbers(part), part.length);
      for (const value of part) counts.set(value, (counts.get(value) ?? 0) + 1);
      expect(set.byteLength).toBeLessThanOrEqual(32 * 1024 + 32 * set.size);
    }
    expect(set.size).toBe(counts.size);
    expect(set.repeatedCount).toBe([...counts.values()].filter((count) => count > 1).length);
    const times = new Uint8Array(values.length);
    set.count(digestsOfNumbers(values), values.length, times);
    expect(values.every((value, row) => times[row] === Math.min(2, counts.get(value)!))).toBe(true);
    expect(set.has(digestsOfNumbers([300_001]), 0)).toBe(false);
  });
});
