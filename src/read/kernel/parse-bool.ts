import { CELL_FLAG_BITS, FAULT_NULL, FAULT_TYPE, markRowFault } from './cells.ts';
import { createColumnRows, finishRows, markNull, reserveRows, rewindRows } from './column-rows.ts';
import { DIGIT_0, skipSpaces, trimSpaces } from './digits.ts';
import { isNullMarker, type NullMarkers } from './null-markers.ts';
import type { CellParser, ParserOptions } from './parser.ts';

const TRUE_WORDS = ['1', 'true', 'vrai', 'oui', 'yes'].map(ascii);
const FALSE_WORDS = ['0', 'false', 'faux', 'non', 'no'].map(ascii);

/**
 * Makes a parser of truth values: `1`, `true`, `vrai`, `oui`, `yes` and `0`, `false`, `faux`, `non`, `no`, in any case; spaces
 * around count for nothing. Single letters are left out: `N` may be no or none.
 *
 * @param options - nullability and batch size.
 * @param markers - what a missing value looks like.
 * @returns a parser of one column.
 */
export function boolParser(options: ParserOptions, markers: NullMarkers): CellParser {
  const column = createColumnRows(new Uint8Array(0), 1, options.maxRows);
  return {
    parse(block, field, firstRow) {
      const { bytes, cells, rows } = block;
      reserveRows(column, firstRow + rows);
      const { values } = column;
      const stride = 2 * block.fields;
      for (let row = 0, cell = 2 * field; row < rows; row++, cell += stride) {
        const start = cells[cell]!;
        const length = cells[cell + 1]! >>> CELL_FLAG_BITS;
        const end = start + length;
        const digit = bytes[start]! - DIGIT_0;
        if (length === 1 && digit >>> 0 <= 1 && !markers.lookLikeValues) {
          values[firstRow + row] = digit;
          continue;
        }
        const from = skipSpaces(bytes, start, end);
        const last = trimSpaces(bytes, from, end);
        if (isNullMarker(markers, bytes, from, last)) {
          if (options.nullable) markNull(column, firstRow + row);
          else markRowFault(block, row, field, FAULT_NULL);
        } else {
          const value = truthOf(bytes, from, last);
          if (value < 0) markRowFault(block, row, field, FAULT_TYPE);
          else values[firstRow + row] = value;
        }
      }
    },
    rewind: (from, to) => { rewindRows(column, from, to); },
    finish: (rows) => {
      const { values, valid } = finishRows(column, rows);
      const bits = new Uint8Array((rows + 7) >> 3);
      for (let row = 0; row < rows; row++) bits[row >> 3]! |= values[row]! << (row & 7);
      return { kind: 'bool', rows, valid, bits };
    },
    textBytes: () => 0,
  };
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

// Reads a truth value: 1, 0, or −1 for anything else.
function truthOf(bytes: Uint8Array, start: number, end: number): number {
  for (const word of TRUE_WORDS) if (isWord(bytes, start, end, word)) return 1;
  for (const word of FALSE_WORDS) if (isWord(bytes, start, end, word)) return 0;
  return -1;
}

function isWord(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (end - start !== word.length) return false;
  for (let index = 0; index < word.length; index++) {
    const byte = bytes[start + index]!;
    // Lower case of a letter; digits have the bit already.
    if ((byte >= 65 && byte <= 90 ? byte | 0x20 : byte) !== word[index]) return false;
  }
  return true;
}
