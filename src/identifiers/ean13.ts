/**
 * The check of EAN-13, used by the codes of medicines.
 *
 * @see GS1 General Specifications, check digit calculation.
 */

/**
 * Computes the check digit of EAN-13: the digits at even places count three times, and the sum with the check digit is
 * a multiple of 10.
 *
 * @param bytes - holds 12 ASCII digits.
 * @param start - where they start.
 * @returns the thirteenth digit, from 0 to 9.
 * @remarks Constant time; allocates nothing.
 */
export function ean13CheckDigit(bytes: Uint8Array, start: number): number {
  let sum = 0;
  for (let index = 0; index < 12; index++) {
    const digit = bytes[start + index]! - 48;
    sum += (index & 1) === 0 ? digit : 3 * digit;
  }
  return (10 - (sum % 10)) % 10;
}
