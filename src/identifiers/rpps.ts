import { areZeros, digitsReasons, FIRST_OWN_REASON, readDigits, type DigitsReason } from './digits.ts';
import { REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { luhnRemainder } from './luhn.ts';

/**
 * RPPS, the lifelong number of a health professional: 10 digits and a check digit of Luhn.
 *
 * Published samples fail the check: a wrong check digit is something to report, at level `checksum`, and not a proof that
 * the person does not exist.
 *
 * @see Agence du numérique en santé, répertoire partagé des professionnels de santé.
 */

/** Names of the reasons for an RPPS number. */
export type RppsReason = CommonReason | DigitsReason | 'checkDigit' | 'zeros';

const CHECK_DIGIT = FIRST_OWN_REASON;
const ZEROS = FIRST_OWN_REASON + 1;

/** Characters of an RPPS number. */
export const RPPS_WIDTH = 11;

/** The RPPS number as an {@link Identifier}; without the prefix 8 of PS_IdNat, which `extractPsIdNat` takes off. */
export const rpps: Identifier<'rpps', RppsReason> = Object.freeze({
  name: 'rpps',
  width: RPPS_WIDTH,
  isFixed: true,
  reasons: digitsReasons([['checkDigit', 'checksum'], ['zeros', 'plausibility']]),
  read: readRpps,
  format: (canonical: string): string => canonical,
});

/**
 * Reads one RPPS number from bytes; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 11)`.
 * @returns a code into `rpps.reasons`.
 */
export function readRpps(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const reason = readDigits(bytes, start, end, RPPS_WIDTH, out, at);
  if (reason !== REASON_OK) return reason;
  if (luhnRemainder(out, at, at + RPPS_WIDTH) !== 0) return CHECK_DIGIT;
  return areZeros(out, at, at + RPPS_WIDTH) ? ZEROS : REASON_OK;
}
