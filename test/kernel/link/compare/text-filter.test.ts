// Texts told apart by their signatures: never wrongly, by measuring every pair; and what signatures cannot tell.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakpointsOf, bucketOf } from '../../../../src/link/kernel/compare/breakpoints.ts';
import { measureOf } from '../../../../src/link/kernel/compare/measure-of.ts';
import type { BoundProgram, MeasureProgram } from '../../../../src/link/kernel/compare/program.ts';
import { LENGTHS, LONG, mightShare, signaturesOf } from '../../../../src/link/kernel/compare/signatures.ts';
import { textFilter } from '../../../../src/link/kernel/compare/text-filter.ts';
import type { TextDictionary } from '../../../../src/link/kernel/records.ts';
import { codeColumns } from '../../../link/record-table.ts';

function textsOf(values: readonly string[], unit: 'codePoint' | 'byte' = 'codePoint'): TextDictionary {
  return codeColumns([{ kind: 'text', values: [...new Set(values)] }], [0], unit)[0]!.dictionary as TextDictionary;
}

const program = (measure: string): MeasureProgram => ({ measure, left: 0, right: 0, q: null, overLists: false });
const SIMILARITIES = ['jaroWinkler', 'jaro', 'levenshteinSimilarity', 'damerauLevenshteinSimilarity', 'longestCommonSubsequenceSimilarity'];
const DISTANCES = ['levenshtein', 'osa', 'damerauLevenshtein'];

const someText = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', 'z', ' ', '😀'), maxLength: 12 }),
  fc.constantFrom('', 'martin', 'martine', 'MARTIN', 'matrin', 'dupont', 'dupond', 'élodie', 'zzzzzz', 'a'.repeat(62), 'a'.repeat(63), 'a'.repeat(80), `${'ab'.repeat(31)}c`),
);
const someTexts = fc.array(someText, { minLength: 1, maxLength: 8 });

/** Distinct texts of a dictionary in order of code. */
const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

/** How many symbols two texts have in common, each as often as both have it. */
function sharedSymbols(left: string, right: string): number {
  const rest = [...right];
  return [...left].filter((symbol) => {
    const at = rest.indexOf(symbol);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  }).length;
}

describe('signatures', () => {
  const asked = (count: number): Uint8Array => {
    const table = new Uint8Array(2 * LENGTHS).fill(count);
    // Nothing is asked of long texts.
    for (let length = 0; length <= LONG; length++) for (const half of [0, LENGTHS]) table[half + (LONG << 6) + length] = table[half + (length << 6) + LONG] = 0;
    return table;
  };

  test('never deny two texts the symbols that they share', () => {
    fc.assert(fc.property(someTexts, (values) => {
      const texts = distinct(values);
      const signatures = signaturesOf(textsOf(values));
      texts.forEach((left, one) => {
        texts.forEach((right, other) => {
          expect(mightShare(signatures, one + 1, signatures, other + 1, asked(sharedSymbols(left, right)))).toBe(1);
        });
      });
    }));
  });

  test('tell texts without common letters, and letters that come once from letters that come twice', () => {
    const signatures = signaturesOf(textsOf(['ab', 'cd', 'aab', 'aaaa', 'aaa']));
    expect(mightShare(signatures, 1, signatures, 2, asked(1))).toBe(0);
    expect(mightShare(signatures, 1, signatures, 3, asked(2))).toBe(1);
    expect(mightShare(signatures, 1, signatures, 3, asked(3))).toBe(0);
    // The third and fourth a of four are excess, of which "aaa" has one.
    expect(mightShare(signatures, 4, signatures, 5, asked(3))).toBe(1);
    expect(mightShare(signatures, 4, signatures, 5, asked(4))).toBe(0);
  });

  test('go by both lengths, and by whether texts may begin with the same symbol', () => {
    const signatures = signaturesOf(textsOf(['abc', 'adcb', 'bca', '']));
    const onlyAt = (place: number): Uint8Array => new Uint8Array(2 * LENGTHS).fill(99, place, place + 1);
    expect(mightShare(signatures, 1, signatures, 2, onlyAt(LENGTHS + 3 * (LONG + 1) + 4))).toBe(0);
    expect(mightShare(signatures, 1, signatures, 3, onlyAt(3 * (LONG + 1) + 3))).toBe(0);
    expect(mightShare(signatures, 1, signatures, 3, onlyAt(LENGTHS + 3 * (LONG + 1) + 3))).toBe(1);
    // An empty text begins with no symbol that another begins with.
    expect(mightShare(signatures, 4, signatures, 1, onlyAt(3))).toBe(0);
    expect(mightShare(signatures, 4, signatures, 4, onlyAt(LENGTHS))).toBe(0);
  });

  test('of texts of 63 symbols or more, or with an excess of over 31, are those of long texts', () => {
    const signatures = signaturesOf(textsOf(['é'.repeat(63), 'ab'.repeat(200), 'a'.repeat(33), 'a'.repeat(34)]));
    const lengthOf = (code: number): number => (signatures[2 * code]! >>> 24) & 63;
    expect([1, 2, 3, 4].map(lengthOf)).toEqual([63, 63, 33, 63]);
  });

  test('are made once for a dictionary, and of no text are those of null alone', () => {
    const texts = textsOf(['a', 'b']);
    expect(signaturesOf(texts)).toBe(signaturesOf(texts));
    expect([...signaturesOf(textsOf([]))]).toEqual([0, 0]);
  });
});

describe('the filter of texts', () => {
  /** Every pair that the filter tells, with the bucket of what the textbook line measures. */
  function expectNoneWrong(measure: string, bounds: readonly BoundProgram[], values: readonly string[], unit: 'codePoint' | 'byte'): number {
    const texts = textsOf(values, unit);
    const points = breakpointsOf(bounds);
    const filter = textFilter(program(measure), points, texts, texts)!;
    // Measured in full: without breakpoints there is nothing to cut off.
    const exact = measureOf(program(measure), texts, texts, [], unit);
    let told = 0;
    for (let left = 1; left <= texts.size; left++) for (let right = 1; right <= texts.size; right++) {
      if (mightShare(filter.lefts, left, filter.rights, right, filter.leastShared) === 1) continue;
      told++;
      expect(bucketOf(exact(left, right), points)).toBe(filter.bucket);
    }
    return told;
  }

  const unit = fc.constantFrom('codePoint' as const, 'byte' as const);
  test.each(SIMILARITIES)('tells of %s only pairs below every breakpoint', (measure) => {
    const share = fc.constantFrom(0, 0.3, 0.5, 0.7, 0.75, 0.8, 0.88, 0.92, 1);
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('atLeast', 'above', 'below', 'atMost'), share), { minLength: 1, maxLength: 3 }), someTexts, unit, (bounds, values, symbols) => {
      expectNoneWrong(measure, bounds.map(([kind, at]) => ({ [kind]: at })), values, symbols);
    }), { numRuns: 120 });
  });

  test.each(DISTANCES)('tells of %s only pairs beyond every breakpoint', (measure) => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('atLeast', 'above', 'below', 'atMost'), fc.constantFrom(0, 1, 2, 3, 2.5)), { minLength: 1, maxLength: 3 }), someTexts, unit, (bounds, values, symbols) => {
      expectNoneWrong(measure, bounds.map(([kind, at]) => ({ [kind]: at })), values, symbols);
    }), { numRuns: 120 });
  });

  test('tells of common prefixes only pairs that have none so long', () => {
    fc.assert(fc.property(fc.constantFrom('atLeast', 'above', 'below'), fc.nat(4), someTexts, unit, (kind, at, values, symbols) => {
      expectNoneWrong('commonPrefix', [{ [kind]: at }], values, symbols);
    }));
  });

  test('tells names that share little, by each measure', () => {
    const names = ['martin', 'dubois', 'petit', 'moreau', 'garnier', 'lefevre'];
    for (const measure of SIMILARITIES) expect(expectNoneWrong(measure, [{ atLeast: 0.9 }], names, 'codePoint')).toBeGreaterThan(20);
    for (const measure of DISTANCES) expect(expectNoneWrong(measure, [{ atMost: 1 }], names, 'codePoint')).toBeGreaterThan(20);
  });

  test('is none of measures that symbols in common say nothing of, of lists, and of what is no text', () => {
    const texts = textsOf(['a']);
    const points = breakpointsOf([{ atLeast: 0.9 }]);
    for (const measure of ['jaccard', 'dice', 'hamming', 'absoluteDifference']) expect(textFilter(program(measure), points, texts, texts)).toBeNull();
    expect(textFilter({ ...program('jaro'), overLists: true }, points, texts, texts)).toBeNull();
    expect(textFilter(program('jaro'), points, texts, { kind: 'number', size: 0, numbers: new Float64Array(1) })).toBeNull();
  });
});
