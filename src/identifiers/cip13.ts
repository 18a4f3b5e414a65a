import { digitsReasons, FIRST_OWN_REASON, readDigits, type DigitsReason } from './digits.ts';
import { ean13CheckDigit } from './ean13.ts';
import { REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { inGroups } from './in-groups.ts';

/**
 * CIP13, the code of a presentation of a medicine: prefix 3400, 8 digits and the check digit of EAN-13. Read as a NIR
 * without key it is often plausible (sex 3, year 40, month 09 …), which is why the scan for NIRs has to know it.
 *
 * Codes from 34008 on are UCD codes, those of dispensing units, and a frequent fault in a column of CIP codes.
 *
 * @see Arrêté du 30 décembre 2021 relatif à la codification des médicaments, annexe, 1 and 2.
 */

/** Names of the reasons for a CIP13 code. */
export type Cip13Reason = CommonReason | DigitsReason | 'prefix' | 'checkDigit' | 'ucd';

const PREFIX = FIRST_OWN_REASON;
const CHECK_DIGIT = FIRST_OWN_REASON + 1;
const UCD = FIRST_OWN_REASON + 2;

/** Characters of a CIP13 code. */
export const CIP13_WIDTH = 13;

const discarded = new Uint8Array(CIP13_WIDTH);

/** The CIP13 code as an {@link Identifier}. */
export const cip13: Identifier<'cip13', Cip13Reason> = Object.freeze({
  name: 'cip13',
  width: CIP13_WIDTH,
  isFixed: true,
  reasons: digitsReasons([['prefix', 'format'], ['checkDigit', 'checksum'], ['ucd', 'plausibility']]),
  read: readCip13,
  format: (canonical: string): string => inGroups(canonical, [5, 3, 3, 1]),
});

/**
 * Reads one CIP13 code from bytes; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 13)`.
 * @returns a code into `cip13.reasons`.
 */
export function readCip13(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const reason = readDigits(bytes, start, end, CIP13_WIDTH, out, at);
  if (reason !== REASON_OK) return reason;
  if (!hasMedicinePrefix(out, at)) return PREFIX;
  if (out[at + 12] !== 48 + ean13CheckDigit(out, at)) return CHECK_DIGIT;
  return out[at + 4] === 56 ? UCD : REASON_OK;
}

/**
 * Tells whether 13 digits start with 3400, as the codes of medicines do.
 *
 * @param digits - ASCII digits.
 * @param at - where they start.
 * @returns true for 3400.
 */
export function hasMedicinePrefix(digits: Uint8Array, at: number): boolean {
  return digits[at] === 51 && digits[at + 1] === 52 && digits[at + 2] === 48 && digits[at + 3] === 48;
}

/**
 * Tells whether a cell is a CIP13 or UCD13 code with a right check digit.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the cell.
 * @param end - one past its last byte.
 * @returns true for 13 digits from 3400 on that pass the check of EAN-13.
 */
export function looksLikeCip13(bytes: Uint8Array, start: number, end: number): boolean {
  const reason = readCip13(bytes, start, end, discarded, 0);
  return reason === REASON_OK || reason === UCD;
}
