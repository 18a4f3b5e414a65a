import { plainCapitals } from './capitals.ts';
import { rewrite, rewriting } from './rules.ts';

/** Doubled letters fall together; applied before and after all others. */
const DOUBLES = rewriting(String.raw`
  V-14: (v)\1 > $1
  C-28: ([BDFGHJKMNPQRTVWXZ])\1 > $1
  C-28a: CC > C / _(?!v)
  C-28b: SS > S / c_
  C-28c: SS > S / ._(?!v)
  C-28d: LL > L / [^I]_
  C-28e: ILE > ILLE / _#
`);

/** Consonants whose sound depends on letters that later rules change. */
const CONSONANTS = rewriting(`
  C-12: GE(?:O|AU) > JO
  C-9: CC > X / _[EIY]
  C-10: G > J / _[EIY]
  C-16: MAC > M@ / #_c
  C-17: MC > M@ / #_
  C-20: SC > S / #_[EIY]
  C-2: C > SS / v_[EIY]
  C-3: C > S / [^CX]_[EIY]
  C-7: C > K / _[BDFGJKLMNPQRSTVWXZ]
`);

const FINAL_O = rewriting(`
  V-2: (?:E?AU|O)LT > O / _#
  V-3: E?AUT > O / _#
  V-4: E?AUX > O / _#
  V-5: (?:E?AU|O)LX > O / _#
  V-6: E?AUL?D > O / _#
  V-1: E?AU > O
`);

const SAINTS = rewriting(`
  C-14: H > / (?:#|[^CPS])_
  C-11: GA > G@ / _I?[MN]
  C-33: STE > STE- / #_
  C-32: ST > ST- / #_(?!E)
  C-31: SAINTE > STE- / #_
  C-30: S(?:A?INT?|EIN|EIM) > ST- / #_
  C-30: CINQ? > ST- / #_
`);

const VOWELS = rewriting(`
  V-15: [AE]M > EN / _c(?!#)
  V-17: AN > EN / _c
  V-18: AI[MN]|EIN > IN / _(?:c|#)
  V-7: AY > E / [^G]_#
  V-8: EUX > EU / _#
  V-9: EY > E / _(?:c|#)
  V-10: Y > I / (?:c|#)_
  V-10: Y > I / _(?:c|#)
  V-11: I > Y / v_v
  V-12: ILL > Y / v_
  V-13: OU > W / _(?:I(?!LL)|[AEOU])
  V-16: OM > ON / _c
  V-19: B(?:OU?RNE?|URNE) > BURN / _#
  V-20: IM > IN / _c
`);

const LETTERS = rewriting(`
  C-1: BV > V
  C-4: C > S / #_[EIY]
  C-5: C > K / #_[AOU]
  C-6: C > K / v_#
  C-8: CC > K / _[AOU]
  C-13: GNI > GN / _v
  C-15: JEA > JA
  C-18: PH > F
  C-19: QU > K
  C-21: SC > SS / ._[EIY]
  C-22: SC > SK / ._[AOU]
  C-23: SH > CH
  C-24: TIA > SSIA / _#
  C-25: W > / [AIOUY]_
  C-26: X[CSZ] > X
  C-27: Z > S / _v
  C-27: Z > S / c_c
  C-29: (ILS|[CS]H|[MN]P|R[CFKLNSX])|(c)c > $1$2 / _#
`);

/** Ends the protection (@) of syllables that rules of the paper would change against its examples. */
const PROTECTED = rewriting('C-11: G@ > GA ; C-16: M@ > MAC');

const RULES = [...DOUBLES, ...CONSONANTS, ...FINAL_O, ...SAINTS, ...VOWELS, ...LETTERS, ...DOUBLES, ...PROTECTED];
/**
 * Gives the FONEM code of a family name: the name as it sounds in the Saguenay, in letters. It says more than a Soundex:
 * most names that differ by ear differ by code.
 *
 * @param name - any text; accents and everything that is no letter are set aside first.
 * @returns capitals, with a hyphen after `ST` and `STE`; empty for a name without letters.
 * @see G. Bouchard, P. Brard, Y. Lavoie, « FONEM : un code de transcription phonétique pour la reconstitution automatique
 *   des familles saguenayennes », Population 36 (6), 1981, pp. 1085–1103. The rules carry its numbers.
 * @example
 * fonem('Rondeaux'); // => 'RONDO'
 */
export function fonem(name: string): string {
  return rewrite(plainCapitals(name), RULES);
}
