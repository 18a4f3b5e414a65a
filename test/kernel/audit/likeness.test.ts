import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addLikeness, countNumberLikeness, countTextLikeness, noLikeness, type LikenessCounts } from '../../../src/audit/kernel/likeness.ts';
import { FEWEST_LOOK_ALIKES, leaksOf, likenessOf, NIR_WITHOUT_KEY_SHARE, NO_EXCUSES, SHAPE_SHARE } from '../../../src/audit/kernel/leaks.ts';
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

const countsOf = (found: Partial<LikenessCounts>): LikenessCounts => ({ ...noLikeness(), ...found });

function countText(values: readonly (string | null)[], weights: readonly number[] | null = null): LikenessCounts {
  const counts = noLikeness();
  const { offsets, bytes, valid, rows } = textColumnOf(values, 4);
  countTextLikeness(offsets, bytes, valid, rows, weights === null ? null : Int32Array.from(weights), counts);
  return counts;
}

function countNumbers(values: readonly number[], valid: Uint8Array | null = null): LikenessCounts {
  const counts = noLikeness();
  countNumberLikeness(Float64Array.from(values), valid, counts);
  return counts;
}

// The NIRs are published examples (python-stdnum, nir-validation); the specimen card's own number is nobody's.
describe('texts that look like a NIR are counted', () => {
  test.each<[string, string]>([
    ['with key', '295109912611193'], ['with separators', '2 95 10 99 126 111 93'], ['of Corsica', '253072B07300470'], ['in lower case', '253072b07300470'],
    ['at the end of a sentence', 'assurée 295109912611193'], ['between signs', 'NIR:295109912611193;'], ['spaced, inside a note', 'vu le 3, 2 95 10 99 126 111 93, dossier 12'],
    ['as an INS of HL7', '295109912611193^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS'],
  ])('%s, as one with key', (_title, text) => {
    expect(countText(['Ain', text, null, ''])).toEqual(countsOf({ values: 3, nirs: 1 }));
  });
  test('without key, when the whole value is one', () => {
    expect(countText([nir(1), nir(2), '2 69 05 88 321 003', `n° ${nir(4)}`])).toEqual(countsOf({ values: 4, nirsWithoutKey: 3 }));
  });
  test.each<[string, string]>([
    ['a wrong key', '295109912611194'], ['an impossible month', `2951599126111${keyOf('2951599126111')}`], ['more digits', '1295109912611193'], ['letters around', 'x295109912611193'],
    ['a decimal number', '2.95109912611193'], ['a postcode', '75013'], ['a stay', 'RSS 2024 000 123 456 7'],
  ])('not %s', (_title, text) => {
    expect(countText([text])).toEqual(countsOf({ values: 1 }));
  });
  test('not a product code', () => {
    expect(countText([cip13(3000001), cip13(3000002)])).toEqual(countsOf({ values: 2 }));
  });
  test('not behind a null', () => {
    const { offsets, bytes, rows } = textColumnOf([withKey(1), withKey(2)]);
    const counts = noLikeness();
    countTextLikeness(offsets, bytes, Uint8Array.of(0b10), rows, null, counts);
    expect(counts).toEqual(countsOf({ values: 1, nirs: 1 }));
  });
});

// RPPS 10003879623 stands in the register's own documents; the IBANs are those of the registry and of the Banque de France.
describe('texts that look like another identifier are counted', () => {
  test.each<[string, string, Partial<LikenessCounts>]>([
    ['an RPPS number', '10003879623', { rpps: 1, elevenDigits: 1 }], ['an RPPS number in a note', 'Dr M., RPPS 10003879623.', { rpps: 1, elevenDigits: 1 }],
    ['a PS_IdNat', '810003879623', { rpps: 1, elevenDigits: 1 }], ['a wrong check digit', '10003879624', { elevenDigits: 1 }], ['twelve digits', '710003879623', {}],
    ['digits in a word', 'a10003879623', {}], ['two numbers, the second right', '10003879624 ou 10003879623', { rpps: 1, elevenDigits: 1 }],
    ['an IBAN', 'FR1420041010050500013M02606', { ibans: 1 }], ['an IBAN in groups, in a note', 'compte FR14 2004 1010 0505 0001 3M02 606', { ibans: 1 }],
    ['an IBAN of Belgium', 'BE68539007547034', { ibans: 1 }], ['a wrong IBAN', 'FR1520041010050500013M02606', {}],
    ['an address', 'Jean.Dupont@chu-lyon.fr', { emails: 1 }], ['an address in a note', 'écrire à a@b.fr, merci', { emails: 1 }], ['no address', '5 @ 3.2', {}],
    ['a telephone number in pairs', '06 12 34 56 78', { phones: 1 }], ['one with a country', '+33612345678', { phones: 1 }], ['one after 00', '0033612345678', { phones: 1 }],
    ['ten digits', '0612345678', { plainPhones: 1, tenDigits: 1 }], ['ten digits and pairs', '0612345678 ou 06.12.34.56.79', { phones: 1, tenDigits: 1 }],
    ['other ten digits', '1612345678', { tenDigits: 1 }], ['a number and a note', 'tel 0612345678 (soir)', { plainPhones: 1, tenDigits: 1 }],
    ['a FINESS number', '750712184', {}], ['a SIRET', '73282932000074', {}], ['a date', '2024-01-02 10:30:00', {}],
  ])('%s', (_title, text, expected) => {
    expect(countText([text, null, 'Lot'])).toEqual(countsOf({ values: 2, ...expected }));
  });
  test('each kind of one text, once', () => {
    const text = `${withKey(1)} ${withKey(2)}; a@b.fr c@d.fr; 06 12 34 56 78, 10003879623; FR1420041010050500013M02606`;
    expect(countText([text])).toEqual(countsOf({ values: 1, nirs: 1, emails: 1, phones: 1, rpps: 1, elevenDigits: 1, ibans: 1 }));
  });
  test('as often as they occur, when entries stand for many cells', () => {
    expect(countText(['a@b.fr', '0612345678', 'Lot', withKey(1)], [3, 2, 5, 0])).toEqual(countsOf({ values: 10, emails: 3, plainPhones: 2, tenDigits: 2 }));
  });
  test('over several batches into one sum', () => {
    const values = fc.array(fc.constantFrom(withKey(7), nir(8), 'Lot', null, '10003879623', 'x a@b.fr', '0612345678', '+33 6 12 34 56 78', 'BE68539007547034'), { maxLength: 30 });
    fc.assert(fc.property(values, fc.nat(30), (cells, at) => {
      const cut = Math.min(at, cells.length);
      const parts = countText(cells.slice(0, cut));
      addLikeness(parts, countText(cells.slice(cut)));
      expect(parts).toEqual(countText(cells));
    }));
  });
  test('without an error, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const counts = noLikeness();
      countTextLikeness(Int32Array.of(0, bytes.length), bytes, null, 1, null, counts);
      expect(counts.values).toBe(1);
      expect(Object.values(counts).every((count: number) => count === 0 || count === 1)).toBe(true);
    }));
  });
});

describe('numbers that look like an identifier are counted', () => {
  test('as NIRs with and without key, unless they are null', () => {
    expect(countNumbers([Number(withKey(1)), Number(nir(2)), 12, -1, 2.5, NaN, -0, Infinity])).toEqual(countsOf({ values: 8, nirs: 1, nirsWithoutKey: 1 }));
    expect(countNumbers([Number(withKey(1)), Number(nir(2))], Uint8Array.of(0b10))).toEqual(countsOf({ values: 1, nirsWithoutKey: 1 }));
  });
  test('as RPPS numbers by their check digit', () => {
    expect(countNumbers([10_003_879_623, 10_003_879_624, 10_003_879_623.5])).toEqual(countsOf({ values: 3, rpps: 1, elevenDigits: 2 }));
  });
  test('with key by chance about once in a hundred and thirty', () => {
    // Digits of an unrelated sequence: the fraction must be near what looksLikeNirNumber promises, or the share rule is wrong.
    const values = Array.from({ length: 60_000 }, (_, index) => 100_000_000_000_000 + ((index * 6_700_417_999) % 800_000_000_000_000));
    const { nirs } = countNumbers(values);
    expect(nirs / values.length).toBeGreaterThan(1 / 260);
    expect(nirs / values.length).toBeLessThan(1 / 65);
  });
});

describe('a column is taken for identifiers', () => {
  const kinds = (found: Partial<LikenessCounts>, isNumeric = false, excuses = NO_EXCUSES): readonly string[] => leaksOf(countsOf(found), isNumeric, excuses).map(({ kind }) => kind);

  test.each<[string, Partial<LikenessCounts>, string]>([
    ['a NIR with key', { nirs: 1 }, 'nir'], ['an address', { emails: 1 }, 'email'], ['an IBAN', { ibans: 1 }, 'iban'], ['a telephone number in pairs', { phones: 1 }, 'phone'],
  ])('of text as soon as it holds %s', (_title, found, kind) => {
    expect(kinds({ values: 1_000_000, ...found })).toEqual([kind]);
    expect(kinds({ values: 1_000_000 })).toEqual([]);
  });
  test.each([[false], [true]])('without keys: from the share and the count on, and not below (numbers: %s)', (isNumeric) => {
    const least = NIR_WITHOUT_KEY_SHARE * 1000;
    expect(kinds({ values: 1000, nirsWithoutKey: least }, isNumeric)).toEqual(['nir']);
    expect(kinds({ values: 1000, nirsWithoutKey: least - 1 }, isNumeric)).toEqual([]);
    expect(kinds({ values: FEWEST_LOOK_ALIKES, nirsWithoutKey: FEWEST_LOOK_ALIKES }, isNumeric)).toEqual(['nir']);
    expect(kinds({ values: FEWEST_LOOK_ALIKES - 1, nirsWithoutKey: FEWEST_LOOK_ALIKES - 1 }, isNumeric)).toEqual([]);
  });
  test('of numbers: with keys by share too, since some reach a key by chance', () => {
    expect(kinds({ values: 10_000, nirs: 80 }, true)).toEqual([]);
    expect(kinds({ values: 10_000, nirs: 2000 }, true)).toEqual(['nir']);
  });
  test.each<[string, (found: number, shape: number) => Partial<LikenessCounts>]>([
    ['rpps', (rpps, elevenDigits) => ({ rpps, elevenDigits })], ['phone', (plainPhones, tenDigits) => ({ plainPhones, tenDigits })],
  ])('of %s numbers by their share of the cells of that form, however many others there are', (kind, found) => {
    expect(kinds({ values: 1e9, ...found(SHAPE_SHARE * 100, 100) })).toEqual([kind]);
    expect(kinds({ values: 1e9, ...found(SHAPE_SHARE * 100 - 1, 100) })).toEqual([]);
    expect(kinds({ values: 1e9, ...found(FEWEST_LOOK_ALIKES - 1, FEWEST_LOOK_ALIKES - 1) })).toEqual([]);
  });
  test('but not for what its declaration explains', () => {
    expect(kinds({ values: 10, nirsWithoutKey: 10 }, false, { thirteenDigits: true, kinds: [] })).toEqual([]);
    expect(kinds({ values: 10, nirs: 1, nirsWithoutKey: 9 }, false, { thirteenDigits: true, kinds: [] })).toEqual(['nir']);
    expect(kinds({ values: 10, phones: 10, emails: 1 }, false, { thirteenDigits: false, kinds: ['phone'] })).toEqual(['email']);
  });
  test('never when it is empty', () => {
    expect([kinds({}), kinds({}, true)]).toEqual([[], []]);
  });
  test('with all cells of a kind in its count, and every kind told, leak or not', () => {
    const counts = countsOf({ values: 10, nirs: 1, nirsWithoutKey: 1, phones: 2, plainPhones: 3, tenDigits: 9, rpps: 1, elevenDigits: 8 });
    expect(leaksOf(counts, false, NO_EXCUSES)).toEqual([{ kind: 'nir', count: 2 }, { kind: 'phone', count: 5 }]);
    expect(likenessOf(counts)).toEqual({ nir: 2, phone: 5, rpps: 1 });
    expect(likenessOf(noLikeness())).toEqual({});
  });
});
