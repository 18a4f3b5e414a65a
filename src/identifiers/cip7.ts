import { digitsReasons, readDigits, type DigitsReason } from './digits.ts';
import type { CommonReason, Identifier } from './identifier.ts';
import { inGroups } from './in-groups.ts';

/**
 * CIP7, the former code of a presentation of a medicine: 7 digits. A CIP13 code holds it between 34009 and its check
 * digit.
 *
 * The last digit was once a check digit modulo 11. It is not checked: in the public database of medicines it is wrong
 * in a quarter of the codes, whole series of them (300 to 302, 550).
 *
 * @see docs/differences.md
 */

/** Names of the reasons for a CIP7 code. */
export type Cip7Reason = CommonReason | DigitsReason;

/** Characters of a CIP7 code. */
export const CIP7_WIDTH = 7;

/** The CIP7 code as an {@link Identifier}: its form is all that can be checked. */
export const cip7: Identifier<'cip7', Cip7Reason> = Object.freeze({
  name: 'cip7',
  width: CIP7_WIDTH,
  isFixed: true,
  reasons: digitsReasons<never>([]),
  read: readCip7,
  format: (canonical: string): string => inGroups(canonical, [3, 3, 1]),
});

/**
 * Reads one CIP7 code from bytes; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 7)`.
 * @returns a code into `cip7.reasons`.
 */
export function readCip7(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  return readDigits(bytes, start, end, CIP7_WIDTH, out, at);
}
