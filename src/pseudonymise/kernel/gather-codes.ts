/** Codes of 16 bytes, one a row. */
export interface CodeColumn {
  /** Uint8Array(16 · rows); zeros for a null row. */
  readonly bytes: Uint8Array;
  /** Validity bits, least significant bit first; Uint8Array(⌈rows / 8⌉). */
  readonly valid: Uint8Array;
  /** Uint8Array(rows): why a row has no code. */
  readonly reasons: Uint8Array;
}

/**
 * Gives every row the code of its dictionary entry.
 *
 * @param entries - codes of the entries of a dictionary.
 * @param entryOf - Int32Array(rows): the entry of each row; anything for a null row.
 * @param valid - validity bits of the rows, or `null` for no nulls.
 * @param rows - rows of the column.
 * @param missing - the reason of a null row.
 * @returns codes by row, plain.
 * @remarks O(rows); allocates 17⅛ bytes a row.
 */
export function gatherCodes(entries: CodeColumn, entryOf: Int32Array, valid: Uint8Array | null, rows: number, missing: number): CodeColumn {
  const out = new Int32Array(4 * rows);
  const outValid = new Uint8Array((rows + 7) >> 3);
  const reasons = new Uint8Array(rows);
  const words = new Int32Array(entries.bytes.buffer, entries.bytes.byteOffset, entries.bytes.length >> 2);
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) {
      reasons[row] = missing;
      continue;
    }
    const entry = entryOf[row]!;
    reasons[row] = entries.reasons[entry]!;
    if ((entries.valid[entry >> 3]! & (1 << (entry & 7))) === 0) continue;
    outValid[row >> 3]! |= 1 << (row & 7);
    const from = 4 * entry;
    const to = 4 * row;
    out[to] = words[from]!;
    out[to + 1] = words[from + 1]!;
    out[to + 2] = words[from + 2]!;
    out[to + 3] = words[from + 3]!;
  }
  return { bytes: new Uint8Array(out.buffer), valid: outValid, reasons };
}
