import { frenchCapitals, plainCapitals } from './capitals.ts';
import { rewrite, rewriting } from './rules.ts';

/** Ligatures and the cedilla sound otherwise than the letters they look like. */
const LIGATURES = rewriting('Œ > OEU ; Æ > E ; Ç > S');

const BEGINNINGS = rewriting(`
  OO+ > OU ; SAOU > SOU ; OES > OS ; CCH > K ; CC > KS / _[IYE]
`);

/** Takes one of two equal letters; three are left two, as in the original. */
const DOUBLES = rewriting(String.raw`(.)\1 > $1`);

/** Words that no rule gets right. */
const WORDS: ReadonlyMap<string, string> = new Map(Object.entries({
  CD: 'CD', BD: 'BD', BV: 'BV', TABAC: 'TABA', FEU: 'FE', FE: 'FE', FER: 'FER', FIEF: 'FIEF', FJORD: 'FJORD', GOAL: 'GOL',
  FLEAU: 'FLEO', HIER: 'IER', HEU: 'E', HE: 'E', OS: 'OS', RIZ: 'RI', RAZ: 'RA', ECHO: 'EKO',
}));

/** Endings and groups that are written otherwise than they sound. */
const SPELLINGS = rewriting(`
  OIN[GT] > OIN / _# ; E[RS] > E / _#
  CH?OEU > KE ; MOEU > ME ; OE > E / _[UI]+c
  GEN[TS] > JAN / #_# ; CUEI > KEI
  AE > E / [^AEIOUYC]_c ; AE([QS]) > E$1 ; AIE > AI / _[BCDFGJKLMNPQRSTVWXZ] ; ANIEM > ANIM
  (DRA|TRO|IRO)P > $1 / _# ; (LOM)B > $1 / _# ; (RON|POR)C > $1 / _# ; PECT > PET / _# ; ECUL > CU / _#
  (CHA|CA|E)M(?:P|PS) > $1N / _# ; (TAN|RAN)G > $1 / _#
`);

/** The semivowel of "yeux". */
const YOD = rewriting(`
  ILAG > IAJ / [^VO]_ ; UIL(AR|E) > UI$1 / [^TRH]_. ; UIL > UI / G_[AEO] ; AIL > AI / [NSPM]_[AEO]
  DIL(AI|ON|ER|EM) > DI$1 ; RILON > RION ; TAILE > TAIE ; GAILET > GAIET ; AIL > AI / _A[IR] ; OUILA > OUIA
  EIL(AI|AR|ER|EM) > AI$1 ; REILET > RAIET ; EILET > EIET ; AILOL > AIOL
  (SC?)IEM > $1IAM / (?:#|[^AEIOUY])_[EA]
`);

const NASALS_BEFORE_LABIALS = rewriting(`
  MB > NB / [OAI]_ ; MP > NP / [OA]_ ; GEMB > JANB ; EM > AN / _[BP] ; UMBL > INBL ; CIEN > SIAN
`);

/** CH that sounds like K, mostly in words from Greek. */
const GREEK_CH = rewriting(`
  ECEUR > EKEUR / #_
  CH > K / #_(?:OG|OL|OR|EU|ARIS|M|IRO|ONDR)
  CH > K / (?:YN|RI)_(?:OG|OL|OC|OP|OM|ARIS|M|IRO|ONDR)
  CHS > CH ; CH > K / _AIQ ; ECHO > EKO / #_[^UIPY] ; ISCH > ISK / _[IE] ; ICHT > IKT / #_
  ORCHID > ORKID ; ONCHIO > ONKIO ; ACHIA > AKIA ; ANICH > ANIK / [^C]_ ; OMANIK > OMANICH ; ACHY > AKI / _[^D]
  C > K / [AEIOU]_[BDFGJKLMNPQRTVWXZ]
  EUCHA > EKA ; YCH > IK / _(?:IA|A|O|ED) ; CHEO > KEO / [AR]_ ; RCHES > RKES ; ECHN > EKN ; OCHTO > OKTO
  CHO > KO / _(?:RA|NDR|RE) ; MACHM > MAKM ; BRONCHO > BRONKO ; LICHO > LIKO / _[SC]
`);

const SOFT_AND_HARD = rewriting(`
  WA > OI ; WO > O ; WI|WHI|WHY > OUI ; WHA > OUA ; WHO > OU
  GNE > NIE / _[STR] ; GNE > NE ; GI > JI ; GNI > NI ; GN > NI / _(?:A|OU|UR) ; GY > JI ; OUGAIN > OUGIN
  AGEO > AJO / _[LT] ; GEORG > JORJ ; GEO > JEO / _(?:LO|M|P|G|S|R) ; GEOT > JOT / [NU]_ ; GEO > JEO / _[TDC]
  GE > J / _[OA] ; GE > JE
  QU? > K ; C[YI] > SI ; CN > KN ; ICM > IKM ; CEAT > SAT ; CE > SE ; C > K / _[RO] ; CUEI > KEI ; CU > KU
  VENCA > VANSA ; C > K / _[AS] ; CLEN > KLAN ; C > K / _[LZ]
  CTIQ > KTIK ; CTI > KTIS / _[CS] ; CTI > KTI / _[FL] ; CTIO > KSIO ; CT > KT
  PH > F ; TH > T ; OW > OU ; LH > L ; RDL > RL ; CH > K / _(?:LO|R) ; PTIA > PSIA
  GU > G / _[^RLMBSTPZN] ; GNO > NIO / _[MLTNRKG]
`);

/** TI that sounds like SI. */
const SOFT_TI = rewriting(`
  BUTI > BUSI / _[EA] ; BATIA > BASIA ; ANTIEL > ANSIEL ; RETION > RESION ; ENTI > ENSI / _[EA]L
  ENTIO > ENSIO ; ENTIAI > ENSIAI ; UJETION > UJESION ; ATIEM > ASIAM ; PETIEN > PESIEN ; CETIE > CESIE
  OFETIE > OFESIE ; IPETI > IPESI ; LBUTION > LBUSION ; BLUTION > BLUSION ; L([EA])TION > L$1SION ; SATIET > SASIET
  ANTI > ANSI / ._(?:AL|O) ; INUTI > INUSI / ._[^V] ; UTIEN > USIEN / [^O]_ ; RATIE > RASIE / [^DE]_#
  T > S / (?:[^SNEU]|KU|KO|RU|LU|BU|TU|AU)_(?:IEN|ION)
`);

const SILENT_H = rewriting(`
  H > / [^CS]_ ; SH > S / [EN]_ ; SH > CH
`);

/** The nasal vowels, written IN and AN. */
const NASALS = rewriting(`
  OMT > ONT ; IM > IN / _[BP] ; UMD > OND ; IENT > IANT / [TRD]_ ; IEN > IN
  YM > IM / _[UOAEIN] ; YM > IN ; AHO > AO ; AIM > IN / [FDS]_ ; EIN > AIN ; AINS > INS
  AIN > IN / _# ; AIN > IN / _[BTDK]
  UND > IND / [^O]_ ; UN > IN / [JTVLFMRPSBD]_[^IAE] ; UN > IN / [JTVLFMRPSBD]_# ; RFUM > RFIN / _# ; LUMB > LINB
  EN > AN / [^BCDFGHJKLMNPQRSTVWXZ]_ ; EN > AN / [VTLJMRPDSBFKNG]_[BRCTDKZSVN]
  EN > AN / #_(?:[BCDFGHJKLNPQRSTVXZ]|CH|IV|ORG|OB|UI|UA|UY) ; EN > AN / #[JRVTH]_[DRTFGSVJMP]
  SEN > SAN / _[ST] ; DESENIV > DESANIV / #_ ; EN > AN / [^M]_U[IY] ; EN > AN / .[JTVLFMRPSBD]_[JLFDSTG]
`);

const VOWELS = rewriting(`
  E[IY] > AI / [VSBTNRLPM]_[ACDFRJLGZ]
  EAU > O ; EU > E ; Y > I ; EOI > OI ; JEA > JA ; OIEM > OIM ; OUANJ > OUENJ ; OUA > OI ; OUENJ > OUANJ
  AU > O / _[^E]
`);

const REFINEMENTS = rewriting(`
  BENJ > BINJ / #_ ; RTIEL > RSIEL ; PINK > PONK ; KIND > KOND ; KUM > KON / _[NP] ; LKOU > LKO ; EDBE > EBE
  ARCM > ARKM ; SCH > CH ; OINI > ONI / #_ ; APT > AT / [^NDCGRHKO]_ ; PT > T / (?:L|KON)_ ; OTB > OB ; IXA > ISA
  TG > G ; TZ > TS / #_ ; PTIE > TIE ; GT > T ; ANKIEM > ANKILEM ; (LO|RE)KEMAN > $1KAMAN ; NT > N / _[BM]
  GSU > SU ; ESD > ED ; LESKEL > LEKEL ; CK > K
`);

const ENDINGS = rewriting(`
  USIL > USI / _# ; X|[TD]S|[DS] > / _# ; T > / [^KL]_# ; H > / #_
`);

const LAST_SOUNDS = rewriting(`
  TIL > TI / _# ; LC > LK / _# ; LE?S? > L / _# ; NE?S? > N / ._# ; EZ > E / _# ; OIG > OI / _# ; OUP > OU / _#
  OM > ON / [^R]_# ; LOP > LO / _# ; NTANP > NTAN / _# ; TUN > TIN / _# ; AU > O / _# ; EI > AI / _# ; R[DG] > R / _#
  ANC > AN / _# ; KROC > KRO / _# ; HOUC > HOU / _# ; OMAC > OMA / _# ; O([NU])[CG] > O$1 / J_# ; ([AO])NG > $1N / [^GTR]_#
  UC > UK / _# ; AING > IN / _# ; C > K / [EISOARN]_# ; [EH] > / [ABD-MO-Z]_# ; EN > AN / _# ; PAIEM > PAIM / #_
  EF > / [^NTB]_#
`);

const SOUNDS = [
  ...SPELLINGS, ...YOD, ...NASALS_BEFORE_LABIALS, ...GREEK_CH, ...SOFT_AND_HARD, ...SOFT_TI, ...SILENT_H, ...NASALS, ...VOWELS,
  ...REFINEMENTS, ...ENDINGS,
];

const FINALS = [...LAST_SOUNDS, ...DOUBLES];

const ABBREVIATION = /[BCDFGHJKLMNPQRSTVWXYZ]{3}/;
const SIMPLE_WORD = /[RFMLVSPJDF][AEIOU]/;

/**
 * Gives the code of a French word in the way of É. Bergé, whose algorithm is called "phonetic": the word as it sounds,
 * in letters that can still be read.
 *
 * @param text - any text; what is no letter is set aside first.
 * @returns capitals; empty for a text without letters, or with too little to hear (`e`, `un`).
 * @see É. Bergé, « Phonetic », version 1.2, December 2007, roudoudou.com/phonetic.php.
 * @example
 * berge('Morceaux'); // => 'MORSO'
 */
export function berge(text: string): string {
  const word = plainCapitals(rewrite(frenchCapitals(text), LIGATURES));
  const start = rewrite(rewrite(word, BEGINNINGS), DOUBLES);
  const exception = WORDS.get(start);
  if (exception !== undefined) return exception;
  const sounds = rewrite(start, SOUNDS);
  const code = rewrite(sounds, FINALS);
  if (code === 'FUEL') return 'FIOUL';
  return code.length > 1 || code === 'O' ? code : shortCode(word, sounds);
}

/** Gives the code of a word of which the rules leave a letter or none. */
function shortCode(word: string, sounds: string): string {
  if (ABBREVIATION.test(word)) return word;
  if (SIMPLE_WORD.test(word) && (word.length === 3 || word.length === 4)) return word.slice(0, -1);
  return sounds.length > 1 ? sounds : '';
}
