import { byteSymbolsOf, codePointsOf, type SymbolUnit } from '../../../text/index.ts';
import type { ArrayMaker } from './array-maker.ts';
import type { TextValues } from './values.ts';

/**
 * Takes texts apart into symbols.
 *
 * @param texts - UTF-8 texts.
 * @param numberOf - Uint32Array: the number of each text, from 1 up; 0 for a text to leave out.
 * @param used - texts that have a number.
 * @param unit - what a symbol is.
 * @param make - makes the arrays.
 * @returns Uint32Array(used + 2) of offsets, and the symbols they point into; number 0 has none.
 * @remarks O(bytes). Bytes that are no UTF-8 give U+FFFD, as decoders do. Texts are read one after the other, wherever they go.
 */
export function symbolsOf({ size, offsets: starts, bytes }: TextValues, numberOf: Uint32Array, used: number, unit: SymbolUnit, make: ArrayMaker): { offsets: Uint32Array; symbols: Uint32Array } {
  const read = unit === 'byte' ? byteSymbolsOf : codePointsOf;
  const offsets = make.words(used + 2);
  // Code points are read once to know the lengths, and once more into place.
  const scratch = new Uint32Array(unit === 'byte' ? 0 : longestOf(starts, size));
  for (let value = 0; value < size; value++) {
    const number = numberOf[value]!;
    if (number > 0) offsets[number + 1] = unit === 'byte' ? starts[value + 1]! - starts[value]! : read(bytes, starts[value]!, starts[value + 1]!, scratch, 0);
  }
  for (let number = 1; number <= used; number++) offsets[number + 1]! += offsets[number]!;
  const symbols = make.words(offsets[used + 1]!);
  for (let value = 0; value < size; value++) {
    const number = numberOf[value]!;
    if (number > 0) read(bytes, starts[value]!, starts[value + 1]!, symbols, offsets[number]!);
  }
  return { offsets, symbols };
}

/** Bytes of the longest text. */
function longestOf(starts: Int32Array, size: number): number {
  let longest = 0;
  for (let value = 0; value < size; value++) longest = Math.max(longest, starts[value + 1]! - starts[value]!);
  return longest;
}
