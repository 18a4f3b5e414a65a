import { areZeros, digitsReasons, FIRST_OWN_REASON, readDigits, type DigitsReason } from './digits.ts';
import { REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { inGroups } from './in-groups.ts';
import { luhnRemainder } from './luhn.ts';

/**
 * SIREN, the number of a legal unit in the register of INSEE: 8 digits and a check digit of Luhn.
 *
 * @see Code de commerce, article R. 123-221.
 */

/** Names of the reasons for a SIREN. */
export type SirenReason = CommonReason | DigitsReason | 'checkDigit' | 'zeros';

const CHECK_DIGIT = FIRST_OWN_REASON;
const ZEROS = FIRST_OWN_REASON + 1;

/** Characters of a SIREN. */
export const SIREN_WIDTH = 9;

/** The SIREN as an {@link Identifier}. */
export const siren: Identifier<'siren', SirenReason> = Object.freeze({
  name: 'siren',
  width: SIREN_WIDTH,
  isFixed: true,
  reasons: digitsReasons([['checkDigit', 'checksum'], ['zeros', 'plausibility']]),
  read: readSiren,
  format: (canonical: string): string => inGroups(canonical, [3, 3, 3]),
});

/**
 * Reads one SIREN from bytes; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 9)`.
 * @returns a code into `siren.reasons`.
 */
export function readSiren(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const reason = readDigits(bytes, start, end, SIREN_WIDTH, out, at);
  if (reason !== REASON_OK) return reason;
  if (luhnRemainder(out, at, at + SIREN_WIDTH) !== 0) return CHECK_DIGIT;
  return areZeros(out, at, at + SIREN_WIDTH) ? ZEROS : REASON_OK;
}
