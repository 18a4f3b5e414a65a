import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../../../src/link/kernel/propose/column-kind.ts';
import { profileColumn, type ColumnProfile } from '../../../../src/link/kernel/propose/column-profile.ts';
import { containedShare, type WordColumn } from '../../../../src/link/kernel/propose/contained-words.ts';
import { shapeOf, type TextShape } from '../../../../src/link/kernel/propose/text-shape.ts';
import { codeColumns, type Value } from '../../../link/record-table.ts';

function shape(text: string): TextShape {
  const symbols = Uint32Array.from(Array.from(text, (character) => character.codePointAt(0)!));
  return shapeOf(symbols, 0, symbols.length);
}

const column = (values: readonly Value[]): WordColumn => codeColumns([{ kind: 'text', values }], [0])[0] as WordColumn;

/** Capitals and no punctuation, as far as these tests go. */
const plain = (value: Value): Value => (value === null ? null : String(value).toUpperCase().replaceAll(/[^A-Z0-9]+/g, ' ').trim());

const profile = (values: readonly Value[]): ColumnProfile => profileColumn(column(values), column(values.map(plain)), values.length);

/** Values with a number that runs, so that few of them agree. */
const running = (count: number, make: (index: number) => Value): Value[] => Array.from({ length: count }, (_, index) => make(index));

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A name of four letters, another one for each number. */
const word = (index: number): string => [1, 26, 676, 17_576].map((power) => LETTERS[Math.floor((index * 7919) / power) % 26]).join('');

describe('The shape of a text', () => {
  test.each([
    ['1971-05-24', 'dashed'], ['1971/05/24', 'dashed'], ['1861-86-18', 'dashed'], ['19710524', 'packed'], ['24/05/1971', 'dayFirst'], ['24.05.1971', 'dayFirst'],
    ['1971-05/24', null], ['24-05-71', null], ['99991231', null], ['2119200000', null], ['', null], ['197-105-24', null],
  ] as const)('tells how %s writes a date, and whether', (text, order) => {
    expect(shape(text).date).toBe(order);
  });

  test.each([['12', true], ['-3.5', true], ['1.2.3', false], ['-', false], ['.', false], ['12a', false], ['', false], ['1-2', false]])('tells whether %s is a number', (text, isNumber) => {
    expect(shape(text).isNumber).toBe(isNumber);
  });

  test.each([['1500', true], ['2099', true], ['2100', false], ['999', false], ['19999', false], ['19a9', false]])('tells whether %s is a year', (text, isYear) => {
    expect(shape(text).isYear).toBe(isYear);
  });

  test.each([['a@b.fr', true], ['@b.fr', false], ['a@', false], ['a@b@c', false], ['a b@c.fr', false], ['@', false], ['', false]])('tells whether %s is an e-mail address', (text, isEmail) => {
    expect(shape(text).isEmail).toBe(isEmail);
  });

  test.each([['a;b', true], ['a|b', true], ['a, b, c', true], ['a, b', false], ['a b', false]])('tells whether %s is a list', (text, isList) => {
    expect(shape(text).isList).toBe(isList);
  });

  test('is found for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 24 }), (text) => {
      expect(shape(text).hasDigit).toBe(/[0-9]/.test(text));
    }));
  });
});

describe('The profile of a column', () => {
  test('counts pairs of records that agree, case and punctuation aside', () => {
    // Three of one value and one other: 3 of 6 pairs.
    const found = profile(['Dupont', 'DUPONT', 'du-pont', 'dupont', null]);
    expect(found.values).toBe(4);
    expect(found.completeness).toBe(0.8);
    expect(found.distinct).toBe(2);
    expect(found.agreement).toBeCloseTo(3 / 6, 12);
    expect(found.words).toBe(5 / 4);
  });

  test('takes means and shares over records, not over distinct values', () => {
    const found = profile(['ab', 'ab', 'ab', '12']);
    expect([found.characters, found.numbers, found.withDigits]).toEqual([2, 0.25, 0.25]);
  });

  test('names the order of most dates', () => {
    expect(profile(['1971-05-24', '24/05/1971', '25/05/1971']).dateOrder).toBe('dayFirst');
    expect(profile(['a']).dateOrder).toBeNull();
  });

  test('of nothing is zeros', () => {
    expect(profile([])).toMatchObject({ values: 0, completeness: 0, agreement: 0, words: 0, characters: 0, dates: 0 });
    expect(profile([null, null])).toMatchObject({ values: 0, completeness: 0, agreement: 0, words: 0 });
  });
});

describe('The kind of a column', () => {
  test.each([
    ['name', running(500, word)],
    ['code', running(500, (index) => `T${10_000 + index * 13}`)],
    ['date', running(500, (index) => `19${10 + (index % 80)}-0${1 + (index % 9)}-1${index % 10}`)],
    ['year', running(500, (index) => String(1900 + (index % 90)))],
    ['email', running(500, (index) => `${word(index)}@poste.fr`)],
    ['phrase', running(500, (index) => `${word(index)} ${word(index + 1)} ${word(index + 2)}`)],
    ['list', running(500, (index) => `${word(index)} A, ${word(index + 1)} B, ${word(index + 2)} C`)],
    ['category', running(500, (index) => ['homme', 'femme', 'inconnu'][index % 3]!)],
    ['category', running(500, (index) => String(1 + (index % 31)))],
    ['empty', running(500, () => null)],
    ['empty', running(500, (index) => (index < 10 ? word(index) : null))],
    ['constant', running(500, () => 'FRANCE')],
    ['constant', running(500, (index) => (index < 5 ? word(index) : 'FRANCE'))],
  ] as const)('is %s by what its values look like', (kind, values) => {
    expect(kindOf(profile(values))).toBe(kind);
  });

  test('is the same whatever the order of records', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.constantFrom('A', 'AB C', '1999', '12', '1999-01-01')), { maxLength: 40 }), (values) => {
      expect(kindOf(profile([...values].reverse()))).toBe(kindOf(profile(values)));
    }));
  });
});

describe('Words of one column within another', () => {
  const share = (whole: readonly Value[], part: readonly Value[]): number => containedShare(column(whole), column(part));

  test('are looked for word by word', () => {
    const whole = running(60, (index) => (index % 3 === 0 ? 'ANNE MARTIN' : 'MARIE ANNE DE MARTIN'));
    expect(share(whole, running(60, () => 'ANNE'))).toBe(1);
    expect(share(whole, running(60, () => 'MARTIN ANNE'))).toBe(1);
    expect(share(whole, running(60, () => 'MARIE'))).toBeCloseTo(2 / 3, 12);
    expect(share(whole, running(60, () => 'ANN'))).toBe(0);
    expect(share(whole, running(60, () => 'ANNE MARTINE'))).toBe(0);
  });

  test('say nothing where fewer than 50 records have both', () => {
    expect(share(running(49, () => 'A B'), running(49, () => 'A'))).toBe(0);
    expect(share(running(60, (index) => (index % 2 === 0 ? null : 'A B')), running(60, () => 'A'))).toBe(0);
  });
});
