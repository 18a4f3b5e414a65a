import {
  CELL_ESCAPED, CELL_FLAG_BITS, CELL_NOT_ASCII, CELL_QUOTED, FAULT_ENCODING, FAULT_NULL, markRowFault, type CellBlock,
} from './cells.ts';
import { allOnes, finishValidity } from './column-rows.ts';
import { isNullMarker, type NullMarkers } from './null-markers.ts';
import type { CellParser, ParserOptions } from './parser.ts';
import { MOST_UTF8_BYTES, utf8Table, writeUtf8 } from './single-byte.ts';
import { isUtf8 } from '../../text/index.ts';

const QUOTE = 34;
const FIRST_BYTES = 4096;
/** Bytes copied at a time. The last word of a text may overshoot: the next text, or nothing, takes its place. */
const WORD = 4;

/** How text is encoded in the file. */
export type TextEncodingName = 'utf-8' | 'windows-1252' | 'latin1';

/**
 * Makes a parser of text: UTF-8 bytes, doubled quotes made single.
 *
 * A text between quotes is never null unless the markers say so, so that the empty text and a missing one stay apart.
 *
 * @param options - nullability and batch size.
 * @param markers - what a missing value looks like, in the file's encoding.
 * @param encoding - the file's encoding; bytes that are no text in it are a fault of the row.
 * @returns a parser of one column.
 */
export function textParser(options: ParserOptions, markers: NullMarkers, encoding: TextEncodingName): CellParser {
  const table = encoding === 'utf-8' ? null : utf8Table(encoding);
  const awkward = table === null ? CELL_ESCAPED : CELL_ESCAPED | CELL_NOT_ASCII;
  let offsets = new Int32Array(Math.min(1024, options.maxRows) + 1);
  let valid = allOnes(offsets.length - 1);
  let nulls = 0;
  let bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  let target = new DataView(bytes.buffer);
  let held = 0;

  function reserve(block: CellBlock, field: number, firstRow: number): void {
    const rows = firstRow + block.rows;
    if (rows >= offsets.length) {
      const larger = Math.min(options.maxRows, Math.max(rows, 2 * (offsets.length - 1)));
      const wider = new Int32Array(larger + 1);
      wider.set(offsets);
      const bits = allOnes(larger);
      bits.set(valid);
      offsets = wider;
      valid = bits;
    }
    let wanted = held;
    const stride = 2 * block.fields;
    for (let row = 0, cell = 2 * field + 1; row < block.rows; row++, cell += stride) {
      const packed = block.cells[cell]!;
      wanted += table !== null && (packed & CELL_NOT_ASCII) !== 0 ? MOST_UTF8_BYTES * (packed >>> CELL_FLAG_BITS) : packed >>> CELL_FLAG_BITS;
    }
    if (wanted + WORD > bytes.length) {
      const larger = new Uint8Array(Math.max(wanted + WORD, 2 * bytes.length));
      larger.set(bytes.subarray(0, held));
      bytes = larger;
      target = new DataView(bytes.buffer);
    }
  }

  // Copies a cell with quotes inside, or not in UTF-8; gives the new end, or −1 for a wrong encoding.
  function copyAwkward(from: Uint8Array, start: number, end: number, flags: number, at: number): number {
    let to = at;
    if ((flags & CELL_ESCAPED) !== 0) {
      if (table !== null) {
        let plain = start;
        for (let index = start; index < end; index++) {
          if (from[index] !== QUOTE) continue;
          to = writeUtf8(table, from, plain, index + 1, bytes, to);
          if (to < 0) return -1;
          plain = ++index + 1;
        }
        return writeUtf8(table, from, plain, end, bytes, to);
      }
      for (let index = start; index < end; index++) {
        bytes[to++] = from[index]!;
        if (from[index] === QUOTE) index++;
      }
    } else if (table !== null) return writeUtf8(table, from, start, end, bytes, to);
    return (flags & CELL_NOT_ASCII) === 0 || isUtf8(bytes, at, to) ? to : -1;
  }

  return {
    parse(block, field, firstRow) {
      reserve(block, field, firstRow);
      const { bytes: from, cells, rows } = block;
      const source = new DataView(from.buffer, from.byteOffset, from.byteLength);
      const to = target;
      const ends = offsets;
      const stride = 2 * block.fields;
      const hasMarkers = markers.lookLikeValues;
      let at = held;
      for (let row = 0, cell = 2 * field; row < rows; row++, cell += stride) {
        const start = cells[cell]!;
        const packed = cells[cell + 1]!;
        const length = packed >>> CELL_FLAG_BITS;
        const flags = packed & (CELL_QUOTED | CELL_ESCAPED | CELL_NOT_ASCII);
        if ((length === 0 || hasMarkers) && ((flags & CELL_QUOTED) === 0 || markers.quotedNulls) && isNullMarker(markers, from, start, start + length)) {
          if (options.nullable) {
            valid[(firstRow + row) >> 3]! &= ~(1 << ((firstRow + row) & 7));
            nulls++;
          } else markRowFault(block, row, field, FAULT_NULL);
        } else if ((flags & awkward) === 0) {
          if ((flags & CELL_NOT_ASCII) !== 0 && !isUtf8(from, start, start + length)) markRowFault(block, row, field, FAULT_ENCODING);
          for (let index = 0; index < length; index += WORD) to.setUint32(at + index, source.getUint32(start + index, true), true);
          at += length;
        } else {
          const end = copyAwkward(from, start, start + length, flags, at);
          if (end < 0) markRowFault(block, row, field, FAULT_ENCODING);
          else at = end;
        }
        ends[firstRow + row + 1] = at;
      }
      held = at;
    },
    rewind(from, to) {
      for (let row = from; row < to; row++) {
        if ((valid[row >> 3]! & (1 << (row & 7))) !== 0) continue;
        valid[row >> 3]! |= 1 << (row & 7);
        nulls--;
      }
      held = offsets[from]!;
    },
    finish(rows) {
      const done = offsets.length === rows + 1 ? offsets : offsets.slice(0, rows + 1);
      const bits = finishValidity(valid, nulls, rows);
      const text = bytes.slice(0, held);
      offsets = new Int32Array(Math.min(options.maxRows, Math.max(1024, rows)) + 1);
      valid = allOnes(offsets.length - 1);
      nulls = 0;
      held = 0;
      return { kind: 'text', rows, valid: bits, offsets: done, bytes: text };
    },
    textBytes: () => held,
  };
}
