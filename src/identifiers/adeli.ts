import { areZeros, CHARACTER, digitsReasons, EMPTY, FIRST_OWN_REASON, LENGTH, type DigitsReason } from './digits.ts';
import { REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { luhnRemainder } from './luhn.ts';
import { gatherCharacters } from './separators.ts';

/**
 * ADELI, the former number of a health professional: 9 characters, the first two for the département, and a check digit
 * of Luhn. It changes with département and profession and gives way to RPPS: one person may have had several.
 *
 * The second character may be a letter (Corsica, overseas); how letters count in the check is not published, so the check
 * digit of such numbers is not judged.
 */

/** Names of the reasons for an ADELI number. */
export type AdeliReason = CommonReason | DigitsReason | 'checkDigit' | 'zeros';

const CHECK_DIGIT = FIRST_OWN_REASON;
const ZEROS = FIRST_OWN_REASON + 1;

/** Characters of an ADELI number. */
export const ADELI_WIDTH = 9;

const scratch = new Uint8Array(ADELI_WIDTH + 1);

/** The ADELI number as an {@link Identifier}. */
export const adeli: Identifier<'adeli', AdeliReason> = Object.freeze({
  name: 'adeli',
  width: ADELI_WIDTH,
  isFixed: true,
  reasons: digitsReasons([['checkDigit', 'checksum'], ['zeros', 'plausibility']]),
  read: readAdeli,
  format: (canonical: string): string => canonical,
});

/**
 * Reads one ADELI number from bytes; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form, its letter as a capital.
 * @param at - where it goes: `out[at … at + 9)`.
 * @returns a code into `adeli.reasons`.
 */
export function readAdeli(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const characters = gatherCharacters(bytes, start, end, scratch);
  if (characters === 0) return EMPTY;
  if (characters !== ADELI_WIDTH) return LENGTH;
  let hasLetter = false;
  for (let index = 0; index < ADELI_WIDTH; index++) {
    let byte = scratch[index]!;
    if (byte < 48 || byte > 57) {
      byte &= ~0x20;
      if (index !== 1 || byte < 65 || byte > 90) return CHARACTER;
      hasLetter = true;
    }
    out[at + index] = byte;
  }
  if (hasLetter) return REASON_OK;
  if (luhnRemainder(out, at, at + ADELI_WIDTH) !== 0) return CHECK_DIGIT;
  return areZeros(out, at, at + ADELI_WIDTH) ? ZEROS : REASON_OK;
}
