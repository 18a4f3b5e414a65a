import { appendBytes, createTextWriter, endRow, finishText, foldLetters, isAscii as areAscii, normaliseNames, normaliseTextColumn, phoneticColumn, type PhoneticAlgorithm, type TextSteps } from '../../../text/index.ts';
import { byteDictionary } from '../../../group/index.ts';
import { endOfChunk, isAscii, mapTexts } from './map-texts.ts';
import { expressionFinder, type RegularExpression } from './match-expression.ts';
import { prefixEnd, type PrefixExpression } from './match-prefix.ts';
import { distinctTexts, type Derived, type TextValues } from './values.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Changes of one text; `null` where nothing is left. */
export type TextChange = (text: string) => string | null;

/** Changes without settings, by name. */
export const TEXT_CHANGES: Readonly<Record<'lower' | 'upper' | 'trim' | 'foldAccents' | 'sortWords' | 'emailUser' | 'emailDomain', TextChange>> = Object.freeze({
  lower: (text: string) => text.toLowerCase(),
  upper: (text: string) => text.toUpperCase(),
  trim: (text: string) => text.trim(),
  foldAccents: foldLetters,
  /** In the order of UTF-16 units, as languages of the family sort. */
  sortWords: (text: string) => text.split(/\s+/u).filter((word) => word !== '').sort().join(' '),
  emailUser: (text: string) => partOf(text, 0, text.indexOf('@')),
  emailDomain: (text: string) => partOf(text, text.lastIndexOf('@') + 1, text.includes('@') ? text.length : 0),
});

const partOf = (text: string, start: number, end: number): string | null => (start < end ? text.slice(start, end) : null);

/**
 * Makes the change that cuts characters out of a text, as `substr` of SQL does.
 *
 * @param from - first character: 1 is the first of the text, −1 the last; characters before the first of the text count, and
 *   are not there.
 * @param length - most characters; all to the end unless given.
 * @returns the change.
 */
export function sliceOf(from: number, length: number | undefined): TextChange {
  return (text) => {
    // A text without surrogates has one unit a character.
    const characters = /[\ud800-\udfff]/.test(text) ? Array.from(text) : null;
    const size = characters?.length ?? text.length;
    const start = from > 0 ? from - 1 : size + from;
    const end = length === undefined ? size : Math.max(0, start + length);
    const first = Math.max(0, start);
    return characters === null ? text.slice(first, Math.max(first, end)) : characters.slice(first, Math.max(first, end)).join('');
  };
}

/**
 * Takes out of every distinct text what a regular expression finds first.
 *
 * @param texts - distinct texts.
 * @param expression - the expression, with the group to take.
 * @param orEmpty - whether a text in which nothing is found becomes empty, or else null.
 * @returns what was found, and what each text became.
 */
export function extractTexts(texts: TextValues, expression: RegularExpression, orEmpty: boolean): Derived<TextValues> {
  const find = expressionFinder(expression);
  const change = (text: string): string | null => {
    const found = find(text);
    return found === null || found === '' ? (orEmpty ? '' : null) : found;
  };
  return expression.prefix === null ? mapTexts(texts, change) : takePrefixes(texts, expression.prefix, change, orEmpty);
}

/** Cuts texts of ASCII where they lie; the others are read. Holds what is made of a chunk of texts, never of all. */
function takePrefixes(texts: TextValues, prefix: PrefixExpression, change: TextChange, orEmpty: boolean): Derived<TextValues> {
  const dictionary = byteDictionary();
  const codeOf = new Int32Array(texts.size);
  const isAllAscii = areAscii(texts.bytes, texts.offsets[0]!, texts.offsets[texts.size]!);
  for (let from = 0; from < texts.size; ) {
    const to = endOfChunk(texts, from);
    const { offsets, bytes, valid } = prefixesOf(texts, from, to, isAllAscii, prefix, change, orEmpty);
    dictionary.encode(offsets, bytes, valid, to - from, codeOf.subarray(from, to));
    from = to;
  }
  return { values: { kind: 'text', size: dictionary.size, offsets: dictionary.offsets(), bytes: dictionary.bytes() }, codeOf };
}

function prefixesOf(
  { offsets, bytes }: TextValues, from: number, to: number, isAllAscii: boolean, prefix: PrefixExpression, change: TextChange, orEmpty: boolean,
): { readonly offsets: Int32Array; readonly bytes: Uint8Array; readonly valid: Uint8Array } {
  const writer = createTextWriter(to - from, offsets[to]! - offsets[from]!);
  const valid = new Uint8Array((to - from + 7) >> 3);
  for (let text = from; text < to; text++) {
    const start = offsets[text]!;
    const end = offsets[text + 1]!;
    if (isAllAscii || isAscii(bytes, start, end)) {
      const found = prefixEnd(prefix, bytes, start, end);
      if (found > start || orEmpty) valid[(text - from) >> 3]! |= 1 << ((text - from) & 7);
      appendBytes(writer, bytes, start, Math.max(start, found));
    } else {
      const made = change(utf8.decode(bytes.subarray(start, end)));
      if (made !== null) {
        valid[(text - from) >> 3]! |= 1 << ((text - from) & 7);
        const own = encoder.encode(made);
        appendBytes(writer, own, 0, own.length);
      }
    }
    endRow(writer);
  }
  return { ...finishText(writer), valid };
}

/**
 * Brings distinct names to the form in which they can be compared; see `normaliseNames`. A text that stands for no name, or
 * has no letter, becomes null.
 *
 * @param texts - distinct texts.
 * @returns the names, and what each text became.
 */
export function namesOf({ offsets, bytes, size }: TextValues): Derived<TextValues> {
  const { columns: [name] } = normaliseNames({ kind: 'family' }, ['name'], offsets, bytes, null, size);
  return distinctTexts(name!.offsets, name!.bytes, name!.valid, size);
}

/** Capitals without accents, words apart by one space, neither punctuation nor invisible characters. */
export const PLAIN_TEXT: TextSteps = Object.freeze({ trim: true, collapse: true, case: 'upper', accents: 'strip', invisible: 'remove', punctuation: 'space' });

/**
 * Brings distinct texts to plain words; a text without any becomes null.
 *
 * @param texts - distinct texts.
 * @returns the texts in {@link PLAIN_TEXT}, and what each text became.
 */
export function plainTextsOf({ offsets, bytes, size }: TextValues): Derived<TextValues> {
  const plain = normaliseTextColumn(PLAIN_TEXT, offsets, bytes, null, size);
  const valid = new Uint8Array((size + 7) >> 3);
  for (let value = 0; value < size; value++) if (plain.offsets[value]! < plain.offsets[value + 1]!) valid[value >> 3]! |= 1 << (value & 7);
  return distinctTexts(plain.offsets, plain.bytes, valid, size);
}

/**
 * Gives the phonetic codes of distinct texts; null where nothing is heard.
 *
 * @param algorithm - whose ears.
 * @param texts - distinct texts.
 * @returns the codes, and the code of each text.
 */
export function phoneticsOf(algorithm: PhoneticAlgorithm, { offsets, bytes, size }: TextValues): Derived<TextValues> {
  const codes = phoneticColumn(algorithm, offsets, bytes, null, size);
  return distinctTexts(codes.offsets, codes.bytes, codes.valid, size);
}
