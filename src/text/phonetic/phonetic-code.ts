import { berge } from './berge.ts';
import { doubleMetaphone, doubleMetaphoneAlternate } from './double-metaphone.ts';
import { fonem } from './fonem.ts';
import { phonex } from './phonex.ts';
import { sonnex } from './sonnex.ts';
import { americanSoundex, frenchSoundex } from './soundex.ts';
import { soundex2 } from './soundex2.ts';

/** Names of the phonetic algorithms, those for French first. */
export type PhoneticAlgorithm =
  | 'soundex2'
  | 'phonex'
  | 'fonem'
  | 'berge'
  | 'sonnex'
  | 'frenchSoundex'
  | 'americanSoundex'
  | 'doubleMetaphone'
  | 'doubleMetaphoneAlternate';

const ALGORITHMS: Readonly<Record<PhoneticAlgorithm, (text: string) => string>> = Object.freeze({
  soundex2,
  phonex,
  fonem,
  berge,
  sonnex,
  frenchSoundex,
  americanSoundex,
  doubleMetaphone,
  doubleMetaphoneAlternate,
});

/** Every phonetic algorithm by name. */
export const PHONETIC_ALGORITHMS: readonly PhoneticAlgorithm[] = Object.freeze(Object.keys(ALGORITHMS) as PhoneticAlgorithm[]);

/**
 * Gives the phonetic code of a word: words that sound alike have one code.
 *
 * @param algorithm - whose ears; every algorithm says in its own file what it hears.
 * @param text - a word or a name; case, accents, hyphens, apostrophes and spaces do not matter, but for the accents that
 *   `phonex`, `berge` and `sonnex` hear; letters after the hundredth are not read.
 * @returns an ASCII code; empty when nothing is heard.
 * @example
 * phoneticCode('sonnex', 'temps') === phoneticCode('sonnex', 'tant'); // => true
 */
export function phoneticCode(algorithm: PhoneticAlgorithm, text: string): string {
  return ALGORITHMS[algorithm](text);
}
