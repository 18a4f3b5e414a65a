/**
 * The check of Luhn, used by FINESS, SIREN, SIRET and RPPS.
 *
 * @see ISO/IEC 7812-1, annex B.
 */

const DOUBLED = Uint8Array.of(0, 2, 4, 6, 8, 1, 3, 5, 7, 9);

/**
 * Computes the sum of Luhn modulo 10: every second digit from the right is doubled, and its digits added.
 *
 * @param digits - values from 0 to 9, or the characters `0` to `9`. The letters `A` to `I` count
 *   as 1 to 9.
 * @param start - first digit.
 * @param end - one past the check digit.
 * @returns 0 when the check digit is right.
 */
export function luhnRemainder(digits: Uint8Array, start: number, end: number): number {
  let sum = 0;
  for (let index = end - 1, isDoubled = false; index >= start; index--, isDoubled = !isDoubled) {
    sum += isDoubled ? DOUBLED[digits[index]! & 15]! : digits[index]! & 15;
  }
  return sum % 10;
}

/**
 * Tells whether the last digit of a text is its check digit of Luhn.
 *
 * @param text - digits only.
 * @returns false for a wrong check digit, an empty text or any other character.
 * @example
 * isLuhn('404833048'); // => true
 */
export function isLuhn(text: string): boolean {
  if (!/^[0-9]+$/.test(text)) return false;
  return luhnRemainder(Uint8Array.from(text, Number), 0, text.length) === 0;
}
