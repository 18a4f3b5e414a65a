/**
 * Bytes of words in ASCII, between which an identifier stands inside a longer text.
 */

const DIGIT = 1;
const LETTER = 2;

const CLASS = new Uint8Array(256);
CLASS.fill(DIGIT, 0x30, 0x3a);
CLASS.fill(LETTER, 0x41, 0x5b);
CLASS.fill(LETTER, 0x61, 0x7b);

/**
 * Tells letters and digits.
 *
 * @param byte - any byte.
 * @returns true for `0` to `9`, `A` to `Z` and `a` to `z`.
 */
export function isWordByte(byte: number): boolean {
  return CLASS[byte] !== 0;
}

/**
 * Tells digits.
 *
 * @param byte - any byte.
 * @returns true for `0` to `9`.
 */
export function isDigitByte(byte: number): boolean {
  return CLASS[byte] === DIGIT;
}
