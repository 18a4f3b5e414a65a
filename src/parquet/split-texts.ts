/** Texts by row: row `i` is `bytes[ends[i] … ends[i + 1])`, empty where it has none. */
export interface PageTexts {
  /** Int32Array(rows + 1) from 0. */
  readonly ends: Int32Array;
  readonly bytes: Uint8Array;
}

/**
 * Takes texts out from between their lengths, four bytes each, the lowest first.
 *
 * @param stored - lengths and texts of the rows that have one.
 * @param rows - number of rows.
 * @param valid - validity bits, or `null` when every row has a text.
 * @returns the texts; `null` when they do not fill `stored` to its end.
 * @remarks O(bytes).
 */
export function splitTexts(stored: Uint8Array, rows: number, valid: Uint8Array | null): PageTexts | null {
  const ends = new Int32Array(rows + 1);
  const bytes = new Uint8Array(stored.length);
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  let from = 0;
  let to = 0;
  for (let row = 0; row < rows; row++) {
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      if (stored.length - from < 4) return null;
      const length = view.getUint32(from, true);
      from += 4;
      if (length > stored.length - from) return null;
      for (const stop = from + length; from < stop; ) bytes[to++] = stored[from++]!;
    }
    ends[row + 1] = to;
  }
  return from === stored.length ? { ends, bytes: bytes.subarray(0, to) } : null;
}
