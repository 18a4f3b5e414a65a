import { canonicalColumn, type CanonicalColumn } from './canonical-column.ts';
import { CHARACTER, digitsReasons, EMPTY, FIRST_OWN_REASON, LENGTH, type DigitsReason } from './digits.ts';
import { REASON_OK, type CommonReason, type Identifier, type IdentifierLevel } from './identifier.ts';
import { inGroups } from './in-groups.ts';
import { quickReadNir } from './nir-quick.ts';
import { gatherCharacters } from './separators.ts';

/**
 * NIR, the registration number of persons in France (numéro de sécurité sociale): sex, year, month, place of birth
 * (département and commune, or 99 and country), order number: 13 characters, and a key of two digits.
 *
 * The canonical form is the 13 characters without key and separators, Corsica as capital `2A` or `2B`.
 *
 * @see Décret n° 82-103 du 22 janvier 1982 relatif au RNIPP, article 4.
 */

/** Names of the reasons for a NIR. */
export type NirReason =
  | CommonReason
  | DigitsReason
  | 'key'
  | 'sex'
  | 'month'
  | 'departement'
  | 'commune'
  | 'order'
  | 'specimen';

const WRONG_KEY = FIRST_OWN_REASON;
const SEX = FIRST_OWN_REASON + 1;
const MONTH = FIRST_OWN_REASON + 2;
const DEPARTEMENT = FIRST_OWN_REASON + 3;
const COMMUNE = FIRST_OWN_REASON + 4;
const ORDER = FIRST_OWN_REASON + 5;
const SPECIMEN = FIRST_OWN_REASON + 6;

/** Characters of the canonical form. */
export const NIR_WIDTH = 13;

const WIDTH_WITH_KEY = 15;
const DIGIT_0 = 48;
const LETTER_A = 65;

/** Characters of the value being read, when they do not stand side by side; one more than fits shows excess length. */
const scratch = new Uint8Array(WIDTH_WITH_KEY + 1);

/** Number printed on the specimen of the Vitale card, without its key. */
const SPECIMEN_CARD = Uint8Array.from('2690549588157', (character) => character.charCodeAt(0));

/** The NIR as an {@link Identifier}; 13 characters, or 15 whose key is checked. */
export const nir: Identifier<'nir', NirReason> = Object.freeze({
  name: 'nir',
  width: NIR_WIDTH,
  isFixed: true,
  reasons: digitsReasons([
    ['key', 'checksum'],
    ['sex', 'plausibility'],
    ['month', 'plausibility'],
    ['departement', 'plausibility'],
    ['commune', 'plausibility'],
    ['order', 'plausibility'],
    ['specimen', 'plausibility'],
  ]),
  read: readNir,
  quickRead: quickReadNir,
  format: (canonical: string): string => inGroups(canonical + (nirKey(canonical) ?? ''), [1, 2, 2, 2, 3, 3]),
});

/**
 * Reads one NIR from bytes.
 *
 * Separators (spaces of any kind, `.`, `-`, `/`, `_`, `|`) may stand anywhere. The length is judged first, then the
 * characters, the key of a 15-character value, and last the parts. Months 20 to 99 are those given when the month is
 * unknown; numbers that start with 5 to 8 are temporary and their parts say nothing about birth, so they are judged
 * by their own form. Right in form and nobody's (`specimen`) are the number of the specimen card, and a digit kept down:
 * a first digit and twelve that are all the same.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 13)`.
 * @returns a code into `nir.reasons`; from the key on, the canonical form has been written.
 */
export function readNir(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const length = end - start;
  if (length === NIR_WIDTH || length === WIDTH_WITH_KEY) {
    const reason = judge(bytes, start, length, out, at);
    if (reason !== CHARACTER) return reason;
  }
  const characters = gatherCharacters(bytes, start, end, scratch);
  if (characters === 0) return EMPTY;
  if (characters !== NIR_WIDTH && characters !== WIDTH_WITH_KEY) return LENGTH;
  return judge(scratch, 0, characters, out, at);
}

// Judges 13 or 15 characters that stand side by side.
function judge(bytes: Uint8Array, start: number, length: number, out: Uint8Array, at: number): number {
  // Two halves, since 13 digits exceed the 32-bit integers that the machine divides fast.
  let high = 0;
  for (let index = 0; index < 6; index++) {
    const digit = bytes[start + index]! - DIGIT_0;
    if (digit < 0 || digit > 9) return CHARACTER;
    high = high * 10 + digit;
  }
  const seventh = bytes[start + 6]!;
  let corsica = 0;
  if (seventh >= DIGIT_0 && seventh <= DIGIT_0 + 9) high = high * 10 + (seventh - DIGIT_0);
  else {
    // Lower case differs by the bit 0x20; A and B stand in the département of Corsica only, for which the key is that
    // of départements 19 and 18.
    corsica = seventh & ~0x20;
    if ((corsica !== LETTER_A && corsica !== LETTER_A + 1) || bytes[start + 5] !== DIGIT_0 + 2) return CHARACTER;
    high = high * 10 - (corsica - LETTER_A + 1);
  }
  let low = 0;
  for (let index = 7; index < NIR_WIDTH; index++) {
    const digit = bytes[start + index]! - DIGIT_0;
    if (digit < 0 || digit > 9) return CHARACTER;
    low = low * 10 + digit;
  }
  if (length === WIDTH_WITH_KEY) {
    const tens = bytes[start + 13]! - DIGIT_0;
    const units = bytes[start + 14]! - DIGIT_0;
    if (tens < 0 || tens > 9 || units < 0 || units > 9) return CHARACTER;
    for (let index = 0; index < NIR_WIDTH; index++) out[at + index] = bytes[start + index]!;
    if (corsica !== 0) out[at + 6] = corsica;
    if (tens * 10 + units !== keyOf(high, low)) return WRONG_KEY;
  } else {
    for (let index = 0; index < NIR_WIDTH; index++) out[at + index] = bytes[start + index]!;
    if (corsica !== 0) out[at + 6] = corsica;
  }
  return judgeParts(high, low, corsica !== 0, out, at);
}

// Computes the key from the first 7 and the last 6 digits: 97 minus the 13-digit number modulo 97; 10⁶ mod 97 = 27.
function keyOf(high: number, low: number): number {
  return 97 - (((high % 97) * 27 + low) % 97);
}

// Judges the parts. For Corsica the letter counts as 2A → 19, 2B → 18 inside `high`, which is a possible département
// too, so only its commune is judged.
function judgeParts(high: number, low: number, isCorsica: boolean, out: Uint8Array, at: number): number {
  const sex = (high / 1_000_000) | 0;
  if (sex === 0 || sex === 9) return SEX;
  let reason = judgeBirth(((high / 100) | 0) % 100, high % 100, (low / 1000) | 0, isCorsica);
  if (reason === REASON_OK && low % 1000 === 0) reason = ORDER;
  if (reason !== REASON_OK) {
    // NNP and MIG numbers: after the first digit the sex (0 before 2012), then serial digits.
    const isTemporary = sex >= 5 && ((high / 100_000) | 0) % 10 <= 2;
    if (!isTemporary) return reason;
  }
  return isSpecimen(out, at) || isKeptDown(out, at) ? SPECIMEN : REASON_OK;
}

function isSpecimen(out: Uint8Array, at: number): boolean {
  for (let index = 0; index < NIR_WIDTH; index++) if (out[at + index] !== SPECIMEN_CARD[index]) return false;
  return true;
}

function isKeptDown(out: Uint8Array, at: number): boolean {
  for (let index = 2; index < NIR_WIDTH; index++) if (out[at + index] !== out[at + 1]) return false;
  return true;
}

// Judges month, département and commune of birth.
function judgeBirth(month: number, departement: number, commune: number, isCorsica: boolean): number {
  if (month === 0 || (month > 12 && month < 20)) return MONTH;
  if (departement === 0) return DEPARTEMENT;
  if (isCorsica || departement <= 96) return commune >= 1 && commune <= 990 ? REASON_OK : COMMUNE;
  // Abroad: the three digits are the country. Overseas: the first belongs to the département (971 to 978, 984 to 989).
  if (departement === 99) return commune >= 1 ? REASON_OK : COMMUNE;
  const third = (commune / 100) | 0;
  const overseas = departement === 97 ? third >= 1 && third <= 8 : third >= 4;
  if (!overseas) return DEPARTEMENT;
  return commune % 100 >= 1 && commune % 100 <= 90 ? REASON_OK : COMMUNE;
}

/**
 * Brings a column of NIRs to the canonical 13 characters.
 *
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @param level - the strongest level a value must pass to be accepted; `plausibility` unless given.
 * @returns canonical forms, validity, and a code into `nir.reasons` per row.
 * @throws {RangeError} if `rows` is not an integer from 0 up or `offsets` is too short.
 * @remarks O(rows + bytes) time; allocates 18⅛ bytes a row.
 */
export function canonicalNirColumn(
  offsets: Int32Array,
  bytes: Uint8Array,
  valid: Uint8Array | null,
  rows: number,
  level: IdentifierLevel = 'plausibility',
): CanonicalColumn {
  return canonicalColumn(nir, level, offsets, bytes, valid, rows);
}

/**
 * Computes the key of a canonical NIR.
 *
 * @param bytes - holds the 13 characters, capital letters.
 * @param start - where they start.
 * @returns the key, from 1 to 97, or 0 when the characters are not those of a NIR.
 */
export function nirKeyOfBytes(bytes: Uint8Array, start: number): number {
  let high = 0;
  let low = 0;
  for (let index = 0; index < 7; index++) {
    const byte = bytes[start + index]!;
    if (index === 6 && (byte === LETTER_A || byte === LETTER_A + 1) && bytes[start + 5] === DIGIT_0 + 2) {
      high = high * 10 - (byte - LETTER_A + 1);
      continue;
    }
    if (byte < DIGIT_0 || byte > DIGIT_0 + 9) return 0;
    high = high * 10 + (byte - DIGIT_0);
  }
  for (let index = 7; index < NIR_WIDTH; index++) {
    const byte = bytes[start + index]!;
    if (byte < DIGIT_0 || byte > DIGIT_0 + 9) return 0;
    low = low * 10 + (byte - DIGIT_0);
  }
  return keyOf(high, low);
}

const encoder = new TextEncoder();

/**
 * Computes the key of a NIR.
 *
 * @param text - the 13 characters, separators allowed.
 * @returns the key as two digits, `01` to `97`, or `null` when the text is not 13 characters of a NIR.
 * @example
 * nirKey('2840588321025'); // => '32'
 */
export function nirKey(text: string): string | null {
  const bytes = encoder.encode(text);
  if (gatherCharacters(bytes, 0, bytes.length, scratch) !== NIR_WIDTH) return null;
  if (scratch[6]! > 96) scratch[6]! -= 32;
  const key = nirKeyOfBytes(scratch, 0);
  return key === 0 ? null : String(key).padStart(2, '0');
}
