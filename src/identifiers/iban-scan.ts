import { IBAN_LENGTHS } from './iban-lengths.ts';
import { IBAN_WIDTH, readIban } from './iban.ts';
import { REASON_OK } from './identifier.ts';
import { isDigitByte, isWordByte } from './word-bytes.ts';

/**
 * Finding IBANs inside longer texts, where nobody declared them.
 */

const SPACE = 0x20;
const GROUP = 4;

const characters = new Uint8Array(IBAN_WIDTH);
const form = new Uint8Array(IBAN_WIDTH);

/**
 * Finds the next IBAN: the letters of a country of the registry, as many characters as it has, side by side or in groups of
 * four with a space between, right check digits, and for France the right key of the bank details.
 *
 * @param bytes - UTF-8 text.
 * @param start - where to start; what stands before is not looked at.
 * @param end - one past the last byte to look at.
 * @returns the position of the first letter, or −1.
 * @remarks O(end − start); allocates nothing. Once in 97 a text of this form is one by chance.
 * @example
 * const note = new TextEncoder().encode('virement FR14 2004 1010 0505 0001 3M02 606 du 3');
 * findIban(note, 0, note.length); // => 9
 */
export function findIban(bytes: Uint8Array, start: number, end: number): number {
  let inWord = false;
  for (let index = start; index < end; index++) {
    const opens = !inWord;
    inWord = isWordByte(bytes[index]!);
    if (opens && inWord && isIbanAt(bytes, index, end)) return index;
  }
  return -1;
}

function isIbanAt(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < GROUP || !isDigitByte(bytes[start + 2]!) || !isDigitByte(bytes[start + 3]!)) return false;
  const length = lengthOf(bytes[start]! & ~0x20, bytes[start + 1]! & ~0x20);
  if (length === 0) return false;
  let index = start;
  for (let count = 0; count < length; count++) {
    if (count > 0 && count % GROUP === 0 && index < end && bytes[index] === SPACE) index++;
    if (index >= end || !isWordByte(bytes[index]!)) return false;
    characters[count] = bytes[index++]!;
  }
  if (index < end && isWordByte(bytes[index]!)) return false;
  return readIban(characters, 0, length, form, 0) === REASON_OK;
}

// Gives the characters of an IBAN of a country; 0 for what is no country of the registry.
function lengthOf(first: number, second: number): number {
  const isCountry = first >= 65 && first <= 90 && second >= 65 && second <= 90;
  return isCountry ? IBAN_LENGTHS[26 * (first - 65) + second - 65]! : 0;
}
