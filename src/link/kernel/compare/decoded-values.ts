import type { Dictionary, TextDictionary } from '../records.ts';

/** A value as a function of the caller's sees it. */
export type PlainValue = string | number | readonly (string | null)[] | readonly number[];

/**
 * Makes plain values of codes.
 *
 * @param dictionary - distinct values.
 * @param unit - whether symbols are code points or bytes of UTF-8.
 * @param isFixed - whether codes mean the same for ever: values are then made once, and held.
 * @returns a function of the code of a value, not of null.
 */
export function decodedValues(dictionary: Dictionary, unit: 'codePoint' | 'byte', isFixed: boolean): (code: number) => PlainValue {
  if (!isFixed) return (code) => decode(dictionary, code, unit);
  const known: PlainValue[] = [];
  return (code) => known[code] ??= decode(dictionary, code, unit);
}

function decode(dictionary: Dictionary, code: number, unit: 'codePoint' | 'byte'): PlainValue {
  switch (dictionary.kind) {
    case 'text':
      return textAt(dictionary, code, unit);
    case 'number':
    case 'time':
      return dictionary.numbers[code]!;
    case 'texts': {
      const { offsets, elements, texts } = dictionary;
      return Array.from(elements.subarray(offsets[code], offsets[code + 1]), (element) => (element === 0 ? null : textAt(texts, element, unit)));
    }
    case 'numbers':
      return Array.from(dictionary.numbers.subarray(dictionary.offsets[code], dictionary.offsets[code + 1]));
  }
}

/**
 * Reads a text of a dictionary.
 *
 * @param texts - distinct texts.
 * @param code - code of one.
 * @param unit - whether symbols are code points or bytes of UTF-8.
 * @returns the text.
 */
export function textAt(texts: TextDictionary, code: number, unit: 'codePoint' | 'byte'): string {
  const symbols = texts.symbols.subarray(texts.offsets[code], texts.offsets[code + 1]);
  if (unit === 'byte') return new TextDecoder().decode(Uint8Array.from(symbols));
  let text = '';
  for (const symbol of symbols) text += String.fromCodePoint(symbol);
  return text;
}
