import { foldLetters } from './fold-letters.ts';

/** The words of one text. The next scan overwrites them. */
export interface Words {
  /** Words found. */
  count: number;
  /** Their capitals and digits, without anything between. */
  letters: Uint8Array;
  /** Where each word starts in `letters`. */
  starts: Int32Array;
  /** Where it ends. */
  ends: Int32Array;
  /** 1 where a hyphen or an apostrophe, and no more than spaces beside it, binds the word to the one before. */
  isBound: Uint8Array;
}

/** What the characters of a text are read as. */
export interface Alphabet {
  /** By code point below {@link TABLE_END}: a capital or digit, {@link BINDER}, or {@link SEPARATOR}. */
  readonly first: Uint8Array;
  /** A second capital (Œ is OE), or 0. */
  readonly second: Uint8Array;
}

/** Code points below this one are looked up; names in French need no other letters. */
const TABLE_END = 0x180;
const SEPARATOR = 0;
const BINDER = 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Words of letters; digits stand between words. */
export const LETTERS: Alphabet = alphabet(/[A-Z]/);

/** Words of letters and digits. */
export const LETTERS_AND_DIGITS: Alphabet = alphabet(/[A-Z0-9]/);

function alphabet(kept: RegExp): Alphabet {
  const first = new Uint8Array(TABLE_END);
  const second = new Uint8Array(TABLE_END);
  for (let point = 0; point < TABLE_END; point++) {
    const plain = foldLetters(String.fromCodePoint(point)).toUpperCase();
    first[point] = classOf(plain.charAt(0), kept);
    second[point] = classOf(plain.charAt(1), kept);
  }
  return { first, second };
}

function classOf(character: string, kept: RegExp): number {
  if (kept.test(character)) return character.charCodeAt(0);
  return character === '\'' || character === '-' ? BINDER : SEPARATOR;
}

/**
 * Makes room for the words of a text.
 *
 * @returns no words.
 */
export function createWords(): Words {
  return { count: 0, letters: new Uint8Array(256), starts: new Int32Array(64), ends: new Int32Array(64), isBound: new Uint8Array(64) };
}

/**
 * Finds the words of a text, in plain capitals.
 *
 * @param alphabet - what words are made of.
 * @param bytes - UTF-8 text; malformed bytes stand between words, as do letters of other scripts.
 * @param start - first byte.
 * @param end - one past the last byte.
 * @param words - receives the words.
 * @remarks O(bytes). Text of ASCII and of letters up to U+017F allocates nothing; other text becomes a string on the way.
 */
export function scanWords(alphabet: Alphabet, bytes: Uint8Array, start: number, end: number, words: Words): void {
  if (scan(alphabet, bytes, start, end, words)) return;
  const plain = encoder.encode(foldLetters(decoder.decode(bytes.subarray(start, end))).replaceAll(/[^\0-\u007f]/gu, ' '));
  scan(alphabet, plain, 0, plain.length, words);
}

// Answers false when a character is outside the table or malformed.
function scan({ first, second }: Alphabet, bytes: Uint8Array, start: number, end: number, words: Words): boolean {
  if (words.letters.length < 2 * (end - start)) makeRoom(words, 2 * (end - start));
  const { letters, starts, ends, isBound } = words;
  let count = 0;
  let at = 0;
  let isInside = false;
  let binds = 0;
  for (let index = start; index < end; index++) {
    let point = bytes[index]!;
    if (point >= 0x80) {
      const next = index + 1 < end ? bytes[index + 1]! : 0;
      if (point < 0xc2 || point > 0xc5 || (next & 0xc0) !== 0x80) return false;
      point = ((point & 0x1f) << 6) | (next & 0x3f);
      index++;
    }
    let letter = first[point]!;
    let other = second[point]!;
    if (letter === BINDER && other > BINDER) {
      // The one letter that begins with an apostrophe: ŉ.
      binds = 1;
      letter = other;
      other = 0;
      if (isInside) ends[count - 1] = at;
      isInside = false;
    }
    if (letter <= BINDER) {
      binds |= letter;
      if (isInside) ends[count - 1] = at;
      isInside = false;
      continue;
    }
    if (!isInside) {
      starts[count] = at;
      isBound[count] = count === 0 ? 0 : binds;
      count++;
      isInside = true;
    }
    binds = 0;
    letters[at++] = letter;
    if (other !== 0) letters[at++] = other;
  }
  if (isInside) ends[count - 1] = at;
  words.count = count;
  return true;
}

function makeRoom(words: Words, length: number): void {
  words.letters = new Uint8Array(2 * length);
  words.starts = new Int32Array(length);
  words.ends = new Int32Array(length);
  words.isBound = new Uint8Array(length);
}
