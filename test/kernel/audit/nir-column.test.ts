import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countNirNumbers, countNirText, holdsNirs, NIR_WITHOUT_KEY_COUNT, NIR_WITHOUT_KEY_SHARE, type NirCounts } from '../../../src/audit/kernel/nir-column.ts';
import { textColumnOf } from '../../text-column.ts';

/** Key of a NIR by its definition (décret 2014-1523 and INSEE): 97 less the remainder of the 13 digits by 97. */
const keyOf = (thirteen: string): string => String(97n - (BigInt(thirteen) % 97n)).padStart(2, '0');
const nir = (order: number): string => `2690588321${String(order).padStart(3, '0')}`;
const withKey = (order: number): string => `${nir(order)}${keyOf(nir(order))}`;

/** A CIP13 is an EAN13 that starts with 34009. */
const cip13 = (seven: number): string => {
  const twelve = `34009${String(seven).padStart(7, '0')}`;
  const sum = [...twelve].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${twelve}${(10 - (sum % 10)) % 10}`;
};

function countText(values: readonly (string | null)[], otherwise = false): NirCounts {
  const counts: NirCounts = { values: 0, withKey: 0, withoutKey: 0 };
  const { offsets, bytes, valid, rows } = textColumnOf(values, 4);
  countNirText(offsets, bytes, valid, rows, otherwise, counts);
  return counts;
}

function countNumbers(values: readonly number[], valid: Uint8Array | null = null, otherwise = false): NirCounts {
  const counts: NirCounts = { values: 0, withKey: 0, withoutKey: 0 };
  countNirNumbers(Float64Array.from(values), valid, otherwise, counts);
  return counts;
}

// The NIRs are published examples (python-stdnum, nir-validation); the specimen card's own number is nobody's.
describe('texts that look like a NIR are counted', () => {
  test.each<[string, string]>([
    ['with key', '295109912611193'], ['with separators', '2 95 10 99 126 111 93'], ['of Corsica', '253072B07300470'], ['in lower case', '253072b07300470'],
    ['at the end of a sentence', 'assurée 295109912611193'], ['between signs', 'NIR:295109912611193;'], ['spaced, inside a note', 'vu le 3, 2 95 10 99 126 111 93, dossier 12'],
  ])('%s, as one with key', (_title, text) => {
    expect(countText(['Ain', text, null, ''])).toEqual({ values: 3, withKey: 1, withoutKey: 0 });
  });
  test('without key, when the whole value is one', () => {
    expect(countText([nir(1), nir(2), '2 69 05 88 321 003', `n° ${nir(4)}`])).toEqual({ values: 4, withKey: 0, withoutKey: 3 });
  });
  test.each<[string, string]>([
    ['a wrong key', '295109912611194'], ['an impossible month', `2951599126111${keyOf('2951599126111')}`], ['more digits', '1295109912611193'], ['letters around', 'x295109912611193'],
    ['a decimal number', '2.95109912611193'], ['a postcode', '75013'], ['a stay', 'RSS 2024 000 123 456 7'],
  ])('not %s', (_title, text) => {
    expect(countText([text])).toEqual({ values: 1, withKey: 0, withoutKey: 0 });
  });
  test('not a product code, nor any 13 digits of a column declared to hold another identifier', () => {
    expect(countText([cip13(3000001), cip13(3000002)])).toEqual({ values: 2, withKey: 0, withoutKey: 0 });
    expect(countText([nir(1), nir(2)], true)).toEqual({ values: 2, withKey: 0, withoutKey: 0 });
    expect(countText([withKey(1)], true).withKey).toBe(1);
  });
  test('not behind a null', () => {
    const { offsets, bytes, rows } = textColumnOf([withKey(1), withKey(2)]);
    const counts: NirCounts = { values: 0, withKey: 0, withoutKey: 0 };
    countNirText(offsets, bytes, Uint8Array.of(0b10), rows, false, counts);
    expect(counts).toEqual({ values: 1, withKey: 1, withoutKey: 0 });
  });
  test('over several batches into one sum', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(withKey(7), nir(8), 'Lot', null), { maxLength: 30 }), fc.nat(30), (values, at) => {
      const cut = Math.min(at, values.length);
      const counts: NirCounts = { values: 0, withKey: 0, withoutKey: 0 };
      for (const part of [values.slice(0, cut), values.slice(cut)]) {
        const { offsets, bytes, valid, rows } = textColumnOf(part);
        countNirText(offsets, bytes, valid, rows, false, counts);
      }
      expect(counts).toEqual({ values: values.filter((value) => value !== null).length, withKey: values.filter((value) => value === withKey(7)).length, withoutKey: values.filter((value) => value === nir(8)).length });
    }));
  });
});

describe('numbers that look like a NIR are counted', () => {
  test('with and without key, unless they are null', () => {
    expect(countNumbers([Number(withKey(1)), Number(nir(2)), 12, -1, 2.5, NaN])).toEqual({ values: 6, withKey: 1, withoutKey: 1 });
    expect(countNumbers([Number(withKey(1)), Number(nir(2))], Uint8Array.of(0b10))).toEqual({ values: 1, withKey: 0, withoutKey: 1 });
  });
  test('but not 13 digits of a column declared to hold another identifier', () => {
    expect(countNumbers([Number(nir(2)), Number(withKey(1))], null, true)).toEqual({ values: 2, withKey: 1, withoutKey: 0 });
  });
  test('with key by chance about once in a hundred and thirty', () => {
    // Digits of an unrelated sequence: the fraction must be near what looksLikeNirNumber promises, or the share rule is wrong.
    const values = Array.from({ length: 60_000 }, (_, index) => 100_000_000_000_000 + ((index * 6_700_417_999) % 800_000_000_000_000));
    const { withKey: found } = countNumbers(values);
    expect(found / values.length).toBeGreaterThan(1 / 260);
    expect(found / values.length).toBeLessThan(1 / 65);
  });
});

describe('a column holds NIRs', () => {
  const counts = (values: number, found: number, without: number): NirCounts => ({ values, withKey: found, withoutKey: without });

  test('of text: as soon as one has its key', () => {
    expect(holdsNirs(counts(1_000_000, 1, 0), false)).toBe(true);
    expect(holdsNirs(counts(1_000_000, 0, 0), false)).toBe(false);
  });
  test.each([[false], [true]])('without keys: from the share and the count on, and not below (numbers: %s)', (numeric) => {
    const values = 1000;
    const least = NIR_WITHOUT_KEY_SHARE * values;
    expect(holdsNirs(counts(values, 0, least), numeric)).toBe(true);
    expect(holdsNirs(counts(values, 0, least - 1), numeric)).toBe(false);
    expect(holdsNirs(counts(NIR_WITHOUT_KEY_COUNT, 0, NIR_WITHOUT_KEY_COUNT), numeric)).toBe(true);
    expect(holdsNirs(counts(NIR_WITHOUT_KEY_COUNT - 1, 0, NIR_WITHOUT_KEY_COUNT - 1), numeric)).toBe(false);
  });
  test('of numbers: with keys by share too, since some reach a key by chance', () => {
    expect(holdsNirs(counts(10_000, 80, 0), true)).toBe(false);
    expect(holdsNirs(counts(10_000, 2000, 0), true)).toBe(true);
  });
  test('never when it is empty', () => {
    expect(holdsNirs(counts(0, 0, 0), false)).toBe(false);
    expect(holdsNirs(counts(0, 0, 0), true)).toBe(false);
  });
});
