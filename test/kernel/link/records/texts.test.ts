import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OWN_ARRAYS, SHARED_ARRAYS } from '../../../../src/link/kernel/records/array-maker.ts';
import { decodeTexts, encodeTexts, mapTexts } from '../../../../src/link/kernel/records/map-texts.ts';
import { poolNumbers, poolTexts, poolValues } from '../../../../src/link/kernel/records/pool-values.ts';
import { mostSymbolWidth, symbolsOf } from '../../../../src/link/kernel/records/symbols.ts';
import { distinctNumbers, distinctTexts, type TextValues } from '../../../../src/link/kernel/records/values.ts';
import { textColumnOf } from '../../../text-column.ts';

const valuesOf = (texts: readonly (string | Uint8Array)[]): TextValues => {
  const { offsets, bytes, rows } = textColumnOf(texts);
  return { kind: 'text', size: rows, offsets, bytes };
};

const symbolLists = (texts: TextValues, unit: 'byte' | 'codePoint'): number[][] => {
  const numberOf = Uint32Array.from({ length: texts.size }, (_, value) => texts.size - value);
  const { offsets, symbols } = symbolsOf(texts, numberOf, texts.size, unit, OWN_ARRAYS);
  expect(offsets[1]).toBe(0);
  return Array.from({ length: texts.size }, (_, value) => [...symbols.subarray(offsets[texts.size - value], offsets[texts.size - value + 1])]);
};

describe('symbols', () => {
  test('are the code points of a text, or its bytes', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 8 })), (texts) => {
      expect(symbolLists(valuesOf(texts), 'codePoint')).toEqual(texts.map((text) => Array.from(text, (character) => character.codePointAt(0))));
      expect(symbolLists(valuesOf(texts), 'byte')).toEqual(texts.map((text) => [...Buffer.from(text)]));
    }));
  });

  test.each<[what: string, bytes: number[], points: number[]]>([
    ['a byte that continues nothing', [0x41, 0x80], [0x41, 0xfffd]],
    ['a character cut short', [0xe2, 0x82], [0xfffd]],
    ['half of a character of 16 bits', [0xed, 0xa0, 0x80], [0xfffd, 0xfffd, 0xfffd]],
    ['the first code point too many', [0xf4, 0x90, 0x80, 0x80], [0xfffd, 0xfffd, 0xfffd, 0xfffd]],
    ['a long form', [0xc0, 0xaf], [0xfffd, 0xfffd]],
    ['beyond the last code point', [0xf5, 0x80, 0x80, 0x80], [0xfffd, 0xfffd, 0xfffd, 0xfffd]],
    ['an accent after a fault', [0xff, 0xc3, 0xa9], [0xfffd, 0xe9]],
  ])('%s gives U+FFFD', (_, bytes, points) => {
    expect(symbolLists(valuesOf([Uint8Array.from(bytes)]), 'codePoint')).toEqual([points]);
  });

  test('any bytes are read as the decoder of the platform reads them', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const byte = fc.oneof(fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0xf5, 0xef, 0xbb), fc.nat(255));
    fc.assert(fc.property(fc.array(fc.array(byte, { maxLength: 9 }), { maxLength: 4 }), (texts) => {
      const expected = texts.map((bytes) => Array.from(decoder.decode(Uint8Array.from(bytes)), (character) => character.codePointAt(0)));
      expect(symbolLists(valuesOf(texts.map((bytes) => Uint8Array.from(bytes))), 'codePoint')).toEqual(expected);
    }), { numRuns: 500 });
  });

  test.each<[texts: string[], unit: 'byte' | 'codePoint', width: number]>([
    [[], 'codePoint', 1],
    [['anna', '\u007f'], 'codePoint', 1],
    [['anna', 'élodie', 'ÿ'], 'codePoint', 1],
    [['anna', 'Ā'], 'codePoint', 2],
    [['\uffff'], 'codePoint', 2],
    [['anna', '😀'], 'codePoint', 4],
    [['anna', 'Ā', '😀'], 'byte', 1],
  ])('of %j by %s take %i bytes each, on one thread and where several see them', (texts, unit, width) => {
    const values = valuesOf(texts);
    const numberOf = Uint32Array.from(texts, (_, value) => value + 1);
    for (const make of [OWN_ARRAYS, SHARED_ARRAYS]) {
      const { symbols } = symbolsOf(values, numberOf, texts.length, unit, make);
      expect(symbols.BYTES_PER_ELEMENT).toBe(width);
      expect(symbols.buffer instanceof SharedArrayBuffer).toBe(make === SHARED_ARRAYS);
      expect([...symbols]).toEqual(texts.flatMap((text) => (unit === 'byte' ? [...Buffer.from(text)] : Array.from(text, (character) => character.codePointAt(0)))));
    }
  });

  test('take no more bytes than is said before, whatever the bytes of the texts', () => {
    const byte = fc.oneof(fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xc3, 0xe0, 0xed, 0xf0, 0xf4, 0xf5), fc.nat(255));
    fc.assert(fc.property(fc.array(fc.array(byte, { maxLength: 6 }), { maxLength: 4 }), fc.constantFrom('codePoint' as const, 'byte' as const), (texts, unit) => {
      const values = valuesOf(texts.map((bytes) => Uint8Array.from(bytes)));
      const { symbols } = symbolsOf(values, Uint32Array.from(texts, (_, value) => value + 1), texts.length, unit, OWN_ARRAYS);
      expect(mostSymbolWidth(values, unit)).toBeGreaterThanOrEqual(symbols.BYTES_PER_ELEMENT);
    }), { numRuns: 500 });
  });

  test('a text without a number is left out', () => {
    const { offsets, symbols } = symbolsOf(valuesOf(['a', 'bc', 'd']), Uint32Array.of(2, 0, 1), 2, 'codePoint', OWN_ARRAYS);
    expect([[...offsets], [...symbols]]).toEqual([[0, 0, 1, 2], [100, 97]]);
  });
});

describe('strings of texts', () => {
  test('are read and written without a change', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.string({ unit: 'binary', maxLength: 5 }))), (texts) => {
      const { values, codeOf } = encodeTexts(texts);
      const strings = decodeTexts(values);
      expect(Array.from(codeOf, (code) => (code < 0 ? null : strings[code]))).toEqual(texts);
      expect(new Set(strings).size).toBe(strings.length);
    }));
  });

  test('are the same beyond the size of one reading', () => {
    const texts = Array.from({ length: 5000 }, (_, index) => `${'x'.repeat(300)}é${index}`);
    const { values } = encodeTexts([...texts, ...texts]);
    expect(values.size).toBe(5000);
    expect(decodeTexts(values)).toEqual(texts);
  });

  test('halves of a character never meet', () => {
    const { values, codeOf } = encodeTexts(['\ud83d', '\ude00', 'a']);
    expect([...codeOf]).toEqual([0, 0, 1]);
    expect(decodeTexts(values)).toEqual(['\ufffd', 'a']);
  });

  test('may become fewer, or none', () => {
    const { values, codeOf } = mapTexts(valuesOf(['a', 'A', 'b', '']), (text) => (text === '' ? null : text.toLowerCase()));
    expect([decodeTexts(values), [...codeOf]]).toEqual([['a', 'b'], [0, 0, 1, -1]]);
  });
});

describe('distinct and pooled values', () => {
  test('there is one zero, and NaN is none', () => {
    const { values, codeOf } = distinctNumbers(Float64Array.of(-0, NaN, 0, 2, -Infinity));
    expect([[...values.numbers], [...codeOf]]).toEqual([[0, 2, -Infinity], [0, -1, 0, 1, 2]]);
    expect(Object.is(values.numbers[0], 0)).toBe(true);
  });

  test('equal texts of several lists have one number', () => {
    fc.assert(fc.property(fc.array(fc.uniqueArray(fc.string({ maxLength: 2 })), { minLength: 1, maxLength: 4 }), (lists) => {
      const pooled = poolTexts(lists.map(valuesOf));
      const texts = decodeTexts(pooled.values);
      expect(lists.map((_, list) => Array.from(pooled.codesOf[list] ?? texts.keys(), (code) => texts[code]))).toEqual(lists);
      expect(new Set(texts).size).toBe(texts.length);
    }));
  });

  test('days among times of day become times of day', () => {
    const time = (numbers: number[], isDate: boolean): { kind: 'time'; size: number; numbers: Float64Array; isDate: boolean } => ({ kind: 'time', size: numbers.length, numbers: Float64Array.from(numbers), isDate });
    expect(poolNumbers([time([0], true), time([5, 0], false)])).toEqual({ values: time([0, 5], false), codesOf: [Int32Array.of(0), Int32Array.of(1, 0)] });
    expect(poolValues([time([0], true), time([1], true)]).values).toEqual(time([0, 1], true));
  });

  test('a null row has no text', () => {
    const { offsets, bytes, valid, rows } = textColumnOf(['a', null, 'a', ''], 2);
    expect([...distinctTexts(offsets, bytes, valid, rows).codeOf]).toEqual([0, -1, 0, 1]);
  });
});
