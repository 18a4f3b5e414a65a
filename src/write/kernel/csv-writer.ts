/** Writes the cells of one column as bytes of delimited text. */
export interface CellWriter {
  /** Tells how many bytes the rows `[from, to)` may take together at most. */
  mostBytes(from: number, to: number): number;
  /** Writes the cell of a row at `out[at]` and gives the end, or −1 when the value cannot be written. */
  write(row: number, out: Uint8Array, at: number): number;
}

/** The bytes around the cells. */
export interface CsvDialect {
  /** Byte between two cells. */
  readonly delimiter: number;
  /** Decimal mark of numbers. */
  readonly decimalMark: number;
  /** What ends a row. */
  readonly lineEnd: Uint8Array;
  /** Byte between date and time. */
  readonly timeMark: number;
  /** Whether texts that a spreadsheet would compute are made harmless by an apostrophe in front. */
  readonly escapesFormulas: boolean;
}

/** A cell that cannot be written. */
export interface UnwritableCell {
  readonly row: number;
  readonly column: number;
}

/**
 * Writes whole rows.
 *
 * @param dialect - delimiter and line end.
 * @param writers - one per column, at least one.
 * @param from - first row.
 * @param to - one past the last row.
 * @returns the bytes, or the first cell that cannot be written.
 * @remarks O(bytes); allocates at most twice the sum of the writers' `mostBytes`.
 */
export function writeRows(dialect: CsvDialect, writers: readonly CellWriter[], from: number, to: number): Uint8Array | UnwritableCell {
  const { delimiter, lineEnd } = dialect;
  let most = (to - from) * (writers.length + lineEnd.length);
  for (const writer of writers) most += writer.mostBytes(from, to);
  const out = new Uint8Array(most);
  let at = 0;
  for (let row = from; row < to; row++) {
    for (let column = 0; column < writers.length; column++) {
      if (column > 0) out[at++] = delimiter;
      at = writers[column]!.write(row, out, at);
      if (at < 0) return { row, column };
    }
    for (let index = 0; index < lineEnd.length; index++) out[at++] = lineEnd[index]!;
  }
  return out.slice(0, at);
}
