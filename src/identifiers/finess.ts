import { CHARACTER, digitsReasons, EMPTY, FIRST_OWN_REASON, LENGTH, numberOfDigits, type DigitsReason } from './digits.ts';
import { REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { inGroups } from './in-groups.ts';
import { luhnRemainder } from './luhn.ts';
import { gatherCharacters } from './separators.ts';

/**
 * FINESS, the number of a health or social establishment (site, ET) or of its legal entity (EJ): département, serial
 * number and a check digit of Luhn: 9 characters.
 *
 * The canonical form is the 9 characters, Corsica as capital `2A` or `2B`. The two registers cannot be told apart by the
 * number.
 */

/** Names of the reasons for a FINESS number. */
export type FinessReason = CommonReason | DigitsReason | 'checkDigit' | 'departement';

const CHECK_DIGIT = FIRST_OWN_REASON;
const DEPARTEMENT = FIRST_OWN_REASON + 1;

/** Characters of a FINESS number. */
export const FINESS_WIDTH = 9;

const [DIGIT_0, DIGIT_9, LETTER_A] = [48, 57, 65] as const;

const scratch = new Uint8Array(FINESS_WIDTH + 1);

/** The FINESS number as an {@link Identifier}. */
export const finess: Identifier<'finess', FinessReason> = Object.freeze({
  name: 'finess',
  width: FINESS_WIDTH,
  isFixed: true,
  reasons: digitsReasons([['checkDigit', 'checksum'], ['departement', 'plausibility']]),
  read: readFiness,
  format: (canonical: string): string => inGroups(canonical, [2, 3, 3]),
});

/**
 * Reads one FINESS number from bytes; separators may stand anywhere. In the check digit the letters of Corsica count
 * as A → 1 and B → 2.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 9)`.
 * @returns a code into `finess.reasons`.
 */
export function readFiness(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const characters = gatherCharacters(bytes, start, end, scratch);
  if (characters === 0) return EMPTY;
  if (characters !== FINESS_WIDTH) return LENGTH;
  for (let index = 0; index < FINESS_WIDTH; index++) {
    let byte = scratch[index]!;
    if (byte < DIGIT_0 || byte > DIGIT_9) {
      byte &= ~0x20;
      if (index !== 1 || scratch[0] !== DIGIT_0 + 2 || (byte !== LETTER_A && byte !== LETTER_A + 1)) return CHARACTER;
    }
    out[at + index] = byte;
  }
  if (luhnRemainder(out, at, at + FINESS_WIDTH) !== 0) return CHECK_DIGIT;
  if (out[at + 1]! >= LETTER_A) return REASON_OK;
  const departement = numberOfDigits(out, at, at + 2);
  return (departement >= 1 && departement <= 95) || departement === 97 || departement === 98 ? REASON_OK : DEPARTEMENT;
}
