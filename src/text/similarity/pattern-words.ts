/** Where each symbol of one text stands, as bits of as many words as the text needs. */
import { SYMBOL_TABLE } from './symbol-table.ts';
import type { Symbols } from './symbols.ts';

/** Bits of a word. */
export const WORD = 32;

/** The places of the symbols of one long text. */
export interface PatternWords {
  /**
   * Notes the places of a text's symbols in {@link SYMBOL_TABLE} and `bits`.
   *
   * @param text - where the text is.
   * @param start - its first symbol.
   * @param end - one past its last symbol.
   * @returns how many words its bits take. For a symbol, `SYMBOL_TABLE[symbol] * words` is its first word in `bits()`;
   *   symbols that do not occur have words of zeros.
   */
  readonly note: (text: Symbols, start: number, end: number) => number;
  /** The words of all symbols; another array once it has grown. */
  readonly bits: () => Int32Array;
  /**
   * Takes the symbols of a text out of {@link SYMBOL_TABLE}.
   *
   * @param text - where the text is.
   * @param start - its first symbol.
   * @param end - one past its last symbol.
   */
  readonly forget: (text: Symbols, start: number, end: number) => void;
}

/**
 * Makes a place for the bits of one text at a time.
 *
 * @returns an empty one.
 */
export function patternWords(): PatternWords {
  const table = SYMBOL_TABLE;
  let bits = new Int32Array(0);
  return {
    note(text, start, end) {
      let distinct = 0;
      for (let index = start; index < end; index++) if (table[text[index]!] === 0) table[text[index]!] = ++distinct;
      const words = Math.ceil((end - start) / WORD);
      const needed = (distinct + 1) * words;
      if (bits.length < needed) bits = new Int32Array(2 * needed);
      bits.fill(0, 0, needed);
      for (let index = start, place = 0; index < end; index++, place++) bits[table[text[index]!]! * words + (place >> 5)]! |= 1 << (place & 31);
      return words;
    },
    bits: () => bits,
    forget(text, start, end) {
      for (let index = start; index < end; index++) table[text[index]!] = 0;
    },
  };
}
