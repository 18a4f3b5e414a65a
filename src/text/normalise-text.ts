import { foldLetters } from './fold-letters.ts';
import { appendBytes, createTextWriter, endRow, finishText, reserve, type TextBytes, type TextWriter } from './text-writer.ts';

/** What to do to a text. Whatever is asked for, the result is composed (NFC). */
export interface TextSteps {
  /** Removes white space at both ends. */
  readonly trim: boolean;
  /** Turns every run of white space, non-breaking and thin spaces included, into one space. */
  readonly collapse: boolean;
  /** Letter case of the result. */
  readonly case: 'keep' | 'upper' | 'lower';
  /** Whether accents and ligatures stay, or give way to plain letters (see {@link foldLetters}). */
  readonly accents: 'keep' | 'strip';
}

/** A text column after normalisation. */
export interface NormalisedText extends TextBytes {
  /** Rows whose bytes changed. */
  readonly changedCount: number;
}

/** Code points below this one are looked up; names in French need no other letters. */
const TABLE_END = 0x180;
const SLOT = 4;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Normalises one text.
 *
 * @param text - any text.
 * @param steps - what to do.
 * @returns the normalised text; normalising it again changes nothing.
 * @example
 * normaliseText('  Lefèvre \t d’Ornano', { trim: true, collapse: true, case: 'upper', accents: 'strip' }); // => "LEFEVRE D'ORNANO"
 */
export function normaliseText(text: string, steps: TextSteps): string {
  let result = changeLetters(text, steps);
  if (steps.collapse) result = result.replace(/\s+/gu, ' ');
  return steps.trim ? result.replace(/^\s+|\s+$/gu, '') : result;
}

function changeLetters(text: string, steps: TextSteps): string {
  const letters = steps.accents === 'strip' ? foldLetters(text) : text;
  const cased = steps.case === 'upper' ? letters.toUpperCase() : steps.case === 'lower' ? letters.toLowerCase() : letters;
  return cased.normalize('NFC');
}

/** Bytes that replace each code point below {@link TABLE_END}, and which of them are white space. */
interface LetterTable {
  readonly bytes: Uint8Array;
  readonly lengths: Uint8Array;
  readonly isSpace: Uint8Array;
}

function letterTable(steps: TextSteps): LetterTable {
  const bytes = new Uint8Array(TABLE_END * SLOT);
  const lengths = new Uint8Array(TABLE_END);
  const isSpace = new Uint8Array(TABLE_END);
  for (let point = 0; point < TABLE_END; point++) {
    const letter = String.fromCodePoint(point);
    const replacement = encoder.encode(changeLetters(letter, steps));
    bytes.set(replacement, point * SLOT);
    lengths[point] = replacement.length;
    isSpace[point] = /\s/u.test(letter) ? 1 : 0;
  }
  return { bytes, lengths, isSpace };
}

/**
 * Normalises a text column.
 *
 * @param steps - what to do.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text; malformed bytes become U+FFFD.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the new column, null rows empty, and the number of rows that changed.
 * @throws {RangeError} if `offsets` is too short or the result exceeds 2 GiB.
 * @remarks O(rows + bytes). Rows of ASCII and of letters up to U+017F are rewritten byte by byte; only rows with other
 *   characters become strings on the way. Allocates 4 bytes a row and about the size of the text.
 */
export function normaliseTextColumn(
  steps: TextSteps,
  offsets: Int32Array,
  bytes: Uint8Array,
  valid: Uint8Array | null,
  rows: number,
): NormalisedText {
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const table = letterTable(steps);
  const writer = createTextWriter(rows, offsets[rows]! - offsets[0]!);
  let changedCount = 0;
  for (let row = 0; row < rows; row++) {
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      const from = writer.at;
      if (!rewrite(table, steps, writer, bytes, start, end)) {
        const replacement = encoder.encode(normaliseText(decoder.decode(bytes.subarray(start, end)), steps));
        appendBytes(writer, replacement, 0, replacement.length);
      }
      if (differs(bytes, start, end, writer.bytes, from, writer.at)) changedCount++;
    }
    endRow(writer);
  }
  return { ...finishText(writer), changedCount };
}

// Rewrites one row by the table. Answers false, with the writer as it was, when a character is outside the table or
// malformed.
function rewrite(table: LetterTable, steps: TextSteps, writer: TextWriter, source: Uint8Array, start: number, end: number): boolean {
  reserve(writer, 2 * (end - start));
  const { trim, collapse } = steps;
  const out = writer.bytes;
  const from = writer.at;
  let at = from;
  let endOfText = from;
  let afterSpace = false;
  for (let index = start; index < end; index++) {
    let point = source[index]!;
    if (point >= 0x80) {
      const next = index + 1 < end ? source[index + 1]! : 0;
      if (point < 0xc2 || point > 0xc5 || (next & 0xc0) !== 0x80) return false;
      point = ((point & 0x1f) << 6) | (next & 0x3f);
      index++;
    }
    if (table.isSpace[point] === 1) {
      if ((trim && at === from) || (collapse && afterSpace)) continue;
      afterSpace = true;
      if (collapse) {
        out[at++] = 0x20;
        continue;
      }
    } else afterSpace = false;
    const slot = point * SLOT;
    const length = table.lengths[point]!;
    for (let byte = 0; byte < length; byte++) out[at++] = table.bytes[slot + byte]!;
    if (!afterSpace) endOfText = at;
  }
  writer.at = trim ? endOfText : at;
  return true;
}

function differs(left: Uint8Array, leftStart: number, leftEnd: number, right: Uint8Array, rightStart: number, rightEnd: number): boolean {
  if (leftEnd - leftStart !== rightEnd - rightStart) return true;
  for (let index = leftStart, other = rightStart; index < leftEnd; index++, other++) if (left[index] !== right[other]) return true;
  return false;
}
