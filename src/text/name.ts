import { ALIAS, BIRTH_NAME, createNameParts, isPlaceholder, NAME, PARTICLE, readName, SAINT, SAINTE, USED_NAME, type NameKind, type NameParts } from './name-parts.ts';
import { sameBytes } from './same-bytes.ts';
import { createTextWriter, endRow, finishText, reserve, type TextBytes, type TextWriter } from './text-writer.ts';

/**
 * A form of a name. Of every name: `name`, its words, and `joined`, the same without spaces. Of family names:
 * `withoutParticles`; where the text tells them, `birthName`, `usedName` (by marriage) and `alias`. Of given names: `first`,
 * the first one, whole where it is written with a hyphen, `firstWord`, and `alias`.
 */
export type NameForm = 'name' | 'joined' | 'withoutParticles' | 'birthName' | 'usedName' | 'alias' | 'first' | 'firstWord';

/** The forms of each kind of name. */
export const NAME_FORMS: Readonly<Record<NameKind, readonly NameForm[]>> = Object.freeze({
  family: Object.freeze(['name', 'joined', 'withoutParticles', 'birthName', 'usedName', 'alias'] as const),
  given: Object.freeze(['name', 'joined', 'first', 'firstWord', 'alias'] as const),
});

/** How names are read and written. */
export interface NameSettings {
  readonly kind: NameKind;
  /** Letter case of the result; `upper` unless said otherwise. */
  readonly case?: 'upper' | 'lower';
  /** What becomes of what stands for no name (INCONNU, X, SANS NOM); `null` unless said otherwise. */
  readonly placeholders?: 'null' | 'keep';
}

/**
 * Why a value is a name or none, by code. `noLetter`: no letter of the Latin alphabet; `placeholder`: what stands where
 * there is no name.
 */
export const NAME_REASONS: readonly ['ok', 'null', 'empty', 'noLetter', 'placeholder'] = Object.freeze(['ok', 'null', 'empty', 'noLetter', 'placeholder'] as const);

const OK = 0;
const NULL = 1;
const EMPTY = 2;
const NO_LETTER = 3;
const PLACEHOLDER = 4;

const SPACE = 0x20;
const LOWER = 0x20;

/** One form of a column of names. */
export interface NameColumn extends TextBytes {
  /** Validity bits, least significant bit first; Uint8Array(⌈rows / 8⌉). */
  readonly valid: Uint8Array;
}

/** A column of names after normalisation. */
export interface NormalisedNames {
  /** One column per form asked for. */
  readonly columns: readonly NameColumn[];
  /** Uint8Array(rows): code into {@link NAME_REASONS}, of the form `name`. */
  readonly reasons: Uint8Array;
  /** Uint8Array(rows): 1 where the form `name` is there and is not, byte by byte, what was read. */
  readonly isChanged: Uint8Array;
}

/**
 * Brings one name to a form in which it can be compared: plain capital letters, words apart by one space, no title.
 *
 * Accents, ligatures, hyphens, apostrophes, digits and other signs give way; ST and STE before another word become SAINT
 * and SAINTE; what follows NEE, EPOUSE or DIT is left to the forms `birthName`, `usedName` and `alias`.
 *
 * @param text - any text.
 * @param form - the form wanted, one of those of its kind.
 * @param settings - how it is read and written.
 * @returns the form; `null` where the text has none, or stands for no name. Normalising a `name` again changes nothing.
 * @throws {TypeError} if names of this kind have no such form.
 * @example
 * normaliseName('Mme Le Goff née d’Ornano', 'name', { kind: 'family' }); // => 'LE GOFF'
 * normaliseName('Mme Le Goff née d’Ornano', 'birthName', { kind: 'family' }); // => 'D ORNANO'
 * normaliseName('Jean-Pierre, Marie', 'first', { kind: 'given' }); // => 'JEAN PIERRE'
 * normaliseName('(inconnu)', 'name', { kind: 'family' }); // => null
 */
export function normaliseName(text: string, form: NameForm, settings: NameSettings): string | null {
  const bytes = new TextEncoder().encode(text);
  const { columns } = normaliseNames(settings, [form], Int32Array.of(0, bytes.length), bytes, null, 1);
  return columns[0]!.valid[0] === 1 ? new TextDecoder().decode(columns[0]!.bytes) : null;
}

/**
 * Brings a column of names to forms in which they can be compared; see {@link normaliseName}.
 *
 * @param settings - how names are read and written.
 * @param forms - the forms wanted.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns a column per form, and why a row has no name.
 * @throws {TypeError} if names of this kind have no such form.
 * @throws {RangeError} if `offsets` is too short or a form exceeds 2 GiB.
 * @remarks O(rows + bytes). Names in ASCII and letters up to U+017F make no string and no object.
 */
export function normaliseNames(
  settings: NameSettings,
  forms: readonly NameForm[],
  offsets: Int32Array,
  bytes: Uint8Array,
  valid: Uint8Array | null,
  rows: number,
): NormalisedNames {
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const { kind, case: letterCase = 'upper', placeholders = 'null' } = settings;
  const unknown = forms.find((form) => !NAME_FORMS[kind].includes(form));
  if (unknown !== undefined) throw new TypeError(`form: expected ${NAME_FORMS[kind].join(', ')} of ${kind} names, got ${unknown}`);
  const caseBit = letterCase === 'lower' ? LOWER : 0;
  const size = offsets[rows]! - offsets[0]!;
  const outputs = forms.map((form) => ({ form, part: PART_OF[form], writer: createTextWriter(rows, size), valid: new Uint8Array((rows + 7) >> 3) }));
  const reasons = new Uint8Array(rows);
  const isChanged = new Uint8Array(rows);
  const parts = createNameParts();
  const read = (start: number, end: number): number => {
    readName(kind, bytes, start, end, parts);
    const { words, starts, ends } = parts;
    if (words.count === 0) return isBlank(bytes, start, end) ? EMPTY : NO_LETTER;
    return placeholders === 'null' && isPlaceholder(kind, words, starts[NAME]!, ends[NAME]!) ? PLACEHOLDER : OK;
  };
  for (let row = 0; row < rows; row++) {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    const isThere = valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0;
    const reason = isThere ? read(start, end) : NULL;
    reasons[row] = reason;
    for (const { form, part, writer, valid: present } of outputs) {
      if (reason === OK || (reason === PLACEHOLDER && part !== NAME)) {
        const from = parts.starts[part]!;
        const to = parts.ends[part]!;
        if (from < to && (part === NAME || placeholders === 'keep' || !isPlaceholder(kind, parts.words, from, to))) {
          present[row >> 3]! |= 1 << (row & 7);
          const at = writer.at;
          writeForm(form, parts, from, to, caseBit, writer);
          if (form === 'name' && !sameBytes(bytes, start, end, writer.bytes, at, writer.at)) isChanged[row] = 1;
        }
      }
      endRow(writer);
    }
  }
  return { columns: outputs.map(({ writer, valid: present }) => ({ ...finishText(writer), valid: present })), reasons, isChanged };
}

/** The part of the text that a form is made of. */
const PART_OF: Readonly<Record<NameForm, number>> = {
  name: NAME, joined: NAME, withoutParticles: NAME, birthName: BIRTH_NAME, usedName: USED_NAME, alias: ALIAS, first: NAME, firstWord: NAME,
};

function writeForm(form: NameForm, parts: NameParts, from: number, to: number, caseBit: number, writer: TextWriter): void {
  const { words, roles } = parts;
  let last = to;
  if (form === 'firstWord') last = from + 1;
  else if (form === 'first') for (last = from + 1; last < to && words.isBound[last] === 1; ) last++;
  let skipped = 0;
  if (form === 'withoutParticles') {
    skipped = PARTICLE;
    // A name of particles only, such as Le or Von, is kept.
    let others = 0;
    for (let word = from; word < last; word++) if ((roles[word]! & PARTICLE) === 0) others++;
    if (others === 0) skipped = 0;
  }
  // SAINT for ST adds three letters a word, and a word has a letter at least, and a space.
  reserve(writer, words.ends[last - 1]! - words.starts[from]! + 5 * (last - from));
  const { bytes } = writer;
  const start = writer.at;
  let at = start;
  for (let word = from; word < last; word++) {
    const role = roles[word]!;
    if ((role & skipped) !== 0) continue;
    if (at > start && form !== 'joined') bytes[at++] = SPACE;
    const isSaint = (role & (SAINT | SAINTE)) !== 0 && word < words.count - 1;
    const letters = isSaint ? SAINT_LETTERS : words.letters;
    const end = isSaint ? ((role & SAINTE) === 0 ? 5 : 6) : words.ends[word]!;
    for (let index = isSaint ? 0 : words.starts[word]!; index < end; index++) bytes[at++] = letters[index]! | caseBit;
  }
  writer.at = at;
}

const SAINT_LETTERS = new TextEncoder().encode('SAINTE');

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (bytes[index]! > 0x20) return false;
  return true;
}
