import { CHARACTER, digitsReasons, FIRST_OWN_REASON, LENGTH, numberOfDigits, readDigits, type DigitsReason } from './digits.ts';
import { REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { normaliseIdentifier } from './plain-text.ts';
import { gatherCharacters } from './separators.ts';

/**
 * French postal codes: 5 digits, of which the first two or three are mostly those of the département.
 *
 * Two faults have reasons of their own: four digits that a spreadsheet left of a code from 01 to 09, and the code of a
 * commune in Corsica (`2A004`), where postal codes start with 20.
 *
 * @see La Poste, Base officielle des codes postaux.
 */

/** Names of the reasons for a postal code. */
export type PostalCodeReason = CommonReason | DigitsReason | 'leadingZero' | 'communeCode' | 'departement';

const LEADING_ZERO = FIRST_OWN_REASON;
const COMMUNE_CODE = FIRST_OWN_REASON + 1;
const DEPARTEMENT = FIRST_OWN_REASON + 2;

/** Characters of a postal code. */
export const POSTAL_CODE_WIDTH = 5;

const scratch = new Uint8Array(POSTAL_CODE_WIDTH + 1);

/** The postal code as an {@link Identifier}. */
export const postalCode: Identifier<'postalCode', PostalCodeReason> = Object.freeze({
  name: 'postalCode',
  width: POSTAL_CODE_WIDTH,
  isFixed: true,
  reasons: digitsReasons([['leadingZero', 'format'], ['communeCode', 'format'], ['departement', 'plausibility']]),
  read: readPostalCode,
  format: (canonical: string): string => canonical,
});

/**
 * Reads one postal code from bytes; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 5)`.
 * @returns a code into `postalCode.reasons`.
 */
export function readPostalCode(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const reason = readDigits(bytes, start, end, POSTAL_CODE_WIDTH, out, at);
  if (reason === LENGTH) return isShortCode(bytes, start, end) ? LEADING_ZERO : LENGTH;
  if (reason === CHARACTER) return isCorsicanCommune(bytes, start, end) ? COMMUNE_CODE : CHARACTER;
  if (reason !== REASON_OK) return reason;
  return hasDepartement(numberOfDigits(out, at, at + 3)) ? REASON_OK : DEPARTEMENT;
}

// Tells four digits, the first not zero.
function isShortCode(bytes: Uint8Array, start: number, end: number): boolean {
  if (gatherCharacters(bytes, start, end, scratch) !== POSTAL_CODE_WIDTH - 1 || scratch[0] === 48) return false;
  return areDigits(0, POSTAL_CODE_WIDTH - 1);
}

// Tells 2A or 2B and three digits.
function isCorsicanCommune(bytes: Uint8Array, start: number, end: number): boolean {
  gatherCharacters(bytes, start, end, scratch);
  const letter = scratch[1]! & ~0x20;
  return scratch[0] === 50 && scratch[1]! >= 65 && (letter === 65 || letter === 66) && areDigits(2, POSTAL_CODE_WIDTH);
}

function areDigits(from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (scratch[index]! < 48 || scratch[index]! > 57) return false;
  return true;
}

// Tells whether postal codes start with these three digits: 010 to 959; 971 to 978 and 984 to 989 overseas; 980, Monaco.
function hasDepartement(prefix: number): boolean {
  if (prefix < 960) return prefix >= 10;
  return (prefix >= 971 && prefix <= 978) || prefix === 980 || (prefix >= 984 && prefix <= 989);
}

/**
 * Finds the département that a postal code is named after.
 *
 * @param text - the postal code.
 * @returns its code, `2A` or `2B` in Corsica, three digits overseas; `null` when the text is no postal code, or one of
 *   Monaco or of an unused Corsican series.
 * @remarks A few communes are served from the next département: 26 of the 35,539 pairs of commune and postal code of
 *   2026. The code of the commune is what tells its département.
 * @see `@etalab/decoupage-administratif` 6.0.0, codesPostaux.
 * @example
 * departementOfPostalCode('20 200'); // => '2B'
 * departementOfPostalCode('97139'); // => '971'
 */
export function departementOfPostalCode(text: string): string | null {
  const code = normaliseIdentifier(postalCode, text);
  if (code === null || code.startsWith('980')) return null;
  if (code.startsWith('20')) return CORSICAN_SERIES[code.slice(0, 3)] ?? null;
  return code.slice(0, code.startsWith('97') || code.startsWith('98') ? 3 : 2);
}

const CORSICAN_SERIES: Readonly<Record<string, string>> = Object.freeze({ 200: '2A', 201: '2A', 202: '2B', 206: '2B' });
