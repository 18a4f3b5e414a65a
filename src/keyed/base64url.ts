const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const NO_DIGIT = 0xff;
const DIGITS = new Uint8Array(256).fill(NO_DIGIT);
for (let digit = 0; digit < 64; digit++) DIGITS[ALPHABET.charCodeAt(digit)] = digit;

/**
 * Writes bytes as base64url without padding, in bytes again so that a secret never becomes a string.
 *
 * @param bytes - Uint8Array of any length.
 * @returns ASCII characters, ⌈4/3 · length⌉ of them.
 * @see RFC 4648, section 5.
 */
export function encodeBase64Url(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  let bits = 0;
  let held = 0;
  let to = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0x3fff;
    held += 8;
    while (held >= 6) {
      held -= 6;
      text[to++] = ALPHABET.charCodeAt((bits >> held) & 63);
    }
  }
  if (held > 0) text[to] = ALPHABET.charCodeAt((bits << (6 - held)) & 63);
  return text;
}

/**
 * Reads base64url without padding.
 *
 * @param text - ASCII characters.
 * @returns the bytes, or `null` when a character is foreign, the length impossible, or the last character has bits
 *   that belong to no byte, so that two texts never give the same bytes.
 * @see RFC 4648, sections 3.5 and 5.
 */
export function decodeBase64Url(text: Uint8Array): Uint8Array | null {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let to = 0;
  for (const character of text) {
    const digit = DIGITS[character]!;
    if (digit === NO_DIGIT) {
      bytes.fill(0);
      return null;
    }
    bits = ((bits << 6) | digit) & 0xfff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[to++] = bits >> held;
    }
  }
  if ((bits & ((1 << held) - 1)) === 0) return bytes;
  bytes.fill(0);
  return null;
}
