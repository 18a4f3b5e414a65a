import { codePointsOf, isAscii as areAscii, type Symbols, type SymbolUnit } from '../../../text/index.ts';
import type { ArrayMaker, SymbolWidth } from './array-maker.ts';
import type { TextValues } from './values.ts';

/**
 * Takes texts apart into symbols.
 *
 * @param texts - UTF-8 texts.
 * @param numberOf - Uint32Array: the number of each text, from 1 up; 0 for a text to leave out.
 * @param used - texts that have a number.
 * @param unit - what a symbol is.
 * @param make - makes the arrays.
 * @returns Uint32Array(used + 2) of offsets, and the symbols they point into, in the narrowest array that holds them; number 0 has none.
 * @remarks O(bytes). Bytes that are no UTF-8 give U+FFFD, as decoders do. Texts are read one after the other, wherever they go.
 */
export function symbolsOf({ size, offsets: starts, bytes }: TextValues, numberOf: Uint32Array, used: number, unit: SymbolUnit, make: ArrayMaker): { offsets: Uint32Array; symbols: Symbols } {
  const isByte = unit === 'byte' || areAscii(bytes, starts[0]!, starts[size]!);
  const offsets = make.words(used + 2);
  // Other than ASCII is read once to know lengths and symbols, and once more into place.
  const scratch = new Uint32Array(isByte ? 0 : longestOf(starts, size));
  let seen = 0;
  for (let value = 0; value < size; value++) {
    const number = numberOf[value]!;
    if (number === 0) continue;
    const start = starts[value]!;
    const end = starts[value + 1]!;
    let length = end - start;
    if (!isByte && !isAscii(bytes, start, end)) {
      length = codePointsOf(bytes, start, end, scratch, 0);
      for (let index = 0; index < length; index++) seen |= scratch[index]!;
    }
    offsets[number + 1] = length;
  }
  for (let number = 1; number <= used; number++) offsets[number + 1]! += offsets[number]!;
  const symbols = make.symbols(offsets[used + 1]!, widthOf(seen));
  if (isByte && isInOrder(numberOf, size)) {
    symbols.set(bytes.subarray(starts[0], starts[size]));
    return { offsets, symbols };
  }
  for (let value = 0; value < size; value++) {
    const number = numberOf[value]!;
    if (number === 0) continue;
    const start = starts[value]!;
    const end = starts[value + 1]!;
    let to = offsets[number]!;
    if (isByte || isAscii(bytes, start, end)) {
      for (let index = start; index < end; index++) symbols[to++] = bytes[index]!;
    } else {
      const length = codePointsOf(bytes, start, end, scratch, 0);
      for (let index = 0; index < length; index++) symbols[to++] = scratch[index]!;
    }
  }
  return { offsets, symbols };
}

/**
 * Tells how many bytes a symbol of some texts takes at most, before they are taken apart.
 *
 * @param texts - UTF-8 texts.
 * @param unit - what a symbol is.
 * @returns bytes: 1 for ASCII; 2 where there may be any character of 16 bits.
 * @remarks O(bytes).
 */
export function mostSymbolWidth({ offsets, bytes, size }: TextValues, unit: SymbolUnit): SymbolWidth {
  const start = offsets[0]!;
  const end = offsets[size]!;
  if (unit === 'byte' || areAscii(bytes, start, end)) return 1;
  for (let index = start; index < end; index++) if (bytes[index]! >= FOUR_BYTES) return 4;
  return 2;
}

/** The least first byte of a character beyond 16 bits. */
const FOUR_BYTES = 0xf0;

/** Whether every text has a number, and these go up with them. */
function isInOrder(numberOf: Uint32Array, size: number): boolean {
  for (let value = 0; value < size; value++) if (numberOf[value] !== value + 1) return false;
  return true;
}

/** Bytes that hold whatever has none but these bits. */
function widthOf(bits: number): SymbolWidth {
  if (bits > 0xffff) return 4;
  return bits > 0xff ? 2 : 1;
}

/** Whether the symbols of a text are its bytes, whichever is meant. */
function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let seen = 0;
  for (let index = start; index < end; index++) seen |= bytes[index]!;
  return seen < 0x80;
}

/** Bytes of the longest text. */
function longestOf(starts: Int32Array, size: number): number {
  let longest = 0;
  for (let value = 0; value < size; value++) longest = Math.max(longest, starts[value + 1]! - starts[value]!);
  return longest;
}
