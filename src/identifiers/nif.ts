import { areZeros, digitsReasons, FIRST_OWN_REASON, numberOfDigits, readDigits, type DigitsReason } from './digits.ts';
import { REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { inGroups } from './in-groups.ts';

/**
 * NIF or SPI, the number of a person at the tax authority: 10 digits, of which the first is 0 to 3, and a key of three
 * digits, the rest of the ten by 511.
 *
 * @see European Commission, TIN by country, France.
 */

/** Names of the reasons for a NIF; `range` when its first digit is above 3, `zeros` when it has no other digits. */
export type NifReason = CommonReason | DigitsReason | 'key' | 'range' | 'zeros';

const WRONG_KEY = FIRST_OWN_REASON;
const RANGE = FIRST_OWN_REASON + 1;
const ZEROS = FIRST_OWN_REASON + 2;

/** Characters of a NIF. */
export const NIF_WIDTH = 13;

const KEY_AT = 10;
const MODULUS = 511;
const DIGIT_3 = 51;

/** The NIF as an {@link Identifier}. */
export const nif: Identifier<'nif', NifReason> = Object.freeze({
  name: 'nif',
  width: NIF_WIDTH,
  isFixed: true,
  reasons: digitsReasons([['key', 'checksum'], ['range', 'plausibility'], ['zeros', 'plausibility']]),
  read: readNif,
  format: (canonical: string): string => inGroups(canonical, [2, 2, 3, 3, 3]),
});

/**
 * Reads one NIF from bytes; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 13)`.
 * @returns a code into `nif.reasons`.
 */
export function readNif(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const reason = readDigits(bytes, start, end, NIF_WIDTH, out, at);
  if (reason !== REASON_OK) return reason;
  if (numberOfDigits(out, at, at + KEY_AT) % MODULUS !== numberOfDigits(out, at + KEY_AT, at + NIF_WIDTH)) return WRONG_KEY;
  if (out[at]! > DIGIT_3) return RANGE;
  return areZeros(out, at, at + NIF_WIDTH) ? ZEROS : REASON_OK;
}
