import { hasMedicinePrefix } from './cip13.ts';
import { digitsReasons, FIRST_OWN_REASON, readDigits, type DigitsReason } from './digits.ts';
import { ean13CheckDigit } from './ean13.ts';
import { REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { inGroups } from './in-groups.ts';

/**
 * UCD13, the code of a dispensing unit of a medicine (unité commune de dispensation): prefix 34008, 7 digits and the
 * check digit of EAN-13.
 *
 * @see Arrêté du 30 décembre 2021 relatif à la codification des médicaments, annexe, 2.
 */

/** Names of the reasons for a UCD13 code; `cip` is a right CIP13 code in its place. */
export type Ucd13Reason = CommonReason | DigitsReason | 'prefix' | 'checkDigit' | 'cip';

const PREFIX = FIRST_OWN_REASON;
const CHECK_DIGIT = FIRST_OWN_REASON + 1;
const CIP = FIRST_OWN_REASON + 2;

/** Characters of a UCD13 code. */
export const UCD13_WIDTH = 13;

/** The UCD13 code as an {@link Identifier}. */
export const ucd13: Identifier<'ucd13', Ucd13Reason> = Object.freeze({
  name: 'ucd13',
  width: UCD13_WIDTH,
  isFixed: true,
  reasons: digitsReasons([['prefix', 'format'], ['checkDigit', 'checksum'], ['cip', 'plausibility']]),
  read: readUcd13,
  format: (canonical: string): string => inGroups(canonical, [5, 3, 3, 1]),
});

/**
 * Reads one UCD13 code from bytes; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 13)`.
 * @returns a code into `ucd13.reasons`.
 */
export function readUcd13(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const reason = readDigits(bytes, start, end, UCD13_WIDTH, out, at);
  if (reason !== REASON_OK) return reason;
  if (!hasMedicinePrefix(out, at)) return PREFIX;
  if (out[at + 12] !== 48 + ean13CheckDigit(out, at)) return CHECK_DIGIT;
  return out[at + 4] === 56 ? REASON_OK : CIP;
}
