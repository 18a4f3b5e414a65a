/**
 * White space in UTF-8: tab to carriage return, space, U+00A0, U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F,
 * U+3000 and U+FEFF, as regular expressions of the language have it.
 */

/**
 * Tells the bytes of the white space character at a place.
 *
 * @param bytes - UTF-8 text.
 * @param at - first byte of the character.
 * @param end - one past the last byte of the text.
 * @returns 1 to 3, or 0 where no white space begins.
 */
export function spaceWidth(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return first === 0x20 || (first >= 0x09 && first <= 0x0d) ? 1 : 0;
  if (first === 0xc2) return at + 1 < end && bytes[at + 1] === 0xa0 ? 2 : 0;
  if (at + 2 >= end) return 0;
  const second = bytes[at + 1]!;
  const third = bytes[at + 2]!;
  if (first === 0xe2 && second === 0x80) return (third >= 0x80 && third <= 0x8a) || third === 0xa8 || third === 0xa9 || third === 0xaf ? 3 : 0;
  if (first === 0xe2) return second === 0x81 && third === 0x9f ? 3 : 0;
  if (first === 0xe1) return second === 0x9a && third === 0x80 ? 3 : 0;
  if (first === 0xe3) return second === 0x80 && third === 0x80 ? 3 : 0;
  return first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
}

/**
 * Steps over white space at the start of a text.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte.
 * @param end - one past the last byte.
 * @returns the first byte that is no white space, or `end`.
 */
export function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const width = spaceWidth(bytes, at, end);
    if (width === 0) break;
    at += width;
  }
  return at;
}

/**
 * Steps back over white space at the end of a text.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte.
 * @param end - one past the last byte.
 * @returns one past the last byte that is no white space, or `start`.
 */
export function trimSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  for (;;) {
    let width = 1;
    while (width <= 3 && (at - width < start || spaceWidth(bytes, at - width, at) !== width)) width++;
    if (width > 3) return at;
    at -= width;
  }
}
