import { digitsReasons, readDigits, type DigitsReason } from './digits.ts';
import type { CommonReason, Identifier } from './identifier.ts';

/**
 * UCD7, the former code of a dispensing unit of a medicine (unité commune de dispensation): 7 digits. A UCD13 code
 * holds it between 34008 and its check digit.
 */

/** Names of the reasons for a UCD7 code. */
export type Ucd7Reason = CommonReason | DigitsReason;

/** Characters of a UCD7 code. */
export const UCD7_WIDTH = 7;

/** The UCD7 code as an {@link Identifier}: its form is all that can be checked. */
export const ucd7: Identifier<'ucd7', Ucd7Reason> = Object.freeze({
  name: 'ucd7',
  width: UCD7_WIDTH,
  isFixed: true,
  reasons: digitsReasons<never>([]),
  read: readUcd7,
  format: (canonical: string): string => canonical,
});

/**
 * Reads one UCD7 code from bytes; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 7)`.
 * @returns a code into `ucd7.reasons`.
 */
export function readUcd7(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  return readDigits(bytes, start, end, UCD7_WIDTH, out, at);
}
