import { frenchCapitals, plainCapitals } from './capitals.ts';
import { rewrite, rewriting } from './rules.ts';

/** The letters whose accent or cedilla is heard. */
const ACCENTS = rewriting('[ÉÈÊË] > Y ; Ç > SS');

/** The sounds 1 (an, on), 2 (oi), 3 (ou), 4 (in) and 5 (ch) have digits; ai and è are Y until the letters fall together. */
const SOUNDS = rewriting(`
  Y > I
  H > / [^PCS]_
  PH > F
  G > K / _AI?[NM]
  [AE]I[NM] > YN / _[AEIOU]
  EAU > O ; OUA > 2
  [AE]I[NM] > 4
  [AE]I > Y ; E > Y / _[RTZ] ; ESS > YS
  [AEO]N > 1 / _[^AEIOU1234] ; [AE]M > 1 / _[^AEIOU1234]
  IN > 4 / _[^AEIOU1234]
  S > Z / [AEIOUY1234]_[AEIOUY1234]
  OE > E ; EU > E ; AU > O ; O[IY] > 2 ; OU > 3
  SCH|CH|SH > 5
  S[CS] > S
  C > S / _[EI]
  GU|QU|Q|C > K
  G > K / _[AOY]
`);

const LETTERS = rewriting(String.raw`
  A > O ; [DP] > T ; J > G ; [BV] > F ; M > N
  (.)\1+ > $1
  [TX] > / _#
`);

const RULES = [...SOUNDS, ...LETTERS];

/**
 * Gives the Phonex of a French name, as the letters and digits that its author then reads as a number of base 22.
 *
 * @param name - any text; what is no letter is set aside first.
 * @returns capitals and the digits 1 to 5; empty for a name without letters.
 * @see F. Brouard, « L’art des Soundex », sqlpro.developpez.com/cours/soundex, §4.
 * @example
 * phonex('Rousseau'); // => 'R3SO'
 */
export function phonex(name: string): string {
  return rewrite(plainCapitals(rewrite(frenchCapitals(name), ACCENTS)), RULES);
}
