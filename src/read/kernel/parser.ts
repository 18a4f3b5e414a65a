import type { CellBlock } from './cells.ts';

/** Turns the cells of one column into values, block after block. */
export interface CellParser {
  /**
   * Parses field `field` of every row of the block into the rows from `firstRow` on. A row that cannot be parsed is
   * marked in the block and its value is to be taken back with `rewind`.
   */
  parse(block: CellBlock, field: number, firstRow: number): void;
  /** Takes back the rows `[from, to)`, the last ones parsed. */
  rewind(from: number, to: number): void;
  /** Hands out the first `rows` rows, all there are, and starts afresh. */
  finish(rows: number): ParsedColumn;
  /** Tells the bytes of text held; 0 for columns of one width. */
  textBytes(): number;
}

interface Parsed {
  readonly rows: number;
  /** Validity bits, 1 where the row has a value, or `null` when all have. */
  readonly valid: Uint8Array | null;
}

/** A parsed column: the arrays of one column kind, with zeros in the places of nulls. */
export type ParsedColumn = Parsed & (
  | { readonly kind: 'text'; readonly offsets: Int32Array; readonly bytes: Uint8Array }
  | { readonly kind: 'int32'; readonly values: Int32Array }
  | { readonly kind: 'int64'; readonly values: BigInt64Array }
  | { readonly kind: 'float64'; readonly values: Float64Array }
  | { readonly kind: 'bool'; readonly bits: Uint8Array }
  | { readonly kind: 'date'; readonly days: Int32Array }
  | { readonly kind: 'timestamp'; readonly micros: BigInt64Array }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number; readonly limbs: Uint32Array }
  | { readonly kind: 'binary'; readonly width: number; readonly bytes: Uint8Array }
);

/** What every parser of one column knows. */
export interface ParserOptions {
  /** Whether the column may miss values. */
  readonly nullable: boolean;
  /** Rows of a batch at most. */
  readonly maxRows: number;
}
