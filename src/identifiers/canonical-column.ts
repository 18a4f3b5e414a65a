import { acceptedReasons, REASON_NULL, REASON_OK, type Identifier, type IdentifierLevel } from './identifier.ts';

/** What {@link canonicalColumn} finds: the canonical forms and, per row, why a value is accepted or not. */
export interface CanonicalColumn {
  readonly rows: number;
  /** Int32Array(rows + 1) from 0: a row that is null or not accepted is empty. */
  readonly offsets: Int32Array;
  /** The canonical forms of the accepted rows without gaps, at most `identifier.width` bytes each. */
  readonly bytes: Uint8Array;
  /** Validity bits, 1 where the row is accepted, least significant bit first; Uint8Array(⌈rows / 8⌉). */
  readonly valid: Uint8Array;
  /** Uint8Array(rows): code into `identifier.reasons`. */
  readonly reasons: Uint8Array;
  /** Float64Array(identifier.reasons.length): rows by reason. */
  readonly counts: Float64Array;
  /** Rows that are accepted. */
  readonly acceptedCount: number;
}

/**
 * Brings a column of one identifier to its canonical form and says, row by row, what is wrong. `judgeColumn` says only that.
 *
 * @param identifier - the identifier that the column holds.
 * @param level - the strongest level a value must pass to be accepted. Every level is checked and reported whatever is
 *   asked for; a value that fails only at a stronger level is accepted and keeps its reason code.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column, an integer from 0 up.
 * @returns canonical forms, validity and reasons.
 * @throws {RangeError} if `rows` is not an integer from 0 up or `offsets` is too short.
 * @remarks O(rows + bytes) time; allocates (width + 5⅛) · rows bytes; nothing per row.
 */
export function canonicalColumn(
  identifier: Identifier,
  level: IdentifierLevel,
  offsets: Int32Array,
  bytes: Uint8Array,
  valid: Uint8Array | null,
  rows: number,
): CanonicalColumn {
  if (!Number.isInteger(rows) || rows < 0) throw new RangeError(`rows: expected an integer from 0 up, got ${rows}`);
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const { read, quickRead, width, isFixed } = identifier;
  const accepted = acceptedReasons(identifier, level);
  const out = new Uint8Array(rows * width);
  const outOffsets = new Int32Array(rows + 1);
  const outValid = new Uint8Array((rows + 7) >> 3);
  const reasons = new Uint8Array(rows);
  const counts = new Float64Array(identifier.reasons.length);
  const bytesView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const outView = new DataView(out.buffer);
  let at = 0;
  let start = offsets[0]!;
  let accepts = 0;
  for (let row = 0; row < rows; row++) {
    const end = offsets[row + 1]!;
    let reason = REASON_NULL;
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      reason = quickRead === undefined ? -1 : quickRead(bytesView, start, end, outView, at);
      if (reason !== REASON_OK) reason = read(bytes, start, end, out, at);
    }
    // Nearly all rows are right: for them nothing is looked up, and their bits are gathered without going through memory.
    let isAccepted = true;
    if (reason !== REASON_OK) {
      reasons[row] = reason;
      counts[reason]!++;
      isAccepted = accepted[reason] === 1;
    }
    if (isAccepted) {
      at += isFixed ? width : formLength(out, at, width);
      accepts |= 1 << (row & 7);
    }
    if ((row & 7) === 7) {
      outValid[row >> 3] = accepts;
      accepts = 0;
    }
    start = end;
    outOffsets[row + 1] = at;
  }
  if ((rows & 7) !== 0) outValid[rows >> 3] = accepts;
  counts[REASON_OK] = rows - counts.reduce((sum, count) => sum + count, 0);
  const acceptedCount = counts.reduce((sum, count, reason) => (accepted[reason] === 1 ? sum + count : sum), 0);
  // A value refused after its form was written leaves bytes behind: the rest of the buffer is not handed out.
  out.fill(0, at);
  return { rows, offsets: outOffsets, bytes: out.subarray(0, at), valid: outValid, reasons, counts, acceptedCount };
}

// Gives the bytes of a form that zeros follow.
function formLength(out: Uint8Array, at: number, width: number): number {
  let length = width;
  while (length > 0 && out[at + length - 1] === 0) length--;
  return length;
}
