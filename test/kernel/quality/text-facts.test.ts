import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textColumn } from '../../../src/core/rejects.ts';
import { findEmail, findPhone } from '../../../src/identifiers/index.ts';
import { isPlaceholder } from '../../../src/quality/kernel/placeholder-texts.ts';
import { addTexts, makeTextFacts, mergeTextFacts, type TextFacts } from '../../../src/quality/kernel/text-facts.ts';
import { MOST_SHAPES } from '../../../src/quality/kernel/text-shapes.ts';

const decoder = new TextDecoder();

function factsOf(values: readonly (string | null)[], weights: readonly number[] | null = null): TextFacts {
  const facts = makeTextFacts();
  addAll(facts, values, weights);
  return facts;
}

function addAll(facts: TextFacts, values: readonly (string | null)[], weights: readonly number[] | null = null): void {
  const { offsets, bytes, valid, rows } = textColumn(values);
  addTexts(facts, offsets, bytes, valid, weights === null ? null : Float64Array.from(weights), rows);
}

/** Facts as plain data: shapes by name. */
function plain({ shapes, ...facts }: TextFacts): unknown {
  const { detail, dictionary, counts } = shapes;
  const offsets = dictionary.offsets();
  const named = Array.from({ length: dictionary.size }, (_, code) => [decoder.decode(dictionary.bytes().slice(offsets[code], offsets[code + 1])), counts[code]!] as const);
  return { ...facts, detail, shapes: Object.fromEntries([...named].sort(([left], [right]) => (left < right ? -1 : 1))) };
}
const shapesOf = (...values: string[]): string[] => Object.keys((plain(factsOf(values)) as { shapes: object }).shapes);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ maxLength: 8 }), fc.constantFrom('INCONNU', '06 12 34 56 78', 'a@b.fr', '284052A32102552', ' x', 'x ', '', 'Ã©tÃ©', 'ÉLÉONORE'),
);
const lists = fc.array(fc.option(texts), { maxLength: 40 });

describe('facts about texts', () => {
  test('do not depend on order, cuts or merges, and a weight is as many texts', () => {
    fc.assert(fc.property(lists, lists, lists, (one, two, three) => {
      const all = plain(factsOf([...one, ...two, ...three]));
      const merged = factsOf(three);
      const second = factsOf(two);
      mergeTextFacts(second, factsOf(one));
      mergeTextFacts(merged, second);
      expect(plain(merged)).toEqual(all);
      const again = factsOf([...two, ...three].reverse());
      addAll(again, one);
      expect(plain(again)).toEqual(all);
      expect(plain(factsOf(one.filter((value) => value !== null), one.filter((value) => value !== null).map(() => 3)))).toEqual(plain(factsOf([...one, ...one, ...one])));
    }));
  });

  test('count lengths, blanks, characters and empty texts as ten naive lines do', () => {
    fc.assert(fc.property(lists, (values) => {
      const present = values.filter((value) => value !== null).map((value) => decoder.decode(bytesOf(value)));
      const count = (is: (value: string) => boolean): number => present.filter(is).length;
      const lengths = present.map((value) => [...value].length);
      const blank = '[\\u0000-\\u0020\\u00a0\\u2000-\\u200a\\u202f\\u3000\\ufeff]';
      expect(plain(factsOf(values))).toMatchObject({
        count: present.length,
        empty: count((value) => value === ''),
        totalLength: lengths.reduce((sum, length) => sum + length, 0),
        minLength: Math.min(...lengths),
        maxLength: Math.max(0, ...lengths),
        leadingBlanks: count((value) => new RegExp(`^${blank}`, 'u').test(value)),
        trailingBlanks: count((value) => new RegExp(`${blank}$`, 'u').test(value)),
        nonAscii: count((value) => [...value].some((character) => character > '\u007f')),
        controlCharacters: count((value) => [...value].some((character) => character < ' ' || character === '\u007f')),
      });
    }));
  });

  test('know UTF-8 that was read as Latin-1, and characters that were lost', () => {
    expect(factsOf(['Ã©tÃ©', 'FranÃ§ois', 'Â\u00a0', 'perdu \ufffd', 'été', 'Ã', 'São']).misread).toBe(4);
  });
});

describe('shapes of texts', () => {
  test.each([
    ['S000123', 'A999999'], ['Dupont-Durand', 'Aaaaaa-Aaaaaa'], ['06 12', '99 99'], ['ÉLÉONORE œuf ÿ Ÿ', 'AAAAAAAA aaa a A'], ['×÷€', '***'], ['\t', '*'], ['łŁžŽ', 'aAaA'], ['', ''],
    ['abcdefghijklmnopqrstuvwxyz012345', 'aaaaaaaaaaaaaaaaaaaaaaaaaa999999'], ['abcdefghijklmnopqrstuvwxyz0123456', 'aaaaaaaaaaaaaaaaaaaaaaaaaa999999…'],
    ['é'.repeat(33), `${'a'.repeat(32)}…`],
  ])('%j has the shape %j', (text, shape) => {
    expect(shapesOf(text)).toEqual([shape]);
  });

  test('of Latin letters follow their case in Unicode', () => {
    for (let code = 0xc0; code <= 0x17f; code++) {
      const letter = String.fromCodePoint(code);
      const isLetter = /\p{L}/u.test(letter);
      const expected = !isLetter ? '*' : /\p{Lu}/u.test(letter) ? 'A' : 'a';
      expect(shapesOf(letter), `U+${code.toString(16)}`).toEqual([expected]);
    }
  });

  test('go by runs when there are too many of them, and are given up when there still are', () => {
    const lengths = Array.from({ length: MOST_SHAPES + 1 }, (_, index) => ['A', '9', 'a', '-'].map((character, place) => character.repeat(1 + (Math.floor(index / 7 ** place) % 7))).join(''));
    const runs = plain(factsOf(lengths)) as { detail: string; shapes: Record<string, number> };
    expect(runs.detail).toBe('runs');
    expect(new Set(Object.keys(runs.shapes))).toEqual(new Set(lengths.map((text) => text.replaceAll(/(.)\1+/g, '$1+'))));
    expect(Object.keys(runs.shapes)).toHaveLength(16);
    expect(Object.values(runs.shapes).reduce((sum, count) => sum + count, 0)).toBe(lengths.length);
    const marks = '!"#$%&\'(),-./:;<=>?';
    const many = Array.from({ length: MOST_SHAPES + 1 }, (_, index) => `${marks[index % 18]!}a${marks[Math.floor(index / 18) % 18]!}A${marks[Math.floor(index / 324)]!}`);
    expect(plain(factsOf(many))).toMatchObject({ detail: 'none', shapes: {} });
  });

  test('fall in detail by all the texts together, wherever they are cut', () => {
    const values = Array.from({ length: MOST_SHAPES + 40 }, (_, index) => `${'a'.repeat(1 + (index % 25))}${'9'.repeat(1 + Math.floor(index / 25) % 25)}${' '.repeat(Math.floor(index / 625))}`);
    const all = plain(factsOf(values));
    for (const cut of [1, 700, MOST_SHAPES, values.length - 1]) {
      const left = factsOf(values.slice(0, cut));
      mergeTextFacts(left, factsOf(values.slice(cut)));
      expect(plain(left)).toEqual(all);
      const right = factsOf(values.slice(cut));
      mergeTextFacts(right, factsOf(values.slice(0, cut)));
      expect(plain(right)).toEqual(all);
    }
  });
});

describe('identifiers hidden in texts', () => {
  test.each([
    ['écrire à jean.dupont@chu-lyon.fr svp', true], ['a@b.fr', true], ['x+y@sous.domaine.example.org.', true], ['@b.fr', false], ['a@b', false], ['a@b.f', false], ['a@b.f1', false],
    ['a @b.fr', false], ['a@@b.fr', false], ['5 g @ 3.2', false], ['a@-b.fr', false], ['a@b..fr', false], ['a@b@c.fr', true],
  ])('an e-mail address in %j: %s', (text, expected) => {
    expect(findEmail(bytesOf(text), 0, bytesOf(text).length) >= 0).toBe(expected);
  });

  test.each([
    ['tel 06 12 34 56 78 le soir', true], ['0612345678', true], ['06.12.34.56.78', true], ['+33 6 12 34 56 78', true], ['+33612345678', true], ['0033 6 12 34 56 78', true],
    ['+33 (0)6 12 34 56 78', true], ['+262 692 12 34 56', false], ['+262 6 92 12 34 56', true], ['00 12 34 56 78', false], ['06 12 34 56 7', false], ['06 12 34 56 789', false],
    ['106 12 34 56 78', false], ['S0612345678', false], ['01/02/2024 10:30', false], ['01-02-2024 10', false], ['06 12.34 56 78', false], ['0612345678a', false], ['012345678901', false], ['+', false], ['00', false],
  ])('a telephone number in %j: %s', (text, expected) => {
    expect(findPhone(bytesOf(text), 0, bytesOf(text).length) >= 0).toBe(expected);
  });

  test('are counted in texts that hold them, wherever they stand', () => {
    const facts = factsOf(['2 84 05 2A 321 025 52', 'patient 284052A32102552, vu le 3', '284052A32102553', 'rien', 'voir a.b@c.fr ou 0612345678', null]);
    expect([facts.nirs, facts.emails, facts.phones]).toEqual([2, 1, 1]);
  });

  test('are looked for without an error and in linear time, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      for (const find of [findEmail, findPhone]) {
        const at = find(bytes, 0, bytes.length);
        expect(at >= -1 && at < bytes.length).toBe(true);
      }
    }));
    const long = bytesOf('a@b.'.repeat(50_000));
    expect(findEmail(long, 0, long.length)).toBe(-1);
    expect(findPhone(bytesOf('+33 '.repeat(50_000)), 0, 200_000)).toBe(-1);
  });
});

describe('texts that stand for a missing value', () => {
  test.each(['INCONNU', 'Inconnue', 'test', 'NR', 'n/a', 'XXX', '999', '---', '???', '?', 'x', 'non renseigne', '000000', 'SNC'])('%s does', (text) => {
    expect(isPlaceholder(bytesOf(text), 0, bytesOf(text).length)).toBe(true);
  });
  test.each(['INCONNUS', 'testament', '99', 'AB', 'Anna', '9998', 'nrj', 'é', 'ééé', '12'])('%s does not', (text) => {
    expect(isPlaceholder(bytesOf(text), 0, bytesOf(text).length)).toBe(false);
  });
  test('inside longer bytes only its own are read', () => {
    expect(isPlaceholder(bytesOf('aXXXa'), 1, 4)).toBe(true);
    expect(isPlaceholder(bytesOf('XXXY'), 0, 2)).toBe(false);
  });
});
