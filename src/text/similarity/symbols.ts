/** What a text is counted in: code points, or bytes of UTF-8 as DuckDB and Splink count. */
export type SymbolUnit = 'codePoint' | 'byte';

/** Symbols of texts, one after the other: in an array as narrow as they allow, or a wider one. */
export type Symbols = Uint8Array | Uint16Array | Uint32Array;

const REPLACEMENT = 0xfffd;
const encoder = new TextEncoder();

/**
 * Reads the code points of a text.
 *
 * @param bytes - where the text is, in UTF-8.
 * @param start - its first byte.
 * @param end - one past its last byte.
 * @param out - receives one symbol a code point; a malformed sequence becomes U+FFFD, as often as `TextDecoder` has it.
 *   Needs room for `end - start` symbols at most.
 * @param at - where in `out` the first symbol goes.
 * @returns one past the last symbol in `out`.
 * @see WHATWG Encoding Standard, UTF-8 decoder, https://encoding.spec.whatwg.org/#utf-8-decoder.
 * @example
 * const out = new Uint32Array(4);
 * codePointsOf(new TextEncoder().encode('été'), 0, 5, out, 0); // => 3
 * out; // => [0xe9, 0x74, 0xe9, 0]
 */
export function codePointsOf(bytes: Uint8Array, start: number, end: number, out: Uint32Array, at: number): number {
  let to = at;
  for (let index = start; index < end; ) {
    const lead = bytes[index++]!;
    if (lead < 0x80) {
      out[to++] = lead;
      continue;
    }
    let missing = lead >= 0xc2 && lead <= 0xf4 ? (lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3) : -1;
    let symbol = lead & (0x3f >> missing);
    // Overlong forms, surrogates and what lies beyond U+10FFFF are told by the second byte.
    let low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    let high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    while (missing > 0 && index < end && bytes[index]! >= low && bytes[index]! <= high) {
      symbol = (symbol << 6) | (bytes[index++]! & 0x3f);
      low = 0x80;
      high = 0xbf;
      missing--;
    }
    out[to++] = missing === 0 ? symbol : REPLACEMENT;
  }
  return to;
}

/**
 * Takes the bytes of a text as symbols.
 *
 * @param bytes - where the text is.
 * @param start - its first byte.
 * @param end - one past its last byte.
 * @param out - receives one symbol a byte.
 * @param at - where in `out` the first symbol goes.
 * @returns one past the last symbol in `out`.
 */
export function byteSymbolsOf(bytes: Uint8Array, start: number, end: number, out: Uint32Array, at: number): number {
  let to = at;
  for (let index = start; index < end; index++) out[to++] = bytes[index]!;
  return to;
}

/**
 * Makes the symbols of a string.
 *
 * @param text - any string; a surrogate that stands alone counts as U+FFFD.
 * @param unit - what to count in.
 * @returns Uint32Array(symbols).
 * @example
 * symbolsOf('né', 'codePoint'); // => [0x6e, 0xe9]
 * symbolsOf('né', 'byte'); // => [0x6e, 0xc3, 0xa9]
 */
export function symbolsOf(text: string, unit: SymbolUnit): Uint32Array {
  const bytes = encoder.encode(text);
  const symbols = new Uint32Array(bytes.length);
  const read = unit === 'byte' ? byteSymbolsOf : codePointsOf;
  return symbols.subarray(0, read(bytes, 0, bytes.length, symbols, 0));
}
