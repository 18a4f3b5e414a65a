import { appendBytes, createTextWriter, endRow, finishText, sameBytes, type TextWriter } from '../../text/index.ts';

/** Rows of text as they lie in a column. */
export interface TextRows {
  readonly rows: number;
  /** Validity bits, least significant bit first, or `null` for no nulls. */
  readonly valid: Uint8Array | null;
  /** Int32Array(rows + 1) or longer, ascending; need not start at 0. */
  readonly offsets: Int32Array;
  /** UTF-8 text. */
  readonly bytes: Uint8Array;
}

/**
 * Appends the new text of the value in `bytes[start … end)` to the writer and gives the code of its reason; it is not asked
 * about nulls.
 */
export type RowRewriter = (writer: TextWriter, bytes: Uint8Array, start: number, end: number) => number;

/** Text that was rewritten row by row. */
export interface RewrittenText {
  /** Int32Array(rows + 1) from 0. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  /** Validity bits, least significant bit first. */
  readonly valid: Uint8Array;
  /** Uint8Array(rows): reason codes; 1 for a null. */
  readonly reasons: Uint8Array;
  /** Uint8Array(rows): 1 where what was written is not what was there. */
  readonly isChanged: Uint8Array;
}

/** What becomes of a value, by the code of its reason: it is null, it is what was written, or it stays as it was. */
export const BECOMES: Readonly<Record<'null' | 'written' | 'kept', number>> = Object.freeze({ null: 0, written: 1, kept: 2 });

const MISSING = 1;

/**
 * Rewrites the values of a text column one by one.
 *
 * @param text - the column.
 * @param becomes - one of {@link BECOMES} per reason.
 * @param rewrite - rewrites one value.
 * @returns the new column; null rows are empty.
 * @throws {RangeError} if the result exceeds 2 GiB.
 * @remarks O(rows + bytes) beside what `rewrite` does; allocates 6⅛ bytes a row and the text.
 */
export function rewriteRows(text: TextRows, becomes: Uint8Array, rewrite: RowRewriter): RewrittenText {
  const { rows, valid, offsets, bytes } = text;
  const writer = createTextWriter(rows, offsets[rows]! - offsets[0]!);
  const outValid = new Uint8Array((rows + 7) >> 3);
  const reasons = new Uint8Array(rows);
  const isChanged = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      const from = writer.at;
      const reason = rewrite(writer, bytes, start, end);
      reasons[row] = reason;
      const fate = becomes[reason]!;
      if (fate === BECOMES.written) {
        if (!sameBytes(bytes, start, end, writer.bytes, from, writer.at)) isChanged[row] = 1;
      } else {
        writer.at = from;
        if (fate === BECOMES.kept) appendBytes(writer, bytes, start, end);
      }
      if (fate !== BECOMES.null) outValid[row >> 3]! |= 1 << (row & 7);
    } else reasons[row] = MISSING;
    endRow(writer);
  }
  return { ...finishText(writer), valid: outValid, reasons, isChanged };
}
