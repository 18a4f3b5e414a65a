import { knownWords, type KnownWords } from './known-words.ts';
import { ALIAS_MARKERS, BIRTH_NAME_MARKERS, FAMILY_TITLES, MARRIED_NAME_MARKERS, PARTICLES, PLACEHOLDERS, TITLES } from './name-words.ts';
import { createWords, LETTERS, scanWords, type Words } from './words.ts';

/** What a column of names holds. */
export type NameKind = 'family' | 'given';

/** Where the parts of a name lie among its words; the next reading overwrites them. */
export interface NameParts {
  readonly words: Words;
  /** What each word is, as bits: {@link PARTICLE}, {@link SAINT}, {@link SAINTE} and others. */
  roles: Int32Array;
  /** First word of each part; a part without words starts and ends at 0. */
  readonly starts: Int32Array;
  /** One past its last word. */
  readonly ends: Int32Array;
}

/** The part that stands first. */
export const NAME = 0;
/** The name of birth: after NEE, or before EPOUSE. */
export const BIRTH_NAME = 1;
/** The name taken by marriage: before NEE, or after EPOUSE. */
export const USED_NAME = 2;
/** The name after DIT. */
export const ALIAS = 3;

/** Role of a particle or an article. */
export const PARTICLE = 1;
/** Role of ST, which is written SAINT before another word. */
export const SAINT = 2;
/** Role of STE, which is written SAINTE. */
export const SAINTE = 4;
const TITLE = 8;
const BIRTH_NAME_MARKER = 16;
const MARRIED_NAME_MARKER = 32;
const ALIAS_MARKER = 64;
const MARKER: number = BIRTH_NAME_MARKER | MARRIED_NAME_MARKER | ALIAS_MARKER;

const ASTERISK = 0x2a;
const SLASH = 0x2f;
const LETTER_X = 0x58;

const ROLES: Readonly<Record<NameKind, KnownWords>> = {
  family: knownWords([
    ...numbered(`${TITLES} ${FAMILY_TITLES}`, TITLE), ...numbered(BIRTH_NAME_MARKERS, BIRTH_NAME_MARKER), ...numbered(MARRIED_NAME_MARKERS, MARRIED_NAME_MARKER),
    ...numbered(ALIAS_MARKERS, ALIAS_MARKER), ...numbered(PARTICLES, PARTICLE), ['ST', SAINT], ['STE', SAINTE],
  ]),
  given: knownWords([...numbered(TITLES, TITLE), ...numbered(ALIAS_MARKERS, ALIAS_MARKER), ['ST', SAINT], ['STE', SAINTE]]),
};

const NO_NAMES: Readonly<Record<NameKind, KnownWords>> = {
  family: knownWords(numbered(PLACEHOLDERS.both, 1)),
  given: knownWords(numbered(`${PLACEHOLDERS.both} ${PLACEHOLDERS.given}`, 1)),
};

function numbered(words: string, role: number): (readonly [string, number])[] {
  return words.split(' ').map((word) => [word, role]);
}

/**
 * Makes room for the parts of a name.
 *
 * @returns parts without words.
 */
export function createNameParts(): NameParts {
  const words = createWords();
  return { words, roles: new Int32Array(words.starts.length), starts: new Int32Array(4), ends: new Int32Array(4) };
}

/**
 * Finds the parts of a name: titles are passed over, what follows NEE, EPOUSE or DIT is a part of its own, and of a text
 * `NOM*PRENOMS/`, as INSEE writes it, only the half of the kind asked for is read.
 *
 * @param kind - family name or given names. Given names have no birth name and no married name.
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param parts - receives the parts; without words where the text has no letter.
 * @remarks O(bytes); allocates only for texts with characters beyond U+017F.
 */
export function readName(kind: NameKind, bytes: Uint8Array, start: number, end: number, parts: NameParts): void {
  const asterisk = find(ASTERISK, bytes, start, end);
  const isBoth = asterisk < end;
  const from = isBoth && kind === 'given' ? asterisk + 1 : start;
  const to = isBoth ? (kind === 'given' ? find(SLASH, bytes, from, end) : asterisk) : end;
  const { words, starts, ends } = parts;
  scanWords(LETTERS, bytes, from, to, words);
  starts.fill(0);
  ends.fill(0);
  if (words.count > 0) divide(kind, parts);
}

function find(wanted: number, bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] !== wanted) index++;
  return index;
}

function divide(kind: NameKind, parts: NameParts): void {
  const { words, starts, ends } = parts;
  const { count } = words;
  if (parts.roles.length < count) parts.roles = new Int32Array(words.starts.length);
  const { roles } = parts;
  let every = 0;
  for (let word = 0; word < count; word++) every |= roles[word] = ROLES[kind].find(words.letters, words.starts[word]!, words.ends[word]!);
  ends[NAME] = count;
  if ((every & (TITLE | MARKER)) === 0) return;

  let first = 0;
  let leading = NAME;
  for (; first < count - 1 && (roles[first]! & (TITLE | MARKER)) !== 0; first++) leading = partAfter(roles[first]!, leading);
  ends[NAME] = 0;
  let part = NAME;
  let from = first;
  for (let word = first + 1; word <= count; word++) {
    if (word < count && (roles[word]! & MARKER) === 0) continue;
    while (from < word - 1 && (roles[from]! & TITLE) !== 0) from++;
    // The first of two parts of one kind counts.
    if (word > from && ends[part] === 0) setPart(parts, part, from, word);
    if (word < count) part = partAfter(roles[word]!, part);
    from = word + 1;
  }
  // Who has a birth name goes by the name that stands first, and the other way round.
  if (ends[BIRTH_NAME] !== 0 && ends[USED_NAME] === 0) setPart(parts, USED_NAME, starts[NAME]!, ends[NAME]!);
  else if (ends[USED_NAME] !== 0 && ends[BIRTH_NAME] === 0) setPart(parts, BIRTH_NAME, starts[NAME]!, ends[NAME]!);
  if (ends[leading] === 0) setPart(parts, leading, starts[NAME]!, ends[NAME]!);
}

function partAfter(role: number, otherwise: number): number {
  if ((role & BIRTH_NAME_MARKER) !== 0) return BIRTH_NAME;
  if ((role & MARRIED_NAME_MARKER) !== 0) return USED_NAME;
  return (role & ALIAS_MARKER) !== 0 ? ALIAS : otherwise;
}

function setPart({ starts, ends }: NameParts, part: number, from: number, to: number): void {
  starts[part] = from;
  ends[part] = to;
}

/**
 * Tells whether words stand where there is no name: a listed placeholder, or nothing but the letter X.
 *
 * @param kind - the column they stand in.
 * @param words - the words of the text.
 * @param from - first word.
 * @param to - one past the last word; at least one.
 * @returns whether they do.
 */
export function isPlaceholder(kind: NameKind, words: Words, from: number, to: number): boolean {
  const { letters } = words;
  const start = words.starts[from]!;
  const end = words.ends[to - 1]!;
  if (NO_NAMES[kind].find(letters, start, end) !== 0) return true;
  for (let index = start; index < end; index++) if (letters[index] !== LETTER_X) return false;
  return true;
}
