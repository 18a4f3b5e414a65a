import { describe, expect, test } from 'vitest';
import { CELL_FLAG_BITS, createCellBlock, FAULT_NAMES } from '../../../src/read/kernel/cells.ts';
import { fixedScanner, type FixedShape } from '../../../src/read/kernel/fixed-scan.ts';

const SHAPE: FixedShape = { starts: Int32Array.of(0, 3, 5), lengths: Int32Array.of(3, 2, 4), isUtf8: true, allowsShortLines: false, maxRowBytes: 100 };

function scan(text: string | Uint8Array, change: Partial<FixedShape> = {}, window = 1000): { rows: string[][]; faults: [number, number, string][] } {
  const source = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const bytes = new Uint8Array(source.length + 4);
  bytes.set(source);
  const shape = { ...SHAPE, ...change };
  const fields = shape.starts.length;
  const scanner = fixedScanner(shape);
  const block = createCellBlock(fields);
  const rows: string[][] = [];
  const faults: [number, number, string][] = [];
  const decoder = new TextDecoder(shape.isUtf8 ? 'utf-8' : 'latin1');
  let before = 0;
  for (let from = 0, to = Math.min(window, source.length), width = window; from < source.length;) {
    const next = scanner.scan(block, bytes, from, to, to === source.length, 1000);
    for (let row = 0; row < block.rows; row++) {
      rows.push(Array.from({ length: fields }, (_, field) => {
        const cell = 2 * (row * fields + field);
        return decoder.decode(bytes.subarray(block.cells[cell], block.cells[cell]! + (block.cells[cell + 1]! >>> CELL_FLAG_BITS)));
      }));
    }
    for (const { row, field, fault } of block.malformed) faults.push([before + row, field, FAULT_NAMES[fault]!]);
    before += block.allRows;
    if (next === from && to === source.length) break;
    if (next === from) width *= 2;
    from = next;
    to = Math.min(source.length, from + width);
  }
  return { rows, faults };
}

describe('fields at fixed places', () => {
  test.each(['\n', '\r\n', '\r'])('lines end with %j', (lineEnd) => {
    for (const window of [1, 4, 13, 1000]) {
      expect(scan(`abc12wxyz${lineEnd}def34stuv${lineEnd}${lineEnd}ghi56opqr`, {}, window)).toEqual({ rows: [['abc', '12', 'wxyz'], ['def', '34', 'stuv'], ['ghi', '56', 'opqr']], faults: [] });
    }
  });

  test('spaces that fill a field up are not part of it, those before it are', () => {
    expect(scan('a   1 x  \n').rows).toEqual([['a', ' 1', ' x']]);
    expect(scan('         \n').rows).toEqual([['', '', '']]);
  });

  test('what stands after the last field is passed over', () => {
    expect(scan('abc12wxyz and more\n').rows).toEqual([['abc', '12', 'wxyz']]);
  });

  test('fields may overlap and leave gaps', () => {
    expect(scan('abcdefgh\n', { starts: Int32Array.of(0, 1, 6), lengths: Int32Array.of(4, 2, 1) }).rows).toEqual([['abcd', 'bc', 'g']]);
  });

  test('places count characters in UTF-8 and bytes elsewhere', () => {
    expect(scan('éàç12wœyz\n').rows).toEqual([['éàç', '12', 'wœyz']]);
    expect(scan(Uint8Array.from(Buffer.from('éàç12wéyz\n', 'latin1')), { isUtf8: false }).rows).toEqual([['éàç', '12', 'wéyz']]);
  });

  test('a short line is malformed at its first field that is not whole', () => {
    expect(scan('abc1\nabc12wxy\nabc12wxyz\n')).toEqual({ rows: [['abc', '12', 'wxyz']], faults: [[0, 1, 'DATA_FIELD_COUNT'], [1, 2, 'DATA_FIELD_COUNT']] });
    expect(scan('éàç1\néàç12wxy\néàç12wxyz').faults).toEqual([[0, 1, 'DATA_FIELD_COUNT'], [1, 2, 'DATA_FIELD_COUNT']]);
  });

  test('or has the rest blank when the shape says so', () => {
    expect(scan('abc1\na\néà\n', { allowsShortLines: true }).rows).toEqual([['abc', '1', ''], ['a', '', ''], ['éà', '', '']]);
  });

  test('a byte 0 and an over-long line are counted, and the lines around them are read', () => {
    for (const window of [1, 7, 1000]) {
      const { rows, faults } = scan(`abc12wxyz\nab\0 12wxyz\n${'x'.repeat(300)}\ndef34stuv\n`, {}, window);
      expect(rows).toEqual([['abc', '12', 'wxyz'], ['def', '34', 'stuv']]);
      expect(faults).toEqual([[1, 0, 'DATA_NULL_BYTE'], [2, 0, 'DATA_ROW_TOO_LONG']]);
    }
  });
});
