import { skipBlanks, trimBlanks } from './blanks.ts';
import { DEPARTEMENTS, departementOfCommune } from './departement.ts';
import { reasonTable, REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { normaliseIdentifier } from './plain-text.ts';

/**
 * Codes of communes in the official geographic code (COG): the département and three digits, 5 characters; overseas the
 * third character belongs to the département. A place of birth may also be a country: 99 and its three digits.
 *
 * Codes 20001 to 20366 are those of Corsican communes before 1976. Some of them are also postal codes of today (20090,
 * 20200), which no rule can tell apart without a date; those that cannot be communes are reported as `postalCode`.
 *
 * @see INSEE, Code officiel géographique.
 */

/**
 * Names of the reasons for a commune or place of birth:
 *
 * - `leadingZero`: four digits, as a spreadsheet leaves the codes of départements 01 to 09.
 * - `departement`: no département or collectivity starts like that.
 * - `number`: the commune has no number (75000), as postal codes of large towns end.
 * - `postalCode`: a code 20000 or from 20367 on, which is a Corsican postal code in the place of 2A… or 2B….
 * - `country`: for a commune, the code of a country; for a place of birth, one that no country has.
 */
export type CommuneReason =
  | CommonReason
  | 'empty'
  | 'length'
  | 'character'
  | 'leadingZero'
  | 'departement'
  | 'number'
  | 'postalCode'
  | 'country';

const EMPTY = 2;
const LENGTH = 3;
const CHARACTER = 4;
const LEADING_ZERO = 5;
const DEPARTEMENT = 6;
const NUMBER = 7;
const POSTAL_CODE = 8;
const COUNTRY = 9;

/** Characters of the code of a commune. */
export const COMMUNE_WIDTH = 5;

/** Numbers that {@link communeNumber} can give: 00000 to 99999, then 2A and 2B with their three digits. */
export const COMMUNE_NUMBERS = 102_000;

const CORSE_DU_SUD = 100_000;
const FORMER_CORSICA = 20;
const LAST_FORMER_CORSICAN = 20_366;
const ABROAD = 99;

/** Places of birth that are no département now: Tunisia, and Mayotte as 985. */
const TUNISIA = 96;
const FORMER_MAYOTTE = 985;

const reasons = reasonTable<CommuneReason>([
  ['empty', 'format'],
  ['length', 'format'],
  ['character', 'format'],
  ['leadingZero', 'format'],
  ['departement', 'plausibility'],
  ['number', 'plausibility'],
  ['postalCode', 'plausibility'],
  ['country', 'plausibility'],
]);

/** The code of a commune as an {@link Identifier}. Whether it exists is a question for `loadCommunes`. */
export const commune: Identifier<'commune', CommuneReason> = Object.freeze({
  name: 'commune',
  width: COMMUNE_WIDTH,
  isFixed: true,
  reasons,
  read: readCommune,
  format: (canonical: string): string => canonical,
});

/** A place of birth as an {@link Identifier}: a commune, one of a former territory (96…, 985…), or a country (99…). */
export const birthPlace: Identifier<'birthPlace', CommuneReason> = Object.freeze({
  name: 'birthPlace',
  width: COMMUNE_WIDTH,
  isFixed: true,
  reasons,
  read: readBirthPlace,
  format: (canonical: string): string => canonical,
});

/**
 * Reads the code of one commune from bytes, in either case, blanks around it.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 5)`.
 * @returns a code into `commune.reasons`.
 */
export function readCommune(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const reason = readForm(bytes, start, end, out, at);
  if (reason !== REASON_OK) return reason;
  const number = communeNumber(out, at);
  return Math.floor(number / 1000) === ABROAD ? COUNTRY : judgeCommune(number, out, at);
}

/**
 * Reads the code of one place of birth from bytes, in either case, blanks around it.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 5)`.
 * @returns a code into `birthPlace.reasons`.
 */
export function readBirthPlace(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const reason = readForm(bytes, start, end, out, at);
  if (reason !== REASON_OK) return reason;
  const number = communeNumber(out, at);
  const departement = Math.floor(number / 1000);
  // The first digit of a country is its continent: Europe, Asia, Africa, America, Oceania.
  if (departement === ABROAD) return number >= 99_100 && number < 99_600 ? REASON_OK : COUNTRY;
  if (departement === TUNISIA) return number % 1000 === 0 ? NUMBER : REASON_OK;
  if (Math.floor(number / 100) === FORMER_MAYOTTE) return number % 100 === 0 ? NUMBER : REASON_OK;
  return judgeCommune(number, out, at);
}

// Writes five characters: digits, but A or B may follow a 2.
function readForm(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const from = skipBlanks(bytes, start, end);
  const to = trimBlanks(bytes, from, end);
  if (from === to) return EMPTY;
  if (to - from !== COMMUNE_WIDTH) return isShortCode(bytes, from, to) ? LEADING_ZERO : LENGTH;
  for (let index = 0; index < COMMUNE_WIDTH; index++) {
    const byte = bytes[from + index]!;
    const letter = byte & ~0x20;
    if (byte >= 48 && byte <= 57) out[at + index] = byte;
    else if (index === 1 && bytes[from] === 50 && byte >= 65 && (letter === 65 || letter === 66)) out[at + index] = letter;
    else return CHARACTER;
  }
  return REASON_OK;
}

// Tells four digits, the first not zero.
function isShortCode(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== COMMUNE_WIDTH - 1 || bytes[start] === 48) return false;
  for (let index = start; index < end; index++) if (bytes[index]! < 48 || bytes[index]! > 57) return false;
  return true;
}

// Judges the number of a commune in France.
function judgeCommune(number: number, out: Uint8Array, at: number): number {
  if (departementOfCommune(out, at, at + COMMUNE_WIDTH) < 0) return DEPARTEMENT;
  const departement = Math.floor(number / 1000);
  if (departement === FORMER_CORSICA) return number > FORMER_CORSICA * 1000 && number <= LAST_FORMER_CORSICAN ? REASON_OK : POSTAL_CODE;
  const isOverseas = departement === 97 || departement === 98;
  return number % (isOverseas ? 100 : 1000) === 0 ? NUMBER : REASON_OK;
}

/**
 * Gives the number by which tables of communes are indexed.
 *
 * @param code - a canonical code of a commune.
 * @param at - where its five characters start.
 * @returns an integer in [0, 102000): the code itself, 2A as 100000 and 2B as 101000 with their three digits.
 */
export function communeNumber(code: Uint8Array, at: number): number {
  const rest = (code[at + 2]! - 48) * 100 + (code[at + 3]! - 48) * 10 + code[at + 4]! - 48;
  const second = code[at + 1]!;
  if (second >= 65) return CORSE_DU_SUD + (second - 65) * 1000 + rest;
  return ((code[at]! - 48) * 10 + second - 48) * 1000 + rest;
}

/** What the code of a commune says. */
export interface CommuneFacts {
  /** Code of its département or collectivity, one of {@link DEPARTEMENTS}. */
  readonly departement: string;
  /** The commune: for the municipal arrondissements of Paris, Lyon and Marseille the code of the town, else the code itself. */
  readonly commune: string;
  /** Whether the code is that of a municipal arrondissement. */
  readonly isArrondissement: boolean;
}

/** The municipal arrondissements: first and last code, and the code of the town. */
const ARRONDISSEMENTS: readonly (readonly [first: string, last: string, town: string])[] = Object.freeze([
  ['75101', '75120', '75056'],
  ['69381', '69389', '69123'],
  ['13201', '13216', '13055'],
] as const);

/**
 * Finds the département of a commune, and the town of a municipal arrondissement: statistics of communes know Paris,
 * Lyon and Marseille as one, births and addresses by arrondissement.
 *
 * @param text - the code of a commune.
 * @returns what it says, or `null` when the text is not the code of a commune.
 * @example
 * extractCommune('75112'); // => { departement: '75', commune: '75056', isArrondissement: true }
 * extractCommune('2a004'); // => { departement: '2A', commune: '2A004', isArrondissement: false }
 */
export function extractCommune(text: string): CommuneFacts | null {
  const code = normaliseIdentifier(commune, text);
  if (code === null) return null;
  const town = ARRONDISSEMENTS.find(([first, last]) => code >= first && code <= last)?.[2];
  const departement = DEPARTEMENTS[departementOfCommune(new TextEncoder().encode(code), 0, COMMUNE_WIDTH)]!;
  return { departement, commune: town ?? code, isArrondissement: town !== undefined };
}
