// Sequences and dictionaries that can be added to for a while, held against a list of those that were seen.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openDictionary } from '../../../../src/link/kernel/match/open-dictionary.ts';
import { sequenceTable, type SequenceTable } from '../../../../src/link/kernel/match/sequence-table.ts';
import type { Dictionary, TextDictionary } from '../../../../src/link/kernel/records.ts';
import { codeColumns, type Kind, type Value } from '../../../link/record-table.ts';
import { decodeValue } from '../../../link/records-of.ts';

const SPARE = { sequences: 8, words: 64 };

function tableOf(sequences: readonly (readonly number[])[], spare = SPARE): SequenceTable {
  const offsets = [0, 0];
  for (const { length } of sequences) offsets.push(offsets.at(-1)! + length);
  return sequenceTable(sequences.length, Uint32Array.from(offsets), Uint32Array.from(sequences.flat()), spare);
}

const find = (table: SequenceTable, sequence: readonly number[]): number => table.codeOf(Uint32Array.of(99, ...sequence, 99), 1, 1 + sequence.length);
const wordsOf = ({ offsets, words }: SequenceTable, code: number): number[] => [...words.subarray(offsets[code], offsets[code + 1])];

describe('a table of sequences', () => {
  test('finds those of the dictionary by their words, not by a part of them', () => {
    const table = tableOf([[1, 2], [1], [], [2, 1]]);
    expect([[1, 2], [1], [], [2, 1]].map((sequence) => find(table, sequence))).toEqual([1, 2, 3, 4]);
    expect(table.capacity).toBe(4 + SPARE.sequences);
    expect(wordsOf(table, 0)).toEqual([]);
  });

  test('adds what it does not have, finds it again, and forgets it', () => {
    const table = tableOf([[5]]);
    expect([find(table, [6, 7]), find(table, []), find(table, [6, 7]), find(table, [5])]).toEqual([2, 3, 2, 1]);
    expect([wordsOf(table, 2), wordsOf(table, 3)]).toEqual([[6, 7], []]);
    table.forget();
    expect([find(table, [8]), find(table, [6, 7]), find(table, [5])]).toEqual([2, 3, 1]);
    expect([wordsOf(table, 1), wordsOf(table, 2), wordsOf(table, 3)]).toEqual([[5], [8], [6, 7]]);
  });

  test('works on copies', () => {
    const words = Uint32Array.of(4, 5);
    const table = sequenceTable(1, Uint32Array.of(0, 0, 2), words, SPARE);
    words.fill(0);
    expect(find(table, [4, 5])).toBe(1);
  });

  test('refuses more sequences or words than it has room for, and goes on', () => {
    const few = tableOf([[1]], { sequences: 1, words: 9 });
    expect(find(few, [2])).toBe(2);
    expect(() => find(few, [3])).toThrow(new RangeError('values: expected fewer, or shorter ones'));
    expect([find(few, [2]), find(few, [1])]).toEqual([2, 1]);
    const short = tableOf([[1]], { sequences: 9, words: 3 });
    expect(() => find(short, [1, 2, 3, 4])).toThrow(RangeError);
    expect(find(short, [1, 2, 3])).toBe(2);
    expect(() => find(short, [7])).toThrow(RangeError);
    short.forget();
    expect(find(short, [7])).toBe(2);
  });

  test('has the code of a list of what was seen, whatever is asked for and forgotten', () => {
    const sequence = fc.array(fc.constantFrom(0, 1, 2, 0xffffffff), { maxLength: 3 });
    fc.assert(fc.property(fc.uniqueArray(sequence, { maxLength: 12, selector: String }), fc.array(fc.option(sequence, { freq: 6 }), { maxLength: 30 }), (stays, asked) => {
      const table = tableOf(stays, { sequences: 30, words: 90 });
      let seen = stays.map(String);
      for (const one of asked) {
        if (one === null) {
          table.forget();
          seen = stays.map(String);
          continue;
        }
        if (!seen.includes(String(one))) seen.push(String(one));
        const code = find(table, one);
        expect(code).toBe(seen.indexOf(String(one)) + 1);
        expect(wordsOf(table, code)).toEqual(one);
      }
    }), { numRuns: 150 });
  });
});

const dictionaryOf = (kind: Kind, values: readonly Value[]): Dictionary => codeColumns([{ kind, values }], [0])[0]!.dictionary;

const someValue: Readonly<Record<Kind, fc.Arbitrary<Exclude<Value, null>>>> = {
  text: fc.constantFrom('', 'a', 'ab', 'é', '😀'),
  number: fc.constantFrom(0, 1, -1, 0.1, 2 ** 53, 1e300),
  time: fc.constantFrom(0, 86_400, -1),
  texts: fc.array(fc.option(fc.constantFrom('', 'a', 'b', 'é')), { maxLength: 3 }) as fc.Arbitrary<readonly (string | null)[]>,
  numbers: fc.array(fc.constantFrom(0, 1, -1, 0.1), { maxLength: 3 }),
};
const KINDS = Object.keys(someValue) as Kind[];

describe('an open dictionary', () => {
  test.each(KINDS)('of %s finds values of another dictionary, or adds them until it forgets', (kind) => {
    const values = fc.uniqueArray(someValue[kind], { maxLength: 6, selector: (value) => JSON.stringify(value) });
    fc.assert(fc.property(values, values, values, (stays, first, second) => {
      const own = dictionaryOf(kind, stays);
      const open = openDictionary(own, { sequences: 10, words: 40 });
      expect([open.size, open.dictionary.kind, open.dictionary.size]).toEqual([stays.length, kind, stays.length + 10]);
      for (const round of [first, second, first]) {
        const other = dictionaryOf(kind, round);
        const seen = stays.map((value) => JSON.stringify(value));
        round.forEach((value, index) => {
          const name = JSON.stringify(value);
          if (!seen.includes(name)) seen.push(name);
          const code = open.codeOf(other, index + 1);
          expect(code).toBe(seen.indexOf(name) + 1);
          expect(decodeValue(open.dictionary, code)).toEqual(value);
          expect(open.codeOf(other, index + 1)).toBe(code);
        });
        expect(open.codeOf(other, 0)).toBe(0);
        // What stays is as it was, whatever was added.
        stays.forEach((value, index) => { expect(decodeValue(open.dictionary, index + 1)).toEqual(value); });
        open.forget();
      }
    }), { numRuns: 40 });
  });

  test('of lists finds a text of an element in every list, and knows a new text again within a new list', () => {
    const open = openDictionary(dictionaryOf('texts', [['a', 'b']]), SPARE);
    const other = dictionaryOf('texts', [['b', 'new'], ['new', null], ['a', 'b']]);
    const codes = [1, 2, 3].map((code) => open.codeOf(other, code));
    expect(codes).toEqual([2, 3, 1]);
    const { elements, offsets } = open.dictionary as Extract<Dictionary, { readonly kind: 'texts' }>;
    // "a" is 1, "b" is 2, and what is new comes behind.
    expect(codes.map((code) => [...elements.subarray(offsets[code], offsets[code + 1])])).toEqual([[2, 3], [3, 0], [1, 2]]);
  });

  test.each(KINDS)('of %s refuses more values than there is room for', (kind) => {
    const open = openDictionary(dictionaryOf(kind, []), { sequences: 1, words: 40 });
    const values: Readonly<Record<Kind, readonly Value[]>> = { text: ['a', 'b'], number: [1, 2], time: [1, 2], texts: [['a'], ['b']], numbers: [[1], [2]] };
    const other = dictionaryOf(kind, values[kind]);
    expect(open.codeOf(other, 1)).toBe(1);
    expect(() => open.codeOf(other, 2)).toThrow(RangeError);
    open.forget();
    expect(open.codeOf(other, 2)).toBe(1);
  });

  test('leaves the dictionary it was made of alone', () => {
    const own = dictionaryOf('text', ['a']) as TextDictionary;
    const before = [...own.symbols];
    openDictionary(own, SPARE).codeOf(dictionaryOf('text', ['bcd']), 1);
    expect([...own.symbols, own.size, own.offsets.length]).toEqual([...before, 1, 3]);
  });
});
