/**
 * Characters people write between the groups of an identifier.
 */
const SEPARATOR = new Uint8Array(128);
for (const character of ' \t\n\v\f\r.-/_|') SEPARATOR[character.charCodeAt(0)] = 1;

/**
 * Copies the characters of a value without its separators: white space of any kind (non-breaking and thin spaces
 * included), characters without width (soft hyphens, joiners, marks of byte order) and `.`, `-`, `/`, `_`, `|`.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives as many characters as fit; a character outside ASCII becomes one byte 0xff.
 * @returns the number of characters copied; `out.length` when the value has that many or more.
 */
export function gatherCharacters(bytes: Uint8Array, start: number, end: number, out: Uint8Array): number {
  let count = 0;
  for (let index = start; index < end && count < out.length; ) {
    const byte = bytes[index]!;
    if (byte < 0x80) {
      if (SEPARATOR[byte] === 0) out[count++] = byte;
      index++;
      continue;
    }
    const width = spaceWidth(bytes, index, end);
    if (width === 0) {
      out[count++] = 0xff;
      do index++;
      while (index < end && (bytes[index]! & 0xc0) === 0x80);
    } else index += width;
  }
  return count;
}

// Gives the bytes of a space outside ASCII or of a character without width (U+00A0, U+00AD, U+1680, U+2000 to U+200D,
// U+2028, U+2029, U+202F, U+205F, U+2060, U+3000, U+FEFF), or 0 for another character.
function spaceWidth(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!;
  if (first === 0xc2) return at + 1 < end && (bytes[at + 1] === 0xa0 || bytes[at + 1] === 0xad) ? 2 : 0;
  if (at + 2 >= end) return 0;
  const second = bytes[at + 1]!;
  const third = bytes[at + 2]!;
  switch (first) {
    case 0xe1:
      return second === 0x9a && third === 0x80 ? 3 : 0;
    case 0xe2:
      if (second === 0x81) return third === 0x9f || third === 0xa0 ? 3 : 0;
      return second === 0x80 && ((third >= 0x80 && third <= 0x8d) || third === 0xa8 || third === 0xa9 || third === 0xaf) ? 3 : 0;
    case 0xe3:
      return second === 0x80 && third === 0x80 ? 3 : 0;
    default:
      return first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
  }
}
