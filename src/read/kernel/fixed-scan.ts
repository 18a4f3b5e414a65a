import {
  CELL_FLAG_BITS, CELL_NOT_ASCII, clearCellBlock, FAULT_FIELD_COUNT, FAULT_NULL_BYTE, FAULT_ROW_TOO_LONG, MOST_MALFORMED, type CellScanner,
} from './cells.ts';
import { SPACE } from './digits.ts';

/** Where the fields of a line stand. */
export interface FixedShape {
  /** First character of each field, from 0. */
  readonly starts: Int32Array;
  /** Characters of each field. */
  readonly lengths: Int32Array;
  /** Whether a character may take several bytes. */
  readonly isUtf8: boolean;
  /** Whether a line may end before its last fields, which are then blank. */
  readonly allowsShortLines: boolean;
  /** Most bytes of a line. */
  readonly maxRowBytes: number;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Makes a scanner of lines whose fields stand at fixed places. Lines end with LF, CR or CR LF; empty lines are no rows;
 * spaces that fill a field up on its right are not part of it.
 *
 * @param shape - places of the fields and limits.
 * @returns a scanner at the start of a line.
 * @remarks Linear in the bytes.
 */
export function fixedScanner(shape: FixedShape): CellScanner {
  const { starts, lengths, maxRowBytes } = shape;
  let isAfterReturn = false;
  let isSkipping = false;
  return {
    scan(block, bytes, from, to, isLast, mostRows) {
      clearCellBlock(block, bytes);
      const { fields, cells, rowNumbers, malformed } = block;
      const maxRows = Math.min(mostRows, block.maxRows);
      let at = from;
      let rows = 0;
      let allRows = 0;
      while (at < to && rows < maxRows && malformed.length < MOST_MALFORMED) {
        if (isAfterReturn && bytes[at] === LINE_FEED) at++;
        isAfterReturn = false;
        const start = at;
        let seen = 0;
        let hasNull = false;
        for (; at < to; at++) {
          const byte = bytes[at]!;
          if (byte <= CARRIAGE_RETURN) {
            if (byte === LINE_FEED || byte === CARRIAGE_RETURN) break;
            hasNull ||= byte === 0;
          }
          seen |= byte;
        }
        const end = at;
        const isWhole = at < to;
        if (isWhole) {
          isAfterReturn = bytes[at] === CARRIAGE_RETURN;
          at++;
        }
        if (isSkipping) {
          isSkipping = !isWhole;
          continue;
        }
        if (end === start) continue;
        let fault = 0;
        let faultField = 0;
        if (end - start > maxRowBytes) {
          fault = FAULT_ROW_TOO_LONG;
          isSkipping = !isWhole;
        } else if (!isWhole && !isLast) {
          at = start;
          break;
        } else if (hasNull) fault = FAULT_NULL_BYTE;
        else {
          const shortField = placeCells(cells, 2 * fields * rows, bytes, start, end, seen > 127);
          if (shortField >= 0) {
            fault = FAULT_FIELD_COUNT;
            faultField = shortField;
          }
        }
        if (fault === 0) rowNumbers[rows++] = allRows;
        else malformed.push({ row: allRows, field: faultField, fault });
        allRows++;
      }
      block.rows = rows;
      block.allRows = allRows;
      return at;
    },
  };

  // Places the cells of a line; gives the first field that the line is too short for, or −1.
  function placeCells(cells: Int32Array, first: number, bytes: Uint8Array, start: number, end: number, isNotAscii: boolean): number {
    const flags = isNotAscii ? CELL_NOT_ASCII : 0;
    const isWide = isNotAscii && shape.isUtf8;
    for (let field = 0; field < starts.length; field++) {
      const wanted = starts[field]! + lengths[field]!;
      let from: number;
      let last: number;
      if (isWide) {
        from = skipCharacters(bytes, start, end, starts[field]!);
        last = skipCharacters(bytes, from, end, lengths[field]!);
        if (!shape.allowsShortLines && last === end && countCharacters(bytes, start, end) < wanted) return field;
      } else {
        if (start + wanted > end && !shape.allowsShortLines) return field;
        from = Math.min(end, start + starts[field]!);
        last = Math.min(end, start + wanted);
      }
      while (last > from && bytes[last - 1] === SPACE) last--;
      cells[first + 2 * field] = from;
      cells[first + 2 * field + 1] = ((last - from) << CELL_FLAG_BITS) | flags;
    }
    return -1;
  }
}

// Steps over whole UTF-8 characters; bytes that begin no character count as part of the one before.
function skipCharacters(bytes: Uint8Array, start: number, end: number, characters: number): number {
  let at = start;
  for (let left = characters; left > 0 && at < end; left--) {
    at++;
    while (at < end && (bytes[at]! & 0xc0) === 0x80) at++;
  }
  return at;
}

function countCharacters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if ((bytes[at]! & 0xc0) !== 0x80) count++;
  return count;
}
