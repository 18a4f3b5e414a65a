import {
  CELL_ESCAPED, CELL_FLAG_BITS, CELL_NOT_ASCII, CELL_QUOTED, clearCellBlock, FAULT_FIELD_COUNT, FAULT_FIELD_TOO_LONG, FAULT_NULL_BYTE,
  FAULT_QUOTE, FAULT_ROW_TOO_LONG, MOST_MALFORMED, type CellScanner,
} from './cells.ts';

/** How the fields of a delimited text are told apart. */
export interface CsvShape {
  /** The byte between two fields. */
  readonly delimiter: number;
  /** Whether `"` encloses fields; if not, it is a character like any other. */
  readonly hasQuotes: boolean;
  /** Most bytes of one field. */
  readonly maxFieldBytes: number;
  /** Most bytes of one row, with its delimiters and quotes. */
  readonly maxRowBytes: number;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;

/**
 * Makes a scanner of delimited text.
 *
 * A row ends with LF, CR or CR LF outside quotes. An empty line is no row, unless rows have one field. After a fault
 * of quoting or an over-long row, reading goes on after the first line break that follows the opening quote or the
 * fault, so that one bad quote costs its line and not the rest of the file.
 *
 * @param shape - delimiter, quotes and limits.
 * @returns a scanner at the start of a row.
 * @remarks Linear in the bytes. A stretch read inside an unclosed quote is read once more as rows of their own; no
 *   line of that stretch can open a quote that stays unclosed, or it would have ended the first one.
 */
export function csvScanner(shape: CsvShape): CellScanner {
  const { delimiter, maxFieldBytes, maxRowBytes } = shape;
  const openingQuote = shape.hasQuotes ? QUOTE : -1;
  // 1 for the bytes that end an unquoted stretch. Byte 0 is one, so that a 0 after the last byte stops every loop.
  const stops = new Uint8Array(256);
  stops[0] = stops[LINE_FEED] = stops[CARRIAGE_RETURN] = stops[delimiter] = 1;
  if (shape.hasQuotes) stops[QUOTE] = 1;
  // Whether the bytes before ended with CR, so that a LF at the start of these belongs to it.
  let isAfterReturn = false;
  // Whether bytes up to the next line break belong to a row already refused.
  let isSkipping = false;

  // Steps over the line break at `at`, if the bytes do not end there.
  function passLineEnd(bytes: Uint8Array, at: number, to: number): number {
    if (at >= to) return to;
    if (bytes[at] !== CARRIAGE_RETURN) return at + 1;
    if (at + 1 === to) isAfterReturn = true;
    return at + 1 < to && bytes[at + 1] === LINE_FEED ? at + 2 : at + 1;
  }

  // Steps over the rest of a refused line.
  function skipLine(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to && bytes[at] !== LINE_FEED && bytes[at] !== CARRIAGE_RETURN) at++;
    isSkipping = at === to;
    return passLineEnd(bytes, at, to);
  }

  return {
    scan(block, bytes, from, to, isLast, mostRows) {
      clearCellBlock(block, bytes);
      const { fields, cells, rowNumbers, malformed } = block;
      const maxRows = Math.min(mostRows, block.maxRows);
      const saved = bytes[to]!;
      bytes[to] = 0;
      let at = from;
      if (isAfterReturn && at < to) {
        if (bytes[at] === LINE_FEED) at++;
        isAfterReturn = false;
      }
      if (isSkipping) at = skipLine(bytes, at, to);
      let rows = 0;
      let allRows = 0;
      let cell = 0;
      while (at < to && rows < maxRows && malformed.length < MOST_MALFORMED) {
        const rowStart = at;
        const rowCell = cell;
        let byte = bytes[at]!;
        if ((byte === LINE_FEED || byte === CARRIAGE_RETURN) && fields > 1) {
          at = passLineEnd(bytes, at, to);
          continue;
        }
        let field = 0;
        let fault = 0;
        let faultField = 0;
        // Where to look for the line break that ends a row whose quotes are wrong; -1 when they are not.
        let resumeFrom = -1;
        let isOpen = false;
        for (;;) {
          let start = at;
          let seen = 0;
          let flags = 0;
          let end: number;
          if (byte === openingQuote) {
            flags = CELL_QUOTED;
            start = ++at;
            for (;;) {
              byte = bytes[at]!;
              while (byte !== QUOTE && byte !== 0) {
                seen |= byte;
                byte = bytes[++at]!;
              }
              if (byte === QUOTE) {
                if (bytes[at + 1] !== QUOTE) break;
                flags |= CELL_ESCAPED;
                at += 2;
              } else if (at === to) {
                isOpen = true;
                resumeFrom = start - 1;
                break;
              } else {
                if (fault === 0) {
                  fault = FAULT_NULL_BYTE;
                  faultField = field;
                }
                at++;
              }
            }
            if (isOpen) break;
            end = at;
            byte = bytes[++at]!;
            if (stops[byte] === 0 || byte === QUOTE || (byte === 0 && at < to)) {
              resumeFrom = start - 1;
              break;
            }
          } else {
            for (;;) {
              while (stops[byte] === 0) {
                seen |= byte;
                byte = bytes[++at]!;
              }
              if (byte !== 0 || at === to) break;
              if (fault === 0) {
                fault = FAULT_NULL_BYTE;
                faultField = field;
              }
              byte = bytes[++at]!;
            }
            end = at;
            if (byte === openingQuote) {
              resumeFrom = at;
              break;
            }
          }
          if (end - start > maxFieldBytes && fault === 0) {
            fault = FAULT_FIELD_TOO_LONG;
            faultField = field;
          }
          if (field < fields) {
            cells[cell] = start;
            cells[cell + 1] = ((end - start) << CELL_FLAG_BITS) | flags | (seen > 127 ? CELL_NOT_ASCII : 0);
            cell += 2;
          }
          field++;
          if (byte !== delimiter) break;
          byte = bytes[++at]!;
        }
        if (at - rowStart > maxRowBytes) {
          fault = FAULT_ROW_TOO_LONG;
          faultField = 0;
          resumeFrom = openQuoteAt(bytes, rowStart, rowStart + maxRowBytes, delimiter, openingQuote);
        } else if (at === to && !isLast) {
          at = rowStart;
          cell = rowCell;
          break;
        } else if (resumeFrom >= 0) {
          if (fault === 0) faultField = field;
          fault ||= FAULT_QUOTE;
        } else if (field !== fields && fault === 0) {
          fault = FAULT_FIELD_COUNT;
          faultField = field;
        }
        if (fault === 0) rowNumbers[rows++] = allRows;
        else {
          malformed.push({ row: allRows, field: Math.min(faultField, fields - 1), fault });
          cell = rowCell;
        }
        allRows++;
        at = resumeFrom < 0 ? passLineEnd(bytes, at, to) : skipLine(bytes, resumeFrom, to);
      }
      bytes[to] = saved;
      block.rows = rows;
      block.allRows = allRows;
      return at;
    },
  };
}

// Finds the quote that is open at `limit`, in a row whose quotes are right up to there; `limit` when there is none.
function openQuoteAt(bytes: Uint8Array, rowStart: number, limit: number, delimiter: number, openingQuote: number): number {
  let open = -1;
  let isFieldStart = true;
  for (let at = rowStart; at < limit; at++) {
    const byte = bytes[at]!;
    if (open >= 0) {
      // The second of two quotes opens again the same field.
      if (byte === QUOTE) {
        if (bytes[at + 1] === QUOTE && at + 1 < limit) at++;
        else open = -1;
      }
    } else if (byte === openingQuote && isFieldStart) open = at;
    isFieldStart = open < 0 && byte === delimiter;
  }
  return open >= 0 ? open : limit;
}
