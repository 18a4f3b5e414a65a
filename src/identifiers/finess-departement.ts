import { finess } from './finess.ts';
import { normaliseIdentifier } from './plain-text.ts';

/** The first four characters of the numbers overseas, by département. */
const OVERSEAS: Readonly<Record<string, string>> = Object.freeze({ 9701: '971', 9702: '972', 9703: '973', 9704: '974', 9805: '976' });

/**
 * Finds the département that a FINESS number was given in.
 *
 * @param text - 9 characters, separators allowed.
 * @returns the code of the département as COG writes it, `2A` or `2B` in Corsica, three digits overseas; `null` when the
 *   text is no FINESS number, or one of a collectivity overseas whose series is not known.
 * @remarks An establishment that moved keeps its number, so that the address decides when it is known. Files of FINESS
 *   write the départements overseas as 9A to 9F, which are no part of the number.
 * @example
 * departementOfFiness('97 030 202 2'); // => '973'
 * departementOfFiness('2a0000154'); // => '2A'
 */
export function departementOfFiness(text: string): string | null {
  const number = normaliseIdentifier(finess, text);
  if (number === null) return null;
  return /^9[78]/.test(number) ? OVERSEAS[number.slice(0, 4)] ?? null : number.slice(0, 2);
}
