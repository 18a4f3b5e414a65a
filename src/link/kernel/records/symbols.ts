import type { ArrayMaker } from './array-maker.ts';
import type { TextValues } from './values.ts';

/** What a symbol of a text is: a code point, or a byte of UTF-8 as DuckDB counts. */
export type SymbolUnit = 'codePoint' | 'byte';

/**
 * Takes texts apart into symbols.
 *
 * @param texts - UTF-8 texts.
 * @param valueOf - Uint32Array(n + 1): which text gets each number from 1 up; number 0 has no symbols.
 * @param unit - what a symbol is.
 * @param make - makes the arrays.
 * @returns Uint32Array(n + 2) of offsets, and the symbols they point into.
 * @remarks O(bytes). Bytes that are no UTF-8 give U+FFFD, as decoders do.
 */
export function symbolsOf(texts: TextValues, valueOf: Uint32Array, unit: SymbolUnit, make: ArrayMaker): { offsets: Uint32Array; symbols: Uint32Array } {
  const { offsets: starts, bytes } = texts;
  const offsets = make.words(valueOf.length + 1);
  for (let code = 1; code < valueOf.length; code++) {
    const value = valueOf[code]!;
    const length = unit === 'byte' ? starts[value + 1]! - starts[value]! : countCodePoints(bytes, starts[value]!, starts[value + 1]!);
    offsets[code + 1] = offsets[code]! + length;
  }
  const symbols = make.words(offsets[valueOf.length]!);
  for (let code = 1; code < valueOf.length; code++) {
    const value = valueOf[code]!;
    let at = offsets[code]!;
    if (unit === 'byte') for (let index = starts[value]!; index < starts[value + 1]!; index++) symbols[at++] = bytes[index]!;
    else for (let index = starts[value]!; index < starts[value + 1]!; at++) index += readCodePoint(bytes, index, starts[value + 1]!, symbols, at);
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
  for (let index = start; index < end; count++) index += widthAt(bytes, index, end);
  return count;
}

/** Bytes of the code point at a place; a byte that starts none stands alone. */
function widthAt(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!;
  const width = first < 0x80 ? 1 : first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
  for (let index = 1; index < width; index++) if (at + index >= end || (bytes[at + index]! & 0xc0) !== 0x80) return 1;
  return width;
}

/** Writes the code point at a place and returns its width in bytes. */
function readCodePoint(bytes: Uint8Array, at: number, end: number, symbols: Uint32Array, to: number): number {
  const first = bytes[at]!;
  if (first < 0x80) {
    symbols[to] = first;
    return 1;
  }
  const width = widthAt(bytes, at, end);
  if (width === 1) symbols[to] = 0xfffd;
  else {
    let point = first & (0x7f >> width);
    for (let index = 1; index < width; index++) point = (point << 6) | (bytes[at + index]! & 0x3f);
    symbols[to] = point;
  }
  return width;
}
