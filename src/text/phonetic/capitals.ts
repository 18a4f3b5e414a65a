import { compose } from '../compose.ts';
import { foldLetters } from '../fold-letters.ts';

/**
 * Letters of a word that are read. No name has as many, and the time that rules take grows with the square of the length.
 */
const MAX_LETTERS = 100;

const CAPITALS = /^[A-Z]{0,100}$/;
const NOT_CAPITAL = /[^A-Z]/g;
const NOT_FRENCH_CAPITAL = /[^A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜÑŒÆ]/g;

/**
 * Brings a word to the letters that phonetic rules are written for. Accents and ligatures give way to plain capitals;
 * everything else goes, hyphens, apostrophes and spaces included, wherever they stand and however many they are.
 *
 * @param text - any text; several words are read as one.
 * @returns at most 100 letters from A to Z; empty for a text without any.
 * @example
 * plainCapitals('d’Œuvre-Lefèvre'); // => 'DOEUVRELEFEVRE'
 */
export function plainCapitals(text: string): string {
  const capitals = text.toUpperCase();
  return CAPITALS.test(capitals) ? capitals : foldLetters(capitals).toUpperCase().replace(NOT_CAPITAL, '').slice(0, MAX_LETTERS);
}

/**
 * Brings a word to capitals as {@link plainCapitals} does, but keeps the accents and ligatures of French, for rules
 * that hear them.
 *
 * @param text - any text; several words are read as one.
 * @returns at most 100 letters from A to Z and `ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜÑŒÆ`, composed (NFC).
 * @example
 * frenchCapitals('l’été à Łódź'); // => 'LÉTÉÀLODZ'
 */
export function frenchCapitals(text: string): string {
  const capitals = text.toUpperCase();
  return CAPITALS.test(capitals) ? capitals : compose(capitals).replace(NOT_FRENCH_CAPITAL, plainCapitals).slice(0, MAX_LETTERS);
}
