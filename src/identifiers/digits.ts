import { reasonTable, REASON_OK, type CommonReason, type IdentifierLevel, type IdentifierReason } from './identifier.ts';
import { gatherCharacters } from './separators.ts';

/**
 * Identifiers that are a fixed number of digits: the part of reading that they share.
 */

/** The ways in which a value is not the right number of digits. */
export type DigitsReason = 'empty' | 'length' | 'character';

/** Code of `empty`: nothing but separators. */
export const EMPTY = 2;

/** Code of `length`: too few or too many characters. */
export const LENGTH = 3;

/** Code of `character`: one that the identifier does not have. */
export const CHARACTER = 4;

/** The first code that an identifier gives a reason of its own. */
export const FIRST_OWN_REASON = 5;

/**
 * Freezes the reasons of an identifier made of digits: those of {@link DigitsReason}, then its own from
 * {@link FIRST_OWN_REASON} up.
 *
 * @param reasons - the identifier's own ways to fail, each with the level it belongs to.
 * @returns all reasons by code.
 */
export function digitsReasons<Reason extends string>(
  reasons: readonly (readonly [name: Reason, level: IdentifierLevel])[],
): readonly IdentifierReason<Reason | DigitsReason | CommonReason>[] {
  return reasonTable<Reason | DigitsReason>([['empty', 'format'], ['length', 'format'], ['character', 'format'], ...reasons]);
}

const LONGEST = 32;
const scratch = new Uint8Array(LONGEST);

/**
 * Reads a value of a fixed number of digits; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param width - digits wanted, below 32.
 * @param out - receives the digits as characters, unless there are too few or too many.
 * @param at - where they go: `out[at … at + width)`.
 * @returns 0, or the code of a {@link DigitsReason}.
 */
export function readDigits(bytes: Uint8Array, start: number, end: number, width: number, out: Uint8Array, at: number): number {
  const characters = gatherCharacters(bytes, start, end, scratch);
  if (characters === 0) return EMPTY;
  if (characters !== width) return LENGTH;
  for (let index = 0; index < width; index++) {
    const byte = scratch[index]!;
    if (byte < 48 || byte > 57) return CHARACTER;
    out[at + index] = byte;
  }
  return REASON_OK;
}

/**
 * Computes a whole number from digits.
 *
 * @param digits - characters `0` to `9`.
 * @param start - first digit.
 * @param end - one past the last; at most 15 digits, so that the number is exact.
 * @returns the number.
 */
export function numberOfDigits(digits: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let index = start; index < end; index++) number = number * 10 + (digits[index]! - 48);
  return number;
}

/**
 * Tells digits that are all zero: what stands where a number was asked for and none was known. Most checks pass them.
 *
 * @param digits - characters `0` to `9`.
 * @param start - first digit.
 * @param end - one past the last.
 * @returns true if every digit is zero.
 */
export function areZeros(digits: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (digits[index] !== 48) return false;
  return true;
}
