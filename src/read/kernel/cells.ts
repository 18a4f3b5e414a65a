/**
 * What a scanner hands to the parsers: where each field of a block of rows stands, not what it says.
 */

/** Flag of a field that stood between quotes; its cell is what lies between them. */
export const CELL_QUOTED = 1;
/** Flag of a quoted field that holds doubled quotes. */
export const CELL_ESCAPED = 2;
/** Flag of a field with a byte of 128 or more. */
export const CELL_NOT_ASCII = 4;
/** Bits taken by the flags, below the length. */
export const CELL_FLAG_BITS = 3;

/** Reasons why a row is at fault, by code; names are those of the reader's errors. Code 0 is no fault. */
export const FAULT_NAMES: readonly [
  '', 'DATA_VALUE_TYPE', 'DATA_VALUE_RANGE', 'DATA_NULL', 'DATA_ENCODING', 'DATA_FIELD_COUNT', 'DATA_QUOTE', 'DATA_NULL_BYTE',
  'DATA_FIELD_TOO_LONG', 'DATA_ROW_TOO_LONG',
] = Object.freeze([
  '', 'DATA_VALUE_TYPE', 'DATA_VALUE_RANGE', 'DATA_NULL', 'DATA_ENCODING', 'DATA_FIELD_COUNT', 'DATA_QUOTE', 'DATA_NULL_BYTE',
  'DATA_FIELD_TOO_LONG', 'DATA_ROW_TOO_LONG',
] as const);

/** A field that is not of its column's type. */
export const FAULT_TYPE = 1;
/** A number that its column's type cannot hold. */
export const FAULT_RANGE = 2;
/** A missing value in a column that allows none. */
export const FAULT_NULL = 3;
/** Bytes that are no text in the declared encoding. */
export const FAULT_ENCODING = 4;
/** A row with too few or too many fields. */
export const FAULT_FIELD_COUNT = 5;
/** A quote where none may stand, or one that is never closed. */
export const FAULT_QUOTE = 6;
/** A byte 0. */
export const FAULT_NULL_BYTE = 7;
/** A field above the limit. */
export const FAULT_FIELD_TOO_LONG = 8;
/** A row above the limit. */
export const FAULT_ROW_TOO_LONG = 9;

/** Fields of a block of well-formed rows, and the rows that are not. Filled anew by every scan. */
export interface CellBlock {
  /** The bytes the cells point into; the last cell ends at least 4 bytes before the end. */
  bytes: Uint8Array;
  /** Fields of every row. */
  readonly fields: number;
  /** Rows the block can take. */
  readonly maxRows: number;
  /** Int32Array(2 · fields · maxRows), row by row: start of the field, then its length shifted over its flags. */
  readonly cells: Int32Array;
  /** Well-formed rows. */
  rows: number;
  /** Int32Array(maxRows): number of each row among all rows of the block, well-formed or not, from 0. */
  readonly rowNumbers: Int32Array;
  /** Rows of the block, well-formed or not. */
  allRows: number;
  /** Uint8Array(maxRows): fault that a parser found in a well-formed row, 0 for none. */
  readonly rowFaults: Uint8Array;
  /** Int32Array(maxRows): field of that fault. */
  readonly rowFaultFields: Int32Array;
  /** Well-formed rows in which a parser found a fault. */
  rowFaultCount: number;
  /** Rows that are not well formed, in order: number from 0, field, fault code. */
  readonly malformed: MalformedRow[];
}

/** A row whose fields could not be told apart, or that breaks a limit. */
export interface MalformedRow {
  readonly row: number;
  readonly field: number;
  readonly fault: number;
}

/** Malformed rows after which a scanner hands the block over, so that a hostile file cannot fill the memory with them. */
export const MOST_MALFORMED = 16_384;

/** Finds the fields of rows, block after block. */
export interface CellScanner {
  /**
   * Scans whole rows of `bytes[from … to)` into the block, until it is full, `maxRows` are found, or the last row is
   * incomplete. Returns the first byte that is not consumed, the start of the next row. `bytes` must have room for
   * one byte at `to`, which is restored; `isLast` says that nothing follows.
   */
  scan(block: CellBlock, bytes: Uint8Array, from: number, to: number, isLast: boolean, maxRows: number): number;
}

/** Cells of a block, unless one row has more fields: small enough to stay near the processor. */
const BLOCK_CELLS = 16_384;

/**
 * Makes an empty block.
 *
 * @param fields - fields of every row, at least 1.
 * @returns a block of as many rows as fit 16,384 cells, and at least one.
 */
export function createCellBlock(fields: number): CellBlock {
  const maxRows = Math.max(1, Math.floor(BLOCK_CELLS / fields));
  return {
    bytes: new Uint8Array(0),
    fields,
    maxRows,
    cells: new Int32Array(2 * fields * maxRows),
    rows: 0,
    rowNumbers: new Int32Array(maxRows),
    allRows: 0,
    rowFaults: new Uint8Array(maxRows),
    rowFaultFields: new Int32Array(maxRows),
    rowFaultCount: 0,
    malformed: [],
  };
}

/**
 * Empties a block before a scan.
 *
 * @param block - the block.
 * @param bytes - the bytes its new cells will point into.
 */
export function clearCellBlock(block: CellBlock, bytes: Uint8Array): void {
  block.bytes = bytes;
  block.rows = 0;
  block.allRows = 0;
  block.malformed.length = 0;
  clearRowFaults(block);
}

/**
 * Forgets the faults that parsers found.
 *
 * @param block - the block.
 */
export function clearRowFaults(block: CellBlock): void {
  if (block.rowFaultCount > 0) block.rowFaults.fill(0);
  block.rowFaultCount = 0;
}

/**
 * Marks a well-formed row as faulty. The first fault of a row stands, so parse the fields in the file's order.
 *
 * @param block - the block.
 * @param row - row of the block, from 0.
 * @param field - field at fault.
 * @param fault - code of the fault.
 */
export function markRowFault(block: CellBlock, row: number, field: number, fault: number): void {
  if (block.rowFaults[row] !== 0) return;
  block.rowFaults[row] = fault;
  block.rowFaultFields[row] = field;
  block.rowFaultCount++;
}

/**
 * Moves the rows that parsers found faulty to the malformed ones, and closes the gaps they leave.
 *
 * @param block - the block; its rows are to be parsed again.
 */
export function dropFaultyRows(block: CellBlock): void {
  const width = 2 * block.fields;
  let kept = 0;
  for (let row = 0; row < block.rows; row++) {
    const number = block.rowNumbers[row]!;
    if (block.rowFaults[row] !== 0) {
      block.malformed.push({ row: number, field: block.rowFaultFields[row]!, fault: block.rowFaults[row]! });
      continue;
    }
    if (kept < row) {
      block.cells.copyWithin(kept * width, row * width, (row + 1) * width);
      block.rowNumbers[kept] = number;
    }
    kept++;
  }
  block.rows = kept;
  block.malformed.sort((left, right) => left.row - right.row);
  clearRowFaults(block);
}
