import { reasonTable, REASON_OK, type Identifier } from './identifier.ts';
import { inGroups } from './in-groups.ts';
import { gatherCharacters } from './separators.ts';

/**
 * CIP13, the code of a presentation of a medicine: prefix 3400, 8 digits and the check digit of EAN-13. Read as a NIR
 * without key it is often plausible (sex 3, year 40, month 09 …), which is why the scan for NIRs has to know it.
 *
 * @see Arrêté du 30 décembre 2021, codes d'identification des médicaments.
 */

/** Names of the reasons for a CIP13 code. */
export type Cip13Reason = 'ok' | 'null' | 'empty' | 'length' | 'character' | 'prefix' | 'checkDigit';

const EMPTY = 2;
const LENGTH = 3;
const CHARACTER = 4;
const PREFIX = 5;
const CHECK_DIGIT = 6;

/** Characters of a CIP13 code. */
export const CIP13_WIDTH = 13;

const scratch = new Uint8Array(CIP13_WIDTH + 1);
const discarded = new Uint8Array(CIP13_WIDTH);

/** The CIP13 code as an {@link Identifier}. */
export const cip13: Identifier<'cip13', Cip13Reason> = Object.freeze({
  name: 'cip13',
  width: CIP13_WIDTH,
  isFixed: true,
  reasons: reasonTable([
    ['empty', 'format'],
    ['length', 'format'],
    ['character', 'format'],
    ['prefix', 'format'],
    ['checkDigit', 'checksum'],
  ]),
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
  const characters = gatherCharacters(bytes, start, end, scratch);
  if (characters === 0) return EMPTY;
  if (characters !== CIP13_WIDTH) return LENGTH;
  let sum = 0;
  for (let index = 0; index < CIP13_WIDTH; index++) {
    const digit = scratch[index]! - 48;
    if (digit < 0 || digit > 9) return CHARACTER;
    sum += (index & 1) === 0 ? digit : 3 * digit;
    out[at + index] = scratch[index]!;
  }
  if (scratch[0] !== 51 || scratch[1] !== 52 || scratch[2] !== 48 || scratch[3] !== 48) return PREFIX;
  return sum % 10 === 0 ? REASON_OK : CHECK_DIGIT;
}

/**
 * Tells whether a cell is a CIP13 code with a right check digit.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the cell.
 * @param end - one past its last byte.
 * @returns true for 13 digits from 3400 on that pass the check of EAN-13.
 */
export function looksLikeCip13(bytes: Uint8Array, start: number, end: number): boolean {
  return readCip13(bytes, start, end, discarded, 0) === REASON_OK;
}
