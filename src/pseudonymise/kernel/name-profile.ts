import { createTextWriter, endRow, finishText, foldLetters, reserve, type TextWriter } from '../../text/index.ts';
import { REASON_MISSING, type CanonicalValues } from './canonical-values.ts';

/** Reasons of the profile `name/v1`, by code. */
export const NAME_PROFILE_REASONS: readonly string[] = Object.freeze(['ok', 'null', 'empty', 'encoding', 'placeholder']);

const EMPTY = 2;
const ENCODING = 3;
const PLACEHOLDER = 4;

/** What is written in place of a name that is not known, in the form of the profile; so is a run of one letter X. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'INCONNU', 'INCONNUE', 'NON RENSEIGNE', 'NON RENSEIGNEE', 'NON COMMUNIQUE', 'SANS NOM', 'SANS PRENOM', 'SNC', 'ANONYME',
]);

const SPACE = 0x20;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Brings names to the form of the profile `name/v1`: accents removed and ligatures taken apart, capitals, every run of
 * characters that are neither letters nor digits one space, none at the ends. `L’Haÿ-les-Roses` gives `L HAY LES ROSES`.
 *
 * In Unicode's words: normal form D, U+0300 to U+036F removed, normal form C, the letters of `foldLetters` replaced by
 * their plain form, full upper case, every run outside the categories L, M and N one space, normal form C. A name of which
 * nothing is left is no value, and neither is one that stands for a name that is not known.
 *
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the names in their form.
 * @throws {RangeError} if `offsets` is too short or the result exceeds 2 GiB.
 * @remarks O(rows + bytes). Names of ASCII letters are rewritten byte by byte; only rows with other characters become
 *   strings on the way. Allocates 5⅛ bytes a row and about the size of the text.
 */
export function canonicalNameColumn(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): CanonicalValues {
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const writer = createTextWriter(rows, offsets[rows]! - offsets[0]!);
  const outValid = new Uint8Array((rows + 7) >> 3);
  const reasons = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) reasons[row] = REASON_MISSING;
    else {
      const from = writer.at;
      const isText = appendAscii(writer, bytes, offsets[row]!, offsets[row + 1]!) || appendUnicode(writer, bytes.subarray(offsets[row]!, offsets[row + 1]!));
      const reason = isText ? reasonOf(writer.bytes, from, writer.at) : ENCODING;
      if (reason === 0) outValid[row >> 3]! |= 1 << (row & 7);
      else writer.at = from;
      reasons[row] = reason;
    }
    endRow(writer);
  }
  return { rows, ...finishText(writer), valid: outValid, reasons };
}

// Appends the name, or answers false, with the writer as it was, when a byte is not ASCII.
function appendAscii(writer: TextWriter, source: Uint8Array, start: number, end: number): boolean {
  reserve(writer, end - start + 1);
  const out = writer.bytes;
  const from = writer.at;
  let at = from;
  for (let index = start; index < end; index++) {
    const byte = source[index]!;
    if (byte >= 0x80) return false;
    if ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39)) out[at++] = byte;
    else if (byte >= 0x61 && byte <= 0x7a) out[at++] = byte - SPACE;
    else if (at > from && out[at - 1] !== SPACE) out[at++] = SPACE;
  }
  writer.at = at > from && out[at - 1] === SPACE ? at - 1 : at;
  return true;
}

// Appends the name by the rules on strings; answers false for bytes that are not UTF-8.
function appendUnicode(writer: TextWriter, source: Uint8Array): boolean {
  let text: string;
  try {
    text = decoder.decode(source);
  } catch {
    return false;
  }
  const form = encoder.encode(foldLetters(text).toUpperCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').replace(/^ | $/g, '').normalize('NFC'));
  reserve(writer, form.length);
  writer.bytes.set(form, writer.at);
  writer.at += form.length;
  return true;
}

/** Longest of the placeholders. */
const PLACEHOLDER_BYTES = 16;

function reasonOf(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return EMPTY;
  if (isRunOfX(bytes, start, end)) return PLACEHOLDER;
  if (end - start > PLACEHOLDER_BYTES) return 0;
  return PLACEHOLDERS.has(String.fromCharCode(...bytes.subarray(start, end))) ? PLACEHOLDER : 0;
}

function isRunOfX(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (bytes[index] !== 0x58) return false;
  return true;
}
