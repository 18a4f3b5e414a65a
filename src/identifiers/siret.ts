import { areZeros, digitsReasons, FIRST_OWN_REASON, numberOfDigits, readDigits, type DigitsReason } from './digits.ts';
import { REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { inGroups } from './in-groups.ts';
import { luhnRemainder } from './luhn.ts';
import { SIREN_WIDTH } from './siren.ts';

/**
 * SIRET, the number of an establishment: the SIREN of its legal unit, 4 digits and a check digit of Luhn over all 14.
 *
 * La Poste ran out of numbers with a right check digit: for its establishments the sum of the digits is a multiple of 5
 * instead. Its head office, numbered before, passes the ordinary check; either is accepted of a SIRET of La Poste.
 *
 * @see Code de commerce, article R. 123-221; INSEE, package validinsee, for the rule of La Poste.
 */

/** Names of the reasons for a SIRET; `siren` when its first nine digits have a wrong check digit. */
export type SiretReason = CommonReason | DigitsReason | 'siren' | 'checkDigit' | 'zeros';

const SIREN = FIRST_OWN_REASON;
const CHECK_DIGIT = FIRST_OWN_REASON + 1;
const ZEROS = FIRST_OWN_REASON + 2;

/** Characters of a SIRET. */
export const SIRET_WIDTH = 14;

const LA_POSTE = 356_000_000;

/** The SIRET as an {@link Identifier}. */
export const siret: Identifier<'siret', SiretReason> = Object.freeze({
  name: 'siret',
  width: SIRET_WIDTH,
  isFixed: true,
  reasons: digitsReasons([['siren', 'checksum'], ['checkDigit', 'checksum'], ['zeros', 'plausibility']]),
  read: readSiret,
  format: (canonical: string): string => inGroups(canonical, [3, 3, 3, 5]),
});

/**
 * Reads one SIRET from bytes; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 14)`.
 * @returns a code into `siret.reasons`.
 */
export function readSiret(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const reason = readDigits(bytes, start, end, SIRET_WIDTH, out, at);
  if (reason !== REASON_OK) return reason;
  if (luhnRemainder(out, at, at + SIREN_WIDTH) !== 0) return SIREN;
  if (luhnRemainder(out, at, at + SIRET_WIDTH) !== 0 && !isLaPoste(out, at)) return CHECK_DIGIT;
  return areZeros(out, at, at + SIREN_WIDTH) ? ZEROS : REASON_OK;
}

// Tells an establishment of La Poste whose digits pass its own rule.
function isLaPoste(digits: Uint8Array, at: number): boolean {
  if (numberOfDigits(digits, at, at + SIREN_WIDTH) !== LA_POSTE) return false;
  let sum = 0;
  for (let index = at; index < at + SIRET_WIDTH; index++) sum += digits[index]! - 48;
  return sum % 5 === 0;
}
