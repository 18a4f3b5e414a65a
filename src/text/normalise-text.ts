import { compose } from './compose.ts';
import { foldLetters } from './fold-letters.ts';
import { sameBytes } from './same-bytes.ts';
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
  /** Whether control characters, soft hyphens and characters of no width go; they stay unless said otherwise. */
  readonly invisible?: 'keep' | 'remove';
  /**
   * Whether punctuation stays (unless said otherwise), becomes that of a typewriter (`plain`: ' " - ...), becomes a space, or
   * goes.
   */
  readonly punctuation?: 'keep' | 'plain' | 'space' | 'remove';
}

/** What can have changed in a text, by bit of {@link NormalisedText.changes}. */
export const TEXT_CHANGES: readonly string[] = Object.freeze(['invisible', 'accents', 'case', 'composition', 'punctuation', 'spaces']);

const SPACES = 1 << 5;

/** A text column after normalisation. */
export interface NormalisedText extends TextBytes {
  /** Uint8Array(rows): 1 where the bytes are not what they were. */
  readonly isChanged: Uint8Array;
  /** Uint8Array(rows): what changed in each row, bit `i` for `TEXT_CHANGES[i]`. */
  readonly changes: Uint8Array;
}

/** Code points below this one are looked up; names in French need no other letters. */
const TABLE_END = 0x180;
const SLOT = 4;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Control characters that are no white space, the soft hyphen, marks of direction, and characters of no width: among them
 * U+FEFF, which stands in the middle of words where files were put end to end, although it counts as white space.
 */
const INVISIBLE = /\ufeff|(?!\s)[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufff9-\ufffb]/gu;
/** Punctuation, and the accents that stand by themselves in place of an apostrophe. */
const PUNCTUATION = /[\p{P}`\u00b4\u02b9\u02bb\u02bc]/gu;

/** Marks of typography and what a typewriter has for them. */
const TYPEWRITTEN: readonly (readonly [marks: RegExp, plain: string])[] = [
  [/[`\u00b4\u02b9\u02bb\u02bc\u2018-\u201b\u2032\u2039\u203a]/gu, '\''],
  [/[\u00ab\u00bb\u201c-\u201f\u2033]/gu, '"'],
  [/[\u2010-\u2015]/gu, '-'],
  [/\u2026/gu, '...'],
];

/**
 * Normalises one text.
 *
 * @param text - any text.
 * @param steps - what to do.
 * @returns the normalised text; normalising it again changes nothing.
 * @example
 * normaliseText('  Lefèvre \t d’Ornano', { trim: true, collapse: true, case: 'upper', accents: 'strip' }); // => "LEFEVRE D'ORNANO"
 * normaliseText('Saint-Étienne', { trim: true, collapse: true, case: 'keep', accents: 'keep', punctuation: 'space' }); // => 'Saint Étienne'
 */
export function normaliseText(text: string, steps: TextSteps): string {
  return changeSpaces(changeLetters(text, steps).at(-1)!, steps);
}

/** Gives the text after each step that concerns letters, in the order of {@link TEXT_CHANGES}, itself first. */
function changeLetters(text: string, steps: TextSteps): readonly string[] {
  const visible = steps.invisible === 'remove' ? text.replace(INVISIBLE, '') : text;
  const letters = steps.accents === 'strip' ? foldLetters(visible) : visible;
  const cased = steps.case === 'upper' ? letters.toUpperCase() : steps.case === 'lower' ? letters.toLowerCase() : letters;
  const composed = compose(cased);
  return [text, visible, letters, cased, composed, compose(changePunctuation(composed, steps))];
}

function changePunctuation(text: string, { punctuation = 'keep' }: TextSteps): string {
  if (punctuation === 'keep') return text;
  if (punctuation === 'plain') return TYPEWRITTEN.reduce((plain, [marks, mark]) => plain.replace(marks, mark), text);
  return text.replace(PUNCTUATION, punctuation === 'space' ? ' ' : '');
}

function changeSpaces(text: string, { trim, collapse }: TextSteps): string {
  const collapsed = collapse ? text.replace(/\s+/gu, ' ') : text;
  return trim ? collapsed.replace(/^\s+|\s+$/gu, '') : collapsed;
}

/** The bits of the steps that changed a text. */
function changesOf(versions: readonly string[]): number {
  return versions.slice(1).reduce((bits, version, step) => (version === versions[step] ? bits : bits | (1 << step)), 0);
}

/** What becomes of each code point below {@link TABLE_END}. */
interface LetterTable {
  /** Bytes in its place, {@link SLOT} for each. */
  readonly bytes: Uint8Array;
  /** How many of them; {@link AS_STRING} for a letter that the table cannot replace. */
  readonly lengths: Uint8Array;
  /** Whether what stands in its place is one white space. */
  readonly isSpace: Uint8Array;
  /** What that changes, by bit. */
  readonly changes: Uint8Array;
}

const AS_STRING = 0xff;

/** Tables by what is done to letters: there are few ways, and a column may have few rows. */
const knownTables = new Map<string, LetterTable>();

function letterTable(steps: TextSteps): LetterTable {
  const name = [steps.case, steps.accents, steps.invisible, steps.punctuation].join();
  const table = knownTables.get(name) ?? makeLetterTable(steps);
  knownTables.set(name, table);
  return table;
}

function makeLetterTable(steps: TextSteps): LetterTable {
  const bytes = new Uint8Array(TABLE_END * SLOT);
  const lengths = new Uint8Array(TABLE_END);
  const isSpace = new Uint8Array(TABLE_END);
  const changes = new Uint8Array(TABLE_END);
  for (let point = 0; point < TABLE_END; point++) {
    const versions = changeLetters(String.fromCodePoint(point), steps);
    const letters = versions.at(-1)!;
    const replacement = encoder.encode(letters);
    const isWholeSpace = /^\s$/u.test(letters);
    // A letter that becomes several, a space among them, is for the rules on strings.
    const fits = replacement.length <= SLOT && (isWholeSpace || !/\s/u.test(letters));
    if (fits) bytes.set(replacement, point * SLOT);
    lengths[point] = fits ? replacement.length : AS_STRING;
    isSpace[point] = isWholeSpace ? 1 : 0;
    changes[point] = changesOf(versions);
  }
  return { bytes, lengths, isSpace, changes };
}

/**
 * Normalises a text column.
 *
 * @param steps - what to do.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text; malformed bytes become U+FFFD.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the new column, null rows empty, and what changed in it.
 * @throws {RangeError} if `offsets` is too short or the result exceeds 2 GiB.
 * @remarks O(rows + bytes). Rows of ASCII and of letters up to U+017F are rewritten byte by byte; only rows with other
 *   characters become strings on the way. Allocates 6 bytes a row and about the size of the text.
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
  const isChanged = new Uint8Array(rows);
  const changes = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      const from = writer.at;
      let changed = rewrite(table, steps, writer, bytes, start, end);
      if (changed < 0) changed = rewriteAsString(steps, writer, bytes, start, end);
      if (!sameBytes(bytes, start, end, writer.bytes, from, writer.at)) {
        isChanged[row] = 1;
        changes[row] = changed;
      }
    }
    endRow(writer);
  }
  return { ...finishText(writer), isChanged, changes };
}

function rewriteAsString(steps: TextSteps, writer: TextWriter, source: Uint8Array, start: number, end: number): number {
  const versions = changeLetters(decoder.decode(source.subarray(start, end)), steps);
  const letters = versions.at(-1)!;
  const spaced = changeSpaces(letters, steps);
  const replacement = encoder.encode(spaced);
  appendBytes(writer, replacement, 0, replacement.length);
  return changesOf(versions) | (spaced === letters ? 0 : SPACES);
}

// Rewrites one row by the table and answers what changed, by bit. Answers −1, with the writer as it was, when a character
// is outside the table or malformed.
function rewrite(table: LetterTable, steps: TextSteps, writer: TextWriter, source: Uint8Array, start: number, end: number): number {
  reserve(writer, 2 * (end - start));
  const { trim, collapse } = steps;
  const out = writer.bytes;
  const from = writer.at;
  let at = from;
  let endOfText = from;
  let afterSpace = false;
  let changes = 0;
  for (let index = start; index < end; index++) {
    let point = source[index]!;
    if (point >= 0x80) {
      const next = index + 1 < end ? source[index + 1]! : 0;
      if (point < 0xc2 || point > 0xc5 || (next & 0xc0) !== 0x80) return -1;
      point = ((point & 0x1f) << 6) | (next & 0x3f);
      index++;
    }
    changes |= table.changes[point]!;
    const length = table.lengths[point]!;
    if (length === AS_STRING) return -1;
    if (length === 0) continue;
    const slot = point * SLOT;
    if (table.isSpace[point] === 1) {
      if ((trim && at === from) || (collapse && afterSpace)) {
        changes |= SPACES;
        continue;
      }
      afterSpace = true;
      if (collapse) {
        if (length !== 1 || table.bytes[slot] !== 0x20) changes |= SPACES;
        out[at++] = 0x20;
        continue;
      }
    } else afterSpace = false;
    for (let byte = 0; byte < length; byte++) out[at++] = table.bytes[slot + byte]!;
    if (!afterSpace) endOfText = at;
  }
  if (trim && endOfText < at) changes |= SPACES;
  writer.at = trim ? endOfText : at;
  return changes;
}
