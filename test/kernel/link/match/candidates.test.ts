// The small table that new records are compared in, and the gathering of what was found; by hand and by sorting.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CANDIDATES, candidateTable, NEWCOMER, OTHER_NEWCOMER } from '../../../../src/link/kernel/match/candidate-table.ts';
import { foundPairs } from '../../../../src/link/kernel/match/found-pairs.ts';
import type { Weigher } from '../../../../src/link/kernel/score/weigher.ts';
import { recordTable } from '../../../link/record-table.ts';
import { decodeColumn } from '../../../link/records-of.ts';

describe('a table of candidates', () => {
  const KNOWN = recordTable([{ kind: 'text', values: ['a', 'b', null, 'a'] }, { kind: 'text', values: ['b', 'c', 'c', null] }, { kind: 'texts', values: [['x'], ['y', null], [], null] }, { kind: 'numbers', values: [[1], [2, 3], null, []] }], [0, 0, 1, 2], [4]);
  const NEW = recordTable([{ kind: 'text', values: ['c', 'new', null] }, { kind: 'text', values: ['new', null, 'a'] }, { kind: 'texts', values: [['y', 'z', null], ['x'], null] }, { kind: 'numbers', values: [[2, 3], [7], null] }], [0, 0, 1, 2], [3]);

  test('holds the candidates that were put there, by their ordinals', () => {
    const table = candidateTable(KNOWN);
    table.put(Uint32Array.of(9, 3, 1, 2), 1, 3);
    expect(table.columns.map((column) => decodeColumn(column).slice(0, 3))).toEqual([['a', 'b', null], [null, 'c', 'c'], [null, ['y', null], []], [[], [2, 3], null]]);
    table.put(Uint32Array.of(0), 0, 1);
    expect(table.columns.map((column) => decodeColumn(column).slice(0, 2))).toEqual([['a', 'b'], ['b', 'c'], [['x'], ['y', null]], [[1], [2, 3]]]);
  });

  test('holds new records behind them, and what is new to columns of one domain has one code', () => {
    const table = candidateTable(KNOWN);
    table.putNew(NEW, 0, NEWCOMER);
    table.putNew(NEW, 1, OTHER_NEWCOMER);
    expect(NEWCOMER).toBeGreaterThanOrEqual(CANDIDATES);
    expect(table.columns.map((column) => decodeColumn(column)[NEWCOMER])).toEqual(['c', 'new', ['y', 'z', null], [2, 3]]);
    expect(table.columns.map((column) => decodeColumn(column)[OTHER_NEWCOMER])).toEqual(['new', null, ['x'], [7]]);
    expect(table.columns[1]!.codes[NEWCOMER]).toBe(table.columns[0]!.codes[OTHER_NEWCOMER]);
  });

  test('knows the codes of values that prepared records have, and 0 for null and for new ones', () => {
    const table = candidateTable(KNOWN);
    const known = (record: number): number[] => {
      table.forget();
      table.putNew(NEW, record, NEWCOMER);
      return KNOWN.columns.map((_, column) => table.knownCode(column));
    };
    // "c" is the third text of the first domain, [2, 3] the second list of numbers, ["x"] the first of texts.
    expect([known(0), known(1), known(2)]).toEqual([[3, 0, 0, 2], [0, 0, 1, 0], [0, 1, 0, 0]]);
  });

  test('knows the elements of lists one by one: codes of texts, 0 for new ones and nulls, and numbers as they are', () => {
    const table = candidateTable(KNOWN);
    const elements = (record: number): number[][] => {
      table.forget();
      table.putNew(NEW, record, NEWCOMER);
      return [0, 2, 3].map((column) => Array.from(table.knownElements(column)));
    };
    expect(elements(0)).toEqual([[], [2, 0, 0], [2, 3]]);
    expect(elements(1)).toEqual([[], [1], [7]]);
    expect(elements(2)).toEqual([[], [], []]);
  });

  test('counts as frequent only what prepared records have', () => {
    const table = candidateTable(KNOWN);
    table.putNew(NEW, 1, NEWCOMER);
    const { counts, codes } = table.columns[0]!;
    expect([[...counts.subarray(0, 4)], counts[codes[NEWCOMER]!]]).toEqual([[1, 2, 1, 0], 0]);
  });

  test('refuses a new record whose values are too long, and serves the next one', () => {
    const table = candidateTable(KNOWN);
    const long = recordTable([{ kind: 'text', values: ['x'.repeat(2 ** 18 + 1)] }, { kind: 'text', values: ['a'] }, { kind: 'texts', values: [null] }, { kind: 'numbers', values: [null] }], [0, 0, 1, 2], [1]);
    expect(() => { table.putNew(long, 0, NEWCOMER); }).toThrow(new RangeError('values: expected fewer, or shorter ones'));
    table.forget();
    table.putNew(NEW, 0, NEWCOMER);
    expect(table.knownCode(0)).toBe(3);
  });
});

/** Two comparisons: levels 0, 1, 2 … by place and 9; frequencies 0, ¼, ½ … and −1. */
const WEIGHED = {
  levels: Uint8Array.from({ length: 2 * CANDIDATES }, (_, index) => (index < CANDIDATES ? index % 7 : 9)),
  frequencyBits: Float64Array.from({ length: 2 * CANDIDATES }, (_, index) => (index < CANDIDATES ? index / 4 : -1)),
};

const weighed = (bits: readonly number[]): Pick<Weigher, 'bits' | 'levels' | 'frequencyBits'> => ({ ...WEIGHED, bits: Float64Array.from(bits) });

describe('found pairs', () => {
  test('have levels and bits of frequencies side by side, by comparison, as far as they are asked for', () => {
    const take = (detail: 'none' | 'levels' | 'weights'): ReturnType<ReturnType<typeof foundPairs>['take']> => {
      const found = foundPairs(2, detail);
      found.start(8, null);
      found.add(Uint32Array.of(99, 5, 6), Uint8Array.of(99, 1, 0), 1, 2, weighed([3, 4]), 0);
      found.finish();
      return found.take();
    };
    expect(take('weights')).toEqual({
      pairs: 2, lefts: Uint32Array.of(6, 5), rights: Uint32Array.of(8, 8), rules: Uint8Array.of(0, 1), bits: Float64Array.of(4, 3),
      levels: Uint8Array.of(1, 9, 0, 9), frequencyBits: Float64Array.of(0.25, -1, 0, -1), scoredOfRule: new Float64Array(0),
    });
    expect(take('levels')).toMatchObject({ levels: Uint8Array.of(1, 9, 0, 9), frequencyBits: null });
    expect(take('none')).toMatchObject({ pairs: 2, levels: null, frequencyBits: null });
  });

  test('are handed over once, and none without any', () => {
    const found = foundPairs(2, 'levels');
    expect([found.pairs, found.take().pairs]).toEqual([0, 0]);
    found.start(0, null);
    found.add(Uint32Array.of(1), Uint8Array.of(0), 0, 1, weighed([1]), 1);
    expect(found.pairs).toBe(0);
    found.finish();
    expect([found.pairs, found.take().pairs, found.pairs, found.take().lefts.length]).toEqual([1, 1, 0, 0]);
  });

  test('weigh at least what is asked; what has no weight is left out', () => {
    const found = foundPairs(2, 'none');
    found.start(3, null);
    found.add(Uint32Array.of(0, 1, 2, 3), new Uint8Array(4), 0, 4, weighed([2, 1.999, NaN, Infinity]), 2);
    found.finish();
    expect([...found.take().lefts]).toEqual([3, 0]);
  });

  test('keep what is told of them wherever they come to stand, the more so when most are let go', () => {
    const found = foundPairs(2, 'weights');
    found.start(0, 3);
    const ordinals = Uint32Array.from({ length: 500 }, (_, place) => 1000 - place);
    const rules = Uint8Array.from(ordinals, (ordinal) => ordinal % 5);
    found.add(ordinals, rules, 0, 500, weighed(Array.from(ordinals, (ordinal) => ordinal % 100)), 0);
    found.finish();
    // The ordinals 999, 899 … 599 weigh most, and of equal weight the lower ones come first: they are at the places 401, 301 and 201.
    const { lefts, rules: ofRules, bits, levels, frequencyBits } = found.take();
    expect([...lefts]).toEqual([599, 699, 799]);
    expect([...ofRules]).toEqual([4, 4, 4]);
    expect([...bits]).toEqual([99, 99, 99]);
    expect([...levels!]).toEqual([401 % 7, 9, 301 % 7, 9, 201 % 7, 9]);
    expect([...frequencyBits!]).toEqual([401 / 4, -1, 301 / 4, -1, 201 / 4, -1]);
  });

  test('are the heaviest of each new record, by weight and then by ordinal, in whatever chunks they came', () => {
    const candidates = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: -2, max: 5 })), { maxLength: 90, size: 'max' });
    fc.assert(fc.property(fc.array(candidates, { maxLength: 4 }), fc.option(fc.integer({ min: 1, max: 4 })), fc.integer({ min: 1, max: 30 }), fc.integer({ min: -2, max: 2 }), (records, top, chunk, minBits) => {
      const found = foundPairs(1, 'none');
      const expected = records.flatMap((matches, right) => {
        const distinct = [...new Map(matches).entries()];
        found.start(right, top);
        for (let from = 0; from < distinct.length; from += chunk) {
          const part = distinct.slice(from, from + chunk);
          found.add(Uint32Array.from(distinct, ([left]) => left), new Uint8Array(distinct.length), from, part.length, weighed(part.map(([, bits]) => bits)), minBits);
        }
        found.finish();
        const heavy = distinct.filter(([, bits]) => bits >= minBits).sort(([left, bits], [other, otherBits]) => otherBits - bits || left - other);
        return heavy.slice(0, top ?? heavy.length).map(([left, bits]) => [left, right, bits]);
      });
      const { pairs, lefts, rights, bits } = found.take();
      expect(Array.from({ length: pairs }, (_, pair) => [lefts[pair], rights[pair], bits[pair]])).toEqual(expected);
    }), { numRuns: 200 });
  });
});
