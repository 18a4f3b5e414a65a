import { REASON_NULL, REASON_OK, type Identifier } from './identifier.ts';

/** What {@link judgeColumn} finds. */
export interface JudgedColumn {
  /** Uint8Array(rows): code into `identifier.reasons`. */
  readonly reasons: Uint8Array;
  /** Float64Array(identifier.reasons.length): rows by reason. */
  readonly counts: Float64Array;
}

/**
 * Says row by row what is wrong with a column of one identifier. `canonicalColumn` gives the forms too.
 *
 * @param identifier - the identifier that the column holds.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column, an integer from 0 up.
 * @returns the reasons, `null` where there is no value.
 * @throws {RangeError} if `rows` is not an integer from 0 up or `offsets` is too short.
 * @remarks O(rows + bytes) time; allocates one byte a row.
 */
export function judgeColumn(identifier: Identifier, offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): JudgedColumn {
  if (!Number.isInteger(rows) || rows < 0) throw new RangeError(`rows: expected an integer from 0 up, got ${rows}`);
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const { read, quickRead } = identifier;
  const reasons = new Uint8Array(rows);
  const counts = new Float64Array(identifier.reasons.length);
  const form = new Uint8Array(identifier.width);
  const formView = new DataView(form.buffer);
  const bytesView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = offsets[0]!;
  for (let row = 0; row < rows; row++) {
    const end = offsets[row + 1]!;
    let reason = REASON_NULL;
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      reason = quickRead === undefined ? -1 : quickRead(bytesView, start, end, formView, 0);
      if (reason !== REASON_OK) reason = read(bytes, start, end, form, 0);
    }
    if (reason !== REASON_OK) {
      reasons[row] = reason;
      counts[reason]!++;
    }
    start = end;
  }
  counts[REASON_OK] = rows - counts.reduce((sum, count) => sum + count, 0);
  return { reasons, counts };
}
