import { appendBytes, createTextWriter, endRow, finishText, type TextWriter } from '../../text/index.ts';
import { REASON_MISSING, type CanonicalValues } from './canonical-values.ts';

/** Reasons of the profile `text/v1`, by code. */
export const TEXT_REASONS: readonly string[] = Object.freeze(['ok', 'null', 'empty', 'encoding']);

const EMPTY = 2;
const ENCODING = 3;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Brings texts to the form of the profile `text/v1`: white space removed at both ends, then Unicode normal form C.
 * Case, accents and inner white space stay: two texts have the same code only if a reader would call them the same
 * text.
 *
 * White space is U+0009 to U+000D, U+0020, U+00A0, U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000
 * and U+FEFF. A text of which nothing is left is no value (reason `empty`), and neither is one that is not UTF-8
 * (`encoding`), since a replacement character would make different texts the same.
 *
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the normalised texts.
 * @throws {RangeError} if `offsets` is too short or the result exceeds 2 GiB.
 * @remarks O(rows + bytes). ASCII is copied byte by byte; only rows with other characters become strings on the way.
 *   Allocates 5⅛ bytes a row and about the size of the text.
 * @see Unicode Standard Annex 15, whose stability policy keeps normal forms of assigned characters for ever.
 */
export function canonicalTextColumn(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): CanonicalValues {
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const writer = createTextWriter(rows, offsets[rows]! - offsets[0]!);
  const outValid = new Uint8Array((rows + 7) >> 3);
  const reasons = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) reasons[row] = REASON_MISSING;
    else {
      const from = writer.at;
      let reason = appendAscii(writer, bytes, offsets[row]!, offsets[row + 1]!);
      if (reason < 0) reason = appendUnicode(writer, bytes.subarray(offsets[row]!, offsets[row + 1]!));
      if (reason === 0 && writer.at === from) reason = EMPTY;
      if (reason === 0) outValid[row >> 3]! |= 1 << (row & 7);
      reasons[row] = reason;
    }
    endRow(writer);
  }
  return { rows, ...finishText(writer), valid: outValid, reasons };
}

// Appends the text without the white space around it, and answers 0, or −1 when a byte is not ASCII.
function appendAscii(writer: TextWriter, bytes: Uint8Array, start: number, end: number): number {
  for (let index = start; index < end; index++) if (bytes[index]! >= 0x80) return -1;
  let first = start;
  let last = end;
  while (first < last && isAsciiSpace(bytes[first]!)) first++;
  while (last > first && isAsciiSpace(bytes[last - 1]!)) last--;
  appendBytes(writer, bytes, first, last);
  return 0;
}

function isAsciiSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

// `trim` removes exactly the white space listed above: ECMAScript fixes the list.
function appendUnicode(writer: TextWriter, source: Uint8Array): number {
  let text: string;
  try {
    text = decoder.decode(source);
  } catch {
    return ENCODING;
  }
  const canonical = encoder.encode(text.trim().normalize('NFC'));
  appendBytes(writer, canonical, 0, canonical.length);
  return 0;
}
