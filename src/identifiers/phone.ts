import { numberOfDigits } from './digits.ts';
import { reasonTable, REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { inGroups } from './in-groups.ts';
import { normaliseIdentifier } from './plain-text.ts';
import { gatherCharacters } from './separators.ts';

/**
 * French telephone numbers, brought to the international form E.164: `+33612345678`.
 *
 * Read are national numbers of ten digits (`06 12 34 56 78`) and international ones with `+` or `00`, a `(0)` after the
 * country code or not. The plan of ten digits is one for France and most of its overseas parts, but the country code is
 * not: `0692…` is +262, `0590…` is +590. The number decides, so that `+33 6 92…`, which people write, and `0692…`
 * become one. The Pacific territories have plans of their own and are known by their country code only.
 *
 * @see Arcep, décision n° 2018-0881 modifiée, plan national de numérotation; ITU-T E.164; the metadata of
 *   libphonenumber (Apache-2.0) for the mobile series 7090 to 7093, which several country codes share.
 */

/**
 * Names of the reasons for a telephone number:
 *
 * - `leadingZero`: nine digits, as a spreadsheet leaves them.
 * - `shortNumber`: up to six digits, an emergency or service number (or a local number in the Pacific).
 * - `internationalPrefix`: the code 33 without `+` or `00`, or these without a country code.
 * - `countryCode`: a mainland number with the code of an overseas part, or that of another part.
 * - `fictional`: from the series kept for films and books.
 * - `foreign`: an international number outside the French plans.
 */
export type PhoneReason =
  | CommonReason
  | 'empty'
  | 'character'
  | 'length'
  | 'leadingZero'
  | 'shortNumber'
  | 'internationalPrefix'
  | 'countryCode'
  | 'fictional'
  | 'foreign';

const EMPTY = 2;
const CHARACTER = 3;
const LENGTH = 4;
const LEADING_ZERO = 5;
const SHORT_NUMBER = 6;
const INTERNATIONAL_PREFIX = 7;
const COUNTRY_CODE = 8;
const FICTIONAL = 9;
const FOREIGN = 10;

/** Characters of the longest number: `+` and 15 digits. */
export const PHONE_WIDTH = 16;

/** Fewest and most digits of an international number. */
const MIN_DIGITS = 7;
const MAX_DIGITS = 15;

/** Digits of a number of the national plan, without its 0. */
const NATIONAL = 9;

const MAX_SHORT = 6;
const MAINLAND = 33;
const SAINT_PIERRE = 508;

const [PLUS, DIGIT_0, DIGIT_9] = [43, 48, 57] as const;
const [OPENING_BRACKET, CLOSING_BRACKET] = [40, 41] as const;

/** First five digits of the series that no subscriber has, without their 0. */
const FICTIONAL_SERIES = Int32Array.of(19_900, 26_191, 35_301, 46_571, 53_649, 63_998);

/** The value being read: its characters, then its digits only. */
const digits = new Uint8Array(32);

/** The telephone number as an {@link Identifier}. */
export const phone: Identifier<'phone', PhoneReason> = Object.freeze({
  name: 'phone',
  width: PHONE_WIDTH,
  isFixed: false,
  reasons: reasonTable([
    ['empty', 'format'],
    ['character', 'format'],
    ['length', 'format'],
    ['leadingZero', 'format'],
    ['shortNumber', 'format'],
    ['internationalPrefix', 'format'],
    ['countryCode', 'plausibility'],
    ['fictional', 'plausibility'],
    ['foreign', 'plausibility'],
  ]),
  read: readPhone,
  format: formatPhone,
});

/**
 * Reads one telephone number from bytes; separators and brackets may stand between digits.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 16)`, zeros after a shorter form.
 * @returns a code into `phone.reasons`.
 */
export function readPhone(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const characters = gatherCharacters(bytes, start, end, digits);
  if (characters === 0) return EMPTY;
  if (characters === digits.length) return LENGTH;
  const hasPlus = digits[0] === PLUS;
  let count = 0;
  for (let index = hasPlus ? 1 : 0; index < characters; index++) {
    const byte = digits[index]!;
    if (byte >= DIGIT_0 && byte <= DIGIT_9) digits[count++] = byte;
    else if (byte !== OPENING_BRACKET && byte !== CLOSING_BRACKET) return CHARACTER;
  }
  if (hasPlus) return readInternational(0, count, out, at);
  if (count > MAX_SHORT && digits[0] === DIGIT_0 && digits[1] === DIGIT_0) return readInternational(2, count, out, at);
  if (count === NATIONAL + 1 && digits[0] === DIGIT_0) return writeNational(1, MAINLAND, out, at);
  if (count === NATIONAL && digits[0] !== DIGIT_0) return LEADING_ZERO;
  if (count === NATIONAL + 2 && numberOfDigits(digits, 0, 2) === MAINLAND) return INTERNATIONAL_PREFIX;
  return count >= 2 && count <= MAX_SHORT ? SHORT_NUMBER : LENGTH;
}

// Reads the digits after `+` or `00`.
function readInternational(from: number, count: number, out: Uint8Array, at: number): number {
  if (from < count && digits[from] === DIGIT_0) return INTERNATIONAL_PREFIX;
  if (count - from < MIN_DIGITS || count - from > MAX_DIGITS) return LENGTH;
  const code = numberOfDigits(digits, from, from + 2) === MAINLAND ? MAINLAND : numberOfDigits(digits, from, from + 3);
  let rest = from + (code === MAINLAND ? 2 : 3);
  switch (code) {
    case MAINLAND: case 262: case 590: case 594: case 596: case SAINT_PIERRE:
      if (count - rest === NATIONAL + 1 && digits[rest] === DIGIT_0) rest++;
      if (digits[rest] === DIGIT_0) return LENGTH;
      if (count - rest === NATIONAL) return writeNational(rest, code, out, at);
      return code === SAINT_PIERRE && count - rest === 6 ? writeNumber(code, rest, count, out, at) : LENGTH;
    case 681: case 687:
      return count - rest === 6 ? writeNumber(code, rest, count, out, at) : LENGTH;
    case 689:
      return count - rest === 8 ? writeNumber(code, rest, count, out, at) : LENGTH;
    default:
      writeNumber(0, from, count, out, at);
      return FOREIGN;
  }
}

// Writes the nine digits from `from` on with the country code that they belong to, whatever code was written.
function writeNational(from: number, written: number, out: Uint8Array, at: number): number {
  const isFictional = FICTIONAL_SERIES.includes(numberOfDigits(digits, from, from + 5));
  const code = isFictional ? MAINLAND : countryCodeOf(from);
  // Saint-Pierre-et-Miquelon has numbers of six digits, which its neighbours reach through 0508.
  const isLocal = code === SAINT_PIERRE && digits[from] === DIGIT_0 + 5;
  if (isLocal && digits[from + 3] === DIGIT_0) return LENGTH;
  writeNumber(code, isLocal ? from + 3 : from, from + NATIONAL, out, at);
  // Special and non-geographic numbers (8 and 9) are reached with any of the codes.
  if (written !== MAINLAND && written !== code && digits[from]! < DIGIT_0 + 8) return COUNTRY_CODE;
  return isFictional ? FICTIONAL : REASON_OK;
}

// Finds the country code of nine digits of the national plan.
function countryCodeOf(from: number): number {
  switch (numberOfDigits(digits, from, from + 3)) {
    case 262: case 263: case 269: case 639: case 692: case 693: return 262;
    case 590: case 690: case 691: return 590;
    case 594: case 694: return 594;
    case 596: case 696: case 697: return 596;
    case 508: case 708: return SAINT_PIERRE;
    case 709: return sharedMobileCode(numberOfDigits(digits, from + 3, from + 5));
    default: return MAINLAND;
  }
}

// Finds the country code of a mobile number 709…, by its next two digits.
function sharedMobileCode(series: number): number {
  if (series < 10) return 590;
  if (series < 20) return 596;
  if (series < 30) return 262;
  if (series < 35) return 594;
  return series < 40 ? 262 : MAINLAND;
}

// Writes `+`, the country code unless it is 0, the digits, and zeros after them.
function writeNumber(code: number, from: number, to: number, out: Uint8Array, at: number): number {
  out.fill(0, at, at + PHONE_WIDTH);
  out[at] = PLUS;
  let length = 1;
  for (let unit = code >= 100 ? 100 : code >= 10 ? 10 : 0; unit >= 1; unit /= 10) out[at + length++] = DIGIT_0 + (((code / unit) | 0) % 10);
  for (let index = from; index < to; index++) out[at + length++] = digits[index]!;
  return REASON_OK;
}

// Writes numbers of the national plan with their 0, others in their international form.
function formatPhone(canonical: string): string {
  if (canonical.startsWith('+33')) return inGroups(`0${canonical.slice(3)}`, [2, 2, 2, 2, 2]);
  if (!/^\+(?:262|508|59[046]|68[179])/.test(canonical)) return canonical;
  const number = canonical.slice(4);
  return number.length === NATIONAL ? inGroups(`0${number}`, [4, 2, 2, 2]) : `${canonical.slice(0, 4)} ${inGroups(number, [2, 2, 2, 2])}`;
}

/**
 * What a number of the national plan is for: `geographic` (01 to 05, which since 2023 may be used anywhere), `mobile`
 * (06 and 07), `special` (08: services, free or not), `nonGeographic` (09). The Pacific territories and the six digits
 * of Saint-Pierre-et-Miquelon are not in it: `unknown`.
 */
export type PhoneKind = 'geographic' | 'mobile' | 'special' | 'nonGeographic' | 'unknown';

/** What a telephone number says. */
export interface PhoneFacts {
  /** Country code without `+`: `33`, `262` … */
  readonly countryCode: string;
  /** What its series is for. */
  readonly kind: PhoneKind;
}

/**
 * Finds country code and kind of a French telephone number.
 *
 * @param text - the number, national or international.
 * @returns what it says, or `null` when the text is no French telephone number.
 * @example
 * extractPhone('06 12 34 56 78'); // => { countryCode: '33', kind: 'mobile' }
 * extractPhone('+33 (0)6 92 12 34 56'); // => { countryCode: '262', kind: 'mobile' }
 */
export function extractPhone(text: string): PhoneFacts | null {
  const number = normaliseIdentifier(phone, text);
  if (number === null) return null;
  const countryCode = number.startsWith('+33') ? '33' : number.slice(1, 4);
  const rest = number.slice(1 + countryCode.length);
  return { countryCode, kind: rest.length === NATIONAL ? kindOf(rest) : 'unknown' };
}

function kindOf(number: string): PhoneKind {
  if (number < '6') return 'geographic';
  if (number < '8') return 'mobile';
  return number < '9' ? 'special' : 'nonGeographic';
}
