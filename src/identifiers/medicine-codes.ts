import { cip13 } from './cip13.ts';
import { cip7 } from './cip7.ts';
import { ean13CheckDigit } from './ean13.ts';
import type { Identifier } from './identifier.ts';
import { normaliseIdentifier } from './plain-text.ts';
import { ucd13 } from './ucd13.ts';
import { ucd7 } from './ucd7.ts';

/**
 * From the codes of medicines of 7 digits to those of 13 digits and back: 34009 or 34008, the 7 digits, and the check
 * digit of EAN-13.
 */

/** Digits of the former codes and of those in use. */
const SHORT = 7;
const LONG = 13;

/** Fifth digit of the codes of 13 digits: presentations (CIP) and dispensing units (UCD). */
export type MedicineSeries = 'cip' | 'ucd';

const SERIES_DIGIT: Readonly<Record<MedicineSeries, number>> = Object.freeze({ cip: 57, ucd: 56 });

/**
 * Widens canonical codes of 7 digits to 13 digits.
 *
 * @param series - whether they are CIP7 or UCD7 codes.
 * @param codes - the codes one after another, Uint8Array(7 · count) of ASCII digits.
 * @param count - number of codes.
 * @returns the codes of 13 digits one after another, Uint8Array(13 · count).
 * @throws {RangeError} if `codes` holds fewer than `count` codes.
 * @remarks O(count) time; nothing per code. The way back is to take the digits 5 to 11 of each code.
 */
export function widenMedicineCodes(series: MedicineSeries, codes: Uint8Array, count: number): Uint8Array {
  if (codes.length < SHORT * count) throw new RangeError(`codes: expected at least ${SHORT * count} bytes, got ${codes.length}`);
  const out = new Uint8Array(LONG * count);
  for (let index = 0, from = 0, at = 0; index < count; index++, from += SHORT, at += LONG) {
    out[at] = 51;
    out[at + 1] = 52;
    out[at + 2] = 48;
    out[at + 3] = 48;
    out[at + 4] = SERIES_DIGIT[series];
    for (let digit = 0; digit < SHORT; digit++) out[at + 5 + digit] = codes[from + digit]!;
    out[at + 12] = 48 + ean13CheckDigit(out, at);
  }
  return out;
}

/**
 * Gives the CIP13 code of a CIP7 code.
 *
 * @param text - 7 digits, separators allowed.
 * @returns 13 digits, or `null` when the text is no CIP7 code.
 * @example
 * cip13OfCip7('494 972-9'); // => '3400949497294'
 */
export function cip13OfCip7(text: string): string | null {
  return widen('cip', cip7, text);
}

/**
 * Gives the CIP7 code inside a CIP13 code.
 *
 * @param text - 13 digits, separators allowed.
 * @returns 7 digits, or `null` when the text is no CIP13 code or one outside the series 34009, which has no CIP7 code.
 * @example
 * cip7OfCip13('3400949497294'); // => '4949729'
 * cip7OfCip13('3400890006262'); // => null, a UCD13 code
 */
export function cip7OfCip13(text: string): string | null {
  const code = normaliseIdentifier(cip13, text);
  return code !== null && code[4] === '9' ? code.slice(5, 12) : null;
}

/**
 * Gives the UCD13 code of a UCD7 code.
 *
 * @param text - 7 digits, separators allowed.
 * @returns 13 digits, or `null` when the text is no UCD7 code.
 * @example
 * ucd13OfUcd7('9000626'); // => '3400890006262'
 */
export function ucd13OfUcd7(text: string): string | null {
  return widen('ucd', ucd7, text);
}

/**
 * Gives the UCD7 code inside a UCD13 code.
 *
 * @param text - 13 digits, separators allowed.
 * @returns 7 digits, or `null` when the text is no UCD13 code.
 * @example
 * ucd7OfUcd13('34008 900 062 6 2'); // => '9000626'
 */
export function ucd7OfUcd13(text: string): string | null {
  return normaliseIdentifier(ucd13, text)?.slice(5, 12) ?? null;
}

function widen(series: MedicineSeries, identifier: Identifier, text: string): string | null {
  const code = normaliseIdentifier(identifier, text);
  return code === null ? null : new TextDecoder().decode(widenMedicineCodes(series, new TextEncoder().encode(code), 1));
}
