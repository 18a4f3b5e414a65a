import { appendBytes, createTextWriter, endRow, finishText } from '../../text/index.ts';
import { REASON_MISSING, type CanonicalValues } from './canonical-values.ts';

/** Reasons of the profiles `code/v1` and `code-text/v1`, by code. */
export const CODE_REASONS: readonly string[] = Object.freeze(['ok', 'null', 'empty', 'form', 'placeholder']);

const EMPTY = 2;
const FORM = 3;
const PLACEHOLDER = 4;

/** Fewest characters of which all but the last are the same in a placeholder: shorter codes may be numbers in a row. */
const PLACEHOLDER_CHARACTERS = 12;

/**
 * Takes codes as they are, for the profile `code/v1`. Bytes that are all the same stand for no code (a null written as
 * zeros) and are no value.
 *
 * @param width - bytes of a code, from 1 up.
 * @param bytes - Uint8Array(width · rows).
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the codes.
 * @throws {RangeError} if they exceed 2 GiB together.
 * @remarks O(rows · width); allocates the size of the codes and 5⅛ bytes a row.
 */
export function canonicalCodeColumn(width: number, bytes: Uint8Array, valid: Uint8Array | null, rows: number): CanonicalValues {
  const writer = createTextWriter(rows, rows * width);
  const outValid = new Uint8Array((rows + 7) >> 3);
  const reasons = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = width * row;
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) reasons[row] = REASON_MISSING;
    else if (isRun(bytes, start, start + width)) reasons[row] = PLACEHOLDER;
    else {
      appendBytes(writer, bytes, start, start + width);
      outValid[row >> 3]! |= 1 << (row & 7);
    }
    endRow(writer);
  }
  return { rows, ...finishText(writer), valid: outValid, reasons };
}

/**
 * Takes codes that others wrote as text, for the profile `code-text/v1`: printable ASCII, blanks around it removed, case kept.
 *
 * A placeholder is no value: from 12 characters up, one whose characters are all the same, or all but the last, as
 * `xxxxxxxxxxxxxxxxx` and `XXXXXXXXXXXXXXXXD` of the SNDS.
 *
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the codes.
 * @throws {RangeError} if `offsets` is too short.
 * @remarks O(rows + bytes); allocates 5⅛ bytes a row and the size of the text.
 */
export function canonicalCodeTextColumn(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): CanonicalValues {
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const writer = createTextWriter(rows, offsets[rows]! - offsets[0]!);
  const outValid = new Uint8Array((rows + 7) >> 3);
  const reasons = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) reasons[row] = REASON_MISSING;
    else {
      let start = offsets[row]!;
      let end = offsets[row + 1]!;
      while (start < end && bytes[start] === 0x20) start++;
      while (end > start && bytes[end - 1] === 0x20) end--;
      const reason = reasonOf(bytes, start, end);
      reasons[row] = reason;
      if (reason === 0) {
        appendBytes(writer, bytes, start, end);
        outValid[row >> 3]! |= 1 << (row & 7);
      }
    }
    endRow(writer);
  }
  return { rows, ...finishText(writer), valid: outValid, reasons };
}

function reasonOf(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return EMPTY;
  for (let index = start; index < end; index++) if (bytes[index]! < 0x21 || bytes[index]! > 0x7e) return FORM;
  return end - start >= PLACEHOLDER_CHARACTERS && isRun(bytes, start, end - 1) ? PLACEHOLDER : 0;
}

function isRun(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start + 1; index < end; index++) if (bytes[index] !== bytes[start]) return false;
  return true;
}
