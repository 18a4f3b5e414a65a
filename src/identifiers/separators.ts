/**
 * Characters people write between the groups of an identifier.
 */
const SEPARATOR = new Uint8Array(128);
for (const character of ' \t\n\v\f\r.-/_|') SEPARATOR[character.charCodeAt(0)] = 1;

/**
 * Copies the characters of a value without its separators: white space of any kind (non-breaking and thin spaces
 * included) and `.`, `-`, `/`, `_`, `|`.
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

// Gives the bytes of a non-ASCII space (U+00A0, U+2000 to U+200A, U+202F, U+FEFF), or 0 for another character.
function spaceWidth(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!;
  if (first === 0xc2) return at + 1 < end && bytes[at + 1] === 0xa0 ? 2 : 0;
  if (at + 2 >= end) return 0;
  const second = bytes[at + 1]!;
  const third = bytes[at + 2]!;
  if (first === 0xe2 && second === 0x80 && ((third >= 0x80 && third <= 0x8a) || third === 0xaf)) return 3;
  return first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
}
