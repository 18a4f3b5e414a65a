import { frenchCapitals, plainCapitals } from './capitals.ts';
import { read, reading, rewrite, rewriting } from './rules.ts';

const CEDILLA = rewriting('Ç > S');

/** The start of a word that looks Slavic or Germanic, and of one that does not. */
const SLAVIC = '#(?=.*(?:W|K|CZ))';
const OTHER = '#(?!.*(?:W|K|CZ))';

/** The sounds of the letters; 0 is TH. `P|A` is P in the first code and A in the second. */
const RULES = `
  [AEIOUY] > A / #_ ; [AEIOUY] >

  BB? > P

  CH > K / [^AEIOUY]A_(?![EI]) ; CH > K / [BM]A_ER ; C > S / #_AESAR ; CH > K / _IA
  CH > K|X / ._AE ; CH > K / #(?!CHORE)_(?:ARAC|ARIS|OR|YM|IA|EM)
  CH > K / #(?=SCH).*_ ; CH > K / OR_(?:ES|ID) ; CH > K / AR_IT ; CH > K / _[TS] ; CH > K / (?:#|[AOUE])_(?:[LRNMBHFVW]|#)
  CH > X / #_ ; CH > K / #M(?:C.*)?_ ; CH > X|K
  CZ > S|X / (?<!WI)_ ; CCI > X / _A
  CC(?:[EI]|H(?!U)) > KS / #A_ ; CCE > KS / U_[ES] ; CC(?:[EI]|H(?!U)) > X / (?<!#M)_ ; CC > K / (?<!#M)_
  C[KGQ] > K ; CI > S|X / _[OEA] ; C[IEY] > S ; CC > K / _(?![EI]) ; C > K

  DG[IEY] > J ; DG > TK ; D[TD]? > T

  FF? > F

  G > / #_N
  GH > K / [^AEIOUY]_ ; GH > J / #_I ; GH > K / #_ ; GH > / [BHD].{1,2}_ ; GH > / [BH].{3}_ ; GH > F / [CGLRT].U_
  GH > / I_ ; GH > K
  GN > KN|N / ${OTHER}[AEIOUY]_ ; GN > N|KN / ${OTHER}.*_(?!EY) ; GN > KN ; GL > KL|L / ${OTHER}.*_I
  GY > K|J / #_ ; GE > K|J / #_[SPBLYIR] ; GI > K|J / #_[BLNE]
  GE > K|J / #(?!(?:DAN|RAN|MAN)GER).*(?<![EI])_R ; GY > K|J / #(?!(?:DAN|RAN|MAN)GER).*(?<![EIRO])_
  G[EIY] > K / #(?=SCH).*_ ; GE > K / _T ; GI > J / _ER# ; G[EIY] > J|K ; GG > J|K / [AO]_I ; GG? > K

  H[AEIOUY] > H / (?:#|[AEIOUY])_ ; H >

  J > H / #_OSE# ; J > J|H / _OSE ; JJ? > J|A / #_ ; J > J|H / ${OTHER}.*[AEIOUY]_[AO] ; J > J| / _#
  JJ > J / [^SKL]_ ; J > J / [^SKL]_[^LTKSNMBZ] ; JJ? >

  K > / #_N ; KK? > K

  LL > L| / I_[OA]# ; LL > L| / A_E(?:#|.*[AO]S?#) ; LL? > L

  MB > M / U_(?:#|ER) ; MM? > M

  NN? > N

  P > / #_[NS] ; PH > F ; P[PB]? > P

  QQ? > K

  R > |R / ${OTHER}.*(?<!M[EA])IE_# ; RR? > R

  S > / [IY]_L ; S > X|S / #_UGAR ; SH > S / _(?:EIM|OEK|OLM|OLZ) ; SH > X
  SI[OA] > S / ${SLAVIC}.*_ ; SI[OA] > S|X ; SZ > S|X ; S > S|X / #_[MNLW]
  SCH > X|SK / _E[RN] ; SCH > SK / _(?:OO|UY|ED|EM) ; SCH > X|S / #_(?:[^AEIOUYW]|#) ; SCH > X ; SC[IEY] > S ; SC.? > SK
  S > |S / [AO]I_# ; SS? > S

  TIO > X / _N ; TIA|TCH > X ; TH > T / _[OA]M ; TH > T / #(?=SCH).*_ ; TH|TT(?=H) > 0|T ; T[TD]? > T

  VV? > F

  W > / #_R ; WR > R ; WI[CT]Z > ATS|FFX / #_ ; W > A|F / #_[AEIOUY] ; W > A / #_H
  W > |F / [AEIOUY]_# ; W > |F / [EO]_SK[IY] ; W > |F / #(?=SCH).*_ ; WI[CT]Z > TS|FX ; W >

  X > S / #_ ; X > / [AO]U_# ; X[CX]? > KS

  ZH > J ; ZZ > S|TS / _[OIA] ; ZZ? > S|TS / ${SLAVIC}.*[^T]_ ; ZZ? > S
`;

const FIRST = reading(RULES, 0);
const SECOND = reading(RULES, 1);

const CODE_LENGTH = 4;

/**
 * Gives the Double Metaphone of a name: its consonants as an English speaker hears them.
 *
 * @param name - any text; accents and everything that is no letter are set aside first, Ç counts as S. Several words are
 *   read as one, so that the rules for `VAN` and `SAN` as words of their own never apply.
 * @returns at most four capitals, and 0 for TH; empty for a name without letters, or whose letters are all silent.
 * @see L. Philips, « The Double Metaphone Search Algorithm », C/C++ Users Journal 18 (6), June 2000.
 * @example
 * doubleMetaphone('Schmidt'); // => 'XMT'
 */
export function doubleMetaphone(name: string): string {
  return encode(name, FIRST);
}

/**
 * Gives the second Double Metaphone of a name, as it is heard by those who know where it comes from.
 *
 * @param name - as for {@link doubleMetaphone}.
 * @returns the second code; the first one when there is but one.
 * @example
 * doubleMetaphoneAlternate('Schmidt'); // => 'SMT'
 */
export function doubleMetaphoneAlternate(name: string): string {
  return encode(name, SECOND);
}

function encode(name: string, rules: typeof FIRST): string {
  return read(plainCapitals(rewrite(frenchCapitals(name), CEDILLA)), rules).slice(0, CODE_LENGTH);
}
