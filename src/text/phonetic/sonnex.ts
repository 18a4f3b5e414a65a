import { frenchCapitals } from './capitals.ts';
import { read, reading, rewrite, rewriting } from './rules.ts';

const LETTERS = rewriting('Œ > OE ; Æ > E ; Ñ > N');

/** Words that no rule gets right; most are small words, whose last letter is silent, or heard, against the rules. */
const WORDS: ReadonlyMap<string, string> = new Map(Object.entries({
  CERF: 'sEr', CERFS: 'sEr', DE: 'de', EST: 'E', ES: 'E', HUIT: 'uit', LES: 'lE', MER: 'mEr', MES: 'mE', RESSENT: 'res2', SERF: 'sEr',
  SERFS: 'sEr', SEPT: 'sEt', SEPTIÈME: 'sEtiEm', SES: 'sE', TES: 'tE', ESCHATOLOGIE: 'Eskatoloji',
}));

/** The sounds have small letters as in French, and 1 (in, un), 2 (an), 3 (on), C (ch), E (è) and U (ou). */
const RULES = reading(`
  AIENT > E / _# ; AIN > En / _v ; AIN > 1 ; AIS > E / _# ; AISS > Es ; AIS > Ez / _v ; AIS > Es ; AIL > ai / _# ; AILL > ai ; AI > E
  AMM > am ; AM > am / _v ; AM > 2 / _. ; ANN > an ; AN > an / _v ; AN > 2
  ASSENT > as / _# ; ASS > as ; AS > as / _c ; AS > az / _. ; AU > o ; AYS? > E / _# ; À > a ; Â > a ; Ä > a

  B > / _# ; BB > b

  C > / _# ; CC > k / _[OU] ; CC > ks / _v ; C > s / _[EÉÈÊËIÎÏY] ; CHIRO > kiro / _[^U] ; CH > k / _(?:AO|OE|L|R) ; CH > C
  CK > k ; COMPT > k3t ; CUE > ke / _I ; C > k ; Ç > s

  DS? > / _# ; DD > d

  E > / _# ; EC > Ec / _# ; EF > Ef / _# ; EAUX > o / _# ; EANN > an ; EAN > 2 ; EAU > o ; EFF > Ef ; E > E / _GM
  EINN > En ; EIN > En / _v ; EIN > 1 ; EI > E ; ELL > El ; E > E / _Lc ; E > e / _L.
  EMM > Em ; EM > 2 / _PH ; EMPc > 2 / _# ; EMP > 2p / _. ; ENN > En ; EN > en / _v ; EN > 2
  ER > E / _# ; ERT > Er / _# ; ERR > Er ; ER > Er / _F
  ES > / _# ; ESCH > EC ; ESSENT > Es / _# ; ES > E / _[HN] ; ESS > Es ; ES > Es / _c ; ES > ez
  ETT > Et ; ET > E / _# ; EUN > en / _v ; EUN > 1 / _. ; EUX > e / _# ; EUX > ez / _I ; EU > e
  EX > Eks / _# ; EY > E / _c ; E > E / _Y. ; EZ > E / _#
  ÉTT > Et ; ÉT > Et / _. ; ÉSS > Es ; ÉS > Ez / _v ; É > E ; È > E ; Ê > E ; Ë > E

  FF > f

  G > / _# ; G > j / _[EÉÈÊËIÎÏY] ; GN > n ; GUË > gu ; GU > g ; GG > g

  H >

  ICS? > ik / _# ; IENN > iEn ; IEN > i1 ; INN > in ; IN > in / _v ; IN > 1
  ISSENT > is / _# ; ISS > is ; IS > is / _c ; IS > iz / _. ; IX > iz / _I ; ILL > i ; Î > i ; Ï > i

  LL > l ; MM > m ; NN > n

  OCC > ok ; OEU? > e ; OIENT > Ua / _# ; OIN > U1 ; OI > Ua ; OMM > om ; OM > om / _v ; OM > 3 / _. ; ONN > on ; ON > 3
  OSSENT > os / _# ; OSS > os ; OS > os / _c ; OS > oz / _. ; O[UÙÛ] > U ; Ô > o ; Ö > o

  P > / _# ; PH > f ; PP > p ; PAYS > pEiz / _v ; PAYS > pEi / _# ; PAYS > pEis ; QU > ku / _R ; QU? > k ; RR > r

  S > / _# ; SS > s ; ST > st ; SC > s / _I

  T > t / #_IEN ; T > / _# ; T > t / _IER ; T > s / _Iv ; TT > t

  UN > 1 / _# ; USSENT > us / _# ; USS > us ; US > us / _c ; US > uz / _. ; Û > u ; Ù > u ; Ü > u

  W > v ; X > / _# ; XC > ks ; X > kz / _v ; X > ks ; Y > i ; ZZ > z
`);

/**
 * Gives the Sonnex of a French word: its sounds, one character each. Homophones have one code: `temps`, `tant`, `tend`.
 *
 * @param word - one word; what is no letter is set aside first, so that `t'en` is one.
 * @returns small letters, the digits 1 to 3, and C, E and U; empty for a text without letters.
 * @see F. Bisson, Sonnex, 2014, github.com/Zigazou/Sonnex; the exception for `eschatologie` and the rules for `chiro` and
 *   `emp` by G. Plique, 2016.
 * @example
 * sonnex('contretemps'); // => 'k3tret2'
 */
export function sonnex(word: string): string {
  const letters = rewrite(frenchCapitals(word), LETTERS);
  return WORDS.get(letters) ?? read(letters, RULES);
}
