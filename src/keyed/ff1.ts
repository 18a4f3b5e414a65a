import { FF1 } from '@noble/ciphers/ff1.js';

/** Fewest possible texts for which FF1 is recommended: with fewer, whoever sees many of them can learn the rest. */
export const FF1_MIN_DOMAIN = 1_000_000;

/** Fewest possible texts for which FF1 is defined. */
const DEFINED_DOMAIN = 100;

/** Encryption that keeps the length and the alphabet of a text of digits. */
export interface DigitCipher {
  /**
   * Encrypts digits.
   *
   * @param digits - numbers from 0 to radix − 1, at least two, and enough for a hundred texts.
   * @returns as many digits.
   * @throws {RangeError} if a digit is outside the alphabet, or there are too few.
   */
  encrypt(digits: readonly number[]): number[];
  /** Decrypts what {@link DigitCipher.encrypt} gave; throws as it does. */
  decrypt(digits: readonly number[]): number[];
}

/**
 * Makes FF1, the format-preserving cipher of NIST.
 *
 * The shape of the value survives: what looked like an identifier still does, and equal prefixes are hidden only as
 * long as the domain is large: callers refuse fewer than {@link FF1_MIN_DOMAIN} possible texts.
 *
 * @param secretKey - Uint8Array of 16, 24 or 32 bytes; kept as it is, so its owner overwrites it when done.
 * @param radix - letters of the alphabet, from 2 to 65,535.
 * @param tweak - public bytes that separate uses of one key.
 * @returns the cipher.
 * @throws {RangeError} if the key or the radix is wrong.
 * @remarks About 13,000 texts a second.
 * @see NIST SP 800-38G revision 1 (second public draft, 2025), which asks for a domain of a million.
 */
export function ff1(secretKey: Uint8Array, radix: number, tweak: Uint8Array): DigitCipher {
  if (![16, 24, 32].includes(secretKey.length)) throw new RangeError(`secretKey: expected 16, 24 or 32 bytes, got ${secretKey.length}`);
  if (!Number.isInteger(radix) || radix < 2 || radix > 65_535) throw new RangeError(`radix: expected an integer from 2 to 65535, got ${radix}`);
  const cipher = FF1(radix, secretKey, tweak);
  const minDigits = Math.max(2, Math.ceil(Math.log(DEFINED_DOMAIN) / Math.log(radix) - 1e-9));
  const checked = (digits: readonly number[]): number[] => {
    if (digits.length < minDigits) throw new RangeError(`digits: expected at least ${minDigits}, got ${digits.length}`);
    if (!digits.every((digit) => Number.isInteger(digit) && digit >= 0 && digit < radix)) throw new RangeError('digits: expected numbers of the alphabet only');
    return [...digits];
  };
  return {
    encrypt: (digits) => cipher.encrypt(checked(digits)),
    decrypt: (digits) => cipher.decrypt(checked(digits)),
  };
}
