// Cells made from texts, one column, for tests of parsers; and what a parser makes of them.
import { CELL_ESCAPED, CELL_FLAG_BITS, CELL_NOT_ASCII, CELL_QUOTED, createCellBlock, FAULT_NAMES, type CellBlock } from '../../../src/read/kernel/cells.ts';
import { nullMarkers, type NullMarkers } from '../../../src/read/kernel/null-markers.ts';
import type { CellParser, ParsedColumn } from '../../../src/read/kernel/parser.ts';

/** A text as it stands in a file, `{ quoted }` for one between quotes. */
export type CellText = string | Uint8Array | { readonly quoted: string };

/** Makes a block of rows of one field. */
export function blockOf(texts: readonly CellText[]): CellBlock {
  const parts = texts.map((text) => (text instanceof Uint8Array ? text : new TextEncoder().encode(typeof text === 'string' ? text : text.quoted)));
  // Wide enough for tests: a block of one field takes 16,384 rows.
  const block = createCellBlock(1);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length + 1, 4));
  let at = 0;
  parts.forEach((part, row) => {
    const isQuoted = typeof texts[row] === 'object' && !(texts[row] instanceof Uint8Array);
    const flags = (isQuoted ? CELL_QUOTED : 0) | (isQuoted && part.includes(34) ? CELL_ESCAPED : 0) | (part.some((byte) => byte > 127) ? CELL_NOT_ASCII : 0);
    bytes.set(part, at);
    block.cells.set([at, (part.length << CELL_FLAG_BITS) | flags], 2 * row);
    block.rowNumbers[row] = row;
    // A digit follows every cell, so that a parser which reads too far is found out.
    bytes[at + part.length] = 0x37;
    at += part.length + 1;
  });
  block.bytes = bytes;
  block.rows = texts.length;
  block.allRows = texts.length;
  return block;
}

/** Markers of missing values: the empty text unless others are given. */
export function markersOf(texts: readonly string[] = [''], quotedNulls = false): NullMarkers {
  return nullMarkers(texts.map((text) => new TextEncoder().encode(text)), quotedNulls);
}

/** Options of a parser of at most 100,000 rows. */
export const NULLABLE = { nullable: true, maxRows: 100_000 };

/** Parses texts: the value of each row, `null`, or the name of its fault. */
export function parseTexts<Value>(parser: CellParser, texts: readonly CellText[], valuesOf: (column: ParsedColumn) => readonly Value[]): (Value | null | string)[] {
  const block = blockOf(texts);
  parser.parse(block, 0, 0);
  const faults = [...block.rowFaults.subarray(0, texts.length)];
  const column = parser.finish(texts.length);
  const values = valuesOf(column);
  return faults.map((fault, row) => (fault > 0 ? FAULT_NAMES[fault]! : isPresent(column, row) ? values[row]! : null));
}

/** Tells whether a row of a parsed column has a value. */
export function isPresent(column: ParsedColumn, row: number): boolean {
  return column.valid === null || (column.valid[row >> 3]! & (1 << (row & 7))) !== 0;
}
