/** Small arithmetic on digits and 64-bit words that the parsers of numbers share. */

/** Code of the digit 0. */
export const DIGIT_0 = 48;
/** Code of `-`. */
export const MINUS = 45;
/** Code of `+`. */
export const PLUS = 43;
/** Code of the space. */
export const SPACE = 32;

/** Powers of ten that a double holds exactly, 10⁰ to 10²². */
export const POWERS_OF_TEN: Float64Array = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/**
 * Steps over spaces.
 *
 * @param bytes - holds the text.
 * @param start - first byte.
 * @param end - one past the last byte.
 * @returns the first byte that is no space, or `end`.
 */
export function skipSpaces(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && bytes[start] === SPACE) start++;
  return start;
}

/**
 * Steps back over spaces.
 *
 * @param bytes - holds the text.
 * @param start - first byte.
 * @param end - one past the last byte.
 * @returns one past the last byte that is no space, or `start`.
 */
export function trimSpaces(bytes: Uint8Array, start: number, end: number): number {
  while (end > start && bytes[end - 1] === SPACE) end--;
  return end;
}

/**
 * Writes a whole number as 64-bit two's complement, low word first.
 *
 * @param words - Int32Array over the memory of 64-bit integers on a little-endian machine.
 * @param at - index of the low word.
 * @param value - an integer, |value| ≤ 2⁵³.
 */
export function writeWords(words: Int32Array, at: number, value: number): void {
  const high = Math.floor(value / 4294967296);
  words[at] = value - high * 4294967296;
  words[at + 1] = high;
}

/**
 * Reads digits as a big integer.
 *
 * @param bytes - ASCII.
 * @param start - first digit.
 * @param end - one past the last; every byte between is a digit.
 * @returns the number; 0 for no digits.
 * @remarks One big integer per 15 digits: for numbers too long for a double, which are rare.
 */
export function bigFromDigits(bytes: Uint8Array, start: number, end: number): bigint {
  let total = 0n;
  for (let at = start; at < end;) {
    const stop = Math.min(end, at + 15);
    let part = 0;
    const digits = stop - at;
    for (; at < stop; at++) part = part * 10 + (bytes[at]! - DIGIT_0);
    total = total * BigInt(POWERS_OF_TEN[digits]!) + BigInt(part);
  }
  return total;
}
