import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendBytes, createTextWriter, endRow, finishText, prefixColumn } from '../../../src/text/index.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

function prefixes(values: readonly (string | null)[], characters: number): (string | null)[] {
  const column = textColumnOf(values, 3);
  const result = prefixColumn(characters, column.offsets, column.bytes, column.valid, column.rows);
  return stringsOf({ ...result, valid: column.valid, rows: column.rows });
}

describe('prefix', () => {
  test('characters are counted, not bytes', () => {
    expect(prefixes(['75013', 'Évry', '東京都', '', null, '👩‍⚕️x'], 2)).toEqual(['75', 'Év', '東京', '', null, '👩‍']);
    expect(prefixes(['abc'], 0)).toEqual(['']);
    expect(prefixes(['abc'], 5)).toEqual(['abc']);
  });

  test('a prefix is what the code points of the string say', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.string({ unit: 'binary' }))), fc.nat(6), (values, characters) => {
      expect(prefixes(values, characters)).toEqual(values.map((value) => (value === null ? null : [...value].slice(0, characters).join(''))));
    }), { numRuns: 1000 });
  });

  test('longer rows are counted, and the rest of their text is in no buffer', () => {
    const column = textColumnOf(['secret-tail', 'ab', null]);
    const result = prefixColumn(2, column.offsets, column.bytes, column.valid, column.rows);
    expect(result.changedCount).toBe(1);
    expect(new TextDecoder().decode(new Uint8Array(result.bytes.buffer))).toBe('seab');
  });

  test('any bytes are cut without exception', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 9 })), fc.nat(4), (values, characters) => {
      const column = textColumnOf(values);
      const result = prefixColumn(characters, column.offsets, column.bytes, null, column.rows);
      expect(result.offsets[column.rows]).toBeLessThanOrEqual(column.bytes.length);
    }), { numRuns: 500 });
  });

  test('wrong sizes are refused', () => {
    expect(() => prefixColumn(-1, new Int32Array(1), new Uint8Array(0), null, 0)).toThrow('characters: expected an integer from 0 up, got -1');
    expect(() => prefixColumn(1.5, new Int32Array(1), new Uint8Array(0), null, 0)).toThrow(RangeError);
    expect(() => prefixColumn(1, new Int32Array(1), new Uint8Array(0), null, 1)).toThrow(RangeError);
  });
});

describe('text writer', () => {
  test('rows come out as they went in, however small the first guess', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 3 })), (rows) => {
      const writer = createTextWriter(rows.length, 0);
      for (const pieces of rows) {
        for (const piece of pieces) appendBytes(writer, piece, 0, piece.length);
        endRow(writer);
      }
      const text = finishText(writer);
      rows.forEach((pieces, row) => {
        expect([...text.bytes.subarray(text.offsets[row], text.offsets[row + 1])]).toEqual(pieces.flatMap((piece) => [...piece]));
      });
    }));
  });
});
