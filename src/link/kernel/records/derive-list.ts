import { decodeTexts, encodeTexts } from './map-texts.ts';
import { distinctTextLists, type Derived, type TextListValues, type TextValues } from './values.ts';

/** Takes a text apart; an empty list for a text without parts. */
export type TextDivision = (text: string) => readonly string[];

/**
 * Takes distinct texts apart.
 *
 * @param texts - distinct texts.
 * @param divide - the parts of a text.
 * @returns lists of parts, and the list of each text.
 */
export function divideTexts(texts: TextValues, divide: TextDivision): Derived<TextListValues> {
  const lists = decodeTexts(texts).map((text) => divide(text));
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, index) => (offsets[index + 1] = offsets[index]! + list.length));
  const { values, codeOf } = encodeTexts(lists.flat());
  return distinctTextLists(values, offsets, codeOf, null);
}

/** Takes a text of words, one space between them, apart. */
export const wordsOf: TextDivision = (text) => (text === '' ? [] : text.split(' '));

/**
 * Makes the division into all runs of `q` characters, one starting at each character.
 *
 * @param q - characters of a part, from 1 up.
 * @returns the division; a shorter text, unless empty, is its only part.
 */
export function qGramsOf(q: number): TextDivision {
  return (text) => {
    const characters = Array.from(text);
    if (characters.length <= q) return text === '' ? [] : [text];
    return characters.slice(0, characters.length - q + 1).map((_, index) => characters.slice(index, index + q).join(''));
  };
}

/**
 * Takes one element out of distinct lists.
 *
 * @param at - which one: 1 is the first, −1 the last.
 * @param lists - distinct lists.
 * @returns the texts of all lists, and the one of each list; null where there is none, or a null element.
 */
export function elementsOf(at: number, { size, offsets, elements, texts }: TextListValues): Derived<TextValues> {
  const found = new Int32Array(size);
  for (let list = 0; list < size; list++) {
    const place = at > 0 ? offsets[list]! + at - 1 : offsets[list + 1]! + at;
    found[list] = place >= offsets[list]! && place < offsets[list + 1]! ? elements[place]! : -1;
  }
  return { values: texts, codeOf: found };
}
