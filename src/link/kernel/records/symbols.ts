import type { ArrayMaker } from './array-maker.ts';
import type { TextValues } from './values.ts';

/** What a symbol of a text is: a code point, or a byte of UTF-8 as DuckDB counts. */
export type SymbolUnit = 'codePoint' | 'byte';

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
export function symbolsOf(texts: TextValues, numberOf: Uint32Array, used: number, unit: SymbolUnit, make: ArrayMaker): { offsets: Uint32Array; symbols: Uint32Array } {
  const { size, offsets: starts, bytes } = texts;
  const isByte = unit === 'byte';
  const offsets = make.words(used + 2);
  for (let value = 0; value < size; value++) {
    const number = numberOf[value]!;
    if (number === 0) continue;
    const start = starts[value]!;
    const end = starts[value + 1]!;
    offsets[number + 1] = isByte ? end - start : countCodePoints(bytes, start, end);
  }
  for (let number = 1; number <= used; number++) offsets[number + 1]! += offsets[number]!;
  const symbols = make.words(offsets[used + 1]!);
  for (let value = 0; value < size; value++) {
    const number = numberOf[value]!;
    if (number === 0) continue;
    const end = starts[value + 1]!;
    let at = offsets[number]!;
    for (let index = starts[value]!; index < end; at++) {
      const byte = bytes[index]!;
      if (isByte || byte < 0x80) {
        symbols[at] = byte;
        index++;
      } else index += readCodePoint(bytes, index, end, symbols, at);
    }
  }
  return { offsets, symbols };
}

/**
 * Counts the code points of a text.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte.
 * @param end - one past the last byte.
 * @returns how many there are.
 */
export function countCodePoints(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let index = start; index < end; count++) index += bytes[index]! < 0x80 ? 1 : widthAt(bytes, index, end);
  return count;
}

/** Bytes of the code point at a place; a byte that starts none stands alone. */
function widthAt(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!;
  const width = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
  for (let index = 1; index < width; index++) if (at + index >= end || (bytes[at + index]! & 0xc0) !== 0x80) return 1;
  return width;
}

/** Writes the code point beyond ASCII at a place and returns its width in bytes. */
function readCodePoint(bytes: Uint8Array, at: number, end: number, symbols: Uint32Array, to: number): number {
  const first = bytes[at]!;
  const width = widthAt(bytes, at, end);
  if (width === 1) symbols[to] = 0xfffd;
  else {
    let point = first & (0x7f >> width);
    for (let index = 1; index < width; index++) point = (point << 6) | (bytes[at + index]! & 0x3f);
    symbols[to] = point;
  }
  return width;
}
