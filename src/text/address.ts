import { NUMBER_SUFFIXES, OTHER_WORDS, STREET_WORDS, type AddressWord } from './address-words.ts';
import { knownWords, type KnownWords } from './known-words.ts';
import { sameBytes } from './same-bytes.ts';
import { createTextWriter, endRow, finishText, reserve, type TextBytes, type TextWriter } from './text-writer.ts';
import { createWords, LETTERS_AND_DIGITS, scanWords, type Words } from './words.ts';

/** How an address is written: every word in `full`, to compare; or for `mail`, abbreviated where a line is too long. */
export type AddressForm = 'full' | 'mail';

/** The longest line of an address that mail leaves unabbreviated, in characters. */
export const ADDRESS_LINE_LENGTH = 32;

/** Why an address is in form or not, by code. `empty`: neither letter nor digit; `long`: too long for mail however abbreviated. */
export const ADDRESS_REASONS: readonly ['ok', 'null', 'empty', 'long'] = Object.freeze(['ok', 'null', 'empty', 'long'] as const);

const OK = 0;
const NULL = 1;
const EMPTY = 2;
const LONG = 3;

/** A column of addresses after normalisation. */
export interface NormalisedAddresses extends TextBytes {
  /** Validity bits, least significant bit first; Uint8Array(⌈rows / 8⌉). */
  readonly valid: Uint8Array;
  /** Uint8Array(rows): code into {@link ADDRESS_REASONS}. */
  readonly reasons: Uint8Array;
  /** Uint8Array(rows): 1 where the address is there and is not, byte by byte, what was read. */
  readonly isChanged: Uint8Array;
}

const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;

const encoder = new TextEncoder();
const ENTRIES: readonly AddressWord[] = [...STREET_WORDS, ...OTHER_WORDS];
const FULL: readonly Uint8Array[] = ENTRIES.map(({ full }) => encoder.encode(full));
const SHORT: readonly (Uint8Array | null)[] = ENTRIES.map(({ short }) => (short === null ? null : encoder.encode(short)));

const ANYWHERE: KnownWords = knownWords(ENTRIES.flatMap(({ full, short, others }, entry) => numbered(`${full} ${short ?? ''} ${others}`, entry)));
const AFTER_NUMBER: KnownWords = knownWords(ENTRIES.flatMap(({ atStart }, entry) => numbered(atStart?.spelling ?? '', entry)));
const AT_FIRST: KnownWords = knownWords(ENTRIES.flatMap(({ atStart }, entry) => (atStart?.place === 'firstOrAfterNumber' ? numbered(atStart.spelling, entry) : [])));
const SUFFIXES: KnownWords = knownWords(NUMBER_SUFFIXES.map(([full, letter]) => [full, letter.charCodeAt(0)]));
const SUFFIX_LETTERS: Readonly<Record<number, Uint8Array>> = Object.fromEntries(NUMBER_SUFFIXES.map(([, letter]) => [letter.charCodeAt(0), encoder.encode(letter)]));
const CEDEX: Uint8Array = encoder.encode('CEDEX');

/** The entries of a set of words start at 1. */
function numbered(words: string, entry: number): (readonly [string, number])[] {
  return words.split(' ').filter((word) => word !== '').map((word) => [word, entry + 1]);
}

/** What the last word was, on which the next one depends. */
const NOTHING = 0;
const NUMBER = 1;
const SUFFIX = 2;
const CEDEX_WORD = 3;
const OTHER = 4;

/** The words of an address in their written form; the next address overwrites them. */
interface Line {
  count: number;
  last: number;
  /** Where each word lies: bytes, start and end; a lone digit after CEDEX is written with a zero before it. */
  readonly bytes: Uint8Array[];
  readonly starts: number[];
  readonly ends: number[];
  /** Index into the tables of words, or −1. */
  readonly entries: number[];
  /** Characters, spaces included. */
  length: number;
}

/**
 * Writes one line of a French address in one way: plain capitals without punctuation, words in full or, for mail, the
 * abbreviations of NF Z10-011 where the line is longer than 32 characters; BIS, TER, QUATER after a number as B, T, Q;
 * CEDEX with two digits.
 *
 * @param text - any text.
 * @param form - `full` to compare, `mail` to post.
 * @returns the address; `null` where the text has neither letter nor digit. Normalising it again changes nothing.
 * @see AFNOR NF Z10-011, January 2013, as published by La Poste, Service national de l’adresse.
 * @example
 * normaliseAddress('12bis, av. du Gal-Leclerc', 'full'); // => '12 B AVENUE DU GENERAL LECLERC'
 * normaliseAddress('12 boulevard du Maréchal de Lattre de Tassigny', 'mail'); // => '12 BD DU MAL DE LATTRE DE TASSIGNY'
 */
export function normaliseAddress(text: string, form: AddressForm): string | null {
  const bytes = encoder.encode(text);
  const column = normaliseAddresses(form, Int32Array.of(0, bytes.length), bytes, null, 1);
  return column.valid[0] === 1 ? new TextDecoder().decode(column.bytes) : null;
}

/**
 * Writes a column of addresses in one way; see {@link normaliseAddress}.
 *
 * @param form - `full` to compare, `mail` to post.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the addresses, and what is wrong with each.
 * @throws {RangeError} if `offsets` is too short or the addresses exceed 2 GiB.
 * @remarks O(rows + bytes). Addresses in ASCII and letters up to U+017F make no string and no object.
 */
export function normaliseAddresses(form: AddressForm, offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): NormalisedAddresses {
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const writer = createTextWriter(rows, offsets[rows]! - offsets[0]!);
  const outValid = new Uint8Array((rows + 7) >> 3);
  const reasons = new Uint8Array(rows);
  const isChanged = new Uint8Array(rows);
  const words = createWords();
  const line: Line = { count: 0, last: NOTHING, bytes: [], starts: [], ends: [], entries: [], length: 0 };
  for (let row = 0; row < rows; row++) {
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      scanWords(LETTERS_AND_DIGITS, bytes, start, end, words);
      readLine(words, line);
      if (form === 'mail') abbreviate(line);
      reasons[row] = line.count === 0 ? EMPTY : form === 'mail' && line.length > ADDRESS_LINE_LENGTH ? LONG : OK;
      if (line.count > 0) {
        outValid[row >> 3]! |= 1 << (row & 7);
        const at = writer.at;
        writeLine(line, writer);
        if (!sameBytes(bytes, start, end, writer.bytes, at, writer.at)) isChanged[row] = 1;
      }
    } else reasons[row] = NULL;
    endRow(writer);
  }
  return { ...finishText(writer), valid: outValid, reasons, isChanged };
}

function readLine(words: Words, line: Line): void {
  const { letters, starts, ends } = words;
  line.count = 0;
  line.length = 0;
  line.last = NOTHING;
  for (let word = 0; word < words.count; word++) {
    const start = starts[word]!;
    const end = ends[word]!;
    const digits = endOfDigits(letters, start, end);
    if (digits > start && digits < end && (SUFFIXES.find(letters, digits, end) !== 0 || (word === 0 && digits === end - 1))) {
      addWord(line, letters, start, digits);
      addWord(line, letters, digits, end);
    } else if (isCedexNumber(letters, start, end)) {
      addWord(line, letters, start, start + CEDEX.length);
      addWord(line, letters, start + CEDEX.length, end);
    } else addWord(line, letters, start, end);
  }
}

function addWord(line: Line, letters: Uint8Array, start: number, end: number): void {
  const { last } = line;
  const suffix = last === NUMBER ? SUFFIXES.find(letters, start, end) : 0;
  if (suffix !== 0) {
    push(line, SUFFIX_LETTERS[suffix]!, 0, 1, -1, SUFFIX);
    return;
  }
  const known = ANYWHERE.find(letters, start, end)
    || (last === NOTHING ? AT_FIRST.find(letters, start, end) : last <= SUFFIX ? AFTER_NUMBER.find(letters, start, end) : 0);
  if (known !== 0) {
    push(line, FULL[known - 1]!, 0, FULL[known - 1]!.length, known - 1, OTHER);
    return;
  }
  const isNumber = endOfDigits(letters, start, end) === end;
  if (isNumber && last === CEDEX_WORD && end === start + 1) line.length++;
  const isSuffix = last === NUMBER && end === start + 1;
  push(line, letters, start, end, -1, isNumber ? NUMBER : isSuffix ? SUFFIX : isCedex(letters, start, end) ? CEDEX_WORD : OTHER);
}

function push(line: Line, bytes: Uint8Array, start: number, end: number, entry: number, last: number): void {
  line.bytes[line.count] = bytes;
  line.starts[line.count] = start;
  line.ends[line.count] = end;
  line.entries[line.count] = entry;
  line.length += end - start + (line.count === 0 ? 0 : 1);
  line.last = last;
  line.count++;
}

/** Shortens words until the line is short enough: types of street first, then the others, each from the left. */
function abbreviate(line: Line): void {
  shorten(line, 0, STREET_WORDS.length);
  shorten(line, STREET_WORDS.length, ENTRIES.length);
}

function shorten(line: Line, first: number, end: number): void {
  for (let word = 0; word < line.count && line.length > ADDRESS_LINE_LENGTH; word++) {
    const entry = line.entries[word]!;
    const short = entry >= first && entry < end ? SHORT[entry]! : null;
    if (short === null) continue;
    line.length -= line.ends[word]! - short.length;
    line.bytes[word] = short;
    line.ends[word] = short.length;
  }
}

function writeLine(line: Line, writer: TextWriter): void {
  reserve(writer, line.length);
  for (let word = 0; word < line.count; word++) {
    const bytes = line.bytes[word]!;
    const start = line.starts[word]!;
    const end = line.ends[word]!;
    if (word > 0) writer.bytes[writer.at++] = SPACE;
    if (end === start + 1 && isDigit(bytes[start]!) && word > 0 && isCedex(line.bytes[word - 1]!, line.starts[word - 1]!, line.ends[word - 1]!)) writer.bytes[writer.at++] = ZERO;
    for (let index = start; index < end; index++) writer.bytes[writer.at++] = bytes[index]!;
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function endOfDigits(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && isDigit(bytes[index]!)) index++;
  return index;
}

function isCedex(bytes: Uint8Array, start: number, end: number): boolean {
  return sameBytes(bytes, start, end, CEDEX, 0, CEDEX.length);
}

function isCedexNumber(bytes: Uint8Array, start: number, end: number): boolean {
  const digits = start + CEDEX.length;
  return digits < end && isCedex(bytes, start, digits) && endOfDigits(bytes, digits, end) === end;
}
