import { plainCapitals } from './capitals.ts';
import { rewrite, rewriting } from './rules.ts';

const SOUNDS = rewriting(`
  GU > K / _[IE]
  G > K / _[AO]
  GU > K
  C > K / _[AOU]
  Q > K ; CC > K ; CK > K
`);

const VOWELS = rewriting('[EIOU] > A / ._');

const PREFIXES = rewriting(`
  MAC > MCC / #_
  SCH > SSS / #_
  ASA > AZA / #_
  KN > NN / #_
  P[HF] > FF / #_
`);

const SKELETON = rewriting(String.raw`
  H > / [^CS]_
  Y > / [^A]_
  [ADTS] > / _#
  A > / ._
  (.)\1+ > $1
`);

const RULES = [...SOUNDS, ...VOWELS, ...PREFIXES, ...SKELETON];

/**
 * Gives the Soundex 2 of a French name: its consonants as they sound, at most four letters.
 *
 * @param name - any text; accents and everything that is no letter are set aside first.
 * @returns at most four letters, without the trailing spaces of the original; empty for a name without letters.
 * @see F. Brouard, « L’art des Soundex », sqlpro.developpez.com/cours/soundex, §3.
 * @example
 * soundex2('MacKenzie'); // => 'MKNZ'
 */
export function soundex2(name: string): string {
  return rewrite(plainCapitals(name), RULES).slice(0, 4);
}
