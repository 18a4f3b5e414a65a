import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTexts, blockOf, isPresent, markersOf, NULLABLE, type CellText } from './cell-blocks.ts';
import { binaryParser } from '../../../src/read/kernel/parse-binary.ts';
import { boolParser } from '../../../src/read/kernel/parse-bool.ts';
import { textParser, type TextEncodingName } from '../../../src/read/kernel/parse-text.ts';
import type { ParsedColumn } from '../../../src/read/kernel/parser.ts';
import { utf8Table, writeUtf8 } from '../../../src/read/kernel/single-byte.ts';

const ENCODING = 'DATA_ENCODING';

function strings(column: ParsedColumn): readonly string[] {
  if (column.kind !== 'text') return [];
  // A row at fault keeps its bytes until it is taken back, so this must not throw.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return Array.from({ length: column.rows }, (_, row) => decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1])));
}

const texts = (cells: readonly CellText[], encoding: TextEncodingName = 'utf-8', markers = markersOf()): unknown[] => parseTexts(textParser(NULLABLE, markers, encoding), cells, strings);

describe('text in UTF-8', () => {
  test.each<[CellText, string | null]>([
    ['abc', 'abc'], ['é', 'é'], ['日本', '日本'], ['😀', '😀'], [' a ', ' a '], ['', null], [{ quoted: '' }, ''], [{ quoted: 'a""b' }, 'a"b'], [{ quoted: '""""' }, '""'], [{ quoted: 'é""é' }, 'é"é'], [{ quoted: 'a\r\nb' }, 'a\r\nb'],
  ])('%j is %j', (text, expected) => {
    expect(texts([text])).toEqual([expected]);
  });

  // Ill-formed sequences of The Unicode Standard, section 3.9: lone and missing continuations, overlong forms, surrogates,
  // beyond U+10FFFF.
  test.each([
    [[0x80]], [[0xc3]], [[0xc3, 0x28]], [[0xc0, 0xaf]], [[0xe0, 0x80, 0xaf]], [[0xe2, 0x82]], [[0xed, 0xa0, 0x80]], [[0xf0, 0x80, 0x80, 0xaf]], [[0xf4, 0x90, 0x80, 0x80]], [[0xf8, 0x88, 0x80, 0x80, 0x80]], [[0xff]], [[0x61, 0xe9, 0x62]],
  ])('%j is no text', (bytes) => {
    expect(texts(['a', Uint8Array.from(bytes), 'b'])).toEqual(['a', ENCODING, 'b']);
  });

  test('bytes are text when, and only when, the engine says so', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(0x41, 0x80, 0xa0, 0xbf, 0xc2, 0xc3, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5), { minLength: 1, maxLength: 6 }), (bytes) => {
      let expected: string;
      try {
        expected = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
      } catch {
        expected = ENCODING;
      }
      expect(texts([Uint8Array.from(bytes)])).toEqual([expected]);
    }), { numRuns: 3000 });
  });

  test('any text reads back, quoted or not', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme' })), (values) => {
      expect(texts(values.map((value) => ({ quoted: value.replaceAll('"', '""') })))).toEqual(values);
      const plain = values.filter((value) => value !== '');
      expect(texts(plain)).toEqual(plain);
    }));
  });
});

describe('text in encodings of one byte', () => {
  // The Encoding Standard's decoders, which Node follows when it decodes a stream.
  const decode = (byte: number, encoding: string): string => new TextDecoder(encoding).decode(Uint8Array.of(byte), { stream: true });

  test('every byte of windows-1252 is the character of the standard, and the five that have none are refused', () => {
    for (let byte = 1; byte < 256; byte++) {
      const isUndefined = [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte);
      expect(texts([Uint8Array.of(byte)], 'windows-1252'), `byte ${byte}`).toEqual([isUndefined ? ENCODING : decode(byte, 'windows-1252')]);
    }
  });

  test('every byte of latin1 is the character of the same number', () => {
    for (let byte = 1; byte < 256; byte++) expect(texts([Uint8Array.of(byte)], 'latin1')).toEqual([String.fromCharCode(byte)]);
  });

  test('the characters French needs and latin1 lacks', () => {
    expect(texts([Uint8Array.of(0x80, 0x9c, 0x8c, 0x92, 0x9f)], 'windows-1252')).toEqual(['€œŒ’Ÿ']);
  });

  test('doubled quotes are made single', () => {
    const parser = textParser(NULLABLE, markersOf(), 'windows-1252');
    const block = blockOf([{ quoted: 'a""x""b' }]);
    block.bytes.set([0x61, 0x22, 0x22, 0xe9, 0x22, 0x22, 0x80]);
    block.cells[1] = (7 << 3) | 7;
    parser.parse(block, 0, 0);
    expect(strings(parser.finish(1))).toEqual(['a"é"€']);
  });

  test('a wrong byte before a doubled quote is found', () => {
    const parser = textParser(NULLABLE, markersOf(), 'windows-1252');
    const block = blockOf([{ quoted: 'a""b' }]);
    block.bytes.set([0x81, 0x22, 0x22, 0x62]);
    block.cells[1] = (4 << 3) | 7;
    parser.parse(block, 0, 0);
    expect(block.rowFaults[0]).toBe(4);
  });

  test('a long column of three-byte characters fits', () => {
    const cells = Array.from({ length: 3000 }, () => new Uint8Array(50).fill(0x80));
    expect(texts(cells, 'windows-1252')).toEqual(cells.map(() => '€'.repeat(50)));
  });

  test('the table writes what it says', () => {
    const out = new Uint8Array(6);
    expect(writeUtf8(utf8Table('windows-1252'), Uint8Array.of(0x41, 0xe9, 0x80), 0, 3, out, 0)).toBe(6);
    expect(new TextDecoder().decode(out)).toBe('Aé€');
    expect(writeUtf8(utf8Table('windows-1252'), Uint8Array.of(0x41, 0x81), 0, 2, out, 0)).toBe(-1);
  });
});

describe('missing texts', () => {
  const markers = markersOf(['', 'NA', 'é']);

  test('a marker is missing, unless it stands between quotes', () => {
    expect(texts(['', 'NA', 'é', 'NAN', { quoted: 'NA' }, { quoted: '' }], 'utf-8', markers)).toEqual([null, null, null, 'NAN', 'NA', '']);
  });

  test('between quotes too when the options say so', () => {
    expect(texts([{ quoted: '' }, { quoted: 'NA' }, { quoted: 'x' }], 'utf-8', markersOf(['', 'NA'], true))).toEqual([null, null, 'x']);
  });

  test('without a marker for it the empty text is a text', () => {
    expect(texts(['', 'NA'], 'utf-8', markersOf(['NA']))).toEqual(['', null]);
  });

  test('a missing text is a fault where none is allowed', () => {
    expect(parseTexts(textParser({ nullable: false, maxRows: 9 }, markersOf(), 'utf-8'), ['a', '', { quoted: '' }], strings)).toEqual(['a', 'DATA_NULL', '']);
  });
});

describe('batches of text', () => {
  test('rows taken back leave no byte', () => {
    const parser = textParser(NULLABLE, markersOf(), 'utf-8');
    parser.parse(blockOf(['one', '']), 0, 0);
    parser.parse(blockOf(['secret', '', 'x']), 0, 2);
    parser.rewind(2, 5);
    parser.parse(blockOf(['two']), 0, 2);
    const column = parser.finish(3);
    expect(column).toEqual({ kind: 'text', rows: 3, valid: Uint8Array.of(0b101), offsets: Int32Array.of(0, 3, 3, 6), bytes: new TextEncoder().encode('onetwo') });
  });

  test('a batch is not changed by the next', () => {
    const parser = textParser(NULLABLE, markersOf(), 'utf-8');
    parser.parse(blockOf(['first', '']), 0, 0);
    const first = parser.finish(2);
    parser.parse(blockOf(['other', 'more']), 0, 0);
    expect(parser.textBytes()).toBe(9);
    expect(strings(parser.finish(2))).toEqual(['other', 'more']);
    expect([strings(first), isPresent(first, 1)]).toEqual([['first', ''], false]);
    expect(parser.textBytes()).toBe(0);
  });

  test('a column grows to its batch without losing rows or nulls', () => {
    const parser = textParser({ nullable: true, maxRows: 4000 }, markersOf(), 'utf-8');
    for (let from = 0; from < 4000; from += 250) parser.parse(blockOf(Array.from({ length: 250 }, (_, row) => (row % 9 === 0 ? '' : `text ${from + row}`))), 0, from);
    const column = parser.finish(4000);
    expect(strings(column)).toEqual(Array.from({ length: 4000 }, (_, row) => (row % 250 % 9 === 0 ? '' : `text ${row}`)));
    expect(Array.from({ length: 4000 }, (_, row) => isPresent(column, row))).toEqual(Array.from({ length: 4000 }, (_, row) => row % 250 % 9 !== 0));
  });
});

describe('truth values', () => {
  const truths = (column: ParsedColumn): readonly boolean[] => (column.kind === 'bool' ? Array.from({ length: column.rows }, (_, row) => (column.bits[row >> 3]! & (1 << (row & 7))) !== 0) : []);
  const bools = (cells: readonly CellText[], markers = markersOf()): unknown[] => parseTexts(boolParser(NULLABLE, markers), cells, truths);

  test.each(['1', 'true', 'TRUE', 'Vrai', 'oui', 'YES', ' true ', { quoted: '1' }])('%j is true', (text) => {
    expect(bools([text])).toEqual([true]);
  });
  test.each(['0', 'false', 'FAUX', 'Non', 'no'])('%j is false', (text) => {
    expect(bools([text])).toEqual([false]);
  });
  test.each(['2', 'O', 'N', 't', 'truex', 'tru', '10', '-1', '\x11'])('%j is neither', (text) => {
    expect(bools([text])).toEqual(['DATA_VALUE_TYPE']);
  });
  test('markers are missing, and a missing one is a fault where none is allowed', () => {
    expect(bools(['', 'N', '1', '0'], markersOf(['', 'N', '0']))).toEqual([null, null, true, null]);
    expect(parseTexts(boolParser({ nullable: false, maxRows: 9 }, markersOf()), ['', '1'], truths)).toEqual(['DATA_NULL', true]);
  });
  test('a missing truth value leaves a 0 bit', () => {
    const parser = boolParser(NULLABLE, markersOf());
    parser.parse(blockOf(['1', '', '1']), 0, 0);
    parser.rewind(0, 3);
    parser.parse(blockOf(['', '1']), 0, 0);
    expect(parser.finish(2)).toEqual({ kind: 'bool', rows: 2, valid: Uint8Array.of(2), bits: Uint8Array.of(2) });
  });
});

describe('byte strings', () => {
  const hex = (column: ParsedColumn): readonly string[] => (column.kind === 'binary' ? Array.from({ length: column.rows }, (_, row) => Buffer.from(column.bytes.subarray(row * column.width, (row + 1) * column.width)).toString('hex')) : []);

  test('pairs of hexadecimal digits', () => {
    const parser = (): ReturnType<typeof binaryParser> => binaryParser(NULLABLE, markersOf(), 2, 'hex');
    expect(parseTexts(parser(), ['00ff', 'ABcd', ' 1234 ', ''], hex)).toEqual(['00ff', 'abcd', '1234', null]);
    expect(parseTexts(parser(), ['00f', '00ffa', '00fg', '0x00', '::::'], hex)).toEqual(Array.from({ length: 5 }, () => 'DATA_VALUE_TYPE'));
  });

  // Crockford's alphabet: 128 one-bits are 7 and 25 Z.
  test('16 bytes in base32', () => {
    const parser = (): ReturnType<typeof binaryParser> => binaryParser(NULLABLE, markersOf(), 16, 'base32');
    const ones = `7${'Z'.repeat(25)}`;
    expect(parseTexts(parser(), ['0'.repeat(26), ones, ones.toLowerCase(), `${'0'.repeat(25)}1`, ''], hex)).toEqual(['00'.repeat(16), 'ff'.repeat(16), 'ff'.repeat(16), `${'00'.repeat(15)}01`, null]);
    expect(parseTexts(parser(), ['8' + '0'.repeat(25), '0'.repeat(25), 'U'.repeat(26)], hex)).toEqual(Array.from({ length: 3 }, () => 'DATA_VALUE_TYPE'));
  });

  test('base32 is for 16 bytes, and a missing one may be a fault', () => {
    expect(() => binaryParser(NULLABLE, markersOf(), 8, 'base32')).toThrow('width: expected 16 bytes in base32, got 8');
    expect(parseTexts(binaryParser({ nullable: false, maxRows: 9 }, markersOf(), 2, 'hex'), [''], hex)).toEqual(['DATA_NULL']);
  });
});
