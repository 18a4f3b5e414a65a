import { frenchCapitals, plainCapitals } from './capitals.ts';

/**
 * Digits by letter from A to Z. `.` is a vowel: no digit, but it keeps equal digits apart. `-` is H or W: no digit, and
 * equal digits around it are one.
 */
const AMERICAN_DIGITS = '.123.12-.22455.12623.1-2.2';
const FRENCH_DIGITS = '.123.97-.72455.12683.9-8.8';

const LETTER_A = 65;
const CODE_LENGTH = 4;

/**
 * Gives the American Soundex of a name: its first letter and three digits. Letters of one digit on both sides of H or W
 * count once, as in the rules of the National Archives; SQL dialects and many libraries count them twice.
 *
 * @param name - any text; accents and everything that is no letter are set aside first.
 * @returns a letter and three digits, or empty text for a name without letters.
 * @see Soundex System, National Archives and Records Administration (United States), General Information Leaflet 55.
 * @example
 * americanSoundex('Ashcraft'); // => 'A261'
 */
export function americanSoundex(name: string): string {
  return soundexBy(AMERICAN_DIGITS, name);
}

/**
 * Gives the French Soundex of a name: as the American one, with digits for French: G and J are 7, X, Z and S are 8, F
 * and V are 9.
 *
 * @param name - any text; accents and everything that is no letter are set aside first. Ç counts as S.
 * @returns a letter and three digits, or empty text for a name without letters.
 * @see F. Brouard, « L’art des Soundex », sqlpro.developpez.com/cours/soundex.
 * @example
 * frenchSoundex('Dupond') === frenchSoundex('Dupont'); // => true
 */
export function frenchSoundex(name: string): string {
  return soundexBy(FRENCH_DIGITS, frenchCapitals(name).replaceAll('Ç', 'S'));
}

function soundexBy(digits: string, name: string): string {
  const word = plainCapitals(name);
  let code = word.charAt(0);
  let previous = '';
  for (let index = 0; index < word.length && code.length < CODE_LENGTH; index++) {
    const digit = digits.charAt(word.charCodeAt(index) - LETTER_A);
    if (digit === '-') continue;
    if (index > 0 && digit !== '.' && digit !== previous) code += digit;
    previous = digit;
  }
  return code === '' ? '' : code.padEnd(CODE_LENGTH, '0');
}
