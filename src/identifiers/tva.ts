import { numberOfDigits } from './digits.ts';
import { reasonTable, REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { inGroups } from './in-groups.ts';
import { luhnRemainder } from './luhn.ts';
import { gatherCharacters } from './separators.ts';
import { SIREN_WIDTH } from './siren.ts';

/**
 * French number of intra-Community VAT (TVA): `FR`, a key of two characters and the SIREN.
 *
 * The key is two digits computed from the SIREN, or holds a letter other than I and O and is computed in another way.
 * Monaco's numbers have 000 where a SIREN starts, and no SIREN.
 *
 * @see Code général des impôts, article 286 ter; European Commission, VIES, structure of the numbers.
 */

/** Names of the reasons for a TVA number; `siren` when its last nine digits have a wrong check digit. */
export type TvaReason = CommonReason | 'empty' | 'length' | 'character' | 'country' | 'siren' | 'key';

const EMPTY = 2;
const LENGTH = 3;
const CHARACTER = 4;
const COUNTRY = 5;
const SIREN = 6;
const WRONG_KEY = 7;

/** Characters of a TVA number. */
export const TVA_WIDTH = 13;

const BARE_WIDTH = 11;
const [LETTER_F, LETTER_R] = [0x46, 0x52] as const;
/** Value of the characters that a key may hold, by ASCII code; −1 for all others. */
const KEY_VALUE = new Int8Array(128).fill(-1);
const KEY_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
for (let value = 0; value < KEY_CHARACTERS.length; value++) KEY_VALUE[KEY_CHARACTERS.charCodeAt(value)] = value;

const scratch = new Uint8Array(TVA_WIDTH + 1);

/** The French TVA number as an {@link Identifier}. */
export const tva: Identifier<'tva', TvaReason> = Object.freeze({
  name: 'tva',
  width: TVA_WIDTH,
  isFixed: true,
  reasons: reasonTable([
    ['empty', 'format'],
    ['length', 'format'],
    ['character', 'format'],
    ['country', 'format'],
    ['siren', 'checksum'],
    ['key', 'checksum'],
  ]),
  read: readTva,
  format: (canonical: string): string => inGroups(canonical, [2, 2, 3, 3, 3]),
});

/**
 * Reads one French TVA number from bytes, with or without `FR`; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 13)`.
 * @returns a code into `tva.reasons`.
 */
export function readTva(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const characters = gatherCharacters(bytes, start, end, scratch);
  if (characters === 0) return EMPTY;
  if (characters !== TVA_WIDTH && characters !== BARE_WIDTH) return LENGTH;
  const from = characters - BARE_WIDTH;
  if (from > 0 && (upper(scratch[0]!) !== LETTER_F || upper(scratch[1]!) !== LETTER_R)) return COUNTRY;
  const [first, second] = [KEY_VALUE[upper(scratch[from]!)] ?? -1, KEY_VALUE[upper(scratch[from + 1]!)] ?? -1];
  if (first < 0 || second < 0) return CHARACTER;
  for (let index = from + 2; index < characters; index++) {
    if (scratch[index]! < 48 || scratch[index]! > 57) return CHARACTER;
  }
  out[at] = LETTER_F;
  out[at + 1] = LETTER_R;
  for (let index = 0; index < BARE_WIDTH; index++) out[at + 2 + index] = upper(scratch[from + index]!);
  const sirenAt = at + TVA_WIDTH - SIREN_WIDTH;
  const number = numberOfDigits(out, sirenAt, sirenAt + SIREN_WIDTH);
  if (number >= 1_000_000 && luhnRemainder(out, sirenAt, sirenAt + SIREN_WIDTH) !== 0) return SIREN;
  return isRightKey(first, second, number) ? REASON_OK : WRONG_KEY;
}

// Tells whether the key belongs to the nine digits after it.
function isRightKey(first: number, second: number, number: number): boolean {
  if (first < 10 && second < 10) return first * 10 + second === (12 + 3 * (number % 97)) % 97;
  const value = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100;
  return (number + 1 + Math.floor(value / 11)) % 11 === value % 11;
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
}
