// Measures by code: which values each takes and which it refuses, and values in words.
import { describe, expect, test } from 'vitest';
import { decodedValues, textAt } from '../../../../src/link/kernel/compare/decoded-values.ts';
import { literalTest } from '../../../../src/link/kernel/compare/literal-test.ts';
import { measureOf } from '../../../../src/link/kernel/compare/measure-of.ts';
import { textKernelOf } from '../../../../src/link/kernel/compare/text-kernel-of.ts';
import type { Dictionary, TextDictionary } from '../../../../src/link/kernel/records.ts';
import { MEASURES } from '../../../../src/link/model/condition.ts';
import { codeColumns, type Kind, type Value } from '../../../link/record-table.ts';

const dictionaryOf = (kind: Kind, values: readonly Value[], unit: 'codePoint' | 'byte' = 'codePoint'): Dictionary => codeColumns([{ kind, values }], [0], unit)[0]!.dictionary;

/** Measures the first two values of a dictionary. */
function measured(measure: string, kind: Kind, values: readonly [Value, Value], more: { readonly q?: number; readonly overLists?: boolean; readonly unit?: 'byte' } = {}): number {
  const dictionary = dictionaryOf(kind, values, more.unit);
  return measureOf({ measure, left: 0, right: 0, q: more.q ?? null, overLists: more.overLists ?? false }, dictionary, dictionary, [], more.unit ?? 'codePoint')(1, 2);
}

describe('a measure', () => {
  test.each([
    // Jaro 1989 and Winkler 1990, as published.
    ['jaro', 'martha', 'marhta', 0.944444], ['jaroWinkler', 'martha', 'marhta', 0.961111], ['jaro', 'dixon', 'dicksonx', 0.766667], ['jaroWinkler', 'dixon', 'dicksonx', 0.813333],
    // By hand: three edits of seven; a transposition is one edit or two; "ca" to "abc".
    ['levenshtein', 'kitten', 'sitting', 3], ['levenshteinSimilarity', 'kitten', 'sitting', 4 / 7], ['levenshtein', 'ab', 'ba', 2], ['osa', 'ab', 'ba', 1],
    ['damerauLevenshtein', 'ca', 'abc', 2], ['osa', 'ca', 'abc', 3], ['damerauLevenshteinSimilarity', 'ca', 'abc', 1 / 3], ['hamming', 'karolin', 'kathrin', 3],
    ['commonPrefix', 'martin', 'marin', 3], ['longestCommonSubsequenceSimilarity', 'abcde', 'ace', 3 / 5],
    // night: ni ig gh ht; nacht: na ac ch ht.
    ['dice', 'night', 'nacht', 2 / 8], ['jaccard', 'night', 'nacht', 1 / 7],
  ])('%s of %s and %s is that of its definition', (name, left, right, expected) => {
    expect(measured(name, 'text', [left, right])).toBeCloseTo(expected, 6);
  });

  test('of q-grams has the length that is asked for', () => {
    // Letters of "abc" and "bcd": b and c of a, b, c, d.
    expect(measured('jaccard', 'text', ['abc', 'bcd'], { q: 1 })).toBe(0.5);
    expect(measured('jaccard', 'text', ['abcd', 'xbcd'], { q: 3 })).toBeCloseTo(1 / 3, 12);
  });

  test('of texts counts what a symbol is: code points, or bytes', () => {
    expect([measured('levenshtein', 'text', ['é', 'e']), measured('levenshtein', 'text', ['é', 'e'], { unit: 'byte' })]).toEqual([1, 2]);
  });

  test('over lists is that of the best pair of elements; none without elements', () => {
    expect(measured('levenshtein', 'texts', [['zoé', 'anne', null], ['anna', 'marie']], { overLists: true })).toBe(1);
    expect(measured('levenshteinSimilarity', 'texts', [['zoé', 'anne'], ['anna']], { overLists: true })).toBe(0.75);
    expect(measured('levenshtein', 'texts', [[null], ['anna']], { overLists: true })).toBeNaN();
    expect(measured('jaro', 'texts', [[], ['anna']], { overLists: true })).toBeNaN();
  });

  test('of numbers, times and lists is that of its definition', () => {
    expect([measured('absoluteDifference', 'number', [3, -4.5]), measured('percentageDifference', 'number', [80, 100]), measured('timeDifference', 'time', [0, 86_400])]).toEqual([7.5, 0.2, 86_400]);
    expect([measured('intersection', 'texts', [['a', 'b'], ['b', 'c', 'a']]), measured('containment', 'texts', [['a', 'b'], ['b', 'c', 'd']]), measured('jaccardOfLists', 'texts', [['a', 'b'], ['b', 'c']])]).toEqual([2, 0.5, 1 / 3]);
    expect(measured('cosine', 'numbers', [[1, 0], [1, 1]])).toBeCloseTo(Math.SQRT1_2, 12);
  });

  test('of points is a quarter of a great circle from equator to pole, and no number where a list is no point', () => {
    for (const measure of ['kilometres', 'kilometresByCosine']) {
      expect(Math.abs(measured(measure, 'numbers', [[0, 0], [90, 0]]) - 6371 * Math.PI / 2)).toBeLessThan(2);
      expect(measured(measure, 'numbers', [[0, 0], [90, 0, 1]])).toBeNaN();
      expect(measured(measure, 'numbers', [[], [90, 0]])).toBeNaN();
    }
  });

  test('fits one kind of values, and refuses every other one, whichever side it is on', () => {
    const kinds: readonly Kind[] = ['text', 'number', 'time', 'texts', 'numbers'];
    const fits = (measure: string): readonly Kind[] => {
      if (textKernelOf(measure, null, 'codePoint') !== null) return ['text'];
      if (/Difference$/.test(measure)) return ['number', 'time'];
      return /^(?:kilometres|cosine)/.test(measure) ? ['numbers'] : ['texts'];
    };
    for (const measure of MEASURES) for (const left of kinds) for (const right of kinds) {
      const make = (): unknown => measureOf({ measure, left: 0, right: 1, q: null, overLists: false }, dictionaryOf(left, []), dictionaryOf(right, []), [], 'codePoint');
      if (fits(measure).includes(left) && fits(measure).includes(right)) expect(make).not.toThrow();
      else expect(make).toThrow(TypeError);
    }
    expect(() => measured('soundex', 'text', ['a', 'b'])).toThrow(/expected a known one/);
    expect(() => measured('jaro', 'text', ['a', 'b'], { overLists: true })).toThrow(/expected lists of texts, got text/);
  });
});

describe('a value in words', () => {
  const codesOf = (dictionary: Dictionary, value: string, unit: 'codePoint' | 'byte' = 'codePoint', isFixed = true): number[] => {
    const isValue = literalTest(dictionary, value, unit, isFixed);
    return Array.from({ length: dictionary.size }, (_, index) => index + 1).filter(isValue);
  };

  test.each([true, false])('is found among texts, symbol by symbol, where codes are fixed: %s', (isFixed) => {
    for (const unit of ['codePoint', 'byte'] as const) {
      const texts = dictionaryOf('text', ['Zoé', 'Zoe', '', '😀'], unit);
      expect(['Zoé', 'zoé', '', '😀', 'Zo'].map((value) => codesOf(texts, value, unit, isFixed))).toEqual([[1], [], [3], [4], []]);
    }
  });

  test.each([true, false])('is a number in decimal, or a day in ISO notation, where codes are fixed: %s', (isFixed) => {
    const numbers = dictionaryOf('number', [75, -2.5, 0]);
    expect(['75', ' 75.0', '-2.5', '0', '', ' ', 'x', '7.5e1'].map((value) => codesOf(numbers, value, 'codePoint', isFixed))).toEqual([[1], [1], [2], [3], [], [], [], [1]]);
    const times = dictionaryOf('time', [0, 86_400, 1]);
    expect(['1970-01-01', '1970-01-02', '1970-02-30', '', '0'].map((value) => codesOf(times, value, 'codePoint', isFixed))).toEqual([[1], [2], [], [], []]);
  });

  test.each([true, false])('is a time of day without zone, with up to six decimals of a second, where codes are fixed: %s', (isFixed) => {
    const days = Date.UTC(2024, 1, 29) / 1000;
    // Instants come as microseconds over a million, which doubles hold about.
    const times = dictionaryOf('time', [days, days + 3600, days + 3661, (days * 1e6 + 100_000) / 1e6, (days * 1e6 + 1) / 1e6, -0.5]);
    const found = ['2024-02-29', '2024-02-29T00:00', '2024-02-29 01:00:00', '2024-02-29T01:01:01', '2024-02-29T00:00:00.1', '2024-02-29T00:00:00.100000', '2024-02-29T00:00:00.000001', '1969-12-31T23:59:59.5'];
    expect(found.map((value) => codesOf(times, value, 'codePoint', isFixed))).toEqual([[1], [1], [2], [3], [4], [4], [5], [6]]);
    const none = ['2024-02-29T24:00', '2024-02-29T00:60', '2024-02-29T00:00:60', '2024-02-29T00:00Z', '2024-02-29T01:00:00+00:00', '2024-02-29T1:00', '2024-02-29T00:00:00.1000001', '2024-02-29T', '2024-02-30T00:00'];
    expect(none.map((value) => codesOf(times, value, 'codePoint', isFixed))).toEqual(none.map(() => []));
  });

  test('is never a list', () => {
    expect([codesOf(dictionaryOf('texts', [['a'], []]), 'a'), codesOf(dictionaryOf('numbers', [[1], []]), '1')]).toEqual([[], []]);
  });
});

describe('plain values', () => {
  test.each(['codePoint', 'byte'] as const)('are what was coded, by %s', (unit) => {
    const columns: readonly (readonly [Kind, readonly Value[]])[] = [
      ['text', ['Zoé', '', '😀a']], ['number', [1.5, -3]], ['time', [0, 86_400]], ['texts', [['é', null, 'b'], [], ['b']]], ['numbers', [[1, 2], [], [-0.5]]],
    ];
    for (const [kind, values] of columns) for (const isFixed of [true, false]) {
      const valueOf = decodedValues(dictionaryOf(kind, values, unit), unit, isFixed);
      expect(values.map((_, index) => valueOf(index + 1))).toEqual(values);
    }
    expect(textAt(dictionaryOf('text', ['Zoé'], unit) as TextDictionary, 1, unit)).toBe('Zoé');
  });

  test('are made once where codes are fixed, and anew where they may change', () => {
    const lists = dictionaryOf('texts', [['a']]);
    const twice = (isFixed: boolean): unknown[] => {
      const valueOf = decodedValues(lists, 'codePoint', isFixed);
      return [valueOf(1), valueOf(1)];
    };
    expect(new Set(twice(true)).size).toBe(1);
    expect(new Set(twice(false)).size).toBe(2);
  });
});
