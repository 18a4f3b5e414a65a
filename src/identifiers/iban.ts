import { IBAN_LENGTHS } from './iban-lengths.ts';
import { reasonTable, REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { inGroups } from './in-groups.ts';
import { gatherCharacters } from './separators.ts';

/**
 * IBAN, the number of a bank account: two letters of the country, two check digits modulo 97, and the number of the
 * account in its country, with a length that the country fixed. Those of France and Monaco hold the French bank details
 * (RIB), whose own key is checked too.
 *
 * @see ISO 13616-1:2020; ISO 7064, MOD 97-10; SWIFT, IBAN Registry.
 */

/** Names of the reasons for an IBAN. `country` is a country outside the registry, whose length cannot be checked. */
export type IbanReason = CommonReason | 'empty' | 'length' | 'character' | 'checkDigits' | 'ribKey' | 'country';

const EMPTY = 2;
const LENGTH = 3;
const CHARACTER = 4;
const CHECK_DIGITS = 5;
const RIB_KEY = 6;
const COUNTRY = 7;

/** Characters of the longest IBAN. */
export const IBAN_WIDTH = 34;

/** Fewest characters: country, check digits and one more. */
const MIN_WIDTH = 5;

/** Where the account number of 11 characters and the key stand in an IBAN of France. */
const RIB_ACCOUNT = 14;
const RIB_KEY_AT = 25;

/** Largest number behind which two digits make no more than 10⁹. */
const MAX_PREFIX = 9_999_999;

const scratch = new Uint8Array(IBAN_WIDTH + 1);

/** The IBAN as an {@link Identifier}: 15 to 34 characters in capital letters. */
export const iban: Identifier<'iban', IbanReason> = Object.freeze({
  name: 'iban',
  width: IBAN_WIDTH,
  isFixed: false,
  reasons: reasonTable([
    ['empty', 'format'],
    ['length', 'format'],
    ['character', 'format'],
    ['checkDigits', 'checksum'],
    ['ribKey', 'checksum'],
    ['country', 'plausibility'],
  ]),
  read: readIban,
  format: (canonical: string): string => inGroups(canonical, [4, 4, 4, 4, 4, 4, 4, 4]),
});

/**
 * Reads one IBAN from bytes, in either case; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 34)`, zeros after a shorter form.
 * @returns a code into `iban.reasons`.
 */
export function readIban(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const characters = gatherCharacters(bytes, start, end, scratch);
  if (characters === 0) return EMPTY;
  if (characters < MIN_WIDTH || characters > IBAN_WIDTH) return LENGTH;
  for (let index = 0; index < characters; index++) {
    const byte = scratch[index]!;
    const isDigit = byte >= 48 && byte <= 57;
    const letter = byte & ~0x20;
    if (!isDigit && (byte < 65 || letter < 65 || letter > 90)) return CHARACTER;
    // Country, check digits, and for the rest either.
    if (index < 4 && isDigit !== index >= 2) return CHARACTER;
    out[at + index] = isDigit ? byte : letter;
  }
  out.fill(0, at + characters, at + IBAN_WIDTH);
  const length = IBAN_LENGTHS[26 * (out[at]! - 65) + out[at + 1]! - 65]!;
  if (length !== 0 && length !== characters) return LENGTH;
  if (!hasCheckDigits(out, at, characters)) return CHECK_DIGITS;
  if (length === 0) return COUNTRY;
  return hasRibKey(out, at) ? REASON_OK : RIB_KEY;
}

// Checks that the number with its first four characters at the end, letters as 10 to 35, is 1 modulo 97. Of the check
// digits 00 to 99 that pass, only those from 02 to 98 can have been computed.
function hasCheckDigits(iban: Uint8Array, at: number, length: number): boolean {
  const checkDigits = (iban[at + 2]! - 48) * 10 + iban[at + 3]! - 48;
  if (checkDigits < 2 || checkDigits > 98) return false;
  return appendCharacters(appendCharacters(0, iban, at + 4, at + length), iban, at, at + 4) % 97 === 1;
}

// Writes characters behind a number, digits as one digit and letters as two; congruent modulo 97, and below 10⁹.
function appendCharacters(number: number, iban: Uint8Array, start: number, end: number): number {
  let value = number;
  for (let index = start; index < end; index++) {
    // Dividing is slow: it is put off until the next two digits would not fit.
    if (value > MAX_PREFIX) value %= 97;
    const byte = iban[index]!;
    value = byte <= 57 ? value * 10 + byte - 48 : value * 100 + byte - 55;
  }
  return value;
}

// Checks the key of the French bank details: bank, branch, account and key as one number are a multiple of 97, letters
// counting as their digit in a table of nine columns (A, J → 1; B, K, S → 2 …). Elsewhere there is nothing to check.
function hasRibKey(iban: Uint8Array, at: number): boolean {
  const isFrench = (iban[at] === 70 && iban[at + 1] === 82) || (iban[at] === 77 && iban[at + 1] === 67);
  if (!isFrench) return true;
  let value = 0;
  for (let index = 4; index < RIB_KEY_AT + 2; index++) {
    const byte = iban[at + index]!;
    if (byte > 57 && (index < RIB_ACCOUNT || index >= RIB_KEY_AT)) return false;
    if (value > MAX_PREFIX) value %= 97;
    value = value * 10 + (byte <= 57 ? byte - 48 : ribDigit(byte));
  }
  const ribKey = (iban[at + RIB_KEY_AT]! - 48) * 10 + iban[at + RIB_KEY_AT + 1]! - 48;
  return value % 97 === 0 && ribKey >= 1 && ribKey <= 97;
}

// Gives the digit of a letter: A to I are 1 to 9, J to R again, S to Z are 2 to 9.
function ribDigit(letter: number): number {
  return letter <= 82 ? ((letter - 65) % 9) + 1 : letter - 81;
}
